#!/usr/bin/env python3
"""Times whole commands beside the least that they must do and beside the script that a user would write.

    python benches/command/command.py FIELDOPS FLOOR OUTPUT_JSON [--rounds R]

Each comparison takes turns, round by round, with the files in memory (/dev/shm where there is room). Programs are timed from
start to end; h5py's reading and writing alone are timed without the start of Python. FIELDOPS_BENCH_FILE_POINTS are the
points along the axes of the contiguous files (default 256), FIELDOPS_BENCH_DEFLATE_POINTS those of the compressed ones
(default 160).
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from clock import taken
from files import DEFLATE, make_field, reading, work_folder, writing

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
from timing import seconds, write_json  # noqa: E402

SCRIPT = Path(__file__).with_name("script_jacobian.py")
POINTS = int(os.environ.get("FIELDOPS_BENCH_FILE_POINTS", "256"))
DEFLATE_POINTS = int(os.environ.get("FIELDOPS_BENCH_DEFLATE_POINTS", "160"))
# The command's own fields, the script's and the floor's output in turn: twelve arrays at a time.
NEEDED = 14 * POINTS**3 * 8
THREADS = len(os.sched_getaffinity(0))


class Bench:
    def __init__(self, fieldops, floor, folder, rounds):
        self.fieldops, self.floor, self.folder, self.rounds = fieldops, floor, Path(folder), rounds
        self.output = self.folder / "output.h5"
        self.records = []

    def run(self, *command):
        """What a program takes."""
        words = [str(word) for word in command]
        return taken(lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL))

    def compute(self, operator, source, *options):
        """What runs the command."""
        words = (self.fieldops, operator, source, "--edge-order", 2, "-q", "-o", self.output, *options)
        return lambda: self.run(*words)

    def script(self, operator, source, *options):
        return lambda: self.run(sys.executable, SCRIPT, operator, source, self.output, *options)

    def compare(self, title, ways, slow=()):
        """Takes turns of ways that tell what they took. The slow ones have three turns."""
        times = {name: [] for name in ways}
        for round_ in range(self.rounds + 1):
            for name, way in ways.items():
                if name in slow and round_ > 3:
                    continue
                self.output.unlink(missing_ok=True)
                found = way()
                # The first round warms up.
                if round_ > 0:
                    times[name].append(found)
        self.output.unlink(missing_ok=True)
        self.record(title, times)

    def record(self, title, times):
        ways = {}
        for name, found in times.items():
            clock, processor = zip(*found)
            ways[name] = seconds(clock) | {"processor": statistics.median(processor)}
        self.records.append({"title": title, "ways": ways})
        print(title, *(f"{name} {way['median']:.4f} s" for name, way in ways.items()), sep="  ", flush=True)

    def size_of_output(self, operator, source, *options):
        self.output.unlink(missing_ok=True)
        self.compute(operator, source, *options)()
        return self.output.stat().st_size

    def contiguous(self):
        source = self.folder / "contiguous.h5"
        make_field(source, POINTS)
        for operator in ("jacobian", "divergence"):
            size = self.size_of_output(operator, source)
            title = f"{operator}, {source.stat().st_size / 1e6:.0f} MB in, {size / 1e6:.0f} MB out, contiguous"
            ways = {
                "floor": lambda size=size: self.run(self.floor, THREADS, source, self.output, size),
                "fieldops": self.compute(operator, source),
                "script": self.script(operator, source),
            }
            self.compare(title, ways, slow=("script",))
        source.unlink()

    def deflated(self):
        plain, source = self.folder / "plain.h5", self.folder / "deflated.h5"
        make_field(plain, DEFLATE_POINTS)
        make_field(source, DEFLATE_POINTS, **DEFLATE)
        raw = plain.stat().st_size / 1e6
        deflate = ("--compression", "deflate:4")
        self.compare(f"jacobian, {raw:.0f} MB, deflated in and out", {
            "fieldops": self.compute("jacobian", source, *deflate),
            "script": self.script("jacobian", source, "--deflate"),
        }, slow=("script",))
        # Else the results would be deflated as the input is.
        plainly = ("--compression", "none")
        self.compare(f"divergence of {raw:.0f} MB, deflated in; h5py only reads", {
            "fieldops": self.compute("divergence", source, *plainly),
            "not deflated": self.compute("divergence", plain),
            "h5py": lambda: reading(source),
            "h5py, threads": lambda: reading(source, THREADS),
        })
        results = self.folder / "results.h5"
        scalar = ("--field", "Ex")
        self.size_of_output("gradient", plain, *scalar)
        self.output.rename(results)
        self.compare(f"gradient of {raw / 3:.0f} MB, {raw:.0f} MB deflated out; h5py only writes", {
            "fieldops": self.compute("gradient", plain, *scalar, *deflate),
            "not deflated": self.compute("gradient", plain, *scalar),
            "h5py": lambda: writing(results, self.output),
        }, slow=("h5py",))

    def info(self):
        small = self.folder / "small.h5"
        make_field(small, 12)
        times = [self.run(self.fieldops, "info", small) for _ in range(20 * self.rounds)]
        self.record("info of a small file", {"fieldops": times})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fieldops")
    parser.add_argument("floor")
    parser.add_argument("output")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    parent = work_folder(NEEDED, Path(arguments.output).parent)
    with tempfile.TemporaryDirectory(prefix="fieldops-bench-", dir=parent) as folder:
        bench = Bench(arguments.fieldops, arguments.floor, folder, arguments.rounds)
        bench.contiguous()
        bench.deflated()
        bench.info()
    write_json(arguments.output, {"folder": str(parent), "threads": THREADS, "records": bench.records})


if __name__ == "__main__":
    main()
