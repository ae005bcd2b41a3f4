"""The machine and the compiler that the measurements were made with."""

import os
import re
import subprocess
from pathlib import Path


def said(*command):
    """What a program prints, or nothing where there is no such program."""
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def first(pattern, text):
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else "unknown"


def caches():
    """Size of each data cache that the first processor sees."""
    found = {}
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind, level, size = ((index / name).read_text().strip() for name in ("type", "level", "size"))
        if kind != "Instruction":
            found[f"L{level}"] = size.replace("K", " KiB")
    return found


def vectors(flags):
    for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")):
        if flag in flags.split():
            return name
    return "SSE2 or other"


def machine():
    processor = Path("/proc/cpuinfo").read_text()
    name = first(r"^model name\s*: (.*)", processor)
    flags = first(r"^flags\s*: (.*)", processor)
    memory = int(first(r"^MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())) / 2**20
    family, model = first(r"^cpu family\s*: (.*)", processor), first(r"^model\s*: (.*)", processor)
    return {
        "processor": f"{name} (family {family}, model {model})",
        "cores": len(os.sched_getaffinity(0)),
        "vectors": vectors(flags),
        "caches": caches(),
        "memory": f"{memory:.0f} GiB",
        "virtual": "hypervisor" in processor,
        "load": os.getloadavg()[2],
        "rustc": said("rustc", "--version").strip(),
        "commit": said("git", "rev-parse", "--short", "HEAD").strip(),
    }


def sentence(machine):
    caches = ", ".join(f"{name} {size}" for name, size in machine["caches"].items())
    kind = " of a virtual machine" if machine["virtual"] else ""
    return (f"{machine['processor']}, {machine['cores']} cores{kind}, {machine['vectors']}; {caches}; "
            f"{machine['memory']} of memory; {machine['rustc']}; load of the machine meanwhile {machine['load']:.1f}; "
            f"commit {machine['commit']}")
