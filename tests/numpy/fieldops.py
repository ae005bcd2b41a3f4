"""Runs the command as a user would, and opens what it writes."""

import os
import pathlib
import resource
import shlex
import subprocess

import h5py

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEMORY_LIMIT = 4 << 30
TIME_LIMIT = 20


def binary():
    """The command under test: FIELDOPS_BIN, else the newest build of this checkout."""
    if named := os.environ.get("FIELDOPS_BIN"):
        return pathlib.Path(named).resolve()
    builds = sorted(ROOT.glob("target/*/fieldops"), key=lambda build: build.stat().st_mtime)
    return builds[-1] if builds else None


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def run(*arguments, cwd=None, environment=None):
    """Runs the command with little memory and little time, and returns how it ended."""
    return subprocess.run(
        [binary(), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=TIME_LIMIT,
        preexec_fn=limit_memory,
        check=False,
    )


def succeed(*arguments, cwd=None):
    """Runs the command and asserts that it succeeded."""
    ended = run(*arguments, cwd=cwd)
    line = shlex.join(["fieldops", *map(str, arguments)])
    assert ended.returncode == 0, f"exit {ended.returncode} of {line}\n{ended.stderr}"
    return ended


def compute(command, source, *options):
    """Runs an operator on a file and returns the path of its output."""
    output = source.with_name(f"result_of_{source.stem}.h5")
    succeed(command, source, "-o", output, "--overwrite", *options)
    return output


def variables(path):
    """Every variable of a file that is no dimension scale, by its path without the leading slash."""
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and not item.is_scale:
            found[name] = item[()]

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    return found
