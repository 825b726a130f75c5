"""The concept inventory: its questions, the two sets that are made from it, and that nothing of the
key reaches a student.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.inventory import AFTER, BEFORE, FILE, LETTERS, answers, read

ROOT = Path(__file__).parents[2]
PATH = ROOT / "solutions" / FILE
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def course(tiny_course: Any) -> Any:
    """A course with the inventory of this one."""
    shutil.copy(PATH, tiny_course.root / "solutions")
    return tiny_course


def changed(course: Any, change: Callable[[Any], None]) -> Course:
    path = course.root / "solutions" / FILE
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")
    return Course.at(course.root)


# The questions


def test_each_concept_has_one_or_two_questions_and_each_chapter_a_concept() -> None:
    inventory = read(PATH)
    asked = Counter(question.concept for question in inventory.questions)
    assert len(inventory.questions) == 24
    assert set(asked) == {concept.name for concept in inventory.concepts}
    assert set(asked.values()) <= {1, 2}
    chapters = [path.name for path in (ROOT / "course").glob("[12]-*/*.ipynb")]
    numbers = {int(name.split("-")[0]) for name in chapters}
    assert {concept.chapter for concept in inventory.concepts} == numbers == set(range(10))


def test_each_choice_says_something_of_its_own_and_each_wrong_one_names_a_misconception() -> None:
    inventory = read(PATH)
    assert len({question.name for question in inventory.questions}) == len(inventory.questions)
    for question in inventory.questions:
        assert len({choice.says for choice in question.choices}) == len(LETTERS), question.name
        wrong = [choice for choice in question.choices if not choice.right]
        assert len({choice.misconception for choice in wrong}) == len(wrong), question.name
        assert all(choice.why.endswith(".") for choice in wrong), question.name
        (right,) = (choice for choice in question.choices if choice.right)
        assert not right.misconception and not right.why
        assert question.reason.endswith(".") and question.stem.rstrip(")").endswith(("?", "."))


def test_neither_the_letter_nor_the_length_of_a_choice_tells_that_it_is_right() -> None:
    questions = read(PATH).questions
    assert set(Counter(question.right for question in questions).values()) == {6}
    longest = sum(
        max(question.choices, key=lambda choice: len(choice.says)).right for question in questions
    )
    assert 3 <= longest <= 9, f"the right choice is the longest in {longest} of 24"


def test_each_source_is_a_section_of_a_chapter() -> None:
    for question in read(PATH).questions:
        places = re.findall(r"chapter (\d+), sections? (\d+(?: and \d+)?)", question.source)
        assert places, question.name
        for number, sections in places:
            (path,) = (ROOT / "course").glob(f"[12]-*/{number}-*.ipynb")
            text = path.read_text(encoding="utf-8")
            assert all(f'"## {each} · ' in text for each in sections.split(" and ")), question.name


def test_no_question_repeats_one_of_a_chapter_or_a_set() -> None:
    """No stem shares a run of twelve words with a notebook."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[k : k + 12]) for k in range(len(words) - 11)}

    there = set[tuple[str, ...]]()
    for path in [*ROOT.glob("course/*/*.ipynb"), *ROOT.glob("solutions/[lp]*/*.ipynb")]:
        for cell in nbformat.read(path, as_version=4).cells:
            there |= runs(cell.source)
    for question in read(PATH).questions:
        assert not runs(question.stem) & there, question.name


def test_the_numbers_of_the_questions() -> None:
    """What the right answers compute, computed again."""
    from math import exp, log

    assert 50 * 10 > 5 * 20 * 50 * 0.05  # conversions and readings, pJ
    assert 0.3 + 10 * 0.7 == pytest.approx(7.3)
    assert 10 * exp(-5 / 20) + 10 > 15 > 10 * exp(-60 / 20) + 10
    assert (exp(-0.2), exp(-0.4)) == pytest.approx((0.82, 0.67), abs=0.005)
    lifetimes = [log(q * 100) / -log(1 - q) for q in (0.1, 0.2)]
    assert lifetimes == pytest.approx([22, 13], abs=0.5)


# What is refused


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda it: it["questions"][2]["choices"].pop(), "Question 3 of .* has 3 choices"),
        (lambda it: it["questions"][0]["choices"][0].update(right=True), "of which 2 are right"),
        (lambda it: it["questions"][0]["choices"][0].update(misconception=""), "names no miscon"),
        (lambda it: it["concepts"].pop(0), "belongs to the concept moving; expected one of"),
        (lambda it: it.pop("questions"), "is no concept inventory"),
        (lambda it: it["questions"][0].update(points=3), "is no concept inventory"),
    ],
)
def test_an_inventory_that_cannot_be_asked_gets_a_sentence(
    change: Callable[[Any], Any], says: str, course: Any, neurolib: Run
) -> None:
    changed(course, change)
    code, text = neurolib("release", BEFORE, "--course", course.root)
    assert code == 3 and re.search(says, " ".join(text.split())), text
    assert not (course.root / "exercises").exists()


def test_a_course_without_the_questions_says_where_they_belong(tiny_course: Any) -> None:
    with pytest.raises(ClassroomError, match=rf"solutions/{FILE} cannot be read"):
        read(tiny_course.root / "solutions" / FILE)


# What students get


def test_the_sets_are_made_when_they_are_released_and_hold_no_key(
    course: Any, neurolib: Run
) -> None:
    name = course.name
    assert Course.at(course.root).assignments() == [name]
    code, text = neurolib("release", BEFORE, "--course", course.root)
    assert code == 0 and "Warning" not in text, text
    assert Course.at(course.root).assignments() == [BEFORE, name], "the last week's is not there"
    folder = course.root / "exercises" / BEFORE
    assert [path.name for path in folder.iterdir()] == [f"{BEFORE}.ipynb"]
    released = (folder / f"{BEFORE}.ipynb").read_text(encoding="utf-8")
    inventory = read(PATH)
    for question in inventory.questions:
        assert question.reason not in released
        for choice in question.choices:
            if choice.misconception:
                assert f'"{choice.misconception}' not in released and choice.why not in released
    nb = nbformat.reads(released, as_version=4)
    given = [cell.source for cell in nb.cells if cell.cell_type == "code"]
    assert given == [f'q{number} = ""' for number in range(1, 25)]
    about = [cell.metadata.get("nbgrader", {}) for cell in nb.cells]
    assert sum(each.get("locked", False) for each in about) == 24
    assert not any(each.get("grade") or each.get("solution") for each in about)
    stems = [cell.source for cell in nb.cells[1:] if cell.cell_type == "markdown"]
    assert all(
        question.stem in stem and all(choice.says in stem for choice in question.choices)
        for question, stem in zip(inventory.questions, stems, strict=True)
    )
    assert "first week" in nb.cells[0].source and f"submit {BEFORE}" in nb.cells[0].source


def test_both_sets_ask_the_same() -> None:
    inventory = read(PATH)
    first, last = (inventory.notebook(name).cells for name in (BEFORE, AFTER))
    assert first[1:] == last[1:] and first[0].source != last[0].source


def test_an_edition_holds_neither_the_questions_nor_the_key(course: Any, tmp_path: Path) -> None:
    from neurolib.classroom import release

    (course.root / "course").mkdir()
    release.edition(Course.at(course.root), tmp_path / "edition")
    stem = read(PATH).questions[0].stem
    files = [path for path in (tmp_path / "edition").rglob("*") if path.is_file()]
    assert files and not any(path.name == FILE for path in files)
    assert not any(stem in path.read_text(encoding="utf-8", errors="replace") for path in files)


# What students write


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ('q1 = "b"', {1: "b"}),
        ("q1 = 'B'", {1: "b"}),
        ("q1 = c", {1: "c"}),
        ('q1 = "(d)"', {1: "d"}),
        ('  q1="a"  # I think', {1: "a"}),
        ('q1 = "a"\nq1 = "c"', {1: "c"}),
        ('q1 = "B."', {1: "b"}),
        ("q1 = “c” ;", {1: "c"}),
        ('q1 = "b) 3 spikes"', {1: "b"}),
        ('q1 = "b) a spike, and none under A."', {1: "b"}),
        ('q1 = "b) Or c"', {1: ""}),
        ('q1 = "b) a"', {1: ""}),
        ('q1 = "b) a spike or c."', {1: ""}),
        ("q1 = c: the threshold # I think", {1: "c"}),
        ('q1 = ""', {}),
        ('q1 = "b"\r\nq2 = ""\r\n', {1: "b"}),
        ('q1 = "a"\nq1 = "" # of before', {1: "a"}),
        ('q1 = "a, b"', {1: ""}),
        ('q1 = "a) or d)"', {1: ""}),
        ('q1 = "a"; q2 = "b"', {1: ""}),
        ('q1 = "e"', {1: ""}),
        ('q1 = "ab"', {1: ""}),
        ('q25 = "a"', {}),
        ('q0 = "a"', {}),
        (f'q{"9" * 5000} = "a"', {}),
        ('# q1 = "a"', {}),
    ],
)
def test_an_answer_is_read_however_it_is_typed(source: str, given: dict[int, str]) -> None:
    assert answers([source], 24) == given


@pytest.mark.parametrize("filling", ["\n", " ", "\t", "q", "q1 = ", "'", "q1 =" + "(" * 50])
def test_a_long_cell_is_read_line_by_line(filling: str) -> None:
    """A million characters are read in a moment; where blanks could match in two ways, in hours."""
    text = filling * (1_000_000 // len(filling))
    assert answers([text + '\nq1 = "a"'], 24) == {1: "a"}
