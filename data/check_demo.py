#!/usr/bin/env python3
"""Compares the Jacobian that the demo wrote with `numpy.gradient`, bit for bit.

    python data/check_demo.py data/E.h5 E.jacobian.h5
"""

import sys

import h5py
import numpy as np


def axis_names(variable):
    return [dim[0].name.lstrip("/") for dim in variable.dims]


def main(source, output):
    different = 0
    with h5py.File(source) as field, h5py.File(output) as jacobian:
        for component in ("Ex", "Ey", "Ez"):
            names = axis_names(field[component])
            for axis in "xyz":
                name = f"d{component}_d{axis}"
                found = jacobian[name]
                expected = np.gradient(field[component][()], field[axis][()], axis=names.index(axis))
                same = (
                    axis_names(found) == names
                    and found.dtype == expected.dtype
                    and found[()].tobytes() == expected.tobytes()
                )
                different += not same
                verdict = "bitwise equal to numpy.gradient" if same else "DIFFERENT from numpy.gradient"
                print(f"{name}  {found.attrs['units']}  {verdict}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
