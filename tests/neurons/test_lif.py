"""The leaky integrate-and-fire neuron against its closed forms. Course set: science table C1."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.signal import lfilter

from neurolib import EventDriven, Network, codes
from neurolib.analysis import f_i_curve, simulate
from neurolib.model import ParameterError
from neurolib.neurons import LIF
from neurolib.units import Hz, ms, mV, nS, pA, pF, s

KNOWN = [(250 * pA, 41.71490687), (300 * pA, 63.04000219), (500 * pA, 128.9716589)]  # L03–L05


@pytest.mark.parametrize(("I", "rate"), KNOWN)
def test_closed_form_rate(I, rate):
    assert LIF().rate(I) == pytest.approx(rate, rel=1e-9)


@pytest.mark.parametrize(("I", "rate"), KNOWN)
def test_simulated_rate(I, rate):
    assert f_i_curve(LIF(), [I])[0] == pytest.approx(rate, rel=3e-3)
    expected = 1 + int((1.0 - LIF().latency(I)) * rate)
    assert len(simulate(LIF(), I, 1.0).spikes) == pytest.approx(expected, abs=1)


@pytest.mark.parametrize(
    "tau_s", [3 * ms, 20 * ms, 20.0001 * ms, 70 * ms]
)  # the second is the membrane's own
def test_a_current_that_decays_adds_its_response(tau_s):
    """Equation (7) against SciPy's solution of the model's own flow under the decaying current."""
    m, I, t = LIF(), 100 * pA, 15 * ms
    p = m.values(m.flow, "V", "I")
    V = solve_ivp(
        lambda s, V: m.flow(V[0], I * np.exp(-s / tau_s), *p),
        (0, t),
        [m.E_L],
        rtol=1e-11,
        atol=1e-14,
    ).y[0, -1]
    assert V - m.E_L > 0.5 * mV and I * m.response(tau_s, t) == pytest.approx(V - m.E_L, rel=1e-8)


def test_closed_form_interspike_intervals():
    """C 250 pF, tau 10 ms, E_L = V_R = -70, V_T -55 mV, t_ref 2 ms: intervals 45.307333, 15.862944,
    6.700036 ms.
    """
    neuron = LIF(C=250 * pF, g_L=25 * nS, E_L=-70 * mV, V_T=-55 * mV, V_R=-70 * mV, t_ref=2 * ms)
    intervals = 1 / neuron.rate([380 * pA, 500 * pA, 1000 * pA])
    assert intervals / ms == pytest.approx([45.307333, 15.862944, 6.700036], abs=5e-7)


def test_rheobase_and_silence_below_it():
    neuron = LIF()
    assert neuron.rheobase == pytest.approx(200 * pA, rel=1e-12, abs=0)
    rates = neuron.rate(np.array([[0, -300], [199, 200.0001]]) * pA)
    assert rates.shape == (2, 2)
    assert (rates.flat[:3] == 0).all() and rates[1, 1] > 0
    assert len(simulate(neuron, 199 * pA, 1.0).spikes) == 0


def test_rate_is_bounded_by_the_refractory_time():
    assert LIF(t_ref=5 * ms).rate(100e-9) == pytest.approx(200 * Hz, rel=0.01)
    assert LIF(t_ref=5 * ms).rate(100e-9) < 200 * Hz


def test_latency_from_rest():
    assert LIF().latency(300 * pA) == pytest.approx(0.02197224577, rel=1e-9)  # L06
    assert simulate(LIF(), 300 * pA, 0.1).spikes[0] == pytest.approx(0.02197224577, abs=0.01 * ms)
    assert LIF().latency(100 * pA) == np.inf


def test_reset_and_hold():
    neuron = LIF()
    run = simulate(neuron, 500 * pA, 0.1, dt=0.1 * ms)
    after = np.rint(run.spikes / run.dt).astype(int)
    assert run.V.max() < neuron.V_T
    for k in range(21):  # the spike's own step and t_ref = 20 steps after it
        assert (run.V[after[:-1] + k] == neuron.V_R).all()
    assert (run.V[after[:-1] + 21] > neuron.V_R).all()


def test_without_refractory_time_the_reset_alone_spaces_the_spikes():
    neuron = LIF(t_ref=0)
    assert f_i_curve(neuron, [300 * pA])[0] == pytest.approx(neuron.rate(300 * pA), rel=3e-3)


@given(st.floats(-1000, 3000), st.floats(1, 20), st.floats(-90, -51), st.floats(0, 10))
def test_rate_rises_with_the_current_and_falls_with_the_refractory_time(I, step, V_R, t_ref):
    neuron = LIF(V_R=V_R * mV, t_ref=t_ref * ms)
    slow, fast = neuron.rate([I * pA, (I + step) * pA])
    assert 0 <= slow <= fast
    assert LIF(V_R=V_R * mV, t_ref=(t_ref + 1) * ms).rate(I * pA) <= slow


def test_a_reset_above_threshold_is_refused():
    with pytest.raises(
        ParameterError,
        match=r"V_R.*-45 mV, not below LIF.V_T .* -50 mV.*Type, for example, V_R=-60\*mV",
    ):
        LIF(V_R=-45 * mV)


def test_negative_capacitance_is_refused():
    with pytest.raises(
        ParameterError,
        match=r"^LIF.C \(membrane capacitance\) is -1 pF; expected 100 fF to 100 nF\.$",
    ):
        LIF(C=-1 * pF)


def test_rate_under_noise_is_siegerts():
    neuron, I = LIF(), 180 * pA  # the mean voltage is -52 mV
    assert neuron.rate(I, sigma=4 * mV) == pytest.approx(16.30231619, rel=1e-8)  # L14
    assert neuron.rate(I, sigma=4 * mV, dt=0.01 * ms) == pytest.approx(16.06375395, rel=1e-8)  # L15


def test_rate_without_and_with_much_noise():
    """The deterministic rate for none, a finite one for any, and none where a threshold is out of
    reach.
    """
    I = np.array([-1e5, 0, 201, 300, 2000, 1e5]) * pA
    np.testing.assert_allclose(LIF().rate(I[3:], sigma=1e-9), LIF().rate(I[3:]), rtol=1e-9)
    for sigma in 1e-12, 1e-6, 1 * mV, 1.0:
        rates = LIF().rate(I, sigma=sigma)
        assert (
            np.isfinite(rates).all()
            and (np.diff(rates) >= 0).all()
            and rates.max() < 1 / LIF().t_ref
        )
    assert LIF().rate(-300 * pA, sigma=0.1 * mV) == 0
    for wrong in (
        {"sigma": -1 * mV},
        {"sigma": 4},
        {"sigma": np.nan},
        {"sigma": 1 * mV, "dt": 0.1},
    ):
        with pytest.raises(ParameterError, match=r"^LIF.rate's (sigma|dt) \("):
            LIF().rate(300 * pA, **wrong)


def test_a_noisy_simulation_fires_at_the_rate_for_its_step():
    """A current that is held for a step, so strong that the voltage has the right spread at each:
    exact but for the threshold.
    """
    neuron, sigma, dt, T = LIF(), 4 * mV, 0.1 * ms, 100.0
    decay = neuron.propagator(dt)
    noise = sigma / np.sqrt(2) * np.sqrt((1 + decay) / (1 - decay)) * neuron.g_L
    run = simulate(
        neuron, 180 * pA + noise * np.random.default_rng(1).standard_normal(round(T / dt)), T, dt
    )
    rate, isi = len(run.spikes) / T, np.diff(run.spikes)
    error = rate * isi.std() / isi.mean() / np.sqrt(len(isi))
    assert rate == pytest.approx(neuron.rate(180 * pA, sigma=sigma, dt=dt), abs=3 * error)
    # crossings between two looks are missed
    assert rate < neuron.rate(180 * pA, sigma=sigma) - 2 * error


def test_shot_noise_is_campbells():
    neuron, q, rate = LIF(), 0.3 * mV, 900 * Hz
    mean, std = neuron.shot_noise(q, rate)
    assert (mean, std) == pytest.approx((5.4 * mV, 0.9 * mV))  # q r τ, q √(r τ/2) with τ = 20 ms
    rng, dt = np.random.default_rng(2), 0.1 * ms
    V = lfilter([q], [1, -neuron.propagator(dt)], rng.poisson(rate * dt, 1_000_000))[2000:]
    assert (V.mean(), V.std()) == pytest.approx((mean, std), rel=0.02)
    assert neuron.shot_noise(-q, [0.0, rate])[1] == pytest.approx([0, std])
    with pytest.raises(ParameterError, match="jump of the voltage"):
        neuron.shot_noise(5, rate)


def test_propagator_and_response_refuse_what_is_no_time_and_stay_finite():
    """A NaN passed, a string was a raw error, and a long time under a short membrane constant an
    overflow.
    """
    neuron = LIF()
    for call in (
        lambda t: neuron.propagator(t),
        lambda t: neuron.response(5 * ms, t),
        lambda t: neuron.response(t, 1 * ms),
    ):
        for bad in math.nan, math.inf, "1 ms", None, -1.0, [1 * ms]:
            with pytest.raises(ParameterError, match="LIF.(propagator|response)'s"):
                call(bad)
    for dt in np.geomspace(1e-6, 1e4, 41):
        assert 0 <= neuron.response(1.0, dt) < 1 / neuron.g_L
    # on both sides of where the exponential ends
    near, far = (neuron.response(1.0, dt) for dt in (14.2, 14.4))
    assert far == pytest.approx(near * math.exp(-0.2), rel=1e-9)


@pytest.mark.parametrize(
    ("C", "tau", "at", "height"),
    [
        (200 * pF, 5 * ms, 9.241962, 0.157490131),
        (100 * pF, 5 * ms, 6.931472, 0.25),
        (200 * pF, 20 * ms, 20, math.exp(-1)),
    ],
)
def test_a_postsynaptic_potential_peaks_where_its_closed_form_does(C, tau, at, height):
    """Two pairs of time constants, and one that is equal, where the formula of the peak is 0/0."""
    neuron = LIF(C=C)
    found, high = neuron.peak(tau)
    assert (found, high * neuron.g_L) == pytest.approx((at * ms, height), rel=1e-7)
    times = np.linspace(0.5, 1.5, 1001) * found
    heights = [neuron.response(tau, t) for t in times]
    assert abs(times[np.argmax(heights)] / found - 1) < 2e-3 and max(heights) <= high * (1 + 1e-12)
    run = simulate(LIF(C=C, V_T=0 * mV), lambda t: 40 * pA * np.exp(-t / tau), 50 * ms)
    assert run.V.max() - neuron.E_L == pytest.approx(40 * pA * high, rel=1e-3)


def test_near_equal_time_constants_and_what_is_none():
    for nearly in np.array([1 - 1e-9, 1 + 1e-13, 1 + 1e-6]) * 20 * ms:
        assert LIF().peak(nearly)[1] * LIF().g_L == pytest.approx(math.exp(-1), rel=1e-5)
    for bad in math.nan, 0.0, -5 * ms, None, [5 * ms]:
        with pytest.raises(ParameterError, match="LIF.peak's tau"):
            LIF().peak(bad)


# I in pA, sigma in mV → CV: the first two derivatives, at 0, of the logarithm of the Laplace
# transform of the time of first passage, a ratio of parabolic cylinder functions (D. A. Darling and
# A. J. F. Siegert 1953, doi:10.1214/aoms/1177728918), to 60 digits
CVS = {(180, 4): 0.6373459759970937, (250, 4): 0.3701107407206976, (160, 3.1): 0.8125721972579335, (200, 2): 0.4080474636061848,
       (300, 1): 0.07679544236940468, (100, 5): 0.986395592764683, (300, 20): 0.9095306227684924, (0, 5): 1.0000134672209962,
       (195, 0.3): 0.8020604686600536, (600, 0.5): 0.016409680722471256}  # fmt: skip


def test_the_cv_under_noise_is_that_of_the_first_passage():
    neuron = LIF()
    for (I, sigma), known in CVS.items():
        assert neuron.cv(I * pA, sigma * mV) == pytest.approx(known, rel=1e-12)
    assert neuron.cv(np.array([[180, 250]]) * pA, 4 * mV) == pytest.approx(
        np.array([[CVS[180, 4], CVS[250, 4]]]), rel=1e-12
    )


def test_the_cv_goes_from_a_clock_to_a_poisson_train_and_stays_finite():
    neuron = LIF()
    # proportional to little noise
    assert neuron.cv(300 * pA, 2e-6) == pytest.approx(2 * neuron.cv(300 * pA, 1e-6), rel=1e-6)
    assert (
        neuron.cv(-1000 * pA, 2 * mV) == pytest.approx(1, abs=1e-6)
        and LIF(V_R=-50.4 * mV).cv(100 * pA, 1 * mV) > 1
    )
    slow, fast = LIF(t_ref=0), LIF(t_ref=5 * ms)  # a rest adds to the mean and not to the spread
    assert fast.cv(180 * pA, 4 * mV) == pytest.approx(
        slow.cv(180 * pA, 4 * mV) * fast.rate(180 * pA, 4 * mV) / slow.rate(180 * pA, 4 * mV)
    )
    currents = np.array([-1e5, -100, 0, 199.999, 200, 201, 300, 1e5]) * pA
    with np.errstate(all="raise", under="ignore"):
        for sigma in 1e-6, 1e-4, 1e-2, 1.0:
            values = neuron.cv(currents, sigma)
            assert np.isfinite(values).all() and (values > 0).all() and (values < 30).all()
    for wrong in (
        {"sigma": 0.0},
        {"sigma": 4},
        {"sigma": np.nan},
        {"sigma": 1 * mV, "I": np.nan},
        {"sigma": 1 * mV, "I": []},
    ):
        with pytest.raises(ParameterError, match=r"^LIF.cv's (sigma|I) "):
            neuron.cv(**{"I": 300 * pA, **wrong})


@pytest.mark.parametrize(("excitation", "inhibition"), [(8000, 4000), (24000, 20000), (7000, 2000)])
def test_balanced_spikes_give_siegerts_rate_and_the_cv_at_campbells_moments(excitation, inhibition):
    """In at least 10 of 12 neurons, each with Poisson input of its own, the closed form is within
    two standard errors.
    """
    neuron, q, T, n = LIF(), 0.2 * mV, 60 * s, 12
    net = Network()
    cells = net.population(neuron, n, name="cells")
    for sign, rate in (1, excitation), (-1, inhibition):
        net.project(net.poisson(n, rate * Hz), cells, sign * q, delay=1 * ms, pairs="one_to_one")
    run = EventDriven().run(net, T, seed=excitation + 9173)
    up, down = (
        neuron.shot_noise(sign * q, rate) for sign, rate in ((1, excitation), (-1, inhibition))
    )
    I, sigma = (up[0] + down[0]) * neuron.g_L, math.sqrt(2) * math.hypot(up[1], down[1])
    # a jump overshoots the threshold by half of it on average, between 0 and q
    higher = replace(neuron, V_T=neuron.V_T + q / 2)
    rate, cv = higher.rate(I, sigma), higher.cv(I, sigma)
    counts, cvs = np.array([(len(train), codes.cv(train)) for train in run.trains("cells")]).T
    error = cv * np.sqrt(rate / T)  # of a count of a renewal process, over T
    assert (np.abs(counts / T - rate) < 2 * error).sum() >= 10 and (
        np.abs(cvs - cv) < 2 * cv / np.sqrt(counts)
    ).sum() >= 10
    assert counts.mean() / T == pytest.approx(rate, abs=3 * error / np.sqrt(n))
