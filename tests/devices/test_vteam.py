"""VTEAM: switching times, the two laws of resistance, and reading that disturbs nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurolib.devices import VTEAM
from neurolib.devices.windows import WINDOWS
from neurolib.model import ParameterError
from neurolib.units import mV, nm

LINEAR, EXPONENTIAL = VTEAM(), VTEAM(law="exponential")


def test_switching_times_at_half_a_volt():
    """The paper's +0.5 V (toward off) is −0.5 V here."""
    assert 3 * nm / LINEAR.flow(0.0, -0.5) == pytest.approx(2.5e-7, rel=1e-9)  # A16
    assert 3 * nm / -LINEAR.flow(3 * nm, 0.5) == pytest.approx(8.888888889e-11, rel=1e-9)  # A17


@pytest.mark.parametrize("steps", [1, 10])
def test_a_run_switches_in_that_time(steps):
    off = LINEAR.simulate(np.full(steps, -0.5), 2.5e-7 / steps, x0=0.0)
    assert (
        off.w[-1] == pytest.approx(3 * nm, rel=1e-9)
        and LINEAR.simulate(-0.5, 2.4e-7, 2.4e-7, x0=0.0).w[-1] < 3 * nm
    )
    assert LINEAR.simulate(0.5, 8.888888889e-11, 8.888888889e-11).w[-1] == pytest.approx(
        0, abs=1e-9 * nm
    )


def test_resistance_in_the_middle():
    assert 1 / EXPONENTIAL.conductance(1.5 * nm) == pytest.approx(223.6067977, rel=1e-9)  # A18
    assert 1 / LINEAR.conductance(1.5 * nm) == pytest.approx(525, rel=1e-12)
    for device in LINEAR, EXPONENTIAL:
        assert 1 / device.conductance(0.0) == pytest.approx(50) and 1 / device.conductance(
            3 * nm
        ) == pytest.approx(1000)


@given(st.floats(-0.02, 0.2))
def test_between_the_thresholds_nothing_moves(v):
    assert LINEAR.flow(1.5 * nm, v) == 0


def test_a_million_reads_leave_every_bit_of_the_state():
    w = np.random.default_rng(1).uniform(0, 3 * nm, 1000)
    reads = np.tile([199 * mV, 0.0, -19.9 * mV, 0.0], 500)  # of each of a thousand devices
    assert np.array_equal(LINEAR.simulate(reads, 1e-6, x0=w).w[-1], w)


def test_positive_voltage_shrinks_the_width_and_raises_the_conductance():
    run = LINEAR.simulate(0.3, 1e-12, 2e-10)
    assert run.w[-1] < run.w[0] and run.G[-1] > run.G[0]


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("v", [-0.5, 0.5])
@pytest.mark.parametrize("w", [0.6 * nm, 2.7 * nm])
def test_a_window_slows_the_motion_toward_the_end_that_lies_ahead(name, v, w):
    """The window's state is 1 on, w = 0, and its current has the sign of the voltage."""
    device = VTEAM(window=name, p=2, j=0.5)
    assert device.flow(w, v) == pytest.approx(
        LINEAR.flow(w, v) * WINDOWS[name](1 - w / (3 * nm), v, 2, 0.5), rel=1e-12
    )
    ahead, behind = (
        VTEAM(window="biolek").flow(share * 3 * nm, v)
        for share in ((0.0, 1.0) if v > 0 else (1.0, 0.0))
    )
    assert ahead == 0 != behind


def test_speeds_by_hand_where_all_parameters_differ():
    device = VTEAM(k_off=2e-4, k_on=-3.0, alpha_off=2.0, alpha_on=1.5, v_off=0.1, v_on=-0.25)
    assert device.flow(1 * nm, -0.4) == pytest.approx(2e-4 * 3.0**2, rel=1e-12)
    assert device.flow(1 * nm, 0.75) == pytest.approx(-3.0 * 2.0**1.5, rel=1e-12)
    assert device.flow(1 * nm, -0.1) == device.flow(1 * nm, 0.25) == 0


def test_a_device_without_contrast_is_refused():
    with pytest.raises(
        ParameterError,
        match=r"VTEAM.R_off \(resistance off\) is 50 Ω; expected more than VTEAM.R_on",
    ):
        VTEAM(R_off=50)
