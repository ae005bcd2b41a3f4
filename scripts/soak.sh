#!/usr/bin/env bash
# Lets the command suffer, program by program: kills, signals, full disks, damaged and vast inputs. Each program of
# tests/soak ends with one line. FIELDOPS_SOAK_SCALE below 1 makes fewer runs of each.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

locked=()
if in_ci; then locked=(--locked); fi

has_numpy || { echo "no Python 3.11 or newer with numpy, h5py and netCDF4 to run the programs with"; exit 1; }
cargo build "${locked[@]}" --bin fieldops || exit
FIELDOPS_BIN=$(realpath "${CARGO_TARGET_DIR:-target}/debug/fieldops")
export FIELDOPS_BIN

failed=0
for program in tests/soak/*.py; do
    case $program in
    tests/soak/soak.py) continue ;;
    # A debug build would take a quarter of an hour over so much data. The short run of the memory is a test.
    tests/soak/large.py | tests/soak/memory.py)
        if [ "$program" = tests/soak/memory.py ] && [ -n "${FIELDOPS_SOAK_SCALE:-}" ]; then continue; fi
        if [ -z "${FIELDOPS_SOAK_SCALE:-}" ]; then
            cargo build --release "${locked[@]}" --bin fieldops || exit
            FIELDOPS_BIN=$(realpath "${CARGO_TARGET_DIR:-target}/release/fieldops") .venv/bin/python "$program" || failed=1
            continue
        fi
        ;;
    esac
    .venv/bin/python "$program" || failed=1
done
exit "$failed"
