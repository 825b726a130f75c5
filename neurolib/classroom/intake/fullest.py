"""How much a hand-in answers, so that an empty notebook that is handed in last replaces no finished
one without a word.

The last hand-in counts. Where it answers less than an earlier one of the same student, the earlier
one stays in ``submitted/.earlier/STUDENT/SET``, the report names both, and :func:`prefer` lets the
earlier one count.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.coursedir import CourseDirectory

from ..course import ClassroomError, Course
from ..grading.groups import groups
from ..grading.validation import names_of_notebooks
from .align import Handout, answered, handout
from .files import COLLECTED, File, Skipped, list_files, put
from .hand_in import collected, earlier, formatted_time, parsed_time
from .intake import choose
from .limited_process import Refused, run_limited


def count(files: list[File], handouts: dict[str, Handout]) -> int:
    """Return how many questions are answered by the notebooks among some files; 0 where none of
    them is one of the handouts.
    """
    try:
        chosen = choose(files, handouts, [], Skipped())
    except Refused:
        return 0
    return sum(answered(nb.cells, handouts[name]) for name, (_, nb) in chosen.items())


def lay(course: Course, assignment: str, student: str, new: Path, about: dict[str, Any]) -> str:
    """Move the files of a hand-in into ``submitted/``; return a sentence if it answers less than
    one before it.
    """
    target = course.folder("submitted") / student / assignment
    directory = CourseDirectory(config=course.config)
    names = names_of_notebooks(directory, assignment)
    handouts = {name: handout(directory, course.config, assignment, name) for name in names}
    now = run_limited(lambda: count(list_files(new, Skipped()), handouts)) if handouts else 0
    (new / COLLECTED).write_text(json.dumps(about | {"answers": now}), encoding="utf-8")
    before = earlier(target)
    last, most = _answers(target), _answers(before)
    if last > max(now, most):
        shutil.rmtree(before, ignore_errors=True)
        before.parent.mkdir(parents=True, exist_ok=True)
        os.rename(target, before)
    with tempfile.TemporaryDirectory(prefix=".collecting-", dir=target.parent) as beside:
        put(new, target, Path(beside, "old"))
    if now >= max(last, most):
        shutil.rmtree(before, ignore_errors=True)
        return ""
    return (
        f"What was handed in last answers {now} questions, and an earlier hand-in answers "
        f"{max(last, most)}"
    )


def _answers(folder: Path) -> int:
    """Return how many questions were answered in a hand-in when it was collected."""
    return int(collected(folder).get("answers", 0))


def prefer(course: Course, assignment: str, student: str) -> str:
    """Let that hand-in of a student count which answers most, for the student's group too; return a
    sentence.

    A later hand-in, or a later download, counts again as the last.
    """
    course.known(assignment)
    target = course.folder("submitted") / student / assignment
    before = earlier(target)
    if not collected(target):
        raise ClassroomError(f"No hand-in of {student} for {assignment} has been collected.")
    if _answers(before) > _answers(target):
        with tempfile.TemporaryDirectory(prefix=".collecting-", dir=target.parent) as beside:
            os.rename(target, Path(beside, "last"))
            os.rename(before, target)
            os.rename(Path(beside, "last"), before)
    teams = [members for members in groups(course, assignment).values() if student in members] or [
        [student]
    ]
    folders = [course.folder("submitted") / member / assignment for member in teams[0]]
    times = [about["time"] for folder in [*folders, before] if (about := collected(folder))]
    last = max(map(parsed_time, times)) + datetime.timedelta(microseconds=1)
    about = collected(target) | {"time": formatted_time(last)}
    (target / COLLECTED).write_text(json.dumps(about), encoding="utf-8")
    return (
        f"{student}: the hand-in with {_answers(target)} answers counts, until a later one "
        f"is collected."
    )


def warning(released: Path, folder: Path, before: Iterable[Path]) -> str:
    """Return a sentence where a student is about to hand in nothing, or less than before;
    ``released`` is the set as handed out.

    ``before`` are earlier hand-ins: folders, or files that were packed.
    """
    with contextlib.suppress(OSError, ValueError, Refused):
        handouts = {
            path.stem: Handout.of(nbformat.read(path, as_version=4))
            for path in released.glob("*.ipynb")
        }
        most = max((count(_files(path), handouts) for path in before), default=0)
        now = count(_files(folder), handouts)
        of = sum(len(each.answers) for each in handouts.values())
        if now < most:
            less = (
                f"Warning: this answers {now} of {of} questions, and an earlier hand-in of "
                f"yours answers {most}."
            )
            return f"{less} The last hand-in counts."
        if of and not now:
            return f"Warning: this answers none of {of} questions."
        for name, (file, _) in choose(_files(folder), handouts, [], Skipped()).items():
            if file.name != f"{name}.ipynb" and (folder / f"{name}.ipynb").is_file():
                instead = (
                    f"Warning: {name}.ipynb answers nothing, so {file.name} will be graded "
                    f"in its place."
                )
                return (
                    f"{instead} If it is not to count, move it out of this folder and hand "
                    f"in again."
                )
    return ""


def _files(path: Path) -> list[File]:
    if path.is_dir():
        return list_files(path, Skipped())
    return [File(path, path.name, path.stat().st_size, path.stat().st_mtime)]
