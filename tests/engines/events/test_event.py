"""EventDriven: closed forms, an independent solver of the exact solution, counts, equal paths,
edges, CUBA, and sentences.
"""

import math
import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from neurolib import STDP, _jit, engines
from neurolib.engines import Clocked, EventDriven
from neurolib.engines.events.threshold import (
    EDGES,
    LEAK,
    RESPONSE,
    SAFE,
    SLACK_FRACTION,
    bounds,
    next_crossing,
    peak,
    plain_bound,
    plain_crossing,
    rows_of,
    threshold_bound,
)
from neurolib.model import ParameterError
from neurolib.network import Network, Population
from neurolib.neurons import LIF, AdEx
from neurolib.units import Hz, ms, mV, nA, nS, pA, pF, s, uS

needs_numba = pytest.mark.skipif(
    not _jit.enabled(), reason="Numba is not installed or is switched off"
)


def runs(net, duration, **more):
    """Run on the plain path and, where there is Numba, on the compiled one."""
    engine, found = EventDriven(), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_jit, "enabled", lambda: False)
        found.append(engine.run(net, duration, **more))
    assert "plain path" in engine.explain()
    if _jit.enabled():
        import numba  # noqa: F401 - once it is loaded, it is used

        found.append(engine.run(net, duration, **more))
        assert "compiled path" in engine.explain()
    return found


# --- the independent solver: one neuron after the other from scipy's roots, one event after the oth


def solution(m, V, currents, I):
    """Return V(s) while nothing arrives: the membrane's own decay, and each current's part as an
    integral in closed form.
    """
    tau, rest = m.C / m.g_L, m.E_L + I / m.g_L

    def at(s):
        v = rest + (V - rest) * np.exp(-s / tau)
        for ts, i in currents.items():
            near = abs(ts - tau) < 1e-9 * tau
            v = v + i / m.C * (
                s * np.exp(-s / tau)
                if near
                else (np.exp(-s / ts) - np.exp(-s / tau)) / (1 / tau - 1 / ts)
            )
        return v

    return at


def crossing(at, threshold, longest):
    """Return the first time in (0, longest] at which V reaches the threshold, or inf, from a dense
    grid and Brent's method.
    """
    s = np.linspace(0, longest, 400)
    above = np.flatnonzero(at(s) >= threshold)
    if not above.size:
        return math.inf
    k = above[0]
    return (
        0.0
        if k == 0
        else float(brentq(lambda x: at(x) - threshold, s[k - 1], s[k], xtol=1e-18, rtol=1e-15))
    )


def slowly(net, duration, seed):
    """Return {group: [(time, index)]} and counts. Times are compared after rounding to 1e-13 s."""
    counts, sent = Counter(), {group: [] for group in net.groups}
    targets, shortest = {}, {}
    for q in net.projections:
        i, j = q.pairs(seed)
        for a, b, w, d in zip(
            i.tolist(), j.tolist(), q.each(q.weight, i, j), q.each(q.delay, i, j), strict=True
        ):
            targets.setdefault((q.pre, a), []).append((q, b, float(w), float(d)))
            shortest[q] = min(float(d), shortest.get(q, math.inf))
    cells = {}
    for p in net.populations:
        for x, v in enumerate(p.start(seed)[0]):
            cells[p, x] = {
                "V": v,
                "I": {q.synapse.tau: 0.0 for q in net.projections if q.synapse.tau},
                "free": 0.0,
                "t": 0.0,
            }
    arrivals = []

    def send(group, t, index):
        if group in net.populations:
            sent[group].append((t, index))
        counts["spike", group.name] += 1
        arrivals.extend((t + d, q, b, w) for q, b, w, d in targets.get((group, index), []))
        for q in {q for q, *_ in targets.get((group, index), [])}:
            if t + shortest[q] <= duration + 1e-13:
                # where the row starts and ends, when the shortest delay of all rows is over
                counts["word read", q.name] += 2

    for group in net.groups:
        if not isinstance(group, Population):
            for t, index in zip(*group.trains(duration, seed), strict=True):
                send(group, float(t), int(index))

    def leap(p, x, t):
        cell, m = cells[p, x], p.neuron
        start = max(cell["t"], min(cell["free"], t))
        held = start - cell["t"]
        currents = {ts: i * math.exp(-held / ts) for ts, i in cell["I"].items()}
        drive = float(np.broadcast_to(p.I, p.n)[x])
        if t > cell["free"]:
            cell["V"] = float(solution(m, cell["V"], currents, drive)(t - start))
        cell["I"] = {ts: i * math.exp(-(t - cell["t"]) / ts) for ts, i in cell["I"].items()}
        cell["t"] = t

    t = 0.0
    while True:
        due = min((a[0] for a in arrivals), default=math.inf)
        horizon = min(due, duration)
        fires = []
        for (p, x), cell in cells.items():
            start = max(cell["t"], cell["free"])
            if start <= horizon:
                currents = {
                    ts: i * math.exp(-(start - cell["t"]) / ts) for ts, i in cell["I"].items()
                }
                at = solution(p.neuron, cell["V"], currents, float(np.broadcast_to(p.I, p.n)[x]))
                fires.append(
                    (
                        start + crossing(at, p.neuron.V_T, max(horizon - start, 1e-15)),
                        p.number,
                        x,
                        p,
                    )
                )
        first = min(fires, default=(math.inf,), key=lambda f: f[:3])
        if min(first[0], due) > duration:
            break
        if first[0] < due:
            t, _, x, p = first
            leap(p, x, t)
            cells[p, x]["V"], cells[p, x]["free"] = p.neuron.V_R, t + p.neuron.t_ref
            send(p, t, x)
            continue
        t = due
        now = [a for a in arrivals if a[0] <= t + 1e-13]
        arrivals[:] = [a for a in arrivals if a[0] > t + 1e-13]
        touched = {}
        for _, q, b, w in now:
            counts["synaptic event", q.name] += 1
            counts["arrival", q.post.name] += 1
            # target, weight, delay; A and a current
            counts["word read", q.name] += 2 + (q.delay.ndim > 0) + 1 + bool(q.synapse.tau)
            counts["word written", q.name] += 1 + bool(q.synapse.tau)
            leap(q.post, b, t)
            touched[q.post, b] = touched.get((q.post, b), 0.0)
            if q.synapse.tau:
                cells[q.post, b]["I"][q.synapse.tau] += w
            else:
                touched[q.post, b] += w
        for (p, x), w in sorted(touched.items(), key=lambda item: (item[0][0].number, item[0][1])):
            cell = cells[p, x]
            if t > cell["free"] + 1e-13 or cell["free"] == 0.0:
                cell["V"] += w
                if w and cell["V"] >= p.neuron.V_T:
                    cell["V"], cell["free"] = p.neuron.V_R, t + p.neuron.t_ref
                    send(p, t, x)
    for p in net.populations:
        ends = sum(s + p.neuron.t_ref <= duration for s, _ in sent[p])
        counts["neuron update", p.name] = (
            counts["arrival", p.name] + ends + (len(sent[p]) if p.neuron.t_ref else 0)
        )
        counts["threshold check", p.name] = counts["arrival", p.name] + ends
        currents = {
            q.synapse.tau for q in net.projections if q.post.neuron == p.neuron and q.synapse.tau
        }
        counts["word read", p.name] = ends * len(currents)  # the reset looks at every current
        counts["word written", p.name] = ends + (len(sent[p]) if p.neuron.t_ref else 0)
    return sent, counts


@st.composite
def networks(draw):
    """Two populations, sources on and off the grid, delta and exponential synapses, one of them
    with the membrane's time constant.
    """
    net = Network()
    groups = []
    for _ in range(2):
        neuron = LIF(
            t_ref=draw(st.sampled_from([0.0, 0.7 * ms, 2.13 * ms])),
            E_L=-draw(st.sampled_from([70, 49.03])) * mV,
        )
        n, high = draw(st.integers(1, 3)), draw(st.sampled_from([0.0, 211.7 * pA]))
        # no two alike: see EventDriven on spikes that tie with arrivals
        groups.append(
            net.population(
                neuron, n, I=high * np.linspace(1.0, 1.3, n) + len(groups) * pA, V="uniform"
            )
        )
    sources = [
        net.poisson(draw(st.integers(1, 3)), 150 * Hz),
        net.spikes([[0.0, 0.31 * ms, 0.31 * ms, 7 * ms], [19.9 * ms, 20 * ms]]),
    ]
    for _ in range(draw(st.integers(1, 5))):
        # without a refractory time only from what has one, or each spike might become several
        post = draw(st.sampled_from(groups))
        pre = draw(
            st.sampled_from(
                [each for each in groups if each.neuron.t_ref or post.neuron.t_ref] + sources
            )
        )
        rng = np.random.default_rng(draw(st.integers(0, 99)))
        kind = draw(st.sampled_from(["delta", "exponential"]))
        weight = rng.uniform(-1, 2, draw(st.sampled_from([(), (pre.n, post.n)]))) * (
            8.123 * mV if kind == "delta" else 301.7 * pA
        )
        delay = (
            draw(st.sampled_from([0.1, 1.37, 5])) * ms
            if draw(st.booleans())
            else rng.integers(1, 9, (pre.n, post.n)) * 0.11 * ms
        )
        tau = draw(st.sampled_from([3, 5, 19.9, 20, 33])) * ms
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


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(), st.integers(0, 1000))
def test_both_paths_give_the_spikes_and_counts_of_the_independent_solver(net, seed):
    found = runs(net, 20 * ms, seed=seed)
    # an avalanche would take it minutes
    assume(all(sum(len(run.spikes(p)[0]) for p in net.populations) < 200 for run in found))
    sent, counted = slowly(net, 20 * ms, seed)
    for run in found:
        for p in net.populations:
            times, indices = run.spikes(p)
            assert (np.diff(times) >= 0).all()
            theirs = sorted((round(t / 1e-11), x, t) for t, x in sent[p])
            ours = sorted(
                (round(t / 1e-11), x, t)
                for t, x in zip(times.tolist(), indices.tolist(), strict=True)
            )
            assert [x for _, x, _ in ours] == [x for _, x, _ in theirs]
            np.testing.assert_allclose(
                [t for *_, t in ours], [t for *_, t in theirs], rtol=0, atol=2e-13
            )
        for key, count in run.counts.items():
            if key[0] != "plasticity update":
                assert count == counted[key], key
        assert run.counts["clock tick", "clock"] == 0


# --- closed forms and edges -----------------------------------------------------------------------

CLOSED = LIF(C=250 * pF, g_L=25 * nS, E_L=-70 * mV, V_T=-55 * mV, V_R=-70 * mV, t_ref=2 * ms)


@pytest.mark.parametrize(("I", "interval"), [(380, 45.307333), (500, 15.862944), (1000, 6.700036)])
def test_intervals_under_a_constant_current_are_those_of_the_closed_form(I, interval):
    net = Network()
    neurons = net.population(CLOSED, 1, I=I * pA)
    for run in runs(net, 0.5):
        times = run.spikes(neurons)[0]
        exact = 2 * ms + 10 * ms * math.log(I / (I - 375))
        assert exact / ms == pytest.approx(interval, abs=1e-6)
        np.testing.assert_allclose(np.diff(times), exact, rtol=1e-12)
        assert times[0] == pytest.approx(exact - 2 * ms, rel=1e-12)


def one(weights, times, kind="delta", delay=1 * ms, duration=30 * ms, tau=5 * ms, **more):
    """Return the spikes of one neuron at rest at -60 mV that gets these inputs, on each path."""
    net = Network()
    neuron = net.population(LIF(E_L=-60 * mV, V_T=-50 * mV, V_R=-65 * mV, **more), 1)
    for w, t in zip(weights, times, strict=True):
        net.project(net.spikes([np.ravel(t) * ms]), neuron, w, delay, synapse=kind, tau=tau)
    found = [run.spikes(neuron)[0] / ms for run in runs(net, duration)]
    np.testing.assert_allclose(found[0], found[-1], rtol=1e-12)
    return found[0]


def test_arrivals_at_one_time_are_added_up_before_the_threshold_is_tested():
    assert not one([11 * mV, -2 * mV], [3.3, 3.3]).size
    assert one([6 * mV, 6 * mV], [0.3, 0.3]) == pytest.approx([1.3])
    assert not one([6 * mV, 6 * mV], [[0.3], [13.3]]).size


def test_times_of_one_grid_meet_however_their_sums_round():
    assert 0.1 + 0.2 != 0.3
    net = Network()
    neuron = net.population(LIF(E_L=-60 * mV, V_R=-65 * mV), 1)
    late, early = net.spikes([[0.1 * ms]]), net.spikes([[0.3 * ms]])
    net.project(late, neuron, 11 * mV, 0.7 * ms)
    net.project(early, neuron, -2 * mV, 0.5 * ms)
    assert not any(len(run.spikes(neuron)[0]) for run in runs(net, 5 * ms))


@pytest.mark.parametrize("tau", [1e-5, 1e-7, 1e-9])  # of the membrane, s
def test_a_membrane_far_faster_than_its_currents_follows_them(tau):
    """V climbs to the drive within a few of its time constants, and then falls with the current: a
    bucket of the calendar is thousands.
    """
    m = LIF(C=100 * uS * tau, g_L=100 * uS, E_L=-50.5 * mV, t_ref=2 * ms)
    net = Network()
    cell = net.population(m, 1)
    net.project(
        net.spikes([[0.5 * ms, 1.2 * ms, 2.9 * ms, 90 * ms]]),
        cell,
        90 * nA,
        1 * ms,
        synapse="exponential",
        tau=1 * ms,
    )
    # the drive at the arrivals that it does not sleep through
    before = 0.9 * mV * np.array([0.0, math.exp(-2.4) + math.exp(-1.7), 0.0])
    climbs = tau * np.log(0.9 * mV / (before + 0.4 * mV))
    for run in runs(net, 100 * ms):
        np.testing.assert_allclose(
            run.spikes(cell)[0],
            np.array([1.5, 3.9, 91]) * ms + climbs,
            rtol=0,
            atol=max(0.02 * tau, 1e-15),
        )


def test_a_silence_of_many_time_constants_after_a_spike():
    """A neuron that was released long ago starts at its reset within a frame that begins after its
    release.
    """
    net = Network()
    inputs, cell = net.spikes([[1 * ms, 16 * s]]), net.population(LIF(), 1)
    net.project(inputs, cell, 25 * mV, 1 * ms)
    for run in runs(net, 17 * s):
        np.testing.assert_allclose(run.spikes(cell)[0], [2 * ms, 16.001], rtol=1e-15)
    later = Network()
    inputs, driven = (
        later.spikes([[1 * ms]]),
        later.population(LIF(), 1, I=([0, 16 * s], [0, 50 * pA])),
    )
    later.project(inputs, driven, 25 * mV, 1 * ms)
    for run in runs(later, 17 * s):
        np.testing.assert_allclose(run.spikes(driven)[0], [2 * ms], rtol=1e-15)
    session = EventDriven().start(net)
    session.run(15 * s)
    session.set(cell, I=10 * pA)
    session.run(2 * s)
    np.testing.assert_allclose(session.so_far().spikes(cell)[0], [2 * ms, 16.001], rtol=1e-15)


def test_what_reaches_the_threshold_exactly_is_a_spike():
    assert one([10 * mV], [2.0]) == pytest.approx([3.0])
    assert one([5 * mV, 5 * mV], [2.0, 2.0]) == pytest.approx([3.0])


def test_deltas_are_lost_up_to_the_end_of_the_refractory_time_and_the_last_instant_included():
    assert one([20 * mV], [[1.0, 2.0, 3.0, 3.5]], t_ref=2 * ms) == pytest.approx([2.0, 4.5])
    assert one([20 * mV], [[1.0, 2.0, 3.0]], t_ref=0) == pytest.approx([2.0, 3.0, 4.0])


def test_weights_of_zero_and_inhibition_alone_change_nothing():
    assert not one([0.0], [[1.0, 2.0]]).size and not one([0.0], [[1.0]], "exponential").size
    assert (
        not one([-5 * mV], [[1.0, 2.0]]).size and not one([-500 * pA], [[1.0]], "exponential").size
    )


def test_a_duration_shorter_than_the_delay_brings_no_arrival():
    assert not one([20 * mV], [1.0], delay=5 * ms, duration=5 * ms).size
    assert one([20 * mV], [0.0], delay=5 * ms, duration=5 * ms) == pytest.approx([5.0])


def test_a_neuron_that_projects_to_itself():
    net = Network()
    neuron = net.population(LIF(t_ref=1 * ms), 1)
    net.project(neuron, neuron, 20.5 * mV, 4 * ms)
    net.project(net.spikes([[0.0]]), neuron, 25 * mV, 1 * ms)
    for run in runs(net, 4.9 * ms):
        assert run.spikes(neuron)[0] / ms == pytest.approx([1.0])
        assert run.counts["synaptic event", "LIF → LIF"] == 0
    for run in runs(net, 6 * ms):
        assert run.counts["synaptic event", "LIF → LIF"] == 1


def test_no_synapses_no_input_and_a_source_alone():
    net = Network()
    quiet = net.population(LIF(), 3)
    assert all(
        len(run.spikes(quiet)[0]) == 0 and run.counts["neuron update", "LIF"] == 0
        for run in runs(net, 10 * ms)
    )
    net = Network()
    source = net.spikes([[1 * ms, 2 * ms]])
    assert all(run.spikes(source)[0].tolist() == [1 * ms, 2 * ms] for run in runs(net, 10 * ms))


def test_who_starts_above_the_threshold_spikes_at_once():
    net = Network()
    neurons = net.population(LIF(E_L=-49 * mV), 2)
    assert all(run.spikes(neurons)[0].tolist() == [0.0, 0.0] for run in runs(net, 1 * ms))


def test_an_excursion_over_the_threshold_and_back_is_found_and_one_just_below_is_none():
    """The peak of a response to one current, (τ_s/τ)^(τ_s/(τ - τ_s)) of its drive for τ_s < τ, sets
    the least weight for a spike.
    """
    m, tau = LIF(E_L=-60 * mV, V_T=-50 * mV, V_R=-65 * mV), 5 * ms
    peak = (tau / m.tau) ** (m.tau / (m.tau - tau)) / m.g_L  # V/A
    least = 10 * mV / peak
    when = tau * m.tau / (m.tau - tau) * math.log(m.tau / tau) / ms + 1 + 1
    assert not one([least * (1 - 1e-6)], [1.0], "exponential").size
    times = one([least * (1 + 1e-6)], [1.0], "exponential")
    assert len(times) == 1 and times[0] == pytest.approx(when, abs=0.02) and times[0] < when


@pytest.mark.parametrize("close", [0.0, 1e-12, 1e-7, 1e-4, 0.009, 0.011])
def test_time_constants_that_nearly_meet_are_as_exact_as_those_that_do(close):
    m = LIF()
    times = one([900 * pA], [1.0], "exponential", tau=m.tau * (1 + close))
    net = Network()
    neuron = net.population(LIF(E_L=-60 * mV, V_T=-50 * mV, V_R=-65 * mV), 1)
    net.project(
        net.spikes([[1 * ms]]),
        neuron,
        900 * pA,
        1 * ms,
        synapse="exponential",
        tau=m.tau * (1 + close),
    )
    s = times[0] * ms - 2 * ms
    # two exponentials 1.1 % apart cancel each other to 1 part in 90, and so their rounding is that
    # much larger
    assert -60 * mV + 900 * pA * m.response(m.tau * (1 + close), s) == pytest.approx(
        -50 * mV, abs=5e-15
    )
    assert len(times) > 1


@given(
    st.floats(-0.03, -1e-6),
    st.floats(-0.005, 0.02),
    st.lists(st.floats(-0.1, 0.1), min_size=3, max_size=3),
)
def test_a_wait_never_passes_the_first_crossing(y, gap, currents):
    tau, taus = 20.0, [3.0, 5.0, 11.0]
    m = LIF(V_T=-50 * mV, E_L=-50 * mV - gap)
    at = solution(
        m, m.V_T + y, {ts * ms: i * m.g_L for ts, i in zip(taus, currents, strict=True)}, 0.0
    )
    time, crosses = next_crossing(0.0, 30.0, y, gap, tau, list(currents), taus)
    s = np.linspace(0, min(time, 30.0), 3000)[:-1] * ms
    assert (at(s) < m.V_T + 1e-12).all()
    if crosses:
        assert at(time * ms) == pytest.approx(m.V_T, abs=1e-14)


BUCKET, TAU, TAUS = 0.3, 20.0, [3.0, 11.0, 20.0, 33.0]


def P(h, tau_s):
    """Return the response to a current of 1 as the difference of two exponentials, or its limit."""
    return (
        h / TAU * np.exp(-h / TAU)
        if tau_s == TAU
        else (np.exp(-h / tau_s) - np.exp(-h / TAU)) / (1 - TAU / tau_s)
    )


def test_bounds_of_an_interval_hold_within_it_and_are_no_wider_than_needed():
    table = bounds(TAU, np.array(TAUS), False, BUCKET, len(TAUS))
    assert table[0, SAFE] == 0 and np.allclose(table[1:, SAFE], np.array(EDGES) * BUCKET)
    for k, row in enumerate(table):
        h = np.linspace(row[SAFE], table[k + 1, SAFE] if k + 1 < len(table) else 2000.0, 5001)
        last = k + 1 == len(table)
        assert row[LEAK] == pytest.approx(np.exp(-h[0] / TAU)) and row[LEAK + 1] == pytest.approx(
            0.0 if last else np.exp(-h[-1] / TAU)
        )
        for c, tau_s in enumerate(TAUS):
            response, (least, most) = P(h, tau_s), row[RESPONSE + 2 * c : RESPONSE + 2 * c + 2]
            assert least == pytest.approx(0.0 if last else response.min(), rel=1e-9, abs=1e-12)
            assert most == pytest.approx(response.max(), rel=1e-5)
            assert most >= response.max() - 1e-12
    for tau_s in TAUS:
        fine = P(np.linspace(0, 200, 4001), tau_s)
        assert peak(TAU, tau_s) == pytest.approx(fine.max(), rel=1e-4)


@settings(deadline=None)
@given(
    st.floats(-30, -0.01),
    st.floats(-5, 20),
    st.lists(st.floats(-60, 60), min_size=4, max_size=4),
    st.floats(0, 1),
)
def test_until_the_bound_and_with_excitation_up_to_the_slack_no_neuron_reaches_its_threshold(
    y, gap, currents, share
):
    """With currents as they are, and with more excitation that may at most use up the slack, at
    once or later.
    """
    for jumps in False, True:
        wait, slack = threshold_bound(
            y, gap, currents, bounds(TAU, np.array(TAUS), jumps, BUCKET, len(TAUS)).ravel()
        )
        h = np.linspace(0, min(wait, 400.0), 400)[:-1]
        at = (
            -gap
            + (y + gap) * np.exp(-h / TAU)
            + sum(i * P(h, tau_s) for i, tau_s in zip(currents, TAUS, strict=True))
        )
        assert (at <= SLACK_FRACTION * y + 1e-9).all()
        for tau_s in TAUS:
            w, later = slack / peak(TAU, tau_s), share * h[-1]
            assert (
                at + w * np.where(h > later, P(np.maximum(h - later, 0.0), tau_s), 0.0)
                <= 1e-9 * (1 + abs(w))
            ).all()
        if jumps:
            assert (at + slack <= 1e-9 * (1 + slack)).all()


@settings(deadline=None)
@given(
    st.floats(-30, -0.01),
    st.floats(-5, 20),
    st.lists(st.floats(-60, 60), min_size=2, max_size=4),
)
def test_uncompiled_loops_get_the_same_bound_and_crossing_in_numbers_of_python(y, gap, currents):
    """Python is twice as fast with its own numbers as with those of NumPy."""
    taus, n = np.array(TAUS[: len(currents)]), len(currents)
    table = bounds(TAU, taus, False, BUCKET, n).ravel()
    given = np.float64(y), gap, np.array(currents)
    rows = rows_of(table, RESPONSE + 2 * n)
    found, expected = plain_bound(*given, rows), threshold_bound(*given, table)
    assert found == expected and (n > 2 or type(found[1]) is float)
    listed = [0.0, 30.0, np.float64(y), gap, TAU, list(given[2]), taus.tolist()]
    found = plain_crossing(*listed)
    assert found == next_crossing(*listed) and type(found[0]) is float


# --- voltages, paths, seeds, interrupts -----------------------------------------------------------


def busy(seed=3):
    """Return a small network of every kind of synapse that the engine knows, and the population to
    be watched.
    """
    net, rng = Network(), np.random.default_rng(seed)
    cells, source = (
        net.population(LIF(E_L=-55 * mV), 30, I=rng.uniform(0, 60, 30) * pA, V="uniform"),
        net.poisson(20, 40 * Hz),
    )
    net.project(source, cells, rng.uniform(0, 6, (20, 30)) * mV, 1 * ms, probability=0.3)
    net.project(
        cells,
        cells,
        rng.uniform(20, 90, (30, 30)) * pA,
        rng.uniform(1, 9, (30, 30)) * ms,
        probability=0.2,
        synapse="exponential",
    )
    net.project(
        cells, cells, -60 * pA, 1.3 * ms, probability=0.1, synapse="exponential", tau=20 * ms
    )
    return net, cells


def test_both_paths_agree_to_a_picosecond_and_each_repeats_itself_bit_by_bit():
    net, cells = busy()
    first = runs(net, 0.3, seed=4)
    assert len(first[0].spikes(cells)[0]) > 100
    for run, again in zip(first, runs(net, 0.3, seed=4), strict=True):
        np.testing.assert_array_equal(run.spikes(cells), again.spikes(cells))
        np.testing.assert_allclose(
            run.spikes(cells)[0], first[0].spikes(cells)[0], rtol=0, atol=1e-12
        )
        np.testing.assert_array_equal(run.spikes(cells)[1], first[0].spikes(cells)[1])
        assert run.counts == first[0].counts
    assert len(EventDriven().run(net, 0.3, seed=5).spikes(cells)[0]) != len(
        first[0].spikes(cells)[0]
    )


def test_recorded_voltages_are_those_of_the_clock_and_the_reset_after_a_spike():
    net = Network()
    lone = net.population(LIF(), 1)
    net.project(net.spikes([[1 * ms, 3 * ms]]), lone, 200 * pA, 0.5 * ms, synapse="exponential")
    net.project(net.spikes([[2 * ms]]), lone, -3 * mV, 0.5 * ms)
    ours, clocked = (
        engine.run(net, 20 * ms, record={lone: [0]}).V(lone)
        for engine in (EventDriven(), Clocked(0.1 * ms))
    )
    np.testing.assert_allclose(ours, clocked, rtol=1e-13)
    net, cells = busy()
    run = EventDriven().run(net, 20 * ms, seed=4, record={cells: [0, 7]})
    assert run.V(cells).shape == (2, 201) and run.t[-1] == pytest.approx(20 * ms)
    for row, x in zip(run.V(cells), (0, 7), strict=True):
        times, who = run.spikes(cells)
        for t in times[who == x]:
            held = (run.t >= t) & (run.t < t + 1.9 * ms)
            assert (row[held] == cells.neuron.V_R).all()
        assert (row < cells.neuron.V_T).all()


@pytest.mark.parametrize("t_ref", [0.0, 2.0])
def test_a_recorded_voltage_is_the_reset_for_the_whole_refractory_time_whatever_arrives(t_ref):
    """Spike at 3 ms; jumps and a current arrive before, during and at the very end of the
    refractory time, and after it.
    """
    m = LIF(E_L=-60 * mV, V_T=-50 * mV, V_R=-65 * mV, t_ref=t_ref * ms)
    net = Network()
    cell = net.population(m, 1)
    net.project(net.spikes([[2 * ms]]), cell, 15 * mV, 1 * ms)
    net.project(net.spikes([[2.3 * ms, 3.1 * ms, 4 * ms, 4.5 * ms]]), cell, 2 * mV, 1 * ms)
    net.project(net.spikes([[2.6 * ms]]), cell, 50 * pA, 1 * ms, synapse="exponential", tau=5 * ms)
    for run, clocked in zip(
        runs(net, 12 * ms, record={cell: [0]}),
        [Clocked(0.1 * ms).run(net, 12 * ms, record={cell: [0]})] * 2,
        strict=False,
    ):
        assert run.spikes(cell)[0] == pytest.approx([3 * ms])
        V = run.V(cell)[0]
        np.testing.assert_allclose(V, clocked.V(cell)[0], rtol=1e-13)
        end = round((3 + t_ref) / 0.1)
        assert (V[30 : end + 1] == m.V_R).all() and V[end + 1] > m.V_R
        if t_ref:
            current = 50 * pA * math.exp(-1.4 / 5)  # at 5 ms, of the arrival at 3.6 ms
            free = (
                m.E_L
                + (m.V_R - m.E_L) * math.exp(-0.4 / 20)
                + current * m.response(5 * ms, 0.4 * ms)
            )
            # the jump at 5 ms, the end of the refractory time, was lost
            assert V[54] == pytest.approx(free, rel=1e-12)
            assert V[55] - 2 * mV == pytest.approx(
                m.E_L
                + (m.V_R - m.E_L) * math.exp(-0.5 / 20)
                + current * m.response(5 * ms, 0.5 * ms),
                rel=1e-12,
            )


def test_an_interrupt_returns_what_was_run_and_a_note():
    net, cells = busy()
    whole = EventDriven().run(net, 0.3, seed=4)

    def stop(now, end):
        if now > 0.05:
            raise KeyboardInterrupt

    with pytest.warns(UserWarning, match=r"Interrupted: .* of 300 ms were run"):
        part = EventDriven().run(net, 0.3, seed=4, progress=stop, record={cells: [0]})
    assert 0.05 < part.duration < 0.3 and "Interrupted" in repr(part)
    times = whole.spikes(cells)[0]
    np.testing.assert_array_equal(part.spikes(cells)[0], times[times <= part.duration])


@pytest.mark.exhaustive
@needs_numba
@pytest.mark.parametrize("quiescent", [pytest.param(True, marks=pytest.mark.whole), False])
def test_a_fresh_process_finds_the_compiled_loop_again(quiescent, tmp_path):
    code = (
        "import numba; from neurolib import EventDriven, LIF, Network; from "
        "neurolib.engines.events import events as e;"
        f"net = Network(); net.population(LIF(), 1, I={0.0 if quiescent else 5e-10}); "
        f"EventDriven().run(net, 1e-3);"
        f"print(sum(e.compiled_loop(None, {quiescent}).stats.cache_hits.values()))"
    )
    hits = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert hits == ["0", "1"]


def test_a_neuron_that_fires_at_once_keeps_its_times_when_the_list_of_spikes_grows():
    # rests above its threshold, so its first spike is at 0
    neuron, net = LIF(E_L=-45 * mV, t_ref=0.0), Network()
    group = net.population(neuron, 1, I=10_000 * pA)
    interval = 1 / neuron.rate(10_000 * pA)
    for run in runs(net, 1500.5 * interval):
        np.testing.assert_allclose(run.spikes(group)[0], np.arange(1501) * interval, rtol=1e-10)


@needs_numba
def test_cuba_has_the_rate_and_the_irregularity_of_the_benchmark(monkeypatch):
    """R. Brette et al. (2007), benchmark 2: 5.0 to 6.1 Hz, CV of intervals 0.50 to 0.60."""
    monkeypatch.syspath_prepend(
        os.path.join(os.path.dirname(os.path.dirname(__file__)), "..", "benchmarks")
    )
    import numba  # noqa: F401
    from networks import cuba

    net = cuba()
    run = EventDriven().run(net, 1.0, seed=1)
    rates = np.concatenate([run.rates(p) for p in net.populations])
    assert 5.0 <= rates.mean() <= 6.1
    times, who = run.spikes("excitatory")
    intervals = [np.diff(times[who == x]) for x in range(3200)]
    assert 0.50 <= np.mean([i.std() / i.mean() for i in intervals if len(i) > 4]) <= 0.60


# --- sentences ------------------------------------------------------------------------------------


def test_what_has_no_closed_form_is_refused_with_a_sentence():
    net = Network()
    net.population(AdEx(), 1)
    sentence = (
        "AdEx has no closed-form solution, so the event-driven engine cannot leap over "
        "the time between spikes. "
        "Run it with Clocked(dt=0.1*ms), or use LIF."
    )
    with pytest.raises(ParameterError) as refused:
        EventDriven().run(net, 0.1)
    assert str(refused.value) == sentence
    net = Network()
    cells = net.population(LIF(), 1)
    net.project(cells, cells, 1 * nS, 1 * ms, synapse="conductance")
    with pytest.raises(
        ParameterError,
        match=r"LIF → LIF has conductances.*no closed-form solution.*Clocked\(dt=0.1\*ms\)",
    ):
        EventDriven().run(net, 0.1)


@pytest.mark.parametrize(
    ("net", "more", "said"),
    [
        (LIF(), {}, "expected a Network"),
        (Network(), {}, "is empty; add neurons first"),
        (None, {"duration": 100}, None),
        (None, {"duration": 0.0}, "length of the run"),
        (None, {"seed": -1}, "seed of all that is random"),
        (None, {"record": {"cells": [0]}}, "expected a population of this network"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(net, more, said):
    if net is None:
        net = Network()
        net.population(LIF(), 1)
    if said is None:
        assert EventDriven().run(net, **more).duration == 100
        return
    with pytest.raises(ParameterError, match=said):
        EventDriven().run(net, **{"duration": 0.1, **more})


@pytest.mark.parametrize(
    ("engine", "learns", "most"),
    [(EventDriven(), False, 8), (EventDriven(), True, 9), (Clocked(0.1 * ms), False, 8)],
)
def test_a_run_leads_a_reader_through_few_files(engine, learns, most, monkeypatch):
    """How many files of ``engines/`` have a function that a run without Numba calls."""
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    net, entered = Network(), set()
    rule = {"plasticity": STDP()} if learns else {}
    net.project(
        net.poisson(20, 30 * Hz),
        net.population(LIF(), 3, I=150 * pA),
        50 * pA,
        1 * ms,
        synapse="exponential",
        **rule,
    )
    room = os.path.dirname(engines.__file__)
    sys.setprofile(
        lambda frame, event, _: event == "call" and entered.add(frame.f_code.co_filename)
    )
    try:
        engine.run(net, 50 * ms, seed=1)
    finally:
        sys.setprofile(None)
    files = sorted(os.path.basename(name) for name in entered if name.startswith(room))
    assert 5 <= len(files) <= most, files


def test_it_says_what_path_it_took():
    assert "nothing has run yet" in EventDriven().explain()
