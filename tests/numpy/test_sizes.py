"""What a file declares of sizes costs no memory before it is checked."""

import functools
import subprocess
import sys
import zlib

import fieldops
import h5py
import netCDF4
import numpy as np
import pytest
from refusals import BAD_DATA

# What the command takes for itself, in MiB.
BASE = 160
GRADIENT = ["gradient", "--axes", "y,x", "--spacing", "0.3", "-o", "out.h5", "--overwrite"]


# A process of its own: what the kernel counts as the most memory of a child includes that of whoever started it.
MEASURE = """
import os, sys
child = os.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def peak(folder, *arguments):
    """How a run ended: its exit code, what it said, and the most memory that it had at a time, in MiB."""
    command = [sys.executable, "-S", "-E", "-c", MEASURE, fieldops.binary(), *map(str, arguments)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=200)
    said, _, counts = ended.stdout.rstrip("\n").rpartition("\n")
    code, kibibytes = map(int, counts.split())
    return code, said + ended.stderr, kibibytes / 1024


@pytest.fixture(name="folder")
def empty_folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


def refused_within(folder, most, *arguments):
    code, message, memory = peak(folder, *arguments)
    assert code in (BAD_DATA, 2), f"exit {code}\n{message}"
    assert "error: " in message
    assert memory < most, f"{memory} MiB for\n{message}"
    assert not (folder / "out.h5").exists()
    return message


@functools.cache
def bomb(bytes_inside):
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(bytes_inside >> 20))
    return packed + packer.flush()


@pytest.mark.parametrize("ending", ["h5", "nc"])
@pytest.mark.parametrize("extents, inside", [((8, 8), 1 << 20), ((8, 8), 1 << 30), ((64, 64), 1 << 30), ((512, 512), 1 << 30)])
def test_a_chunk_that_inflates_to_a_multiple_is_refused_in_little_memory(folder, ending, extents, inside):
    path = folder / f"E.{ending}"
    with netCDF4.Dataset(path, "w") as file:
        for name, extent in zip("yx", extents):
            file.createDimension(name, extent)
        file.createVariable("T", "f8", ("y", "x"), zlib=True, chunksizes=extents)[:] = 1.0
    with h5py.File(path, "r+") as file:
        file["T"].id.write_direct_chunk((0, 0), bomb(inside))
    refused_within(folder, BASE, *GRADIENT, path.name)


@pytest.mark.parametrize("ending", ["h5", "nc"])
def test_so_it_is_with_a_large_chunk(folder, ending):
    extents = (4096, 2304)
    path = folder / f"E.{ending}"
    with netCDF4.Dataset(path, "w") as file:
        for name, extent in zip("yx", extents):
            file.createDimension(name, extent)
        file.createVariable("T", "f8", ("y", "x"), zlib=True, chunksizes=extents)[:] = 1.0
    with h5py.File(path, "r+") as file:
        file["T"].id.write_direct_chunk((0, 0), bomb(1 << 30))
    # The chunk and the window take 72 MiB each.
    refused_within(folder, BASE + 2 * 72, *GRADIENT, path.name)


@pytest.mark.parametrize("ending", ["h5", "nc"])
def test_many_variables_in_chunks_take_no_more_than_few(folder, ending):
    def memory(count):
        path = folder / f"{count}.{ending}"
        with netCDF4.Dataset(path, "w") as file:
            for name, extent in zip("xyz", (60, 50, 40)):
                file.createDimension(name, extent)
            # Integers of 8 bytes, which the libraries read.
            for number in range(count):
                variable = file.createVariable(f"p{number}", "i8", ("x", "y", "z"), chunksizes=(10, 50, 40))
                variable[:] = np.arange(120_000).reshape(60, 50, 40)
        names = " + ".join(f"p{number}" for number in range(count))
        options = ["-o", "out.h5", "--overwrite", "--memory", "16MB", "-q"]
        code, message, most = peak(folder, "eval", path.name, f"s = {names}", *options)
        assert code == 0, message
        return most

    # What 80 variables take together is 73 MiB.
    assert memory(80) < memory(2) + 32


@pytest.mark.parametrize("kind", ["f2", "i8"])
def test_so_it_is_where_the_library_inflates(folder, kind):
    with h5py.File(folder / "E.h5", "w") as file:
        file.create_dataset("T", (64, 64), kind, chunks=(64, 64), compression="gzip")
        file["T"].id.write_direct_chunk((0, 0), bomb(1 << 30))
    refused_within(folder, BASE, *GRADIENT, "E.h5")


@pytest.mark.parametrize("extents", [(2**60,), (2**62 - 1,), (2**31, 2**31 - 1), (2**40, 2**22)])
@pytest.mark.parametrize("kind", ["u1", "f8"])
def test_a_vast_dataset_without_chunks_is_refused(folder, extents, kind):
    with h5py.File(folder / "E.h5", "w") as file:
        chunks = tuple(min(extent, 1024) for extent in extents)
        file.create_dataset("T", extents, kind, chunks=chunks)
    options = ["--axes", "y,x"[: 2 * len(extents) - 1], "--spacing", "0.3", "-o", "out.h5"]
    code, message, memory = peak(folder, "gradient", *options, "E.h5")
    assert code in (BAD_DATA, 74), message
    assert memory < BASE


@pytest.mark.parametrize("points", [2**26, 2**40])
def test_vast_coordinates_are_refused(folder, points):
    with h5py.File(folder / "E.h5", "w") as file:
        file.create_dataset("x", (points,), "f8", chunks=(1024,)).make_scale("x")
        file.create_dataset("T", (3, points), "u1", chunks=(1, 1024))
        file["T"].dims[1].attach_scale(file["x"])
        file["T"].dims[0].label, file["T"].dims[1].label = "y", "x"
    message = refused_within(folder, BASE, "gradient", "E.h5", "--spacing", "y=0.3", "-o", "out.h5")
    assert "/x" in message and str(points) in message and "--memory" in message
    code, message, memory = peak(folder, "info", "E.h5")
    assert code == 0, message
    assert memory < BASE


@pytest.mark.parametrize(("points", "are_written"), [(2**17, True), (2**17 + 1, False)])
def test_coordinates_of_a_spacing_are_left_out_where_they_alone_take_more_than_is_allowed(folder, points, are_written):
    with h5py.File(folder / "E.h5", "w") as file:
        file["T"] = np.ones((3, points), "f4")
    options = ["--axes", "y,x", "--axis", "y", "--spacing", "y=0.3,x=0.5", "--memory", "256KiB", "-o", "out.h5"]
    code, message, _ = peak(folder, "derivative", *options, "E.h5")
    assert code == 0, message
    with h5py.File(folder / "out.h5") as file:
        assert ("x" in file) == are_written
        if are_written:
            np.testing.assert_array_equal(file["x"], 0.5 * np.arange(points))


@pytest.mark.parametrize("kind", ["u1", "f8", "S1000", "text"])
def test_attributes_take_no_more_memory_than_the_file(folder, kind):
    with h5py.File(folder / "E.h5", "w", libver="latest") as file:
        file["T"] = np.ones((4, 6))
        if kind == "text":
            file.attrs.create("large", ["x" * 1000] * 60_000, dtype=h5py.string_dtype())
        else:
            file.attrs.create("large", np.zeros((60 << 20) // np.dtype(kind).itemsize, kind))
    code, message, memory = peak(folder, *GRADIENT, "E.h5")
    assert code == 0, message
    assert memory < BASE + 3 * 64


@pytest.mark.parametrize("options", [{}, {"chunks": (10, 40, 320), "compression": "gzip"}], ids=["contiguous", "deflated"])
def test_a_file_of_many_times_the_memory_is_computed_within_it(folder, options):
    shape, memory = (150, 320, 320), 4
    with h5py.File(folder / "E.h5", "w") as file:
        dataset = file.create_dataset("T", shape, "f4", **options)
        for index in range(0, shape[0], 10):
            dataset[index] = index
    assert 4 * np.prod(shape) > 14 * memory * 1_000_000
    options = ["--axis", "x", "--spacing", "0.3", "--compression", "none", "--memory", f"{memory}MB"]
    code, message, used = peak(folder, "derivative", "E.h5", "-o", "out.h5", *options)
    assert code == 0, message
    assert used < 60 + 2 * memory, f"{used} MiB"
