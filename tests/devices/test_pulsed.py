"""Pulsed synapses: soft bounds, exponential steps and the exponential curve, with their statistics."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurolib import devices
from neurolib.devices import PCM, ExpStep, SoftBounds
from neurolib.devices.device import Device
from neurolib.devices.pulsed import Weighted
from neurolib.model import ParameterError
from neurolib.units import ns, uS

ALL = [SoftBounds(), ExpStep(), SoftBounds.preset("capacitor"), ExpStep.preset("PCM")]
SEEDS = range(5)


def quiet(device):
    """The same device without noise from cycle to cycle."""
    return type(device)(
        **{name: getattr(device, name) for name in (*device.quantities(), *device.choices())}
        | {"c2c": 0.0}
    )


@pytest.mark.parametrize("device", [quiet(device) for device in ALL], ids=repr)
@given(share=st.floats(0, 1), sign=st.sampled_from([-1, 0, 1]))
def test_a_pulse_goes_its_way_and_stays_in_bounds(device, share, sign):
    low, high = device.bounds
    w = np.clip(low + share * (high - low), low, high)
    after = device.pulse(w, sign)
    assert low <= after <= high and (after - w) * sign >= 0 and (sign or after == w)
    assert (device.conductance(after) - device.conductance(w)) * sign >= 0


@pytest.mark.parametrize("device", [quiet(device) for device in ALL], ids=repr)
def test_arrays_are_pulsed_each_by_its_own_sign(device):
    w = np.linspace(*device.bounds, 12).reshape(3, 4)
    sign = np.random.default_rng(1).integers(-1, 2, (3, 4))
    each = [device.pulse(float(w[k]), int(sign[k])) for k in np.ndindex(3, 4)]
    np.testing.assert_array_equal(device.pulse(w, sign), np.reshape(each, (3, 4)))
    np.testing.assert_array_equal(device.pulse(w, 1), device.pulse(w, np.ones((3, 4))))


@pytest.mark.parametrize("device", ALL, ids=repr)
@given(share=st.floats(0, 1))
def test_a_conductance_that_was_set_is_read_back(device, share):
    low, high = device.conductances
    G = low + share * (high - low)
    assert device.conductance(device.set_conductance(G)) == pytest.approx(G, rel=1e-12)


@pytest.mark.parametrize("device", ALL, ids=repr)
def test_energy_of_pulses_and_readings(device):
    w = device.bounds[1]
    np.testing.assert_allclose(
        device.pulse_energy(w, [1, 0, -1]),
        10 * uS * 1.0 * 100 * ns * np.array([1, 0, 1]),
        rtol=1e-12,
    )
    assert device.read_energy(w, 0.2, 50 * ns) == pytest.approx(10e-6 * 0.04 * 50e-9, rel=1e-12)


@pytest.mark.parametrize("device", ALL, ids=repr)
def test_energies_go_with_the_square_of_the_voltage_and_with_the_time(device):
    w, sign = np.linspace(*device.bounds, 5), np.array([1, -1, 0, 1, -1])
    G = device.conductance(w)
    stronger = replace(device, V_pulse=3.0, t_pulse=40 * ns)
    np.testing.assert_allclose(
        stronger.pulse_energy(w, sign), G * 9.0 * 40e-9 * np.abs(sign), rtol=1e-12
    )
    np.testing.assert_allclose(device.read_energy(w, -0.3, 20 * ns), G * 0.09 * 20e-9, rtol=1e-12)
    np.testing.assert_allclose(device.read_energy(w), G * 0.01 * 100e-9, rtol=1e-12)


# --- soft bounds ----------------------------------------------------------------------------------


def test_symmetry_point_fixed_point_and_contraction():
    device = SoftBounds(gamma_plus=0.02, gamma_minus=0.03)
    assert device.symmetry_point() == pytest.approx(-0.2, rel=1e-12)  # U01
    assert device.fixed_point == pytest.approx(-0.2145748988, rel=1e-9)  # U02
    assert device.contraction == pytest.approx(0.9506, rel=1e-12)  # U03


@given(
    st.floats(0.001, 0.2),
    st.floats(0.001, 0.2),
    st.floats(0.2, 3),
    st.floats(-3, -0.2),
    st.floats(0.1, 1),
    st.floats(0.1, 1),
)
def test_closed_forms_are_what_pulses_do(g_up, g_down, w_max, w_min, s_up, s_down):
    device = SoftBounds(
        gamma_plus=g_up,
        gamma_minus=g_down,
        w_max=w_max,
        w_min=w_min,
        slope_plus=s_up,
        slope_minus=s_down,
    )
    w = device.symmetry_point()
    assert device.up(w) == pytest.approx(device.down(w), rel=1e-9, abs=1e-15)
    here, there = (w + device.up(w) for w in (0.0, 0.01))
    pairs = [w - device.down(w) for w in (here, there)]
    assert (pairs[1] - pairs[0]) / 0.01 == pytest.approx(device.contraction, rel=1e-9)
    start = device.fixed_point
    up = start + device.up(start)
    assert up - device.down(up) == pytest.approx(start, abs=1e-9)


def test_pairs_of_pulses_end_at_the_fixed_point():
    device, w = SoftBounds(), np.array([-1.0, 0.0, 1.0])
    for _ in range(500):
        w = device.pulse(device.pulse(w, 1), -1)
    np.testing.assert_allclose(w, device.fixed_point, atol=1e-9)


def test_constant_steps_have_neither_point():
    device = SoftBounds(slope_plus=0, slope_minus=0)
    with pytest.raises(ParameterError, match="pairs of pulses shift every weight alike"):
        device.fixed_point  # noqa: B018
    with pytest.raises(
        ParameterError,
        match="SoftBounds has no symmetry point: steps up are 0.02 to 0.02 and steps down "
        "0.03 to 0.03",
    ):
        device.symmetry_point()


# --- exponential steps and curve ------------------------------------------------------------------


def test_exponential_steps_by_hand():
    device = ExpStep()
    assert device.up(0.0) == pytest.approx(0.00135 * (1 + 1.18445 * np.exp(-2.5)), rel=1e-12)
    assert device.down(0.0) == pytest.approx(
        0.00135 * 0.740641 * (1 + 0.081404 * np.exp(2.5)), rel=1e-12
    )
    z = -0.5 * 0.4 - 0.5
    assert device.up(0.4) == pytest.approx(0.00135 * (1 + 1.18445 * np.exp(5 * z)), rel=1e-12)
    assert device.down(0.4) == pytest.approx(
        0.00135 * 0.740641 * (1 + 0.081404 * np.exp(-5 * z)), rel=1e-12
    )
    assert ExpStep(A_plus=2.0, a=0.5).up(1.0) == 0, "the step never turns round"


def test_the_symmetry_point_of_exponential_steps():
    w = ExpStep().symmetry_point()
    assert ExpStep().up(w) == pytest.approx(ExpStep().down(w), rel=1e-12) and -1 < w < 0


def test_soft_bounds_walk_the_curve_of_neurosim():
    """Chen, Peng and Yu (2018), doi:10.1109/TCAD.2018.2789723: conductances from 1 to 10 µS in 64
    pulses, A = 20.

    Their curve is that of a soft bound beyond the conductances in use: with B the height of the
    curve if it went on for ever, in units of the range, each step is 1 − exp(−1/A) of what is left
    of B.
    """
    A, P_max = 20, 64
    B, share = 1 / (1 - np.exp(-P_max / A)), 1 - np.exp(-1 / A)
    slope = 1 / (2 * B - 1)  # of weights from -1 to 1
    gammas = dict.fromkeys(("gamma_plus", "gamma_minus"), share / slope)
    device = SoftBounds(**gammas, slope_plus=slope, slope_minus=slope, G_min=1 * uS, G_max=10 * uS)
    up, down = [-1.0], [1.0]
    for _ in range(P_max):
        up.append(device.pulse(up[-1], 1))
        down.append(device.pulse(down[-1], -1))
    potentiation, depression = device.conductance(np.array(up)), device.conductance(np.array(down))
    assert potentiation[32] == pytest.approx(8.488165466 * uS, rel=1e-9)  # U05
    assert depression[32] == pytest.approx(2.511834534 * uS, rel=1e-9)  # U06
    # U07
    assert (potentiation[32] - depression[32]) / (9 * uS) == pytest.approx(0.6640367703, rel=1e-9)
    steps = np.diff(potentiation)
    assert steps[0] / steps[-1] == pytest.approx(23.33606458, rel=1e-9)  # U08
    assert potentiation[-1] == pytest.approx(10 * uS, rel=1e-12) and depression[
        -1
    ] == pytest.approx(1 * uS, rel=1e-12)


# --- statistics -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sum_of_pulses_spreads_with_the_root_of_their_number(seed):
    device = SoftBounds(gamma_plus=0.001, slope_plus=0, c2c=0.3)
    w, rng = np.full(20_000, -0.5), np.random.default_rng(seed)
    for _ in range(100):
        w = device.pulse(w, 1, rng)
    assert w.std() == pytest.approx(0.003, rel=0.02)  # U09
    assert w.mean() == pytest.approx(-0.4, abs=5 * 0.003 / 20_000**0.5)


@pytest.mark.parametrize("seed", SEEDS)
def test_noise_that_is_fixed_does_not_shrink_with_the_step(seed):
    rng = np.random.default_rng(seed)
    for noise, near_bound in ("step", 0.001 * 0.1 * 0.3), ("fixed", 0.001 * 0.3):
        device = SoftBounds(gamma_plus=0.001, c2c=0.3, noise=noise)
        assert device.pulse(np.full(20_000, 0.9), 1, rng).std() == pytest.approx(
            near_bound, rel=0.03
        )
    device = SoftBounds.preset("ReRAM-SB")
    assert (device.pulse(np.zeros(1000), 0, rng) == 0).all(), "no pulse, no noise"


@pytest.mark.parametrize("seed", SEEDS)
def test_devices_differ_once_and_for_all(seed):
    device = SoftBounds(d2d=0.3, d2d_range=0.1, gamma_plus=0.01)
    devices = device.drawn((200, 100), np.random.default_rng(seed))
    assert (devices["gamma_plus"] / 0.01).std() == pytest.approx(0.3, rel=0.02)
    assert devices["w_max"].std() == pytest.approx(0.1, rel=0.03) and (devices["w_min"] < 0).all()
    np.testing.assert_allclose(devices["gamma_minus"] / 0.03, devices["gamma_plus"] / 0.01)
    w = np.zeros((200, 100))
    np.testing.assert_array_equal(device.pulse(w, 1, **devices), devices["gamma_plus"])
    top = device.pulse(np.full((200, 100), 0.99), 1, **devices)
    assert (top <= devices["w_max"]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_spread_by_a_share_of_each_or_by_one_weight(seed):
    share = SoftBounds(d2d_range=0.1, w_max=1.25, w_min=-0.75).drawn(
        (40_000,), np.random.default_rng(seed)
    )
    weight = SoftBounds(d2d_range=0.1, w_max=1.25, w_min=-0.75, spread="weight").drawn(
        (40_000,), np.random.default_rng(seed)
    )
    assert (share["w_max"].std(), share["w_min"].std()) == pytest.approx((0.125, 0.075), rel=0.02)
    assert (weight["w_max"].std(), weight["w_min"].std()) == pytest.approx((0.1, 0.1), rel=0.02)
    for drawn in share, weight:
        assert (drawn["w_max"].mean(), drawn["w_min"].mean()) == pytest.approx(
            (1.25, -0.75), abs=0.005
        )


@pytest.mark.parametrize("device", [SoftBounds(c2c=0.3), ExpStep.preset("ReRAM-ES")], ids=repr)
def test_the_same_seed_is_bit_identical_and_another_is_not(device):
    w = np.full(1000, np.mean(device.bounds))
    one, two, other = (device.pulse(w, 1, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, two) and not np.array_equal(one, other)
    assert len(np.unique(one)) > 900, "each device has a draw of its own"


# --- presets and refusals -------------------------------------------------------------------------


@pytest.mark.parametrize("model", [SoftBounds, ExpStep])
def test_presets_have_a_source_and_work(model):
    for name, source in model.presets.items():
        assert "doi:10." in source or "IEEE document" in source
        device = model.preset(name)
        assert device == model.preset(name.lower()) and np.isfinite(
            device.pulse(device.rest(), 1, np.random.default_rng(1))
        )


def test_preset_numbers():
    sb, es, pcm = SoftBounds.preset("ReRAM-SB"), ExpStep.preset("ReRAM-ES"), ExpStep.preset("PCM")
    assert (sb.gamma_plus, sb.w_max, sb.w_min, sb.c2c, sb.d2d) == (0.002, 1.25, -0.75, 3.75, 0.3)
    assert (sb.relative("w_max"), sb.relative("w_min")) == pytest.approx(
        (0.3 / 1.25, 0.3 / 0.75), rel=1e-12
    ), "0.3 of a weight for both"
    assert es.dw_minus / es.dw_plus == pytest.approx(1 - 0.259359, rel=1e-12) and es.c2c == 5.0
    assert (pcm.A_plus, pcm.A_minus, pcm.gamma_plus, pcm.w_min, pcm.w_max, pcm.a, pcm.b) == (
        -27.235,
        -2.235,
        2.5,
        0,
        2,
        -1,
        0,
    )
    assert (
        SoftBounds.preset("ECRAM").slope_minus == 0.5085
        and SoftBounds.preset("Gokmen-Vlasov").slope_plus == 0
    )


def test_refusals():
    with pytest.raises(
        ParameterError, match="SoftBounds has no preset 'RRAM-SB'; it has .*Did you mean 'ReRAM-SB'"
    ):
        SoftBounds.preset("RRAM-SB")
    with pytest.raises(
        ParameterError,
        match=r"ExpStep.pulse's rng is None, but pulses vary by 500 % from cycle to cycle; "
        r"type rng=",
    ):
        ExpStep.preset("ReRAM-ES").pulse(0.0, 1)


def test_a_device_that_publishes_nothing_says_so_in_a_sentence():
    class Mine(SoftBounds):
        presets, _published = Weighted.presets, Weighted._published

    assert not Weighted.presets and not Mine.presets
    with pytest.raises(
        ParameterError,
        match=r"^Mine has no published devices; type Mine\(\), with the parameters of yours\.$",
    ):
        Mine.preset("PCM")
    with pytest.raises(
        ParameterError,
        match=r"SoftBounds.G_min \(conductance at the smallest weight\) is 2e-05; expected "
        r"less than",
    ):
        SoftBounds(G_min=20 * uS)
    with pytest.raises(
        ParameterError, match="SoftBounds.drawn's rng is 1; type rng=np.random.default_rng"
    ):
        SoftBounds().drawn((2,), 1)


@pytest.mark.parametrize(
    "name", [name for name in devices.__all__ if issubclass(getattr(devices, name), Device)]
)
def test_every_device_answers_to_preset_with_a_device_or_a_sentence(name):
    kind = getattr(devices, name)
    if kind.presets:
        assert all(isinstance(kind.preset(each), kind) for each in kind.presets)
        return
    with pytest.raises(
        ParameterError,
        match=rf"^{name} has no published devices; type {name}\(\), with the parameters of "
        rf"yours\.$",
    ):
        kind.preset("PCM")


@pytest.mark.parametrize("device", [SoftBounds(), ExpStep(), PCM()], ids=repr)
def test_pulses_refuse_what_is_no_state_or_no_direction(device):
    """NaN is compared with nothing: as a direction it once was a pulse down."""
    inside = device.rest()
    for wrong in np.nan, [inside, np.nan], None, "1":
        with pytest.raises(ParameterError, match=rf"^{type(device).__name__}\.pulse's [wf] \("):
            device.pulse(wrong, 1)
        with pytest.raises(
            ParameterError,
            match=rf"^{type(device).__name__}\.pulse's sign \(direction of the pulse: 1 up, ",
        ):
            device.pulse(inside, wrong)
        with pytest.raises(ParameterError, match=rf"^{type(device).__name__}\.conductance's . \("):
            device.conductance(np.nan)
    with pytest.raises(ParameterError, match="sign .* is 2; expected -1 to 1"):
        device.pulse(inside, 2)
    np.testing.assert_array_equal(
        device.pulse([inside, inside], [1, 0]), device.pulse(np.full(2, inside), np.array([1, 0]))
    )


def test_draws_may_be_given_in_place_of_a_generator():
    """A crossbar draws for many pulses at once: each step is off by its draw times ``c2c``."""
    device, w, xi = SoftBounds(c2c=0.3), np.array([-0.5, 0.0, 0.4]), np.array([0.5, -2.0, 1.5])
    np.testing.assert_allclose(
        device.pulse(w, 1, xi), w + device.up(w) * (1 + 0.3 * xi), rtol=1e-12
    )


@pytest.mark.parametrize("device", [SoftBounds(c2c=0.3), PCM(c2c=0.3)], ids=repr)
def test_draws_that_do_not_fit_the_devices_are_refused(device):
    """NumPy would repeat them, or make more devices of them."""
    w = np.full(3, device.rest())
    good = np.array([0.5, -2.0, 1.5])
    wrong = good[:2], good[:1], np.array(0.5), np.tile(good, (2, 1)), np.empty(0)
    for xi in *wrong, np.array([0.5, np.nan, 1.0]), np.array(["1", "2", "3"]), good.astype(complex):
        with pytest.raises(
            ParameterError,
            match=rf"^{type(device).__name__}\.pulse's rng is an array of shape .* of shape "
            rf"\(3,\); "
            r"type rng=np\.random\.default_rng\(1\)\.$",
        ):
            device.pulse(w, 1, xi)
    assert np.isfinite(device.pulse(w, 1, good)).all()
