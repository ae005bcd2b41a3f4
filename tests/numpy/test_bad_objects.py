"""Objects in a file that cannot serve end in a clear error that names them."""

import zlib

import fieldops
import h5py
import numpy as np
import pytest
from refusals import BAD_DATA, good_file, listing, refused

DIVERGENCE = ["divergence", "E.h5"]
# The data that `replaced` puts in have no named axes, which would be an error of its own.
ON_GIVEN_AXES = [*DIVERGENCE, "--axes", "y,x", "--spacing", "0.3"]


def replaced(tmp_path, **datasets):
    """The good file, with Ex and Ey made anew from these arguments of `create_dataset`."""
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        for name in ("Ex", "Ey"):
            del file[name]
            file.create_dataset(name, **datasets)


NOT_NUMBERS = {
    "strings": {"data": np.array([[b"a", b"bc"], [b"d", b"e"]])},
    "texts": {"data": [["a", "b"], ["c", "d"]], "dtype": h5py.string_dtype()},
    "opaque": {"shape": (3, 4), "dtype": np.dtype("V5")},
    "compound": {"shape": (3, 4), "dtype": np.dtype([("mass", "f8"), ("charge", "i4")])},
    "references": {"shape": (3, 4), "dtype": h5py.ref_dtype},
}


@pytest.mark.parametrize("kind", NOT_NUMBERS)
def test_data_that_are_no_numbers_are_refused(tmp_path, kind):
    replaced(tmp_path, **NOT_NUMBERS[kind])
    refused(tmp_path, BAD_DATA, DIVERGENCE, "E.h5", "Ex")
    refused(tmp_path, BAD_DATA, ["derivative", "E.h5", "--axis", "x", "--field", "Ex"], "E.h5", "Ex")


@pytest.mark.parametrize("shape", [(), (0,), (0, 6), (4, 0)])
def test_data_without_extent_are_refused(tmp_path, shape):
    replaced(tmp_path, shape=shape, dtype="f8")
    refused(tmp_path, BAD_DATA, ["gradient", "E.h5", "--field", "Ex", "--spacing", "0.3"], "E.h5", "Ex")
    with h5py.File(tmp_path / "alone.h5", "w") as file:
        file.create_dataset("Ex", shape, "f8")
    told = "`/Ex` in `alone.h5` has no elements" if shape else "`/Ex` in `alone.h5`"
    refused(tmp_path, BAD_DATA, ["eval", "alone.h5", "r = 2 * Ex"], told)


def test_an_empty_dataspace_is_refused(tmp_path):
    replaced(tmp_path, data=h5py.Empty("f8"))
    refused(tmp_path, BAD_DATA, ["gradient", "E.h5", "--field", "Ex"], "E.h5", "Ex")


@pytest.mark.parametrize("shape", [(2**40, 2**20), (2**40, 2**30), (2**62, 4), (2**31, 2**31)])
def test_dimensions_whose_product_overflows_are_refused_before_any_allocation(tmp_path, shape):
    replaced(tmp_path, shape=shape, dtype="f8", chunks=tuple(min(extent, 64) for extent in shape))
    refused(tmp_path, BAD_DATA, ON_GIVEN_AXES, "E.h5", "Ex")


def test_a_damaged_chunk_larger_than_the_address_space_is_refused(tmp_path):
    replaced(tmp_path, shape=(3, 2**29 - 1), dtype="f8", chunks=(1, 2**29 - 1), compression="gzip")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        for name in ("Ex", "Ey"):
            file[name].id.write_direct_chunk((1, 0), b"x\x9c" + bytes(100))
    refused(tmp_path, BAD_DATA, [*ON_GIVEN_AXES, "--memory", "64MiB"], "E.h5", "Ex")


def test_an_intact_chunk_larger_than_the_memory_limit_is_refused(tmp_path):
    points = 2**25
    replaced(tmp_path, shape=(3, points), dtype="f8", chunks=(1, points), compression="gzip")
    packed = zlib.compress(bytes(8 * points), 1)
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        for name in ("Ex", "Ey"):
            for row in range(3):
                file[name].id.write_direct_chunk((row, 0), packed)
    refused(tmp_path, BAD_DATA, [*ON_GIVEN_AXES, "--memory", "64MiB"], "E.h5", "Ex")


def test_an_error_that_shows_in_reading_may_follow_a_note(tmp_path):
    with h5py.File(tmp_path / "E.h5", "w") as file:
        for name in ("Ex", "Ey"):
            file.create_dataset(name, shape=(4, 6), dtype="f8", chunks=(4, 6), compression="gzip")
            file[name].id.write_direct_chunk((0, 0), b"this was never deflated")
    before = listing(tmp_path)
    ended = fieldops.run(*DIVERGENCE, "--spacing", "0.3", cwd=tmp_path)
    note, error = ended.stderr.splitlines()
    assert ended.returncode == BAD_DATA
    assert note.startswith("note: axes are not named")
    assert error.startswith("error: ") and "E.h5" in error and "Ex" in error
    assert listing(tmp_path) == before


def test_axes_that_can_be_read_in_two_ways_are_an_error_that_names_the_file(tmp_path):
    replaced(tmp_path, data=np.ones((4, 6)))
    refused(tmp_path, BAD_DATA, [*DIVERGENCE, "--spacing", "0.3"], "E.h5", "Ex", "--axes")


def test_an_unknown_filter_is_named(tmp_path):
    options = {"compression": 32100, "allow_unknown_filter": True, "chunks": (4, 6)}
    replaced(tmp_path, shape=(4, 6), dtype="f8", **options)
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        for name in ("Ex", "Ey"):
            file[name].id.write_direct_chunk((0, 0), bytes(192))
    refused(tmp_path, BAD_DATA, ON_GIVEN_AXES, "E.h5", "Ex", "32100")


@pytest.mark.parametrize("place", ["of a variable", "in the middle of a path", "behind a soft link"])
def test_an_external_link_is_refused_and_named(tmp_path, place):
    good_file(tmp_path / "other.h5")
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        del file["Ey"]
        if place == "of a variable":
            file["Ey"] = h5py.ExternalLink("other.h5", "/Ey")
            name = "Ey"
        else:
            file["away"] = h5py.ExternalLink("other.h5", "/")
            name = "away/Ey"
            if place == "behind a soft link":
                file["Ey"] = h5py.SoftLink("/away/Ey")
                name = "Ey"
    message = refused(tmp_path, BAD_DATA, [*DIVERGENCE, "--field", f"E=Ex:x,{name}:y"], "E.h5", name)
    assert "external" in message


def test_coordinates_in_another_file_are_refused(tmp_path):
    good_file(tmp_path / "other.h5")
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        file["away"] = h5py.ExternalLink("other.h5", "/")
    refused(tmp_path, BAD_DATA, [*DIVERGENCE, "--coords", "x=/away/x"], "E.h5", "away/x", "external")


def test_raw_data_in_another_file_are_refused(tmp_path):
    (tmp_path / "raw.bin").write_bytes(bytes(192))
    replaced(tmp_path, shape=(4, 6), dtype="f8", external=[("raw.bin", 0, 192)])
    refused(tmp_path, BAD_DATA, ON_GIVEN_AXES, "E.h5", "Ex")


def test_a_virtual_dataset_is_refused(tmp_path):
    good_file(tmp_path / "other.h5")
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        for name in ("Ex", "Ey"):
            del file[name]
            layout = h5py.VirtualLayout(shape=(4, 6), dtype="f8")
            layout[...] = h5py.VirtualSource("other.h5", name, shape=(4, 6))
            file.create_virtual_dataset(name, layout)
    refused(tmp_path, BAD_DATA, ON_GIVEN_AXES, "E.h5", "Ex")


def test_a_cycle_of_soft_links_ends(tmp_path):
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        del file["Ex"], file["Ey"]
        file["Ex"], file["Ey"] = h5py.SoftLink("/Ey"), h5py.SoftLink("/Ex")
    refused(tmp_path, BAD_DATA, DIVERGENCE, "E.h5")
    refused(tmp_path, BAD_DATA, [*DIVERGENCE, "--field", "E=Ex:x,Ey:y"], "E.h5", "Ex")


def test_a_cycle_of_groups_is_no_obstacle(tmp_path):
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        group = file.create_group("deep/deeper")
        group["again"] = file["deep"]
        group["root"] = file["/"]
    fieldops.succeed(*DIVERGENCE, cwd=tmp_path)


BAD_COORDINATES = {
    "repeating": [0.0, 0.3, 0.3, 1.0, 2.0, 3.0],
    "not_monotonic": [0.0, 0.3, 0.2, 1.0, 2.0, 3.0],
    "all_equal": [0.5] * 6,
    "nan": [0.0, 0.3, np.nan, 1.0, 2.0, 3.0],
    "infinite": [0.0, 0.3, 0.5, 1.0, 2.0, np.inf],
    "too_short": [0.0, 0.3, 0.5],
    "too_long": [0.0, 0.3, 0.5, 1.0, 2.0, 3.0, 4.0],
    "text": [b"a", b"b", b"c", b"d", b"e", b"f"],
}


def attach(path, values, name="x"):
    """Gives the axis `x` of Ex and Ey these coordinates instead of its own."""
    with h5py.File(path, "r+") as file:
        old = file["x"]
        for component in (file["Ex"], file["Ey"]):
            component.dims[1].detach_scale(old)
        del file["x"]
        file.create_dataset(name, data=np.asarray(values)).make_scale(name)
        for component in (file["Ex"], file["Ey"]):
            component.dims[1].attach_scale(file[name])


@pytest.mark.parametrize("kind", BAD_COORDINATES)
def test_bad_coordinates_are_refused_and_named(tmp_path, kind):
    attach(good_file(tmp_path / "E.h5"), BAD_COORDINATES[kind])
    refused(tmp_path, BAD_DATA, DIVERGENCE, "E.h5", "x")


@pytest.mark.parametrize("kind", BAD_COORDINATES)
def test_bad_coordinates_named_by_the_user_are_refused(tmp_path, kind):
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        file["mesh/bad"] = np.asarray(BAD_COORDINATES[kind])
    refused(tmp_path, (BAD_DATA, 2), [*DIVERGENCE, "--coords", "x=mesh/bad"], "mesh/bad")


def test_coordinates_must_have_one_dimension(tmp_path):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, (BAD_DATA, 2), [*DIVERGENCE, "--coords", "x=Ex"], "Ex")


@pytest.mark.parametrize("shape, edge_order, needed", [((1, 6), 1, 2), ((4, 1), 1, 2), ((2, 6), 2, 3), ((4, 2), 2, 3)])
def test_an_axis_too_short_for_the_edge_order_is_named(tmp_path, shape, edge_order, needed):
    good_file(tmp_path / "E.h5", shape)
    axis = "y" if shape[0] <= edge_order else "x"
    message = refused(tmp_path, BAD_DATA, [*DIVERGENCE, "--edge-order", edge_order], f"`{axis}`", str(needed))
    assert str(edge_order) in message


@pytest.mark.parametrize("command", ["divergence", "curl", "jacobian"])
def test_without_a_vector_field_the_error_lists_what_there_is(tmp_path, command):
    with h5py.File(tmp_path / "E.h5", "w") as file:
        file["temperature"] = np.ones((3, 4))
        file["pressure"] = np.ones((3, 4))
    refused(tmp_path, BAD_DATA, [command, "E.h5"], "E.h5", "temperature", "pressure")


def test_components_of_different_shapes_are_refused(tmp_path):
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        del file["Ey"]
        file["Ey"] = np.ones((6, 4))
    refused(tmp_path, BAD_DATA, [*DIVERGENCE, "--field", "E=Ex:x,Ey:y"], "Ey")
