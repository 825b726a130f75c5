r"""Where a layer of spiking neurons takes less energy than the same layer with numbers of as many
bits: the claim, and its map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ...energy import CMOS_45NM
from ...model import Model, ParameterError, Quantity, expect, param, word
from ...units import nJ, pJ, quantity, show
from ..chip.silicon import (
    Work,
    _cost,
    bits_of,
    break_even_rate,
    number_work,
    spike_work,
    words_of,
)

OVER = ("E_w", "b_w", "T", "s")  # memory, bits, time steps and rate
COMPETITORS = "skips zeros", "dense"
POINT = "a claim, as in Claim(s=0.05)"
MEASURED = (
    Quantity("", "rate: spikes of an input in a step", 0.0, 1.0),
    Quantity("", "fraction of active inputs", 0.0, 1.0),
    Quantity("", "time steps", 1.0, 1e6),
)
POINTS = 241  # of a grid on which a crossing is looked for
WIDEST = Quantity("", "values of a map", 0.0, 1e9)


@dataclass(frozen=True, repr=False)
class Claim(Model):
    r"""A layer of n inputs and m outputs, once with spikes in T time steps and once with the same
    counts as numbers, all at once.

    Of one picture, a share for each input, spikes take :math:`E_s` and numbers :math:`E_q`:

    .. math::

        E_s = T s\,(K E_a + w_r E_w) + 2 f T w_s E_w / n \tag{1}
        E_q = d\,\left(K (E_a + E_x) + w_q E_w\right) + (w_b + w_s) E_w / n \tag{2}
        w_r = \left\lceil \frac{K b_w}{64} \right\rceil,
            \quad w_q = \left\lceil \frac{K b_q}{64} \right\rceil, \quad
        w_s = \left\lceil \frac{m b_s}{64} \right\rceil, \quad
        w_b = \left\lceil \frac{n \lceil \log_2 (T + 1) \rceil}{64} \right\rceil \tag{3}
        d = 1 - (1 - s)^{c T} \tag{4}

    An input has K synapses, one to each of the m outputs unless K is given, as in a convolution. A
    spike fetches a row of weights, of :math:`w_r` words, and adds it to the membranes, which are
    read and written in every step: the share f of this traffic reaches memory, the rest stays in
    registers beside the neurons. Numbers fetch and multiply the row of an input once, if it is not
    0, which a fraction d of them is: c is 1 where spikes fall independently, and less where the
    same inputs fire again and again. For each picture, all counts are read once, :math:`w_b` words,
    and all sums are written once, :math:`w_s` words. A competitor that is ``"dense"`` skips
    nothing: d = 1. Words and operations are those of
    :class:`~neurolib.applications.chip.silicon.Work`, from which the two ledgers are written too.
    The rate at which both take the same, and the energy of a word, both for a given d:

    .. math::

        s^* = \frac{d\,\left(K (E_a + E_x) + w_q E_w\right) - (2 f T w_s - w_b - w_s)\, E_w /
            n}{T\,(K E_a + w_r E_w)} \tag{5}
        E_w^* = \frac{d\, K (E_a + E_x) - T s\, K E_a}{T s\, w_r - d\, w_q + (2 f T w_s - w_b - w_s)
            / n} \tag{6}

    The weights of numbers have as many bits as those of spikes, unless given. If they have
    :math:`\lceil \log_2(T+1) \rceil` and fetching weights is all that costs, (5) is
    :func:`~neurolib.applications.chip.silicon.memory_break_even` for a dense competitor. Energies
    are those of CMOS at 45 nm unless given.
    """

    n: float = param(256, "", "inputs", 1, 1e9, (16, 4096), 1)
    m: float = param(128, "", "outputs", 1, 1e9, (16, 4096), 1)
    T: float = param(8, "", "time steps of a picture", 1, 1e6, (1, 64), 1)
    s: float = param(0.05, "", "spikes per input and time step", 0.0, 1.0, (0.001, 0.5))
    c: float = param(1.0, "", "independence of the spikes of an input", 1e-6, 1e6, (0.1, 1.0))
    b_w: float = param(8, "", "bits of a weight", 1, 64, (1, 32), 1)
    b_q: float = param(0, "", "bits of a weight of the numbers, 0 for as many", 0, 64, (0, 32), 1)
    b_s: float = param(32, "", "bits of a membrane", 1, 64, (8, 32), 1)
    f: float = param(
        1.0, "", "share of the membranes' traffic that reaches memory", 0.0, 1.0, (0.001, 1.0)
    )
    K: float = param(0, "", "fan-out of an input, 0 for all outputs", 0, 1e9, (0, 4096))
    E_w: float = param(
        CMOS_45NM["word read"].value,
        "pJ",
        "energy of a word of 64 bits",
        0.0,
        1000 * nJ,
        (1 * pJ, 2000 * pJ),
    )
    E_a: float = param(
        CMOS_45NM["int32 add"].value,
        "pJ",
        "energy of an addition",
        0.0,
        1000 * nJ,
        (0.03 * pJ, 1 * pJ),
    )
    E_x: float = param(
        CMOS_45NM["int8 multiply"].value,
        "pJ",
        "energy of a multiplication",
        0.0,
        1000 * nJ,
        (0.1 * pJ, 4 * pJ),
    )
    competitor: str = word(
        "skips zeros",
        "what the numbers' hardware does with an input of 0",
        COMPETITORS,
    )

    def check(self) -> None:
        """Refuse sizes and bits that are no whole numbers."""
        for name in ("n", "m", "T", "b_w", "b_q", "b_s"):
            self.quantities()[name].whole(getattr(self, name), f"Claim.{name}")

    @classmethod
    def measured(cls, s: float, d: float, T: float, **more: Any) -> Claim:
        """Return the layer at which a rate s and a fraction d of active inputs were measured over T
        steps; c follows from (4).
        """
        s, d, T = (
            quantity.number(value, f"measured's {name}")
            for quantity, value, name in zip(MEASURED, (s, d, T), "sdT", strict=True)
        )
        if not 0 <= s <= 1 or not 0 <= d <= min(1.0, s * T * (1 + 1e-9)):
            raise ParameterError(
                f"measured has d = {d:.3g} with s = {s:.3g} in {T:g} steps; expected 0 "
                f"to s times T, and both at most 1."
            )
        c = (
            math.log1p(-min(d, 1 - 1e-15)) / (T * math.log1p(-min(s, 1 - 1e-15)))
            if 0 < s < 1
            else 1.0
        )
        return cls(s=s, T=T, c=min(max(c, 1e-6), 1e6), **more)

    def costs(self, **axes: Any) -> tuple[Any, Any]:
        """Return (1) and (2) in J, with any parameters replaced by arrays that fit together."""
        p = self._numbers()
        for name, values in axes.items():
            if name not in p:
                raise ParameterError(f"Claim has no number {name}; it has {', '.join(p)}.")
            p[name] = self.quantities()[name].array(values, f"Claim.{name}")
        return self._costs(p)

    def ratio(self, **axes: Any) -> Any:
        """Return what spikes take over what numbers take; below 1 spikes win. Infinite where
        numbers take nothing and spikes do.
        """
        E_s, E_q = self.costs(**axes)
        E_s, E_q = np.broadcast_arrays(np.asarray(E_s, float), np.asarray(E_q, float))
        return np.where(E_q > 0, E_s / np.where(E_q > 0, E_q, 1.0), np.where(E_s > 0, np.inf, 1.0))[
            ()
        ]

    @property
    def fan_out(self) -> float:
        """The number of synapses of an input: K, or m for a full table."""
        return float(self.K or self.m)

    @property
    def d(self) -> float:
        """The fraction of inputs that the numbers' hardware works on: equation (4)."""
        return float(density(self.s, self.c, self.T, COMPETITORS.index(self.competitor)))

    @property
    def break_even(self) -> float:
        """The rate below which spikes win, for the density that there is; 0 where the membranes
        alone cost more: equation (5).
        """
        work, price = self._work(), self._prices()
        row, other = _cost(work.with_spikes(1, 0), price), _cost(work.with_numbers(1, 0), price)
        state = self.f * _cost(work.with_spikes(0, 1), price) / self.n
        traffic = _cost(work.with_numbers(0, 1), price) / self.n
        if not row:
            raise ParameterError(
                "Claim.E_a and Claim.E_w are 0 J, so that spikes cost nothing; expected "
                "one above 0, as in E_a=0.1*pJ."
            )
        return break_even_rate(self.d, self.T, row, other - row, state, traffic)  # (5)

    @property
    def word_break_even(self) -> float:
        """The energy of a word of memory in J at which both take the same, or infinite where no
        such energy is: equation (6).
        """
        E_s, E_q = self._costs(self._numbers() | {"E_w": 0.0})
        words_s, words_q = self._costs(self._numbers() | {"E_w": 1.0, "E_a": 0.0, "E_x": 0.0})
        gained, paid = E_q - E_s, words_s - words_q
        return float(gained / paid) if paid and gained / paid >= 0 else math.inf  # (6)

    def _numbers(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.quantities()}

    def _work(self) -> Work:
        work = works(self.n, self.m, self.T, self.b_w, self.b_q, self.b_s, self.K)
        return Work(*map(float, work))

    def _prices(self) -> dict[str, float]:
        words = {"word read": self.E_w, "word written": self.E_w}
        return {"int32 add": self.E_a, "int8 multiply": self.E_x, **words}

    def _costs(self, p: dict[str, Any]) -> tuple[Any, Any]:
        """Return both energies of one input of a picture."""
        return energies(**p, competitor=COMPETITORS.index(self.competitor))


# --- equations (1) to (4), for numbers and for arrays that fit together ---------------------------


def works(n: Any, m: Any, T: Any, b_w: Any, b_q: Any, b_s: Any, K: Any) -> Any:
    """Return what the layer works on: the fields of
    :class:`~neurolib.applications.chip.silicon.Work`.
    """
    fan_out = np.where(K > 0, K, m)
    row, other = words_of(fan_out, b_w), words_of(fan_out, np.where(b_q > 0, b_q, b_w))  # (3)
    return fan_out, row, other, words_of(m, b_s), words_of(n, bits_of(T))


def density(s: Any, c: Any, T: Any, competitor: Any) -> Any:
    """Return the fraction of inputs that the numbers' hardware works on; ``competitor`` is the
    number of its word.
    """
    return np.where(competitor > 0, 1.0, -np.expm1(c * T * np.log1p(-np.minimum(s, 1 - 1e-15))))


def energies(
    n: Any, m: Any, T: Any, s: Any, c: Any, b_w: Any, b_q: Any, b_s: Any, f: Any, K: Any,
    E_w: Any, E_a: Any, E_x: Any, competitor: Any,
) -> Any:  # fmt: skip
    """Return the energies in J of one input of a picture, with spikes and with numbers."""
    fan_out, row, other, state, inputs = works(n, m, T, b_w, b_q, b_s, K)
    adds, rows, reads, writes = spike_work(T * s, f * T / n, fan_out, row, state)
    E_s = adds * E_a + rows * E_w + reads * E_w + writes * E_w  # (1)
    d = density(s, c, T, competitor)
    adds, products, rows, reads, writes = number_work(d, 1 / n, fan_out, other, inputs, state)
    E_q = adds * E_a + products * E_x + rows * E_w + reads * E_w + writes * E_w  # (2)
    return E_s, E_q


class Flip(NamedTuple):
    """An assumption that turns the verdict: the ``name``, its ``value`` where both cost the same,
    and how many times what it is now.
    """

    name: str
    value: Any
    factor: float
    words: str


class ClaimMap(NamedTuple):
    """A map: the ratio (y, x) of spikes over numbers, over two parameters of a claim, and the claim
    that stands in it.
    """

    point: Claim
    x: tuple[str, np.ndarray]
    y: tuple[str, np.ndarray]
    ratio: np.ndarray


def claim_map(point: Claim, x: str = "s", y: str = "E_w", size: int = 121) -> ClaimMap:
    """Return the map of a claim over two of its parameters, within the ranges that are met in
    practice and around the point.

    Raises :class:`ParameterError` for a name that no map has: memory E_w, bits b_w, time steps T
    and rate s.
    """
    for name in (x, y):
        if not isinstance(name, str) or name not in OVER or (isinstance(y, str) and x == y):
            raise ParameterError(
                f"claim_map's x and y are {x!r:.20}, {y!r:.20}; expected two of "
                f"{', '.join(OVER)}, as in x='s', y='E_w'."
            )
    expect(point, Claim, "claim_map's point", POINT)
    size = int(Quantity("", "values along a side", 2, 1000).whole(size, "claim_map's size"))
    along = {name: _values(point, name, size) for name in (x, y)}
    ratio = point.ratio(**{x: along[x][None, :], y: along[y][:, None]})
    return ClaimMap(
        point, (x, along[x]), (y, along[y]), np.broadcast_to(ratio, (len(along[y]), len(along[x])))
    )


def flips(point: Claim) -> list[Flip]:
    """Return the assumptions that would turn the verdict at a point, each alone, the smallest
    change first; an empty list if none does.

    Looked at are memory, bits, time steps, rate, how independent spikes are, how many bits
    membranes have and whether they stay beside the neurons, and whether the competitor skips zeros.
    """
    return list(_flips(expect(point, Claim, "flips' point", POINT)))


@lru_cache(maxsize=64)  # a figure asks for the flips of one point several times
def _flips(point: Claim) -> tuple[Flip, ...]:
    found, wins = [], bool(point.ratio() < 1)
    for name in (*OVER, "c", "b_s", "f"):
        values, now = _values(point, name, POINTS), getattr(point, name)
        other = (point.ratio(**{name: values}) < 1) != wins
        if not other.any() or not now:
            continue
        far = np.abs(np.log(np.maximum(values, 1e-300) / now))
        value = float(values[other][np.argmin(far[other])])
        value = _crossing(point, name, now, value, wins)
        known = point.quantities()[name]
        shown = [quantity(each / known.factor, known.unit) for each in (value, now)]
        words = f"{known.meaning}: {shown[0]} instead of {shown[1]}"
        found.append(Flip(name, value, value / now, words))
    found.sort(key=lambda flip: abs(math.log(max(flip.factor, 1e-300))))
    other_way, words = (
        ("dense", "is dense")
        if point.competitor == "skips zeros"
        else ("skips zeros", "skips zeros")
    )
    if (replace(point, competitor=other_way).ratio() < 1) != wins:
        found.append(Flip("competitor", other_way, 1.0, f"a competitor that {words}"))
    return tuple(found)


def verdict(point: Claim, of: str = "picture") -> str:
    """Return in words who wins at a point, by how much, and which assumption would flip it first.

    The energies are ``of`` one picture, or of one pass of the network with numbers.
    """
    expect(of, str, "verdict's of", "what the energies are for, as in 'picture'")
    ratio, turning = float(expect(point, Claim, "verdict's point", POINT).ratio()), flips(point)
    who, other = ("Spikes", "numbers") if ratio < 1 else ("Numbers", "spikes")
    factor = max(ratio, 1 / ratio) if ratio else math.inf
    E_s, E_q = (show(float(each), "J") for each in point.costs())
    first = (
        f"It would flip with {turning[0].words}."
        if turning
        else "No change of memory, bits, time steps, rate or membranes alone flips it."
    )
    return (
        f"{who} win over {other} by a factor of {factor:.3g}: {E_s} with spikes, {E_q} with "
        f"numbers, for each input of a {of}. {first}"
    )


def _values(point: Claim, name: str, size: int) -> np.ndarray:
    """Return values of a parameter from low to high, evenly in its logarithm; whole numbers where
    it is one.
    """
    known, now = point.quantities()[name], getattr(point, name)
    usual = known.teaching or (known.low, known.high)
    low = max(known.low, min(usual[0], now / 2 if now else usual[0]))
    high = min(known.high, max(usual[1], 2 * now))
    values = np.geomspace(max(low, 1e-18), high, size)
    return np.unique(np.rint(values)) if known.step else values


def _crossing(point: Claim, name: str, here: float, there: float, wins: bool) -> float:
    """Return where between two values the verdict turns: each of five finer and finer grids ends
    where the one before found the turn.

    The last grid is finer than 1e-9 of the value; of whole numbers, the first at which the verdict
    has turned is found.
    """
    for _ in range(5):
        values = np.geomspace(here, there, POINTS)
        values = np.rint(values) if point.quantities()[name].step else values
        first = int(np.argmax((point.ratio(**{name: values}) < 1) != wins))
        here, there = float(values[first - 1]), float(values[first])
    return there
