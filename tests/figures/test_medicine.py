"""What the live figures of chapter 9 compute is what the library's own functions return, off the
default parameters too.
"""

from __future__ import annotations

import numpy as np
import pytest

from neurolib import figures
from neurolib.applications import Calcium
from neurolib.units import ms
from tests.figures.test_kernels import SEEDS, computed, drawn


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pair_of_spikes_leaves_the_calcium_of_the_model_and_its_change(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.calcium
    names = "tau_c", "C_pre", "C_post", "theta_d", "theta_p", "gamma_d", "gamma_p", "D"
    model, lag = Calcium(**drawn(Calcium, rng, *names)), rng.uniform(-50, 50) * ms
    found = computed(of.pair_of_spikes, of.OUTPUTS, model, {"lag": lag}, tables=of.TABLES)
    level = model.level(of.TABLES["moments"], [0.0], [lag])
    changes = [model.pairs(each) for each in of.TABLES["lags"]]
    assert np.allclose(found["level"], level, rtol=1e-12, atol=1e-15)
    assert np.allclose(found["changes"], changes, rtol=1e-10, atol=1e-15)
    assert found["here"] == pytest.approx(model.pairs(lag), rel=1e-10, abs=1e-15)
    assert found["most"] == pytest.approx(level.max(), rel=1e-12)
    assert (found["least"], found["largest"]) == pytest.approx((min(changes), max(changes)))


def test_two_spikes_at_once_are_one_event_of_calcium() -> None:
    model = Calcium(C_pre=0.7, C_post=0.8)
    of = figures.calcium
    found = computed(of.pair_of_spikes, of.OUTPUTS, model, {"lag": model.D}, tables=of.TABLES)
    assert found["here"] == pytest.approx(model.pairs(model.D), rel=1e-12)
