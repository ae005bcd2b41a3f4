"""Packed and missing values are what xarray decodes, and NaN where the conventions call them missing."""

import cf
import netCDF4
import numpy as np
import pytest
from reference import assert_bitwise, derivative

PAIRS = [("u", "lon"), ("u", "lat"), ("v", "lon"), ("v", "lat")]
FACTORS = {
    "both in single": {"scale_factor": np.float32(0.01), "add_offset": np.float32(1.5)},
    "both in double": {"scale_factor": 0.01, "add_offset": -3.7},
    "a factor alone": {"scale_factor": 0.003},
    "an offset alone": {"add_offset": np.float32(20.25)},
    "a factor in single alone": {"scale_factor": np.float32(0.003)},
    "a factor in single, an offset in double": {"scale_factor": np.float32(0.01), "add_offset": -3.7},
}


def packed(path, kind, attributes, fill):
    """Winds as random packed numbers, some of them missing."""
    rng = np.random.default_rng(83)
    source = cf.write(path, {}, "NETCDF4")
    with netCDF4.Dataset(source, "a") as file:
        file.set_auto_maskandscale(False)
        for name, standard_name in cf.WINDS.items():
            variable = file.createVariable(name, kind, cf.DIMS, fill_value=fill)
            variable.set_auto_maskandscale(False)
            variable.setncatts({"units": "m s-1", "standard_name": standard_name, **attributes})
            if np.dtype(kind).kind == "f":
                values = rng.standard_normal(cf.SHAPE).astype(kind)
            else:
                limits = np.iinfo(kind)
                values = rng.integers(limits.min + 2, limits.max - 2, cf.SHAPE, dtype=kind)
            if fill is not None:
                values[rng.random(cf.SHAPE) < 0.1] = fill
            variable[:] = values
    return source


@pytest.mark.parametrize("fill", [None, 7])
@pytest.mark.parametrize("factors", FACTORS)
@pytest.mark.parametrize("kind", ["i1", "i2", "u2"])
def test_packed_values_are_differentiated_as_xarray_decodes_them(tmp_path, kind, factors, fill):
    source = packed(tmp_path / "w.nc", kind, FACTORS[factors], fill)
    cf.check(cf.compute("jacobian", source, ".nc"), source, PAIRS)


@pytest.mark.parametrize("fill", [None, 7, np.nan])
@pytest.mark.parametrize("factors", FACTORS)
@pytest.mark.parametrize("kind", ["f4", "f8"])
def test_packed_floats_are_differentiated_as_xarray_decodes_them(tmp_path, kind, factors, fill):
    source = packed(tmp_path / "w.nc", kind, FACTORS[factors], fill)
    cf.check(cf.compute("jacobian", source, ".nc"), source, PAIRS)


@pytest.mark.parametrize("attributes", [{}, FACTORS["both in single"], FACTORS["a factor alone"]])
@pytest.mark.parametrize("missing", [np.nan, [np.nan, np.nan], [np.nan, 7.0]])
@pytest.mark.parametrize(("kind", "fill"), [("i2", None), ("i2", 7), ("f4", None), ("f4", np.nan), ("f8", 7)])
def test_marks_of_nan_mean_what_they_mean_in_xarray(tmp_path, kind, fill, missing, attributes):
    marks = {"missing_value": np.asarray(missing, "f4" if kind == "f4" else "f8"), **attributes}
    source = packed(tmp_path / "w.nc", kind, marks, fill)
    cf.check(cf.compute("jacobian", source, ".nc"), source, PAIRS)


@pytest.mark.parametrize("ending", cf.ENDINGS)
@pytest.mark.parametrize("file_format", cf.FORMATS)
def test_masked_arrays_come_back_as_missing_values(tmp_path, file_format, ending):
    rng = np.random.default_rng(84)
    masked = {name: np.ma.array(array, mask=rng.random(cf.SHAPE) < 0.1) for name, array in cf.winds().items()}
    source = cf.write(tmp_path / "w.nc", masked, file_format, fill_value=-999.0)
    output = cf.compute("jacobian", source, ending)
    cf.check(output, source, PAIRS)
    if ending != ".h5":
        with netCDF4.Dataset(output) as file:
            assert np.isnan(file["du_dlon"]._FillValue)
            assert np.ma.count_masked(file["du_dlon"][:]) == np.isnan(cf.read(output)["du_dlon"].values).sum() > 0


@pytest.mark.parametrize(
    "attributes",
    [
        {"missing_value": np.float32(3.25)},
        {"valid_range": np.array([-1.0, 1.25], "f4")},
        {"valid_min": np.float32(-0.5)},
        {"valid_max": np.float32(0.75)},
    ],
    ids=lambda attributes: next(iter(attributes)),
)
def test_what_netcdf4_python_masks_is_missing(tmp_path, attributes):
    values = cf.winds()
    for array in values.values():
        array[0, 1, 2, 3] = 3.25
    source = cf.write(tmp_path / "w.nc", values, attributes=attributes)
    with netCDF4.Dataset(source) as file:
        u = file["u"][:]
    assert np.ma.count_masked(u) > 0
    expected = derivative(u.filled(np.nan), cf.AXES["lat"][0], 2, 1).astype("f4")
    assert_bitwise(cf.read(cf.compute("jacobian", source, ".nc"))["du_dlat"].values, expected)
