#!/usr/bin/env python3
"""Times what a user would otherwise reach for, on the arrays that benches/operators measures.

    python benches/peers/peers.py PROGRAM OPERATORS_JSON OUTPUT_JSON [--rounds R]

PROGRAM is the built benches/operators, and OPERATORS_JSON what it wrote. It takes turns with each peer, on the grid of
reference, where that is a cube.

Peers that are not installed are skipped, and named. Before a peer is measured its results are compared with numpy's: away
from the edges, where peers differ by design, and for VTK on even axes only, as it takes other slopes on uneven ones.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import peer_arrays
import peer_jax
import peer_numba
import peer_vtk
from timing import component, coordinates, seconds, taken, write_json

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))
import tables  # noqa: E402

PEERS = {
    "numpy": peer_arrays.prepare_numpy,
    "xarray": peer_arrays.prepare_xarray,
    "findiff": peer_arrays.prepare_findiff,
    "numba": peer_numba.prepare,
    "jax": peer_jax.prepare,
    "vtk": peer_vtk.prepare,
}
# What is not numpy's: a stencil of its own, or another formula.
OTHERS = {("numba", "laplacian"), ("findiff", "laplacian"), ("vtk", "q")}
SMALL = (14, 18, 22)


def problem(shape, dtype, axes):
    fields = [component(shape, c, dtype) for c in range(3)]
    return fields, [coordinates(points, axes) for points in shape], axes == "even"


def inside(arrays):
    """Away from the edges: a first derivative taken twice reaches two points."""
    return np.stack([np.asarray(array)[2:-2, 2:-2, 2:-2] for array in arrays])


def check(peer):
    """That a peer computes what it is measured for."""
    for dtype, tolerance in (("f8", 1e-11), ("f4", 1e-3)):
        for axes in ("even", "uneven")[: 1 if peer == "vtk" else 2]:
            expected = PEERS["numpy"](*problem(SMALL, "f8", axes))
            for name, operator in PEERS[peer](*problem(SMALL, dtype, axes)).items():
                if (peer, name) in OTHERS:
                    continue
                wanted, found = inside(expected[name]()), inside(operator())
                worst = np.abs(found - wanted).max() / np.abs(wanted).max()
                if not worst <= tolerance:
                    sys.exit(f"{peer}: {name}, {dtype}, {axes}: differs from numpy by {worst:.1e} of its largest value")


class Fieldops:
    """The bench program, which runs an operator when it is told to."""

    def __init__(self, program, shape, dtype, axes, threads):
        case = (dtype, axes, "apart", "x".join(map(str, shape)), f"threads={threads}")
        # This grid alone, whatever sizes the environment names.
        sizes = {"FIELDOPS_BENCH_POINTS": str(shape[0]), "FIELDOPS_BENCH_THIN": ""}
        self.process = subprocess.Popen([program, "--turns", *case], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=os.environ | sizes)

    def seconds(self, operator):
        print(operator, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def measurements(program, case, wanted, peers, rounds):
    """Each peer and fieldops take turns; the first turns do not count: compilers and caches are warm."""
    shape, dtype, axes, _ = case
    with Fieldops(program, *case) as fieldops:
        for peer in peers:
            for name, operator in PEERS[peer](*problem(shape, f"f{int(dtype[1:]) // 8}", axes)).items():
                if name not in wanted:
                    continue
                turns = [(fieldops.seconds(name), taken(operator)) for _ in range(rounds + 1)][1:]
                own, others = (seconds(times) for times in zip(*turns))
                print(f"{peer:<9}{name:<12}{dtype:<6}{axes:<8}{others['median'] * 1e3:>9.1f} ms,"
                      f" fieldops {own['median'] * 1e3:>7.1f} ms", flush=True)
                yield {"peer": peer, "operator": name, "dtype": dtype, "axes": axes, "shape": shape,
                       "seconds": others, "fieldops": own}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the built benches/operators")
    parser.add_argument("operators", help="what it wrote")
    parser.add_argument("output")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with open(arguments.operators, encoding="utf-8") as file:
        operators = json.load(file)
    shape, threads = tuple(operators["reference"]), tables.most_threads(operators)
    wanted = {}
    for record in operators["records"]:
        if (tuple(record["shape"]), record["threads"]) == (shape, threads) and not tables.is_interleaved(record):
            wanted.setdefault((shape, record["dtype"], record["axes"], threads), set()).add(record["operator"])
    missing = [peer for peer in PEERS if not importlib.util.find_spec(peer)]
    present = [peer for peer in PEERS if peer not in missing]
    if len(set(shape)) > 1:
        print("skipped: the grid of reference is no cube, so no peer is measured")
        wanted = {}
    for peer in present:
        check(peer)
    records = [record for case, operators in wanted.items()
               for record in measurements(arguments.program, case, operators, present, arguments.rounds)]
    if missing:
        print(f"skipped, not installed here: {', '.join(missing)}; FIELDOPS_BENCH_PEERS=1 make bench installs them")
    versions = {peer: importlib.metadata.version(peer) for peer in present}
    write_json(arguments.output, {"versions": versions, "missing": missing, "records": records})


if __name__ == "__main__":
    main()
