"""What the engines ask of a neuron: named state, and kernels for its flow, its threshold and its
reset.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from .. import _jit
from ..model import Model, ParameterError, meant
from .checks import expect_kernels, expect_refractory, expect_reset, expect_rest
from .equations import model as from_text


class Neuron(Model):
    r"""A spiking neuron: ``flow`` between spikes, ``fires`` at threshold, ``reset`` after it.

    ``flow(*state, I, *parameters)`` returns the derivative of each state variable per second,
    ``fires(*state, *parameters)`` a truth value, ``reset(*state, *parameters)`` the state after a
    spike. A neuron whose flow has a closed form also gives ``leap(*state, I, decay, *parameters)``
    and ``propagator(dt)``, its ``decay``; one that is linear as well gives ``response(tau, dt)``,
    what a current that decays adds to V, and networks then leap too.

    A neuron under conductances is driven by the current :math:`I - G V`. If its flow is linear in
    each state variable while the others are held, the kernel ``linear(*state, I, G, *parameters)``
    returns for each of them the pair (λ, c) of :math:`dx/dt = c - \lambda x`. The step of
    :mod:`~neurolib.engines.clocked.conductances` is then stable at any tick.

    A model that spikes by itself, as that of Hodgkin and Huxley does, has a reset that returns the
    state as it is. Where ``fires`` still holds after such a reset, the neuron has to fall below its
    threshold before it can fire again: a spike is an upward crossing. Such a model has no
    refractory time.

    A model is a subclass, a frozen dataclass whose parameters are :func:`~neurolib.model.param`; it
    may live in a notebook. Raises ``TypeError``, when the class is made, for a kernel that is
    missing, takes other arguments, has a condition, or returns another form; and
    :class:`ParameterError`, when a neuron is made, for a reset that takes V to where it fires
    again, and for a refractory time of a model whose reset leaves V as it is.
    """

    state: ClassVar[tuple[str, ...]]
    flow: ClassVar[Callable[..., Any]]
    fires: ClassVar[Callable[..., Any]]
    reset: ClassVar[Callable[..., Any]]
    leap: ClassVar[Callable[..., Any] | None] = None
    linear: ClassVar[Callable[..., Any] | None] = None
    own: ClassVar[tuple[str, ...]] = ()  # parameters that stand in the state: see :func:`apart`

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "flow" in vars(cls) and "leap" not in vars(cls):
            cls.leap = None  # an inherited closed form would solve the parent's flow
        if "flow" in vars(cls) and "linear" not in vars(cls):
            cls.linear = None
        expect_kernels(cls)

    def __post_init__(self) -> None:
        super().__post_init__()
        expect_rest(self)
        expect_reset(self)
        expect_refractory(self)

    def rest(self) -> tuple[float, ...]:
        """Return the state from which a run starts."""
        raise TypeError(
            f"{type(self).__name__} does not say where it rests; define rest(self), "
            f"which returns one value a state variable."
        )

    def propagator(self, dt: float) -> float:
        """Return the factor that ``leap`` needs for a step of ``dt`` seconds."""
        raise TypeError(
            f"{type(self).__name__} has no closed form between spikes, so it has no "
            f"propagator; integrate its flow."
        )

    @classmethod
    def from_equations(
        cls,
        equations: str,
        spike: str,
        rest: str,
        reset: str | None = None,
        name: str = "FromEquations",
        **parameters: float | str,
    ) -> type[Neuron]:
        """Return a model whose equations are given as text.

        A line of a text ends with a new line or ``;``. It holds names, numbers, units,
        ``+ - * / **``, ``exp``, ``expm1``, ``log``, ``sqrt``, ``sin``, ``cos``, ``sinh``, ``cosh``,
        ``tanh``, ``abs``, ``min``, ``max``, ``exprel``, which is (e^x - 1)/x and 1 at x = 0, and
        ``a if V > V_T else b``, whose condition may have ``and`` and ``or``. Nothing else is
        accepted, so that a text runs no code. A unit is hidden by a name of the model that is the
        same, as V is.

        >>> from neurolib import Neuron
        >>> Leaky = Neuron.from_equations(
        ...     "dV/dt = (E_L - V)/tau + I/C", spike="V >= -50*mV", reset="V = E_L",
        ...     rest="V = E_L", name="Leaky", E_L="-70*mV", tau="20*ms", C="200*pF",
        ... )
        >>> Leaky(tau=0.01)
        Leaky(E_L=-70*mV, tau=10*ms, C=200*pF)

        Parameters
        ----------
        equations : str
            A line ``dX/dt = …`` for each state variable, V (the voltage) among them, and lines
            ``x = …`` for quantities that other lines use. I is the current, A.
        spike : str
            Condition under which the neuron fires, as in "V >= V_T".
        rest : str
            State from which a run starts, as in "V = -65*mV; w = 0*pA", a line for each variable,
            which also says its unit.
        reset : str, default None
            What a spike changes, as in "V = V_R; w += b", line after line. Without it a spike is an
            upward crossing: the neuron fires again only after its condition has been false.
        name : str, default "FromEquations"
            Name of the model.
        **parameters : float, str or param(…)
            Parameters, by name: a number, a text with a unit, as in ``tau="20*ms"``, or
            :func:`~neurolib.model.param`, with a meaning and a range. Otherwise voltages may be up
            to 500 mV, other values up to 1000 times as large; of those by which an equation divides
            the sign stays, and a thousandth is the least. A refractory time is named ``t_ref``; a
            model whose reset leaves V as it is has none.

        Returns
        -------
        type
            A class of neurons, as one that is written by hand; ``Leaky()`` is a neuron.

        Raises
        ------
        ParameterError
            For what is not allowed in a text, names of nothing, and units that do not fit.
        """
        return from_text(Neuron, name, (equations, spike, rest, reset), parameters)

    @property
    def refractory(self) -> float:
        """Seconds for which the state is held after a spike."""
        return float(getattr(self, "t_ref", 0.0))


def leaps(neuron: Neuron) -> bool:
    """Return whether a network may leap over a step: V alone, linear, with a sharp threshold at V_T
    and a reset to V_R.
    """
    if neuron.leap is None or not hasattr(neuron, "response") or neuron.state != ("V",):
        return False
    p, (V_T, V_R) = neuron.values(neuron.fires, "V"), (neuron.V_T, neuron.V_R)  # type: ignore[attr-defined]
    sharp = neuron.fires(V_T, *p) and not neuron.fires(np.nextafter(V_T, -np.inf), *p)
    return bool(sharp and neuron.reset(V_T, *neuron.values(neuron.reset, "V")) == (V_R,))


def conducts(neuron: Neuron) -> bool:
    """Return whether neurons that leap may do so under conductances too: their flow is linear, with
    a leak, and no V is in its terms.
    """
    kernel: Any = neuron.linear
    if kernel is None or not leaps(neuron):
        return False
    p = neuron.values(kernel, "V", "I", "G")
    closed, there, driven, opened, wide = (
        kernel(V, I, G, *p)[0]
        for V, I, G in (
            (0.0, 0.0, 0.0),
            (1.0, 0.0, 0.0),
            (0.0, 1.0, 0.0),
            (0.0, 0.0, 1.0),
            (0.0, 0.0, 2.0),
        )
    )
    gain = opened[0] - closed[0]
    steady = there == closed and driven[0] == closed[0] and opened[1] == wide[1] == closed[1]
    even = np.isclose([wide[0] - opened[0], driven[1] - closed[1]], gain, rtol=1e-6, atol=0.0).all()
    return bool(steady and even and closed[0] >= 0 and gain > 0)


# --- neurons that differ --------------------------------------------------------------------------


@lru_cache(maxsize=64)
def apart(model: type[Neuron], names: tuple[str, ...]) -> type[Neuron]:
    """Return a model with these parameters in its state, where each neuron has a value of its own
    that neither time nor a spike changes.

    Any model's kernels serve, because they take parameters and state alike by name. There is no
    closed form: the state is not V alone.
    """

    def kernel(name: str, *more: str, end: str = "") -> Any:
        base = getattr(model, name)
        asked = list(inspect.signature(base).parameters)
        others = [each for each in asked if each not in (*model.state, *names, *more)]
        text = (
            f"def {name}({', '.join([*model.state, *names, *more, *others])}): return "
            f"base({', '.join(asked)}){end}"
        )
        return staticmethod(_jit.generated(text, name, base=base))

    def rest(self: Any) -> tuple[float, ...]:
        return (*model.rest(self), *(getattr(self, name) for name in names))

    same, kept = "".join("0.0, " for _ in names), "".join(f"{name}, " for name in names)
    held = "".join("(0.0, 0.0), " for _ in names)
    body = {
        "flow": kernel("flow", "I", end=f" + ({same})"),
        "fires": kernel("fires"),
        "reset": kernel("reset", end=f" + ({kept})"),
    }
    if model.linear is not None:
        body["linear"] = kernel("linear", "I", "G", end=f" + ({held})")
    body |= {"rest": rest, "state": (*model.state, *names), "own": names, "__doc__": model.__doc__}
    return type(model.__name__, (model,), body)


def of_one_kind(population: Any, populations: Sequence[Any]) -> Neuron:
    """Return the neuron of a population, with what any of its kind in ``populations`` have of their
    own in its state, if a kernel reads it: a refractory time is none of these.

    A compiled loop holds one kind.
    """
    neuron: Neuron = population.neuron
    kind = type(neuron)
    kernels = [kernel for kernel in (kind.flow, kind.fires, kind.reset, kind.linear) if kernel]
    read = {name for kernel in kernels for name in inspect.signature(kernel).parameters}
    names = tuple(
        name
        for name in kind.quantities()
        if name in read and any(type(p.neuron) is kind and name in p.own for p in populations)
    )
    if not names or (not population.own.keys() & set(names) and leaps(neuron)):
        return neuron
    values = {name: getattr(neuron, name) for name in (*kind.quantities(), *kind.choices())}
    return apart(kind, names)(**values)  # type: ignore[arg-type]  # a class is hashable


def with_own(population: Any, neuron: Neuron, state: np.ndarray) -> np.ndarray:
    """Return a state (variables, n) of a population with what its neurons have of their own."""
    rows = [
        np.broadcast_to(population.own.get(name, getattr(population.neuron, name)), population.n)
        for name in neuron.own
    ]
    return np.concatenate([state, rows]) if rows else state


def each(neuron: Neuron, own: Mapping[str, np.ndarray]) -> Iterator[Neuron]:
    """Let a neuron take the values of each member in turn, checked: one object, which the next step
    changes.
    """
    one = copy(neuron)
    for values in zip(*own.values(), strict=True):
        vars(one).update(zip(own, map(float, values), strict=True))
        one.check()
        yield one


def own_parameters(
    neuron: Neuron, given: Mapping[str, Any], n: int
) -> tuple[Neuron, dict[str, np.ndarray]]:
    """Return a neuron with what is given as one number, and what is given for each of ``n``
    neurons, or refuse it.
    """
    known, name = neuron.quantities(), type(neuron).__name__
    varied = dict[str, np.ndarray]()
    for parameter, value in given.items():
        if parameter not in known:
            states = list(neuron.state[1:])
            has = f"{name} has {', '.join(known)}" + (
                f", and at the start {', '.join(['V', *states])}" if states else ""
            )
            raise ParameterError(
                f"population has no argument, and {name} no parameter {parameter}; "
                f"{has}.{meant(parameter, [*known, *states])}"
            )
        array = known[parameter].array(value, f"{name}.{parameter}")
        if array.shape == ():
            neuron = replace(neuron, **{parameter: float(array)})
        elif array.shape != (n,):
            raise ParameterError(
                f"{name}.{parameter} has shape {array.shape}; expected one number, or "
                f"{n}, one for each neuron."
            )
        else:
            varied[parameter] = array
    for _ in each(neuron, varied):
        pass  # each is checked
    if "t_ref" in varied:
        replace(neuron, t_ref=float(varied["t_ref"].max()))  # as a neuron of that time is
    return neuron, varied
