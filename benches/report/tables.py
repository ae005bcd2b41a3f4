"""The tables, for the terminal and for docs/performance.md.

A ratio is always the time of what is beside fieldops by the time of fieldops: the streaming limit, a peer, a script.
"""

import math
from collections import defaultdict


def grid(shape):
    return f"{shape[0]}³" if len(set(shape)) == 1 else "×".join(map(str, shape))


def milliseconds(value):
    return f"{value * 1e3:.3g}" if value < 1 else f"{value * 1e3:.0f}"


def extent(seconds):
    """Median and extremes."""
    return f"{milliseconds(seconds['median'])} ({milliseconds(seconds['min'])}–{milliseconds(seconds['max'])})"


def rate(record, seconds):
    return record["bytes"] / seconds["median"] / 1e9


def is_interleaved(record):
    """Whether the components of a point stand side by side; peers are measured where they do not."""
    return record.get("layout") == "interleaved"


def key(record):
    name = record["operator"] + (", interleaved" if is_interleaved(record) else "")
    return name, record["dtype"], record["axes"]


def most_threads(operators):
    return max(record["threads"] for record in operators["records"])


def on_most_threads(operators):
    threads = most_threads(operators)
    return [record for record in operators["records"] if record["threads"] == threads]


def reference(operators):
    """The grid that one thread and the peers are measured on."""
    return tuple(operators["reference"])


def mebibytes(record):
    return "?" if record["memory"] is None else f"{record['memory'] / 2**20:.1f}"


def times_as_long(results):
    """For each case that peers ran: what they took by what fieldops took in the same rounds."""
    found = defaultdict(dict)
    for record in results["peers"]["records"]:
        ratio = record["seconds"]["median"] / record["fieldops"]["median"]
        found[key(record), tuple(record["shape"])][record["peer"]] = ratio
    return found


def whole(results):
    """One row for each case, for the terminal."""
    peers = list(results["peers"]["versions"])
    ratios = times_as_long(results)
    threads = most_threads(results["operators"])
    rows = [["operator", "type", "axes", "grid", "threads", "median (min–max) in ms", "GB/s", "limit/time",
             "MiB more", *(f"{peer}/fieldops" for peer in peers)]]
    for record in results["operators"]["records"]:
        others = ratios[key(record), tuple(record["shape"])] if record["threads"] == threads else {}
        rows.append([*key(record), grid(record["shape"]), str(record["threads"]), extent(record["seconds"]),
                     f"{rate(record, record['seconds']):.1f}", f"{record['of_limit']:.2f}", mebibytes(record),
                     *(f"{others[peer]:.1f}" if peer in others else "" for peer in peers)])
    return rows


def on_reference(results):
    """For the page: the grid of reference, on all threads and on one."""
    operators = results["operators"]
    shape, threads = reference(operators), most_threads(operators)
    cases = [record for record in operators["records"] if tuple(record["shape"]) == shape]
    alone = {key(record): record for record in cases if record["threads"] == 1}
    rows = [["operator", "type", "axes", "median (min–max) in ms", "GB/s", "limit, GB/s", "limit/time",
             "limit/time, one thread"]]
    for record in cases:
        if record["threads"] == threads:
            rows.append([*key(record), extent(record["seconds"]), f"{rate(record, record['seconds']):.1f}",
                         f"{rate(record, record['limit']):.1f}", f"{record['of_limit']:.2f}",
                         f"{alone[key(record)]['of_limit']:.2f}" if key(record) in alone else ""])
    return rows


def memory(results):
    """What the operators took beyond their arrays, at most."""
    known = [record for record in results["operators"]["records"] if record["memory"] is not None]
    if not known:
        return "Memory beyond inputs and outputs: not measured on this system."
    record = max(known, key=lambda record: record["memory"])
    where = ", ".join([*key(record), grid(record["shape"])])
    return f"Memory beyond inputs and outputs: at most {mebibytes(record)} MiB ({where}); under 16 MiB is the promise."


def spread(records):
    """By how much the time per point is larger on the slowest grid than on the fastest."""
    times = [record["seconds"]["median"] / math.prod(record["shape"]) for record in records]
    return f"{max(times) / min(times) - 1:.0%}" if len(times) > 1 else ""


def on_other_grids(results):
    """For the page: the limit by the time on the other grids, and how flat the time per point is, on all threads."""
    operators = results["operators"]
    cases = defaultdict(dict)
    for record in on_most_threads(operators):
        cases[key(record)][tuple(record["shape"])] = record
    shapes = list(dict.fromkeys(shape for found in cases.values() for shape in found))
    others = [shape for shape in shapes if shape != reference(operators)]
    rows = [["operator", "type", "axes", *map(grid, others), "time per point: spread over cubes", "over all grids"]]
    for case, found in cases.items():
        if len(found) > 1:
            cubes = [record for shape, record in found.items() if len(set(shape)) == 1]
            ratios = (f"{found[shape]['of_limit']:.2f}" if shape in found else "" for shape in others)
            rows.append([*case, *ratios, spread(cubes), spread(found.values())])
    return rows


def peers(results):
    """For the page: how many times as long as fieldops the peers take."""
    versions = results["peers"]["versions"]
    rows = [["operator", "type", "axes", *(f"{peer} {version}" for peer, version in versions.items())]]
    for (case, _), found in times_as_long(results).items():
        rows.append([*case, *(f"{found[peer]:.1f}" if peer in found else "" for peer in versions)])
    return rows


def commands(results):
    """Whole commands: what each way took, that by what fieldops took, and the time of all processors together."""
    rows = [["", "way", "median (min–max) in ms", "by fieldops' time", "processor time in ms"]]
    for record in results["command"]["records"]:
        own = record["ways"]["fieldops"]["median"]
        for number, (way, seconds) in enumerate(record["ways"].items()):
            rows.append([record["title"] if number == 0 else "", way, extent(seconds),
                         f"{seconds['median'] / own:.2f}", milliseconds(seconds["processor"])])
    return rows


def plain(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def markdown(rows):
    head, *rest = rows
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rest])
