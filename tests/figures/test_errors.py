"""What the live figures of lab 6 compute is what the library's own functions return."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from neurolib import figures
from neurolib.applications.mutation import rejection
from neurolib.model import Model
from tests.figures.test_kernels import SEEDS, computed


@dataclass(frozen=True, repr=False)
class Errors(Model):
    """A model whose parameters are knobs here."""


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_of_rejection_are_those_of_the_library(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.tolerance
    n, r = rng.uniform(10, 500), rng.uniform(1.02, 2.5)
    found = computed(of.rejections, of.OUTPUTS, Errors(), {"n": n, "r": r}, tables=of.TABLES)
    assert np.allclose(found["P"], rejection(n, r, of.TABLES["ratios"]), rtol=1e-12)
    alarm, mutant = rejection(n, r), rejection(n, r, 0.7)
    assert (found["alarm"], found["mutant"]) == pytest.approx((alarm, mutant), rel=1e-12)
    cases = [0 if p < 1e-4 else 2 if p > 1 - 1e-4 else 1 for p in (alarm, mutant)]
    assert [found["alarm_is"], found["mutant_is"]] == cases
    assert found["tolerated"].tolist() == [1 / r, r]
