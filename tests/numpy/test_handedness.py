"""Curls are right-handed whatever the axes are called and in whichever order they are stored."""

import subprocess

import h5py
import numpy as np
import pytest

import fieldops
from reference import assert_bitwise

SHAPE = (5, 4, 6)
COORDINATES = [np.array([0.0, 0.3, 1.1, 1.3, 2.9]), np.array([7.0, 5.5, 5.2, 1.0]), np.linspace(-1, 1, 6) ** 3]


def write(path, names, fields):
    """Fields by name on three axes with these names in storage order."""
    with h5py.File(path, "w") as file:
        for name, values in zip(names, COORDINATES):
            file[name] = values
            file[name].make_scale(name)
        for field, values in fields.items():
            file[field] = values
            for axis, name in enumerate(names):
                file[field].dims[axis].attach_scale(file[name])


def some_fields(*names):
    random = np.random.default_rng(20)
    return {name: random.normal(size=SHAPE) for name in names}


@pytest.mark.parametrize("names", [("lev", "lat", "lon"), ("lat", "lon", "lev"), ("b", "c", "a")])
def test_a_curl_on_axes_of_any_names_is_right_handed_in_the_order_of_the_components(tmp_path, names):
    fields = some_fields("u", "v", "w")
    write(tmp_path / "w.h5", names, fields)
    x, y, z = ("lon", "lat", "lev") if "lon" in names else ("a", "b", "c")
    fieldops.succeed("curl", "w.h5", "-o", "c.h5", "--field", f"wind=u:{x},v:{y},w:{z}", cwd=tmp_path)

    def slope(field, name):
        axis = names.index(name)
        return np.gradient(fields[field], COORDINATES[axis], axis=axis)

    with h5py.File(tmp_path / "c.h5") as file:
        assert_bitwise(file[f"curl_wind_{x}"][...], slope("w", y) - slope("v", z))
        assert_bitwise(file[f"curl_wind_{y}"][...], slope("u", z) - slope("w", x))
        assert_bitwise(file[f"curl_wind_{z}"][...], slope("v", x) - slope("u", y))


def test_axes_that_are_paired_by_position_against_their_names_are_warned_of(tmp_path):
    write(tmp_path / "w.h5", ("north", "east", "up"), some_fields("Ex", "Ey", "Ez"))
    ended = fieldops.run("divergence", "w.h5", cwd=tmp_path)
    assert "warning: the axes of `/E` do not have the names of its components" in ended.stderr
    assert "Ex with north" in ended.stderr


def test_a_stacked_gradient_is_a_vector_field_again(tmp_path):
    fields = some_fields("T")
    write(tmp_path / "T.h5", ("x", "y", "z"), fields)
    fieldops.succeed("gradient", "T.h5", "-o", "g.h5", "--layout", "stacked", cwd=tmp_path)
    ended = fieldops.run("divergence", "g.h5", "-o", "d.h5", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    first = [np.gradient(fields["T"], at, axis=axis) for axis, at in enumerate(COORDINATES)]
    second = [np.gradient(slope, at, axis=axis) for axis, (slope, at) in enumerate(zip(first, COORDINATES))]
    with h5py.File(tmp_path / "d.h5") as file:
        assert_bitwise(file["div_grad_T"][...], second[0] + second[1] + second[2])


def test_an_earlier_history_of_several_texts_is_kept(tmp_path):
    write(tmp_path / "T.h5", ("x", "y", "z"), some_fields("T"))
    with h5py.File(tmp_path / "T.h5", "r+") as file:
        file.attrs["history"] = np.array(["one", "two"], dtype=h5py.string_dtype())
    fieldops.succeed("gradient", "T.h5", "-o", "g.h5", cwd=tmp_path)
    with h5py.File(tmp_path / "g.h5") as file:
        newest, *earlier = file.attrs["history"].split("\n")
    assert "gradient T.h5" in newest and earlier == ["one", "two"]


def test_a_folder_in_the_place_of_the_output_is_never_taken_for_a_result(tmp_path):
    write(tmp_path / "T.h5", ("x", "y", "z"), some_fields("T"))
    (tmp_path / "g.h5").mkdir()
    ended = fieldops.run("gradient", "T.h5", "-o", "g.h5", "--skip-existing", cwd=tmp_path)
    assert ended.returncode == 73 and "g.h5" in ended.stderr


def test_that_nobody_can_take_the_messages_changes_no_exit_code(tmp_path):
    write(tmp_path / "T.h5", ("x", "y", "z"), some_fields("T"))
    for arguments, code in (("gradient T.h5", 0), ("gradient nope.h5", 66)):
        with open("/dev/full", "w") as full:
            ended = subprocess.run([fieldops.binary(), *arguments.split()], cwd=tmp_path, stderr=full, check=False)
        assert ended.returncode == code
