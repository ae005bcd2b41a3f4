"""NetCDF files that cannot be right end in a clear error and leave nothing behind."""

import cf
import netCDF4
import numpy as np
import pytest
from refusals import BAD_DATA, CANNOT_CREATE, CANNOT_OPEN, USAGE, refused


def test_two_candidates_for_an_axis_are_refused(tmp_path):
    with netCDF4.Dataset(tmp_path / "w.nc", "w") as file:
        for name, points in (("a", [0.0, 2.0, 5.0]), ("b", [1.0, 1.5, 3.0, 7.0])):
            file.createDimension(name, len(points))
            variable = file.createVariable(name, "f8", (name,))
            variable.axis = "X"
            variable[:] = points
        for name in "uv":
            file.createVariable(name, "f8", ("a", "b"))[:] = np.ones((3, 4))
    refused(tmp_path, BAD_DATA, ["divergence", "w.nc"], "w.nc", "`a`", "`b`")


def test_terms_per_degree_and_per_metre_are_not_added(tmp_path):
    axes = {**cf.AXES, "lat": (cf.AXES["lat"][0], {"units": "m", "axis": "Y"})}
    cf.write(tmp_path / "w.nc", cf.winds(), axes=axes)
    refused(tmp_path, BAD_DATA, ["divergence", "w.nc"], "--spacing")


def test_a_file_without_a_vector_field_says_what_there_is(tmp_path):
    cf.write(tmp_path / "w.nc", {"u": cf.winds()["u"]})
    refused(tmp_path, BAD_DATA, ["jacobian", "w.nc"], "no vector field", "`/u`")


def test_components_of_different_shapes_are_refused(tmp_path):
    with netCDF4.Dataset(tmp_path / "w.nc", "w") as file:
        for name, length in (("y", 4), ("x", 5), ("x_edge", 6)):
            file.createDimension(name, length)
        file.createVariable("u", "f8", ("y", "x"))[:] = 1.5
        file.createVariable("v", "f8", ("y", "x_edge"))[:] = 1.5
    refused(tmp_path, BAD_DATA, ["divergence", "w.nc"], "w.nc", "(4, 5)", "(4, 6)")


def test_a_text_is_no_netcdf(tmp_path):
    (tmp_path / "w.nc").write_text("not at all\n" * 50)
    refused(tmp_path, (BAD_DATA, CANNOT_OPEN), ["jacobian", "w.nc"], "w.nc")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("file_format", cf.FORMATS)
def test_a_truncated_file_is_refused(tmp_path, file_format, share):
    whole = cf.write(tmp_path / "w.nc", cf.winds(), file_format).read_bytes()
    (tmp_path / "w.nc").write_bytes(whole[: int(share * len(whole))])
    refused(tmp_path, (BAD_DATA, CANNOT_OPEN), ["jacobian", "w.nc"], "w.nc")


def test_an_existing_output_is_kept(tmp_path):
    cf.write(tmp_path / "w.nc", cf.winds())
    (tmp_path / "out.nc").write_text("mine")
    refused(tmp_path, CANNOT_CREATE, ["jacobian", "w.nc", "-o", "out.nc"], "out.nc")


@pytest.mark.parametrize("options", [[], ["--overwrite"]])
def test_the_input_is_no_output(tmp_path, options):
    cf.write(tmp_path / "w.nc", cf.winds())
    refused(tmp_path, (CANNOT_CREATE, USAGE), ["jacobian", "w.nc", "-o", "w.nc", *options], "w.nc")
