"""Axes and fields are found as the CF conventions tell."""

import cf
import netCDF4
import numpy as np
import pytest
from reference import assert_bitwise

Y_POINTS, X_POINTS = [9.0, 7.0, 2.0, -4.0], [0.5, 1.0, 3.0, 3.5, 8.0]
MARKS = {
    "standard_name": ({"standard_name": "projection_y_coordinate"}, {"standard_name": "projection_x_coordinate"}),
    "axis": ({"axis": "Y"}, {"axis": "X"}),
    "units": ({"units": "degrees_north"}, {"units": "degrees_east"}),
    "rotated pole": ({"standard_name": "grid_latitude"}, {"standard_name": "grid_longitude"}),
}


def marked(path, rows, columns, names=("j", "i"), components=None):
    """A field on dimensions that are called `names`; returns its values too."""
    rng = np.random.default_rng(85)
    values = {}
    with netCDF4.Dataset(path, "w") as file:
        for name, points, attributes in zip(names, (Y_POINTS, X_POINTS), (rows, columns)):
            file.createDimension(name, len(points))
            variable = file.createVariable(name, "f8", (name,))
            variable.setncatts(attributes)
            variable[:] = points
        for name, attributes in (components or {"u": {}, "v": {}}).items():
            variable = file.createVariable(name, "f8", names)
            variable.setncatts(attributes)
            values[name] = rng.standard_normal((4, 5))
            variable[:] = values[name]
    return path, values


@pytest.mark.parametrize("mark", MARKS)
def test_axes_are_found_by_what_marks_them(tmp_path, mark):
    source, values = marked(tmp_path / "w.nc", *MARKS[mark])
    found = cf.read(cf.compute("divergence", source, ".nc"))["div_uv"].values
    expected = np.gradient(values["u"], X_POINTS, axis=1) + np.gradient(values["v"], Y_POINTS, axis=0)
    assert_bitwise(found, expected)


@pytest.mark.parametrize("names", [("y", "x"), ("lat", "lon"), ("latitude", "longitude")])
def test_axes_are_found_by_their_names(tmp_path, names):
    source, values = marked(tmp_path / "w.nc", {}, {}, names)
    found = cf.read(cf.compute("divergence", source, ".nc"))["div_uv"].values
    expected = np.gradient(values["u"], X_POINTS, axis=1) + np.gradient(values["v"], Y_POINTS, axis=0)
    assert_bitwise(found, expected)


def test_components_are_found_by_their_standard_names(tmp_path):
    components = {"b": {"standard_name": "northward_wind"}, "a": {"standard_name": "eastward_wind"}}
    source, values = marked(tmp_path / "w.nc", *MARKS["units"], components=components)
    found = cf.read(cf.compute("divergence", source, ".nc"))
    expected = np.gradient(values["a"], X_POINTS, axis=1) + np.gradient(values["b"], Y_POINTS, axis=0)
    assert len(found.data_vars) == 1
    assert_bitwise(next(iter(found.data_vars.values())).values, expected)


def test_bounds_are_no_field(tmp_path):
    source = cf.write(tmp_path / "w.nc", cf.winds())
    with netCDF4.Dataset(source, "a") as file:
        file.createDimension("bnds", 2)
        file["lat"].bounds = "lat_bnds"
        file.createVariable("lat_bnds", "f8", ("lat", "bnds"))[:] = np.ones((6, 2))
    found = cf.read(cf.compute("derivative", source, ".nc", "--axis", "lat"))
    assert sorted(found.data_vars) == ["du_dlat", "dv_dlat"]


def test_a_derivative_along_time_is_per_its_unit(tmp_path):
    source = cf.write(tmp_path / "w.nc", cf.winds())
    output = cf.compute("derivative", source, ".nc", "--axis", "time")
    cf.check(output, source, [("u", "time"), ("v", "time")])
    assert cf.read(output)["du_dtime"].attrs["units"] == "m s-1 hours-1"
