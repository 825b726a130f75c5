"""The reference solutions of ps4-devices beside the library they rebuild, and beside known answers
(science.md A1, A4, A7).
"""

import ast
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib import PCM, RRAM, HPMemristor, OverlapSTDP
from neurolib.devices.windows import joglekar
from neurolib.units import Hz, V, day, kOhm, mA, ms, nJ, nm, ns, s, uA, uS, year
from tests.course.test_answers import notebook, reference, role

(NOTEBOOK,) = (Path(__file__).parents[2] / "solutions").glob("ps4-*/*.ipynb")


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions, and the cell that problem 4.6 gives."""
    return reference("ps4", "4-6-filament")


def test_hp_simulate_follows_the_flux_to_the_tolerance_of_the_problem(solved):
    n, device = 20_000, HPMemristor()
    v = np.sin(2 * np.pi * np.arange(n) / n)
    i, x = solved["hp_simulate"](v, 1 / n, 0.1)
    run = device.simulate(v, 1 / n, x0=0.1)
    np.testing.assert_allclose(
        1 / device.conductance(x), 1 / device.conductance(run.x[:-1]), rtol=2e-4
    )
    np.testing.assert_allclose(i, run.i[:-1], rtol=2e-4, atol=1e-15)
    M_0 = 14410.0
    # of the sine itself
    M = np.sqrt(M_0**2 - 2 * 1e4 * 15900 * (1 - np.cos(2 * np.pi * np.arange(n) / n)) / (2 * np.pi))
    np.testing.assert_allclose(1 / device.conductance(x), M, rtol=2e-4)


def test_hp_simulate_takes_100_microcoulombs_to_switch(solved):
    i, x = solved["hp_simulate"](np.full(20_000, 1.0), 5e-5, 0.0)  # A02
    assert (
        i[x < 1].sum() * 5e-5 == pytest.approx(100e-6, rel=0.01)
        and x[-1] == 1
        and i[-1] == pytest.approx(0.01)
    )


def test_euler_errs_by_half_when_the_step_is_halved(solved):
    n, errors = 500, []
    for cut in 1, 2:
        v = np.repeat(np.sin(2 * np.pi * np.arange(n) / n), cut)
        x = solved["hp_simulate"](v, 1 / (n * cut), 0.1)[1][::cut]
        errors.append(np.abs(x - HPMemristor().simulate(v[::cut], 1 / n, x0=0.1).x[:-1]).max())
    assert errors[0] / errors[1] == pytest.approx(2.0, rel=0.05)


def test_fit_drift(solved):
    t = np.geomspace(1 * s, 1 * year, 30)
    G0, nu = solved["fit_drift"](t, 7 * uS * (t / (20 * s)) ** -0.05, 20 * s)
    assert (G0, nu) == (pytest.approx(7 * uS, rel=1e-12), pytest.approx(0.05, rel=1e-12))
    assert G0 * (1 * day / (20 * s)) ** -nu / G0 == pytest.approx(0.6579998773, rel=1e-9)  # A45
    for f in 0.0, 0.3, 0.6:
        near = PCM().t_0 * np.exp(np.linspace(-0.01, 0.01, 11))
        assert solved["fit_drift"](
            near, [PCM().conductance(f, t=each) for each in near], PCM().t_0
        )[1] == pytest.approx(PCM().exponent(f), rel=1e-3)


def test_pcm_program(solved):
    program, cell, rng = solved["pcm_program"], PCM(), np.random.default_rng(4)
    f = ours = 0.2
    for _ in range(30):
        seconds, amperes = rng.uniform(1 * ns, 30 * ns), rng.uniform(0.3 * mA, 0.6 * mA)
        f = program(f, [("set", seconds), ("reset", amperes)])
        ours = cell.reset(cell.set(ours, seconds), amperes)
        assert f == pytest.approx(float(ours), rel=1e-12)
    assert program(1.0, [("reset", 0.5 * mA)]) == pytest.approx(1 - 0.513381249, rel=1e-9)  # A42
    # A40; a glassy cell
    assert (
        program(0.6, [("reset", 0.3505 * mA)]) == 0.6
        and program(0.6, [("reset", 0.3507 * mA)]) == 0.6
    )
    assert program(1.0, [("reset", 0.3507 * mA)]) < 1


def test_device_stdp(solved):
    stdp = solved["device_stdp"]
    course = (1 * V, 0.5 * V, 1 * ms, 20 * ms, 20 * ms, 1 * V)
    # S01 to S03, S11
    for lag, known in (
        (5 * ms, 0.0003992997001),
        (20 * ms, 0.0001886158228),
        (-5 * ms, -0.0003992997001),
        (0.0, 0.0),
    ):
        assert stdp(lag, *course) == pytest.approx(known, rel=1e-6, abs=1e-15)
    for V_p, alpha in (1 * V, 1), (1 * V, 2), (0.8 * V, 1), (0.8 * V, 2):
        rule = OverlapSTDP(
            V_p=V_p,
            V_t=0.5 * V,
            delta=1 * ms,
            tau_pre=17 * ms,
            tau_post=34 * ms,
            v_th=1 * V,
            alpha=alpha,
        )
        for lag in np.array([-60, -20, -3, -0.4, 0, 0.7, 2, 9, 16.5, 40]) * ms:
            mine = stdp(lag, V_p, 0.5 * V, 1 * ms, 17 * ms, 34 * ms, 1 * V, alpha)
            assert mine == pytest.approx(rule.window(lag), rel=1e-3, abs=1e-10)
    ends = OverlapSTDP(V_p=0.8 * V).cutoff()[1]
    assert ends == pytest.approx(0.01932581464, rel=1e-9)  # S08
    # S09
    assert (
        stdp(ends + 0.2 * ms, 0.8 * V, *course[1:])
        == 0
        < stdp(ends - 0.2 * ms, 0.8 * V, *course[1:])
    )


def test_read_voltage_of_ions_that_hop(solved):
    """Without a smallest field and without heat the library's filament is an exponential: 5.36
    decades per volt (A27), too few for ten years.
    """
    device, v = RRAM(F_min=0, R_th=0, R_s=1.0), np.linspace(1.0, 1.5, 6)
    t = 1.5 * nm / -np.array([device.flow(1 * nm, each, R_s=1e-9) for each in v])
    v_read, decades = solved["read_voltage"](v, t, 1.6, 1e9, 100 * ns, 0.01)
    assert (np.log10(t[0] / t[-1])) / 0.5 == pytest.approx(5.36, abs=0.01)
    assert v_read == 0 and 1.6 * 5.36 < decades == pytest.approx(
        4 - np.log10(1.5 * nm / -device.flow(1 * nm, 1.6, R_s=1e-9)), abs=0.01
    )


def test_the_filament_is_the_librarys(solved):
    g = np.linspace(0.25, 1.7, 30) * nm
    for R_s, v in (250.0, 1.6), (1e3, 1.8), (5e3, 2.4), (500.0, 0.1):
        device = RRAM(R_s=R_s)
        current, speed = solved["filament"](g, v, R_s)
        np.testing.assert_allclose(current, device.current(g, v), rtol=1e-6)
        np.testing.assert_allclose(speed, device.flow(g, v), rtol=1e-5, atol=1e-30)


def test_design_pulse_writes_the_librarys_cell_within_its_budget(solved):
    for R in np.array([5, 10, 20, 40]) * kOhm:
        R_s, v, t = solved["design_pulse"](R)
        for times in 1, 2:
            run = RRAM(R_s=R_s).simulate(v, t / 100, times * t)
            assert 0.1 * V / run.device.cell_current(run.g[-1], 0.1 * V) == pytest.approx(
                R, rel=0.02
            )
            assert times == 2 or run.E[-1] < 1 * nJ * (10 * kOhm / R) ** 0.5


def test_simulate_has_the_librarys_window_and_a_random_walk(solved):
    x = np.linspace(0.05, 0.95, 19)
    for p in 1, 2, 5:
        G = solved["simulate"](np.array([0.3, 0.0]), 1e-6, x, p, 0.0, 0.0, np.random.default_rng(1))
        np.testing.assert_allclose(
            (G[1] - G[0]) / (99 * uS) / (10 * 0.3 * 1e-6), joglekar(x, 1.0, p), rtol=1e-3, atol=1e-6
        )
    G = solved["simulate"](
        np.zeros(51), 1 * ms, np.full(4000, 0.5), 2, 0.1, 0.0, np.random.default_rng(2)
    )
    # five standard errors
    assert G[-1].std() / (99 * uS) == pytest.approx(0.1 * 0.05**0.5, rel=0.06)


def test_drift_and_power_are_those_of_the_window_and_of_the_spike(solved):
    for tau_pre, tau_post, delta in (20 * ms, 30 * ms, 1 * ms), (25 * ms, 9 * ms, 15 * ms):
        rule = OverlapSTDP(
            V_p=1.2 * V,
            V_t=0.5 * V,
            delta=delta,
            tau_pre=tau_pre,
            tau_post=tau_post,
            v_th=1.2 * V,
            k=3e-4,
        )
        drift, power = solved["drift_and_power"](
            2 * Hz, 3 * Hz, 1.2 * V, 0.5 * V, delta, tau_pre, tau_post, 3e-4, 12.5 * uS, 100
        )
        lags = np.linspace(-0.5, 0.5, 100_001) * s
        assert drift == pytest.approx(rule.drift(2 * Hz, 3 * Hz), rel=1e-12)
        assert drift == pytest.approx(6 * np.trapezoid(rule.window(lags), lags), rel=1e-3)
        t = (np.arange(50_000) + 0.5) * 0.01 * ms
        heat = [12.5 * uS * np.sum(spike(t) ** 2) * 0.01 * ms for spike in (rule.pre, rule.post)]
        assert power == pytest.approx(100 * (2 * heat[0] + 3 * heat[1]), rel=1e-3)


def picture(number, until):
    """What a picture's cell defines before the line that begins with ``until``."""
    (cell,) = (
        cell
        for cell in nbformat.read(NOTEBOOK, as_version=4).cells
        if cell.id == f"4-{number}-picture"
    )
    space = {
        "np": np,
        "Hz": Hz,
        "V": V,
        "ms": ms,
        "ns": ns,
        "mA": mA,
        "uA": uA,
        "uS": uS,
        "s": s,
        "day": day,
        "year": year,
    }
    exec(cell.source.split(until)[0], space)
    return space


def test_the_dots_on_the_loop_are_the_librarys():
    space = picture(1, "figure, ax")
    run = HPMemristor().simulate(np.sin(2 * np.pi * np.arange(20_000) / 20_000), 1 / 20_000, x0=0.1)
    at = np.round(
        np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95]) * 20_000
    ).astype(int)
    np.testing.assert_allclose(run.v[at], space["known_v"], atol=6e-4)
    np.testing.assert_allclose(run.i[at], space["known_i"], atol=0.06 * uA)
    assert run.x.max() == pytest.approx(0.3575, abs=6e-5)


def test_the_dot_after_a_year_is_on_the_law():
    assert 10 * uS * (1 * year / (20 * s)) ** -0.05 == pytest.approx(4.9 * uS, rel=1e-3)  # A46
    space = picture(2, "G0, nu")
    residue = np.log(space["G"] / (10 * uS)) + 0.05 * np.log(space["reads"] / (20 * s))
    assert np.abs(residue).max() < 0.02


def test_the_dots_on_the_stairs_are_the_librarys():
    space, f, states = picture(3, "steps = "), 0.0, [0.0]
    for kind, size in space["train"]:
        f = PCM().set(f, size) if kind == "set" else PCM().reset(f, size)
        states.append(float(f))
    np.testing.assert_allclose(np.array(states)[space["at"]], space["known"], atol=6e-5)


def test_the_dots_on_the_window_are_the_librarys():
    space = picture(4, "fine = ")
    for V_p, dots in space["known"].items():
        rule = OverlapSTDP(
            V_p=V_p, V_t=0.5 * V, delta=1 * ms, tau_pre=17 * ms, tau_post=34 * ms, v_th=1 * V
        )
        np.testing.assert_allclose(rule.window(space["lags"]), dots, atol=6e-8)


def test_the_dots_on_the_drift_are_the_librarys():
    space = picture(8, "figure, ax")
    for (pre, post), dots in space["known"].items():
        rule = OverlapSTDP(tau_pre=pre * ms, tau_post=post * ms, k=5e-4)
        np.testing.assert_allclose(
            [rule.drift(2 * Hz, r) for r in space["rates"]], dots * 1e-9, rtol=1e-9
        )


@pytest.mark.parametrize("problem_set", ["ps4", "ps5", "ps8"])
def test_a_visible_test_says_what_it_looked_at_and_how_many_hidden_tests_follow(problem_set):
    tests = [cell for cell in notebook(problem_set).cells if role(cell)[0] == "test"]
    hidden = [role(cell)[1] for cell in tests if "hidden test (" in cell.source.partition("\n")[0]]
    for cell in tests:
        seen = ast.parse(cell.source.partition("### BEGIN HIDDEN TESTS")[0]).body
        if seen:
            said = re.fullmatch(  # on however many lines it stands
                r"print\(['\"]Passes: .+\. (\d+) hidden tests? looks? at .+\.['\"]\)",
                ast.unparse(seen[-1]),
            )
            assert said and int(said[1]) == hidden.count(role(cell)[1]), cell.id
