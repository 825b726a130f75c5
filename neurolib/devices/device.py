"""The base of every device: one state variable, and a conductance that depends on it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from ..model import Model, ParameterError, Quantity, close
from ..units import V, ns, s

VOLTAGE = Quantity("V", "voltage", -10 * V, 10 * V, (-2 * V, 2 * V))
READING = Quantity("ns", "length of a reading", 0.0, 1e6 * s, (1 * ns, 1000 * ns))


class _Kernel(staticmethod):
    """A pure function on named symbols: on the class as it is written, on a device with that
    device's parameters filled in.

    ``HPMemristor.current(x, v, R_on, R_off)`` and ``HPMemristor().current(x, v)``; a parameter
    given by name replaces the device's own, so that an array of devices may differ:
    ``device.current(x, v, R_on=100 * spread)``.
    """

    def __get__(self, instance: Any, owner: Any = None) -> Callable[..., Any]:
        function = super().__get__(instance, owner)
        return function if instance is None else instance.called(function)


if TYPE_CHECKING:
    kernel = staticmethod  # the name by which checkers know that there is no self
else:
    kernel = _Kernel


class Filled(Model):
    """A model whose kernels have, on an instance, its parameters filled in; a word stands for a
    function in ``functions``.
    """

    functions: ClassVar[Mapping[str, Mapping[str, Callable[..., Any]]]] = {}

    def called(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a kernel as it is called on this model."""
        return self.fill(function)

    def fill(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a kernel with this model's parameters filled in, by name."""
        asked, known = _asked(function), _known(type(self))  # type: ignore[arg-type]  # a class is hashable
        defaults = {name: self._value(name) for name in asked & known}

        def filled(*given: Any, **other: Any) -> Any:
            if not other:  # as in most of thousands of steps
                return function(*given, **defaults)
            return function(
                *given,
                **defaults
                | {
                    name: value
                    for name, value in other.items()
                    if name in asked or name not in known
                },
            )

        return filled

    def _value(self, name: str) -> Any:
        value = getattr(self, name)
        return self.functions[name][value] if name in self.functions else value


@cache
def _asked(function: Callable[..., Any]) -> frozenset[str]:
    """Return the names of what a kernel takes; looked up once, because a crossbar calls kernels for
    each block of devices.
    """
    return frozenset(inspect.signature(function).parameters)


@cache
def _known(model: type[Model]) -> frozenset[str]:
    return frozenset([*model.quantities(), *model.choices()])


class Device(Filled):
    """A device with one state variable, named in ``state``, between two ``bounds``, and a
    conductance that depends on it.

    The state is not kept in the device: it is handed to each verb, a number or an array, and handed
    back. A positive voltage raises the conductance, in every device. State, voltage and parameters
    may be arrays that broadcast together: an array of devices is an array of states. ``preset``
    gives published devices, which ``presets`` lists with their sources.
    """

    state: ClassVar[tuple[str]]
    unit: ClassVar[str] = ""  # of the state
    V_read: ClassVar[float] = 0.1  # V, where conductances are read
    presets: ClassVar[Mapping[str, str]] = MappingProxyType({})
    _published: ClassVar[Mapping[str, Mapping[str, Any]]] = MappingProxyType({})

    @classmethod
    def publish(cls, devices: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        """Let ``preset`` know devices: name → (source, parameters)."""
        cls.presets = MappingProxyType({name: source for name, (source, _) in devices.items()})
        cls._published = {name: parameters for name, (_, parameters) in devices.items()}

    @classmethod
    def preset(cls, name: str) -> Self:
        """Return a published device, by a name in ``presets``, or say which there are."""
        if not cls._published:
            raise ParameterError(
                f"{cls.__name__} has no published devices; type {cls.__name__}(), with "
                f"the parameters of yours."
            )
        plain = {key.lower().replace("–", "-"): key for key in cls._published}
        key = str(name).lower().replace("–", "-")
        if key not in plain:
            hint = f" Did you mean {plain[like]!r}?" if (like := close(key, plain, 0.3)) else ""
            raise ParameterError(
                f"{cls.__name__} has no preset {name!r}; it has {', '.join(cls._published)}.{hint}"
            )
        return cls(**cls._published[plain[key]])

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value of the state."""
        return (0.0, 1.0)

    def rest(self) -> float:
        """Return the state from which a run starts."""
        raise TypeError(
            f"{type(self).__name__} does not say where it starts; define rest(self), "
            f"which returns a state."
        )

    def conductance(self, x: Any, v: float | None = None, **other: Any) -> Any:
        """Return the conductance in S of a device in state ``x``."""
        raise TypeError(
            f"{type(self).__name__} does not say how it conducts; define "
            f"conductance(self, x, v=None, **other)."
        )

    @property
    def conductances(self) -> tuple[float, float]:
        """Smallest and largest conductance in S, read at ``V_read``."""
        ends = sorted(float(self.conductance(x)) for x in self.bounds)
        return ends[0], ends[1]

    def set_conductance(self, G: Any) -> Any:
        """Return the state whose conductance, read at ``V_read``, is a given one.

        Parameters
        ----------
        G : float or array
            Conductance, S.

        Returns
        -------
        float or array of the shape of G
            State, in the unit of the device.

        Raises
        ------
        ParameterError
            For a conductance that the device does not reach.
        """
        low, high = self.conductances
        slack = 1e-12 * high  # an end that was read back is no excess
        wanted = Quantity("uS", "conductance", low - slack, high + slack).array(
            G, f"{type(self).__name__}.set_conductance's G"
        )
        x = np.clip(self._inverse(np.clip(wanted, low, high)), *self.bounds)
        return float(x) if x.ndim == 0 else x

    def _inverse(self, G: Any) -> Any:
        """Return the state with conductance ``G``: a closed form."""
        raise TypeError(
            f"{type(self).__name__} does not say which state a conductance belongs to; "
            f"define _inverse(self, G)."
        )

    def read_energy(self, x: Any, v: float | None = None, t: float = 100e-9) -> Any:
        """Return the energy in J of a reading with ``v`` volts (``V_read`` if none is given) for
        ``t`` seconds, G v² t.
        """
        name = f"{type(self).__name__}.read_energy's"
        v, t = (
            self.V_read if v is None else VOLTAGE.within(v, f"{name} v"),
            READING.within(t, f"{name} t"),
        )
        return self.conductance(x, v) * v**2 * t
