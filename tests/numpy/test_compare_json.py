"""The page on `compare --json` documents every key of it, and no other."""

import json
import re

import fieldops
import h5py
import numpy as np
import pytest
from json_pages import check_keys, check_types, documented, fits, printed

PAGE = fieldops.ROOT / "docs" / "compare-json.md"


def write(path, units, extra):
    """Variables of which each gets another verdict; B changes some of the values."""
    rng = np.random.default_rng(101)
    with h5py.File(path, "w") as file:
        file["x"] = [0.0, 0.25, 1.0, 4.0]
        file["x"].make_scale("x")
        for name, dtype in [("same", "f8"), ("close", "f4"), ("far", "f8"), ("wave", "c16")]:
            values = rng.standard_normal((4, 3)) + (1j * rng.standard_normal((4, 3)) if dtype == "c16" else 0)
            variable = file.create_dataset(name, data=values, dtype=dtype, chunks=(2, 3), compression="gzip")
            variable.dims[0].attach_scale(file["x"])
            variable.attrs["units"] = "V/m"
        file["far"].attrs["units"] = units
        file["large"] = np.array([0, 2**53 + 1])
        file["flags"] = [True, False]
        file["away"] = h5py.ExternalLink("elsewhere.h5", "/x")
        for name, values in extra.items():
            file[name] = values
    return path


@pytest.fixture(name="document", scope="module")
def document_of_differences(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    a = write(folder / "a.h5", "V/m", {"only": [0.5], "shape": [0.5, 2.5], "kind": [0.5]})
    b = write(folder / "b.h5", "kV/m", {"new": [0.5], "shape": [0.5], "kind": [b"text"]})
    with h5py.File(b, "a") as file:
        file["close"][2, 1] += 1e-4
        file["far"][0, 0] = np.nan
        file["far"][1, 2] = 7.5
        file["wave"][3, 0] = np.inf
        file["wave"][3, 1] += 2j
        file["units"] = [1.5]
        file["units"].attrs["units"] = "m"
    with h5py.File(a, "a") as file:
        file["units"] = [1.5]
        file["units"].attrs["units"] = "km"
    ended = fieldops.run("compare", a, b, "--json", "--atol", "1e-3")
    assert (ended.returncode, ended.stderr) == (1, "")
    return json.loads(ended.stdout)


def test_every_key_is_documented_and_every_documented_key_is_printed(document):
    check_keys(document, PAGE)


def test_values_have_the_documented_types(document):
    check_types(document, PAGE)


def test_every_key_is_seen_with_a_value(document):
    seen = {(place, key) for place, key, value in printed(document) if value not in (None, [])}
    assert seen == set(documented(PAGE))


def verdicts(heading):
    table = PAGE.read_text().partition(f"\n| {heading} | meaning |")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_every_verdict_is_documented(document):
    found = {variable["verdict"] for variable in document["variables"]}
    assert found == verdicts("no difference") | verdicts("difference")


def test_verdicts_are_differences_as_the_page_says(document):
    for variable in document["variables"]:
        copies = [document[side]["path"] for side in "ab"]
        ended = fieldops.run("compare", *copies, "--atol", "1e-3", "--variable", variable["path"], "--json")
        if variable["verdict"] == "not_compared":
            assert ended.returncode == 65
            continue
        assert json.loads(ended.stdout)["equal"] == (variable["verdict"] in verdicts("no difference"))


def test_the_schema_is_that_of_the_page(document):
    assert f"now {document['schema']}." in PAGE.read_text()


def test_types_that_do_not_fit_are_told():
    assert fits("NaN", "float") and fits([0.5, "inf"], "value") and fits(2, "value")
    for value, kind in [("nan", "float"), (None, "float"), ([1.5], "value"), ([1.5, None], "value"), (True, "float")]:
        assert not fits(value, kind), (value, kind)
