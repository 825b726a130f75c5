"""What the engines ask of a neuron: named state, and kernels for its flow, its threshold and its reset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ..model import Model


class Neuron(Model):
    """A spiking neuron: ``flow`` between spikes, ``fires`` at threshold, ``reset`` after it.

    ``flow(*state, I, *parameters)`` returns the derivative of each state variable per second, ``fires(*state,
    *parameters)`` a truth value, ``reset(*state, *parameters)`` the state after a spike. A neuron whose flow has a
    closed form also gives ``leap(*state, I, decay, *parameters)`` and ``propagator(dt)``, its ``decay``; one that is
    linear as well gives ``response(tau, dt)``, what a current that decays adds to V, and networks then leap too.
    """

    state: ClassVar[tuple[str, ...]]
    flow: ClassVar[Callable[..., Any]]
    fires: ClassVar[Callable[..., Any]]
    reset: ClassVar[Callable[..., Any]]
    leap: ClassVar[Callable[..., Any] | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "flow" in vars(cls) and "leap" not in vars(cls):
            cls.leap = None  # an inherited closed form would solve the parent's flow

    def rest(self) -> tuple[float, ...]:
        """Return the state from which a run starts."""
        raise TypeError(f"{type(self).__name__} does not say where it rests; define rest(self), which returns one value a state variable.")

    def propagator(self, dt: float) -> float:
        """Return the factor that ``leap`` needs for a step of ``dt`` seconds."""
        raise TypeError(f"{type(self).__name__} has no closed form between spikes, so it has no propagator; integrate its flow.")

    @property
    def refractory(self) -> float:
        """Seconds for which the state is held after a spike."""
        return float(getattr(self, "t_ref", 0.0))
