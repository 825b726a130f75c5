r"""The rotating frame of the compiled path: what decays is stored such that it stands still between events.

With t₀ the start of the frame,

.. math::

    y(t) = -\gamma + A\, e^{-(t - t_0)/\tau} + \textstyle\sum_s X_s\, b_s(t - t_0), \qquad i_s(t) = X_s\, h_s(t - t_0) \tag{1}

in the symbols of :mod:`~neurolib.engines.crossing`. An arrival adds constants to A and X_s, and the factors that turn its
weight into them are computed once for all its targets. For a time constant of its own, and for one near τ,

.. math::

    b_s(t) = e^{-t/\tau_s}, \quad h_s(t) = (1 - \tau/\tau_s)\, e^{-t/\tau_s} \tag{2}
    b_s(t) = \tfrac{1}{\tau} \int_0^t e^{-(t - u)/\tau - u/\tau_s}\, du, \quad h_s(t) = e^{-t/\tau_s} \tag{3}

After some time constants the factors are folded in and the frame starts anew.
"""

from __future__ import annotations

import math
from typing import Any

from .event_queues import START
from .event_tables import ADD_A, ADD_X, C_NEAR, C_TAU, CHANNEL, CHANNELS, DOWN, FIRST, PARKED, SIZE, STAMP, TAU, UP, X0, A, B, H

refer: Any  # a global that `event_compiled` puts in place

FADED = 1e-200  # what is smaller is zero: near the smallest floats arithmetic is slow


def _refer(passed, q, slabs, constants, channels, factors):  # type: ignore[no-untyped-def]
    """Compute the factors of a slab for a time of the frame, unless that is done."""
    here, each = factors
    if here[q, STAMP] == passed:
        return
    tau = constants[q, TAU]
    down = math.exp(-passed / tau)
    here[q, STAMP], here[q, DOWN], here[q, UP] = passed, down, 1.0 / down if down > 0.0 else math.inf
    for c in range(slabs[q, CHANNEL], slabs[q, CHANNEL] + slabs[q, CHANNELS]):
        fade = math.exp(-passed / channels[c, C_TAU])
        if channels[c, C_NEAR] > 0.0:
            x = passed / tau - passed / channels[c, C_TAU]
            each[c, B] = passed / tau * down * (math.expm1(x) / x if x != 0.0 else 1.0)  # (3)
            each[c, H] = fade
        else:
            each[c, B], each[c, H] = fade, fade * (1.0 - tau / channels[c, C_TAU])  # (2)
        if fade > 0.0 and down > 0.0:
            each[c, ADD_X] = 1.0 / each[c, H]
            each[c, ADD_A] = -each[c, B] / each[c, H] / down


def _fold(t, clock, cells, slabs, constants, channels, factors):  # type: ignore[no-untyped-def]
    """Start the rotating frame anew at ``t``: (1) at its end is (1) at the start of the next."""
    state, passed = cells[0], t - clock[START]
    for q in range(len(slabs)):
        refer(passed, q, slabs, constants, channels, factors)
        down, first = factors[0][q, DOWN], slabs[q, CHANNEL]
        for x in range(slabs[q, FIRST], slabs[q, FIRST] + slabs[q, SIZE]):
            if state[x, A] > PARKED:
                a = state[x, A] * down
                for c in range(slabs[q, CHANNELS]):
                    if channels[first + c, C_NEAR] > 0.0:
                        a += state[x, X0 + c] * factors[1][first + c, B]
                state[x, A] = a if abs(a) > FADED else 0.0
            for c in range(slabs[q, CHANNELS]):
                new = state[x, X0 + c] * math.exp(-passed / channels[first + c, C_TAU])
                state[x, X0 + c] = new if abs(new) > FADED else 0.0
        factors[0][q, STAMP] = -1.0
    clock[START] = t
