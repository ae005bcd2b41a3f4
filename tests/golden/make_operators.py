#!/usr/bin/env python3
"""Writes `operators.txt`: divergence and curl as sums of `numpy.gradient`, bit for bit, for the tests in Rust.

    python tests/golden/make_operators.py [--check]

The format is that of `gradient.txt` (see make_golden.py) with these lines to a case, where component K points along
axis K, and K counts from 0:

    case, dtype, shape, edge_order
    spacingK or coordinatesK    for each axis
    componentK                  for each component, in row-major order
    divergence                  ∂₀u₀ + ∂₁u₁ (+ ∂₂u₂), added left to right
    curl                        2 components: ∂₀u₁ − ∂₁u₀
    curl0, curl1, curl2         3 components: ∂₁u₂ − ∂₂u₁, ∂₂u₀ − ∂₀u₂, ∂₀u₁ − ∂₁u₀

The sums of f32 and c64 are taken in f64 and c128 and rounded once.
"""

import pathlib

import numpy as np
from make_golden import NUMPY, TYPE_NAMES, WIDENED, axis_kinds, main, sampled, words

PATH = pathlib.Path(__file__).with_name("operators.txt")


def operators(components, where, edge_order):
    """Names and values of the operators, in the type of the arithmetic."""

    def derivative(component, axis):
        return np.gradient(components[component], where[axis], axis=axis, edge_order=edge_order)

    rank = len(components)
    if rank == 2:
        yield "divergence", derivative(0, 0) + derivative(1, 1)
        yield "curl", derivative(1, 0) - derivative(0, 1)
    else:
        yield "divergence", derivative(0, 0) + derivative(1, 1) + derivative(2, 2)
        for axis in range(3):
            after, last = (axis + 1) % 3, (axis + 2) % 3
            yield f"curl{axis}", derivative(last, after) - derivative(after, last)


def case(name, components, where, edge_order):
    """The text of a case."""
    dtype = components[0].dtype
    wide = [component.astype(WIDENED.get(dtype.name, dtype)) for component in components]
    lines = [f"case {name}", f"dtype {TYPE_NAMES[dtype.name]}", "shape " + " ".join(map(str, wide[0].shape)),
             f"edge_order {edge_order}"]
    for axis, place in enumerate(where):
        lines.append(("coordinates" if np.ndim(place) else "spacing") + f"{axis} " + words(np.float64(place)))
    lines += [f"component{number} " + words(values) for number, values in enumerate(components)]
    for operator, values in operators(wide, where, edge_order):
        lines.append(f"{operator} " + words(values.astype(dtype) if dtype.name in WIDENED else values))
    return "\n".join(lines) + "\n"


def text():
    """The whole file."""
    rng = np.random.default_rng(20251125)
    cases = [f"# div and curl by numpy {NUMPY}, written by make_operators.py, which describes the format.\n"]
    for dtype in ("float64", "float32", "complex128", "complex64", "int16"):
        for shape in ((3, 5), (4, 3, 5)):
            for edge_order in (1, 2):
                for choice in ("even", "uneven", "mixed") if dtype == "float64" else ("mixed",):
                    kinds = ["even", "uneven_descending", "linspace"] if choice == "mixed" else [choice] * 3
                    where = [dict(axis_kinds(rng, length))[kind] for kind, length in zip(kinds, shape)]
                    where = [place * (1 + 0.37 * axis) for axis, place in enumerate(where)]
                    components = [sampled(rng, shape, dtype) if dtype != "int16" else
                                  rng.integers(-32768, 32768, shape).astype(dtype) for _ in shape]
                    extents = "x".join(map(str, shape))
                    cases.append(case(f"{TYPE_NAMES[dtype]}_{extents}_{choice}_order{edge_order}",
                                      components, where, edge_order))
    return "\n".join(cases)


if __name__ == "__main__":
    main(PATH, text, __doc__)
