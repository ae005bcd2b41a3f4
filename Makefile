# What a contributor runs. `make help` lists it.

export PATH := $(CURDIR)/.cmake/bin:$(PATH):$(HOME)/.cargo/bin
SHELL := /bin/bash
LOCKED := $(if $(CI),--locked)

.PHONY: help setup demo test check soak sanitize bench bench-check clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/make \1\t\2/p' Makefile | expand -t 18

setup: ## install what is missing (apt packages, cmake, a Python environment)
	@scripts/setup.sh

demo: setup ## differentiate data/E.h5 and check the result against numpy
	cargo build --release $(LOCKED)
	@scripts/demo.sh

test: setup ## run all tests
	@scripts/test.sh

check: setup ## what CI asks beyond the tests: format, lints, documentation, fuzz targets, licences, spelling
	cargo fmt --all --check
	cargo clippy $(LOCKED) --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc $(LOCKED) --workspace --no-deps
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy $(LOCKED) --manifest-path fuzz/Cargo.toml --target-dir target/fuzz --all-targets -- -D warnings
	cargo test $(LOCKED) --manifest-path fuzz/Cargo.toml --target-dir target/fuzz
	@if command -v cargo-deny >/dev/null; then cargo deny check; \
	else echo "skipped: cargo-deny is not installed, so licences and advisories are not checked"; fi
	@if command -v typos >/dev/null; then typos; \
	else echo "skipped: typos is not installed, so spelling is not checked"; fi

soak: setup ## kill, starve and feed it damaged files, thousands of times (some minutes)
	@scripts/soak.sh

sanitize: ## run the tests of stencils and operators under AddressSanitizer (needs a nightly toolchain)
	@scripts/sanitize.sh

bench: setup ## measure the operators, their peers and whole commands, side by side (some ten minutes)
	@scripts/bench.sh

bench-check: ## hold the operators to a number of instructions (x86-64 with AVX2)
	@scripts/setup.sh valgrind
	@scripts/bench-check.sh

clean: ## remove what the other targets made here
	cargo clean
	rm -rf .venv .cmake
