"""The tables, for the terminal and for docs/performance.md."""

from collections import defaultdict


def grid(shape):
    return f"{shape[0]}³" if len(set(shape)) == 1 else "×".join(map(str, shape))


def milliseconds(seconds):
    def digits(value):
        return f"{value * 1e3:.3g}" if value < 1 else f"{value * 1e3:.0f}"

    return f"{digits(seconds['median'])} ({digits(seconds['min'])}–{digits(seconds['max'])})"


def rate(record, seconds):
    return record["bytes"] / seconds["median"] / 1e9


def key(record):
    return record["operator"], record["dtype"], record["axes"]


def most_threads(operators):
    return max(record["threads"] for record in operators)


def largest(operators):
    """The largest cube; without a cube, the first grid."""
    cubes = [tuple(record["shape"]) for record in operators if len(set(record["shape"])) == 1]
    return max(cubes, default=tuple(operators[0]["shape"]))


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
    rows = [["operator", "type", "axes", "grid", "threads", "median (min–max) in ms", "GB/s", "time/limit",
             *(f"{peer}/fieldops" for peer in peers)]]
    for record in results["operators"]:
        others = ratios[key(record), tuple(record["shape"])] if record["threads"] == threads else {}
        rows.append([*key(record), grid(record["shape"]), str(record["threads"]), milliseconds(record["seconds"]),
                     f"{rate(record, record['seconds']):.1f}", f"{record['ratio']:.2f}",
                     *(f"{others[peer]:.1f}" if peer in others else "" for peer in peers)])
    return rows


def on_the_largest(results):
    """For the page: the largest cube, on all threads and on one."""
    operators = results["operators"]
    shape, threads = largest(operators), most_threads(operators)
    cases = [record for record in operators if tuple(record["shape"]) == shape]
    alone = {key(record): record for record in cases if record["threads"] == 1}
    rows = [["operator", "type", "axes", "median (min–max) in ms", "GB/s", "limit, GB/s", "time/limit",
             "time/limit, one thread"]]
    for record in cases:
        if record["threads"] == threads:
            rows.append([*key(record), milliseconds(record["seconds"]), f"{rate(record, record['seconds']):.1f}",
                         f"{rate(record, record['limit']):.1f}", f"{record['ratio']:.2f}",
                         f"{alone[key(record)]['ratio']:.2f}" if key(record) in alone else ""])
    return rows


def on_other_grids(results):
    """For the page: time by limit on the other grids, on all threads."""
    operators = results["operators"]
    threads = most_threads(operators)
    shapes = list(dict.fromkeys(tuple(record["shape"]) for record in operators))
    shapes = [shape for shape in shapes if shape != largest(operators)]
    ratios = defaultdict(dict)
    for record in operators:
        if record["threads"] == threads:
            ratios[key(record)][tuple(record["shape"])] = f"{record['ratio']:.2f}"
    rows = [["operator", "type", "axes", *map(grid, shapes)]]
    return rows + [[*case, *(found.get(shape, "") for shape in shapes)] for case, found in ratios.items()]


def peers(results):
    """For the page: how many times as long as fieldops the peers take."""
    versions = results["peers"]["versions"]
    rows = [["operator", "type", "axes", *(f"{peer} {version}" for peer, version in versions.items())]]
    for (case, _), found in times_as_long(results).items():
        rows.append([*case, *(f"{found[peer]:.1f}" if peer in found else "" for peer in versions)])
    return rows


def commands(results):
    """Whole commands: seconds of each way, and what it took by what fieldops took."""
    rows = [["", "way", "median (min–max) in ms", "by fieldops' time"]]
    for record in results["command"]["records"]:
        own = record["ways"]["fieldops"]["median"]
        for number, (way, seconds) in enumerate(record["ways"].items()):
            rows.append([record["title"] if number == 0 else "", way, milliseconds(seconds),
                         f"{seconds['median'] / own:.2f}"])
    return rows


def plain(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def markdown(rows):
    head, *rest = rows
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rest])
