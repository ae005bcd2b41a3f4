"""The command takes as many threads as it is told to, or as the job may use, and no more."""

import os
import pathlib
import subprocess
import time

import fieldops
import h5py
import numpy as np
import pytest

AFFINITY = sorted(os.sched_getaffinity(0))


@pytest.fixture(scope="module", name="folder")
def folder_with_a_large_field(tmp_path_factory):
    folder = tmp_path_factory.mktemp("threads")
    with h5py.File(folder / "T.h5", "w") as file:
        file["T"] = np.random.default_rng(44).standard_normal((120, 110, 100))
    return folder


GRADIENT = "gradient T.h5 --spacing 0.3 -o out.h5 --overwrite --memory 2MB".split()


def name_of(task):
    """The name of a thread, empty once it has ended."""
    try:
        return task.read_text().strip()
    except OSError:
        return ""


def threads(folder, *options, environment=None, processors=None, cgroup=None, command=GRADIENT):
    """The most threads that compute at a time; the first one of the command, which bears its name, computes too.

    Others, such as the one that watches over the opening of an input, only sleep.
    """

    def prepare():
        if processors is not None:
            os.sched_setaffinity(0, processors)
        if cgroup is not None:
            (cgroup / "cgroup.procs").write_text(str(os.getpid()))

    plain = {name: value for name, value in os.environ.items() if name not in ("RAYON_NUM_THREADS", "SLURM_CPUS_PER_TASK")}
    child = subprocess.Popen(
        [fieldops.binary(), *command, *options],
        cwd=folder,
        env={**plain, **(environment or {})},
        preexec_fn=prepare,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    most = 0
    tasks = pathlib.Path(f"/proc/{child.pid}/task")
    while child.poll() is None:
        most = max(most, 1 + len([task for task in tasks.glob("*/comm") if name_of(task).startswith("compute-")]))
        time.sleep(0.0005)
    assert child.wait() == 0, child.stderr.read()
    return most


def test_the_option_goes_before_the_environment(folder):
    both = {"RAYON_NUM_THREADS": "2", "SLURM_CPUS_PER_TASK": "4"}
    assert threads(folder, "--threads", "3", environment=both) == 3


def test_one_variable_of_the_environment_goes_before_the_other(folder):
    assert threads(folder, environment={"RAYON_NUM_THREADS": "3", "SLURM_CPUS_PER_TASK": "4"}) == 3
    assert threads(folder, environment={"SLURM_CPUS_PER_TASK": "4"}) == 4


@pytest.mark.parametrize("value", ["", "0", "many", "-1"])
def test_a_variable_without_a_number_counts_as_unset(folder, value):
    environment = {"RAYON_NUM_THREADS": value, "SLURM_CPUS_PER_TASK": value}
    assert threads(folder, environment=environment) == threads(folder)


@pytest.mark.parametrize("command", ["info x.h5", "compare x.h5 x.h5"])
def test_commands_that_only_read_keep_to_the_limits_too(folder, command):
    with h5py.File(folder / "x.h5", "w") as file:
        file.create_dataset("x", data=np.cumsum(np.random.default_rng(45).uniform(1, 2, 1 << 21)), compression=1)
        file["f"] = np.zeros(1 << 21)
        file["x"].make_scale("x")
        file["f"].dims[0].attach_scale(file["x"])
    command = command.split()
    assert threads(folder, command=command, environment={"SLURM_CPUS_PER_TASK": "1"}) == 1
    assert threads(folder, "--threads", "7", command=command) == 7


@pytest.mark.parametrize("environment", [{}, {"RAYON_NUM_THREADS": "20000"}, {"SLURM_CPUS_PER_TASK": "20000"}])
@pytest.mark.parametrize("command", ["info T.h5", "gradient T.h5 -o many.h5", "compare T.h5 T.h5"])
def test_far_more_threads_than_processors_are_refused(folder, command, environment):
    asked = [] if environment else ["--threads", "20000"]
    ended = fieldops.run(*command.split(), *asked, cwd=folder, environment={"RAYON_NUM_THREADS": "", **environment})
    name = next(iter(environment), "--threads")
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"error: {name} asks for 20000 threads, but ")
    assert not (folder / "many.h5").exists()


@pytest.mark.parametrize("processors", [AFFINITY[:1], AFFINITY[-1:], AFFINITY])
def test_without_them_it_takes_as_many_as_the_affinity_allows(folder, processors):
    assert threads(folder, processors=processors) <= len(processors)
    assert threads(folder, processors=processors) >= 1


@pytest.fixture(name="one_processor")
def cgroup_of_one_processor():
    """A control group whose processes get the time of one processor, of whichever version this machine has."""
    root = pathlib.Path("/sys/fs/cgroup")
    newer = root / "cgroup.controllers"
    group = (root if newer.exists() else root / "cpu") / f"fieldops_test_{os.getpid()}"
    limit, value = (group / "cpu.max", "100000 100000") if newer.exists() else (group / "cpu.cfs_quota_us", "100000")
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"no control group can be made here: {error}")
    try:
        if not limit.exists():
            pytest.skip("control groups limit no processors here")
        limit.write_text(value)
        yield group
    finally:
        group.rmdir()


def test_it_takes_as_many_as_the_cgroup_allows(folder, one_processor):
    if len(AFFINITY) < 2:
        pytest.skip("there is one processor only")
    assert threads(folder, cgroup=one_processor) == 1
    assert threads(folder) > 1
