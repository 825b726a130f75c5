"""The voltage of an AdEx neuron under one current, with the voltage to which it is reset. Used on
the first page of the course.
"""

from __future__ import annotations

import inspect
import textwrap

import numpy as np

from .. import _jit
from ..engines.clocked.integrators import kernels, run_one, stages
from ..neurons import AdEx
from ..units import ms
from .lif import intervals, strokes

STEPS, DT = 12_000, 0.05 * ms
CURRENT = AdEx.patterns["irregular"]


def shown(x):
    """Return a number as it is; the loops of the library hide it from the compiler."""
    return x


# An irregular neuron magnifies the last place of a number, in which the exponentials of two
# computers differ, until its spikes differ. Plain arithmetic is the same everywhere.
exponential = _jit.with_globals(_jit.exp, hidden=shown)
exponential.__module__, exponential.__qualname__ = __name__, "exponential"  # so it is not fused


def portable(source):
    """Return the source of equations with the exponential above in place of NumPy's."""
    if "np.exp(" not in source:
        raise ValueError(
            f"The equations {source!r:.60} hold no np.exp(; expected it, so that the neuron's "
            "spikes are the same on all machines: write the exponential as np.exp(x)."
        )
    return source.replace("np.exp(", "exponential(")


EQUATIONS = portable(inspect.getsource(AdEx.flow))
flow = _jit.generated(
    textwrap.dedent(EQUATIONS).removeprefix("@staticmethod\n"),
    "flow",
    exponential=exponential,
    np=np,
    __name__=__name__,
)
KERNELS = kernels(AdEx) | {"flow": flow}
TABLES = {"stages": stages("RK4", DT).ravel()}
OUTPUTS = {
    "held": 1,
    "trace": 2 * (STEPS + 1),  # V, then w
    "fired": STEPS + 1,
    "t": 2 * STEPS + 1,  # the voltage as it is drawn, with a stroke at each spike
    "V": 2 * STEPS + 1,
    "points": 1,
    "n": 1,
    "some": 1,
    "first": 1,
    "shortest": 1,
    "longest": 1,
    "first_gap": 1,
    "last_gap": 1,
    "uneven": 1,  # whether an interval is much shorter than the one before
    "high": 1,  # whether the reset lies above the threshold
    "low": 1,
}


def voltage(
    V_R, C, g_L, E_L, V_T, Delta_T, a, tau_w, b, V_peak, stages,
    held, trace, fired, t, V, points, n, some, first, shortest, longest, first_gap, last_gap,
    uneven, high, low,
):  # fmt: skip
    """Run an AdEx neuron from rest for 600 ms under :data:`CURRENT`.

    Voltages are in V, times in s and currents in A; ``fired`` holds steps.
    """
    held[0], whole = CURRENT, trace.reshape(2, STEPS + 1)
    whole[0, 0], whole[1, 0] = E_L, 0.0
    p = (C, g_L, E_L, V_T, Delta_T, a, tau_w, V_peak)
    count = run_one(
        (E_L, 0.0), held, STEPS, 0, whole, fired, (stages.reshape(4, 3), p), (V_peak,), (V_R, b)
    )
    points[0] = strokes(trace[: STEPS + 1], fired, count, DT, V_peak, t, V)
    intervals(fired, count, DT, n, some, first, shortest, longest)
    before = 0.0
    for k in range(1, count):
        gap = fired[k] * DT - fired[k - 1] * DT
        first_gap[0] = gap if k == 1 else first_gap[0]
        uneven[0] = 1.0 if gap <= 0.9 * before else uneven[0]
        before = gap
    last_gap[0] = before
    high[0] = 1.0 if V_R > V_T else 0.0
    low[0] = 1.0 - high[0]
