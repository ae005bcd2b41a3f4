"""Fields as simulations and their tools lay them out; each file has the form that the program documents."""

import fieldops
import h5py
import numpy as np
import pytest
from grids import sample
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
