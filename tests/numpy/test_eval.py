"""Expressions: windows, layouts, types and names change no bit of what numpy computes on whole arrays."""

import fieldops
import h5py
import netCDF4
import numpy as np
import pytest
from grids import LAYOUTS, coordinates, sample, vector_field, write
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


@pytest.mark.parametrize("option", ["f32", "f64"])
def test_the_output_type_is_chosen_by_option_and_rounded_once(tmp_path, option):
    fields = Fields(39, dtype="f4")
    found = evaluate(fields.write(tmp_path / "E.h5"), "w = curl(curl(E))", "s = w.x * phi", "--dtype", option)
    w = fields.curl(fields.curl(fields.e()))
    assert_result(found, "w", w, fields, output_type("f4", option))
    assert_result(found, "s", w["x"] * fields.f(), fields, output_type("f4", option))


def test_types_are_chosen_result_by_result(tmp_path):
    rng = np.random.default_rng(40)
    narrow, wide = sample(rng, (4, 6), "f4"), sample(rng, (4, 6), "f8")
    source = write(tmp_path / "f.h5", {"a": (narrow, ("y", "x")), "b": (wide, ("y", "x"))}, {"x": np.arange(6) * 0.3})
    found = evaluate(source, "p = 2 * a", "q = a + b", "r = x")
    assert_bitwise(found["p"], (2 * narrow.astype("f8")).astype("f4"))
    assert_bitwise(found["q"], narrow.astype("f8") + wide)
    assert_bitwise(found["r"], np.broadcast_to(np.arange(6) * 0.3, (4, 6)))


@pytest.mark.parametrize("ending", [".h5", ".nc", ".cdf"])
def test_outputs_of_every_format(tmp_path, ending):
    fields = Fields(41)
    source = fields.write(tmp_path / "E.h5")
    output = tmp_path / f"out{ending}"
    fieldops.succeed("eval", source, "w = curl(curl(E))", "s = norm(w)", "-o", output)
    w = fields.curl(fields.curl(fields.e()))
    with netCDF4.Dataset(output) as file:
        file.set_auto_mask(False)
        assert_bitwise(file["w_y"][:], w["y"])
        assert file["s"].expression == "s = norm(w)"
        assert file["s"].dimensions == DIMS


def test_a_netcdf_input(tmp_path):
    rng = np.random.default_rng(42)
    x, y = coordinates(rng, "uneven", 6), coordinates(rng, "even", 5)
    u, v, t = (sample(rng, (5, 6), "f4") for _ in range(3))
    source = tmp_path / "w.nc"
    with netCDF4.Dataset(source, "w") as file:
        for name, values in {"x": x, "y": y}.items():
            file.createDimension(name, len(values))
            file.createVariable(name, "f8", (name,))[:] = values
            file[name].units = "m"
        for name, values in {"u": u, "v": v, "t": t}.items():
            file.createVariable(name, "f4", ("y", "x"))[:] = values
            file[name].units = "K" if name == "t" else "m s-1"
    output = tmp_path / "out.nc"
    statements = ("a = u * d(t, x) + v * d(t, y)", "zeta = curl(uv)")
    fieldops.succeed("eval", source, *statements, "--field", "uv=u,v", "-o", output)
    u, v, t = (values.astype("f8") for values in (u, v, t))
    with netCDF4.Dataset(output) as file:
        file.set_auto_mask(False)
        expected = u * np.gradient(t, x, axis=1) + v * np.gradient(t, y, axis=0)
        assert_bitwise(file["a"][:], expected.astype("f4"))
        assert file["a"].units == "s-1 K"
        assert_bitwise(file["zeta"][:], (np.gradient(v, x, axis=1) - np.gradient(u, y, axis=0)).astype("f4"))
        assert file["zeta"].units == "s-1"


def test_different_grids_in_different_expressions(tmp_path):
    rng = np.random.default_rng(43)
    f, g = sample(rng, (4, 6), "f8"), sample(rng, (3, 5), "f8")
    with h5py.File(tmp_path / "two.h5", "w") as file:
        for group, values in {"one": f, "two": g}.items():
            file.create_dataset(f"{group}/f", data=values)
            for axis, length in zip("yx", values.shape):
                file.create_dataset(f"{group}/{axis}", data=np.linspace(0, length, length) ** 2).make_scale(axis)
            for place, axis in enumerate("yx"):
                file[f"{group}/f"].dims[place].attach_scale(file[f"{group}/{axis}"])
    found = evaluate(tmp_path / "two.h5", "a = d(`one/f`, x)", "b = 2 * `/two/f`", "c = a^2")
    where = np.linspace(0, 6, 6) ** 2
    assert_bitwise(found["one/a"], np.gradient(f, where, axis=1))
    assert_bitwise(found["one/c"], np.gradient(f, where, axis=1) ** 2)
    assert_bitwise(found["two/b"], 2 * g)
    ended = fieldops.run("eval", tmp_path / "two.h5", "a = `one/f` + `two/f`", "-o", tmp_path / "out.h5")
    assert ended.returncode == 2
    assert "different grids" in ended.stderr and "(4, 6)" in ended.stderr and "(3, 5)" in ended.stderr
    ended = fieldops.run("eval", tmp_path / "two.h5", "a = 2 * f", "-o", tmp_path / "out.h5")
    assert ended.returncode == 2 and "may be" in ended.stderr


@pytest.mark.parametrize("memory", ["1", "256MiB"])
def test_ghost_cells_serve_every_operator_on_the_way(tmp_path, memory):
    rng = np.random.default_rng(46)
    shape, where = (9, 11, 10), {}
    u = {f"u{axis}": sample(rng, shape, "f8") for axis in "xyz"}
    with h5py.File(tmp_path / "var.h5", "w") as file:
        for place, axis in enumerate("zyx"):
            where[axis] = file[f"grid/{axis}"] = np.cumsum(rng.uniform(0.3, 2, shape[place]))
        for name, values in u.items():
            file[f"data/{name}"] = values
        file["settings/nghost"] = 3
        for place, axis in enumerate("zyx"):
            file[f"settings/n{axis}"] = shape[place] - 6
        file["settings/l1"] = 3

    def d(values, axis):
        return np.gradient(values, where[axis], axis="zyx".index(axis))

    def curl(u):
        return {a: d(u[c], b) - d(u[b], c) for a, (c, b) in TURNS.items()}

    found = evaluate(tmp_path / "var.h5", "w = curl(curl(u))", "k = u . u / 2", "r = x", "--memory", memory)
    inner = (slice(3, -3),) * 3
    u = {axis: u[f"u{axis}"] for axis in "xyz"}
    for axis, values in curl(curl(u)).items():
        assert_bitwise(found[f"data/w_{axis}"], values[inner])
    assert_bitwise(found["data/k"], (((u["x"] * u["x"] + u["y"] * u["y"]) + u["z"] * u["z"]) / 2)[inner])
    assert_bitwise(found["data/r"], np.broadcast_to(where["x"], shape)[inner])


def test_a_component_in_a_group_does_not_hide_its_axis(tmp_path):
    fields = Fields(47, layout="group")
    found = evaluate(fields.write(tmp_path / "E.h5"), "a = E.x * x", "b = `E/x` * y")
    e = fields.e()
    assert_bitwise(found["a"], e["x"] * fields.position("x"))
    assert_bitwise(found["E/b"], e["x"] * fields.position("y"))


def test_only_what_is_used_is_read(tmp_path):
    fields = Fields(44)
    source = fields.write(tmp_path / "E.h5")
    one = fieldops.succeed("eval", source, "a = E.x + E.x", "b = d(E, y).x", "-o", tmp_path / "o.h5", "--dry-run")
    points = np.prod(SHAPE) * 8
    assert f"{points / 1024:.2f} KiB to read" in one.stdout


def test_nan_and_infinity_go_on_as_in_numpy(tmp_path):
    rng = np.random.default_rng(45)
    a, b = sample(rng, (5, 6), "f8", special=True), sample(rng, (5, 6), "f8", special=True)
    source = write(tmp_path / "f.h5", {"a": (a, ("y", "x")), "b": (b, ("y", "x"))}, {})
    found = evaluate(source, "p = min(a, b)", "q = max(a, b)", "r = a * b - a / b", "s = d(a, x) + sqrt(b)")
    with np.errstate(all="ignore"):
        assert np.array_equal(found["p"], np.minimum(a, b), equal_nan=True)
        assert np.array_equal(found["q"], np.maximum(a, b), equal_nan=True)
        assert_bitwise(found["r"], a * b - a / b)
        assert_bitwise(found["s"], np.gradient(a, axis=1) + np.sqrt(b))
