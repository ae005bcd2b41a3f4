"""Deflated derivatives of waves are no larger than what libhdf5 makes of them at the same level, from 4 on."""

import fieldops
import h5py
import numpy as np
import pytest

# The chunk is that of the result, so that only the compressor differs.
SHAPE = (60, 45, 70)


def stored(path, values):
    with h5py.File(path, "w") as file:
        file["f"] = values
        for dimension, axis, extent in zip(file["f"].dims, "xyz", values.shape):
            file[axis] = 0.3 * np.arange(extent)
            file[axis].make_scale(axis)
            dimension.attach_scale(file[axis])
    return path


def written(path, rounded):
    """A wave, with all its digits or as an instrument of 16 bits keeps it."""
    x, y, z = np.meshgrid(*(0.3 * np.arange(extent) for extent in SHAPE), indexing="ij", sparse=True)
    wave = np.sin(0.7 * x) * np.cos(0.9 * y) + np.sin(1.1 * z)
    return stored(path, np.round(wave * 2**15) / 2**15 if rounded else wave)


def extruded(path):
    """A field that does not depend on x, on planes of a size that deflate can look back by."""
    shape = (40, 110, 120)
    y, z = np.meshgrid(*(np.arange(extent) / 17.3 for extent in shape[1:]), indexing="ij")
    return stored(path, np.broadcast_to(np.sin(z) * np.cos(y), shape))


def assert_small(output, level, folder, part=0):
    """Results of less than this part of their bytes may be larger."""
    with h5py.File(output) as found, h5py.File(folder / "expected.h5", "w") as file:
        names = [name for name in found if found[name].ndim == len(SHAPE)]
        assert len(names) == len(SHAPE)
        for name in names:
            variable = found[name]
            assert (variable.compression, variable.compression_opts, variable.shuffle) == ("gzip", level, True)
            options = {"chunks": variable.chunks, "compression": "gzip", "compression_opts": level, "shuffle": True}
            expected = file.create_dataset(name, data=variable[()], **options)
            few = part * variable.size * variable.dtype.itemsize
            assert variable.id.get_storage_size() <= max(1.01 * expected.id.get_storage_size(), few), name


@pytest.mark.parametrize("rounded", [False, True])
@pytest.mark.parametrize("level", [4, 5, 6])
def test_results_are_as_small_as_libhdf5_makes_them(tmp_path, level, rounded):
    source = written(tmp_path / "f.h5", rounded)
    output = fieldops.compute("gradient", source, "--compression", f"deflate:{level}")
    assert_small(output, level, tmp_path)


@pytest.mark.parametrize("level", [1, 4, 6])
def test_what_does_not_change_along_an_axis_is_as_small(tmp_path, level):
    source = extruded(tmp_path / "f.h5")
    output = fieldops.compute("gradient", source, "--compression", f"deflate:{level}")
    # The derivative along that axis is zero.
    assert_small(output, level, tmp_path, part=1 / 50)
