"""What the live figures of devices compute is what the devices return, off the default parameters
too.
"""

from __future__ import annotations

import numpy as np
import pytest

from neurolib import PCM, RRAM, HPMemristor, figures, plot
from neurolib.model import ParameterError
from neurolib.units import Hz, V, kOhm, mA, nm, ns, us
from tests.figures.test_kernels import SEEDS, computed, drawn


@pytest.mark.parametrize("seed", SEEDS)
def test_pulses_give_the_conductances_of_the_device_and_as_many_grains(seed: int) -> None:
    rng = np.random.default_rng(seed)
    free = drawn(PCM, rng, "G_c", "G_a", "K_max", "n", "I_reset", "t_set", "V_th", "R_dyn")
    law = ("bruggeman", "linear", "log")[seed % 3]
    try:
        device = PCM(**free, I_max=rng.uniform(0.7, 1) * mA, mixing=law)
    except ParameterError:  # of a device that melts later than it melts whole
        device = PCM(I_reset=free["I_reset"], t_set=free["t_set"], n=free["n"], mixing=law)
    count = int(rng.integers(0, 101))
    found = computed(
        figures.grains.programmed,
        figures.grains.OUTPUTS,
        device,
        {"pulses": count},
        tables=figures.grains.TABLES,
        options={"mixing": figures.ageing.LAWS},
        compiled=bool(seed % 2),
    )
    states = device.set(device.reset(1.0), np.arange(101) * device.t_set)
    assert np.allclose(found["G"], device.conductance(states), rtol=1e-12, atol=0)
    assert found["f"] == pytest.approx(states[count], rel=1e-12, abs=1e-15)
    assert found["molten"] == pytest.approx(device.melted(device.I_reset), rel=1e-12)
    steps = np.diff(found["G"], prepend=found["G"][0])
    assert found["step"] == pytest.approx(steps[count], rel=1e-9, abs=1e-18)
    places, active, _ = plot.grains()
    there = np.isfinite(found["amorphous"]).reshape(len(places), 4)[:, :3]
    assert (there.all(axis=1) == there.any(axis=1)).all()
    glass = np.flatnonzero(there.any(axis=1))
    melt = round(found["molten"] * active)
    assert set(glass) <= set(range(melt))
    assert len(glass) == min(round((1 - found["f"]) * active), melt)
    assert (np.isfinite(found["crystal"]).reshape(-1, 4)[:, 0] != there[:, 0]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gap_in_time_is_that_of_a_simulation(seed: int) -> None:
    rng = np.random.default_rng(seed)
    device = RRAM(R_s=rng.uniform(0.3, 2) * kOhm, E_a=rng.uniform(0.58, 0.62))
    v = (1 if seed % 3 else -1) * rng.uniform(1.5, 2) * V
    t = float(np.exp(rng.uniform(np.log(20 * ns), np.log(8 * us))))
    found = computed(
        figures.filament.pulsed,
        figures.filament.OUTPUTS,
        device,
        {"v": v, "t": t},
        tables=figures.filament.TABLES,
        compiled=bool(seed % 2),
    )
    start = device.g_max
    if v < 0:
        start = device.simulate(1.6 * V, 2 * us, 40 * us).g[-1]
        assert found["start"] == pytest.approx(start, abs=2e-4 * nm)
    run = device.simulate(v, t / 100, t, x0=start)
    assert found["now"] == pytest.approx(run.g[-1], abs=6e-3 * nm)
    read = 1 / device.conductance(found["now"])
    assert found["resistance"] == pytest.approx(read, rel=1e-12)
    clock = figures.filament.TABLES["clock"]
    inside = np.flatnonzero((clock > 1 * ns) & (clock < t))[::40]
    expected = np.interp(clock[inside], run.t, run.g)
    assert np.allclose(found["course"][inside], expected, rtol=0, atol=6e-3 * nm)
    late = max(2 * found["last"], 1 * us)
    end = device.simulate(v, late / 20, late, x0=start).g[-1]
    assert found["end"] == pytest.approx(end, abs=2e-4 * nm)
    assert found["moves"] == (abs(found["end"] - found["start"]) >= 1e-3 * nm)


@pytest.mark.parametrize("window", figures.loop.SORTS)
@pytest.mark.parametrize("seed", SEEDS[:4])
def test_the_front_moves_as_in_a_simulation_with_each_window(window: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    device = HPMemristor(window=window, p=rng.uniform(1, 4), D=rng.uniform(8, 14) * nm)
    frequency, amplitude = rng.uniform(0.4, 5) * Hz, rng.uniform(0.3, 1.2) * V
    found = computed(
        figures.loop.two_periods,
        figures.loop.OUTPUTS,
        device,
        {"frequency": frequency, "amplitude": amplitude, "at": 1.3},
        tables=figures.loop.TABLES,
        options={"window": figures.loop.SORTS},
        compiled=True,
    )
    run = device.simulate(
        lambda t: amplitude * np.sin(2 * np.pi * frequency * t), 2 / frequency / 800, 2 / frequency
    )
    assert np.allclose(found["v"], run.v, rtol=0, atol=1e-12)
    assert np.allclose(found["x"], run.x, rtol=0, atol=1e-4)
    charge = np.append(0, np.cumsum((run.i[1:] + run.i[:-1]) / 2 * np.diff(run.t)))
    counted = run.x[0] + charge * device.k
    assert np.allclose(found["counted"], counted, rtol=0, atol=2e-3 * np.ptp(counted))
    assert found["lobe"] == pytest.approx(1e6 * run.lobe_area(2), rel=1e-2)
    assert found["seen"] == 521 and found["x_now"] == found["x"][520]
    reach = figures.loop.LIMITS_I[int(found["limits"])]
    assert reach[0] <= found["i"].min() and found["i"].max() <= reach[1]
    across = figures.loop.LIMITS_V[int(found["limits"])]
    assert across[0] <= found["v"].min() and found["v"].max() <= across[1]
