"""Who is connected to whom: the rules by which a projection finds its synapses, and values that the
seed draws for each of them.

A rule knows positions only, those of the senders and of the targets in their groups, and draws from
a random generator that is given to it: the same synapses on every engine. No rule makes the same
synapse twice, except where pairs are given twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import index
from typing import Any, NoReturn, Protocol, cast

import numpy as np

from .model import ParameterError, Quantity, is_empty

__all__ = ["Connections", "View"]

PROBABILITY = Quantity("", "chance of a synapse for each pair", 0.0, 1.0, (0.01, 1.0))
TRIED = 16  # values that are drawn from a new distribution to see what it gives
BY_PAIR = (
    " Values that depend on sender and target, as on their distance, are a matrix (pre, post)."
)
Indices = tuple[np.ndarray, np.ndarray]
Members = range | tuple[int, ...]  # positions in a group, all different
Chosen = int | slice | Sequence[int] | Sequence[bool] | np.ndarray
Numbers = float | Sequence[float] | np.ndarray  # one for all, or one for each


class Sparse(Protocol):
    """A matrix of scipy.sparse."""

    @property
    def nnz(self) -> int: ...

    def tocsr(self) -> object: ...


class Distribution(Protocol):
    """A frozen distribution of scipy.stats."""

    def rvs(self, *, size: int, random_state: np.random.Generator) -> np.ndarray: ...


Drawing = Distribution | Callable[[np.random.Generator, int], Numbers]
PerSynapse = Numbers | Sequence[Sequence[float]] | Sparse | Drawing
Probability = float | Callable[[np.ndarray, np.ndarray], Numbers]
Places = Sequence[int] | np.ndarray
Pairs = tuple[Places, Places] | tuple[np.ndarray, ...] | Sequence[tuple[int, int]] | Sparse | str
AT_ONCE = 2**20  # pairs for which a probability is asked of a function at a time


def chosen(some: Any, n: int, name: str) -> Members:
    """Return which of ``n`` members a number, a slice, a list of numbers or a mask takes, or refuse
    it; ``name`` is theirs.
    """
    try:
        if isinstance(some, slice):
            return range(n)[some]
        listed = isinstance(some, (list, range, np.ndarray))
        array = np.asarray((some if len(some) else np.empty(0, int)) if listed else index(some))
        if array.ndim > 1 or array.dtype.kind not in "iub" or isinstance(some, bool):
            raise TypeError
    except (TypeError, ValueError):
        raise IndexError(
            f"{name}[{some!r:.40}]: members are taken by a number, a slice, a list of numbers or "
            f"a mask, as in {name}[:{n // 2 or 1}]."
        ) from None
    if array.dtype == bool:
        if len(array) != n:
            raise IndexError(f"{name} has {n} members, and the mask {len(array)}; expected {n}.")
        array = np.flatnonzero(array)
    places = np.where(array < 0, array + n, array).ravel()
    for bad in np.ravel(array)[(places < 0) | (places >= n)][:1]:
        raise IndexError(f"{name}[{bad}]: expected 0 to {n - 1}, for there are {n}.")
    if len(np.unique(places)) < len(places):
        raise IndexError(f"{name}[{some!r:.40}] takes a member twice; expected each once.")
    return tuple(places.tolist())


def placed(members: Members, which: np.ndarray) -> np.ndarray:
    """Return where each ``which`` stands among some members, -1 where it does not."""
    if isinstance(members, range):
        k, rest = np.divmod(which - members.start, members.step)
        return np.where((rest == 0) & (k >= 0) & (k < len(members)), k, -1)
    order = np.argsort(members)
    k = order[np.minimum(np.searchsorted(members, which, sorter=order), len(order) - 1)]
    return np.where(np.asarray(members)[k] == which, k, -1)


@dataclass(frozen=True, eq=False, repr=False)
class View:
    """Some ``members`` of a ``group``: ``pop[:80]``, ``pop[3]``, ``pop[[1, 5]]`` or, by a mask,
    ``pop[x > 0]``.
    """

    group: Any
    members: Members

    def __post_init__(self) -> None:
        if not self.members:
            raise ParameterError(
                f"No member of {self.group.name} is taken; it has members 0 to {self.group.n - 1}."
            )

    @property
    def name(self) -> str:
        """The group's name with the members."""
        some = self.members
        if isinstance(some, tuple):
            listed = ", ".join(map(str, some[:4])) + ", …" * (len(some) > 4)
            return f"{self.group.name}[{listed if len(some) == 1 else f'[{listed}]'}]"
        step = f":{some.step}" if some.step != 1 else ""
        return f"{self.group.name}[{some.start}:{max(-1, some.stop)}{step}]"

    def __len__(self) -> int:
        return len(self.members)

    def __getitem__(self, some: Chosen) -> View:
        """Return some of these."""
        which = chosen(some, len(self), self.name)
        if isinstance(which, range):
            return View(self.group, self.members[cast(slice, some)])
        return View(self.group, tuple(self.members[k] for k in which))

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("members of a group are no numbers")  # and NumPy looks for no more

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self)} of {self.group!r}>"


def members(ends: Any, groups: Any, name: str, what: str) -> tuple[Any, Members, str]:
    """Return the group, the members and the name of a group or a slice of one, or refuse what is of
    another network.
    """
    group = ends.group if isinstance(ends, View) else ends
    if not any(group is member for member in groups):
        raise ParameterError(f"project's {name} is {ends!r:.60}; expected {what} of this network.")
    return group, ends.members if isinstance(ends, View) else range(group.n), ends.name


@dataclass(frozen=True, eq=False)
class Connections:
    r"""Which of the ``senders`` reach which of the ``targets`` (positions in their groups): one
    rule of four.

    Given pairs; every pair with a ``probability`` p, a number or a function of the pair; for each
    target ``in_degree`` senders, or for each sender ``out_degree`` targets, drawn without repeats,
    all sets alike. ``same`` says that both are of one group, which matters where ``autapses``,
    synapses of a neuron on itself, are left out: then k of the others are drawn, and a pair (i, i)
    has no chance.

    Pairs with a probability are found by leaping over those without a synapse; the leaps are
    geometric, u uniform in [0, 1):

    .. math::

        n = 1 + \left\lfloor \ln(1 - u) / \ln(1 - p) \right\rfloor \tag{1}

    Source of the rules' names: J. Senk et al., PLoS Computational Biology (2022): "pairwise
    Bernoulli", "random, fixed in-degree", "one-to-one", each with or without autapses.
    """

    senders: Members
    targets: Members
    probability: Probability = 1.0
    given: Indices | None = None
    in_degree: int | None = None
    out_degree: int | None = None
    autapses: bool = True
    same: bool = False

    def draw(self, rng: np.random.Generator) -> Indices:
        """Return positions (i, j) of sender and target of each synapse: as given, or drawn and
        sorted by sender, then target.
        """
        if self.given is not None:
            i, j = (np.asarray(part, dtype=np.int64) for part in self.given)
        elif self.in_degree is not None:
            j, i = self._fixed(self.targets, self.senders, self.in_degree, rng)
        elif self.out_degree is not None:
            i, j = self._fixed(self.senders, self.targets, self.out_degree, rng)
        else:
            total = len(self.senders) * len(self.targets)
            i, j = np.divmod(
                _asked(self.probability, total, len(self.targets), rng)
                if callable(self.probability)
                else _chosen(total, self.probability, rng),
                len(self.targets),
            )
        if self.in_degree is not None:
            order = np.argsort(i, kind="stable")  # they came sorted by target
            i, j = i[order], j[order]
        i, j = (
            some.start + some.step * k if isinstance(some, range) else np.asarray(some)[k]
            for some, k in ((self.senders, i), (self.targets, j))
        )
        if self.same and not self.autapses:
            i, j = i[i != j], j[i != j]
        return i.astype(np.int32), j.astype(np.int32)

    def places(self, i: np.ndarray, j: np.ndarray) -> Indices:
        """Return the rows and columns, in a matrix (senders, targets), of synapses at positions (i,
        j).
        """
        return placed(self.senders, i), placed(self.targets, j)

    def _fixed(
        self, own: Members, others: Members, degree: int, rng: np.random.Generator
    ) -> Indices:
        """Return ``degree`` of the ``others`` for each of its ``own``, sorted: numbers of both
        within their ranges.
        """
        chosen = np.empty((len(own), degree), dtype=np.int64)
        apart = self.same and not self.autapses
        # where each is among the others, which it then leaves out
        left = placed(others, np.asarray(own)) if apart else np.full(len(own), -1)
        for row, itself in zip(chosen, left.tolist(), strict=True):
            picked = np.sort(
                rng.choice(len(others) - (itself >= 0), degree, replace=False, shuffle=False)
            )
            row[:] = picked + (picked >= itself) if itself >= 0 else picked
        return np.repeat(np.arange(len(own)), degree), chosen.ravel()

    def __str__(self) -> str:
        without = "" if self.autapses else ", without autapses"
        if self.given is not None:
            return f"{len(self.given[0])} given pairs"
        if self.in_degree is not None or self.out_degree is not None:
            return (
                f"in-degree {self.in_degree}{without}"
                if self.out_degree is None
                else f"out-degree {self.out_degree}{without}"
            )
        if callable(self.probability):
            return f"probability by {getattr(self.probability, '__name__', 'a function')}{without}"
        return f"probability {self.probability:g}{without}"


def connect(
    senders: Members,
    targets: Members,
    same: bool,
    probability: Any,
    pairs: Any,
    in_degree: Any,
    out_degree: Any,
    autapses: Any,
) -> Connections:
    """Return the rule that the arguments of ``net.project`` name, or refuse them."""
    if callable(probability):
        _asked(probability, min(TRIED, len(senders) * len(targets)), len(targets))
    else:
        probability = PROBABILITY.number(probability, "project's probability")
    ways = {"pairs": pairs is not None, "a probability": probability != 1.0}
    ways |= {"an in_degree": in_degree is not None, "an out_degree": out_degree is not None}
    if len(several := [name for name, there in ways.items() if there]) > 1:
        why = ": pairs are taken as they are given" if "pairs" in several else ""
        raise ParameterError(f"project has {' and '.join(several)}; expected one of them{why}.")
    if not isinstance(autapses, (bool, np.bool_)):
        raise ParameterError(
            f"project's autapses is {autapses!r:.60}; expected True, or False for no "
            f"synapses of a neuron on itself."
        )
    if pairs is not None:
        if not autapses:
            raise ParameterError(
                "project has pairs and autapses=False; pairs are taken as they are "
                "given: leave those (i, i) out of them."
            )
        return Connections(
            senders, targets, given=_given(pairs, len(senders), len(targets)), same=same
        )
    apart = same and not autapses
    for name, degree, side, others in (
        ("in_degree", in_degree, targets, senders),
        ("out_degree", out_degree, senders, targets),
    ):
        if degree is not None:
            who = "senders" if name == "in_degree" else "targets"
            common = apart and (placed(others, np.asarray(side)) >= 0).any()
            fewest = len(others) - bool(common)
            number = Quantity("", f"{who} of each, all different", 0, fewest).whole(
                degree, f"project's {name}"
            )
            inward, outward = (number, None) if name == "in_degree" else (None, number)
            return Connections(
                senders,
                targets,
                in_degree=inward,
                out_degree=outward,
                autapses=bool(autapses),
                same=same,
            )
    return Connections(senders, targets, probability, autapses=bool(autapses), same=same)


def _asked(function: Any, total: int, m: int, rng: np.random.Generator | None = None) -> np.ndarray:
    """Return which of the first ``total`` pairs, of senders with ``m`` targets each, have a synapse
    by a function of (i, j); without a generator only try it.
    """
    found, expected = [np.empty(0, dtype=np.int64)], "an array as long as i and j"
    for first in range(0, total, AT_ONCE):
        flat = np.arange(first, min(first + AT_ONCE, total))
        i, j = np.divmod(flat, m)
        try:
            values = np.asarray(function(i, j))
        except Exception as failed:  # a function of one's own may fail in any way
            raise ParameterError(
                f"project's probability is a function that failed: {failed}; expected one of two "
                f"arrays, as in lambda i, j: abs(i - j) < 10."
            ) from None
        if values.shape not in ((), flat.shape):
            raise ParameterError(
                f"project's probability returned shape {values.shape}; expected {expected}, "
                f"{flat.shape}."
            )
        if values.dtype != bool:
            values = PROBABILITY.array(values, "project's probability(i, j)")
            # one number a pair, so that the size of a part changes nothing
            values = values > (rng.random(len(flat)) if rng else 0.0)
        found.append(flat[np.broadcast_to(values, flat.shape)])
    return np.concatenate(found)


def _chosen(total: int, probability: float, rng: np.random.Generator) -> np.ndarray:
    """Return which of so many pairs have a synapse, sorted."""
    if probability == 1.0:
        return np.arange(total)
    if probability == 0.0 or total == 0:
        return np.empty(0, dtype=np.int64)
    found, last = [], -1
    while last < total:
        size = int(1.02 * (total - last) * probability) + 100
        with np.errstate(over="ignore"):  # a leap beyond all numbers ends the search as well
            leaps = 1 + np.floor(np.log1p(-rng.random(size)) / np.log1p(-probability))  # (1)
        found.append(last + np.cumsum(np.minimum(leaps, total + 1).astype(np.int64)))
        last = int(found[-1][-1])
    flat = np.concatenate(found)
    return flat[: np.searchsorted(flat, total)]


# --- given pairs and matrices ---------------------------------------------------------------------


def is_sparse(value: Any) -> bool:
    """Return whether a value is a matrix of scipy.sparse, without loading SciPy."""
    return hasattr(value, "tocsr") and hasattr(value, "nnz")


def entries(
    matrix: Any, n_pre: int, n_post: int, name: str, zeros: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows, columns and values of what a sparse matrix holds, sorted; entries of 0 only with
    ``zeros``, repeats as their sum.
    """
    if matrix.shape != (n_pre, n_post):
        raise ParameterError(
            f"{name} is a sparse matrix of shape {matrix.shape}; expected "
            f"{(n_pre, n_post)}, senders and targets."
        )
    rows = matrix.tocsr().copy()
    rows.sum_duplicates()
    there = rows.tocoo()
    nonzero = slice(None) if zeros else there.data != 0
    return there.row[nonzero], there.col[nonzero], there.data[nonzero]


def _given(pairs: Any, n_pre: int, n_post: int) -> Indices:
    """Return the given pairs as two int32 arrays (i, j), or refuse them; a list of tuples holds one
    pair in each.
    """
    if isinstance(pairs, str):
        if pairs != "one_to_one":
            raise ParameterError(
                f'project\'s pairs is {pairs!r:.60}; expected pairs, or pairs="one_to_one".'
            )
        if n_pre != n_post:
            raise ParameterError(
                f"project has {n_pre} senders and {n_post} targets; one_to_one needs as "
                f"many of each, as in pop[:80]."
            )
        return np.arange(n_pre, dtype=np.int32), np.arange(n_pre, dtype=np.int32)
    if is_sparse(pairs):
        pairs = entries(pairs, n_pre, n_post, "project's pairs")[:2]
    if (
        isinstance(pairs, list)
        and pairs
        and all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs)
    ):
        pairs = list(zip(*pairs, strict=True))
    if not isinstance(pairs, (tuple, list, np.ndarray)) or len(pairs) != 2:
        expected = (
            "two arrays (i, j), sender and target of each synapse, or a list of pairs, as "
            "in [(0, 0), (0, 1)]"
        )
        raise ParameterError(f"project's pairs is {pairs!r:.60}; expected {expected}.")
    i, j = indices(pairs[0], "project's pairs[0]"), indices(pairs[1], "project's pairs[1]")
    if len(i) != len(j):
        raise ParameterError(
            f"project's pairs have {len(i)} senders and {len(j)} targets; expected as many of each."
        )
    inside(i, n_pre, "project's pairs[0]")
    inside(j, n_post, "project's pairs[1]")
    return i.astype(np.int32), j.astype(np.int32)


def indices(values: Any, name: str) -> np.ndarray:
    """Return whole numbers as an array of ints, or refuse them."""
    listed = isinstance(values, (list, tuple))
    nested = listed and any(isinstance(each, (list, tuple)) or np.ndim(each) for each in values)
    array = np.array(values, dtype=object) if nested else np.asarray(values)
    if array.ndim > 1:
        raise ParameterError(
            f"{name} has shape {array.shape}; expected one number after the other, as in [0, 1, 2]."
        )
    array = np.ravel(array)
    if array.size and (array.dtype.kind not in "iuf" or (array != np.floor(array)).any()):
        raise ParameterError(f"{name} are {values!r:.60}; expected whole numbers from 0.")
    return array.astype(np.int64)


def inside(indices: np.ndarray, n: int, name: str) -> None:
    """Refuse indices that are not below ``n``."""
    for bad in indices[(indices < 0) | (indices >= n)][:1]:
        raise ParameterError(f"{name} hold {bad}; expected 0 to {n - 1}, for there are {n}.")


# --- one value per synapse ------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Drawn:
    """Values that the seed draws, one per synapse: by a function of (rng, n), or from a frozen
    distribution of ``scipy.stats``.
    """

    source: Any
    quantity: Quantity
    name: str
    purpose: str  # of the stream of random numbers: see neurolib.network.stream

    ndim = 1  # as an array with a value for each synapse has

    def __call__(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return ``n`` values, or refuse those that are out of range."""
        if n == 0:
            return np.empty(0)
        values = (
            self.source.rvs(size=n, random_state=rng)
            if hasattr(self.source, "rvs")
            else self.source(rng, n)
        )
        values = self.quantity.array(values, f"{self.name}, as drawn,")
        if values.shape != (n,):
            raise ParameterError(
                f"{self.name} drew an array of shape {values.shape}; expected {n} "
                f"values, as in lambda rng, n: …, size=n.{BY_PAIR}"
            )
        return values

    def bounded(self, high: float) -> Drawn:
        """Return the same, of which nothing is accepted but what lies between 0 and ``high``, which
        may be negative.
        """
        return replace(
            self, quantity=replace(self.quantity, low=min(0.0, high), high=max(0.0, high))
        )

    def __str__(self) -> str:
        return f"drawn by {getattr(self.source, '__name__', type(self.source).__name__)}"


def drawn(quantity: Quantity, source: Any, name: str, purpose: str) -> Drawn | None:
    """Return what draws values, if ``source`` is such a thing, after a first try; ``None`` for
    numbers.
    """
    if not (hasattr(source, "rvs") or (callable(source) and not isinstance(source, type))):
        return None
    made = Drawn(source, quantity, name, purpose)
    try:
        made(np.random.default_rng(0), TRIED)
    except ParameterError:
        raise
    except Exception as failed:  # a function of one's own may fail in any way
        example = "lambda rng, n: rng.normal(1, 0.1, n)*mV"
        raise ParameterError(
            f"{name} is a function that failed: {failed}; expected one of (rng, n), a generator "
            f"and the number of synapses, as in {example}.{BY_PAIR}"
        ) from None
    return made


def per_synapse(quantity: Quantity, value: Any, rule: Connections, name: str) -> np.ndarray:
    """Return one number, one for each given pair, or a matrix (pre, post), or refuse the shape."""
    n_pre, n_post, given = len(rule.senders), len(rule.targets), rule.given
    if is_sparse(value):
        if given is None:
            raise ParameterError(
                f"{name} is a sparse matrix, and the pairs are drawn; expected one "
                f"number, or a sparse weight as well."
            )
        entries(value, n_pre, n_post, name)
        value = np.asarray(value.tocsr()[given[0], given[1]]).ravel()
    array = (
        quantity.array(value, name)
        if not is_empty(value) or given is None or len(given[0])
        else np.empty(0)
    )
    shapes: list[tuple[int, ...]] = [(), (n_pre, n_post)] + (
        [(len(given[0]),)] if given is not None else []
    )
    if array.shape not in shapes:
        expected = " or ".join(f"shape {shape}" if shape else "one number" for shape in shapes)
        raise ParameterError(
            f"{name} ({quantity.meaning}) has shape {array.shape}; expected {expected}."
        )
    return array
