"""Kernels that ``same_numbers`` compares: a neuron's integration, a closed form, and every function
that comes from ``Math``.
"""

from __future__ import annotations

import math

import numpy as np

from neurolib import _jit
from neurolib.engines.clocked import integrators
from neurolib.neurons import LIF, AdEx
from tests.site.same_numbers import Case

DT, STEPS = 2e-5, 20000
run_one = _jit.open_name("run_one")
NEURON = AdEx.pattern("adapting")
P_FLOW = NEURON.values(AdEx.flow, *NEURON.state, "I")
P_FIRES = NEURON.values(AdEx.fires, *NEURON.state)
P_RESET = NEURON.values(AdEx.reset, *NEURON.state)
REST = NEURON.rest()


def _adex(p, data, out):  # type: ignore[no-untyped-def]
    """Run AdEx under a constant current p[0], with a time constant of adaptation p[1] and a jump
    p[2]; ``data`` are the stages of a method. The last number is how many spikes there are.
    """
    steps = STEPS
    trace, spikes = out[: 2 * (steps + 1)].reshape((2, steps + 1)), out[2 * (steps + 1) :]
    C, g_L, E_L, V_T, Delta_T, a, _, V_peak = P_FLOW
    flow = (C, g_L, E_L, V_T, Delta_T, a, p[1], V_peak)
    trace[0, 0], trace[1, 0] = REST
    spikes[ROOM] = run_one(
        REST, p[:1], steps, 0, trace, spikes, (data.reshape((4, 3)), flow), P_FIRES,
        (P_RESET[0], p[2]),
    )  # fmt: skip


ROOM = 200
ADEX = _jit.plain(
    _adex,
    {
        "run_one": _jit.plain(
            integrators.run_one,
            {
                "flow": AdEx.flow,
                "fires": AdEx.fires,
                "reset": AdEx.reset,
                "LEAPS": False,
                **{
                    name: each
                    for name, each in integrators.sized(2).items()
                    if name in ("shift", "gather")
                },
            },
        )
    },
)


def lif(p, data, out):  # type: ignore[no-untyped-def]
    """Write V of LIF, from rest under a current p[0] with the time constant p[1], at the times
    ``data``.
    """
    for k in range(len(data)):
        out[k] = leap(-0.07, p[0], math.exp(-data[k] / p[1]), 1e-8, -0.07)[0]


leap = LIF.leap


def elementary(p, data, out):  # type: ignore[no-untyped-def]
    """Write each function that comes from Math, at p[0] (any number) or p[1] (a positive one)."""
    x, y = p[0], p[1]
    out[0], out[1], out[2] = math.exp(x), math.expm1(x), math.log(y)
    out[3], out[4], out[5] = math.log1p(y), math.log2(y), math.log10(y)
    out[6], out[7], out[8], out[9] = math.sin(x), math.cos(x), math.tan(x), math.tanh(x)
    out[10], out[11], out[12] = math.asin(x / 30), math.acos(x / 30), math.atan(x)
    out[13], out[14], out[15] = math.sinh(x), math.cosh(x), math.atan2(x, y)
    out[16], out[17] = y**x, math.hypot(x, y)
    out[18], out[19], out[20] = math.asinh(x), math.acosh(1 + y), math.atanh(x / 30)


NAMES = (
    "exp expm1 log log1p log2 log10 sin cos tan tanh asin acos atan sinh cosh atan2 pow hypot "
    "asinh acosh atanh".split()
)

CASES = {
    "AdEx, 20 000 steps": Case(
        ADEX,
        lambda rng: (
            rng.uniform(0.3e-9, 0.8e-9),
            rng.uniform(0.05, 0.4),
            rng.uniform(0.02e-9, 0.2e-9),
        ),
        {"V": STEPS + 1, "w": STEPS + 1, "spikes": ROOM, "count": 1},
        integrators.stages("RK4", DT).ravel(),
        equal=("spikes", "count"),
    ),
    "LIF, closed form": Case(
        lif,
        lambda rng: (rng.uniform(0, 1e-9), rng.uniform(5e-3, 50e-3)),
        {"V": 1000},
        np.arange(1000) * 1e-4,
    ),
    "elementary functions": Case(
        elementary,
        lambda rng: (rng.uniform(-25, 25), rng.uniform(1e-3, 50)),
        dict.fromkeys(NAMES, 1),
        plain_sets=200,
    ),
}
