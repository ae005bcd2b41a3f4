"""The sample files of the documentation: for each page, a function that writes its files into a folder.

The arrays are small, of different extents, on steps that binary fractions hold exactly, so that no digit of an example
depends on the machine.
"""

import h5py
import numpy as np
from samples_of_programs import discretisedfield, gdf, meep, openems, openpmd, osiris, pencil, the_well

# Coordinates of 6, 5 and 4 points; x and z are uneven.
X = np.array([0.0, 0.25, 0.5, 1.0, 1.5, 2.5])
Y = 0.5 * np.arange(5)
Z = np.array([-1.0, -0.5, 0.5, 2.0])


def fields(*names, shape=(4, 5, 6)):
    """An array of this shape for each name, no two alike."""
    flat = np.arange(np.prod(shape), dtype=float)
    return {name: (np.sin(0.1 * flat) * (place + 1)).reshape(shape) for place, name in enumerate(names)}


def with_units(variable, units):
    variable.attrs["units"] = units


def on_scales(file, arrays, axes, units):
    """Writes arrays with their units on axes that are each given by name, coordinates and unit."""
    for name, line, unit in axes:
        file[name] = line
        file[name].make_scale(name)
        with_units(file[name], unit)
    for name, array in arrays.items():
        file[name] = array
        for place, (axis, _, _) in enumerate(axes):
            file[name].dims[place].label = axis
            file[name].dims[place].attach_scale(file[axis])
        if units[name] is not None:
            with_units(file[name], units[name])


def plain_hdf5(folder):
    with h5py.File(folder / "E.h5", "w") as file:
        arrays = fields("Ex", "Ey", "Ez")
        axes = [("z", Z, "m"), ("y", Y, "m"), ("x", X, "m")]
        on_scales(file, arrays, axes, dict.fromkeys(arrays, "V/m"))
    with h5py.File(folder / "B.h5", "w") as file:
        for name, array in fields("x", "y", "z", shape=(6, 5, 4)).items():
            file[f"B/{name}"] = array
        for name, line in {"x": X, "y": Y, "z": Z}.items():
            file[name] = line
    with h5py.File(folder / "J.h5", "w") as file:
        file["J"] = np.stack(list(fields("x", "y", "z", shape=(6, 5, 4)).values()), axis=-1)


def complex_pairs(folder):
    with h5py.File(folder / "psi.h5", "w") as file:
        for name, array in fields("psi_real", "psi_imag", shape=(6, 5, 4)).items():
            file[name] = array
        file["x"], file["y"], file["z"] = X, Y, Z


def compounds(folder):
    components = fields("x", "y", "z", shape=(6, 5, 4))
    compound = np.empty((6, 5, 4), [(name, "f4") for name in components])
    for name, array in components.items():
        compound[name] = array
    with h5py.File(folder / "E.h5", "w") as file:
        file["E"] = compound
    with h5py.File(folder / "psi.h5", "w") as file:
        file["psi"] = components["x"] + 1j * components["y"]
        file["x"], file["y"], file["z"] = X, Y, Z


def expressions(folder):
    arrays = fields("Ex", "Ey", "Ez", "phi", "T")
    arrays["T"] = (300 + 10 * arrays["T"]).astype("f4")
    axes = [("z", Z, "m"), ("y", Y, "m"), ("x", X, "m")]
    with h5py.File(folder / "E.h5", "w") as file:
        on_scales(file, arrays, axes, dict.fromkeys(arrays, "V/m") | {"phi": "V", "T": "K"})


def undecided(folder):
    with h5py.File(folder / "velocity.h5", "w") as file:
        file["v"] = fields("v", shape=(3, 4, 5, 3))["v"]
    with h5py.File(folder / "potential.h5", "w") as file:
        file["phi"] = fields("phi")["phi"]
        file["x"], file["y"], file["z"] = X, Y, Z
    with h5py.File(folder / "flow.h5", "w") as file:
        for name, array in fields("first", "second", shape=(6, 5)).items():
            file[name] = array
        file["ticks"] = X


def describe(variable, **attributes):
    variable.setncatts(attributes)


def cf(folder):
    import netCDF4

    with netCDF4.Dataset(folder / "ocean.nc", "w") as file:
        for name, length in (("time", 2), ("depth", 3), ("lat", 4), ("lon", 5), ("bnds", 2)):
            file.createDimension(name, length)
        for name, line, attributes in (
            ("time", [0.0, 12.0], {"units": "hours since 2001-01-01", "standard_name": "time"}),
            ("depth", [0.5, 1.5, 4.0], {"units": "m", "standard_name": "depth", "positive": "down"}),
            ("lat", 50 + 0.25 * np.arange(4), {"units": "degrees_north", "bounds": "lat_bnds"}),
            ("lon", 5 + 0.5 * np.arange(5), {"units": "degrees_east"}),
        ):
            variable = file.createVariable(name, "f8", (name,))
            describe(variable, **attributes)
            variable[:] = line
        file.createVariable("lat_bnds", "f8", ("lat", "bnds"))[:] = 50 + 0.25 * np.arange(8).reshape(4, 2)
        dimensions, shape = ("time", "depth", "lat", "lon"), (2, 3, 4, 5)
        for name, standard_name in (
            ("uo", "eastward_sea_water_velocity"),
            ("vo", "northward_sea_water_velocity"),
        ):
            packed = file.createVariable(name, "i2", dimensions, fill_value=-32768)
            describe(packed, standard_name=standard_name, units="m s-1", scale_factor=0.001, add_offset=0.0)
            packed[:] = fields(name, shape=shape)[name]
        sea = file.createVariable("thetao", "f4", dimensions, fill_value=1e20)
        describe(sea, standard_name="sea_water_potential_temperature", units="degC")
        sea[:] = fields("thetao", shape=shape)["thetao"]
    with netCDF4.Dataset(folder / "wind.nc", "w", format="NETCDF3_CLASSIC") as file:
        for name, line in (("y", 500.0 * np.arange(5)), ("x", 1000 * X)):
            file.createDimension(name, line.size)
            variable = file.createVariable(name, "f8", (name,))
            describe(variable, units="m", standard_name=f"projection_{name}_coordinate")
            variable[:] = line
        for name, standard_name in (("ugrd", "x_wind"), ("vgrd", "y_wind")):
            variable = file.createVariable(name, "f4", ("y", "x"))
            describe(variable, units="m/s", standard_name=standard_name)
            variable[:] = fields(name, shape=(5, 6))[name]


def netcdf4_as_hdf5(folder):
    import netCDF4

    with netCDF4.Dataset(folder / "E.h5", "w") as file:
        file.createDimension("x", 6)
        file.createDimension("y", 5)
        variable = file.createVariable("x", "f8", ("x",))
        describe(variable, units="m")
        variable[:] = X
        for name, array in fields("Ex", "Ey", shape=(5, 6)).items():
            variable = file.createVariable(name, "f8", ("y", "x"))
            describe(variable, units="V m-1")
            variable[:] = array
    # The same as an older library left it, without its mark.
    with h5py.File(folder / "E.h5") as new, h5py.File(folder / "old.h5", "w") as old:
        for name in new:
            new.copy(name, old)
        # References do not survive the copy.
        for name in ("x", "y"):
            del old[name].attrs["REFERENCE_LIST"]
        for name in ("Ex", "Ey"):
            del old[name].attrs["DIMENSION_LIST"]
            for axis, scale in enumerate("yx"):
                old[name].dims[axis].attach_scale(old[scale])


def units(folder):
    of = {"heat": "J/kg K", "number": None, "potential": "V", "share": "1", "u": "m s-1", "v": "m/s"}
    with h5py.File(folder / "flow.h5", "w") as file:
        on_scales(file, fields(*of, shape=(5, 6)), [("y", Y, "m"), ("x", X, "metres")], of)
    for name, line in (("mixed", ("x", X, "km")), ("section", ("lon", X, "degrees_east"))):
        with h5py.File(folder / f"{name}.h5", "w") as file:
            arrays = fields("u", "v", shape=(5, 6))
            on_scales(file, arrays, [("y", Y, "m"), line], dict.fromkeys(arrays, "m s-1"))


SAMPLES = {
    "conventions/README.md": undecided,
    "conventions/cf.md": cf,
    "conventions/complex-pairs.md": complex_pairs,
    "conventions/compounds.md": compounds,
    "conventions/discretisedfield.md": discretisedfield,
    "conventions/meep.md": meep,
    "conventions/netcdf4-as-hdf5.md": netcdf4_as_hdf5,
    "conventions/openems.md": openems,
    "conventions/openpmd.md": openpmd,
    "conventions/osiris.md": osiris,
    "conventions/pencil.md": pencil,
    "conventions/plain-hdf5.md": plain_hdf5,
    "conventions/the-well.md": the_well,
    "conventions/yt-gdf.md": gdf,
    "expressions.md": expressions,
    "units.md": units,
}
