"""A field that Meep itself writes: no coordinates, no spacing, axes x, y, z in storage order."""

import os
import pathlib
import subprocess

import fieldops
import h5py
import numpy as np
import pytest
from reference import assert_bitwise

# Meep is a Debian package for Debian's own Python.
PYTHON = "/usr/bin/python3"
SIMULATION = """
import meep as mp
source = mp.Source(mp.GaussianSource(0.5, fwidth=0.5), component=mp.Ez, center=mp.Vector3(0.1, 0.2, 0.3))
other = mp.Source(mp.GaussianSource(0.5, fwidth=0.5), component=mp.Ex, center=mp.Vector3())
simulation = mp.Simulation(cell_size=mp.Vector3(1.6, 1.2, 0.8), resolution=10, sources=[source, other])
simulation.run(until=3)
mp.output_efield(simulation)
"""


def is_installed():
    found = pathlib.Path(PYTHON).exists() and subprocess.run([PYTHON, "-c", "import meep"], capture_output=True)
    return bool(found) and found.returncode == 0


@pytest.mark.skipif(not is_installed(), reason="Meep (python3-meep) is not installed")
def test_the_curl_of_a_field_that_meep_wrote_is_numpys(tmp_path):
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [PYTHON, "-c", SIMULATION], cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=60
    )
    (source,) = tmp_path.glob("*e-*.h5")
    with h5py.File(source, "r") as file:
        e = {axis: file[f"e{axis}"][()] for axis in "xyz"}
    assert all(np.abs(values).max() > 0 for values in e.values())
    found = fieldops.variables(fieldops.compute("curl", source, "--spacing", "0.1"))
    for axis, (a, b) in {"x": "yz", "y": "zx", "z": "xy"}.items():
        expected = np.gradient(e[b], 0.1, axis="xyz".index(a)) - np.gradient(e[a], 0.1, axis="xyz".index(b))
        assert_bitwise(found[f"curl_e_{axis}"], expected, axis)
