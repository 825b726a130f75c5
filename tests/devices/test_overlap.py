"""STDP out of overlapping spikes: rows S01 to S12, and the closed forms against the waveforms
themselves.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from neurolib.devices import OverlapSTDP
from neurolib.model import ParameterError
from neurolib.units import Hz, V, ms

SPIKES = OverlapSTDP(
    V_p=1, V_t=0.5, delta=1 * ms, tau_pre=20 * ms, tau_post=20 * ms, v_th=1, k=1, alpha=1
)
UNEQUAL = OverlapSTDP(tau_pre=17 * ms, tau_post=34 * ms)
SHORT = OverlapSTDP(V_p=0.8)


def time_constant(device, lags):
    """Time constant in s of the exponential that the device's window, integrated, follows between
    two lags.
    """
    early, late = device.integral(np.array(lags))
    return (abs(lags[1]) - abs(lags[0])) / np.log(early / late)


@pytest.mark.parametrize(
    ("lag", "change"), [(5, 0.0003992997001), (20, 0.0001886158228), (-5, -0.0003992997001)]
)  # S01–S03
def test_change_of_conductance(lag, change):
    assert SPIKES.integral(lag * ms) == pytest.approx(change, rel=2e-3)
    assert SPIKES.window(lag * ms) == pytest.approx(change, rel=1e-9)


def test_the_window_falls_with_the_tail_of_the_spike_that_came_first():
    assert time_constant(SPIKES, (5 * ms, 25 * ms)) == pytest.approx(20 * ms, rel=5e-3)  # S04
    assert time_constant(UNEQUAL, (5 * ms, 25 * ms)) == pytest.approx(17 * ms, rel=5e-3)  # S06
    assert time_constant(UNEQUAL, (-5 * ms, -25 * ms)) == pytest.approx(34 * ms, rel=5e-3)  # S07


def test_a_quadratic_device_halves_the_time_constant():
    # S05
    assert time_constant(OverlapSTDP(alpha=2), (5 * ms, 25 * ms)) == pytest.approx(
        10 * ms, rel=5e-3
    )


def test_a_pulse_short_of_the_threshold_closes_the_window():
    low, high = SHORT.cutoff()
    assert high == pytest.approx(0.01932581464, rel=1e-9) and low == -high  # S08
    for change in SHORT.window, SHORT.integral:
        # S09
        assert change(high - 0.2 * ms) > 0 == pytest.approx(change(high + 0.2 * ms), abs=1e-12)
    assert SPIKES.cutoff() == (-np.inf, np.inf)
    assert OverlapSTDP(V_p=0.4).window(3 * ms) == 0, (
        "a tail of half a volt cannot make up for six tenths"
    )


def test_a_lone_spike_and_two_at_once_change_nothing():
    t = np.linspace(-1 * ms, 0.2, 100_001)
    # S10
    assert (SPIKES.flow(SPIKES.post(t)) == 0).all() and (SPIKES.flow(-SPIKES.pre(t)) == 0).all()
    assert SPIKES.window(0.0) == 0 == SPIKES.integral(0.0)  # S11
    assert SPIKES.integral(1.0) == pytest.approx(0, abs=1e-12), "a second apart each is alone"


def test_area_of_the_window_beyond_the_pulse():
    area, _ = quad(SPIKES.window, 1 * ms, 1.0, points=[0.02, 0.1], epsabs=0, epsrel=1e-10)
    # S12, of which 2e-22 lies beyond a second
    assert area == pytest.approx(9.7541151e-06, rel=1e-7)


@given(
    lag=st.floats(-100, 100), V_p=st.sampled_from([1.0, 0.9, 0.7]), V_t=st.floats(0.05, 1), delta=st.floats(0.2, 5),
    pre=st.floats(5, 50), post=st.floats(5, 50), alpha=st.sampled_from([1.0, 2.0, 3.0]),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_closed_forms_are_integrals_of_the_waveforms(lag, V_p, V_t, delta, pre, post, alpha):
    device = OverlapSTDP(
        V_p=V_p, V_t=V_t, delta=delta * ms, tau_pre=pre * ms, tau_post=post * ms, alpha=alpha
    )
    largest = V_t**alpha * max(pre, post) * ms
    assert device.window(lag * ms) == pytest.approx(
        device.integral(lag * ms), rel=1e-3, abs=1e-6 * largest
    )
    assert device.window(lag * ms) * np.sign(lag) >= 0


def test_an_independent_sum_over_small_steps():
    """The definition itself, on a grid of 0.1 µs."""
    t = (np.arange(2_000_000) + 0.5) * 1e-7
    for device, lag in (
        (SPIKES, 3 * ms),
        (UNEQUAL, 7 * ms),
        (SHORT, 5 * ms),
        (OverlapSTDP(alpha=2), 4 * ms),
    ):
        u = [
            np.where(x < 0, 0, np.where(x < 1e-3, device.V_p, -0.5 * np.exp(-(x - 1e-3) / tau)))
            for x, tau in ((t - lag, device.tau_post), (t, device.tau_pre))
        ]
        v = u[0] - u[1]
        total = (np.sign(v) * np.maximum(np.abs(v) - 1, 0) ** device.alpha).sum() * 1e-7
        assert device.window(lag) == pytest.approx(total, rel=1e-3)


def test_the_window_rises_from_nothing_and_has_its_peak_at_the_length_of_the_pulse():
    lags = np.linspace(0, 10 * ms, 1001)
    window = SPIKES.window(lags)
    assert lags[window.argmax()] == pytest.approx(1 * ms) and window[0] == 0
    np.testing.assert_allclose(SPIKES.window(-lags), -window, atol=1e-18)


def test_from_spikes_to_drift():
    """r_pre r_post times the area of the whole window."""
    inside, _ = quad(
        lambda lag: UNEQUAL.window(lag), -1.0, 1.0, points=[-0.05, -1e-3, 0, 1e-3, 0.05], limit=500
    )
    assert UNEQUAL.drift(5 * Hz, 8 * Hz) == pytest.approx(40 * inside, rel=1e-6)
    assert UNEQUAL.drift(5 * Hz, 8 * Hz) < 0 == SPIKES.drift(5 * Hz, 8 * Hz)
    short = OverlapSTDP(V_p=0.8, tau_pre=30 * ms)
    area, _ = quad(
        lambda lag: short.window(lag),
        -0.1,
        0.1,
        points=[-1e-3, 0, 1e-3, *short.cutoff()],
        limit=500,
    )
    assert short.drift(1 * Hz, 1 * Hz) == pytest.approx(area, rel=1e-3)


def test_a_spike_that_is_above_threshold_alone_is_integrated():
    loud = OverlapSTDP(V_p=1.2)
    assert loud.window(10 * ms) == loud.integral(10 * ms)
    alone = loud.integral(1.0)  # both pulses, each alone: up and down by the same
    assert alone == pytest.approx(0, abs=1e-7) and loud.flow(1.2) == pytest.approx(0.2)


def test_a_lag_without_its_unit_is_refused():
    with pytest.raises(
        ParameterError,
        match=r"OverlapSTDP.window's lag \(spike-time difference\) is 5 s; expected -1 s to 1 "
        r"s. Is a unit missing, as in 5\*ms\?",
    ):
        SPIKES.window(5.0)


@pytest.mark.parametrize("wrong", [np.nan, [0.0, np.nan], "1", None])
def test_a_time_that_is_none_is_refused(wrong):
    for ask in (
        SPIKES.pre,
        SPIKES.post,
        lambda t: SPIKES.voltage(t, 5 * ms),
        lambda lag: SPIKES.voltage(1 * ms, lag),
    ):
        with pytest.raises(ParameterError, match=r"OverlapSTDP\.(pre|post|voltage)'s (t|lag) \("):
            ask(wrong)


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"V_t": 2 * V}, marks=pytest.mark.exhaustive),
        pytest.param({"V_p": 1.5 * V}, marks=pytest.mark.exhaustive),
        {"V_p": 0.6 * V, "V_t": 1.3 * V, "alpha": 1.5},
    ],
)
def test_spikes_that_pass_the_threshold_alone_change_the_conductance_by_themselves(parameters):
    """At low rates the drift is that of lone spikes, by an independent sum over small steps, and
    pairs add what is beyond two of them.
    """
    device = OverlapSTDP(
        **(
            {"V_p": 1 * V, "v_th": 1 * V, "V_t": 0.5 * V, "tau_pre": 20 * ms, "tau_post": 10 * ms}
            | parameters
        )
    )
    t = (np.arange(400_000) + 0.5) * 1e-6
    by_post, by_pre = (device.flow(u).sum() * 1e-6 for u in (device.post(t), -device.pre(t)))
    assert device.drift(1e-3, 2e-3) == pytest.approx(
        1e-3 * by_pre + 2e-3 * by_post, rel=2e-3, abs=1e-7 * abs(by_pre)
    )
    assert device.window(0.9) == pytest.approx(by_pre + by_post, rel=1e-3, abs=1e-3 * abs(by_pre))
    r, lags = 20.0, np.linspace(-0.3, 0.3, 6001)
    beyond = np.trapezoid(device.integral(lags[::20]) - by_pre - by_post, lags[::20])
    assert device.drift(r, r) == pytest.approx(r * (by_pre + by_post) + r * r * beyond, rel=0.03)
