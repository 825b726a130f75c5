"""Read the cells of a notebook from the bytes of a file: in any encoding and format, and from a
damaged file what is complete.

Only cells are read: their kind, text, name for nbgrader, and pasted pictures. A notebook's own
metadata and its outputs are ignored.
"""

from __future__ import annotations

import contextlib
import difflib
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from ..sandbox.channel import writable
from .limited_process import Refused

CELLS = 5_000
TEXT = 5_000_000  # characters, of all cells together
DAMAGES = 20  # in a file: to raise an error, Python's JSON counts all lines before it
# from how Python writes such bytes
WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}
KINDS = {
    "code": "code",
    "markdown": "markdown",
    "raw": "raw",
    "heading": "markdown",
    "html": "markdown",
}
_CELL = re.compile(
    r'\{\s*"(?:attachments|cell_type|collapsed|execution_count|id|input|level|metadata|source)"\s*:'
)
# of git, before our side, the common origin, their side, the rest
_MARK = re.compile(r"^([<|=>])\1{6}.*\n?", re.MULTILINE)
# float reads any number of digits
_json = json.JSONDecoder(strict=False, parse_constant=lambda word: None, parse_int=float)


def read_notebook(data: bytes, name: str) -> NotebookNode:
    """Return the notebook in ``data`` as format 4.5; ``metadata.neurolib.repairs`` has a sentence
    for each repair.

    ``name`` is the file's, for sentences. Raises :class:`.Refused` if the data hold no notebook.
    Each part of a file is read a fixed number of times, whatever its damage;
    :func:`.limited_process.run_limited` limits the memory that this takes.
    """
    notes: list[str] = []
    raw = _raw_cells(_decoded(data, name, notes).strip("\ufeff\0 \t\r\n"), name, notes)
    if len(raw) > CELLS:
        raise Refused(f"{name} holds {len(raw)} cells; at most {CELLS} are graded.")
    cells = [cell for cell in map(_cell, raw) if cell is not None]
    if len(cells) < len(raw):
        notes.append(
            f"In {name}, {len(raw) - len(cells)} cells hold nothing that a cell holds; "
            f"they were left out"
        )
    if (size := sum(len(cell.source) for cell in cells)) > TEXT:
        raise Refused(
            f"The cells of {name} hold {size / 1e6:.1f} million characters; at most "
            f"{TEXT / 1e6:.0f} million are graded."
        )
    seen = {""}
    free = (name for name in map("nameless-{}".format, itertools.count()) if name not in seen)
    for cell in cells:
        cell.id = next(free) if cell.id in seen else cell.id
        seen.add(cell.id)
    return new_notebook(cells=cells, metadata={"neurolib": {"repairs": notes}})


def _decoded(data: bytes, name: str, notes: list[str]) -> str:
    """The text in the encoding that its byte order mark or the position of the zero bytes of ``{``
    shows, otherwise in UTF-8.

    Each byte that is not UTF-8 is read in Windows' encoding, because several programs may have
    written parts of one file.
    """
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        notes.append(f"{name} is written in {encoding}, not in UTF-8; it was read as such")
        return data.decode(encoding, "replace")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        notes.append(f"{name} is not all written in UTF-8; the rest was read as cp1252")
        return data.decode(encoding, "surrogateescape").translate(WINDOWS)
    if encoding == "utf-8-sig":
        notes.append(f"{name} begins with a byte order mark, which was left out")
    return text


def _raw_cells(text: str, name: str, notes: list[str]) -> list[Any]:
    """The cells of the notebook in ``text``: of its beginning, of both sides of a merge conflict,
    or all that are complete.
    """
    if not text.strip():
        raise Refused(f"{name} is empty.")
    try:
        book, end = _json.raw_decode(text)
    except RecursionError:
        raise Refused(f"{name} is nested too deeply for a notebook.") from None
    except ValueError:
        if sides := list(_sides(text, name, notes)):
            notes.append(
                f"{name} holds marks of a conflict between two versions; "
                f"{'both' if sides[1:] else 'one of them'} could be read"
            )
            return _both(*sides) if sides[1:] else sides[0]
        if cells := _whole_cells(text):
            notes.append(
                f"{name} is damaged or cut off; {len(cells)} whole cells were read from "
                f"it, others are lost"
            )
            return cells
        raise Refused(f"{name} is not a notebook: it is not written in JSON.") from None
    if end < len(text):
        notes.append(
            f"Behind the end of the notebook {name} holds {len(text) - end} characters "
            f"more, which were left out"
        )
    return _listed(book, name, notes)


def _listed(book: Any, name: str, notes: list[str]) -> list[Any]:
    """The cells as the file has them; format 3 keeps them in worksheets."""
    book = book if isinstance(book, dict) else {}
    if isinstance(cells := book.get("cells"), list):
        return cells
    if not isinstance(sheets := book.get("worksheets"), list):
        raise Refused(f"{name} is not a notebook: it holds no list of cells.")
    notes.append(f"{name} is written in notebook format 3; it was brought up to date")
    return [
        cell
        for sheet in sheets
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
        for cell in sheet["cells"]
    ]


def _sides(text: str, name: str, notes: list[str]) -> Iterator[list[Any]]:
    """The cells of both sides of every conflict that git marked, if they are JSON."""
    first, *rest = _MARK.split(text)
    for side in "<=" if rest else "":
        parts = [
            part for mark, part in zip(rest[::2], rest[1::2], strict=True) if mark in (side, ">")
        ]
        with contextlib.suppress(ValueError, RecursionError, Refused):
            yield _listed(_json.decode("".join([first, *parts])), name, notes)


def _both(first: list[Any], second: list[Any]) -> list[Any]:
    """The cells of two versions. Where they differ, those of the first come last and therefore
    count, unless they are as handed out.
    """
    ours, theirs = (
        [str(cell.get("source") if isinstance(cell, dict) else cell) for cell in side]
        for side in (first, second)
    )
    cells: list[Any] = []
    for kind, start, stop, other, end in difflib.SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        cells += (second[other:end] if kind != "equal" else []) + first[start:stop]
    return cells


def _whole_cells(text: str) -> list[Any]:
    """The complete cells in a damaged text. The search continues after each damage, so that its
    time is linear.
    """
    cells, end, damages = [], max(text.find('"cells"'), 0), 0
    with contextlib.suppress(RecursionError):
        while damages < DAMAGES and (start := _CELL.search(text, end)):
            try:
                cell, end = _json.raw_decode(text, start.start())
                cells += [cell] if "cell_type" in cell else []
            except json.JSONDecodeError as damage:
                end, damages = max(damage.pos, start.end()), damages + 1
    return cells


def _cell(raw: Any) -> NotebookNode | None:
    """A cell of format 4.5, or None."""
    kind = KINDS.get(str(raw.get("cell_type"))) if isinstance(raw, dict) else None
    if kind is None:
        return None
    source = raw.get("source", raw.get("input"))
    lines = source if isinstance(source, list) else [source]
    text = re.sub(
        r"\r\n?", "\n", writable("".join(line for line in lines if isinstance(line, str)))
    )
    if raw["cell_type"] == "heading":
        text = f"{'#' * (int(raw['level']) if raw.get('level') in range(1, 7) else 1)} {text}"
    name = raw.get("id")
    if not isinstance(name, str) or not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name):
        name = ""
    cell = NotebookNode(
        cell_type=kind, id=name, metadata=_metadata(raw.get("metadata")), source=text
    )
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    elif pictures := dict(_pictures(raw.get("attachments"))):
        cell.attachments = NotebookNode(pictures)
    return cell


def _metadata(raw: Any) -> NotebookNode:
    """What nbgrader notes of a cell, and the tag with which a student keeps a cell from running."""
    clean, raw = NotebookNode(), raw if isinstance(raw, dict) else {}
    if isinstance(raw.get("nbgrader"), dict):
        clean.nbgrader = NotebookNode(raw["nbgrader"])
    if isinstance(raw.get("tags"), list) and "skip-execution" in raw["tags"]:
        clean.tags = ["skip-execution"]
    return clean


def _pictures(raw: Any) -> Iterator[tuple[str, NotebookNode]]:
    """Pasted pictures in the two formats that contain no scripts."""
    for name, kinds in raw.items() if isinstance(raw, dict) else ():
        for kind in ("image/png", "image/jpeg") if isinstance(kinds, dict) else ():
            if isinstance(data := kinds.get(kind), str) and re.fullmatch(
                r"[A-Za-z0-9+/=\s]+", data
            ):
                yield writable(name), NotebookNode({kind: data})
