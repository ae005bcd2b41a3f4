"""The files that the whole command is measured on, and what h5py alone does with them."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np
from clock import taken

DEFLATE = {"compression": "gzip", "compression_opts": 4, "shuffle": True}
VALUES = ("Ex", "Ey", "Ez")


def make_field(path, points, **storage):
    """A vector field of waves on uneven axes, rounded to the 16 bits of an instrument so that it can be deflated."""
    i = np.arange(points)
    with h5py.File(path, "w") as file:
        for number, axis in enumerate("xyz"):
            file[axis] = 0.1 * i + (0.03 + 0.01 * number) * np.sin(0.05 * i)
            file[axis].make_scale(axis)
            file[axis].attrs["units"] = "m"
        x, y, z = np.meshgrid(*(file[axis][:] for axis in "xyz"), indexing="ij", sparse=True)
        for number, name in enumerate(VALUES):
            wave = np.sin(0.7 * x + number) * np.cos(0.9 * y) * np.sin(1.1 * z - number)
            values = file.create_dataset(name, data=np.round(wave * 2**15) / 2**15, **storage)
            values.attrs["units"] = "V/m"
            for dimension, axis in zip(values.dims, "xyz"):
                dimension.attach_scale(file[axis])


def reading(path, threads=1):
    """What h5py takes to read the field; on several threads each reads other components."""
    with h5py.File(path) as file, ThreadPoolExecutor(threads) as pool:
        return taken(lambda: list(pool.map(lambda name: file[name][()], VALUES)))


def writing(source, target):
    """What h5py takes to write all that another file holds with as many axes as a field, deflated."""
    with h5py.File(source) as file:
        arrays = {name: variable[()] for name, variable in file.items() if variable.ndim == 3}

    def write():
        with h5py.File(target, "w") as file:
            for name, values in arrays.items():
                file.create_dataset(name, data=values, **DEFLATE)

    return taken(write)


def work_folder(wanted, otherwise):
    """A folder in memory where there is room for so many bytes, else on the disk."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > wanted:
        return memory
    Path(otherwise).mkdir(parents=True, exist_ok=True)
    return Path(otherwise)
