"""Parts that a person marks: find those that wait, and read points and comments from a table in
place of many clicks.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Grade, Gradebook, SubmittedAssignment, SubmittedNotebook, TaskCell

from ..course import ClassroomError, Course
from ..reports.paper import many
from .late import Penalties, rows

COLUMNS = "student", "part", "points", "comment"
FOR_READING = "most", "text"  # further columns of the table that is written
LONGEST = 30_000  # characters of a text in the table; the cell of a spreadsheet takes 32,767
CHANGED = "changed"  # in a graded notebook's metadata: texts that changed after they were marked
# with all that NFKC makes such a sign
BEGINS = re.compile(r"(^|[\r\n;\t|])(?=[^\S\r\n]*[=+\-@⁺⁼₊₌⩵⩶﬩﹢﹣﹦﹫＋－＝＠])")
HARMLESS = re.compile(BEGINS.pattern.replace("(?=", "'(?="))


@dataclass(frozen=True)
class Part:
    """A text of a student that a person marks; ``points`` is None until somebody has."""

    student: str
    notebook: str
    part: str
    points: float | None
    most: float
    comment: str


def is_waiting(grade: Any) -> bool:
    """Return whether a person has to give a grade of the gradebook its points, and has not yet."""
    return grade.auto_score is None and grade.manual_score is None and by_person(grade)


def by_person(grade: Any) -> bool:
    """Return whether a grade is that of an answer or a task; all others are those of tests."""
    notebook = grade.notebook.notebook
    return isinstance(grade.cell, TaskCell) or any(
        cell.name == grade.name for cell in notebook.solution_cells
    )


def parts(gradebook: Gradebook, assignment: str) -> Iterator[Part]:
    """Yield every part of the submissions of an assignment that a person marks, student by
    student.
    """
    for submission in sorted(
        gradebook.assignment_submissions(assignment), key=lambda each: each.student_id
    ):
        for notebook in submission.notebooks:
            comments = {comment.name: comment.manual_comment or "" for comment in notebook.comments}
            for grade in notebook.grades:
                # also of a text that was marked, and that the student has emptied since
                counts = grade.auto_score is None or grade.manual_score is not None
                if counts and by_person(grade):
                    yield Part(
                        submission.student_id,
                        notebook.name,
                        grade.name,
                        grade.manual_score,
                        grade.max_score,
                        comments.get(grade.name, ""),
                    )


def note_changed(
    before: Path, after: Path, marks: Mapping[tuple[str, str], bool]
) -> set[tuple[str, str]]:
    """Note in the graded notebooks below ``after`` which texts are not those that a person marked,
    in the notebooks below ``before``; return those whose notebook is gone, until they are marked.

    ``marks`` has, by notebook and part, each text with points of a person, and whether these are of
    the text below ``before``; otherwise that one was noted already, or is as it was marked.
    """
    then, there = ({path.stem for path in each.glob("*.ipynb")} for each in (before, after))
    for name in {notebook for notebook, _ in marks} & then & there:
        paths = before / f"{name}.ipynb", after / f"{name}.ipynb"
        old, new = (nbformat.read(path, as_version=4) for path in paths)
        was, now, known = _sources(old), _sources(new), _noted(old)
        changed = [
            part
            for (notebook, part), seen in marks.items()
            if notebook == name and (was.get(part) != now.get(part) or (part in known and not seen))
        ]
        if changed:
            new.metadata.setdefault("neurolib", {})[CHANGED] = changed
            nbformat.write(new, paths[1])
    return {mark for mark in marks if mark[0] not in there and (mark[0] in then or not marks[mark])}


def marks(submission: Any) -> dict[tuple[str, str], bool]:
    """Return what :func:`note_changed` needs of a submission, before it is graded again: then
    nbgrader flags everything that has points of a person.
    """
    return {
        (notebook.name, grade.name): not grade.needs_manual_grade
        for notebook in submission.notebooks
        for grade in notebook.grades
        if grade.manual_score is not None and by_person(grade)
    }


def doubts(submission: Any, folder: Path) -> list[str]:
    """Return a sentence for each text of a submission, graded in ``folder``, whose points a person
    should look at: it changed after it was marked, or is worth less now.
    """
    found, unseen = list[str](), [name for name, seen in marks(submission).items() if not seen]
    for notebook in submission.notebooks:
        names = {part for book, part in unseen if book == notebook.name}
        path = folder / f"{notebook.name}.ipynb"
        seen = names and path.is_file()
        changed = _noted(nbformat.read(path, as_version=4)) if seen else names
        for grade in (grade for grade in notebook.grades if grade.name in names):
            if grade.name in changed:
                found.append(
                    f"{grade.name} has changed since it was marked: its {grade.manual_score:g} "
                    f"points are those of the earlier text"
                )
            if grade.manual_score > grade.max_score:
                found.append(
                    f"{grade.name} was given {grade.manual_score:g} points and is worth "
                    f"{grade.max_score:g} now"
                )
    return found


def in_doubt(course: Course, assignments: list[str]) -> list[str]:
    """Return a sentence on each student of some assignments whose marks a person should look at."""
    found = []
    with Gradebook(course.database, course.id) as gradebook:
        unseen = Grade.manual_score.isnot(None) & Grade.needs_manual_grade
        submissions = gradebook.db.query(SubmittedAssignment).join(SubmittedNotebook).join(Grade)
        for submission in submissions.filter(unseen).distinct():
            name, who = submission.assignment.name, submission.student_id
            if name in assignments:
                given = doubts(submission, course.folder("autograded") / who / name)
                found += [f"{name}, {who}: {sentence}. Mark it again" for sentence in given]
    return sorted(found)


def _noted(nb: nbformat.NotebookNode) -> set[str]:
    return set(nb.metadata.get("neurolib", {}).get(CHANGED, []))


def waiting(course: Course, assignments: list[str]) -> dict[str, list[Part]]:
    """Return assignment → the parts that nobody has marked yet, of those assignments that have
    some.
    """
    with Gradebook(course.database, course.id) as gradebook:
        found = {
            name: [part for part in parts(gradebook, name) if part.points is None]
            for name in assignments
        }
    return {name: unmarked for name, unmarked in found.items() if unmarked}


def told(assignment: str, unmarked: list[Part]) -> str:
    """Return a sentence on the parts of an assignment that nobody has marked yet."""
    students = many(len({part.student for part in unmarked}), "student")
    points = sum(part.most for part in unmarked)
    return (
        f"{assignment}: {many(len(unmarked), 'text')} of {students}, {points:g} points in all, "
        f"wait for a person. Mark them in Formgrader (Manual Grading), or write a table of them "
        f"with neurolib mark {assignment} --write marks.csv"
    )


def write_table(course: Course, assignment: str, file: Path) -> int:
    """Write a table of all parts that a person marks, those that wait first, with the students'
    texts; return how many wait.

    A table that is there already may hold marks, so it is never written over.
    """
    course.known(assignment)
    if file.exists():
        raise ClassroomError(
            f"{file} is there already, perhaps with points in it. To take these, run "
            f"neurolib mark {assignment} {file}; "
            f"then write the new table under another name."
        )
    with Gradebook(course.database, course.id) as gradebook:
        found = sorted(parts(gradebook, assignment), key=lambda part: part.points is not None)
    texts = {
        (part.student, part.notebook): _texts(course, assignment, part.student, part.notebook)
        for part in found
    }
    # spreadsheets know UTF-8 by its mark
    with open(file, "x", newline="", encoding="utf-8-sig", errors="replace") as table:
        writer = csv.writer(table)
        writer.writerow([*COLUMNS, *FOR_READING])
        for part in found:
            points = "" if part.points is None else f"{part.points:g}"
            text = harmless(texts[part.student, part.notebook].get(part.part, ""))
            if len(text) > LONGEST:
                text = (
                    f"{text[:LONGEST]} … [It is longer: see "
                    f"autograded/{part.student}/{assignment}/{part.notebook}.ipynb]"
                )
            who, comment = harmless(part.student), harmless(part.comment)
            writer.writerow([who, part.part, points, comment, f"{part.most:g}", text])
    return sum(part.points is None for part in found)


def _texts(course: Course, assignment: str, student: str, notebook: str) -> dict[str, str]:
    """Return the source of each cell of a graded notebook that nbgrader knows."""
    path = course.folder("autograded") / student / assignment / f"{notebook}.ipynb"
    try:
        return _sources(nbformat.read(path, as_version=4))
    except (OSError, ValueError):
        return {}


def _sources(nb: nbformat.NotebookNode) -> dict[str, str]:
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nb.cells
        if "nbgrader" in cell.metadata
    }


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, wherever it may begin a cell: signs
    that stand there get an apostrophe.
    """
    return BEGINS.sub(r"\1'", text)


def mark(course: Course, assignment: str, file: Path) -> int:
    """Give the points and comments of a table to parts that a person marks; return how many points
    it gave.

    Each line names a student and a part, by its number (``L4.4``) or its ID (``L4-4-review``). A
    line without points changes nothing. If any line is wrong, nothing is written.
    """
    course.known(assignment)
    if not file.is_file():
        raise ClassroomError(
            f"There is no table {file}. To write one, run neurolib mark {assignment} --write {file}"
        )
    penalties = Penalties(course)
    with Gradebook(course.database, course.id) as gradebook:
        known = {(part.student, part.part): part for part in parts(gradebook, assignment)}
        given = dict[tuple[str, str], tuple[float, str, bool]]()
        names = {harmless(student): student for student, _ in known}
        for number, row in enumerate(rows(file, *COLUMNS, optional=("text",), empty=True), 2):
            if row["points"]:
                where = f"Line {number} of {file.name}"
                row["student"] = names.get(row["student"], row["student"])
                part = _part(known, row, where)
                if (part.student, part.part) in given:
                    raise ClassroomError(
                        f"{where} marks {part.part} of {part.student} a second time."
                    )
                points = _number(row["points"], part, where)
                older = _is_older(course, assignment, part, row["text"])
                if older and part.points != points:
                    raise ClassroomError(
                        f"{where}: {part.part} of {part.student} has changed since this table was "
                        f"written. Read it again, in Formgrader or in a new table, and delete this "
                        f"line's text."
                    )
                given[part.student, part.part] = points, HARMLESS.sub(r"\1", row["comment"]), older
        for key, (points, comment, older) in given.items():
            part = known[key]
            grade = gradebook.find_grade(part.part, part.notebook, assignment, part.student)
            grade.manual_score = points
            # points of before, in a table of before: nobody has read the text that is there now
            grade.needs_manual_grade = grade.needs_manual_grade and older
            if comment:
                gradebook.find_comment(
                    part.part, part.notebook, assignment, part.student
                ).manual_comment = comment
        gradebook.db.commit()
        for student in sorted({student for student, _ in given}):
            penalties.write(gradebook, student)
        gradebook.db.commit()
    return len(given)


def _is_older(course: Course, assignment: str, part: Part, text: str) -> bool:
    """Return whether the text that a line of the table shows is not the one that would get the
    points: it was handed in again since. Only letters and digits count, which spreadsheets leave
    alone.
    """
    now = _texts(course, assignment, part.student, part.notebook).get(part.part, "")
    said, is_now = (re.sub(r"[\W_]", "", each) for each in (text, now))
    return bool(said) and len(now) <= LONGEST and said != is_now


def _part(known: dict[tuple[str, str], Part], row: dict[str, str], where: str) -> Part:
    """Return the part that a line of the table names, or refuse the line."""
    student, name = row["student"], row["part"]
    students = sorted({who for who, _ in known})
    if student not in students:
        raise ClassroomError(
            f"{where} names the student {student!r}, who has no text to mark; there are "
            f"{', '.join(students) or 'none'}."
        )
    parts = [part for (who, _), part in known.items() if who == student]
    found = [
        part
        for part in parts
        if part.part == name or part.part.startswith(f"{name.replace('.', '-')}-")
    ]
    if len(found) != 1:
        names = ", ".join(part.part for part in parts)
        raise ClassroomError(
            f"{where} names the part {name!r} of {student}; a person marks {names}."
        )
    return found[0]


def _number(text: str, part: Part, where: str) -> float:
    """Return the points of a line, or refuse the line."""
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = math.nan
    if not 0 <= points <= part.most:
        raise ClassroomError(
            f"{where} gives {part.student} {text!r} points for {part.part}; expected a "
            f"number from 0 to {part.most:g}."
        )
    return points
