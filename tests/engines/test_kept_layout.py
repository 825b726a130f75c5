"""A network that runs again is laid out once, and whatever has changed since is seen."""

import gc
import tracemalloc

import numpy as np
import pytest

from neurolib import LIF, STDP, Clocked, Crossbar, EventDriven, Network, SoftBounds, _jit
from neurolib.engines import engine as engine_module
from neurolib.engines import layout
from neurolib.engines.engine import Engine
from neurolib.units import Hz, ms, mV, pA

ENGINES = {"clocked": Clocked(0.1 * ms), "events": EventDriven()}
both = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())


def network(weight=3 * mV, I=200 * pA, probability=0.4, rate=50 * Hz, **more):
    net = Network()
    inputs, cells = (
        net.poisson(20, rate, name="inputs"),
        net.population(LIF(), 10, I=I, V="uniform", name="cells"),
    )
    net.project(inputs, cells, weight, 1 * ms, probability=probability, name="synapses", **more)
    return net


@pytest.fixture
def laid(monkeypatch):
    """Count how often a network is laid out, and how often its input is drawn."""
    counts = {"_laid_out": 0, "_sources": 0}

    def counted(name, inner):
        def count(*arguments):
            counts[name] += 1
            return inner(*arguments)

        return count

    for name in counts:
        monkeypatch.setattr(layout, name, counted(name, getattr(layout, name)))
    return counts


def same(run, other):
    times = all(
        np.array_equal(*pair)
        for name in ("inputs", "cells")
        for pair in zip(run.spikes(name), other.spikes(name), strict=True)
    )
    return (
        times
        and run.counts == other.counts
        and np.array_equal(run.weights("synapses"), other.weights("synapses"))
    )


@both
def test_the_second_run_lays_out_nothing_and_is_the_first(engine, laid):
    net = network()
    runs = [engine.run(net, 0.1, seed=4) for _ in range(3)]
    assert (
        laid == {"_laid_out": 1, "_sources": 1}
        and same(runs[0], runs[1])
        and same(runs[0], runs[2])
    )
    assert len(runs[0].spikes("cells")[0]) > 5
    longer = engine.run(net, 0.2, seed=4)
    assert laid == {"_laid_out": 1, "_sources": 2} and same(
        longer, engine.run(network(), 0.2, seed=4)
    )
    other = engine.run(net, 0.1, seed=5)
    assert same(other, engine.run(network(), 0.1, seed=5)) and not same(other, runs[0])


def test_both_engines_read_one_layout_and_change_nothing_in_it(laid):
    delays = np.random.default_rng(1).integers(1, 30, (20, 10)) * 0.1 * ms
    net, again = network(), network()
    for each in net, again:
        each.project(*each.groups, 20 * pA, delays, synapse="exponential")
    one, two = (ENGINES[name].run(net, 0.1, seed=1) for name in ("events", "clocked"))
    assert laid["_laid_out"] == 1
    assert same(two, ENGINES["clocked"].run(again, 0.1, seed=1)) and same(
        one, ENGINES["events"].run(again, 0.1, seed=1)
    )


CHANGES = {
    "weight": lambda net: (
        net.remove("synapses"),
        net.project(*net.groups, 2 * mV, 1 * ms, probability=0.4, name="synapses"),
    ),
    "connection": lambda net: (
        net.remove("synapses"),
        net.project(*net.groups, 3 * mV, 1 * ms, probability=0.5, name="synapses"),
    ),
    "one more": lambda net: net.project(*net.groups, 1 * mV, 1 * ms, pairs=[(0, 0)]),
    "source": lambda net: net.project(net.poisson(9, 100 * Hz), net.populations[0], 1 * mV, 1 * ms),
}


@both
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_seen(engine, change):
    net, new = network(), network()
    before = engine.run(net, 0.1, seed=4)
    change(net), change(new)
    after = engine.run(net, 0.1, seed=4)
    assert same(after, engine.run(new, 0.1, seed=4)) and not same(after, before)


@both
def test_another_current_is_another_population_and_is_seen(engine):
    net, new = network(), network(I=400 * pA)
    before = engine.run(net, 0.1, seed=4)
    net.remove("synapses"), net.remove("cells")
    cells = net.population(LIF(), 10, I=400 * pA, V="uniform", name="cells")
    net.project(net.groups[0], cells, 3 * mV, 1 * ms, probability=0.4, name="synapses")
    after = engine.run(net, 0.1, seed=4)
    assert same(after, engine.run(new, 0.1, seed=4)) and not same(after, before)


@both
def test_nothing_writes_into_a_part_so_no_change_can_be_missed(engine):
    I, weights, rates = np.full(10, 200 * pA), np.full((20, 10), 3 * mV), np.full(20, 50.0)
    net = network(weights, I, 1.0, rates)
    net.population(
        LIF(),
        3,
        I=([0.0, 1.0], [1 * pA, 2 * pA]),
        V=np.full(3, -60 * mV),
        E_L=np.full(3, -66 * mV),
        name="more",
    )
    inputs, cells, more = net.groups
    replayed = net.spikes([[1 * ms]])
    pairs = net.project(cells, cells, 1 * mV, np.array([1 * ms]), pairs=[(0, 1)])
    held = [
        cells.I,
        net.projections[0].weight,
        inputs.rate,
        more.V,
        more.own["E_L"],
        more.drive.values,
        replayed.times,
        pairs.delay,
    ]
    for array in [*held, *pairs.connections.given]:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    I[:], weights[:], rates[:] = 0, 0, 0  # one's own arrays stay one's own
    if engine is ENGINES["clocked"]:
        assert len(engine.run(net, 0.1, seed=4).spikes("cells")[0]) > 5


@both
def test_neither_learning_nor_a_session_changes_the_next_run(engine):
    net = network(weight=3 * mV, plasticity=STDP(A_plus=0.2))
    session = engine.start(net, seed=4)
    (
        session.set("cells", I=450 * pA),
        session.set("synapses", weight=1 * mV),
        session.set("inputs", rate=10.0),
    )
    session.run(0.1), session.forget()
    runs = [engine.run(net, 0.1, seed=4) for _ in range(2)]
    fresh = engine.run(network(weight=3 * mV, plasticity=STDP(A_plus=0.2)), 0.1, seed=4)
    assert same(runs[0], fresh) and same(runs[1], fresh) and fresh.weights("synapses").std() > 0


def test_a_crossbar_is_made_anew_for_each_run():
    net = network(
        probability=1.0, plasticity=STDP(A_plus=0.2), crossbar=Crossbar(SoftBounds(), d2d=0.1)
    )
    one, two = (ENGINES["clocked"].run(net, 0.1, seed=4) for _ in range(2))
    assert same(one, two) and one.array("synapses") is not two.array("synapses")


@both
def test_what_a_function_draws_is_drawn_each_time(engine):
    mean = [1 * mV]
    net = network(weight=lambda rng, n: rng.normal(mean[0], 0.1 * mV, n))
    before = engine.run(net, 0.1, seed=4).weights("synapses").mean()
    mean[0] = 2 * mV
    assert before < 1.5 * mV < engine.run(net, 0.1, seed=4).weights("synapses").mean()


@both
def test_a_run_tells_of_the_network_that_ran(engine):
    """Asked for by name, the weights of an old run were those of a new projection of that name, and
    its spikes a KeyError.
    """
    net = network()
    run = engine.run(net, 0.1, seed=4)
    times, text = run.spikes("cells")[0], repr(run.net)
    net.remove("synapses"), net.remove("cells")
    net.project(
        net.groups[0], net.population(LIF(), 3, name="cells"), 1 * mV, 1 * ms, name="synapses"
    )
    assert (
        np.array_equal(run.spikes("cells")[0], times)
        and set(run.weights("synapses")) == {3 * mV}
        and repr(run.net) == text
    )


@both
def test_a_stream_goes_on_with_the_network_with_which_it_began(engine):
    net = network()
    pieces = engine.stream(net, 0.1, 0.05, seed=4)
    next(pieces)
    net.project(net.population(LIF(), 2, name="more"), net.populations[0], 1 * mV, 1 * ms)
    assert same(next(pieces), engine.run(network(), 0.1, seed=4))


def test_what_is_kept_goes_with_its_network():
    net = network()
    ENGINES["clocked"].run(net, 0.01)
    kept = len(layout.LAYOUTS)
    del net
    gc.collect()
    assert len(layout.LAYOUTS) < kept


# --- a plain path that gives way ------------------------------------------------------------------


@pytest.fixture
def as_if_numba_were_not_loaded(monkeypatch):
    """Let each run begin on the plain path."""
    choose = Engine._takes_compiled_path

    def takes_plain_path(self, shown, work, obstacle, plain, kept):
        choose(self, shown, work, obstacle, plain, kept)
        self._worth = engine_module.LOADING_TIME
        self._way = f"on the plain {plain}, because loading Numba takes longer."
        return False

    monkeypatch.setattr(Engine, "_takes_compiled_path", takes_plain_path)


@both
@pytest.mark.skipif(not _jit.enabled(), reason="there is nothing to change over to without Numba")
@pytest.mark.parametrize("learns", [False, True])
def test_a_run_that_is_busier_than_expected_changes_over_and_is_the_compiled_run(
    engine, learns, monkeypatch, request
):
    """A network that fires at 100 Hz, where 10 are guessed, ran to its end on the plain path."""
    net, rule = (
        network(weight=9 * mV, rate=300 * Hz, plasticity=STDP() if learns else None),
        {"snapshots": 41} if learns else {},  # four of them in the first tenth
    )
    compiled = engine.run(net, 0.5, seed=4, record={"cells": [2]}, **rule)
    request.getfixturevalue("as_if_numba_were_not_loaded")
    plain, seen = engine.run(net, 0.5, seed=4), []
    assert "on the plain" in engine.explain(), "the work is little"
    monkeypatch.setattr(engine_module, "LOADING_TIME", 1e-3)
    run = engine.run(
        net, 0.5, seed=4, record={"cells": [2]}, progress=lambda now, end: seen.append(now), **rule
    )
    assert (
        "on the compiled path (Numba), because a tenth of the run on the plain one was "
        "more work than expected"
    ) in engine.explain()
    assert (
        same(run, compiled)
        and np.array_equal(run.V("cells"), compiled.V("cells"))
        and seen == sorted(seen)
        and seen[-1] == 0.5
    )
    assert len(run.spikes("cells")[0]) == len(plain.spikes("cells")[0]) > 100
    if learns:
        for found, expected in zip(
            run.snapshots("synapses"), compiled.snapshots("synapses"), strict=True
        ):
            np.testing.assert_array_equal(found, expected)
    pieces = list(engine.stream(net, 0.5, 0.04, seed=4))
    assert same(pieces[-1], compiled) and len(pieces) == 13


@pytest.mark.skipif(not _jit.enabled(), reason="there is nothing to change over to without Numba")
def test_what_was_said_of_a_run_is_said_after_it_changed_over(
    as_if_numba_were_not_loaded, monkeypatch
):
    """The sentence on times that were rounded was lost with the name of the path."""
    monkeypatch.setattr(engine_module, "LOADING_TIME", 1e-9)
    net, engine = Network(), Clocked(0.1 * ms)
    net.population(LIF(t_ref=2.04 * ms), 3, I=500 * pA, name="cells")
    engine.run(net, 0.1)
    assert "because a tenth of the run on the plain one was more work" in engine.explain()
    assert "The refractory time of cells, 2.04 ms, was rounded to ticks, 2 ms." in engine.explain()


@pytest.mark.parametrize(("name", "most"), [("clocked", 34), ("events", 42)])
def test_a_synapse_with_its_own_weight_and_delay_keeps_few_bytes(name, most):
    """It had kept 57 bytes with one engine and 77 with the other: in several copies, and with an
    order that only writing weights needs.
    """
    if not _jit.enabled():
        pytest.skip("lists of the plain path take more")
    import numba  # noqa: F401 - once it is loaded, it is used

    n, rng, net = 1000, np.random.default_rng(1), Network()
    cells = net.population(LIF(), n, I=220 * pA, V="uniform", name="cells")
    for part in cells[: n // 2], cells[n // 2 :]:
        pairs = rng.integers(0, n // 2, 100 * n), rng.integers(0, n, 100 * n)
        weights, delays = rng.uniform(1, 3, 100 * n) * pA, rng.integers(1, 30, 100 * n) * 0.1 * ms
        net.project(part, cells, weights, delays, pairs=pairs, synapse="exponential")
    ENGINES[name].run(network(), 0.01)
    tracemalloc.start()
    try:
        pieces = ENGINES[name].stream(net, 0.02, every=0.01, seed=1)
        next(pieces)
        held = tracemalloc.get_traced_memory()[0] / (200 * n)
    finally:
        tracemalloc.stop()
    assert held < most
