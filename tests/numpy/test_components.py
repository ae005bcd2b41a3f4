"""Files whose components lie in one array, last, first, or between the axes, so large that they are read in many windows."""

import fieldops
import h5py
import netCDF4
import numpy as np
import pytest
from reference import assert_bitwise, derivative, rounded

# 28 MB in double precision, of which a thread takes a few at a time.
SHAPE = (44, 103, 257)
NAMES = "xyz"


def field(dtype):
    rng = np.random.default_rng(211)
    values = rng.standard_normal((*SHAPE, 3))
    if np.dtype(dtype).kind == "c":
        values = values + 1j * rng.standard_normal((*SHAPE, 3))
    axes = [np.cumsum(rng.uniform(0.5, 1.5, extent)) for extent in SHAPE]
    return values.astype(dtype), axes


def dimensions(position):
    return [*NAMES[:position], "component", *NAMES[position:]]


def write_hdf5(path, values, axes, position, **storage):
    with h5py.File(path, "w") as file:
        file.create_dataset("E", data=np.moveaxis(values, -1, position), **storage)
        file["E"].dims[position].label = "component"
        for name, points in zip(NAMES, axes):
            file[name] = points
            file[name].make_scale(name)
            file["E"].dims[dimensions(position).index(name)].attach_scale(file[name])


def write_netcdf(path, values, axes, position, form="NETCDF4", **storage):
    if form == "NETCDF4" and "zlib" not in storage:
        storage["contiguous"] = True
    with netCDF4.Dataset(path, "w", format=form) as file:
        for name, points in zip(NAMES, axes):
            file.createDimension(name, len(points))
            file.createVariable(name, "f8", (name,))[:] = points
        file.createDimension("component", 3)
        variable = file.createVariable("E", values.dtype, dimensions(position), **storage)
        variable[:] = np.moveaxis(values, -1, position)


def jacobian(values, axes):
    """d[i, j] = dE_i/dx_j, as numpy has it."""
    wide = values.astype("c16" if values.dtype.kind == "c" else "f8")
    return [[derivative(wide[..., i], axes[j], j, 2) for j in range(3)] for i in range(3)]


def check_operators(source, values, axes, position, *options):
    """Jacobian, curl and divergence of components at this place, against numpy bit for bit."""
    d = jacobian(values, axes)
    options = ("--edge-order", "2", "--threads", "2", *options)
    native = values.dtype.newbyteorder("=")
    found = result(fieldops.compute("jacobian", source, *options), position)
    assert found.shape == (*SHAPE, 3, 3)
    for i, j in np.ndindex(3, 3):
        assert_bitwise(found[..., i, j], rounded(d[i][j], native))
    found = result(fieldops.compute("curl", source, *options), position)
    for i, (j, k) in enumerate([(1, 2), (2, 0), (0, 1)]):
        assert_bitwise(found[..., i], rounded(d[k][j] - d[j][k], native))
    found = result(fieldops.compute("divergence", source, *options))
    assert_bitwise(found, rounded(d[0][0] + d[1][1] + d[2][2], native))


def result(path, position=3, axes=len(SHAPE)):
    """The only result of a file, components last, which stand at a place among its axes."""
    with h5py.File(path) as file:
        (name,) = [name for name in file if file[name].ndim >= axes]
        values = file[name][()]
    count = values.ndim - axes
    return np.moveaxis(values, range(position, position + count), range(-count, 0)) if count else values


@pytest.mark.parametrize("memory", ["64MiB", "1GiB"])
@pytest.mark.parametrize("dtype", ["f8", "f4", ">f8", "c16"])
@pytest.mark.parametrize("form", ["hdf5", "netcdf"])
def test_operators_are_those_of_numpy(tmp_path, form, dtype, memory):
    if form == "netcdf" and dtype not in ("f8", "f4"):
        pytest.skip("NetCDF has no complex numbers; its byte order is asked for otherwise")
    values, axes = field(dtype)
    source = tmp_path / ("f.h5" if form == "hdf5" else "f.nc")
    (write_hdf5 if form == "hdf5" else write_netcdf)(source, values, axes, 3)
    check_operators(source, values, axes, 3, "--memory", memory)


@pytest.mark.parametrize("memory", ["16MiB", "256MiB"])
def test_operators_of_components_behind_many_times_are_those_of_numpy(tmp_path, memory):
    """All components of a time are read together, and each time is done in parts."""
    shape = (6, 20, 25, 32)
    rng = np.random.default_rng(7)
    values = rng.standard_normal((*shape, 3)) + 1j * rng.standard_normal((*shape, 3))
    axes = [np.cumsum(rng.uniform(0.5, 1.5, extent)) for extent in shape]
    names = ["time", *NAMES]
    with h5py.File(tmp_path / "f.h5", "w") as file:
        file["E"] = np.moveaxis(values, -1, 1)
        file["E"].dims[1].label = "component"
        for number, (name, points) in enumerate(zip(names, axes)):
            file[name] = points
            file[name].make_scale(name)
            file["E"].dims[number + (number > 0)].attach_scale(file[name])
    options = ("--edge-order", "2", "--threads", "2", "--memory", memory)
    found = result(fieldops.compute("jacobian", tmp_path / "f.h5", *options), 1, len(shape))
    assert found.shape == (*shape, 3, 3)
    for i, j in np.ndindex(3, 3):
        assert_bitwise(found[..., i, j], derivative(values[..., i], axes[j + 1], j + 1, 2))


@pytest.mark.parametrize("memory", ["3MiB", "64MiB"])
@pytest.mark.parametrize("order", ["last", "first", "split"])
def test_operators_of_compressed_components_are_those_of_numpy_in_any_windows(tmp_path, order, memory):
    values, axes = field("f8")
    values, axes = values[:, :40, :90], [axes[0], axes[1][:40], axes[2][:90]]
    with h5py.File(tmp_path / "f.h5", "w") as file:
        storage = {"compression": "gzip", "compression_opts": 1, "shuffle": True}
        for name, points in zip(NAMES, axes):
            file[name] = points
            file[name].make_scale(name)
        if order == "split":
            parts = {f"E{name}": (values[..., number], 0) for number, name in enumerate(NAMES)}
        else:
            first = order == "first"
            parts = {"E": (np.moveaxis(values, -1, 0) if first else values, 1 if first else 0)}
        for name, (part, before) in parts.items():
            chunks = tuple({44: 5, 40: 17, 90: 33, 3: 2}[extent] for extent in part.shape)
            file.create_dataset(name, data=part, chunks=chunks, **storage)
            for number, axis in enumerate(NAMES):
                file[name].dims[before + number].attach_scale(file[axis])
    d = jacobian(values, axes)
    options = ("--edge-order", "2", "--memory", memory, "--threads", "2")
    found = fieldops.variables(fieldops.compute("divergence", tmp_path / "f.h5", *options))
    assert_bitwise(found["div_E"], d[0][0] + d[1][1] + d[2][2])
    found = fieldops.variables(fieldops.compute("curl", tmp_path / "f.h5", *options))
    for i, (j, k) in enumerate([(1, 2), (2, 0), (0, 1)]):
        if order == "split":
            part = found[f"curl_E_{NAMES[i]}"]
        else:
            part = np.moveaxis(found["curl_E"], -1 if order == "last" else 0, 0)[i]
        assert_bitwise(part, d[k][j] - d[j][k])


@pytest.mark.parametrize("memory", ["2MiB", "24MiB", "1GiB"])
@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("form", ["hdf5", "NETCDF4", "NETCDF3_64BIT_OFFSET"])
def test_operators_of_components_far_apart_are_those_of_numpy(tmp_path, form, position, memory):
    dtype = {0: "f8", 1: "f4", 2: "f8"}[position]
    values, axes = field(dtype)
    source = tmp_path / ("f.h5" if form == "hdf5" else "f.nc")
    if form == "hdf5":
        write_hdf5(source, values, axes, position)
    else:
        write_netcdf(source, values, axes, position, form)
    check_operators(source, values, axes, position, "--memory", memory)
    output, options = tmp_path / "one.h5", ("--edge-order", "2", "--memory", memory, "--threads", "2")
    fieldops.succeed("eval", source, "a = d(E.y, z) - E.x", "-o", output, *options)
    with h5py.File(output) as file:
        wide = values.astype("f8")
        assert_bitwise(file["a"][()], rounded(derivative(wide[..., 1], axes[2], 2, 2) - wide[..., 0], dtype))


@pytest.mark.parametrize("position", [0, 3])
@pytest.mark.parametrize("storage", [{}, {"zlib": True}])
def test_a_missing_value_of_nan_does_not_make_more_to_read(tmp_path, position, storage):
    values, axes = field("f8")
    plans = []
    for name, fill in [("plain", None), ("nan", np.nan)]:
        source = tmp_path / f"{name}.nc"
        write_netcdf(source, values, axes, position, fill_value=fill, **storage)
        ended = fieldops.succeed("jacobian", source, "-o", tmp_path / "o.h5", "--dry-run")
        plans.append([line for line in ended.stdout.splitlines() if "to read" in line or "of memory" in line])
    assert plans[0] == plans[1] and len(plans[0]) == 2


@pytest.mark.parametrize("memory", ["3MiB", "1GiB"])
@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_of_components_in_chunks_of_their_own_only_those_that_are_asked_for_are_read(tmp_path, position, memory):
    values, axes = field("f8")
    for components in (1, 3):
        chunk = [7, 26, 33]
        chunk.insert(position, components)
        deflated = {"chunks": tuple(chunk), "compression": "gzip", "compression_opts": 1}
        write_hdf5(tmp_path / "f.h5", values, axes, position, **deflated)
        options = ("-o", tmp_path / f"o{components}.h5", "--edge-order", "2", "--memory", memory)
        statements = ("a = d(E.z, x) - E.y", "b = E.z * E.z")
        plan = fieldops.succeed("eval", tmp_path / "f.h5", *statements, *options, "--dry-run").stdout
        fieldops.succeed("eval", tmp_path / "f.h5", *statements, *options)
        with h5py.File(tmp_path / f"o{components}.h5") as file:
            expected = derivative(values[..., 2], axes[0], 0, 2) - values[..., 1]
            assert_bitwise(file["a"][()], expected)
            assert_bitwise(file["b"][()], values[..., 2] * values[..., 2])
        if memory == "1GiB":
            size = np.prod(SHAPE) * 8 * max(components, 2) / 2**20
            assert f"{size:.2f} MiB to read" in plan


@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_of_components_far_apart_only_those_that_are_asked_for_are_read(tmp_path, position):
    values, axes = field("f8")
    write_hdf5(tmp_path / "f.h5", values, axes, position)
    ended = fieldops.succeed("eval", tmp_path / "f.h5", "a = d(E.y, z)", "-o", tmp_path / "o.h5", "--dry-run")
    # Between rows, and at each point, one component is not worth a read of its own.
    components = 1 if position < 2 else 3
    size = np.prod(SHAPE) * 8 * components / 2**20
    assert f"{size:.2f} MiB to read" in ended.stdout
