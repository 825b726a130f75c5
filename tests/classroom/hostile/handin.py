"""How a case is written down: a docstring saying what it tries, and either code for a cell or changes to a notebook."""

from __future__ import annotations

import ast
import copy
import inspect
import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from .assignment import ALL, NAME, PROBLEMS, RIGHT, WRONG, but, points

Points = dict[str, float | None]


@dataclass(frozen=True)
class Places:
    """What an attacker may know of the machine: told to every hostile payload, so that no attack fails for lack of a path."""

    course: Path
    home: Path
    outside: Path
    port: int


class HandIn:
    """One submission in the making: the released notebook in ``nb``, and the folder that will be handed in."""

    def __init__(self, who: str, released: NotebookNode, folder: Path, places: Places) -> None:
        self.who, self.nb, self.folder, self.places = who, copy.deepcopy(released), folder, places
        self.name = f"{NAME}.ipynb"
        self.raw: bytes | None = None  # the bytes of the file, where they are not those of ``nb``

    def cell(self, name: str) -> NotebookNode:
        """The cell of this name; ``imports`` is the one with the imports. A release gives each cell its name as id."""
        return next(cell for cell in self.nb.cells if cell.get("id") == {"imports": "cell-1"}.get(name, name))

    def at(self, name: str) -> int:
        """The place of that cell."""
        wanted = self.cell(name)
        return next(n for n, cell in enumerate(self.nb.cells) if cell is wanted)

    def answer(self, **sources: str) -> HandIn:
        """Write answers into their cells."""
        for name, text in sources.items():
            self.cell(name).source = text
        return self

    def right(self, *problems: str) -> HandIn:
        """Answer these problems rightly; all of them unless named."""
        return self.answer(**{name: RIGHT[name] for name in problems or PROBLEMS})

    def wrong(self, payload: str, *solved: str) -> HandIn:
        """Answer every problem, wrongly but for those ``solved``, in the first answer, then ``payload``; the other answers are empty."""
        self.answer(**dict.fromkeys(WRONG, "# see above"))
        return self.answer(tau="\n\n\n".join([self.tools(), *(RIGHT[name] if name in solved else WRONG[name] for name in WRONG), payload]))

    def extra(self, text: str, before: str | None = None, kind: str = "code") -> NotebookNode:
        """Add a cell of the student's own before the named one, or at the end; return it."""
        cell = (new_code_cell if kind == "code" else new_markdown_cell)(text)
        self.nb.cells.insert(self.at(before) if before else len(self.nb.cells), cell)
        return cell

    def file(self, name: str, data: str | bytes = "") -> Path:
        """Put a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def json(self, **options: Any) -> str:
        """The notebook as text, as Jupyter writes it."""
        return json.dumps(self.nb, indent=1, ensure_ascii=False, **options) + "\n"

    def save(self) -> None:
        """Write the notebook, unless its name was taken for something else or emptied."""
        if self.name and not (self.folder / self.name).is_symlink() and not (self.folder / self.name).exists():
            self.file(self.name, self.json() if self.raw is None else self.raw)

    def tools(self) -> str:
        """What hostile payloads work with; what they report is worded so that a traceback quoting the line reports nothing."""
        where = {name: str(getattr(self.places, name.lower())) for name in ("COURSE", "HOME", "OUTSIDE")}
        lines = [f"{name} = {value!r}" for name, value in {**where, "PORT": self.places.port, "WHO": self.who}.items()]
        return "\n".join(["import os", *lines, textwrap.dedent(TOOLS)])


TOOLS = """
    def reached(what):
        print("REACH" "ED", what)

    def touch(*paths):
        for path in paths:
            try:
                with open(path, "a") as file:
                    file.write(WHO + "\\n")
            except OSError:
                pass

    def everywhere(answer):
        def refusing(C, g):
            if g < 0:
                raise ValueError
            return answer(C, g)

        globals().update(time_constant=refusing, relax=answer, spike_statistics=answer, bernoulli_spikes=answer)
"""


@dataclass(frozen=True)
class Case:
    """A submission and what it deserves. ``soft``: harmless enough for a grader without a sandbox. ``late``: acts seconds afterwards."""

    name: str
    family: str
    doc: str
    deserved: Points
    build: Callable[[HandIn], Any]
    soft: bool = True
    late: bool = False
    student: str = ""

    @property
    def who(self) -> str:
        """The student's name in the gradebook."""
        return self.student or f"{self.family}-{self.name}"


CASES: list[Case] = []


def case(deserved: Points, **options: Any) -> Callable[[Callable[[HandIn], Any]], Callable[[HandIn], Any]]:
    """The function below changes a :class:`HandIn`."""

    def add(build: Callable[[HandIn], Any]) -> Callable[[HandIn], Any]:
        _register(build, deserved, build, options)
        return build

    return add


def attack(*solved: str, **options: Any) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """The body of the function below is code behind wrong answers, all in one cell; the problems ``solved`` are right."""

    def add(body: Callable[[], Any]) -> Callable[[], Any]:
        def build(hand: HandIn) -> None:
            hand.wrong(code(body), *solved)

        _register(body, points(*solved), build, options)
        return body

    return add


def answer(problem: str, deserved: Points | None = None, **options: Any) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """The body of the function below is the answer to one problem, all else being right; it earns the others' points unless said."""

    def add(body: Callable[[], Any]) -> Callable[[], Any]:
        def build(hand: HandIn) -> None:
            hand.right().answer(**{problem: _armed(hand, code(body))})

        _register(body, but(problem) if deserved is None else deserved, build, options)
        return body

    return add


def extra(before: str | None = None, deserved: Points = ALL, **options: Any) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """The body of the function below is a cell more, all answers being right."""

    def add(body: Callable[[], Any]) -> Callable[[], Any]:
        def build(hand: HandIn) -> None:
            hand.right().extra(_armed(hand, code(body)), before)

        _register(body, deserved, build, options)
        return body

    return add


def code(body: Callable[[], Any]) -> str:
    """The statements of a function, without its first line and its docstring, as the text of a cell."""
    text = textwrap.dedent(inspect.getsource(body))
    function = next(node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    first = function.body[1]
    start = min(node.lineno for node in [first, *getattr(first, "decorator_list", [])])
    return textwrap.dedent("\n".join(text.splitlines()[start - 1 :]))


def _armed(hand: HandIn, text: str) -> str:
    """Put the tools before a payload that uses them."""
    return f"{hand.tools()}\n\n\n{text}" if re.search(r"\b(reached|touch|COURSE|HOME|OUTSIDE|PORT|WHO)\b", text) else text


def _register(function: Callable[..., Any], deserved: Points, build: Callable[[HandIn], Any], options: dict[str, Any]) -> None:
    assert function.__doc__, f"{function.__name__} does not say what it tries"
    family = function.__module__.rpartition(".")[2]
    CASES.append(Case(function.__name__.rstrip("_").replace("_", "-"), family, function.__doc__, deserved, build, **options))
