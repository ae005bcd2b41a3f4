#!/usr/bin/env bash
# Differentiates the field of data/E.h5, shows what was written, and checks it against numpy, bit for bit.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

target=${CARGO_TARGET_DIR:-target}
output=$target/demo/E.jacobian.h5
mkdir -p "$target/demo"
PATH=$(realpath "$target/release"):$PATH

show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

show fieldops info data/E.h5
show fieldops jacobian data/E.h5 --overwrite -o "$output"
if has h5dump; then
    show h5dump -n "$output"
    show h5dump -H -d dEx_dy "$output"
else
    printf '\nskipped: h5dump is not installed\n'
fi
if has_numpy; then
    show .venv/bin/python data/check_demo.py data/E.h5 "$output"
else
    printf '\nskipped: no Python 3.11 or newer with numpy and h5py to compare with\n'
fi
