"""Guesses of a class: handed in by who wishes so, counted without names, and nothing in them
believed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.guesses import LARGEST, chapter_of, packed, predictions
from neurolib.classroom.intake.files import GUESSES
from neurolib.classroom.reports.guesses import LEAST, line, page, survey
from neurolib.classroom.student import student as student_module
from neurolib.widgets import guess

Run = Callable[..., tuple[int, str]]
ROOT = Path(__file__).parents[2]
ASKED = (
    'guess("0.1", "the rate at 250 pA", 41.7, "Hz")',
    'guess("0.2", "the time of $t^*$", "b", because="It is late.", choices=("early", "<late>"))',
    'guess("0.3", "the curve", Curve(x, y, "x", "y", (0, 40)))',
    'guess("1.1", "of another chapter", 1.0)',
)
NUMBER, CHOICE, CURVE, OTHER = (
    "0.1 the rate at 250 pA",
    "0.2 the time of $t^*$",
    "0.3 the curve",
    "1.1 of another chapter",
)


def number(value: Any, found: Any = 41.7) -> dict[str, Any]:
    return {"kind": "Number", "value": value, "found": found}


def choice(value: Any, found: Any = "b") -> dict[str, Any]:
    return {"kind": "Choice", "value": value, "found": found}


@pytest.fixture
def course(tiny_course: Any) -> Any:
    """A course whose chapter asks three predictions, and another chapter."""
    cells = [new_markdown_cell("# 0 · A chapter"), new_code_cell("%matplotlib inline")]
    folder = tiny_course.root / "course" / "1-part"
    folder.mkdir(parents=True)
    cells += [new_code_cell(source) for source in ASKED]
    (folder / "0-chapter.ipynb").write_text(writes(new_notebook(cells=cells)), encoding="utf-8")
    return tiny_course


def laid(course: Any, student: str, content: str | bytes) -> Path:
    """Lay a file of guesses beside a submission."""
    folder = Path(course.root, "submitted", student, course.name)
    folder.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else content.encode()
    (folder / GUESSES).write_bytes(data)
    return folder


def kept(work: Path, content: Any) -> None:
    (work / "course").mkdir(parents=True, exist_ok=True)
    (work / "course" / ".guesses.json").write_text(json.dumps(content), encoding="utf-8")


# What is asked, and what is packed


@pytest.mark.parametrize(
    ("name", "chapter"), [("ps2-spikes", "2"), ("lab1-chip", "L1"), ("ps10-x", "10"), ("PS0", "0")]
)
def test_a_set_belongs_to_the_chapter_of_its_number(name: str, chapter: str) -> None:
    assert chapter_of(name) == chapter


def test_a_set_without_a_number_has_no_guesses() -> None:
    with pytest.raises(ClassroomError, match="midterm belongs to no chapter.* as in ps2-spikes"):
        chapter_of("midterm")


def test_every_prediction_of_the_course_belongs_to_a_set() -> None:
    found = Counter[str]()
    for path in (ROOT / "solutions").glob("*/*.ipynb"):
        asked = predictions(ROOT, path.parent.name)
        assert asked, path.parent.name
        found.update(list(asked))
    notebooks = [
        path for path in (ROOT / "course").rglob("*.ipynb") if "checkpoint" not in str(path)
    ]
    calls = [
        call
        for path in notebooks
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
        for call in re.findall(r"\bguess\(\s*[\"']", "".join(cell["source"]))
    ]
    assert set(found.values()) == {1} and len(found) == len(calls) > 100


def test_a_prediction_is_read_from_its_notebook(course: Any) -> None:
    asked = predictions(course.root, course.name)
    assert list(asked) == [NUMBER, CHOICE, CURVE]
    assert (asked[NUMBER].unit, asked[CHOICE].choices) == ("Hz", ("early", "<late>"))


def test_what_is_packed_is_of_the_chapter_and_without_the_words_that_were_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "index.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path / "course")
    guess("2.1", "the rate", 41.7149, "Hz").take("0.05 kHz")
    guess("2.2", "the way", "b", choices=("up", "down")).take("(A) ")
    guess("3.1", "another", 1.0).take("2")
    assert packed(tmp_path, "ps2-spikes") == {
        "2.1 the rate": {"kind": "Number", "value": 50.0, "found": 41.7149},
        "2.2 the way": {"kind": "Choice", "value": "a", "found": "b"},
    }
    assert packed(tmp_path, "ps4-devices") == {}


def test_a_guess_of_an_earlier_version_is_kept_anew_when_its_cell_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path, {"2.1 the rate": {"guess": "50", "error": 0.2, "kind": "Number"}})
    (tmp_path / "course" / "index.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path / "course")
    assert packed(tmp_path, "ps2-spikes") == {}
    guess("2.1", "the rate", 40, "Hz")
    assert packed(tmp_path, "ps2-spikes")["2.1 the rate"] == number(50.0, 40.0)


# The round


@pytest.fixture
def work(course: Any) -> Path:
    """A student's working copy, with guesses, whose set is answered."""
    course.publish()
    folder = Path(course.root, "ada")
    course.answer(folder / "exercises" / course.name / f"{course.name}.ipynb", **course.right)
    own = {"guess": "my own words", "error": 0.2} | number(50.0)
    kept(folder, {NUMBER: own, OTHER: own, "blank tau": {"kind": "Blank"}})
    return folder


def test_guesses_go_with_a_hand_in_if_the_student_wishes_so_and_no_further_than_submitted(
    course: Any, work: Path, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, root = course.name, course.root
    monkeypatch.chdir(work)
    code, text = neurolib("submit", name, "--student", "ada", "--guesses")
    assert code == 0 and "With it went your 1 guess, for the class's table." in text, text
    assert not (work / "exercises" / name / GUESSES).exists()
    monkeypatch.chdir(root)
    assert neurolib("grade", name)[0] == 0
    here = root / "submitted" / "ada" / name / GUESSES
    assert json.loads(here.read_text(encoding="utf-8")) == {NUMBER: number(50.0)}
    code, text = neurolib("grade", name, "--force")
    assert "6 / 6" in text and "class-guesses" not in text, text
    assert neurolib("feedback", name)[0] == 0
    places = {path.relative_to(root).parts[0] for path in root.rglob(GUESSES)}
    assert places == {"submitted", ".exchange", "ada"}  # and the student's own copy of the hand-in
    page = next((root / "feedback").rglob("*.html")).read_text(encoding="utf-8")
    assert "my own words" not in page and GUESSES not in page
    code, text = neurolib("report", name, "--guesses")
    assert code == 0 and "1 student handed in guesses" in text and "not shown" in text, text
    assert "41.7" not in text and "ada" not in text

    monkeypatch.chdir(work)
    code, text = neurolib("submit", name, "--student", "ada")  # takes them back
    assert code == 0 and "went" not in text
    monkeypatch.chdir(root)
    assert neurolib("grade", name)[0] == 0 and not here.exists()
    code, text = neurolib("report", name, "--guesses")
    assert code == 3 and (
        f"A student hands them in with neurolib submit {name} --guesses" in " ".join(text.split())
    )


def test_a_file_that_was_left_beside_the_notebook_is_not_handed_in(
    course: Any, work: Path, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work)
    (work / "exercises" / course.name / GUESSES).write_text("{}", encoding="utf-8")
    for words in [], ["--file"]:
        assert neurolib("submit", course.name, "--student", "ada", *words)[0] == 0
    assert not list((course.root / ".exchange").rglob(GUESSES))
    assert GUESSES not in str(zipfile.ZipFile(work / f"{course.name}-ada.zip").namelist())


def test_who_has_not_guessed_hands_in_and_is_told(
    course: Any, work: Path, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(work, {OTHER: number(1.0)})
    monkeypatch.chdir(work)
    code, text = neurolib("submit", course.name, "--student", "ada", "--guesses")
    assert code == 0 and "Submitted" in text and "No guess went with it" in text
    (work / "course" / ".guesses.json").unlink()
    assert "No guess went with it" in student_module.submit(course.name, "ada", work, guesses=True)


def test_guesses_in_an_uploaded_file_are_counted(
    course: Any, work: Path, neurolib: Run, tmp_path: Path
) -> None:
    said = student_module.submit(course.name, "ada", work, file=True, guesses=True)
    assert "With it went your 1 guess" in said
    packed_file = work / f"{course.name}-ada.zip"
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as download:
        for student in "abcde":
            download.write(packed_file, f"{course.name}-{student}.zip")
    code, text = neurolib(
        "collect", course.name, tmp_path / "download.zip", "--course", course.root
    )
    assert code == 0, text
    code, text = neurolib("report", course.name, "--guesses", "--course", course.root)
    assert code == 0 and "5 105 % to twice" in text and "41.7 Hz" in text, text


# What is counted


def test_the_counts_of_a_class(course: Any, neurolib: Run, tmp_path: Path) -> None:
    values = [0, -3, 5, 20.8, 21, 41, 41.7, 43.7, 50, 83, 84, 4000]
    for k, value in enumerate(values):
        mine = {NUMBER: number(value), CHOICE: choice("ab"[k % 3 > 0])}
        mine |= {CURVE: {"kind": "Curve", "error": 0.01 * 10**k if k < 5 else 0.2}} if k < 6 else {}
        laid(course, f"student{k}", json.dumps(mine))
    found = survey(Course.at(course.root), course.name)
    assert found.students == len(values) and found.troubles == []
    counts = [{bar.words: bar.count for bar in each.bars} for each in found.guessed]
    assert counts[0] == {
        "less than half": 2,
        "half to 95 %": 1,
        "within 5 %": 3,
        "105 % to twice": 2,
        "more than twice": 2,
        "zero, or the other sign": 2,
    }
    assert counts[1] == {"(a) early": 4, "(b) <late>": 8}
    assert sum(counts[2].values()) == 6 and counts[2]["within 5 %"] == 1
    assert [each.found for each in found.guessed] == ["41.7 Hz", "(b)", "a curve"]
    assert line(found.guessed[1])[1:] == ["(b)", "12", "4 (a) early, 8 (b) <late> (right)"]

    told, plain = tmp_path / "page.html", tmp_path / "guesses.json"
    code, text = neurolib(
        "report", course.name, "--course", course.root, "--html", told, "--json", plain
    )
    assert code == 0 and "12 students handed in guesses" in text
    shown = told.read_text(encoding="utf-8")
    assert "student3" not in shown + text + plain.read_text(encoding="utf-8")
    assert "(b) &lt;late&gt;" in shown and "<late>" not in shown and "<script" not in shown
    assert shown.count("<svg") == shown.count("role='img'") == 6 + 2 + 5
    assert "default-src 'none'; style-src 'sha256-" in shown and "img-src" not in shown
    assert "style=" not in shown and shown.count("class='bar'") == 6 + 2 + 5
    assert json.loads(plain.read_text(encoding="utf-8"))[1] == {
        "prediction": "0.2",
        "what": "the time of $t^*$",
        "students": 12,
        "found": "(b)",
        "guesses": {"(a) early": 4, "(b) <late>": 8},
    }


@pytest.mark.parametrize("students", [LEAST - 1, LEAST])
def test_a_prediction_that_few_guessed_is_not_shown(students: int, course: Any) -> None:
    for k in range(students):
        laid(course, f"student{k}", json.dumps({NUMBER: number(41.0), CHOICE: choice("a")}))
    laid(course, "one-more", json.dumps({CHOICE: choice("b")}))
    found = survey(Course.at(course.root), course.name)
    few = students < LEAST
    assert bool(found.guessed[0].bars) != few and found.guessed[1].bars
    assert line(found.guessed[0])[2:] == (
        [f"< {LEAST}", "not shown"] if few else ["5", "5 within 5 %"]
    )
    assert found.guessed[0].plain()["students"] == ("fewer than 5" if few else 5)
    assert ("41.7" in page(found)) != few
    assert "Fewer than 5 students guessed, so nothing is shown." in page(found)


def test_what_was_found_is_what_most_say(course: Any) -> None:
    for k in range(7):
        lies = k < 3
        mine = {
            NUMBER: number(41.7, 1e9 if lies else 41.7),
            CHOICE: choice("b", "a" if lies else "b"),
        }
        laid(course, f"student{k}", json.dumps(mine))
    guessed = survey(Course.at(course.root), course.name).guessed
    assert [each.found for each in guessed[:2]] == ["41.7 Hz", "(b)"]
    assert {bar.words: bar.count for bar in guessed[0].bars}["within 5 %"] == 7


def test_a_result_of_zero_and_a_negative_one_are_counted(course: Any) -> None:
    for k, value in enumerate([0, 0, 1, -1, -40]):
        laid(course, f"s{k}", json.dumps({NUMBER: number(value, 0)}))
    (first, *_) = survey(Course.at(course.root), course.name).guessed
    assert [bar.count for bar in first.bars] == [0, 0, 2, 0, 1, 2]
    for k, value in enumerate([-40, -39, -80, -10, 40]):
        laid(course, f"s{k}", json.dumps({NUMBER: number(value, -40)}))
    (first, *_) = survey(Course.at(course.root), course.name).guessed
    assert [bar.count for bar in first.bars] == [1, 0, 2, 1, 0, 1]


# What is not believed


HOSTILE = {
    "not JSON": "{",
    "not text": b"\xff\xfe\x00\x01",
    "a list": "[1, 2]",
    "a number": "3",
    "deep": "[" * 90_000,
    "deep objects": '{"a":' * 15_000,
    "too large": '{"a": "' + "x" * LARGEST + '"}',
    "a number of many digits": '{"a": ' + "9" * 50_000 + "}",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_holds_no_guesses_gets_a_sentence_and_stops_nobody(
    content: str | bytes, course: Any, neurolib: Run
) -> None:
    laid(course, "mallory", content)
    for k in range(5):
        laid(course, f"student{k}", json.dumps({NUMBER: number(41.0)}))
    found = survey(Course.at(course.root), course.name)
    (trouble,) = found.troubles
    assert (
        trouble.startswith(f"mallory: {GUESSES} does not count: the file ") and len(trouble) < 120
    )
    assert found.students == 5 and found.guessed[0].students == 5
    code, text = neurolib("report", course.name, "--guesses", "--course", course.root)
    assert code == 0 and f"Warning: mallory: {GUESSES} does not count" in text
    assert "mallory" not in page(found)


WRONG = [
    number(float("nan")),
    number(float("inf")),
    number(10**400),
    number(-(10**4000)),
    number("41.7"),
    number(True),
    number(None),
    number([41.7]),
    number(41.7, float("nan")),
    number(41.7, "<script>alert(1)</script>"),
    choice("<script>alert(1)</script>"),
    choice("ab"),
    choice("z"),
    choice(""),
    choice(1),
    choice("a", {"b": 1}),
    {"kind": "Curve", "error": -1},
    {"kind": "Curve", "error": "0"},
    {"kind": "Curve"},
    {"kind": "Blank"},
    {"kind": ["Number"], "value": 1, "found": 1},
    {},
    [],
    None,
    "a",
]


def counted(course: Any, entries: list[Any]) -> bool:
    """Whether a table of five students counts what others have written in place of a guess, or
    shows it.
    """
    good = number(41.0)
    evil = "<script>alert(1)</script>"
    shutil.rmtree(Path(course.root, "submitted"), ignore_errors=True)
    for k, entry in enumerate(entries):
        given = {NUMBER: entry, CHOICE: entry, CURVE: entry, evil: good}
        laid(course, f"mallory{k}", json.dumps(given))
    for k in range(5):
        laid(course, f"student{k}", json.dumps({NUMBER: good}))
    found = survey(Course.at(course.root), course.name)
    as_it_should = (
        found.guessed[0].students == 5
        and found.students == 5
        and [bool(each.bars) for each in found.guessed] == [True, False, False]
        and "script" not in page(found) + str([each.plain() for each in found.guessed])
    )
    return not as_it_should


def test_what_is_no_guess_does_not_count(course: Any) -> None:
    """All in one table; if it counts one of them, each is asked alone, so that all are named."""
    if counted(course, WRONG):
        alone = [entry for entry in WRONG if counted(course, [entry])]
        pytest.fail(f"of what is no guess, this counts: {alone or 'none alone, but all together'}")


def test_a_guess_of_another_kind_than_most_and_an_unknown_choice_do_not_count(course: Any) -> None:
    for k in range(5):
        laid(course, f"student{k}", json.dumps({NUMBER: number(41.0), CHOICE: choice("b")}))
    laid(course, "mallory", json.dumps({NUMBER: choice("a"), CHOICE: choice("h")}))
    first, second, _ = survey(Course.at(course.root), course.name).guessed
    assert first.students == 5 and second.students == 5
    assert {bar.words: bar.count for bar in second.bars} == {"(a) early": 0, "(b) <late>": 5}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_links_pipes_and_archives_lead_nowhere(course: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps({NUMBER: number(41.0)}), encoding="utf-8")
    folder = laid(course, "link", "")
    (folder / GUESSES).unlink()
    (folder / GUESSES).symlink_to(secret)
    folder = laid(course, "pipe", "")
    (folder / GUESSES).unlink()
    os.mkfifo(folder / GUESSES)
    (course.root / "submitted" / "whole").mkdir()
    (course.root / "submitted" / "whole" / course.name).symlink_to(folder)
    folder = laid(course, "bomb", "")
    (folder / GUESSES).unlink()
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"x/{GUESSES}", b"[" * 30_000_000)
    (folder / "b.zip").write_bytes(b"PK\x03\x04 broken")
    for k in range(5):
        laid(course, f"student{k}", json.dumps({NUMBER: number(41.0)}))
    found = survey(Course.at(course.root), course.name)
    assert found.guessed[0].students == found.students == 5
    assert found.troubles == [f"bomb: {GUESSES} does not count: the file has more than 100 kB."]


def test_a_course_without_chapters_and_an_unknown_set_get_a_sentence(tiny_course: Any) -> None:
    with pytest.raises(ClassroomError, match="asks for a prediction in the chapter of ps0-tiny"):
        survey(Course.at(tiny_course.root), tiny_course.name)
    with pytest.raises(ClassroomError, match="has no assignment ps9-none"):
        survey(Course.at(tiny_course.root), "ps9-none")


def test_a_page_that_cannot_be_written_gets_a_sentence(
    course: Any, neurolib: Run, tmp_path: Path
) -> None:
    laid(course, "ada", json.dumps({NUMBER: number(41.0)}))
    for option in "--html", "--json":
        words = "--guesses", "--course", course.root, option, tmp_path / "nowhere" / "file"
        code, text = neurolib("report", course.name, *words)
        assert code == 3 and "No such file or directory" in text and "Traceback" not in text
