"""Files that are no HDF5, are damaged or may not be opened end in a clear error."""

import fcntl
import os
import subprocess
import sys
import zlib

import fieldops
import h5py
import numpy as np
import pytest
from refusals import BAD_DATA, CANNOT_OPEN, SIGNS_OF_A_CRASH, good_file, refused

LFS_POINTER = """version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
"""
NOT_HDF5 = {
    "an empty file": b"",
    "a web page": b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n",
    "a text": "Größen und Zahlen, 1.5 2.5\n".encode("latin-1") * 100,
    "a git-lfs pointer": LFS_POINTER.encode(),
    "zeros": bytes(5000),
    "a control sequence": b"\x1b[31mred\x1b[0m\x07",
    "the signature alone": b"\x89HDF\r\n\x1a\n",
}


@pytest.mark.parametrize("kind", NOT_HDF5)
def test_a_file_that_is_not_hdf5_is_named(tmp_path, kind):
    (tmp_path / "E.h5").write_bytes(NOT_HDF5[kind])
    message = refused(tmp_path, BAD_DATA, ["divergence", "E.h5"], "E.h5")
    if kind == "an empty file":
        assert "empty" in message
    if kind == "a git-lfs pointer":
        assert "lfs" in message.lower()


@pytest.mark.parametrize("command", ["info", "divergence"])
def test_a_file_cut_at_any_length_is_refused(tmp_path, command):
    whole = good_file(tmp_path / "E.h5").read_bytes()
    lengths = [1, 8, 47, 48, 95, 96, 97, 512, 2048, len(whole) // 2, len(whole) - 8, len(whole) - 1]
    for length in lengths:
        (tmp_path / "E.h5").write_bytes(whole[:length])
        refused(tmp_path, BAD_DATA, [command, "E.h5"], "E.h5")


@pytest.mark.parametrize("options", [{}, {"chunks": (2, 3), "compression": "gzip", "fletcher32": True}])
def test_a_flipped_bit_never_makes_a_crash(tmp_path, options):
    whole = bytearray(good_file(tmp_path / "E.h5", **options).read_bytes())
    rng = np.random.default_rng(42)
    for _ in range(60):
        damaged = bytearray(whole)
        damaged[rng.integers(len(whole))] ^= 1 << rng.integers(8)
        (tmp_path / "E.h5").write_bytes(damaged)
        ended = fieldops.run("divergence", "E.h5", "-o", "out.h5", "--overwrite", cwd=tmp_path)
        assert ended.returncode in (0, BAD_DATA, CANNOT_OPEN, 2), (ended.returncode, ended.stderr)
        assert not any(sign in ended.stderr for sign in SIGNS_OF_A_CRASH), ended.stderr
        (tmp_path / "out.h5").unlink(missing_ok=True)
        assert [path.name for path in tmp_path.iterdir()] == ["E.h5"]


def test_a_file_that_its_writer_did_not_close_is_explained(tmp_path):
    program = (
        "import h5py, os, sys; file = h5py.File(sys.argv[1], 'w', libver='latest');"
        "file['Ex'] = file['Ey'] = [[1.0, 2.0], [3.0, 5.0]]; file.flush(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path / "E.h5"], check=True)
    refused(tmp_path, (BAD_DATA, CANNOT_OPEN), ["divergence", "E.h5"], "E.h5", "h5clear")


@pytest.mark.parametrize("name", ["E.h5", "E.nc"])
def test_a_locked_file_is_explained_with_the_remedy(tmp_path, name):
    command = ["divergence", name, "-o", "out.h5"]
    with good_file(tmp_path / name).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        refused(tmp_path, CANNOT_OPEN, command, name, "lock", "HDF5_USE_FILE_LOCKING=FALSE")
        ended = fieldops.run(*command, cwd=tmp_path, environment={"HDF5_USE_FILE_LOCKING": "FALSE"})
        assert ended.returncode == 0, ended.stderr


WRITER = """
import h5py, sys
with h5py.File(sys.argv[1], "r+", locking=True):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("name", ["E.h5", "E.nc"])
def test_a_file_that_another_program_is_writing_is_explained(tmp_path, name):
    good_file(tmp_path / name)
    program = [sys.executable, "-c", WRITER, tmp_path / name]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "open\n"
        message = refused(tmp_path, (BAD_DATA, CANNOT_OPEN), ["divergence", name, "-o", "out.h5"], name)
        assert "another program holds a lock" in message or "still open there" in message
        writer.stdin.close()
    fieldops.succeed("divergence", name, "-o", "out.h5", cwd=tmp_path)


def test_a_missing_file_is_named(tmp_path):
    refused(tmp_path, CANNOT_OPEN, ["divergence", "nowhere.h5"], "nowhere.h5")


def test_a_fifo_is_refused_without_waiting_for_its_writer(tmp_path):
    os.mkfifo(tmp_path / "E.h5")
    refused(tmp_path, CANNOT_OPEN, ["divergence", "E.h5"], "E.h5")


def test_a_directory_is_refused(tmp_path):
    (tmp_path / "E.h5").mkdir()
    refused(tmp_path, CANNOT_OPEN, ["divergence", "E.h5"], "E.h5", "directory")


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device_is_refused(tmp_path, device):
    refused(tmp_path, CANNOT_OPEN, ["divergence", device, "-o", "out.h5"], device)


@pytest.mark.parametrize("path", ["https://example.org/E.h5", "file:///etc/passwd", "E.h5#mode=bytes", "E.h5#mode=s3"])
def test_a_url_is_no_path(tmp_path, path):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, (CANNOT_OPEN, 2), ["divergence", path, "-o", "out.h5"], path)


def flip_a_byte_of_the_first_chunk(path, name):
    with h5py.File(path, "r") as file:
        chunk = file[name].id.get_chunk_info(0)
    with path.open("r+b") as file:
        file.seek(chunk.byte_offset + chunk.size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 0x10]))


@pytest.mark.parametrize("filters", [{}, {"shuffle": True}, {"shuffle": True, "compression": "gzip"}])
def test_a_wrong_checksum_is_an_error_and_names_the_variable(tmp_path, filters):
    good_file(tmp_path / "E.h5", chunks=(2, 3), fletcher32=True, **filters)
    flip_a_byte_of_the_first_chunk(tmp_path / "E.h5", "Ey")
    refused(tmp_path, BAD_DATA, ["divergence", "E.h5"], "E.h5", "Ey")


def test_a_damaged_deflate_stream_is_an_error_and_names_the_variable(tmp_path):
    good_file(tmp_path / "E.h5", chunks=(4, 6), compression="gzip")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        file["Ey"].id.write_direct_chunk((0, 0), b"this was never deflated")
    refused(tmp_path, BAD_DATA, ["divergence", "E.h5"], "E.h5", "Ey")


@pytest.mark.parametrize("size", [8, 4 * 6 * 8 - 8, 4 * 6 * 8 + 8, 1 << 30])
def test_a_chunk_that_inflates_to_another_size_is_an_error(tmp_path, size):
    good_file(tmp_path / "E.h5", chunks=(4, 6), compression="gzip")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        file["Ey"].id.write_direct_chunk((0, 0), zlib.compress(bytes(size)))
    refused(tmp_path, BAD_DATA, ["divergence", "E.h5"], "E.h5", "Ey")
