"""What the programs of this folder share: times, and the fields of benches/operators/cases.rs."""

import json
import statistics
import time
from pathlib import Path

import numpy as np

AXES = (0, 1, 2)
SPACING = 0.3


def seconds(times):
    """Median and extremes."""
    return {"median": statistics.median(times), "min": min(times), "max": max(times)}


def taken(function):
    """Seconds that a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def component(shape, c, dtype):
    """(7 i + 13 j + 3 k + 5 c) mod 101, as benches/operators/cases.rs has it."""
    i, j, k = np.ogrid[tuple(map(slice, shape))]
    return ((i * 7 + j * 13 + k * 3 + c * 5) % 101).astype(dtype)


def coordinates(points, axes):
    """Coordinates of an axis, as benches/operators/cases.rs has them."""
    i = np.arange(points)
    return SPACING * i if axes == "even" else 0.1 * i + np.sin(0.05 * i)


def write_json(path, content):
    Path(path).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
