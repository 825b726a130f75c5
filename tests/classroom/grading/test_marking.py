"""Texts that a person marks: they wait until somebody has read them, and are never zero before."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.converters import Autograde

from neurolib.classroom.course import ClassroomError, Course, quietly
from neurolib.classroom.grading.late import rows
from neurolib.classroom.grading.marking import COLUMNS, FOR_READING, mark, waiting, write_table

TEXT = "**Your reason** (4 points, marked by a person). Why?"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the course below lies once it is graded."""
    return tmp_path_factory.mktemp("graded") / "course"


@pytest.fixture
def texts(tiny_course: Any, kept: Path) -> Any:
    """The small course with a text of 4 points in problem 0.2: ada and ben answered it, cleo did
    not; graded once.
    """
    from neurolib.classroom.grading.grade import grade

    if kept.exists():
        shutil.copytree(kept, tiny_course.root, dirs_exist_ok=True)
        return tiny_course
    path = tiny_course.root / "solutions" / tiny_course.name / f"{tiny_course.name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    meta = {
        "grade_id": "0-2-reason",
        "schema_version": 3,
        "grade": True,
        "solution": True,
        "locked": False,
        "task": False,
        "points": 4,
    }
    nb.cells.append(
        new_markdown_cell(
            f"{TEXT}\n\n### BEGIN SOLUTION\nIt is so.\n### END SOLUTION",
            id="tiny-text",
            metadata={"nbgrader": meta},
        )
    )
    nbformat.write(nb, path)
    tiny_course.release()
    for student, answer in {"ada": f"{TEXT} Because.", "ben": "=1+1", "cleo": None}.items():
        tiny_course.submitted(
            student, **tiny_course.right, **({"0-2-reason": answer} if answer else {})
        )
    grade(Course.at(tiny_course.root), tiny_course.name, workers=1)
    shutil.copytree(tiny_course.root, kept)
    return tiny_course


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["student,part,points,comment", *lines]), encoding="utf-8")
    return path


def exported(neurolib: Any, course: Any, file: Path, *words: str) -> tuple[dict[str, str], str]:
    """Return student → score in a table for Moodle, and what the command printed."""
    code, text = neurolib("export", file, "--format", "moodle", "--course", course.root, *words)
    assert code == 0, text
    return {
        row[0]: row[4]
        for row in list(csv.reader(file.read_text(encoding="utf-8").splitlines()))[1:]
    }, text


def said(text: str) -> str:
    return " ".join(text.split())


def page_of(course: Any, student: str) -> str:
    return (course.root / "feedback" / student / course.name / f"{course.name}.html").read_text(
        encoding="utf-8"
    )


def test_a_text_waits_in_table_report_feedback_and_export(
    texts: Any, neurolib: Any, tmp_path: Path
) -> None:
    name, file = texts.name, tmp_path / "table.csv"
    code, text = neurolib(
        "grade", name, "--course", texts.root, "--json", tmp_path / "reports.json"
    )
    assert code == 0 and re.search(r"student +score +to mark", text)
    assert (
        re.search(r"ada +6 / 6 +4\s", text)
        and re.search(r"cleo +6 / 10\s", text)
        and "8 points of 2 students wait for a person" in text
    )
    told = {
        report["student"]: report["to_mark"]
        for report in json.loads((tmp_path / "reports.json").read_text())
    }
    assert told == {"ada": {"0-2-reason": 4}, "ben": {"0-2-reason": 4}, "cleo": {}}

    code, text = neurolib("feedback", name, "--course", texts.root)
    assert code == 0 and "2 texts of 2 students, 8 points in all, wait for a person" in text
    assert "6 of 6 points so far; 4 more wait for a person" in page_of(
        texts, "ada"
    ) and "– / 4" in page_of(texts, "ada")
    assert "0 / 4" not in page_of(texts, "ada") and "6 of 10 points</strong>" in page_of(
        texts, "cleo"
    )

    scores, text = exported(neurolib, texts, file)
    assert (
        scores == {"ada": "", "ben": "", "cleo": "6.0"} and "Warning" in text and "--so-far" in text
    )
    scores, text = exported(neurolib, texts, file, "--so-far")
    assert (
        scores == {"ada": "6.0", "ben": "6.0", "cleo": "6.0"}
        and "Warning" in text
        and "--so-far" not in text
    )
    code, text = neurolib("export", file, "--course", texts.root)
    assert code == 0 and [
        row["to_mark"] for row in csv.DictReader(file.read_text().splitlines())
    ] == ["4.0", "4.0", "0.0"]


def test_marks_come_from_a_table(texts: Any, neurolib: Any, tmp_path: Path) -> None:
    name, file = texts.name, tmp_path / "marks.csv"
    code, text = neurolib("mark", name, "--course", texts.root)
    assert code == 0 and "2 texts of 2 students, 8 points in all" in text
    code, text = neurolib("mark", name, "--write", file, "--course", texts.root)
    assert code == 0 and "2 of them wait" in text
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["student"], row["part"], row["points"], row["most"]) for row in rows] == [
        ("ada", "0-2-reason", "", "4"), ("ben", "0-2-reason", "", "4"),
    ]  # fmt: skip
    assert rows[0]["text"].endswith("Because.") and rows[1]["text"] == "'=1+1"

    code, text = neurolib(
        "mark",
        name,
        table(file, 'ada,0.2,"3,5",Well argued.', "ben,0-2-reason,,"),
        "--course",
        texts.root,
    )
    assert code == 0 and "1 text has" in text and "1 text of 1 student, 4 points in all" in text
    neurolib("feedback", name, "--course", texts.root)
    page = page_of(texts, "ada")
    assert "9.5 of 10 points</strong>" in page and "3.5 / 4" in page and "Well argued." in page
    code, text = neurolib("mark", name, table(file, "ben,0.2,0,"), "--course", texts.root)
    assert code == 0 and f"No text of {name} waits" in text
    neurolib("feedback", name, "--course", texts.root)
    assert "6 of 10 points</strong>" in page_of(texts, "ben") and "graded by a person" in page_of(
        texts, "ben"
    )
    assert exported(neurolib, texts, tmp_path / "table.csv")[0] == {
        "ada": "9.5",
        "ben": "6.0",
        "cleo": "6.0",
    }
    code, text = neurolib("grade", name, "--force", "--course", texts.root)
    # a person's points stay
    assert code == 0 and re.search(r"ada +9.5 / 10", text) and "to mark" not in text


def test_a_table_that_is_filled_in_is_never_written_over(
    texts: Any, neurolib: Any, tmp_path: Path
) -> None:
    file = table(tmp_path / "marks.csv", "ada,0.2,3,An hour of work.")
    before = file.read_bytes()
    code, text = neurolib("mark", texts.name, "--write", file, "--course", texts.root)
    assert (
        code == 3
        and file.read_bytes() == before
        and f"neurolib mark {texts.name} {file}" in " ".join(text.split())
    )
    code, text = neurolib(
        "mark", texts.name, "--write", tmp_path / "nowhere" / "marks.csv", "--course", texts.root
    )
    assert code == 3 and "No such file or directory" in text and "Traceback" not in text
    neurolib("mark", texts.name, "--write", tmp_path / "new.csv", "--course", texts.root)
    assert (tmp_path / "new.csv").read_bytes().startswith(b"\xef\xbb\xbf"), (
        "so that a spreadsheet shows umlauts"
    )


def test_no_text_makes_the_table_unreadable_or_a_formula(texts: Any, tmp_path: Path) -> None:
    """Neither in a spreadsheet that splits lines at semicolons, nor by its length; what is cut says
    so.
    """
    said = {
        "x" * 200_000: None,
        'well;=HYPERLINK("http://evil")\n=1+1\nben,0-2-reason,4,good': "well;'=HYPERLINK(\"http://evil\")\n'=1+1\nben,0-2-reason,4,good",
        "＝1+1": "'＝1+1",
        "ok\t =1+1": "ok\t' =1+1",
        "-1 * x; y = 2, z": "'-1 * x; y = 2, z",
    }
    notebook, file = (
        texts.root / "autograded" / "ada" / texts.name / f"{texts.name}.ipynb",
        tmp_path / "marks.csv",
    )
    for text, written in said.items():
        nb = nbformat.read(notebook, as_version=4)
        for cell in nb.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "0-2-reason":
                cell.source = text
        nbformat.write(nb, notebook)
        file.unlink(missing_ok=True)
        write_table(Course.at(texts.root), texts.name, file)
        (found,) = (
            row["text"] for row in rows(file, *COLUMNS, *FOR_READING) if row["student"] == "ada"
        )
        assert found == written or (
            written is None and len(found) < 32_767 and "autograded/ada" in found[-200:]
        )


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ["adda,0.2,3,"],
            r"Line 2 of marks.csv names the student 'adda', who has no text to mark; "
            r"there are ada, ben.",
        ),
        (["cleo,0.2,3,"], r"Line 2 .* 'cleo', who has no text to mark"),
        (
            ["ada,0.2,3,", "ben,0.1,3,"],
            r"Line 3 of marks.csv names the part '0.1' of ben; a person marks 0-2-reason.",
        ),
        (
            ["ada,0.2,5,"],
            r"Line 2 of marks.csv gives ada '5' points for 0-2-reason; expected a "
            r"number from 0 to 4.",
        ),
        (["ada,0.2,-1,"], "expected a number from 0 to 4"),
        (["ada,0.2,nan,"], "expected a number from 0 to 4"),
        (["ada,0.2,three,"], "expected a number from 0 to 4"),
        (
            ["ada,0.2,3,", "ada,0-2-reason,4,"],
            r"Line 3 of marks.csv marks 0-2-reason of ada a second time.",
        ),
        # as a spreadsheet counts lines
        (["ada,0.2,3,", ",,,", ",,,", "ben,0.2,5,"], "Line 5 of marks.csv gives ben '5' points"),
    ],
)
def test_a_table_with_a_wrong_line_changes_nothing(
    lines: list[str], sentence: str, texts: Any, tmp_path: Path
) -> None:
    course = Course.at(texts.root)
    with pytest.raises(ClassroomError, match=sentence):
        mark(course, texts.name, table(tmp_path / "marks.csv", *lines))
    assert [part.student for part in waiting(course, [texts.name])[texts.name]] == ["ada", "ben"]


def test_a_table_that_is_missing_or_has_other_columns_is_refused(
    texts: Any, tmp_path: Path
) -> None:
    course, file = Course.at(texts.root), tmp_path / "marks.csv"
    with pytest.raises(ClassroomError, match="There is no table .*--write"):
        mark(course, texts.name, file)
    file.write_text("name,points\nada,3\n", encoding="utf-8")
    with pytest.raises(
        ClassroomError, match="its first line should read student,part,points,comment"
    ):
        mark(course, texts.name, file)


def test_the_penalty_follows_a_persons_points(texts: Any, tmp_path: Path, nbgrader: Any) -> None:
    """With the rule that takes all points of late work, points that come after the grading are
    taken, too.
    """
    import datetime

    from nbgrader.api import Gradebook

    config = texts.root / "nbgrader_config.py"
    config.write_text(
        config.read_text(encoding="utf-8") + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n",
        encoding="utf-8",
    )
    course = Course.at(texts.root)
    with Gradebook(course.database, course.id) as book:
        book.update_or_create_assignment(texts.name, duedate=datetime.datetime(2026, 1, 1))
        book.find_submission(texts.name, "ada").timestamp = datetime.datetime(2026, 1, 2)
        book.db.commit()
    assert mark(course, texts.name, table(tmp_path / "marks.csv", "ada,0.2,3,")) == 1
    with Gradebook(course.database, course.id) as book:
        submission = book.find_submission(texts.name, "ada")
        assert submission.score == 9 and submission.late_submission_penalty == 9
    for points, command in (2, "generate_feedback"), (4, "export"):
        with Gradebook(course.database, course.id) as book:  # as Formgrader does
            book.find_grade("0-2-reason", texts.name, texts.name, "ada").manual_score = points
            book.db.commit()
        words = [texts.name, "--force"] if command != "export" else ["--to", str(tmp_path / "all")]
        assert nbgrader(texts.root, command, *words) == 0
        with Gradebook(course.database, course.id) as book:
            submission = book.find_submission(texts.name, "ada")
            assert submission.score == submission.late_submission_penalty == 6 + points
    assert "0 of 10 points</strong>" in page_of(texts, "ada")
    (ada,) = (line for line in (tmp_path / "all").read_text().splitlines() if ",ada," in line)
    assert ada.endswith(",10.0,10.0,0.0,10.0,0.0")


def test_an_untouched_text_is_not_answered_and_a_written_one_waits(
    tiny_course: Any, texts: Any, tmp_path: Path
) -> None:
    from neurolib.classroom.student.check import check

    texts.answer(tmp_path / "untouched.ipynb")
    texts.answer(tmp_path / "written.ipynb", **{"0-2-reason": f"{TEXT} Because."})
    for path, points, sentence in (
        ("untouched", 0, "not answered yet"),
        ("written", None, "to be marked by a person"),
    ):
        (text,) = (outcome for outcome in check(tmp_path / f"{path}.ipynb") if outcome.by_person)
        assert (text.title, text.points, text.sentence) == ("0.2 · Your reason", points, sentence)


def changed_answers(course: Any, **texts: str | None) -> None:
    """Hand in again; what was collected before is older than its grade."""
    for student, text in texts.items():
        answer = {"0-2-reason": f"{TEXT} {text}"} if text else {}
        course.submitted(student, **course.right, **answer)


@pytest.mark.parametrize("way", ["neurolib", "nbgrader"])
def test_a_text_that_changed_after_it_was_marked_is_named_until_it_is_marked_again(
    texts: Any, neurolib: Any, tmp_path: Path, way: str
) -> None:
    course, name, home = Course.at(texts.root), texts.name, ("--course", texts.root)
    first = table(
        tmp_path / "1.csv", "ada,0-2-reason,3,", "ben,0-2-reason,4,", "cleo,0-2-reason,1,"
    )
    with pytest.raises(ClassroomError, match="cleo"):
        mark(course, name, first)
    mark(course, name, table(first, "ada,0-2-reason,3,", "ben,0-2-reason,4,"))
    changed_answers(texts, ada="Because.", ben=None)
    if way == "nbgrader":
        quietly(Autograde, course.config, name, force=True)
    code, text = neurolib("grade", name, *home)
    said = "0-2-reason has changed since it was marked: its 4 points are those of the earlier text"
    assert code == 0 and " ".join(text.split()).count("has changed since it was marked") == 1
    assert said in " ".join(text.split()).replace("  ", " ")
    for command in ["mark", name], ["feedback", name], ["export", tmp_path / "all.csv"]:
        assert f"Warning: {name}, ben: {said}. Mark it again" in neurolib(*command, *home)[1]
    neurolib("grade", name, "--force", *home)
    assert f"{name}, ben: {said}" in neurolib("mark", name, *home)[1], "nobody has looked yet"
    mark(course, name, table(tmp_path / "2.csv", "ben,0-2-reason,0,"))
    assert "has changed" not in neurolib("mark", name, *home)[1]
    neurolib("grade", name, "--force", *home)
    assert "has changed" not in neurolib("mark", name, *home)[1]


def test_a_table_that_is_older_than_the_text_marks_nothing(texts: Any, tmp_path: Path) -> None:
    from neurolib.classroom.grading.grade import grade

    course, file = Course.at(texts.root), tmp_path / "old.csv"
    write_table(course, texts.name, file)
    lines = file.read_text(encoding="utf-8-sig").replace("ada,0-2-reason,", "ada,0-2-reason,4")
    changed_answers(texts, ada="On second thoughts, no.")
    grade(course, texts.name, workers=1)
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(
        ClassroomError, match="Line 2 of old.csv: 0-2-reason of ada has changed since"
    ):
        mark(course, texts.name, file)
    file.unlink()
    write_table(course, texts.name, file)
    lines = file.read_text(encoding="utf-8-sig").replace("ada,0-2-reason,", "ada,0-2-reason,4")
    file.write_text(lines.replace("On second", "  On  second"), encoding="utf-8")
    assert mark(course, texts.name, file) == 1


@pytest.mark.parametrize("way", ["neurolib", "nbgrader"])
def test_a_marked_text_whose_notebook_is_gone_is_named(
    texts: Any, neurolib: Any, tmp_path: Path, way: str
) -> None:
    """As one that has changed, until it is marked again."""
    course, name, home = Course.at(texts.root), texts.name, ("--course", texts.root)
    path = course.folder("source") / name / f"{name}.ipynb"
    other = path.read_text(encoding="utf-8").replace("cube", "cub").replace("square", "sq")
    path.with_name("more.ipynb").write_text(other.replace("0-2-r", "0-4-r"), encoding="utf-8")
    assert neurolib("release", name, *home)[0] == 0
    more = (course.folder("release") / name / "more.ipynb").read_text(encoding="utf-8")
    there = course.folder("submitted") / "ada" / name / "more.ipynb"
    there.write_text(more.replace("YOUR ANSWER HERE", "So."), encoding="utf-8")
    assert neurolib("grade", name, "--student", "ada", *home)[0] == 0
    mark(course, name, table(tmp_path / "1.csv", "ada,0.4,3,"))
    there.unlink()
    changed_answers(texts, ada="Because.")

    def again() -> str:
        if way == "nbgrader":
            quietly(Autograde, course.config, name, "ada", force=True)
        return said(neurolib("grade", name, "--student", "ada", "--force", *home)[1])

    for _ in range(2):
        assert "0-4-reason has changed since it was marked: its 3 points are those" in again()
        assert f"{name}, ada: 0-4-reason has changed" in neurolib("feedback", name, *home)[1]
    mark(course, name, table(tmp_path / "2.csv", "ada,0.4,0,"))
    assert "0-4-reason" not in again()


def test_points_in_an_older_table_hide_no_text_that_nobody_has_read(
    texts: Any, neurolib: Any, tmp_path: Path
) -> None:
    """A teacher who has marked ada before may fill in ben's line of the same table."""
    name, file, home = texts.name, tmp_path / "old.csv", ("--course", texts.root)
    write_table(Course.at(texts.root), name, file)
    lines = file.read_text(encoding="utf-8-sig").replace("ada,0-2-reason,", "ada,0-2-reason,4")
    file.write_text(lines, encoding="utf-8")
    assert neurolib("mark", name, file, *home)[0] == 0
    changed_answers(texts, ada="On second thoughts, no.")
    assert "has changed since it was marked" in said(neurolib("grade", name, *home)[1])
    file.write_text(lines.replace("ben,0-2-reason,", "ben,0-2-reason,3"), encoding="utf-8")
    code, text = neurolib("mark", name, file, *home)
    assert code == 0 and "0-2-reason has changed since it was marked" in said(text)
    file.unlink()
    write_table(Course.at(texts.root), name, file)
    assert "has changed" not in neurolib("mark", name, file, *home)[1]


def test_no_comment_is_a_formula_and_each_is_read_back_as_it_was(
    texts: Any, tmp_path: Path
) -> None:
    course, file, comment = Course.at(texts.root), tmp_path / "marks.csv", "- Good.\n- But why?"
    mark(course, texts.name, table(file, f'ada,0.2,3,"{comment}"'))
    for _ in range(2):
        file.unlink()
        write_table(course, texts.name, file)
        assert "\"'- Good.\n'- But why?\"" in file.read_text(encoding="utf-8-sig")
        mark(course, texts.name, file)


def test_points_above_what_a_text_is_worth_now_are_named(texts: Any, tmp_path: Path) -> None:
    from neurolib.classroom.grading.grade import grade

    course = Course.at(texts.root)
    mark(course, texts.name, table(tmp_path / "1.csv", "ada,0-2-reason,4,"))
    path = texts.root / "solutions" / texts.name / f"{texts.name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[-1].metadata.nbgrader.points = 2
    nbformat.write(nb, path)
    found = {report.student: report for report in grade(course, texts.name, workers=1)}
    assert found["ada"].doubts == ["0-2-reason was given 4 points and is worth 2 now"]
    assert not found["ben"].doubts and found["ada"].plain()["doubts"] == found["ada"].doubts


def test_a_name_in_the_table_is_no_formula_and_is_read_back(texts: Any, tmp_path: Path) -> None:
    from neurolib.classroom.grading.grade import grade

    course, file = Course.at(texts.root), tmp_path / "marks.csv"
    texts.submitted("=1+1", **texts.right, **{"0-2-reason": f"{TEXT} So."})
    grade(course, texts.name, student="=1+1", workers=1)
    write_table(course, texts.name, file)
    text = file.read_text(encoding="utf-8-sig")
    assert "\n'=1+1,0-2-reason," in text and "\n=" not in text
    file.write_text(text.replace("'=1+1,0-2-reason,", "'=1+1,0-2-reason,4"), encoding="utf-8")
    assert mark(course, texts.name, file) == 1
