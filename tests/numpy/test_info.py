"""What `info` tells, as text and as JSON, and that the page on the JSON documents every key of it, and no other."""

import json
import re

import cf
import fieldops
import h5py
import netCDF4
import numpy as np
import pytest
import test_openpmd as meshes
from json_pages import check_keys, check_types, documented, fits, printed

PAGE = fieldops.ROOT / "docs" / "info-json.md"
X = [0.0, 0.25, 0.75, 2.0, 2.5, 4.0]
Y = [-1.0, 0.5, 1.0, 3.0, 3.25]
POSITIONS = {"x": [0.0, 0.0, 0.5], "y": [0.0, 0.5, 0.0], "z": [0.5, 0.0, 0.0]}

def scales(file, axes):
    """Dimension scales with these values."""
    for name, values in axes.items():
        file[name] = values
        file[name].make_scale(name)


def add(file, name, axes, **options):
    """A variable on these scales."""
    shape = [file[axis].shape[0] for axis in axes]
    variable = file.create_dataset(name, data=np.random.default_rng(91).standard_normal(shape), **options)
    for place, axis in enumerate(axes):
        variable.dims[place].attach_scale(file[axis])
    return variable


def plain(path):
    """HDF5 with one of everything."""
    with h5py.File(path, "w") as file:
        scales(file, {"x": X, "y": Y, "number": [0.5, 0.5, 0.625, 0.5]})
        file["x"].attrs["units"] = "m"
        for name in ("Ex", "Ey"):
            add(file, name, "xy").attrs["units"] = "V/m"
        for part in ("real", "imag"):
            add(file, f"psi_{part}", "xy")
        marked = add(file, "T", "xy", chunks=(3, 5), compression="gzip", shuffle=True)
        marked.attrs["_FillValue"] = -999.0
        marked.attrs["valid_range"] = [200, 300]
        add(file, "p", ["y", "number"])
        stacked = file.create_dataset("B", data=np.random.default_rng(95).standard_normal((6, 5, 2)))
        for place, label in enumerate(["x", "y", "component"]):
            stacked.dims[place].label = label
        file["v"] = np.arange(180.0).reshape(3, 4, 5, 3)
        file["labels"] = ["a", "b"]
        file["far"] = h5py.ExternalLink("another.h5", "/x")
    return path


def odd(path):
    """Coordinates of which each is odd in another way."""
    axes = {
        "lon": np.arange(8) * 45.0,
        "lat": [60.0, 30.0, -45.0],
        "z": np.linspace(0, 1, 11),
        "row": np.arange(6.0),
        "d": [0.1] * 7,
        "gap": [0.5, np.nan, 2.0, 2.5],
        "one": [2.5],
    }
    with h5py.File(path, "w") as file:
        scales(file, axes)
        for number, pair in enumerate([("lat", "lon"), ("z", "row"), ("d", "gap"), ("one", "lon")]):
            add(file, f"q{number}", pair)
    return path


def undecided(path):
    """A file of which no field can be told."""
    with h5py.File(path, "w") as file:
        file["v"] = np.arange(180.0).reshape(3, 4, 5, 3)
    return path


def ghosts(path):
    """A snapshot as the Pencil Code writes it, with one ghost cell a side."""
    counts = {"x": 6, "y": 5, "z": 4}
    with h5py.File(path, "w") as file:
        for name, count in counts.items():
            file[f"grid/{name}"] = np.arange(count) ** 1.5
            file[f"settings/n{name}"] = count - 2
        file["settings/nghost"] = 1
        for name in ("ux", "uy", "uz"):
            file[f"data/{name}"] = np.random.default_rng(92).standard_normal((4, 5, 6))
    return path


def mesh(path):
    meshes.write(path, scale=2.5, constant="y", positions=POSITIONS)
    return path


def packed(path):
    attributes = {"missing_value": np.int16(-7), "scale_factor": 0.01, "add_offset": np.float32(1.5)}
    with netCDF4.Dataset(cf.write(path, {}), "a") as file:
        for name, standard_name in cf.WINDS.items():
            variable = file.createVariable(name, "i2", cf.DIMS, fill_value=-999, zlib=True, complevel=4)
            variable.setncatts({"units": "m s-1", "standard_name": standard_name, **attributes})
            variable[:] = np.random.default_rng(93).standard_normal(cf.SHAPE)
    return path


SAMPLES = {
    "plain.h5": plain,
    "odd.h5": odd,
    "undecided.h5": undecided,
    "ghosts.h5": ghosts,
    "mesh.h5": mesh,
    "packed.nc": packed,
}


def report(*paths):
    return json.loads(fieldops.succeed("info", "--json", *paths).stdout)


def text(path):
    return fieldops.succeed("info", path).stdout


def has_lines(printed, *lines):
    missing = [line for line in lines if line not in printed.splitlines()]
    assert not missing, f"{missing} in\n{printed}"


def kinds_of_findings():
    table = PAGE.read_text().partition("| kind | meaning |")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    folder = tmp_path_factory.mktemp("info")
    return report(*[write(folder / name) for name, write in SAMPLES.items()])


def test_every_key_is_documented_and_every_documented_key_is_printed(document):
    check_keys(document, PAGE)


def test_values_have_the_documented_types(document):
    check_types(document, PAGE)


def test_every_key_is_seen_with_a_value(document):
    def of_any_rank(place):
        return place.replace("scalars", "vectors")

    seen = {(of_any_rank(place), key) for place, key, value in printed(document) if value is not None}
    assert seen == {(of_any_rank(place), key) for place, key in documented(PAGE)}


def test_every_kind_of_finding_is_documented(document):
    found = {value for place, key, value in printed(document) if place.endswith("findings[]") and key == "kind"}
    assert found == kinds_of_findings()


def test_types_that_do_not_fit_are_told():
    assert fits(None, "text or null") and fits([1, 2], "list of integers") and fits([[0, 3]], "list of pairs or null")
    for value, kind in [(1.5, "integer"), (None, "text"), (True, "integer"), (["a"], "list of integers"), ({}, "text")]:
        assert not fits(value, kind), (value, kind)


def test_packed_values_are_told(tmp_path):
    source = packed(tmp_path / "w.nc")
    line = "    missing: _FillValue -999, missing_value -7; packed: scale_factor 0.01, add_offset 1.5; read as float64"
    has_lines(text(source), line)
    variables = {variable["path"]: variable for variable in report(source)["files"][0]["variables"]}
    decoding = {entry["attribute"]: (entry["value"], entry["applied"]) for entry in variables["/u"]["decoding"]}
    with netCDF4.Dataset(source) as file:
        expected = {name: file["u"].getncattr(name) for name in decoding}
        file.set_auto_maskandscale(True)
        assert file["u"][:].dtype == variables["/u"]["read_as"]
    assert decoding == {name: (value, True) for name, value in expected.items()}
    assert set(expected) == {"_FillValue", "missing_value", "scale_factor", "add_offset"}
    assert variables["/u"]["filters"] == ["shuffle", "deflate(4)"]
    assert variables["/lat"]["decoding"] == []


@pytest.mark.parametrize("file_format", cf.FORMATS)
def test_what_netcdf_applies_is_not_applied_in_hdf5(tmp_path, file_format):
    source = cf.write(tmp_path / "w.nc", cf.winds(), file_format, fill_value=np.float32(1e20))
    has_lines(text(source), "    missing: _FillValue 1e20")
    with h5py.File(tmp_path / "w.h5", "w") as file:
        scales(file, {"x": X, "y": Y})
        add(file, "T", "xy").attrs["_FillValue"] = np.float32(1e20)
    line = "    warning: not applied: _FillValue 1e20; stored numbers are taken as they are"
    has_lines(text(tmp_path / "w.h5"), line)


def test_a_fill_value_of_nan_goes_without_saying(tmp_path):
    source = cf.write(tmp_path / "w.nc", cf.winds(), fill_value=np.nan)
    assert "missing" not in text(source)
    variable = report(source)["files"][0]["variables"][-1]
    assert variable["decoding"] == [{"attribute": "_FillValue", "value": "NaN", "applied": True}]


def test_descending_latitudes_and_closed_longitudes_are_told(tmp_path):
    axes = {
        **cf.AXES,
        "lat": (np.linspace(75, -75, 6), cf.AXES["lat"][1]),
        "lon": (np.arange(5) * 72.0, cf.AXES["lon"][1]),
    }
    source = cf.write(tmp_path / "w.nc", cf.winds(), axes=axes)
    has_lines(
        text(source),
        "  /lat   6 points  75 to -75 degrees_north                  descending, even spacing 30",
        "    note: `lon` goes once round: its ends are treated as edges, not as neighbours",
    )


def test_variables_in_groups_share_the_coordinates_of_the_root(tmp_path):
    source = cf.write(tmp_path / "w.nc", cf.winds())
    with netCDF4.Dataset(source, "a") as file:
        inner = file.createGroup("ocean").createVariable("salt", "f8", ("lat", "lon"))
        inner[:] = np.random.default_rng(94).standard_normal((6, 5))
    found = report(source)["files"][0]
    assert [entry["path"] for entry in found["coordinates"]] == ["/time", "/lev", "/lat", "/lon"]
    salt = next(field for field in found["scalars"] if field["path"] == "/ocean/salt")
    assert [axis["coordinates"] for axis in salt["axes"]] == ["/lon", "/lat"]


def test_what_is_known_of_a_mesh_is_told(tmp_path):
    source = mesh(tmp_path / "E.h5")
    has_lines(
        text(source),
        f"    component E_x  = /{meshes.MESHES}/E/x  along axis x  times 2.5",
        f"    component E_y  = /{meshes.MESHES}/E/y  along axis y  constant 0.75, times 2.5",
        "    warning: its components lie at different points of a cell; divergence and curl add their derivatives as if "
        "they lay at one",
    )
    field = report(source)["files"][0]["vectors"][0]
    assert field["is_staggered"]
    z = next(axis for axis in field["axes"] if axis["name"] == "z")
    assert (z["given_spacing"], z["given_origin"], z["units"]) == (meshes.SPACING["z"] * 0.1, 0.1, "m")


def test_ghost_cells_are_told(tmp_path):
    source = ghosts(tmp_path / "var.h5")
    has_lines(text(source), "    results: 2×3×4 points, without the ghost cells")
    assert report(source)["files"][0]["vectors"][0]["interior"] == [[1, 3], [1, 4], [1, 5]]


def test_imaginary_parts_are_told(tmp_path):
    has_lines(text(plain(tmp_path / "E.h5")), "    values  = /psi_real + i·/psi_imag")


def test_ranges_are_those_of_the_values(tmp_path):
    source = odd(tmp_path / "odd.h5")
    found = {entry["path"]: entry for entry in report(source)["files"][0]["coordinates"]}
    with h5py.File(source) as file:
        for path in ("/lon", "/lat", "/z", "/row"):
            values = file[path][()]
            steps = np.abs(np.diff(values))
            shown = found[path]["range"]
            assert (shown["first"], shown["last"]) == (values[0], values[-1])
            assert (shown["smallest_step"], shown["largest_step"]) == (steps.min(), steps.max())
    spacing = {path: (entry["range"] or {}).get("spacing") for path, entry in found.items()}
    assert spacing == {
        "/lon": "even", "/lat": "uneven", "/z": "nearly_even", "/row": "even", "/d": None, "/gap": None, "/one": None,
    }  # fmt: skip


def test_large_data_are_not_read(tmp_path):
    source = tmp_path / "large.h5"
    with h5py.File(source, "w") as file:
        long = file.create_dataset("x", (1 << 34,), "f8", chunks=(1 << 16,))
        long.make_scale("x")
        scales(file, {"y": Y})
        data = file.create_dataset("T", (1 << 34, 5), "f8", chunks=(1 << 14, 5))
        data.dims[0].attach_scale(long)
        data.dims[1].attach_scale(file["y"])
    found = {entry["path"]: entry for entry in report(source)["files"][0]["coordinates"]}
    assert (found["/x"]["is_read"], found["/y"]["is_read"]) == (False, True)
    assert "17179869184 points  not read: too many for this" in text(source)
