#!/usr/bin/env bash
# Measures the operators, the peers that are installed, and whole commands; prints their tables; some ten minutes.
#
# FIELDOPS_BENCH_PEERS=1 first installs the pinned peers into target/bench/venv (some 700 MB), where later runs find them;
# FIELDOPS_BENCH_PYTHON names another Python that has them. FIELDOPS_BENCH_UPDATE=1 renews docs/performance.md.
# The sizes: FIELDOPS_BENCH_POINTS, FIELDOPS_BENCH_THIN, FIELDOPS_BENCH_FILE_POINTS, FIELDOPS_BENCH_DEFLATE_POINTS. What
# the memory has no room for is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

folder=$(realpath -m "${CARGO_TARGET_DIR:-target}")/bench
mkdir -p "$folder"
locked=()
if in_ci; then locked=(--locked); fi

requirements=benches/peers/requirements.txt
if [ -n "${FIELDOPS_BENCH_PEERS:-}" ] && ! cmp --quiet "$requirements" "$folder/venv/requirements.txt"; then
    rm -rf "$folder/venv"
    .venv/bin/python -m venv "$folder/venv"
    "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
        --requirement "$requirements"
    cp "$requirements" "$folder/venv/requirements.txt"
fi
python=${FIELDOPS_BENCH_PYTHON:-$folder/venv/bin/python}
has "$python" || python=.venv/bin/python

# built NAME: the path of a bench program.
built() {
    cargo bench "${locked[@]}" --bench "$1" --no-run --message-format=json 2>/dev/null |
        sed -nE "s/.*\"name\":\"$1\".*\"executable\":\"([^\"]+)\".*/\\1/p"
}

cargo build --release "${locked[@]}"
cargo bench "${locked[@]}" --no-run --bench operators --bench floor
# What was measured before must not be taken for what is measured now.
rm -f "$folder"/{operators,peers,command,results}.json
"$(built operators)" --json "$folder/operators.json"
if has "$python"; then
    "$python" benches/peers/peers.py "$(built operators)" "$folder/operators.json" "$folder/peers.json"
    "$python" benches/command/command.py "$folder/../release/fieldops" "$(built floor)" "$folder/command.json"
    update=()
    if [ -n "${FIELDOPS_BENCH_UPDATE:-}" ]; then update=(--update); fi
    "$python" benches/report/report.py "$folder" "${update[@]}"
else
    echo "skipped: there is no Python with numpy and h5py, so neither peers nor whole commands are measured"
fi
