"""One to three flipped bits anywhere in an input: no panic, no signal, no endless run, no memory without end.

Where that happens all the same, the file is kept in target/soak, and the program fails, unless h5dump or ncdump fail on
it in the same manner: then the fault is the library's, and is counted as known.
"""

import multiprocessing
import os
import pathlib
import random
import shutil
import subprocess
import tempfile

from soak import ROOT, SIGNS_OF_A_CRASH, Soak, count, limited, names, run, write_inputs

ENDS = {0: "read", 1: "refused", 2: "refused", 65: "refused", 66: "refused", 74: "refused"}
KEPT = ROOT / "target" / "soak"
COMMANDS = [["curl"], ["jacobian", "--layout", "stacked"], ["info"], ["laplacian"]]


def damaged(whole, chance):
    """Half of the flips fall into the first 2 KiB or so, where most of the structure is."""
    bits = bytearray(whole)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(bits)) if chance.random() < 0.5 else chance.randrange(min(len(bits), 4096))
        bits[place] ^= 1 << chance.randrange(8)
    return bits


def one(task):
    """How a run on a damaged copy ended; what is wrong with that, and the copy, where something is."""
    source, seed = task
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="fieldops-bits-") as name:
        folder = pathlib.Path(name)
        path = folder / source.name
        path.write_bytes(damaged(source.read_bytes(), chance))
        command = chance.choice(COMMANDS)
        output = [] if command == ["info"] else ["-o", "out.h5"]
        code, said = run(folder, *command, path.name, *output)
        left = set(names(folder)) - {path.name, *(["out.h5"] if code == 0 else [])}
        wrong = None
        if code is None:
            wrong = "hangs"
        elif code not in ENDS:
            wrong = f"crashes ({code})"
        elif any(sign in said for sign in SIGNS_OF_A_CRASH):
            wrong = "tells of a crash"
        elif left:
            wrong = f"leaves {left}"
        if wrong is None:
            return ENDS[code], None
        KEPT.mkdir(parents=True, exist_ok=True)
        kept = KEPT / f"{seed}-{source.name}"
        shutil.copy(path, kept)
        return wrong, f"{' '.join(command)} {kept}: {wrong}: {said[-300:]}"


def library_fails_too(path):
    """Whether a tool of the library itself crashes or hangs on the file."""
    tools = [["h5dump", path]] if path.suffix == ".h5" else [["ncdump", path], ["h5dump", path]]
    for tool in tools:
        if shutil.which(tool[0]) is None:
            continue
        try:
            ended = subprocess.run(tool, capture_output=True, timeout=20, preexec_fn=limited(), check=False)
        except subprocess.TimeoutExpired:
            return True
        if ended.returncode < 0:
            return True
    return False


if __name__ == "__main__":
    with Soak("bit_flips") as soak:
        inputs = write_inputs(soak.folder)
        total = count(10_000, least=40)
        tasks = [(inputs[number % len(inputs)], 31_000 + number) for number in range(total)]
        with multiprocessing.Pool(len(os.sched_getaffinity(0))) as pool:
            for outcome, failure in pool.imap_unordered(one, tasks, chunksize=8):
                if failure is None:
                    soak.counted(outcome)
                elif library_fails_too(pathlib.Path(failure.split(": ")[0].split()[-1])):
                    soak.counted(f"{outcome}, as does the library's own tool")
                else:
                    soak.counted(outcome)
                    soak.failures.append(failure)
