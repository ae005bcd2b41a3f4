"""Second derivatives, for which numpy has no answer: exact on polynomials, and the three-point formula where it holds."""

import fieldops
import numpy as np
import pytest
from grids import AXIS_KINDS, coordinates, sample, vector_field, write
from reference import assert_bitwise

EPSILON = np.finfo(np.float64).eps
EVEN = ("even", "even_descending")


def tolerance(values, x):
    """What rounding can do: the error of the values, divided by the smallest distance twice."""
    return 64 * EPSILON * np.max(np.abs(values)) / np.min(np.abs(np.diff(x))) ** 2


def second_derivative(tmp_path, values, x, edge_order):
    source = write(tmp_path / "f.h5", {"f": (values, ("x",))}, {"x": x})
    output = fieldops.compute("derivative", source, "--axis", "x", "--order", 2, "--edge-order", edge_order)
    found = fieldops.variables(output)
    assert list(found) == ["d2f_dx2"]
    return found["d2f_dx2"]


@pytest.mark.parametrize("length", [3, 4, 5, 12])
@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("kind", AXIS_KINDS)
def test_quadratics_are_exact_everywhere(tmp_path, kind, edge_order, length):
    length = max(length, edge_order + 2)
    x = coordinates(np.random.default_rng([51, length]), kind, length)
    points = x.astype("f8")
    values = 1.7 * points**2 - 0.3 * points + 2.0
    found = second_derivative(tmp_path, values, x, edge_order)
    np.testing.assert_allclose(found, 3.4, rtol=0, atol=tolerance(values, x))


@pytest.mark.parametrize("length", [4, 5, 6, 13])
@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("kind", AXIS_KINDS)
def test_cubics_are_exact_inside_and_with_edge_order_2_at_the_edges_too(tmp_path, kind, edge_order, length):
    x = coordinates(np.random.default_rng([52, length]), kind, length)
    points = x.astype("f8")
    values = 0.6 * points**3 - 1.1 * points + 0.4
    expected = 3.6 * points
    found = second_derivative(tmp_path, values, x, edge_order)
    exact = slice(1, -1) if edge_order == 1 else slice(None)
    np.testing.assert_allclose(found[exact], expected[exact], rtol=0, atol=tolerance(values, x))
    if edge_order == 1:
        assert np.all(np.abs(found - expected)[[0, -1]] > 1e3 * tolerance(values, x))


@pytest.mark.parametrize("length", [3, 4, 9])
@pytest.mark.parametrize("kind", EVEN)
def test_on_an_even_axis_it_is_the_three_point_formula(tmp_path, kind, length):
    rng = np.random.default_rng([53, length])
    x = coordinates(rng, kind, length)
    values = rng.standard_normal(length)
    inside = (values[:-2] - 2 * values[1:-1] + values[2:]) / (x[1] - x[0]) ** 2
    expected = np.concatenate([inside[:1], inside, inside[-1:]])
    found = second_derivative(tmp_path, values, x, 1)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance(values, x))


@pytest.mark.parametrize("kind", ["even", "uneven"])
def test_alternating_values_are_seen(tmp_path, kind):
    x = coordinates(np.random.default_rng(54), kind, 9)
    found = second_derivative(tmp_path, (-1.0) ** np.arange(9), x, 1)
    assert np.all(np.abs(found) > 0.1)


@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("order", ["xyz", "zyx", "yxz", "tzyx"])
def test_the_laplacian_of_a_quadratic_potential_is_constant(tmp_path, order, edge_order):
    rng = np.random.default_rng(55)
    extents = {"t": 2, "x": 6, "y": 4, "z": 5}
    where = {axis: coordinates(rng, "uneven", extents[axis]) for axis in "xyz"}
    x, y, z = np.meshgrid(where["x"], where["y"], where["z"], indexing="ij", sparse=True)
    potential = 2 * x**2 + 3 * y**2 - 4 * z + 0.5 * x * y
    values = np.transpose(potential, ["xyz".index(dim) for dim in order if dim != "t"])
    if "t" in order:
        values = np.stack([values, 3 * values])
    source = write(tmp_path / "V.h5", {"V": (values, tuple(order))}, where)
    found = fieldops.variables(fieldops.compute("laplacian", source, "--edge-order", edge_order))
    assert list(found) == ["laplacian_V"]
    expected = np.full(values.shape, 10.0)
    if "t" in order:
        expected[1] *= 3
    atol = 3 * max(tolerance(values, x) for x in where.values())
    np.testing.assert_allclose(found["laplacian_V"], expected, rtol=0, atol=atol)


@pytest.mark.parametrize("layout", ["siblings", "first", "last"])
def test_the_laplacian_of_a_vector_field_is_that_of_each_component(tmp_path, layout):
    rng = np.random.default_rng(56)
    dims, shape = ("y", "x"), (5, 7)
    where = {dim: coordinates(rng, "uneven", length) for dim, length in zip(dims, shape)}
    field = vector_field(rng, dims, shape, layout=layout)
    y, x = np.meshgrid(where["y"], where["x"], indexing="ij")
    field.components = {"x": x**2 - 2 * y**2, "y": 1.5 * y**2 + x * y}
    source = write(tmp_path / "E.h5", field.variables(), where)
    options = [] if layout == "siblings" else ["--field", "E"]
    found = fieldops.variables(fieldops.compute("laplacian", source, *options))
    if layout == "siblings":
        assert sorted(found) == ["laplacian_Ex", "laplacian_Ey"]
        parts = found["laplacian_Ex"], found["laplacian_Ey"]
    else:
        assert list(found) == ["laplacian_E"]
        parts = np.moveaxis(found["laplacian_E"], -1 if layout == "last" else 0, 0)
    atol = 2 * max(tolerance(np.stack(list(field.components.values())), x) for x in where.values())
    np.testing.assert_allclose(parts[0], -2.0, rtol=0, atol=atol)
    np.testing.assert_allclose(parts[1], 3.0, rtol=0, atol=atol)


@pytest.mark.parametrize("dtype", ["f4", "f2", "c8"])
def test_single_precision_is_computed_in_double_and_rounded_once(tmp_path, dtype):
    rng = np.random.default_rng(57)
    x = coordinates(rng, "uneven", 9)
    values = sample(rng, 9, dtype)
    wide = second_derivative(tmp_path, values.astype("c16" if dtype == "c8" else "f8"), x, 2)
    single = second_derivative(tmp_path, values, x, 2)
    assert_bitwise(single, wide.astype("c8" if dtype == "c8" else "f4"))


@pytest.mark.parametrize("points, edge_order", [(2, 1), (1, 1), (3, 2)])
def test_an_axis_too_short_for_a_second_derivative_is_refused(tmp_path, points, edge_order):
    source = write(tmp_path / "f.h5", {"f": (np.ones(points), ("x",))}, {"x": np.arange(points) * 0.3})
    ended = fieldops.run("derivative", source, "--axis", "x", "--order", 2, "--edge-order", edge_order)
    assert ended.returncode == 65, ended.stderr
    assert "`x`" in ended.stderr and str(edge_order + 2) in ended.stderr
