"""What can send spikes: a population of neurons, independent Poisson processes, and trains replayed from a list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..neurons.neuron import Neuron
from ..units import show

PURPOSES = ("start", "input", "wiring", "plasticity")


def stream(seed: int, purpose: str, number: int) -> np.random.Generator:
    """Return the random generator for one purpose of one part of a network, independent of all others of the same seed."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(PURPOSES.index(purpose), number)))


@dataclass(frozen=True, eq=False, repr=False)
class Group:
    """Senders of spikes: ``n`` of them under one ``name``, the group of this ``number`` in its network."""

    name: str
    number: int
    n: int

    def __len__(self) -> int:
        return self.n

    def __repr__(self) -> str:
        return f"<{self.name}: {self.n} × {self.kind}>"

    @property
    def kind(self) -> str:
        """What each member is, in words."""
        return "sender"


@dataclass(frozen=True, eq=False, repr=False)
class Population(Group):
    """``n`` neurons alike, under a constant current ``I`` (A, one number or n), from ``V`` (V; see :meth:`Network.population`)."""

    neuron: Neuron
    I: np.ndarray
    V: np.ndarray | str | None

    @property
    def kind(self) -> str:
        """The neuron, and what it is driven by."""
        current = "" if not self.I.any() else f", I={show(float(self.I.mean()), 'A')}" + (" on average" if self.I.ndim else "")
        return f"{self.neuron!r}{current}"

    def start(self, seed: int) -> np.ndarray:
        """Return the state (variables, n) from which a run with this seed starts."""
        state = np.repeat(np.array(self.neuron.rest())[:, None], self.n, axis=1)
        if isinstance(self.V, str):
            low, high = self.neuron.V_R, self.neuron.V_T  # type: ignore[attr-defined]
            state[0] = low + (high - low) * stream(seed, "start", self.number).random(self.n)
        elif self.V is not None:
            state[0] = self.V
        return state


@dataclass(frozen=True, eq=False, repr=False)
class Poisson(Group):
    """``n`` independent Poisson processes of the given ``rate`` (Hz, one number or n)."""

    rate: np.ndarray

    @property
    def kind(self) -> str:
        """The process and its rate."""
        return f"Poisson, {show(float(self.rate.mean()), 'Hz')}" + (" on average" if self.rate.ndim else "")

    def trains(self, duration: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return times in s and indices of all spikes before ``duration``, sorted: a longer run starts with the shorter one."""
        rng = stream(seed, "input", self.number)
        members = rng.spawn(1)[0]  # of its own, so that how many are drawn at once changes nothing
        rates = np.broadcast_to(self.rate, self.n)
        total = float(rates.sum())
        if total == 0:
            return np.empty(0), np.empty(0, dtype=np.int32)
        parts, reached = [], 0.0
        while reached < duration * total:  # the union of all processes is one, in whose own time the mean interval is 1
            left = duration * total - reached
            parts.append(rng.standard_exponential(int(left + 4 * left**0.5) + 16))
            parts[-1][0] += reached
            reached = float(np.cumsum(parts[-1], out=parts[-1])[-1])
        t = parts[0] if len(parts) == 1 else np.concatenate(parts)
        t /= total
        t = t[: np.searchsorted(t, duration)]
        if self.rate.ndim == 0:
            return t, members.integers(0, self.n, len(t), dtype=np.int32)
        who = np.searchsorted(np.cumsum(rates) / total, members.random(len(t)), side="right")  # each belongs to a member by the rates
        return t, np.minimum(who, self.n - 1)


@dataclass(frozen=True, eq=False, repr=False)
class Replay(Group):
    """Given trains: ``times`` in s, sorted, and the ``indices`` of those who send."""

    times: np.ndarray
    indices: np.ndarray

    @property
    def kind(self) -> str:
        """How many spikes there are."""
        return f"train replayed, {len(self.times)} spike{'' if len(self.times) == 1 else 's'} in all"

    def trains(self, duration: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return times in s and indices of all spikes before or at ``duration``, sorted; the seed changes nothing."""
        kept = np.searchsorted(self.times, duration, side="right")
        return self.times[:kept], self.indices[:kept]
