#!/usr/bin/env bash
# Runs the tests of the crates in which there is unsafe code for speed under AddressSanitizer: an access outside of an array or to
# memory that has been given back ends a test. The sanitizer's option of the compiler is not stable, so that a nightly
# toolchain has to be there. `scripts/sanitize.sh ARGUMENTS` hands the arguments to `cargo test`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

locked=()
if in_ci; then locked=(--locked); fi
target=x86_64-unknown-linux-gnu
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "AddressSanitizer is used on Linux on x86-64 only"; exit 1; }
cargo +nightly --version >/dev/null 2>&1 ||
    { echo "no nightly toolchain: rustup toolchain install nightly"; exit 1; }
# With a target named, programs that only the build runs are compiled as always.
export RUSTFLAGS=-Zsanitizer=address CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/sanitize
# The compiler takes some 12 GB for the operators' tests, more with all that a debugger wants to know.
export CARGO_PROFILE_DEV_DEBUG=line-tables-only
cargo +nightly test "${locked[@]}" --target "$target" -p fieldops-stencil -p fieldops-operators --lib --tests "$@"
