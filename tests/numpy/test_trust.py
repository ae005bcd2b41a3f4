"""No file is opened that the user did not name, and no plugin is loaded, unless an option allows it."""

import shutil
import subprocess

import fieldops
import h5py
import numpy as np
import pytest
from refusals import BAD_DATA, good_file, refused

DIVERGENCE = ["divergence", "E.h5"]
GIVEN = ["--field", "E=Ex:x,Ey:y"]
VALUES = np.random.default_rng(43).standard_normal((4, 6))


def external_link(file, name):
    file[name] = h5py.ExternalLink("hostile.h5", f"/{name}")


def link_in_the_middle_of_a_path(file, name):
    if "away" not in file:
        file["away"] = h5py.ExternalLink("hostile.h5", "/")
    file[name] = h5py.SoftLink(f"/away/{name}")


def raw_storage(file, name):
    file.create_dataset(name, (4, 6), "f8", external=[("hostile.bin", 0, 192)])


def virtual_dataset(file, name):
    layout = h5py.VirtualLayout((4, 6), "f8")
    layout[...] = h5py.VirtualSource("hostile.h5", name, shape=(4, 6))
    file.create_virtual_dataset(name, layout)


def part_of_a_virtual_dataset(file, name):
    layout = h5py.VirtualLayout((4, 6), "f8")
    layout[1:3] = h5py.VirtualSource("hostile.h5", name, shape=(4, 6))[0:2]
    file.create_virtual_dataset(name, layout)


KINDS = {
    external_link: "hostile.h5",
    link_in_the_middle_of_a_path: "hostile.h5",
    raw_storage: "hostile.bin",
    virtual_dataset: "hostile.h5",
    part_of_a_virtual_dataset: "hostile.h5",
}


def folder_with(tmp_path, kind):
    """A file E.h5 whose Ey lies in another file of the same folder."""
    good_file(tmp_path / "hostile.h5")
    VALUES.tofile(tmp_path / "hostile.bin")
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        del file["Ey"]
        kind(file, "Ey")
    return tmp_path


def opened(folder, *arguments):
    """Names of the files in `folder` that the command opened, or tried to."""
    trace = folder.parent / "trace"
    calls = "trace=open,openat,openat2,creat,stat,statx,newfstatat,access,readlink"
    command = ["strace", "-f", "-o", trace, "-e", calls, fieldops.binary(), *arguments]
    subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)
    return trace.read_text()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_lies_in_another_file_is_refused_with_its_name_and_the_option(tmp_path, kind):
    folder = folder_with(tmp_path, kind)
    refused(folder, BAD_DATA, [*DIVERGENCE, *GIVEN], "E.h5", "/Ey", KINDS[kind], "--allow-external")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("arguments", [[*DIVERGENCE, *GIVEN], DIVERGENCE, ["info", "E.h5"], ["info", "E.h5", "--json"]])
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_other_file_is_not_touched(tmp_path, kind, arguments):
    (tmp_path / "folder").mkdir()
    trace = opened(folder_with(tmp_path / "folder", kind), *arguments)
    assert '"E.h5"' in trace
    assert "hostile" not in trace


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_other_file_is_read_and_named_where_that_is_allowed(tmp_path, kind):
    folder = folder_with(tmp_path, kind)
    with h5py.File(folder / "hostile.h5") as file:
        there = file["Ey"][()]
    expected = there
    if kind is raw_storage:
        expected = VALUES
    if kind is part_of_a_virtual_dataset:
        expected = np.zeros((4, 6))
        expected[1:3] = there[0:2]
    path = "/away/Ey" if kind is link_in_the_middle_of_a_path else "/Ey"
    command = ["gradient", "E.h5", "--field", path, "--axes", "y,x", "--spacing", "0.3", "-o", "out.h5"]
    ended = fieldops.succeed(*command, "--allow-external", cwd=folder)
    assert KINDS[kind] in ended.stderr
    assert KINDS[kind] in fieldops.succeed("info", "E.h5", "--allow-external", cwd=folder).stdout
    (result,) = [values for key, values in fieldops.variables(folder / "out.h5").items() if key.endswith("Ey_dx")]
    np.testing.assert_array_equal(result, np.gradient(expected, 0.3, axis=1))


@pytest.mark.parametrize("damage", ["missing", "too short"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_allowed_file_that_cannot_serve_is_an_error_and_not_zeros(tmp_path, kind, damage):
    folder = folder_with(tmp_path, kind)
    if damage == "missing":
        (folder / KINDS[kind]).unlink()
    elif kind is raw_storage:
        VALUES[:3].tofile(folder / "hostile.bin")
    else:
        with h5py.File(folder / "hostile.h5", "r+") as file:
            del file["Ey"]
            file["Ey"] = VALUES[:1]
    command = ["derivative", "E.h5", "--field", "Ey", "--axes", "y,x", "--spacing", "0.3", "--axis", "y"]
    ended = fieldops.run(*command, "--allow-external", cwd=folder)
    assert ended.returncode in (BAD_DATA, 2), ended.stderr
    assert not (folder / "E.derivative.h5").exists()


def test_links_in_a_circle_through_other_files_end(tmp_path):
    for name, other in [("a.h5", "b.h5"), ("b.h5", "a.h5")]:
        with h5py.File(tmp_path / name, "w") as file:
            file["field"] = VALUES
            file["group/self"] = h5py.ExternalLink(name, "/")
            for number in range(4):
                file[f"group/{number}"] = h5py.ExternalLink(other, "/group")
    ended = fieldops.succeed("info", "a.h5", "--allow-external", cwd=tmp_path)
    assert "a.h5: HDF5, 2 variables\n" in ended.stdout, "one of each file"


PLUGIN = r"""
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>
typedef struct {
    int version, id;
    unsigned encoder, decoder;
    const char *name;
    void *can_apply, *set_local;
    size_t (*filter)(unsigned, size_t, const unsigned *, size_t, size_t *, void **);
} Filter;
static size_t negate(unsigned flags, size_t count, const unsigned *values, size_t bytes, size_t *room, void **buffer) {
    for (size_t i = 0; i < bytes; i++) ((unsigned char *)*buffer)[i] ^= 0xff;
    return bytes;
}
static Filter filter = {1, 421, 1, 1, "negate", NULL, NULL, negate};
int H5PLget_plugin_type(void) { return 0; }
const void *H5PLget_plugin_info(void) { return &filter; }
__attribute__((constructor)) static void loaded(void) { close(open("MARK", O_CREAT | O_WRONLY, 0600)); }
"""


@pytest.fixture(name="plugins")
def folder_of_a_plugin(tmp_path):
    """A folder with a filter plugin that leaves a mark where it is loaded, and a file E.h5 that needs it."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "negate.c").write_text(PLUGIN.replace("MARK", str(folder / "mark")))
    library = [compiler, "-shared", "-fPIC", "-o", folder / "libnegate.so", folder / "negate.c"]
    subprocess.run(library, check=True)
    good_file(tmp_path / "E.h5")
    with h5py.File(tmp_path / "E.h5", "r+") as file:
        values = file["Ey"][()]
        del file["Ey"]
        file.create_dataset("Ey", (4, 6), "f8", chunks=(4, 6), compression=421, allow_unknown_filter=True)
        file["Ey"].id.write_direct_chunk((0, 0), bytes(byte ^ 0xFF for byte in values.tobytes()))
    return folder, values


@pytest.mark.parametrize("arguments", [["info", "E.h5"], [*DIVERGENCE, *GIVEN]])
def test_no_plugin_is_loaded(tmp_path, plugins, arguments):
    folder, _ = plugins
    fieldops.run(*arguments, cwd=tmp_path, environment={"HDF5_PLUGIN_PATH": str(folder)})
    assert not (folder / "mark").exists()


@pytest.mark.parametrize("name", ["HDF5_VOL_CONNECTOR", "HDF5_DRIVER"])
def test_no_driver_of_the_environment_is_loaded(tmp_path, plugins, name):
    folder, _ = plugins
    good_file(tmp_path / "E.h5")
    fieldops.run(*DIVERGENCE, cwd=tmp_path, environment={"HDF5_PLUGIN_PATH": str(folder), name: "negate"})
    assert not (folder / "mark").exists()
    assert (tmp_path / "E.divergence.h5").exists()


def test_a_filter_that_only_a_plugin_knows_is_named_with_the_option(tmp_path, plugins, monkeypatch):
    folder, _ = plugins
    monkeypatch.setenv("HDF5_PLUGIN_PATH", str(folder))
    refused(tmp_path, BAD_DATA, [*DIVERGENCE, *GIVEN, "--axes", "y,x", "--spacing", "0.3"], "/Ey", "421", "--allow-plugins")


def test_an_allowed_plugin_is_loaded_and_named(tmp_path, plugins, monkeypatch):
    folder, values = plugins
    monkeypatch.setenv("HDF5_PLUGIN_PATH", str(folder))
    command = ["gradient", "E.h5", "--field", "Ey", "--axes", "y,x", "--spacing", "0.3", "-o", "out.h5"]
    ended = fieldops.succeed(*command, "--allow-plugins", cwd=tmp_path)
    assert (folder / "mark").exists()
    assert "`/Ey` is decompressed by the plugin for" in ended.stderr and "421" in ended.stderr
    assert "421" in fieldops.succeed("info", "E.h5", "--allow-plugins", cwd=tmp_path).stdout
    np.testing.assert_array_equal(fieldops.variables(tmp_path / "out.h5")["dEy_dx"], np.gradient(values, 0.3, axis=1))


def test_a_plugin_does_not_make_netcdf_follow_links(tmp_path):
    good_file(tmp_path / "hostile.h5")
    with h5py.File(tmp_path / "E.nc", "w") as file:
        file["Ex"] = h5py.ExternalLink("hostile.h5", "/Ex")
    refused(tmp_path, BAD_DATA, ["gradient", "E.nc", "--allow-external"], "E.nc", "/Ex", ".h5")
