"""From the bytes of a file to the cells of a notebook: any encoding, any format, and what can be saved of a damaged file.

Nothing is taken but cells: their kind, text, name for nbgrader, and pasted pictures. A notebook's own metadata and its outputs
are left behind.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from .course import ClassroomError

CELLS = 5_000
TEXT = 5_000_000  # characters, of all cells together
BRACKETS = 1_000_000  # in a file: each can cost a hundred times its size in memory
MARKS = {b"\xff\xfe\0\0": "utf-32-le", b"\0\0\xfe\xff": "utf-32-be", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
ZEROS: dict[tuple[bool, ...], str] = {  # where the first four bytes are not zero, without a mark
    (True, False, False, False): "utf-32-le",
    (False, False, False, True): "utf-32-be",
    (True, False, True, False): "utf-16-le",
    (False, True, False, True): "utf-16-be",
}
WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}  # from how Python writes such bytes
KINDS = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown", "html": "markdown"}
_CELL = re.compile(r'\{\s*"(?:attachments|cell_type|collapsed|execution_count|id|input|level|metadata|source)"\s*:')


class Refused(ClassroomError):
    """A submission, or a file of one, that cannot be graded, in one sentence."""


def read(data: bytes, name: str) -> NotebookNode:
    """Return the notebook in ``data`` as format 4.5; what was mended is in ``metadata.neurolib.repairs``, one sentence each.

    ``name`` is the file's, for sentences. Raises :class:`Refused` where there is no notebook in it.
    """
    notes: list[str] = []
    text = _decoded(data, name, notes)
    if (count := _brackets(text)) > BRACKETS:
        raise Refused(f"{name} holds {count} brackets; at most {BRACKETS} are read.")
    book = _parsed(text, name, notes)
    raw = list(_raw_cells(book, name, notes))
    if len(raw) > CELLS:
        raise Refused(f"{name} holds {len(raw)} cells; at most {CELLS} are graded.")
    cells = [cell for cell in map(_cell, raw) if cell is not None]
    if len(cells) < len(raw):
        notes.append(f"In {name}, {len(raw) - len(cells)} cells hold nothing that a cell holds; they were left out")
    if (size := sum(len(cell.source) for cell in cells)) > TEXT:
        raise Refused(f"The cells of {name} hold {size / 1e6:.1f} million characters; at most {TEXT / 1e6:.0f} million are graded.")
    if any("\r" in cell.source for cell in cells):
        notes.append(f"Line ends of another system in {name} were changed to those of this one")
    seen = {""}
    for number, cell in enumerate(cells):
        cell.source = re.sub(r"\r\n?", "\n", cell.source)
        cell.id = f"nameless-{number}" if cell.id in seen else cell.id
        seen.add(cell.id)
    return new_notebook(cells=cells, metadata={"neurolib": {"repairs": notes}})


def _brackets(text: str, everywhere: bool = False) -> int:
    """How many brackets a parser meets; those in strings, as printed lists are, cost nothing, where leaving them out does not either."""
    count = text.count("{") + text.count("[")
    if count <= BRACKETS or everywhere or text.count('"') > 4 * BRACKETS:
        return count
    outside = text.replace("\\\\", "").replace('\\"', "").split('"')[::2]
    return sum(part.count("{") + part.count("[") for part in outside)


def _decoded(data: bytes, name: str, notes: list[str]) -> str:
    """The text, whatever its encoding: as a mark at the beginning says, or where the zeros of ``{`` stand, or UTF-8.

    Bytes that are not UTF-8 are read as Windows', each for itself: a file can be of several hands.
    """
    mark = next((mark for mark in MARKS if data.startswith(mark)), b"")
    encoding = MARKS.get(mark) or ZEROS.get(tuple(byte != 0 for byte in data[:4]))
    if encoding is None:
        try:
            text = data.decode("utf-8-sig")
            if text and data.startswith(b"\xef\xbb\xbf"):
                notes.append(f"{name} begins with a byte order mark, which was left out")
            return text
        except UnicodeDecodeError:
            notes.append(f"{name} is not all written in UTF-8; the rest was read as cp1252")
            return data.decode("utf-8-sig", "surrogateescape").translate(WINDOWS)
    notes.append(f"{name} is written in {encoding}, not in UTF-8; it was read as such")
    return data[len(mark) :].decode(encoding, "replace")


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) < 20 else None


def _number(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


_json = json.JSONDecoder(strict=False, parse_constant=lambda word: None, parse_int=_integer, parse_float=_number)


def _parsed(text: str, name: str, notes: list[str]) -> Any:
    """The JSON in ``text``; of a damaged file, a notebook of the cells that are whole."""
    text = text.strip("\ufeff\0 \t\r\n")
    if not text:
        raise Refused(f"{name} is empty.")
    try:
        book, end = _json.raw_decode(text)
        if text[end:].strip("\0 \t\r\n"):
            notes.append(f"Behind the end of the notebook {name} holds {len(text) - end} characters more, which were left out")
        return book
    except RecursionError:
        raise Refused(f"{name} is nested too deeply for a notebook.") from None
    except ValueError:
        pass
    for side in (0, 1) if "<<<<<<< " in text else ():
        try:
            book = _json.decode(_side(text, side))
            notes.append(f"{name} holds marks of a conflict between two versions; the {('first', 'second')[side]} one was read")
            return book
        except (ValueError, RecursionError):
            pass
    if (count := _brackets(text, everywhere=True)) > BRACKETS:  # damage can turn strings inside out
        raise Refused(f"{name} is damaged, and holds {count} brackets; of such a file at most {BRACKETS} are read.")
    cells = _whole_cells(text) if '"cell' in text else []
    if not cells:
        raise Refused(f"{name} is not a notebook: it is not written in JSON.")
    notes.append(f"{name} is damaged or cut off; {len(cells)} whole cells were read from it, others are lost")
    return {"cells": cells}


def _side(text: str, side: int) -> str:
    """One side of every conflict that git marked."""
    kept, now = [], None
    for line in text.splitlines(keepends=True):
        mark = line[:7]
        if mark == "<<<<<<<":
            now = 0
        elif now is not None and mark in ("|||||||", "=======", ">>>>>>>"):
            now = {"|||||||": 2, "=======": 1}.get(mark)
        elif now is None or now == side:
            kept.append(line)
    return "".join(kept)


def _whole_cells(text: str, failures: int = 20) -> list[Any]:
    """The objects in a damaged text that look like cells and are complete."""
    cells, end = [], 0
    for start in _CELL.finditer(text):
        if start.start() < end:
            continue
        try:
            cell, end = _json.raw_decode(text, start.start())
            if "cell_type" in cell:
                cells.append(cell)
        except (ValueError, RecursionError):
            failures -= 1
        if not failures or len(cells) > CELLS:
            break
    return cells


def _raw_cells(book: Any, name: str, notes: list[str]) -> Iterator[Any]:
    """The cells as the file has them; format 3 keeps them in worksheets."""
    if not isinstance(book, dict) or not (isinstance(book.get("cells"), list) or isinstance(book.get("worksheets"), list)):
        raise Refused(f"{name} is not a notebook: it holds no list of cells.")
    if isinstance(book.get("cells"), list):
        yield from book["cells"]
        return
    notes.append(f"{name} is written in notebook format 3; it was brought up to date")
    for sheet in book["worksheets"]:
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            yield from sheet["cells"]


def _cell(raw: Any) -> NotebookNode | None:
    """A cell of format 4.5, or None."""
    kind = KINDS.get(str(raw.get("cell_type"))) if isinstance(raw, dict) else None
    if kind is None:
        return None
    source = raw.get("source", raw.get("input"))
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str)).encode("utf-8", "replace").decode("utf-8")
    if raw["cell_type"] == "heading":
        text = f"{'#' * (raw['level'] if raw.get('level') in range(1, 7) else 1)} {text}"
    name = raw.get("id") if isinstance(raw.get("id"), str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", raw["id"]) else ""
    cell = NotebookNode(cell_type=kind, id=name, metadata=_metadata(raw.get("metadata")), source=text)
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    elif pictures := _pictures(raw.get("attachments")):
        cell.attachments = pictures
    return cell


def _metadata(raw: Any) -> NotebookNode:
    """What nbgrader notes of a cell, as far as it is plain, and the tag with which a student keeps a cell from running."""
    kept = NotebookNode()
    if isinstance(raw, dict):
        ours, tags = raw.get("nbgrader"), raw.get("tags")
        if isinstance(ours, dict):
            kept.nbgrader = NotebookNode({key: value for key, value in ours.items() if isinstance(value, (str, int, float, bool))})
        if isinstance(tags, list) and "skip-execution" in tags:
            kept.tags = ["skip-execution"]
    return kept


def _pictures(raw: Any) -> NotebookNode:
    """Pasted pictures of the two kinds that hold no program."""
    kept = NotebookNode()
    for name, kinds in raw.items() if isinstance(raw, dict) else ():
        for kind in "image/png", "image/jpeg":
            data = kinds.get(kind) if isinstance(kinds, dict) else None
            if isinstance(data, str) and re.fullmatch(r"[A-Za-z0-9+/=\s]+", data):
                kept[name] = NotebookNode({kind: data})
    return kept
