"""Names that netCDF-C writes in another form than they came in."""

import unicodedata

import fieldops
import h5py
import netCDF4
import numpy as np
import pytest

DECOMPOSED = "e\u0301"


@pytest.mark.parametrize("ending", [".nc", ".cdf", ".h5"])
@pytest.mark.parametrize("compression", ["none", "deflate:2"])
def test_names_that_are_not_in_normal_form(tmp_path, ending, compression):
    if ending == ".cdf" and compression != "none":
        pytest.skip("a classic file cannot be compressed")
    group = f"/{DECOMPOSED}g" if ending != ".cdf" else ""
    values = np.random.default_rng(5).standard_normal((4, 5))
    with h5py.File(tmp_path / "f.h5", "w") as file:
        dataset = file.create_dataset(f"{group}/{DECOMPOSED}", data=values)
        for place, (name, step) in enumerate({f"{DECOMPOSED}x": 0.5, "y": 3.0}.items()):
            file[f"{group}/{name}"] = np.arange(values.shape[place]) * step
            file[f"{group}/{name}"].make_scale(name)
            dataset.dims[place].attach_scale(file[f"{group}/{name}"])
    output = tmp_path / f"out{ending}"
    fieldops.succeed("gradient", tmp_path / "f.h5", "-o", output, "--compression", compression)
    expected = dict(zip((f"{DECOMPOSED}x", "y"), np.gradient(values, 0.5, 3.0)))
    if ending == ".h5":
        with h5py.File(output) as file:
            found = {axis: file[f"{group}/d{DECOMPOSED}_d{axis}"][:] for axis in expected}
    else:
        normal = {axis: unicodedata.normalize("NFC", f"{group}/d{DECOMPOSED}_d{axis}") for axis in expected}
        with netCDF4.Dataset(output) as file:
            found = {axis: file[path][:].filled() for axis, path in normal.items()}
    for axis in expected:
        assert np.array_equal(found[axis], expected[axis])
