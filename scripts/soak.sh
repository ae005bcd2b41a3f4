#!/usr/bin/env bash
# Lets the command suffer, program by program: kills, signals, full disks, damaged and vast inputs. Each program of
# tests/soak ends with one line. FIELDOPS_SOAK_SCALE below 1 makes fewer runs of each.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

locked=()
if in_ci; then locked=(--locked); fi
target=${CARGO_TARGET_DIR:-target}
failed=0

soak() {
    local binary=$1 program=$2
    FIELDOPS_BIN=$(realpath "$binary") .venv/bin/python "tests/soak/$program.py" || failed=1
}

has_numpy || { echo "no Python 3.11 or newer with numpy, h5py and netCDF4 to run the programs with"; exit 1; }
cargo build "${locked[@]}" --bin fieldops || exit
for path in tests/soak/*.py; do
    program=$(basename "$path" .py)
    case $program in
    soak) ;; # what the others share
    large | memory) ;; # below
    *) soak "$target/debug/fieldops" "$program" ;;
    esac
done
if [ -n "${FIELDOPS_SOAK_SCALE:-}" ]; then
    soak "$target/debug/fieldops" large
else
    # A debug build would take a quarter of an hour over so much data.
    cargo build --release "${locked[@]}" --bin fieldops || exit
    soak "$target/release/fieldops" large
    soak "$target/release/fieldops" memory
fi
exit "$failed"
