"""What every device promises, checked for each of them alike."""

import inspect
import types
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurolib import _jit, devices
from neurolib.devices import HPMemristor, continuous
from neurolib.devices.continuous import Continuous, runge_kutta
from neurolib.model import ParameterError
from neurolib.units import us

DEVICES = [
    model for name in devices.__all__ if issubclass(model := getattr(devices, name), Continuous)
]
VARIANTS = [
    replace(model(), **{name: word})
    for model in DEVICES
    for name in model.choices()
    for word in model.choices()[name].words
]
VARIANTS += [model() for model in DEVICES if not model.choices()]
KERNELS = [(device, name) for device in VARIANTS for name in ("current", "flow")]


def states(device, share):
    low, high = device.bounds
    return np.clip(low + share * (high - low), low, high)


def parameters(device, kernel, compiled=False):
    """Return a kernel's parameters in order, functions in place of words."""
    values = [device._value(name) for name in list(inspect.signature(kernel).parameters)[2:]]
    return [_jit.kernel(value) if compiled and callable(value) else value for value in values]


def compiled(kernel):
    """Return a kernel compiled, and with it the functions of its module that it calls."""
    own = {
        name: compiled(f)
        for name, f in inspect.getclosurevars(kernel).globals.items()
        if isinstance(f, types.FunctionType)
    }
    return _jit.kernel(_jit.plain(kernel, own))


@pytest.mark.parametrize("model", DEVICES)
def test_kernels_name_state_and_voltage_then_parameters(model):
    for name in "current", "flow":
        kernel = getattr(model, name)
        arguments = list(inspect.signature(kernel).parameters)
        assert arguments[:2] == [*model.state, "v"]
        assert set(arguments[2:]) <= set(model.quantities()) | set(model.choices())
        assert "if " not in inspect.getsource(kernel) and "while " not in inspect.getsource(kernel)


@pytest.mark.parametrize(("device", "name"), KERNELS)
def test_arrays_equal_scalars_and_filled_in_equals_spelt_out(device, name):
    rng = np.random.default_rng(1)
    x, v = states(device, rng.random(200)), rng.uniform(-1.5, 1.5, 200)
    kernel, filled = getattr(type(device), name), getattr(device, name)
    together = filled(x, v)
    one_by_one = [
        kernel(float(a), float(b), *parameters(device, kernel)) for a, b in zip(x, v, strict=True)
    ]
    np.testing.assert_allclose(together, one_by_one, rtol=1e-12)


@pytest.mark.parametrize(("device", "name"), KERNELS)
def test_parameters_may_be_arrays(device, name):
    """An array of devices that differ: each parameter in turn 1, 2 and 3 % larger."""
    kernel, x = getattr(device, name), states(device, np.array([0.2, 0.5, 0.8]))
    for parameter in set(inspect.signature(getattr(type(device), name)).parameters) & set(
        device.quantities()
    ):
        values = getattr(device, parameter) * np.array([1.01, 1.02, 1.03])
        each = [kernel(a, 0.6, **{parameter: value}) for a, value in zip(x, values, strict=True)]
        np.testing.assert_allclose(kernel(x, 0.6, **{parameter: values}), each, rtol=1e-12)


@pytest.mark.skipif(not _jit.enabled(), reason="Numba is not installed or is switched off")
@pytest.mark.parametrize(("device", "name"), KERNELS)
def test_compiled_equals_plain(device, name):
    kernel, rng = getattr(type(device), name), np.random.default_rng(2)
    fast, p = compiled(kernel), parameters(device, kernel, compiled=True)
    for share, v in zip(rng.random(20), rng.uniform(-1.5, 1.5, 20), strict=True):
        x = float(states(device, share))
        assert fast(x, float(v), *p) == pytest.approx(
            getattr(device, name)(x, float(v)), rel=1e-12, abs=0
        )


@pytest.mark.parametrize("device", VARIANTS, ids=repr)
@given(share=st.floats(0, 1), v=st.floats(-2, 2))
@settings(max_examples=25, deadline=None)
def test_pinched_passive_and_positive_voltage_potentiates(device, share, v):
    x = states(device, share)
    assert device.current(x, 0.0) == 0 == device.flow(x, 0.0)
    assert device.current(x, v) * v >= 0
    step = (device.bounds[1] - device.bounds[0]) * np.sign(device.flow(x, v)) * 1e-3
    moved = device.conductance(np.clip(x + step, *device.bounds)) - device.conductance(x)
    assert moved * v >= 0 or getattr(device, "unipolar", False)


@pytest.mark.parametrize("device", VARIANTS, ids=repr)
@given(
    v=st.lists(st.floats(-2, 2), min_size=1, max_size=4),
    exponent=st.floats(-12, 3),
    share=st.floats(0, 1),
)
@settings(max_examples=10, deadline=None)
def test_any_step_keeps_the_state_in_its_bounds_and_the_energy_growing(device, v, exponent, share):
    run = device.simulate(v, 10**exponent, x0=states(device, share))
    low, high = device.bounds
    assert low <= run.x.min() and run.x.max() <= high
    assert np.isfinite(run.i).all() and (np.diff(run.E) >= 0).all()


@pytest.mark.parametrize("device", VARIANTS, ids=repr)
@given(share=st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_a_conductance_that_was_set_is_read_back(device, share):
    low, high = device.conductances
    G = max(low, 1e-4 * high) * min(high / low if low else 1e4, 1e4) ** share
    x = device.set_conductance(G)
    assert device.conductance(x) == pytest.approx(G, rel=1e-9)
    assert device.current(x, device.V_read) / device.V_read == pytest.approx(G, rel=1e-9)
    np.testing.assert_allclose(
        device.conductance(device.set_conductance(np.full((2, 3), G))),
        np.full((2, 3), G),
        rtol=1e-9,
    )


@pytest.mark.parametrize("device", VARIANTS, ids=repr)
def test_the_same_run_twice_is_bit_identical(device):
    one, two = (device.simulate(lambda t: np.sin(3 * t), 0.01, 1.0) for _ in range(2))
    assert np.array_equal(one.x, two.x) and np.array_equal(one.E, two.E)


@pytest.mark.parametrize("device", VARIANTS, ids=repr)
def test_devices_that_differ_run_each_as_it_would_alone(device):
    name = {
        "HPMemristor": "R_on",
        "VTEAM": "R_off",
        "Yakopcic": "A_p",
        "RRAM": "R_s",
        "PCM": "K_max",
    }[type(device).__name__]
    values = getattr(device, name) * np.array([0.9, 1.0, 1.2])
    v, dt = (
        [0.5, 0.6, 0.0, -0.3],
        {"RRAM": 1e-4, "PCM": 1e-8, "VTEAM": 1e-11}.get(type(device).__name__, 1e-4),
    )
    run = device.simulate(v, dt, **{name: values})
    for k, value in enumerate(values):
        alone = replace(device, **{name: float(value)}).simulate(v, dt)
        np.testing.assert_allclose(run.x[:, k], alone.x, rtol=1e-4)
        np.testing.assert_allclose(run.G[:, k], alone.G, rtol=1e-4)
        np.testing.assert_allclose(run.energy[k], alone.energy, rtol=1e-4)


@pytest.mark.parametrize(
    ("device", "v", "duration", "x0"),
    [
        (devices.Yakopcic(), (0.4, 0.1), 2e-4, 0.4),
        (devices.VTEAM(window="biolek"), (-0.3, -0.1), 1e-7, 1e-9),
        (devices.PCM(n=2.0), (0.55, 0.03), 2e-8, 0.1),
    ],
    ids=["Yakopcic", "VTEAM", "PCM"],
)
def test_order_of_convergence_is_four_where_a_flow_is_smooth(device, v, duration, x0):
    def drive(t):
        return v[0] + v[1] * np.sin(9 * t / duration)

    ends = np.array(
        [device.simulate(drive, duration / n, duration, x0=x0).x[-1] for n in (20, 40, 80, 4000)]
    )
    orders = np.log2(np.abs((ends[:-2] - ends[-1]) / (ends[1:-1] - ends[-1])))
    assert ((orders > 3.5) & (orders < 4.5)).all(), orders


def test_what_devices_cannot_differ_in_is_refused():
    with pytest.raises(
        ParameterError,
        match="RRAM.simulate was given g_max; the devices of an array may differ in R_s, I_0, ",
    ):
        devices.RRAM().simulate([0.1], 1e-6, g_max=[1e-9, 2e-9])
    with pytest.raises(
        ParameterError, match=r"HPMemristor.simulate's R_on \(resistance when fully doped\) is -1 "
    ):
        devices.HPMemristor().simulate([0.1], 1e-6, R_on=[100.0, -1.0])
    with pytest.raises(
        ParameterError,
        match=r"was given arrays of unequal shapes: x0 \(2,\), R_on \(3,\); expected one "
        r"value for each",
    ):
        devices.HPMemristor().simulate([0.1], 1e-6, x0=[0.1, 0.2], R_on=[100.0, 200.0, 300.0])


def test_a_sub_step_moves_a_state_by_a_fiftieth_of_its_scale():
    """A steady flow across the whole range in one step: 50 sub-steps, of which each asks for the
    flow four times, and once for its end.
    """
    asked = []
    step = runge_kutta(lambda x, v: asked.append(x) or 1.0 + 0 * x, lambda x, v: v, (0.0, 1.0), 1.0)
    x, joules = step(0.0, 1.0, 1.0, 1.0, 1.0)
    assert x == pytest.approx(1, rel=1e-12) and joules == pytest.approx(1, rel=1e-12)
    assert 4 * 50 <= len(asked) <= 5 * 52


@pytest.mark.parametrize("device", VARIANTS, ids=repr)
def test_a_reading_without_a_voltage_is_refused(device):
    with pytest.raises(
        ParameterError, match=r"conductance's v \(voltage\) is 0 V, .*; leave v out to read with "
    ):
        device.conductance(device.rest(), v=0.0)
    with pytest.raises(ParameterError, match="is 0 V"):
        device.conductance(device.rest(), v=np.array([0.1, 0.0]))
    with pytest.raises(ParameterError, match="is 0 V"):
        device.read_energy(device.rest(), v=0.0)


@pytest.mark.parametrize("device", VARIANTS, ids=repr)
def test_flow_and_current_refuse_what_is_no_state_or_no_voltage(device):
    """Nothing that is no number comes out: neither NaN, nor a resistance beyond the ends of the
    film.
    """
    (low, high), name, inside = device.bounds, device.state[0], device.rest()
    for verb in "flow", "current":
        ask, said = getattr(device, verb), rf"^{type(device).__name__}\.{verb}'s"
        for wrong in np.nan, [inside, np.nan], low - 0.01 * (high - low), 2 * high, "1", None, []:
            with pytest.raises(ParameterError, match=rf"{said} {name} \(state\)"):
                ask(wrong, 0.1)
        for wrong in np.nan, np.inf, 20.0, "0.1":
            with pytest.raises(ParameterError, match=rf"{said} v \(voltage\)"):
                ask(inside, wrong)
        np.testing.assert_array_equal(ask([inside, high], 0.1), ask(np.array([inside, high]), 0.1))
        assert ask(**{name: inside, "v": 0.1}) == ask(inside, 0.1)
    for wrong in {"x": np.nan}, {"x": inside, "v": np.nan}:
        with pytest.raises(ParameterError, match=r"\((state|voltage)\) is nan"):
            device.conductance(**wrong)
    with pytest.raises(ParameterError, match=r"read_energy's t \(length of a reading\) is -"):
        device.read_energy(inside, t=-1e-9)


@pytest.mark.parametrize("rate", [50.0, 5000.0])
def test_a_ramp_heats_by_the_square_of_its_voltage_also_where_it_is_cut_into_stairs(rate):
    """A conductor of 1 S under a ramp from 0 V to 1 V takes 1/3 J, however fast its state follows."""
    step = runge_kutta(lambda x, v: rate * (v - x), lambda x, v: v, (0.0, 1.0), 1.0)
    x, energy = step(0.0, 0.0, 0.5, 1.0, 1.0)
    assert energy == pytest.approx(1 / 3, abs=1 / 64**2) and x == pytest.approx(1.0, abs=0.03)


def test_a_long_run_shows_how_much_of_it_is_done(monkeypatch):
    """Five million steps were minutes without a word."""
    told = []
    monkeypatch.setattr(continuous, "OFTEN", 0.0)
    run = HPMemristor().simulate(
        0.5, 1 * us, 20 * us, progress=lambda now, end: told.append((now, end))
    )
    assert [now for now, _ in told] == pytest.approx(run.t[1:]) and told[0][1] == told[-1][
        1
    ] == pytest.approx(20 * us)
    with pytest.raises(
        ParameterError, match="simulate's progress is 3; expected a function of two times"
    ):
        HPMemristor().simulate(0.5, 1 * us, 20 * us, progress=3)
