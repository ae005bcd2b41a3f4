#!/usr/bin/env python3
"""The script that a user would write instead: h5py, numpy.gradient, h5py.

    python script_jacobian.py jacobian|divergence INPUT OUTPUT [--deflate]
"""

import sys

import h5py
import numpy as np


def main(operator, source, target, *deflate):
    compression = {"compression": "gzip", "compression_opts": 4, "shuffle": True} if deflate else {}
    with h5py.File(source) as file, h5py.File(target, "w") as out:
        coordinates = {axis: file[axis][:] for axis in "xyz"}
        total = 0
        for component in "xyz":
            field = file[f"E{component}"][:]
            if operator == "jacobian":
                derivatives = np.gradient(field, *coordinates.values(), edge_order=2)
                for axis, derivative in zip("xyz", derivatives):
                    out.create_dataset(f"dE{component}_d{axis}", data=derivative, **compression)
            else:
                axis = "xyz".index(component)
                total += np.gradient(field, coordinates[component], axis=axis, edge_order=2)
        if operator == "divergence":
            out.create_dataset("div_E", data=total, **compression)


if __name__ == "__main__":
    main(*sys.argv[1:])
