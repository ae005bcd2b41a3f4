"""What every refusal has in common: a clear error, the right exit code, and nothing left behind."""

import fieldops
import h5py
import numpy as np

BAD_DATA, CANNOT_OPEN, CANNOT_CREATE, USAGE = 65, 66, 73, 2
# "memory allocation of" begins Rust's last words; HDF5's "memory allocation failed" is an error that it returns.
SIGNS_OF_A_CRASH = ("panicked", "RUST_BACKTRACE", "stack backtrace", "core dumped", "HDF5-DIAG", "memory allocation of")


def listing(folder):
    """Every path below a folder, and what a change of it would show in."""
    paths = sorted(folder.rglob("*"))
    return [(path.relative_to(folder), path.lstat().st_size, path.lstat().st_mtime_ns) for path in paths]


def refused(folder, codes, arguments, *words):
    """Runs the command in `folder` and asserts a clear refusal whose message holds every word; returns the message."""
    before = listing(folder)
    ended = fieldops.run(*arguments, cwd=folder)
    message = ended.stderr
    codes = codes if isinstance(codes, tuple) else (codes,)
    assert ended.returncode in codes, f"exit {ended.returncode} of {arguments}\n{message}"
    assert not any(sign in message for sign in SIGNS_OF_A_CRASH), message
    assert message.startswith("error: "), message
    assert sum(line.startswith("hint:") for line in message.splitlines()) <= 1, message
    assert all(character.isprintable() or character == "\n" for character in message), repr(message)
    for word in words:
        assert word in message, f"{word!r} is missing in:\n{message}"
    assert ended.stdout == ""
    assert listing(folder) == before, "the refusal left something behind"
    return message


def good_file(path, shape=(4, 6), **options):
    """A file with a field E that is in order; `options` go to `create_dataset`."""
    rng = np.random.default_rng(41)
    with h5py.File(path, "w") as file:
        for dim, length in zip("yx", shape):
            file.create_dataset(dim, data=np.cumsum(rng.uniform(0.2, 2.0, length))).make_scale(dim)
        for label in "xy":
            dataset = file.create_dataset(f"E{label}", data=rng.standard_normal(shape), **options)
            for place, dim in enumerate("yx"):
                dataset.dims[place].label = dim
                dataset.dims[place].attach_scale(file[dim])
    return path
