"""Refuses to run where there is no command to test, or another numpy than the pinned one."""

import pathlib

import fieldops
import numpy
import pytest

PINNED = pathlib.Path(__file__).with_name("requirements.txt").read_text()


def pytest_sessionstart():
    command = fieldops.binary()
    if command is None or not command.is_file():
        pytest.exit(f"no command to test at {command}: build it, or set FIELDOPS_BIN", returncode=2)
    if f"numpy=={numpy.__version__}\n" not in PINNED:
        pytest.exit(f"numpy {numpy.__version__} is not the one that requirements.txt pins", returncode=2)


def pytest_report_header():
    return f"command: {fieldops.binary()}, numpy {numpy.__version__}"
