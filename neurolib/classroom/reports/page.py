"""The page of a class for the next lecture: what the students misunderstood in a set.

The page names nobody, holds no text of a student's, and shows nothing if fewer than
:data:`~.guesses.LEAST` students have a grade. All words on it are the teacher's: if a test fills
something into a hint, the page shows "…" in its place. The page needs no script and no network.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from nbformat import v4

from ...hints import stages
from ..course import ClassroomError, Course
from ..grading.drawing import Pencil
from ..grading.groups import graded_hand_in
from ..grading.marking import waiting
from ..sandbox import refusal
from . import guesses
from .curves import ALIKE, Panel, picture, telling
from .figures import Figure, cure, figures
from .guesses import LEAST
from .misconceptions import BLANK, OTHER, Met, survey
from .outcomes import EMPTY, problem_of
from .paper import bar, many, paper
from .report import Report

CARDS = 3  # misconceptions for the next lecture
SMALL = 20  # students, below which one student more or less is much
# names of symbols, which keep their small letter at the beginning of a sentence
SYMBOLS = frozenset(
    "alpha beta gamma delta epsilon eta theta kappa lam lambda mu nu rho sigma tau phi chi psi "
    "omega exp log sin cos np dt".split()
)


@dataclass(frozen=True)
class Misconception:
    """A misconception of the class: its name, what to ``say`` about it, how many ``students`` have
    it, and the ``figure`` that shows the matter.
    """

    problem: str
    name: str
    say: str
    students: int
    figure: Figure | None


@dataclass(frozen=True)
class Tally:
    """How many students passed all tests of a problem, made a mistake that no hint names, or did
    not answer it.
    """

    problem: str
    right: int
    unnamed: int
    unanswered: int


@dataclass
class ClassPage:
    """What the page of a class shows. ``alone`` counts the misconceptions that one student alone
    has, which are not listed; ``notes`` are sentences on what the page leaves out.
    """

    assignment: str
    title: str
    students: int
    misconceptions: list[Misconception] = field(default_factory=list)
    alone: int = 0
    tallies: list[Tally] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    guessed: guesses.Class | None = None
    notes: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    hand_ins: int | None = None  # of which a group has one; as many as students unless given


def found(course: Course, assignment: str) -> ClassPage:
    """Return what the graded hand-ins of a set show; it runs answers in the sandbox to draw
    them.
    """
    reports, met = survey(course, assignment)
    heading, headings = _headings(course.folder("source") / assignment)
    made = ClassPage(assignment, heading or assignment, len(reports))
    # members of a group have one hand-in, and are not several who made the same mistake
    work = {each.student: _hand_in(each) for each in reports}
    made.hand_ins = len(set(work.values()))
    if made.hand_ins < LEAST:
        return made
    made.titles = {problem: title for problem, (title, _) in headings.items()}
    made.tallies = tallies(reports, met)
    pencil = _pencil(course, assignment, made)
    known = figures(course.root)
    chosen = (
        {each.problem: each.figure for each in pencil.drawings if each.figure} if pencil else {}
    )
    for each in merge(met):
        title, serves = headings.get(each.problem, ("", frozenset()))
        figure = cure(
            known, serves, each.problem, f"{each.hint} {title}", chosen.get(each.problem, "")
        )
        name, say = said(each.hint)
        if len({work[student] for student in each.students}) < ALIKE:
            made.alone += 1
            continue
        made.misconceptions.append(
            Misconception(each.problem, name, say, len(each.students), figure)
        )
    if pencil:
        first = {(each.problem, each.hint): each for each in firsts(reports, met)}
        panels = telling(
            [one_of_each(each, work) for each in first.values()],
            pencil.right,
            [each.problem for each in pencil.drawings],
            pencil.draw,
        )
        made.panels = [
            replace(panel, met=first[panel.met.problem, panel.met.hint]) for panel in panels
        ]
        if not made.panels:
            made.notes.append(
                f"No wrong curve is drawn. A curve is drawn only if at least {ALIKE} students with "
                f"the same mistake gave the same one, so that nobody can be recognised by it."
            )
    try:
        made.guessed = guesses.survey(course, assignment)
    except ClassroomError:
        made.notes.append("No student handed in guesses with this set.")
    made.notes += _notes(course, assignment)
    return made


def _pencil(course: Course, assignment: str, made: ClassPage) -> Pencil | None:
    """Return what draws the curves of a set; None if nothing can be drawn, and then add to the
    notes of the page why not.
    """
    path = course.folder("source") / "curves" / f"{assignment}.py"
    if not path.is_file():
        made.notes.append("No curve is drawn, because the course has none for this set.")
        return None
    if reason := refusal():
        made.notes.append(f"No curve is drawn, because answers cannot run here. {reason}")
        return None
    return Pencil(course, assignment)


def _notes(course: Course, assignment: str) -> list[str]:
    """Return sentences on what waits for a person and on what is not known."""
    notes = []
    if parts := waiting(course, [assignment]).get(assignment):
        of = many(len({part.student for part in parts}), "student")
        notes.append(
            f"{many(len(parts), 'text')} of {of} {'waits' if len(parts) == 1 else 'wait'} for a "
            f"person to mark. This page counts only what tests have decided."
        )
    notes.append(
        "How many tries a problem took is not known. The file that counts the failed tries of a "
        "student is not handed in, and it forgets the tries of a test that passes."
    )
    return notes


def _headings(folder: Path) -> tuple[str, dict[str, tuple[str, frozenset[str]]]]:
    """Return the title of a set, and by the numbers of its problems their titles and the tags with
    their objectives.
    """
    heading, problems = "", dict[str, tuple[str, frozenset[str]]]()
    for path in sorted(folder.glob("*.ipynb")):
        for cell in v4.reads(path.read_text(encoding="utf-8")).cells:
            if cell.cell_type != "markdown":
                continue
            if not heading and (first := re.match(r"# (.+)", cell.source)):
                heading = first[1].strip()
            if first := re.match(r"## (L?\d+\.\d+)\b(?: ·)? *(.*)", cell.source):
                tags = cell.metadata.get("tags", [])
                problems[first[1]] = (
                    first[2].strip(),
                    frozenset(tag for tag in tags if tag.startswith("objective:")),
                )
    return heading, problems


def merge(met: Iterable[Met]) -> list[Met]:
    """Return one misconception for each hint of a problem, whatever a test filled in, the most
    frequent first; a student counts once. What no hint names is left out.
    """
    students: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in met:
        if each.hint:
            students[each.problem, each.hint].update(each.students)
    merged = [
        Met(problem, hint, tuple(sorted(who)), hint) for (problem, hint), who in students.items()
    ]
    return sorted(merged, key=lambda each: -len(each.students))


def firsts(reports: Iterable[Report], met: Sequence[Met]) -> list[Met]:
    """Return the misconceptions with those students alone whose first failing test of the problem
    named it, so that a curve belongs to one misconception.
    """
    hints = {(each.problem, each.sentence): each.hint for each in met if each.hint}
    students: dict[tuple[str, str], list[str]] = defaultdict(list)
    for report in reports:
        seen = set[str]()
        for outcome in report.outcomes:
            problem = problem_of(outcome.title)
            if outcome.message and problem not in seen:
                seen.add(problem)
                if EMPTY not in outcome.message:
                    hint = hints.get((problem, outcome.message), "")
                    students[problem, hint].append(report.student)
    return [
        Met(problem, hint or OTHER, tuple(sorted(who)), hint)
        for (problem, hint), who in students.items()
    ]


def one_of_each(met: Met, work: Mapping[str, str]) -> Met:
    """Return a misconception with one student of each hand-in; ``work`` has the hand-ins by
    student.
    """
    one = {work[student]: student for student in reversed(met.students)}
    return replace(met, students=tuple(sorted(one.values())))


def _hand_in(report: Report) -> str:
    return graded_hand_in(report.folder) if report.folder else report.student


def tallies(reports: Sequence[Report], met: Iterable[Met]) -> list[Tally]:
    """Return for each problem that has tests how many students passed it and how many did not, in
    the order of the set.
    """
    asked = dict.fromkeys(
        problem_of(outcome.title)
        for report in reports
        for outcome in report.outcomes
        if not outcome.by_person
    )
    kinds = {(each.problem, each.sentence): len(each.students) for each in met if not each.hint}
    return [
        Tally(
            problem,
            sum(_passed(report, problem) for report in reports),
            kinds.get((problem, OTHER), 0),
            kinds.get((problem, BLANK), 0),
        )
        for problem in asked
    ]


def _passed(report: Report, problem: str) -> bool:
    """Return whether a hand-in has the problem and passes all its tests."""
    tests = [
        outcome.right
        for outcome in report.outcomes
        if not outcome.by_person and problem_of(outcome.title) == problem
    ]
    return bool(tests) and all(tests)


def said(hint: str) -> tuple[str, str]:
    """Return the name of a misconception, and what to say about it, as sentences; nothing to say
    where the hint only names it.
    """
    name, more = stages(hint)
    rest = hint[len(name) :].strip() if more else ""
    return _sentence(name), _sentence(rest)


def _sentence(text: str) -> str:
    """Begin with a capital letter, unless a symbol stands there, and end with a stop."""
    first = re.match(r"([a-z]+)(?![\w(\[=*])", text)
    if first and len(first[1]) > 1 and first[1] not in SYMBOLS:
        text = text[0].upper() + text[1:]
    return text if not text or text[-1] in ".!?" else f"{text}."


def checked(site: str) -> str:
    """Return the address of a web site as it is; raise ClassroomError if it is not one."""
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"[\s\"'<>]", site):
        raise ClassroomError(
            f"{site} is no address of a web site; expected one as in https://example.edu/course."
        )
    return site


def written(page: ClassPage, site: str = "") -> str:
    """Return the page as HTML. Its links lead to figures on the ``site`` of the course; without
    one, the page gives the notebook and the heading.
    """
    n = page.students
    parts = []
    if (works := n if page.hand_ins is None else page.hand_ins) < LEAST:
        what = "student" if works == n else "hand-in"
        who = f"1 {what} has" if works == 1 else f"{works} {what}s have"
        parts.append(
            f"<p>Only {who} a grade in this set. This page shows nothing before there are {LEAST}, "
            f"because anybody could be recognised among fewer.</p>"
        )
    else:
        parts += [
            _intro(page),
            *_lecture(page, site),
            *_list(page, site),
            *_curves(page),
            *_guesses(page),
            *_tallies(page),
            *_left_out(page),
        ]
    return paper(f"{page.title}: what the class has shown", STYLE, "\n".join(parts))


def _intro(page: ClassPage) -> str:
    small = ""
    if page.students < SMALL:
        small = (
            f" With fewer than {SMALL} students, a difference of one or two students means little."
        )
    return (
        f"<p>This page counts the graded work of {page.students} students. A student counts once "
        f"for a misconception, even if several tests found it. Nobody is named.{small}</p>"
    )


def _lecture(page: ClassPage, site: str) -> Iterator[str]:
    """The most frequent misconceptions, with what to say and what to show."""
    yield "<h2>For the next lecture</h2>"
    if not page.misconceptions:
        yield (
            "<p>No misconception that a test names was found in the work of two students or "
            "more.</p>"
        )
        return
    yield "<ol class='cards'>"
    for each in page.misconceptions[:CARDS]:
        say = "<p>The test names this mistake, but has no sentence on what is right.</p>"
        if each.say:
            say = f"<p class='say'>{html.escape(each.say)}</p>"
        yield (
            f"<li><p class='about'>{_problem(page, each.problem)}</p>"
            f"<h3>{html.escape(each.name)}</h3>"
            f"<p>{each.students} of {page.students} students.</p>{say}"
            f"<p>{_shown(each.figure, site)}</p></li>"
        )
    yield "</ol>"


def _problem(page: ClassPage, problem: str) -> str:
    title = page.titles.get(problem, "")
    return html.escape(f"Problem {problem} · {title}" if title else problem)


def _shown(figure: Figure | None, site: str, short: bool = False) -> str:
    """What to show: a link, or where to find it."""
    if figure is None:
        return "" if short else "No section of the course names the objective of this problem."
    words = html.escape(figure.words)
    if site:
        link = f"<a href='{html.escape(figure.address(site))}'>{words}</a>"
        return link if short else f"Show {link}."
    place = html.escape(f"{figure.path}, “{figure.section}”")
    return words if short else f"Show {words}: {place}."


def _list(page: ClassPage, site: str) -> Iterator[str]:
    """All misconceptions by frequency."""
    if page.misconceptions:
        yield "<h2>Misconceptions by frequency</h2>"
        yield "<table class='bars'><thead><tr><th>problem</th><th>misconception</th>"
        yield f"<th>of {page.students}</th><td></td><th>shown in</th></tr></thead><tbody>"
        for each in page.misconceptions:
            yield (
                f"<tr><td>{html.escape(each.problem)}</td><th scope='row'>"
                f"{html.escape(each.name)}</th><td class='count'>{each.students}</td>"
                f"<td>{bar(each.students, page.students)}</td>"
                f"<td>{_shown(each.figure, site, short=True)}</td></tr>"
            )
        yield "</tbody></table>"
    if page.alone:
        more = "1 more misconception was" if page.alone == 1 else f"{page.alone} more were each"
        are = "is" if page.alone == 1 else "are"
        yield f"<p>{more} found in the work of one student only and {are} not listed.</p>"


def _curves(page: ClassPage) -> Iterator[str]:
    """The wrong curves over the right ones."""
    if not page.panels:
        return
    yield "<h2>Wrong curves over the right one</h2>"
    yield (
        f"<p>The solid line is right; the dashed line is what students computed. Each dashed curve "
        f"was given by at least {ALIKE} students.</p><div class='panels'>"
    )
    for panel in page.panels:
        name = said(panel.met.hint)[0] if panel.met.hint else "A mistake that no hint names."
        count = len(panel.met.students)
        yield (
            f"<figure><p class='up'>{html.escape(panel.right.up)}</p>{picture(panel)}"
            f"<figcaption><strong>{_problem(page, panel.met.problem)}.</strong> "
            f"{html.escape(name)} This was the first mistake of {count} of {page.students} "
            f"students in this problem.</figcaption></figure>"
        )
    yield "</div>"


def _guesses(page: ClassPage) -> Iterator[str]:
    """What those predicted who handed in their guesses."""
    if page.guessed is None:
        return
    yield "<h2>Predictions, and what was found</h2>"
    yield (
        f"<p>{many(page.guessed.students, 'student')} handed in guesses with this set. The dark "
        f"bar is where the result lies.</p>"
        f"<div class='guesses'>{guesses.sections(page.guessed, 'h3')}</div>"
    )


def _tallies(page: ClassPage) -> Iterator[str]:
    """Each problem in numbers."""
    yield "<h2>Problem by problem</h2>"
    yield (
        f"<table><caption>Numbers of students, of {page.students}</caption><thead><tr>"
        f"<th>problem</th><th>all tests pass</th><th>a mistake that no hint names</th>"
        f"<th>not answered</th></tr></thead><tbody>"
    )
    for each in page.tallies:
        counts = "".join(
            f"<td class='count'>{count}</td>"
            for count in (each.right, each.unnamed, each.unanswered)
        )
        yield f"<tr><th scope='row'>{_problem(page, each.problem)}</th>{counts}</tr>"
    yield "</tbody></table>"


def _left_out(page: ClassPage) -> Iterator[str]:
    yield "<h2>What this page leaves out</h2><ul>"
    yield from (f"<li>{html.escape(note)}</li>" for note in page.notes)
    yield "</ul>"


STYLE = """:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #595959;
  --line: #d5d5d5;
  --right: #0072b2; --wrong: #b34a00; --ground: #ececec; --card: #f4f7fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f0f0; --paper: #16181b; --soft: #b4b4b4;
  --line: #3c4046;
  --right: #6cb8ea; --wrong: #ffa45c; --ground: #2a2d32; --card: #20242a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 2rem 4rem; color: var(--ink);
  background: var(--paper);
  font: 1.15rem/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 2.2rem; line-height: 1.2; }
h2 { margin: 2.6rem 0 .6rem; font-size: 1.6rem; }
h3 { margin: .2rem 0; font-size: 1.25rem; line-height: 1.35; }
p { margin: .4rem 0; max-width: 62rem; }
a { color: var(--right); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
  gap: 1rem; margin: 0; padding: 0;
  list-style: none; }
.cards li { padding: 1rem 1.2rem; border-left: .4rem solid var(--wrong); background: var(--card); }
.about, .up { color: var(--soft); font-size: 1rem; }
.say { font-size: 1.25rem; }
table { border-collapse: collapse; }
caption { text-align: left; color: var(--soft); }
th, td { padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
thead th { color: var(--soft); font-size: 1rem; font-weight: normal; }
tbody th { font-weight: normal; }
.count { text-align: right; font-variant-numeric: tabular-nums; }
.bars tbody th { width: 45%; }
.bar { display: block; width: min(16rem, 20vw); height: 1.1rem; margin-top: .3rem;
  fill: var(--wrong); }
.bar .ground { fill: var(--ground); }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
  gap: 1.5rem 2rem; }
figure { margin: 0; break-inside: avoid; }
.curves { display: block; width: 100%; }
.curves text { fill: var(--ink); font: 15px system-ui, sans-serif; }
.curves .grid { stroke: var(--line); stroke-width: 1; fill: none; }
.curves .right { stroke: var(--right); stroke-width: 3.5; fill: none; }
.curves .wrong { stroke: var(--wrong); stroke-width: 3; stroke-dasharray: 8 5; fill: none; }
.guesses { columns: 32rem; column-gap: 2.5rem; }
.guesses h3 { margin-top: 1rem; break-after: avoid; }
.guesses table { margin-bottom: 1rem; break-inside: avoid; }
.guesses svg { display: block; width: min(15rem, 22vw); height: 1rem; margin-top: .3rem;
  fill: var(--soft); opacity: .55; }
.guesses .right th { font-weight: bold; }
.guesses .right svg { fill: var(--right); opacity: 1; }
@media (max-width: 45rem) { body { padding: 1rem; font-size: 1rem; } th, td { padding-right: .5rem;
  }
  .bars tr > :nth-child(4) { display: none; } .guesses svg { width: 15vw; } }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #444; --line: #bbb;
  --right: #0072b2; --wrong: #b34a00;
  --ground: #eee; --card: #fff; } body { font-size: 11pt; padding: 0; max-width: none;
  } h2 { break-after: avoid; }
  tr, .cards li { break-inside: avoid; } .bar, .curves { print-color-adjust: exact; } }
"""
