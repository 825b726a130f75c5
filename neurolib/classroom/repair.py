"""Rebuild a submission on the notebook that was handed out: cells, order, texts and tests are the teacher's, answers the student's.

Nothing else is taken from a submission's metadata than the names that tell which cell is which: no points, no kernel, no files.
"""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.utils import is_grade

from .handout import Handout, grade_id
from .joining import join
from .matching import Places, bound, match, real_pieces

FLAGS = "grade", "solution", "locked"
SCHEMA = 3  # of nbgrader's metadata
NAMED = 5  # cells that a sentence names


def repair(nb: NotebookNode, handout: Handout) -> NotebookNode:
    """Return a new notebook: ``handout`` with the answers and the extra cells of the submission ``nb``."""
    cells, found = nb.cells, match(nb.cells, handout)
    notes = [*nb.metadata.neurolib.repairs, *_changes(cells, handout, found)]
    slots = _slots(cells, handout, found)
    made = [(cell, True) for cell, _ in slots[-1]]  # True: the student's own
    for place, master in enumerate(handout.nb.cells):
        if place not in handout.answers:
            made += [(copy.deepcopy(master), False), *((cell, True) for cell, _ in slots[place])]
            continue
        cell, answer = copy.deepcopy(master), join(slots[place], handout.texts[place], master.cell_type, handout.title(place))
        if _elsewhere(cells, handout, found, place):
            cell.source = "" if answer.source is None or answer.source.strip() in handout.texts[place] else answer.source
        elif answer.source is not None:
            cell.source = answer.source
        if answer.attachments and cell.cell_type != "code":
            cell.attachments = answer.attachments
        made += [*((one, True) for one in answer.before), (cell, False), *((one, True) for one in answer.after)]
        notes += answer.notes
    new = copy.deepcopy(handout.nb)
    new.cells = list(_named(made, handout))
    new.metadata["neurolib"] = {**new.metadata.get("neurolib", {}), "repairs": notes}
    return new


def _slots(cells: list[NotebookNode], handout: Handout, found: Places) -> dict[int, list[tuple[NotebookNode, bool]]]:
    """For each place of the handout, and −1 before the first, the pieces of an answer (True) and the extra cells around it.

    An extra cell stays behind the cell before it, or before the one behind it if that comes earlier: what it defines is there
    when the answer that may need it is tested. For the same reason what was written over a test runs before the answer above it.
    """
    anchors = _anchors(handout, found)
    following: list[int | None] = [None] * len(cells)
    for number in range(len(cells) - 2, -1, -1):
        following[number] = anchors[number + 1] if anchors[number + 1] is not None else following[number + 1]
    slots: dict[int, list[tuple[int, int, NotebookNode, bool]]] = {place: [] for place in range(-1, len(handout.texts))}
    before = -1
    for number, (cell, place) in enumerate(zip(cells, found, strict=True)):
        if place is not None and place in handout.answers:
            slots[place].append((1, number, cell, True))
        elif _extra(cell, handout, place):
            after = following[number]
            if place is not None:
                test = is_grade(handout.nb.cells[place])
                slots[max((answer for answer in handout.answers if answer < place), default=place - 1) if test else place].append(
                    (not test, number, cell, False)
                )
            elif after is not None and after < before:
                slots[after].append((False, number, cell, False))
            else:
                slots[before].append((True, number, cell, False))
        if (anchor := anchors[number]) is not None:
            before = anchor
    return {place: [(cell, piece) for *_, cell, piece in sorted(slots[place], key=lambda slot: slot[:2])] for place in slots}


def _anchors(handout: Handout, found: Places) -> Places:
    """The places of known cells; a locked cell that is there more than once tells nothing of where it belongs."""
    counts = Counter(found)
    return [place if place is None or place in handout.answers or counts[place] == 1 else None for place in found]


def _extra(cell: NotebookNode, handout: Handout, place: int | None) -> bool:
    """Whether a cell is the student's own: unknown, or code, or an ordinary cell, written over one of the teacher's."""
    if not cell.source.strip():
        return False
    ours = cell.cell_type == "code" or (place is not None and not grade_id(handout.nb.cells[place]))
    return place is None or (ours and cell.source.strip() not in handout.texts[place])


def _elsewhere(cells: list[NotebookNode], handout: Handout, found: Places, place: int) -> bool:
    """Whether a question has no answer in its own cell but in another one, which what was handed out must not overwrite."""
    wanted = handout.wanted.get(place, set())
    if not wanted or real_pieces(cells, handout, found, place):
        return False
    others = [cell.source for cell, there in zip(cells, found, strict=True) if there != place and _runs(cell, handout, there)]
    return wanted <= set().union(*map(bound, others))


def _runs(cell: NotebookNode, handout: Handout, place: int | None) -> bool:
    return bool(cell.cell_type == "code" and (place in handout.answers or _extra(cell, handout, place)))


def _named(cells: list[tuple[NotebookNode, bool]], handout: Handout) -> Iterator[NotebookNode]:
    """Give the student's own cells names that nobody else has, and leave them nothing else but a tag that spares them."""
    free = (name for name in map("own-{}".format, itertools.count()) if name not in handout.ids)
    for cell, own in cells:
        if own:
            cell = copy.deepcopy(cell)
            cell.id, cell.metadata = next(free), NotebookNode({key: cell.metadata[key] for key in ("tags",) if key in cell.metadata})
        yield cell


def _changes(cells: list[NotebookNode], handout: Handout, found: Places) -> Iterator[str]:
    """Say what is not as it was handed out."""
    masters = handout.nb.cells
    known = [(cell, place) for cell, place in zip(cells, found, strict=True) if place is not None]
    named = [(cell, place) for cell, place in known if grade_id(masters[place])]
    old = [cell for cell, _ in named if grade_id(cell) and _schema(cell) < SCHEMA]
    if old:
        yield f"In {len(old)} cells old nbgrader metadata was brought up to date"
    strayed = [place for cell, place in named if grade_id(cell) in handout.places and handout.places[grade_id(cell)] != place]
    if strayed:
        yield f"What answers {_list(handout, strayed)} stood in cells of other names; it runs where it belongs"
    lost = [place for cell, place in named if grade_id(cell) not in handout.places and cell.source.strip()]
    if lost:
        yield f"{_list(handout, lost)} had lost nbgrader's name; recognised by what the cell holds and where it stands"
    odd = [place for cell, place in named if grade_id(cell) == grade_id(masters[place]) and _differs(cell, masters[place])]
    if odd:
        yield f"The metadata of {_list(handout, odd)} was changed; it is as handed out again"
    claims = [cell for cell, place in zip(cells, found, strict=True) if place is None and grade_id(cell)]
    if claims:
        yield f"{len(claims)} more cells claim to be known to nbgrader; they count as the student's own"
    texts = [p for cell, p in known if p not in handout.answers and cell.source.strip() not in handout.texts[p]]
    if texts:
        yield f"The text of {_list(handout, texts)} was changed; it is as handed out again"
    added = [p for cell, p in named if p not in handout.answers and _extra(cell, handout, p)]
    if added:
        yield f"The code written into {_list(handout, added)} runs in cells of the student's own"
    missing = [place for place in range(len(masters)) if place not in set(found) and masters[place].source.strip()]
    if missing:
        yield f"Missing cells were put back: {_list(handout, missing)}"
    order = [place for place in _anchors(handout, found) if place is not None]
    if order != sorted(order):
        yield "Cells stood in another order; they are in the order of the handout again"


def _schema(cell: NotebookNode) -> float:
    version = cell.metadata.nbgrader.get("schema_version", 0)
    return version if isinstance(version, float) else 0


def _differs(cell: NotebookNode, master: NotebookNode) -> bool:
    ours, theirs = cell.metadata.nbgrader, master.metadata.nbgrader
    return bool(cell.cell_type != master.cell_type or any(bool(ours.get(flag)) != bool(theirs.get(flag)) for flag in FLAGS))


def _list(handout: Handout, places: list[int]) -> str:
    titles = [handout.title(place) for place in sorted(set(places))]
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return ", ".join(titles[:NAMED]) + more
