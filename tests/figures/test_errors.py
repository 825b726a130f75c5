"""What the live figures of lab 6 compute is what the library's own functions return."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from neurolib import HPMemristor, figures
from neurolib.applications.mutation import rejection
from neurolib.model import Model
from neurolib.units import uA, uF
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


@pytest.mark.parametrize("seed", SEEDS)
def test_a_recording_is_that_of_the_memristor_with_its_errors(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.loops
    f, C, offset, gain = rng.uniform((0.3, 0, -10, 0.8), (5.0, 5, 10, 1.5)) * (1, seed % 2, 1, 1)
    f = f if seed % 3 else rng.uniform(0.3, 0.5)  # where the film becomes fully doped
    knobs = {"f": f, "C": C, "offset": offset, "gain": gain}
    found = computed(of.recorded, of.OUTPUTS, Errors(), knobs, tables=of.TABLES)
    device, u, t = HPMemristor(), of.TABLES["u"], np.arange(401) / 400
    clean = device.simulate(u, 1 / (400 * f)).i[:401]
    charging = C * uF * 2 * np.pi * f * np.cos(2 * np.pi * t)
    i = gain * clean + charging + offset * uA
    top = np.abs(i).max()
    assert np.allclose(found["i"], i, rtol=1e-9, atol=1e-9 * top)
    assert found["top"] == pytest.approx(top)
    known = (
        np.abs(i[[0, 200, 400]]).max(),
        (-i * np.sign(u)).max(),
        (np.abs(i) - np.abs(u) / device.R_on).max(),
    )
    known = tuple(max(0.0, each / top) for each in known)
    assert found["broken"] == pytest.approx(known, abs=1e-8)
    assert found["case"] == sum(2**k for k, each in enumerate(known) if each > 1e-8)
    low, high = of.LIMITS[int(found["limits"])]
    assert low <= i.min() and i.max() <= high


def test_a_gain_is_seen_where_the_film_becomes_fully_doped() -> None:
    of = figures.loops
    for f, case in (0.6, 0), (0.5, 0), (0.35, 4):
        knobs = {"f": f, "C": 0.0, "offset": 0.0, "gain": 1.2}
        found = computed(of.recorded, of.OUTPUTS, Errors(), knobs, tables=of.TABLES)
        assert found["case"] == case
