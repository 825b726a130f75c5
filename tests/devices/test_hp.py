"""The HP memristor against its flux form, its fingerprints, and the read-back that another tool
inverts (F2.3).
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurolib.devices import HPMemristor
from neurolib.devices.windows import WINDOWS
from neurolib.model import ParameterError
from neurolib.units import kOhm, ms, nm, uS

WINDOW = st.sampled_from(list(WINDOWS))


def sine(f, V_0=1.0):
    return lambda t: V_0 * np.sin(2 * np.pi * f * t)


def area(f, **parameters):
    return HPMemristor(**parameters).simulate(sine(f), 1 / f / 2000, 1 / f).lobe_area()


def test_rate_constant_and_charge_to_switch():
    assert HPMemristor().k == pytest.approx(1e4, rel=1e-12)  # A01
    assert 1 / HPMemristor().k == pytest.approx(1e-4, rel=1e-12)  # A02


@pytest.mark.parametrize("dt", [1e-4, 1e-2])
def test_memristance_follows_the_flux(dt):
    """Strukov 2008: M = √(M₀² − 2 k ΔR φ), here with φ = (1 − cos ωt)/ω."""
    run = HPMemristor().simulate(sine(1.0), dt, 1.0)
    flux = (1 - np.cos(2 * np.pi * run.t)) / (2 * np.pi)
    np.testing.assert_allclose(
        run.v[1:-1] / run.i[1:-1],
        np.sqrt(14410.0**2 - 2e4 * 15900 * flux)[1:-1],
        rtol=1e-3 if dt > 1e-3 else 1e-8,
    )


def test_runge_and_kutta_follow_the_flux_too():
    """The same device through its flow alone, by way of Prodromakis's window made flat: 1 − (…)^p →
    1 for p → ∞.
    """
    v = sine(1.0)
    exact = HPMemristor().simulate(v, 1e-3, 1.0)
    stepped = HPMemristor(window="prodromakis", p=100).simulate(v, 1e-3, 1.0)
    np.testing.assert_allclose(stepped.x, exact.x, rtol=1e-5)


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("v", [-0.5, 0.5])
@pytest.mark.parametrize("x", [0.2, 0.9])
def test_a_window_slows_the_motion_of_the_front(name, v, x):
    device = HPMemristor(window=name, p=2, j=0.5)
    i = device.current(x, v)
    assert device.flow(x, v) == pytest.approx(1e4 * i * WINDOWS[name](x, i, 2, 0.5), rel=1e-12)
    ahead, behind = (
        HPMemristor(window="biolek").flow(end, v) for end in ((1.0, 0.0) if v > 0 else (0.0, 1.0))
    )
    assert ahead == 0 != behind


def test_the_memristance_returns_after_a_full_cycle():
    run = HPMemristor().simulate(sine(1.0), 1e-3, 1.0)
    assert run.G[0] / run.G[-1] == pytest.approx(1, abs=1e-7)  # A10


def test_the_area_of_a_lobe_falls_as_1_over_f():
    f = np.array([100.0, 300.0, 1000.0])
    areas = np.array([area(one) for one in f])
    assert np.polyfit(np.log(f), np.log(areas), 1)[0] == pytest.approx(-1, abs=0.002)  # A09
    np.testing.assert_allclose(areas, HPMemristor().lobe_area(1.0, f), rtol=0.01)
    assert area(1000.0) / area(10000.0) == pytest.approx(10, rel=0.01)


def test_above_the_critical_frequency_the_area_only_falls():
    areas = [area(f, window="joglekar") for f in (1.0, 2.0, 4.0, 8.0, 16.0)]
    assert all(a > b for a, b in zip(areas, areas[1:], strict=False))


def test_at_high_frequency_the_loop_is_a_line():
    run = HPMemristor(window="biolek").simulate(sine(1e5), 1e-8, 1e-5)
    np.testing.assert_allclose(run.i, run.v / 14410, atol=1e-4 / 14410)


def test_joglekar_makes_a_logistic_of_the_charge():
    run = HPMemristor(window="joglekar").simulate(1.0, 1 * ms, 0.5)
    charge = run.E / 1.0  # C, at one volt
    np.testing.assert_allclose(run.x, 1 / (1 + 9 * np.exp(-4e4 * charge)), rtol=1e-6)
    assert np.interp(20e-6, charge, run.x) == pytest.approx(0.1982568985, rel=1e-6)  # A15


def test_energy_is_voltage_times_charge_and_charge_is_change_of_state():
    run = HPMemristor().simulate(0.7, 1e-4, 50 * ms)
    np.testing.assert_allclose(run.E, 0.7 * (run.x - run.x[0]) / 1e4, rtol=1e-7)
    held = HPMemristor().simulate(np.full(10, 2.0), 1.0)  # on, then a resistor of 100 Ω
    assert held.x[-1] == 1 and held.E[-1] - held.E[-2] == pytest.approx(0.04, rel=1e-12)


@pytest.mark.parametrize("window", ["joglekar", "biolek", "strukov"])
def test_order_of_convergence_is_four(window):
    device, v = HPMemristor(window=window, p=2), lambda t: 0.4 + 0.3 * np.sin(9 * t)
    ends = np.array([device.simulate(v, 1 / n, 1.0).x[-1] for n in (40, 80, 160, 2000)])
    orders = np.log2(np.abs((ends[:-2] - ends[-1]) / (ends[1:-1] - ends[-1])))
    assert ((orders > 3.6) & (orders < 4.4)).all(), orders


@pytest.mark.parametrize("dt", [1e-6, 1e-3, 1.0, 1e3, 1e6])
@pytest.mark.parametrize("window", WINDOWS)
def test_no_step_is_too_long(window, dt):
    device = HPMemristor(window=window)
    long, x = device.simulate(np.full(3, 1.0), dt), device.simulate(np.full(3, -1.0), dt, x0=0.9)
    assert (
        (np.diff(long.x) >= 0).all()
        and (np.diff(x.x) <= 0).all()
        and x.x[-1] >= 0
        and long.x[-1] <= 1
    )
    assert np.isfinite(long.E).all()


@given(
    window=WINDOW,
    x0=st.floats(0, 1),
    v=st.lists(st.floats(-10, 10), min_size=1, max_size=20),
    dt=st.floats(1e-6, 1.0),
)
@settings(max_examples=60, deadline=None)
def test_pinched_passive_and_bounded(window, x0, v, dt):
    run = HPMemristor(window=window).simulate(v, dt, x0=x0)
    assert (run.i[run.v == 0] == 0).all() and (run.i * run.v >= 0).all()
    assert run.x.min() >= 0 and run.x.max() <= 1 and (np.diff(run.E) >= 0).all()


def test_joglekar_locks_at_an_end_and_biolek_does_not():
    back = {
        name: HPMemristor(window=name).simulate(-1.0, 1e-3, 0.1, x0=1.0).x[-1]
        for name in ("joglekar", "biolek", "none")
    }
    assert back["joglekar"] == 1 and back["biolek"] < 0.999 and back["none"] < 0.999


def test_positive_voltage_raises_the_conductance_in_two_lobes():
    run = HPMemristor(window="joglekar").simulate(sine(1.0), 1e-3, 1.0)
    assert run.G[500] > run.G[0] and run.i[250] > 0 > run.i[750]


@given(G=st.floats(62.5, 10_000))
def test_a_conductance_that_was_set_is_read_back(G):
    """Another tool reads 15.1 kΩ after 1 kΩ was set: its x is inverted."""
    device = HPMemristor()
    assert device.conductance(device.set_conductance(G * uS)) == pytest.approx(G * uS, rel=1e-12)


def test_the_conductance_of_a_new_device_is_what_its_current_says():
    device = HPMemristor()
    assert device.conductance(0.0) == pytest.approx(
        1 / (16 * kOhm)
    ) and device.conductances == pytest.approx((62.5e-6, 0.01))
    assert device.current(device.set_conductance(1e-3), 0.5) == pytest.approx(0.5e-3)
    with pytest.raises(
        ParameterError,
        match=r"set_conductance's G \(conductance\) is 1 S; expected 62.5 µS to 10 mS",
    ):
        device.set_conductance(1.0)


def test_an_array_of_devices_is_one_device_after_the_other():
    device, x0 = HPMemristor(window="biolek"), np.array([[0.1, 0.5], [0.3, 0.9]])
    run = device.simulate(sine(2.0), 1e-3, 0.3, x0=x0)
    assert run.x.shape == run.i.shape == run.G.shape == (301, 2, 2) and run.energy.shape == (2, 2)
    for index in np.ndindex(2, 2):
        np.testing.assert_allclose(
            run.x[:, *index], device.simulate(sine(2.0), 1e-3, 0.3, x0=x0[index]).x, rtol=1e-9
        )


def test_devices_may_differ_by_a_parameter_of_the_same_shape():
    device, spread = HPMemristor(), np.array([50.0, 100.0, 200.0])
    np.testing.assert_allclose(device.current(1.0, 1.0, R_on=spread), 1 / spread)


def test_what_a_run_says():
    run = HPMemristor(D=20 * nm).simulate([0.5] * 10, 1 * ms)
    assert repr(run).startswith("Run of HPMemristor: 10 ms in steps of 1 ms, ") and repr(
        run
    ).endswith("J")
    assert "3 × HPMemristor" in repr(HPMemristor().simulate([1.0], 1 * ms, x0=[0.1, 0.2, 0.3]))
    assert run.t.shape == run.v.shape == run.x.shape == (11,)
    with pytest.raises(
        AttributeError, match="This run of HPMemristor has no w; it has t, v, i, x, G, E"
    ):
        run.w  # noqa: B018


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((1.0, 1 * ms), r"simulate's v is one number: for how long\? Type duration="),
        ((np.sin, 1 * ms), r"simulate's v is a function: for how long\?"),
        ((500.0, 1 * ms, 1.0), r"simulate's v \(voltage\) is 500 V; expected -10 V to 10 V"),
        (
            ([1.0, 2.0], 1 * ms, 1.0),
            r"has shape \(2,\); expected 1000 values, one for each step of 1 ms",
        ),
        (([1.0, np.nan], 1 * ms), r"simulate's v \(voltage\) is nan"),
        (([1.0], 1 * ms, None, 2.0), r"simulate's x0 \(state at the start\) is 2; expected 0 to 1"),
        ((1.0, 0.0, 1.0), r"simulate's dt \(time step\) is 0 s"),
        (
            (1.0, 1.0, 1e-3),
            r"dt is 1 s, longer than its duration, 1 ms. Are they swapped.*type "
            r"dt=0.001, duration=1",
        ),
        ((1.0, 1e-9, 1.0), r"would take 1e\+09 steps of 1 ns; expected 1 to 5e\+06"),
    ],
)
def test_a_run_that_cannot_be_is_refused_with_a_sentence(arguments, said):
    with pytest.raises(ParameterError, match=said):
        HPMemristor().simulate(*arguments)


def test_a_device_that_does_not_switch_and_a_window_there_is_not_are_refused():
    with pytest.raises(
        ParameterError,
        match=r"R_off .* is 100 Ω; expected more than HPMemristor.R_on .* 100 Ω, as in R_off=16000",
    ):
        HPMemristor(R_off=100)
    with pytest.raises(
        ParameterError, match="window .* is 'jogelkar'; expected one of .*Did you mean 'joglekar'"
    ):
        HPMemristor(window="jogelkar")
