"""Triplet rule: known answers, the rule as it is written, and simulated drift."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurolib import LIF, STDP, Clocked, EventDriven, Network, TripletSTDP, _jit, trains
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, mV, s

MINIMAL, FULL = TripletSTDP(), TripletSTDP.full()


def test_both_sets_are_those_of_the_source():
    """J.-P. Pfister and W. Gerstner (2006), visual cortex, all-to-all, table 3: amplitudes as
    fractions, times in ms.
    """
    names = (
        "A2_plus",
        "A3_plus",
        "A2_minus",
        "A3_minus",
        "tau_plus",
        "tau_x",
        "tau_minus",
        "tau_y",
    )
    assert [getattr(FULL, name) for name in names] == pytest.approx(
        [5e-10, 6.2e-3, 7e-3, 2.3e-4, 0.0168, 0.101, 0.0337, 0.125], rel=1e-12
    )
    for name, value in {
        "A2_plus": 0.0,
        "A3_plus": 6.5e-3,
        "A2_minus": 7.1e-3,
        "A3_minus": 0.0,
        "tau_y": 0.114,
    }.items():
        assert getattr(MINIMAL, name) == pytest.approx(value, rel=1e-12)
    assert FULL.taus == (FULL.tau_plus, FULL.tau_x, FULL.tau_minus, FULL.tau_y)


def brute(rule, pre, post):
    """Each spike's sums over all earlier ones, as they are written."""

    def trace(times, t, tau):
        return sum(math.exp((x - t) / tau) for x in times if x < t)

    total = 0.0
    for t in post:
        total += trace(pre, t, rule.tau_plus) * (
            rule.A2_plus + rule.A3_plus * trace(post, t, rule.tau_y)
        )
    for t in pre:
        total -= trace(post, t, rule.tau_minus) * (
            rule.A2_minus + rule.A3_minus * trace(pre, t, rule.tau_x)
        )
    return total


train = st.lists(st.integers(0, 150), max_size=30)


@pytest.mark.parametrize("rule", [MINIMAL, FULL])
@settings(deadline=None)  # the first example compiles
@given(train, train)
def test_traces_give_the_sums_over_earlier_spikes(rule, pre, post):
    pre, post = (np.sort(np.array(times)) * 2.0**-10 for times in (pre, post))
    assert rule.apply(pre, post) == pytest.approx(brute(rule, pre, post), rel=1e-11, abs=1e-15)


def test_sixty_pairs_after_before_weaken_at_20_hz_and_strengthen_at_50():
    assert MINIMAL.pairs(-10 * ms, 20 * Hz, 60) == pytest.approx(-0.3417345783, rel=1e-9)  # P13
    assert MINIMAL.pairs(-10 * ms, 50 * Hz, 60) == pytest.approx(0.7491765845, rel=1e-9)  # P15


def test_the_threshold_of_the_minimal_set():
    assert MINIMAL.threshold() == pytest.approx(19.22032646, rel=1e-9)  # P09
    assert MINIMAL.drift(10, MINIMAL.threshold()) == pytest.approx(0, abs=1e-15)
    assert FULL.drift(10, FULL.threshold(10)) == pytest.approx(0, abs=1e-15)
    assert FULL.threshold(50) > FULL.threshold(10)


def test_drift():
    assert MINIMAL.drift(10, 30) == pytest.approx(0.0402582, rel=1e-6)  # P10
    below, above = MINIMAL.drift(10, [15, 25])
    assert below < 0 < above


@pytest.mark.skipif(not _jit.enabled(), reason="some millions of spikes: for the compiled loop")
@pytest.mark.parametrize("rule", [MINIMAL, FULL])
def test_simulated_drift_is_that_of_the_closed_form(rule):
    """P10, 10 and 30 Hz."""
    rng, duration = np.random.default_rng(5), 40_000 * s
    change = (
        rule.apply(trains.poisson(10 * Hz, duration, rng), trains.poisson(30 * Hz, duration, rng))
        / duration
    )
    assert change == pytest.approx(rule.drift(10, 30), rel=0.03)


def test_without_triplets_it_is_the_pair_rule():
    pairs = TripletSTDP(0.005, 0, 0.00525, 0, 20 * ms, 100 * ms, 20 * ms, 100 * ms)
    rng = np.random.default_rng(6)
    pre, post = (trains.poisson(20 * Hz, 10 * s, rng) for _ in range(2))
    assert pairs.apply(pre, post) == pytest.approx(STDP().apply(pre, post), rel=1e-12)
    assert pairs.window([-5 * ms, 0, 5 * ms]) == pytest.approx(STDP().window([-5 * ms, 0, 5 * ms]))
    assert MINIMAL.window(5 * ms) == 0 > MINIMAL.window(-5 * ms)


def test_bounds_hold_and_weigh_the_drift():
    rule = dataclasses.replace(MINIMAL, bounds="multiplicative")
    train = np.arange(600) / 50
    assert (
        0
        < rule.apply(train, train + 5 * ms, w=0.5)
        < 1
        == MINIMAL.apply(train, train + 5 * ms, w=0.5)
    )
    assert rule.drift(10, 30, w=1.0) < 0 < rule.drift(10, 30, w=0.1)


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (lambda: FULL.threshold(), "depends on the presynaptic rate; give r_pre in Hz"),
        (lambda: TripletSTDP(A3_plus=0).threshold(), "one sign at all postsynaptic rates"),
        (lambda: TripletSTDP(bounds="soft").drift(1, 1), "the drift depends on the weight"),
        (
            lambda: TripletSTDP(bounds="soft").pairs(10 * ms, 20, 60),
            "give TripletSTDP.apply one, as in w=0.5",
        ),
        (lambda: MINIMAL.drift([1, 2, 3], [1, 2]), r"TripletSTDP.drift's r_pre has shape \(3,\)"),
        (lambda: TripletSTDP(bounds="none"), "expected one of 'hard', 'soft', 'multiplicative'"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(do, said):
    with pytest.raises(ParameterError, match=said):
        do()


def test_the_full_set_is_that_of_the_source():
    """Table 3, visual cortex, all-to-all, full."""
    assert (FULL.A2_plus, FULL.A3_plus, FULL.A2_minus, FULL.A3_minus) == (
        5e-10,
        6.2e-3,
        7e-3,
        2.3e-4,
    )
    assert FULL.taus == pytest.approx((16.8 * ms, 101 * ms, 33.7 * ms, 125 * ms), rel=1e-12)
    assert (MINIMAL.A2_plus, MINIMAL.A3_plus, MINIMAL.A2_minus, MINIMAL.A3_minus) == (
        0,
        6.5e-3,
        7.1e-3,
        0,
    )
    assert MINIMAL.taus == pytest.approx((16.8 * ms, 101 * ms, 33.7 * ms, 114 * ms), rel=1e-12)


@pytest.mark.parametrize("engine", [EventDriven(), Clocked(0.1 * ms)], ids=["events", "clocked"])
def test_arrivals_at_one_time_do_not_see_each_other_in_a_network(engine, path):
    """One sender fires twice at a time: the slow trace of arrivals that an arrival reads holds
    earlier ones alone.
    """
    rule, net = TripletSTDP(0.001, 0.002, 0.001, 0.02), Network()
    pre, drive = (
        net.spikes([[10 * ms, 30 * ms, 30 * ms, 50 * ms, 50 * ms, 70 * ms]]),
        net.spikes([[19 * ms, 29 * ms, 49 * ms, 60 * ms]]),
    )
    post = net.population(LIF(t_ref=1 * ms), 1)
    net.project(drive, post, 30 * mV, 1 * ms)
    learns = net.project(pre, post, 0.5 * mV, 1 * ms, plasticity=rule, w_max=1 * mV)
    run = engine.run(net, 0.1 * s)
    arrived, fired = run.spikes(pre)[0] + 1 * ms, run.spikes(post)[0]
    assert len(fired) == 4
    assert run.weights(learns)[0] / mV == pytest.approx(0.5 + brute(rule, arrived, fired), rel=1e-9)
