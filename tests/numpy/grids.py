"""Makes fields on grids and writes them as programs do: layouts, dimension scales, filters."""

from dataclasses import dataclass, field as default

import h5py
import numpy as np

FLOATS = ("f2", "f4", "f8")
INTEGERS = ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")
COMPLEX = ("c8", "c16")
SPECIALS = (np.nan, np.inf, -np.inf, 0.0, -0.0)
LAYOUTS = ("siblings", "group", "first", "last")
AXIS_KINDS = ("even", "even_descending", "linspace", "uneven", "uneven_descending", "integer", "single")
STORAGES = {
    "contiguous": {},
    "chunked": {"chunks": True},
    "deflated": {"chunks": True, "compression": "gzip", "compression_opts": 4, "shuffle": True, "fletcher32": True},
}


def coordinates(rng, kind, length):
    """Coordinates of an axis, in the type in which they are stored."""
    uneven = np.cumsum(rng.uniform(0.2, 2.0, length)) - 3.0
    return {
        "even": 0.25 * np.arange(length) - 1.5,
        "even_descending": 3.0 - 0.5 * np.arange(length),
        "linspace": np.linspace(-0.7, 1.0, length),
        "uneven": uneven,
        "uneven_descending": uneven[::-1],
        "integer": np.cumsum(rng.integers(1, 5, length)).astype("i4"),
        "single": uneven.astype("f4"),
    }[kind]


def sample(rng, shape, dtype, special=False):
    """Random values of many magnitudes and both signs; `special` sprinkles NaN, infinities and zeros."""
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        native = dtype.newbyteorder("=")
        return rng.integers(limits.min, limits.max, shape, dtype=native, endpoint=True).astype(dtype)
    if dtype.kind == "c":
        parts = [sample(rng, shape, f"f{dtype.itemsize // 2}", special) for _ in range(2)]
        values = np.empty(shape, dtype)
        values.real, values.imag = parts
        return values
    reach = 3 if dtype.itemsize == 2 else 20
    values = np.ldexp(rng.standard_normal(shape), rng.integers(-reach, reach, shape))
    if special:
        hit = rng.random(shape) < 0.15
        values[hit] = rng.choice(SPECIALS, shape)[hit]
    return values.astype(dtype)


@dataclass
class VectorField:
    """A vector field called `name`: arrays by the axis that they point along, on dimensions in storage order."""

    name: str
    components: dict
    dims: tuple
    where: dict = default(default_factory=dict)
    layout: str = "siblings"

    def component_name(self, label):
        return f"{self.name}{label}" if self.layout == "siblings" else f"{self.name}_{label}"

    def variables(self):
        """What stands in the file: values and dimensions by path."""
        if self.layout == "siblings":
            return {f"{self.name}{label}": (values, self.dims) for label, values in self.components.items()}
        if self.layout == "group":
            return {f"{self.name}/{label}": (values, self.dims) for label, values in self.components.items()}
        arrays = list(self.components.values())
        if self.layout == "first":
            return {self.name: (np.stack(arrays), (None, *self.dims))}
        return {self.name: (np.stack(arrays, axis=-1), (*self.dims, None))}


def vector_field(rng, dims, shape, dtype="f8", layout="siblings", special=False, name="E"):
    """A random vector field with a component along each of x, y, z that is among the dimensions."""
    labels = [label for label in "xyz" if label in dims]
    components = {label: sample(rng, shape, dtype, special) for label in labels}
    return VectorField(name, components, tuple(dims), layout=layout)


def storage_options(storage, shape):
    """Arguments of `create_dataset`; chunks are small and mostly do not divide the extents."""
    options = dict(STORAGES[storage])
    if options.pop("chunks", False):
        options["chunks"] = tuple(min(extent, 2 + place % 2 + extent // 4) for place, extent in enumerate(shape))
    return options


def write(path, variables, scales, storage="contiguous", labels=True):
    """Writes variables (values and dimensions by path) and dimension scales (coordinates by name)."""
    with h5py.File(path, "w") as file:
        for name, values in scales.items():
            file.create_dataset(name, data=values).make_scale(name)
        for name, (values, dims) in variables.items():
            dataset = file.create_dataset(name, data=values, **storage_options(storage, values.shape))
            for place, dim in enumerate(dims):
                if dim is not None and labels:
                    dataset.dims[place].label = dim
                if dim in scales:
                    dataset.dims[place].attach_scale(file[dim])
    return path
