"""What the live figures of devices compute is what the devices return, off the default parameters
too.
"""

from __future__ import annotations

import numpy as np
import pytest

from neurolib import PCM, figures, plot
from neurolib.model import ParameterError
from neurolib.units import mA
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
