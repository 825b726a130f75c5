"""Rebuild a submission on the notebook that was handed out: cells, order, texts and tests are the
teacher's, answers the student's.

From the metadata of a submission only the names of cells are used, to match them: no points, no
kernel, no files.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.utils import is_grade

from .align import (
    SHORT,
    Handout,
    Places,
    align,
    bound,
    defined,
    grade_id,
    indented,
    is_as_released,
    is_comment,
    is_program,
    pieces,
)
from .files import some
from .read_notebook import CELLS

FLAGS = "grade", "solution", "locked"
SCHEMA = 3  # of nbgrader's metadata
NAMED = 5  # cells that a sentence names
Entry = tuple[NotebookNode, bool]


def repair(nb: NotebookNode, handout: Handout) -> NotebookNode:
    """Return a new notebook: ``handout`` with the answers and the extra cells of the submission
    ``nb``.
    """
    cells = list(_unmerged(nb.cells, handout))
    found = align(cells, handout)
    notes = [*nb.metadata.neurolib.repairs, *_changes(cells, handout, found)]
    slots = _slots(cells, handout, found)
    made = [(cell, True) for cell, _ in slots[-1]]  # True: the student's own
    for place, master in enumerate(copy.deepcopy(handout.nb.cells)):
        if place in handout.answers:
            if (there := _elsewhere(cells, handout, found, place)) is not None:
                master.source = "\n\n".join(cell.source for cell in there)
                if there:
                    notes.append(
                        f"The answer {_title(master)} stood behind its tests, in the "
                        f"cell of another; it runs before them, too"
                    )
            made += join(master, slots[place], handout.texts[place], notes)
        else:
            made += [(master, False), *((cell, True) for cell, _ in slots[place])]
    new = copy.deepcopy(handout.nb)
    new.cells = list(_named(made, handout))
    new.metadata["neurolib"] = {**new.metadata.get("neurolib", {}), "repairs": notes}
    return new


def _slots(cells: list[NotebookNode], handout: Handout, found: Places) -> dict[int, list[Entry]]:
    """For each place of the handout, and −1 before the first, the pieces of an answer (True) and
    the extra cells around it.

    An extra cell stays after the cell before it, or before the cell after it if that comes earlier,
    so that its names are defined when the answer that may need them is tested; but behind that cell
    if it is neither an answer nor a test, such as the imports, which the extra cell may need
    itself. For the same reason, text that replaces a test runs before the answer above it.
    """
    anchors = _anchors(handout, found)
    tests = {place for place, cell in enumerate(handout.nb.cells) if is_grade(cell)} - set(
        handout.answers
    )
    slots: dict[int, list[tuple[bool, int, NotebookNode, bool]]] = {
        place: [] for place in range(-1, len(handout.texts))
    }
    before = -1
    for number, (cell, place) in enumerate(zip(cells, found, strict=True)):
        if place in handout.answers:
            slots[place].append((True, number, cell, True))
        elif _extra(cell, handout, place):
            where, late = before, True
            if place is None:
                after = next((one for one in anchors[number + 1 :] if one is not None), before)
                if after < before:
                    where, late = (after - 1, True) if after in tests else (after, False)
            elif place in tests:
                where = max(
                    (answer for answer in handout.answers if answer < place), default=place - 1
                )
                late = False
            else:
                where = place
            slots[where].append((late, number, cell, False))
        if (anchor := anchors[number]) is not None:
            before = anchor
    return {
        place: [
            (cell, piece) for *_, cell, piece in sorted(slots[place], key=lambda slot: slot[:2])
        ]
        for place in slots
    }


def _anchors(handout: Handout, found: Places) -> Places:
    """The places of known cells, except those of locked cells that occur more than once, whose
    position is ambiguous.
    """
    counts = Counter(found)
    return [place if place in handout.answers or counts[place] == 1 else None for place in found]


def _extra(cell: NotebookNode, handout: Handout, place: int | None) -> bool:
    """Whether a cell is the student's own: it is unknown, or its code or ordinary text replaces one
    of the teacher's.
    """
    if place is None:
        return bool(cell.source.strip())
    return handout.is_new(cell, place) and (
        cell.cell_type == "code" or not grade_id(handout.nb.cells[place])
    )


def _elsewhere(
    cells: list[NotebookNode], handout: Handout, found: Places, place: int
) -> list[NotebookNode] | None:
    """The cells of later questions that define what this one asks for, or None if no other cell has
    the answer.

    The handed-out text must not overwrite an answer that stands in another cell. The list is empty
    if that cell is earlier, or only assigns the names, which may be a step of the other answer.
    """
    wanted = handout.wanted.get(place)
    if not wanted or pieces(cells, handout, found, place):
        return None
    others = [(cell, there) for cell, there in zip(cells, found, strict=True) if there != place]
    answers = [
        (cell, at)
        for cell, at in others
        if at in handout.wanted
        or (cell.cell_type == "code" and (at in handout.answers or _extra(cell, handout, at)))
    ]
    if not wanted <= set().union(*(bound(cell.source) for cell, _ in answers)):
        return None
    later = [cell for cell, at in answers if at is not None and at > place]
    before = set().union(*(bound(cell.source) for cell, at in answers if at is None or at < place))
    return [cell for cell in later if defined(cell.source) & (wanted - before)]


def _unmerged(cells: list[NotebookNode], handout: Handout) -> Iterator[NotebookNode]:
    """Part a cell in which the text of a test stands beside other text, as it does after two cells
    were merged.

    In a student's kernel the test may fail, and nothing behind it would run.
    """
    places = [
        place
        for place, master in enumerate(handout.nb.cells)
        if is_grade(master) and place not in handout.answers
    ]
    texts = {
        text
        for place in places
        for text in handout.texts[place]
        if len(text) > SHORT and not is_comment(text)
    }
    tests = re.compile(
        rf"^({'|'.join(map(re.escape, sorted(texts, key=len, reverse=True)))})[ \t]*$", re.MULTILINE
    )
    # a notebook that is made to be parted does not become longer than one that is read
    spare = CELLS - len(cells)
    for cell in cells:
        parted = tests.split(cell.source, maxsplit=len(texts)) if texts and spare > 0 else []
        parts = [part.strip("\n") for part in parted if part.strip()]
        if len(parts) < 2:
            yield cell
            continue
        spare -= len(parts)
        name = grade_id(cell)
        for part in parts:
            piece = copy.deepcopy(cell)
            piece.source = part
            here = handout.places.get(name)
            if here is None or (
                part not in handout.texts[here] if here in places else part in texts
            ):
                piece.id, piece.metadata = "", NotebookNode()
            yield piece


def _named(cells: list[Entry], handout: Handout) -> Iterator[NotebookNode]:
    """Give the student's own cells unique names, and remove all other metadata except the tag that
    keeps them from running.
    """
    free = (name for name in map("own-{}".format, itertools.count()) if name not in handout.ids)
    for cell, own in cells:
        if own:
            cell = copy.deepcopy(cell)
            cell.id = next(free)
            cell.metadata = NotebookNode(
                {key: cell.metadata[key] for key in ("tags",) if key in cell.metadata}
            )
        yield cell


# --- the cells that answer one question -----------------------------------------------------------


def join(
    master: NotebookNode, entries: list[Entry], stubs: set[str], notes: list[str]
) -> list[Entry]:
    """Put the answer into ``master``, the cell for it, and return it with the student's own (True)
    around it, in the order they run.

    ``entries`` are the cells of the answer (True) and those between them. They stay separate cells,
    as the student ran them, except texts and pieces that are no program by themselves, which are
    joined. Handed-out ``stubs`` and duplicates are left out. Where code is asked for, text is code
    too, since one key turns a cell into text; but see :func:`_aside`.
    """
    title, code = _title(master), master.cell_type == "code"
    entries = [(copy.deepcopy(cell), piece) for cell, piece in entries]
    answers = [cell for cell, piece in entries if piece]
    there = [cell for cell in answers if cell.source.strip()]
    if answers and not there:
        master.source = ""
    aside = _aside(_without(stubs, there)) if code else []
    if aside:
        notes.append(
            f"Beside the answer {title}, {len(aside)} of its cells are text; they do not run"
        )
    there = [cell for cell in there if all(cell is not other for other in aside)]
    written = {cell.source for cell in there}
    parts = _without(stubs, there) or there  # a stub parts no pieces
    whole = _programs(parts) if code else parts
    own = _without(stubs, whole)
    last = {cell.source.strip(): cell for cell in own}
    real = [cell for cell in own if last[cell.source.strip()] is cell]
    if real and not code:
        real[0].source, real = "\n\n".join(cell.source for cell in real), real[:1]
    if own and len(own) < len(whole) + len(there) - len(parts):
        notes.append(
            f"Beside the answer {title} stood the cell as it was handed out; it was left out"
        )
    if len(last) < len(own):
        notes.append(
            f"The answer {title} stood here more than once, the same each time; one was kept"
        )
    if {cell.source for cell in own} - written:
        notes.append(f"The pieces of the answer {title} were joined")
    if len(real) > 1:
        notes.append(
            f"The answer {title} stands in {len(real)} cells; they run in their order, "
            f"so the last one counts"
        )
    main = next(
        (cell for cell in reversed(real) if is_program(cell.source)),
        next(iter(real[::-1] or answers), None),
    )
    if main and real:
        master.source = main.source
    for cell in real if code else []:
        if cell.cell_type != "code" and is_program(cell.source):
            cell.update(cell_type="code", outputs=[], execution_count=None)
            cell.pop("attachments", None)
    if pictures := {
        name: kinds
        for cell in answers
        for name, kinds in cell.get("attachments", {}).items()
        if not code
    }:
        master.attachments = NotebookNode(pictures)
    present = {id(main), *map(id, real), *map(id, aside)}
    made = [
        (master, False) if cell is main else (cell, True)
        for cell, piece in entries
        if not piece or id(cell) in present
    ]
    return made if main else [*made, (master, False)]


def _without(stubs: set[str], cells: list[NotebookNode]) -> list[NotebookNode]:
    """Return the cells that are not as handed out, whatever their spaces."""
    handed_out = {"".join(stub.split()) for stub in stubs}
    return [cell for cell in cells if "".join(cell.source.split()) not in handed_out]


def _aside(parts: list[NotebookNode]) -> list[NotebookNode]:
    """The texts that the code cells of an answer do not need: notes, and older tries that were put
    aside.

    If the code cells are whole, a text is needed that binds another name than they do, or continues
    the block before it.
    """
    live = [cell for cell in parts if cell.cell_type == "code"]
    if not live or len(live) == len(parts):
        return []
    if not all(is_program(cell.source) for cell in _programs(copy.deepcopy(live))):
        return []
    names = set().union(*(bound(cell.source) for cell in live))
    return [
        cell
        for cell in parts
        if cell.cell_type != "code" and bound(cell.source) <= names and not indented(cell.source)
    ]


def _programs(parts: list[NotebookNode]) -> list[NotebookNode]:
    """The pieces of code, each joined to the one before if one of the two is no program by itself,
    or holds only comments.
    """
    made: list[NotebookNode] = []
    for cell in parts:
        both = f"{made[-1].source}\n{cell.source}" if made else ""
        rest = indented(cell.source) and (cell.cell_type == "code" or is_program(both))
        if made and (
            rest
            or is_comment(cell.source)
            or (not is_program(made[-1].source) and is_program(both))
        ):
            made[-1].source = both
        else:
            made.append(cell)
    return made


# --- what the report says -------------------------------------------------------------------------


def _changes(cells: list[NotebookNode], handout: Handout, found: Places) -> Iterator[str]:
    """Yield a sentence for each difference from what was handed out."""
    masters = handout.nb.cells
    known = [
        (cell, place, grade_id(cell))
        for cell, place in zip(cells, found, strict=True)
        if place is not None
    ]
    named = [(cell, place, name) for cell, place, name in known if grade_id(masters[place])]
    others = [(cell, place) for cell, place, _ in known if place not in handout.answers]
    order = [place for place in _anchors(handout, found) if place is not None]
    if old := sum(bool(name) and _schema(cell) < SCHEMA for cell, _, name in named):
        yield f"In {old} cells old nbgrader metadata was brought up to date"
    if strayed := [place for _, place, name in named if handout.places.get(name, place) != place]:
        yield f"Found in cells of other names and put where they belong: {_list(handout, strayed)}"
    if lost := [
        place for cell, place, name in named if name not in handout.places and cell.source.strip()
    ]:
        yield (
            f"{_list(handout, lost)} had lost nbgrader's name; recognised by what the cell "
            f"holds and where it stands"
        )
    if odd := [
        place
        for cell, place, name in named
        if name == grade_id(masters[place]) and _differs(cell, masters[place])
    ]:
        yield f"The metadata of {_list(handout, odd)} is not the handout's; the handout's counts"
    unknown = [
        cell for cell, place in zip(cells, found, strict=True) if place is None and grade_id(cell)
    ]
    gone = sum(is_as_released(cell) for cell in unknown)
    if claims := len(unknown) - gone:
        yield (
            f"Cells that claim to be known to nbgrader, and are not: {claims}; they count as the "
            f"student's own"
        )
    if gone:
        yield f"Cells of another set, or of an earlier release of this one: {gone}"
    if earlier := [place for cell, place in others if handout.is_earlier(cell, place)]:
        what = f"The teacher has changed {_list(handout, earlier)} since this copy was handed out"
        yield f"{what}; the present text counts"
    texts = [(cell.source.strip(), place) for cell, place in others if place not in earlier]
    if changed := [place for text, place in texts if text not in handout.texts[place]]:
        yield f"The text of {_list(handout, changed)} was changed; it is as handed out again"
    if added := [
        place for cell, place in others if grade_id(masters[place]) and _extra(cell, handout, place)
    ]:
        yield f"The code written into {_list(handout, added)} runs in cells of the student's own"
    if missing := [
        place
        for place in range(len(masters))
        if place not in set(found) and masters[place].source.strip()
    ]:
        yield f"Cells that this copy lacks were put in: {_list(handout, missing)}"
    if order != sorted(order):
        yield "Cells stood in another order; they are in the order of the handout again"


def _schema(cell: NotebookNode) -> float:
    version = cell.metadata.nbgrader.get("schema_version", 0)
    return version if isinstance(version, float) else 0


def _differs(cell: NotebookNode, master: NotebookNode) -> bool:
    ours, theirs = cell.metadata.nbgrader, master.metadata.nbgrader
    return bool(
        cell.cell_type != master.cell_type
        or any(bool(ours.get(flag)) != bool(theirs.get(flag)) for flag in FLAGS)
    )


def _list(handout: Handout, places: list[int]) -> str:
    return some([_title(handout.nb.cells[place]) for place in sorted(set(places))], NAMED)


def _title(cell: NotebookNode) -> str:
    return str(grade_id(cell) or cell.id)
