"""A phase-change device under one RESET pulse and many SET pulses: its grains, and its conductance
after each pulse. Used in chapter 4.
"""

from __future__ import annotations

import numpy as np

from ..devices import PCM
from ..devices.pcm import growth_rate, heating
from ..plot import GRAIN, grains
from .ageing import mixed

leap, melted, quenched = PCM.leap, PCM.melted, PCM.quenched
MOST, ARC = 100, 60  # SET pulses, and points of the edge of the melt
AT, ACTIVE, TURN = grains()
SIZE = 0.94 * GRAIN  # what is left free lies between two grains
CORNERS = SIZE * np.array([-np.sin(np.pi / 3), 0.0, np.sin(np.pi / 3), np.nan])  # nan: a gap
RISE = SIZE * np.array([0.5, 1.0, 0.5, np.nan])  # of a grain above its middle
TABLES = {
    "turn": TURN,
    "x": (AT[:, :1] + CORNERS).ravel(),
    "upper": (AT[:, 1:] + RISE).ravel(),
    "lower": (AT[:, 1:] - RISE).ravel(),
    "pulse": np.arange(MOST + 1),
}
N = len(TABLES["x"])
FACTS = (
    "f",  # the crystalline fraction after the pulses
    "glass",  # what is not crystalline
    "here", "step",  # the conductance, and what the last pulse added
    "some",  # 0, 1 or 2: no SET pulse, one, or more
    "parts",  # whether there are too few grains for a path through
    "molten", "melts",  # the share that the RESET pulse melts, and whether it is any
    "first", "last",  # conductances after no pulse and after all
)  # fmt: skip
F, GLASS, HERE, STEP, SOME, PARTS, MOLTEN, MELTS, FIRST, LAST = range(len(FACTS))
OUTPUTS = {
    "crystal": N,  # the upper edges of the crystalline grains, and of the others
    "amorphous": N,
    "edge_x": ARC,  # of the melt
    "edge_y": ARC,
    "G": MOST + 1,
    "facts": FACTS,
}


def programmed(
    pulses, I_reset, t_set, G_c, G_a, V_th, R_dyn, R_th, T_0, T_m, K_max, T_opt, sigma_T, n, I_max,
    mixing, turn, x, upper, lower, pulse, crystal, amorphous, edge_x, edge_y, G, facts,
):  # fmt: skip
    """Melt a crystalline device by a RESET pulse, and compute its conductance after each of 100 SET
    pulses and its grains after some.

    Conductances are in S and all else in the units of :class:`~neurolib.PCM`; places are in radii
    of the largest melt.
    """
    I_set, count = heating(T_opt, T_0, R_th, R_dyn), int(pulses)
    facts[MOLTEN] = melted(I_reset, T_0, T_m, R_th, R_dyn, I_max)
    heats = 1.0 if I_reset >= G_c * V_th else 0.0  # the device is crystalline
    start = quenched(1.0, facts[MOLTEN] * heats, 0.0)
    rate = growth_rate(I_set * R_dyn, T_0, T_m, R_th, R_dyn, 0.0, K_max, T_opt, sigma_T)
    rate *= 1.0 if I_set >= mixed(start, mixing, G_c, G_a) * V_th else 0.0
    for k in range(len(pulse)):
        f = leap(start, rate * t_set * pulse[k], n)
        G[k] = mixed(f, mixing, G_c, G_a)
        facts[F] = f if k == count else facts[F]
    facts[GLASS], facts[HERE] = 1.0 - facts[F], G[count]
    facts[STEP] = G[count] - G[count - 1] if count > 0 else 0.0
    facts[SOME], facts[MELTS] = min(count, 2), 1.0 if facts[MOLTEN] > 0.0 else 0.0
    facts[PARTS] = 1.0 if facts[F] < 1.0 / 3.0 and mixing == 0 else 0.0
    facts[FIRST], facts[LAST] = G[0], G[-1]
    place_grains(facts[F], facts[MOLTEN], turn, upper, crystal, amorphous)
    for k in range(ARC):
        angle = np.pi * k / (ARC - 1.0)
        edge_x[k] = np.sqrt(facts[MOLTEN]) * np.cos(angle)
        edge_y[k] = np.sqrt(facts[MOLTEN]) * np.sin(angle)


def place_grains(f, molten, turn, upper, crystal, amorphous):
    """Divide the grains among those that are crystalline and those that are not, as
    :func:`~neurolib.plot.dome` does.
    """
    melt, left = int(np.rint(molten * ACTIVE)), int(np.rint((1.0 - f) * ACTIVE))
    for k in range(len(upper)):
        crystal[k], amorphous[k] = upper[k], np.nan
    for k in range(len(turn)):
        grain = int(turn[k])
        if grain < melt and left > 0:
            left -= 1
            for j in range(4 * grain, 4 * grain + 4):
                crystal[j], amorphous[j] = np.nan, upper[j]
