"""Which cell of a submission is which cell of the notebook that was handed out."""

from __future__ import annotations

import itertools

from nbformat import NotebookNode

from .handout import Handout, assigned, defined, grade_id

Places = list[int | None]
SHORT = 20  # characters that two notebooks can have in common by accident
_NOTHING = NotebookNode(cell_type="raw", source="")


def match(cells: list[NotebookNode], handout: Handout) -> Places:
    """Return for each cell of a submission its place in the handout, None for a student's own.

    By nbgrader's name where it is there; otherwise by the text that was handed out, by Jupyter's id, by what a cell defines,
    as the rest of the cell before, or by its place between cells that are known. An answer can have several cells.
    """
    found: Places = [handout.places.get(grade_id(cell)) for cell in cells]
    _free_copies(cells, handout, found)
    for step in _by_text, _by_id, _by_definition, _by_indent, _by_place:
        step(cells, handout, found)
    return found


def related(cells: list[NotebookNode], handout: Handout) -> bool:
    """Return whether cells are from this handout, by names, by texts or by what they define."""
    found: Places = [handout.places.get(grade_id(cell)) for cell in cells]
    _by_text([cell if len(cell.source.strip()) > SHORT else _NOTHING for cell in cells], handout, found)
    _by_definition(cells, handout, found)
    return any(place in found for place in handout.places.values())


def answered(cells: list[NotebookNode], handout: Handout) -> int:
    """Return how many questions have an answer."""
    found = match(cells, handout)
    return sum(bool(real_pieces(cells, handout, found, place)) for place in handout.answers)


def _free_copies(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """A copy of a locked cell that was written over is a student's own, as long as the original is there."""
    whole = {place for cell, place in zip(cells, found, strict=True) if place is not None and cell.source.strip() in handout.texts[place]}
    for number, place in enumerate(found):
        if place in whole and place not in handout.answers and cells[number].source.strip() not in handout.texts[place]:
            found[number] = None


def _by_text(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Cells as they were handed out. Where several are handed out alike, place decides later."""
    places: dict[str, list[int]] = {}
    for place, texts in enumerate(handout.texts):
        for text in texts:
            places.setdefault(text, []).append(place)
    taken = set(found)
    for number, cell in enumerate(cells):
        same = places.get(cell.source.strip(), []) if found[number] is None and cell.source.strip() else []
        free = [place for place in same if place not in taken]
        if len(same) == 1 and (free or same[0] in handout.answers):
            found[number] = same[0]
        elif free and not handout.answers & set(same):
            found[number] = free[0]
        taken.add(found[number])


def _by_id(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    taken = set(found)
    for number, cell in enumerate(cells):
        place = handout.ids.get(cell.id)
        if found[number] is None and place is not None and place not in taken and _possible(cell, handout.nb.cells[place]):
            found[number] = place


def _by_definition(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Code that defines what an answer must define and the cells known to be that answer do not, wherever it was written."""
    for place, wanted in handout.wanted.items():
        pieces = real_pieces(cells, handout, found, place)
        missing = wanted - set().union(*map(bound, pieces))
        for number, cell in enumerate(cells):
            there = found[number]
            elsewhere = there is not None and _strays(cell, handout, there)
            if cell.cell_type == "code" and (there is None or elsewhere):
                here = bound(cell.source) if elsewhere or not pieces else defined(cell.source)
                if here & missing:
                    found[number] = place


def bound(source: str) -> frozenset[str]:
    """Return what a cell defines or assigns."""
    return defined(source) | assigned(source)


def _strays(cell: NotebookNode, handout: Handout, place: int) -> bool:
    """Whether a cell holds what belongs elsewhere: a locked one that was written over, or an answer's that does not answer its question."""
    if place in handout.answers:
        return bool(handout.wanted.get(place)) and not handout.wanted[place] & bound(cell.source)
    return cell.source.strip() not in handout.texts[place]


def real_pieces(cells: list[NotebookNode], handout: Handout, found: Places, place: int) -> list[str]:
    """Return the texts that answer ``place``: neither empty nor as handed out."""
    texts = [cell.source for cell, there in zip(cells, found, strict=True) if there == place]
    return [text for text in texts if text.strip() and text.strip() not in handout.texts[place]]


def _by_indent(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Code that begins inside a block is the rest of the answer before it."""
    before: int | None = None
    for number, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        if found[number] is None and before in handout.answers and indented(cell.source):
            found[number] = before
        before = found[number]


def indented(source: str) -> bool:
    """Return whether the first line of code stands inside a block."""
    lines = [line for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]
    return bool(lines) and lines[0][0] in " \t"


def _by_place(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Between two known cells: as many answers as unknown cells of their kind, or one answer in some cells."""
    bounds = [-1, *(number for number, place in enumerate(found) if place is not None), len(cells)]
    taken = set(found)
    for first, last in itertools.pairwise(bounds):
        low = -1 if first < 0 else found[first]
        high = len(handout.texts) if last == len(cells) else found[last]
        assert low is not None and high is not None
        for kind in "code", "markdown":
            own = [number for number in range(first + 1, last) if cells[number].cell_type == kind and cells[number].source.strip()]
            open_ = [p for p in range(low + 1, high) if p in handout.answers - taken and handout.nb.cells[p].cell_type == kind]
            if own and (len(open_) == 1 or len(open_) == len(own)):
                for index, number in enumerate(own):
                    found[number] = open_[min(index, len(open_) - 1)]
                taken.update(open_)


def _possible(cell: NotebookNode, master: NotebookNode) -> bool:
    """Whether an id is to be believed: those of unnamed cells are numbers, which shift when a teacher adds one."""
    return bool(grade_id(master) or (cell.cell_type == "code") == (master.cell_type == "code"))
