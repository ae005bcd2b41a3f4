"""Makes the files of this folder, and for the packed ones what xarray reads (`expected.rs`).

Needs netCDF4 1.7, xarray 2025.1 or later and numpy 2; run in this folder.
"""

import itertools
import os

import netCDF4
import numpy as np
import xarray

HERE = os.path.dirname(os.path.abspath(__file__))


def create(name, format):
    return netCDF4.Dataset(os.path.join(HERE, name), "w", format=format)


def stored(file, name, kind, dimensions, values, fill=None, **attributes):
    """A variable whose values are written as they are."""
    variable = file.createVariable(name, kind, dimensions, fill_value=fill)
    variable.set_auto_maskandscale(False)
    variable.setncatts(attributes)
    variable[...] = values
    return variable


def formats():
    """The same content in every format: an unlimited time, uneven coordinates, bounds."""
    for name, format in [
        ("cdf1.nc", "NETCDF3_CLASSIC"),
        ("cdf2.nc", "NETCDF3_64BIT_OFFSET"),
        ("cdf5.nc", "NETCDF3_64BIT_DATA"),
        ("nc4.nc", "NETCDF4"),
        ("nc4_classic.nc", "NETCDF4_CLASSIC"),
    ]:
        with create(name, format) as file:
            file.title = "Grüße"
            file.createDimension("time", None)
            file.createDimension("y", 3)
            file.createDimension("x", 4)
            file.createDimension("nv", 2)
            stored(file, "time", "f8", ("time",), [0.0, 1.5], units="days since 2000-01-01")
            stored(file, "y", "f4", ("y",), [0.5, 1.0, 2.5], units="m", bounds="y_edges")
            stored(file, "x", "f8", ("x",), [0.0, 0.25, 1.0, 3.0], units="m")
            stored(file, "y_edges", "f8", ("y", "nv"), np.arange(6.0).reshape(3, 2))
            values = np.arange(24.0).reshape(2, 3, 4) / 8
            stored(file, "u", "f4", ("time", "y", "x"), values, units="m s-1", level=np.int16(7))
            stored(file, "count", "i4", ("time", "x"), [[1, -2, 3, 4], [5, 6, 7, 1 << 30]])


def groups():
    with create("groups.nc", "NETCDF4") as file:
        file.createDimension("x", 3)
        file.createDimension("t", None)
        stored(file, "x", "f8", ("x",), [0.0, 0.5, 2.0])
        inner = file.createGroup("model/run")
        inner.note = ["one", "two"]
        inner.createDimension("y", 2)
        stored(inner, "y", "f8", ("y",), [1.0, 4.0])
        stored(inner, "u", "f8", ("y", "x"), [[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
        # Its own coordinate of a dimension that the root defines.
        other = file.createGroup("other")
        stored(other, "x", "f8", ("x",), [10.0, 20.0, 40.0])
        stored(other, "v", "f8", ("x",), [1.0, 3.0, 9.0])
        # Longer than what is written of the second variable.
        stored(file, "a", "f8", ("t",), [1.0, 2.0, 3.0])
        file.createVariable("b", "f8", ("t",))[0:1] = [5.0]
        # Has the name of a dimension, and is not its coordinate.
        file.createDimension("z", 2)
        stored(file, "z", "f8", ("x", "z"), np.arange(6.0).reshape(3, 2))
        file.createVariable("word", str, ("x",))[:] = np.array(["a", "b", "c"], dtype=object)
        file.createVariable("letter", "S1", ("x",))[:] = np.array([b"p", b"q", b"r"])


def storage():
    with create("storage.nc", "NETCDF4") as file:
        file.createDimension("y", 6)
        file.createDimension("x", 10)
        values = np.arange(60.0).reshape(6, 10)
        file.createVariable("plain", "f8", ("y", "x"))[:] = values
        file.createVariable("big", ">f4", ("y", "x"), endian="big")[:] = values
        chunked = file.createVariable(
            "chunked", "f8", ("y", "x"), zlib=True, complevel=4, fletcher32=True, chunksizes=(2, 5)
        )
        chunked[:] = values


# Kind, `_Unsigned`, `_FillValue`, scale_factor, add_offset.
PACKINGS = [
    ("i2", None, -9999, np.float32(0.1), np.float32(273.15)),
    ("i2", None, -9999, np.float64(0.1), np.float64(273.15)),
    ("i2", None, None, np.float32(0.1), None),
    ("i2", None, None, None, np.float32(0.3)),
    ("i2", None, 5, None, None),
    ("i1", None, -1, np.float32(0.7), np.float64(0.3)),
    ("i1", "true", -1, np.float32(0.7), np.float32(0.3)),
    ("i2", "true", -1, np.float64(0.01), None),
    ("u1", "false", 255, np.float64(0.01), None),
    ("i4", None, -1, np.float32(0.1), np.float32(0.3)),
    ("i4", None, 7, None, None),
    ("f4", None, np.float32(1e20), None, None),
    ("f4", None, None, np.float32(0.1), np.float32(0.3)),
    ("f8", None, np.float64(-1.0), np.float64(0.1), np.float64(0.3)),
    ("f8", None, None, np.float32(0.1), None),
    ("f4", None, np.float32(np.nan), np.float64(0.1), np.float64(0.3)),
    ("f4", None, np.float32(np.nan), np.float64(0.1), None),
    ("f4", None, np.float32(np.nan), None, np.float64(0.3)),
    ("f8", None, np.float64(np.nan), np.float32(0.1), None),
    ("i8", None, -1, np.float32(0.1), np.float32(0.3)),
    ("i8", None, -1, None, None),
]


def packed():
    path = os.path.join(HERE, "packed.nc")
    with create("packed.nc", "NETCDF4") as file:
        file.createDimension("x", 7)
        for index, (kind, unsigned, fill, scale, offset) in enumerate(PACKINGS):
            dtype = np.dtype(kind)
            mark = np.asarray(3 if fill is None else fill).astype(dtype)
            if dtype.kind == "f":
                values = np.array([1.1, -2.3, mark, 1e-3, 123456.7, np.nan, 5], dtype)
            else:
                limits = np.iinfo(dtype)
                values = np.array([0, 1, mark, 97, limits.max, limits.max // 3, limits.max - 1], dtype)
                values[1] = values[1] if unsigned is None else limits.max // 2 + limits.min
            attributes = {"scale_factor": scale, "add_offset": offset, "_Unsigned": unsigned}
            attributes = {name: value for name, value in attributes.items() if value is not None}
            stored(file, f"p{index}", kind, ("x",), values, fill=None if fill is None else mark, **attributes)
    lines = ["// Made by make_data.py: the bits of what xarray reads from packed.nc.", "", "use super::Bits;", ""]
    lines.append("pub(super) const EXPECTED: &[(&str, Bits)] = &[")
    with xarray.open_dataset(path, mask_and_scale=True) as data:
        for index in range(len(PACKINGS)):
            values = data[f"p{index}"].values
            bits = {"float32": "u4", "float64": "u8"}[str(values.dtype)]
            kind = {"u4": "F32", "u8": "F64"}[bits]
            digits = {"u4": 4, "u8": 8}[bits]
            numbers = ", ".join(split(value, digits) for value in values.view(bits).tolist())
            lines.append(f'    ("p{index}", Bits::{kind}(&[{numbers}])),')
    lines.append("];")
    with open(os.path.join(HERE, "expected.rs"), "w") as file:
        file.write("\n".join(lines) + "\n")


def split(value, digits):
    text = f"{value:0{2 * digits}x}"
    return "0x" + "_".join(text[start : start + 4] for start in range(0, len(text), 4))


def missing():
    """What the CF conventions count as missing and xarray does not."""
    with create("missing.nc", "NETCDF3_CLASSIC") as file:
        file.createDimension("x", 5)
        stored(file, "range", "f8", ("x",), [1.0, 2.0, 3.0, 4.0, 5.0], valid_range=[2.0, 4.0])
        stored(file, "low", "i2", ("x",), [1, 2, 3, 4, 5], valid_min=np.int16(3), scale_factor=0.5)
        stored(file, "high", "i1", ("x",), [1, 2, -3, 4, 5], valid_max=np.int8(-1), _Unsigned="true")
        two = [1.0, -7.0, -8.0, 4.0, 5.0]
        stored(file, "two", "f4", ("x",), two, missing_value=np.array([-7.0, -8.0], "f4"))
        stored(file, "wide", "f4", ("x",), [1e20, 1, 2, 3, 4], missing_value=np.float64(1e20))
        defaults = [netCDF4.default_fillvals[kind] for kind in ("i1", "i2", "i4", "f4", "f8")]
        for kind, fill in zip(("i1", "i2", "i4", "f4", "f8"), defaults):
            stored(file, f"default_{kind}", kind, ("x",), [1, 2, fill, 4, 5])
        stored(file, "set", "f8", ("x",), [1, 2, netCDF4.default_fillvals["f8"], 4, 5], fill=4.0)
        stored(file, "text_factor", "f8", ("x",), [1, 2, 3, 4, 5], scale_factor="0.5")


for make in (formats, groups, storage, packed, missing):
    make()
