"""The results of chapters and labs are not those of their ticks: each network is repeated at half
its tick, or on the other engine.

What depends on its tick stands on a short list, with the largest change that was seen and why.
"""

from __future__ import annotations

import json

import pytest

from tests.course.notebooks import CHAPTERS, named, repeated

# Of a notebook: the largest relative change of a count that was seen, rounded up, and the reason.
KNOWN: dict[str, tuple[float, str]] = {
    "2-the-language-of-spikes": (
        0.03,
        "40 000 input spikes per second of either sign: the chapter runs them on the "
        "exact engine; ticks of 0.1 ms miss crossings",
    ),
    "3-the-machinery-of-memory": (
        0.12,
        "weights that compete at ticks of 0.5 ms, in which several inputs arrive at a "
        "neuron without a refractory time",
    ),
    "9-plasticity-and-medicine": (
        0.05,
        "weights that learn within a loop: their mean differs by up to 4 % between two "
        "runs of one seed",
    ),
    "lab3-a-classic-experiment": (
        0.35,
        "the same at 0.25 to 1 ms: single runs differ either way by up to a third",
    ),
    "lab5-a-rhythm-and-its-controls": (
        0.05,
        "weights that learn within a loop: their mean differs by up to 9 % between two "
        "runs of one seed",
    ),
    "lab7-the-bill-of-a-network": (
        0.08,
        "a machine that computes in ticks of 1 ms, which are a part of it",
    ),
}
REFUSED: dict[str, str] = {}
# Of a notebook: how many runs are left out beyond the first of each kind of network, by the bound
# on all its work; of others, none is.
LEFT: dict[str, int] = {"9-plasticity-and-medicine": 102, "lab5-a-rhythm-and-its-controls": 28}


def changed(found):
    """Return the largest relative change of a count."""
    return max(
        abs(again - spikes) / max(1, spikes, again) for _, spikes, again, *_ in found["rates"]
    )


@named(CHAPTERS[::-1])  # test_notebooks.py, beside which it runs, begins with the first chapter
@pytest.mark.slow
@pytest.mark.exhaustive
def test_no_result_is_one_of_its_tick(path):
    outputs = repeated(path)
    assert not [output for output in outputs if output["output_type"] == "error"], outputs
    lines = "".join(output.get("text", "") for output in outputs).splitlines()
    *found, left = [json.loads(line) for line in lines if line.startswith("{")]
    most, _ = KNOWN.get(path.stem, (0.0, ""))
    unlike = [each for each in found if each["kind"] == "different"]
    for each in unlike:
        print(each["engine"], f"{each['seconds']:.3g} s, seed {each['seed']}: {each['verdict']}")
    print(len(found), "repeated,", left)
    assert all(changed(each) <= most for each in unlike), unlike
    assert bool(unlike) == (path.stem in KNOWN), "what is on the list and agrees leaves it"
    refused = {each["verdict"] for each in found if each["kind"] == "refused"}
    assert all(REFUSED.get(path.stem, "nothing") in each for each in refused), refused
    assert len(found) >= left["kinds"], "of each kind of network, one run at least is repeated"
    assert left["left"] <= LEFT.get(path.stem, 0), "more runs are left out than on the list"
