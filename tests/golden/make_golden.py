#!/usr/bin/env python3
"""Writes `gradient.txt`: what `numpy.gradient` answers, bit for bit, for the tests in Rust.

    python tests/golden/make_golden.py [--check]

`--check` writes nothing and fails where the file on disk differs from what this program would write.

Format: one case after another, parted by an empty line; `#` starts a comment line. A case is these lines, in this
order, each a keyword and then its values, parted by single spaces:

    case         its name: one word
    dtype        type of the input: f64 f32 c128 c64 i8 i16 i32 i64 u8 u16 u32 u64
    shape        extents, slowest axis first; 1 to 3 of them
    axis         the axis along which the derivative is taken
    edge_order   1 or 2
    spacing      the even spacing, one f64; or instead
    coordinates  the coordinates of that axis, f64
    input        the values in row-major order
    expected     the derivative in row-major order; its type is that of the input, and f64 for integers

An f64 is the 16 hexadecimal digits of its bits (`3ff8000000000000` is 1.5), an f32 is 8 digits. A complex number is
two such words, real part first. Integers are in decimal. Every NaN is written as the canonical quiet NaN: compare it
to any NaN, and everything else bit by bit, the sign of a zero included.

Arithmetic: f64 and c128 are numpy's own; integers become f64 first, as numpy does; f32 and c64 are computed in f64 and
c128 and rounded once.
"""

import argparse
import pathlib
import struct
import sys

import numpy as np

NUMPY = "2.4.6"
PATH = pathlib.Path(__file__).with_name("gradient.txt")
TYPE_NAMES = {
    "float64": "f64", "float32": "f32", "complex128": "c128", "complex64": "c64",
    "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64",
    "uint8": "u8", "uint16": "u16", "uint32": "u32", "uint64": "u64",
}
WIDENED = {"float32": np.float64, "complex64": np.complex128}
UNEVEN = np.array([0.0, 0.3, 0.7, 2.0, 2.1, 3.6, 5.0, 5.25])


def words(values):
    """The values of an array as words, in row-major order."""
    values = np.ascontiguousarray(values)
    if values.dtype.kind in "iu":
        return " ".join(str(value) for value in values.ravel().tolist())
    parts = values.ravel()
    if values.dtype.kind == "c":
        parts = parts.view(np.float32 if values.dtype.itemsize == 8 else np.float64)
    parts = np.where(np.isnan(parts), np.array(np.nan, parts.dtype), parts)
    code, digits = (">d", 16) if parts.dtype == np.float64 else (">f", 8)
    return " ".join(struct.pack(code, value).hex().rjust(digits, "0") for value in parts)


def gradient(values, where, axis, edge_order):
    """The reference: `where` is an even spacing or the coordinates."""
    wide = values.astype(WIDENED.get(values.dtype.name, values.dtype))
    with np.errstate(all="ignore"):
        result = np.gradient(wide, where, axis=axis, edge_order=edge_order)
        return result.astype(values.dtype) if values.dtype.name in WIDENED else result


def case(name, values, where, axis=0, edge_orders=(1, 2)):
    """The text of a case for each edge order that the axis is long enough for."""
    values = np.asarray(values)
    where = np.asarray(where, dtype=np.float64)
    for edge_order in edge_orders:
        if values.shape[axis] < edge_order + 1:
            continue
        yield "\n".join([
            f"case {name}_order{edge_order}",
            f"dtype {TYPE_NAMES[values.dtype.name]}",
            "shape " + " ".join(map(str, values.shape)),
            f"axis {axis}",
            f"edge_order {edge_order}",
            ("coordinates " if where.ndim else "spacing ") + words(where),
            "input " + words(values),
            "expected " + words(gradient(values, where, axis, edge_order)),
        ]) + "\n"


def documented():
    """Small cases whose answers a person can check."""
    yield from case("rows_2x2", [[1.0, 1.0], [3.0, 4.0]], 1.0, 0)
    yield from case("columns_2x2", [[1.0, 1.0], [3.0, 4.0]], 1.0, 1)
    yield from case("halved_by_spacing_2", [1.0, 2, 4, 7, 11, 16], 2.0)
    yield from case("uneven_line", [1.0, 2, 4, 7, 11, 16], [0, 1, 1.5, 3.5, 4, 6])
    yield from case("uneven_columns", [[1.0, 2, 6], [3, 4, 5]], [1, 1.5, 3.5], 1)
    yield from case("squares_uneven", [0.0, 4, 9, 36, 64], [0, 2, 3, 6, 8])
    steps = np.array([0.0, 2, 3, 4, 5, 5])
    for axis in (0, 1):
        yield from case(f"sum_table_axis{axis}", steps[:, None] + steps, [0, 0.5, 1, 3, 5, 7], axis)
    yield from case("descending_line", [1.0, 2, 4, 5], [3, 2, 1, 0])
    yield from case("nan_even", [1, np.nan, 4, 5, 6, 7], 1.0)
    yield from case("nan_uneven", [1, 2, np.nan, 5, 6, 7], [0, 1, 2, 4, 5, 6])


def integers():
    """Integers become f64 before they are subtracted."""
    for name in ("int8", "int16", "int32", "int64"):
        yield from case(f"largest_{name}", np.array([-1, np.iinfo(name).max], name), [1, 3])
        yield from case(f"span_{name}", np.array([np.iinfo(name).min, np.iinfo(name).max, 5, -7], name), 0.3)
    for name in ("uint8", "uint16", "uint32", "uint64"):
        yield from case(f"falling_{name}", np.array([0, 2, 4], name), [3, 2, 1])
        yield from case(f"span_{name}", np.array([np.iinfo(name).max, 0, 3, 9, 1], name), UNEVEN[:5])
    yield from case("beyond_53_bits", np.array([2**53 + 1, 2**53 + 3, -(2**62) - 1, 2**63 - 1], np.int64), 0.7)


def sampled(rng, shape, dtype):
    """Values of many magnitudes and both signs, none of them zero; made without functions that vary with the CPU."""
    values = np.ldexp(rng.standard_normal(shape), rng.integers(-20, 20, shape))
    if np.dtype(dtype).kind == "c":
        values = values + 1j * np.ldexp(rng.standard_normal(shape), rng.integers(-20, 20, shape))
    return values.astype(dtype)


def axis_kinds(rng, length):
    """Every kind of axis of this length: an even spacing, or coordinates."""
    uneven = np.cumsum(rng.uniform(0.1, 2.0, length)) - 3.0
    yield "even", 0.3
    yield "even_negative", -0.7
    yield "coordinates_even", 0.25 * np.arange(length) - 1.5
    yield "linspace", np.linspace(0.0, 1.0, length)
    yield "uneven", uneven
    yield "uneven_descending", uneven[::-1]
    yield "uneven_tiny", uneven * 1e-9
    yield "almost_even", np.append(np.arange(length - 1) * 0.5, (length - 1) * 0.5 + 0.125)


def grids(rng):
    """Lines of every type on every kind of axis, and every axis of grids with unequal extents."""
    for dtype in ("float64", "float32", "complex128", "complex64"):
        for length in (2, 3, 9):
            for kind, where in axis_kinds(rng, length):
                yield from case(f"{TYPE_NAMES[dtype]}_{length}_{kind}", sampled(rng, length, dtype), where)
        for shape in ((4, 7), (3, 2, 5)):
            extents = "x".join(map(str, shape))
            for axis in range(len(shape)):
                for kind, where in axis_kinds(rng, shape[axis]):
                    if kind in ("even", "linspace", "uneven") and (dtype == "float64" or kind == "uneven"):
                        name = f"{TYPE_NAMES[dtype]}_{extents}_axis{axis}_{kind}"
                        yield from case(name, sampled(rng, shape, dtype), where, axis)
    for length in (64, 67):
        yield from case(f"long_{length}_even", sampled(rng, length, "float64"), 0.3, edge_orders=(2,))
        coordinates = np.linspace(-2, 5, length)
        yield from case(f"long_{length}_linspace", sampled(rng, length, "float64"), coordinates, edge_orders=(2,))


def specials(rng):
    """NaN, infinities, zeros of both signs, subnormal and huge numbers, at the edges and inside."""
    special = [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, 1.7e308, -1.7e308]
    for dtype in ("float64", "float32", "complex128"):
        short = TYPE_NAMES[dtype]
        for number, value in enumerate(special):
            for place in (0, 1, 3, 6, 7) if dtype == "float64" else (1, 3):
                values = sampled(rng, 8, dtype)
                with np.errstate(all="ignore"):
                    values[place] = value
                orders = (1 + (number + place) % 2,)
                yield from case(f"special_{short}_{number}_at{place}_even", values, 0.3, edge_orders=orders)
                yield from case(f"special_{short}_{number}_at{place}_uneven", values, UNEVEN, edge_orders=orders)
        for name, values in (("zeros", [0.0] * 5), ("minus_zeros", [-0.0] * 5), ("constant", [-4.2] * 5)):
            for kind, where in axis_kinds(rng, 5):
                if kind in ("even", "even_negative", "uneven", "uneven_descending"):
                    yield from case(f"{name}_{short}_{kind}", np.array(values, dtype), where)


def text():
    """The whole file."""
    rng = np.random.default_rng(20251124)
    head = f"# numpy.gradient of numpy {NUMPY}, written by make_golden.py, which describes the format.\n"
    return "\n".join([head, *documented(), *integers(), *grids(rng), *specials(rng)])


def main(path, text, description):
    """Writes `text()` to `path`, or with `--check` compares the two."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    if np.__version__ != NUMPY:
        sys.exit(f"numpy {NUMPY} is needed, this is {np.__version__}")
    if not arguments.check:
        path.write_text(text(), encoding="ascii")
    elif path.read_text(encoding="ascii") != text():
        sys.exit(f"{path} is not what numpy {NUMPY} answers: run {sys.argv[0]}")


if __name__ == "__main__":
    main(PATH, text, __doc__)
