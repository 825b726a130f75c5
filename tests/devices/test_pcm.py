"""The phase-change cell: mixtures, heat, pulses, ageing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from neurolib.devices import PCM, mixing
from neurolib.model import ParameterError
from neurolib.units import K, V, day, kOhm, mA, ns, uS, us

CELL = PCM()
FRACTION = st.floats(0, 1)


def test_mixtures():
    assert CELL.conductance(1 / 3) == pytest.approx(1.143313462e-06, rel=1e-9)  # A35
    assert CELL.conductance(0.5) == pytest.approx(6.468251604e-06, rel=1e-9)  # A36
    assert PCM(mixing="log").conductance(0.5) == pytest.approx(1.58113883e-06, rel=1e-9)  # A37
    assert PCM(mixing="linear").conductance(0.5) == pytest.approx(12.55e-6, rel=1e-12)


@given(f=FRACTION, G_a=st.floats(1e-12, 1e-6))
def test_bruggeman_balances_the_two_phases(f, G_a):
    """The law of an effective medium of spheres: f (G_c − G)/(G_c + 2G) + (1 − f)(G_a − G)/(G_a +
    2G) = 0.
    """
    G, G_c = float(mixing.bruggeman(f, 25e-6, G_a)), 25e-6
    assert f * (G_c - G) / (G_c + 2 * G) + (1 - f) * (G_a - G) / (G_a + 2 * G) == pytest.approx(
        0, abs=1e-9
    )


@pytest.mark.parametrize("name", mixing.MIXTURES)
def test_a_mixture_runs_from_glass_to_crystal(name):
    G = PCM(mixing=name).conductance(np.linspace(0, 1, 201))
    assert (
        (np.diff(G) > 0).all()
        and G[0] == pytest.approx(0.1 * uS)
        and G[-1] == pytest.approx(25 * uS)
    )


def test_the_logarithmic_mixture_passes_that_of_grains_at_0_27():
    f = np.linspace(0.001, 0.999, 999)
    linear, log, grains = (
        law(f, CELL.G_c, CELL.G_a) for law in (mixing.linear, mixing.log, mixing.bruggeman)
    )
    assert (linear > np.maximum(log, grains)).all()
    assert (
        f[log > grains].max() == pytest.approx(0.267, abs=0.001) and (log < grains)[f > 0.268].all()
    )


def test_heat_of_a_pulse():
    assert CELL.melt_onset == pytest.approx(0.0003505947328, rel=1e-9)  # A40
    assert CELL.temperature(CELL.melt_onset) == pytest.approx(890, rel=1e-12)
    assert CELL.pulse_energy(0.5, -1) == pytest.approx(2.5e-11, rel=1e-9)  # A41
    assert CELL.melted(0.5 * mA) == pytest.approx(0.513381249, rel=1e-9)  # A42
    assert CELL.melted(0.3 * mA) == 0 and CELL.melted(0.7 * mA) == CELL.melted(0.9 * mA) == 1


def test_what_a_falling_edge_lets_grow_again():
    assert CELL.recrystallised(5 * ns) == pytest.approx(0.02373758831, rel=1e-6)  # A43
    assert CELL.recrystallised(1e-6) == pytest.approx(0.9918094387, rel=1e-6)  # A44
    growth, _ = quad(
        lambda t: 2e7 * math.exp(-((((890 - 590 * t / 5e-9) - 700) / 80) ** 2)),
        0,
        5e-9,
        epsabs=0,
        epsrel=1e-10,
    )
    assert CELL.recrystallised(5 * ns) == pytest.approx(1 - math.exp(-growth), rel=1e-9)


@pytest.mark.parametrize("n", [1.0, 1.5, 3.0])
def test_a_falling_edge_grows_by_avrami_s_law(n):
    """Equation (8) for a bell, a melting point and an ambient temperature of their own."""
    cell = PCM(n=n, T_0=480, T_m=850, T_opt=600, sigma_T=100, K_max=1e8)
    growth, _ = quad(
        lambda T: 1e8 * math.exp(-(((T - 600) / 100) ** 2)),
        480,
        850,
        points=[600],
        epsabs=0,
        epsrel=1e-10,
    )
    for t_q in 2 * ns, 20 * ns:
        r = 1 - math.exp(-((growth * t_q / 370) ** n))
        assert cell.recrystallised(t_q) == pytest.approx(r, rel=1e-9)
        # (7)
        assert cell.reset(1.0, 0.6 * mA, t_q) == pytest.approx(
            1 - cell.melted(0.6 * mA) * (1 - r), rel=1e-12
        )


def test_the_energy_of_pulses_by_hand():
    cell = PCM(R_dyn=3e3, T_opt=660, I_reset=0.4 * mA, t_reset=70 * ns, t_set=9 * ns)
    set_ = (660 - 300) / 2.4e6 * 9e-9  # i² R_dyn is the heat that makes T_opt
    np.testing.assert_allclose(
        cell.pulse_energy(0.5, [1, 0, -1]), [set_, 0, 0.16e-6 * 3e3 * 70e-9], rtol=1e-12
    )
    np.testing.assert_allclose(
        cell.read_energy(1.0, 0.2, 50 * ns), 25e-6 * 0.04 * 50e-9, rtol=1e-12
    )


def test_avrami_growth():
    assert PCM(n=3).set(0.0, 40 * ns) == pytest.approx(0.4007042122, rel=1e-6)  # A39
    assert PCM(n=3).set(0.0, 40 * ns) == pytest.approx(1 - math.exp(-(0.8**3)), rel=1e-12)


@pytest.mark.parametrize("n", [1.0, 2.0, 3.0])
def test_growth_solves_its_flow(n):
    cell = PCM(n=n)
    v = cell.I_set * cell.R_dyn
    solution = solve_ivp(lambda t, f: cell.flow(f, v), (0, 60e-9), [0.2], rtol=1e-10, atol=1e-12)
    assert cell.set(0.2, 60 * ns) == pytest.approx(solution.y[0, -1], rel=1e-7)


@given(f=FRACTION, a=st.floats(0, 500), b=st.floats(0, 500))
def test_set_is_cumulative(f, a, b):
    assert CELL.set(CELL.set(f, a * ns), b * ns) == pytest.approx(
        CELL.set(f, (a + b) * ns), rel=1e-9, abs=1e-12
    )
    assert f - 1e-12 <= CELL.set(f, a * ns) <= 1


@given(f=FRACTION, i=st.floats(0, 1), t_q=st.floats(0, 100))
def test_reset_is_idempotent_and_never_grows_crystal(f, i, t_q):
    once = CELL.reset(f, i * mA, t_q * ns)
    assert CELL.reset(once, i * mA, t_q * ns) == once <= f
    assert i * mA > CELL.melt_onset or once == f


def test_a_mixed_sequence_of_pulses():
    f = CELL.set(0.0, 40 * ns)
    f = CELL.reset(f, 0.45 * mA)
    f = CELL.set(f, 20 * ns)
    m = math.log(0.45e-3 / CELL.melt_onset) / math.log(0.7e-3 / CELL.melt_onset)
    assert f == pytest.approx(1 - (1 - min(1 - math.exp(-0.8), 1 - m)) * math.exp(-0.4), rel=1e-12)


def test_pulses_of_an_array_with_a_sign_each():
    f = np.array([[0.3, 0.3, 0.3], [0.9, 0.9, 0.9]])
    after = CELL.pulse(f, [1, 0, -1])
    np.testing.assert_allclose(after[:, 0], CELL.set(f[:, 0], 5 * ns))
    np.testing.assert_array_equal(after[:, 1], f[:, 1])
    np.testing.assert_allclose(after[:, 2], [0.3, CELL.reset(0.9)])
    np.testing.assert_allclose(
        CELL.pulse_energy(0.5, [1, 0, -1]), [0.2886751e-3**2 * 2e3 * 5e-9, 0, 25e-12], rtol=1e-6
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_pulse_varies_from_cycle_to_cycle_by_what_was_asked(seed):
    cell = PCM(c2c=0.2, t_set=1 * ns)
    growth = -np.log(1 - cell.pulse(np.zeros(100_000), 1, np.random.default_rng(seed)))
    assert growth.mean() == pytest.approx(
        0.02, rel=0.01
    ) and growth.std() / growth.mean() == pytest.approx(0.2, rel=0.02)
    again = cell.pulse(np.zeros(100_000), 1, np.random.default_rng(seed))
    assert np.array_equal(-np.log(1 - again), growth)


def test_a_random_pulse_without_a_generator_is_refused():
    with pytest.raises(
        ParameterError,
        match=r"PCM.pulse's rng is None, but pulses vary by 20 % .* type "
        r"rng=np.random.default_rng\(1\)",
    ):
        PCM(c2c=0.2).pulse(0.5, 1)


# --- under a voltage ------------------------------------------------------------------------------


def test_a_simulated_reset_is_the_pulse_and_takes_its_energy():
    run = CELL.simulate(np.r_[np.full(50, 1.0), np.zeros(10)], 1 * ns, x0=1.0)
    assert run.f[-1] == pytest.approx(CELL.reset(1.0), rel=1e-12) and run.energy == pytest.approx(
        25e-12, rel=1e-9
    )


@pytest.mark.parametrize("dt", [1 * ns, 10 * ns, 80 * ns])
def test_a_simulated_set_is_the_pulse_whatever_the_step(dt):
    v = CELL.I_set * CELL.R_dyn
    run = CELL.simulate(v, dt, 80 * ns)
    assert run.f[-1] == pytest.approx(CELL.set(0.0, 80 * ns), rel=1e-12)
    assert run.energy == pytest.approx(v**2 / 2000 * 80e-9, rel=1e-9)


@pytest.mark.parametrize(("steps", "tolerance"), [(1, 0.02), (20, 0.01), (1000, 5e-4)])
def test_a_falling_edge_grows_again_what_theory_says(steps, tolerance):
    """Voltage falls evenly in 100 ns from melting to nothing; the edge may be one step. Growth ends
    sharply at the threshold.
    """
    run = CELL.simulate(lambda t: 0.7 * (1 - t / 100e-9), 100 * ns / steps, 100 * ns, x0=0.0)
    whole, _ = quad(
        lambda t: CELL.flow(0.0, 0.7 * (1 - t / 100e-9)), 0, 200e-9 / 7, epsabs=0, epsrel=1e-10
    )
    assert run.f[-1] == pytest.approx(1 - math.exp(-whole), rel=tolerance) and whole > 0.1


def test_reading_disturbs_nothing():
    f = np.random.default_rng(1).random(1000)
    assert np.array_equal(CELL.simulate(np.tile([0.2, -0.2], 500), 1e-6, x0=f).f[-1], f)
    assert CELL.flow(0.5, 0.4999) == 0 < CELL.flow(0.5, 0.58)


# --- ageing ---------------------------------------------------------------------------------------


def test_the_drift_exponent_emerges_from_the_mixture():
    exponents = CELL.exponent(np.array([0, 0.3, 1 / 3, 0.6]))
    # A48–A51
    assert exponents == pytest.approx([0.1, 0.07573604086, 0.05111775459, 0.001300173247], rel=1e-4)
    np.testing.assert_allclose(
        PCM(mixing="log").exponent(np.array([0, 0.3, 1])), [0.1, 0.07, 0], atol=1e-9
    )


def test_conductance_falls_with_time_and_its_exponent_is_recovered():
    t, rng = np.logspace(0, 6, 200), np.random.default_rng(1)
    G = PCM(nu_amorphous=0.05).conductance(0.0, t=t)
    assert (np.diff(G) < 0).all() and G[0] > 0.1 * uS > G[-1]
    assert -np.polyfit(np.log(t), np.log(G), 1)[0] == pytest.approx(0.05, abs=0.002)
    noisy = G * (1 + 0.004 * rng.standard_normal(200))
    assert -np.polyfit(np.log(t), np.log(noisy), 1)[0] == pytest.approx(0.05, rel=0.02)
    # A45
    assert PCM(nu_amorphous=0.05).conductance(0.0, t=1 * day) / (0.1 * uS) == pytest.approx(
        0.6579998773, rel=1e-9
    )


def test_arrays_of_cells_may_age_each_in_its_own_way():
    nu = np.array([[0.0, 0.05], [0.1, 0.2]])
    G = CELL.conductance(np.zeros((2, 2)), t=200.0, nu_amorphous=nu)
    np.testing.assert_allclose(G, 1e-7 * 10.0**-nu, rtol=1e-12)


def test_what_cannot_be_a_cell_or_a_pulse_is_refused():
    with pytest.raises(
        ParameterError,
        match=r"PCM.G_a \(conductance of the amorphous phase at t_0\) is 30 µS; expected less "
        r"than PCM.G_c",
    ):
        PCM(G_a=30 * uS)
    with pytest.raises(
        ParameterError,
        match=r"PCM.I_max .* is 300 µA; expected more than melts at all, 350.6 µA, as in "
        r"I_max=0.7\*mA",
    ):
        PCM(I_max=0.3 * mA)
    with pytest.raises(
        ParameterError,
        match=r"PCM.set's t \(length of a pulse\) is 50 s; .* Is a unit missing, as in 50\*ns\?",
    ):
        CELL.set(0.0, 50)
    with pytest.raises(
        ParameterError, match=r"PCM.conductance's t \(time since programming\) is 0 s"
    ):
        CELL.conductance(0.5, t=0.0)


def test_pulses_on_cells_that_differ():
    K_max, I_max = np.array([1e7, 2e7, 4e7]), np.array([0.6, 0.7, 0.8]) * mA
    up, down = CELL.pulse(np.full(3, 0.2), 1, K_max=K_max), CELL.pulse(np.ones(3), -1, I_max=I_max)
    for k in range(3):
        assert up[k] == pytest.approx(PCM(K_max=float(K_max[k])).pulse(0.2, 1), rel=1e-12)
        assert down[k] == pytest.approx(PCM(I_max=float(I_max[k])).pulse(1.0, -1), rel=1e-12)
    for verb in (lambda f: CELL.set(f, 5 * ns), CELL.reset, CELL.exponent):
        for f in (63.0, -0.1, float("nan"), [0.5, 1.1]):
            with pytest.raises(
                ParameterError,
                match=r"PCM\.\w+'s f \(crystalline fraction\) is .*; expected 0 to 1",
            ):
                verb(f)


def test_many_short_pulses_are_one_long_one_however_little_has_crystallised():
    """With an Avrami exponent of 4, the first of 1600 pulses leaves 1e-14 of crystal, which 1 − f
    as a number does not hold.
    """
    device, f, t = PCM(n=4.0), 0.0, 5 * ns
    for _ in range(1600):
        f = device.set(f, t / 1600)
    assert f == pytest.approx(device.set(0.0, t), rel=1e-9)
    assert device.set(1.0, t) == 1.0 and device.flow(1.0, 1.2) == 0.0


@pytest.mark.parametrize(
    "parameters",
    [
        {"R_dyn": 1 * kOhm},
        {"V_th": 1 * V},
        {"R_dyn": 0.6 * kOhm, "V_th": 1 * V},
        {"R_dyn": 10 * kOhm},
    ],
)
def test_a_pulse_of_current_heats_whatever_the_threshold(parameters):
    """I_set heats to where crystal grows fastest by (2), in which no threshold stands: 20 pulses of
    5 ns are 1 - exp(-2).
    """
    cell = PCM(**parameters)
    assert cell.temperature(cell.I_set) == pytest.approx(cell.T_opt)
    f = 0.0
    for _ in range(20):
        f = cell.pulse(f, 1)
    assert f == pytest.approx(1 - math.exp(-2)) and cell.set(0.0, 100 * ns) == pytest.approx(
        1 - math.exp(-2)
    )
    np.testing.assert_allclose(
        cell.pulse(np.zeros(2), 1, V_th=np.array([0.3, 1.0])), 1 - math.exp(-0.1)
    )


def test_a_cell_that_stays_cold_neither_grows_nor_melts():
    """Under a voltage below the threshold, and under a current that the cold cell carries below it."""
    cell = PCM(V_th=1.2 * V)
    assert cell.simulate(1.0 * V, 1 * ns, 50 * ns, x0=1.0).x[-1] == 1.0
    assert cell.simulate(1.25 * V, 1 * ns, 50 * ns, x0=1.0).x[-1] < 0.5
    wide = PCM(G_c=1e-3, V_th=1 * V)  # crystalline, it carries 1 mA below its threshold
    assert wide.pulse(1.0, -1) == 1.0 == wide.reset(1.0) and wide.set(0.9, 1 * us) == 0.9
    assert wide.pulse(0.0, 1) > 0 and wide.set(0.0, 1 * us, 0.0) == 0
    np.testing.assert_array_equal(
        wide.pulse(np.array([0.0, 1.0]), np.array([1, -1])) > 0, [True, True]
    )


def test_an_ambience_hotter_than_crystal_grows_is_refused():
    with pytest.raises(
        ParameterError,
        match=r"PCM.T_0 \(ambient temperature\) is 450 K; expected less than PCM.T_opt .*, 400 K",
    ):
        PCM(T_0=450 * K, T_opt=400 * K)
