"""LIF with an adaptive threshold: without adaptation it is LIF, and its threshold comes to the
closed form.
"""

import numpy as np
import pytest

from neurolib import LIF, AdaptiveLIF, Clocked, EventDriven, Network, _jit, simulate
from neurolib.model import ParameterError
from neurolib.units import ms, mV, pA, s


def test_without_a_lift_it_is_lif():
    same = simulate(AdaptiveLIF(theta_plus=0.0), 300 * pA, 0.5 * s)
    np.testing.assert_allclose(same.spikes, simulate(LIF(), 300 * pA, 0.5 * s).spikes, atol=1e-9)


def test_the_threshold_comes_to_the_closed_form_of_its_rate():
    neuron = AdaptiveLIF(theta_plus=0.5 * mV, tau_theta=0.3 * s, t_ref=0.0)
    spikes = simulate(neuron, 500 * pA, 4 * s, dt=0.02 * ms).spikes
    rate = 1 / np.diff(spikes)[-1]
    assert neuron.lifted(spikes[:-1], spikes[-1]) + neuron.theta_plus == pytest.approx(
        neuron.lift(rate), rel=1e-3
    )
    ready = neuron.lift(rate) - neuron.theta_plus  # θ when it fires
    assert 1 / rate == pytest.approx(
        LIF(V_T=neuron.V_T + ready, t_ref=0.0).time_to_threshold(neuron.V_R, 500 * pA), rel=2e-3
    )


@pytest.mark.parametrize(
    ("I", "tau_theta", "t_ref", "expected"),
    [(1000 * pA, 0.5 * s, 2 * ms, 15.344), (600 * pA, 0.2 * s, 10 * ms, 5.550)],
)
def test_the_threshold_does_not_fall_in_the_refractory_time(I, tau_theta, t_ref, expected):
    """θ just after a spike and on the mean: both come from a train that rests, in which a decay at
    all times would leave a quarter less.
    """
    neuron = AdaptiveLIF(theta_plus=0.2 * mV, tau_theta=tau_theta, t_ref=t_ref)
    run = simulate(neuron, I, 6 * s)
    late = run.spikes[-20:]
    rate, first, last = 1 / np.diff(late).mean(), *np.rint(late[[0, -1]] / run.dt).astype(int)
    assert run.theta[last] / mV == pytest.approx(expected, rel=1e-4)
    assert neuron.lift(rate) == pytest.approx(run.theta[last], rel=1e-4)
    assert neuron.lifted(run.spikes, late[-1]) == pytest.approx(run.theta[last], rel=1e-9)
    mean = rate * (neuron.theta_plus * tau_theta + neuron.lift(rate) * t_ref)
    assert run.theta[first:last].mean() == pytest.approx(mean, rel=1e-3)


def test_a_rate_that_the_refractory_time_forbids_is_refused():
    with pytest.raises(
        ParameterError,
        match=r"lift's rate is 500 Hz; expected less than 1/t_ref, 500 Hz, because the neuron "
        r"rests 2 ms",
    ):
        AdaptiveLIF().lift([10.0, 500.0])
    assert (
        AdaptiveLIF(t_ref=0.0).lift(500.0)
        > AdaptiveLIF(t_ref=0.0).lift(0.0)
        == AdaptiveLIF().theta_plus
    )


@pytest.mark.parametrize(
    "path", ["plain", pytest.param("compiled", marks=[pytest.mark.exhaustive, pytest.mark.slow])]
)
def test_it_runs_in_a_network_by_steps_and_events_refuse_it(path, monkeypatch):
    if path == "plain":
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    elif _jit.enabled():
        import numba  # noqa: F401 - once it is loaded, it is used
    net = Network()
    net.population(
        AdaptiveLIF(theta_plus=1 * mV), 3, I=[250 * pA, 300 * pA, 400 * pA], name="cells"
    )
    counts = Clocked(0.1 * ms).run(net, 1.0).rates("cells")
    assert (np.diff(counts) > 0).all() and counts[0] < LIF().rate(250 * pA)
    with pytest.raises(ParameterError, match="AdaptiveLIF has no closed-form solution"):
        EventDriven().run(net, 0.1)


def test_a_reset_above_the_threshold_is_refused():
    with pytest.raises(
        ParameterError, match="AdaptiveLIF.V_R .* is -40 mV, not below AdaptiveLIF.V_T"
    ):
        AdaptiveLIF(V_R=-40 * mV)
