"""Yakopcic's memristor with the set of a published SPICE library."""

import numpy as np
import pytest

from neurolib.devices import Yakopcic


def time(start, end, v):
    """Time in s from one state to another under a constant voltage, on a fine grid of the run
    itself.
    """
    run = Yakopcic().simulate(v, 5e-7, 2e-3, x0=start)
    return np.interp(end, run.x, run.t)


def test_current():
    assert Yakopcic().current(0.11, 0.4) == pytest.approx(0.0003740249338, rel=1e-9)  # A19
    assert Yakopcic(a_2=0.34).current(0.11, -0.4) == pytest.approx(-2 * 0.0003740249338, rel=1e-9)


def test_switching_times():
    assert time(0.11, 0.3, 0.4) == pytest.approx(0.0001492238038, rel=1e-6)  # A20
    assert time(0.3, 0.9, 0.4) == pytest.approx(0.001604366395, rel=1e-6)  # A21
    # A20
    assert (0.3 - 0.11) / Yakopcic().flow(0.2, 0.4) == pytest.approx(0.0001492238038, rel=1e-9)


def test_below_threshold_nothing_moves():
    v = np.linspace(-0.15, 0.16, 101)
    assert (Yakopcic().flow(0.5, v) == 0).all()
    assert Yakopcic().simulate(np.tile([0.16, -0.15], 500), 1.0, x0=0.37).x[-1] == 0.37


def test_motion_dies_out_toward_the_end_ahead_only():
    device = Yakopcic()
    assert device.flow(1.0, 0.5) == 0 > device.flow(1.0, -0.5)
    assert device.flow(0.0, -0.5) == 0 < device.flow(0.0, 0.5)
    assert device.flow(0.2, 0.4) == device.flow(0.05, 0.4)  # free up to x_p


def test_current_and_motion_by_hand_where_all_parameters_differ():
    device = Yakopcic(
        a_1=0.2,
        a_2=0.3,
        b=0.7,
        V_p=0.1,
        V_n=0.2,
        A_p=1000.0,
        A_n=3000.0,
        x_p=0.4,
        x_n=0.3,
        alpha_p=2.0,
        alpha_n=7.0,
    )
    assert device.current(0.5, 0.6) == pytest.approx(0.5 * 0.2 * np.sinh(0.42), rel=1e-12)
    assert device.current(0.5, -0.6) == pytest.approx(-0.5 * 0.3 * np.sinh(0.42), rel=1e-12)
    up, down = 1000 * (np.exp(0.5) - np.exp(0.1)), -3000 * (np.exp(0.5) - np.exp(0.2))
    # free
    assert device.flow(0.3, 0.5) == pytest.approx(up, rel=1e-12) and device.flow(
        0.8, -0.5
    ) == pytest.approx(down, rel=1e-12)
    # (3)
    assert device.flow(0.8, 0.5) == pytest.approx(up * np.exp(-2 * 0.4) * 0.2 / 0.6, rel=1e-12)
    # (4)
    assert device.flow(0.3, -0.5) == pytest.approx(down * np.exp(-7 * 0.4) * 0.3 / 0.7, rel=1e-12)
