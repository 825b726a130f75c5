"""What the reference solution does in a test: found once, before any submission runs, and held against what a student's code does.

To NumPy an array without values is equal to every number: ``np.allclose([], 9.0)`` is true, since there is nothing that is not
close. So an answer without a single value in it, a number, a text, a truth value, None or an object, counts only where the
reference solution gives none either: to the same question, or, where the arguments of the question differ, as often to questions
of the same names. Everywhere else it arrives as :class:`.proxies.Empty`, which says what it is to whoever uses it.

A test sees what a function does to its arguments only where the reference solution changes its arguments in this test.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

CHANCE = 4  # of so many random draws, one more may be empty than of the reference solution's
CONTAINERS = (list, tuple, dict, set)

Place = tuple[tuple[str, ...], ...]  # inside a value: at each level the names of one item


@dataclass(frozen=True)
class Question:
    """What is asked, or a place in its answer: by names and arguments (a hash), and by names alone, as in ``Device().read()``."""

    exact: str = ""
    names: str = ""
    chance: bool = False  # whether a random generator was given, to this call or to one that it builds on

    def then(self, step: str, chance: bool = False) -> Question:
        """Return the question that goes on from here: a name, an attribute ``.name``, an item ``[…]`` or a call ``(…)``."""
        exact = hashlib.sha256(f"{self.exact}{step}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return Question(exact, self.names + (step[0] + step[-1] if step[0] in "([" else step), self.chance or chance)

    def within(self, place: Place) -> Iterator[list[Question]]:
        """Yield the answer itself and each level down to ``place``, under all their names."""
        level = [self]
        yield level
        for names in place:
            level = [question.then(name) for question in level for name in names]
            yield level


def leafless(value: Any) -> tuple[bool, list[Place]]:
    """Return whether there is no value in ``value`` at all, and the places of the largest containers in it of which this is true."""
    if isinstance(value, np.ndarray):
        empty, places = not value.size, []
    elif isinstance(value, CONTAINERS):
        empty, places = True, list[Place]()
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            inner, below = leafless(item) if isinstance(item, (np.ndarray, *CONTAINERS)) else (False, [])
            empty = empty and inner
            places += [(_names(value, key), *place) for place in below if not isinstance(value, set)]
    else:
        empty, places = False, []
    return empty, [()] if empty else places


def _names(value: Any, key: Any) -> tuple[str, ...]:
    """The names by which a test may take an item out of a container."""
    fields = getattr(value, "_fields", ())
    return (f"[{json.dumps(key, default=str)}]", *(f".{name}" for name in fields[key : key + 1]))


def put(value: Any, place: Place, made: Callable[[Any], Any]) -> Any:
    """Return ``value`` with what is at ``place`` replaced by what ``made`` makes of it; lists and dictionaries change in place."""
    if not place:
        return made(value)
    names, *below = place
    key = next(key for key in (value if isinstance(value, dict) else range(len(value))) if _names(value, key) == names)
    new = put(value[key], tuple(below), made)
    if isinstance(value, tuple):
        items = [*value[:key], new, *value[key + 1 :]]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    value[key] = new
    return value


class Watch:
    """One run of a test: the questions that it asks, and which of the answers count. ``known`` is what :meth:`found` returned
    for the reference solution, or None while that runs itself."""

    def __init__(self, known: dict[str, Any] | None = None, reference: bool = False, shown: bool = False) -> None:
        self.known, self.reference = known or {}, reference
        self.changed = False  # whether student code changed an argument that the reference solution leaves alone
        self.shown = shown or reference  # whether the test sees that
        self._asked: Counter[str] = Counter()
        self._empty: Counter[str] = Counter()
        self._drawn: Counter[str] = Counter()
        self._answered: set[str] = set()
        self._hollow: set[str] = set()
        self._changing: set[str] = set()

    @property
    def exact(self) -> bool:
        """Whether arguments tell one question from another here; where nothing is empty, names do."""
        return self.reference or bool(self.known.get("empty") or self.known.get("drawn"))

    def ask(self, parent: Question, step: str, chance: bool = False) -> Question:
        """Note that a question is asked, and return it; the same once more is another one."""
        question = parent.then(step, chance)
        self._asked[question.exact] += 1
        count = self._asked[question.exact]
        return question if count == 1 else Question(question.then(f"({count})").exact, question.names, question.chance)

    def look(self, question: Question, value: Any, made: Callable[[Any], Any]) -> Any:
        """Return an answer with :func:`made` of what is empty in it and may not be."""
        places = leafless(value)[1]
        if self.reference:
            self._answered.add(question.exact)
            self._drawn[question.names] += question.chance
            for place in places:
                *_, last = question.within(place)
                self._hollow.update(one.exact for one in last)
                self._empty[last[0].names] += 1
            return value
        for place in places:
            if not self._allows(question, place):
                value = put(value, place, made)
        return value

    def _allows(self, question: Question, place: Place) -> bool:
        levels = list(question.within(place))
        if not question.chance and question.exact in self.known.get("answered", ()):
            return any(one.exact in self.known["hollow"] for one in itertools.chain(*levels))
        names = levels[-1][0].names
        self._empty[names] += 1
        more = self.known.get("drawn", {}).get(question.names, 0) // CHANCE
        return bool(self._empty[names] <= self.known.get("empty", {}).get(names, 0) + more)

    def shows(self, question: Question) -> bool:
        """Note that a call changed its arguments, and return whether the test sees it."""
        self._changing.add(question.names)
        expected = question.names in self.known.get("changing", ())
        self.changed = self.changed or not (expected or self.reference)
        return expected or self.shown

    def found(self) -> dict[str, Any]:
        """Return as plain data what is to be known of the reference solution in this test."""
        drawn = {name: count for name, count in self._drawn.items() if count >= CHANCE}
        found: dict[str, Any] = {"changing": sorted(self._changing), "drawn": drawn}
        if self._empty:
            found |= {"empty": dict(self._empty), "answered": sorted(self._answered), "hollow": sorted(self._hollow)}
        return found
