"""Expressions on files: types, formats, grids, ghost cells and names."""

import fieldops
import h5py
import netCDF4
import numpy as np
import pytest
from expressions import DIMS, SHAPE, TURNS, Fields, assert_result, evaluate
from grids import coordinates, sample, write
from reference import assert_bitwise, derivative, output_type, rounded


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


@pytest.mark.parametrize("threads", [1, 3])
def test_results_of_unlike_types_that_share_nothing_are_each_right(tmp_path, threads):
    rng = np.random.default_rng(47)
    shape, types = dict(zip("xyz", (50, 64, 100))), {"f": "f4", "g": ">f8", "h": "c16", "k": "i2"}
    axes = {name: coordinates(rng, "uneven", length) for name, length in shape.items()}
    values = {name: sample(rng, tuple(shape.values()), dtype) for name, dtype in types.items()}
    source = write(tmp_path / "f.h5", {name: (numbers, tuple("xyz")) for name, numbers in values.items()}, axes)
    pairs = [(name, place, axis) for name in values for place, axis in ((0, "x"), (2, "z"))]
    statements = [f"d{name}_d{axis} = d({name}, {axis})" for name, _, axis in pairs]
    found = evaluate(source, *statements, "--edge-order", 2, "--threads", threads)
    for name, place, axis in pairs:
        wide = values[name].astype("f8") if name == "k" else values[name]
        expected = derivative(wide, axes[axis], place, 2)
        assert_bitwise(found[f"d{name}_d{axis}"], rounded(expected, output_type(types[name])), f"d{name}_d{axis}")
