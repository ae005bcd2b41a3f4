"""What the soak programs share: inputs, runs of the command, and the line with which each program ends."""

import collections
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

import h5py
import netCDF4
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("FIELDOPS_BIN") or ROOT / "target/debug/fieldops").resolve()
# 1 is the full run; less is a shorter one.
SCALE = float(os.environ.get("FIELDOPS_SOAK_SCALE", "1"))
ENDINGS = ("h5", "nc", "cdf")
SIGNS_OF_A_CRASH = ("panicked", "RUST_BACKTRACE", "core dumped", "HDF5-DIAG", "memory allocation of")
MEMORY_LIMIT = 4 << 30
# So large that each thread reads, computes and writes blocks of its own.
BLOCKS = (32, 120, 130)
# More than the command itself gives an opening that comes to no end.
TIME_LIMIT = 300


def count(full, least=4):
    """How many of `full` runs are made."""
    return max(least, round(full * SCALE))


class Soak:
    """Counts how runs ended; used as a context, it gives a folder and ends the program with one line."""

    def __init__(self, name):
        self.name = name
        self.outcomes = collections.Counter()
        self.failures = []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"fieldops-{name}-"))

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        shutil.rmtree(self.folder, ignore_errors=True)
        if kind is not None:
            return
        for failure in self.failures[:20]:
            print(f"{self.name}: FAILED: {failure}")
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(self.outcomes.items()))
        print(f"{self.name}: {self.outcomes.total()} runs: {outcomes}; {len(self.failures)} failures", flush=True)
        sys.exit(bool(self.failures))

    def counted(self, outcome):
        self.outcomes[outcome] += 1

    def expect(self, condition, failure):
        if not condition:
            self.failures.append(failure)


def limited(memory=MEMORY_LIMIT, file_size=None):
    """What a child does before it becomes the command: it limits itself, and gets errors instead of SIGXFSZ."""

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if file_size is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    return limit


def run(folder, *arguments, wrapper=(), file_size=None, seconds=TIME_LIMIT):
    """How the command ended (or None, where it had to be killed), and what it said."""
    command = [*map(str, wrapper), str(BINARY), *map(str, arguments)]
    try:
        ended = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            preexec_fn=limited(file_size=file_size),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"still running after {seconds} s"
    return ended.returncode, ended.stderr.decode(errors="replace")


def start(folder, *arguments):
    return subprocess.Popen(
        [BINARY, *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def contents(path):
    """Every variable of a result with its bits; what differs between two runs (the history) is left out."""
    found = {}
    if path.suffix == ".cdf":
        with netCDF4.Dataset(path) as file:
            file.set_auto_maskandscale(False)
            for name, variable in file.variables.items():
                found[name] = (variable.dimensions, variable.dtype.str, variable[...].tobytes())
        return found

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = (item.shape, item.dtype.str, item[()].tobytes())

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    return found


def coordinates(shape, rng):
    return {name: np.cumsum(rng.uniform(0.2, 2.0, extent)) for name, extent in zip("zyx", shape)}


def write_hdf5(path, shape, seed=11, libver="earliest", **options):
    """A vector field E with components Ex, Ey, Ez on uneven axes; `options` go to `create_dataset`."""
    rng = np.random.default_rng(seed)
    with h5py.File(path, "w", libver=libver) as file:
        for name, values in coordinates(shape, rng).items():
            file.create_dataset(name, data=values).make_scale(name)
        for name in ("Ex", "Ey", "Ez"):
            dataset = file.create_dataset(name, data=rng.standard_normal(shape), **options)
            dataset.attrs["units"] = "V/m"
            for place, axis in enumerate("zyx"):
                dataset.dims[place].label = axis
                dataset.dims[place].attach_scale(file[axis])
    return path


def write_netcdf(path, shape, form, seed=12, **options):
    """The same as NetCDF in one of its formats."""
    rng = np.random.default_rng(seed)
    with netCDF4.Dataset(path, "w", format=form) as file:
        for name, values in coordinates(shape, rng).items():
            file.createDimension(name, len(values))
            file.createVariable(name, "f8", (name,))[:] = values
            file[name].axis = name.upper()
        for name in ("Ex", "Ey", "Ez"):
            variable = file.createVariable(name, "f8", ("z", "y", "x"), **options)
            variable.units = "V/m"
            variable[:] = rng.standard_normal(shape)
    return path


def write_inputs(folder, shape=(5, 6, 7)):
    """A small file of each kind of storage."""
    chunks = {"chunks": (2, 3, 7)}
    return [
        write_hdf5(folder / "contiguous.h5", shape),
        write_hdf5(folder / "latest.h5", shape, libver="latest"),
        write_hdf5(folder / "deflate.h5", shape, **chunks, compression="gzip", shuffle=True),
        write_hdf5(folder / "checked.h5", shape, libver="latest", **chunks, compression="gzip", fletcher32=True),
        write_netcdf(folder / "cdf1.nc", shape, "NETCDF3_CLASSIC"),
        write_netcdf(folder / "cdf2.nc", shape, "NETCDF3_64BIT_OFFSET"),
        write_netcdf(folder / "cdf5.nc", shape, "NETCDF3_64BIT_DATA"),
        write_netcdf(folder / "netcdf4.nc", shape, "NETCDF4", zlib=True, fletcher32=True),
    ]
