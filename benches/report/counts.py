#!/usr/bin/env python3
"""Counts the instructions of each operator under valgrind and compares them with what is allowed.

    python benches/report/counts.py PROGRAM LIMITS_JSON [--update]

PROGRAM is the built benches/operators. The count of a small grid on one thread depends on the compiler and a little
on the size of the second cache, not on what else runs there. It does not tell how long an instruction takes, and valgrind
knows no AVX-512: what is counted is the path for AVX2. It names Intel as the maker of every processor, so that how rows are
asked for in advance is the same everywhere.
"""

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

OPERATORS = ("gradient", "jacobian", "divergence", "curl", "laplacian", "q", "lambda2")
CASES = [f"{name} {dtype} {axes}" for name in OPERATORS for dtype in ("f64", "f32") for axes in ("even", "uneven")]
# Those whose components stand side by side; those of the others do not.
CASES += [f"{name} f64 uneven interleaved" for name in ("jacobian", "divergence", "curl")]
# By how much a count may exceed what is written down.
TOLERANCE = 0.05


def count(program, case):
    """Instructions for each point, within the function `counted`."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        words = case.split() if case.endswith("interleaved") else [*case.split(), "apart"]
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--toggle-collect=*measure*counted*",
                   program, "--once", *words]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"{case}: {run.stderr}")
        total = int(re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE).group(1))
    points = int(run.stdout)
    if total < points:
        sys.exit(f"{case}: {total} instructions for {points} points: the operator was not counted")
    return total / points


def rustc():
    return subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("limits", type=Path)
    parser.add_argument("--update", action="store_true", help="write down what is counted now")
    arguments = parser.parse_args()
    if platform.machine() != "x86_64" or "avx2" not in Path("/proc/cpuinfo").read_text():
        sys.exit("the counts are those of an x86-64 processor with AVX2; this is none")
    with ThreadPoolExecutor(2) as pool:
        counts = dict(zip(CASES, pool.map(lambda case: round(count(arguments.program, case), 2), CASES)))
    if arguments.update:
        written = {"rustc": rustc(), "instructions per point": counts}
        arguments.limits.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
        return 0

    written = json.loads(arguments.limits.read_text(encoding="utf-8"))
    if written["rustc"] != rustc():
        print(f"note: the limits were written with {written['rustc']}, this is {rustc()}")
    limits = written["instructions per point"]
    failed = sum(case not in limits for case in counts)
    print(f"{'case':<36}{'instructions per point':>24}{'written down':>15}{'change':>9}")
    for case, found in counts.items():
        if case not in limits:
            print(f"{case:<36}{found:>24.2f}{'nothing':>15}{'':>9}  NEW: write it down with --update")
            continue
        change = found / limits[case] - 1
        exceeded = change > TOLERANCE
        failed += exceeded
        remark = "  TOO MANY" if exceeded else "  fewer: write it down with --update" if change < -TOLERANCE else ""
        print(f"{case:<36}{found:>24.2f}{limits[case]:>15.2f}{change:>+9.1%}{remark}")
    print(f"{len(counts) - failed} of {len(counts)} operators are within {TOLERANCE:.0%} of what is written down")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
