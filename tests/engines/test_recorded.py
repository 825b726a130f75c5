"""Synaptic currents and conductances that a run records, against their closed form, on both engines
and both paths.
"""

import numpy as np
import pytest

from neurolib import (
    LIF,
    STDP,
    AdEx,
    Clocked,
    EventDriven,
    Network,
    ParameterError,
    TsodyksMarkram,
    _jit,
    load,
)
from neurolib.units import ms, mV, nS, pA, pF

CLOCKED, EVENTS = Clocked(0.1 * ms), EventDriven()
TRAINS = [np.array([5.0, 7.0, 40.0]) * ms, np.array([12.3]) * ms]
WEIGHTS = 60 * pA * np.array([[1, 2, 0], [3, 4, 5]])


@pytest.fixture(
    params=[
        "plain",
        pytest.param(
            "compiled", marks=pytest.mark.skipif(not _jit.enabled(), reason="needs Numba")
        ),
    ]
)
def path(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    else:
        import numba  # noqa: F401 - once it is loaded, both engines run compiled
    return request.param


def network(neuron, conductance=False):
    net = Network()
    inputs, cells = (
        net.spikes(TRAINS, name="inputs"),
        net.population(neuron, 3, I=1000 * pA, name="cells"),
    )
    net.project(inputs, cells, WEIGHTS, 1 * ms, synapse="exponential", name="E")
    net.project(inputs, cells, -30 * pA, 2 * ms, synapse="exponential", tau=8 * ms, name="I")
    # acts as I does
    net.project(inputs, cells, -20 * pA, 3 * ms, synapse="exponential", tau=8 * ms, name="more")
    net.project(inputs, cells, 1 * mV, 2 * ms, name="jumps")
    if conductance:
        net.project(inputs, cells, 2 * nS, 2 * ms, synapse="conductance", tau=4 * ms, name="G")
    return net


def sum_of(t, arrivals, weights, tau):
    """Return what arrivals of these weights make: each a jump, and an exponential decay from then
    on.
    """
    return sum(
        np.where(t >= at - 1e-9, w * np.exp(-(t - at) / tau), 0.0)
        for at, w in zip(arrivals, weights, strict=True)
    )


@pytest.mark.parametrize(
    ("engine", "neuron"),
    [
        (CLOCKED, LIF()),
        (EVENTS, LIF()),
        (EVENTS, LIF(C=100 * pF, g_L=20 * nS)),  # whose own time constant is that of its synapses
        (CLOCKED, AdEx()),
    ],
    ids=["clocked", "events", "events, near", "integrated"],
)
def test_recorded_currents_are_those_of_the_closed_form(engine, neuron, path):
    net = network(neuron, isinstance(neuron, AdEx))
    kept = {"V": "all", "E": slice(0, 3), net.projections[1]: [1]} | (
        {"G": [2]} if isinstance(neuron, AdEx) else {}
    )
    run, silent = engine.run(net, 60 * ms, record={"cells": kept}), engine.run(net, 60 * ms)
    assert len(run.spikes("cells")[0]) > 2
    assert all(
        np.array_equal(*pair)
        for pair in zip(run.spikes("cells"), silent.spikes("cells"), strict=True)
    )
    sent = np.concatenate(TRAINS)
    for k, row in enumerate(run.state("cells", "E")):
        weights = np.repeat(WEIGHTS[:, k], [3, 1])
        np.testing.assert_allclose(row, sum_of(run.t, sent + 1 * ms, weights, 5 * ms), atol=1e-22)
    both = sum_of(run.t, sent + 2 * ms, [-30 * pA] * 4, 8 * ms) + sum_of(
        run.t, sent + 3 * ms, [-20 * pA] * 4, 8 * ms
    )
    np.testing.assert_allclose(run.state("cells", net.projections[1]), both[None], atol=1e-22)
    if isinstance(neuron, AdEx):
        np.testing.assert_allclose(
            run.state("cells", "G")[0],
            sum_of(run.t, sent + 2 * ms, [2 * nS] * 4, 4 * ms),
            atol=1e-22,
        )


@pytest.mark.parametrize("engine", [CLOCKED, EVENTS], ids=["clocked", "events"])
def test_a_session_records_the_currents_of_one_run(engine, path):
    net, record = network(LIF()), {"cells": {"V": [0], "E": "all", "more": [2]}}
    session, whole = engine.start(net, record=record), engine.run(net, 60 * ms, record=record)
    pieces = [session.run(duration) for duration in (17 * ms, 0.3 * ms, 42.7 * ms)]
    assert pieces[1].state("cells", "E").shape == (3, 4)
    for name in "V", "E", "more":
        np.testing.assert_allclose(
            session.so_far().state("cells", name),
            whole.state("cells", name),
            rtol=1e-12,
            atol=1e-24,
        )


@pytest.mark.parametrize("engine", [CLOCKED, EVENTS], ids=["clocked", "events"])
@pytest.mark.parametrize("rule", [STDP(A_plus=0.1), TsodyksMarkram()], ids=["STDP", "short-term"])
@pytest.mark.exhaustive("compiled")
def test_a_current_holds_the_weight_that_was_delivered(rule, engine, path):
    net, pre, post = Network(), np.array([5, 20, 35, 50]) * ms, np.array([12, 30, 44]) * ms
    cells = net.population(LIF(), 1)
    net.project(net.spikes([post]), cells, 30 * mV, 0.1 * ms)
    bound = {} if isinstance(rule, TsodyksMarkram) else {"w_max": 20 * pA}
    net.project(
        net.spikes([pre]),
        cells,
        10 * pA,
        1 * ms,
        synapse="exponential",
        plasticity=rule,
        name="learning",
        **bound,
    )
    run = engine.run(net, 60 * ms, record={cells: {"learning": [0]}})
    own = run.spikes(cells)[0]
    assert len(own) == 3
    largest = bound.get("w_max", 1.0)
    weights = np.asarray(rule.delivered(pre + 1 * ms, own, 10 * pA / largest)) * largest
    np.testing.assert_allclose(
        run.state(cells, "learning")[0],
        sum_of(run.t, pre + 1 * ms, weights, 5 * ms),
        rtol=1e-9,
        atol=1e-20,
    )


def test_a_current_is_saved_and_loaded(tmp_path):
    run = CLOCKED.run(network(LIF()), 60 * ms, record={"cells": {"E": [1]}})
    run.save(tmp_path / "run.npz")
    assert np.array_equal(load(tmp_path / "run.npz").state("cells", "E"), run.state("cells", "E"))


@pytest.mark.parametrize("engine", [CLOCKED, EVENTS], ids=["clocked", "events"])
def test_what_has_no_current_is_refused(engine):
    net = network(LIF())
    other = net.population(LIF(C=200 * pF), 2, name="other")
    net.project(net.groups[0], other, 1 * pA, 1 * ms, synapse="exponential", name="elsewhere")
    for name, sentence in [
        ("jumps", "names jumps, whose synapses make V jump and have no current; record V"),
        (
            "elsewhere",
            "names 'elsewhere', no state variable: LIF has V, and currents of E, I, more",
        ),
        ("mor", "Did you mean 'more'"),
    ]:
        with pytest.raises(ParameterError, match=sentence):
            engine.run(net, 10 * ms, record={"cells": {name: [0]}})
    with pytest.raises(
        ParameterError,
        match=r'No E of cells was recorded; type engine.run\(…, record={population: {"E": '
        r"\[0, 1\]}}\)",
    ):
        engine.run(net, 10 * ms).state("cells", "E")
