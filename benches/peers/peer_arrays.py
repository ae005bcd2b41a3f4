"""Peers that differentiate arrays one call at a time: numpy, xarray, findiff.

Each `prepare_…(fields, coordinates, even)` returns a function without arguments for each operator. What can be made once
for many fields is made there.
"""

from timing import AXES

EDGE_ORDER = 2


def second_invariant(jacobian):
    """Q of the nine derivatives, row by row: the sum of the principal minors of second order."""
    xx, xy, xz, yx, yy, yz, zx, zy, zz = jacobian
    return (xx * yy - xy * yx) + (xx * zz - xz * zx) + (yy * zz - yz * zy)


def with_derivatives(first, second):
    """The operators in terms of `first(c, axis)` and `second(c, axis)`, derivatives of component c."""

    def divergence():
        total = first(0, 0)
        for axis in (1, 2):
            total += first(axis, axis)
        return [total]

    def curl():
        turns = [((axis + 1) % 3, (axis + 2) % 3) for axis in AXES]
        return [first(last, next_) - first(next_, last) for next_, last in turns]

    def laplacian():
        total = second(0, 0)
        for axis in (1, 2):
            total += second(0, axis)
        return [total]

    def jacobian():
        return [first(c, axis) for c in AXES for axis in AXES]

    return {
        "gradient": lambda: [first(0, axis) for axis in AXES],
        "jacobian": jacobian,
        "divergence": divergence,
        "curl": curl,
        "laplacian": laplacian,
        "q": lambda: [second_invariant(jacobian())],
    }


def prepare_numpy(fields, coordinates, even):
    import numpy as np

    steps = [x[1] - x[0] if even else x for x in coordinates]

    def first(c, axis):
        return np.gradient(fields[c], steps[axis], axis=axis, edge_order=EDGE_ORDER)

    def second(c, axis):
        return np.gradient(first(c, axis), steps[axis], axis=axis, edge_order=EDGE_ORDER)

    return with_derivatives(first, second)


def prepare_xarray(fields, coordinates, even):
    import xarray

    named = dict(zip("xyz", coordinates))
    arrays = [xarray.DataArray(field, dims=tuple("xyz"), coords=named) for field in fields]

    def first(c, axis):
        return arrays[c].differentiate("xyz"[axis], edge_order=EDGE_ORDER)

    def second(c, axis):
        return first(c, axis).differentiate("xyz"[axis], edge_order=EDGE_ORDER)

    return with_derivatives(first, second)


def prepare_findiff(fields, coordinates, even):
    import numpy as np
    from findiff import Curl, Divergence, Gradient, Laplacian

    where = {"h": [x[1] - x[0] for x in coordinates]} if even else {"coords": coordinates}
    gradient, divergence, curl = (kind(acc=2, **where) for kind in (Gradient, Divergence, Curl))
    laplacian = Laplacian(acc=2, **where)
    vector = np.array(fields)

    def jacobian():
        return [part for field in fields for part in gradient(field)]

    return {
        "gradient": lambda: list(gradient(fields[0])),
        "jacobian": jacobian,
        "divergence": lambda: [divergence(vector)],
        "curl": lambda: list(curl(vector)),
        "laplacian": lambda: [laplacian(fields[0])],
        "q": lambda: [second_invariant(jacobian())],
    }
