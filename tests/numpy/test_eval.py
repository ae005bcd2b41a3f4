"""Expressions: windows, layouts, operators and functions change no bit of what numpy computes on whole arrays."""

import fieldops
import numpy as np
import pytest
from expressions import DIMS, SHAPE, TURNS, Fields, assert_result, dot, evaluate
from grids import LAYOUTS, sample, write
from reference import assert_bitwise, output_type


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["f4", "f8", "i2"])
def test_nested_operators_are_numpys(tmp_path, dtype, layout, edge_order):
    fields = Fields([31, edge_order], layout=layout, edge_order=edge_order)
    if dtype != "f8":
        fields.dtype = dtype
        fields.phi = (20 * fields.phi).astype(dtype)
        for label, values in fields.field.components.items():
            fields.field.components[label] = np.clip(values, -3e4, 3e4).astype(dtype)
    e, f = fields.e(), fields.f()
    names = {"q = grad(phi) . E"} if layout in ("siblings", "group") else set()
    found = evaluate(
        fields.write(tmp_path / "E.h5"),
        "w = curl(E)", "cc = curl(curl(E))", "gd = grad(div(E))", "dw = div(w)", "s = norm(E)", "J = jacobian(E)",
        "dg = div(grad(phi))", *names, "--edge-order", edge_order,
    )  # fmt: skip
    w = fields.curl(e)
    assert_result(found, "w", w, fields)
    assert_result(found, "cc", fields.curl(w), fields)
    assert_result(found, "gd", fields.grad(fields.div(e)), fields)
    assert_result(found, "dw", fields.div(w), fields)
    assert_result(found, "s", np.sqrt((e["x"] * e["x"] + e["y"] * e["y"]) + e["z"] * e["z"]), fields)
    assert_result(found, "J", fields.jacobian(e), fields)
    assert_result(found, "dg", fields.div(fields.grad(f)), Fields([0], dtype=dtype), output_type(dtype))
    if names:
        assert_result(found, "q", dot(fields.grad(f), e), fields)


@pytest.mark.parametrize("memory", ["1", "20kB", "256MiB"])
@pytest.mark.parametrize("storage", ["contiguous", "deflated"])
@pytest.mark.parametrize("threads", ["1", "3"])
def test_windows_and_threads_change_no_bit(tmp_path, threads, storage, memory):
    if memory == "1" and storage == "deflated":
        memory = "8kB"
    fields = Fields(32, shape=(11, 9, 13))
    source = fields.write(tmp_path / "E.h5", storage=storage)
    found = evaluate(
        source, "a = curl(curl(curl(E)))", "b = laplacian(laplacian(phi)) * x", "c = div(phi * E) / norm(E)",
        "--memory", memory, "--threads", threads,
    )  # fmt: skip
    e, f = fields.e(), fields.f()
    assert_result(found, "a", fields.curl(fields.curl(fields.curl(e))), fields)
    norm = np.sqrt((e["x"] * e["x"] + e["y"] * e["y"]) + e["z"] * e["z"])
    assert_result(found, "c", fields.div({axis: f * values for axis, values in e.items()}) / norm, fields)
    whole = evaluate(source, "b = laplacian(laplacian(phi)) * x")
    assert_bitwise(found["b"], whole["b"])
    assert np.isfinite(whole["b"]).all()


def test_a_batch_dimension_is_carried_along(tmp_path):
    fields = Fields(33, dims=("time", *DIMS), shape=(3, *SHAPE))
    fields.where["time"] = np.array([0.0, 0.5, 2.0])
    axes = {axis: where for axis, where in fields.where.items() if axis != "time"}
    found = evaluate(fields.write(tmp_path / "E.h5"), "w = curl(curl(E))", "t = d(phi, time)", "g = grad(phi)")
    f = fields.f()
    assert_result(found, "t", fields.d(f, "time"), fields)
    fields.where = axes
    assert_result(found, "w", fields.curl(fields.curl(fields.e())), fields)
    assert_result(found, "g", fields.grad(f), fields)


def test_arithmetic_is_numpys(tmp_path):
    fields = Fields(34)
    e, f = fields.e(), fields.f()
    x, y = fields.position("x"), fields.position("y")
    ex, ey, ez = (e[label] for label in "xyz")
    expected = {
        "a = 2 * phi + 1e-3 - phi / 7": (2 * f + 1e-3) - f / 7,
        "b = -phi^2": -(f**2),
        "c = (phi + 3)^0.5 * phi^-1 + phi^1 + phi^0": np.sqrt(f + 3) * f**-1.0 + f + f**0,
        "r = sqrt(x^2 + y^2)": np.sqrt(x**2 + y**2),
        "h = abs(phi) * pi": np.abs(f) * np.pi,
        "m = min(phi, E.x, Ey)": np.minimum(np.minimum(f, ex), ey),
        "n = max(phi, 0.25)": np.maximum(f, 0.25),
        "o = E . E": (ex * ex + ey * ey) + ez * ez,
        "p = dot(2 * E, E)": ((2 * ex) * ex + (2 * ey) * ey) + (2 * ez) * ez,
        "q = E.y - 2 * Ez": ey - 2 * ez,
        "s = (E + grad(phi)).z": ez + fields.d(f, "z"),
        "t = phi - phi - phi": f - f - f,
        "u = phi / phi / 3": f / f / 3,
        "v = 2 ^ 3 ^ 2 * phi": 512.0 * f,
        "w = 6 - 2 * phi - -phi": (6 - 2 * f) - -f,
        "w2 = d(phi, x) + derivative(phi, y)": fields.d(f, "x") + fields.d(f, "y"),
        "w3 = radians(phi)": np.radians(f),
    }
    source = fields.write(tmp_path / "E.h5")
    with np.errstate(all="ignore"):
        found = evaluate(source, *expected)
        for statement, values in expected.items():
            name = statement.split(" = ")[0]
            assert_result(found, name, values, fields)


def test_vectors_and_tensors_multiply_as_documented(tmp_path):
    fields = Fields(35)
    e, f = fields.e(), fields.f()
    j, g = fields.jacobian(e), fields.grad(f)
    found = evaluate(
        fields.write(tmp_path / "E.h5"),
        "J = jacobian(E)", "c = cross(E, grad(phi))", "a = J . E", "b = E . J", "t = trace(J)", "T = transpose(J)",
        "S = sym(J)", "A = antisym(J)", "D = det(J)", "x2 = J.x.y", "row = J.y", "M = J . J", "dv = div(J)",
        "n = norm(J)", "l = laplacian(E)", "K = J - transpose(J)",
    )  # fmt: skip
    axes = "xyz"
    assert_result(found, "c", {a: e[b] * g[c] - e[c] * g[b] for a, (c, b) in TURNS.items()}, fields)
    assert_result(found, "a", {i: dot({k: j[i, k] for k in axes}, e) for i in axes}, fields)
    assert_result(found, "b", {i: dot(e, {k: j[k, i] for k in axes}) for i in axes}, fields)
    assert_result(found, "t", (j["x", "x"] + j["y", "y"]) + j["z", "z"], fields)
    assert_result(found, "T", {(a, b): j[b, a] for a in axes for b in axes}, fields)
    assert_result(found, "S", {(a, b): (j[a, b] + j[b, a]) / 2 for a in axes for b in axes}, fields)
    assert_result(found, "A", {(a, b): (j[a, b] - j[b, a]) / 2 for a in axes for b in axes}, fields)
    assert_result(found, "K", {(a, b): j[a, b] - j[b, a] for a in axes for b in axes}, fields)
    minors = [j["y", b] * j["z", c] - j["y", c] * j["z", b] for b, c in ("yz", "xz", "xy")]
    determinant = (j["x", "x"] * minors[0] - j["x", "y"] * minors[1]) + j["x", "z"] * minors[2]
    assert_result(found, "D", determinant, fields)
    assert_result(found, "x2", j["x", "y"], fields)
    assert_result(found, "row", {a: j["y", a] for a in axes}, fields)
    product = {(a, b): dot({k: j[a, k] for k in axes}, {k: j[k, b] for k in axes}) for a in axes for b in axes}
    assert_result(found, "M", product, fields)
    assert_result(found, "dv", {i: fields.div({k: j[i, k] for k in axes}) for i in axes}, fields)
    squares = [values * values for values in j.values()]
    assert_result(found, "n", np.sqrt(sum(squares[1:], start=squares[0])), fields)
    source = tmp_path / "E.h5"
    command = fieldops.variables(fieldops.compute("laplacian", source, "--field", "E"))
    for axis in axes:
        assert_bitwise(found[f"l_{axis}"], command[f"laplacian_E{axis}"])


def test_a_divergence_of_a_gradient_is_no_laplacian(tmp_path):
    fields = Fields(36)
    found = evaluate(fields.write(tmp_path / "E.h5"), "a = div(grad(phi))", "b = laplacian(phi)", "c = d(phi, x, 2)")
    assert not np.allclose(found["a"], found["b"], rtol=0.01)
    second = fieldops.compute("derivative", tmp_path / "E.h5", "--axis", "x", "--order", "2", "--field", "phi")
    assert_bitwise(found["c"], fieldops.variables(second)["d2phi_dx2"])


FUNCTIONS = "exp log log10 sin cos tan asin acos atan sinh cosh tanh sqrt".split()
NUMPYS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2"}


@pytest.mark.parametrize("dtype", ["f8", "c16"])
def test_functions_agree_with_numpys_to_a_few_last_bits(tmp_path, dtype):
    rng = np.random.default_rng(37)
    values = rng.uniform(0.05, 0.95, (40, 50)).astype(dtype)
    if dtype == "c16":
        values += 1j * rng.uniform(-0.9, 0.9, values.shape)
    source = write(tmp_path / "f.h5", {"f": (values, ("y", "x"))}, {})
    found = evaluate(source, *(f"f_{name} = {name}(f)" for name in FUNCTIONS), "p = f^3", "q = f^f", "r = f^2")
    for name in FUNCTIONS:
        np.testing.assert_allclose(found[f"f_{name}"], getattr(np, NUMPYS.get(name, name))(values), rtol=1e-13)
    np.testing.assert_allclose(found["p"], values**3, rtol=1e-14)
    np.testing.assert_allclose(found["q"], values**values, rtol=1e-14)
    square = values * values if dtype == "f8" else (values.real**2 - values.imag**2) + 2j * values.real * values.imag
    np.testing.assert_allclose(found["r"], square, rtol=1e-14)


def product(a, b):
    """The product of complex numbers from rounded parts; numpy's own may be fused."""
    real = a.real * b.real - a.imag * b.imag
    return real + 1j * (a.real * b.imag + a.imag * b.real)


@pytest.mark.parametrize("dtype", ["c8", "c16"])
def test_complex_fields(tmp_path, dtype):
    rng = np.random.default_rng(38)
    fields = Fields(38, dtype="f8")
    fields.dtype, fields.wide = dtype, "c16"
    part = {"c8": "f4", "c16": "f8"}[dtype]
    for label in "xyz":
        fields.field.components[label] = sample(rng, SHAPE, dtype)
    fields.phi = fields.phi.astype(part)
    found = evaluate(
        fields.write(tmp_path / "E.h5"),
        "w = curl(curl(E))", "a = real(E)", "b = imag(E)", "c = conj(E)", "n = norm(E)", "p = phi * E",
        "q = E . conj(E)", "h = E.x / E.y", "s = abs(E.z)",
    )  # fmt: skip
    e, f = fields.e(), fields.phi.astype("f8")
    narrow = output_type(part)
    with np.errstate(all="ignore"):
        assert_result(found, "w", fields.curl(fields.curl(e)), fields)
        assert_result(found, "a", {axis: values.real for axis, values in e.items()}, fields, narrow)
        assert_result(found, "b", {axis: values.imag for axis, values in e.items()}, fields, narrow)
        assert_result(found, "c", {axis: values.conj() for axis, values in e.items()}, fields)
        squares = [values.real * values.real + values.imag * values.imag for values in e.values()]
        assert_result(found, "n", np.sqrt((squares[0] + squares[1]) + squares[2]), fields, narrow)
        assert_result(found, "p", {axis: f * values for axis, values in e.items()}, fields)
        products = [product(values, values.conj()) for values in e.values()]
        assert_result(found, "q", (products[0] + products[1]) + products[2], fields)
        assert_result(found, "h", e["x"] / e["y"], fields)
        np.testing.assert_allclose(found["s"], np.abs(e["z"]), rtol=1e-6 if dtype == "c8" else 1e-15)
