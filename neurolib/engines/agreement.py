"""Find out whether a result depends on how it was computed: repeat a run at half the tick or on
another engine, and compare.

Two runs of one network with the same seed have the same wiring, weights, voltages at the start and
input, because all of these are drawn before a tick is known. A noise current is drawn in each tick;
at half the tick it is the **same Brownian motion, refined**: the current z of a tick becomes two,
whose mean is z,

.. math::

    z_1 = \\frac{z + y}{\\sqrt 2}, \\qquad z_2 = \\frac{z - y}{\\sqrt 2} \\tag{1}

with y of the standard normal distribution and all three in units of their own standard deviation.

**What a tick explains.** A clocked engine sees a spike at the end of its tick. This delays each
interval by up to one tick, and the delays add up: the k-th spike of a neuron may be k ticks late.
In a network that feeds back or learns, such a delay grows until the single spikes of the two runs
no longer correspond, as after any other small change. The rates are then compared. Chance alone
makes two counts differ by

.. math::

    3 \\sqrt{B}\\, \\mathrm{sd}(d_1, \\dots, d_B) \\tag{2}

or less, with d the differences of the counts in B equal parts of the run.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..currents import CHUNK
from ..model import ParameterError, Quantity
from ..network import Network, Population, Projection, stream
from ..units import ms, show
from .layout import lay_out

TOLERANCE = Quantity("", "relative change of a rate that is accepted", 0.0, 1.0)
PARTS = 20  # of a run, in which counts are compared
# largest relative change of a count that chance may excuse: a run that needs more is too short to
# tell
LUCK = 0.2
NEAR = 1e-9  # s, below which two times are the same


@dataclass(frozen=True)
class Rates:
    """The spikes of a population in the run and in its repetition, and how many of them have no
    counterpart within a tick.

    ``change`` is that of the count, relative to the larger one, and ``chance`` what chance explains
    of it: equation (2), 0 without feedback, learning and noise.
    """

    name: str
    n: int
    spikes: int
    again: int
    differing: int
    change: float
    chance: float

    def agrees(self, tolerance: float) -> bool:
        """Return whether the counts are equal within a tolerance and chance, of which more than
        ``LUCK`` excuses nothing.
        """
        return abs(self.change) <= max(tolerance, min(self.chance, LUCK))


@dataclass(frozen=True)
class Weights:
    """What changed in the weights of a projection that learns: ``largest`` and ``mean`` change of
    one, and that of their ``mean_weight``.

    All are relative to the largest weight of the two runs.
    """

    name: str
    largest: float
    mean: float
    mean_weight: float


@dataclass(frozen=True)
class Spike:
    """The first spike without a counterpart within a tick: population, neuron, its time in s in the
    run and ``again``.

    Where it is missing, the time is that of the nearest spike of the neuron, or ``None`` where it
    never fires.
    """

    name: str
    neuron: int
    t: float | None
    again: float | None

    def __str__(self) -> str:
        at, other = (
            "no spike" if each is None else show(each, "s", 6) for each in (self.t, self.again)
        )
        shift = (
            ""
            if self.t is None or self.again is None
            else f", {show(abs(self.again - self.t), 's', 2)} apart"
        )
        return f"neuron {self.neuron} of {self.name}, {at} and then {other}{shift}"


@dataclass(frozen=True, repr=False)
class Agreement:
    """What :meth:`NetworkRun.check <neurolib.recording.NetworkRun.check>` found: true where the
    result does not depend on the tick.

    ``verdict`` says it in a sentence. ``rates`` has a row for each population, ``weights`` one for
    each projection that learns; ``first`` is the first spike without a counterpart within a
    ``tick`` (s), or ``None``; ``largest`` and ``mean`` are the shifts of the k-th spikes of each
    neuron, s. ``again`` is the other run. ``remarks`` say what limits the comparison.
    """

    title: str
    verdict: str
    agrees: bool
    kind: str  # "same", "tick", "delays", "rates" or "different"
    tick: float
    rates: tuple[Rates, ...]
    weights: tuple[Weights, ...]
    first: Spike | None
    largest: float
    mean: float
    remarks: tuple[str, ...]
    again: Any

    def __bool__(self) -> bool:
        return self.agrees

    def _tables(self) -> list[list[tuple[str, ...]]]:
        seconds = self.again.duration
        head: tuple[str, ...] = (
            "population",
            "spikes",
            "again",
            "rate",
            "again",
            "change",
            "differ by more than a tick",
        )
        found = [[head]]
        for row in self.rates:
            rates = (show(count / row.n / seconds, "Hz", 3) for count in (row.spikes, row.again))
            cells = (
                f"{row.spikes:,}",
                f"{row.again:,}",
                *rates,
                f"{100 * row.change:+.2g} %",
                f"{row.differing:,}",
            )
            found[0].append((row.name, *cells))
        if self.weights:
            head = "weights, of the largest", "largest change", "mean change", "change of the mean"
            found.append([head])
            for each in self.weights:
                values = (
                    f"{100 * value:.2g} %" for value in (each.largest, each.mean, each.mean_weight)
                )
                found[1].append((each.name, *values))
        return found

    def _notes(self) -> list[str]:
        first = (
            [f"First spike that differs: {self.first}."]
            if self.first and self.kind in ("rates", "different")
            else []
        )
        return [*first, *self.remarks]

    def __repr__(self) -> str:
        lines = [self.title, f"  {self.verdict}"]
        for table in self._tables():
            widths = [max(map(len, column)) for column in zip(*table, strict=True)]
            for row in table:
                cells = [
                    row[0].ljust(widths[0]),
                    *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
                ]
                lines.append("  " + "  ".join(cells))
        return "\n".join(lines + [f"  {note}" for note in self._notes()])

    def _repr_markdown_(self) -> str:
        parts = [f"**{self.title}**", self.verdict]
        for head, *rows in self._tables():
            rule = [":--", *["--:"] * (len(head) - 1)]
            parts.append("\n".join(f"| {' | '.join(row)} |" for row in (head, tuple(rule), *rows)))
        return "\n\n".join(parts + self._notes())


# --- a network ------------------------------------------------------------------------------------


class Refined:
    """A population whose noise current is, at half the tick, the same Brownian motion: equation
    (1).
    """

    def __init__(self, population: Population) -> None:
        self.population, self.n, self.name = population, population.n, population.name
        self.drive = population.drive

    def currents(self, chunk: int, dt: float, seed: int) -> np.ndarray:
        """Return the currents in a chunk of half ticks (half ticks, n)."""
        drive: Any = self.drive
        number, half, whole = self.population.number, CHUNK // 2, chunk // 2
        z = stream(seed, "noise", number, whole).standard_normal((CHUNK, self.n))[
            half * (chunk % 2) :
        ][:half]
        y = stream(seed, "noise", number, whole, 1 + chunk % 2).standard_normal((half, self.n))
        fine = np.stack([z + y, z - y], axis=1).reshape(CHUNK, self.n) / np.sqrt(2)  # (1)
        I = replace(drive, noise=np.zeros(())).in_ticks(
            chunk * CHUNK, dt, self.n, np.random.default_rng(0)
        )
        return np.asarray(I + drive.noise / np.sqrt(dt) * fine)


def check(engine: Any, run: Any, on: Any, tolerance: Any) -> Agreement:
    """Repeat a run of this engine ``on`` another one, by default the one that the engine names, and
    compare the two.
    """
    tolerance = TOLERANCE.number(tolerance, "check's tolerance")
    other = engine._reference() if on is None else on
    if not (hasattr(other, "_pieces") and hasattr(other, "explain")) or isinstance(other, type):
        raise ParameterError(
            f"check's on is {on!r:.60}; expected an engine, as in "
            f"run.check(on=Clocked(dt=0.05*ms))."
        )
    net, dt, fine = run.net, getattr(engine, "dt", None), getattr(other, "dt", None)
    halved = dt is not None and fine is not None and abs(2 * fine - dt) < 1e-9 * dt
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is to be said of the network was said by the run
        again = _again(other, net, run.duration, run.seed, halved)
    remarks, chance = _limits(net, halved)
    remarks += rounded([(p.name, p.refractory) for p in net.populations], [dt, fine])
    groups = [(each.name, each.n, run.spikes(each), again.spikes(each)) for each in net.populations]
    learning = [p for p in net.projections if p in run.learned and _learns(p)]
    learned = [(p.name, run.weights(p), again.weights(p)) for p in learning if len(run.weights(p))]
    how = "at half the tick" if halved else f"on {other!r}"
    title = f"{engine!r}, repeated {how}: {show(run.duration, 's')}, seed {run.seed}"
    tick = max(filter(None, (dt, fine)), default=0.0)
    typed = (
        "EventDriven(), which is exact, or a shorter tick"
        if dt is None
        else f"Clocked(dt={float(f'{dt / 2 / ms:.6g}'):g}*ms)"
    )
    return compared(title, how, tick, again, groups, learned, chance, remarks, tolerance, typed)


def _learns(projection: Projection) -> bool:
    """Return whether spikes, or cells, change the weights of a projection."""
    return projection.plasticity is None or projection.plasticity.learner.weights_change


def _again(engine: Any, net: Network, duration: float, seed: int, halved: bool) -> Any:
    """Return the run of an engine, with the noise of twice its tick if that is what the other run
    had.
    """
    if not (halved and any(p.drive and p.drive.noise.any() for p in net.populations)):
        return engine.run(net, duration, seed=seed)
    layout = lay_out(net, seed, duration)
    for block in layout.blocks:
        refined: Any = [(Refined(population), start) for population, start in block.driven]
        block.driven = refined
    (run,) = engine._pieces(engine._job(net, duration, seed, {}, 0, layout), None)
    return run


def _limits(net: Network, halved: bool) -> tuple[list[str], bool]:
    """Return what limits the comparison, in sentences, and whether single spikes may differ by
    chance.
    """
    remarks, chance = list[str](), feeds_back(net)
    noisy = [p.name for p in net.populations if p.drive and p.drive.noise.any()]
    if noisy and halved:
        remarks.append(
            f"The noise current of {', '.join(noisy)} is the same Brownian motion, refined."
        )
    elif noisy:
        remarks.append(
            f"The noise current of {', '.join(noisy)} is drawn anew at another tick, so "
            f"rates are compared."
        )
    cells = [p.name for p in net.projections if p.crossbar is not None]
    if cells:
        remarks.append(
            f"The cells of {', '.join(cells)} draw their noise at each reading, and "
            f"readings are not the same at another tick."
        )
    learning = [p.name for p in net.projections if p.plasticity is not None and _learns(p)]
    if learning:
        remarks.append(
            f"The weights of {', '.join(learning)} learn from spikes that they cause, "
            f"so small differences grow: compare several seeds."
        )
    return remarks, chance or bool(cells or learning) or (bool(noisy) and not halved)


def rounded(times: Sequence[tuple[str, Any]], ticks: Sequence[float | None]) -> list[str]:
    """Return sentences on refractory times, each with a name, that are not whole numbers of the
    ``ticks`` of both runs.
    """
    sentences = list[str]()
    for name, given in ((name, float(one)) for name, each in times for one in np.unique(each)):
        in_ticks = [given if dt is None else round(given / dt) * dt for dt in ticks]
        if any(abs(given - each) > 1e-6 * given for each in in_ticks):
            sentences.append(
                f"The refractory time of {name}, {show(given, 's')}, is "
                f"{show(in_ticks[0], 's')} in whole ticks, and "
                f"{show(in_ticks[1], 's')} in the run that repeats it: use a tick that divides it."
            )
    return sentences


def feeds_back(net: Network) -> bool:
    """Return whether the spikes of some population come back to it."""
    ahead = {p: {each.post for each in net.projections if each.pre is p} for p in net.populations}
    for start in net.populations:
        seen, to_see = set[Any](), list(ahead[start])
        while to_see:
            if (one := to_see.pop()) is start:
                return True
            if one not in seen:
                seen.add(one)
                to_see += ahead[one]
    return False


# --- the comparison -------------------------------------------------------------------------------

Trains = tuple[np.ndarray, np.ndarray]  # times in s and indices, sorted by time


@dataclass(frozen=True)
class _Pairs:
    """The k-th spikes of each neuron in two runs, side by side, and those that one run has more, as
    (k, time).
    """

    rank: np.ndarray
    times: np.ndarray
    again: np.ndarray
    more: list[tuple[int, float]]


def _paired(n: int, trains: tuple[Trains, Trains]) -> _Pairs:
    counts = [np.bincount(who, minlength=n) for _, who in trains]
    both, paired, more = np.minimum(*counts), list[np.ndarray](), list[tuple[int, float]]()
    rank = np.empty(0, dtype=np.int64)
    for k, (times, who) in enumerate(trains):
        order = np.argsort(who, kind="stable")
        t, i = times[order], who[order]
        place = np.arange(len(i)) - np.repeat(np.cumsum(counts[k]) - counts[k], counts[k])
        inside = place < both[i]
        rank = place[inside]
        paired.append(t[inside])
        more += zip(place[~inside].tolist(), t[~inside].tolist(), strict=True)
    return _Pairs(rank, paired[0], paired[1], more)


def _intervals_agree(pairs: _Pairs, tick: float, duration: float) -> bool:
    """Return whether no interval of the two runs differs by more than a tick, and spikes that one
    run alone has come so late that it ended before them.
    """
    shift = pairs.again - pairs.times
    # by the interval before the spike
    added = shift - np.where(pairs.rank > 0, np.concatenate([[0.0], shift[:-1]]), 0.0)
    return bool((np.abs(added) <= tick + NEAR).all()) and all(
        t >= duration - tick * (k + 1) - NEAR for k, t in pairs.more
    )


def _unmatched(
    name: str, n: int, trains: tuple[Trains, Trains], tick: float, duration: float
) -> tuple[int, list[Spike]]:
    """Return how many spikes have no counterpart of the same neuron within a tick, in the run that
    has more of them; and each's first.
    """
    apart = 2 * (duration + 10 * tick)  # of the times of two neurons on one line
    near = tick + NEAR + 1e-14 * n * apart
    lines = [times + who * apart for times, who in trains]
    missing, firsts = list[int](), list[Spike]()
    for k, (times, who) in enumerate(trains):
        line, other = lines[k], np.concatenate([[-np.inf], np.sort(lines[1 - k]), [np.inf]])
        at = np.searchsorted(other, line)
        back, ahead = line - other[at - 1], other[at] - line
        shift = np.where(back < ahead, -back, ahead)
        alone = np.flatnonzero(np.abs(shift) > near)
        missing.append(len(alone))
        if alone.size:
            first = alone[0]
            t, nearest = float(times[first]), float(times[first] + shift[first])
            both = t, nearest if abs(nearest - t) <= duration + near else None
            firsts.append(Spike(name, int(who[first]), *(both if k == 0 else both[::-1])))
    # two spikes within a tick may share their counterpart
    return max(*missing, abs(len(lines[0]) - len(lines[1]))), firsts


def _earliest(spikes: list[Spike]) -> Spike | None:
    """Return the spike that is the first in either run, if there is one."""
    return min(
        spikes,
        key=lambda spike: min(t for t in (spike.t, spike.again) if t is not None),
        default=None,
    )


def _by_chance(trains: tuple[Trains, Trains], duration: float) -> float:
    """Return by how much two counts may differ by chance, of the larger one: equation (2)."""
    parts = [np.histogram(times, bins=PARTS, range=(0, duration))[0] for times, _ in trains]
    d = parts[1] - parts[0]
    # (2)
    return float(3 * np.sqrt(PARTS) * d.std(ddof=1) / max(1, *(part.sum() for part in parts)))


def _weights(name: str, before: np.ndarray, after: np.ndarray) -> Weights:
    scale = max(np.abs(before).max(), np.abs(after).max()) or 1.0
    d = (after - before) / scale
    return Weights(name, float(np.abs(d).max()), float(np.abs(d).mean()), float(d.mean()))


def _kind(
    rates: list[Rates],
    weights: list[Weights],
    largest: float,
    late: bool,
    tick: float,
    tolerance: float,
) -> str:
    """Return how far two runs agree: the ``kind`` of :class:`Agreement`."""
    if not all(row.agrees(tolerance) for row in rates):
        return "different"
    if not all(abs(each.mean_weight) <= tolerance for each in weights):
        return "different"
    if largest <= tick + NEAR and all(row.spikes == row.again for row in rates):
        return "same" if largest <= NEAR else "tick"
    return "delays" if late else "rates"


def compared(
    title: str,
    how: str,
    tick: float,
    again: Any,
    groups: Sequence[tuple[str, int, Trains, Trains]],
    learned: Sequence[tuple[str, np.ndarray, np.ndarray]],
    chance: bool,
    remarks: Sequence[str],
    tolerance: float,
    typed: str,
) -> Agreement:
    """Compare the trains of each population, and the weights of each projection that learned, of
    two runs.

    ``how`` says how the second differs and ``typed`` what to type where they do not agree;
    ``chance`` says whether single spikes may differ by chance.
    """
    rates, firsts = list[Rates](), list[Spike]()
    shifts, late = [np.zeros(0)], True  # late: whether no interval differs by more than a tick
    duration = again.duration
    for name, n, *trains in groups:
        both = trains[0], trains[1]
        pairs = _paired(n, both)
        shifts.append(np.abs(pairs.again - pairs.times))
        late &= _intervals_agree(pairs, tick, duration)
        differing, alone = _unmatched(name, n, both, tick, duration)
        counts = [len(times) for times, _ in both]
        change = (counts[1] - counts[0]) / max(1, *counts)
        luck = _by_chance(both, duration) if chance else 0.0
        rates.append(Rates(name, n, counts[0], counts[1], differing, change, luck))
        firsts += alone
    moved = np.concatenate(shifts)
    largest, mean = float(moved.max(initial=0.0)), float(moved.mean()) if len(moved) else 0.0
    weights = [_weights(*each) for each in learned]
    kind = _kind(rates, weights, largest, late, tick, tolerance)
    verdict = _verdict(kind, how, tick, rates, weights, (largest, mean), chance, tolerance, typed)
    return Agreement(
        title,
        verdict,
        kind != "different",
        kind,
        tick,
        tuple(rates),
        tuple(weights),
        _earliest(firsts),
        largest,
        mean,
        tuple(remarks),
        again,
    )


def _verdict(
    kind: str,
    how: str,
    tick: float,
    rates: list[Rates],
    weights: list[Weights],
    shifts: tuple[float, float],
    chance: bool,
    tolerance: float,
    typed: str,
) -> str:
    """Return the sentence that a user needs."""
    spikes = max(sum(row.spikes for row in rates), sum(row.again for row in rates))
    change = max((abs(row.change) for row in rates), default=0.0)
    opening = (
        "The result does not depend on the tick"
        if how == "at half the tick"
        else f"The result is the same {how}"
    )
    all_of_them = "its only spike is" if spikes == 1 else f"all {spikes:,} spikes are"
    sentences: dict[str, Callable[[], str]] = {
        "same": lambda: (
            f"{opening}: {all_of_them} at the same times."
            if spikes
            else f"{opening}: no neuron fires."
        ),
        "tick": lambda: (
            f"{opening}: {all_of_them} within one tick of {show(tick, 's')}, "
            f"{show(shifts[1], 's', 2)} apart on the mean."
        ),
        "delays": lambda: (
            f"{opening} beyond what a tick explains: each interval ends up to "
            f"{show(tick, 's')} late, which adds up to "
            f"{show(shifts[0], 's', 2)} for a spike, and to {100 * change:.2g} % for a rate."
        ),
        "rates": lambda: _of_rates(rates, change, chance, tolerance),
        "different": lambda: _of_a_change(how, rates, weights, tolerance, typed),
    }
    return sentences[kind]()


def _of_rates(rates: list[Rates], change: float, chance: bool, tolerance: float) -> str:
    """Return the sentence on spikes that differ while the rates agree."""
    within = f"the rates agree within {100 * change:.2g} %"
    if chance:
        luck = max(row.chance for row in rates)
        more = "; a longer run says more" if luck > tolerance else ""
        why = "as after any small change in a network that feeds back, learns or draws noise"
        return (
            f"Single spikes differ, {why}, and {within} (chance alone explains "
            f"{100 * luck:.2g} %{more})."
        )
    differing, spikes = sum(row.differing for row in rates), sum(row.spikes for row in rates)
    return f"{differing:,} of {spikes:,} spikes differ by more than a tick, and {within}."


def _of_a_change(
    how: str, rates: list[Rates], weights: list[Weights], tolerance: float, typed: str
) -> str:
    """Return the sentence on a rate, or on weights, that changed."""
    when = "when the tick is halved" if how == "at half the tick" else how
    worst = max(rates, key=lambda row: abs(row.change))
    if not worst.agrees(tolerance):
        return (
            f"The rate of {worst.name} changes by {100 * worst.change:+.2g} % {when}: use "
            f"{typed}, and check again."
        )
    other = next((row for row in rates if not row.agrees(tolerance)), None)
    if other is not None:
        return (
            f"The rate of {other.name} changes by {100 * other.change:+.2g} % {when}: use "
            f"{typed}, and check again."
        )
    each = max(weights, key=lambda row: abs(row.mean_weight))
    return (
        f"The mean weight of {each.name} changes by {100 * each.mean_weight:+.2g} % of the "
        f"largest {when}: use {typed}, and check again."
    )
