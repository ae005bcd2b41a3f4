"""Meshes that openPMD's own library writes: grid, units and constants count, and results are numpy's in SI units."""

import fieldops
import h5py
import numpy as np
import openpmd_api as openpmd
import pytest
from reference import assert_bitwise, derivative
from refusals import BAD_DATA, refused

SHAPE = (5, 4, 6)
SPACING = {"z": 0.5, "y": 0.3, "x": 0.7}
OFFSET = {"z": 1.0, "y": -2.0, "x": 3.0}
UNIT = 0.1
MESHES = "data/100/meshes"
ELECTRIC = {
    openpmd.Unit_Dimension.L: 1,
    openpmd.Unit_Dimension.M: 1,
    openpmd.Unit_Dimension.T: -3,
    openpmd.Unit_Dimension.I: -1,
}


def describe(mesh, labels, geometry=openpmd.Geometry.cartesian):
    mesh.geometry = geometry
    mesh.axis_labels = list(labels)
    mesh.grid_spacing = [SPACING[label] for label in labels]
    mesh.grid_global_offset = [OFFSET[label] for label in labels]
    mesh.grid_unit_SI = UNIT
    mesh.unit_dimension = ELECTRIC


def write(path, *, dtype="f8", scale=1.0, constant=None, order="C", positions=None, geometry=None):
    """A field E on axes z, y, x in storage order; returns its components."""
    rng = np.random.default_rng(51)
    series = openpmd.Series(str(path), openpmd.Access.create)
    mesh = series.iterations[100].meshes["E"]
    describe(mesh, "zyx" if order == "C" else "xyz", geometry or openpmd.Geometry.cartesian)
    mesh.set_attribute("dataOrder", order)
    components = {}
    for label in "xyz":
        values = rng.standard_normal(SHAPE).astype(dtype)
        component = mesh[label]
        component.position = (positions or {}).get(label, [0.5, 0.0, 0.25] if order == "C" else [0.25, 0.0, 0.5])
        component.unit_SI = scale
        component.reset_dataset(openpmd.Dataset(values.dtype, values.shape))
        if label == constant:
            component.make_constant(values.dtype.type(0.75))
            values[...] = 0.75
        else:
            component.store_chunk(values)
        components[label] = values
        series.flush()
    series.close()
    return components


def spacing(label):
    return SPACING[label] * UNIT


def check_jacobian(found, components, scale, dtype):
    assert len(found) == 9
    for component, values in components.items():
        for place, axis in enumerate("zyx"):
            expected = derivative(values.astype("f8") * scale, spacing(axis), place, 1).astype(dtype)
            assert_bitwise(found[f"{MESHES}/dE_{component}_d{axis}"], expected, f"dE_{component}_d{axis}")


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("constant", [None, "x", "y"])
@pytest.mark.parametrize("scale", [1.0, 2.5])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_a_jacobian_is_numpys_in_si_units(tmp_path, dtype, scale, constant, order):
    source = tmp_path / "E.h5"
    components = write(source, dtype=dtype, scale=scale, constant=constant, order=order)
    check_jacobian(fieldops.variables(fieldops.compute("jacobian", source)), components, scale, dtype)


def test_windows_change_nothing(tmp_path):
    source = tmp_path / "E.h5"
    components = write(source, scale=2.5, constant="z")
    found = fieldops.variables(fieldops.compute("jacobian", source, "--memory", "4K"))
    check_jacobian(found, components, 2.5, "f8")


def test_a_curl_has_the_coordinates_and_units_of_the_mesh(tmp_path):
    source = tmp_path / "E.h5"
    components = write(source)
    output = fieldops.compute("curl", source)
    d = {(c, a): derivative(components[c], spacing(a), "zyx".index(a), 1) for c in "xyz" for a in "xyz"}
    found = fieldops.variables(output)
    assert_bitwise(found[f"{MESHES}/curl_E_x"], d["z", "y"] - d["y", "z"])
    assert_bitwise(found[f"{MESHES}/curl_E_z"], d["y", "x"] - d["x", "y"])
    position = {"z": 0.5, "y": 0.0, "x": 0.25}
    with h5py.File(output) as file:
        assert file[f"{MESHES}/curl_E_x"].attrs["units"] == "kg s-3 A-1"
        for place, axis in enumerate("zyx"):
            scale = file[f"{MESHES}/curl_E_x"].dims[place][0]
            origin = (OFFSET[axis] + position[axis] * SPACING[axis]) * UNIT
            assert_bitwise(scale[()], origin + np.arange(SHAPE[place]) * spacing(axis), axis)
            assert scale.attrs["units"] == "m"


def test_a_staggered_field_is_cautioned_where_components_are_added(tmp_path):
    source = tmp_path / "E.h5"
    write(source, positions={"x": [0.0, 0.0, 0.5], "y": [0.0, 0.5, 0.0], "z": [0.5, 0.0, 0.0]})
    assert "different points of a cell" in fieldops.succeed("divergence", source, "-o", tmp_path / "div.h5").stderr
    assert "warning" not in fieldops.succeed("jacobian", source, "-o", tmp_path / "jacobian.h5").stderr


def test_azimuthal_modes_are_refused(tmp_path):
    write(tmp_path / "E.h5", geometry=openpmd.Geometry.thetaMode)
    refused(tmp_path, BAD_DATA, ["jacobian", "E.h5"], "thetaMode", MESHES)


def test_another_geometry_is_cautioned(tmp_path):
    source = tmp_path / "E.h5"
    write(source, geometry=openpmd.Geometry.cylindrical)
    assert "geometry" in fieldops.succeed("jacobian", source, "-o", tmp_path / "jacobian.h5").stderr


@pytest.mark.parametrize("wrong", [0.0, np.nan])
def test_a_spacing_that_is_none_is_refused(tmp_path, wrong):
    write(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        mesh = file[f"{MESHES}/E"]
        mesh.attrs["gridSpacing"] = np.array([0.5, wrong, 0.7])
    refused(tmp_path, BAD_DATA, ["jacobian", "E.h5"], f"{MESHES}/E", "axis `y`", "spacing")


def test_a_scalar_mesh_has_a_gradient_and_particles_are_left_alone(tmp_path):
    source = tmp_path / "rho.h5"
    rng = np.random.default_rng(52)
    values = rng.standard_normal(SHAPE)
    series = openpmd.Series(str(source), openpmd.Access.create)
    iteration = series.iterations[100]
    describe(iteration.meshes["rho"], "zyx")
    mesh = iteration.meshes["rho"][openpmd.Mesh_Record_Component.SCALAR]
    mesh.position = [0.0, 0.0, 0.0]
    mesh.reset_dataset(openpmd.Dataset(values.dtype, values.shape))
    mesh.store_chunk(values)
    for record in ("position", "positionOffset"):
        for label in "xyz":
            component = iteration.particles["electrons"][record][label]
            component.reset_dataset(openpmd.Dataset(np.dtype("f8"), (40,)))
            component.store_chunk(rng.standard_normal(40)) if record == "position" else component.make_constant(0.0)
            series.flush()
    series.close()
    found = fieldops.variables(fieldops.compute("gradient", source))
    assert sorted(found) == [f"{MESHES}/drho_d{axis}" for axis in "xyz"]
    for place, axis in enumerate("zyx"):
        assert_bitwise(found[f"{MESHES}/drho_d{axis}"], derivative(values, spacing(axis), place, 1), axis)
    refused(tmp_path, BAD_DATA, ["jacobian", "rho.h5"], "no vector field")
