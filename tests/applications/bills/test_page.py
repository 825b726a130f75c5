"""The page of a bill: the network drawn, counts of each layer, floor and traffic, windows, what
overturns the verdict, and how to cite; in a terminal, as HTML and as JSON.
"""

import html.parser
import json
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import nir
import numpy as np
import pytest
from typer.testing import CliRunner

from neurolib import LIF, Clocked, Network, _jit, cli, from_nir
from neurolib.applications.bills import page
from neurolib.applications.bills.claim import Claim, flips
from neurolib.applications.bills.network_bill import bill_network, bill_nir
from neurolib.applications.chip.silicon import quantised_layer, spiking_layer
from neurolib.bootstrap import Stop
from neurolib.energy import CMOS_45NM, LOIHI
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, mV, pJ

DT = 1 * ms


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Run on the plain path: a graph takes less time than its kernels take to compile."""
    monkeypatch.setattr(_jit, "enabled", lambda: False)


def image(n, shape):
    each = nir.IF(np.ones(n), np.ones(n), np.zeros(n))
    return nir.IF(*(value.reshape(shape) for value in (each.r, each.v_threshold, each.v_reset)))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return a small network of a convolution, a pool and a table, and its input, on disk."""
    folder, rng = tmp_path_factory.mktemp("page"), np.random.default_rng(4)
    conv = nir.Conv2d((12, 12), rng.normal(0.2, 0.2, (4, 2, 3, 3)), 1, 1, 1, 1, np.zeros(4))
    graph = nir.NIRGraph.from_list(
        nir.Input({"input": np.array([2, 12, 12])}),
        conv,
        image(576, (4, 12, 12)),
        nir.SumPool2d(*np.array([[2, 2], [2, 2], [0, 0]])),
        nir.Flatten({"input": np.array([4, 6, 6])}, 0),
        nir.Linear(rng.normal(0.05, 0.1, (5, 144))),
        nir.IF(np.ones(5), np.ones(5), np.zeros(5)),
        type_check=False,
    )
    nir.write(folder / "cnn.nir", graph)
    step, who = np.nonzero(rng.random((24, 288)) < 0.05)
    np.savez(folder / "film.npz", times=step * DT, indices=who, duration=24 * DT)
    return folder / "cnn.nir", folder / "film.npz", conv


@pytest.fixture(scope="module")
def found(files):
    enabled, _jit.enabled = _jit.enabled, lambda: False
    try:
        return bill_nir(files[0], files[1], DT)
    finally:
        _jit.enabled = enabled


def looped():
    """Return a network that leads back to itself, with two inputs."""
    net = Network()
    left, right = net.poisson(8, 90 * Hz, name="left"), net.poisson(4, 50 * Hz, name="right")
    cells, out = net.population(LIF(t_ref=0), 6, name="cells"), net.population(LIF(), 3, name="out")
    for pre, post in (left, cells), (right, cells), (cells, cells), (cells, out):
        net.project(pre, post, 2 * mV, 1 * ms)
    return net


# --- what is counted ------------------------------------------------------------------------------


def test_floor_and_traffic_add_up_and_the_floor_is_the_bill_of_the_silent_network(found, files):
    silent = from_nir(str(files[0]), ([], []), DT)
    still = bill_network(silent, 24 * DT, DT)
    for one, other in zip(found.bills, still.bills, strict=True):
        if not one.missing:
            floor, traffic = found.parts(one)
            assert floor + traffic == pytest.approx(one.total, rel=1e-12) and traffic > 0
            assert floor == pytest.approx(other.total, rel=1e-12), one.prices.name
    events = bill_network(looped(), 0.05, DT, engine="events")
    (loihi,) = [each for each in events.bills if each.prices is LOIHI]
    assert events.parts(loihi)[0] == pytest.approx(loihi.static, rel=1e-12)
    with pytest.raises(ParameterError, match="parts's bill is .* expected one of the bills"):
        found.parts("Loihi")


def test_counts_of_each_layer_are_those_of_the_run(found, files):
    """A 3 × 3 kernel with a border of zeros reaches (3 · 12 - 2)² pairs of places in each of the
    2 · 4 pairs of channels.
    """
    rows = page.counts(found)
    assert list(rows) == ["input", "if", "if_1"]
    assert [row["neurons"] for row in rows.values()] == [288, 576, 5]
    assert [row["synapses"] for row in rows.values()] == [0, 8 * 34**2, 5 * 576]
    for name, row in rows.items():
        assert row["spikes"] == len(found.run.spikes(name)[0]) > 0
        assert row["rate"] == pytest.approx(row["spikes"] / row["neurons"] / 0.024)
        assert row["neuron updates"] == (0 if name == "input" else row["neurons"] * 24)
    total = sum(row["synaptic events"] for row in rows.values())
    assert total == found.ledger.count("synaptic event")


def test_a_layer_that_is_no_full_table_fetches_rows_as_long_as_its_fan_out(found, files):
    """Adds are exactly the synapses of all spikes, and the words of a row those of the mean."""
    first, second = found.layers
    t, who = found.run.spikes("input")
    fan = np.bincount(found.run.pairs(found.run.net.projections[0])[0], minlength=288)
    k = fan[who].mean()
    assert (
        first.claim.K == pytest.approx(k) and 20 < k < 36 and first.claim.fan_out == first.claim.K
    )
    count = first.spiking.ledger.count
    assert count("int32 add") == fan[who].sum()
    assert count("word read", "weights") == len(t) * math.ceil(k * 8 / 64)
    assert count("word written", "membranes") == 24 * 576 * 32 / 64
    assert second.claim.K == 0 and second.claim.fan_out == 5
    E_s, E_q = first.claim.costs()
    assert 288 * E_s == pytest.approx(first.spiking.total, rel=1e-4)
    assert 288 * E_q == pytest.approx(first.quantised.total, rel=1e-2)
    assert "The weights of if are a row for each input, as long as its fan-out" in str(found)


def test_a_claim_whose_inputs_reach_all_outputs_is_the_claim_of_a_full_table():
    whole, same = Claim(n=64, m=48, T=6, s=0.1), Claim(n=64, m=48, T=6, s=0.1, K=48)
    assert whole.costs() == same.costs() and whole.break_even == same.break_even
    half = replace(whole, K=24)
    counts = (np.random.default_rng(1).random((6, 64)) < 0.1).sum(axis=0)[None, :]
    E = [
        layer(counts, outputs, 6).bill(CMOS_45NM)
        for layer in (spiking_layer, quantised_layer)
        for outputs in (24, 48)
    ]
    at = {"s": counts.sum() / 384, "c": 1.0}
    # rows of 24, and membranes of 48
    membranes = 2 * 6 * (48 - 24) * 32 / 64 * 20 * pJ
    assert 64 * half.costs(**at)[0] == pytest.approx(E[0].total + membranes, rel=1e-12)
    assert flips(half) and half.ratio() > 0


# --- windows and verdict --------------------------------------------------------------------------


def test_windows_are_the_bills_of_so_many_passes(found, files):
    assert 1 in found.windows and list(found.windows) == sorted(found.windows)
    for passes, joules in found.windows.items():
        again = bill_nir(files[0], files[1], DT, passes=passes)
        assert again.whole[1] == pytest.approx(joules, rel=1e-12)
        assert again.whole[0] == pytest.approx(found.whole[0], rel=1e-12)
    assert list(found.windows.values()) == sorted(found.windows.values()), "more windows cost more"


@pytest.mark.parametrize("rate", [0.004, 0.05])
def test_the_number_of_windows_at_which_the_verdict_turns_is_the_first(files, rate):
    """Beside every number of windows that divides the run, one by one."""
    net, rng = Network(), np.random.default_rng(6)
    step, who = np.nonzero(rng.random((60, 400)) < rate)
    source = net.spikes(((step + 0.5) * DT, who), 400)
    net.project(source, net.population(LIF(), 2), 0.1 * mV, 1 * ms)
    bill = bill_network(net, 60 * DT, DT)
    spikes = bill.whole[0]
    cheaper = {
        n: bill_network(net, 60 * DT, DT, passes=n).whole[1] > spikes for n in page.divisors(60)
    }
    turned = [n for n, wins in cheaper.items() if wins != cheaper[1]]
    assert bill.turn == (turned[0] if turned else None) and not cheaper[1]
    if turned:
        at = bill_network(net, 60 * DT, DT, passes=turned[0])
        before = max(n for n, wins in cheaper.items() if not wins)
        assert at.turn == before and f"with {before} windows or fewer, numbers take less" in str(at)
        assert f"with {turned[0]} windows or more, spikes take less" in str(bill)


def test_the_page_says_what_would_overturn_each_layer(found):
    text = str(found)
    part = text[text.index("WHAT WOULD OVERTURN") : text.index("WHAT IS ASSUMED")]
    for layer in found.layers:
        turning = flips(layer.claim)
        (line,) = [line for line in part.splitlines() if line.startswith(f"{layer.name}: ")]
        assert all(flip.words in line for flip in turning[:3])
        assert turning or "no change of a single assumption" in line


# --- the page -------------------------------------------------------------------------------------


def test_the_drawing_has_every_node_and_all_synapses_once():
    bill = bill_network(looped(), 0.05, DT)
    drawn = page.drawing(bill)
    assert [(node.name, node.n, node.column) for node in drawn.nodes] == [
        ("left", 8, 0), ("right", 4, 0), ("cells", 6, 1), ("out", 3, 2),
    ]  # fmt: skip
    assert {(link.origin, link.target): link.synapses for link in drawn.links} == {
        ("left", "cells"): 48, ("right", "cells"): 24, ("cells", "cells"): 36, ("cells", "out"): 18,
    }  # fmt: skip
    text = drawn.text()
    assert "cells: 6 LIF" in text and "36 synapses ─▶ itself" in text
    root = ET.fromstring(drawn.svg())
    boxes = [each for each in root if each.tag == "rect"]
    lines = [each for each in root if each.tag == "path"]
    assert len(boxes) == 4 and len(lines) == 4 and root.get("aria-label").startswith("left: 8")
    places = [(float(box.get("x")), float(box.get("y"))) for box in boxes]
    assert len(set(places)) == 4
    width, height = map(float, root.get("viewBox").split()[2:])
    assert all(x + 150 <= width and y + 46 <= height for x, y in places)


class Checker(html.parser.HTMLParser):
    """Collects tags that are left open, and addresses of all that a page loads."""

    def __init__(self):
        super().__init__()
        self.open, self.loaded, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in ("meta", "rect", "path"):
            self.open.append(tag)
        if tag == "a":
            self.links.append(given["href"])
        elif given.get("src") or given.get("href"):
            self.loaded.append(given)

    def handle_startendtag(self, tag, attrs):
        assert tag in ("rect", "path")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_for_a_browser_is_one_file_with_all_that_the_terminal_shows(found):
    text, written = found.text(), found.html()
    checker = Checker()
    checker.feed(written)
    assert checker.open == [] and checker.loaded == [] and "<script" not in written
    assert all(link.startswith("https://doi.org/10.") for link in checker.links) and checker.links
    shown = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?a\b[^>]*>", "", written)))
    shown = " ".join(shown.split())
    for line in text.splitlines():
        if line and not line.startswith((" ", "-")) and "  " not in line and not line.isupper():
            assert " ".join(line.split()) in shown, line
    assert written.count("<table>") == 4 and written.count("<svg") == 1


def test_names_of_a_file_are_no_markup():
    bill = replace(bill_network(looped(), 0.02, DT), name="<b>&.nir")
    assert "&lt;b&gt;&amp;.nir" in bill.html() and "<b>" not in bill.html()


def test_what_to_cite_are_the_library_nir_and_the_lists_that_hold(found):
    text = str(found)
    cite = text[text.index("HOW TO CITE") :]
    assert "neurolib 0." in cite and "doi:10.1038/s41467-024-52259-9" in cite
    assert (
        "Prices of Loihi: M. Davies et al. (2018), table 2, doi:10.1109/MM.2018.112130359" in cite
    )
    assert not any(f"Prices of {name}:" in cite for name in found.left_out) and ".." not in cite
    assert "NIR" not in str(bill_network(looped(), 0.02, DT))


def test_the_json_holds_what_the_page_shows(found):
    plain = json.loads(json.dumps(found.plain(), allow_nan=False))
    assert plain["name"] == "cnn.nir" and plain["counts"]["if"]["synapses"] == 8 * 34**2
    assert set(plain["floor"]) == {name for name, each in plain["joules"].items() if each}
    assert [node["name"] for node in plain["nodes"]] == ["input", "if", "if_1"]
    assert plain["links"][0] == {"origin": "input", "target": "if", "synapses": 8 * 34**2}
    assert plain["windows"]["1"] == pytest.approx(found.whole[1])
    assert plain["cite"]["prices"]["Loihi"][0].startswith("M. Davies")


# --- the command ----------------------------------------------------------------------------------


def said(*arguments):
    return CliRunner().invoke(cli.app, ["bill", *map(str, arguments)])


def test_the_command_writes_the_page(found, files, tmp_path):
    done = said(files[0], "--input", files[1], "--dt", "1e-3", "--html", tmp_path / "bill.html")
    assert done.exit_code == 0 and "THE NETWORK" in done.output
    assert (tmp_path / "bill.html").read_text(encoding="utf-8") == found.html(command=True)


def test_the_command_takes_a_rate_in_place_of_a_file(files):
    done = said(files[0], "--rate", 30, "--time", 0.05, "--dt", "1e-3")
    assert done.exit_code == 0 and "for 50 ms on" in done.output
    assert "its input is Poisson spikes of 30 Hz" in done.output
    same = bill_nir(files[0], dt=1 * ms, rate=30 * Hz, duration=0.05)
    assert (
        same.ledger.duration == pytest.approx(0.05)
        and 200 < same.run.counts["spike", "input"] < 700
    )
    for given, words in (
        ([], "neurolib bill has no input; type --input EVENTS.npz .* or --rate 20"),
        (["--input", files[1], "--rate", 3], "neurolib bill has two inputs"),
        (["--rate", -1], "rate of the inputs.* is -1"),
    ):
        wrong = said(files[0], *given)
        assert isinstance(wrong.exception, Stop) and wrong.exception.code == 2
        assert re.search(words, str(wrong.exception))
    with pytest.raises(ParameterError, match="bill_nir has no events; expected a file"):
        bill_nir(files[0])


def test_two_inputs_come_from_one_file(tmp_path):
    nodes = {
        "left": nir.Input({"input": np.array([3])}), "right": nir.Input({"input": np.array([2])}),
        "a": nir.Linear(np.full((4, 3), 0.4)), "b": nir.Linear(np.full((4, 2), 0.4)),
        "cells": nir.IF(np.ones(4), np.ones(4), np.zeros(4)), "output": nir.Output({"output": np.array([4])}),
    }  # fmt: skip
    edges = [("left", "a"), ("right", "b"), ("a", "cells"), ("b", "cells"), ("cells", "output")]
    nir.write(tmp_path / "two.nir", nir.NIRGraph(nodes, edges))
    events = {
        "left.times": [1 * ms] * 3,
        "left.indices": [0, 1, 2],
        "right.times": [2 * ms],
        "right.indices": [1],
    }
    np.savez(tmp_path / "events.npz", **events, duration=5 * ms)
    bill = bill_nir(tmp_path / "two.nir", tmp_path / "events.npz", DT)
    rows = page.counts(bill)
    assert (rows["left"]["spikes"], rows["right"]["spikes"], rows["cells"]["spikes"]) == (3, 1, 4)


def test_a_remark_of_the_run_is_shown_without_its_place_in_the_code(tmp_path):
    """Neurons without a refractory time may fire in every step."""
    lif = nir.LIF(*(np.full(2, value) for value in (1 * ms, 1.0, 3.0, 1.0, 0.0)))
    graph = nir.NIRGraph.from_list(nir.Linear(np.ones((2, 2))), lif)
    nir.write(tmp_path / "fast.nir", graph)
    done = said(
        tmp_path / "fast.nir", "--rate", 1, "--time", 0.02, "--dt", "1e-3", "--area", "1e-3"
    )
    assert done.exit_code == 0 and "Note: Neuron 0 of lif fired at" in done.stderr
    assert "UserWarning" not in done.stderr


def test_a_page_of_a_bill_on_events_is_whole():
    bill = bill_network(looped(), 0.05, DT, engine="events")
    assert "counts time steps, and this run has none" in bill.text() and "itself" in bill.html()
    assert Clocked(dt=DT).run(looped(), 0.01).counts
