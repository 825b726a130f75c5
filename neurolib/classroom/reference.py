"""What the reference solution does in a test: found once, before any submission runs, and held against what a student's code does.

To NumPy an array without values is equal to every number: ``np.allclose([], 9.0)`` is true, since there is nothing that is not
close. So an answer without a single value in it, a number, a text, a truth value, None or an object, counts only where the
reference solution gives none either, in the same answer at the same place. A test asks its questions in the same order of
everybody, so an answer is known by what is asked and by how many times it was asked before, whatever the arguments are. Elsewhere
it arrives as :class:`.proxies.Empty`, which says what it is to whoever uses it.

Random draws may be empty at other times: of answers that depend on a random generator as many may be empty as of the reference
solution's, with three times the scatter of such a number, and one in fifty.

A test sees what a function does to its arguments only where the reference solution changes its arguments in this test. And an
object has of the attributes of arrays those that the test asked of the reference solution's.
"""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

CHANCE = 50
ARRAYS = frozenset(name for name in dir(np.ndarray) if not name.startswith("_"))
CONTAINERS = (list, tuple, dict, set)

Place = tuple[tuple[str, ...], ...]  # inside a value: at each level the names by which a test may take an item out


class Question(NamedTuple):
    """What is asked, as in ``Device().read()``, whether a random generator was given to this call or to one before it, and how many
    times it was asked by then. Of an attribute ``time`` is that of the object, and ``look`` counts the looks at it."""

    names: str = ""
    chance: bool = False
    time: int = 0
    look: int | None = 0  # None: not counted yet


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
    fields = getattr(value, "_fields", ())
    return (f"[{json.dumps(key, default=str)}]", *(f".{name}" for name in fields[key : key + 1]))


def put(value: Any, place: Place, made: Callable[[Any], Any]) -> Any:
    """Return ``value`` with what is at ``place`` replaced by what ``made`` makes of it; lists and dictionaries change in place."""
    if not place:
        return made(value)
    key = next(key for key in (value if isinstance(value, dict) else range(len(value))) if _names(value, key) == place[0])
    new = put(value[key], place[1:], made)
    if isinstance(value, tuple):
        items = [*value[:key], new, *value[key + 1 :]]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    value[key] = new
    return value


def _paths(names: str, place: Place) -> list[str]:
    return ["".join([names, *path]) for path in itertools.product(*place)]


def _fields(value: Any) -> set[str]:
    """The fields of all named tuples in a value."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return set(getattr(value, "_fields", ())).union(*(_fields(item) for item in items if isinstance(item, (list, tuple, dict))))


class Watch:
    """One run of a test. ``known`` is what :meth:`found` returned for the reference solution; while that runs, ``reference`` is true,
    and where the test is to see all that becomes of its arguments, ``shown``."""

    def __init__(self, known: dict[str, Any] | None = None, reference: bool = False, shown: bool = False) -> None:
        self.known: dict[str, Any] = {"empty": {}, "drawn": {}, "attributes": (), "changing": (), **(known or {})}
        self.reference, self.shown = reference, shown or reference
        self.changed = False  # whether student code changed an argument that the reference solution leaves alone
        self._asked, self._drawn, self._spare = Counter[tuple[str, int]](), Counter[str](), Counter[str]()
        self._empty: dict[str, list[tuple[int, int | None]]] = {}
        self._attributes, self._changing = set[str](), set[str]()

    def ask(self, question: Question) -> Question:
        """Count a question, unless it is a look into what was answered to it."""
        if question.time and question.look is not None:
            return question
        counted = (question.names, question.time)
        self._asked[counted] += 1
        number = self._asked[counted]
        return question._replace(look=number) if question.time else question._replace(time=number)

    def look(self, question: Question, value: Any, made: Callable[[Any], Any]) -> Any:
        """Return an answer with :func:`made` of what is empty in it and may not be."""
        self._drawn[question.names] += question.chance
        if self.reference:
            self._attributes |= _fields(value)
        for place in leafless(value)[1]:
            if self.reference:
                for path in _paths(question.names, place):
                    self._empty.setdefault(path, []).append((question.time, question.look))
            elif not self._allows(question, place):
                value = put(value, place, made)
        return value

    def _allows(self, question: Question, place: Place) -> bool:
        """Whether the reference solution gave nothing either, here or in what is around it: a field of a tuple at every look."""
        around = [self.known["empty"].get(path, []) for depth in range(len(place) + 1) for path in _paths(question.names, place[:depth])]
        if not question.chance:
            looks = [look for empty in around for time, look in empty if time == question.time]
            return question.look in looks or 0 in looks or bool(looks and not question.look)
        self._spare[question.names] += 1
        often = max(map(len, around))
        return bool(self._spare[question.names] <= often + 3 * math.isqrt(often) + self.known["drawn"].get(question.names, 0) // CHANCE)

    def tells(self, attribute: str) -> bool:
        """Whether an object may say itself what arrays say, too."""
        self._attributes.add(attribute)
        return self.reference or attribute in self.known["attributes"]

    def shows(self, question: Question) -> bool:
        """Note that a call changed its arguments, and return whether the test sees it."""
        self._changing.add(question.names)
        expected = question.names in self.known["changing"]
        self.changed = self.changed or not (expected or self.reference)
        return expected or self.shown

    def found(self) -> dict[str, Any]:
        """Return as plain data what is to be known of the reference solution in this test."""
        drawn = {names: count for names, count in self._drawn.items() if count}
        lists = {"attributes": sorted(self._attributes & ARRAYS), "changing": sorted(self._changing)}
        return {"empty": self._empty, "drawn": drawn, **lists}
