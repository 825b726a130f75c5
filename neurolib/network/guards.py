"""The quantities of a network and their guards: what does not fit is refused with a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import ParameterError, Quantity
from ..plasticity.timing import SpikeTiming
from ..units import mS, ms, mV, nA, nS, pA, pS, s, show, us, uV
from .projections import UNITS

SIZE = Quantity("", "number of senders", 1, 1e7)
DELAY = Quantity("ms", "delay of transmission", 1 * us, 500 * ms, (0.1 * ms, 20 * ms))
TAU = Quantity("ms", "time constant of the synapse", 10 * us, 10 * s, (1 * ms, 100 * ms))
PROBABILITY = Quantity("", "chance of a synapse for each pair", 0.0, 1.0, (0.01, 1.0))
TIME = Quantity("ms", "times of spikes", 0.0, 1e7 * s)
WEIGHTS = {  # by size one tells a jump of voltage from a current or a conductance
    "delta": Quantity("mV", "weight of a delta synapse: a jump of the voltage, in volts", -0.5, 0.5, (0.1 * mV, 20 * mV)),
    "exponential": Quantity(
        "pA", "weight of an exponential synapse: a jump of the current, in amperes", -100 * nA, 100 * nA, (1 * pA, 1000 * pA)
    ),
    "conductance": Quantity(
        "nS", "weight of a conductance synapse: a jump of the conductance, in siemens", 0.0, 0.1 * mS, (0.1 * nS, 100 * nS)
    ),
}
SMALLEST = {"delta": 0.1 * uV, "exponential": 1e-18, "conductance": 0.001 * pS}


def size(n: Any, name: str) -> int:
    """Return a number of senders as an int, or refuse it."""
    return SIZE.whole(n, name)


def indices(values: Any, name: str) -> np.ndarray:
    """Return whole numbers as an array of ints, or refuse them."""
    array = np.ravel(values)
    if array.size and (array.dtype.kind not in "iuf" or (array != np.floor(array)).any()):
        raise ParameterError(f"{name} are {values!r:.60}; expected whole numbers from 0.")
    return array.astype(np.int64)


def inside(indices: np.ndarray, n: int, name: str) -> None:
    """Refuse indices that are not below ``n``."""
    bad = indices[(indices < 0) | (indices >= n)]
    if bad.size:
        raise ParameterError(f"{name} hold {bad[0]}; expected 0 to {n - 1}, for there are {n}.")


def pairs(pairs: Any, n_pre: int, n_post: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the given pairs as two int32 arrays (i, j), or refuse them."""
    if not isinstance(pairs, (tuple, list, np.ndarray)) or len(pairs) != 2:
        raise ParameterError(f"project's pairs is {pairs!r:.60}; expected two arrays (i, j), sender and target of each synapse.")
    i, j = indices(pairs[0], "project's pairs[0]"), indices(pairs[1], "project's pairs[1]")
    if len(i) != len(j):
        raise ParameterError(f"project's pairs have {len(i)} senders and {len(j)} targets; expected as many of each.")
    inside(i, n_pre, "project's pairs[0]")
    inside(j, n_post, "project's pairs[1]")
    return i.astype(np.int32), j.astype(np.int32)


def per_member(quantity: Quantity, value: Any, n: int, name: str) -> np.ndarray:
    """Return one number, or one for each of ``n``, or refuse the shape."""
    array = quantity.array(value, name)
    if array.shape not in ((), (n,)):
        raise ParameterError(f"{name} ({quantity.meaning}) has shape {array.shape}; expected one number, or {n}, one for each.")
    return array


def per_synapse(quantity: Quantity, value: Any, n_pre: int, n_post: int, given: Any, name: str) -> np.ndarray:
    """Return one number, one for each given pair, or a matrix (pre, post), or refuse the shape."""
    array = quantity.array(value, name) if np.size(value) or given is None or len(given[0]) else np.empty(0)
    shapes = [(), (n_pre, n_post)] + ([(len(given[0]),)] if given is not None else [])
    if array.shape not in shapes:
        expected = " or ".join(f"shape {shape}" if shape else "one number" for shape in shapes)
        raise ParameterError(f"{name} ({quantity.meaning}) has shape {array.shape}; expected {expected}.")
    return array


def weights(synapse: str, value: Any, n_pre: int, n_post: int, given: Any) -> np.ndarray:
    """Return the weights as an array, or refuse those whose size shows that they are of another kind of synapse."""
    quantity, unit, name = WEIGHTS[synapse], UNITS[synapse], "project's weight"
    hint = "Is it of another kind? Type " + ", ".join(f'synapse="{kind}" for {u}' for kind, u in UNITS.items() if kind != synapse) + "."
    if synapse == "conductance":
        hint += " A conductance is not negative: inhibition comes from its reversal, as in E_rev=-80*mV."
    try:
        largest = float(np.abs(quantity.array(value, name)).max()) if np.size(value) else 0.0
    except ParameterError as refused:
        raise ParameterError(f"{refused} {hint}") from None
    if 0 < largest < SMALLEST[synapse]:
        least = show(SMALLEST[synapse], unit)
        raise ParameterError(f"{name} ({quantity.meaning}) is at most {largest:.3g} {unit}; expected {least} or more, or 0. {hint}")
    return per_synapse(quantity, value, n_pre, n_post, given, name)


def learning(rule: Any, w_max: Any, weights: np.ndarray, delays: np.ndarray, synapse: str) -> float | None:
    """Return the largest weight of synapses that learn, ``None`` of those that do not; or refuse what no rule can learn from."""
    unit = UNITS[synapse]
    if rule is None:
        if w_max is not None:
            raise ParameterError(f"project's w_max is {w_max!r:.60}, but there is no plasticity to bound; type plasticity=STDP() as well.")
        return None
    if not isinstance(rule, SpikeTiming):
        hint = f"{rule.__name__}()" if isinstance(rule, type) and issubclass(rule, SpikeTiming) else "STDP()"
        raise ParameterError(f"project's plasticity is {rule!r:.60}; expected a rule of spike timing, as in plasticity={hint}.")
    if delays.ndim:
        raise ParameterError("project has plasticity and a delay for each synapse; expected one delay for all, as in delay=1*ms.")
    if (weights < 0).any():
        least = show(float(weights.min()), unit)
        raise ParameterError(f"project's weight is {least} with plasticity; expected 0 or more: a weight learns between 0 and w_max.")
    highest = float(weights.max(initial=0.0))
    if w_max is None and not highest:
        raise ParameterError(f"project's weight is 0 everywhere, so w_max has no usual value; type one in {unit}, beside the plasticity.")
    largest = 2 * highest if w_max is None else WEIGHTS[synapse].number(w_max, "project's w_max")
    if not SMALLEST[synapse] <= largest or largest < highest:
        raise ParameterError(
            f"project's w_max is {show(largest, unit)} and the largest weight {show(highest, unit)}; expected a w_max of "
            f"{show(max(highest, SMALLEST[synapse]), unit)} or more."
        )
    return largest
