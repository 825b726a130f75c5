"""The map of the course: stations found by their number, ticks kept in a file, words for a page
without widgets.
"""

import json

import pytest

from neurolib.widgets import course_map

PARTS = {
    "I · Basics": [(0, "Why?", "chip", "a reason"), (1, "How?", "clock", "a way")],
    "II · More": [("", "Lab", "lab", "a hand <on> it")],
}
STEPS = ["Chapter 0 · Why?", "Problem set 0 · ps0-frame", "Chapter 1 · How?"]


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    for name, said in {
        "course/1-basics/0-why.ipynb": "**Time**: 30 minutes",
        "course/1-basics/0-why.mine.ipynb": "a copy",
        "course/1-basics/1-how.ipynb": "no time",
        "exercises/ps0-frame/ps0-frame.ipynb": "two problems, about 40 minutes",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(said)
    return folder


def test_a_station_finds_its_chapter_and_its_set_by_its_number(course):
    shown = course_map(PARTS, course / "ticks.json", course)
    why, how, lab = [each for part in shown.parts for each in part["stations"]]
    assert [(task["href"], task["minutes"]) for task in why["tasks"]] == [
        ("1-basics/0-why.ipynb", 30),
        ("../exercises/ps0-frame/ps0-frame.ipynb", 40),
    ]
    assert [task["minutes"] for task in how["tasks"]] == [None] and not lab["tasks"]  # planned
    assert shown.steps == STEPS


def test_a_lab_has_a_count_of_its_own(course):
    for name in "course/3-labs/lab1-digits.ipynb", "exercises/lab1-digits/lab1-digits.ipynb":
        (course.parent / name).parent.mkdir(parents=True)
        (course.parent / name).write_text("about 90 minutes")
    shown = course_map(
        {**PARTS, "III": [("L1", "Digits", "lab", "more")]}, course / "ticks.json", course
    )
    assert shown.steps == [*STEPS, "Lab 1 · Digits", "Problem set L1 · lab1-digits"]
    assert shown.files["L1"] == [
        course / "3-labs/lab1-digits.ipynb",
        course / "../exercises/lab1-digits/lab1-digits.ipynb",
    ]
    assert shown.files["1"] == [course / "1-basics/1-how.ipynb", None]


def test_of_two_notebooks_with_a_number_the_one_with_the_title_counts_and_the_set_that_it_names(
    course,
):
    """A student's copy keeps the notebooks of before, when chapters get other numbers."""
    for name in (
        "course/1-basics/1-a-before.ipynb",
        "exercises/ps1-before/ps1-before.ipynb",
        "exercises/ps1-how/ps1-how.ipynb",
    ):
        (course.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (course.parent / name).write_text("")
    (course / "1-basics/1-how.ipynb").write_text("**Problem set**: `ps1-how`")
    shown = course_map(PARTS, course / "ticks.json", course)
    assert [task["href"] for task in shown.stations[1]["tasks"]] == [
        "1-basics/1-how.ipynb",
        "../exercises/ps1-how/ps1-how.ipynb",
    ]


def test_ticks_are_kept_beside_the_notebook_and_read_again(course):
    file = course / "ticks.json"
    shown = course_map(PARTS, file, course)
    assert shown.said == "0 of 3 done" and not file.exists()  # looking writes nothing
    shown.ticked = STEPS[1:2]
    assert shown.said == "1 of 3 done" and json.loads(file.read_text()) == STEPS[1:2]
    again = course_map(PARTS, file, course)
    assert again.ticked == STEPS[1:2]
    data, _ = again._repr_mimebundle_()
    lines = [
        "I · Basics",
        "☐ " + STEPS[0],
        "☑ " + STEPS[1],
        "☐ " + STEPS[2],
        "II · More",
        "Lab (planned)",
        "1 of 3 done",
    ]
    assert data["text/plain"].splitlines() == lines
    assert (
        f'<a href="1-basics/0-why.ipynb">☐ {STEPS[0]}</a>' in data["text/html"]
        and "a hand &lt;on&gt; it" in data["text/html"]
    )


@pytest.mark.parametrize("content", ["", "{", "3", "[[1]]"])
def test_a_broken_file_of_ticks_counts_as_none(course, content):
    file = course / "ticks.json"
    file.write_text(content)
    assert course_map(PARTS, file, course).said == "0 of 3 done"


def test_a_place_that_cannot_be_written_is_said(course):
    shown = course_map(PARTS, course / "no folder" / "ticks.json", course)
    shown.ticked = STEPS[:1]
    assert "could not be written" in shown.said


# Objectives, and what comes next

ROWS = """| no. | you can … | sections | practised in |
|:--|:--|:--|:--|
| 0.1 | **say** $x$ <here> | 1 | problem 0.1 |
| 0.2 | **do** it | 1, 2 | problems 0.1 and 0.2 |
| 0.3 | **judge** it | 2 | problem 0.2 |"""


def cell(source, *tags, kind="code"):
    return {
        "cell_type": kind,
        "source": source.splitlines(keepends=True),
        "metadata": {"tags": list(tags)},
    }


@pytest.fixture
def working(course):
    """The course with a chapter and a set that have objectives; ``working.keep(*keys)`` and
    ``working.try_(**failed)`` are a student's work.
    """
    chapter = [
        cell(ROWS, kind="markdown"),
        cell("## 1 · One\n\nWhat?\n\n## 2 · Two", kind="markdown"),
        cell(
            '# Your prediction\nguess("0.1", "the size",\n      found, "mV")', "objective:0.1-say"
        ),
        cell("x = ...", "blank", "objective:0.2-do", "objective:0.1-say"),
        cell('filled(lambda: x, 1.0, "the step")'),
        cell("%matplotlib inline\nguess(", "objective:0.2-do"),  # no Python
        cell("**Check yourself.** Which?", "concept", "objective:0.3-judge", kind="markdown"),
    ]
    problems = [
        cell("## 0.1 · A problem", "objective:0.1-say", "objective:0.2-do", kind="markdown"),
        cell("## 0.2 · Another", "objective:0.2-do", "objective:0.3-judge", kind="markdown"),
    ]
    tests = {"0-1-first": "…", "0-1-second": "…", "0-2-first": "…"}
    released = course.parent / "exercises/ps0-frame/ps0-frame.ipynb"
    (course / "1-basics/0-why.ipynb").write_text(json.dumps({"cells": chapter}))
    released.write_text(json.dumps({"cells": problems, "metadata": {"neurolib": {"tests": tests}}}))

    class Working:
        def keep(self, *keys):
            (course / ".guesses.json").write_text(
                json.dumps({key: {"kind": "Blank"} for key in keys})
            )

        def try_(self, **failed):
            (released.parent / ".hints.json").write_text(
                json.dumps({name.replace("_", "-"): n for name, n in failed.items()})
            )

        def map(self):
            shown = course_map(PARTS, course / "ticks.json", course)
            self.shown = shown
            return shown.progress

        def rows(self):
            return [
                (row["number"], row["practised"], row["passed"], row["problems"])
                for row in self.map()["rows"]["0"]
            ]

        def next(self):
            then = self.map()["next"]
            return f"{then['words']} {then['link']}", then["number"], then["href"]

    return Working()


def test_what_is_practised_and_what_passes_is_counted_for_each_objective(working):
    assert working.rows() == [
        ("0.1", [0, 2], [0, 2], ["0.1"]),
        ("0.2", [0, 1], [0, 3], ["0.1", "0.2"]),
        ("0.3", [0, 0], [0, 1], ["0.2"]),
    ]
    assert (
        working.map()["rows"]["0"][0]["words"].startswith("<strong>say</strong> ")
        and "&lt;here&gt;" in working.map()["rows"]["0"][0]["words"]
    )
    assert working.map()["rows"]["1"] == []  # a chapter without a table of objectives
    working.keep("0.1 the size", "1.1 the size", "blank another")
    working.try_(**{"0_1_first": 0, "0_1_second": 3, "0_9_first": 0})
    assert working.rows()[:2] == [
        ("0.1", [1, 2], [1, 2], ["0.1"]),
        ("0.2", [0, 1], [1, 3], ["0.1", "0.2"]),
    ]
    working.keep("0.1 the size", "blank the step")
    assert [row[1] for row in working.rows()] == [[2, 2], [1, 1], [0, 0]]


def test_next_is_a_chapter_then_an_objective_then_a_problem_then_the_next_chapter(working):
    chapter, problems = "1-basics/0-why.ipynb", "../exercises/ps0-frame/ps0-frame.ipynb"
    assert working.next() == ("begin chapter 0 · Why?", "0", chapter)
    working.keep("0.1 the size")
    assert working.next() == (
        "practise objective 0.1 in section 2 of chapter 0 · Why?",
        "0",
        chapter,
    )
    working.keep("0.1 the size", "blank the step")
    assert working.next() == ("begin problem set 0 · ps0-frame", "0", problems)
    working.try_(**{"0_1_first": 0, "0_1_second": 0})
    assert working.next() == ("solve problem 0.2 of problem set 0 · ps0-frame", "0", problems)
    working.try_(**{"0_1_first": 0, "0_1_second": 0, "0_2_first": 0})
    assert working.next() == ("begin chapter 1 · How?", "1", "1-basics/1-how.ipynb")
    working.shown.ticked = STEPS[2:]
    assert working.shown.progress["next"] == {}


def test_what_is_ticked_is_finished_whatever_is_left_of_it(working):
    working.keep("0.1 the size")
    working.map()
    working.shown.ticked = STEPS[:1]
    assert working.shown.progress["next"]["link"] == "problem set 0 · ps0-frame"
    working.shown.ticked = STEPS[:2]
    assert working.shown.progress["next"]["link"] == "chapter 1 · How?"


def test_what_was_done_meanwhile_is_read_when_the_page_asks(working):
    working.map()
    working.keep("0.1 the size")
    assert working.shown.progress["rows"]["0"][0]["practised"] == [0, 2]
    working.shown._handle_custom_msg({"look": True}, [])
    assert working.shown.progress["rows"]["0"][0]["practised"] == [1, 2]


@pytest.mark.parametrize("content", ["", "{", "3", '{"0-1-first": "x"}'])
def test_files_that_are_broken_count_as_nothing_done(working, course, content):
    for file in course / ".guesses.json", course.parent / "exercises/ps0-frame/.hints.json":
        file.write_text(content)
    assert [row[1][0] + row[2][0] for row in working.rows()] == [0, 0, 0]
    (course / "1-basics/0-why.ipynb").write_text(content)
    assert working.map()["rows"]["0"] == [] and working.next()[0] == "begin chapter 0 · Why?"
