"""The cases that numpy's documentation and tests show, and those of the documents of the people who use this."""

import fieldops
import numpy as np
import pytest
from grids import write
from reference import assert_bitwise

F8 = np.finfo(np.float64)


def along(tmp_path, axis, values, where, edge_order=1, dims=None):
    """The derivative along an axis; `where` is an even spacing, or coordinates of that axis."""
    values = np.asarray(values)
    dims = dims or (("x",) if values.ndim == 1 else ("y", "x"))
    even = np.ndim(where) == 0
    scales = {} if even else {axis: np.asarray(where)}
    source = write(tmp_path / "f.h5", {"f": (values, dims)}, scales)
    options = ["--spacing", f"{axis}={where!r}"] if even else []
    output = fieldops.compute("derivative", source, "--axis", axis, "--edge-order", edge_order, *options)
    return fieldops.variables(output)[f"df_d{axis}"]


def test_case_1_rows_and_columns(tmp_path):
    values = [[1.0, 1.0], [3.0, 4.0]]
    assert along(tmp_path, "y", values, 1.0).tolist() == [[2, 3], [2, 3]]
    assert along(tmp_path, "x", values, 1.0).tolist() == [[0, 0], [1, 1]]


def test_case_2_a_line_on_even_and_uneven_points(tmp_path):
    values, x = [1.0, 2, 4, 7, 11, 16], [0, 1, 1.5, 3.5, 4, 6]
    assert along(tmp_path, "x", values, 1.0).tolist() == [1, 1.5, 2.5, 3.5, 4.5, 5]
    assert along(tmp_path, "x", values, 2.0).tolist() == [0.5, 0.75, 1.25, 1.75, 2.25, 2.5]
    np.testing.assert_allclose(along(tmp_path, "x", values, x), [1, 3, 3.5, 6.7, 6.9, 2.5], rtol=8 * F8.eps)
    np.testing.assert_allclose(along(tmp_path, "x", values, x, 2), [-1, 3, 3.5, 6.7, 6.9, -1.9], rtol=16 * F8.eps)


def test_case_3_an_even_and_an_uneven_axis(tmp_path):
    values = [[1.0, 2, 6], [3, 4, 5]]
    assert along(tmp_path, "y", values, 2.0).tolist() == [[1, 1, -0.5]] * 2
    np.testing.assert_allclose(
        along(tmp_path, "x", values, [1, 1.5, 3.5]), [[2, 2, 2], [2, 1.7, 0.5]], rtol=8 * F8.eps
    )


def test_case_4_squares(tmp_path):
    squares = np.arange(5.0) ** 2
    assert along(tmp_path, "x", squares, 1.0).tolist() == [1, 2, 4, 6, 7]
    assert along(tmp_path, "x", squares, 1.0, 2).tolist() == [0, 2, 4, 6, 8]
    x = np.array([0.0, 2, 3, 6, 8])
    np.testing.assert_allclose(along(tmp_path, "x", x**2, x, 2), 2 * x, rtol=8 * F8.eps, atol=64 * F8.eps)


TABLE = {
    ("even", 1): [2, 1.5, 1, 1, 0.5, 0],
    ("even", 2): [2.5, 1.5, 1, 1, 0.5, -0.5],
    ("uneven", 1): [4, 3, 1.7, 0.5, 0.25, 0],
    ("uneven", 2): [5, 3, 1.7, 0.5, 0.25, -0.25],
}


@pytest.mark.parametrize("kind, edge_order", TABLE)
def test_case_5_a_table_of_sums(tmp_path, kind, edge_order):
    steps = np.array([0.0, 2, 3, 4, 5, 5])
    where = 1.0 if kind == "even" else [0, 0.5, 1, 3, 5, 7]
    expected = np.tile(TABLE[kind, edge_order], (6, 1))
    values = steps[:, None] + steps
    np.testing.assert_allclose(along(tmp_path, "x", values, where, edge_order), expected, atol=32 * F8.eps)
    np.testing.assert_allclose(along(tmp_path, "y", values, where, edge_order), expected.T, atol=32 * F8.eps)


@pytest.mark.parametrize("kind", ["even", "uneven"])
def test_case_6_a_cubic_within_3_percent_everywhere(tmp_path, kind):
    x = np.linspace(0, 1, 10)
    if kind == "uneven":
        x[1:-1] += 0.02 * (-1.0) ** np.arange(8)
    found = along(tmp_path, "x", 2 * x**3 + 4 * x**2 + 2 * x, x, 2)
    assert np.max(np.abs(found / (6 * x**2 + 8 * x + 2) - 1)) < 0.03


def test_case_7_the_smallest_sizes(tmp_path):
    assert along(tmp_path, "x", [1.0, 4.0], 0.5).tolist() == [6, 6]
    assert along(tmp_path, "x", [0.0, 0.25, 1.0], 0.5, 2).tolist() == [0, 1, 2]
    for length, edge_order in ((1, 1), (1, 2), (2, 2), (0, 1)):
        source = write(tmp_path / "short.h5", {"f": (np.ones(length), ("x",))}, {})
        ended = fieldops.run("derivative", source, "--axis", "x", "--spacing", 0.5, "--edge-order", edge_order)
        assert ended.returncode == 65, ended.stderr


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_case_8_integers_neither_overflow_nor_wrap(tmp_path, size):
    largest = np.iinfo(f"i{size}").max
    found = along(tmp_path, "x", np.array([-1, largest], f"i{size}"), np.array([1, 3], "i2"))
    assert found.tolist() == [(float(largest) + 1) / 2] * 2
    assert along(tmp_path, "x", np.array([0, 2, 4], f"u{size}"), np.array([3, 2, 1], "u1")).tolist() == [-2] * 3


def test_case_9_nan_stays_local(tmp_path):
    nan = np.nan
    found = along(tmp_path, "x", [1, nan, 4, 5, 6, 7], 1.0)
    np.testing.assert_array_equal(found, [nan, 1.5, nan, 1, 1, 1])
    found = along(tmp_path, "x", [1, 2, nan, 5, 6, 7], [0.0, 1, 2, 4, 5, 6])
    np.testing.assert_array_equal(found, [1, nan, nan, nan, 1, 1])


def test_case_10_descending_coordinates(tmp_path):
    assert along(tmp_path, "x", [1.0, 2, 4, 5], [3, 2, 1, 0]).tolist() == [-1, -1.5, -1.5, -1]


def test_case_11_one_axis_or_another(tmp_path):
    values = np.random.default_rng(61).standard_normal((4, 6))
    for place, axis in enumerate("yx"):
        assert_bitwise(along(tmp_path, axis, values, 0.3), np.gradient(values, 0.3, axis=place))


@pytest.mark.parametrize("spacing", [None, 25.0])
def test_the_gradient_of_a_potential(tmp_path, spacing):
    x, y, z = np.mgrid[-100:101:25, -100:101:25, -100:101:25].astype("f8")
    potential = 2 * x**2 + 3 * y**2 - 4 * z
    source = write(tmp_path / "V.h5", {"V": (potential, ("x", "y", "z"))}, {})
    options = [] if spacing is None else ["--spacing", spacing]
    found = fieldops.variables(fieldops.compute("gradient", source, "--layout", "split", *options))
    for place, axis in enumerate("xyz"):
        assert_bitwise(found[f"dV_d{axis}"], np.gradient(potential, spacing or 1.0, axis=place))
    step = 25.0 / (spacing or 1.0)
    assert np.array_equal(found["dV_dx"][1:-1], (4 * x * step)[1:-1])
    assert np.array_equal(found["dV_dy"][:, 1:-1], (6 * y * step)[:, 1:-1])
    assert np.array_equal(found["dV_dz"], np.full(z.shape, -4 * step))


@pytest.mark.parametrize("name", ["sin(x+y)", "sin(x)"])
def test_waves_against_their_analytic_derivatives(tmp_path, name):
    step = 0.05
    x, y = np.mgrid[-3:3:step, -2:2:step]
    phase = x + y if name == "sin(x+y)" else x
    source = write(tmp_path / "z.h5", {"z": (np.sin(phase), ("x", "y"))}, {})
    found = fieldops.variables(fieldops.compute("gradient", source, "--layout", "split", "--spacing", step))
    analytic = {"dz_dx": np.cos(phase), "dz_dy": np.cos(phase) if name == "sin(x+y)" else 0 * phase}
    for result, expected in analytic.items():
        error = np.abs(found[result] - expected)
        assert np.max(error[1:-1, 1:-1]) <= step**2 / 6 + 1e-12
        assert np.max(error) <= step / 2
    for place, axis in enumerate("xy"):
        assert_bitwise(found[f"dz_d{axis}"], np.gradient(np.sin(phase), step, axis=place))


@pytest.mark.parametrize("dtype", ["u1", "f8"])
def test_a_hot_pixel_in_an_image(tmp_path, dtype):
    image = np.tile(np.array([21, 20, 22, 24, 18, 11, 23], dtype), (7, 1))
    image[3, 3] = 99
    across = along(tmp_path, "x", image, 1.0)
    down = along(tmp_path, "y", image, 1.0)
    # Neither central difference at the pixel sees its own value, only its neighbours'.
    assert (across[3, 3], down[3, 3]) == (-2.0, 0.0)
    assert (across[3, 2], across[3, 4]) == (39.5, -44.0)
    assert (down[2, 3], down[4, 3]) == (37.5, -37.5)
    assert across[0].tolist() == [-1, 0.5, 2, -2, -6.5, 2.5, 12]


def test_the_jacobian_of_x_x_z(tmp_path):
    x, y, z = np.linspace(-1, 2, 5), np.array([0.0, 0.5, 2.0, 2.25]), np.array([3.0, 1.0, 0.5, -2, -3, -7])
    grid = np.meshgrid(x, y, z, indexing="ij")
    field = np.stack([grid[0], grid[0], grid[2]])
    source = write(tmp_path / "V.h5", {"V": (field, (None, "x", "y", "z"))}, {"x": x, "y": y, "z": z})
    found = fieldops.variables(fieldops.compute("jacobian", source))["jacobian_V"]
    by_axis = np.gradient(field, x, y, z, axis=(1, 2, 3))
    assert_bitwise(found, np.stack(by_axis, axis=1))
    expected = np.array([[1.0, 0, 0], [1, 0, 0], [0, 0, 1]])[:, :, None, None, None]
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), atol=16 * F8.eps)


def test_the_truncation_error_of_squares_and_cubes_on_uneven_points(tmp_path):
    x = np.array([0.0, 1.0, 1.5, 3.5, 4.0, 6.0])
    left, right = np.diff(x)[:-1], np.diff(x)[1:]
    squares = along(tmp_path, "x", x**2, x) - 2 * x
    np.testing.assert_allclose(squares[1:-1], 0, atol=256 * F8.eps)
    np.testing.assert_allclose(squares[[0, -1]], [x[1] - x[0], x[-2] - x[-1]], rtol=32 * F8.eps)
    cubes = along(tmp_path, "x", x**3, x) - 3 * x**2
    np.testing.assert_allclose(cubes[1:-1], left * right, rtol=1e-12)


def test_cubes_against_the_symbolic_derivative(tmp_path):
    step = 0.25
    x = np.arange(-2, 2.1, step)
    found = along(tmp_path, "x", x**3, step)
    assert found[1:-1].tolist() == (3 * x**2 + step**2)[1:-1].tolist()


def test_central_differences_of_order_1_to_5_of_a_parabola(tmp_path):
    """Derivatives of derivatives, each from the file that the last one wrote: 4x + 1/2, then 4, then nothing."""
    x = np.arange(-4, 4.1, 0.5)
    name, source = "y", write(tmp_path / "y.h5", {"y": (2 * x**2 + x / 2, ("x",))}, {"x": x})
    for order, expected in enumerate([4 * x + 0.5, 4 + 0 * x, 0 * x, 0 * x, 0 * x], start=1):
        source = fieldops.compute("derivative", source, "--axis", "x", "--edge-order", 2)
        name = f"d{name}_dx"
        assert fieldops.variables(source)[name].tolist() == expected.tolist(), f"order {order}"
