#!/usr/bin/env python3
"""Joins what was measured into results.json, prints the tables, draws the plot.

    python benches/report/report.py FOLDER [--update]

FOLDER holds operators.json, and peers.json and command.json where they were measured. `--update` renews the tables and the
plot of docs/performance.md, else the plot goes to FOLDER.
"""

import argparse
import importlib.util
import json
import re
import sys
from pathlib import Path

import tables
from machine import machine, sentence
from plot import draw

DOCS = Path(__file__).resolve().parents[2] / "docs"


def load(path, otherwise):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else otherwise


def replace_between(text, marker, content):
    """What stands between the two markers of that name."""
    start, end = f"<!-- {marker} -->", f"<!-- /{marker} -->"
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        sys.exit(f"docs/performance.md: no markers for `{marker}`")
    return pattern.sub(lambda _: f"{start}\n{content}\n{end}", text)


def update(results):
    page = DOCS / "performance.md"
    text = page.read_text(encoding="utf-8")
    text = replace_between(text, "machine", sentence(results["machine"]) + ".")
    for name, content in (
        ("largest", f"{tables.markdown(tables.on_reference(results))}\n\n{tables.memory(results)}"),
        ("grids", tables.markdown(tables.on_other_grids(results))),
        ("peers", tables.markdown(tables.peers(results))),
        ("commands", tables.markdown(tables.commands(results))),
    ):
        text = replace_between(text, name, f"\n{content}\n")
    page.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--update", action="store_true", help="renew docs/performance.md and its plot")
    arguments = parser.parse_args()
    folder = arguments.folder
    results = {
        "machine": machine(),
        "operators": load(folder / "operators.json", None),
        "peers": load(folder / "peers.json", {"versions": {}, "missing": [], "records": []}),
        "command": load(folder / "command.json", {"records": []}),
    }
    if not results["operators"]:
        sys.exit(f"{folder / 'operators.json'}: nothing was measured")
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")

    print(f"\n{sentence(results['machine'])}\n")
    print(tables.plain(tables.whole(results)))
    print("\nThe limit by the time on other grids, and how flat the time per point is\n")
    print(tables.plain(tables.on_other_grids(results)))
    print(f"\n{tables.memory(results)}")
    if results["command"]["records"]:
        print(f"\nWhole commands, files in {results['command']['folder']}\n")
        print(tables.plain(tables.commands(results)))
    print(f"\nall of this: {folder / 'results.json'}")

    if importlib.util.find_spec("matplotlib"):
        plot = DOCS / "performance.svg" if arguments.update else folder / "performance.svg"
        draw(results, plot)
        print(f"plot: {plot}")
    elif arguments.update:
        sys.exit("matplotlib is missing, so the plot cannot be renewed: FIELDOPS_BENCH_PEERS=1 installs it")
    else:
        print("no plot: matplotlib is not installed here; FIELDOPS_BENCH_PEERS=1 make bench installs it")
    if arguments.update:
        update(results)


if __name__ == "__main__":
    main()
