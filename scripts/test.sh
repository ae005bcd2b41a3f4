#!/usr/bin/env bash
# Runs all tests, shows what their runners print, and ends with one line: what passed and failed in total.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

target=${CARGO_TARGET_DIR:-target}
locked=()
if in_ci; then locked=(--locked); fi

mkdir -p "$target"
log=$target/test.log
summary=()
passed=0
failed=0

# How cargo's test runner and pytest end.
closing='^test result: |^(=+ )?[0-9]+ (passed|failed|skipped|errors?).* in [0-9.]+s'

count() { grep -E "$closing" "$log" | grep -oE "[0-9]+ ($1)" | awk '{ sum += $1 } END { print sum + 0 }'; }

# run TITLE COMMAND...: a command that fails without a failed test (it did not compile) counts as one failure.
run() {
    local title=$1 status good bad
    shift
    printf '\n=== %s: %s\n' "$title" "$*"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    good=$(count passed)
    bad=$(count 'failed|errors?')
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    passed=$((passed + good))
    failed=$((failed + bad))
    if [ $((good + bad)) -eq 0 ]; then
        summary+=("$title: ok")
    else
        summary+=("$title: $good passed, $bad failed")
    fi
}

# skip TITLE REASON
skip() {
    if in_ci; then
        failed=$((failed + 1))
        summary+=("$1: FAILED, as CI skips nothing: $2")
    else
        summary+=("$1: SKIPPED: $2")
    fi
    printf '\n=== %s\n' "${summary[-1]}"
}

compare_with_numpy() {
    cargo build "${locked[@]}" --bin fieldops &&
        FIELDOPS_BIN=$(realpath "$target/debug/fieldops") .venv/bin/python -m pytest -q -rs -p no:cacheprovider tests/numpy
}

# The libraries must build alone, and bind no C library.
build_libraries_alone() {
    local libraries=(-p fieldops-stencil -p fieldops-operators --no-default-features) bindings
    cargo check "${locked[@]}" "${libraries[@]}" || return
    bindings=$(cargo tree "${libraries[@]}" --edges normal,build --prefix none) || return
    if grep -E '^[^ ]+-(sys|src) ' <<<"$bindings"; then
        echo "a library depends on the C bindings above"
        return 1
    fi
}

run "Rust, libraries from source" cargo test "${locked[@]}" --workspace --no-fail-fast
if has_numpy; then
    run "numpy" compare_with_numpy
    run "a short soak" env FIELDOPS_SOAK_SCALE=0.02 scripts/soak.sh
else
    skip "a short soak" "no Python 3.11 or newer with numpy, h5py and netCDF4"
    skip "numpy" "no Python 3.11 or newer with numpy, h5py, netCDF4, xarray, openpmd-api and pytest; only the recorded results were compared"
fi
if has_system_hdf5 && has_system_netcdf; then
    run "Rust, the system's libraries" \
        cargo test "${locked[@]}" --workspace --no-fail-fast --no-default-features --target-dir "$target/system"
else
    skip "Rust, the system's libraries" "no libhdf5-dev and libnetcdf-dev"
fi
run "libraries without C" build_libraries_alone

printf '\n=== Summary\n'
printf '%s\n' "${summary[@]}"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
