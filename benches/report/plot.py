"""The plot of docs/performance.md: the operators beside the limit, the peers beside fieldops, whole commands."""

import tables

KINDS = (("f64", "even", "#1b6ca8"), ("f64", "uneven", "#7fb3d8"), ("f32", "even", "#c7622b"), ("f32", "uneven", "#eab38f"))
PEERS = {
    "numpy": ("o", "#333333"), "xarray": ("s", "#7a7a7a"), "findiff": ("D", "#8e5ea2"),
    "numba": ("^", "#2a9d6f"), "jax": ("v", "#d1495b"), "vtk": ("p", "#c79a1c"),
}
WAYS = {"floor": "#bbbbbb", "fieldops": "#1b6ca8", "not deflated": "#7fb3d8", "script": "#d1495b",
        "h5py": "#c79a1c", "h5py, threads": "#e0c578"}


def throughput(axes, results):
    operators = results["operators"]
    shape, threads = tables.reference(operators), tables.most_threads(operators)
    cases = {tables.key(record): record for record in tables.on_most_threads(operators)
             if tuple(record["shape"]) == shape and not tables.is_interleaved(record)}
    names = list(dict.fromkeys(name for name, _, _ in cases))
    width = 0.8 / len(KINDS)
    for number, (dtype, spacing, colour) in enumerate(KINDS):
        for place, name in enumerate(names):
            record = cases.get((name, dtype, spacing))
            if record is None:
                continue
            x = place + (number - 1.5) * width
            label = f"{dtype}, {spacing} axes" if place == 0 else None
            axes.bar(x, tables.rate(record, record["seconds"]), 0.9 * width, color=colour, label=label, zorder=2)
            limit = tables.rate(record, record["limit"])
            axes.plot([x - width / 2, x + width / 2], [limit] * 2, color="black", linewidth=2, solid_capstyle="butt",
                      label="streaming limit" if (number, place) == (len(KINDS) - 1, 0) else None, zorder=3)
    axes.set_xticks(range(len(names)), [name.replace("_", "\n") for name in names])
    axes.set_ylabel("compulsory traffic / time  [GB/s]")
    axes.set_ylim(0, 1.3 * axes.get_ylim()[1])
    axes.set_title(f"Operators in memory: {tables.grid(shape)} points, {threads} threads", loc="left")
    axes.legend(ncols=3, frameon=False, loc="upper left")
    axes.grid(axis="y", color="#dddddd", zorder=0)


def peers(axes, results):
    ratios = {case: found for (case, _), found in tables.times_as_long(results).items() if case[1] == "f64"}
    names = list(dict.fromkeys(name for name, _, _ in ratios))
    shown = list(results["peers"]["versions"])
    for place, name in enumerate(names):
        for number, peer in enumerate(shown):
            marker, colour = PEERS[peer]
            x = place + (number - (len(shown) - 1) / 2) * 0.13
            for spacing, face in (("even", "white"), ("uneven", colour)):
                found = ratios.get((name, "f64", spacing), {})
                if peer in found:
                    label = peer if spacing == "uneven" and place == 0 else None
                    axes.plot(x, found[peer], marker, markersize=6.5, markeredgecolor=colour, markeredgewidth=1.4,
                              markerfacecolor=face, label=label, zorder=3)
    axes.axhline(1, color="black", linewidth=1.2, zorder=2)
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    axes.set_ylim(min(0.5, low), high * 3)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}×")
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_xticks(range(len(names)), names)
    axes.set_ylabel("time / time of fieldops")
    axes.set_title("Peers on the same arrays: f64, open marks even axes, filled uneven", loc="left")
    axes.legend(ncols=6, frameon=False, loc="upper left", handletextpad=0.1, columnspacing=1.2)
    axes.grid(axis="y", color="#dddddd", zorder=0)


def commands(axes, results):
    records = [record for record in results["command"]["records"] if len(record["ways"]) > 1]
    at, ticks = 0, []
    for record in records:
        ticks.append((at - 0.9, record["title"]))
        slowest = max(seconds["median"] for seconds in record["ways"].values())
        for way, seconds in record["ways"].items():
            axes.barh(at, seconds["median"] / slowest, 0.75, color=WAYS[way], zorder=2)
            text = f"{way}  {seconds['median']:.2f} s"
            axes.text(seconds["median"] / slowest + 0.01, at, text, va="center")
            at += 1
        at += 1.4
    for place, title in ticks:
        axes.text(0, place, title, va="center", fontweight="bold", fontsize=9)
    axes.set_ylim(at - 1.6, -1.6)
    axes.set_xlim(0, 1.22)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_title("Whole commands: each group on its own scale of time", loc="left")


def draw(results, path):
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"font.size": 9.5, "axes.titlesize": 11, "axes.titleweight": "bold", "svg.hashsalt": "fieldops",
                         "axes.spines.top": False, "axes.spines.right": False})
    panels = [throughput]
    if results["peers"]["records"]:
        panels.append(peers)
    if results["command"]["records"]:
        panels.append(commands)
    heights = {throughput: 3.6, peers: 3.6, commands: 5.2}
    figure, axes = plt.subplots(
        len(panels), 1, figsize=(9, sum(heights[panel] for panel in panels)), layout="constrained",
        height_ratios=[heights[panel] for panel in panels], squeeze=False)
    figure.get_layout_engine().set(hspace=0.06)
    for panel, place in zip(panels, axes[:, 0]):
        panel(place, results)
    figure.savefig(path, metadata={"Date": None}, facecolor="white")
