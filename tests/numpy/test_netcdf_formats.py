"""NetCDF files of every format give numpy's answer, and the same as an HDF5 file of the same field."""

import cf
import netCDF4
import numpy as np
import pytest
from grids import write as write_hdf5
from reference import assert_bitwise

PAIRS = [(component, axis) for component in "uv" for axis in ("lon", "lat")]
# Winds on a plane and a height in metres, so that every operator may add its terms.
PLANE = {
    "z": ([0.0, 10.0, 35.0, 80.0], {"units": "m", "axis": "Z"}),
    "y": ([5.0, 3.0, -2.0, -4.5, -9.0, -9.5], {"units": "m", "axis": "Y"}),
    "x": ([0.25, 0.5, 2.0, 3.5, 7.0], {"units": "m", "axis": "X"}),
}
OPERATORS = {
    "derivative": ["--axis", "y"],
    "gradient": ["--field", "u"],
    "jacobian": [],
    "divergence": [],
    "curl": [],
    "laplacian": [],
}


@pytest.mark.parametrize("ending", cf.ENDINGS)
@pytest.mark.parametrize("file_format", cf.FORMATS)
def test_the_jacobian_of_every_format_is_numpys_in_every_format(tmp_path, file_format, ending):
    source = cf.write(tmp_path / "w.nc", cf.winds(), file_format)
    output = cf.compute("jacobian", source, ending)
    cf.check(output, source, PAIRS)


@pytest.mark.parametrize("ending, expected", [(".nc", "NETCDF4"), (".nc4", "NETCDF4"), (".cdf", "NETCDF3_64BIT_DATA")])
def test_the_ending_of_the_output_chooses_its_format(tmp_path, ending, expected):
    source = cf.write(tmp_path / "w.nc", cf.winds())
    with netCDF4.Dataset(cf.compute("jacobian", source, ending)) as file:
        assert file.data_model == expected


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "f4", "f8"])
@pytest.mark.parametrize("file_format", cf.FORMATS)
def test_every_type_of_every_format_is_read(tmp_path, file_format, dtype):
    values = {name: np.round(40 * array).astype(dtype) for name, array in cf.winds("f8").items()}
    source = cf.write(tmp_path / "w.nc", values, file_format)
    cf.check(cf.compute("jacobian", source, ".nc"), source, PAIRS)


@pytest.mark.parametrize("options", [{"zlib": True, "shuffle": True}, {"zlib": True, "fletcher32": True}])
def test_compressed_variables_are_read(tmp_path, options):
    source = cf.write(tmp_path / "w.nc", cf.winds(), chunksizes=(1, 3, 4, 2), **options)
    cf.check(cf.compute("jacobian", source, ".nc"), source, PAIRS)


def test_a_group_sees_the_dimensions_above_it(tmp_path):
    source = cf.write(tmp_path / "w.nc", {})
    with netCDF4.Dataset(source, "a") as file:
        group = file.createGroup("run").createGroup("one")
        for name, array in cf.winds("f8").items():
            variable = group.createVariable(name, "f8", cf.DIMS)
            variable.setncatts({"units": "m s-1", "standard_name": cf.WINDS[name]})
            variable[:] = array
    output = cf.compute("jacobian", source, ".nc")
    with netCDF4.Dataset(output) as file:
        found = file["run/one/du_dlat"]
        expected = np.gradient(cf.winds("f8")["u"], np.array(cf.AXES["lat"][0]), axis=2)
        assert_bitwise(found[:].filled(np.nan), expected)
        assert found.dimensions == cf.DIMS


def planar_copies(folder):
    rng = np.random.default_rng(82)
    shape = tuple(len(points) for points, _ in PLANE.values())
    values = {name: rng.standard_normal(shape) for name in ("u", "v")}
    nc = cf.write(folder / "w.nc", values, axes=PLANE)
    scales = {name: np.array(points) for name, (points, _) in PLANE.items()}
    return nc, write_hdf5(folder / "w.h5", {n: (v, tuple(PLANE)) for n, v in values.items()}, scales)


@pytest.mark.parametrize("command, options", OPERATORS.items())
def test_a_netcdf_and_an_hdf5_copy_of_a_field_give_the_same_bits(tmp_path, command, options):
    nc, h5 = planar_copies(tmp_path)
    from_nc = cf.read(cf.compute(command, nc, ".nc", *options))
    from_h5 = cf.read(cf.compute(command, h5, ".h5", *options))
    assert sorted(from_nc.data_vars) == sorted(from_h5.data_vars) and len(from_nc.data_vars) > 0
    for name in from_nc.data_vars:
        assert_bitwise(from_nc[name].values, from_h5[name].values, name)
