"""Reward-modulated STDP: the closed forms, both engines and a brute integration, and the third
factor that a session sets.
"""

import math
import warnings

import numpy as np
import pytest

from neurolib import LIF, STDP, Clocked, EventDriven, Network, RewardSTDP, TripletSTDP, _jit
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, mV, s

DT = 0.1 * ms
on_both = pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])
RULE = RewardSTDP(A_plus=0.4, A_minus=0.5, tau_e=0.8 * s, tau_d=0.3 * s, reward=0.7)


def test_a_pair_sets_an_eligibility_that_reward_turns_into_a_weight():
    joint = 1 / (1 / 0.8 + 1 / 0.3)
    assert RULE.joint == pytest.approx(joint)
    assert RULE.window(10 * ms) == pytest.approx(0.4 * math.exp(-0.5)) and RULE.window(
        -10 * ms
    ) == pytest.approx(-0.5 * math.exp(-0.5))
    assert RULE.credit(10 * ms, 1 * s, 0.5) == pytest.approx(
        0.5 * 0.4 * math.exp(-0.5) * math.exp(-1 / 0.8) * joint
    )
    assert RULE.credit(10 * ms, [0, 1 * s], -1).shape == (2,)


def test_two_trains_under_the_third_factor_of_the_start():
    """The reward is 0.7 at time 0; at 0.11 s, when the pair is complete, it has decayed by
    exp(-0.11/0.3).
    """
    after = RULE.apply([0.1], [0.11], w=0.5)
    assert after == pytest.approx(
        0.5 + RULE.credit(10 * ms, 0.0, 0.7 * math.exp(-0.11 / 0.3)), rel=1e-12
    )
    with pytest.raises(ParameterError, match="RewardSTDP.apply has no w"):
        RULE.apply([0.1], [0.11])


def test_a_held_reward_makes_it_stdp_on_the_mean():
    held = RewardSTDP(tau_d=1e6 * s)
    assert held.drift(10, 20, 2.0) == pytest.approx(
        2.0 * held.tau_e * STDP(0.01, 0.015).drift(10, 20)
    )


def brute(rule, sent, fired, u, rewards, end, dt):
    """Euler's method on equation (2), with the pairs of equation (1) as jumps of e; ``rewards`` are
    (time, value).
    """
    e, d, found = 0.0, 0.0, u
    jumps = {}
    for a in sent:
        for b in fired:
            if a != b:
                k = round(max(a, b) / dt)
                jumps[k] = jumps.get(k, 0.0) + rule.window(b - a)
    given = {round(t / dt): value for t, value in rewards}
    for k in range(round(end / dt)):
        d = given.get(k, d)
        e += jumps.get(k, 0.0)
        found = min(max(found + dt * e * d, 0.0), 1.0)
        e, d = e * (1 - dt / rule.tau_e), d * (1 - dt / rule.tau_d)
    return found


def network(rule):
    net, rng = Network(), np.random.default_rng(2)
    ticks = np.sort(rng.integers(0, 9000, 120))
    pre = net.spikes((ticks * DT, rng.integers(0, 6, 120)), n=6)
    post = net.population(LIF(E_L=-52 * mV), 2, V="uniform")
    return (
        net,
        net.project(pre, post, 2 * mV * rng.random((6, 2)), 1 * ms, plasticity=rule, w_max=2 * mV),
        post,
    )


@on_both
@pytest.mark.exhaustive("compiled")
def test_weights_follow_the_equations_under_rewards_that_a_session_sets(engine, path):
    rule = RewardSTDP(A_plus=8.0, A_minus=6.0, tau_e=0.3 * s, tau_d=0.2 * s)
    net, synapses, post = network(rule)
    session, rewards = engine.start(net, seed=3), [(0.3, 2.0), (0.6, -3.0), (0.75, 1.5)]
    done = 0.0
    for t, value in rewards:
        session.run(t - done)
        session.set(synapses, reward=value)
        done = t
    session.run(1.0 - done)
    run = session.so_far()
    (i, j), weights = run.pairs(synapses), run.weights(synapses) / synapses.w_max
    (sent, who), (fired, target) = run.spikes(synapses.pre), run.spikes(post)
    start = synapses.each(synapses.weight, i, j) / synapses.w_max
    expected = [
        brute(rule, sent[who == a] + 1 * ms, fired[target == b], u, rewards, 1.0, DT)
        for a, b, u in zip(i, j, start, strict=True)
    ]
    assert len(fired) > 20 and np.abs(weights - start).max() > 0.1
    np.testing.assert_allclose(weights, expected, atol=3e-3)


@pytest.mark.exhaustive("compiled")
def test_both_engines_agree_to_rounding(path):
    runs = []
    for engine in Clocked(DT), EventDriven():
        net, synapses, post = network(RewardSTDP(A_plus=8.0, A_minus=6.0, reward=1.0))
        run = engine.run(net, 1.0, seed=3)
        runs.append((run.weights(synapses), np.rint(run.spikes(post)[0] / DT)))
        assert run.counts["plasticity update", synapses.name] > 0
    if np.array_equal(runs[0][1], runs[1][1]):
        np.testing.assert_allclose(runs[0][0], runs[1][0], rtol=1e-9)


@pytest.mark.exhaustive("compiled")
@on_both
def test_pieces_are_one_run_and_a_state_that_was_stored_goes_on(engine, path):
    rule = RewardSTDP(A_plus=8.0, A_minus=6.0, reward=1.0)
    net, synapses, _ = network(rule)
    session = engine.start(net, seed=3)
    session.run(0.4)
    state = session.store()
    session.run(0.6)
    whole = engine.run(net, 1.0, seed=3)
    assert np.array_equal(session.so_far().weights(synapses), whole.weights(synapses))
    session.restore(state)
    session.run(0.6)
    assert np.array_equal(session.so_far().weights(synapses), whole.weights(synapses))
    session.set(synapses, weight=0.5 * synapses.w_max)
    assert session.so_far().weights(synapses) == pytest.approx([0.5 * synapses.w_max] * 12)


def test_without_reward_nothing_is_learned(path):
    net, synapses, _ = network(RewardSTDP(A_plus=8.0))
    with pytest.warns(UserWarning, match="reward"):
        run = EventDriven().run(net, 0.5, seed=3)
    assert run.weights(synapses) == pytest.approx(
        synapses.each(synapses.weight, *run.pairs(synapses)), rel=1e-15
    )


@pytest.mark.skipif(not _jit.enabled(), reason="Numba is not installed or is switched off")
@on_both
@pytest.mark.parametrize("posts", [2, 20])
def test_both_paths_agree(engine, posts):
    found = []
    for enabled in False, True:
        with pytest.MonkeyPatch.context() as patch:
            if not enabled:
                patch.setattr(_jit, "enabled", lambda: False)
            net, rng = Network(), np.random.default_rng(4)
            pre, post = (
                net.poisson(8, 30 * Hz),
                net.population(LIF(E_L=-52 * mV), posts, V="uniform"),
            )
            rule = RewardSTDP(A_plus=8.0, A_minus=6.0, tau_e=0.5 * s, reward=2.0)
            dense = net.project(
                pre, post, 3 * mV * rng.random((8, posts)), 1.5 * ms, plasticity=rule, w_max=3 * mV
            )
            some = net.project(
                post, post, 2 * mV, DT, probability=0.5, plasticity=rule, w_max=3 * mV
            )
            session = engine.start(net, seed=5)
            session.run(0.4)
            session.set(dense, reward=-1)
            session.run(0.4)
            session.set(some, weight=1 * mV)
            session.run(0.7)
            run = session.so_far()
            found.append([run.spikes(post)[0], run.weights(dense), run.weights(some)])
    assert len(found[0][0]) > 20 * posts and np.ptp(found[0][1]) > 0
    for plain, compiled in zip(*found, strict=True):
        np.testing.assert_allclose(compiled, plain, rtol=1e-9, atol=1e-14)


def test_a_reward_without_a_third_factor_is_refused():
    net = Network()
    pre, post = net.poisson(1, 10 * Hz), net.population(LIF(), 1)
    learns = net.project(pre, post, 1 * mV, 1 * ms, plasticity=TripletSTDP())
    session = EventDriven().start(net)
    with pytest.raises(ParameterError, match="reward is 1, but .* has no rule with a third factor"):
        session.set(learns, reward=1)
    with pytest.raises(ParameterError, match="Session.set of Poisson got reward; expected rate"):
        session.set(pre, reward=1)
    with pytest.raises(ParameterError, match="Session.set's reward"):
        session.set(learns, reward=math.nan)


@on_both
@pytest.mark.parametrize("verb", ["run", "stream"])
def test_a_run_in_which_no_reward_can_come_says_once_that_nothing_is_learned(engine, verb):
    """A run gives no reward but that of the start; a session may, and is not warned."""
    net, synapses, post = network(RewardSTDP(A_plus=8.0))
    net.project(post, post, 1 * mV, 1 * ms, plasticity=RewardSTDP(), w_max=2 * mV)
    sentence = (
        r"no weight of .* → LIF or LIF → LIF changes: the reward of RewardSTDP is 0 .* "
        r"RewardSTDP\(reward=1\), or .* session.set\(synapses, reward=0.5\)"
    )
    with pytest.warns(UserWarning, match=sentence) as said:
        list(engine.stream(net, 0.2, 0.1, seed=3)) if verb == "stream" else engine.run(
            net, 0.2, seed=3
        )
    assert len(said) == 1 and said[0].filename == __file__
    rewarded = network(RewardSTDP(A_plus=8.0, reward=-0.1))[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        engine.run(rewarded, 0.1, seed=3)
        session = engine.start(net, seed=3)
        session.run(0.1)
        session.set(synapses, reward=1)


@on_both
def test_a_session_without_a_reward_says_once_that_nothing_was_learned(engine):
    """At its first report, or after ten time constants of the eligibility; where a reward came, it
    says nothing, also restored.
    """
    net, synapses, _ = network(RewardSTDP(A_plus=8.0, tau_e=50 * ms))
    sentence = (
        r"In {} of this session no weight of .* → LIF changed: the reward of RewardSTDP is "
        r"0 .* session.set\(synapses, reward=0.5\)"
    )
    session = engine.start(net, seed=3)
    session.run(0.1)
    with pytest.warns(UserWarning, match=sentence.format("100 ms")) as said:
        session.so_far()
        session.run(1.0)
        session.so_far()
    assert len(said) == 1 and said[0].filename == __file__
    session, other = engine.start(net, seed=3), engine.start(net, seed=3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        session.run(0.5)
        before = session.store()
        session.set(synapses, reward=1)
        session.run(1.0)
        session.so_far()
        other.restore(session.store())
        other.run(1.0)
        other.restore(before)
    with pytest.warns(UserWarning, match=sentence.format("510 ms")) as said:
        other.run(10 * ms)
    assert said[0].filename == __file__
