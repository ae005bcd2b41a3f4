#!/usr/bin/env python3
"""Times what a user would otherwise reach for, on the arrays that benches/operators measures.

    python benches/peers/peers.py OPERATORS_JSON OUTPUT_JSON [--rounds R]

Peers that are not installed are skipped, and named. Before a peer is measured its results are compared with numpy's: away
from the edges, where peers differ by design, and for VTK on even axes only, as it takes other slopes on uneven ones.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import sys

import numpy as np

import peer_arrays
import peer_jax
import peer_numba
import peer_vtk
from timing import component, coordinates, measured, write_json

PEERS = {
    "numpy": peer_arrays.prepare_numpy,
    "xarray": peer_arrays.prepare_xarray,
    "findiff": peer_arrays.prepare_findiff,
    "numba": peer_numba.prepare,
    "jax": peer_jax.prepare,
    "vtk": peer_vtk.prepare,
}
SMALL = (14, 18, 22)


def problem(shape, dtype, axes):
    fields = [component(shape, c, dtype) for c in range(3)]
    return fields, [coordinates(points, axes) for points in shape], axes == "even"


def inside(arrays):
    """Away from the edges: a first derivative taken twice reaches two points."""
    return np.stack([np.asarray(array)[2:-2, 2:-2, 2:-2] for array in arrays])


def check(peer):
    """That a peer computes what it is measured for; its Laplacian by a stencil of its own is another one."""
    for dtype, tolerance in (("f8", 1e-11), ("f4", 1e-3)):
        for axes in ("even", "uneven")[: 1 if peer == "vtk" else 2]:
            expected = PEERS["numpy"](*problem(SMALL, "f8", axes))
            for name, operator in PEERS[peer](*problem(SMALL, dtype, axes)).items():
                if name == "laplacian" and peer in ("numba", "findiff"):
                    continue
                wanted, found = inside(expected[name]()), inside(operator())
                worst = np.abs(found - wanted).max() / np.abs(wanted).max()
                if not worst <= tolerance:
                    sys.exit(f"{peer}: {name}, {dtype}, {axes}: differs from numpy by {worst:.1e} of its largest value")


def measurements(peer, cases, rounds):
    for shape, dtype, axes in sorted({(tuple(case["shape"]), case["dtype"], case["axes"]) for case in cases}):
        wanted = {case["operator"] for case in cases
                  if (tuple(case["shape"]), case["dtype"], case["axes"]) == (shape, dtype, axes)}
        for name, operator in PEERS[peer](*problem(shape, f"f{int(dtype[1:]) // 8}", axes)).items():
            if name in wanted:
                found = measured(operator, rounds=rounds)
                print(f"{peer:<9}{name:<12}{dtype:<6}{axes:<8}{found['median'] * 1e3:>9.1f} ms", flush=True)
                yield {"peer": peer, "operator": name, "dtype": dtype, "axes": axes, "shape": shape,
                       "seconds": found}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("operators", help="what benches/operators wrote")
    parser.add_argument("output")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with open(arguments.operators, encoding="utf-8") as file:
        cases = json.load(file)
    # The largest cube, on all threads.
    cubes = [case for case in cases if len(set(case["shape"])) == 1]
    largest = max((case["shape"][0] for case in cubes), default=0)
    cases = [case for case in cubes if case["shape"][0] == largest]
    missing = [peer for peer in PEERS if not importlib.util.find_spec(peer)]
    records = []
    for peer in PEERS:
        if peer not in missing:
            check(peer)
            records.extend(measurements(peer, cases, arguments.rounds))
    if missing:
        print(f"skipped, not installed here: {', '.join(missing)}; FIELDOPS_BENCH_PEERS=1 make bench installs them")
    versions = {peer: importlib.metadata.version(peer) for peer in PEERS if peer not in missing}
    write_json(arguments.output, {"versions": versions, "missing": missing, "records": records})


if __name__ == "__main__":
    main()
