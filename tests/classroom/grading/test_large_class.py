"""Formgrader's lists, the table of grades and the gradebook's indices, for a class of any size."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader import api
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import event, inspect
from sqlalchemy.engine import Engine
from traitlets.config import Config

from neurolib.classroom.grading import formgrader
from neurolib.classroom.grading.gradebook import INDICES, prepare
from neurolib.classroom.reports.export import Export
from tests.classroom.formgrader_pages import fill


@pytest.fixture(autouse=True)
def alembic(gradebooks_in_no_time: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PATH, where ``secure`` puts it."""
    tools = Path(sys.executable).parent
    monkeypatch.setenv("PATH", os.pathsep.join([str(tools), os.environ["PATH"]]))


@pytest.fixture
def adapted() -> Iterator[None]:
    """Formgrader's pages by the settings of this course; in the other tests they are stock."""
    kept = [
        (where, name, getattr(where, name))
        for where, name in (
            (api.Gradebook, "notebook_submission_dicts"),
            (api.Gradebook, "notebook_submissions"),
            (NbGraderAPI, "get_student_submissions"),
        )
    ]
    formgrader.adapt()
    yield
    for where, name, value in kept:
        setattr(where, name, value)


def stock() -> Any:
    """nbgrader's own gradebook, as nobody has adapted it."""
    spec = importlib.util.find_spec("nbgrader.api")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Gradebook


def sorted_by_id(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["id"]))


def test_the_list_of_hand_ins_to_mark_is_nbgraders_own(tmp_path: Path) -> None:
    """Two sets of seven students: points by tests, by persons, for tasks, and extra credit; failed
    tests; texts that wait; one who is flagged and one of whom nothing is in the gradebook.
    """
    address = f"sqlite:///{tmp_path}/gradebook.db"
    fill(tmp_path, address, 7, 2)
    with api.Gradebook(address, "pages") as book:
        book.find_submission_notebook("ps2", "ps2", "student-0003").flagged = True
        book.remove_submission("ps2", "student-0004")
        for grade in book.find_submission_notebook("ps2", "ps2", "student-0005").grades:
            grade.auto_score, grade.needs_manual_grade = grade.max_score, False
        book.add_assignment("empty")
        book.add_notebook("empty", "empty")
        book.db.commit()
        ours = [sorted_by_id(formgrader.hand_ins(book, name, name)) for name in ("ps2", "empty")]
    with stock()(address, "pages") as book:
        theirs = [
            sorted_by_id(book.notebook_submission_dicts(name, name)) for name in ("ps2", "empty")
        ]
    assert ours == theirs and [len(each) for each in ours] == [6, 0]
    for name in "needs_manual_grade", "failed_tests", "flagged", "task_score", "written_score":
        assert len({row[name] for row in ours[0]}) > 1, f"{name} is tried"


@pytest.mark.usefixtures("adapted")
def test_the_page_of_a_student_looks_through_the_class_once_not_once_for_each_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, asked = opened(tmp_path, 3, 4), list[None]()
    real = NbGraderAPI.get_students
    monkeypatch.setattr(
        NbGraderAPI, "get_students", lambda pages: (asked.append(None), real(pages))[1]
    )
    found = pages.get_student_submissions("student-0001")
    assert [(each["name"], each["autograded"]) for each in found] == [
        (f"ps{number}", True) for number in (1, 2, 3, 4)
    ]
    assert len(asked) == 1


def opened(root: Path, students: int, sets: int) -> NbGraderAPI:
    """What a page of Formgrader asks, in a course that is graded."""
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(root), "pages"
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.db_url = address = f"sqlite:///{root}/gradebook.db"
    fill(root, address, students, sets)
    return NbGraderAPI(CourseDirectory(config=config))


@pytest.mark.usefixtures("adapted")
def test_a_page_asks_the_database_as_often_for_many_students_as_for_two(tmp_path: Path) -> None:
    asked = []
    for students in 2, 20:
        root = tmp_path / str(students)
        root.mkdir()
        pages = opened(root, students, 1)
        count = [0]

        def counted(*_: Any, count: list[int] = count) -> None:
            count[0] += 1

        event.listen(Engine, "before_cursor_execute", counted)
        try:
            assert len(pages.get_notebook_submissions("ps1", "ps1")) == students
            assert len(pages.get_submissions("ps1")) == students
            assert len(pages.get_students()) == students
        finally:
            event.remove(Engine, "before_cursor_execute", counted)
        asked.append(count[0])
    assert asked[0] == asked[1]


def test_next_incorrect_leads_to_whoever_failed_a_test(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/gradebook.db"
    fill(tmp_path, address, 6, 1)
    with api.Gradebook(address, "pages") as book:
        copies = sorted(book.notebook_submissions("ps1", "ps1"), key=lambda each: str(each.id))
        for right in copies[:3]:
            for grade in right.grades:
                grade.auto_score = 1
        book.db.commit()

        class Page:
            gradebook = book

            def _get_submission_ids(self, *_: str) -> list[str]:
                return [str(each.id) for each in copies[:-1]]  # the last has no file

        found = formgrader._incorrect(Page(), "ps1", "ps1", copies[1])
    assert found == [copies[1].id, copies[3].id, copies[4].id]


def test_to_find_the_grades_of_one_student_no_table_is_read_as_a_whole(tmp_path: Path) -> None:
    with api.Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "pages") as book:
        for _ in 1, 2:  # a second run finds them there
            prepare(book)
        for table, column in INDICES.items():
            found = [index["column_names"] for index in inspect(book.engine).get_indexes(table)]
            assert [column] in found


def test_students_without_a_name_stand_in_the_table_by_their_logins(tmp_path: Path) -> None:
    """Of some that have the same name, or none, each database has an order of its own."""
    with api.Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "pages") as book:
        book.add_assignment("ps1")
        for name in "cai", "ada", "ben":
            book.add_student(name)
        book.add_student("dan", last_name="Amati")
        table = Export()
        table.to = str(tmp_path / "grades.csv")
        table.export(book)
    lines = (tmp_path / "grades.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[3] for line in lines] == ["ada", "ben", "cai", "dan"]
