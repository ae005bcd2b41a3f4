#!/usr/bin/env python3
"""Writes `E.h5`: the electric field and the potential of two opposite clouds of charge.

    python data/make_E.py [OUTPUT]

Each cloud has the charge q, the centre c and the radius a, and the charge density

    rho(r) = 3 q a² / (4 pi (s²)^(5/2)),   s² = |r - c|² + a²,

which has a potential and a field in closed form that are finite everywhere:

    phi(r) = q / (4 pi eps0 s),   E(r) = -grad phi = q (r - c) / (4 pi eps0 s³).

The grid is uneven along each axis, fine near the charges. Arrays are stored slowest axis first: (z, y, x). Only
arithmetic that IEEE 754 rounds correctly is used, and no time is stored, so the file comes out the same every time.
"""

import pathlib
import sys

import h5py
import numpy as np

COULOMB = 8.9875517862e9  # 1 / (4 pi eps0), in V m / C
CLOUDS = (  # charge in C, centre in m, radius in m
    (+2e-9, (-0.06, 0.0, 0.0), 0.020),
    (-2e-9, (+0.06, 0.0, 0.0), 0.025),
)


def fine_in_the_middle(reach, points):
    """Coordinates from -reach to reach, four times as dense in the middle as on average."""
    t = np.linspace(-1, 1, points)
    return reach * (0.25 * t + 0.75 * t * t * t)


def fine_in_two_places(reach, points, t0=0.5, slope=0.06):
    """Coordinates from -reach to reach, densest where the parameter, which runs from -1 to 1, is -t0 and t0.

    They are the integral of (t² - t0²)² + slope, scaled to the reach.
    """
    t = np.linspace(-1, 1, points)
    s = t * (t * t * t * t / 5 - 2 * t0 * t0 * t * t / 3 + t0 * t0 * t0 * t0 + slope)
    return reach * (s / s[-1])


def potential_and_field(x, y, z):
    """The potential in V, and the field's components in V/m, each shaped (z, y, x)."""
    shape = (z.size, y.size, x.size)
    phi, ex, ey, ez = (np.zeros(shape) for _ in range(4))
    for charge, (cx, cy, cz), radius in CLOUDS:
        dx, dy, dz = x[None, None, :] - cx, y[None, :, None] - cy, z[:, None, None] - cz
        s2 = dx * dx + dy * dy + dz * dz + radius * radius
        s = np.sqrt(s2)
        phi += COULOMB * charge / s
        strength = COULOMB * charge / (s2 * s)
        ex += strength * dx
        ey += strength * dy
        ez += strength * dz
    return phi, ex, ey, ez


def write(path):
    axes = {
        "x": fine_in_two_places(0.20, 40),
        "y": fine_in_the_middle(0.12, 30),
        "z": fine_in_the_middle(0.09, 26),
    }
    phi, ex, ey, ez = potential_and_field(**axes)
    with h5py.File(path, "w") as file:
        file.attrs["title"] = "Electric field of two opposite clouds of charge"
        file.attrs["source"] = "data/make_E.py of fieldops: closed form"
        for name, coordinates in axes.items():
            scale = file.create_dataset(name, data=coordinates, track_times=False)
            scale.make_scale(name)
            scale.attrs["units"] = "m"
            scale.attrs["long_name"] = f"{name} coordinate"
        for name, values, units, long_name in (
            ("Ex", ex, "V/m", "electric field along x"),
            ("Ey", ey, "V/m", "electric field along y"),
            ("Ez", ez, "V/m", "electric field along z"),
            ("phi", phi, "V", "electric potential"),
        ):
            variable = file.create_dataset(name, data=values, track_times=False)
            for number, axis in enumerate("zyx"):
                variable.dims[number].label = axis
                variable.dims[number].attach_scale(file[axis])
            variable.attrs["units"] = units
            variable.attrs["long_name"] = long_name


if __name__ == "__main__":
    write(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("E.h5"))
