"""The filament cell: resistances, speed, what a resistance in series decides, and steps of any
length.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from neurolib.devices import RRAM
from neurolib.devices.continuous import runge_kutta
from neurolib.devices.rram import cell_voltage
from neurolib.model import ParameterError
from neurolib.units import nm, ns, us

FREE = RRAM(R_s=1000, F_min=0)  # the field is never too small
GAPS = [(250, 0.7071968345, 4.12e3), (500, 0.914, 9.43e3), (1000, 1.159, 25.1e3)]  # A34a–c: nm, Ω


def test_resistances_of_the_cell():
    device = RRAM()
    low, high = (0.1 / device.cell_current(g, 0.1) for g in (0.2 * nm, 1.7 * nm))
    # A22, A23
    assert low == pytest.approx(541.8206517, rel=1e-6) and high == pytest.approx(
        218586.0518, rel=1e-6
    )
    for v in 0.01, 0.1, 0.5:
        # A24
        assert device.cell_current(0.2 * nm, v) / device.cell_current(1.7 * nm, v) == pytest.approx(
            403.4287935, rel=1e-9
        )


def test_decades_of_speed_per_volt():
    """At 1 nm, at fixed temperature, without a resistance in series."""
    slow, fast = (abs(RRAM().flow(1 * nm, v, R_s=1e-12, R_th=0.0, F_min=0.0)) for v in (1.0, 1.5))
    assert np.log10(fast / slow) / 0.5 == pytest.approx(5.355468989, rel=1e-6)  # A27
    slow, fast = (abs(RRAM().flow(1.7 * nm, v, R_s=1e-12, R_th=0.0, F_min=0.0)) for v in (1.0, 1.5))
    assert np.log10(fast / slow) / 0.5 == pytest.approx(4.25, abs=0.005)


def test_explicit_euler_would_leap():
    """One step of 1 µs by the slope alone, from 1 nm at 1 V, is longer than the tunnelling length
    (science A3).
    """
    jumps = [1 * us * abs(RRAM().flow(g * nm, 1.6)) for g in (0.95, 1.0, 1.2)]
    assert min(jumps) > 0.25 * nm


def first_half(device, v, start, end):
    """Return the time in s of the first half of a travel, and of all of it: the integral of dg over
    the speed.
    """
    g = np.linspace(start, end, 20_001)
    pace = 1 / np.abs(device.flow(g, v))
    time = np.concatenate([[0], np.cumsum((pace[1:] + pace[:-1]) / 2)]) * abs(g[1] - g[0])
    return time[10_000], time[-1]


@pytest.mark.parametrize(
    ("v", "start", "end", "share"), [(1.6, 1.7, 0.5, 0.02114990315), (-1.6, 0.5, 1.2, 0.9467960428)]
)  # A33, A34
def test_where_a_travel_spends_its_time(v, start, end, share):
    half, whole = first_half(FREE, v, start * nm, end * nm)
    assert half / whole == pytest.approx(share, abs=0.002)
    run = FREE.simulate(v, whole / 1000, 1.1 * whole, x0=start * nm)
    assert np.interp((start + end) / 2 * nm, *order(run)) == pytest.approx(half, rel=1e-3)
    assert np.interp(end * nm, *order(run)) == pytest.approx(whole, rel=1e-3)


def order(run):
    return (run.g, run.t) if run.g[-1] > run.g[0] else (run.g[::-1], run.t[::-1])


def test_the_series_resistance_turns_the_feedback_round():
    """Alone, closing starts slowly and runs away, and opening starts fast; with 1 kΩ it is the
    other way round.
    """
    for R_s, faster in (1, True), (1000, False):
        device = RRAM(R_s=R_s, F_min=0)
        closing, opening = (
            first_half(device, 1.6, 1.7 * nm, 0.2 * nm),
            first_half(device, -1.6, 0.2 * nm, 1.7 * nm),
        )
        assert (closing[0] / closing[1] > 0.9) == (opening[0] / opening[1] < 0.1) == faster


@pytest.mark.parametrize("dt", [20 * ns, 1 * us, 1e-3, 1.0])
@pytest.mark.parametrize(("R_s", "gap", "R"), GAPS)
def test_the_resistance_in_series_sets_the_state_whatever_the_step(R_s, gap, R, dt):
    device = RRAM(R_s=R_s)
    run = device.simulate(1.6, dt, max(4 * us, dt))
    assert run.g[-1] / nm == pytest.approx(gap, rel=1e-4 if R_s == 250 else 1e-3)  # A34a–c
    assert 0.1 / device.cell_current(run.g[-1], 0.1) == pytest.approx(R, rel=3e-3)


@pytest.mark.parametrize("R_s", [250, 500, 1000])
def test_where_closing_stops_depends_on_no_step(R_s):
    """The field stops moving ions at one gap, which a run finds to a few millionths of the
    tunnelling length.
    """
    device = RRAM(R_s=R_s)
    ends = [
        device.simulate(1.6, dt, max(6 * us, dt)).g[-1]
        for dt in (3 * ns, 10 * ns, 100 * ns, 1 * us, 1e-3)
    ]
    assert np.ptp(ends) < 2e-6 * device.g_0
    assert (
        device.flow(min(ends) - 1e-5 * device.g_0, 1.6)
        == 0
        > device.flow(max(ends) + 1e-5 * device.g_0, 1.6)
    )


def test_no_sub_step_moves_a_gap_by_more_than_is_promised():
    """Currents are asked for at the start, in the middle and at the end of each sub-step that
    counts.
    """
    device, asked = RRAM(R_s=1, F_min=0), []

    def current(g, v):  # the steps below are of one device
        asked.append(float(g))
        return device.current(g, v)

    step = runge_kutta(device.flow, current, device.bounds, device.scale, stops=True)
    for v in 1.6, -1.6:
        step(1.2 * nm, v, v, v, 1e-3)
    moved = np.abs(np.array(asked[2::3]) - asked[::3])
    assert len(moved) > 50 and moved.max() <= device.g_0 / 50 * (1 + 1e-9)


def test_time_and_energy_of_closing():
    run = RRAM(R_s=500).simulate(1.6, 0.5 * ns, 1 * us)
    there = np.argmax(run.g == run.g[-1])
    assert run.t[there] == pytest.approx(7.974762744e-07, rel=2e-3)  # A34d
    assert run.E[there] == pytest.approx(0.849e-9, rel=2e-3)  # A34e


def test_threshold_from_the_largest_gap():
    assert RRAM().threshold == pytest.approx(1.391926824, rel=1e-6)  # A34f
    assert RRAM().flow(1.7 * nm, 1.391, R_s=1e-12) == 0 > RRAM().flow(1.7 * nm, 1.393, R_s=1e-12)


def test_a_run_agrees_with_an_independent_stiff_solver():
    run = FREE.simulate(1.6, 20 * ns, 1 * us)
    exact = solve_ivp(
        lambda t, g: FREE.flow(g, 1.6),
        (0, 1e-6),
        [1.7 * nm],
        method="Radau",
        rtol=1e-10,
        atol=1e-16,
        t_eval=run.t,
    )
    np.testing.assert_allclose(run.g, exact.y[0], rtol=1e-7)


def test_order_of_convergence_is_four():
    ends = [FREE.simulate(lambda t: 0.9 + 2e5 * t, 1e-6 / n, 1e-6).g[-1] for n in (2, 4, 8, 256)]
    errors = np.abs(np.array(ends[:-1]) - ends[-1])
    assert (np.log2(errors[:-1] / errors[1:]) > 3.5).all(), errors


@given(g=st.floats(0.2e-9, 1.7e-9), v=st.floats(-10, 10), R_s=st.floats(1, 1e9))
@settings(deadline=None)
def test_voltage_is_shared_by_cell_and_series_resistance(g, v, R_s):
    device = RRAM(R_s=R_s)
    V = cell_voltage(g, v, R_s, 1e-3, 0.25e-9, 0.25)
    assert V * v >= 0 and abs(V) <= abs(v)
    assert V + R_s * device.cell_current(g, V) == pytest.approx(v, rel=1e-12, abs=1e-15)
    assert device.current(g, v) == pytest.approx(device.cell_current(g, V), rel=1e-12)


@given(g=st.floats(0.2e-9, 1.7e-9), v=st.floats(0, 9.9))
def test_current_rises_with_voltage_and_never_exceeds_what_the_series_resistance_lets_through(g, v):
    assert 0 <= RRAM().current(g, v) < RRAM().current(g, v + 0.1) <= (v + 0.1) / 500


@pytest.mark.parametrize(("R_s", "R_th"), [(500, 2.1e3), (1000, 5e4)])
def test_the_temperature_is_that_of_the_power_in_the_gap_and_sets_the_speed(R_s, R_th):
    """Equation (3): 2.1 K for each milliwatt, whatever the sign; and the flow of (5) is that of a
    cell in such surroundings.
    """
    g, device = np.linspace(0.2, 1.7, 16) * nm, RRAM(R_s=R_s, R_th=R_th, F_min=0)
    current = device.current(g, 1.6)
    T = device.temperature(g, 1.6)
    assert T == pytest.approx(298 + R_th * current * (1.6 - R_s * current), rel=1e-12)
    assert (device.temperature(g, -1.6) == T).all() and (device.temperature(g, 0.0) == 298).all()
    assert device.flow(g, 1.6) == pytest.approx(device.flow(g, 1.6, R_th=0, T_0=T), rel=1e-12)
    with pytest.raises(ParameterError, match="temperature's g"):
        device.temperature(5 * nm, 1.6)


def test_heat_alone_does_not_protect_the_state():
    """At 1.6 V the cell of chapter 4 warms by less than 3 K; ten years against 1 us need some 400
    K, and a higher barrier.
    """
    device = RRAM(F_min=0)
    assert 2.6 < (device.temperature(np.linspace(0.2, 1.7, 301) * nm, 1.6) - 298).max() < 2.7
    assert device.temperature(1 * nm, 1.6, R_s=1e-9) - 298 == pytest.approx(18.52, abs=0.01)
    assert device.flow(1 * nm, 1.6, R_s=1e-9) / device.flow(
        1 * nm, 1.6, R_s=1e-9, R_th=0
    ) == pytest.approx(1.24, abs=0.01)


def test_reading_follows_the_state_that_was_set():
    """Another tool still reads 542 Ω after 5 kΩ was set: its gap is left behind (science F2.4)."""
    device = RRAM()
    g = device.set_conductance(1 / 5000)
    assert (
        0.1 / device.current(g, 0.1) == pytest.approx(5000, rel=1e-12) and 0.2 * nm < g < 1.7 * nm
    )


def test_opening_and_closing_in_a_cycle():
    run = RRAM().simulate(
        np.where(np.arange(1000) < 500, 1.6, -2.5) * np.abs(np.sin(np.pi * np.arange(1000) / 500)),
        1 * us,
    )
    assert run.g.min() < 1.0 * nm < 1.5 * nm < run.g[-1] and (run.i * run.v >= 0).all()
    assert np.abs(run.i).max() < 2.5 / 500


def test_gaps_that_cannot_be_are_refused():
    with pytest.raises(
        ParameterError,
        match=r"RRAM.g_max \(largest gap\) is 200 pm; expected more than RRAM.g_min .* as in "
        r"g_max=1.7\*nm",
    ):
        RRAM(g_max=0.2 * nm)
    with pytest.raises(
        ParameterError,
        match=r"RRAM.beta .* leaves no enhancement at the largest gap, 1.7 nm; expected less "
        r"than 3.26",
    ):
        RRAM(beta=4.0)


@pytest.mark.parametrize(("duration", "steps"), [(1.0, 10), (1.0, 300), (1e6, 5)])
def test_a_gap_follows_a_slow_voltage_along_the_field_that_is_just_too_small(duration, steps):
    """However slow the ramp and long the step: at 1.6 V it rests where a voltage that is held
    leaves it (A34b).
    """
    run = RRAM().simulate(lambda t: 1.6 * t / duration, duration / steps, duration)
    assert run.g[-1] / nm == pytest.approx(0.914284, rel=1e-3)
    # it snaps at 1.47 V, to where the series resistance holds it, and follows from there
    reached = run.g[run.v > 1.48]
    assert (np.diff(reached) < 0).all()
    most = 1.6 * RRAM().current(run.g[-1], 1.6)  # W, at the end
    assert (np.diff(run.E) >= 0).all() and 0 < run.energy < most * duration


def test_an_oscillation_far_slower_than_the_cell_is_no_burden():
    run = RRAM().simulate(lambda t: 1.8 * np.sin(2 * np.pi * t / 4000), 1000.0, 4000.0)
    assert 0.2 * nm <= run.g.min() < 0.9 * nm and np.isfinite(run.E).all()
