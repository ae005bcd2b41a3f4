"""Windows that are so large that they are read past netCDF-C, by many threads: what xarray decodes, whatever the storage."""

import cf
import netCDF4
import numpy as np
import pytest
import xarray as xr
from reference import assert_bitwise, derivative, rounded

SHAPE = (37, 52, 45)
AXES = {"x": 0.3, "y": 1.7, "z": 0.45}
STORAGES = {
    "contiguous": {},
    "chunked": {"chunksizes": (8, 17, 45)},
    "deflated": {"chunksizes": (8, 17, 45), "zlib": True, "shuffle": True},
    "big-endian": {"endian": "big"},
    "checked": {"fletcher32": True},
}
# How values are stored: their type, the value that marks a missing one, and the attributes that pack them.
VALUES = {
    "f8": ("f8", -999.0, {}),
    "f8 without a mark": ("f8", None, {}),
    "f4": ("f4", np.float32(-999), {"valid_min": np.float32(-2.5)}),
    "f4, scaled": ("f4", None, {"scale_factor": np.float32(0.3), "add_offset": np.float32(2)}),
    "f8, scaled": ("f8", -999.0, {"scale_factor": 0.3}),
    "i2": ("i2", 7, {"scale_factor": 0.01, "add_offset": 3.5}),
}


def write(path, file_format, stored, storage):
    kind, fill, attributes = VALUES[stored]
    rng = np.random.default_rng(97)
    values = rng.standard_normal(SHAPE) * (1 if kind[0] == "f" else 1000)
    values = values.astype(kind)
    if fill is not None:
        values[rng.random(SHAPE) < 0.01] = fill
    with netCDF4.Dataset(path, "w", format=file_format) as file:
        for (name, step), length in zip(AXES.items(), SHAPE):
            file.createDimension(name, length)
            variable = file.createVariable(name, "f8", (name,))
            variable[:] = np.cumsum(rng.uniform(0.5, 1.5, length)) * step
        order = ">" if storage.get("endian") == "big" else "="
        variable = file.createVariable("f", np.dtype(kind).newbyteorder(order), tuple(AXES), fill_value=fill, **storage)
        variable.set_auto_maskandscale(False)
        variable.setncatts(attributes)
        variable[:] = values
    return path


def check(source, memory):
    output = cf.compute("gradient", source, ".nc", "--edge-order", "2", "--memory", memory)
    with xr.open_dataset(source) as decoded:
        values = decoded["f"].values
        if "valid_min" in decoded["f"].attrs:
            values = np.where(values < decoded["f"].attrs["valid_min"], np.float32(np.nan), values)
        points = {name: decoded[name].values for name in AXES}
    result = cf.read(output)
    for axis, (name, coordinates) in enumerate(points.items()):
        expected = rounded(derivative(values.astype("f8"), coordinates, axis, 2), values.dtype)
        assert_bitwise(result[f"df_d{name}"].values, expected)


@pytest.mark.parametrize("stored", VALUES)
@pytest.mark.parametrize("storage", STORAGES)
def test_large_windows_of_netcdf4(tmp_path, storage, stored):
    check(write(tmp_path / "f.nc", "NETCDF4", stored, STORAGES[storage]), "2MB")


@pytest.mark.parametrize("stored", VALUES)
def test_large_windows_of_classic_files(tmp_path, stored):
    check(write(tmp_path / "f.nc", "NETCDF3_64BIT_DATA", stored, {}), "2MB")
