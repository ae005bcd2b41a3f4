"""Random files, random options: the command gives numpy's answer, bit for bit."""

import fieldops
import numpy as np
import pytest
from grids import AXIS_KINDS, FLOATS, INTEGERS, LAYOUTS, STORAGES, coordinates, sample, vector_field, write
from reference import assert_bitwise, output_type, rounded, scalar_gradient, vector_results

SOURCES = ("scales", "scales", "spacing", "spacing_by_axis", "coords")


def pick(rng, choices):
    return choices[rng.integers(len(choices))]


def random_dims(rng, axes):
    """The axes in a random storage order, sometimes behind a batch dimension."""
    dims = tuple(rng.permutation(list(axes)).tolist())
    return ("t", *dims) if rng.random() < 0.3 else dims


def random_shape(rng, dims, edge_order):
    """Unequal extents, now and then the smallest that the edge order allows."""
    smallest = edge_order + 1
    extents = smallest + rng.permutation(7)[: len(dims)]
    if rng.random() < 0.3:
        extents[rng.integers(len(dims))] = smallest
    return tuple(int(extent) for extent in extents)


def large_shape(rng, dims, edge_order):
    """Unequal extents, so large that a component which lies first has tens of thousands of numbers in a row."""
    few = random_shape(rng, dims[:-2], edge_order)
    return *few, *(int(extent) for extent in 129 + rng.permutation(9)[:2])


def random_axes(rng, dims, shape):
    """Where the points of each axis lie; what the file needs for that; and the options."""
    source = pick(rng, SOURCES)
    lengths = {dim: length for dim, length in zip(dims, shape) if dim != "t"}
    if source.startswith("spacing"):
        spacings = {axis: round(float(rng.uniform(0.01, 9.0)), 3) for axis in lengths}
        if source == "spacing":
            spacings = dict.fromkeys(spacings, spacings[dims[-1]])
            return spacings, {}, {}, ["--spacing", repr(spacings[dims[-1]])]
        return spacings, {}, {}, ["--spacing", ",".join(f"{axis}={h!r}" for axis, h in spacings.items())]
    where = {axis: coordinates(rng, pick(rng, AXIS_KINDS), length) for axis, length in lengths.items()}
    if source == "scales":
        time = {"t": 10.0 + np.arange(shape[0]) ** 2} if "t" in dims else {}
        return where, {**where, **time}, {}, []
    paths = {axis: f"positions/along_{axis}" for axis in where}
    options = [word for axis, path in paths.items() for word in ("--coords", f"{axis}=/{path}")]
    return where, {}, {paths[axis]: (values, (None,)) for axis, values in where.items()}, options


def random_dtype(rng):
    return pick(rng, "<>") + pick(rng, FLOATS * 2 + INTEGERS + ("c8", "c16"))


def check(tmp_path, rng, command, variables, scales, options, expected, dtype):
    """Writes the file, runs the command and compares everything that it wrote."""
    storage = pick(rng, tuple(STORAGES))
    source = write(tmp_path / "E.h5", variables, scales, storage)
    option = pick(rng, (None, None, "f32", "f64"))
    options = [*options, "--threads", pick(rng, (1, 2, 7))]
    options += ["--dtype", option] if option else []
    options += pick(rng, ([], [], ["--compression", "deflate:4"], ["--compression", "none"]))
    what = f"{command} {dtype} {storage} {options} " + str({k: (v.shape, d) for k, (v, d) in variables.items()})
    found = fieldops.variables(fieldops.compute(command, source, *options))
    assert sorted(found) == sorted(expected), what
    for name, values in expected.items():
        assert_bitwise(found[name], rounded(values, output_type(dtype, option)), f"{name} of {what}")


def check_operator(tmp_path, rng, layouts, random_extents):
    command = pick(rng, ("jacobian", "divergence", "curl"))
    edge_order, layout = int(rng.integers(1, 3)), pick(rng, layouts)
    dims = random_dims(rng, pick(rng, ("xy", "xyz", "xyz")))
    shape = random_extents(rng, dims, edge_order)
    dtype = random_dtype(rng)
    special = "c" not in dtype and rng.random() < 0.4
    field = vector_field(rng, dims, shape, dtype, layout, special)
    field.where, scales, extra, options = random_axes(rng, dims, shape)
    output = pick(rng, ("auto", "split", "stacked"))
    arrangement = {"auto": layout if layout in ("first", "last") else "split", "split": "split"}.get(
        output, "last" if layout == "last" else "first"
    )
    expected = vector_results(command, field, edge_order, arrangement)
    options += ["--edge-order", edge_order] + ([] if output == "auto" else ["--layout", output])
    check(tmp_path, rng, command, {**field.variables(), **extra}, scales, options, expected, dtype)


@pytest.mark.parametrize("seed", range(200))
def test_operators_of_a_random_vector_field_are_sums_of_numpy_gradients(tmp_path, seed):
    check_operator(tmp_path, np.random.default_rng([1, seed]), LAYOUTS, random_shape)


@pytest.mark.parametrize("seed", range(30))
def test_operators_of_random_components_far_apart_are_sums_of_numpy_gradients(tmp_path, seed):
    check_operator(tmp_path, np.random.default_rng([4, seed]), ("first",), large_shape)


@pytest.mark.parametrize("seed", range(150))
def test_the_gradient_of_a_random_scalar_is_numpys(tmp_path, seed):
    rng = np.random.default_rng([2, seed])
    edge_order = int(rng.integers(1, 3))
    dims = random_dims(rng, pick(rng, ("x", "xy", "xyz")))
    shape = random_shape(rng, dims, edge_order)
    dtype = random_dtype(rng)
    values = sample(rng, shape, dtype, "c" not in dtype and rng.random() < 0.4)
    where, scales, extra, options = random_axes(rng, dims, shape)
    ordered = {axis: where[axis] for axis in sorted(where)}
    options += ["--edge-order", edge_order]
    if rng.random() < 0.4:
        axis = pick(rng, tuple(ordered))
        command, layout, ordered = "derivative", "split", {axis: ordered[axis]}
        options += ["--axis", axis] + pick(rng, ([], ["--order", 1]))
    else:
        command, layout = "gradient", pick(rng, ("split", "first"))
        options += ["--layout", "stacked" if layout == "first" else layout]
    expected = scalar_gradient("V", values, dims, ordered, edge_order, layout)
    check(tmp_path, rng, command, {"V": (values, dims), **extra}, scales, options, expected, dtype)


@pytest.mark.parametrize("memory", ["1MiB", "8MiB"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("storage", STORAGES)
def test_a_field_larger_than_the_memory_limit_gives_the_same_bits(tmp_path, layout, storage, memory):
    rng = np.random.default_rng([3, LAYOUTS.index(layout)])
    dims, shape = ("z", "y", "x"), (61, 53, 47)
    field = vector_field(rng, dims, shape, "f8", layout, special=True)
    field.where = {dim: coordinates(rng, "uneven", length) for dim, length in zip(dims, shape)}
    source = write(tmp_path / "E.h5", field.variables(), field.where, storage)
    found = fieldops.variables(fieldops.compute("curl", source, "--memory", memory, "--edge-order", 2))
    arrangement = layout if layout in ("first", "last") else "split"
    expected = vector_results("curl", field, 2, arrangement)
    assert sorted(found) == sorted(expected)
    for name, values in expected.items():
        assert_bitwise(found[name], values, name)
