"""What is equal to a bound but for rounding is taken for the bound; what is beyond it is refused."""

import numpy as np
import pytest

from neurolib import BCM, LIF, PCM, STDP, Crossbar, EventDriven, Network, codes, trains
from neurolib.devices import SoftBounds
from neurolib.energy import ClockedMachine
from neurolib.model import EDGE, ParameterError, Quantity
from neurolib.plasticity.vogels import Vogels
from neurolib.units import Hz, MHz, ms, mV, pF, pJ, uS, uW

T = np.array([0.01, 0.05, 0.12, 0.2, 0.29])


def plastic(weight, w_max, rule):
    net = Network()
    a, b = net.poisson(3, 10 * Hz), net.population(LIF(), 2)
    return net, net.project(a, b, weight, 1 * ms, plasticity=rule, w_max=w_max)


def test_a_bound_and_what_rounding_leaves_beyond_it():
    quantity = Quantity("", "share", 0.1, 0.3)
    assert 0.1 * 3 > 0.3 and quantity.number(0.1 * 3, "x") == 0.3 == quantity.within(0.1 * 3, "x")
    np.testing.assert_array_equal(
        quantity.array([0.1 * (1 - EDGE / 2), 0.2, 0.1 * 3], "x"), [0.1, 0.2, 0.3]
    )
    for beyond in 0.3 * (1 + 3 * EDGE), 0.1 * (1 - 3 * EDGE), np.nan, np.inf:
        with pytest.raises(ParameterError, match="x .share. is"):
            quantity.array([0.2, beyond], "x")
    with pytest.raises(ParameterError):
        Quantity("", "share", 0.0, 1.0).number(-1e-300, "x")
    assert LIF(g_L=1e-4).g_L == 100 * uS


@pytest.mark.parametrize(
    "call",
    [
        lambda: codes.windowed_rate(T, 0.3, 0.1 * 3),
        lambda: codes.population_rate([T], 0.3, 0.1 * 3),
        lambda: codes.cross_covariance(T, T, T=0.3, max_lag=0.2, bin=0.1),
        lambda: codes.autocorrelation(T, 0.3, 0.2, 0.1),
        lambda: trains.common_source(0.3, 0.3, 0.1 * 3, 10.0, np.random.default_rng(1)),
        lambda: Crossbar(SoftBounds()).program([[0.1 * 3]], w_max=0.3),
    ],
)
def test_a_valid_call_is_not_refused_for_rounding(call):
    call()


def test_weights_of_a_network_that_are_the_largest_but_for_rounding():
    net, synapses = plastic(0.1 * 3 * mV, 0.3 * mV, STDP())
    assert synapses.w_max == 0.1 * 3 * mV
    net, synapses = plastic(0.2 * mV, 0.3 * mV, STDP())
    session = EventDriven().start(net)
    session.set(synapses, weight=3 * 0.1 * mV)
    np.testing.assert_array_equal(session.so_far().weights(synapses), np.full(6, 0.3 * mV))
    session.normalise(synapses, 0.1 * 9 * mV)
    np.testing.assert_allclose(
        session.so_far().weights(synapses).reshape(3, 2).sum(axis=0), 0.9 * mV, rtol=1e-12
    )
    with pytest.raises(ParameterError, match="expected 0 to the w_max"):
        session.set(synapses, weight=0.3001 * mV)
    with pytest.raises(
        ParameterError, match=r"project's w_max is 300 µV and the largest weight 300\.1 µV"
    ):
        plastic(0.3001 * mV, 0.3 * mV, STDP())


@pytest.mark.parametrize("w_max", [np.float32(-2e-3), np.array(-2e-3), np.float64(-2e-3)])
def test_a_largest_weight_of_inhibition_may_be_any_number(w_max):
    _, synapses = plastic(-1 * mV, w_max, Vogels())
    assert synapses.w_max == pytest.approx(-2 * mV)


def test_a_pattern_may_be_named_by_any_whole_number():
    found, named = (BCM().fixed_point(np.eye(3), [k]) for k in (np.argmax([0, 1, 0]), 1))
    np.testing.assert_array_equal(found[0], named[0])
    with pytest.raises(ParameterError, match="expected indexes of patterns"):
        BCM().fixed_point(np.eye(3), [True])


def test_gating_inverts_power_also_at_the_ends():
    rng = np.random.default_rng(1)
    for _ in range(300):
        C, V, f, leak, E = rng.uniform(0.5, 2, 5) * [200 * pF, 1, 50 * MHz, 100 * uW, 20 * pJ]
        a = rng.uniform(0, 1e9)
        for alpha in 0.0, 1.0:
            machine = ClockedMachine(C=C, V=V, f=f, P_leak=leak, E_op=E, alpha=alpha)
            assert machine.gating(machine.power(a), a) == pytest.approx(alpha, abs=1e-9)
        with pytest.raises(ParameterError, match="gating's power"):
            machine.gating(machine.power(a) * 1.001, a)


def test_a_device_that_drifts_by_itself_takes_no_drift_of_the_crossbar():
    with pytest.raises(
        ParameterError,
        match=r"Crossbar's drift is 0.05, but PCM drifts by .*; type PCM\(nu_amorphous=0.05\)",
    ):
        Crossbar(PCM(), drift=0.05)
    Crossbar(PCM(), drift_std=0.05)
    Crossbar(SoftBounds(), drift=0.05)
