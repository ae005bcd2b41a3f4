"""`compare` finds what numpy finds, in files of any mix of formats, types, storage and memory."""

import itertools
import json
import re
import shutil
import subprocess

import fieldops
import h5py
import netCDF4
import numpy as np
import pytest
import xarray as xr
from refusals import BAD_DATA, CANNOT_OPEN, USAGE, refused

SHAPE = (4, 6, 1300)
TYPES = [("f8", "f8"), ("f4", "f8"), (">f4", "f4"), ("f2", "f4"), ("c16", "c16"), ("c8", "c16"), ("f8", "c16")]
EQUAL, DIFFERENT = 0, 1
LIMITS = [(), ("--memory", "1"), ("--memory", "30kB", "--threads", "3")]


def compare(a, b, *options):
    """The report of a comparison, whose exit code must be that of its verdict."""
    ended = fieldops.run("compare", a, b, "--json", *options)
    assert ended.returncode in (EQUAL, DIFFERENT), f"exit {ended.returncode}\n{ended.stderr}"
    report = json.loads(ended.stdout)
    assert report["equal"] == (ended.returncode == EQUAL)
    return report


def verdicts(report):
    return {variable["path"]: variable["verdict"] for variable in report["variables"]}


def number(value):
    """A number of the report."""
    if isinstance(value, list):
        return complex(*map(number, value))
    return float(value)


def at(index, a, b):
    """An element as the report tells it."""
    index = tuple(int(i) for i in index)
    return index, complex(a[index]), complex(b[index])


def place(told):
    return told and (tuple(told["index"]), complex(number(told["a"])), complex(number(told["b"])))


def same(one, other):
    """Whether two places are one, where NaN is NaN."""
    return repr(one) == repr(other)


def first(mask, a, b):
    return at(np.argwhere(mask)[0], a, b) if mask.any() else None


def check_values(told, a, b, atol, rtol):
    """Compares the tally of a variable with numpy's, in double precision."""
    is_complex = np.iscomplexobj(a) or np.iscomplexobj(b)
    a, b = (array.astype("c16" if is_complex else "f8") for array in (a, b))
    differs = ~np.isclose(a, b, atol=atol, rtol=rtol, equal_nan=True)
    one_finite = np.isfinite(a) != np.isfinite(b)
    both_finite = np.isfinite(a) & np.isfinite(b)
    assert (told["count"], told["differing"]) == (a.size, differs.sum())
    assert told["one_finite"] == one_finite.sum()
    assert same(place(told["first"]), first(differs, a, b))
    assert same(place(told["first_one_finite"]), first(one_finite, a, b))
    with np.errstate(all="ignore"):
        absolute = np.where(both_finite, np.abs(a - b), 0.0)
        relative = np.where(both_finite & (b != 0), np.abs(a - b) / np.abs(b), 0.0)
    for kind, found in [("absolute", absolute), ("relative", relative)]:
        largest = told[f"largest_{kind}"]
        most = found.max(initial=0.0)
        assert (largest is None) == (most == 0.0)
        if largest is not None:
            assert number(largest["difference"]) == pytest.approx(most, rel=1e-15)
            index = tuple(largest["index"])
            # Complex moduli may differ in the last bit, and with them which of two near-equal ones is the largest.
            assert found[index] == pytest.approx(most, rel=1e-15)
            assert same(place(largest), at(index, a, b))
            if not is_complex:
                assert index == tuple(np.argwhere(found == most)[0])


def pair(rng, dtype, shape=SHAPE):
    """Two arrays of a type, equal in most places; floats with NaN and infinities."""
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        a = rng.integers(0, 100, shape).astype(dtype)
        b = np.where(rng.random(shape) < 0.01, a + 1, a).astype(dtype)
        return a, b
    a = rng.standard_normal(shape)
    if dtype.kind == "c":
        a = a + 1j * rng.standard_normal(shape)
    a[rng.random(shape) < 0.1] = 0.0
    b = a * np.where(rng.random(shape) < 0.2, 1 + rng.uniform(-1e-3, 1e-3, shape), 1.0)
    b = b + np.where(rng.random(shape) < 0.01, 0.5, 0.0)
    for special in (np.nan, np.inf, -np.inf):
        for arrays in ((a,), (b,), (a, b)):
            where = rng.random(shape) < 0.001
            for array in arrays:
                array[where] = special
    return a.astype(dtype), b.astype(dtype)


def write_hdf5(path, variables, units=None, **options):
    with h5py.File(path, "w") as file:
        for name, values in variables.items():
            file.create_dataset(name, data=values, **options)
            if units and name in units:
                file[name].attrs["units"] = units[name]
    return path


def write_netcdf(path, variables, file_format="NETCDF4", **options):
    with netCDF4.Dataset(path, "w", format=file_format) as file:
        for name, values in variables.items():
            dims = [f"{name}_{axis}" for axis in range(values.ndim)]
            for dim, length in zip(dims, values.shape):
                file.createDimension(dim, length)
            file.createVariable(name, values.dtype, dims, **options)[:] = values
    return path


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("types", TYPES, ids="-".join)
def test_what_differs_is_what_numpy_finds(tmp_path, types, limits):
    a, b = pair(np.random.default_rng(91), "c16" if "c" in types[0] else "f8")
    a, b = a.astype(types[0]), b.astype(types[1])
    one = write_hdf5(tmp_path / "a.h5", {"f": a})
    other = write_hdf5(tmp_path / "b.h5", {"f": b}, chunks=(3, 4, 500))
    for atol, rtol in [(0, 0), (1e-4, 0), (0, 5e-4), (0.25, 1e-5)]:
        report = compare(one, other, "--atol", atol, "--rtol", rtol, *limits)
        assert report["variables"][0]["verdict"] == "values_differ"
        check_values(report["variables"][0]["values"], a, b, atol, rtol)


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("dtype", ["i1", "u2", "i4", "i8", "f4", "f8"])
@pytest.mark.parametrize("file_format", ["NETCDF4", "NETCDF3_64BIT_DATA"])
def test_netcdf_is_compared_with_hdf5(tmp_path, file_format, dtype, limits):
    a, b = pair(np.random.default_rng(92), dtype)
    one = write_netcdf(tmp_path / "a.nc", {"f": a}, file_format)
    other = write_hdf5(tmp_path / "b.h5", {"f": b}, chunks=(2, 6, 700))
    for order, values in [((one, other), (a, b)), ((other, one), (b, a))]:
        report = compare(*order, *limits)
        check_values(report["variables"][0]["values"], *values, 0, 0)
    assert verdicts(compare(one, write_hdf5(tmp_path / "c.h5", {"f": a}), *limits)) == {"/f": "equal"}


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (5,), (2, 3, 4, 2, 3)], ids=str)
def test_any_shape_is_compared(tmp_path, shape):
    a, b = pair(np.random.default_rng(93), "f8", (*shape, 1))
    a, b = a[..., 0] + 0.125, b[..., 0]
    one, other = write_hdf5(tmp_path / "a.h5", {"f": a}), write_hdf5(tmp_path / "b.h5", {"f": b})
    for limits in LIMITS:
        check_values(compare(one, other, *limits)["variables"][0]["values"], a, b, 0, 0)


def test_compressed_chunks_are_compared_in_little_memory(tmp_path):
    a, b = pair(np.random.default_rng(94), "f8")
    one = write_hdf5(tmp_path / "a.h5", {"f": a}, chunks=(2, 3, 100), compression="gzip", shuffle=True)
    other = write_netcdf(tmp_path / "b.nc", {"f": b}, zlib=True, chunksizes=(1, 6, 130))
    whole = compare(one, other)
    check_values(whole["variables"][0]["values"], a, b, 0, 0)
    assert compare(one, other, "--memory", "40kB", "--threads", "2") == whole
    words = ("`/f`", "a.h5", "4800 bytes", "hint: --memory")
    refused(tmp_path, BAD_DATA, ["compare", one, other, "--memory", "2kB"], *words)


def test_packed_values_are_those_that_xarray_decodes(tmp_path):
    rng = np.random.default_rng(95)
    packed = rng.integers(-30000, 30000, (5, 7), dtype="i2")
    packed[rng.random((5, 7)) < 0.2] = -32768
    with netCDF4.Dataset(tmp_path / "a.nc", "w") as file:
        for dim, length in zip("yx", packed.shape):
            file.createDimension(dim, length)
        variable = file.createVariable("T", "i2", ("y", "x"), fill_value=-32768)
        variable.set_auto_maskandscale(False)
        variable.setncatts({"scale_factor": np.float32(0.01), "add_offset": np.float32(273.15)})
        variable[:] = packed
    with xr.open_dataset(tmp_path / "a.nc") as decoded:
        values = decoded["T"].values
    assert np.isnan(values).any() and values.dtype == "f4"
    report = compare(tmp_path / "a.nc", write_hdf5(tmp_path / "b.h5", {"T": values}))
    assert verdicts(report) == {"/T": "equal"}
    assert [report["variables"][0][side]["type"] for side in "ab"] == ["int16", "float32"]
    values[2, 3] = np.nextafter(np.float32(280), np.float32(281))
    report = compare(tmp_path / "a.nc", write_hdf5(tmp_path / "c.h5", {"T": values}))
    assert report["variables"][0]["values"]["differing"] == 1


def test_copies_by_xarray_are_equal_and_differences_have_coordinates(tmp_path):
    rng = np.random.default_rng(96)
    coordinates = {"time": np.array(["2001-01-01", "2001-01-02", "2001-01-04"], "M8[ns]")}
    coordinates |= {dim: np.cumsum(rng.uniform(0.2, 2.0, length)) for dim, length in zip("yx", (4, 5))}
    dataset = xr.Dataset({"T": (("time", "y", "x"), rng.standard_normal((3, 4, 5)), {"units": "K"})}, coordinates)
    dataset.to_netcdf(tmp_path / "a.nc", encoding={"T": {"zlib": True}})
    dataset.to_netcdf(tmp_path / "b.h5", engine="h5netcdf")
    dataset.to_netcdf(tmp_path / "c.nc", format="NETCDF3_CLASSIC")
    for other in ("b.h5", "c.nc"):
        report = compare(tmp_path / "a.nc", tmp_path / other)
        assert verdicts(report) == dict.fromkeys(["/T", "/time", "/x", "/y"], "equal")
    dataset["T"][1, 2, 3] += 0.25
    dataset.to_netcdf(tmp_path / "d.nc")
    values = compare(tmp_path / "a.nc", tmp_path / "d.nc", "--variable", "T")["variables"][0]["values"]
    assert values["first"]["index"] == [1, 2, 3]
    expected = [("time", 1.0), ("y", coordinates["y"][2]), ("x", coordinates["x"][3])]
    assert [(it["axis"], it["value"]) for it in values["first"]["coordinates"]] == expected


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("V/m", "V m-1", True),
        ("V/m", "N C-1", True),
        ("m", "metres", True),
        ("m", "km", False),
        ("K", "degC", False),
        ("days since 2001-01-01", "days since 2001-01-01 00:00:00", True),
        ("days since 2001-01-01", "days since 2001-01-02", False),
        ("days since 2001-01-01", "hours since 2001-01-01", False),
        ("1e-3 m", "mm", False),
        ("furlongs per fortnight", "furlongs per fortnight", True),
    ],
)
def test_units_that_are_not_certainly_the_same_are_a_difference(tmp_path, one, other, agree):
    values = {"f": np.array([0.5, 2.5])}
    a = write_hdf5(tmp_path / "a.h5", values, {"f": one})
    b = write_hdf5(tmp_path / "b.h5", values, {"f": other})
    report = compare(a, b)
    assert verdicts(report) == {"/f": "equal" if agree else "units_differ"}
    assert report["variables"][0]["units_differ"] is not agree


def test_variables_in_one_file_other_shapes_and_texts_are_told(tmp_path):
    a = write_hdf5(tmp_path / "a.h5", {"g/f": np.zeros((2, 3)), "one": [0.5], "text": "here", "mixed": "here"})
    b = write_netcdf(tmp_path / "b.nc", {"two": np.array([0.5]), "mixed": np.array([2.5])})
    with netCDF4.Dataset(b, "a") as file:
        group = file.createGroup("g")
        group.createDimension("n", 3)
        group.createVariable("f", "f8", ("n",))[:] = 0.0
        file.createVariable("text", str, ())[...] = "there"
    report = compare(a, b)
    assert verdicts(report) == {
        "/g/f": "shapes_differ",
        "/one": "only_in_a",
        "/text": "not_compared",
        "/mixed": "types_differ",
        "/two": "only_in_b",
    }
    shapes = next(variable for variable in report["variables"] if variable["path"] == "/g/f")
    assert (shapes["a"]["shape"], shapes["b"]["shape"]) == ([2, 3], [3])


def test_what_cannot_be_compared_must_be_there_alike(tmp_path):
    def written(name, **variables):
        return write_hdf5(tmp_path / name, {"f": [0.5, 2.5], **variables})

    wide = np.arange(6, dtype="g").reshape(2, 3)
    a = written("a.h5", wide=wide, flags=[True, False], odd=np.array([b"ab", b"cd"], "V2"))
    report = compare(a, written("b.h5", wide=wide + 1, flags=[True, True], odd=np.array([b"ab", b"ce"], "V2")))
    assert report["equal"]
    assert [it["verdict"] for it in report["variables"] if it["path"] != "/f"] == ["not_compared"] * 3
    assert next(it["a"]["type"] for it in report["variables"] if it["path"] == "/wide") == "floats of 16 bytes"
    c = written("c.h5", wide=wide[:, :2], flags=np.array([b"y", b"n"]), odd=np.array([b"ab"], "V2"))
    found = verdicts(compare(a, c))
    assert found == {"/f": "equal", "/wide": "shapes_differ", "/flags": "types_differ", "/odd": "shapes_differ"}
    refused(tmp_path, BAD_DATA, ["compare", a, a, "--variable", "wide"], "holds floats of 16 bytes, which cannot be compared")


def test_quiet_comparisons_tell_what_they_did_not_see(tmp_path):
    a = write_hdf5(tmp_path / "a.h5", {"f": [0.5, 2.5], "wide": np.ones(3, "g")})
    shutil.copy(a, tmp_path / "b.h5")
    with h5py.File(a, "a") as file:
        file["away"] = h5py.ExternalLink("b.h5", "/f")
    ended = fieldops.run("compare", "a.h5", "b.h5", "-q", cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (EQUAL, "")
    one, other = ended.stderr.splitlines()
    assert one == "warning: `/wide` is not compared: floats of 16 bytes"
    assert other.startswith("warning: not compared in a.h5: `/away`: it is an external link to `/f` in `b.h5`")


def test_links_that_are_not_followed_are_told(tmp_path):
    a, b = (write_hdf5(tmp_path / name, {"f": [0.5, 2.5]}) for name in ("a.h5", "b.h5"))
    with h5py.File(a, "a") as file:
        file["away"] = h5py.ExternalLink("b.h5", "/f")
    report = compare(a, b)
    words = "`/away`: it is an external link to `/f` in `b.h5`, which is not followed without --allow-external"
    assert report["equal"] and report["a"]["skipped"] == [words]
    followed = compare(a, b, "--allow-external")
    assert verdicts(followed)["/away"] == "only_in_a"
    assert "skipped in A: `/away`" in fieldops.succeed("compare", a, b).stdout
    words = "`/away` in `a.h5` cannot be reached"
    refused(tmp_path, BAD_DATA, ["compare", "a.h5", "b.h5", "--variable", "away"], words)


def test_more_values_than_can_be_counted_are_refused(tmp_path):
    for name in ("a.h5", "b.h5"):
        with h5py.File(tmp_path / name, "w") as file:
            file.create_dataset("f", (2**40, 2**40), "f8", chunks=(4, 4))
    refused(tmp_path, BAD_DATA, ["compare", "a.h5", "b.h5"], "`/f` in `a.h5`", "more values than can be counted")


def test_files_that_cannot_be_read_are_refused(tmp_path):
    write_hdf5(tmp_path / "a.h5", {"f": [0.5]})
    (tmp_path / "page.h5").write_text("<!DOCTYPE html>")
    subprocess.run(["mkfifo", tmp_path / "fifo.h5"], check=True)
    shutil.copy(tmp_path / "a.h5", tmp_path / "cut.h5")
    with open(tmp_path / "cut.h5", "r+b") as file:
        file.truncate(600)
    bad = {"page.h5": BAD_DATA, "cut.h5": BAD_DATA, "fifo.h5": CANNOT_OPEN, "none.h5": CANNOT_OPEN}
    for other, code in bad.items():
        for order in ((other, "a.h5"), ("a.h5", other)):
            refused(tmp_path, code, ["compare", *order], other)


def test_nothing_depends_on_the_threads(tmp_path):
    a, b = pair(np.random.default_rng(97), "f4", (3, 200, 100))
    one, other = write_hdf5(tmp_path / "a.h5", {"f": a}), write_hdf5(tmp_path / "b.h5", {"f": b})
    limits = itertools.product((1, 2, 5), ("1MB", "9kB"))
    reports = [compare(one, other, "--threads", threads, "--memory", memory) for threads, memory in limits]
    assert all(report == reports[0] for report in reports)
    check_values(reports[0]["variables"][0]["values"], a, b, 0, 0)


def test_the_readme_shows_what_the_command_prints(tmp_path):
    readme = (fieldops.ROOT / "README.md").read_text()
    blocks = re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
    block = next(block for block in blocks if "$ fieldops compare" in block)
    (tmp_path / "data").mkdir()
    shutil.copy(fieldops.ROOT / "data" / "E.h5", tmp_path / "data")
    shown = ""
    for line in block.splitlines():
        if line.startswith("$ fieldops "):
            ended = fieldops.run(*line.split()[2:], cwd=tmp_path)
            shown += f"{line}\n{ended.stderr}{ended.stdout}"
        elif line == "$ echo $?":
            shown += f"{line}\n{ended.returncode}\n"
    assert shown == block
