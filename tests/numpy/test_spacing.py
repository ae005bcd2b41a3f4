"""Spacings and coordinates: the command gives numpy's answer, bit for bit."""

import fieldops
import numpy as np
import pytest
from grids import AXIS_KINDS, coordinates, sample, write
from reference import assert_bitwise, derivative

DIMS = ("y", "x")


def check(source, values, where, edge_order, *options):
    output = fieldops.compute("gradient", source, "--layout", "split", "--edge-order", edge_order, *options)
    found = fieldops.variables(output)
    assert sorted(found) == ["dV_dx", "dV_dy"]
    for place, dim in enumerate(DIMS):
        assert_bitwise(found[f"dV_d{dim}"], derivative(values, where[dim], place, edge_order), f"dV_d{dim}")


@pytest.mark.parametrize("length", [2, 3, 4, 17, 64])
@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("kind", AXIS_KINDS)
def test_coordinates_of_this_kind_give_numpys_answer(tmp_path, kind, edge_order, length):
    length = max(length, edge_order + 1)
    rng = np.random.default_rng([31, length])
    values = sample(rng, (length + 1, length), "f8")
    where = {"y": coordinates(rng, kind, length + 1), "x": coordinates(rng, kind, length)}
    source = write(tmp_path / "V.h5", {"V": (values, DIMS)}, where)
    check(source, values, where, edge_order)


@pytest.mark.parametrize("spacing", [0.1, 3e-9, 2.5e7, 1 / 3, -0.4])
@pytest.mark.parametrize("edge_order", [1, 2])
def test_an_even_spacing_is_taken_as_it_is_given(tmp_path, spacing, edge_order):
    values = sample(np.random.default_rng(32), (4, 7), "f8")
    source = write(tmp_path / "V.h5", {"V": (values, DIMS)}, {})
    check(source, values, dict.fromkeys(DIMS, spacing), edge_order, f"--spacing={spacing!r}")
    where = {"x": spacing, "y": 0.7}
    check(source, values, where, edge_order, f"--spacing=x={spacing!r},y=0.7")


def test_without_any_spacing_it_is_1_and_a_warning_says_so(tmp_path):
    values = sample(np.random.default_rng(33), (4, 7), "f8")
    source = write(tmp_path / "V.h5", {"V": (values, DIMS)}, {})
    check(source, values, dict.fromkeys(DIMS, 1.0), 1)
    ended = fieldops.succeed("gradient", source, "-o", tmp_path / "again.h5")
    assert "warning: " in ended.stderr and "spacing" in ended.stderr


def test_the_spacing_given_goes_before_the_coordinates_of_the_file(tmp_path):
    rng = np.random.default_rng(34)
    values = sample(rng, (4, 7), "f8")
    where = {"y": coordinates(rng, "uneven", 4), "x": coordinates(rng, "uneven", 7)}
    source = write(tmp_path / "V.h5", {"V": (values, DIMS)}, where)
    check(source, values, {**where, "x": 0.3}, 2, "--spacing", "x=0.3")


def test_the_coordinates_given_go_before_those_of_the_file(tmp_path):
    rng = np.random.default_rng(35)
    values = sample(rng, (4, 7), "f8")
    where = {"y": coordinates(rng, "uneven", 4), "x": coordinates(rng, "uneven", 7)}
    other = coordinates(rng, "uneven_descending", 7)
    variables = {"V": (values, DIMS), "mesh/staggered": (other, (None,))}
    source = write(tmp_path / "V.h5", variables, where)
    check(source, values, {**where, "x": other}, 1, "--coords", "x=mesh/staggered")


def test_evenness_is_decided_on_the_whole_axis(tmp_path):
    rng = np.random.default_rng(36)
    nearly_even = np.append(np.arange(40) * 0.5, 19.75)
    values = sample(rng, (41, 3), "f8")
    where = {"y": nearly_even, "x": np.array([0.0, 0.3, 1.1])}
    source = write(tmp_path / "V.h5", {"V": (values, DIMS)}, where, "chunked")
    check(source, values, where, 2, "--threads", 7)
