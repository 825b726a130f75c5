"""A question that holds its answer back until a reader has guessed; every guess is kept in a small
file beside the course's map.
"""

from __future__ import annotations

import base64
import contextlib
import html
import json
import os
import re
from collections.abc import Mapping, Sequence
from numbers import Integral
from pathlib import Path
from types import MappingProxyType
from typing import Any, SupportsFloat

import anywidget
import traitlets

from ..model import ParameterError
from ..style import _in_html
from .judging import RIGHT, Choice, Curve, Number, Result, misconception, past
from .live import _has_reader

HERE = Path(__file__).parent
KEPT = ".guesses.json"


def guess(
    number: str,
    what: str,
    found: SupportsFloat | str | Curve,
    unit: str = "",
    because: str = "",
    choices: Sequence[str] = (),
    wrong: Mapping[str, SupportsFloat | str] = MappingProxyType({}),
) -> Guess:
    """Return a field for a prediction; what was ``found`` and ``because`` of what appear when the
    reader has guessed.

    ``number`` is the section, as in "2.1" or, in lab 2, "L2.1", and ``what`` names the quantity; a
    guess is kept under both. ``found`` is a number in ``unit``, the letter of one of the
    ``choices``, or a :class:`Curve`, which is drawn with the mouse or the arrow keys. A guess is
    judged at once, kept in ``.guesses.json`` beside the course's index, and shown again when the
    cell runs the next time. In a page without Python behind it the answer is folded.
    ``wrong`` says what misconceptions give, sentence → number or letter: whoever guesses it reads
    the sentence, and in a lecture hall the most frequent one is shown.
    :class:`~neurolib.model.ParameterError` is raised for a result that cannot be guessed. Used in
    every chapter.
    """
    if not re.fullmatch(r"L?\d+\.\d+", number):
        raise ParameterError(
            f'guess\'s number is {number!r}; expected chapter and section, as in "2.1", '
            f'or lab and section, as in "L2.1".'
        )
    result: Result
    if isinstance(found, Curve):
        result = found
    elif choices:
        result = Choice(str(found), choices)
    else:
        result = Number(int(found) if isinstance(found, Integral) else float(found), unit)
    return Guess(number, what, result, because, _named(result, wrong))


def _named(result: Result, wrong: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each misconception gives; refuse what is the result, or no guess at all."""
    found: dict[str, Any] = {}
    for sentence, given in wrong.items():
        if isinstance(result, Curve):
            raise ParameterError("A curve has no misconceptions; leave wrong= out.")
        if isinstance(result, Choice):
            found[sentence], same = result.read(given), given == result.found
        else:
            found[sentence] = value = float(given)
            same = result.judge(value)[1] <= RIGHT
        if same:
            raise ParameterError(
                f"The misconception “{sentence}” gives {given}, which is the result. Take a "
                f"number or a letter that sets the two apart."
            )
    return found


class Guess(anywidget.AnyWidget):
    """What is asked, and what is ``said`` to a guess: an error, or the answer and how far off all
    guesses were.

    ``packed`` is what is said to who wants no guess, for a page whose Python has ended. It is in
    Base64, so that nobody reads the answer by chance.
    """

    _esm = HERE / "guessing.js"
    _css = HERE / "guessing.css"
    asks: Any = traitlets.Dict().tag(sync=True)
    said: Any = traitlets.Dict().tag(sync=True)
    packed: Any = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        number: str,
        what: str,
        result: Result,
        because: str,
        wrong: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.wrong = wrong
        self.what, self.result, self.because = f"{what[:1].upper()}{what[1:]}", result, because
        self.key, self.file = f"{number} {what}", place()
        self.because_html = _in_html(because)
        packed = base64.b64encode(json.dumps(self._shown()).encode()).decode()
        super().__init__(asks={"what": _in_html(self.what)} | result.asks(), said={}, packed=packed)
        entry = kept(self.file).get(self.key, {})
        if (before := entry.get("guess")) is not None:
            with contextlib.suppress(ParameterError):  # a question that has changed is asked anew
                value = result.read(before)
                self._say(before, value)
                if (now := self._entry(before, value)) != entry:  # of an earlier version
                    keep(self.file, self.key, now)
        self.on_msg(self._answer)

    def take(self, typed: Any) -> None:
        """Take a guess as the page does: ``take("12*ms")``, ``take("b")``, or a list of the values
        of a curve.
        """
        try:
            value = self.result.read(typed)
        except ParameterError as problem:
            self.said = {"error": str(problem)}
            return
        error = keep(self.file, self.key, self._entry(typed, value))
        self._say(typed, value, error)

    def _entry(self, typed: Any, value: Any) -> dict[str, Any]:
        """Return what is kept of a guess; of a number and a choice, with what was found."""
        entry = {
            "guess": typed,
            "error": round(self.result.judge(value)[1], 4),
            "kind": type(self.result).__name__,
        }
        if isinstance(self.result, Number):
            entry |= {"value": value, "found": float(self.result.found)}
        if isinstance(self.result, Choice):
            entry |= {"value": value, "found": self.result.found}
        return entry

    def _answer(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        if "guess" in message:
            self.take(message["guess"])
        elif "show" in message:  # without a guess, which is then not counted
            self.said = self._shown()
        elif "again" in message:
            error = keep(self.file, self.key, None)
            self.said = {"error": error} if error else {}

    def _shown(self) -> dict[str, Any]:
        """Return what is said without a guess."""
        answer = _in_html(f"Found: {self.result.answer}. ") + self.because_html
        return {"answer": answer} | self._curve()

    def _say(self, typed: Any, value: Any, error: str = "") -> None:
        """Say how far a guess is from the result, and all guesses before it."""
        sentence, size = self.result.judge(value)
        choice = isinstance(self.result, Choice)
        # this one also where it could not be kept
        every = kept(self.file) | {self.key: self._entry(typed, value)}
        alike = [
            each.get("error") for each in every.values() if (each.get("kind") == "Choice") == choice
        ]
        errors = [error for error in alike if isinstance(error, (int, float))]
        own = (
            {"words": f"Your choices so far: {errors.count(0)} of {len(errors)} right."}
            if choice
            else past(errors, size)
        )
        named = misconception(self.result, value, self.wrong)
        named = f"A frequent misconception leads there: {named} " if named else ""
        said = {
            "guess": value,
            "answer": _in_html(f"{sentence} {named}") + self.because_html,
            "past": own,
            "error": error,
        }
        self.said = said | self._curve()

    def _curve(self) -> dict[str, Any]:
        return (
            {"found": [float(each) for each in self.result.y]}
            if isinstance(self.result, Curve)
            else {}
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add the question and, folded, the answer, for a page without Python or without
        widgets.
        """
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        unit = self.asks.get("unit", "")
        choices = "".join(f"<li>{html.escape(each)}</li>" for each in self.asks.get("choices", ()))
        page = (
            f"<p><strong>Prediction</strong> · "
            f"{self.asks['what']}{f' ({html.escape(unit)})' if unit else ''}</p>"
        )
        page += f'<ul style="list-style:none">{choices}</ul>' * bool(choices)
        found = _in_html(f"Found: {self.result.answer}. ")
        page += f"<details><summary>Answer</summary><p>{found}{self.because_html}</p></details>"
        live = data if data and _has_reader() else {}
        return {
            **live,
            "text/html": page,
            "text/plain": f"{self!r}\nFound: {self.result.answer}. {self.because}",
        }, metadata

    def __repr__(self) -> str:
        return f"Prediction {self.key}"


def place() -> Path:
    """Return where guesses are kept: beside the course's index, or in the notebook's own folder
    where there is none.
    """
    here = Path.cwd()
    return (
        next((folder for folder in (here, here.parent) if (folder / "index.ipynb").exists()), here)
        / KEPT
    )


def kept(file: Path) -> dict[str, dict[str, Any]]:
    """Return what was kept, a guess or a blank that was filled in, by its key; a file that is
    missing or not ours counts as none.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return (
        {key: each for key, each in found.items() if isinstance(each, dict)}
        if isinstance(found, dict)
        else {}
    )


def keep(file: Path, key: str, entry: dict[str, Any] | None) -> str:
    """Keep a guess, or forget it; return a sentence where that was not possible."""
    found = {each: value for each, value in kept(file).items() if each != key} | (
        {key: entry} if entry else {}
    )
    part = file.with_name(file.name + ".part")
    try:
        part.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
        os.replace(part, file)
    except OSError as problem:
        return f"Your guess is not kept: {file.name} could not be written ({problem.strerror})."
    return ""
