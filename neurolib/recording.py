"""What a run returns: time, the recorded state, and spikes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .model import Model
from .units import show


@dataclass(frozen=True, repr=False, eq=False)
class Run:
    """One neuron's run: ``t`` in s, each state variable by its name (``V`` in V, ``w`` in A), ``spikes`` in s.

    ``I`` is the current of each step in A. All but ``spikes`` and ``I`` have one value more than there were steps:
    the first is the state before the run. At a spike the state is that after the reset.
    """

    model: Model
    dt: float
    t: np.ndarray
    I: np.ndarray
    states: dict[str, np.ndarray]
    spikes: np.ndarray

    def __getattr__(self, name: str) -> Any:
        model, states = (self.__dict__.get(field) for field in ("model", "states"))
        if states and name in states:
            return states[name]
        raise AttributeError(f"This run of {type(model).__name__} has no {name}; it has t, I, spikes, {', '.join(states or {})}.")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.states]

    @property
    def duration(self) -> float:
        """Length of the run, s."""
        return float(self.t[-1])

    def __repr__(self) -> str:
        n = len(self.spikes)
        return (
            f"Run of {type(self.model).__name__}: {show(self.duration, 's')} in steps of {show(self.dt, 's')}, "
            f"{n} spike{'' if n == 1 else 's'} ({show(n / self.duration, 'Hz', 3)})"
        )
