"""Outputs as users see them: h5py opens them, and they carry coordinates, units and history."""

import os

import fieldops
import h5py
import numpy as np
import pytest
from grids import LAYOUTS, coordinates, vector_field, write
from reference import assert_bitwise

DIMS = ("t", "z", "y", "x")
EXTENTS = {"t": 2, "z": 4, "y": 3, "x": 5}
AXIS_ATTRIBUTES = {
    "t": {"units": "seconds since 2001-01-01 00:00:00", "long_name": "time"},
    "x": {"units": "m", "long_name": "distance along the beam"},
    "y": {"units": "m", "long_name": "height, Höhe"},
    "z": {"units": "m", "long_name": "depth"},
}
OPERATORS = [
    ("jacobian", "d{y}_dz", "jacobian_E"),
    ("divergence", "div_E", "div_E"),
    ("curl", "curl_E_y", "curl_E"),
]


@pytest.fixture
def described(tmp_path):
    """Makes a file with units and names on everything, and returns the field and the path."""

    def make(layout="siblings", storage="contiguous"):
        rng = np.random.default_rng(71)
        field = vector_field(rng, DIMS, [EXTENTS[dim] for dim in DIMS], layout=layout)
        field.where = {dim: coordinates(rng, "uneven", EXTENTS[dim]) for dim in "xyz"}
        scales = {**field.where, "t": np.array([0.5, 7.0])}
        path = write(tmp_path / "E.h5", field.variables(), scales, storage)
        with h5py.File(path, "r+") as file:
            file.attrs["history"] = "made by hand"
            file.attrs["title"] = "a cavity"
            for name, attributes in AXIS_ATTRIBUTES.items():
                file[name].attrs.update(attributes)
            for name in field.variables():
                file[name].attrs["units"] = "V/m"
        return field, path

    return make


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("command, split, stacked", OPERATORS)
def test_scales_labels_and_units_come_along(described, command, split, stacked, layout):
    field, source = described(layout)
    name = stacked if layout in ("first", "last") else split.format(y=field.component_name("y"))
    with h5py.File(fieldops.compute(command, source), "r") as file, h5py.File(source, "r") as original:
        result = file[name]
        extra = result.ndim - len(DIMS)
        offset = 0 if layout == "last" else extra
        for place, dim in enumerate(DIMS, start=offset):
            assert result.dims[place].label == dim
            scale = result.dims[place][0]
            assert scale.is_scale and scale.name == f"/{dim}"
            assert_bitwise(scale[()], original[dim][()], dim)
            for attribute, expected in AXIS_ATTRIBUTES[dim].items():
                assert text(scale.attrs[attribute]) == expected
        assert text(result.attrs["units"]) == "V m-2"


def test_units_of_scalars_are_derived_for_each_order(described):
    _, source = described()
    with h5py.File(source, "r+") as file:
        file["V"] = np.ones((4, 3, 5))
        for place, dim in enumerate("zyx"):
            file["V"].dims[place].attach_scale(file[dim])
        file["V"].attrs["units"] = "V"
    cases = [
        (["derivative", "--axis", "x"], "dV_dx", "V m-1"),
        (["derivative", "--axis", "x", "--order", "2"], "d2V_dx2", "V m-2"),
        (["laplacian"], "laplacian_V", "V m-2"),
    ]
    for (command, *options), name, units in cases:
        with h5py.File(fieldops.compute(command, source, "--field", "V", *options), "r") as file:
            assert text(file[name].attrs["units"]) == units


def test_without_units_none_are_invented(described):
    _, source = described()
    with h5py.File(source, "r+") as file:
        for name in ("Ex", "Ey", "Ez"):
            del file[name].attrs["units"]
    with h5py.File(fieldops.compute("divergence", source), "r") as file:
        assert "units" not in file["div_E"].attrs


def test_the_history_holds_the_command_line_and_what_went_before(described):
    _, source = described()
    output = fieldops.compute("curl", source, "--edge-order", "2", "--threads", "2")
    with h5py.File(output, "r") as file:
        history = text(file.attrs["history"])
    assert "fieldops curl" in history and "--edge-order 2" in history and source.name in history
    assert "made by hand" in history
    with h5py.File(fieldops.compute("divergence", source), "r") as file:
        assert text(file.attrs["history"]) != history


@pytest.mark.parametrize("edge_order", [1, 2])
def test_the_scheme_is_recorded(described, edge_order):
    _, source = described()
    with h5py.File(fieldops.compute("divergence", source, "--edge-order", edge_order), "r") as file:
        attributes = {**file.attrs, **file["div_E"].attrs}
        schemes = [text(value) for name, value in attributes.items() if "scheme" in name]
    assert any("edge" in scheme and str(edge_order) in scheme for scheme in schemes), attributes


def test_the_time_of_each_record_is_carried(described):
    field, source = described()
    with h5py.File(fieldops.compute("curl", source), "r") as file:
        assert file["t"][()].tolist() == [0.5, 7.0]
        assert file["curl_E_x"].dims[0][0] == file["t"]
    whole = fieldops.variables(fieldops.compute("curl", source))["curl_E_x"]
    for time in range(2):
        component = {label: values[time] for label, values in field.components.items()}
        alone = np.gradient(component["z"], field.where["y"], axis=1) - np.gradient(
            component["y"], field.where["z"], axis=0
        )
        assert_bitwise(whole[time], alone)


def test_the_output_stands_beside_the_input_under_a_name_that_tells_the_command(described):
    _, source = described()
    fieldops.succeed("curl", source)
    assert sorted(path.name for path in source.parent.iterdir()) == ["E.curl.h5", "E.h5"]


def test_many_inputs_go_to_a_folder(described, tmp_path):
    _, source = described()
    other = source.with_name("F.h5")
    other.write_bytes(source.read_bytes())
    results = tmp_path / "results"
    results.mkdir()
    fieldops.succeed("divergence", source, other, "--output-dir", results)
    names = sorted(path.name for path in results.iterdir())
    assert len(names) == 2 and names[0].startswith("E") and names[1].startswith("F")


def test_the_input_is_not_touched(described):
    _, source = described()
    before = (source.read_bytes(), source.stat().st_mtime_ns)
    os.chmod(source, 0o444)
    fieldops.compute("jacobian", source)
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before


def test_nothing_goes_to_stdout_and_no_control_character_to_stderr(described):
    _, source = described()
    ended = fieldops.succeed("jacobian", source)
    assert ended.stdout == ""
    assert all(character.isprintable() or character == "\n" for character in ended.stderr)


@pytest.mark.parametrize("command", ["jacobian", "divergence", "curl"])
def test_two_runs_with_other_threads_write_the_same_values(described, command):
    _, source = described("first", "deflated")
    one = fieldops.variables(fieldops.compute(command, source, "--threads", "1"))
    many = fieldops.variables(fieldops.compute(command, source, "--threads", "7"))
    assert sorted(one) == sorted(many)
    for name, values in one.items():
        assert_bitwise(values, many[name], name)


def test_a_result_can_be_the_next_input(described):
    """div curl E vanishes up to rounding, with the coordinates that the first output carries."""
    _, source = described()
    curl = fieldops.compute("curl", source)
    named = "w=curl_E_x:x,curl_E_y:y,curl_E_z:z"
    found = fieldops.variables(fieldops.compute("divergence", curl, "--field", named))
    with h5py.File(curl, "r") as file:
        largest = max(np.abs(file[f"curl_E_{axis}"][()]).max() for axis in "xyz")
        smallest = min(np.abs(np.diff(file[axis][()])).min() for axis in "xyz")
    assert np.max(np.abs(found["div_w"])) <= 64 * np.finfo(float).eps * largest / smallest
