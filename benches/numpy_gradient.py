#!/usr/bin/env python3
"""Times numpy.gradient as the yardstick for the benches in Rust.

    python benches/numpy_gradient.py [N] [--repeats R] [--json FILE]

Fields of 3 × N³ values (gradient: N³), in f64 and f32, on even and uneven axes. A throughput counts compulsory
traffic: every input byte once and every output byte once, whatever numpy moves beyond that.
"""

import argparse
import json
import platform
import statistics
import time

import numpy as np

AXES = (0, 1, 2)


def gradient(field, where):
    return np.gradient(field[0], *where)


def jacobian(field, where):
    return [np.gradient(component, *where) for component in field]


def derivative(field, where, component, axis):
    return np.gradient(field[component], where[axis], axis=axis)


def divergence(field, where):
    total = derivative(field, where, 0, 0)
    for axis in (1, 2):
        total += derivative(field, where, axis, axis)
    return total


def curl(field, where):
    turns = [((axis + 1) % 3, (axis + 2) % 3) for axis in AXES]
    return [derivative(field, where, last, next_) - derivative(field, where, next_, last) for next_, last in turns]


# Arrays of N³ values that the operator must read and write.
OPERATORS = {gradient: (1, 3), jacobian: (3, 9), divergence: (3, 1), curl: (3, 3)}


def seconds(operator, field, where, repeats):
    """Times of the repeats, after one run that is not counted."""
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        operator(field, where)
        times.append(time.perf_counter() - start)
    return times[1:]


def measurements(n, repeats):
    """One record for each operator, type and kind of axis."""
    rng = np.random.default_rng(1)
    uneven = [np.cumsum(rng.uniform(0.5, 1.5, n)) for _ in AXES]
    for dtype in (np.float64, np.float32):
        field = rng.standard_normal((3, n, n, n), dtype=dtype)
        for axes, where in (("even", [0.1, 0.2, 0.3]), ("uneven", uneven)):
            for operator, arrays in OPERATORS.items():
                times = seconds(operator, field, where, repeats)
                median = statistics.median(times)
                traffic = sum(arrays) * n**3 * field.itemsize
                yield {
                    "operator": operator.__name__, "dtype": np.dtype(dtype).name, "axes": axes, "n": n,
                    "median_s": median, "min_s": min(times), "max_s": max(times), "repeats": repeats,
                    "bytes": traffic, "gb_per_s": traffic / median / 1e9,
                }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("n", nargs="?", type=int, default=256, metavar="N", help="points along each axis")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", metavar="FILE", help="write the records there too")
    arguments = parser.parse_args()
    if arguments.n < 2 or arguments.repeats < 1:
        parser.error("N must be at least 2, and there must be a repeat")
    print(f"numpy {np.__version__}, {platform.machine()}, N = {arguments.n}, {arguments.repeats} repeats")
    print(f"{'operator':<11}{'dtype':<9}{'axes':<8}{'median':>10}{'min':>10}{'max':>10}{'GB/s':>8}")
    records = []
    for record in measurements(arguments.n, arguments.repeats):
        records.append(record)
        print(
            f"{record['operator']:<11}{record['dtype']:<9}{record['axes']:<8}{record['median_s']:>8.3f} s"
            f"{record['min_s']:>8.3f} s{record['max_s']:>8.3f} s{record['gb_per_s']:>8.2f}",
            flush=True,
        )
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"numpy": np.__version__, "machine": platform.machine(), "records": records}, file, indent=1)


if __name__ == "__main__":
    main()
