"""simulate and f_i_curve: what they accept, what they return, and what they say to what they
refuse.
"""

import warnings

import numpy as np
import pytest

from neurolib.analysis import f_i_curve, simulate
from neurolib.model import ParameterError
from neurolib.neurons import LIF, AdEx
from neurolib.units import ms, mV, nA, pA, s


def test_a_current_may_be_a_number_an_array_or_a_callable():
    n = 1000
    number = simulate(LIF(), 300 * pA, 100 * ms, dt=0.1 * ms)
    for I in (
        np.full(n, 300 * pA),
        [300 * pA] * n,
        np.full(n + 1, 300 * pA),
        np.full(n, 300) * pA,
        lambda t: 300 * pA,
        lambda t: 300 * pA + 0 * t,
        lambda t: 300 * pA if t < 1 else 0.0,
    ):
        run = simulate(LIF(), I, 100 * ms, dt=0.1 * ms)
        np.testing.assert_array_equal(run.V, number.V)
    assert number.t.shape == number.V.shape == (n + 1,) and number.I.shape == (n,)
    assert number.t[0] == 0 and number.t[-1] == pytest.approx(0.1) and number.V[0] == LIF().E_L


def test_a_step_of_current_starts_when_it_should():
    run = simulate(LIF(), lambda t: np.where(t > 30 * ms, 300 * pA, 0), 100 * ms)
    assert run.spikes[0] == pytest.approx(30 * ms + LIF().latency(300 * pA), abs=0.02 * ms)


def test_a_run_may_start_elsewhere_than_at_rest():
    lif, adex = LIF(), AdEx.pattern("adapting")
    assert np.array_equal(
        simulate(lif, 300 * pA, 50 * ms, start=[lif.E_L]).V, simulate(lif, 300 * pA, 50 * ms).V
    )
    run = simulate(lif, 0, 50 * ms, start=(lif.E_L + 8 * mV,))
    # it leaks away
    assert run.V - lif.E_L == pytest.approx(8 * mV * np.exp(-run.t * lif.g_L / lif.C), rel=1e-9)
    run = simulate(adex, 500 * pA, 100 * ms)
    k = 5000  # a run goes on from where another one was
    after = simulate(adex, 500 * pA, 50 * ms, start=(run.V[k], run.w[k]))
    assert np.array_equal(after.w, run.w[k:]) and np.array_equal(after.V, run.V[k:])
    with pytest.raises(
        ParameterError,
        match=r"simulate's start has 1 values; expected 2, V and w in SI, as in "
        r"start=\(-0\.07, 0\.0\)\.",
    ):
        simulate(adex, 0, 1 * ms, start=(-60 * mV,))
    with pytest.raises(
        ParameterError, match=r"simulate's start .*is -60 V; .* Is a unit missing, as in -60\*mV\?"
    ):
        simulate(adex, 0, 1 * ms, start=(-60, 0))
    with pytest.raises(ParameterError, match="simulate's start .*nan"):
        simulate(adex, 0, 1 * ms, start=(-60 * mV, np.nan))


def test_input_is_not_changed():
    I = np.full(1000, 300 * pA)
    before = I.copy()
    run = simulate(LIF(), I, 100 * ms, dt=0.1 * ms)
    np.testing.assert_array_equal(I, before)
    assert run.I is not I


def test_a_run_shows_what_it_has():
    run = simulate(AdEx.pattern("adapting"), 500 * pA, 500 * ms)
    assert repr(run) == "Run of AdEx: 500 ms in steps of 10 µs, 10 spikes (20 Hz)"
    assert {"V", "w", "t", "spikes"} <= set(dir(run))
    with pytest.raises(AttributeError, match="This run of LIF has no w; it has t, I, spikes, V"):
        simulate(LIF(), 0, 1 * ms).w  # noqa: B018


def test_f_i_curve_keeps_the_shape_and_the_closed_form():
    I = np.array([[0, 150, 199], [250, 400, 1000]]) * pA
    rates = f_i_curve(LIF(), I)
    assert rates.shape == (2, 3)
    np.testing.assert_allclose(rates, LIF().rate(I), rtol=3e-3)
    assert f_i_curve(LIF(), 300 * pA).shape == ()


def test_f_i_curve_waits_until_adaptation_is_over():
    neuron = AdEx.pattern("adapting")
    run = simulate(neuron, 500 * pA, 3 * s)
    settled = 1 / np.diff(run.spikes)[-1]
    assert f_i_curve(neuron, [500 * pA])[0] == pytest.approx(settled, rel=0.02)
    assert 1 / np.diff(run.spikes)[0] > 2 * settled


@pytest.mark.parametrize("I", [5 * nA, 20 * nA, 40 * nA, 90 * nA])
def test_f_i_curve_of_a_fast_neuron_says_how_far_its_steps_may_take_it(I):
    """At 5000 Hz an interval of 0.2 ms ends up to a step of 0.01 ms late, so that the rate is up to
    5 % too low.
    """
    neuron = LIF(t_ref=0.1 * ms)
    sentence = (
        r"At steps of 10 µs, the LIF of f_i_curve fires every \d+ µs; each interval "
        r"ends with a step, so the rate may be up to "
        r"(.*) % too low. Type a shorter step, as in dt=0.001\*ms, or read the closed "
        r"form, LIF.rate."
    )
    share = neuron.rate(I) * 0.01 * ms  # of a step in an interval
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rate = f_i_curve(neuron, [I], 50 * ms, 10 * ms)[0]
    assert neuron.rate(I) / (1 + share) * (1 - 1e-9) <= rate <= neuron.rate(I)
    assert [each.filename for each in caught] == [__file__] * int(rate > 2000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert f_i_curve(neuron, [I], 50 * ms, 10 * ms, 0.001 * ms)[0] == pytest.approx(
            neuron.rate(I), rel=0.01
        )
    if caught:
        with pytest.warns(UserWarning, match=sentence):
            f_i_curve(neuron, [I], 50 * ms, 10 * ms)


def test_a_refractory_time_that_whole_steps_change_is_said():
    neuron = LIF(t_ref=1.4 * ms)
    held = (
        "At steps of 1 ms, the LIF of {} fires every . ms; its refractory time of 1.4 ms is "
        "held for 1 ms, whole steps"
    )
    with pytest.warns(
        UserWarning,
        match=held.format("f_i_curve") + "; each interval ends with a step, .* 25 % too low",
    ):
        f_i_curve(neuron, 1 * nA, dt=1 * ms)
    with pytest.warns(
        UserWarning, match=held.format("simulate") + r". Type a shorter step, as in dt=0.1\*ms"
    ):
        simulate(neuron, 1 * nA, 100 * ms, dt=1 * ms)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        simulate(neuron, 1 * nA, 100 * ms, dt=0.1 * ms)
        simulate(neuron, 210 * pA, 1 * s, dt=1 * ms)  # 0.4 ms of an interval of 60 ms
        f_i_curve(neuron, [0.0, 300 * pA])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: f_i_curve(AdEx(), [500]),
            r"^f_i_curve's I \(input current\) is 500 A; expected -100 nA to 100 nA. Is "
            r"a unit missing, as in 500\*pA\?",
        ),
        (
            lambda: f_i_curve(LIF(), []),
            r"f_i_curve's I \(input current\) is empty; expected at least one value",
        ),
        (lambda: f_i_curve(LIF(), [np.nan]), "is nan A; expected"),
        (
            lambda: f_i_curve(LIF(), [300 * pA], duration=0),
            r"f_i_curve's duration \(length of the run\) is 0 s; expected",
        ),
        (
            lambda: f_i_curve(LIF(), [300 * pA], duration=None),
            r"f_i_curve's duration .* is None, which is not a number",
        ),
        (lambda: f_i_curve(LIF(), "300 pA"), "which is not a number"),
        (
            lambda: f_i_curve(LIF, [300 * pA]),
            r"f_i_curve's neuron is LIF, which is not a neuron; expected one, as in "
            r"f_i_curve\(LIF\(\)",
        ),
        (lambda: simulate(LIF(), 300, 1.0), "simulate's I .* is 300 A; .*Is a unit missing"),
        (
            lambda: simulate(AdEx(), 500 * pA, 500),
            r"simulate's duration .* is 500 s; expected .* Is a unit missing, as in 500\*ms\?",
        ),
        (lambda: simulate(LIF(), 300 * pA, -1.0), "duration .* is -1 s"),
        (
            lambda: simulate(LIF(), 300 * pA, 1.0, dt=0.1),
            r"dt \(time step\) is 100 ms; expected 10 ns to 1 ms. Is a unit missing, as in 0.1\*ms",
        ),
        (
            lambda: simulate(LIF(), 300 * pA, 30.0, dt=1e-7),
            "would take 3e[+]08 steps of 100 ns; expected at most 2e7",
        ),
        (lambda: simulate(LIF(), 300 * pA, 1e-6), "less than one step"),
        (
            lambda: simulate(LIF(), np.full(17, 1 * nA), 1.0),
            r"has shape \(17,\); expected one number, or 100000 values",
        ),
        (lambda: simulate(LIF(), np.full((2, 100), 1 * nA), 1 * ms), r"has shape \(2, 100\)"),
        (lambda: simulate(LIF(), lambda t: np.nan * t, 1 * ms), r"simulate's I\(t\) .* is nan"),
        (lambda: simulate(LIF(), lambda t: 300, 1 * ms), r"simulate's I\(t\) .* is 300 A"),
        (lambda: simulate("LIF", 0, 1 * ms), "simulate's neuron is 'LIF', which is not a neuron"),
        (lambda: LIF().rate([np.nan]), "LIF.rate's I .* is nan"),
        (lambda: LIF().rate(300), r"Is a unit missing, as in 300\*pA"),
    ],
)
def test_what_is_refused_gets_a_sentence(call, sentence):
    with pytest.raises(ParameterError, match=sentence):
        call()


def test_a_step_too_long_for_the_neuron_is_a_sentence_not_a_nan():
    fast = AdEx(C=1e-12, g_L=1e-6)  # tau_m = 1 µs
    sentence = (
        r"'s dt \(time step\) is 1 ms, longer than the fastest time of this AdEx at rest, 1 "
        r"µs; type .* as in dt=0.0001\*ms"
    )
    for call in (
        lambda: simulate(fast, 0.0, 0.5, dt=1 * ms),
        lambda: f_i_curve(fast, [0.0], dt=1 * ms),
    ):
        with pytest.raises(ParameterError, match=sentence):
            call()
    # exact at any step
    assert len(simulate(LIF(C=1e-12, g_L=1e-6), 30 * nA, 10 * ms, dt=0.1 * ms).spikes)


def test_a_current_that_draws_a_number_at_each_call_is_asked_at_each_step():
    rng = np.random.default_rng(1)
    run = simulate(LIF(), lambda t: rng.normal(300 * pA, 100 * pA), 10 * ms)
    assert len(set(run.I)) == 1000
    assert run.I.std() == pytest.approx(100 * pA, rel=0.1, abs=0)


def test_one_step_is_a_run():
    assert len(simulate(LIF(), 300 * pA, 0.01 * ms).t) == 2


def test_masked_values_are_not_taken_for_data():
    I = np.ma.masked_array([300 * pA] * 100, mask=[False, True] * 50)
    with pytest.raises(ParameterError, match="masked values; type value.compressed"):
        simulate(LIF(), I, 1 * ms)


def test_a_run_can_be_compared_copied_and_kept():
    import copy
    import pickle

    run = simulate(AdEx(), 800 * pA, 50 * ms)
    assert run != copy.deepcopy(run) and run == run and hash(run)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(run)).V, run.V)


def test_a_current_that_changes_is_read_in_the_middle_of_a_step():
    """I(t) = t² against an array of the same current on a fine grid: the error falls with the
    square of the step.
    """

    def current(t):
        return 400 * pA * (t / (50 * ms)) ** 2

    fine = 0.001 * ms
    exact = simulate(LIF(), current((np.arange(50_000) + 0.5) * fine), 50 * ms, fine).V[-1]
    errors = [
        abs(simulate(LIF(), current, 50 * ms, dt).V[-1] - exact)
        for dt in (1 * ms, 0.5 * ms, 0.25 * ms)
    ]
    assert errors[0] < 1e-5 and np.log2(np.divide(errors[:-1], errors[1:])) == pytest.approx(
        [2, 2], abs=0.05
    )
