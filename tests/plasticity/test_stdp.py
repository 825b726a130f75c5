"""Pair rule: known answers, the sum over all pairs as it is written, and simulated drift against
the closed forms.
"""

import dataclasses
import math
import warnings
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurolib import STDP, _jit, trains
from neurolib.model import ParameterError
from neurolib.plasticity import traces
from neurolib.plasticity.timing import _replay
from neurolib.plasticity.traces import BOUNDS, PAIRINGS
from neurolib.units import Hz, ms, s

LONG = pytest.mark.skipif(
    not _jit.enabled(), reason="a long run, and the contract compares the equations on both paths"
)
UNEQUAL = STDP(A_plus=0.01, A_minus=0.012)  # P03, P04
BALANCED = STDP(A_plus=0.01, A_minus=0.01)  # P05, P07: a window of no area
IZHIKEVICH = STDP(0.0103, 0.0051, 14 * ms, 34 * ms, pairing="presynaptic-centred")  # P17


def brute(rule, pre, post):
    """The pairs that count, one by one, by their definition."""
    total = 0.0
    for t in pre:
        after, before = post[post > t], post[post < t]
        if rule.pairing != "all-to-all":
            before = before[-1:]
        if rule.pairing == "presynaptic-centred":
            after = after[:1]
        if rule.pairing == "symmetric":
            after = [x for x in after if not ((pre > t) & (pre < x)).any()]
        total += sum(rule.window(x - t) for x in [*after, *before])
    return total


def on_grid(trains_of):
    # times whose differences are exact
    return [np.sort(np.array(times)) * 2.0**-10 for times in trains_of]


rules = st.builds(
    STDP,
    *[st.floats(1e-4, 0.05)] * 2,
    *[st.floats(2 * ms, 80 * ms)] * 2,
    pairing=st.sampled_from(list(PAIRINGS)),
    eta=st.floats(0.1, 2),
)
train = st.lists(st.integers(-20, 150), max_size=40, unique=True)


# --- one pair, many pairs -------------------------------------------------------------------------


def test_the_window_at_its_landmarks():
    rule = STDP(0.01, 0.02, 10 * ms, 30 * ms, eta=0.5)
    assert (
        rule.window(1e-12) == pytest.approx(0.005)
        and rule.window(-1e-12) == pytest.approx(-0.01)
        and rule.window(0) == 0
    )
    np.testing.assert_allclose(
        rule.window([10 * ms, -30 * ms, 2.0, -1e7]),
        [0.005 / math.e, -0.01 / math.e, 0.005 * math.exp(-200), 0],
    )


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_one_pair_is_the_window(pairing):
    rule = STDP(0.01, 0.02, 10 * ms, 30 * ms, pairing=pairing)
    for dt in (7 * ms, -7 * ms, 0.0):
        assert rule.apply([1.0], [1.0 + dt]) == pytest.approx(
            rule.window(1.0 + dt - 1.0), rel=1e-12
        )


@settings(deadline=None)  # the first example compiles
@given(rules, train, train)
def test_traces_give_the_sum_over_pairs(rule, pre, post):
    pre, post = on_grid((pre, post))
    assert rule.apply(pre, post) == pytest.approx(brute(rule, pre, post), rel=1e-11, abs=1e-15)


def test_three_spikes_tell_the_pairings_apart():
    """Arrivals at 0 and 10 ms, then postsynaptic spikes at 20 and 30 ms."""
    pre, post = [0.0, 10 * ms], [20 * ms, 30 * ms]
    e = [0.01 * math.exp(-k / 2) for k in range(4)]  # windows at 0, 10, 20 and 30 ms
    change = {
        pairing: dataclasses.replace(BALANCED, pairing=pairing).apply(pre, post)
        for pairing in PAIRINGS
    }
    assert change["all-to-all"] == pytest.approx(e[1] + 2 * e[2] + e[3])
    assert change["symmetric"] == pytest.approx(e[1] + e[2])
    assert change["presynaptic-centred"] == pytest.approx(e[1] + e[2])
    post = [20 * ms]  # both arrivals find it next, but only the second was the last before it
    assert dataclasses.replace(BALANCED, pairing="presynaptic-centred").apply(
        pre, post
    ) == pytest.approx(e[1] + e[2])
    assert dataclasses.replace(BALANCED, pairing="symmetric").apply(pre, post) == pytest.approx(
        e[1]
    )


def test_spikes_at_one_time_do_not_see_each_other_but_what_was_before():
    assert STDP().apply([1.0], [1.0]) == 0
    assert BALANCED.apply([1.0], [1.0, 1.02]) == pytest.approx(BALANCED.window(0.02))
    assert BALANCED.apply([1.0, 1.0], [1.02]) == pytest.approx(2 * BALANCED.window(0.02))
    assert BALANCED.apply([0.98, 1.0], [1.0, 1.0]) == pytest.approx(2 * BALANCED.window(0.02))


@pytest.mark.parametrize("start", [0.0, 1.0, 5000.0])
def test_a_picosecond_apart_is_at_one_time_and_a_hundredth_of_a_microsecond_is_not(start):
    rule, one_time = STDP(0.01, 0.02), 1e-12 + 1e-15 * start
    for lag in 0.5 * one_time, -0.5 * one_time:
        assert rule.apply([start], [start + lag]) == 0
    for lag in 1e-8, -1e-8, 1e-6, -1e-6:
        assert rule.apply([start], [start + lag]) == pytest.approx(rule.window(lag), rel=1e-9) != 0


def test_the_order_of_what_is_given_does_not_matter_and_it_is_not_changed():
    pre, post = np.array([0.3, 0.1, 0.2]), [0.25, 0.05]
    assert STDP().apply(pre, post) == STDP().apply(np.sort(pre), sorted(post))
    assert pre.tolist() == [0.3, 0.1, 0.2] and STDP().apply([], []) == STDP().apply(pre, []) == 0


@pytest.mark.skipif(not _jit.enabled(), reason="Numba is not installed or is switched off")
@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("bounds", BOUNDS)
def test_compiled_equals_plain(pairing, bounds, monkeypatch):
    import numba  # noqa: F401 - once it is loaded, it is used

    rule, rng = STDP(pairing=pairing, bounds=bounds), np.random.default_rng(1)
    pre, post = (trains.poisson(30 * Hz, 20 * s, rng) for _ in range(2))
    compiled = rule.delivered(pre, post, 0.5)
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    np.testing.assert_allclose(rule.delivered(pre, post, 0.5), compiled, rtol=1e-12)
    assert np.ptp(compiled) > 0.01


def test_a_hundred_thousand_spikes_take_a_time_that_grows_with_their_number(monkeypatch):
    """Counted, not timed: a trace is touched once for each spike."""
    rng = np.random.default_rng(2)
    pre, post = (np.sort(rng.random(100_000)) * 5000 for _ in range(2))
    calls = []

    def counting(trace, one, m):
        calls.append(None)
        return m * trace + one

    rule = STDP()
    loop = _jit.plain(
        _replay,
        {
            **vars(traces),
            "after_spike": counting,
            "potentiation": rule.potentiation,
            "depression": rule.depression,
        },
    )
    few, words = slice(0, 2000), ((1.0, 1.0, 0.0), (1.0, 0.0), (1.0, 0.0), (0.0, 0.0))
    loop(pre[few], post[few], 0.5, 0.0, 1.0, words, rule.taus, *rule.strengths(), np.empty(2000))
    assert len(calls) == 2 * 4000 and 0 <= rule.apply(pre, post, w=0.5) <= 1


def test_what_arrivals_deliver_is_the_weight_that_they_find():
    rule, rng = STDP(0.05, 0.06), np.random.default_rng(7)
    pre, post = (trains.poisson(20 * Hz, 5 * s, rng) for _ in range(2))
    expected = [rule.apply(pre[:k], post[post < t], w=0.5) for k, t in enumerate(pre)]
    np.testing.assert_allclose(rule.delivered(pre, post, 0.5), expected, rtol=1e-12)
    assert rule.delivered([], post, 0.5).size == 0


# --- bounds ---------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.sampled_from(list(BOUNDS)), st.floats(0, 1), st.floats(0.1, 1000), train, train)
def test_a_weight_stays_between_0_and_1(bounds, w, eta, pre, post):
    assert 0 <= STDP(bounds=bounds, eta=eta).apply(*on_grid((pre, post)), w=w) <= 1


def test_what_bounds_leave_of_a_pair():
    up, down = BALANCED.window(5 * ms), -BALANCED.window(-5 * ms)
    expected = {
        "hard": (0.8 + up, 0.8 - down),
        "soft": (0.8 + up, 0.8 - 0.8 * down),
        "multiplicative": (0.8 + 0.2 * up, 0.8 - 0.8 * down),
    }
    for bounds, (after, before) in expected.items():
        rule = dataclasses.replace(BALANCED, bounds=bounds)
        assert rule.apply([0.0], [5 * ms], w=0.8) == pytest.approx(after, rel=1e-14)
        assert rule.apply([5 * ms], [0.0], w=0.8) == pytest.approx(before, rel=1e-14)


def test_fixed_points():
    """P16, and van Rossum's: additive potentiation, multiplicative depression."""
    rule = STDP(A_plus=0.01, A_minus=0.012, bounds="multiplicative")
    assert rule.fixed_point() == pytest.approx(0.4545454545454545, rel=1e-12)  # P16
    assert STDP(0.004, 0.01, bounds="soft").fixed_point() == pytest.approx(0.4, rel=1e-12)
    assert STDP(0.02, 0.01, bounds="soft").fixed_point() == 1.0
    for pairing in PAIRINGS:
        for bounds in ("soft", "multiplicative"):
            rule = STDP(0.004, 0.01, pairing=pairing, bounds=bounds)
            assert rule.drift(20, 15, w=rule.fixed_point(20, 15)) == pytest.approx(0, abs=1e-15)


@LONG
@pytest.mark.parametrize(("bounds", "expected"), [("multiplicative", 0.4), ("soft", 2 / 3)])
def test_a_simulated_weight_settles_at_the_fixed_point(bounds, expected):
    rule, rng = STDP(0.0004, 0.0006, bounds=bounds), np.random.default_rng(3)
    assert rule.fixed_point() == pytest.approx(expected, rel=1e-12)
    settled = [
        rule.apply(
            trains.poisson(50 * Hz, 300 * s, rng), trains.poisson(50 * Hz, 300 * s, rng), w=0.9
        )
        for _ in range(60)
    ]
    assert np.mean(settled) == pytest.approx(
        rule.fixed_point(), abs=3.5 * np.std(settled) / math.sqrt(60)
    )
    assert np.std(settled) / math.sqrt(60) < 0.01


# --- drift ----------------------------------------------------------------------------------------


def test_drift_of_independent_trains():
    assert UNEQUAL.drift(20, 15) == pytest.approx(-0.012, rel=1e-12)  # P03
    # P04
    assert dataclasses.replace(UNEQUAL, pairing="symmetric").drift(20, 15) == pytest.approx(
        -0.01252747253, rel=1e-9
    )
    assert dataclasses.replace(UNEQUAL, eta=2).drift([20, 40], 15) == pytest.approx(
        [-0.024, -0.048]
    )


def test_the_sign_changes_at_the_threshold_of_presynaptic_centred_pairs():
    """P17: STDP turns into a BCM rule, with depression below the rate and potentiation above."""
    assert IZHIKEVICH.threshold() == pytest.approx(11.7970265, rel=1e-9)  # P17
    assert IZHIKEVICH.drift(20, IZHIKEVICH.threshold()) == pytest.approx(0, abs=1e-15)
    below, above = IZHIKEVICH.drift(20, [5.0, 20.0])
    assert below < 0 < above


def test_correlation_is_the_whole_effect_of_a_window_without_area():
    assert BALANCED.drift(20, 20) == pytest.approx(0, abs=1e-15)
    # P05
    assert BALANCED.drift(20, 20, p_copy=0.2, delay=5 * ms) == pytest.approx(
        0.03115203132, rel=1e-9
    )
    # P07
    assert BALANCED.drift(20, 20, p_copy=0.2, delay=5 * ms, jitter=10 * ms) == pytest.approx(
        0.02076802088, rel=1e-9
    )
    assert BALANCED.drift(20, 20, p_copy=0.2, delay=-5 * ms) == pytest.approx(
        -0.03115203132, rel=1e-9
    )
    assert BALANCED.drift(20, 20, p_copy=0.2) == pytest.approx(0, abs=1e-15)  # at no lag at all


@pytest.mark.parametrize("delay", [5 * ms, -5 * ms])
def test_multiplicative_bounds_weigh_the_copies_as_they_weigh_chance(delay):
    up, down = replace(BALANCED, A_minus=0.0), replace(BALANCED, A_plus=0.0)
    for w in 0.3, 0.8:
        expected = sum(
            share * rule.drift(20, 20, p_copy=0.2, delay=delay)
            for share, rule in ((1 - w, up), (w, down))
        )
        assert replace(BALANCED, bounds="multiplicative").drift(
            20, 20, w=w, p_copy=0.2, delay=delay
        ) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("delay", [-20 * ms, -1 * ms, 0.0, 3 * ms])
@pytest.mark.parametrize("jitter", [2 * ms, 20 * ms, 50 * ms])
def test_jitter_is_the_mean_of_the_window_over_its_lags(delay, jitter):
    from scipy.integrate import quad

    rule = STDP(0.01, 0.012, 15 * ms, 20 * ms)  # 20 ms: the jitter meets τ₋
    mean = sum(
        quad(lambda e: math.exp(-e / jitter) / jitter * rule.window(delay + e), *ends)[0]
        for ends in [(0, max(0, -delay)), (max(0, -delay), 0.9)]
    )
    both = rule.drift(20, 15, p_copy=0.3, delay=delay, jitter=jitter)
    assert both - rule.drift(20, 15) == pytest.approx(0.3 * 20 * mean, rel=1e-6)


def simulated(rule, r_pre, r_post, rng, p_copy=0.0, delay=0.0, jitter=0.0, duration=100_000 * s):
    pre = trains.poisson(r_pre, duration, rng)
    copies = pre[rng.random(len(pre)) < p_copy] + delay
    copies = copies + (rng.exponential(jitter, len(copies)) if jitter else 0.0)
    post = np.sort(np.concatenate([copies, trains.poisson(r_post - p_copy * r_pre, duration, rng)]))
    return rule.apply(pre, post) / duration


@pytest.mark.skipif(not _jit.enabled(), reason="some millions of spikes: for the compiled loop")
@pytest.mark.parametrize(
    ("rule", "rates", "more", "known", "tolerance"),
    [
        (UNEQUAL, (20, 15), {}, -0.012, 0.03),  # P03
        # P04
        (dataclasses.replace(UNEQUAL, pairing="symmetric"), (20, 15), {}, -0.01252747253, 0.03),
        (
            STDP(0.02, 0.01, pairing="presynaptic-centred"),
            (20, 15),
            {},
            300 * 0.01 * 20 * ms / 1.3,
            0.03,
        ),
        (BALANCED, (20, 20), {"p_copy": 0.2, "delay": 5 * ms}, 0.03115203132, 0.02),  # P05
        # P07
        (
            BALANCED,
            (20, 20),
            {"p_copy": 0.2, "delay": 5 * ms, "jitter": 10 * ms},
            0.02076802088,
            0.03,
        ),
    ],
)
def test_simulated_drift_is_the_known_one(rule, rates, more, known, tolerance):
    """In 100 000 s the standard deviation of chance is 0.7 % of P03, 0.3 % of P05 and 0.5 % of P07."""
    assert simulated(rule, *rates, np.random.default_rng(4), **more) == pytest.approx(
        known, rel=tolerance
    )


def test_sixty_pairs_are_sixty_windows_where_they_are_far_apart():
    assert STDP().pairs(10 * ms, 1 * Hz, 60) == pytest.approx(60 * STDP().window(10 * ms), rel=1e-9)
    assert STDP(bounds="multiplicative").pairs(
        10 * ms, 1 * Hz, 60, w=0.5
    ) < 0.5 + 30 * STDP().window(10 * ms)


# --- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (
            lambda: STDP(pairing="nearest"),
            r"STDP.pairing \(pairs of spikes that count\) is 'nearest'; expected one of "
            r"'all-to-all', 'symmetric', 'pre",
        ),
        (lambda: STDP(pairing="presynaptic-centered"), "Did you mean 'presynaptic-centred'"),
        (
            lambda: STDP(bounds=1),
            r"STDP.bounds \(what holds a weight between 0 and 1\) is 1; expected one of "
            r"'hard', 'soft', 'multiplicative'",
        ),
        (lambda: STDP(tau_plus=20), "Is a unit missing, as in 20\\*ms"),
        (
            lambda: STDP(bounds="soft").apply([0.1], [0.2]),
            "a change depends on the weight; give STDP.apply one, as in w=0.5",
        ),
        (lambda: STDP().apply([0.1], [0.2], w=2), "STDP.apply's w .* is 2; expected 0 to 1"),
        (lambda: STDP().apply([math.nan], [0.2]), "STDP.apply's pre_times"),
        (lambda: STDP().apply([0.1], "x"), "STDP.apply's post_times"),
        (lambda: STDP(bounds="soft").drift(1, 1), "the drift depends on the weight"),
        (lambda: STDP().drift(20, 2, p_copy=0.5), "more spikes than the r_post"),
        (lambda: STDP(pairing="symmetric").drift(20, 20, p_copy=0.5), "no closed form"),
        (lambda: STDP().fixed_point(), "no fixed point"),
        (lambda: STDP(pairing="symmetric", bounds="soft").fixed_point(), "depends on the rates"),
        (lambda: STDP(0, 0, bounds="soft").fixed_point(), "every one is a fixed point"),
        (lambda: STDP().threshold(), "no postsynaptic rate alone"),
        (lambda: STDP(pairing="presynaptic-centred").threshold(), "one sign at all rates"),
        (lambda: STDP().pairs(1 * ms, 0, 5), "whole number of pairs"),
        (lambda: STDP().window("x"), "STDP.window's dt"),
        (
            lambda: STDP().window(12),
            r"STDP.window's dt .* is 12 s; expected -10 s to 10 s. Is a unit missing, "
            r"as in 12\*ms\?",
        ),
        (lambda: STDP().pairs(-20, 1 * Hz, 60), r"STDP.pairs's dt .* is -20 s; .* as in -20\*ms\?"),
        (lambda: STDP().drift(20, 20, p_copy=0.2, delay=15), r"as in 15\*ms\?"),
        (
            lambda: STDP().drift(20, 20, delay=5000),
            r"STDP.drift's delay .* is 5000 s; expected -10 s to 10 s",
        ),
        (
            lambda: STDP().drift(20, 20, jitter=-1),
            r"STDP.drift's jitter .* is -1 s; expected 0 s to 10 s",
        ),
        (
            lambda: STDP().drift([1, 2, 3], [1, 2]),
            r"drift's r_pre has shape \(3,\) and r_post \(2,\); expected one rate for each other",
        ),
        (
            lambda: STDP().apply([[0.1], [0.2, 0.3]], [0.1]),
            "STDP.apply's pre_times .* which is not a number",
        ),
        (
            lambda: STDP().apply([0.1], [[0.1, 0.2], [0.3, 0.4]]),
            r"post_times have shape \(2, 2\); expected one train, shape \(n,\)",
        ),
        (
            lambda: STDP().apply([1e9], [1.0]),
            r"pre_times .* is 1e\+09 s; expected -1e\+07 s to 1e\+07 s\.$",
        ),
        (
            lambda: STDP().apply(["a"], [1.0]),
            r"not a number; type a number with its unit, as in 12\*ms",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(do, said):
    with pytest.raises(ParameterError, match=said):
        do()


MILLISECONDS = [
    lambda: STDP().apply([12, 30], [20, 52]),
    lambda: STDP().delivered([12, 30], [20, 52], 0.5),
    lambda: STDP().apply(
        *(1000 * trains.poisson(20 * Hz, 100 * s, np.random.default_rng(k)) for k in (1, 2))
    ),
    lambda: STDP().apply(
        *(
            np.rint(1000 * trains.poisson(50 * Hz, 100 * s, np.random.default_rng(k)))
            for k in (1, 2)
        )
    ),
    lambda: STDP().window(5),
    lambda: STDP().window(np.linspace(-80, 80, 161)),
    lambda: STDP().pairs(5, 1 * Hz, 60),
    lambda: STDP().drift(20, 20, p_copy=0.2, delay=5),
]


def test_the_question_about_a_unit_names_a_time_that_can_have_one():
    with pytest.warns(UserWarning, match=r"as in 10\*ms\?$"):
        STDP().apply([0], [10])


@pytest.mark.parametrize("do", MILLISECONDS)
def test_milliseconds_without_their_unit_are_asked_about(do):
    with pytest.warns(UserWarning, match=r"Is a unit missing, as in [\d.]+\*ms\?$"):
        do()


SLOW = [trains.poisson(0.2 * Hz, 10_000 * s, np.random.default_rng(k)) for k in (3, 4)]
RECORDINGS = [
    ([12 * ms, 30 * ms], [20 * ms, 52 * ms]),
    SLOW,  # nothing but chance between them
    (SLOW[0] + 9 * 3600 * s, SLOW[1] + 9 * 3600 * s),  # after nine hours
    (SLOW[0][:20], SLOW[0][:20] + 10 * ms),  # a pair every five seconds
    # fast on one side, all but silent on the other
    (trains.poisson(20 * Hz, 100 * s, np.random.default_rng(5)), [50.0]),
    ([1.0], [1.0 + 5 * ms]),
    ([5.0], [5.0]),
    ([0.5], []),
]


@pytest.mark.parametrize(("pre", "post"), RECORDINGS)
def test_recordings_in_seconds_pass_in_silence(pre, post):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        STDP().apply(pre, post)
        STDP().window(np.subtract.outer(post, pre)) if len(post) else None


def test_windows_of_seconds_know_lags_of_seconds():
    """Behaviour is learned over seconds; lags are asked about by the rule's own time constants."""
    rule = STDP(tau_plus=2 * s, tau_minus=2 * s)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rule.window(3.0) == pytest.approx(0.005 * math.exp(-1.5)) and rule.apply(
            [12], [15]
        ) == rule.window(3.0)


def test_repr_gives_the_rule_back():
    rule = STDP(0.01, 0.012, 14 * ms, 34 * ms, pairing="symmetric", bounds="soft", eta=0.5)
    assert eval(repr(rule), {"STDP": STDP, "ms": ms}) == rule != STDP()
    assert "| pairing | pairs of spikes that count | symmetric |" in rule._repr_markdown_()
    assert r"| $\tau_-$ |" in rule._repr_markdown_() and "| $A_+$ |" in rule._repr_markdown_(), (
        "as the equations write them"
    )


def test_a_short_jitter_of_copies_that_come_long_before_is_finite():
    """Nearly all copies then stay where they are, however small what is left of the window."""
    rule = STDP(0.01, 0.012, 15 * ms, 20 * ms)
    early = rule.drift(20, 15, p_copy=0.3, delay=-0.5, jitter=0.5 * ms) - rule.drift(20, 15)
    assert early == pytest.approx(-0.3 * 20 * 0.012 * math.exp(-25) / (1 - 0.5 / 20), rel=1e-5)


@pytest.mark.parametrize("t", [0.0, 1.0, 1000.0])
def test_a_picosecond_apart_is_at_one_time_and_ten_are_not(t):
    """And a quadrillionth of the time itself, for sums of floats seldom meet."""
    rule, near = STDP(), 1e-12 + 1e-15 * t
    for sign, change in (1, 0.005), (-1, -0.00525):
        assert rule.apply([t], [t + sign * 0.8 * near]) == 0
        assert rule.apply([t], [t + sign * 10 * near]) == pytest.approx(change, rel=1e-6)


def test_a_rule_of_ones_own_with_amounts_below_zero_is_refused_unless_it_says_so():
    """Such an amount would carry the weight past the bound that its side does not look at."""

    @dataclass(frozen=True, repr=False)
    class Inverted(STDP):
        """Depression where the usual rule has potentiation."""

        @staticmethod
        def potentiation(second, A_plus, eta):
            return -eta * A_plus

    with pytest.raises(
        ParameterError,
        match=r"Inverted\.potentiation is -0\.005 where the slow trace is 0; expected .* set "
        r"signed = True",
    ):
        Inverted()

    @dataclass(frozen=True, repr=False)
    class Signed(Inverted):
        """The same, which says so."""

        signed: ClassVar[bool] = True
        raised: ClassVar = staticmethod(traces.raised_within)
        lowered: ClassVar = staticmethod(traces.lowered_within)

    pre = np.arange(50) * 40 * ms
    assert Signed(A_plus=0.1).apply(pre, pre + 5 * ms, w=0.2) == 0.0
