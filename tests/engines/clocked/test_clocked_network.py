"""Clocked on networks: closed forms, an independent slow simulator, equal paths, CUBA,
conductances, delays, and sentences.
"""

import itertools
import math
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from neurolib import _jit, load, simulate
from neurolib.engines import Clocked
from neurolib.model import ParameterError
from neurolib.network import Network, Population
from neurolib.neurons import LIF, AdaptiveLIF, AdEx
from neurolib.units import Hz, ms, mV, nA, nS, pA, pF, uS

needs_numba = pytest.mark.skipif(
    not _jit.enabled(), reason="Numba is not installed or is switched off"
)
BOTH = [pytest.param("plain"), pytest.param("compiled", marks=needs_numba)]


@pytest.fixture(params=BOTH)
def path(request, monkeypatch):
    """Run the test on one path, then on the other."""
    take(request.param, monkeypatch)
    return request.param


def take(path, monkeypatch):
    if path == "plain":
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    else:
        import numba  # noqa: F401 - once it is loaded, it is used


def both(net, duration, dt=0.1 * ms, **more):
    """Run on the plain path and on the compiled one."""
    with pytest.MonkeyPatch.context() as patch:
        take("plain", patch)
        engine = Clocked(dt)
        runs = [engine.run(net, duration, **more)]
        assert "plain NumPy path" in engine.explain()
    if _jit.enabled():
        import numba  # noqa: F401

        runs.append(engine.run(net, duration, **more))
        assert "compiled path" in engine.explain()
    return runs


# --- the slow simulator: neuron by neuron, synapse by synapse, counting as it goes ----------------


def slowly(net, duration, dt, seed):
    """Return {group: [(tick, index)]} and counts, for LIF neurons with delta and exponential
    synapses.
    """
    steps, counts, sent = (
        round(duration / dt),
        Counter({("clock tick", "clock"): 0}),
        {group: [] for group in net.groups},
    )
    V, I, hold, due = {}, {}, {}, defaultdict(list)
    for p in net.populations:
        V[p], hold[p] = p.start(seed)[0].tolist(), [0] * p.n
    targets = defaultdict(list)
    for q in net.projections:
        i, j = q.pairs(seed)
        if q.synapse.kind == "exponential":
            I[q] = [0.0] * q.post.n
        for a, b, w, d in zip(
            i.tolist(), j.tolist(), q.each(q.weight, i, j), q.each(q.delay, i, j), strict=True
        ):
            targets[q, a].append((b, float(w), round(d / dt)))
    # of an update: the state, each receptor, and a slot of each ring of arrivals to come
    words = {}
    for p in net.populations:
        onto = [q for q in net.projections if q.post.neuron == p.neuron]
        words[p] = (
            1
            + len({q.synapse for q in onto if q in I})
            + len({q.synapse for q in onto if q.delay.ndim})
        )

    def send(group, tick, index):
        sent[group].append((tick, index))
        counts["spike", group.name] += 1
        for q in net.projections:
            if q.pre is group:
                if tick + (1 if q.delay.ndim else round(float(q.delay) / dt)) <= steps:
                    counts["word read", q.name] += 2  # where the row starts and ends
                for b, w, d in targets[q, index]:
                    due[tick + d].append((q, b, w))

    later = defaultdict(list)
    for group in net.groups:
        if not isinstance(group, Population):
            for t, index in zip(*group.trains(duration, seed), strict=True):
                later[math.ceil(t / dt - 1e-6)].append((group, int(index)))
    for k in range(steps + 1):
        for group, index in later[k]:
            send(group, k, index)
        if k == 0:
            continue
        counts["clock tick", "clock"] += 1
        jumps = defaultdict(float)
        for p in net.populations:
            m = p.neuron
            for x in range(p.n):
                counts["neuron update", p.name] += 1
                counts["threshold check", p.name] += 1
                counts["word read", p.name] += words[p]
                counts["word written", p.name] += words[p]
                drive = m.E_L + float(np.broadcast_to(p.I, p.n)[x]) / m.g_L
                new = drive + (V[p][x] - drive) * math.exp(-dt / m.tau)
                for q, currents in I.items():
                    if q.post is p:
                        s = q.synapse.tau
                        new += (
                            currents[x]
                            * (s / (s - m.tau) / m.g_L)
                            * (math.exp(-dt / s) - math.exp(-dt / m.tau))
                        )
                V[p][x] = new if hold[p][x] == 0 else V[p][x]
        for q, currents in I.items():
            currents[:] = [value * math.exp(-dt / q.synapse.tau) for value in currents]
        for q, b, w in due.pop(k, []):
            counts["synaptic event", q.name] += 1
            # target, weight, a receptor or V, and a delay
            counts["word read", q.name] += 3 + (q.delay.ndim > 0)
            counts["word written", q.name] += 1
            if q in I:
                I[q][b] += w
            else:
                jumps[q.post, b] += w
        for p in net.populations:
            for x in range(p.n):
                if hold[p][x]:
                    hold[p][x] -= 1
                    continue
                V[p][x] += jumps[p, x]
                if V[p][x] >= p.neuron.V_T:
                    V[p][x], hold[p][x] = p.neuron.V_R, round(p.neuron.refractory / dt)
                    send(p, k, x)
    return sent, counts


@st.composite
def networks(draw):
    """Two populations of LIF, a Poisson source and a replayed one; some projections of either kind,
    on a grid of 0.1 ms.
    """
    net = Network()
    neurons = [
        LIF(
            t_ref=draw(st.sampled_from([0.0, 0.1 * ms, 0.7 * ms, 2 * ms])),
            E_L=-draw(st.sampled_from([70, 49.03])) * mV,
        )
        for _ in range(2)
    ]
    groups = [
        net.population(
            neuron, draw(st.integers(1, 6)), I=draw(st.sampled_from([0.0, 211.7 * pA])), V="uniform"
        )
        for neuron in neurons
    ]
    sources = [
        net.poisson(draw(st.integers(1, 5)), 150 * Hz),
        net.spikes([[0.0, 0.3 * ms, 0.3 * ms, 7 * ms], [29.9 * ms, 30 * ms]]),
    ]
    for _ in range(draw(st.integers(1, 6))):
        pre, post = draw(st.sampled_from(groups + sources)), draw(st.sampled_from(groups))
        shape = draw(st.sampled_from([(), (pre.n, post.n)]))
        rng = np.random.default_rng(draw(st.integers(0, 99)))
        kind, ticks = (
            draw(st.sampled_from(["delta", "exponential"])),
            draw(st.sampled_from([1, 2, 13])),
        )
        weight = rng.uniform(-1, 2, shape) * (8.123 * mV if kind == "delta" else 301.7 * pA)
        delay = (
            ticks * 0.1 * ms
            if draw(st.booleans())
            else rng.integers(1, 1 + ticks, (pre.n, post.n)) * 0.1 * ms
        )
        tau = draw(st.sampled_from([3, 5, 11])) * ms
        net.project(
            pre,
            post,
            weight,
            delay,
            probability=draw(st.sampled_from([0.4, 1.0])),
            synapse=kind,
            tau=tau,
        )
    return net


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks(), st.integers(0, 1000))
def test_both_paths_give_the_spikes_and_counts_of_the_slow_simulator(net, seed):
    sent, counted = slowly(net, 30 * ms, 0.1 * ms, seed)
    for run in both(net, 30 * ms, seed=seed):
        for group in net.groups:
            times, indices = run.spikes(group)
            assert sorted(
                zip(np.rint(times / (0.1 * ms)).astype(int).tolist(), indices.tolist(), strict=True)
            ) == sorted(sent[group]), group
        for key, count in run.counts.items():
            if key[0] != "plasticity update":
                assert count == counted[key], key
        assert set(counted) <= set(run.counts)


def test_the_drawn_networks_do_spike_and_deliver():
    """The property above would hold of silent networks too."""
    net = Network()
    cells = net.population(LIF(), 6, I=211.7 * pA, V="uniform")
    drive = net.poisson(5, 150 * Hz)
    net.project(drive, cells, 8.123 * mV, 0.3 * ms)
    net.project(cells, cells, -300 * pA, 0.1 * ms, 0.5, synapse="exponential")
    sent, counts = slowly(net, 30 * ms, 0.1 * ms, 3)
    assert (
        len(sent[cells]) > 5 and len(sent[drive]) > 10 and counts["synaptic event", "LIF → LIF"] > 5
    )


# --- known answers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("I", "interval"), [(380 * pA, 45.307333), (500 * pA, 15.862944), (1000 * pA, 6.700036)]
)
def test_the_interval_of_a_constant_current_is_the_closed_form_rounded_up_to_a_tick(
    I, interval, path
):
    """C 250 pF, tau 10 ms, reset and leak at -70 mV, threshold -55 mV, t_ref 2 ms: t_ref + tau
    ln(RI / (RI - 15 mV)).
    """
    neuron = LIF(C=250 * pF, g_L=25 * nS, E_L=-70 * mV, V_R=-70 * mV, V_T=-55 * mV, t_ref=2 * ms)
    net = Network()
    cell = net.population(neuron, 1, I=I)
    assert 1 / neuron.rate(I) == pytest.approx(interval * ms, rel=1e-7)
    for dt in (0.1 * ms, 0.01 * ms):
        gaps = np.diff(Clocked(dt).run(net, 0.5).spikes(cell)[0])
        assert len(gaps) > 5
        np.testing.assert_allclose(gaps, 2 * ms + np.ceil((interval - 2) * ms / dt) * dt, rtol=1e-9)


def nest_spikes():
    data = np.load(Path(__file__).parents[1] / "cuba_nest.npz")
    return data["tick"].astype(int), data["sender"].astype(int)


def cuba(**more):
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    try:
        import networks
    finally:
        sys.path.pop(0)
    return networks.cuba(**more)


def test_cuba_equals_nest_spike_for_spike(path):
    """tests/benchmarks/nest_equality.py ran NEST 3.10 and wrote the list."""
    tick, sender = nest_spikes()
    net = cuba()
    run = Clocked(0.1 * ms).run(net, 1.0, seed=1)
    (exc_t, exc), (inh_t, inh) = (run.spikes(p) for p in net.populations)
    mine = np.lexsort(
        (np.concatenate([exc, inh + 3200]), np.rint(np.concatenate([exc_t, inh_t]) / 0.1 / ms))
    )
    assert len(tick) > 20_000
    np.testing.assert_array_equal(
        np.rint(np.concatenate([exc_t, inh_t]) / 0.1 / ms).astype(int)[mine], tick
    )
    np.testing.assert_array_equal(np.concatenate([exc, inh + 3200])[mine], sender)


def test_cuba_fires_irregularly_at_five_to_six_hertz():
    """CV within 1 s; over longer times it grows, to 0.75 within 10 s, for rates wander."""
    net = cuba()
    run = Clocked(0.1 * ms).run(net, 1.0, seed=2)
    assert 5.0 < np.concatenate([run.rates(p) for p in net.populations]).mean() < 6.1
    times, who = run.spikes("excitatory")
    order = np.lexsort((times, who))
    trains = np.split(times[order], np.flatnonzero(np.diff(who[order])) + 1)
    cv = [np.std(gaps) / np.mean(gaps) for train in trains if len(gaps := np.diff(train)) >= 2]
    assert len(cv) > 1000 and 0.50 < np.mean(cv) < 0.60


# --- what a synapse does --------------------------------------------------------------------------


def post(kind, weight, path, dt=0.1 * ms, duration=60 * ms, spikes=((10 * ms, 14 * ms),), **more):
    """Return times and voltage of one silent LIF neuron to which replayed spikes arrive 1 ms later."""
    net = Network()
    source, cell = net.spikes([list(train) for train in spikes]), net.population(LIF(), 1)
    net.project(source, cell, weight, 1 * ms, synapse=kind, **more)
    run = Clocked(dt).run(net, duration, record={cell: [0]})
    return run.t, run.V(cell)[0]


def solved(t, current, jumps=()):
    """Solve the LIF's flow under ``current(t, V, arrivals so far)`` with SciPy from one arrival to
    the next.
    """
    p = LIF().values(LIF.flow, "V", "I")
    edges, V, out = [0.0, 11 * ms, 15 * ms, t[-1] + 1 * ms], -70 * mV, np.empty_like(t)
    for k, (a, b) in enumerate(itertools.pairwise(edges)):
        inside = (t >= a - 1e-9) & (t < b - 1e-9)
        solution = solve_ivp(
            lambda s, y, k=k: LIF.flow(*y, current(s, y[0], k), *p),
            (a, b),
            [V],
            rtol=1e-11,
            atol=1e-14,
            dense_output=True,
        )
        out[inside], V = (
            solution.sol(t[inside])[0],
            solution.y[0, -1] + (jumps[k] if k < len(jumps) else 0.0),
        )
    return out


def decaying(weight, tau):
    return lambda s, k: sum(weight * math.exp(-(s - a) / tau) for a in (11 * ms, 15 * ms)[:k])


def test_a_delta_synapse_makes_the_voltage_jump(path):
    t, V = post("delta", 3 * mV, path)
    np.testing.assert_allclose(V, solved(t, lambda s, v, k: 0.0, jumps=[3 * mV, 3 * mV]), rtol=1e-8)


@pytest.mark.parametrize("tau", [3 * ms, 20 * ms])  # the second is the membrane's own
def test_an_exponential_synapse_is_exact_at_any_tick(tau, path):
    wave = decaying(40 * pA, tau)
    for dt in (0.1 * ms, 1 * ms):
        t, V = post("exponential", 40 * pA, path, dt, tau=tau)
        np.testing.assert_allclose(V, solved(t, lambda s, v, k: wave(s, k)), rtol=1e-8)


def test_a_conductance_synapse_converges_with_order_2(path):
    wave, ticks = decaying(100 * nS, 3 * ms), np.array([1.0, 0.5, 0.25]) * ms
    errors = []
    for dt in ticks:
        t, V = post("conductance", 100 * nS, path, dt, tau=3 * ms, E_rev=-55 * mV)
        errors.append(np.abs(V - solved(t, lambda s, v, k: wave(s, k) * (-55 * mV - v))).max())
    assert errors[-1] < 1e-5
    assert np.polyfit(np.log(ticks), np.log(errors), 1)[0] == pytest.approx(2, abs=0.1)


def test_inhibition_by_conductance_pulls_to_its_reversal(path):
    _, V = post("conductance", 500 * nS, path, tau=50 * ms, E_rev=-80 * mV)
    assert -80 * mV < V[200] < -79 * mV


def test_in_the_refractory_time_jumps_are_lost_and_currents_decay(path):
    """Spike at 10.1 ms, held until 12.1 ms: what arrives then is lost, just after it counts."""
    neuron = LIF(E_L=-70 * mV, V_R=-70 * mV)
    for arrival, kept in (11.0, 0.0), (12.1, 0.0), (12.2, 5 * mV):
        net = Network()
        cell = net.population(neuron, 1)
        net.project(
            net.spikes([[10 * ms], [(arrival - 0.1) * ms]]),
            cell,
            np.array([[25 * mV], [5 * mV]]),
            0.1 * ms,
        )
        run = Clocked(0.1 * ms).run(net, 13 * ms, record={cell: [0]})
        np.testing.assert_allclose(run.spikes(cell)[0], [10.1 * ms])
        V = run.V(cell)[0]
        np.testing.assert_allclose(V[101:122], -70 * mV, rtol=1e-12)
        assert V[122] == pytest.approx(-70 * mV + kept, abs=1e-9)
    net = Network()
    cell, source = net.population(neuron, 1), net.spikes([[10 * ms]])
    net.project(source, cell, 25 * mV, 0.1 * ms)
    net.project(source, cell, 100 * pA, 0.1 * ms, synapse="exponential")
    V = Clocked(0.1 * ms).run(net, 13 * ms, record={cell: [0]}).V(cell)[0]
    left = 100 * pA * math.exp(-2 / 5)
    assert V[122] == pytest.approx(-70 * mV + left * neuron.response(5 * ms, 0.1 * ms), rel=1e-9)


@pytest.mark.parametrize("t_ref", [0, 1, 20])
@pytest.mark.parametrize("kind", ["exponential", "conductance"])
def test_a_neuron_is_held_for_its_refractory_time_to_the_tick(kind, t_ref, path):
    """A strong drive: after a spike at tick k the voltage is V_R up to tick k + t_ref, the last one
    included, and climbs in the next.
    """
    dt, net, weight = 0.1 * ms, Network(), {"exponential": 200 * pA, "conductance": 4 * nS}[kind]
    cells = net.population(LIF(t_ref=t_ref * dt), 2)
    net.project(
        net.spikes([np.arange(1, 200, 5) * dt]), cells, weight, dt, synapse=kind, tau=5 * ms
    )
    run = Clocked(dt).run(net, 20 * ms, record={cells: [0, 1]})
    for x in 0, 1:
        times, who = run.spikes(cells)
        ticks = np.rint(times[who == x] / dt).astype(int)
        assert len(ticks) > 3 and np.diff(ticks).min() > t_ref + 1
        for k in ticks[ticks < 199 - t_ref]:
            assert (run.V(cells)[x, k : k + t_ref + 1] == -60 * mV).all() and run.V(cells)[
                x, k + t_ref + 1
            ] > -60 * mV


def test_jumps_in_the_refractory_time_are_lost_beside_conductances_too(path):
    """Spike at 10.1 ms, held until 12.1 ms: a jump at that very tick is lost, one in the next
    counts.
    """
    for arrival, kept in (10.2, 0.0), (12.1, 0.0), (12.2, 5 * mV):
        net = Network()
        cell = net.population(LIF(E_L=-70 * mV, V_R=-70 * mV), 1)
        net.project(
            net.spikes([[10 * ms], [(arrival - 0.1) * ms]]),
            cell,
            np.array([[25 * mV], [5 * mV]]),
            0.1 * ms,
        )
        # so that the neuron is integrated
        net.project(net.spikes([[50 * ms]]), cell, 1 * nS, 0.1 * ms, synapse="conductance")
        run = Clocked(0.1 * ms).run(net, 13 * ms, record={cell: [0]})
        np.testing.assert_allclose(run.spikes(cell)[0], [10.1 * ms])
        V = run.V(cell)[0]
        np.testing.assert_allclose(V[101:122], -70 * mV, rtol=1e-12)
        assert V[122] == pytest.approx(-70 * mV + kept, abs=1e-9)


@pytest.mark.parametrize("synapses", [False, True])
def test_a_membrane_far_faster_than_a_tick_is_held_and_released(synapses, path):
    """exp(-dt/tau) is 0 in floats from 745 time constants on; V then follows its end value, and a
    refractory neuron is still one.
    """
    neuron, net = LIF(C=0.1 * pF, g_L=100 * uS, E_L=-50.5 * mV, t_ref=2 * ms), Network()
    assert math.exp(-0.1 * ms / neuron.tau) == 0
    cells = net.population(neuron, 2, I=[100 * nA, 0.0])
    if synapses:
        net.project(
            net.spikes([[5 * ms]]), cells[1:], 90 * nA, 1 * ms, synapse="exponential", tau=1 * ms
        )
    run = Clocked(0.1 * ms).run(net, 20 * ms, record={cells: [0, 1]})
    np.testing.assert_allclose(run.trains(cells)[0], np.arange(1, 200, 21) * 0.1 * ms)
    assert len(run.trains(cells)[1]) == synapses and np.isfinite(run.V(cells)).all()


@pytest.mark.parametrize("matrix", [False, True])
def test_a_spike_arrives_its_delay_later(matrix, path):
    net = Network()
    source, cells = net.spikes([[0.0, 2 * ms], [0.25 * ms]]), net.population(LIF(), 3)
    delays = np.array([[0.1, 1.0, 7.3], [0.2, 0.3, 20.0]]) * ms
    net.project(source, cells, 30 * mV, delays if matrix else 1.3 * ms)
    times, who = Clocked(0.1 * ms).run(net, 12 * ms).spikes(cells)
    got = sorted(zip(who.tolist(), np.round(times / ms, 6).tolist(), strict=True))
    # 0.25 ms is seen at 0.3 ms; a spike makes its neuron deaf for 2 ms, the last instant included
    assert got == (
        [(0, 0.1), (1, 0.6), (1, 3.0), (2, 7.3)] if matrix else [(0, 1.3), (1, 1.3), (2, 1.3)]
    )


def test_simultaneous_arrivals_are_summed_before_the_threshold_is_tested(path):
    net = Network()
    source, cell = net.spikes([[1 * ms], [1 * ms]]), net.population(LIF(), 1)
    net.project(source, cell, np.array([[30 * mV], [-15 * mV]]), 1 * ms)
    run = Clocked(0.1 * ms).run(net, 5 * ms, record={cell: [0]})
    assert len(run.spikes(cell)[0]) == 0 and run.V(cell)[0, 20] == pytest.approx(-55 * mV)


@pytest.mark.parametrize("conductance", [False, True])
@pytest.mark.parametrize(
    "neuron",
    [
        LIF(E_L=-45 * mV),
        pytest.param(AdaptiveLIF(E_L=-45 * mV), marks=pytest.mark.exhaustive("compiled")),
    ],
)
def test_a_neuron_that_rests_above_its_threshold_first_fires_at_the_end_of_a_tick(
    neuron, conductance, path
):
    """With jumps of V or without, which the compiled loop tests for in another place."""
    trains = []
    for jumps in (False, True):
        net = Network()
        cell, source = net.population(neuron, 2), net.spikes([[29 * ms]])
        if jumps:
            net.project(source, cell, 1 * mV, 1 * ms)
        if conductance:
            net.project(source, cell, 1 * nS, 1 * ms, synapse="conductance", E_rev=-80 * mV)
        run = Clocked(0.1 * ms).run(net, 29 * ms, record="all")
        assert run.V(cell)[0, 0] == -45 * mV
        trains.append(run.trains(cell)[0])
    assert trains[0][0] == pytest.approx(0.1 * ms) and len(trains[0]) == 2
    np.testing.assert_array_equal(*trains)


def test_adex_with_synapses_is_the_same_on_both_paths():
    net = Network()
    cells = net.population(AdEx.pattern("adapting"), 20, I=np.linspace(0, 0.6, 20) * nA)
    drive = net.poisson(10, 100 * Hz)
    net.project(drive, cells, 2 * nS, 1 * ms, 0.5, synapse="conductance", tau=3 * ms)
    net.project(drive, cells, 30 * pA, 1.5 * ms, 0.5, synapse="exponential")
    net.project(cells, cells, 0.5 * mV, 1 * ms, 0.5)
    runs = both(net, 0.3, record={cells: [0, 19]})
    for run in runs[1:]:
        times, who = run.spikes(cells)
        assert len(times) > 30 and np.array_equal(who, runs[0].spikes(cells)[1])
        np.testing.assert_allclose(times, runs[0].spikes(cells)[0], atol=1e-9)
        np.testing.assert_allclose(run.V(cells)[0], runs[0].V(cells)[0], rtol=1e-9)


def test_a_network_of_one_neuron_is_what_simulate_gives(path):
    from neurolib import simulate

    for neuron, I in (LIF(), 300 * pA), (AdEx(), 800 * pA):
        net = Network()
        cell = net.population(neuron, 1, I=I)
        run, alone = (
            Clocked(0.05 * ms).run(net, 0.1, record={cell: [0]}),
            simulate(neuron, I, 0.1, dt=0.05 * ms),
        )
        np.testing.assert_allclose(run.spikes(cell)[0], alone.spikes, atol=1e-9)
        before = int(alone.spikes[0] / (0.05 * ms)) - 5
        np.testing.assert_allclose(run.V(cell)[0, :before], alone.V[:before], rtol=1e-9)


def test_equal_neurons_share_a_block_and_stay_apart_in_what_is_returned(path):
    net = Network()
    a, other, b = (
        net.population(LIF(), 2, I=500 * pA),
        net.population(LIF(t_ref=0), 1),
        net.population(LIF(), 3, I=[0, 0, 500 * pA]),
    )
    run = Clocked(0.1 * ms).run(net, 0.1, record={b: [2, 0], other: [0]})
    assert run.rates(a).tolist() == pytest.approx([LIF().rate(500 * pA)] * 2, rel=0.1)
    assert len(run.spikes(other)[0]) == 0 and set(run.spikes(b)[1]) == {2}
    assert (
        run.V(b).shape == (2, 1001)
        and (run.V(b)[1] == -70 * mV).all()
        and run.V(b)[0].max() > -51 * mV
    )


# --- the same again, and cut short ----------------------------------------------------------------


def test_the_same_seed_is_bit_identical_and_another_is_not(path):
    runs = [
        Clocked(0.1 * ms).run(cuba(n=500, targets=40), 0.2, seed=seed, record={})
        for seed in (1, 1, 2)
    ]
    a, b, c = (run.spikes("excitatory") for run in runs)
    assert a[0].tobytes() == b[0].tobytes() and a[1].tobytes() == b[1].tobytes() and len(a[0]) > 50
    assert a[0].tobytes() != c[0].tobytes()
    assert dict(runs[0].counts) == dict(runs[1].counts)


def test_a_longer_run_starts_with_the_shorter_one(path):
    net = cuba(n=500, targets=40)
    source = net.poisson(50, 100 * Hz)
    net.project(source, net.populations[0], 1 * mV, 1 * ms, 0.1)
    short, long = (
        Clocked(0.1 * ms).run(net, duration, seed=4).spikes("excitatory") for duration in (0.1, 0.3)
    )
    assert len(short[0]) > 20 and np.array_equal(long[0][: len(short[0])], short[0])


def test_lists_of_spikes_grow(path):
    net = Network()
    cells = net.population(LIF(t_ref=0, C=1 * pF), 50, I=20 * nA)
    run = Clocked(0.1 * ms).run(net, 1.0)
    assert (run.rates(cells) == 10_000).all()


def test_an_interrupt_returns_what_was_recorded(path):
    net, seen = cuba(n=500, targets=40), []

    def stop(passed, duration):
        seen.append(passed)
        if passed > 0.05:
            raise KeyboardInterrupt

    with pytest.warns(UserWarning, match="Interrupted: .* of 100 s were run"):
        run = Clocked(0.1 * ms).run(
            net, 100.0, seed=1, record={net.populations[0]: [0]}, progress=stop
        )
    whole = Clocked(0.1 * ms).run(net, run.duration, seed=1)
    assert 0.05 < run.duration == seen[-1] < 100 and "Interrupted" in repr(run)
    assert np.array_equal(run.spikes("excitatory")[0], whole.spikes("excitatory")[0]) and dict(
        run.counts
    ) == dict(whole.counts)
    assert run.V("excitatory").shape == (1, len(run.t)) and np.isfinite(run.V("excitatory")).all()


def test_what_a_run_counted_can_be_priced_and_its_parts_are_found_by_name():
    net = Network()
    source, cells = net.poisson(20, 50 * Hz), net.population(LIF(), 5)
    synapses = net.project(source, cells, np.full((20, 5), 1.5 * mV), 1 * ms, 0.5)
    run = Clocked(0.1 * ms).run(net, 0.2, seed=1)
    assert run.ledger.count("synaptic event") == run.counts["synaptic event", "Poisson → LIF"] > 100
    assert run.ledger.duration == run.duration == pytest.approx(0.2)
    assert np.array_equal(
        run.weights("Poisson → LIF"), np.full(len(run.pairs(synapses)[0]), 1.5 * mV)
    )
    assert np.array_equal(run.spikes("Poisson")[0], run.spikes(source)[0]) and run.rates(
        source
    ).mean() == pytest.approx(50, rel=0.3)
    with pytest.raises(
        ParameterError,
        match="spikes of 'Poison': not in this network, which has Poisson, LIF. Did you mean "
        "'Poisson'",
    ):
        run.spikes("Poison")
    with pytest.raises(
        ParameterError, match=r"No voltage of LIF was recorded; type engine.run\(…, record="
    ):
        run.V(cells)


# --- the path, and its cache ----------------------------------------------------------------------


def script(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


SHORT = """
import sys
from neurolib import LIF, Clocked, Network
net = Network()
cells = net.population(LIF(), 10, I=300e-12)
engine = Clocked(1e-4)
print(engine.explain())
engine.run(net, %s)
print(engine.explain(), "numba" in sys.modules)
"""


def test_a_short_run_takes_the_plain_path_and_says_why():
    before, after = script(SHORT % 0.1).splitlines()
    assert before == "Clocked(dt=0.1*ms): nothing has run yet, so no path was taken."
    assert after.startswith(
        "Clocked(dt=0.1*ms): 1000 ticks of 10 neurons on the plain NumPy path, because"
    ) and after.endswith("False")


def test_without_numba_the_reason_is_told():
    assert "because Numba is not installed or is switched off. False" in script(
        SHORT % 10, NEUROLIB_NUMBA="0"
    )


CACHE = """
import numba
from neurolib import LIF, Clocked, Network
from neurolib.engines.clocked import numba_steps
net = Network()
Clocked(1e-4).run(net, 0.01) if net.population(LIF(), 10, I=300e-12) else None
stats = numba_steps.compiled_loop(None, (True, False, False, False, False), None, False).stats
print(sum(stats.cache_hits.values()), sum(stats.cache_misses.values()))
"""


@pytest.mark.exhaustive
@needs_numba
def test_a_fresh_process_finds_the_compiled_ticks_again(tmp_path):
    assert [script(CACHE, NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(2)] == ["0 1", "1 0"]


@needs_numba
def test_two_models_that_step_take_the_plain_path():
    net = Network()
    cells = net.population(AdEx(), 1), net.population(AdaptiveLIF(), 1)
    net.project(cells[0], cells[1], 1 * nS, 1 * ms, synapse="conductance")
    import numba  # noqa: F401

    engine = Clocked(0.1 * ms)
    engine.run(net, 10 * ms)
    assert (
        "because AdEx and AdaptiveLIF need Runge and Kutta, and the compiled loop holds "
        "one such model"
    ) in engine.explain()


# --- sentences ------------------------------------------------------------------------------------


def small(delay=1 * ms):
    net = Network()
    cells = net.population(LIF(), 2)
    net.project(cells, cells, 1 * mV, delay)
    return net, cells


@pytest.mark.parametrize(
    ("delay", "said"),
    [
        (
            0.05 * ms,
            r"The delay of LIF → LIF is 50 µs, below one tick of 100 µs.*Type "
            r"delay=0.1\*ms or more, Clocked\(dt=0.05\*ms\)",
        ),
        (0.25 * ms, r"is 250 µs, not a whole number of ticks of 100 µs. Type delay=0.2\*ms"),
        (np.array([[1.0, 1.0], [1.0, 1.03]]) * ms, r"is 1.03 ms, not a whole number of ticks"),
    ],
)
def test_delays_that_are_no_ticks_are_refused(delay, said):
    with pytest.raises(ParameterError, match=said):
        Clocked(0.1 * ms).run(small(delay)[0], 1.0)


def test_a_delay_of_many_ticks_is_not_refused_for_rounding():
    Clocked(0.1 * ms).run(small(0.3)[0], 1 * ms)
    Clocked(0.01 * ms).run(small(17.29 * ms)[0], 1 * ms)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"net": None}, r"Clocked.run's net is None; expected a Network"),
        ({"net": Network()}, r"is empty; add neurons first"),
        ({"duration": 0}, r"Clocked.run's duration \(length of the run\) is 0 s"),
        ({"duration": 0.01 * ms}, r"is 10 µs, 0 ticks of 100 µs; expected 1 to 2e.09"),
        ({"duration": "1"}, r"Clocked.run's duration .* not a number"),
        ({"seed": -1}, r"Clocked.run's seed"),
        ({"seed": 1.5}, r"seed .* is 1.5; expected a whole number"),
        ({"duration": 9e5}, r"9000000000 ticks of 100 µs; expected 1 to"),
        ({"seed": None}, r"Clocked.run's seed"),
        ({"record": {"cells": [0]}}, r"record names 'cells'; expected a population"),
    ],
)
def test_what_does_not_fit_a_run_is_refused(change, said):
    with pytest.raises(ParameterError, match=said):
        Clocked(0.1 * ms).run(**{"net": small()[0], "duration": 1.0, "seed": 1, **change})


def test_recording_what_is_not_there_is_refused():
    net, cells = small()
    for indices in [2], [-1], [0.5]:
        with pytest.raises(ParameterError, match=r"expected indices from 0 to 1"):
            Clocked(0.1 * ms).run(net, 0.1, record={cells: indices})
    with pytest.raises(ParameterError, match="2e.08 values; expected at most"):
        Clocked(0.1 * ms).run(net, 1e4, record={cells: [0, 1]})


@pytest.mark.parametrize("dt", [0, -1e-4, 0.1, math.nan, "0.1", None])
def test_a_tick_out_of_range_is_refused(dt):
    with pytest.raises(ParameterError, match=r"^Clocked's dt \(time step\)"):
        Clocked(dt)


def test_a_tick_too_long_for_a_neuron_is_refused():
    net = Network()
    net.population(AdEx(), 1)
    with pytest.raises(
        ParameterError, match=r"Clocked's dt .* longer than the fastest time of this AdEx at rest"
    ):
        Clocked(10 * ms).run(net, 0.1)


@pytest.mark.exhaustive("compiled")
def test_a_voltage_that_leaves_all_bounds_is_told(path):
    class Runaway(LIF):
        """A voltage that drives itself away from rest, and never spikes."""

        @staticmethod
        def flow(V, I, C, E_L):
            return (1e12 * (V - E_L) ** 3 + I / C,)

        @staticmethod
        def fires(V):
            return V > np.inf

    net = Network()
    cell = net.population(Runaway(), 1)
    net.project(net.spikes([[1 * ms]]), cell, 20 * mV, 1 * ms)
    with pytest.raises(
        ParameterError,
        match=r"The voltage of Runaway left all bounds before .*: Clocked's dt is too long "
        r".*Clocked\(dt=0.01\*ms\)",
    ):
        Clocked(0.1 * ms).run(net, 0.1)


def test_the_work_expected_counts_the_spikes_that_sources_send(monkeypatch):
    """A busy network spends its time on spikes: they were not counted, and the plain path was taken
    for minutes.
    """
    work = {}
    monkeypatch.setattr(
        Clocked,
        "_takes_compiled_path",
        lambda self, shown, seconds, *_: work.setdefault(self, seconds) and False,
    )
    for spikes in 10, 10_000:
        net, engine = Network(), Clocked(0.1 * ms)
        net.project(
            net.spikes([np.linspace(1 * ms, 99 * ms, spikes)]),
            net.population(LIF(), 100),
            1e-6,
            1 * ms,
        )
        monkeypatch.setattr(
            "neurolib.engines.clocked.numpy_steps.PlainSteps.advance",
            lambda self, until: setattr(self, "done", until),
        )
        engine.run(net, 0.1)
    few, many = work.values()
    assert 0.02 < many - few < 0.2


@pytest.mark.exhaustive("compiled")
def test_any_state_is_recorded_by_its_name(path, tmp_path):
    """The w of AdEx in a network is that of one neuron alone; names, "all" and slices say which; a
    file keeps it.
    """
    net = Network()
    I = np.array([0.4, 0.6, 0.8]) * nA
    lone, cells = (
        net.population(LIF(), 2, name="lone"),
        net.population(AdEx(), 3, I=I, name="cells"),
    )
    run = Clocked(0.1 * ms).run(
        net, 0.2, record={cells: {"w": "all", "V": slice(1, 3)}, "lone": [1]}
    )
    alone = [simulate(AdEx(), current, 0.2, 0.1 * ms) for current in I]
    np.testing.assert_allclose(
        run.state(cells, "w"), [one.w for one in alone], rtol=1e-6, atol=1e-18
    )
    np.testing.assert_allclose(run.V(cells), [one.V for one in alone[1:]], rtol=1e-6)
    assert (run.V("lone") == LIF().E_L).all() and run.state(cells, "V") is run.V(cells)
    run.save(tmp_path / "run.npz")
    assert np.array_equal(load(tmp_path / "run.npz").state("cells", "w"), run.state(cells, "w"))
    with pytest.raises(
        ParameterError,
        match=r'No w of lone was recorded; type engine.run\(…, record={population: {"w": \[0, '
        r"1\]}}\)",
    ):
        run.state("lone", "w")
    for record, message in (
        ({lone: {"w": "all"}}, r"record\[lone\] names 'w', no state variable: LIF has V"),
        (
            {lone: ["w"]},
            r"record\[lone\] is \['w'\]; .* Of a state type \{\"lone\": \{\"w\": \"all\"\}\}\.",
        ),
        ({lone: {"V": "some"}}, r"record\[lone\] is 'some'; expected indices from 0 to 1"),
        (
            {"lone": slice(0, 2), cells: {"v": [0]}},
            r"record\[cells\] names 'v', no state variable: AdEx has V, w",
        ),
    ):
        with pytest.raises(ParameterError, match=message):
            Clocked(0.1 * ms).run(net, 0.1, record=record)


def test_times_that_are_rounded_are_told(path):
    net = Network()
    cells, more = (
        net.population(LIF(t_ref=2.4 * ms), 3, name="cells"),
        net.population(LIF(), 3, name="more"),
    )
    net.project(cells, more, 1 * mV, delay=lambda rng, n: rng.uniform(1, 3, n) * ms, name="late")
    net.project(cells, more, 1 * mV, delay=2 * ms, name="given")
    engine = Clocked(1 * ms)
    engine.run(net, 10 * ms)
    told = engine.explain()
    assert (
        "The drawn delays of late were rounded to ticks of 1 ms, one at least." in told
        and "given" not in told
    )
    for k in range(4):
        net.project(
            cells, more, 1 * mV, delay=lambda rng, n: rng.uniform(1, 3, n) * ms, name=f"d{k}"
        )
    many = Clocked(1 * ms)
    many.run(net, 10 * ms)
    assert "The drawn delays of late, d0, d1 and 2 more projections were" in many.explain()
    assert many.explain().count("drawn delays") == 1
    assert (
        "The refractory time of cells, 2.4 ms, was rounded to ticks, 2 ms." in told
        and "more" not in told
    )
