"""The cells that answer one question: which are put together, and which stay apart, so that they run as their student ran them."""

from __future__ import annotations

import copy
import warnings
from dataclasses import dataclass, field

from nbformat import NotebookNode

from .checker import names
from .handout import defined
from .matching import indented

LONGEST = 20_000  # characters that are read as a program here; a longer one could be made to break Python itself
MANY = 20  # pieces that are tried to be put together; reading programs takes time


@dataclass
class Answer:
    """One answer: ``before`` and ``after`` it are cells of the student's own, earlier attempts among them."""

    source: str | None = None
    attachments: NotebookNode = field(default_factory=NotebookNode)
    before: list[NotebookNode] = field(default_factory=list)
    after: list[NotebookNode] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def join(entries: list[tuple[NotebookNode, bool]], stubs: set[str], kind: str, title: str) -> Answer:
    """Make one answer of the cells that stand for it and those between, in their order; ``True`` marks a piece of the answer."""
    answer = Answer()
    pieces = [cell for cell, piece in entries if piece]
    for cell in pieces:
        answer.attachments.update(copy.deepcopy(cell.get("attachments", {})))
    kept = _kept(pieces, stubs, title, answer.notes)
    if kind != "code":
        answer.source = "\n\n".join(cell.source for cell in kept) if kept else None
        answer.after = [cell for cell, piece in entries if not piece]
        if len(kept) > 1:
            answer.notes.append(f"The {len(kept)} pieces of the answer {title} were joined")
        return answer
    chosen = set(map(id, kept))
    groups = _grouped([(cell, piece) for cell, piece in entries if not piece or id(cell) in chosen])
    main = _main([cell for cell, piece in groups if piece])
    at = next((number for number, (cell, _) in enumerate(groups) if cell is main), len(groups))
    answer.source = main.source if main else None
    answer.before, answer.after = [cell for cell, _ in groups[:at]], [cell for cell, _ in groups[at + 1 :]]
    count = sum(piece for _, piece in groups)
    if count < len(kept):
        answer.notes.append(f"The {len(kept)} pieces of the answer {title} were joined")
    if count > 1:
        answer.notes.append(f"The answer {title} stands in {count} cells; they run in their order, so the last one counts")
    return answer


def _kept(pieces: list[NotebookNode], stubs: set[str], title: str, notes: list[str]) -> list[NotebookNode]:
    """The pieces without empty ones, without copies of each other, and, beside an answer, without what was handed out."""
    texts = [cell.source.strip() for cell in pieces]
    handed_out = _handed_out(texts, stubs)
    real = [cell for number, cell in enumerate(pieces) if texts[number] and number not in handed_out]
    if not real:
        whole = [cell for cell, text in zip(pieces, texts, strict=True) if text in stubs]
        return whole[:1] or [cell for cell, text in zip(pieces, texts, strict=True) if text] or pieces[:1]
    if handed_out:
        notes.append(f"Beside the answer {title} stood the cell as it was handed out; it was left out")
    newest = {cell.source.strip(): id(cell) for cell in real}
    last = [cell for cell in real if newest[cell.source.strip()] == id(cell)]
    if len(last) < len(real):
        notes.append(f"The answer {title} stood here more than once, the same each time; one was kept")
    return last


def _handed_out(texts: list[str], stubs: set[str]) -> set[int]:
    """Return which pieces are what was handed out, whole or, one after the other, the parts of it."""
    bare = {"".join(stub.split()) for stub in stubs}
    found: set[int] = set()
    for first in range(len(texts)):
        run = ""
        for last in range(first, min(len(texts), first + MANY)):
            run += "".join(texts[last].split())
            if run in bare:
                found.update(range(first, last + 1))
    return found


def _grouped(entries: list[tuple[NotebookNode, bool]]) -> list[tuple[NotebookNode, bool]]:
    """Put pieces together where they make one program and no code of other cells runs between them."""
    if sum(piece for _, piece in entries) > MANY:
        return entries
    groups: list[tuple[NotebookNode, bool]] = []
    last: NotebookNode | None = None
    free = False
    for cell, piece in entries:
        text = _together(last.source, cell.source, free) if piece and last else None
        if last is not None and text is not None:
            last.source = text
            continue
        groups.append((copy.deepcopy(cell), piece))
        if piece:
            last, free = groups[-1][0], True
        elif cell.cell_type == "code" and cell.source.strip():
            free = False
    broken = [cell for cell, piece in groups if piece]
    if len(broken) > 1 and not all(is_program(cell.source) for cell in broken):
        whole = "\n".join(cell.source for cell in broken)
        if is_program(whole):
            broken[0].source = whole
            return [(cell, piece) for cell, piece in groups if not piece or cell is broken[0]]
    return groups


def _together(first: str, second: str, free: bool) -> str | None:
    """Two pieces as one text, or None where they had better run apart."""
    rest = f"{first}\n{second}"
    if indented(second) or (not is_program(first) and is_program(rest)):
        return rest
    apart = first.lstrip().startswith("%%") or second.lstrip().startswith("%%") or "__future__" in second
    if not free or apart or defined(first) & defined(second) or not (is_program(first) and is_program(second)):
        return None
    return f"{first}\n\n{second}"


def _main(pieces: list[NotebookNode]) -> NotebookNode | None:
    """The cell that stands for the answer: the last that is a program."""
    programs = (cell for cell in pieces[: -MANY - 1 : -1] if is_program(cell.source))
    return next(programs, pieces[-1] if pieces else None)


def is_program(source: str) -> bool:
    """Return whether a cell, or a piece of one, is a program by itself, magics aside."""
    if len(source) > LONGEST:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names.parse("\n".join(line for line in source.split("\n") if line.strip()))
        return True
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
