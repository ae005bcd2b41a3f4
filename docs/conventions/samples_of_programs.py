"""Sample files as simulations and their tools lay them out: openPMD's by its own library, the others by h5py in the
form that the program documents.
"""

import h5py
import numpy as np
from programs import write_discretisedfield, write_osiris


def values(place, shape, dtype="f8"):
    """Another array of this shape for each place."""
    return (np.cos(0.1 * np.arange(np.prod(shape))) * (place + 1)).reshape(shape).astype(dtype)


def openpmd(folder):
    import openpmd_api

    series = openpmd_api.Series(str(folder / "fields.h5"), openpmd_api.Access.create)
    mesh = series.iterations[100].meshes["E"]
    mesh.geometry = openpmd_api.Geometry.cartesian
    mesh.axis_labels = ["z", "y", "x"]
    mesh.grid_spacing = [0.5, 0.25, 0.125]
    mesh.grid_global_offset = [1.0, 0.0, -2.0]
    mesh.grid_unit_SI = 0.5
    dimension = openpmd_api.Unit_Dimension
    mesh.unit_dimension = {dimension.L: 1, dimension.M: 1, dimension.T: -3, dimension.I: -1}
    # Each component lies at the middle of another edge of the cell.
    positions = {"x": [0.0, 0.0, 0.5], "y": [0.0, 0.5, 0.0], "z": [0.5, 0.0, 0.0]}
    # The library writes the arrays when it closes the file, so they must live until then.
    arrays = {}
    for place, (label, position) in enumerate(positions.items()):
        component = mesh[label]
        component.position, component.unit_SI = position, 2.0
        arrays[label] = values(place, (4, 5, 6), "f4")
        component.reset_dataset(openpmd_api.Dataset(arrays[label].dtype, arrays[label].shape))
        if label == "z":
            component.make_constant(np.float32(0.75))
        else:
            component.store_chunk(arrays[label])
    series.close()


def meep(folder):
    with h5py.File(folder / "cavity-e-000200.00.h5", "w") as file:
        for place, label in enumerate("xyz"):
            for part, ending in enumerate(".r .i".split()):
                file[f"e{label}{ending}"] = values(2 * place + part, (6, 5, 4))


def openems(folder):
    with h5py.File(folder / "Et.h5", "w") as file:
        mesh = file.create_group("Mesh")
        mesh.attrs["mesh_type"], mesh.attrs["mesh_scaling"] = np.int32(0), 0.001
        for name, line in {
            "x": [0.0, 0.125, 0.25, 0.5, 1.0],
            "y": [0.0, 0.25, 0.5, 0.75],
            "z": [-1.0, -0.5, 0.0, 0.5, 1.0, 2.0],
        }.items():
            mesh[name] = np.array(line)
        for place, name in enumerate(("f0_real", "f0_imag")):
            dump = file.create_dataset(f"FieldData/FD/{name}", data=values(place, (3, 5, 4, 6), "f4"))
            dump.attrs["d_order"], dump.attrs["frequency"] = "NXYZ", 1e9


def osiris(folder):
    for number in (1, 2):
        write_osiris(folder / f"e{number}-000006.h5", {f"e{number}": values(number, (6, 20), "f4")})


def pencil(folder):
    lines = {"z": 0.5 * np.arange(9), "y": 0.25 * np.arange(11), "x": 0.125 * np.arange(10) ** 2}
    with h5py.File(folder / "var.h5", "w") as file:
        for place, label in enumerate("xyz"):
            file[f"data/u{label}"] = values(place, (9, 11, 10), "f4")
            file[f"grid/{label}"] = lines[label]
            file[f"settings/n{label}"] = lines[label].size - 6
        file["settings/nghost"], file["settings/l1"], file["time"] = 3, 3, 1.5


def gdf(folder):
    with h5py.File(folder / "sim.gdf", "w") as file:
        file.create_group("gridded_data_format").attrs["format_version"] = 1.0
        domain = file.create_group("simulation_parameters").attrs
        domain["dimensionality"], domain["domain_dimensions"] = 3, [5, 8, 6]
        domain["domain_left_edge"], domain["domain_right_edge"] = [0.0, -1.0, 2.0], [2.5, 1.0, 5.0]
        domain["field_ordering"], domain["boundary_conditions"] = 0, [0] * 6
        file["grid_dimensions"], file["grid_left_index"] = np.array([[5, 8, 6]]), np.zeros((1, 3), "i8")
        for place, label in enumerate("xyz"):
            file[f"data/grid_0000000000/velocity_{label}"] = values(place, (5, 8, 6))
            file.create_group(f"field_types/velocity_{label}").attrs["field_units"] = "cm/s"


def discretisedfield(folder):
    write_discretisedfield(folder / "m.h5", values(0, (5, 8, 3, 3)))


def the_well(folder):
    with h5py.File(folder / "well.hdf5", "w") as file:
        file.attrs["grid_type"], file.attrs["n_spatial_dims"], file.attrs["n_trajectories"] = "cartesian", 2, 2
        dimensions = file.create_group("dimensions")
        dimensions.attrs["spatial_dims"] = ["x", "y"]
        dimensions["time"] = 0.5 * np.arange(4)
        dimensions["x"], dimensions["y"] = np.array([0.0, 0.25, 0.75, 1.0, 2.0]), 0.125 * np.arange(8)
        for group, name, shape in (
            ("t0_fields", "pressure", (2, 4, 5, 8)),
            ("t1_fields", "velocity", (2, 4, 5, 8, 2)),
        ):
            field = file.create_dataset(f"{group}/{name}", data=values(0, shape, "f4"))
            field.attrs["dim_varying"] = [True, True]
            field.attrs["sample_varying"] = field.attrs["time_varying"] = True
        file["boundary_conditions/x_wall/mask"] = np.ones(5, bool)
