#!/usr/bin/env bash
# Holds the operators to the instructions that benches/counts.json allows them; `--update` writes what they take now there.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

locked=()
if in_ci; then locked=(--locked); fi
cargo bench "${locked[@]}" --bench operators --no-run
program=$(cargo bench "${locked[@]}" --bench operators --no-run --message-format=json 2>/dev/null |
    sed -nE 's/.*"name":"operators".*"executable":"([^"]+)".*/\1/p')
python=python3
has .venv/bin/python && python=.venv/bin/python
"$python" benches/report/counts.py "$program" benches/counts.json "$@"
