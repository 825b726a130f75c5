"""Currents that change in time: steps against one neuron alone and against a session, noise against
closed forms, on every path.
"""

import math
import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurolib import LIF, AdEx, Clocked, EventDriven, Network, ParameterError, _jit, simulate
from neurolib.units import Hz, ms, mV, nA, nS, pA, pF

DT = 0.1 * ms
ENGINES = {"clocked": Clocked(DT), "event": EventDriven()}
on_both = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
some = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


# --- steps ----------------------------------------------------------------------------------------


@some
@given(data=st.data(), neuron=st.sampled_from([LIF(), LIF(t_ref=0), AdEx()]))
@pytest.mark.exhaustive("compiled")
def test_steps_drive_each_neuron_as_simulate_does(path, data, neuron):
    steps = data.draw(
        st.lists(st.integers(1, 700), min_size=1, max_size=6, unique=True).map(sorted)
    )
    values = data.draw(
        st.lists(
            st.lists(st.sampled_from([-0.2, 0, 0.3, 0.6, 0.9]), min_size=2, max_size=2),
            min_size=len(steps),
            max_size=len(steps),
        )
    )
    net = Network()
    cells = net.population(neuron, 2, I=(np.array(steps) * DT, np.array(values) * nA))
    other = net.population(neuron, 1, I=500 * pA)
    run = Clocked(DT).run(net, 800 * DT)
    for k in range(2):
        I = np.zeros(800)
        for step, value in zip(steps, values, strict=True):
            I[step:] = value[k] * nA
        np.testing.assert_allclose(
            run.trains(cells)[k], simulate(neuron, I, 800 * DT, DT).spikes, rtol=0, atol=1e-12
        )
    np.testing.assert_allclose(
        run.trains(other)[0], simulate(neuron, 500 * pA, 800 * DT, DT).spikes, rtol=0, atol=1e-12
    )


def test_a_current_of_each_tick_is_one_value_after_the_other(path):
    rng, net = np.random.default_rng(0), Network()
    I = rng.uniform(0, 0.6, 1000) * nA
    cells = net.population(LIF(), 3, I=(np.arange(1000) * DT, I))
    run = Clocked(DT).run(net, 0.1, record="all")
    alone = simulate(LIF(), I, 0.1, DT)
    assert len(alone.spikes) > 2
    for k in range(3):
        np.testing.assert_allclose(run.trains(cells)[k], alone.spikes, rtol=0, atol=1e-12)
        np.testing.assert_allclose(run.V(cells)[k], alone.V, rtol=0, atol=1e-12)


def stepped():
    """Two populations that share a block, one of them under steps of its own for each neuron; and
    what comes from elsewhere.
    """
    net = Network()
    I = np.array([[0, 150], [320, 0], [100, 260]]) * pA
    cells = net.population(LIF(), 2, I=([20 * ms, 55 * ms, 130 * ms], I), name="cells")
    more = net.population(LIF(), 2, I=90 * pA, name="more")
    net.project(net.poisson(20, 40 * Hz), more, 80 * pA, 1 * ms, synapse="exponential")
    net.project(cells, more, 200 * pA, 1.5 * ms, synapse="exponential", name="on")
    return net


@on_both
def test_steps_are_a_session_whose_current_is_set(engine, path):
    net, plainly = stepped(), Network()
    cells = plainly.population(LIF(), 2, name="cells")
    more = plainly.population(LIF(), 2, I=90 * pA, name="more")
    plainly.project(plainly.poisson(20, 40 * Hz), more, 80 * pA, 1 * ms, synapse="exponential")
    plainly.project(cells, more, 200 * pA, 1.5 * ms, synapse="exponential", name="on")
    session = engine.start(plainly, seed=2, record={"cells": "all", "more": "all"})
    session.run(20 * ms)
    for duration, I in ((35 * ms, [0, 150]), (75 * ms, [320, 0]), (70 * ms, [100, 260])):
        session.set(cells, I=np.array(I) * pA)
        session.run(duration)
    run, other = (
        engine.run(net, 0.2, seed=2, record={"cells": "all", "more": "all"}),
        session.so_far(),
    )
    for name in "cells", "more":
        assert len(run.spikes(name)[0]) > 3
        np.testing.assert_allclose(run.spikes(name)[0], other.spikes(name)[0], rtol=0, atol=1e-12)
        np.testing.assert_allclose(run.V(name), other.V(name), rtol=0, atol=1e-9)
    assert dict(run.counts) == dict(other.counts)


def test_both_engines_meet_as_the_tick_goes_to_zero(path):
    net, exact = stepped(), None
    run = EventDriven().run(net, 0.12, seed=1, record={"cells": [1]})
    for dt, most in ((0.1 * ms, 0.4 * ms), (0.01 * ms, 0.04 * ms)):
        exact = Clocked(dt).run(net, 0.12, seed=1)
        assert np.array_equal(run.spikes("cells")[1], exact.spikes("cells")[1])
        assert np.abs(run.spikes("cells")[0] - exact.spikes("cells")[0]).max() < most
    late = run.t >= 20 * ms
    V = LIF().E_L + 15 * mV * (1 - np.exp(-(run.t[late] - 20 * ms) / LIF().tau))
    short = run.t[late] < 55 * ms
    np.testing.assert_allclose(run.V("cells")[0][late][short], V[short], rtol=0, atol=1e-9)


@some
@given(data=st.data(), shape=st.sampled_from(["one", "own"]))
def test_a_current_that_changes_within_a_tick_brings_its_whole_charge(path, data, shape):
    """Of a membrane whose leak is negligible, V is the charge over C, however short a pulse is and
    wherever it lies in a tick.
    """
    times = (
        np.array(
            data.draw(
                st.lists(st.integers(1, 30_000), min_size=1, max_size=30, unique=True).map(sorted)
            )
        )
        * 1e-6
    )
    size = (len(times),) if shape == "one" else (len(times), 2)
    I = np.random.default_rng(len(times)).uniform(-1, 1, size) * 30 * pA
    net = Network()
    # τ is 100 s
    cells = net.population(LIF(C=1000 * pF, g_L=0.01 * nS, V_T=50 * mV), 2, I=(times, I))
    run = Clocked(DT).run(net, 40 * ms, record="all")
    passed = np.maximum(run.t[:, None] - times, 0.0)
    lasted = passed - np.pad(passed[:, 1:], ((0, 0), (0, 1)))
    charge = lasted @ (I[:, None] if shape == "one" else I)
    np.testing.assert_allclose(
        run.V(cells).T,
        -70 * mV + np.broadcast_to(charge, (len(run.t), 2)) / (1000 * pF),
        rtol=0,
        atol=1e-6,
    )


def test_a_pulse_shorter_than_a_tick_moves_v_as_events_say(path):
    net = Network()
    # between two ticks, and between two half ticks
    cell = net.population(LIF(), 1, I=([10.03 * ms, 10.05 * ms], [50 * nA, 0.0]))
    peaks = [
        engine.run(net, 20 * ms, record="all").V(cell).max()
        for engine in (Clocked(DT), EventDriven())
    ]
    np.testing.assert_allclose(np.array(peaks) + 70 * mV, 5 * mV, rtol=3e-3)


@on_both
@some
@given(cuts=st.sets(st.integers(1, 1999), max_size=4))
def test_a_session_under_steps_goes_on_in_pieces(engine, path, cuts):
    net, ends = stepped(), [0, *sorted(cuts), 2000]
    session = engine.start(net, seed=3)
    for a, b in zip(ends, ends[1:], strict=False):
        session.run((b - a) * DT)
        state = pickle.loads(pickle.dumps(session.store()))
        session.run(0.01)
        session.restore(state)
        if b % 2:
            session.forget()
            session.restore(state)
    whole = engine.run(net, 0.2, seed=3)
    for name in "cells", "more":
        assert all(map(np.array_equal, session.so_far().spikes(name), whole.spikes(name)))
    session.set("cells", I=0)
    session.run(0.3)
    assert not len(session.run(0.1).spikes("cells")[0]), "what is set takes the place of steps"


# --- noise ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dt", "C"), [(0.1 * ms, 200 * pF), (10 * ms, 20 * pF)])
def test_the_variance_of_the_voltage_is_the_closed_form(path, dt, C):
    """Equation (2) of neurolib.currents, to 3 %, with a tick that is short, and with one of five
    time constants.
    """
    neuron, sigma, net = LIF(C=C, V_T=40 * mV), 5e-12, Network()
    cells = net.population(neuron, 1000, I=50 * pA, noise=sigma)
    session, found = Clocked(dt).start(net, seed=1), []
    for _ in range(25):
        assert not len(session.run(max(dt, 3 * neuron.tau)).spikes(cells)[0])
        found += [V.copy() for V in session._simulation.voltages()]
    V = np.array(found[4:])
    closed = sigma**2 / (2 * C * neuron.g_L) * 2 * neuron.tau / dt * math.tanh(dt / 2 / neuron.tau)
    assert V.var() == pytest.approx(closed, rel=0.03)
    assert V.mean() == pytest.approx(neuron.E_L + 5 * mV, abs=5 * math.sqrt(closed / V.size))


def test_noise_of_each_neuron_is_its_own_and_white(path):
    net = Network()
    cells = net.population(LIF(V_T=40 * mV), 300, noise=np.linspace(0, 4e-12, 300))
    again = net.population(LIF(V_T=40 * mV), 300, noise=4e-12)
    V, W = (Clocked(1 * ms).run(net, 2, seed=5, record="all").V(group) for group in (cells, again))
    assert np.abs(np.corrcoef(V[1:40, 500::100].ravel(), W[1:40, 500::100].ravel())[0, 1]) < 0.15
    assert (V[0] == LIF().E_L).all() and np.argsort(V.std(1))[-100:].min() > 150
    assert not np.array_equal(W, Clocked(1 * ms).run(net, 2, seed=6, record="all").V(again))


def test_paths_agree_bit_for_bit_and_a_longer_run_begins_with_the_shorter(monkeypatch):
    def run(T):
        net = Network()
        I = (np.array([0, 40]) * ms, np.array([150, 230]) * pA)
        cells, more = (
            net.population(LIF(), 40, I=I, noise=8e-12),
            net.population(LIF(V_T=-52 * mV), 3, I=160 * pA, noise=1e-11),
        )
        net.project(cells, more, 0.3 * mV, 1 * ms)
        return Clocked(DT).run(net, T, seed=9, record="all")

    short, long = run(0.07), run(0.2)
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    plain = run(0.2)
    for name in "LIF", "LIF 2":
        assert len(plain.spikes(name)[0]) > 5 and all(
            map(np.array_equal, plain.spikes(name), long.spikes(name))
        )
        np.testing.assert_allclose(plain.V(name), long.V(name), rtol=0, atol=1e-15)
        assert np.array_equal(short.V(name), long.V(name)[:, : len(short.t)])


@pytest.mark.parametrize("I", [0, 180 * pA])
def test_the_rate_under_noise_is_siegerts(I):
    neuron, net = LIF(), Network()
    cells = net.population(
        neuron, 400, I=I, V="uniform", noise=neuron.g_L * 10 * mV * math.sqrt(neuron.tau)
    )
    run = Clocked(DT).run(net, 1.5, seed=1)
    late = np.concatenate(run.trains(cells))
    assert (late > 0.2).sum() / 400 / 1.3 == pytest.approx(
        neuron.rate(I, sigma=10 * mV, dt=DT), rel=0.03
    )


@pytest.mark.exhaustive("compiled")
def test_adex_takes_noise_and_steps(path):
    net = Network()
    cells = net.population(AdEx(), 20, I=([0, 50 * ms], [0, 1 * nA]), noise=5e-12)
    run = Clocked(DT).run(net, 0.2, seed=1)
    trains = run.trains(cells)
    assert (
        all(len(train) > 2 and train[0] > 50 * ms for train in trains)
        and len({train[0] for train in trains}) > 10
    )


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"noise": -1e-12}, "population's noise .* is -1e-12; expected 0 to 1e-06"),
        ({"noise": 5}, "population's noise .* is 5; expected 0 to 1e-06"),
        ({"noise": math.nan}, "population's noise .* is nan"),
        ({"noise": "loud"}, "population's noise .* is 'loud', which is not a number"),
        (
            {"noise": [1e-12, 1e-12]},
            r"population's noise has shape \(2,\); expected one number, or 3, one for each neuron",
        ),
        ({"I": ([0],)}, "population's I is a tuple of 1; expected \\(times, values\\)"),
        (
            {"I": ([0, 0.1], [0])},
            r"population's values of I have shape \(1,\); expected \(2,\), one for each "
            r"time, or \(2, 3\)",
        ),
        ({"I": ([0, 0.1], [0, 100])}, "population's values of I .* is 100 A"),
        (
            {"I": ([0.1, 0.1], [0, 0])},
            "population's times of I go back: 100 ms after 100 ms; expected times that grow",
        ),
        ({"I": ([-0.1], [0])}, "population's times of I .* is -100 ms"),
        ({"I": ([math.nan], [0])}, "population's times of I .* is nan"),
        ({"I": ([], [])}, "population's times of I .* is empty"),
    ],
)
def test_errors_are_sentences(more, message):
    with pytest.raises(ParameterError, match=message):
        Network().population(LIF(), 3, **more)


def test_events_know_no_noise():
    net = Network()
    net.population(LIF(g_L=9 * nS), 3, noise=1e-12)
    with pytest.raises(
        ParameterError,
        match=r"LIF has a noise current, .*Run it with Clocked\(dt=0.1\*ms\), or drive it by "
        r"Poisson",
    ):
        EventDriven().run(net, 0.1)
    assert "noise of 1 pA √s" in repr(net)
