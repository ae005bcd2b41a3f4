"""Peak memory on files of twenty times what --memory allows, as a table."""

import subprocess
import time

import h5py
import netCDF4
import numpy as np
from soak import BINARY, Soak

MEMORIES = (16, 64, 256)
# What a run may take beyond --memory.
BASE = 64
CHUNK = (16, 64, 64)


def shape_of(mebibytes):
    """Unequal extents of three components of so many MiB together."""
    side = round((mebibytes * 2**20 / 24) ** (1 / 3))
    return side - 7, side + 4, side + 3


def axes(shape):
    generator = np.random.default_rng(11)
    return {name: np.cumsum(generator.uniform(0.5, 1.5, extent)) for name, extent in zip("xyz", shape)}


def slabs(shape):
    """The values plane by plane: half of each is noise, as in measured fields."""
    generator = np.random.default_rng(13)
    for start in range(0, shape[0], CHUNK[0]):
        planes = min(CHUNK[0], shape[0] - start)
        yield slice(start, start + planes), generator.integers(0, 1 << 20, (planes, *shape[1:])) / 64.0


def write_hdf5(path, shape, deflate):
    options = {"chunks": CHUNK, "compression": 4, "shuffle": True} if deflate else {}
    with h5py.File(path, "w") as file:
        for name, values in axes(shape).items():
            file[name] = values
            file[name].make_scale(name)
        for name in ("Ex", "Ey", "Ez"):
            dataset = file.create_dataset(name, shape, "f8", **options)
            for place, axis in enumerate("xyz"):
                dataset.dims[place].attach_scale(file[axis])
            for place, values in slabs(shape):
                dataset[place] = values


def write_netcdf(path, shape, deflate, form="NETCDF4"):
    options = {"chunksizes": CHUNK, "zlib": True, "complevel": 4, "shuffle": True} if deflate else {}
    with netCDF4.Dataset(path, "w", format=form) as file:
        for name, values in axes(shape).items():
            file.createDimension(name, len(values))
            file.createVariable(name, "f8", (name,))[:] = values
        for name in ("Ex", "Ey", "Ez"):
            variable = file.createVariable(name, "f8", ("x", "y", "z"), **options)
            for place, values in slabs(shape):
                variable[place] = values


INPUTS = {
    "contiguous HDF5": ("in.h5", "out.h5", lambda path, shape: write_hdf5(path, shape, False)),
    "deflated HDF5": ("in.h5", "out.h5", lambda path, shape: write_hdf5(path, shape, True)),
    "contiguous NetCDF-4": ("in.nc", "out.nc", lambda path, shape: write_netcdf(path, shape, False)),
    "deflated NetCDF-4": ("in.nc", "out.nc", lambda path, shape: write_netcdf(path, shape, True)),
    "classic NetCDF": ("in.nc", "out.cdf", lambda path, shape: write_netcdf(path, shape, False, "NETCDF3_64BIT_DATA")),
}


def peak(soak, *arguments):
    """The exit code and the largest resident memory in MiB, as the kernel tells it while the command runs."""
    command = [str(BINARY), *arguments, "-q", "--overwrite"]
    process = subprocess.Popen(command, cwd=soak.folder, stderr=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status") as status:
                lines = dict(line.split(":", 1) for line in status if ":" in line)
        except OSError:
            continue
        most = max(most, int(lines.get("VmHWM", "0 kB").split()[0]) / 1024)
        time.sleep(0.002)
    return process.returncode, most


with Soak("memory") as soak:
    print("| input and output | command | " + " | ".join(f"{memory} MiB" for memory in MEMORIES) + " |")
    print("|---|---|" + "---|" * len(MEMORIES))
    for form, (source, output, write) in INPUTS.items():
        peaks = {"jacobian": [], "divergence": []}
        for memory in MEMORIES:
            write(soak.folder / source, shape_of(20 * memory))
            for command in peaks:
                code, most = peak(soak, command, source, "-o", output, "--memory", f"{memory}MiB")
                soak.expect(code == 0, f"{command} of {form}: exit {code}")
                soak.expect(most <= memory + BASE, f"{command} of {form}: {most:.0f} MiB at {memory}")
                soak.counted("measured")
                peaks[command].append(f"{most:.0f} MiB")
            (soak.folder / source).unlink()
            (soak.folder / output).unlink()
        for command, cells in peaks.items():
            print(f"| {form} | {command} | " + " | ".join(cells) + " |")
