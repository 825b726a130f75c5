"""What a teacher sees and sets for a whole class: misconceptions, look-alikes, tables, more time,
late days, groups; and a student's overview.
"""

from __future__ import annotations

import ast
import codecs
import csv
import datetime
import os
import re
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.grading.gradebook import with_timeout
from neurolib.classroom.grading.groups import groups
from neurolib.classroom.grading.late import DAY, LateDays, announce, told
from neurolib.classroom.reports import misconceptions, similarity
from neurolib.classroom.reports.export import Export, export
from neurolib.classroom.reports.misconceptions import BLANK, OTHER, Met, _texts, survey
from neurolib.classroom.reports.outcomes import Outcome
from neurolib.classroom.reports.report import Report
from neurolib.classroom.reports.similarity import Alike, similar

DOUBLED = "def square(x):\n    return 2*x"
LONG = """def cube(x):
    total = 0
    for step in range(3):
        if step == 0:
            total = x
        elif step > 0:
            total = total * x
    kept = [total, total + 1, total - 1]
    return kept[0] if kept[1] > kept[2] else kept[1]
"""
SAME = (
    LONG.replace("total", "summe").replace("step", "schritt").replace("kept", "liste")
    + "    # my own work\n"
)
OWN = (
    "def cube(x):\n    square = x * x\n    values = {key: key * square for key in (x,)}\n   "
    " assert len(values) == 1\n    return values[x]\n"
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the course below lies once it is graded."""
    return tmp_path_factory.mktemp("graded") / "course"


@pytest.fixture
def graded(tiny_course: Any, kept: Path) -> Any:
    """The small course with five graded students: one right, two who doubled, one with another
    mistake, one who answered nothing.

    They are graded once; each test has a copy.
    """
    from neurolib.classroom.grading.grade import grade

    if kept.exists():
        shutil.copytree(kept, tiny_course.root, dirs_exist_ok=True)
        return tiny_course
    tiny_course.release()
    tiny_course.submitted("ada", **tiny_course.right)
    tiny_course.submitted("ben", square=DOUBLED, cube=LONG)
    tiny_course.submitted("cleo", square=DOUBLED, cube=SAME)
    tiny_course.submitted("dan", square="def square(x):\n    return x + 1", cube=OWN)
    tiny_course.submitted("eve")
    grade(Course.at(tiny_course.root), tiny_course.name)
    shutil.copytree(tiny_course.root, kept)
    return tiny_course


def test_each_misconception_is_counted_once_for_a_student(
    graded: Any, neurolib: Any, tmp_path: Path
) -> None:
    reports, met = survey(Course.at(graded.root), graded.name)
    assert len(reports) == 5
    by = {(each.problem, each.sentence): each.students for each in met}
    doubled = [students for (_, sentence), students in by.items() if "doubled" in sentence]
    assert doubled and all(students == ("ben", "cleo") for students in doubled)
    assert {
        student
        for (_, sentence), students in by.items()
        if sentence == OTHER
        for student in students
    } == {"dan"}
    assert {
        student
        for (_, sentence), students in by.items()
        if sentence == BLANK
        for student in students
    } == {"eve"}
    for problem in {each.problem for each in met}:
        unnamed = [each.sentence in (OTHER, BLANK) for each in met if each.problem == problem]
        assert unnamed == sorted(unnamed), "what no hint names comes last"
    code, text = neurolib(
        "report", graded.name, "--course", graded.root, "--json", tmp_path / "met.json"
    )
    assert code == 0 and "40 %" in text and "5 submissions of ps0-tiny are graded." in text
    assert "ben" not in text and "ben" in (tmp_path / "met.json").read_text(encoding="utf-8")


def test_a_survey_goes_by_problems_and_what_most_students_met_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hint with a number filled in is the same as long as its words are; what no hint names comes
    after those that one names.
    """
    often, rare = (
        "You doubled instead of squaring.",
        "The factor one half is missing: the energy is E",
    )
    source = f'check(wrong={{"{often}": 1}})\nassert x, f"{rare} = {{x}}."'
    test = new_code_cell(
        source,
        metadata={
            "nbgrader": {
                "grade_id": "t",
                "schema_version": 3,
                "grade": True,
                "solution": False,
                "locked": True,
            }
        },
    )
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    nbformat.write(new_notebook(cells=[test]), tmp_path / "source" / "ps1" / "ps1.ipynb")
    blank, other = "This problem is not answered yet.", "NameError: name 'q' is not defined"
    said = {
        "ada": {"1.2 · visible test": rare + " = 3.", "1.10 · hidden test": often, "end": other},
        "ben": {
            "1.2 · visible test": often,
            "1.2 · hidden test": often,
            "1.10 · hidden test": blank,
        },
        "cleo": {"1.2 · visible test": often, "1.10 · hidden test": blank},
        "dan": {"1.2 · visible test": other, "1.10 · hidden test": ""},
        "eve": {"1.2 · visible test": "You tripled instead of squaring."},
        "fay": {"1.2 · visible test": other},
    }
    reports = [
        Report(
            name, "ps1", {"ps1": [Outcome("t", title, 0, 2, text) for title, text in cells.items()]}
        )
        for name, cells in said.items()
    ]
    monkeypatch.setattr(misconceptions, "graded", lambda *_: reports)
    course: Any = SimpleNamespace(folder=lambda step: tmp_path / step)
    assert survey(course, "ps1") == (reports, [
        Met("end", OTHER, ("ada",)),
        Met("1.2", often, ("ben", "cleo")),
        Met("1.2", rare + " = 3.", ("ada",)),
        Met("1.2", OTHER, ("dan", "eve", "fay")),
        Met("1.10", often, ("ada",)),
        Met("1.10", BLANK, ("ben", "cleo")),
    ])  # fmt: skip


def test_a_hint_is_recognised_from_twenty_letters_on() -> None:
    """Of an assertion's message, and of a key after ``wrong=``; what a test fills in does not
    count.
    """
    long, short = "these letters are 20", "now only nineteen !"
    source = (
        f'assert x, "{long}"\nassert x, "{short}"\nassert x, '
        f'f"{long}{{x}}!"\ncheck(wrong={{"{long}": 1, "{short}": 2}})'
    )
    found = [texts for node in ast.walk(ast.parse(source)) for texts in _texts(node)]
    assert (len(long), len(short)) == (20, 19) and sorted(found) == [[long], [long], [long, "!"]]


def test_a_copy_with_other_names_is_found_and_the_short_answer_is_nobodys(
    graded: Any, neurolib: Any
) -> None:
    (pair,) = similar(Course.at(graded.root), graded.name)
    assert (pair.one, pair.other, pair.cell, pair.share) == ("ben", "cleo", "cube", 1.0)
    code, text = neurolib("similar", graded.name, "--course", graded.root)
    assert code == 0 and "100 %" in text and "ada" not in text


def test_an_answer_with_fifteen_pieces_of_its_own_is_compared_and_with_fourteen_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    course: Any = SimpleNamespace(folder=lambda step: tmp_path / step)
    monkeypatch.setattr(
        similarity, "graded", lambda *_: [SimpleNamespace(student=name) for name in ("ada", "ben")]
    )
    for n, found in (15, 1), (14, 0):
        monkeypatch.setattr(
            similarity,
            "_answers",
            lambda at, n=n: {"cube": set(map(str, range(n)))} if "autograded" in at.parts else {},
        )
        assert len(similar(course, "ps1")) == found


@pytest.fixture
def compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``compared(students, least, known)`` returns who is alike, of answers by cell by student, in
    a course of which only these are there.
    """

    def run(
        students: dict[str, dict[str, str]],
        least: float = 0.5,
        known: tuple[tuple[str, str], ...] = (),
    ) -> list[Alike]:
        for at, answers in [
            ("release", dict(known)),
            *((f"autograded/{name}", answers) for name, answers in students.items()),
        ]:
            cells = [new_markdown_cell("## Next")]
            for name, text in answers.items():
                meta = {
                    "grade_id": name,
                    "schema_version": 3,
                    "grade": False,
                    "solution": True,
                    "locked": False,
                    "task": False,
                }
                cells.append(
                    (new_markdown_cell if name.startswith("why") else new_code_cell)(
                        text, metadata={"nbgrader": meta}
                    )
                )
            (tmp_path / at / "ps1").mkdir(parents=True, exist_ok=True)
            nbformat.write(new_notebook(cells=cells), tmp_path / at / "ps1" / "ps1.ipynb")
        monkeypatch.setattr(
            similarity, "graded", lambda *_: [Report(name, "ps1") for name in students]
        )
        course: Any = SimpleNamespace(folder=lambda step: tmp_path / step)
        return similar(course, "ps1", least)

    return run


def words(*numbers: int) -> str:
    return " ".join(f"word{number}" for number in numbers)


@pytest.mark.parametrize(
    ("cell", "answer", "found"),
    [
        ("why", words(*range(20)), True),
        ("why", words(*range(19)), False),
        ("cube", ",".join(map(str, range(25))), True),  # and the tuple that they are
        ("cube", ",".join(map(str, range(24))), False),
    ],
    ids=["20 words", "19 words", "26 nodes", "25 nodes"],
)
def test_fifteen_pieces_are_so_many_words_or_nodes(
    compared: Any, cell: str, answer: str, found: bool
) -> None:
    assert (
        compared({"ada": {cell: answer}, "ben": {cell: answer}})
        == [Alike("ada", "ben", cell, 1.0)] * found
    )


TEXTS = f"say({', '.join(repr(str(number)) + f', {number}' for number in range(20))})"


@pytest.mark.parametrize(
    ("cell", "one", "other", "alike"),
    [
        ("cube", LONG, SAME, True),
        (
            "cube",
            LONG,
            LONG.replace("    total = 0", "    # as in the lecture\n\n    total = 0"),
            True,
        ),
        ("cube", LONG, LONG + "\nrest = (x", True),
        (
            "cube",
            LONG,
            re.sub(r" = (.*)", r" = ((\1))", LONG).replace("\n    ", "\n    pass\n    ", 1),
            True,
        ),
        ("cube", LONG + "\n" * 20_000, LONG + "\n# mine" * 9_000, True),
        # too long to be compared
        ("cube", LONG + "\nx = 1" * 9_000, LONG + "\nx = 1" * 9_000, False),
        ("say", TEXTS, TEXTS.replace("'", '"').replace('"1', '"one'), True),
        ("why", words(*range(20)), words(*range(20)).upper().replace(" ", ", "), True),
        ("cube", LONG, LONG.replace("0", "0.0").replace("1", "1.0").replace("3", "3.0"), False),
        ("cube", LONG, LONG.replace("if ", "while ").replace("else", "or"), False),
        ("cube", LONG, LONG.replace("=", "-"), False),
        ("why", words(*range(20)), words(*range(1, 21)), False),
    ],
    ids=[
        "names",
        "comments",
        "a broken end",
        "brackets and pass",
        "long comments",
        "too long",
        "texts",
        "letters and signs",
        "numbers",
        "keywords",
        "operators",
        "another word",
    ],
)
def test_what_makes_an_answer_another_one(
    compared: Any, cell: str, one: str, other: str, alike: bool
) -> None:
    assert (
        compared({"ada": {cell: one}, "ben": {cell: other}}, 1.0)
        == [Alike("ada", "ben", cell, 1.0)] * alike
    )


def test_the_least_share_is_enough_and_a_pair_is_named_once_with_its_most_alike_problem(
    compared: Any,
) -> None:
    # 16 pieces each, of which 8 are the same
    half = words(*range(21)), words(*range(13), *range(50, 58))
    most = words(*range(20)), words(*range(20), 21, 22)
    assert [
        pair.share for pair in compared({"ada": {"why": half[0]}, "ben": {"why": half[1]}})
    ] == [0.5]
    assert compared({"ada": {"why": half[0]}, "ben": {"why": half[1]}}, 0.51) == []
    for order in [("why", "why-not"), ("why-not", "why")]:
        one, other = (
            {name: {"why": half, "why-not": most}[name][k] for name in order} for k in (0, 1)
        )
        pair, next_pair = compared(
            {
                "ada": one,
                "ben": other,
                "cleo": {"why": words(*range(90, 111))},
                "dan": {"why": words(*range(91, 112))},
            }
        )
        assert pair == Alike("ada", "ben", "why-not", 1.0) and next_pair == Alike(
            "cleo", "dan", "why", 15 / 16
        )
    (pair,) = compared(
        {"ada": {"why": half[0], "why-not": half[0]}, "ben": {"why": half[1], "why-not": half[1]}}
    )
    assert pair.share == 0.5


def test_what_was_handed_out_and_what_more_than_a_quarter_wrote_is_nobodys(compared: Any) -> None:
    same, others = (
        {"why": words(*range(30))},
        {f"student{k}": {"why": words(*range(100 * k, 100 * k + 20))} for k in range(1, 10)},
    )
    assert (
        len(compared({"ada": same, "ben": same})) == 1
        and compared({"ada": same, "ben": same}, known=tuple(same.items())) == []
    )
    three = {"ada": same, "ben": same, "cleo": same}
    assert compared(three) == [], "all of three"
    assert len(compared(three | others)) == 3, "three of twelve"
    del others["student9"]
    assert compared(three | others) == [], "three of eleven"


def test_without_a_grade_there_is_nothing_to_survey(tiny_course: Any, neurolib: Any) -> None:
    tiny_course.release()
    for command in "report", "similar":
        code, text = neurolib(command, tiny_course.name, "--course", tiny_course.root)
        assert code == 3 and f"run: neurolib grade {tiny_course.name}" in text


@pytest.mark.parametrize("name", ["Mueller", "Müller"])
def test_a_table_has_a_byte_order_mark_where_a_spreadsheet_needs_it(
    gradebooks_in_no_time: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    from nbgrader.api import Gradebook

    tools = str(Path(sys.executable).parent)  # where alembic is
    monkeypatch.setenv("PATH", os.pathsep.join([tools, os.environ["PATH"]]))
    plugin = Export()
    plugin.to, plugin.assignment = str(tmp_path / "table"), []
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("ps1")
        gradebook.add_student("ada", last_name=name)
        plugin.export(gradebook)
    begun = codecs.BOM_UTF8 * (not name.isascii()) + b"assignment,"
    assert (tmp_path / "table").read_bytes().startswith(begun)
    assert name in (tmp_path / "table").read_text(encoding="utf-8-sig")


def test_tables_for_learning_management_systems(graded: Any, neurolib: Any, tmp_path: Path) -> None:
    course = Course.at(graded.root)
    lines = {}
    for form in "canvas", "moodle", "csv":
        assert export(course, form, tmp_path / form) == 5
        lines[form] = list(
            csv.reader((tmp_path / form).read_text(encoding="utf-8-sig").splitlines())
        )
    canvas, moodle, plain = lines["canvas"], lines["moodle"], lines["csv"]
    assert (
        canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", graded.name]
        and canvas[1][5] == "6.0"
    )
    assert (
        {row[3]: row[5] for row in canvas[2:]}["ada"]
        == {row[0]: row[4] for row in moodle[1:]}["ada"]
        == "6.0"
    )
    assert len(plain) == 6 and plain[0][0] == "assignment"
    code, text = neurolib(
        "export", tmp_path / "out.csv", "--format", "blackboard", "--course", graded.root
    )
    assert code == 3 and "expected csv, canvas, moodle" in text


def test_a_table_has_the_points_after_the_penalty_of_the_chosen_sets(
    tiny_course: Any, tmp_path: Path
) -> None:
    from nbgrader.api import Gradebook

    tiny_course.release()
    course, name = Course.at(tiny_course.root), tiny_course.name
    with Gradebook(course.database, course.id) as book:
        book.add_assignment("ps1-next")
        book.add_student("ada", first_name="Ada", last_name="Lovelace", email="ada@b")
        book.add_student("ben", first_name="Ben")
        book.add_student("cleo")
        for student, points, penalty in ("ada", 3, 1), ("ben", 1, 2):
            book.update_or_create_submission(name, student)
            notebook = book.find_submission_notebook(name, name, student)
            notebook.grades[0].manual_score, notebook.late_submission_penalty = points, penalty
        book.db.commit()
    for form, chosen, expected in [
        ("canvas", [name], [["Points Possible", "", "", "", "", "6.0"], ["cleo", "", "", "cleo", "", ""],
                            ["Ben", "", "", "ben", "", "0.0"], ["Lovelace, Ada", "", "", "ada", "", "2.0"]]),
        ("moodle", [name], [["cleo", "", "", "", ""], ["ben", "", "", "Ben", "0.0"], ["ada", "ada@b", "Lovelace", "Ada", "2.0"]]),
        ("moodle", [], [["cleo", "", "", "", "", ""], ["ben", "", "", "Ben", "0.0", ""], ["ada", "ada@b", "Lovelace", "Ada", "2.0", ""]]),
    ]:  # fmt: skip
        export(course, form, tmp_path / "table", chosen)
        assert (
            list(csv.reader((tmp_path / "table").read_text(encoding="utf-8-sig").splitlines()))[1:]
            == expected
        )
    export(course, "csv", tmp_path / "table", [name])
    lines = list(csv.DictReader((tmp_path / "table").read_text(encoding="utf-8-sig").splitlines()))
    points = [
        (line["student_id"], line["raw_score"], line["late_submission_penalty"], line["score"])
        for line in lines
    ]
    assert points == [
        ("cleo", "0.0", "0.0", "0.0"),
        ("ben", "1.0", "2.0", "0.0"),
        ("ada", "3.0", "1.0", "2.0"),
    ]
    plugin = Export(to=str(tmp_path / "table"), student=["ben"])
    with Gradebook(course.database, course.id) as book:
        plugin.export(book)
    lines = list(csv.DictReader((tmp_path / "table").read_text(encoding="utf-8-sig").splitlines()))
    assert [(line["assignment"], line["student_id"]) for line in lines] == [
        (name, "ben"),
        ("ps1-next", "ben"),
    ]


def test_a_table_has_the_sets_in_counting_order_and_the_labs_last_whenever_they_are_due(
    tiny_course: Any, tmp_path: Path
) -> None:
    from nbgrader.api import Gradebook

    tiny_course.release()
    course = Course.at(tiny_course.root)
    with Gradebook(course.database, course.id) as book:
        for day, name in enumerate(["lab1-x", "ps10-x", "ps2-x"], 1):
            book.add_assignment(name, duedate=datetime.datetime(2026, 1, day))
        book.add_student("ada")
    names = [tiny_course.name, "ps2-x", "ps10-x", "lab1-x"]
    export(course, "canvas", tmp_path / "table")
    assert (
        next(csv.reader((tmp_path / "table").read_text(encoding="utf-8-sig").splitlines()))[5:]
        == names
    )
    export(course, "csv", tmp_path / "table")
    lines = csv.DictReader((tmp_path / "table").read_text(encoding="utf-8-sig").splitlines())
    assert [line["assignment"] for line in lines] == names


def due(course: Any, date: str, names: tuple[str, ...] = ()) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        for name in names or (course.name,):
            book.update_or_create_assignment(name, duedate=datetime.datetime.fromisoformat(date))


def handed_in(course: Any, student: str, when: str) -> None:
    (course.submitted(student, **course.right).parent / "timestamp.txt").write_text(
        f"{when} UTC", encoding="utf-8"
    )


@pytest.mark.exhaustive
def test_more_time_by_a_table(tiny_course: Any) -> None:
    from neurolib.classroom.grading.grade import grade

    with open(tiny_course.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    tiny_course.release()
    due(tiny_course, "2026-01-10 12:00")
    for student in "ada", "ben":
        handed_in(tiny_course, student, "2026-01-11 12:00:00")
    course = Course.at(tiny_course.root)
    assert [report.score for report in grade(course, tiny_course.name)] == [0, 0]
    (tiny_course.root / "late.csv").write_text(
        f"student,assignment,days\nada,{tiny_course.name},1\n", encoding="utf-8"
    )
    assert [report.score for report in grade(course, tiny_course.name)] == [6, 0], (
        "no notebook runs again for it"
    )
    for text, said in (
        ("name,days\nada,1\n", "should read student,assignment,days"),
        (f"student,assignment,days\nada,{tiny_course.name},some\n", "expected a number"),
    ):
        (tiny_course.root / "late.csv").write_text(text, encoding="utf-8")
        with pytest.raises(ClassroomError, match=said):
            grade(course, tiny_course.name)


def test_a_bank_of_late_days_is_used_up_in_the_order_of_due_dates(tiny_course: Any) -> None:
    from nbgrader.api import Gradebook

    tiny_course.release()
    course = Course.at(tiny_course.root)
    course.config.LateDays.bank = 3
    names, late = ("first", "second", "third"), (1.5, 0.5, 2.0)
    with Gradebook(course.database, course.id) as book:
        book.add_student("ada")
        for k, (name, days) in enumerate(zip(names, late, strict=True)):
            begin = datetime.datetime(2026, 1, 1 + 7 * k, 12)
            book.update_or_create_assignment(name, duedate=begin)
            book.update_or_create_submission(
                name, "ada", timestamp=begin + datetime.timedelta(days=days)
            )
        rule = LateDays(course)
        found = {submission.assignment.name: late for submission, late in rule.of(book, "ada")}
    # two whole days for the first, one for the second, none are left for the third
    assert [found[name].seconds / DAY for name in names] == [0, 0, 2.0]
    course.config.LateDays.bank = -1
    with pytest.raises(ClassroomError, match="expected a whole number of days"):
        LateDays(course)


@pytest.mark.parametrize("table", [False, True])
def test_who_used_late_days_is_shown_and_what_they_change_in_another_set_is_said(
    tiny_course: Any, neurolib: Any, table: bool
) -> None:
    import json

    from nbgrader.api import Gradebook

    from neurolib.classroom.grading.late import set_due

    root, name, other = tiny_course.root, tiny_course.name, "ps1-more"
    rules = "c.LateSubmissionPlugin.penalty_method = 'zero'\nc.LateDays.bank = 2\nsecure(c)"
    config = root / "nbgrader_config.py"
    config.write_text(
        config.read_text(encoding="utf-8").replace("secure(c)", rules), encoding="utf-8"
    )
    tiny_course.release()
    for student in "ada", "ben":
        (tiny_course.submitted(student, **tiny_course.right).parent / "timestamp.txt").write_text(
            "2026-02-01 12:00:00 UTC", encoding="utf-8"
        )
    course = Course.at(root)
    set_due(course, name, "2026-01-31 11:00 UTC" if table else "2026-02-01 12:00 UTC")

    (root / "solutions" / other).mkdir()
    shutil.copy(
        root / "solutions" / name / f"{name}.ipynb", root / "solutions" / other / f"{other}.ipynb"
    )
    with Gradebook(course.database, course.id) as book:  # ada's second set is late by two days
        book.add_assignment(other, duedate=datetime.datetime(2026, 2, 10))
        book.add_notebook(other, other)
        book.add_grade_cell("why", other, other, max_score=4, cell_type="code")
        book.update_or_create_student("ada")
        book.add_submission(other, "ada", timestamp=datetime.datetime(2026, 2, 12))
        book.find_grade("why", other, other, "ada").auto_score = 4
        book.db.commit()

    def points() -> list[str]:
        assert (
            neurolib("export", root / "grades.csv", "--format", "moodle", "--course", root)[0] == 0
        )
        rows = csv.DictReader((root / "grades.csv").read_text(encoding="utf-8-sig").splitlines())
        return [row[other] for row in rows if row["Username"] == "ada"]

    said = (
        f"{other}: the late penalty of ada has changed. To update the feedback, run "
        f"neurolib feedback {other}"
    )
    code, text = neurolib("grade", name, "--course", root, "--json", root / "found.json")
    if table:  # both days are used for the first set; then the table grants one of them
        assert (
            code == 0
            and re.search(r"ada +6 / 6 +2 used, 0 left", text)
            and said in " ".join(text.split())
        ), text
        assert points() == ["0.0"]
        (root / "late.csv").write_text(f"student,assignment,days\nada,{name},9\n", encoding="utf-8")
        code, text = neurolib("grade", name, "--course", root, "--json", root / "found.json")
        assert (
            said in " ".join(text.split())
            and points() == ["4.0"]
            and re.search(r"ada +6 / 6 *\n", text)
        ), text
    else:
        assert code == 0 and "late days" not in text and points() == ["4.0"]
        text = neurolib("due", name, "2026-02-01 11:00 UTC", "--course", root)[1]
        assert text.splitlines()[1:] == [said] and points() == ["0.0"], (
            "grading again is not needed"
        )
        assert said not in neurolib("due", name, "2026-02-01 11:00 UTC", "--course", root)[1], (
            "once"
        )
        text = neurolib("grade", name, "--course", root, "--json", root / "found.json")[1]
        assert re.search(r"ada +6 / 6 +1 used, 1 left", text)
    ada, _ = json.loads((root / "found.json").read_text(encoding="utf-8"))
    assert ada["late_days"] == {"used": 0, "left": 2} if table else {"used": 1, "left": 1}
    neurolib("feedback", name, "--course", root)
    page = (root / "feedback" / "ada" / name / f"{name}.html").read_text(encoding="utf-8")
    assert (
        f"Late days used for this set: {0 if table else 1}. Left after it: "
        f"{2 if table else 1} of 2."
    ) in page


def test_the_due_date_stands_where_students_hand_in(
    tiny_course: Any, neurolib: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_course.release()
    due(tiny_course, "2999-01-10 12:00")
    neurolib("release", tiny_course.name, "--course", tiny_course.root)
    work = tiny_course.root / "work"
    tiny_course.answer(work / "exercises" / tiny_course.name / tiny_course.released.name)
    monkeypatch.chdir(work)
    assert "It is due on 10 January 2999, 12:00 UTC, in" in neurolib("submit", tiny_course.name)[1]
    outbound = tiny_course.root / ".exchange" / "neurolib" / "outbound"
    now = datetime.datetime(2999, 1, 10, 15)
    assert (
        told(outbound, tiny_course.name, now)
        == "It was due on 10 January 2999, 12:00 UTC, 3 hours ago, if you were given no more time."
    )
    due(tiny_course, "2999-01-12 12:00")
    (outbound / ".due.json").unlink()
    before = os.umask(0o077)
    announce(Course.at(tiny_course.root))
    os.umask(before)
    assert told(outbound, tiny_course.name, now).endswith("in 45 hours.")
    assert (outbound / ".due.json").stat().st_mode & 0o777 == 0o644, "students read it"
    (outbound / ".due.json").write_text("[", encoding="utf-8")
    assert told(outbound, tiny_course.name, now) == "" == told(outbound, "none", now)


@pytest.mark.exhaustive
def test_the_last_hand_in_of_a_group_counts_for_all_of_it(
    tiny_course: Any, neurolib: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbgrader.exchange.default import ExchangeSubmit

    from neurolib.classroom.course import quietly
    from neurolib.classroom.grading.grade import grade
    from neurolib.classroom.student import student as student_module

    tiny_course.publish()
    (tiny_course.root / "groups.csv").write_text(
        "group,student\nred,ada\nred,ben\nblue,cleo\nblue,dan\n", encoding="utf-8"
    )

    def hand_in(student: str, **answers: str) -> None:
        work = tiny_course.root / student
        tiny_course.answer(
            work / "exercises" / tiny_course.name / tiny_course.released.name, **answers
        )
        monkeypatch.setenv("USER", student)
        monkeypatch.setenv("JUPYTERHUB_USER", student)
        quietly(ExchangeSubmit, student_module.settings(work), tiny_course.name, student)

    monkeypatch.setattr(
        "nbgrader.exchange.default.submit.get_username", lambda: __import__("os").environ["USER"]
    )
    hand_in("ada", square=DOUBLED)
    hand_in("cleo", **tiny_course.right)
    course = Course.at(tiny_course.root)
    found = {report.student: report for report in grade(course, tiny_course.name)}
    assert (
        set(found) == {"ada", "ben", "cleo", "dan"}
        and found["dan"].score == 6 == found["cleo"].score
    )
    assert (
        found["ben"].score == found["ada"].score < 6
        and "The hand-in of ada, of the same group, counts" in found["ben"].sentence
    )
    hand_in("ben", **tiny_course.right)
    found = {report.student: report for report in grade(course, tiny_course.name)}
    assert (
        found["ada"].score == found["ben"].score == 6
        and "The hand-in of ben" in found["ada"].sentence
    )
    (tiny_course.root / "groups.csv").write_text(
        "group,student\nred,ada\nblue,ada\n", encoding="utf-8"
    )
    with pytest.raises(ClassroomError, match="has ada in red and in blue"):
        groups(course)


def test_a_student_sees_all_points_at_once(
    graded: Any, neurolib: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from neurolib.classroom.reports.feedback import write_feedback

    pages, _ = write_feedback(Course.at(graded.root), graded.name, "ada")
    work = graded.root / "work"
    folder = work / "exercises" / graded.name / "feedback" / "2026-01-10 10:00:00 UTC"
    folder.mkdir(parents=True)
    (folder / pages[0].name).write_bytes(pages[0].read_bytes())
    for name in "ps2-more", "ps10-last":
        (work / "exercises" / name).mkdir()
    monkeypatch.chdir(work)
    code, text = neurolib("grades")
    assert code == 0 and "6 / 6" in text and text.count("\n") == 3, text
    assert text.endswith(
        "\nNo feedback yet: ps2-more, ps10-last. To fetch it, run neurolib feedback SET\n"
    ), "in counting order"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://grades@host/course",
        "sqlite:////srv/course/gradebook.db?timeout=5",
        "postgresql://host/x?ssl=1",
    ],
)
def test_only_sqlite_without_a_choice_of_its_own_is_told_how_long_to_wait(address: str) -> None:
    assert with_timeout(address) == address
    assert (
        with_timeout("sqlite:////srv/course/gradebook.db")
        == "sqlite:////srv/course/gradebook.db?timeout=60"
    )


@pytest.mark.exhaustive
def test_groups_and_late_days_are_the_same_by_every_command(
    tiny_course: Any, neurolib: Any
) -> None:
    """By ``neurolib grade``, by ``nbgrader autograde`` and by Formgrader's button: whose hand-in
    counts, and how late it is.
    """
    import json

    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    from neurolib.classroom.course import quietly
    from neurolib.classroom.grading.late import set_due

    tiny_course.release()
    root, name = tiny_course.root, tiny_course.name
    config = root / "nbgrader_config.py"
    config.write_text(
        config.read_text(encoding="utf-8").replace(
            "secure(c)", "c.LateSubmissionPlugin.penalty_method = 'zero'\nsecure(c)"
        ),
        encoding="utf-8",
    )
    course = Course.at(root)
    for student, when, answers in (
        ("ada", "10:00", {}),
        ("ben", "11:00", tiny_course.right),
        ("cleo", "12:00", tiny_course.right),
    ):
        folder = tiny_course.submitted(student, **answers).parent
        time = f"2026-02-02 {when}:00 UTC"
        (folder / "timestamp.txt").write_text(time, encoding="utf-8")
        (folder / ".collected").write_text(
            json.dumps({"name": f"{student}+{name}+{when}", "time": time}), encoding="utf-8"
        )
    (root / "groups.csv").write_text("group,student\nred,ada\nred,ben\nred,dan\n", encoding="utf-8")
    (root / "late.csv").write_text(
        f"student,assignment,days\nada,{name},3\nben,{name},3\ndan,{name},3\n", encoding="utf-8"
    )
    set_due(course, name, "2026-02-01 12:00 UTC")

    def scores() -> dict[str, float]:
        with Gradebook(course.database, course.id) as book:
            found = {
                each.student_id: each.score - each.late_submission_penalty
                for each in book.assignment_submissions(name)
            }
        shutil.rmtree(root / "autograded")
        return found

    def by_button() -> None:
        api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
        for student in "ada", "ben", "cleo", "dan":
            assert api.autograde(name, student)["success"]

    assert neurolib("grade", name, "--course", root)[0] == 0
    expected = {"ada": 6, "ben": 6, "cleo": 0, "dan": 6}
    assert scores() == expected
    quietly(Autograde, course.config, name, force=True)
    assert scores() == expected
    by_button()
    assert scores() == expected

    (root / "groups.csv").unlink()
    (root / "late.csv").unlink()
    quietly(Autograde, course.config, name, force=True)
    assert scores() == {"ada": 0, "ben": 0, "cleo": 0, "dan": 6}, (
        "dan has no hand-in, and what was graded before stays"
    )


def test_comments_and_blank_lines_make_no_answer_too_long_to_be_compared() -> None:
    from nbformat.v4 import new_code_cell

    from neurolib.classroom.reports.similarity import LONG, _pieces

    answer = "def f(x):\n    y = x * 2 + 1\n    return [y * k - x for k in range(7) if k != 3]"
    plain = _pieces(new_code_cell(answer))
    for hidden in (
        f"{answer}\n# {'x' * LONG}",
        f"# {'x' * LONG}\n{answer}",
        answer.replace("\n    y", "\n" * LONG + "\n    y"),
    ):
        assert _pieces(new_code_cell(hidden)) == plain and plain
