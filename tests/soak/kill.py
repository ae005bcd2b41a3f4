"""SIGKILL at random moments: the final path is absent, old, or complete, and a batch goes on where it stopped."""

import random
import time

from soak import BLOCKS, ENDINGS, Soak, contents, count, names, run, start, write_hdf5

SHAPE = (40, 44, 48)
MOMENTS = random.Random(21)


def lasting(folder, *arguments):
    """How long a run takes that nobody stops."""
    begin = time.monotonic()
    code, said = run(folder, *arguments)
    assert code == 0, said
    return time.monotonic() - begin


def killed(folder, duration, *arguments):
    """Whether the run was killed before it ended."""
    child = start(folder, *arguments)
    time.sleep(MOMENTS.uniform(0, duration))
    child.kill()
    child.communicate()
    return child.returncode != 0


def clear(folder, keep):
    """Removes what killed runs left: their temporaries, and nothing else."""
    for name in names(folder):
        if name not in keep:
            assert name.startswith(".") and name.endswith(".tmp"), name
            (folder / name).unlink()


def one_output(soak, ending, is_old, limits, runs):
    folder = soak.folder
    output = folder / f"out.{ending}"
    options = [*limits, "-o", output.name, "--overwrite"]
    duration = lasting(folder, "curl", "E.h5", *options)
    complete = contents(output)
    run(folder, "curl", "E.h5", *options, "--edge-order", "2")
    old = contents(output)
    old_bytes = output.read_bytes()
    for _ in range(runs):
        output.unlink(missing_ok=True)
        if is_old:
            output.write_bytes(old_bytes)
        was_killed = killed(folder, 1.2 * duration, "curl", "E.h5", *options)
        if not output.exists():
            soak.expect(not is_old, f"{output.name}: the old file is gone")
            state = "absent"
        else:
            try:
                found = contents(output)
            except Exception as error:  # Whatever a reader raises on a broken file.
                found = error
            state = "complete" if found == complete else "old" if is_old and found == old else "broken"
        soak.expect(state != "broken", f"{output.name} is neither old nor complete")
        soak.expect(was_killed or state == "complete", f"{output.name}: exit 0, but it is {state}")
        soak.counted(f"killed, {state}" if was_killed else "ended")
        clear(folder, {"E.h5", output.name})
    output.unlink(missing_ok=True)


def batch(soak):
    folder = soak.folder / "batch"
    folder.mkdir()
    inputs = [write_hdf5(folder / f"{name}.h5", (20, 22, 24), seed).name for seed, name in enumerate("abcde")]
    outputs = [name.replace(".h5", ".curl.h5") for name in inputs]
    arguments = ["curl", *inputs, "--memory", "200kB"]
    duration = lasting(folder, *arguments)
    complete = {name: contents(folder / name) for name in outputs}
    for _ in range(count(12, least=2)):
        for name in outputs:
            (folder / name).unlink()
        for _ in range(4):
            killed(folder, 0.6 * duration, *arguments, "--skip-existing")
            soak.counted("of a batch, killed")
        kept = {name: (folder / name).stat().st_mtime_ns for name in outputs if (folder / name).exists()}
        code, said = run(folder, *arguments, "--skip-existing")
        soak.expect(code == 0, f"the batch does not go on: exit {code}: {said}")
        for name in outputs:
            soak.expect(contents(folder / name) == complete[name], f"{name} differs after the batch went on")
            same = name not in kept or (folder / name).stat().st_mtime_ns == kept[name]
            soak.expect(same, f"{name} was complete and is written again")
        soak.counted("batches that went on")
        clear(folder, {*inputs, *outputs})


with Soak("kill") as soak:
    for shape, limits, runs in ((SHAPE, ["--memory", "1MB"], count(100)), (BLOCKS, [], count(40))):
        write_hdf5(soak.folder / "E.h5", shape)
        for ending in ENDINGS:
            for is_old in (False, True):
                one_output(soak, ending, is_old, limits, runs)
    batch(soak)
