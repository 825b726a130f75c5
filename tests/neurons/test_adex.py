"""AdEx: the eight patterns, both rheobases, and limits. Science table C2, values by DOP853 at rtol
1e-11.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from neurolib import _jit
from neurolib.analysis import f_i_curve, simulate
from neurolib.model import ParameterError
from neurolib.neurons import LIF, AdEx
from neurolib.units import ms, mV, nS, pA, pF

LONG = pytest.mark.skipif(
    not _jit.enabled(), reason="a long run, and the contract compares the equations on both paths"
)
TABLE = {  # spikes in 500 ms, first and third spike in ms
    "tonic": (51, 14.2229, 32.2421),
    "adapting": (10, 14.9040, 40.5479),
    "initial burst": (10, 5.4635, 16.2016),
    "regular bursting": (9, 16.1580, 24.1984),
    "delayed accelerating": (36, 33.5737, 73.2470),
    "delayed regular bursting": (26, 57.1796, 64.7032),
    "transient": (1, 30.2899, None),
    "irregular": (None, 15.6446, 23.5576),
}


def test_the_table_names_every_pattern():
    assert set(AdEx.patterns) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_pattern(name):
    count, first, third = TABLE[name]
    spikes = simulate(AdEx.pattern(name), AdEx.patterns[name], 500 * ms).spikes / ms
    # the irregular pattern is chaotic
    assert len(spikes) == count if count else 27 <= len(spikes) <= 29
    assert spikes[0] == pytest.approx(first, abs=0.05)
    if third:
        assert spikes[2] == pytest.approx(third, abs=0.05)


@LONG
def test_the_irregular_pattern_is_irregular():
    spikes = simulate(AdEx.pattern("irregular"), AdEx.patterns["irregular"], 2000 * ms).spikes
    intervals = np.diff(spikes)
    assert 0.3 < intervals.std() / intervals.mean() < 1.0
    tonic = np.diff(simulate(AdEx.pattern("tonic"), AdEx.patterns["tonic"], 2000 * ms).spikes)[20:]
    assert tonic.std() / tonic.mean() < 0.01


def test_first_spike_against_an_independent_solver_with_event_location():
    neuron, I = AdEx(), 800 * pA

    def rhs(t, y):  # written again on purpose: the equation as printed, not the library's kernel
        V, w = y
        runaway = 30e-9 * 2e-3 * np.exp((V + 50.4e-3) / 2e-3)
        return [
            (-30e-9 * (V + 70.6e-3) + runaway - w + I) / 281e-12,
            (4e-9 * (V + 70.6e-3) - w) / 0.144,
        ]

    def peak(t, y):  # from -20 mV on the runaway takes less than 0.1 µs
        return y[0] + 20e-3

    peak.terminal = True
    exact = solve_ivp(
        rhs, (0, 0.1), [-70.6e-3, 0.0], "DOP853", events=peak, rtol=1e-11, atol=1e-16
    ).t_events[0][0]
    assert simulate(neuron, I, 0.1, dt=0.001 * ms).spikes[0] == pytest.approx(
        exact, abs=0.0025 * ms
    )


def test_rheobases():
    assert AdEx().bifurcation == "Hopf"
    assert AdEx().rheobase == AdEx().rheobase_hopf == pytest.approx(627.182 * pA, rel=1e-6, abs=0)
    tonic = AdEx.pattern("tonic")
    assert tonic.bifurcation == "saddle-node"
    assert (
        tonic.rheobase == tonic.rheobase_saddle_node == pytest.approx(220.376 * pA, rel=2e-6, abs=0)
    )


@LONG
def test_saddle_node_separates_rest_from_firing():
    tonic = AdEx.pattern("tonic")
    below, above = f_i_curve(
        tonic,
        [tonic.rheobase_saddle_node - 1 * pA, tonic.rheobase_saddle_node + 1 * pA],
        duration=2.0,
    )
    assert below == 0 < above


def test_a_step_spikes_below_the_hopf_current():
    """A Hopf value is where rest loses its stability, not where a step first makes a spike."""
    transient = AdEx.pattern("transient")
    assert transient.bifurcation == "Hopf"
    assert transient.rheobase == pytest.approx(282 * pA, abs=1 * pA)
    assert len(simulate(transient, 180 * pA, 500 * ms).spikes) == 1


def test_rheobase_in_the_limit_a_to_minus_g_L():
    neuron = AdEx(a=-30 * nS)
    assert neuron.rheobase_saddle_node == 0.0
    assert AdEx(a=-29.9999999 * nS).rheobase_saddle_node == pytest.approx(0.0, abs=1e-15)
    with pytest.raises(ParameterError, match=r"AdEx.a .* is -31 nS, below -g_L = -30 nS"):
        AdEx(a=-31 * nS).rheobase  # noqa: B018


@pytest.mark.parametrize("name", TABLE)
def test_the_peak_is_immaterial(name):
    """From 0 to 20 mV the runaway takes less than a nanosecond, so a correct integrator does not
    see where it is cut.
    """
    if name == "irregular":
        pytest.skip("chaotic: any difference grows")
    neuron, I = AdEx.pattern(name), AdEx.patterns[name]
    high, low = (
        simulate(replace(neuron, V_peak=peak), I, 300 * ms).spikes for peak in (20 * mV, 0.0)
    )
    assert len(low) == len(high)
    np.testing.assert_allclose(low[:3], high[:3], atol=0.05 * ms)


@LONG
def test_without_adaptation_and_with_a_sharp_slope_it_is_the_lif():
    """The interval exceeds the LIF's by a few slope factors over the slope at threshold: it
    vanishes with Delta_T.
    """
    lif, I = LIF(t_ref=0), 400 * pA
    adex = AdEx(lif.C, lif.g_L, lif.E_L, lif.V_T, 1 * mV, 0.0, 100 * ms, 0.0, lif.V_R, 20 * mV)
    excess = [
        1 / f_i_curve(replace(adex, Delta_T=d * mV), [I])[0] - 1 / lif.rate(I)
        for d in (0.8, 0.4, 0.2)
    ]
    assert excess[0] < 3 * ms
    assert all(
        0 < fine < 0.65 * coarse for coarse, fine in zip(excess[:-1], excess[1:], strict=True)
    )


def test_patterns_and_their_names():
    assert AdEx.pattern("Regular_Bursting") == AdEx.pattern("regular bursting")
    with pytest.raises(
        ParameterError, match="no pattern 'tonik'; it has tonic, .*Did you mean 'tonic'"
    ):
        AdEx.pattern("tonik")
    with pytest.raises(TypeError):
        AdEx.patterns["tonic"] = 1.0


def test_errors_say_what_to_type():
    with pytest.raises(ParameterError) as error:
        AdEx(tau_w=144)
    assert str(error.value) == (
        "AdEx.tau_w (adaptation time constant) is 144 s; expected 1 ms to 10 s. Is a "
        "unit missing, as in 144*ms?"
    )
    with pytest.raises(
        ParameterError, match=r"V_peak .* is -55 mV; expected above AdEx.V_T .* as in V_peak=20\*mV"
    ):
        AdEx(V_peak=-55 * mV)
    # of two equal ones the first
    with pytest.raises(
        ParameterError, match="V_peak .* expected above AdEx.V_R .reset potential., -40 mV"
    ):
        AdEx(V_T=-40 * mV, V_R=-40 * mV, V_peak=-40 * mV)
    with pytest.raises(ParameterError, match="500 slope factors"):
        AdEx(Delta_T=0.1 * mV)


@LONG
def test_any_permitted_step_stays_finite():
    for dt in (0.001, 0.01, 0.1, 1.0):  # tau_m is 3.3 ms
        run = simulate(AdEx(C=100 * pF), 2000 * pA, 200 * ms, dt=dt * ms)
        assert np.isfinite(run.V).all() and np.isfinite(run.w).all() and len(run.spikes)
