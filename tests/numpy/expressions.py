"""Fields on one grid, what numpy makes of them, and results of `eval` to compare with that."""

import fieldops
import numpy as np
from grids import coordinates, vector_field, write
from reference import assert_bitwise, derivative, output_type, rounded

DIMS, SHAPE = ("z", "y", "x"), (6, 5, 7)
KINDS = {"x": "uneven", "y": "even", "z": "uneven_descending"}
TURNS = {"x": ("z", "y"), "y": ("x", "z"), "z": ("y", "x")}


class Fields:
    """A vector field E and a scalar phi on one grid, as wide arrays, and what numpy makes of them."""

    def __init__(self, seed, dims=DIMS, shape=SHAPE, dtype="f8", layout="siblings", edge_order=1):
        rng = np.random.default_rng(seed)
        self.dims, self.edge_order, self.dtype, self.layout = dims, edge_order, dtype, layout
        lengths = dict(zip(dims, shape))
        self.where = {axis: coordinates(rng, kind, lengths[axis]) for axis, kind in KINDS.items() if axis in dims}
        self.field = vector_field(rng, dims, shape, dtype, layout)
        self.phi = rng.uniform(-2, 2, shape).astype(dtype)
        self.wide = "c16" if np.dtype(dtype).kind == "c" else "f8"

    def write(self, path, **options):
        return write(path, {**self.field.variables(), "phi": (self.phi, self.dims)}, self.where, **options)

    def e(self):
        return {label: values.astype(self.wide) for label, values in self.field.components.items()}

    def f(self):
        return self.phi.astype(self.wide)

    def d(self, values, axis):
        return derivative(values, self.where[axis], self.dims.index(axis), self.edge_order)

    def grad(self, f):
        return {axis: self.d(f, axis) for axis in sorted(self.where)}

    def div(self, u):
        terms = [self.d(u[axis], axis) for axis in sorted(u)]
        return sum(terms[1:], start=terms[0])

    def curl(self, u):
        return {a: self.d(u[c], b) - self.d(u[b], c) for a, (c, b) in TURNS.items()}

    def jacobian(self, u):
        return {(c, a): self.d(u[c], a) for c in sorted(u) for a in sorted(self.where)}

    def position(self, axis):
        shape = [1] * len(self.dims)
        shape[self.dims.index(axis)] = -1
        return np.broadcast_to(np.asarray(self.where[axis], "f8").reshape(shape), self.phi.shape)


def dot(u, v):
    terms = [u[axis] * v[axis] for axis in sorted(u)]
    return sum(terms[1:], start=terms[0])


def evaluate(source, *arguments):
    return fieldops.variables(fieldops.compute("eval", source, *arguments))


def assert_result(found, name, expected, fields, dtype=None):
    """The result, split or stacked as the fields are; `expected` by component."""
    dtype = dtype or output_type(fields.dtype)
    if not isinstance(expected, dict):
        return assert_bitwise(found[name], rounded(expected, dtype), name)
    if fields.layout in ("siblings", "group"):
        for key, values in expected.items():
            path = "_".join((name, *key))
            assert_bitwise(found[path], rounded(values, dtype), path)
        return None
    stack = np.stack(list(expected.values()))
    if isinstance(next(iter(expected)), tuple):
        stack = stack.reshape(3, 3, *stack.shape[1:])
    indices = stack.ndim - fields.phi.ndim
    if fields.layout == "last":
        stack = np.moveaxis(stack, range(indices), range(-indices, 0))
    return assert_bitwise(found[name], rounded(stack, dtype), name)
