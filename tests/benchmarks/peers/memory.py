"""Memory per synapse: what a process holds with 160 targets a neuron more than with 80, by the
number of synapses more.

Neurolib is looked at while it runs, network and engine together; peers once their network is built
and has run.
"""

from __future__ import annotations

import os

import numpy as np
from on_neurolib import describe
from process import Failed, Process
from rows import OURS, Row

N, SECONDS = 16_000, 0.05
CASES = {
    "one weight": {},
    "a weight each": {"weights": True},
    "a weight and a delay each": {"weights": True, "delays": True},
}


def grown(options, folder):
    """Return a line for each simulator and case: bytes a synapse in the place of CPU seconds."""
    lines = []
    for title, case in CASES.items():
        for label in "Clocked", "EventDriven", "NEST", "Brian2 C++":
            if title != "one weight" and label in ("NEST", "Brian2 C++") and not case.get("delays"):
                continue  # NEST keeps both for each synapse anyway
            if (
                label in ("Clocked", "EventDriven")
                or not options.peers
                or any(p.lower() in label.lower() for p in options.peers)
            ):
                lines.append(held(label, title, case, folder))
    return lines, {}


def held(label, title, case, folder):
    """Measure one simulator in one case."""
    row = Row(title, "cuba", "event" if label == "EventDriven" else "clocked", (), most=SECONDS)
    bytes_held, synapses = [], []
    found = {
        "row": "memory",
        "title": f"bytes a synapse, {title}",
        "peer": label,
        "version": "",
        "load": os.getloadavg()[0],
    }
    for targets in 80, 160:
        spec = {
            "n": N,
            "delay": 0.1,
            "targets": targets,
            "code": "memory",
            "kind": "cuba",
            "held": True,
        } | case
        network = describe(spec)
        synapses.append(len(network["pre"]))
        np.savez(folder / "memory.npz", **network)
        try:
            process = Process(
                label, row, None if label in OURS.values() else folder / "memory.npz", spec
            )
            answer = process.ask(SECONDS)
            process.end()
        except Failed as reason:
            return found | {"why": str(reason)}
        bytes_held.append(answer.get("held", answer["memory"]))
        found["version"] = process.version
    pace = (bytes_held[1] - bytes_held[0]) / (synapses[1] - synapses[0])
    return found | {"pace": pace, "low": pace, "high": pace}
