"""The rule with a target trace: by hand, its bounds, and its drift."""

import math

import numpy as np
import pytest

from neurolib import TargetTrace, _jit, trains
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, s

RULE = TargetTrace(eta=0.05, x_tar=0.4, mu=0.2, tau=20 * ms)


def test_a_postsynaptic_spike_compares_the_trace_with_the_target():
    u = 0.3
    for t, trace in ((5 * ms, math.exp(-5 / 20)), (60 * ms, math.exp(-60 / 20))):
        expected = u + 0.05 * (trace - 0.4) * (1 - u) ** 0.2
        assert RULE.apply([0.0], [t], w=u) == pytest.approx(expected, rel=1e-12)
    assert RULE.apply([0.0, 1 * s], [], w=0.3) == 0.3  # an arrival alone changes nothing


def test_weights_stay_between_0_and_1():
    assert RULE.apply([], np.arange(200) * 10 * ms, w=0.9) == 0.0
    assert RULE.apply(
        np.arange(900) * 5 * ms, np.arange(900) * 5 * ms + 1 * ms, w=0.1
    ) == pytest.approx(1.0, abs=1e-6)


def test_without_a_power_the_change_does_not_depend_on_the_weight():
    flat = TargetTrace(mu=0.0)
    assert flat.apply([0.0], [0.0 + 5 * ms]) == pytest.approx(0.01 * (math.exp(-0.25) - 0.4))
    with pytest.raises(
        ParameterError, match="a change depends on the weight; give TargetTrace.apply one"
    ):
        RULE.apply([0.0], [5 * ms])


@pytest.mark.skipif(not _jit.enabled(), reason="some millions of spikes: for the compiled loop")
def test_simulated_drift_is_that_of_the_closed_form_and_changes_its_sign_at_the_threshold():
    flat, rng, duration = TargetTrace(mu=0.0), np.random.default_rng(3), 20_000 * s
    assert flat.threshold() == pytest.approx(20 * Hz) and flat.drift(
        flat.threshold(), 30
    ) == pytest.approx(0, abs=1e-15)
    for r_pre in 10 * Hz, 35 * Hz:
        change = (
            flat.apply(trains.poisson(r_pre, duration, rng), trains.poisson(5 * Hz, duration, rng))
            / duration
        )
        assert change == pytest.approx(flat.drift(r_pre, 5), rel=0.03)
    assert RULE.drift(35, 5, w=0.5) == pytest.approx(RULE.drift(35, 5) * 0.5**0.2)
