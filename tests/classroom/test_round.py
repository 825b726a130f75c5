"""The whole round from a terminal: release, check, submit, grade, feedback; and what honest but
broken submissions earn.
"""

from __future__ import annotations

import contextlib
import copy
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from neurolib import cli
from neurolib.classroom.course import Course, silence

SENTINEL = "zqx_hidden_number"
Run = Callable[..., tuple[int, str]]


def test_round_of_two_students(
    tiny_course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from nbgrader.exchange.default import ExchangeFetchAssignment

    from neurolib.classroom.course import quietly
    from neurolib.classroom.student import student as student_module

    course, name = tiny_course, tiny_course.name
    code, text = neurolib("release", name, "--course", course.root)
    assert code == 0, text
    for student, answers in {
        "ada": course.right,
        "ben": course.right | {"square": "def square(x):\n    return 2*x"},
    }.items():
        work = course.root / student
        (work / "exercises").mkdir(parents=True)
        monkeypatch.chdir(work)
        quietly(ExchangeFetchAssignment, student_module.settings(work), name)
        notebook = work / "exercises" / name / f"{name}.ipynb"
        code, text = neurolib("check", notebook)
        assert code == 1 and "not answered yet" in text
        stages = {
            "x + x": "Look at square. the square of 3 is too small",
            "2*x": "You doubled instead of squaring.",
        }
        for doubled, stage in stages.items():  # the same answer twice would be one try
            course.answer(
                notebook,
                **{problem: text.replace("2*x", doubled) for problem, text in answers.items()},
            )
            before = notebook.read_bytes()
            code, text = neurolib("check", notebook)
            assert code == (0 if student == "ada" else 1), text
            assert (stage in text) == (student == "ben"), text
            assert notebook.read_bytes() == before
        code, text = neurolib("submit", name, "--student", student)
        assert code == 0 and student in text

    monkeypatch.chdir(tmp_path)
    report = tmp_path / "reports.json"
    code, text = neurolib("grade", name, "--course", course.root, "--json", report)
    assert code == 0 and "6 / 6" in text and "3 / 6" in text, text
    ada, ben = json.loads(report.read_text(encoding="utf-8"))
    assert (ada["student"], ada["score"], ada["max"], ada["error"]) == ("ada", 6, 6, "")
    assert ben["notebooks"] == [
        {
            "notebook": name,
            "points": {"square-visible": 0, "square-hidden": 0, "cube-hidden": 3},
            "max": {"square-visible": 1, "square-hidden": 2, "cube-hidden": 3},
            "messages": dict.fromkeys(
                ["square-visible", "square-hidden"], "You doubled instead of squaring."
            ),
        }
    ]

    code, text = neurolib("feedback", name, "--course", course.root)
    assert code == 0 and text.count(".html") == 2, text
    page = student_module.fetch_feedback(name, course.root / "ben")[-1].read_text(encoding="utf-8")
    assert (
        "3 of 6 points" in page
        and "You doubled instead of squaring." in page
        and "square-hidden" in page
    )
    for word in (
        SENTINEL,
        "hidden_rng",
        "expect(",
        "Traceback (most",
        "<script",
        "http://",
        "https://",
    ):
        assert word not in page, word


def test_release_tells_of_each_step(
    tiny_course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import contextlib

    from neurolib.classroom import release

    told: list[tuple[str, int, int]] = []
    monkeypatch.setattr(
        cli, "_progress", lambda: contextlib.nullcontext(lambda *words: told.append(words))
    )
    monkeypatch.setattr(release, "validate", lambda course, name: [f"{name} fails."])
    code, text = neurolib("release", "--course", tiny_course.root)
    name = tiny_course.name
    assert code == 0 and f"{name}: written to" in text and f"Warning: {name} fails." in text
    steps = ["grading your solution", "writing the release", "putting it into the exchange"]
    assert told == [(f"{name}: {step}", number, 3) for number, step in enumerate(steps)]


def test_a_set_whose_own_solution_fails_under_the_secret_of_the_course_is_not_released(
    tiny_course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbgrader.apps import api
    from nbgrader.coursedir import CourseDirectory

    from neurolib.classroom import SECRET
    from neurolib.classroom.course import Course
    from neurolib.classroom.grading.formgrader import run

    def generate() -> dict[str, Any]:
        """Press *Generate* in Formgrader."""
        settings = Course.at(course.root).config
        done: dict[str, Any] = api.NbGraderAPI(
            CourseDirectory(config=settings), config=settings
        ).generate_assignment(name)
        return done

    monkeypatch.setattr(api, "capture_log", run)  # as in JupyterLab's server
    course, name = tiny_course, tiny_course.name
    path = course.root / "solutions" / name / f"{name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    (hidden,) = (
        cell
        for cell in nb.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "square-hidden"
    )
    first = (
        "from neurolib.classroom.hidden import hidden_rng\nassert "
        "hidden_rng('mark').random() > 0.5, 'The drawn number is small.'\n"
    )
    hidden.source = hidden.source.replace("### END HIDDEN TESTS", f"{first}### END HIDDEN TESTS")
    nbformat.write(nb, path)
    unlucky, lucky = "secret 3", "secret 4"  # they draw 0.13 and 0.82
    (course.root / SECRET).write_text(unlucky, encoding="ascii")
    code, text = neurolib("release", name, "--course", course.root)
    assert (
        code == 3
        and (
            f"fails the test square-hidden when it is graded under the secret in "
            f"{course.root / SECRET}"
        )
        in text
    ), text
    assert f"The drawn number is small. {name} is not released." in text, text
    assert not course.released.exists() and not (course.root / ".exchange").exists()
    done = generate()
    assert (
        not done["success"]
        and f"The drawn number is small. {name} is not released." in done["log"]
        and "error" not in done
    )
    assert not course.released.exists()
    (course.root / SECRET).write_text(lucky, encoding="ascii")
    (path.parent / "answers.bak").write_text("left by an editor", encoding="utf-8")
    assert generate() == {"success": True, "log": ""} and course.released.exists()
    released = course.released.read_bytes()
    (course.root / SECRET).write_text(unlucky, encoding="ascii")
    # the older release stays
    assert not generate()["success"] and course.released.read_bytes() == released
    assert not (course.released.parent / "answers.bak").exists()
    (course.root / SECRET).write_text(lucky, encoding="ascii")
    code, text = neurolib("release", name, "--course", course.root)
    assert code == 0 and "released in" in text and course.released.exists(), text


def test_the_exported_table_holds_no_formula(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    import csv

    from nbgrader.apps import ExportApp

    from neurolib.classroom.course import Course

    course = tiny_course
    course.release()
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        for name in "=1+1", "+a", "-b", "@c", " =d", "ada":
            book.add_student(name, last_name='=HYPERLINK("x")', first_name='Ann, "A"', email="a@b")
        book.update_or_create_submission(course.name, "ada")
        book.find_submission_notebook(course.name, course.name, "ada").grades[0].manual_score = 1
        book.db.commit()
    app = ExportApp(config=Course.at(course.root).config)
    app.init_plugin()
    app.plugin_inst.to = str(tmp_path / "grades.csv")
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        app.plugin_inst.export(book)
    with open(tmp_path / "grades.csv", newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["student_id"] for row in rows} == {
        "ada",
        *[f"'{name}" for name in ("=1+1", "+a", "-b", "@c", " =d")],
    }
    assert all(
        row["last_name"] == '\'=HYPERLINK("x")' and row["first_name"] == 'Ann, "A"' for row in rows
    )
    assert {row["student_id"]: (row["score"], row["max_score"]) for row in rows}["ada"] == (
        "1.0",
        "6.0",
    )


BROKEN = {
    "perfect": ({}, 6, ""),
    "syntax": ({"square": "def square(x) return x"}, 3, "does not define square."),
    "exits": ({"cube": "exit()"}, 3, "does not define cube."),
    "dies": ({"square": "def square(x):\n    import os\n    os._exit(1)"}, 3, "The kernel died"),
    "raises": (
        {"square": "def square(x):\n    return 1 / 0"},
        3,
        "square stops with ZeroDivisionError",
    ),
    "blank": ({"square": None, "cube": None}, 0, "not answered yet"),
    "warns": (
        {
            "square": "import sys\ndef square(x):\n    print('careful', file=sys.stderr)\n    "
            "return x**2"
        },
        6,
        "",
    ),
}


@pytest.mark.exhaustive
def test_honest_but_broken_submissions_earn_what_they_deserve(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    course, name = tiny_course, tiny_course.name
    tiny_course.release()
    for student, (answers, _, _) in BROKEN.items():
        course.submitted(
            student, **{key: source for key, source in (course.right | answers).items() if source}
        )
    old = course.submitted("old", **course.right)
    old.write_text(
        old.read_text(encoding="utf-8").replace('"schema_version": 3', '"schema_version": 1'),
        encoding="utf-8",
    )
    course.submitted("unreadable").write_text("{", encoding="utf-8")
    renamed = course.submitted("renamed", **course.right)
    renamed.rename(renamed.with_name("my work.ipynb"))

    report = tmp_path / "reports.json"
    code, text = neurolib("grade", name, "--course", course.root, "--json", report)
    reports = {
        report["student"]: report for report in json.loads(report.read_text(encoding="utf-8"))
    }
    assert code == 1 and len(reports) == len(BROKEN) + 3, text
    for student, (_, points, message) in BROKEN.items():
        assert (reports[student]["score"], reports[student]["error"]) == (points, ""), student
        assert message in json.dumps(reports[student]["notebooks"][0]["messages"]), student
    assert reports["exits"]["deaths"] == [] and reports["dies"]["deaths"] == [
        "square-visible",
        "square-hidden",
    ]
    assert reports["old"]["score"] == 6 and "old nbgrader metadata" in reports["old"]["repairs"][0]
    assert reports["unreadable"]["score"] is None and "JSON" in reports["unreadable"]["error"]
    assert reports["renamed"]["score"] == 6 and "my work.ipynb" in reports["renamed"]["repairs"][0]


@pytest.mark.exhaustive
def test_grading_again_resumes(tiny_course: Any, neurolib: Run) -> None:
    course, name = tiny_course, tiny_course.name
    tiny_course.release()
    course.submitted("ada", **course.right)
    course.submitted("ben")
    assert neurolib("grade", name, "--course", course.root)[0] == 0
    graded = {
        student: course.root / "autograded" / student / name / f"{name}.ipynb"
        for student in ("ada", "ben")
    }
    before = {student: path.stat().st_mtime_ns for student, path in graded.items()}
    course.submitted("ben", **course.right)
    assert "6 / 6" in neurolib("grade", name, "--course", course.root)[1]
    assert (
        graded["ada"].stat().st_mtime_ns == before["ada"]
        and graded["ben"].stat().st_mtime_ns > before["ben"]
    )


@pytest.mark.exhaustive
def test_plain_nbgrader_goes_the_same_way(
    tiny_course: Any, neurolib: Run, nbgrader: Callable[..., int]
) -> None:
    """``nbgrader autograde`` in the course's folder reads the same settings: what the kernel, a
    warning and old metadata cost is equal.
    """
    course, name = tiny_course, tiny_course.name
    course.publish()
    for student in "dies", "warns":
        course.submitted(student, **(course.right | BROKEN[student][0]))
    old = course.submitted("a-first", **course.right)
    old.write_text(
        old.read_text(encoding="utf-8").replace('"schema_version": 3', '"schema_version": 1'),
        encoding="utf-8",
    )
    for command in "autograde", "generate_feedback":
        assert nbgrader(course.root, command, name) == 0
    code, text = neurolib("grade", name, "--course", course.root)
    assert code == 0 and text.count("6 / 6") == 2 and text.count("3 / 6") == 1, text
    pages = list((course.root / "feedback").rglob("*.html"))
    assert len(pages) == 3 and not any(
        SENTINEL in page.read_text(encoding="utf-8") for page in pages
    )


@pytest.mark.exhaustive
def test_hidden_inputs_come_from_the_course_secret(
    tiny_course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from neurolib.classroom.hidden import VARIABLE, hidden_rng

    course, name = tiny_course, tiny_course.name
    spy = {
        "square": "seen = []\ndef square(x):\n    seen.append(x)\n    return x**2",
        "cube": f"print(*seen)\n{course.right['cube']}",
    }
    course.publish()
    course.submitted("ada", **(course.right | spy))
    public = hidden_rng("square").uniform(3, 4)
    neurolib("grade", name, "--course", course.root)
    secret = course.root / ".course-secret"
    graded = nbformat.read(
        course.root / "autograded" / "ada" / name / f"{name}.ipynb", as_version=4
    )
    seen = next(cell.outputs[0].text.split() for cell in graded.cells if cell.source == spy["cube"])
    monkeypatch.setenv(VARIABLE, secret.read_text(encoding="utf-8"))
    assert float(seen[1]) == hidden_rng("square").uniform(3, 4) != public
    neurolib("feedback", name, "--course", course.root)
    (page,) = (course.root / "feedback").rglob("*.html")
    assert ">seen<" in (text := page.read_text(encoding="utf-8")) and seen[1] not in text
    assert secret.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["grade", "ps9-none"], "has no assignment ps9-none; it has ps0-tiny"),
        (["grade", "ps0"], "has no assignment ps0; did you mean ps0-tiny? It has ps0-tiny"),
        (["grade", "ps0-tiny", "--student", "zoe"], "zoe has not submitted ps0-tiny"),
        (["release", "ps9-none"], "it has ps0-tiny"),
        (["feedback", "ps9-none"], "it has ps0-tiny"),
    ],
)
def test_mistakes_are_sentences(
    tiny_course: Any, neurolib: Run, words: list[str], sentence: str
) -> None:
    code, text = neurolib(*words, "--course", tiny_course.root)
    assert code == 3 and sentence in text and "Traceback" not in text


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is always full here")
def test_a_gradebook_that_is_locked_and_a_disk_that_is_full_are_sentences(
    tiny_course: Any, neurolib: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_course.release()
    home = "--course", tiny_course.root
    code, text = neurolib("export", "/dev/full", *home)
    assert code == 3 and "No space left on device" in text
    code, text = neurolib("grade", tiny_course.name, "--json", tmp_path / "no" / "x", *home)
    assert code == 3 and "Nobody has submitted" in text and "No such file or directory" in text
    address = f"sqlite:///{tiny_course.root / 'gradebook.db'}?timeout=0.1"
    monkeypatch.setattr(Course, "database", address)
    with contextlib.closing(sqlite3.connect(tiny_course.root / "gradebook.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        code, text = neurolib("due", tiny_course.name, "2026-11-29 12:00 UTC", *home)
    assert code == 3 and "The gradebook could not be read or written: database is locked." in text


def test_feedback_for_one_student_names_the_others_whose_penalty_has_changed(
    tiny_course: Any, neurolib: Run
) -> None:
    tiny_course.release()
    name, home = tiny_course.name, ("--course", tiny_course.root)
    settings = tiny_course.root / "nbgrader_config.py"
    rule = 'c.LateSubmissionPlugin.penalty_method = "zero"\nsecure(c)'
    settings.write_text(settings.read_text(encoding="utf-8").replace("secure(c)", rule))
    for student in "ada", "ben":
        path = tiny_course.submitted(student, **tiny_course.right).with_name("timestamp.txt")
        path.write_text("2026-11-01 10:00:00 UTC", encoding="utf-8")
    assert neurolib("due", name, "2026-10-31 10:00 UTC", *home)[0] == 0
    assert neurolib("grade", name, *home)[0] == 0
    table = f"student,assignment,days\nada,{name},9\nben,{name},9\n"
    (tiny_course.root / "late.csv").write_text(table, encoding="utf-8")
    text = " ".join(neurolib("feedback", name, "--student", "ada", *home)[1].split())
    assert f"Warning: {name}: the late penalty of ada, ben has changed." in text
    text = neurolib("feedback", name, "--student", "adda", *home)[1]
    assert f"adda has no grade in {name} yet: is the name right?" in text


def test_submit_says_what_is_missing(
    tiny_course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tiny_course.publish()
    work = tiny_course.root / "work"
    tiny_course.answer(work / "exercises" / tiny_course.name / tiny_course.released.name)
    monkeypatch.chdir(work)
    code, text = neurolib("submit", "ps9-none")
    assert code == 3 and "has no ps9-none; it has ps0-tiny" in text
    monkeypatch.setenv("NEUROLIB_EXCHANGE", str(tmp_path / "shared"))
    code, text = neurolib("submit", tiny_course.name)
    assert (
        code == 3
        and (
            f"ps0-tiny is not released in {tmp_path / 'shared'}. If your teacher named "
            f"another folder"
        )
        in text
    )
    assert (
        "set NEUROLIB_EXCHANGE to it; otherwise the teacher runs: neurolib release ps0-tiny" in text
    )
    assert (
        str(tmp_path / "shared")
        in neurolib("release", tiny_course.name, "--course", tiny_course.root)[1]
    )
    assert neurolib("submit", tiny_course.name)[0] == 0
    assert len(list((tmp_path / "shared" / "neurolib" / "inbound").iterdir())) == 1


@pytest.mark.parametrize("name", ["ada ", ".ada", 'Ada "L"', "a<b", "a/b", "zo\u200be"])
@pytest.mark.parametrize("file", [False, True])
def test_nobody_hands_in_under_a_name_that_is_not_collected(
    name: str, file: bool, tiny_course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tiny_course.root / "work"
    (work / "exercises" / "ps0-tiny").mkdir(parents=True)
    (work / "exercises" / "ps0-tiny" / "ps0-tiny.ipynb").touch()
    monkeypatch.chdir(work)
    monkeypatch.setenv("NEUROLIB_STUDENT", name)
    code, text = neurolib("submit", "ps0-tiny", *(["--file"] if file else []))
    assert code == 3 and "Nobody can hand in as" in text and "NEUROLIB_STUDENT" in text


def test_a_mistyped_member_of_a_group_is_told_before_the_grade_and_after_the_correction(
    tiny_course: Any, neurolib: Run, nbgrader: Callable[..., int]
) -> None:
    tiny_course.release()
    path, table = tiny_course.submitted("ada", **tiny_course.right), tiny_course.root / "groups.csv"
    about = {"name": "ada+ps0-tiny", "time": "2026-01-01 10:00:00 UTC"}
    (path.parent / ".collected").write_text(json.dumps(about), encoding="utf-8")
    home = "--course", tiny_course.root
    table.write_text("group,student\nred,ada\nred,bne\n", encoding="utf-8")
    assert "groups.csv names bne. Nobody of this name" in neurolib("grade", "ps0-tiny", *home)[1]
    table.write_text("group,student\nred,ada\nred,ben\n", encoding="utf-8")
    said = "ps0-tiny: no hand-in in submitted/ counts for bne, but tables and pages still hold"
    ways = ["grade", "ps0-tiny"], ["feedback", "ps0-tiny"], ["export", table.parent / "x"]
    for words in ways:
        text = neurolib(*words, *home)[1]
        assert said in text and "run nbgrader db student remove NAME --force" in text
    for step in "autograded", "feedback":  # as the sentence says
        shutil.rmtree(tiny_course.root / step / "bne")
    assert nbgrader(tiny_course.root, "db", "student", "remove", "bne", "--force") == 0
    for words in ways:
        code, text = neurolib(*words, *home)
        assert code == 0 and said not in text


@pytest.mark.parametrize(
    "way", ["neurolib", pytest.param("nbgrader", marks=pytest.mark.exhaustive)]
)
def test_tests_are_added_and_removed_after_the_first_hand_in(
    way: str, tiny_course: Any, neurolib: Run, nbgrader: Callable[..., int]
) -> None:
    """Everybody is graded again by the new tests; what a person gave to another cell stays, and so
    does what was handed in.
    """
    name = tiny_course.name

    def graded() -> dict[str, tuple[float, float]]:
        if way == "neurolib":
            assert neurolib("grade", name, "--course", tiny_course.root)[0] == 0
        else:
            assert neurolib("release", name, "--course", tiny_course.root)[0] == 0
            assert nbgrader(tiny_course.root, "autograde", name, "--force") == 0
        with Gradebook(Course.at(tiny_course.root).database, "neurolib") as book:
            found = book.assignment_submissions(name)
            assert len({len(each.notebooks[0].grades) for each in found}) == 1
            return {each.student_id: (each.score, each.max_score) for each in found}

    tiny_course.release()
    wrong = tiny_course.right | {"cube": "def cube(x):\n    return 8.0"}
    came = {
        path: path.read_bytes()
        for path in (
            tiny_course.submitted("ada", **tiny_course.right),
            tiny_course.submitted("ben", **wrong),
        )
    }
    assert graded() == {"ada": (6, 6), "ben": (6, 6)}
    with Gradebook(Course.at(tiny_course.root).database, "neurolib") as book:
        book.find_grade("square-hidden", name, name, "ben").manual_score = 1.5
        book.find_comment("square", name, name, "ben").manual_comment = "Well tried."
        book.db.commit()
    path = tiny_course.root / "solutions" / name / f"{name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    added = copy.deepcopy(nb.cells[-1])
    added.id = added.metadata.nbgrader.grade_id = "cube-other"
    added.source = added.source.replace("cube, 2.0), 8.0", "cube, 3.0), 27.0")
    nb.cells.append(added)
    nbformat.write(nb, path)
    assert graded() == {"ada": (9, 9), "ben": (5.5, 9)}
    del nb.cells[4], nb.cells[-1]  # the visible test of the square, and the new one
    nbformat.write(nb, path)
    assert neurolib("release", name, "--course", tiny_course.root)[0] == 0
    page = tiny_course.root / "feedback" / "ben" / name / f"{name}.html"
    code, text = neurolib("feedback", name, "--course", tiny_course.root)
    # nobody is graded again yet
    assert code == 0 and "4.5 of 5 points" in page.read_text(encoding="utf-8"), text
    assert graded() == {"ada": (5, 5), "ben": (4.5, 5)}
    code, _ = neurolib("feedback", name, "--course", tiny_course.root)
    assert code == 0 and "Well tried." in page.read_text(encoding="utf-8")
    assert all(path.read_bytes() == content for path, content in came.items())


def test_an_answer_that_was_handed_in_is_not_removed(tiny_course: Any, neurolib: Run) -> None:
    tiny_course.release()
    with silence(), Gradebook(Course.at(tiny_course.root).database, "neurolib") as book:
        book.add_student("ada")
        book.add_submission(tiny_course.name, "ada")
    path = tiny_course.root / "solutions" / tiny_course.name / f"{tiny_course.name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[3].metadata.nbgrader.grade_id = "squared"
    nbformat.write(nb, path)
    tiny_course.submitted("ada", **tiny_course.right)
    for words in ["grade"], ["release"]:
        code, text = neurolib(*words, tiny_course.name, "--course", tiny_course.root)
        assert code == 3 and "the answer square cannot be removed or renamed any more" in text
    other = path.parent.with_name("ps1-other") / "ps1-other.ipynb"
    other.parent.mkdir()
    shutil.copy(path, other)
    code, text = neurolib("release", "--course", tiny_course.root)
    assert code == 3 and "the answer square cannot be removed" in text
    assert "ps1-other: written to" in text, "the sets after it are released all the same"


def test_points_of_a_person_are_not_lost_with_a_test(tiny_course: Any, neurolib: Run) -> None:
    """An answer that was to be marked, and that nobody has marked, is graded by tests alone again."""
    tiny_course.release()
    name, database = tiny_course.name, Course.at(tiny_course.root).database
    path = tiny_course.root / "solutions" / name / f"{name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    square = nb.cells[3].metadata.nbgrader

    def change(**of: Any) -> tuple[int, str]:
        square.update(of)
        nbformat.write(nb, path)
        return neurolib("release", name, "--course", tiny_course.root)

    with silence(), Gradebook(database, "neurolib") as book:
        book.add_student("ada")
        book.add_submission(name, "ada")
    assert change(grade=True, points=2)[0] == change(grade=False)[0] == 0
    assert change(grade=True)[0] == 0
    for part, what in ("square", {"grade": False}), ("cube-hidden", {"grade": True}):
        with Gradebook(database, "neurolib") as book:
            book.find_grade(part, name, name, "ada").manual_score = 1.5
            book.db.commit()
        if part == "cube-hidden":
            nb.cells[-1].metadata.nbgrader.grade_id = "cube-test"
        code, text = change(**what)
        assert code == 3 and f"a person gave ada points for {part}" in " ".join(text.split())
        with Gradebook(database, "neurolib") as book:
            assert book.find_grade(part, name, name, "ada").manual_score == 1.5


def test_check_needs_a_problem_set(neurolib: Run, tmp_path: Path) -> None:
    assert neurolib("check", tmp_path / "none.ipynb") == (
        3,
        f"There is no notebook {tmp_path / 'none.ipynb'}.\n",
    )
    (tmp_path / "bare.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', encoding="utf-8"
    )
    assert "holds no tests" in neurolib("check", tmp_path / "bare.ipynb")[1]


def test_check_says_when_a_test_was_changed(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    tiny_course.release()
    tiny_course.answer(
        tmp_path / "mine.ipynb",
        **{**tiny_course.right, "square-visible": "print('The square is right.')"},
    )
    code, text = neurolib("check", tmp_path / "mine.ipynb")
    assert code == 1 and "This test cell was changed" in text


def test_an_edition_hands_in_to_the_teachers_folder_or_not_at_all(
    tiny_course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without the folder's name work would go to an exchange of the student's own, where no teacher
    looks.
    """
    tiny_course.publish()
    work = tiny_course.root / "work"
    tiny_course.answer(work / "exercises" / tiny_course.name / tiny_course.released.name)
    (tiny_course.root / "solutions").rename(tmp_path / "kept")
    monkeypatch.chdir(work)
    monkeypatch.delenv("NEUROLIB_EXCHANGE", raising=False)
    code, text = neurolib("submit", tiny_course.name)
    assert (
        code == 3
        and "If your teacher named one, set NEUROLIB_EXCHANGE to it" in text
        and "--file" in text
    )


@pytest.mark.exhaustive
def test_submission_becomes_a_file_where_the_exchange_does_not_run(
    tiny_course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    from neurolib.classroom.student import student as student_module

    tiny_course.publish()
    work = tiny_course.root / "work"
    tiny_course.answer(
        work / "exercises" / tiny_course.name / tiny_course.released.name, **tiny_course.right
    )
    monkeypatch.setattr(sys, "platform", "win32")
    sentence = student_module.submit(tiny_course.name, "ada", work)
    monkeypatch.undo()
    archive = work / "ps0-tiny-ada.zip"
    assert str(archive) in sentence
    zipfile.ZipFile(archive).extractall(tiny_course.root / "submitted")
    assert "6 / 6" in neurolib("grade", tiny_course.name, "--course", tiny_course.root)[1]


@pytest.mark.parametrize(
    "word",
    ["check", "submit", "grades", "release", "grade", "feedback", "report", "similar", "export"],
)
def test_help_fits_a_screen(word: str, neurolib: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, text = neurolib(word, "--help")
    lines = text.splitlines()
    assert code == 0 and len(lines) <= 24 and max(map(len, lines)) <= 80, text
