"""Print what every benchmark costs on every simulator, side by side: CPU seconds per biological
second.

Run: python tests/benchmarks/peers [--rows NAME …] [--peers NAME …] [--seconds S] [--rounds N] [--json FILE] [--list]
     python tests/benchmarks/peers/pictures.py FILE PICTURE.png      growth, and cost against events, drawn from that file

The first run makes an environment for each peer (environments.py). In each row all simulators get
the same connections, voltages and delays, and fire in turn, A B C A B C, each in its own process
with one thread: user and system time, children included, of the run alone. Building, compiling, and
for neurolib drawing and laying out, are told apart ("build"). A time counts only where the mean
rate, for CUBA also the CV of the first second, and for STDP the shape of the weights are as they
should be. Rows end with whether the goal was met; "fastest" is the fastest of the peers that ran.
Rows "cold", "import" and "memory" too.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import cold
import memory
import numpy as np
import table
from on_neurolib import describe
from process import Failed, Process
from rows import OURS, PEERS, ROWS

BUDGET = 1.5  # CPU seconds that one run may take, where a row leaves a choice


def wrong(row, answer, ours):
    """Return why a time does not count, or nothing."""
    low, high = row.rates
    rate = answer["rate"]
    if not low <= rate <= high:
        return f"rate {rate:.3f} Hz, expected {low:g} to {high:g}"
    if ours and abs(rate / ours["rate"] - 1) > row.alike:
        return f"rate {rate:.3f} Hz, neurolib's {ours['rate']:.3f}"
    if (
        row.cv
        and answer["cv"] is not None
        and answer["seconds"] >= 1
        and not row.cv[0] <= answer["cv"] <= row.cv[1]
    ):
        return f"CV {answer['cv']:.3f}, expected {row.cv[0]:g} to {row.cv[1]:g}"
    if row.kind == "stdp":
        w, fifth = sorted(answer.pop("weights")), 0.2
        shares = [sum(k * fifth <= v < (k + 1) * fifth + (k == 4) for v in w) for k in range(5)]
        if min(shares[0], shares[4]) <= 2 * sum(shares[1:4]) / 3:
            return f"weights in fifths {shares}, not bimodal"
    return ""


def lengths(row, process, seconds):
    """Return how long a simulator shall run: as asked, or so long that it takes about the budget,
    after a first short run.
    """
    if process.fixed:
        return process.fixed
    short = min(0.2, row.most)
    first = process.ask(short)["cpu"]  # some compile now
    again = (
        process.ask(short)["cpu"] if first > BUDGET / 2 and process.place != "neurolib" else first
    )
    most = row.most * (10 if row.kind == "sparse" and process.place == "neurolib" else 1)
    return seconds or round(max(row.least, min(most, BUDGET * short / max(again, 1e-6))), 1)


def measure(name, row, labels, options, folder):
    """Run one row in rounds and return its lines."""
    spec = {"kind": row.kind, "n": 4000, "delay": 0.1, "code": name} | row.spec
    data = None
    if row.kind in ("cuba", "coba", "sparse"):
        data = folder / f"{name}.npz"
        np.savez(data, **describe(spec))
    ours, standing, failed, how_long = OURS[row.ours], {}, {}, {}
    labels = [ours, *labels]
    answers = {label: [] for label in labels}
    for turn in range(-1, options.rounds):
        for label in labels:
            if label in failed:
                continue
            try:
                if turn < 0:
                    standing[label] = Process(label, row, data, spec)
                    how_long[label] = lengths(row, standing[label], options.seconds)
                    continue
                answer = standing[label].ask(how_long[label])
            except Failed as reason:
                failed[label] = str(reason)
                continue
            reference = answers[ours][-1] if label != ours and answers[ours] else None
            if label != "roofline" and (reason := wrong(row, answer, reference)):
                failed[label] = f"not counted: {reason}"
            answers[label].append(answer)
    for process in standing.values():
        process.end()
    return [
        line(name, row, label, standing.get(label), answers[label], answers[ours], failed)
        for label in labels
    ]


def line(name, row, label, process, answers, ours, failed):
    """Return what is known of one simulator in one row."""
    found = {
        "row": name,
        "title": row.title,
        "peer": label,
        "version": process.version if process else "",
        "load": os.getloadavg()[0],
    }
    if label in failed or not answers:
        return found | {"why": failed.get(label, "another of the row failed")}
    paces = [a["cpu"] / a["seconds"] for a in answers]
    found |= {
        "pace": statistics.median(paces),
        "low": min(paces),
        "high": max(paces),
        "rate": answers[-1]["rate"],
        "cv": answers[0]["cv"],
    }
    last = answers[-1]
    found |= {"build": last.get("setup", process.hello["build"]), "seconds": last["seconds"]}
    if "events" in last:
        found["events per s"] = last["events"] / last["seconds"]
    if label != OURS[row.ours] and ours:
        found["ratio"] = statistics.median(
            p / (a["cpu"] / a["seconds"]) for p, a in zip(paces, ours, strict=False)
        )
    return found


def main():
    """Measure the rows that are asked for, print each as soon as it is there, and write them all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rows", nargs="+", default=[], help="names of rows, or their beginnings; see --list"
    )
    parser.add_argument("--peers", nargs="+", default=[], help="names of peers, or parts of them")
    parser.add_argument(
        "--seconds", type=float, help="biological seconds of each run, in place of the row's own"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="where to write all that was measured")
    parser.add_argument("--list", action="store_true", help="name the rows and peers")
    options = parser.parse_args()
    if options.list:
        for name, row in ROWS.items():
            print(f"{name:24} {row.title:40} {', '.join(row.peers)}")
        return print("cold, import, memory")
    began, lines = time.perf_counter(), []
    names = [*ROWS, "cold", "import", "memory"]
    chosen = [
        n
        for n in names
        if not options.rows
        or any(n == word if word in names else n.startswith(word) for word in options.rows)
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            if name in ROWS:
                row = dataclasses.replace(ROWS[name], most=options.seconds or ROWS[name].most)
                labels = [
                    peer
                    for peer in row.peers
                    if not options.peers or any(p.lower() in peer.lower() for p in options.peers)
                ]
                new, goals = measure(name, row, labels, options, Path(folder)), row.goals
            else:
                new, goals = {"cold": cold.starts, "import": cold.imports, "memory": memory.grown}[
                    name
                ](options, Path(folder))
            lines += table.judged(new, goals)
            table.show(new, head=len(lines) == len(new))
            if options.json:
                options.json.write_text(json.dumps(lines, indent=1))
    print(
        f"{time.perf_counter() - began:.0f} s of wall time, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    return None


assert set(PEERS) >= {peer for row in ROWS.values() for peer in row.peers}
if __name__ == "__main__":
    sys.exit(main())
