"""The figure of a chapter that shows what a misconception is about."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

CAPTION = re.compile(r"Figure (L?\d+\.\d+)\. ")
WORD = re.compile(r"[A-Za-z]{4,}")


@dataclass(frozen=True)
class Figure:
    """A numbered figure of a chapter or lab, or a section without one, whose ``number`` is empty.

    ``path`` is that of the notebook below the folder of the course, ``cell`` the name of its cell,
    ``section`` the heading above it, and ``serves`` the tags with the objectives of that section.
    """

    number: str
    caption: str
    path: str
    cell: str
    section: str
    serves: frozenset[str]

    @property
    def words(self) -> str:
        """What to call it: the figure, or else the section."""
        return f"Figure {self.number}" if self.number else f"section {self.section}"

    def address(self, site: str) -> str:
        """Return its address on the web site of the course."""
        page = quote(self.path.removeprefix("course/").removesuffix(".ipynb"))
        return f"{site.rstrip('/')}/{page}.html#cell-{quote(self.cell)}"


def figures(root: Path) -> list[Figure]:
    """Return the sections of all chapters and labs of the course at ``root``, and the figures in
    them.
    """
    found = []
    for path in sorted((root / "course").glob("*/*.ipynb")):
        inside = path.relative_to(root).as_posix()
        section, serves = "", frozenset[str]()
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source, name = "".join(cell["source"]), str(cell.get("id", ""))
            if cell["cell_type"] == "markdown":
                if heading := re.match(r"#{1,2} (.+)", source):
                    tags = cell["metadata"].get("tags", [])
                    section = heading[1].strip()
                    serves = frozenset(tag for tag in tags if tag.startswith("objective:"))
                    found.append(Figure("", "", inside, name, section, serves))
            elif "caption" in source:
                for caption in _captions(source):
                    number = CAPTION.match(caption)
                    if number:
                        found.append(Figure(number[1], caption, inside, name, section, serves))
    return found


def _captions(source: str) -> list[str]:
    """Return the texts in a cell that begin like the caption of a figure."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with a command of IPython
        return []
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CAPTION.match(node.value)
    ]


def cure(
    of: Sequence[Figure], serves: frozenset[str], problem: str, words: str, number: str = ""
) -> Figure | None:
    """Return the figure with this ``number``; or else, of the sections that serve one of the same
    objectives as the ``problem``, the figure whose caption shares most of the ``words``, or a
    section if these have no figure; where no section does, one of all figures of the chapter; None
    where there is none.

    A word counts the more, the fewer captions of the course have it.
    """
    if named := [each for each in of if number and each.number == number]:
        return named[0]
    captions = {each: _words(f"{each.caption} {each.section}") for each in of if each.number}
    held = Counter(word for caption in captions.values() for word in caption)
    wanted = _words(words)
    taught = [each for each in of if each.serves & serves]
    taught = taught or [each for each in captions if _chapter(each.number) == _chapter(problem)]

    def shared(figure: Figure) -> float:
        return sum(1 / held[word] for word in wanted & captions.get(figure, set()))

    return max([each for each in taught if each.number] or taught, key=shared, default=None)


def _chapter(number: str) -> str:
    """Return the chapter of a figure or problem, as 2 or L2."""
    return number.partition(".")[0]


def _words(text: str) -> set[str]:
    """Return the longer words of a text, without a plural's s."""
    return {word.lower().removesuffix("s") for word in WORD.findall(text)}
