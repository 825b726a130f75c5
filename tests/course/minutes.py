"""How long the course takes a reader whose first language is not English, by a stated model::

    python -m tests.course.minutes          # what is promised and what is needed, and the plan
    python -m tests.course.minutes --write  # promise what is needed, and write the plans

The minutes beside the sections and on the first page of a chapter or lab are written into its
notebook. The plans of twelve, eight and six weeks and the times for marking are written into
``course/guide/teaching.md``. Run it after a change to a text, and then
``python -m tests.course.teachers_guide``, which repeats the times.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat

from tests.course.chapter import Chapter, Piece, lines_of
from tests.course.notebooks import (
    CHAPTERS,
    ROOT,
    folded,
    guessed,
    number_of,
    objectives,
    prose,
    read,
    set_of,
    tags,
)

WORDS = 130  # of technical prose that are read per minute in a second language
MINUTES = {  # of one of each, beside the words
    "equation": 45 / 60,
    "line of code": 6 / 60,
    "figure": 40 / 60,  # with its caption
    "live figure": 3.0,  # with its questions and answers, also a chip that is touched
    "prediction": 90 / 60,  # with what is found
    "check question": 90 / 60,  # with its choices and reasons
    "blank": 3.0,
    "cell to run": 0.5 / 60,  # 10 to 50 s of computing for the 40 to 110 cells of a notebook
}
OPENING = ("", "Objectives")  # before the first section, if their heading states no time
CLOSING = ("What is not known", "Next")  # read together with the summary
LOOKED_UP = ("Further reading",)  # not read from its beginning to its end
SHORTEST = 2  # minutes of a part
TIME = re.compile(
    r"(\*\*Time\*\*: )(\d+)( minutes)"
    r"(?: in (?:two|three|four) sittings, ([\d, and]+) minutes long)?"
)
CLOCK = re.compile(r"^\*(\d):(\d\d) · (\d+) minutes\*$", re.MULTILINE)

GUIDE = ROOT / "course" / "guide" / "teaching.md"
HEADING = "## A plan of twelve weeks"
WEEKS, LONGEST_WEEK = 12, 5 * 60
LABS = ("L3", "L1", "L5")  # those of the plan
MARKS = "<!-- marking -->", "<!-- /marking -->"  # around the table of the times for marking
CLASS = 40  # students, for whom the hours of marking are stated
FEW_POINTS = 5  # of a text, below which marking takes the shorter time
SHORT_TEXT, LONG_TEXT = 2, 4  # minutes to mark one text of one student: estimates


@dataclass(frozen=True)
class Shorter:
    """A plan of fewer weeks: what it leaves out of the course, and which labs it holds. ``sections``
    has those left out of a chapter, ``problems`` those that are left out of a set.
    """

    weeks: int
    chapters: tuple[str, ...]
    labs: tuple[str, ...]
    sections: dict[str, tuple[int, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    why: str = ""


# the glossary's terms that another chapter uses for something else: chapter 5 stores a load of
# patterns, and a bus of chapter 7 has a load of events
OF_TWO_MEANINGS = frozenset({"load"})
SHORTER = (
    Shorter(
        8,
        ("6", "9"),
        ("L1",),
        why="This plan leads from the neuron to the chip and ends with continual learning. It "
        "leaves out the training of spiking networks, the chapter on medicine, and labs 3 and 5.",
    ),
    Shorter(
        6,
        ("6", "8", "9"),
        (),
        {"1": (8,), "2": (8,), "3": (6, 8), "4": (2,), "5": (8,)},
        ("2.7", "3.8", "3.9", "4.6", "4.7", "5.10"),
        why="This plan contains most of Part I, the principles, and only chapter 7 of Part II. It has "
        "no lab.",
    ),
)


def words(text: str) -> int:
    """Return how many words are read; a formula in a line counts as one."""
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL)
    text = re.sub(r"\$.*?\$", "x", text, flags=re.DOTALL)
    text = re.sub(r"\]\(.*?\)|https?://\S+|^\|[:|\s-]+$", "", text, flags=re.MULTILINE)
    return len(re.findall(r"\w[\w.,’'/-]*", text))


def _calls(source: str, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", None)) == name
    ]


def _text(node: ast.AST) -> str:
    """Return the text that stands in a call; what is computed is left out."""
    return " ".join(
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


def contents(pieces: Sequence[Piece]) -> Counter[str]:
    """Return how many words, equations, lines of code, … these pieces hold.

    What is folded is left out. The words of a check question count with the question, and those of
    a cell that prints Markdown as prose.
    """
    found: Counter[str] = Counter()
    for piece in pieces:
        marks = set(tags(piece.cell))
        if not piece.code:
            if "concept" in marks:
                found["check question"] += 1
            else:
                found["words"] += words(piece.visible)
                found["equation"] += len(re.findall(r"\$\$.*?\$\$", piece.visible, re.DOTALL))
            continue
        found["cell to run"] += 1
        found["line of code"] += 0 if folded(piece.cell) else lines_of(piece.cell)
        found["prediction"] += guessed(piece.cell)
        found["blank"] += "blank" in marks
        found["equation"] += len(_calls(piece.text, "equation"))
        found["words"] += sum(words(_text(call)) for call in _calls(piece.text, "Markdown"))
        if "live" in marks or _calls(piece.text, "touch"):
            found["live figure"] += 1
        else:
            found["figure"] += len(_calls(piece.text, "caption"))
    return found


def needed(pieces: Sequence[Piece]) -> float:
    """Return how many minutes the reader needs for these pieces."""
    found = contents(pieces)
    return found["words"] / WORDS + sum(each * found[name] for name, each in MINUTES.items())


def derivations(pieces: Sequence[Piece]) -> float:
    """Return how many minutes it takes to read the derivations that are folded."""
    folds = re.findall(
        r"<summary>(?:Deriv|How).*?</details>",
        "\n".join(piece.text for piece in pieces if not piece.code),
        re.DOTALL,
    )
    return sum(map(words, folds)) / WORDS


@dataclass(frozen=True)
class Part:
    """A section, the pages before the first one, or those after the last one."""

    title: str
    pieces: tuple[Piece, ...]

    @property
    def needed(self) -> float:
        return needed(self.pieces)

    @property
    def minutes(self) -> int:
        """What is needed, in whole minutes."""
        return max(SHORTEST, round(self.needed))

    @property
    def promised(self) -> int | None:
        """What stands under the heading."""
        found = CLOCK.search(self.pieces[0].text) if self.title else None
        return int(found[3]) if found else None

    @property
    def rests(self) -> bool:
        return any("**Resting place" in piece.text for piece in self.pieces)


def parts(chapter: Chapter) -> list[Part]:
    """Return the parts of a chapter; the first one is what comes before a heading with a time."""
    opening: list[Piece] = []
    found: list[tuple[str, list[Piece]]] = []
    for title, pieces in chapter.chunks:
        if title in LOOKED_UP or not pieces:
            continue
        stated = bool(title) and CLOCK.search(pieces[0].text)
        if title in OPENING and not stated:
            opening += pieces
        elif title in CLOSING and not stated and found:
            found[-1][1].extend(pieces)
        else:
            found.append((title, list(pieces)))
    return [Part(title, tuple(pieces)) for title, pieces in [("", opening), *found]]


def promised(chapter: Chapter) -> int | None:
    """Return the minutes of the whole chapter that its first page states."""
    found = TIME.search("\n".join(piece.text for piece in chapter.pieces))
    return int(found[2]) if found else None


@dataclass(frozen=True)
class Sitting:
    """What is read without a rest."""

    minutes: int
    sections: tuple[int, ...]


def sittings(chapter: Chapter) -> list[Sitting]:
    """Return the sittings of a chapter, of the minutes that stand under its headings."""
    found: list[tuple[int, list[int]]] = [(0, [])]
    first, *rest = parts(chapter)
    for part in (first, *rest):
        minutes, sections = found[-1]
        number = re.match(r"(\d+) · ", part.title)
        sections += [int(number[1])] if number else []
        stated = opening_of(rest) if part is first else part.promised or 0
        found[-1] = (minutes + stated, sections)
        if part.rests:
            found.append((0, []))
    return [Sitting(minutes, tuple(sections)) for minutes, sections in found if minutes]


def opening_of(rest: Sequence[Part]) -> int:
    """Return at how many minutes the first heading that states a time is reached."""
    found = CLOCK.search(rest[0].pieces[0].text) if rest else None
    return 60 * int(found[1]) + int(found[2]) if found else 0


def listed(numbers: Sequence[int]) -> str:
    """Write numbers as "61, 20 and 37"."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def correct(path: Path) -> bool:
    """Write the minutes that a chapter needs where it promises them; return whether any changed."""
    text = path.read_text(encoding="utf-8")
    clocks, now, lengths = {}, 0, [0]
    for part in parts(Chapter.of(path)):
        if part.title:
            clocks[part.title] = f"*{now // 60}:{now % 60:02d} · {part.minutes} minutes*"
        now += part.minutes
        lengths[-1] += part.minutes
        lengths += [0] * part.rests
    count = ("", "", "two", "three", "four")[len(lengths)] if len(lengths) > 1 else ""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        source = re.sub(
            r"^## (.+)\n(?:\n\*\d:\d\d · \d+ minutes\*\n)?",
            lambda found: (
                f"## {found[1]}\n\n{clocks[found[1]]}\n" if found[1] in clocks else found[0]
            ),
            "".join(cell["source"]),
            flags=re.MULTILINE,
        )
        source = TIME.sub(
            lambda found: (
                f"{found[1]}{now}{found[3]}"
                + (f" in {count} sittings, {listed(lengths)} minutes long" if found[4] else "")
            ),
            source,
        )
        cell["source"] = source.splitlines(keepends=True)
    written = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    if written != text:
        path.write_text(written, encoding="utf-8")
    return written != text


# The plan


@dataclass(frozen=True)
class Unit:
    """What is done in one week: a sitting of a chapter, a lab, or a problem."""

    kind: str  # "chapter", "lab" or "problem"
    of: str  # number of its chapter or lab, as "2" or "L3"
    about: tuple[int, ...]  # numbers of its sections, or of the problem in its set
    minutes: int


@cache
def read_in(number: str) -> list[Unit]:
    """Return the sittings of a chapter, or a lab as a whole."""
    (path,) = (path for path in CHAPTERS if number_of(path) == number)
    found = sittings(Chapter.of(path))
    if number.startswith("L"):
        return [Unit("lab", number, (), sum(each.minutes for each in found))]
    return [Unit("chapter", number, each.sections, each.minutes) for each in found]


def read_without(number: str, left_out: Sequence[int]) -> list[Unit]:
    """Return the sittings of a chapter without some of its sections."""
    (path,) = (path for path in CHAPTERS if number_of(path) == number)
    minutes = {
        int(found[1]): part.promised or 0
        for part in parts(Chapter.of(path))
        if (found := re.match(r"(\d+) · ", part.title))
    }
    return [
        Unit(
            unit.kind,
            unit.of,
            tuple(section for section in unit.about if section not in left_out),
            unit.minutes - sum(minutes[each] for each in unit.about if each in left_out),
        )
        for unit in read_in(number)
    ]


@cache
def problems(number: str) -> list[Unit]:
    """Return the problems of the set of a chapter or lab."""
    (path,) = (path for path in CHAPTERS if number_of(path) == number)
    found = []
    for file in sorted((ROOT / "solutions").glob(f"{set_of(path)}-*/*.ipynb")):
        for cell in read(file).cells:
            heading = re.match(r"## L?\d+\.(\d+) · ", cell.source)
            said = re.search(r"\*(\d+) minutes · \d+ points\*", cell.source)
            if cell.cell_type == "markdown" and heading and said:
                found.append(Unit("problem", number, (int(heading[1]),), int(said[1])))
    return found


@cache
def after() -> dict[str, int]:
    """Return for each lab the last chapter that it needs, as its first page says."""
    return {
        number_of(path): max(map(int, re.findall(r"chapters? (\d+)", needs[1])))
        for path in CHAPTERS
        if (needs := re.search(r"^\*\*You need\*\*(.+)$", prose(path), re.MULTILINE))
        and number_of(path).startswith("L")
    }


def units(labs: Sequence[str] = LABS) -> list[Unit]:
    """Return what a class does, in order: each chapter, its problems, and then the chosen labs that
    need no later chapter, each with its problems.
    """
    found = []
    for number in sorted(map(number_of, CHAPTERS), key=lambda each: (len(each), each)):
        if number.isdigit():
            for each in (number, *(each for each in labs if after()[each] == int(number))):
                found += [*read_in(each), *problems(each)]
    return found


def units_of(plan: Shorter) -> list[Unit]:
    """Return what a class does in a shorter plan, in order."""
    found = []
    for number in sorted(map(number_of, CHAPTERS), key=lambda each: (len(each), each)):
        if number.isdigit() and number not in plan.chapters:
            labs = [each for each in plan.labs if after()[each] == int(number)]
            found += read_without(number, plan.sections.get(number, ()))
            for each in (number, *labs):
                found += [] if each == number else read_in(each)
                found += [unit for unit in problems(each) if name_of(unit) not in plan.problems]
    return found


def name_of(problem: Unit) -> str:
    """Return the number of a problem, as 2.7."""
    return f"{problem.of}.{problem.about[0]}"


def needs(number: str) -> set[str]:
    """Return the numbers of the chapters that a chapter or lab needs, as its first page says."""
    (path,) = (path for path in CHAPTERS if number_of(path) == number)
    said = re.search(r"^\*\*You need\*\*(.+)$", prose(path), re.MULTILINE)
    found = (
        re.findall(
            r"(?:\bfrom |\bof |\bin |\()\[?chapter (\d+)|\*\*You need\*\* chapter (\d+)", said[0]
        )
        if said
        else []
    )
    return {one or other for one, other in found}


def shared(todo: Sequence[Unit], weeks: int = WEEKS) -> list[list[Unit]]:
    """Share out the units over the weeks in their order, so that the longest week is as short as
    possible and the weeks are alike.
    """
    sums = [0]
    for unit in todo:
        sums.append(sums[-1] + unit.minutes)
    best: dict[tuple[int, int], tuple[tuple[int, int], tuple[int, ...]]] = {(0, 0): ((0, 0), (0,))}
    for week in range(1, weeks + 1):
        for end in range(week, len(todo) + 1):
            best[week, end] = min(
                (
                    (
                        max(longest, sums[end] - sums[start]),
                        squares + (sums[end] - sums[start]) ** 2,
                    ),
                    (*cuts, end),
                )
                for start in range(week - 1, end)
                if (week - 1, start) in best
                for (longest, squares), cuts in [best[week - 1, start]]
            )
    return [list(todo[start:end]) for start, end in pairwise(best[weeks, len(todo)][1])]


def minutes_of(week: Sequence[Unit]) -> int:
    return sum(unit.minutes for unit in week)


def _span(numbers: Sequence[int], before: str = "") -> str:
    """Write numbers as "1 to 5 and 7", and each with what stands ``before`` it."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = []
    for run in runs:
        ends = [f"{before}{each}" for each in dict.fromkeys((run[0], run[-1]))]
        said.append((" and " if len(run) == 2 else " to ").join(ends))
    *first, last = said
    return f"{', '.join(first)} and {last}" if first else last


def _reading(
    week: Sequence[Unit], whole: Counter[str], left_out: dict[str, tuple[int, ...]] | None = None
) -> str:
    """Write which chapters are read; a chapter of which only a part is read, with its sections."""
    found: dict[str, list[int]] = {}
    sitting: Counter[str] = Counter()
    for unit in week:
        if unit.kind == "chapter":
            found.setdefault(unit.of, []).extend(unit.about)
            sitting[unit.of] += 1
    return "; ".join(
        f"chapter {number}"
        + ("" if _is_whole(number, sitting, whole, left_out) else f", {_sections(sections)}")
        for number, sections in found.items()
    )


def _is_whole(
    number: str,
    sitting: Counter[str],
    whole: Counter[str],
    left_out: dict[str, tuple[int, ...]] | None,
) -> bool:
    return sitting[number] == whole[number] and number not in (left_out or {})


def _sections(numbers: Sequence[int]) -> str:
    return f"section{'s' * (len(numbers) > 1)} {_span(numbers)}"


def _table(weeks: Sequence[Sequence[Unit]], left_out: dict[str, tuple[int, ...]]) -> list[str]:
    """Return the table of a plan."""
    whole = Counter(unit.of for week in weeks for unit in week if unit.kind == "chapter")
    return [
        "| week | read | lab | problems | hours |",
        "|--:|:--|:--|:--|--:|",
        *(
            f"| {number} | {_reading(week, whole, left_out)} | "
            f"{', '.join(unit.of.replace('L', 'lab ') for unit in week if unit.kind == 'lab')} | "
            f"{_practice(week)} | {minutes_of(week) / 60:.1f} |"
            for number, week in enumerate(weeks, 1)
        ),
    ]


def _practice(week: Sequence[Unit]) -> str:
    found: dict[str, list[int]] = {}
    for unit in week:
        if unit.kind == "problem":
            found.setdefault(unit.of, []).extend(unit.about)
    return "; ".join(_span(numbers, f"{of}.") for of, numbers in found.items())


def plan() -> str:
    """Return the section of the guide with the plan."""
    todo = units()
    weeks = shared(todo)
    titles = {
        number_of(path): re.search(r"^# (Lab \d+ · .+)$", prose(path), re.MULTILINE)
        for path in CHAPTERS
    }
    labs = []
    for number, title in titles.items():
        if title:
            hours = minutes_of([*read_in(number), *problems(number)]) / 60
            labs.append(f"| {title[1]} | {after()[number]} | {hours:.1f} |")
    rates = MINUTES
    lines = [
        HEADING,
        "",
        f"The plan contains all chapters and three of the seven labs, each with its problem set. The "
        f"plan takes {minutes_of(todo) / 60:.1f} hours, and no week takes more than "
        f"{LONGEST_WEEK // 60} hours. The hours are the sums of the minutes that the chapters, the "
        f"labs and the problems state. Each number of hours is rounded on its own. A problem set "
        f"is due at the end of the week of its last problem.",
        "",
        *_table(weeks, {}),
        "",
        "You can replace a lab of the plan by any other one. In the next table, *after* names the last "
        "chapter that the lab needs, and the hours include the problems of the lab. Any three labs "
        f"fit into twelve weeks of at most {LONGEST_WEEK // 60} hours.",
        "",
        "| lab | after | hours |",
        "|:--|--:|--:|",
        *labs,
        "",
        "The minutes of chapters and labs are computed for a reader whose first language is not "
        f"English. This reader reads {WORDS} words of technical prose per minute, and spends "
        f"{_seconds(rates['equation'])} on each equation, {_seconds(rates['line of code'])} on "
        f"each visible line of code, {_seconds(rates['figure'])} on each figure, "
        f"{rates['live figure']:.0f} minutes on each live figure (a figure with sliders), "
        f"{rates['blank']:.0f} minutes on each blank, and {_seconds(rates['prediction'])} on each prediction and on each question "
        "under *Check yourself*. The time of computing is included, and folded texts are not. The "
        "minutes of the problems are estimates.",
        "",
    ]
    return "\n".join(lines)


def shorter(plan: Shorter) -> str:
    """Return the part of the guide with a shorter plan: the weeks, what is left out of the plan of
    twelve weeks, how long that takes, and what a student then lacks.
    """
    todo = units_of(plan)
    before = minutes_of(units())
    rows = []
    gone_labs = sorted(each for each in LABS if each not in plan.labs)
    for number in plan.chapters:
        saved = minutes_of([*read_in(number), *problems(number)])
        rows.append((f"chapter {number} and its problems", saved, _lacks_chapter(number)))
    if gone_labs:
        saved = sum(minutes_of([*read_in(each), *problems(each)]) for each in gone_labs)
        names = _and([each[1:] for each in gone_labs])
        rows.append(
            (
                f"labs {names} and their problems",
                saved,
                "The objectives of these labs. No chapter needs a lab.",
            )
        )
    for number in dict.fromkeys((*plan.sections, *(each.split(".")[0] for each in plan.problems))):
        sections = plan.sections.get(number, ())
        given_up = [unit for unit in problems(number) if name_of(unit) in plan.problems]
        saved = minutes_of(read_in(number)) - minutes_of(read_without(number, sections))
        saved += minutes_of(given_up)
        what = [f"{_sections(sections)} of chapter {number}"] if sections else []
        if given_up:
            several = "s" * (len(given_up) > 1)
            what.append(
                f"problem{several} {_span([unit.about[0] for unit in given_up], f'{number}.')}"
            )
        rows.append((" and ".join(what), saved, _lacks_part(number, plan)))
    return "\n".join(
        [
            f"### {_written(plan.weeks).capitalize()} weeks",
            "",
            f"{plan.why} The plan takes {minutes_of(todo) / 60:.1f} hours, "
            f"{(before - minutes_of(todo)) / 60:.1f} hours less than the plan of twelve weeks. No "
            f"week takes more than {LONGEST_WEEK // 60} hours.",
            "",
            *_table(shared(todo, plan.weeks), plan.sections),
            "",
            "| left out | hours | what a student then lacks |",
            "|:--|--:|:--|",
            *(f"| {what} | {saved / 60:.1f} | {lacks} |" for what, saved, lacks in rows),
            "",
        ]
    )


def _written(number: int) -> str:
    return {6: "six", 8: "eight"}[number]


def _lacks_chapter(number: str) -> str:
    """Write which objectives are not reached without a chapter, and who needs it."""
    (path,) = (path for path in CHAPTERS if number_of(path) == number)
    names = list(objectives(read(path)))
    users = [each for each in map(number_of, CHAPTERS) if number in needs(each)]
    chapters = [each for each in users if each.isdigit()]
    labs = [f"lab {each[1:]}" for each in users if not each.isdigit()]
    who = [f"chapter {each}" for each in chapters] + labs
    said = _and(who)[:1].upper() + _and(who)[1:] if who else "No other chapter and no lab"
    needed = f"{said} need{'s' * (len(who) < 2)} it."
    return f"Objectives {names[0]} to {names[-1]}. {needed}"


def _lacks_part(number: str, plan: Shorter) -> str:
    """Write which objectives of a chapter are not taught without some sections, and which are not
    practised without some problems; and which terms of these sections come up again later.
    """
    (path,) = (path for path in CHAPTERS if number_of(path) == number)
    said = []
    for name, (text, where, how) in objectives(read(path)).items():
        practised = set(re.findall(r"L?\d+\.\d+", how))
        words = text.replace("**", "")
        if where and set(where) <= set(plan.sections.get(number, ())):
            said.append(f"Objective {name} is not reached: {words}.")
        elif practised and practised <= set(plan.problems):
            said.append(f"Objective {name} is taught, but no problem practises it: {words}.")
    for later, terms in missed(number, plan).items():
        said.append(f"Chapter {later} uses {_and([f'*{term}*' for term in terms])} from there.")
    return " ".join(said) or "Every objective is still taught and practised."


@cache
def glossary() -> dict[str, list[str]]:
    """Return the terms that each chapter introduces, by its number."""
    found: dict[str, list[str]] = {}
    for cell in read(ROOT / "course" / "glossary.ipynb").cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            columns = [each.strip() for each in line.strip("|").split("|")]
            if len(columns) == 4 and re.fullmatch(r"L?\d+", columns[3]):
                found.setdefault(columns[3], []).append(columns[0])
    return found


def missed(number: str, plan: Shorter) -> dict[str, list[str]]:
    """Return the terms that the sections left out of a chapter introduce and that a later chapter
    of the plan uses, by that chapter.
    """
    (path,) = (path for path in CHAPTERS if number_of(path) == number)
    gone, kept = "", ""
    for part in parts(Chapter.of(path)):
        section = re.match(r"(\d+) · ", part.title)
        text = "\n".join(piece.text for piece in part.pieces if not piece.code)
        if section and int(section[1]) in plan.sections.get(number, ()):
            gone += text
        else:
            kept += text
    terms = [
        term
        for term in glossary().get(number, [])
        if f"**{term}" in gone.lower() and f"**{term}" not in kept.lower()
    ]
    found = {}
    for later in CHAPTERS:
        other = number_of(later)
        if not other.isdigit() or other in plan.chapters or int(other) <= int(number):
            continue
        text = prose(later).lower()
        # a term in bold is introduced there, with a meaning of its own
        used = [
            term
            for term in terms
            if term in text and f"**{term}" not in text and term not in OF_TWO_MEANINGS
        ]
        if used:
            found[other] = used
    return found


def _and(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


# Marking


@dataclass(frozen=True)
class Text:
    """A text that a person marks: its part, as ``1.1 · Your derivation``, its points, how many
    ``words`` our own answer has, and how many ``minutes`` it takes to mark one, by estimate.
    """

    part: str
    points: int
    words: int

    @property
    def minutes(self) -> int:
        return SHORT_TEXT if self.points < FEW_POINTS else LONG_TEXT


def text_of(cell: nbformat.NotebookNode) -> Text | None:
    """Return the text that a cell asks for; None where a test marks the cell."""
    ours = cell.metadata.get("nbgrader", {})
    if not (ours.get("grade") and ours.get("solution")):
        return None
    answer = re.search(
        r"### BEGIN SOLUTION\s*(?:\*A model answer\.\*)?(.*?)\*Mark scheme\.",
        cell.source,
        re.DOTALL,
    )
    number = re.match(r"(L?\d+)-(\d+)-", str(ours["grade_id"]))
    title = re.match(r"\*\*([^*\n]+)\*\*", cell.source)
    assert answer and number and title, ours["grade_id"]
    part = f"{number[1]}.{number[2]} · {title[1].strip().rstrip('.')}"
    return Text(part, int(ours["points"]), len(answer[1].split()))


@cache
def texts(number: str) -> list[Text]:
    """Return the texts of the set of a chapter or lab that a person marks."""
    (path,) = (path for path in CHAPTERS if number_of(path) == number)
    (file,) = (ROOT / "solutions").glob(f"{set_of(path)}-*/*.ipynb")
    return [text for cell in read(file).cells if (text := text_of(cell))]


def marking() -> str:
    """Return the table of the times for marking, text by text."""
    rows, chapters = [], 0
    for path in CHAPTERS:
        for text in texts(number_of(path)):
            hours = text.minutes * CLASS / 60
            chapters += text.minutes * number_of(path).isdigit()
            rows.append(
                f"| {text.part} | {text.points} | {text.words} | {text.minutes} | {hours:.1f} |"
            )
    return "\n".join(
        [
            f"| text | points | words of our answer | minutes per student | hours for {CLASS} "
            f"students |",
            "|:--|--:|--:|--:|--:|",
            *rows,
            "",
            f"All texts in the sets of the ten chapters together take {chapters} minutes per student, "
            f"which is "
            f"{chapters * CLASS / 60:.0f} hours for {CLASS} students.",
        ]
    )


def _seconds(minutes: float) -> str:
    return f"{60 * minutes:.0f} s"


def guide_with(section: str) -> str:
    """Return the page of the guide with this section in the place of its plans, and the table of
    the times for marking in its place.
    """
    text = GUIDE.read_text(encoding="utf-8")
    before, after = text.split(HEADING + "\n", 1)
    text = before + section + "\n" + after[after.index("\n## ") + 1 :]
    begin, end = MARKS
    before, rest = text.split(begin, 1)
    return f"{before}{begin}\n{marking()}\n{end}{rest.split(end, 1)[1]}"


CUTS = """### A shorter term

The two plans below fit into eight and into six weeks. Each plan has a table of the parts that it leaves out. For each of these parts, the table gives the hours that you save without it, and what a student then lacks: the objectives
that are not reached or not practised, and the chapters and labs that need this part. No chapter of a plan needs a chapter that the plan leaves out.

To leave out a problem, delete its cells from the notebook of the set in `solutions` before you release the set or publish an edition. The other problems of the set do not need these cells. To leave out a section, tell your students its number: the chapter
stays as it is.
"""


def plans() -> str:
    """Return the section of the guide with the plan and the shorter ones."""
    return "\n".join([plan(), CUTS, *map(shorter, SHORTER)])


def main() -> None:
    """Print what is promised and what is needed; with ``--write``, promise what is needed."""
    parser = argparse.ArgumentParser(description="How long the course takes.")
    parser.add_argument("--write", action="store_true", help="write the minutes and the plan")
    if parser.parse_args().write:
        for path in CHAPTERS:
            if correct(path):
                print(f"written: {path.relative_to(ROOT)}")
        GUIDE.write_text(guide_with(plans()), encoding="utf-8")
    for path in CHAPTERS:
        chapter = Chapter.of(path)
        found = parts(chapter)
        total, said = sum(part.needed for part in found), promised(chapter) or 0
        print(
            f"\n{path.stem}: promised {said}, needed {total:.0f} "
            f"({total / max(said, 1) - 1:+.0%}), and {derivations(chapter.pieces):.0f} more with "
            f"all derivations"
        )
        for part in found:
            stated = opening_of(found[1:]) if part is found[0] else part.promised or 0
            print(f"  {stated:4d} {part.needed:6.1f}  {part.title or 'before the first heading'}")
    todo = units()
    print(f"\nThe plan: {minutes_of(todo) / 60:.1f} hours")
    for number, week in enumerate(shared(todo), 1):
        print(f"  week {number}: {minutes_of(week) / 60:.1f} hours")
    for each in SHORTER:
        hours = ", ".join(
            f"{minutes_of(week) / 60:.1f}" for week in shared(units_of(each), each.weeks)
        )
        print(f"In {each.weeks} weeks: {minutes_of(units_of(each)) / 60:.1f} hours: {hours}")


if __name__ == "__main__":
    main()
