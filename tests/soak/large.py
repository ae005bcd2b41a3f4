"""More than 2³¹ elements and more than 2³² bytes, in sparse files of which only a few rows were written."""

import h5py
import netCDF4
import numpy as np
from soak import SCALE, Soak, run

TIME_LIMIT = 1200
# At full scale more than 2³¹ elements; of four bytes each, more than 2³² bytes.
ROWS, COLUMNS = max(40, round(27_000 * SCALE)), 27_000 if SCALE >= 1 else 700


# The classic file needs half the rows for more than 2³² bytes.
HALF = max(40, ROWS // 2)


def row(number):
    return ((np.arange(COLUMNS) * (number + 3)) % 251).astype("u1")


def written(rows):
    """The rows that are written, of each of the three planes: the first, one in the middle, the last."""
    return [0, rows // 2, rows - 1]


def write_hdf5(path, rows):
    with h5py.File(path, "w", libver="latest") as file:
        file["z"] = [0.0, 0.5, 2.0]
        file["z"].make_scale("z")
        options = {"chunks": (1, 20, COLUMNS), "compression": "gzip", "fillvalue": 7}
        dataset = file.create_dataset("T", (3, rows, COLUMNS), "u1", **options)
        dataset.dims[0].attach_scale(file["z"])
        for place, name in enumerate("zyx"):
            dataset.dims[place].label = name
        for plane in range(3):
            for number in written(rows):
                dataset[plane, number] = row(plane + number)


def write_classic(path, rows):
    with netCDF4.Dataset(path, "w", format="NETCDF3_64BIT_DATA") as file:
        file.set_fill_off()
        for name, extent in zip("zyx", (3, rows, COLUMNS)):
            file.createDimension(name, extent)
        file.createVariable("z", "f8", ("z",))[:] = [0.0, 0.5, 2.0]
        variable = file.createVariable("T", "f4", ("z", "y", "x"))
        for plane in range(3):
            for number in written(rows):
                variable[plane, number] = row(plane + number)


def check(soak, output, rows, absent):
    with h5py.File(output) as file:
        result = file["dT_dz"]
        soak.expect(result.shape == (3, rows, COLUMNS), f"the shape is {result.shape}")
        for number in [*written(rows), rows // 2 + 1, rows - 2]:
            if number in written(rows):
                values = np.stack([row(plane + number) for plane in range(3)]).astype("f8")
            else:
                values = np.full((3, COLUMNS), float(absent))
            expected = np.gradient(values, [0.0, 0.5, 2.0], axis=0).astype("f4")
            equal = np.array_equal(result[:, number], expected)
            soak.expect(equal, f"row {number} of {output.name} differs from numpy's")
            soak.counted("rows compared")


with Soak("large") as soak:
    for name, write, rows, absent in [("E.h5", write_hdf5, ROWS, 7), ("E.nc", write_classic, HALF, 0)]:
        write(soak.folder / name, rows)
        output = soak.folder / "out.h5"
        options = ["--axis", "z", "--dtype", "f32", "--compression", "deflate:1", "--overwrite", "-o", output.name]
        code, said = run(soak.folder, "derivative", name, "--field", "T", *options, seconds=TIME_LIMIT)
        soak.expect(code == 0, f"exit {code} for {name} of {3 * rows * COLUMNS} elements: {said}")
        if code == 0:
            check(soak, output, rows, absent)
        (soak.folder / name).unlink()
