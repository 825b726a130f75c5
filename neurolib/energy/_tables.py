"""Tables of text and Markdown, in which numbers stand to the right and a DOI is a link."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..units import show

Table = Sequence[Sequence[str]]  # rows of cells


def text(head: Sequence[str], rows: Table, right: str) -> str:
    """Lay out a table for a terminal; ``right`` has one letter a column, ``r`` or ``l``."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = [cell.rjust(n) if side == "r" else cell.ljust(n) for cell, n, side in zip(row, widths, right, strict=True)]
        return "  ".join(cells).rstrip()

    return "\n".join([line(head), "-" * (sum(widths) + 2 * len(widths) - 2), *map(line, rows)])


def markdown(head: Sequence[str], rows: Table, right: str) -> str:
    """Lay out the same table in Markdown."""
    sides = ["--:" if side == "r" else ":--" for side in right]
    return "\n".join("| " + " | ".join(linked(cell) for cell in row) + " |" for row in [head, sides, *rows]) + "\n"


def linked(words: str) -> str:
    """Turn each ``doi:10...`` of a text into a Markdown link."""
    return re.sub(r"doi:(10\.[0-9]{4,}/[^\s,;)]*[^\s,;).])", r"[doi](https://doi.org/\1)", words)


def spread(value: float, low: float, high: float, unit: str) -> str:
    """Write a value and, where there is one, the range it may have: ``"23.6 pJ (23.6 pJ to 35.5 pJ)"``."""
    one, least, most = (show(each, unit) for each in (value, low, high))
    return one if least == most else f"{one} ({least} to {most})"


def percent(share: float) -> str:
    """Write a share: ``"22.2 %"``, ``"< 0.1 %"``."""
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: ``"spike, hop and leak"``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
