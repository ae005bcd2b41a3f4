"""Every type of element, in both byte orders: the command gives numpy's answer, bit for bit."""

import fieldops
import numpy as np
import pytest
from grids import COMPLEX, FLOATS, INTEGERS, coordinates, sample, vector_field, write
from reference import assert_bitwise, derivative, output_type, rounded, vector_results

ENDS = {"little": "<", "big": ">"}
DIMS, SHAPE = ("y", "x"), (4, 6)


def axes(rng, kinds):
    return {dim: coordinates(rng, kind, length) for dim, length, kind in zip(DIMS, SHAPE, kinds)}


def check_both_axes(tmp_path, values, where, edge_order, *options):
    source = write(tmp_path / "V.h5", {"V": (values, DIMS)}, where)
    option = options[1] if options else None
    output = fieldops.compute("gradient", source, "--edge-order", edge_order, "--layout", "split", *options)
    found = fieldops.variables(output)
    for place, dim in enumerate(DIMS):
        expected = derivative(values, where[dim], place, edge_order)
        assert_bitwise(found[f"dV_d{dim}"], rounded(expected, output_type(values.dtype, option)), f"dV_d{dim}")


@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("dtype", FLOATS + INTEGERS + COMPLEX)
def test_a_type_is_differentiated_as_numpy_does_it(tmp_path, dtype, end, edge_order):
    rng = np.random.default_rng([11, edge_order])
    values = sample(rng, SHAPE, ENDS[end] + dtype)
    check_both_axes(tmp_path, values, axes(rng, ("even", "uneven")), edge_order)


@pytest.mark.parametrize("option", ["f32", "f64"])
@pytest.mark.parametrize("dtype", FLOATS + COMPLEX + ("i8", "u2"))
def test_the_output_type_is_chosen_by_option_and_rounded_once(tmp_path, dtype, option):
    rng = np.random.default_rng(12)
    values = sample(rng, SHAPE, dtype)
    check_both_axes(tmp_path, values, axes(rng, ("uneven", "linspace")), 2, "--dtype", option)


@pytest.mark.parametrize("kinds", [("even", "even"), ("uneven", "linspace")])
@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("dtype", FLOATS + COMPLEX)
def test_nan_infinities_and_zeros_spread_as_in_numpy(tmp_path, dtype, edge_order, kinds):
    rng = np.random.default_rng([13, edge_order])
    values = sample(rng, SHAPE, dtype, special=True)
    check_both_axes(tmp_path, values, axes(rng, kinds), edge_order)


@pytest.mark.parametrize("command", ["divergence", "curl", "jacobian"])
@pytest.mark.parametrize("dtype", ["f2", "f4", "c8", "i4", ">f4"])
def test_a_sum_of_derivatives_is_rounded_once(tmp_path, dtype, command):
    rng = np.random.default_rng(14)
    field = vector_field(rng, ("x", "y", "z"), (3, 5, 4), dtype)
    field.where = {"x": 0.3, "y": 0.7, "z": 1.9}
    source = write(tmp_path / "E.h5", field.variables(), {})
    found = fieldops.variables(fieldops.compute(command, source, "--spacing", "x=0.3,y=0.7,z=1.9"))
    expected = vector_results(command, field, 1, "split")
    assert sorted(found) == sorted(expected)
    for name, values in expected.items():
        assert_bitwise(found[name], rounded(values, output_type(dtype)), name)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_the_full_range_of_an_integer_does_not_wrap_round(tmp_path, dtype):
    limits = np.iinfo(dtype)
    values = np.array([[limits.max, limits.min, limits.max], [limits.min, limits.max, 3]], dtype)
    source = write(tmp_path / "n.h5", {"n": (values, DIMS)}, {})
    found = fieldops.variables(fieldops.compute("derivative", source, "--axis", "x", "--spacing", "0.3"))
    assert_bitwise(found["dn_dx"], np.gradient(values, 0.3, axis=1))
    assert found["dn_dx"][0, 0] < 0
