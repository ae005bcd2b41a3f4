"""SIGTERM, SIGINT and SIGHUP at random moments: the run stops soon, says by its code why, and leaves nothing."""

import random
import signal
import time

from soak import BLOCKS, ENDINGS, Soak, contents, count, names, run, start, write_hdf5

SIGNALS = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGHUP: 129}
MOMENTS = random.Random(22)
# A window of a debug build on a busy machine.
LONGEST = 5.0


def one_output(soak, ending, limits, runs):
    """The longest time that a run took to end after its signal."""
    output = soak.folder / f"out.{ending}"
    arguments = ["curl", "E.h5", *limits, "-o", output.name]
    slowest = 0.0
    begin = time.monotonic()
    code, said = run(soak.folder, *arguments)
    assert code == 0, said
    duration = time.monotonic() - begin
    complete = contents(output)
    for number in range(runs):
        output.unlink(missing_ok=True)
        sent = list(SIGNALS)[number % len(SIGNALS)]
        child = start(soak.folder, *arguments)
        time.sleep(MOMENTS.uniform(0, 1.1 * duration))
        child.send_signal(sent)
        begin = time.monotonic()
        said = child.communicate()[1].decode()
        slowest = max(slowest, time.monotonic() - begin)
        left = names(soak.folder)
        if child.returncode == 0:
            soak.expect(contents(output) == complete, f"exit 0 after {sent.name}, but {output.name} is not complete")
            soak.counted("ended before")
        elif child.returncode == -sent:
            # Nobody listens before there is anything to remove; a shell says 128 + n for this too.
            soak.expect(said == "", f"ended by {sent.name} itself after it said {said!r}")
            soak.expect(left == ["E.h5"], f"{left} is left by {sent.name}")
            soak.counted("stopped before the output was created")
        else:
            soak.expect(child.returncode == SIGNALS[sent], f"exit {child.returncode} by {sent.name}: {said}")
            soak.expect(left == ["E.h5"], f"{left} is left by {sent.name}")
            soak.counted("stopped")
        for name in left:
            if name != "E.h5":
                (soak.folder / name).unlink()
    return slowest


with Soak("signals") as soak:
    slowest = 0.0
    for shape, limits, runs in (((40, 44, 48), ["--memory", "1MB"], count(100)), (BLOCKS, [], count(40))):
        write_hdf5(soak.folder / "E.h5", shape)
        slowest = max(slowest, *(one_output(soak, ending, limits, runs) for ending in ENDINGS))
    soak.expect(slowest < LONGEST, f"a run went on for {slowest:.1f} s after its signal")
