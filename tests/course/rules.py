"""The rules that a chapter keeps, each a function that returns what is wrong with it, one sentence
for each fault.

A rule looks at the stored notebook; those in ``RAN`` look at its outputs too. From the repository's
folder, ``python -m tests.course.rules course/1-principles/2-the-language-of-spikes.ipynb`` prints
the minutes of each section and every fault that shows without running; with ``--run`` the notebook
is run first.
"""

from __future__ import annotations

import html
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from neurolib.widgets.formula import symbols
from tests.course.chapter import Chapter, lines_of, unfolded
from tests.course.minutes import OPENING as BEFORE_THE_FIRST
from tests.course.minutes import parts, promised, sittings
from tests.course.notebooks import (
    CHAPTER,
    COURSE,
    LAB,
    OPENING,
    folded,
    guessed,
    objectives,
    outputs,
    read,
    sections,
    tags,
)
from tests.course.spoiled import spoiled

LINES_OF_A_CELL, LINES_OF_A_CHAPTER = 12, 150
ONE_SITTING = 90  # minutes


def folds(text: str, summary: str) -> list[tuple[str, str]]:
    """Return (summary, what is inside) of each folded block whose summary matches."""
    found = re.findall(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", text, re.DOTALL)
    return [
        (title.strip(), inside.strip())
        for title, inside in found
        if re.match(summary, title.strip())
    ]


# What is seen


def lines_of_code(chapter: Chapter) -> list[str]:
    """At most 12 visible lines in a cell and 150 in a chapter."""
    shown = {
        cell.id: lines_of(cell)
        for cell in chapter.notebook.cells
        if cell.cell_type == "code" and not folded(cell)
    }
    faults = [
        f"{name}: {n} visible lines; at most {LINES_OF_A_CELL}"
        for name, n in shown.items()
        if n > LINES_OF_A_CELL
    ]
    total = sum(shown.values())
    return faults + [
        f"{total} visible lines of code in the chapter; at most {LINES_OF_A_CHAPTER}"
    ] * (total > LINES_OF_A_CHAPTER)


def folded_cells(chapter: Chapter) -> list[str]:
    """The first cell, predictions and checks of blanks are folded."""
    faults = []
    for cell in chapter.notebook.cells:
        what = "setup" if cell.id == "setup" else re.search(r"\b(guess|filled)\(", cell.source)
        if cell.cell_type == "code" and what and not folded(cell):
            faults.append(f"{cell.id}: {what if isinstance(what, str) else what[1]} is not folded")
    return faults


# Predictions, blanks, concept questions


def predictions_spoilt(chapter: Chapter) -> list[str]:
    """No visible text, source or caption between a prediction and the end of its section has its
    number.
    """
    faults = []
    for _, pieces in chapter.chunks:
        for k, piece in enumerate(pieces):
            if not guessed(piece.cell):
                continue
            asked = next(
                (n for n in range(k - 1, -1, -1) if "**Predict.**" in pieces[n].text), None
            )
            if asked is None:
                faults.append(f"{piece.cell.id}: no **Predict.** before it in its section")
                continue
            answer = re.search(r"Found: .*?\*\*(.+?)\*\*", "".join(chapter.texts(piece.cell.id)))
            if answer is None:
                faults.append(f"{piece.cell.id}: it does not say what was found")
                continue
            for n, each in enumerate(pieces[asked + 1 :], asked + 1):
                seen = [
                    each.visible,
                    *(
                        caption
                        for _, page in chapter.pages(each.cell.id)
                        for caption in _captions(page)
                        if each.code
                    ),
                ]
                seen += chapter.texts(each.cell.id) if each.code and n < k else []
                faults += [
                    f"{piece.cell.id}: its answer, {answer[1]}, stands in {each.cell.id}: “{words}”"
                    for text in seen
                    if (words := spoiled(answer[1], text, code=each.code and text is seen[0]))
                ]
    return faults


def answers_wait(chapter: Chapter) -> list[str]:
    """What a prediction asks for is in no output above it in its section, and below it only where
    JupyterLab and the site hold it back: not in what is said to a blank or asked by a later
    prediction.
    """
    return [
        f"{asked.id}: its answer, {answer}, shows too early in {cell.id}: “{words}”"
        for asked, answer, cell, words, waits in answers_found(chapter)
        if not waits
    ]


def answers_found(chapter: Chapter) -> Iterator[tuple[Any, str, Any, str, bool]]:
    """Yield each prediction, its answer, a cell of its section with an output that has this answer,
    the words in which it does, and whether this output waits for the guess.
    """
    for cells in _sections(chapter.ran):
        for k, asked in enumerate(cells):
            answer = guessed(asked) and re.search(
                r"Found: .*?\*\*(.+?)\*\*", "".join(chapter.texts(asked.id))
            )
            for n, cell in enumerate(cells) if answer else ():
                for text in _words(cell) if n != k else ():
                    if words := spoiled(answer[1], text):
                        yield asked, answer[1], cell, words, n > k and _can_wait(cell)


def waiting(notebook: Any) -> set[str]:
    """Return the cells whose outputs wait where no prediction is answered: all below one, down to
    the end of its section, but other predictions and what is said to a blank.
    """
    found = set()
    for cells in _sections(notebook):
        first = next((k for k, cell in enumerate(cells) if guessed(cell)), len(cells))
        found |= {cell.id for cell in cells[first + 1 :] if _can_wait(cell)}
    return found


def _can_wait(cell: Any) -> bool:
    return not re.search(r"\b(guess|filled)\(", cell.source)


def _sections(notebook: Any) -> list[list[Any]]:
    """Return the code cells of each section of a run, without those that a test has added."""
    found: list[list[Any]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.search(r"^##? ", cell.source, re.MULTILINE):
            found.append([])
        elif cell.cell_type == "code" and not cell.metadata.get("probe"):
            found[-1].append(cell)
    return found


def _words(cell: Any) -> Iterator[str]:
    """Yield what the outputs of a cell say: text, tables, captions, and what pictures are for who
    does not see them. Of a prediction, only what it asks.
    """
    for output in cell.outputs:
        data = output.get("data", {})
        page = re.sub(
            r"<(style|details|svg)\b.*?</\1>", "", data.get("text/html", ""), flags=re.DOTALL
        )
        yield output.get("text", "")
        yield data.get("text/markdown", "")
        yield html.unescape(re.sub(r"<[^>]*>", " ", page))
        yield from map(
            html.unescape, re.findall(r'(?:aria-label|alt)="(.*?)"', data.get("text/html", ""))
        )
        yield "" if "text/html" in data or "text/markdown" in data else data.get("text/plain", "")


def blanks(chapter: Chapter) -> list[str]:
    """Two or three blanks, in the opening one and in a lab at least one, each checked at once in a
    folded cell, with a folded solution.
    """
    faults, found = [], [k for k, piece in enumerate(chapter.pieces) if "blank" in tags(piece.cell)]
    least, most = (
        OPENING if chapter.number == "0" else LAB if chapter.number.startswith("L") else CHAPTER
    ).blanks
    if not least <= len(found) <= most:
        faults.append(f"{len(found)} blanks; expected {least} to {most}")
    for k in found:
        blank, name = chapter.pieces[k], chapter.pieces[k].cell.id
        if not blank.code or folded(blank.cell) or "..." not in blank.text:
            faults.append(f"{name}: a blank is a visible code cell with dots to be replaced")
        after = chapter.pieces[k + 1 :]
        check = next(
            (
                n
                for n, piece in enumerate(after)
                if piece.code and re.search(r"\bfilled\(", piece.text)
            ),
            len(after),
        )
        if check >= len(after) or any("blank" in tags(piece.cell) for piece in after[:check]):
            faults.append(f"{name}: no cell after it calls filled()")
        elif not any(
            "```python" in inside
            for piece in after[check + 1 : check + 3]
            for _, inside in folds(piece.text, "One solution$")
        ):
            faults.append(f"{name}: no folded “One solution” with Python follows its check")
    return faults


def blanks_run(chapter: Chapter) -> list[str]:
    """A blank left empty stops nothing, and its solution is found right."""
    faults = []
    for cell in chapter.notebook.cells:
        if cell.cell_type == "code" and re.search(r"\bfilled\(", cell.source):
            empty, solved = (
                "".join(chapter.texts(cell.id)),
                "".join(chapter.texts(f"{cell.id}-probe")),
            )
            if not empty.startswith("Not filled in yet"):
                faults.append(f"{cell.id}: an empty blank gives “{empty[:60]}”")
            if not solved.startswith("Right"):
                faults.append(f"{cell.id}: its solution gives “{solved[:60]}”")
    return faults


def concept_questions(chapter: Chapter) -> list[str]:
    """A concept question in each section: at least three choices, a reason for each, exactly one
    right.
    """
    faults = []
    for number, cells in sections(chapter.notebook).items():
        asked = [cell for cell in cells if "concept" in tags(cell)]
        if not asked:
            faults.append(f"section {number} has no concept question")
        for cell in asked:
            choices = folds(cell.source, r"\([a-z]\)")
            letters = [title[1] for title, _ in choices]
            if "**Check yourself.**" not in cell.source:
                faults.append(f"{cell.id}: does not begin with **Check yourself.**")
            if len(choices) < 3 or letters != [chr(97 + k) for k in range(len(letters))]:
                faults.append(f"{cell.id}: choices {letters}; expected (a), (b), (c), …")
            right = [title for title, reason in choices if re.match(r"\W*Right\b", reason)]
            if len(right) != 1:
                faults.append(
                    f"{cell.id}: {len(right)} right choices; expected one whose reason "
                    f"begins with Right"
                )
            faults += [
                f"{cell.id}: {title[:20]} has no reason"
                for title, reason in choices
                if len(reason.split()) < 5
            ]
    return faults


def live_figures(chapter: Chapter) -> list[str]:
    """A live figure is asked about under **Move it.** and its answers are folded below, in the same
    section.
    """
    faults = []
    for title, pieces in chapter.chunks:
        for k, piece in enumerate(pieces):
            if "live" in tags(piece.cell) and piece.code:
                if not any("**Move it.**" in each.text for each in pieces[:k]):
                    faults.append(f"{piece.cell.id}: no **Move it.** before it in “{title}”")
                if not any(folds(each.text, "Answers$") for each in pieces[k + 1 :]):
                    faults.append(f"{piece.cell.id}: no folded “Answers” after it in “{title}”")
    return faults


# Equations and derivations


def equation_numbers(chapter: Chapter) -> list[str]:
    """Equations are numbered n.1, n.2, … in order, each once, and those referred to exist."""
    found, referred = [], set()
    for piece in chapter.pieces:
        numbers = r"\bequation\(\s*[\"'](.+?)[\"']" if piece.code else r"\\tag\{(L?\d+\.\d+)\}"
        found += re.findall(numbers, piece.text)
        referred |= (
            set() if piece.code else set(re.findall(r"[Ee]quations? \((L?\d+\.\d+)\)", piece.text))
        )
    expected = [f"{chapter.number}.{k + 1}" for k in range(len(found))]
    wrong = next(
        ((got, want) for got, want in zip(found, expected, strict=True) if got != want), None
    )
    faults = [f"equation ({wrong[0]}) stands where ({wrong[1]}) was expected"] if wrong else []
    faults += ["no equation has a number"] * (not found)
    own = {number for number in referred if number.startswith(f"{chapter.number}.")}
    return faults + [
        f"the text refers to equation ({number}), which is not there"
        for number in sorted(own - set(found))
    ]


def derivations(chapter: Chapter) -> list[str]:
    """A folded derivation has as many steps as it says, each an item of a list or a displayed line."""
    faults = []
    for piece in chapter.pieces:
        for title, inside in folds("" if piece.code else piece.text, "Derivation"):
            said = re.fullmatch(r"Derivation(?:[^,]*), (\d+) lines?", title)
            steps = (
                len(re.findall(r"^(?:\d+\.|[-*]) ", inside, re.MULTILINE))
                or inside.count("$$") // 2
            )
            if not said or int(said[1]) != steps:
                faults.append(
                    f"{piece.cell.id}: “{title}” has {steps} steps; expected "
                    f"“Derivation, {steps} lines”"
                )
    return faults


# Figures


def figures(chapter: Chapter) -> list[str]:
    """Every figure has a caption under it, numbered in order where it is not a live one, and an alt
    text with a number.
    """
    faults, numbers = [], []
    for cell, page in chapter.pages():
        captions = _captions(page)
        if not captions or not all(caption.strip() for caption in captions):
            faults.append(f"{cell.id}: a figure without a caption")
        elif "live" not in tags(cell):
            numbers += [
                (
                    cell.id,
                    found[1]
                    if (found := re.match(r"Figure (L?\d+\.\d+)\. ", caption))
                    else caption[:20],
                )
                for caption in captions
            ]
        for label in re.findall(r'<svg[^>]*aria-label="([^"]*)"', page):
            if cell.id != "circuit" and not re.search(r"\d", label):
                faults.append(f"{cell.id}: alt text without a number: “{label[:60]}”")
    for k, (name, number) in enumerate(numbers):
        if number != f"{chapter.number}.{k + 1}":
            faults.append(
                f"{name}: its caption begins with “{number}”; expected Figure "
                f"{chapter.number}.{k + 1}."
            )
            break
    return faults


def _captions(page: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", caption)
        for caption in re.findall(r"<figcaption[^>]*>(.*?)</figcaption>", page, re.DOTALL)
    ]


_HYPHEN_OR_E = re.compile(r"(?<![\w.–−-])-\d[\d.]*|\b\d[\d.]*e[-+]?\d+|\d%|\b\d{1,3}(?:,\d{3})+\b")


def numbers_as_written(chapter: Chapter) -> list[str]:
    """What a run shows has a true minus, ×10⁹ for e+09, a space before % and no comma between
    thousands.
    """
    faults = []
    for cell, output in outputs(chapter.ran):
        if cell.id.endswith("-shown"):  # what the tests print of a live figure's code
            continue
        data = output.get("data", {})
        shown = [
            output.get("text", ""),
            next(
                (
                    data[kind]
                    for kind in ("text/markdown", "text/html", "text/plain")
                    if kind in data
                ),
                "",
            ),
        ]
        text = re.sub(
            r"<(svg|style).*?</\1>|<img[^>]*>",
            lambda page: " ".join(re.findall(r'aria-label="([^"]*)"', page[0])),
            "\n".join(shown),
            flags=re.S,
        )
        text = re.sub(
            r"\$\$.*?\$\$|\$[^$]*\$|```.*?```|`[^`]*`|<code>.*?</code>|https?://\S+|doi:\S+|<[^>]*>",
            " ",
            text,
            flags=re.S,
        )
        faults += [
            f"{cell.id}: “{' '.join(text[max(0, found.start() - 20) : found.end() + 12].split())}”"
            for found in _HYPHEN_OR_E.finditer(text)
        ][:1]
    return faults


# Words and symbols


@dataclass(frozen=True)
class Term:
    """A row of the glossary's table of terms."""

    term: str
    short: str
    meaning: str
    chapter: str  # as "6", or "L2" of a lab


@dataclass(frozen=True)
class Symbol:
    """A row of the glossary's table of symbols."""

    name: str
    meaning: str
    unit: str
    chapters: tuple[str, ...]


@lru_cache
def glossary(path: Path = COURSE / "glossary.ipynb") -> tuple[list[Term], list[Symbol]]:
    """Read the two tables of the glossary: the one source of terms and symbols."""
    (terms,) = [_rows(cell.source, 4) for cell in read(path).cells if cell.id == "terms"]
    (rows,) = [_rows(cell.source, 4) for cell in read(path).cells if cell.id == "symbols"]
    found = [
        Symbol(_name(latex), meaning, unit, tuple(where.replace(" ", "").split(",")))
        for latex, meaning, unit, where in rows
    ]
    return [Term(term, short, meaning, chapter) for term, short, meaning, chapter in terms], found


def _rows(text: str, columns: int) -> list[list[str]]:
    rows = [
        [part.strip() for part in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    assert all(len(row) == columns for row in rows), [row for row in rows if len(row) != columns]
    return rows[2:]


def _name(latex: str) -> str:
    latex = latex.strip("$")
    return next(iter(symbols(latex, [latex] if latex.isalpha() else [])))


def terms_bold_at_first_use(chapter: Chapter) -> list[str]:
    """Each term of the glossary is bold where its chapter first uses it, with its abbreviation
    beside it.
    """
    open_text = "\n".join(
        unfolded(piece.text)
        for piece in chapter.pieces
        if not piece.code and piece.cell.id != "objectives"
    )
    text = re.sub(
        r"\s+", " ", re.sub(r"^#+ .*$|^\*\d:\d\d · .*$", "", open_text, flags=re.MULTILINE)
    )
    faults = []
    for term in [term for term in glossary()[0] if term.chapter == chapter.number]:
        exact = term.term.isupper()
        first = re.search(
            rf"(?<!\w){re.escape(term.term)}(?:e?s)?(?!\w)", text, 0 if exact else re.IGNORECASE
        )
        if not first:
            faults.append(f"“{term.term}” is not in its chapter")
        elif text.count("**", 0, first.start()) % 2 == 0:
            faults.append(
                f"“{term.term}” is not bold at its first use: "
                f"“…{text[max(0, first.start() - 40) : first.end() + 10]}…”"
            )
        elif term.short and not re.search(
            rf"(?<!\w){re.escape(term.short)}(?!\w)", text[first.start() : first.end() + 60]
        ):
            faults.append(f"“{term.term}” has no abbreviation, {term.short}, beside its first use")
    return faults


def symbols_have_one_meaning(chapter: Chapter) -> list[str]:
    """Each symbol under an equation has one meaning in the chapter, the one that the glossary has
    for it.
    """
    faults: list[str] = []
    listed = {
        symbol.name: _plain(symbol.meaning)
        for symbol in glossary()[1]
        if chapter.number in symbol.chapters
    }
    for name, meanings in _shown(chapter).items():
        if len(meanings) > 1:
            faults.append(f"{name} has several meanings: {'; '.join(sorted(meanings))}")
        elif name not in listed:
            faults.append(
                f"{name} ({next(iter(meanings))}) is not in the glossary's table of "
                f"symbols for chapter {chapter.number}"
            )
        elif listed[name] not in meanings:
            faults.append(
                f"{name} is “{next(iter(meanings))}” in the chapter and "
                f"“{listed[name]}” in the glossary"
            )
    return faults


def _shown(chapter: Chapter) -> dict[str, set[str]]:
    """Return symbol → its meanings, from the lines under the equations."""
    found: dict[str, set[str]] = {}
    for cell, output in outputs(chapter.ran):
        if re.search(r"\bequation\(", cell.source):
            for latex, meaning in re.findall(
                r"^- \$(.+?)\$: (.*)$",
                output.get("data", {}).get("text/markdown", ""),
                re.MULTILINE,
            ):
                found.setdefault(_name(latex), set()).add(_plain(meaning))
    return found


def _plain(meaning: str) -> str:
    return re.sub(r"\s*\([^()]*\)$", "", meaning).strip().lower()


def glossary_faults(terms: list[Term], listed: list[Symbol]) -> Iterator[str]:
    """Say where a term stands twice, and where a symbol has two meanings in one chapter."""
    yield from (
        f"“{term}” stands {n} times"
        for term, n in Counter(each.term.lower() for each in terms).items()
        if n > 1
    )
    places = Counter((symbol.name, chapter) for symbol in listed for chapter in symbol.chapters)
    yield from (
        f"{name} has {n} meanings in chapter {chapter}"
        for (name, chapter), n in places.items()
        if n > 1
    )


# Objectives and time


def objectives_practised(chapter: Chapter) -> list[str]:
    """Each objective is practised in a section it names, by a prediction, a blank or a concept
    question that carries its tag.
    """
    done = set()
    for cell in chapter.notebook.cells:
        if guessed(cell) or "blank" in tags(cell) or "concept" in tags(cell):
            done |= {
                tag.split(":")[1].split("-")[0]
                for tag in tags(cell)
                if tag.startswith("objective:")
            }
    return [
        f"objective {n}: no prediction, blank or concept question carries its tag"
        for n in objectives(chapter.notebook)
        if n not in done
    ]


def times(chapter: Chapter) -> list[str]:
    """Minutes are what the model of :mod:`tests.course.minutes` gives, within 15 %, for each
    section (or 2 minutes) and for the chapter; no sitting is longer than 90.
    """
    faults, total = [], 0.0
    for part in parts(chapter):
        total += part.needed
        if part.promised is None:
            faults += [
                f"“{part.title}” does not say how long it takes; {part.needed:.0f} minutes by the "
                f"formula"
            ] * (part.title not in BEFORE_THE_FIRST)
        elif abs(part.promised - part.needed) > max(2, 0.15 * part.needed):
            faults.append(
                f"“{part.title}” says {part.promised} minutes; {part.needed:.0f} by the formula"
            )
    said = promised(chapter)
    if not said or abs(said - total) > 0.15 * total:
        faults.append(
            f"the first page says {said or 'no'} minutes (**Time**: n minutes); {total:.0f} by the "
            f"formula"
        )
    text = "\n".join(piece.text for piece in chapter.pieces)
    if total > ONE_SITTING and not re.search(r"\*\*Resting place\b", text):
        faults.append(
            f"{total:.0f} minutes are two sittings; expected a **Resting place.** between them"
        )
    stated = re.search(r"sittings, ([\d, and]+) minutes long", text)
    lengths = [each.minutes for each in sittings(chapter)]
    faults += [
        f"a sitting takes {length} minutes; expected at most {ONE_SITTING}, with a **Resting place.** "
        f"in between"
        for length in lengths
        if length > ONE_SITTING
    ]
    if stated and [int(each) for each in re.findall(r"\d+", stated[1])] != lengths:
        faults.append(f"the first page says sittings of {stated[1]} minutes; they take {lengths}")
    return faults


STORED = (
    lines_of_code, folded_cells, blanks, concept_questions, live_figures, equation_numbers, derivations, terms_bold_at_first_use,
    objectives_practised, times,
)  # fmt: skip
RAN = (
    predictions_spoilt,
    answers_wait,
    blanks_run,
    figures,
    numbers_as_written,
    symbols_have_one_meaning,
)


def main() -> None:
    path = next(Path(word) for word in sys.argv[1:] if not word.startswith("-"))
    chapter = Chapter.of(path.resolve(), run="--run" in sys.argv)
    for part in parts(chapter):
        print(f"{part.needed:5.1f} min  {part.title or 'opening'}  (says {part.promised})")
    for rule in STORED + (RAN if chapter.ran else ()):
        for fault in rule(chapter):
            print(f"{rule.__name__}: {fault}")


if __name__ == "__main__":
    main()
