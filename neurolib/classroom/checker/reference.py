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

import json
import math
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

CHANCE = 50
ARRAYS = frozenset(name for name in dir(np.ndarray) if not name.startswith("_"))
CONTAINERS = (list, tuple, dict, set)
HOLDS = (np.ndarray, *CONTAINERS)


class Question(NamedTuple):
    """What is asked, as in ``Device().read()``, whether a random generator was given to this call or to one before it, and how many
    times it was asked by then. Of an attribute ``time`` is that of the object, and ``look`` counts the looks at it."""

    names: str = ""
    chance: bool = False
    time: int = 0
    look: int | None = 0  # None: not counted yet


def is_nothing(value: Any) -> bool:
    """Whether a list, an array or the like has no value in it at all."""
    if isinstance(value, np.ndarray):
        return not value.size
    return isinstance(value, CONTAINERS) and all(map(is_nothing, value.values() if isinstance(value, dict) else value))


def _steps(value: Any, key: Any) -> list[str]:
    """The ways by which a test may take an item out of a value."""
    fields = value._fields[key : key + 1] if hasattr(value, "_fields") else ()
    return [f"[{json.dumps(key, default=str)}]", *(f".{name}" for name in fields)]


def _with(value: Any, key: Any, item: Any) -> Any:
    """Return ``value`` with another item; lists and dictionaries change in place."""
    if isinstance(value, tuple):
        items = [*value[:key], item, *value[key + 1 :]]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    value[key] = item
    return value


class Watch:
    """One run of a test. ``known`` is what :meth:`found` returned for the reference solution; while that runs, ``reference`` is true,
    and where the test is to see all that becomes of its arguments, ``shown``."""

    def __init__(self, known: dict[str, Any] | None = None, reference: bool = False, shown: bool = False) -> None:
        self.known: dict[str, Any] = {"empty": {}, "drawn": {}, "attributes": (), "changing": (), **(known or {})}
        self.reference, self.shown = reference, shown or reference
        self.refused = frozenset[str]() if reference else ARRAYS.difference(self.known["attributes"])  # as a student's attributes
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
        return self._look(question, value, made, [[question.names]])

    def _look(self, question: Question, value: Any, made: Callable[[Any], Any], around: list[list[str]]) -> Any:
        """``around`` are the paths by which a test may come to what holds this value, and to itself."""
        if is_nothing(value):
            if not self.reference:
                return value if self._allows(question, around) else made(value)
            for path in around[-1]:
                self._empty.setdefault(path, []).append((question.time, question.look))
        elif isinstance(value, (list, tuple, dict)):
            self._attributes.update(getattr(value, "_fields", ()) if self.reference else ())
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in [(key, item) for key, item in items if isinstance(item, HOLDS)]:
                paths = [path + step for path in around[-1] for step in _steps(value, key)]
                if (new := self._look(question, item, made, [*around, paths])) is not item:
                    value = _with(value, key, new)
        return value

    def _allows(self, question: Question, paths: list[list[str]]) -> bool:
        """Whether the reference solution gave nothing either, here or in what is around it: a field of a tuple at every look."""
        around = [self.known["empty"].get(path, []) for level in paths for path in level]
        if not question.chance:
            looks = [look for empty in around for time, look in empty if time == question.time]
            return question.look in looks or 0 in looks or bool(looks and not question.look)
        self._spare[question.names] += 1
        often = max(map(len, around))
        return bool(self._spare[question.names] <= often + 3 * math.isqrt(often) + self.known["drawn"].get(question.names, 0) // CHANCE)

    def tells(self, attribute: str) -> bool:
        """Whether an object may say itself what arrays say, too."""
        self._attributes.add(attribute)
        return attribute not in self.refused

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
