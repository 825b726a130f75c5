"""Vogels' inhibitory rule: each pair and each arrival by hand, the drift of trains, and the fixed
point of a neuron and of a network.
"""

import math

import numpy as np
import pytest

from neurolib import LIF, AdEx, Clocked, EventDriven, Network, ParameterError, Vogels, _jit, trains
from neurolib.units import Hz, ms, mV, nS, pA, s, uV

RULE = Vogels(eta=0.01, tau=20 * ms, r_0=5 * Hz)


def test_the_constant_is_twice_the_target_times_the_time_constant():
    assert RULE.alpha == pytest.approx(2 * 5 * 0.02, rel=1e-15)
    assert RULE.fixed_point() == 5 and RULE.drift(20, 5) == 0
    assert RULE.drift(20, [4, 6]) == pytest.approx([-2 * 0.01 * 0.02 * 20, 2 * 0.01 * 0.02 * 20])


@pytest.mark.parametrize("lag", [7 * ms, -7 * ms])
def test_a_pair_in_either_order_strengthens_and_an_arrival_weakens(lag):
    change = RULE.apply([1 * s], [1 * s + lag])
    assert change == pytest.approx(0.01 * math.exp(-7 / 20) - 0.01 * RULE.alpha, rel=1e-12)
    assert RULE.window(lag) == pytest.approx(0.01 * math.exp(-7 / 20)) and RULE.window(0.0) == 0


def test_weights_stay_between_their_bounds_in_both_directions():
    assert RULE.apply(np.arange(400) * 50 * ms, [], w=0.1) == 0.0
    high = RULE.apply(np.arange(400) * 20 * ms, np.arange(400) * 20 * ms + 1 * ms, w=0.95)
    assert high == pytest.approx(1.0, abs=0.01)


@pytest.mark.skipif(not _jit.enabled(), reason="some millions of spikes: for the compiled loop")
def test_simulated_drift_is_that_of_the_closed_form():
    rng, duration = np.random.default_rng(5), 20_000 * s
    for r_post in 2 * Hz, 12 * Hz:
        change = (
            RULE.apply(
                trains.poisson(10 * Hz, duration, rng), trains.poisson(r_post, duration, rng)
            )
            / duration
        )
        assert change == pytest.approx(RULE.drift(10, r_post), rel=0.03)


def inhibited(drive, r_0):
    """Ten neurons that 200 inputs excite, and 400 inhibit, each so little that its spikes hardly
    correlate with theirs.
    """
    net = Network()
    cell = net.population(LIF(), 10)
    net.project(net.poisson(200, rate=drive), cell, weight=0.8 * mV, delay=1 * ms)
    rule = Vogels(eta=0.002, r_0=r_0)
    net.project(
        net.poisson(400, rate=20 * Hz, name="inhibition"),
        cell,
        weight=-15 * uV,
        w_max=-0.6 * mV,
        delay=1 * ms,
        plasticity=rule,
    )
    return net, cell


@pytest.mark.skipif(not _jit.enabled(), reason="a minute of ten neurons: for the compiled path")
@pytest.mark.parametrize("engine", [Clocked(0.1 * ms), EventDriven()], ids=["clocked", "event"])
@pytest.mark.parametrize("drive", [10 * Hz, 14 * Hz])
def test_the_rate_of_the_target_comes_to_r_0_whatever_excites_it(engine, drive):
    net, cell = inhibited(drive, 8 * Hz)
    run = engine.run(net, 60, seed=1)
    times = run.spikes(cell)[0]
    first, last = (times < 1).sum() / 10, (times > 30).sum() / 300
    assert first > 14 and last == pytest.approx(8, rel=0.1)
    assert (run.weights("inhibition → LIF") <= 0).all()


@pytest.mark.slow
@pytest.mark.skipif(not _jit.enabled(), reason="ten seconds of 600 neurons: for the compiled path")
@pytest.mark.exhaustive
def test_a_small_balanced_network_comes_to_the_target_rate():
    """After Vogels et al. (2011): conductances, 20 % of all pairs; those of the inhibitory onto the
    excitatory neurons learn.
    """
    net, neuron = Network(), LIF(E_L=-60 * mV, V_R=-60 * mV, t_ref=5 * ms)
    e, i = (
        net.population(neuron, n, I=220 * pA, V="uniform", name=name)
        for n, name in ((400, "E"), (200, "I"))
    )
    link = {"delay": 1 * ms, "probability": 0.2, "synapse": "conductance"}
    for post in e, i:
        net.project(e, post, weight=1.5 * nS, tau=5 * ms, **link)
    net.project(i, i, weight=3 * nS, tau=10 * ms, E_rev=-80 * mV, **link)
    learning = net.project(
        i,
        e,
        weight=0.5 * nS,
        w_max=20 * nS,
        tau=10 * ms,
        E_rev=-80 * mV,
        plasticity=Vogels(0.01, r_0=5 * Hz),
        **link,
    )
    run = Clocked(0.1 * ms).run(net, 10, seed=1)
    times = run.spikes(e)[0]
    assert (times < 0.5).sum() / 200 > 10 and (times > 4).sum() / (400 * 6) == pytest.approx(
        5, rel=0.15
    )
    assert 0 < run.weights(learning).mean() < learning.w_max


def test_weights_that_inhibit_learn_between_a_negative_largest_and_zero():
    net = Network()
    pre, post = net.poisson(2, 10 * Hz), net.population(LIF(), 2)
    synapses = net.project(
        pre, post, weight=-1 * mV, w_max=-3 * mV, delay=1 * ms, plasticity=Vogels()
    )
    assert synapses.w_max == -3 * mV and "up to -3 mV" in repr(synapses)
    with pytest.raises(ParameterError, match="weight is 1 mV with plasticity; expected 0 or less"):
        net.project(pre, post, weight=1 * mV, w_max=-3 * mV, delay=1 * ms, plasticity=Vogels())
    with pytest.raises(
        ParameterError,
        match="w_max is -500 µV and the largest weight -1 mV; expected a w_max of -1 mV or less",
    ):
        net.project(pre, post, weight=-1 * mV, w_max=-0.5 * mV, delay=1 * ms, plasticity=Vogels())
    with pytest.raises(
        ParameterError, match="expected 0 or more: .* For inhibition, type a w_max below 0"
    ):
        net.project(pre, post, weight=-1 * mV, delay=1 * ms, plasticity=Vogels())
    session = EventDriven().start(net, seed=1)
    session.set(synapses, weight=-2 * mV)
    assert session.so_far().weights(synapses) == pytest.approx([-2 * mV] * 4)
    with pytest.raises(ParameterError, match="Session.set's weight is"):
        session.set(synapses, weight=-4 * mV)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (
            {"weight": 1 * mV},
            r"plasticity is Vogels\(\), a rule for synapses that inhibit, and their "
            r"weights go up to 2 mV, which excites; .* w_max=-2\*mV",
        ),
        (
            {"weight": 30 * pA, "synapse": "exponential"},
            r"up to 60 pA, which excites; expected .* as in weight=-50\*pA, w_max=-100\*pA",
        ),
        (
            {"weight": lambda rng, n: rng.uniform(0, 1, n) * mV, "w_max": 2 * mV},
            r"up to 2 mV, which excites; .* w_max=-2\*mV",
        ),
        (
            {"weight": 1 * nS, "synapse": "conductance"},
            "their reversal potential is 0 V, at or above the threshold of LIF, -50 mV, "
            "which excites; .* as in E_rev=-80",
        ),
        (
            {"weight": 1 * nS, "synapse": "conductance", "E_rev": -50 * mV},
            "is -50 mV, at or above the threshold of LIF, -50 mV",
        ),
    ],
)
def test_on_synapses_that_excite_it_is_refused(how, sentence):
    """There every weight would run to its bound: the more it excites, the more it is strengthened."""
    net = Network()
    pre, post = net.poisson(20, 20 * Hz), net.population(LIF(), 2)
    with pytest.raises(ParameterError, match=sentence):
        net.project(pre, post, delay=1 * ms, plasticity=Vogels(), **how)
    assert net.projections == ()


def test_each_neuron_s_own_threshold_decides_and_rest_where_there_is_none():
    net = Network()
    pre = net.poisson(2, 20 * Hz)
    own = net.population(LIF(), 2, V_T=np.array([-50, -58]) * mV)
    adex = net.population(AdEx(), 2)
    how = {"weight": 1 * nS, "delay": 1 * ms, "synapse": "conductance", "plasticity": Vogels()}
    with pytest.raises(ParameterError, match="is -55 mV, at or above the threshold of LIF, -58 mV"):
        net.project(pre, own, E_rev=-55 * mV, **how)
    net.project(pre, own, E_rev=-60 * mV, **how)  # between rest and threshold: shunting inhibition
    net.project(pre, adex, E_rev=-75 * mV, **how)
    with pytest.raises(ParameterError, match="at or above the threshold of AdEx"):
        net.project(pre, adex, E_rev=0 * mV, **how)


@pytest.mark.parametrize(
    "engine",
    [Clocked(), pytest.param(EventDriven(), marks=pytest.mark.exhaustive)],
    ids=["clocked", "event"],
)
def test_weights_that_inhibit_may_be_drawn(engine):
    net = Network()
    pre, post = net.poisson(5, 20 * Hz), net.population(LIF(), 2, I=300 * pA)
    how = {"delay": 1 * ms, "w_max": -2 * mV, "plasticity": Vogels()}
    drawn = net.project(pre, post, weight=lambda rng, n: -rng.uniform(0, 1, n) * mV, **how)
    run = engine.run(net, 0.2, seed=1)
    assert ((run.weights(drawn) >= -2 * mV) & (run.weights(drawn) <= 0)).all() and np.ptp(
        run.weights(drawn)
    ) > 0
    net.project(pre, post, weight=lambda rng, n: np.full(n, 1 * mV), **how)
    with pytest.raises(ParameterError, match="as drawn, .* is 1 mV; expected -2 mV to 0 V"):
        engine.run(net, 0.2, seed=1)
