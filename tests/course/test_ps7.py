"""The reference solutions of ps7-silicon beside the library they rebuild, and beside known answers
(science.md D1).
"""

import ast
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib import LIF, EventDriven, Network
from neurolib.applications.chip import routing, silicon
from neurolib.crossbar import quantise
from neurolib.energy import CMOS_45NM, TRUENORTH_SWEEP, Price, PriceList
from neurolib.units import Hz, K, V, ms, mV, mW, ns, pJ, us
from tests.course.pictures import picture
from tests.course.test_answers import PUBLIC, grade, notebook, problems, reference, role

(NOTEBOOK,) = (Path(__file__).parents[2] / "solutions").glob("ps7-*/*.ipynb")
VALUES = {
    "int32 add": 0.3 * pJ,
    "int8 multiply": 1.5 * pJ,
    "word read": 80 * pJ,
    "word written": 110 * pJ,
}
DEAR = PriceList(
    "dear words",
    tuple(
        Price(part, value, "One.", "Teaching choice.", "assumed") for part, value in VALUES.items()
    ),
)
SOURCES = {cell.id: cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells}


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("ps7")


def test_wait_and_jitter(solved):
    rates = np.array([0, 1e6, 1e7, 1.9e7, 2e7, 5e7])
    np.testing.assert_allclose(
        solved["aer_wait"](rates, 50 * ns), routing.aer_wait(rates, 50 * ns), rtol=1e-9
    )
    np.testing.assert_allclose(
        solved["aer_jitter"](rates, 50 * ns), routing.aer_jitter(rates, 50 * ns), rtol=1e-9
    )
    assert solved["aer_wait"](1e7, 50 * ns) == pytest.approx(25 * ns) and solved["aer_wait"](
        1.9e7, 50 * ns
    ) == pytest.approx(475 * ns)  # Q01, Q02


def test_quantiser_and_bills(solved):
    w = np.random.default_rng(1).normal(size=(40, 3))
    for bits in range(2, 12):
        np.testing.assert_allclose(
            solved["quantize"](w, bits, 1.5), quantise(w, bits, 1.5, zero=True), atol=1e-12
        )
    assert [solved["count_bits"](T) for T in range(1, 70)] == [
        silicon.count_bits(T) for T in range(1, 70)
    ]
    for n, m, T, prices in (128, 8, 6, CMOS_45NM), (64, 10, 1, CMOS_45NM), (1000, 33, 9, DEAR):
        counts = np.random.default_rng(n).binomial(T, 0.2, n)
        bills = [
            layer(counts[None], m, T).bill(prices).total
            for layer in (silicon.spiking_layer, silicon.quantised_layer)
        ]
        event, multiply, state, traffic = silicon.layer_shares(n, m, T, prices)
        ratio = solved["bill_ratio"](counts, T, event, multiply, n * state, n * traffic)
        assert ratio == pytest.approx(bills[0] / bills[1], rel=1e-12), (
            "both complete ledgers, with nothing left out"
        )


def test_the_ratio_is_1_at_the_break_even_of_the_chapter(solved):
    n, m, T = 4000, 10, 6
    shares = silicon.layer_shares(n, m, T, CMOS_45NM)
    active = np.arange(n) < 0.3 * n
    spikes = silicon.break_even_rate(0.3, T, *shares) * T * n
    counts = active * spikes / active.sum()
    ratio = solved["bill_ratio"](
        counts, T, shares.event, shares.multiply, n * shares.state, n * shares.traffic
    )
    assert ratio == pytest.approx(1, rel=1e-12)


def test_mismatch(solved):
    assert solved["mismatch_cv"](5 * mV, 0.7, 300.0) == pytest.approx(0.1360088059, rel=1e-9)  # U14
    for spread, kappa, T in np.random.default_rng(3).uniform(
        (1e-3, 0.5, 250), (0.05, 0.9, 400), (20, 3)
    ):
        assert solved["mismatch_cv"](spread, kappa, T) == pytest.approx(
            silicon.mismatch_cv(spread * V, kappa, T * K), rel=1e-9
        )


def test_floor_of_a_published_chip(solved):
    events, power = np.array([11.6, 20.1, 95.9]) * 2**20 * 128, np.array([68, 71, 94]) * mW
    floor, energy = solved["idle_floor"](events, power)
    line = silicon.straight_line(events, power)
    assert (floor, energy) == (
        pytest.approx(line.offset, rel=1e-9),
        pytest.approx(line.slope, rel=1e-9),
    )
    assert energy == pytest.approx(TRUENORTH_SWEEP["synaptic event"].value, rel=0.02)


def judge():
    """The judge of the visible test of 6.4: its network and its run."""
    space = {"np": np}
    source = SOURCES["7-4-place"]
    exec(source[source.index("def network") : source.index("def check")], space)
    return space


def test_the_judge_runs_a_placement_as_the_library_does(solved):
    """The same spikes, carried over the library's mesh, make the same hops and arrive after the
    same times.
    """
    space = judge()
    rates, synapses, group = space["network"](np.random.default_rng(12), 3, 8)
    core = solved["place"](rates, synapses, 3, np.random.default_rng(1))
    joules, late = space["judged"](core, rates, synapses, 3, np.random.default_rng(5))
    rng = np.random.default_rng(5)
    counts = rng.poisson(0.05 * rates)
    times, who = rng.random(counts.sum()) * 50 * us, np.repeat(np.arange(72), counts)
    done = routing.Mesh(k=3, S=200 * ns, t_r=20 * ns).deliver(
        times, core[who], [np.unique(core[synapses[i]]).tolist() for i in who]
    )
    assert joules == pytest.approx(10 * len(done.moves) / len(times), rel=1e-12)
    assert late == pytest.approx(done.latency.mean() / us, rel=1e-9)
    assert (
        joules < 38
        and late < 0.475
        and space["judged"](group, rates, synapses, 3, np.random.default_rng(5))[0]
        <= joules * 1.001
    )


def test_annealing_of_the_library_meets_the_budget_too():
    space = judge()
    rates, synapses, _ = space["network"](np.random.default_rng(12), 3, 8)
    net = Network()
    cells = net.population(LIF(), 72)
    net.project(cells, cells, weight=0.1 * mV, delay=1 * ms, pairs=np.nonzero(synapses))
    mesh = routing.Mesh(k=3)
    start = routing.fill(net, mesh, routing.Core(circuits=8), np.random.default_rng(1))
    core = min((routing.improved(net, mesh, start, {cells: rates}, np.random.default_rng(seed), 12_000)[cells] for seed in range(3)),
               key=lambda core: (synapses * rates[:, None] * mesh.hops(core[:, None], core)).sum())  # fmt: skip
    joules, late = space["judged"](core, rates, synapses, 3, np.random.default_rng(5))
    assert joules < 38 and late < 0.475
    # nothing drives it: its rates are given
    assert EventDriven().run(net, 1 * ms, seed=1).rates(cells).sum() == 0 * Hz


WAIT = "from neurolib.applications.chip.routing import aer_jitter, aer_wait"
PRECISION = """
from neurolib.applications.chip.silicon import count_bits
from neurolib.crossbar import quantise
import numpy as np
def quantize(w, bits, wmax):
    return quantise(w, bits, wmax, zero=True)
def bill_ratio(counts, steps, e_fetch, e_multiply, e_state, e_traffic):
    active = np.count_nonzero(counts)
    return (np.sum(counts) * e_fetch + steps * e_state) / (active * (e_fetch + e_multiply) + e_traffic)
"""
MISMATCH = """
from neurolib.applications.chip.silicon import mismatch_cv
def trained_away():
    return [1, 0, 0, 0, 1]
"""


@pytest.mark.parametrize(
    ("problem", "source"),
    [("7.1", WAIT), ("7.2", PRECISION), ("7.3", MISMATCH)],
    ids=["bus", "precision", "mismatch"],
)
def test_what_the_notebook_hides_would_be_right(problem, source):
    """So the tests ask for what the library does, and hiding it is not in vain."""
    nb = notebook("ps7")
    score, said = grade(nb, problem, source, PUBLIC)
    assert score == problems(nb)[problem], said


def test_a_visible_test_says_what_it_looked_at_and_how_many_hidden_tests_follow():
    tests = [cell for cell in notebook("ps7").cells if role(cell)[0] == "test"]
    hidden = [role(cell)[1] for cell in tests if "hidden test (" in cell.source.partition("\n")[0]]
    for cell in tests:
        seen = ast.parse(cell.source.partition("### BEGIN HIDDEN TESTS")[0]).body
        if seen:
            said = re.fullmatch(  # on however many lines it stands
                r"print\(['\"]Passes: .+\. (\d+) hidden tests? looks? at .+\.['\"]\)",
                ast.unparse(seen[-1]),
            )
            assert said and int(said[1]) == hidden.count(role(cell)[1]), cell.id


def test_the_pictures_show_what_their_titles_promise():
    space = picture("ps7", 1)[1]
    np.testing.assert_allclose(
        space["means"], routing.aer_wait(space["loads"] / space["S"], space["S"]), rtol=0.15
    )
    space = picture("ps7", 2)[1]
    assert len(np.unique(np.round(space["quantize"](space["x"], 3, 1.0), 9))) == 7
    assert max(space["ratios"][1]) < 1 and space["ratios"][6][-1] > 2
    cheaper = 100 * space["active"][np.array(space["ratios"][6]) < 1]
    assert cheaper.min() < 1 and 3.7 < cheaper.max() < 4.5, "the figure's comment says about 4 %"
    space = picture("ps7", 3)[1]
    np.testing.assert_allclose(space["drawn"], space["yours"], atol=0.05)
    space = picture("ps7", 4)[1]
    assert abs(space["floor"] / mW - 64.6) < 0.5 and np.bincount(space["core"]).tolist() == [8] * 9
