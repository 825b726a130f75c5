"""What a class of neurons must have, looked at when the class is made: each of the usual mistakes
gets a sentence there and then.

A kernel is tried once on a state of zeros with the usual parameters; only what it returns matters,
not the numbers.
"""

from __future__ import annotations

import contextlib
import dis
import inspect
from collections.abc import Callable, Sequence
from dataclasses import Field
from typing import Any

import numpy as np

from ..model import ParameterError, meant
from ..units import mV, show

FORMS = {
    "flow": "a tuple with the derivative of each state variable per second, as in return (dV,)",
    "fires": "whether the neuron fires, as in return V >= V_T",
    "reset": "a tuple with each state variable after a spike, as in return (V_R,)",
}
LINEAR = (
    "a pair (λ, c) of dx/dt = c - λ x for each state variable, as in return (((g_L + G) / "
    "C, (g_L * E_L + I) / C),)"
)
HIGHEST = 0.5  # V, up to which a voltage is one of a neuron that did not run away
FARTHEST = 1e4  # V, above rest, up to which a threshold is looked for
EXAMPLE = 'state: ClassVar[tuple[str, ...]] = ("V",)'


def expect_kernels(model: Any) -> None:
    """Refuse a class of neurons whose state or kernels the engines could not use; see
    :class:`~neurolib.neurons.neuron.Neuron`.
    """
    if not {"state", "linear", *FORMS} & set(vars(model)):
        return
    name, state = model.__name__, getattr(model, "state", None)
    if state is None:
        raise TypeError(
            f"{name} has no state; name its variables, the voltage first, as in {EXAMPLE}."
        )
    if not (isinstance(state, tuple) and state and all(isinstance(each, str) for each in state)):
        raise TypeError(
            f"{name}.state is {state!r:.60}; expected a tuple of names, as in {EXAMPLE}."
        )
    for kernel, returned in FORMS.items():
        first = [*state, *(["I"] if kernel == "flow" else [])]
        if not hasattr(model, kernel):
            raise TypeError(
                f"{name} has no {kernel}; write @staticmethod def "
                f"{kernel}({', '.join(first)}, …), which returns {returned}."
            )
        _expect_kernel(model, kernel, _static(model, kernel, first), first, returned)
    if model.linear is not None:
        first = [*state, "I", "G"]
        _expect_kernel(model, "linear", _static(model, "linear", first), first, LINEAR)
        _expect_same_flow(model)


def _static(model: Any, kernel: str, first: list[str]) -> Callable[..., Any]:
    """Return the function of a static method, or refuse another method."""
    found = inspect.getattr_static(model, kernel)
    function: Any = getattr(found, "__func__", found)
    function = getattr(function, "py_func", function)
    bound = list(inspect.signature(function).parameters)[:1] in (["self"], ["cls"])
    if not isinstance(found, staticmethod) or bound:
        why = "takes self" if bound else "is no static method"
        raise TypeError(
            f"{model.__name__}.{kernel} {why}; a kernel is arithmetic on named symbols: "
            f"write @staticmethod above def "
            f"{kernel}({', '.join(first)}, …), and name the parameters that it needs."
        )
    return function


def _expect_kernel(
    model: Any, kernel: str, function: Callable[..., Any], first: list[str], returned: str
) -> None:
    """Refuse a kernel with other arguments than state and parameters, with a condition, or with
    another form of result.
    """
    title, asked = f"{model.__name__}.{kernel}", list(inspect.signature(function).parameters)
    if asked[: len(first)] != first:
        begin = (
            f"({', '.join(first)}, …): the "
            f"state{', the current' if kernel == 'flow' else ''}, then parameters by their "
            f"names"
        )
        raise TypeError(f"{title} takes ({', '.join(asked)}); expected {begin}.")
    usual = {
        name: value.default
        for each in reversed(model.__mro__)
        for name, value in _fields(each).items()
    }
    for name in asked[len(first) :]:
        if name not in usual:
            has = f"{model.__name__} has {', '.join(usual) or 'none'}"
            raise TypeError(
                f"{title} takes {name}, which is no parameter; "
                f"{has}.{meant(name, usual)} Type {name}: float = param(…) for a new "
                f"one."
            )
    if any(
        "JUMP" in step.opname and "IF" in step.opname for step in dis.get_instructions(function)
    ):
        raise TypeError(
            f"{title} has a condition (if, and, or, a chain of comparisons), and runs "
            f"on many neurons at once; write it as arithmetic, "
            "as in np.maximum(x, 0), or with & and |."
        )
    try:
        with np.errstate(all="ignore"):
            found = function(*[0.0] * len(first), *(usual[name] for name in asked[len(first) :]))
    except (NameError, AttributeError, TypeError) as failed:
        raise TypeError(
            f"{title} fails: {failed}; expected arithmetic on its arguments, with "
            f"NumPy's functions."
        ) from None
    except ArithmeticError:  # zeros are no state of this neuron
        return
    if kernel == "fires":
        _expect_truth(title, found)
    elif not isinstance(found, tuple) or len(found) != len(model.state):
        raise TypeError(
            f"{title} returns {_shown(found)}; expected {returned} for {', '.join(model.state)}."
        )


def _expect_truth(title: str, found: Any) -> None:
    """Refuse what is no truth value: of a number an engine could not say whether the neuron
    fires.
    """
    if not isinstance(found, (bool, np.bool_)) and (
        np.shape(found) != () or np.asarray(found).dtype != bool
    ):
        raise TypeError(
            f"{title} returns {_shown(found)}; expected {FORMS['fires']}, and & between "
            f"two conditions."
        )


def _shown(found: Any) -> str:
    """Return what a kernel returned, in words."""
    return (
        f"{len(found)} values"
        if isinstance(found, tuple)
        else "nothing"
        if found is None
        else f"a {type(found).__name__}"
    )


def _expect_same_flow(model: Any) -> None:
    """Refuse a kernel ``linear`` that is not the flow under the current I - G V, at a state and
    parameters that are no round numbers.
    """
    usual = {
        name: value.default
        for each in reversed(model.__mro__)
        for name, value in _fields(each).items()
    }
    parameters = {
        kernel: list(inspect.signature(getattr(model, kernel)).parameters)
        for kernel in ("flow", "linear")
    }
    y, I = [(-1) ** k * 0.017 * (k + 1.3) for k in range(len(model.state))], 3.1e-10
    for G in 0.0, 2.3e-8:
        with np.errstate(all="ignore"):
            try:
                flow = model.flow(
                    *y, I - G * y[0], *(usual[name] for name in parameters["flow"][len(y) + 1 :])
                )
                linear = model.linear(
                    *y, I, G, *(usual[name] for name in parameters["linear"][len(y) + 2 :])
                )
            except (
                ArithmeticError,
                KeyError,
                TypeError,
            ):  # this is no state of the neuron, or a parameter has no usual value
                return
        for name, x, derivative, pair in zip(model.state, y, flow, linear, strict=True):
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise TypeError(
                    f"{model.__name__}.linear returns {pair!r:.60} for {name}; expected {LINEAR}."
                )
            found, size = pair[1] - pair[0] * x, abs(pair[1]) + abs(pair[0] * x) + abs(derivative)
            if not abs(found - derivative) <= 1e-9 * size:
                raise TypeError(
                    f"{model.__name__}.linear gives d{name}/dt = {found:.6g} where flow "
                    f"gives {derivative:.6g} "
                    f"under the current I - G V with I = 310 pA and G = {G / 1e-9:g} "
                    f"nS; expected {LINEAR}."
                )


def _fields(model: Any) -> dict[str, Any]:
    """Return the parameters of a class, a dataclass already or about to become one."""
    fields = {name: value for name, value in vars(model).items() if isinstance(value, Field)}
    return vars(model).get("__dataclass_fields__", {}) | fields


def expect_rest(neuron: Any) -> None:
    """Refuse a state of rest that is no tuple with a finite number for each state variable."""
    found, state = neuron.rest(), type(neuron).state
    numbers = isinstance(found, tuple) and all(
        isinstance(value, (int, float, np.floating)) and np.isfinite(value) for value in found
    )
    if not numbers or len(found) != len(state):
        expected = f"a tuple with a number for each of {', '.join(state)}, as in return (self.E_L,)"
        raise TypeError(f"{type(neuron).__name__}.rest returns {found!r:.60}; expected {expected}.")


def singular(neuron: Any, state: Sequence[float]) -> str:
    """Return a sentence on a state at which the flow of a neuron is not a number, or nothing."""
    name, p = type(neuron).__name__, neuron.values(neuron.flow, *neuron.state, "I")
    slopes = [np.nan]
    with np.errstate(all="ignore"), contextlib.suppress(ArithmeticError):
        slopes = neuron.flow(*map(np.float64, state), 0.0, *p)
    if abs(state[0]) > HIGHEST or not np.isnan(np.array(slopes, dtype=float)).any():
        return ""
    lost = [f"d{x}/dt" for x, slope in zip(neuron.state, slopes, strict=False) if np.isnan(slope)]
    return (
        f"the flow of {name} is not a number at V={show(state[0], 'V')}, where "
        f"{', '.join(lost)} is "
        f"0/0 or another undefined value. Write x/(exp(x) - 1) as 1/exprel(x) in a text, or type "
        f"another voltage."
    )


def no_refractory(name: str) -> str:
    """Return the refusal of a refractory time of a model of this name, whose reset leaves V."""
    return (
        f"{name} has a refractory time, and its reset leaves V as it is: a spike is then an upward "
        f"crossing of the threshold, and a state that is held there would cut off the action "
        f"potential. Leave t_ref out, or set V in the reset."
    )


def expect_refractory(neuron: Any) -> None:
    """Refuse a refractory time where a reset leaves V as it is: there is no state to be held."""
    if not neuron.refractory:
        return
    V, *others = neuron.rest()
    p = neuron.values(type(neuron).reset, *type(neuron).state)
    with np.errstate(all="ignore"), contextlib.suppress(ArithmeticError):
        # two voltages, because a reset to V_R leaves V_R as it is
        if all(type(neuron).reset(V + up, *others, *p)[0] == V + up for up in (7 * mV, 11 * mV)):
            raise ParameterError(no_refractory(type(neuron).__name__))


def expect_reset(neuron: Any) -> None:
    """Refuse a reset that takes V to where the neuron fires again, because it would fire at every
    step.

    It is tried at the threshold, the lowest voltage at which the neuron at rest fires. A reset that
    leaves V there is right: then the model spikes by itself, and a spike is an upward crossing.
    """
    kind, rest = type(neuron), neuron.rest()
    p_fires, p_reset = (neuron.values(each, *kind.state) for each in (kind.fires, kind.reset))

    def fires(V: float) -> Any:
        return kind.fires(V, *rest[1:], *p_fires)

    def again(V: float) -> Any:
        after = kind.reset(V, *rest[1:], *p_reset)
        return after if after[0] != V and kind.fires(*after, *p_fires) else None

    try:
        with np.errstate(all="ignore"):
            _expect_truth(f"{kind.__name__}.fires", fires(rest[0]))
            low, high = _bracket(fires, float(rest[0]))
            if np.isnan(high) or again(high) is None:
                return
            # because one by subtraction may stay above it from far up
            threshold = _threshold(fires, low, high)
            after = again(threshold)
    except ArithmeticError:  # one of these is no state of this neuron
        return
    if after is not None:
        raise ParameterError(
            f"{kind.__name__}.reset takes V to {show(float(after[0]), 'V')}, where the "
            f"neuron fires again; expected a voltage below its "
            f"threshold, {show(threshold, 'V')}. Type a lower one, or return V as it "
            f"is: then a spike is an upward crossing."
        )


def _bracket(fires: Callable[[float], Any], V: float) -> tuple[float, float]:
    """Return a voltage at which a neuron does not fire, and a higher one at which it does; NaN
    where it fires at ``V``, or never.
    """
    low, step = V, 1 * mV
    while not fires(low + step):
        low, step = low + step, 2 * step
        if step > FARTHEST:
            return low, np.nan
    return low, np.nan if low == V and fires(V) else low + step


def _threshold(fires: Callable[[float], Any], low: float, high: float) -> float:
    """Return the lowest voltage at which a neuron fires, between two."""
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if fires(middle) else (middle, high)
    return high
