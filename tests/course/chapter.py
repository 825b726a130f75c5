"""A chapter or a lab as the rules and the times read it: its pieces, section by section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.course.notebooks import executed, folded, number_of, outputs, read


@dataclass(frozen=True)
class Piece:
    """A code cell, or the part of a Markdown cell that belongs to one section."""

    cell: Any
    text: str

    @property
    def code(self) -> bool:
        return self.cell.cell_type == "code"

    @property
    def visible(self) -> str:
        """What a reader sees before opening anything."""
        return (
            ""
            if self.code and folded(self.cell)
            else self.text
            if self.code
            else unfolded(self.text)
        )


@dataclass(frozen=True)
class Chapter:
    """A chapter as it is stored and, for the rules that look at outputs, as it was run."""

    number: str  # as "6", or "L2" of a lab
    notebook: Any
    ran: Any = None

    @classmethod
    def of(cls, path: Path, run: bool = False) -> Chapter:
        return cls(number_of(path), read(path), executed(path)[0] if run else None)

    @property
    def chunks(self) -> list[tuple[str, list[Piece]]]:
        """Return heading → pieces, in order; what comes before the first heading has an empty one."""
        found: list[tuple[str, list[Piece]]] = [("", [])]
        for cell in self.notebook.cells:
            for part in (
                re.split(r"^(?=## )", cell.source, flags=re.MULTILINE)
                if cell.cell_type == "markdown"
                else [cell.source]
            ):
                if part.startswith("## ") and cell.cell_type == "markdown":
                    found.append((part.splitlines()[0][3:], []))
                if part.strip():
                    found[-1][1].append(Piece(cell, part))
        return found

    @property
    def pieces(self) -> list[Piece]:
        return [piece for _, pieces in self.chunks for piece in pieces]

    def texts(self, name: str) -> list[str]:
        """Return what the run left under the cell of this name: Markdown and plain text."""
        data = [output for cell, output in outputs(self.ran) if cell.id == name]
        return [
            each.get("text")
            or each.get("data", {}).get("text/markdown")
            or each.get("data", {}).get("text/plain", "")
            for each in data
        ]

    def pages(self, name: str | None = None) -> list[tuple[Any, str]]:
        """Return the cells of the run that show a figure, with its HTML."""
        found = [
            (cell, output.get("data", {}).get("text/html", ""))
            for cell, output in outputs(self.ran)
        ]
        return [(cell, page) for cell, page in found if "<svg" in page and name in (None, cell.id)]


def unfolded(text: str) -> str:
    return re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)


def lines_of(cell: Any) -> int:
    """Return how many lines of a cell are not empty."""
    return len([line for line in cell.source.splitlines() if line.strip()])
