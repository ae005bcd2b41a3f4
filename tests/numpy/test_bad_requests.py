"""Requests that cannot be met are refused before any work: usage, and where the output would go."""

import os

import fieldops
import pytest
from refusals import BAD_DATA, CANNOT_CREATE, USAGE, good_file, refused

DIVERGENCE = ["divergence", "E.h5"]
WRONG_OPTIONS = [
    ["--edge-order", "3"],
    ["--edge-order", "0"],
    ["--edge-order=-1"],
    ["--edge-order", "1.5"],
    ["--spacing", "0"],
    ["--spacing", "nan"],
    ["--spacing", "inf"],
    ["--spacing", "x=0,y=0.1"],
    ["--spacing", "x=0.1,y=nan"],
    ["--spacing", ""],
    ["--spacing", "x=0.1,x=0.2"],
    ["--spacing", "q=0.1"],
    ["--coords", "x"],
    ["--threads", "0"],
    ["--threads", "many"],
    ["--memory", "0"],
    ["--memory", "much"],
    ["--layout", "scattered"],
    ["--dtype", "f16"],
    ["--compression", "deflate:10"],
    ["--compression", "snappy"],
    ["--axes", "x,x"],
    ["--overwrite", "--skip-existing"],
    ["--no-such-option"],
]


@pytest.mark.parametrize("options", WRONG_OPTIONS, ids=" ".join)
def test_a_wrong_option_is_a_usage_error(tmp_path, options):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, USAGE, [*DIVERGENCE, *options])


def test_a_derivative_needs_an_axis(tmp_path):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, USAGE, ["derivative", "E.h5"], "--axis")


@pytest.mark.parametrize("order", ["0", "-1", "1.5", "x"])
def test_a_derivative_has_an_order_that_exists(tmp_path, order):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, USAGE, ["derivative", "E.h5", "--axis", "x", f"--order={order}"])


def test_an_axis_that_the_field_lacks_is_refused(tmp_path):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, (USAGE, BAD_DATA), ["derivative", "E.h5", "--axis", "w"], "w")


def test_a_field_that_the_file_lacks_is_refused(tmp_path):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, (USAGE, BAD_DATA), [*DIVERGENCE, "--field", "B"], "B")


def test_coordinates_that_the_file_lacks_are_refused(tmp_path):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, (USAGE, BAD_DATA), [*DIVERGENCE, "--coords", "x=/mesh/x"], "mesh/x")


def test_an_output_that_exists_is_kept(tmp_path):
    good_file(tmp_path / "E.h5")
    (tmp_path / "out.h5").write_text("precious")
    refused(tmp_path, CANNOT_CREATE, [*DIVERGENCE, "-o", "out.h5"], "out.h5", "--overwrite")
    (tmp_path / "E.divergence.h5").write_text("precious")
    refused(tmp_path, CANNOT_CREATE, DIVERGENCE, "E.divergence.h5", "--overwrite")


def test_an_output_that_exists_is_replaced_on_request(tmp_path):
    good_file(tmp_path / "E.h5")
    (tmp_path / "out.h5").write_text("old")
    fieldops.succeed(*DIVERGENCE, "-o", "out.h5", "--overwrite", cwd=tmp_path)
    assert list(fieldops.variables(tmp_path / "out.h5")) == ["div_E"]


def test_an_output_that_exists_is_skipped_on_request(tmp_path):
    good_file(tmp_path / "E.h5")
    fieldops.succeed(*DIVERGENCE, "-o", "out.h5", cwd=tmp_path)
    before = (tmp_path / "out.h5").stat()
    fieldops.succeed(*DIVERGENCE, "-o", "out.h5", "--skip-existing", cwd=tmp_path)
    after = (tmp_path / "out.h5").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("overwrite", [[], ["--overwrite"]])
@pytest.mark.parametrize("way", ["same path", "dotted path", "symbolic link", "hard link", "link as input"])
def test_the_input_is_never_the_output(tmp_path, way, overwrite):
    original = good_file(tmp_path / "E.h5").read_bytes()
    source, output = "E.h5", {"same path": "E.h5", "dotted path": "./E.h5"}.get(way, "link.h5")
    if way in ("symbolic link", "link as input"):
        (tmp_path / "link.h5").symlink_to("E.h5")
    elif way == "hard link":
        os.link(tmp_path / "E.h5", tmp_path / "link.h5")
    if way == "link as input":
        source, output = output, source
    refused(tmp_path, CANNOT_CREATE, ["divergence", source, "-o", output, *overwrite], output.removeprefix("./"))
    assert (tmp_path / "E.h5").read_bytes() == original


def test_an_output_folder_that_is_missing_is_named(tmp_path):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, CANNOT_CREATE, [*DIVERGENCE, "-o", "nowhere/out.h5"], "nowhere/out.h5")


def test_a_folder_is_no_output(tmp_path):
    good_file(tmp_path / "E.h5")
    (tmp_path / "out.h5").mkdir()
    refused(tmp_path, CANNOT_CREATE, [*DIVERGENCE, "-o", "out.h5", "--overwrite"], "out.h5")


def test_an_ending_that_names_no_format_is_refused(tmp_path):
    good_file(tmp_path / "E.h5")
    refused(tmp_path, (USAGE, CANNOT_CREATE), [*DIVERGENCE, "-o", "out.xyz"], "out.xyz")


def test_bad_input_leaves_an_older_output_as_it_was(tmp_path):
    (tmp_path / "E.h5").write_bytes(b"no HDF5")
    (tmp_path / "out.h5").write_text("older")
    refused(tmp_path, BAD_DATA, [*DIVERGENCE, "-o", "out.h5", "--overwrite"], "E.h5")
    assert (tmp_path / "out.h5").read_text() == "older"
