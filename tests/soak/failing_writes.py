"""Writes that fail: a limit of the file's size, a full disk, and each call made to fail in turn.

The command must end with 74 (or 73, where not even the temporary could be made), name the path and the reason, and
leave neither output nor temporary.
"""

import os
import re
import shutil
import subprocess

from soak import BLOCKS, ENDINGS, Soak, contents, count, names, run, write_hdf5

# By which calls the file is written, closed and given its name.
CALLS = [
    "pwrite64", "write", "ftruncate", "fsync", "fdatasync", "close", "renameat", "renameat2", "linkat", "openat", "lseek"
]
# The reason as the system words it, or as a library does that keeps the system's number to itself.
NO_SPACE = ("No space left on device", "no space")
TOO_LARGE = ("File too large",)
BROKEN = ("Input/output error",)


def refused(soak, what, folder, output, ended, reasons):
    code, said = ended
    soak.expect(code in (73, 74), f"{what}: exit {code}: {said}")
    soak.expect(output.name in said, f"{what}: the path is not named: {said}")
    soak.expect(any(reason in said for reason in reasons), f"{what}: the reason is not named: {said}")
    soak.expect(names(folder) == ["E.h5"], f"{what}: left are {names(folder)}")
    for name in names(folder):
        if name != "E.h5":
            (folder / name).unlink()


def limited_size(soak, folder, output, arguments, size, runs):
    for number in range(runs):
        limit = size * number // runs
        ended = run(folder, *arguments, file_size=limit)
        refused(soak, f"{output.name} limited to {limit} of {size} bytes", folder, output, ended, TOO_LARGE)
        soak.counted("limited")
    code, said = run(folder, *arguments, file_size=2 * size + (1 << 20))
    soak.expect(code == 0, f"{output.name} with room: exit {code}: {said}")
    output.unlink(missing_ok=True)


def full_disk(soak, disk, output, arguments, size, runs):
    mount = ["mount", "-t", "tmpfs", "-o"]
    for number in range(runs):
        room = size * number // runs
        subprocess.run([*mount, f"size={room // 1024 + 4 * (1 + size // 1024 // 4) // 10}k", "none", disk], check=True)
        try:
            before = names(disk)
            code, said = run(soak.folder, *arguments, "-o", disk / output.name)
            if code == 0:
                soak.counted("fitted")
            else:
                soak.expect(code in (73, 74), f"{output.name} on a full disk: exit {code}: {said}")
                soak.expect(any(word in said for word in NO_SPACE), f"{output.name} on a full disk: {said}")
                soak.expect(output.name in said, f"{output.name} on a full disk is not named: {said}")
                soak.expect(names(disk) == before, f"on a full disk are left {names(disk)}")
                soak.counted("disk full")
        finally:
            subprocess.run(["umount", disk], check=True)


def calls_by_number(folder, arguments):
    """How often a good run makes each call after it has created its temporary, and how often before."""
    trace = folder.parent / "trace"
    wrapper = ["strace", "-f", "-o", trace, "-e", "trace=" + ",".join(CALLS)]
    code, said = run(folder, *arguments, wrapper=wrapper)
    assert code == 0, said
    before, after = dict.fromkeys(CALLS, 0), dict.fromkeys(CALLS, 0)
    is_created = False
    for line in trace.read_text().splitlines():
        found = re.match(r"\d+ +(\w+)\(", line)
        if not found:
            continue
        is_created = is_created or ".tmp" in line
        (after if is_created else before)[found[1]] += 1
    return before, after


def failing_calls(soak, folder, output, arguments, runs):
    before, after = calls_by_number(folder, arguments)
    complete = contents(output)
    output.unlink()
    for call in CALLS:
        numbers = range(before[call] + 1, before[call] + after[call] + 1)
        step = max(1, len(numbers) // runs)
        for number in list(numbers)[::step]:
            fault = f"inject={call}:error=EIO:when={number}"
            wrapper = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", fault]
            code, said = run(folder, *arguments, wrapper=wrapper)
            what = f"{output.name}: {call} number {number} fails"
            if code == 0:
                # A call that was not about the output (a message, a probe of the system).
                soak.expect(contents(output) == complete, f"{what}: exit 0, but the output is not complete")
                soak.expect(names(folder) == ["E.h5", output.name], f"{what}: left are {names(folder)}")
                soak.expect(call in ("openat", "write", "close", "lseek", "ftruncate"), f"{what}: exit 0")
                output.unlink()
                soak.counted("failed, of no matter")
            else:
                soak.expect(code in (73, 74), f"{what}: exit {code}: {said}")
                soak.expect(names(folder) == ["E.h5"], f"{what}: left are {names(folder)}: {said}")
                soak.counted("call failed")
                for name in names(folder):
                    if name != "E.h5":
                        (folder / name).unlink()


with Soak("failing_writes") as soak:
    folder = soak.folder / "work"
    disk = soak.folder / "disk"
    folder.mkdir()
    disk.mkdir()
    can_mount = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "none", disk], capture_output=True, check=False
    ).returncode == 0
    if can_mount:
        subprocess.run(["umount", disk], check=True)
    else:
        print("failing_writes: skipped: no full disk, as no tmpfs can be mounted here (that needs root)")
    has_strace = shutil.which("strace") is not None
    if not has_strace:
        print("failing_writes: skipped: no failing calls, as strace is not installed")

    def suffer(ending, options, runs):
        output = folder / f"out.{ending}"
        operation = ["curl", folder / "E.h5", *options]
        arguments = [*operation, "--threads", "2", "-o", output.name]
        code, said = run(folder, *arguments)
        assert code == 0, said
        size = output.stat().st_size
        output.unlink()
        limited_size(soak, folder, output, arguments, size, 2 * runs)
        if can_mount:
            full_disk(soak, disk, output, [*operation, "--threads", "2"], size, runs)
        if has_strace:
            # strace counts each thread's calls by themselves: so one thread makes them all.
            failing_calls(soak, folder, output, [*operation, "--threads", "1", "-o", output.name], runs)

    write_hdf5(folder / "E.h5", (12, 14, 16))
    for ending in ENDINGS:
        for compression in ("none", "deflate:1"):
            if ending == "cdf" and compression != "none":
                continue
            suffer(ending, ["--memory", "60kB", "--compression", compression], count(60))
    write_hdf5(folder / "E.h5", BLOCKS)
    for ending in ENDINGS:
        suffer(ending, [], count(15))
