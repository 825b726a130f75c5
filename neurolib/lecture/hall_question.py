"""A question that a lecture hall answers: what phones may send, and what the wall shows of all
answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .. import units
from ..model import ParameterError
from ..style import _in_html
from ..units import quantity
from ..widgets.judging import NEAR, Choice, Curve, Number, Result, misconception

LONGEST = 60  # characters of a typed answer
HUGE = 1e100  # no result of the course comes near
TIED = 3  # of what is equally frequent, this many are shown
FACTOR = 2.0  # an answer between half and twice the result is near it
NEAR_IN = {"mV": 5.0, "°C": 2.0, "°": 10.0}  # near where the question names no misconception
ARBITRARY = {"°C", "°"}  # units whose zero is a convention
HOW = re.compile(r"type (?:one|a number)(?: with its unit)?, as in 12(?:\*\w+)?")
MOST = 0.75  # of the points of a curve must be near the result's
THUMB = 0.05  # of the axis is as exact as a thumb draws


@dataclass
class Question:
    """A question of the wall, its answers by session, and whether the answer has been shown."""

    number: int  # in this lecture; a phone names it with its answer
    key: str
    asks: dict[str, Any]
    answer: str  # HTML
    result: Result
    wrong: Mapping[str, Any] = field(default_factory=dict)
    revealed: bool = False
    answers: dict[str, Any] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # of a session's answer on the wall

    @classmethod
    def of(cls, number: int, given: Any) -> Question:
        """Return the question that a page of the lecture shows.

        ``given`` has the ``key``, ``asks``, ``answer`` and ``found`` of a guess as the site keeps
        them; ``right``, the number or the letter that was found, and ``wrong``, which says what a
        misconception gives: sentence → number or letter.
        :class:`~neurolib.model.ParameterError` is raised for anything else.
        """
        if not isinstance(given, dict):
            raise ParameterError("A question is no object; expected one with key, asks and answer.")
        key, asks, answer, right = (given.get(name) for name in ("key", "asks", "answer", "right"))
        if not (isinstance(key, str) and isinstance(asks, dict) and isinstance(answer, str)):
            raise ParameterError("A question lacks its key, what it asks, or its answer.")
        result: Result
        try:
            if "plane" in asks:
                plane = asks["plane"]
                (xlabel, ylabel), (low, high) = plane["labels"], plane["limits"]
                result = Curve(plane["x"], given["found"], xlabel, ylabel, (low, high))
            elif "choices" in asks:
                result = Choice(
                    str(right), [re.sub(r"^\(.\) ", "", each) for each in asks["choices"]]
                )
            else:
                result = Number(float(right), _typed_unit(asks.get("unit", "")))  # type: ignore[arg-type]
        except ParameterError:
            raise
        except (KeyError, TypeError, ValueError):
            raise ParameterError(
                f"The question “{key[:60]}” has no result that answers can be compared with. "
                f"Build the lecture again."
            ) from None
        wrong = given.get("wrong") or {}
        if not isinstance(wrong, dict) or not all(
            isinstance(each, str if isinstance(result, Choice) else (int, float))
            for each in wrong.values()
        ):
            raise ParameterError(f"The misconceptions of “{key[:60]}” are no numbers or letters.")
        return cls(number, key, asks, answer, result, wrong)

    # ---- answers --------------------------------------------------------------------------------

    def read(self, sent: Any) -> Any:
        """Return an answer as a number in the unit of the question, a letter, or the values of a
        curve; :class:`~neurolib.model.ParameterError` says what is wrong with any other.
        """
        if isinstance(self.result, Curve):
            return self._read_curve(sent)
        if isinstance(sent, bool) or not isinstance(sent, (str, int, float)):
            raise ParameterError(
                "This is neither a number nor a letter, so it is not an answer to this question."
            )
        typed = str(sent)
        if len(typed) > LONGEST:
            raise ParameterError(
                f"The answer has {len(typed)} characters; expected at most {LONGEST}."
            )
        number = isinstance(self.result, Number)
        value = self._read_number(typed) if number else self.result.read(typed)
        if isinstance(value, float) and not abs(value) <= HUGE:
            raise ParameterError(f"The answer is larger than {HUGE:g}; type a smaller number.")
        return value

    def _read_number(self, typed: str) -> float:
        """Return a number as it is typed on a phone, where the comma may be a decimal one."""
        if found := re.search(r"(?<![\d.,])([1-9]\d{0,2}),(\d{3})(?![\d,])", typed):
            raise ParameterError(
                f"“{found[0]}” can mean {found[1]}{found[2]} or {found[1]}.{found[2]}: type the "
                f"one that you mean."
            )
        point = re.sub(r"(?<![\d,])(\d*),(?=\d+(?![\d,]))", r"\1.", typed)
        assert isinstance(self.result, Number)
        try:
            return self.result.read(point)
        except ParameterError as problem:  # a phone's page asks for no Python
            raise ParameterError(HOW.sub("type a number, as in −12.5", str(problem))) from None

    def _read_curve(self, sent: Any) -> list[float]:
        assert isinstance(self.result, Curve)
        points, (low, high) = len(self.result.x), self.result.limits
        if not isinstance(sent, list) or len(sent) != points:
            many = f"{len(sent)} values" if isinstance(sent, list) else "no list of values"
            raise ParameterError(f"The curve has {many}; expected {points}: draw it on the axes.")
        for each in sent:
            number = isinstance(each, (int, float)) and not isinstance(each, bool)
            if each is not None and not number:
                raise ParameterError("The curve has a value that is no number: draw it again.")
        room = 1e-6 * (high - low)  # numbers are sent with six digits
        if any(each is not None and not low - room <= each <= high + room for each in sent):
            raise ParameterError(
                f"The curve leaves the axes; expected values from {quantity(low)} to "
                f"{quantity(high)}: draw it again."
            )
        return self.result.read(sent)

    def take(self, session: str, sent: Any) -> tuple[int, Any]:
        """Keep the answer of a session in place of its earlier one; return its place on the wall
        and its value.
        """
        value = self.read(sent)
        self.answers[session] = value
        return self.places.setdefault(session, len(self.places)), value

    # ---- what is shown --------------------------------------------------------------------------

    def public(self) -> dict[str, Any]:
        """Return what a phone is told before the answer is shown."""
        return {"number": self.number, "asks": self.asks}

    def own(self, session: str) -> dict[str, Any]:
        """Return what a phone is told of its own answer and, once it has been shown, of the
        result.
        """
        value = self.answers.get(session)
        said: dict[str, Any] = {} if value is None else {"guess": value}
        if not self.revealed:
            return said
        said["answer"] = self._said_to(value) + self.answer
        if isinstance(self.result, Curve):
            said["found"] = [float(each) for each in self.result.y]
        return said

    def _said_to(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(self.result, Curve):
            return f"{self.result.judge(value)[0]} "
        said = (
            f"You chose ({value}). "
            if isinstance(self.result, Choice)
            else f"You predicted {quantity(value, self.result.unit, 4)}. "
        )
        named = _in_html(misconception(self.result, value, self.wrong))
        return f"{said}A frequent misconception leads there: {named} " if named else said

    def spread(self) -> list[list[Any]]:
        """Return the answers with their places on the wall."""
        return [[place, self.answers[session]] for session, place in self.places.items()]

    def summary(self) -> dict[str, Any]:
        """Return what the wall says of all answers beside the result.

        ``lines`` are sentences in HTML; ``near`` of ``count`` answers are the right choice, lie in
        the ``band`` around the result, or are curves of which three quarters are within a factor of
        two of it.
        """
        values, result = list(self.answers.values()), self.result
        count = len(values)
        if isinstance(result, Choice):
            near = values.count(result.found)
            lines = [f"{near} of {count} chose ({result.found}), which is right."]
        elif isinstance(result, Curve):
            near = sum(self._curve_is_near(each) for each in values)
            lines = [
                f"{_many(near, count, 'curve')} {_are(near)} within a factor of two of the result "
                f"over three quarters of the axis or more."
            ]
        else:
            low, high = self.band()
            near = sum(low <= each <= high for each in values)
            what = f"within {self.measure()} of the result" if low < high else "exactly 0"
            lines = [f"{_many(near, count, 'answer')} {_are(near)} {what}."]
            if count > 1:
                median = _whole(quantity(float(np.median(values)), result.unit, 3))
                lines.append(f"The median of the answers is {median}.")
        if not count:
            lines = ["Nobody has answered."]
        elif said := self._misconception(values):
            lines.append(said)
        lines = [_in_html(each) for each in lines]
        found = {"count": count, "near": near, "lines": lines, "answer": self.answer}
        if isinstance(result, Number):
            found |= {"band": list(self.band()), "measure": self.measure()}
        if not isinstance(result, Curve):
            return found | {"right": result.found}
        return found | {"found": [float(each) for each in result.y]}

    def distance(self) -> float | None:
        """Return how far from the result a number is near it, where a ratio of two answers means
        nothing: where the zero of the unit is a convention, or the result or a misconception is
        negative. An answer is near then as long as no misconception is as close to it as the result
        is. Return ``None`` where a factor of two is near.
        """
        assert isinstance(self.result, Number)
        found, others = self.result.found, list(self.wrong.values())
        if found > 0 and min(others, default=0) >= 0 and self.result.unit not in ARBITRARY:
            return None
        if others:
            return float(f"{min(abs(each - found) for each in others) / 2:.2g}")
        return NEAR_IN.get(self.result.unit, float(f"{NEAR * abs(found):.2g}"))

    def band(self) -> tuple[float, float]:
        """Return between which two numbers an answer is near the result."""
        assert isinstance(self.result, Number)
        found, distance = self.result.found, self.distance()
        if distance is None:
            return found / FACTOR, found * FACTOR
        room = distance * (1 + 1e-9)
        return found - room, found + room

    def measure(self) -> str:
        """Return in words how close to the result is near it."""
        assert isinstance(self.result, Number)
        distance = self.distance()
        if distance is None:
            return "a factor of two"
        return _whole(quantity(distance, self.result.unit, 2))

    def _curve_is_near(self, values: list[float]) -> bool:
        """Is a curve within a factor of two of the result at enough points? What is closer than a
        thumb draws counts as near.
        """
        assert isinstance(self.result, Curve)
        y, drawn = np.asarray(self.result.y, float), np.asarray(values)
        low, high = self.result.limits
        near = np.abs(drawn - y) <= THUMB * (high - low)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = drawn / y
        near |= (ratio >= 1 / FACTOR) & (ratio <= FACTOR)
        return bool(near.mean() >= MOST)

    def _misconception(self, values: list[Any]) -> str:
        """Return a sentence about the most frequent misconception, or choice, beside the right
        one; nothing where the question names none and nobody chose another.
        """
        if isinstance(self.result, Choice):
            others = Counter(each for each in values if each != self.result.found)
            if not others:
                return ""
            letters, count = _first(others)
            many = len(letters) > 1
            said = [
                misconception(self.result, letter, self.wrong)
                or self.result.choices[self.result.letters.index(letter)]
                for letter in letters
            ]
            words = [
                f"({letter}): {each.rstrip('.')}."
                for letter, each in zip(letters, said, strict=True)
            ]
            return (
                f"The most frequent other choice{'s, each' * many}{',' * (not many)} of {count} of "
                f"{len(values)}, {'are' if many else 'is'} {' '.join(words)}"
            )
        if isinstance(self.result, Curve):
            return ""
        found = Counter(misconception(self.result, each, self.wrong) for each in values)
        del found[""]
        if not found:
            return ""
        first, count = _first(found)
        which = "misconceptions, each" if len(first) > 1 else "misconception,"
        sentences = " ".join(f"{each.rstrip('.')}." for each in first)
        return f"The most frequent {which} in {_many(count, len(values), 'answer')}: {sentences}"

    def kept(self) -> dict[str, Any]:
        """Return the question and its answers as a teacher may keep them: sorted, so that nobody
        finds the same phone again in two questions.
        """
        result = self.result
        found = list(result.y) if isinstance(result, Curve) else result.found
        return {
            "question": self.key,
            "unit": "" if isinstance(result, Choice) else result.unit,
            "found": [float(each) for each in found] if isinstance(found, list) else found,
            "answers": sorted(self.answers.values()),
        }


def _typed_unit(written: str) -> str:
    """Return the name of a unit that a page writes with a Greek letter: "µs" is us."""
    name = written.replace("µ", "u", 1) if written.startswith("µ") else written
    name = name.removesuffix("Ω") + "Ohm" if name.endswith("Ω") else name
    return name if isinstance(getattr(units, name, None), float) else written


def _first(counted: Counter[str]) -> tuple[list[str], int]:
    """Return what was counted most often, up to three where they are equal, and how often."""
    most = max(counted.values())
    return [each for each, count in counted.items() if count == most][:TIED], most


def _whole(number: str) -> str:
    """Return a number whose unit stays in its line."""
    return number.replace(" ", "\N{NO-BREAK SPACE}")


def _many(some: int, count: int, what: str) -> str:
    return f"{some} of {count} {what}{'s' * (count != 1)}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
