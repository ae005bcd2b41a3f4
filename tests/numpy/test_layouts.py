"""Layouts and storage orders: components go with the axes of their name, wherever these stand."""

from itertools import permutations

import fieldops
import h5py
import numpy as np
import pytest
from grids import LAYOUTS, STORAGES, coordinates, vector_field, write
from reference import assert_bitwise, vector_results

EXTENTS = {"t": 2, "x": 5, "y": 3, "z": 4}
ORDERS = ["".join(order) for axes in ("xy", "xyz") for order in permutations(axes)] + ["tzyx", "tyx", "zytx", "xyt"]
COMMANDS = ("jacobian", "divergence", "curl")


def prepared(tmp_path, order, layout, storage="contiguous", labels=True):
    rng = np.random.default_rng([21, len(order)])
    dims = tuple(order)
    field = vector_field(rng, dims, [EXTENTS[dim] for dim in dims], "f8", layout)
    field.where = {dim: coordinates(rng, "uneven", EXTENTS[dim]) for dim in dims if dim != "t"}
    scales = {**field.where, **({"t": np.array([0.5, 2.0])} if "t" in dims else {})}
    return field, write(tmp_path / "E.h5", field.variables(), scales, storage, labels)


def check(found, expected):
    assert sorted(found) == sorted(expected)
    for name, values in expected.items():
        assert_bitwise(found[name], values, name)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("order", ORDERS)
def test_components_are_matched_to_axes_by_name_in_every_storage_order(tmp_path, order, layout, command):
    field, source = prepared(tmp_path, order, layout)
    expected = vector_results(command, field, 1, layout if layout in ("first", "last") else "split")
    check(fieldops.variables(fieldops.compute(command, source)), expected)


@pytest.mark.parametrize("output", ["split", "stacked"])
@pytest.mark.parametrize("command", ["jacobian", "curl"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layout_of_the_output_is_chosen_by_option(tmp_path, layout, command, output):
    field, source = prepared(tmp_path, "zyx", layout)
    arrangement = "split" if output == "split" else "last" if layout == "last" else "first"
    found = fieldops.variables(fieldops.compute(command, source, "--layout", output))
    check(found, vector_results(command, field, 1, arrangement))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_name_of_a_scale_names_the_axis_where_there_is_no_label(tmp_path, layout):
    field, source = prepared(tmp_path, "zyx", layout, labels=False)
    arrangement = layout if layout in ("first", "last") else "split"
    check(fieldops.variables(fieldops.compute("curl", source)), vector_results("curl", field, 1, arrangement))


@pytest.mark.parametrize("layout", ["siblings", "group"])
def test_where_the_file_names_no_axes_they_are_x_y_z_in_storage_order(tmp_path, layout):
    rng = np.random.default_rng(22)
    field = vector_field(rng, "xyz", (5, 3, 4), "f8", layout)
    field.where = {"x": 0.3, "y": 0.7, "z": 1.9}
    source = write(tmp_path / "E.h5", field.variables(), {}, labels=False)
    output = fieldops.compute("jacobian", source, "--spacing", "x=0.3,y=0.7,z=1.9")
    check(fieldops.variables(output), vector_results("jacobian", field, 1, "split"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_user_names_the_axes_of_a_file_that_does_not(tmp_path, layout):
    rng = np.random.default_rng(23)
    field = vector_field(rng, "zyx", (5, 6, 7), "f8", layout)
    field.where = {"x": 0.3, "y": 0.7, "z": 1.9}
    source = write(tmp_path / "E.h5", field.variables(), {}, labels=False)
    output = fieldops.compute("jacobian", source, "--spacing", "x=0.3,y=0.7,z=1.9", "--axes", "z,y,x")
    arrangement = layout if layout in ("first", "last") else "split"
    check(fieldops.variables(output), vector_results("jacobian", field, 1, arrangement))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("storage", STORAGES)
def test_storage_makes_no_difference(tmp_path, storage, layout):
    field, source = prepared(tmp_path, "zyx", layout, storage)
    arrangement = layout if layout in ("first", "last") else "split"
    check(fieldops.variables(fieldops.compute("divergence", source)), vector_results("divergence", field, 1, arrangement))


def test_every_field_of_a_file_is_done_or_only_the_one_that_is_named(tmp_path):
    field, source = prepared(tmp_path, "zyx", "siblings")
    magnetic = vector_field(np.random.default_rng(24), field.dims, (4, 3, 5), name="B")
    magnetic.where = field.where
    write(source, {**field.variables(), **magnetic.variables()}, field.where)
    both = {**vector_results("divergence", field, 1, "split"), **vector_results("divergence", magnetic, 1, "split")}
    check(fieldops.variables(fieldops.compute("divergence", source)), both)
    only = fieldops.compute("divergence", source, "--field", "B")
    check(fieldops.variables(only), vector_results("divergence", magnetic, 1, "split"))


def test_the_user_names_components_and_their_axes(tmp_path):
    field, source = prepared(tmp_path, "zyx", "siblings")
    renamed = {f"flow/{new}": (field.components[label], field.dims) for new, label in zip("abc", "xyz")}
    write(source, renamed, field.where)
    output = fieldops.compute("divergence", source, "--field", "F=flow/a:x,flow/b:y,flow/c:z")
    expected = vector_results("divergence", field, 1, "split")["div_E"]
    found = fieldops.variables(output)
    assert [name.rsplit("/")[-1] for name in found] == ["div_F"]
    assert_bitwise(next(iter(found.values())), expected)


def test_a_component_is_differentiated_like_a_scalar(tmp_path):
    field, source = prepared(tmp_path, "zyx", "siblings")
    found = fieldops.variables(fieldops.compute("derivative", source, "--axis", "y", "--field", "Ex"))
    check(found, {"dEx_dy": np.gradient(field.components["x"], field.where["y"], axis=1)})


def test_compression_of_the_output_is_chosen_by_option(tmp_path):
    _, source = prepared(tmp_path, "zyx", "siblings")
    with h5py.File(fieldops.compute("divergence", source, "--compression", "deflate:4"), "r") as file:
        assert (file["div_E"].compression, file["div_E"].compression_opts) == ("gzip", 4)
    with h5py.File(fieldops.compute("divergence", source, "--compression", "none"), "r") as file:
        assert file["div_E"].compression is None


def test_the_output_is_compressed_as_the_input_is(tmp_path):
    _, source = prepared(tmp_path, "zyx", "siblings", "deflated")
    with h5py.File(fieldops.compute("divergence", source), "r") as file:
        assert file["div_E"].compression == "gzip"
