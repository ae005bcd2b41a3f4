"""Files in the form that programs document, written by h5py: for the tests, and for the samples of the documentation."""

import h5py
import numpy as np


def write_osiris(path, fields):
    """Root datasets of 2-D fields, on axes from -1 to 4 and from 10 to 13."""
    with h5py.File(path, "w") as file:
        file.attrs["TIME"], file.attrs["ITER"] = np.array([1.5]), np.array([6], "i4")
        file.attrs["TYPE"] = np.array([b"grid"])
        for number, (ends, name) in enumerate([((-1.0, 4.0), b"x_1"), ((10.0, 13.0), b"x_2")], start=1):
            axis = file.create_dataset(f"AXIS/AXIS{number}", data=np.array(ends))
            axis.attrs["LONG_NAME"], axis.attrs["UNITS"] = np.array([name]), np.array([rb"c / \omega_p"])
            axis.attrs["NAME"] = np.array([name.replace(b"_", b"")])
        for name, array in fields.items():
            file[name] = array
            file[name].attrs["UNITS"] = np.array([rb"m_e c \omega_p e^{-1}"])


def write_discretisedfield(path, array):
    """A field of three components on 5×8×3 cells of 0.5, 0.25 and 0.25 nm."""
    with h5py.File(path, "w") as file:
        file.attrs["ubermag-hdf5-file-version"], file.attrs["type"] = "0.1", "discretisedfield.Field"
        field = file.create_group("field")
        field.attrs["nvdim"], field.attrs["vdims"], field.attrs["unit"] = 3, ["x", "y", "z"], "A/m"
        mesh = field.create_group("mesh")
        mesh.attrs["n"], mesh.attrs["bc"] = [5, 8, 3], ""
        region = mesh.create_group("region")
        region.attrs["pmin"], region.attrs["pmax"] = [0.0, -1.0, 0.25], [2.5, 1.0, 1.0]
        region.attrs["dims"], region.attrs["units"] = ["x", "y", "z"], ["nm", "nm", "nm"]
        field["array"], field["valid"] = array, np.ones((5, 8, 3), bool)
