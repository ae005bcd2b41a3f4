"""Outputs as climate scientists see them: xarray, netCDF4-python, ncdump and CDO open them, with all that they carry."""

import subprocess

import cf
import fieldops
import netCDF4
import pytest
import xarray as xr
from reference import assert_bitwise

NETCDF_ENDINGS = (".nc", ".nc4", ".cdf")


@pytest.fixture(params=NETCDF_ENDINGS)
def output(request, tmp_path):
    return cf.compute("jacobian", cf.write(tmp_path / "w.nc", cf.winds()), request.param)


def said_by(*command):
    ended = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_xarray_finds_coordinates_and_decodes_times(output):
    with xr.open_dataset(output) as file:
        assert sorted(file.coords) == ["lat", "lev", "lon", "time"]
        assert file["du_dlat"].dims == cf.DIMS
        assert str(file["time"].values[1]).startswith("2001-01-01T06:00:00")
    with xr.open_dataset(output, decode_cf=False) as raw:
        assert "_FillValue" in raw["du_dlat"].attrs
        decoded = xr.decode_cf(raw)
        assert decoded["time"].dtype.kind == "M"


def test_coordinates_keep_their_values_and_attributes(output):
    with netCDF4.Dataset(output) as file:
        for name, (points, attributes) in cf.AXES.items():
            assert file[name][:].tolist() == points
            for key, value in attributes.items():
                assert file[name].getncattr(key) == value
        assert [file[name].axis for name in cf.DIMS] == ["T", "Z", "Y", "X"]


def test_conventions_are_named_and_the_history_goes_on(output):
    with netCDF4.Dataset(output) as file:
        assert file.Conventions.startswith("CF-1.")
        newest, oldest = file.history.splitlines()
        assert "fieldops jacobian" in newest and oldest == "made by hand"


@pytest.mark.parametrize("given, axis_units, expected", [("m s-1", "m", "s-1"), ("K", "km", "K km-1"), ("V/m", "m", "V m-2")])
def test_units_are_derived(tmp_path, given, axis_units, expected):
    axes = {**cf.AXES, "lon": (cf.AXES["lon"][0], {"units": axis_units, "axis": "X"})}
    source = cf.write(tmp_path / "w.nc", cf.winds(), axes=axes, attributes={"units": given})
    found = cf.read(cf.compute("derivative", source, ".nc", "--axis", "lon", "--field", "u"))
    assert found["du_dlon"].attrs["units"] == expected


@cf.needs("ncdump")
def test_ncdump_shows_dimensions_and_attributes(output):
    header = said_by("ncdump", "-h", output)
    for line in (
        "float du_dlat(time, lev, lat, lon) ;",
        'du_dlat:units = "m s-1 degrees_north-1" ;',
        'lat:standard_name = "latitude" ;',
        'lev:positive = "down" ;',
    ):
        assert line in header, header


@cf.needs("cdo")
def test_cdo_sees_the_grid_the_levels_and_the_times(output):
    said = said_by("cdo", "-s", "sinfo", output)
    for part in ("points=30 (5x6)", "0 to 50 degrees_east", "70 to -15 degrees_north", "1000 to 300 hPa", "3 steps"):
        assert part in said, said
    fields = [line for line in said_by("cdo", "-s", "infon", output).splitlines() if not line.endswith("Parameter name")]
    assert len(fields) == 4 * 3 * 4


@cf.needs("cdo")
@pytest.mark.parametrize("kind", ["nc", "nc2", "nc4", "nc4c", "nc5"])
def test_a_file_that_cdo_wrote_is_read(tmp_path, kind):
    source = tmp_path / "w.nc"
    said_by(
        "cdo", "-s", "-f", kind, "-merge",
        "-setname,u", "-mulc,3.5", "-random,r36x18,1", "-setname,v", "-mulc,2.5", "-random,r36x18,2", source,
    )  # fmt: skip
    output = cf.compute("jacobian", source, ".nc")
    dims = cf.read(source)["u"].dims
    cf.check(output, source, [("u", "lon"), ("u", "lat"), ("v", "lon"), ("v", "lat")], dims)


def winds():
    return xr.Dataset(
        {name: (cf.DIMS, array, {"units": "m s-1"}) for name, array in cf.winds("f8").items()},
        {name: (name, points, attributes) for name, (points, attributes) in cf.AXES.items()},
    )


@pytest.mark.parametrize("engine", ["netcdf4", "h5netcdf", "scipy"])
def test_a_file_that_xarray_wrote_is_read(tmp_path, engine):
    source, given = tmp_path / "w.nc", winds()
    given.to_netcdf(source, engine=engine)
    output = cf.compute("jacobian", source, ".nc")
    cf.check(output, source, [("u", "lon"), ("v", "lat")])
    assert_bitwise(cf.read(output)["lat"].values, given["lat"].values)


def test_a_classic_output_of_a_deflated_input_is_plain(tmp_path):
    source, given = tmp_path / "w.nc", winds()
    given.to_netcdf(source, engine="netcdf4", encoding={name: {"zlib": True} for name in given})
    output = cf.compute("jacobian", source, ".cdf")
    assert output.read_bytes()[:3] == b"CDF"
    cf.check(output, source, [("u", "lon"), ("v", "lat")])
    asked = fieldops.run("jacobian", source, "-o", tmp_path / "o.cdf", "--compression", "deflate:1")
    assert asked.returncode == 2 and "cannot be compressed" in asked.stderr
    assert not (tmp_path / "o.cdf").exists()
