"""What numpy answers: the operators as sums of `numpy.gradient`, and the comparison bit by bit."""

import numpy as np

WIDENED = {"f2": "f8", "f4": "f8", "c8": "c16"}
STORED = {"f2": "f4", "f4": "f4", "f8": "f8", "c8": "c8", "c16": "c16"}
NARROW = {"f4": "f4", "f8": "f4", "c8": "c8", "c16": "c8"}
WIDE = {"f4": "f8", "f8": "f8", "c8": "c16", "c16": "c16"}


def short_name(dtype):
    """`f4` of `>f4`."""
    dtype = np.dtype(dtype)
    return f"{dtype.kind}{dtype.itemsize}"


def output_type(dtype, option=None):
    """Type of the result for values stored as `dtype`, with `--dtype option`."""
    kept = STORED.get(short_name(dtype), "f8")
    return {None: kept, "f32": NARROW[kept], "f64": WIDE[kept]}[option]


def derivative(values, where, axis, edge_order):
    """`numpy.gradient` in the type of the arithmetic; `where` is an even spacing or the coordinates of the axis."""
    values = values.astype(WIDENED.get(short_name(values.dtype), values.dtype.newbyteorder("=")))
    where = np.asarray(where, dtype=np.float64)
    with np.errstate(all="ignore"):
        return np.gradient(values, where, axis=axis, edge_order=edge_order)


def rounded(values, dtype):
    """The single rounding at the end."""
    with np.errstate(all="ignore"):
        return values.astype(dtype)


def assert_bitwise(actual, expected, what=""):
    """Equal type, shape and bits. Every NaN equals every other NaN; zeros of different sign differ."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert short_name(actual.dtype) == short_name(expected.dtype), f"type of {what}"
    assert actual.shape == expected.shape, f"shape of {what}"
    actual, expected = canonical(actual), canonical(expected)
    if actual.tobytes() == expected.tobytes():
        return
    bits = np.dtype(f"u{actual.itemsize}")
    wrong = np.argwhere(actual.view(bits) != expected.view(bits))
    first = tuple(wrong[0])
    raise AssertionError(
        f"{what}: {len(wrong)} of {actual.size} numbers differ, first at {tuple(map(int, first))}: "
        f"{actual[first]!r} ({actual[first].tobytes()[::-1].hex()}) instead of "
        f"{expected[first]!r} ({expected[first].tobytes()[::-1].hex()})"
    )


def canonical(values):
    """Native byte order, complex numbers as pairs along the last axis, one NaN."""
    values = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("=")))
    if values.dtype.kind == "c":
        values = values.view(f"f{values.itemsize // 2}")
    return np.where(np.isnan(values), np.array(np.nan, values.dtype), values)


def vector_results(command, field, edge_order, layout):
    """Names and wide values of what the command makes of a vector field; `layout` is `split`, `first` or `last`."""
    labels = list(field.components)
    axes = {label: field.dims.index(label) for label in labels}

    def d(component, axis):
        return derivative(field.components[component], field.where[axis], axes[axis], edge_order)

    with np.errstate(all="ignore"):
        if command == "divergence":
            terms = [d(label, label) for label in labels]
            return {f"div_{field.name}": sum(terms[1:], start=terms[0])}
        if command == "jacobian":
            parts = {(c, a): d(c, a) for c in labels for a in labels}
            names = {pair: f"d{field.component_name(pair[0])}_d{pair[1]}" for pair in parts}
            return arranged(parts, names, f"jacobian_{field.name}", layout, (len(labels), len(labels)))
        if len(labels) == 2:
            return {f"curl_{field.name}": d("y", "x") - d("x", "y")}
        turns = {"x": ("z", "y"), "y": ("x", "z"), "z": ("y", "x")}
        parts = {a: d(c, b) - d(b, c) for a, (c, b) in turns.items()}
        names = {a: f"curl_{field.name}_{a}" for a in parts}
        return arranged(parts, names, f"curl_{field.name}", layout, (3,))


def scalar_gradient(name, values, dims, where, edge_order, layout):
    """Names and wide values of the gradient of a scalar along every axis in `where`."""
    parts = {axis: derivative(values, where[axis], dims.index(axis), edge_order) for axis in where}
    names = {axis: f"d{name}_d{axis}" for axis in parts}
    return arranged(parts, names, f"grad_{name}", layout, (len(parts),))


def arranged(parts, names, stacked_name, layout, shape):
    """The parts under a name each, or as one array with the component axes of `shape` first or last."""
    if layout == "split":
        return {names[key]: values for key, values in parts.items()}
    stack = np.stack(list(parts.values()))
    stack = stack.reshape(shape + stack.shape[1:])
    if layout == "last":
        stack = np.moveaxis(stack, range(len(shape)), range(-len(shape), 0))
    return {stacked_name: stack}
