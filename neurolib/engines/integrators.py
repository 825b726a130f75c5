r"""How a neuron gets through one tick: by a leap where it has a closed form, else by one step of Runge and Kutta.

A step goes through stages. Each evaluates the flow f once, a little ahead of the step's start, where the one before points:

.. math::

    k_s = f(z_s, I(t + c_s \Delta t)), \quad z_{s+1} = y + a_s \Delta t\, k_s, \qquad y(t + \Delta t) = y + \Delta t \sum_s b_s k_s \tag{1}

with :math:`z_1 = y`. The classical method of order 4 has four stages, and reads the input at the step's start, twice in the
middle, and at its end; Euler's, of order 1, has one. A synaptic input is there a current and a conductance,
:math:`I(t) - G(t)\,V`, both of which decay exactly between the arrivals at either end of the step.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from .. import _jit
from ..model import ParameterError
from ..neurons.neuron import Neuron
from ..units import ms, show
from . import tuples
from .stepping import with_vectors

Kernel = Callable[..., Any]

# Globals that `bound` puts in place for each model; the functions below name them.
flow: Kernel
leap: Kernel
shift: Kernel
stage: Kernel

# For each stage: where the input is read (0, 1, 2 half steps after the start), a and b of equation (1).
METHODS = {
    "RK4": ((0, 1 / 2, 1 / 6), (1, 1 / 2, 1 / 3), (1, 1, 1 / 3), (2, 0, 1 / 6)),
    "Euler": ((0, 0, 1),),
}


def known(method: Any, verb: str) -> str:
    """Return the name of a method, or refuse what is none."""
    if method not in list(METHODS):
        raise ParameterError(f"{verb}'s method is {method!r:.60}; expected 'RK4' (order 4, the default) or 'Euler' (order 1, cheaper).")
    return str(method)


def stages(method: str, dt: float) -> np.ndarray:
    """Return the stages of a method, one a row, for steps of ``dt`` seconds."""
    return np.array(METHODS[method]) * [1.0, dt, dt]


def _stage(y, z, total, I, G, ahead, share, p):  # type: ignore[no-untyped-def]
    k = flow(*(z + (I - G * z[0],) + p))
    return shift(y, ahead, k), shift(total, share, k)  # (1)


def _held(y, I, p):  # type: ignore[no-untyped-def]
    table, p_flow = p
    z, total = y, y
    for s in range(len(table)):
        z, total = stage(y, z, total, I, 0.0, table[s, 1], table[s, 2], p_flow)
    return total


def _exact(y, I, p):  # type: ignore[no-untyped-def]
    return leap(*(y + (I,) + p))


def loop(neuron: Neuron, function: Kernel) -> Kernel:
    """Return ``function`` with the kernels of a neuron in place of the globals that it names, compiled where Numba is."""
    model, size = type(neuron), len(neuron.state)
    if size > tuples.MOST and _jit.enabled():
        raise ParameterError(
            f"{model.__name__} has {size} state variables; a compiled neuron has at most {tuples.MOST}. "
            "Set NEUROLIB_NUMBA=0 before Python starts to run it uncompiled."
        )
    return bound(function, model.__name__, size, model.flow, model.fires, model.reset, model.leap)


@lru_cache(maxsize=64)
def bound(function: Kernel, name: str, size: int, flow: Kernel, fires: Kernel, reset: Kernel, leap: Kernel | None) -> Kernel:
    """Return ``function`` bound to ``flow``, ``fires``, ``reset`` and ``advance``, a step under a current that is held."""
    kernels = {"flow": flow, "fires": fires, "reset": reset}
    own = {key: _jit.inner(with_vectors(kernel, np.exp) if _jit.enabled() else kernel) for key, kernel in kernels.items()}
    if leap is not None:
        own["advance"] = _jit.inner(_exact, {"leap": _jit.inner(leap)}, name)
    else:
        shift = _jit.inner(tuples.of(size)["shift"]) if _jit.enabled() else tuples.shift
        stage = _jit.inner(_stage, {"flow": own["flow"], "shift": shift}, name)
        own["advance"] = _jit.inner(_held, {"stage": stage}, name)
    used = {key: kernel for key, kernel in own.items() if key in function.__code__.co_names}
    return _jit.bind(function, used, name, **_jit.LEAN)


def parameters(neuron: Neuron, dt: float, method: str = "RK4") -> tuple[Any, ...]:
    """Return what a bound loop hands to its kernels: parameters of the step, of the threshold and of the reset."""
    state = neuron.state
    step: Any
    if neuron.leap is not None:
        step = (neuron.propagator(dt), *neuron.values(neuron.leap, *state, "I", "decay"))
    else:
        step = (stages(method, dt), neuron.values(neuron.flow, *state, "I"))
    return step, neuron.values(neuron.fires, *state), neuron.values(neuron.reset, *state)


def fastest_time(neuron: Neuron) -> float:
    """Return the shortest time constant in s of a neuron at rest, beyond which a step blows up."""
    rest, p = np.array(neuron.rest()), neuron.values(neuron.flow, *neuron.state, "I")
    nudges = np.diag(np.where(rest == 0, 1e-12, 1e-6 * np.abs(rest)))
    columns = [(np.array(neuron.flow(*(rest + d), 0.0, *p)) - neuron.flow(*(rest - d), 0.0, *p)) / (2 * d.sum()) for d in nudges]
    fastest = np.abs(np.linalg.eigvals(np.transpose(columns))).max()
    return float(1 / fastest) if fastest else float("inf")


def expect_step(neuron: Neuron, dt: float, verb: str) -> None:
    """Refuse a step longer than the fastest time of a neuron that is not leapt over exactly."""
    if dt > (fastest := fastest_time(neuron)):
        raise ParameterError(
            f"{verb}'s dt (time step) is {show(dt, 's')}, longer than the fastest time of this {type(neuron).__name__} at rest, "
            f"{show(fastest, 's')}; type a shorter one, as in dt={float(f'{fastest / 10 / ms:.1g}'):g}*ms."
        )


def leaps(neuron: Neuron) -> bool:
    """Return whether a network may leap over a tick: V alone, linear, with a sharp threshold at V_T and a reset to V_R."""
    if neuron.leap is None or not hasattr(neuron, "response") or neuron.state != ("V",):
        return False
    p, (V_T, V_R) = neuron.values(neuron.fires, "V"), (neuron.V_T, neuron.V_R)  # type: ignore[attr-defined]
    sharp = neuron.fires(V_T, *p) and not neuron.fires(np.nextafter(V_T, -np.inf), *p)
    return bool(sharp and neuron.reset(V_T, *neuron.values(neuron.reset, "V")) == (V_R,))
