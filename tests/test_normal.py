"""The complementary error function that loops have: that of the C library."""

from __future__ import annotations

import math

import numpy as np
import pytest

from neurolib import _jit
from neurolib._normal import SMALL, erfc
from neurolib.widgets.chart import bind


def filled(x, found):  # type: ignore[no-untyped-def]
    """Fill ``found`` with erfc."""
    for k in range(len(x)):
        found[k] = erfc(x[k])


@pytest.mark.parametrize("compiled", [False, True])
def test_erfc_is_that_of_the_c_library(compiled: bool) -> None:
    near = SMALL + np.array([-1e-9, 0.0, 1e-9])
    x = np.concatenate([np.linspace(-6, 6, 997), np.geomspace(1e-300, 26, 400), near, [0.0]])
    found = np.empty(len(x))
    (bind(filled, {}) if compiled and _jit.enabled() else filled)(x, found)
    exact = np.array([math.erfc(each) for each in x])
    assert np.abs(found / exact - 1).max() < 1e-14


def test_erfc_has_its_limits() -> None:
    assert (erfc(math.inf), erfc(-math.inf), erfc(40.0), erfc(-40.0)) == (0.0, 2.0, 0.0, 2.0)
    assert math.isnan(erfc(math.nan))
