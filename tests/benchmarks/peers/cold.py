"""What whole fresh processes take, from start to end: CUBA 4000 for 1 s, and imports."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from environments import NotToBeHad, environment
from process import ONE

SCRIPTS = Path(__file__).parent / "cold_scripts"
ROOT = Path(__file__).parents[3]
MOST_EMPTY = 2.5  # CPU s, with an empty cache
PACKAGES = {"brian2": "brian2", "nest": "nest_simulator", "neuron": "neuron", "nengo": "nengo"}


def whole(python, *words, **more):
    """Return the CPU seconds of a process, its children included, and what it printed last."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [python, *words],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **ONE, **more},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, (
        done.stdout.strip().splitlines() or [""]
    )[-1]


def version(place):
    """Return the version of a peer by its environment's files, without importing it."""
    if place == "neurolib":
        return importlib.metadata.version("neurolib-course")
    found = next(
        environment(place)
        .parents[1]
        .glob(f"lib/python3*/site-packages/{PACKAGES[place]}-*.dist-info")
    )
    return found.name.split("-")[1].removesuffix(".dist")


def compared(row, title, commands, options, first):
    """Run every command in turn, in rounds, and return the lines; ``commands``: label →
    (environment, words, environment variables).
    """
    lines, times, rates = [], {label: [] for label in commands}, {}
    failed = {}
    for _ in range(options.rounds):
        for label, (place, words, more) in commands.items():
            if label in failed:
                continue
            try:
                took, rates[label] = whole(
                    sys.executable if place == "neurolib" else environment(place), *words, **more()
                )
                times[label].append(took)
            except (NotToBeHad, subprocess.CalledProcessError) as reason:
                failed[label] = (
                    str(getattr(reason, "stderr", "") or reason).strip().splitlines()[-1]
                )
    for label, (place, *_) in commands.items():
        line = {
            "row": row,
            "title": title,
            "peer": label,
            "version": "",
            "load": os.getloadavg()[0],
        }
        if label in failed:
            lines.append(line | {"why": failed[label]})
            continue
        own = times[label]
        line |= {
            "version": version(place),
            "pace": statistics.median(own),
            "low": min(own),
            "high": max(own),
        }
        if row == "cold":
            line["rate"] = float(rates[label])
            assert 4.5 < line["rate"] < 6.5, f"{label}: {line['rate']} Hz"
        if label != first:
            line["ratio"] = statistics.median(
                theirs / ours for theirs, ours in zip(own, times[first], strict=True)
            )
        lines.append(line)
    return lines


def starts(options, folder):
    """Compare whole scripts: neurolib as it chooses, with Numba from its cache and from an empty
    one, NEST, and Brian2.
    """

    def empty():
        return {"NUMBA_CACHE_DIR": str(folder / f"numba-{os.urandom(4).hex()}")}

    ours, brian = SCRIPTS / "cold_neurolib.py", SCRIPTS / "cold_brian2.py"
    commands = {
        "neurolib": ("neurolib", [ours], dict),
        "neurolib Numba": ("neurolib", [ours, "numba"], dict),
        "neurolib Numba, empty": ("neurolib", [ours, "numba"], empty),
        "NEST": ("nest", [SCRIPTS / "cold_nest.py"], dict),
        "Brian2 Cython": ("brian2", [brian, "cython"], dict),
        "Brian2 C++": ("brian2", [brian, "cpp", folder / "cold"], dict),
    }
    for label in "neurolib Numba", "Brian2 Cython":  # fill their caches
        place, words, _ = commands[label]
        with contextlib.suppress(NotToBeHad, subprocess.CalledProcessError):
            whole(sys.executable if place == "neurolib" else environment(place), *words)
    lines = compared(
        "cold", "cold script, CUBA 4000 for 1 s", wanted(commands, options), options, "neurolib"
    )
    for line in lines:
        if line["peer"] == "neurolib Numba, empty" and "pace" in line:
            line |= {"hit": line["pace"] <= MOST_EMPTY}
    return lines, {"NEST": 2, "Brian2 Cython": 4}


def imports(options, folder):
    """Compare imports; neurolib's is held to 0.15 s and to leave Numba, SciPy and matplotlib alone."""
    code = "import sys, neurolib; assert not {'numba', 'scipy', 'matplotlib'} & set(sys.modules)"
    commands = {"neurolib": ("neurolib", ["-c", code], lambda: {"PYTHONPATH": str(ROOT)})}
    commands |= {"Python alone": ("neurolib", ["-c", ""], dict)}
    for label in "NEST", "Brian2", "NEURON", "Nengo":
        commands[label] = (label.lower(), ["-c", f"import {label.lower()}; print()"], dict)
    lines = compared("import", "import alone", wanted(commands, options), options, "neurolib")
    lines[0] |= {"hit": lines[0].get("pace", 1) < 0.15}
    return lines, {}


def wanted(commands, options):
    """Return the commands of the peers that were asked for, with neurolib's own."""
    return {
        label: command
        for label, command in commands.items()
        if command[0] == "neurolib"
        or not options.peers
        or any(p.lower() in label.lower() for p in options.peers)
    }
