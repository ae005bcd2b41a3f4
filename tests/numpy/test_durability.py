"""Success means durable: all is written and closed, then the file is made durable, named, and its folder made durable."""

import re
import shutil
import subprocess

import fieldops
import pytest
from refusals import CANNOT_CREATE, good_file

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

WRITES = {"write", "pwrite64", "pwritev", "writev", "ftruncate"}
NAMES = {"rename", "renameat", "renameat2", "linkat"}
# A call, and with `-y` the file that its descriptor means: `fsync(5</folder/.out.h5.host.1.abc.tmp>) = 0`.
CALL = re.compile(r"^\d+ +(\w+)\((?:(\d+)<([^>]*)>)?(.*)")


def calls(folder, *arguments):
    """The calls that concern the output, in their order: name, descriptor, path, the rest of the line."""
    trace = folder / "trace"
    traced = ",".join(sorted(WRITES | NAMES | {"fsync", "fdatasync", "close", "unlink", "unlinkat"}))
    command = ["strace", "-f", "-y", "-o", trace, "-e", f"trace={traced}", fieldops.binary(), *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    found = [CALL.match(line) for line in trace.read_text().splitlines()]
    trace.unlink()
    return [(call[1], call[2], call[3] or "", call[4]) for call in found if call]


def places(made, names, path):
    return [place for place, (name, _, found, _) in enumerate(made) if name in names and path(found)]


@pytest.mark.parametrize("is_old", [False, True])
@pytest.mark.parametrize("output", ["out.h5", "out.nc", "out.cdf"])
def test_what_is_named_is_durable(tmp_path, output, is_old):
    folder = tmp_path.resolve()
    good_file(folder / "E.h5", (40, 60))
    command = ["jacobian", "E.h5", "-o", output]
    if is_old:
        fieldops.succeed(*command, cwd=folder)
        command.append("--overwrite")
    made = calls(folder, *command)
    written = places(made, WRITES, lambda path: path.endswith(".tmp"))
    writers = {made[place][1] for place in written}
    closed = [place for place in places(made, {"close"}, lambda path: path.endswith(".tmp")) if made[place][1] in writers]
    durable = places(made, {"fsync"}, lambda path: path.endswith(".tmp"))
    named = [place for place, (name, _, _, rest) in enumerate(made) if name in NAMES and f'{output}"' in rest]
    folder_durable = places(made, {"fsync"}, lambda path: path == str(folder))
    assert written and closed and len(durable) == 1 and len(named) == 1 and len(folder_durable) == 1
    last_closed = [place for place in closed if place > written[-1]]
    assert last_closed, "what was written is closed"
    assert written[-1] < last_closed[0] < durable[0] < named[0] < folder_durable[0]
    assert all("= 0" in made[place][3] for place in (last_closed[0], durable[0], folder_durable[0]))


@pytest.mark.parametrize("output", ["out.h5", "out.nc", "out.cdf"])
@pytest.mark.parametrize("call, number", [("fsync", 1), ("fsync", 2)])
def test_what_cannot_be_made_durable_is_no_success(tmp_path, output, call, number):
    good_file(tmp_path / "E.h5")
    fault = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={number}"]
    command = [*fault, fieldops.binary(), "divergence", "E.h5", "-o", output]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 74, ended.stderr
    assert output in ended.stderr and "Input/output error (os error 5)" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["E.h5"]


@pytest.mark.parametrize("output", ["out.h5", "out.nc"])
def test_a_late_failure_of_what_many_threads_wrote_is_no_success(tmp_path, output):
    good_file(tmp_path / "E.h5", (700, 1200))
    fault = ["strace", "-f", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO"]
    command = [*fault, fieldops.binary(), "divergence", "E.h5", "-o", output]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 74, ended.stderr
    assert output in ended.stderr and "Input/output error (os error 5)" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["E.h5"]


def writes_of_output(folder, output):
    made = calls(folder, "divergence", "E.h5", "-o", output)
    (folder / output).unlink()
    return sum(name == "pwrite64" for name, _, _, _ in made)


@pytest.mark.parametrize("output", ["out.h5", "out.nc"])
def test_the_last_write_that_fails_is_no_success(tmp_path, output):
    good_file(tmp_path / "E.h5")
    last = writes_of_output(tmp_path, output)
    for number in (last, last - 1, last - 2):
        fault = ["strace", "-f", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", f"inject=pwrite64:error=ENOSPC:when={number}"]
        command = [*fault, fieldops.binary(), "divergence", "E.h5", "-o", output]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert ended.returncode in (CANNOT_CREATE, 74), (number, ended.stderr)
        assert output in ended.stderr and "No space left on device (os error 28)" in ended.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["E.h5"]
