"""What a student has done for each objective of a chapter: predictions made, blanks filled in,
visible tests that pass.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..hints import TRIES
from ..style import _in_html
from .guessing import kept

# of the table on a chapter's first page
ROW = re.compile(r"^\| (L?\d+\.\d+) \| (.+?) \| ([\d, ]+) \| .+? \|$", re.MULTILINE)

NAMED = {"guess": slice(0, 2), "filled": slice(2, 3)}  # the arguments under which an answer is kept


@dataclass
class Objective:
    """One objective: what it says, its sections, its ``tasks`` in the chapter and the visible
    ``tests`` of its problems.

    A task is a prediction or a blank: its section, and the keys under which :mod:`.guessing` keeps
    it.
    """

    number: str
    words: str
    sections: list[int]
    tasks: list[tuple[int, set[str]]] = field(default_factory=list)
    tests: dict[str, list[str]] = field(default_factory=dict)

    def seen(self, done: set[str], passed: set[str]) -> dict[str, Any]:
        """Return what the map shows of this objective: how much is practised, how many tests pass,
        and what is to be done next.
        """
        left = [section for section, keys in self.tasks if not keys <= done]
        failed = [problem for problem, names in self.tests.items() if not passed.issuperset(names)]
        names = [name for each in self.tests.values() for name in each]
        return {
            "number": self.number,
            "words": _in_html(self.words),
            "practised": [len(self.tasks) - len(left), len(self.tasks)],
            "passed": [len(passed & set(names)), len(names)],
            "problems": list(self.tests),
            "sections": self.sections,
            "section": left[0] if left else None,
            "problem": failed[0] if failed else None,
        }


def objectives(chapter: Path | None, problems: Path | None) -> list[Objective]:
    """Return the objectives of a chapter, with what its cells and those of its problem set ask for
    each; none without a chapter.
    """
    found: dict[str, Objective] = {}
    section, last = 0, set[str]()
    for cell in _cells(chapter):
        source, mine = "".join(cell["source"]), _tags(cell)
        if cell["cell_type"] == "markdown":
            found |= {
                number: Objective(number, words, [int(n) for n in where.split(",")])
                for number, words, where in ROW.findall(source)
            }
            section = (
                int(heads[-1])
                if (heads := re.findall(r"^## (\d+) · ", source, re.MULTILINE))
                else section
            )
        elif keys := _keys(source):
            for number in (last or mine) & found.keys():
                found[number].tasks.append((section, keys))
            last = set()
        elif "blank" in cell["metadata"].get("tags", []):  # its check is the next cell with a key
            last = mine
    tests = _read(problems).get("metadata", {}).get("neurolib", {}).get("tests", {})
    for cell in _cells(problems):
        for problem in re.findall(r"\A## (L?\d+\.\d+)", "".join(cell["source"])):
            names = [name for name in tests if name.startswith(problem.replace(".", "-") + "-")]
            for number in _tags(cell) & found.keys():
                found[number].tests[problem] = names
    return list(found.values())


def progress(
    objectives: list[Objective], guesses: Path, problems: Path | None
) -> list[dict[str, Any]]:
    """Return what a student has done for each objective, from the guesses kept in a file and the
    tries counted beside a problem set.
    """
    tries = _read(problems and problems.parent / TRIES)
    passed = {name for name, failed in tries.items() if failed == 0}
    return [each.seen(set(kept(guesses)), passed) for each in objectives]


def _keys(source: str) -> set[str]:
    """Return the keys under which the predictions and the checked blanks of a cell are kept."""
    found = set()
    with contextlib.suppress(SyntaxError):
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in NAMED
            ):
                words = [
                    str(each.value)
                    for each in node.args[NAMED[node.func.id]]
                    if isinstance(each, ast.Constant)
                ]
                found.add(" ".join(words if node.func.id == "guess" else ["blank", *words]))
    return found


def _tags(cell: dict[str, Any]) -> set[str]:
    """Return the numbers of the objectives that a cell carries as tags."""
    return {
        found[1]
        for tag in cell["metadata"].get("tags", [])
        if (found := re.match(r"objective:(L?\d+\.\d+)", tag))
    }


def _cells(notebook: Path | None) -> list[dict[str, Any]]:
    return list(_read(notebook).get("cells", []))


def _read(file: Path | None) -> dict[str, Any]:
    """Return what a JSON file holds; one that is missing or broken holds nothing."""
    found = None
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8")) if file else None
    return found if isinstance(found, dict) else {}
