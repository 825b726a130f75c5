"""Two substances at a synapse during a session of theta bursts. Used in chapter 9."""

from __future__ import annotations

import numpy as np

from ..applications.medicine import TwoSubstances
from ..units import Hz

calcium, facilitate = TwoSubstances.calcium, TwoSubstances.facilitate
inhibit = TwoSubstances.inhibit
APART = 1 / (5 * Hz)  # from burst to burst, s
BURSTS, TRAINS = 200, 40  # as many as a session may have
CONTRACTED = 1.0  # calcium of one burst after a contraction of the muscle
CLEAR = 0.5  # a smaller effect counts as none
TOPS = 15.0, 45.0, 135.0  # of the axis
ROOM = 0.036  # of the axis, for half a name
OUTPUTS = {
    "Ca": BURSTS + 1,  # of one train, and both substances in it
    "one_F": BURSTS + 1,
    "one_I": BURSTS + 1,
    "time": TRAINS * (BURSTS + 1),  # as a share of the session
    "F": TRAINS * (BURSTS + 1),
    "I": TRAINS * (BURSTS + 1),
    "points": 1,  # how many of these there are
    "pulses": 1,
    "duration": 1,
    "end_F": 1,
    "end_I": 1,
    "net": 1,
    "effect": 1,  # 0: potentiation, 1: depression, 2: almost none
    "top": 1,  # which of the limits
    "name_F": 1,  # where the names stand
    "name_I": 1,
}


def session(
    B, M, G, j, R_F, f, R_I, h, k, b, Delta,
    Ca, one_F, one_I, time, F, I, points, pulses, duration,
    end_F, end_I, net, effect, top, name_F, name_I,
):  # fmt: skip
    """Follow both substances through M trains of B bursts, with a pause of G s between trains.

    Calcium and substances are in arbitrary units; ``j`` is the number of bursts over which the
    change of calcium is counted, ``k`` and ``b`` are in Hz, ``Delta`` and ``duration`` in s.
    """
    bursts, trains, back, n = int(B), int(M), int(j), 0
    for i in range(1, bursts + 1):
        Ca[i] = calcium(i, CONTRACTED, k, Delta)
        one_F[i] = facilitate(one_F[i - 1], Ca[i] - Ca[max(i - back, 0)], CONTRACTED, R_F, f)
        one_I[i] = inhibit(one_I[i - 1], Ca[i], CONTRACTED, R_I, h)
    duration[0] = trains * APART * bursts + (trains - 1) * G
    earlier, fade = 0.0, np.exp(-b * G)  # what is left of earlier trains, in ends of one train
    highest = 0.0
    for train in range(trains):
        for i in range(bursts + 1):
            time[n] = (train * (APART * bursts + G) + APART * i) / duration[0]
            F[n] = earlier * one_F[bursts] + one_F[i]
            I[n] = earlier * one_I[bursts] + one_I[i]
            highest = max(highest, F[n], I[n])
            n += 1
        earlier = (earlier + 1.0) * fade
    points[0], pulses[0] = n, 3 * bursts * trains
    end_F[0], end_I[0] = F[n - 1], I[n - 1]
    net[0] = end_F[0] - end_I[0]
    effect[0] = 2.0 if abs(net[0]) <= CLEAR else 1.0 if net[0] < 0.0 else 0.0
    for i in range(len(TOPS) - 1):
        top[0] += 1.0 if highest > TOPS[i] else 0.0
    apart = max(0.0, ROOM * TOPS[int(top[0])] - abs(net[0]) / 2.0)
    apart = -apart if net[0] < 0.0 else apart
    name_F[0], name_I[0] = end_F[0] + apart, end_I[0] - apart
