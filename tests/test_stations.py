"""The map of the course: stations found by their number, ticks kept in a file, words for a page without widgets."""

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


def test_ticks_are_kept_beside_the_notebook_and_read_again(course):
    file = course / "ticks.json"
    shown = course_map(PARTS, file, course)
    assert shown.said == "0 of 3 done" and not file.exists()  # looking writes nothing
    shown.ticked = STEPS[1:2]
    assert shown.said == "1 of 3 done" and json.loads(file.read_text()) == STEPS[1:2]
    again = course_map(PARTS, file, course)
    assert again.ticked == STEPS[1:2]
    data, _ = again._repr_mimebundle_()
    lines = ["I · Basics", "☐ " + STEPS[0], "☑ " + STEPS[1], "☐ " + STEPS[2], "II · More", "Lab (planned)", "1 of 3 done"]
    assert data["text/plain"].splitlines() == lines
    assert f'<a href="1-basics/0-why.ipynb">☐ {STEPS[0]}</a>' in data["text/html"] and "a hand &lt;on&gt; it" in data["text/html"]


@pytest.mark.parametrize("content", ["", "{", "3", "[[1]]"])
def test_a_broken_file_of_ticks_counts_as_none(course, content):
    file = course / "ticks.json"
    file.write_text(content)
    assert course_map(PARTS, file, course).said == "0 of 3 done"


def test_a_place_that_cannot_be_written_is_said(course):
    shown = course_map(PARTS, course / "no folder" / "ticks.json", course)
    shown.ticked = STEPS[:1]
    assert "could not be written" in shown.said
