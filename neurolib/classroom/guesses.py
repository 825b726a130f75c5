"""Guesses that a student hands in with a problem set, if the student wishes so: what is packed, and
what is believed of it.

The predictions of a chapter keep what a student guesses in a file of the working copy, and nothing
else reads it. ``neurolib submit SET --guesses`` packs the guesses of the set's own chapter into one
file of the hand-in. Nothing in this file is trusted: a prediction that is not in the teacher's
course, and what is no number and no letter, does not count.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .course import ClassroomError
from .intake.beside import dict_beside, is_number
from .intake.files import GUESSES

LARGEST = 100_000  # bytes of a file of guesses: a chapter's are a few kB
NAME = re.compile(r"(ps|lab)(\d+)(?!\d)", re.IGNORECASE)
KINDS = "Number", "Choice", "Curve"  # of what can be predicted, as the widget names them


@dataclass(frozen=True)
class Prediction:
    """A prediction of a chapter as its notebook asks it; ``key`` is the name under which a guess is
    kept.
    """

    key: str
    number: str  # of the section, as "2.1" or "L2.1"
    what: str
    unit: str
    choices: tuple[str, ...]  # empty, too, where the notebook computes them


def chapter_of(assignment: str) -> str:
    """Return the number of the chapter or lab of a problem set, as "2" or "L2"."""
    found = NAME.match(assignment)
    if not found:
        raise ClassroomError(
            f"{assignment} belongs to no chapter, so there are no guesses for it; expected a "
            f"name as in ps2-spikes or lab1-chip."
        )
    return f"{'L' if found[1].lower() == 'lab' else ''}{int(found[2])}"


def predictions(root: Path, assignment: str) -> dict[str, Prediction]:
    """Return the predictions that the course at ``root`` asks for in the chapter of a problem set,
    by their keys, in the order of the notebooks.
    """
    chapter, found = chapter_of(assignment), dict[str, Prediction]()
    for path in sorted((root / "course").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and "guess(" in source:
                for each in _asked(source):
                    if each.number.split(".")[0] == chapter:
                        found[each.key] = each
    return found


def _asked(source: str) -> list[Prediction]:
    """Return the predictions of a cell."""
    found = []
    with contextlib.suppress(SyntaxError):  # a cell with a command of IPython
        for node in ast.walk(ast.parse(source)):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "guess"
            ):
                continue
            given = dict(zip(("number", "what", "found", "unit"), node.args, strict=False))
            given |= {each.arg: each.value for each in node.keywords if each.arg}
            number, what, unit = (_text(given.get(name)) for name in ("number", "what", "unit"))
            choices = given.get("choices")
            words: tuple[str, ...] = ()
            if isinstance(choices, (ast.Tuple, ast.List)):
                words = tuple(map(_text, choices.elts))
            if number and what:
                found.append(Prediction(f"{number} {what}", number, what, unit, words))
    return found


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def packed(work: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """Return the guesses of a student that go with a hand-in: of the set's chapter, each with what
    was found; without the words that were typed.
    """
    from ..widgets.guessing import KEPT, kept

    chapter, found = chapter_of(assignment), dict[str, dict[str, Any]]()
    for key, entry in kept(work / "course" / KEPT).items():
        if key.split(".")[0] == chapter and (clean := _entry(entry)):
            found[key] = clean
    return found


def read(folder: Path, known: set[str]) -> dict[str, dict[str, Any]] | None:
    """Return the guesses in the folder of a hand-in, or in a ZIP there, of the predictions that are
    ``known``; None where there is no such file.

    It reads what a student wrote, so it runs in :func:`.run_limited`. Raises :class:`.Refused` for
    a file that holds no guesses.
    """
    if (found := dict_beside(folder, GUESSES, LARGEST, "guesses")) is None:
        return None
    return {key: clean for key in known & found.keys() if (clean := _entry(found[key]))}


def _entry(entry: Any) -> dict[str, Any]:
    """Return what counts of a guess: numbers, and letters of choices; nothing of one that is
    neither.
    """
    if not isinstance(entry, dict) or entry.get("kind") not in KINDS:
        return {}
    kind = entry["kind"]
    if kind == "Curve":
        error = entry.get("error")
        return {"kind": kind, "error": float(error)} if is_number(error) and error >= 0 else {}
    value, result = entry.get("value"), entry.get("found")
    if kind == "Number" and is_number(value) and is_number(result):
        return {"kind": kind, "value": float(value), "found": float(result)}
    if kind == "Choice" and _letter(value) and _letter(result):
        return {"kind": kind, "value": value, "found": result}
    return {}


def _letter(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1 and value in "abcdefgh"
