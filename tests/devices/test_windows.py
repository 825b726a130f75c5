"""Windows of memristor models: values by hand, ends, and the two that another tool gets wrong
(science F2.1, F2.2).
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurolib.devices import windows
from neurolib.devices.windows import WINDOWS

SHARE, EXPONENT, CURRENT = st.floats(0, 1), st.integers(1, 10), st.sampled_from([-1e-3, 0.0, 1e-3])


def test_values_that_another_tool_gives_as_4_and_2_25_and_1_75():
    assert windows.joglekar(0.0, 1.0) == 0 and windows.joglekar(0.25, 1.0) == 0.75
    assert windows.joglekar(0.5, 1.0) == 1 and windows.joglekar(1.0, 1.0) == 0
    assert windows.prodromakis(0.5, 1.0) == 0.25
    assert windows.prodromakis(0.0, 1.0) == windows.prodromakis(1.0, 1.0) == 0


def test_values_by_hand():
    assert windows.joglekar(0.25, 1.0, 2) == 1 - 0.5**4
    assert windows.strukov(0.25, 1.0) == 0.1875
    assert windows.biolek(0.25, 1.0, 2) == 1 - 0.25**4
    assert windows.biolek(0.25, -1.0, 2) == 1 - 0.75**4
    assert windows.prodromakis(0.5, 1.0, 1, 4) == 1, "j lifts the top, here to 1"
    assert windows.prodromakis(0.5, 1.0, 10, 1) == pytest.approx(1 - 0.75**10)


@pytest.mark.parametrize("name", ["joglekar", "prodromakis", "strukov"])
@given(p=EXPONENT, i=CURRENT)
def test_these_are_zero_at_both_ends_and_symmetric(name, p, i):
    f = WINDOWS[name]
    assert f(0.0, i, p) == f(1.0, i, p) == 0
    x = np.linspace(0, 1, 101)
    np.testing.assert_allclose(f(x, i, p), f(1 - x, i, p), atol=1e-12)


@given(p=EXPONENT)
def test_biolek_stops_at_the_end_ahead_and_frees_the_end_behind(p):
    assert windows.biolek(1.0, 1e-3, p) == 0 and windows.biolek(0.0, 1e-3, p) == 1
    assert windows.biolek(0.0, -1e-3, p) == 0 and windows.biolek(1.0, -1e-3, p) == 1


@pytest.mark.parametrize("name", WINDOWS)
@given(x=SHARE, p=st.floats(0.5, 10), i=CURRENT)
def test_a_window_is_a_share(name, x, p, i):
    assert 0 <= WINDOWS[name](x, i, p) <= 1


def test_biolek_takes_no_current_for_one_toward_off():
    """Θ(0) = 1 in equation (3)."""
    assert windows.biolek(0.25, 0.0, 2) == 1 - 0.75**4 == windows.biolek(0.25, -1.0, 2)
    x, i = np.array([0.2, 0.2, 0.2]), np.array([-1e-12, 0.0, 1e-12])
    np.testing.assert_allclose(windows.biolek(x, i, 1), [1 - 0.64, 1 - 0.64, 1 - 0.04], rtol=1e-12)


def test_no_window_is_one_for_numbers_and_arrays():
    assert windows.none(0.3, 1.0) == 1 and (windows.none(np.array([0.0, 1.0]), 1.0) == 1).all()
