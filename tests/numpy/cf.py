"""Makes NetCDF files of winds after the CF conventions, and reads NetCDF files with the tools that people use."""

import os
import shutil

import fieldops
import netCDF4
import numpy as np
import pytest
import xarray as xr
from reference import assert_bitwise, derivative, output_type, rounded

FORMATS = ("NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA", "NETCDF4", "NETCDF4_CLASSIC")
ENDINGS = (".nc", ".nc4", ".cdf", ".h5")
DIMS = ("time", "lev", "lat", "lon")
SHAPE = (3, 4, 6, 5)
AXES = {
    "time": ([0.0, 6.0, 18.0], {"units": "hours since 2001-01-01 00:00:00", "standard_name": "time"}),
    "lev": ([1000.0, 850.0, 500.0, 300.0], {"units": "hPa", "positive": "down"}),
    "lat": ([70.0, 50.0, 35.0, 20.0, 0.0, -15.0], {"units": "degrees_north", "standard_name": "latitude"}),
    "lon": ([0.0, 10.0, 25.0, 45.0, 50.0], {"units": "degrees_east", "standard_name": "longitude"}),
}
WINDS = {"u": "eastward_wind", "v": "northward_wind"}


def winds(dtype="f4"):
    """Random winds on a grid of latitudes and longitudes."""
    rng = np.random.default_rng(81)
    return {name: rng.standard_normal(SHAPE).astype(dtype) for name in WINDS}


def write(path, values, file_format="NETCDF4", axes=AXES, attributes=None, **options):
    """Writes 4-D winds by netCDF4-python; `options` go to `createVariable`. Masked and packed values are its work."""
    with netCDF4.Dataset(path, "w", format=file_format) as file:
        file.setncatts({"Conventions": "CF-1.8", "history": "made by hand", "title": "winds"})
        for name, (points, described) in axes.items():
            file.createDimension(name, None if name == "time" else len(points))
            variable = file.createVariable(name, "f8", (name,))
            variable.setncatts(described)
            variable[:] = points
        for name, array in values.items():
            kind = options.get("datatype", array.dtype)
            rest = {key: value for key, value in options.items() if key != "datatype"}
            variable = file.createVariable(name, kind, tuple(axes), **rest)
            variable.setncatts({"units": "m s-1", "standard_name": WINDS[name], **(attributes or {})})
            variable[:] = array
    return path


def compute(command, source, ending, *options):
    """Runs an operator and returns the path of its output, which ends in `ending`."""
    output = source.with_name(f"result_of_{source.stem}{ending}")
    fieldops.succeed(command, source, "-o", output, "--overwrite", *options)
    return output


def read(path, **options):
    """The file as xarray reads it, with times as numbers."""
    engine = "h5netcdf" if path.suffix == ".h5" else "netcdf4"
    with xr.open_dataset(path, decode_times=False, engine=engine, **options) as file:
        return file.load()


def check(output, source, pairs, axis_names=DIMS):
    """Compares `d{component}_d{axis}` of the output with numpy on what xarray reads in the source."""
    found, given = read(output), read(source)
    for component, axis in pairs:
        values, where = given[component].values, given[axis].values
        place = axis_names.index(axis)
        expected = rounded(derivative(values, where, place, 1), output_type(values.dtype))
        assert_bitwise(found[f"d{component}_d{axis}"].values, expected, f"d{component}_d{axis}")


def needs(tool):
    """Skips the test in plain sight where a tool is not installed; in CI it runs, and fails."""
    missing = shutil.which(tool) is None and os.environ.get("CI", "false") in ("", "false")
    return pytest.mark.skipif(missing, reason=f"{tool} is not installed")
