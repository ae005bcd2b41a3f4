"""Fields as simulations and their tools lay them out; each file has the form that the program documents."""

import fieldops
import h5py
import numpy as np
import pytest
from grids import sample
from programs import write_discretisedfield, write_osiris
from reference import assert_bitwise, derivative
from refusals import BAD_DATA, refused

SHAPE = (5, 3, 4)


def values(seed, shape=SHAPE, dtype="f8"):
    return sample(np.random.default_rng([61, seed]), shape, dtype)


def check_jacobian(found, group, name, components, axes, spacing, edge_order=1):
    """`axes` are the names of the array's axes in storage order."""
    assert len(found) == len(components) * len(axes), sorted(found)
    for component, array in components.items():
        for place, axis in enumerate(axes):
            expected = derivative(array, spacing[axis], place, edge_order)
            expected = expected.astype(array.dtype.newbyteorder("="))
            assert_bitwise(found[f"{group}d{name(component)}_d{axis}"], expected, f"{component} along {axis}")


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_meep_writes_real_and_imaginary_parts_apart(tmp_path, dtype):
    source = tmp_path / "cavity-e-000200.00.h5"
    fields = {}
    with h5py.File(source, "w") as file:
        for seed, label in enumerate("xyz"):
            real, imaginary = values(seed, dtype=dtype), values(seed + 10, dtype=dtype)
            file[f"e{label}.r"], file[f"e{label}.i"] = real, imaginary
            fields[label] = np.empty(SHAPE, "c8" if dtype == "f4" else "c16")
            fields[label].real, fields[label].imag = real, imaginary
    spacing = {"x": 0.1, "y": 0.2, "z": 0.7}
    found = fieldops.variables(fieldops.compute("jacobian", source, "--spacing", "x=0.1,y=0.2,z=0.7"))
    check_jacobian(found, "", "e{}".format, fields, "xyz", spacing)
    small = fieldops.variables(fieldops.compute("jacobian", source, "--spacing", "x=0.1,y=0.2,z=0.7", "--memory", "1K"))
    check_jacobian(small, "", "e{}".format, fields, "xyz", spacing)


def test_without_coordinates_a_spacing_is_asked_for(tmp_path):
    source = tmp_path / "cavity-h-000200.00.h5"
    with h5py.File(source, "w") as file:
        for seed, label in enumerate("xyz"):
            file[f"h{label}"] = values(seed)
    message = fieldops.succeed("curl", source).stderr
    assert "spacing 1 is assumed; give --spacing" in message


@pytest.mark.parametrize("endings", [(".r", ".i"), ("_real", "_imag"), ("_re", "_im")])
def test_a_complex_scalar_in_two_variables_has_a_gradient(tmp_path, endings):
    source = tmp_path / "psi.h5"
    psi = values(1, dtype="c16")
    with h5py.File(source, "w") as file:
        file[f"psi{endings[0]}"], file[f"psi{endings[1]}"] = psi.real, psi.imag
    found = fieldops.variables(fieldops.compute("gradient", source, "--spacing", "0.3"))
    check_jacobian(found, "", lambda _: "psi", {"psi": psi}, "xyz", dict.fromkeys("xyz", 0.3))
    part = fieldops.variables(fieldops.compute("gradient", source, "--field", f"psi{endings[1]}", "--spacing", "0.3"))
    assert_bitwise(part[f"dpsi{endings[1]}_dy"], derivative(psi.imag, 0.3, 1, 1))


@pytest.mark.parametrize("memory", ["1K", "1M"])
@pytest.mark.parametrize("dtype", ["<f8", ">f4"])
def test_a_compound_of_components_is_a_vector_field(tmp_path, dtype, memory):
    source = tmp_path / "E.h5"
    fields = {label: values(seed, dtype=dtype) for seed, label in enumerate("xyz")}
    array = np.empty(SHAPE, [(label, dtype) for label in "xyz"])
    for label, component in fields.items():
        array[label] = component
    with h5py.File(source, "w") as file:
        file.create_dataset("E", data=array, chunks=(2, 3, 2), compression="gzip")
    options = ("--spacing", "x=0.1,y=0.2,z=0.7", "--memory", memory)
    found = fieldops.variables(fieldops.compute("jacobian", source, "--layout", "split", *options))
    check_jacobian(found, "", "E_{}".format, fields, "xyz", {"x": 0.1, "y": 0.2, "z": 0.7})
    stacked = fieldops.variables(fieldops.compute("jacobian", source, *options))
    assert stacked["jacobian_E"].shape == (*SHAPE, 3, 3)
    assert_bitwise(stacked["jacobian_E"][..., 0, 2], found["dE_x_dz"])


def test_another_compound_is_refused(tmp_path):
    with h5py.File(tmp_path / "state.h5", "w") as file:
        file["state"] = np.zeros(SHAPE, [("mass", "f8"), ("energy", "f8")])
    refused(tmp_path, BAD_DATA, ["jacobian", "state.h5"], "no vector field")


def test_osiris_keeps_the_ends_of_its_axes(tmp_path):
    source = tmp_path / "e1-000006.h5"
    field = values(1, (6, 20), "f4")
    write_osiris(source, {"e1": field})
    output = fieldops.compute("gradient", source, "--layout", "split")
    check_jacobian(fieldops.variables(output), "", lambda _: "e1", {"e1": field}, ("x2", "x1"), {"x1": 0.25, "x2": 0.5})
    with h5py.File(output) as file:
        assert_bitwise(file["de1_dx1"].dims[1][0][()], -1 + 0.25 * np.arange(20))
        assert file["de1_dx1"].attrs["units"] == r"(m_e c \omega_p e^{-1}) (c / \omega_p)-1"


def test_discretisedfield_keeps_a_region_of_cells(tmp_path):
    source = tmp_path / "m.h5"
    array = values(1, (5, 8, 3, 3))
    write_discretisedfield(source, array)
    output = fieldops.compute("jacobian", source, "--layout", "split")
    fields = {label: array[..., index] for index, label in enumerate("xyz")}
    check_jacobian(fieldops.variables(output), "field/", "array_{}".format, fields, "xyz", {"x": 0.5, "y": 0.25, "z": 0.25})
    with h5py.File(output) as file:
        derivative_of_x = file["field/darray_x_dx"]
        assert_bitwise(derivative_of_x.dims[0][0][()], 0.25 + 0.5 * np.arange(5))
        assert derivative_of_x.attrs["units"] == "A m-1 nm-1"


def test_the_well_has_samples_times_and_a_grid(tmp_path):
    source = tmp_path / "well.hdf5"
    velocity = values(1, (2, 4, 5, 8, 2), "f4")
    pressure = values(2, (2, 4, 5, 8), "f4")
    lines = {"x": np.cumsum(np.arange(1.0, 6.0)), "y": np.linspace(0.0, 1.0, 8)}
    with h5py.File(source, "w") as file:
        file.attrs["grid_type"], file.attrs["n_spatial_dims"], file.attrs["n_trajectories"] = "cartesian", 2, 2
        dimensions = file.create_group("dimensions")
        dimensions.attrs["spatial_dims"] = ["x", "y"]
        dimensions["time"] = np.arange(4.0)
        for name, line in lines.items():
            dimensions[name] = line
            dimensions[name].attrs["sample_varying"] = dimensions[name].attrs["time_varying"] = False
        for group, name, array in (("t0_fields", "pressure", pressure), ("t1_fields", "velocity", velocity)):
            field = file.create_dataset(f"{group}/{name}", data=array)
            field.attrs["dim_varying"] = [True, True]
            field.attrs["sample_varying"] = field.attrs["time_varying"] = True
        file["t0_fields/mask"] = values(3, (5, 8))
        file["t0_fields/mask"].attrs["dim_varying"] = [True, True]
        file["t0_fields/mask"].attrs["sample_varying"] = file["t0_fields/mask"].attrs["time_varying"] = False
        file["boundary_conditions/x_wall/mask"] = np.ones(5, bool)
    found = fieldops.variables(fieldops.compute("divergence", source))
    parts = [derivative(velocity[..., place], lines[axis], 2 + place, 1) for place, axis in enumerate("xy")]
    assert_bitwise(found["t1_fields/div_velocity"], (parts[0] + parts[1]).astype("f4"))
    found = fieldops.variables(fieldops.compute("gradient", source, "--layout", "split"))
    assert sorted(found) == sorted(f"t0_fields/d{name}_d{axis}" for name in ("pressure", "mask") for axis in "xy")
    assert_bitwise(found["t0_fields/dpressure_dy"], derivative(pressure, lines["y"], 3, 1).astype("f4"))


@pytest.mark.parametrize("ordering", [0, 1])
def test_the_grid_data_format_keeps_a_domain_of_cells(tmp_path, ordering):
    source = tmp_path / "sim.gdf"
    fields = {label: values(seed, (5, 8, 6)[:: -1 if ordering else 1]) for seed, label in enumerate("xyz")}
    with h5py.File(source, "w") as file:
        file.create_group("gridded_data_format").attrs["data_software"] = "yt"
        domain = file.create_group("simulation_parameters").attrs
        domain["domain_left_edge"], domain["domain_right_edge"] = [0.0, -1.0, 2.0], [2.5, 1.0, 5.0]
        domain["domain_dimensions"], domain["field_ordering"] = [5, 8, 6], ordering
        file["grid_dimensions"], file["grid_left_index"] = np.array([[5, 8, 6]]), np.zeros((1, 3), "i8")
        for label, array in fields.items():
            file[f"data/grid_0000000000/velocity_{label}"] = array
            file.create_group(f"field_types/velocity_{label}").attrs["field_units"] = "cm/s"
    output = fieldops.compute("jacobian", source)
    axes = "zyx" if ordering else "xyz"
    group = "data/grid_0000000000/"
    check_jacobian(fieldops.variables(output), group, "velocity_{}".format, fields, axes, {"x": 0.5, "y": 0.25, "z": 0.5})
    with h5py.File(source, "a") as file:
        file["data/grid_0000000001/velocity_x"] = fields["x"]
        file["data/grid_0000000001/velocity_y"] = fields["y"]
    refused(tmp_path, BAD_DATA, ["jacobian", "sim.gdf", "-o", "jacobian.h5"], "one of 2 grids")


def test_openems_dumps_lie_on_its_mesh(tmp_path):
    source = tmp_path / "Et.h5"
    lines = {"x": np.cumsum([0.0, 0.1, 0.3, 0.7, 0.2]), "y": np.linspace(0.0, 1.0, 6), "z": np.cumsum(np.arange(7.0)) - 2}
    real, imaginary = values(1, (3, 5, 6, 7), "f4"), values(2, (3, 5, 6, 7), "f4")
    with h5py.File(source, "w") as file:
        mesh = file.create_group("Mesh")
        mesh.attrs["mesh_type"], mesh.attrs["mesh_scaling"] = np.int32(0), 0.001
        for name, line in lines.items():
            mesh[name] = line
        for name, array in (("f0_real", real), ("f0_imag", imaginary)):
            file.create_dataset(f"FieldData/FD/{name}", data=array).attrs["d_order"] = "NXYZ"
    found = fieldops.variables(fieldops.compute("curl", source, "--layout", "split"))
    field = real + 1j * imaginary
    for name, (a, b) in {"x": ("z", "y"), "y": ("x", "z"), "z": ("y", "x")}.items():
        expected = derivative(field["xyz".index(a)], lines[b], "xyz".index(b), 1)
        expected = expected - derivative(field["xyz".index(b)], lines[a], "xyz".index(a), 1)
        assert_bitwise(found[f"FieldData/FD/curl_f0_{name}"], expected.astype("c8"), name)


@pytest.mark.parametrize("memory", ["2K", "1M"])
def test_the_pencil_code_has_ghost_cells(tmp_path, memory):
    source = tmp_path / "var.h5"
    fields = {label: values(seed, (10, 12, 11), "f4") for seed, label in enumerate("xyz")}
    lines = {"x": np.cumsum(np.linspace(0.1, 0.4, 11)), "y": 0.25 * np.arange(12), "z": np.linspace(-1.0, 2.0, 10)}
    with h5py.File(source, "w") as file:
        for label, array in fields.items():
            file[f"data/u{label}"] = array
            file[f"grid/{label}"] = lines[label]
            file[f"settings/n{label}"] = lines[label].size - 6
        file["settings/nghost"], file["settings/l1"], file["time"] = 3, 3, 1.5
    output = fieldops.compute("jacobian", source, "--memory", memory)
    found = fieldops.variables(output)
    assert len(found) == 9
    for component, array in fields.items():
        for place, axis in enumerate("zyx"):
            expected = derivative(array, lines[axis], place, 1)[3:-3, 3:-3, 3:-3].astype("f4")
            assert_bitwise(found[f"data/du{component}_d{axis}"], expected, f"{component} along {axis}")
    with h5py.File(output) as file:
        assert_bitwise(file["data/dux_dx"].dims[2][0][()], lines["x"][3:-3])
