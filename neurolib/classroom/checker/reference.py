"""What the reference solution does in a test: recorded once, before any submission runs, and
compared with what a student's code does.

To NumPy an empty array is equal to every number: ``np.allclose([], 9.0)`` is true, because it holds
no element that is not close. An empty answer is one without a single value (a number, a text, a
truth value, None or an object). It is accepted only where the reference solution gives an empty
answer, too, at the same place of the same answer. A test makes its requests in the same order for
every submission, so an answer is identified by what is requested and by how many times it was
requested before, whatever the arguments are. Elsewhere an empty answer arrives as
:class:`.proxies.Empty`, which raises an error that names it when it is used.

Random draws may be empty at other times. Of the answers that depend on a random generator, as many
may be empty as of the reference solution's, plus three standard deviations of such a count, plus
one in fifty.

A student's object has only those attributes of arrays that the test reads from the reference
solution's object.
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
    """A request of a test. ``names`` is the expression, as in ``Device().read()``; ``is_random``
    says whether this call or one before it received a random generator; ``occurrence`` counts equal
    requests. For an attribute, ``occurrence`` is that of its object, and ``reading`` counts how
    often the attribute was read.
    """

    names: str = ""
    is_random: bool = False
    occurrence: int = 0
    reading: int | None = 0  # None: not counted yet


def is_empty(value: Any) -> bool:
    """Whether a list, an array or the like holds no value at all."""
    if isinstance(value, np.ndarray):
        return not value.size
    return isinstance(value, CONTAINERS) and all(
        map(is_empty, value.values() if isinstance(value, dict) else value)
    )


def _steps(value: Any, key: Any) -> list[str]:
    """The expressions by which a test may read an item of a value: by index or key, and by field
    name.
    """
    fields = value._fields[key : key + 1] if hasattr(value, "_fields") else ()
    return [f"[{json.dumps(key, default=str)}]", *(f".{name}" for name in fields)]


def _with(value: Any, key: Any, item: Any) -> Any:
    """Return ``value`` with another item; lists and dictionaries change in place."""
    if isinstance(value, tuple):
        items = [*value[:key], item, *value[key + 1 :]]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    value[key] = item
    return value


class TestRecord:
    """What happens in one run of a test. ``known`` is what :meth:`found` returned for the reference
    solution; ``reference`` is true while that solution runs.
    """

    def __init__(self, known: dict[str, Any] | None = None, reference: bool = False) -> None:
        self.known: dict[str, Any] = {"empty": {}, "drawn": {}, "attributes": (), **(known or {})}
        self.reference = reference
        # as a student's attributes
        self.refused = (
            frozenset[str]() if reference else ARRAYS.difference(self.known["attributes"])
        )
        self._asked, self._drawn, self._spare = (
            Counter[tuple[str, int]](),
            Counter[str](),
            Counter[str](),
        )
        self._empty: dict[str, list[tuple[int, int | None]]] = {}
        self._attributes = set[str]()

    def counted(self, question: Question) -> Question:
        """Count a request and return it with its number, unless it reads part of an earlier
        answer.
        """
        if question.occurrence and question.reading is not None:
            return question
        counted = (question.names, question.occurrence)
        self._asked[counted] += 1
        number = self._asked[counted]
        return (
            question._replace(reading=number)
            if question.occurrence
            else question._replace(occurrence=number)
        )

    def checked(self, question: Question, value: Any, stand_in: Callable[[Any], Any]) -> Any:
        """Return an answer in which :func:`stand_in` replaces every empty part that may not be
        empty.
        """
        self._drawn[question.names] += question.is_random
        return self._checked(question, value, stand_in, [[question.names]])

    def _checked(
        self,
        question: Question,
        value: Any,
        stand_in: Callable[[Any], Any],
        around: list[list[str]],
    ) -> Any:
        """``around`` are the expressions by which a test may reach the containers of this value,
        and the value itself.
        """
        if is_empty(value):
            if not self.reference:
                return value if self._allows(question, around) else stand_in(value)
            for path in around[-1]:
                self._empty.setdefault(path, []).append((question.occurrence, question.reading))
        elif isinstance(value, (list, tuple, dict)):
            self._attributes.update(getattr(value, "_fields", ()) if self.reference else ())
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in [(key, item) for key, item in items if isinstance(item, HOLDS)]:
                paths = [path + step for path in around[-1] for step in _steps(value, key)]
                if (new := self._checked(question, item, stand_in, [*around, paths])) is not item:
                    value = _with(value, key, new)
        return value

    def _allows(self, question: Question, paths: list[list[str]]) -> bool:
        """Whether the reference solution gave an empty value, too, here or in a container of it; a
        field of a tuple at every reading.
        """
        around = [self.known["empty"].get(path, []) for level in paths for path in level]
        if not question.is_random:
            readings = [
                reading
                for empty in around
                for occurrence, reading in empty
                if occurrence == question.occurrence
            ]
            return (
                question.reading in readings
                or 0 in readings
                or bool(readings and not question.reading)
            )
        self._spare[question.names] += 1
        often = max(map(len, around))
        return bool(
            self._spare[question.names]
            <= often + 3 * math.isqrt(often) + self.known["drawn"].get(question.names, 0) // CHANCE
        )

    def allows_attribute(self, attribute: str) -> bool:
        """Whether a student's object may answer for an attribute that arrays have, too."""
        self._attributes.add(attribute)
        return attribute not in self.refused

    def found(self) -> dict[str, Any]:
        """Return as plain data what was recorded of the reference solution in this test."""
        drawn = {names: count for names, count in self._drawn.items() if count}
        return {
            "empty": self._empty,
            "drawn": drawn,
            "attributes": sorted(self._attributes & ARRAYS),
        }
