"""Runs the examples of the documentation and compares what the command prints with what the pages show.

    docs/conventions/examples.py            says which examples are out of date
    docs/conventions/examples.py --update   writes what the command prints into the pages

An example is a fenced block of the kind `console`. Each of its lines that starts with `$ fieldops` is a command; what
follows is its output, messages included. The commands of a page run one after the other in an empty folder into which
`samples.py` has written the page's files. The command is FIELDOPS_BIN, or else the newest build of this checkout.
"""

import argparse
import difflib
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TIME_LIMIT = 20

# The samples lie beside this file; the tests know which command is under test.
sys.path[:0] = [str(pathlib.Path(__file__).parent), str(ROOT / "tests" / "numpy")]

import fieldops  # noqa: E402
from samples import SAMPLES  # noqa: E402

BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
PROMPT = "$ "


def pages():
    """The pages with examples, by their paths below `docs`."""
    return sorted(SAMPLES)


def commands(block):
    """The command lines of a block."""
    return [line.removeprefix(PROMPT) for line in block.splitlines() if line.startswith(PROMPT)]


def run(command, folder):
    """What the command prints in this folder, to both streams, without white space at the ends of lines."""
    program, *arguments = shlex.split(command)
    if program != "fieldops":
        raise ValueError(f"an example runs `{program}`, not fieldops")
    ended = subprocess.run(
        [fieldops.binary(), *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    return "".join(f"{line.rstrip()}\n" for line in ended.stdout.splitlines())


def refreshed(page, folder):
    """The text of a page with the output of its commands, which run in this empty folder."""
    SAMPLES[page](folder)

    def rerun(block):
        return "\n".join(f"{PROMPT}{command}\n{run(command, folder)}" for command in commands(block[0]))

    return BLOCK.sub(rerun, (DOCS / page).read_text())


def difference(page, folder):
    """How a page differs from what the command prints now; nothing where it does not."""
    shown = (DOCS / page).read_text().splitlines(keepends=True)
    now = refreshed(page, folder).splitlines(keepends=True)
    return "".join(difflib.unified_diff(shown, now, f"docs/{page}", "what the command prints"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="write the output into the pages")
    arguments = parser.parse_args()
    if fieldops.binary() is None:
        parser.error("there is no command: build it, or set FIELDOPS_BIN")
    stale = 0
    for page in pages():
        with tempfile.TemporaryDirectory() as folder:
            found = difference(page, pathlib.Path(folder))
        if not found:
            continue
        stale += 1
        if arguments.update:
            with tempfile.TemporaryDirectory() as folder:
                text = refreshed(page, pathlib.Path(folder))
            (DOCS / page).write_text(text)
            print(f"updated docs/{page}")
        else:
            print(found, end="")
    return 1 if stale and not arguments.update else 0


if __name__ == "__main__":
    sys.exit(main())
