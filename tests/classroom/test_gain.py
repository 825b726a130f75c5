"""What a class has learnt: the normalised gain of classes that are made up, so that it is known."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.inventory import AFTER, BEFORE, FILE, LETTERS, read
from neurolib.classroom.reports.gain import Gain, count, interval, line, survey
from neurolib.classroom.reports.guesses import LEAST

ROOT = Path(__file__).parents[2]
INVENTORY = read(ROOT / "solutions" / FILE)
RIGHT = {number: question.right for number, question in enumerate(INVENTORY.questions, 1)}
WRONG = {number: LETTERS[LETTERS.index(right) - 1] for number, right in RIGHT.items()}
Run = Callable[..., tuple[int, str]]
Answers = dict[int, str]


@pytest.fixture
def course(tiny_course: Any) -> Any:
    """A course with the inventory of this one."""
    shutil.copy(ROOT / "solutions" / FILE, tiny_course.root / "solutions")
    return tiny_course


def hand_in(course: Any, student: str, name: str, given: Answers) -> Path:
    """Lay a hand-in with these answers into ``submitted/``."""
    nb = INVENTORY.notebook(name)
    for cell in nb.cells:
        number = int(cell.id[1:].split("-")[0]) if cell.id.endswith("-answer") else 0
        if number in given:
            cell.source = f'q{number} = "{given[number]}"'
    path = Path(course.root, "submitted", student, name, f"{name}.ipynb")
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path


def drawn(rng: np.random.Generator, chance: float) -> Answers:
    """Answers of which each is right with the same chance."""
    return {number: (RIGHT if rng.random() < chance else WRONG)[number] for number in RIGHT}


# The gain


def test_a_known_gain_is_recovered() -> None:
    """Of ten students, five know the first question of each concept and two the second; in the last
    week eight and five: 13 of 20 were wrong, and 7 are.
    """
    seen = set[str]()
    second = {
        number
        for number, question in enumerate(INVENTORY.questions, 1)
        if question.concept in seen or seen.add(question.concept)  # type: ignore[func-returns-value]
    }

    def says(student: int, knows: tuple[int, int]) -> Answers:
        return {
            number: (RIGHT if student < knows[number in second] else WRONG)[number]
            for number in RIGHT
        }

    gains, chosen = count(INVENTORY, [(says(k, (5, 2)), says(k, (8, 5))) for k in range(10)])
    assert len(gains) == 12
    for each in gains:
        assert (each.before, each.after) == pytest.approx((0.35, 0.65))
        assert each.gain == pytest.approx(6 / 13)
        assert each.interval and each.interval[0] < 6 / 13 < each.interval[1] < 1
        assert sorted(found[1:] for found in each.stayed) == [(5, 2), (8, 5)]
        assert each.stayed[0][1:] == (8, 5), "the most frequent of the last week comes first"
    assert chosen[0] == {
        letter: {RIGHT[1]: (5, 8), WRONG[1]: (5, 2)}.get(letter, (0, 0))
        for letter in (*LETTERS, "")
    } or chosen[0][RIGHT[1]] == (2, 5)


@pytest.mark.parametrize(("students", "true"), [(8, 0.3), (30, 0.3), (30, 0.6), (30, 0.0)])
def test_the_interval_holds_the_true_gain_about_as_often_as_it_says(
    students: int, true: float
) -> None:
    """In 400 classes in which one wrong answer in 1/true becomes right and, to keep some movement,
    one right answer in ten wrong.
    """
    rng, before, slips = np.random.default_rng(5), 0.4, 0.1
    cured = true + slips * before / (1 - before)
    held = []
    for _ in range(400):
        wrong = rng.random((students, 2)) > before
        later = np.where(wrong, rng.random(wrong.shape) > cured, rng.random(wrong.shape) < slips)
        pairs = zip(wrong.sum(1).tolist(), later.sum(1).tolist(), strict=True)
        if found := interval(list(pairs), 2):
            held.append(found[0] <= true <= found[1])
    assert len(held) > 350 and 0.93 <= sum(held) / len(held)


def test_the_interval_becomes_narrower_with_the_number_of_students() -> None:
    widths = []
    for times in (1, 4, 16):
        low, high = interval([(2, 1), (1, 1), (2, 0), (0, 1), (1, 0)] * times, 2) or (0, 0)
        assert low < 0.5 < high
        widths.append(high - low)
    assert widths[0] > 2 * widths[1] > 3 * widths[2]


def test_where_nobody_improved_the_gain_is_0_and_its_interval_is_not_empty() -> None:
    for answers in WRONG, {n: (RIGHT if n % 2 else WRONG)[n] for n in RIGHT}, {}:
        gains, _ = count(INVENTORY, [(answers, answers)] * 12)
        for each in gains:
            if each.gain is None:
                continue
            assert each.gain == 0 and each.interval
            assert -1 < each.interval[0] < -0.05 and 0.05 < each.interval[1] < 1


def test_where_all_was_right_before_there_is_no_gain() -> None:
    gains, _ = count(INVENTORY, [(RIGHT, RIGHT)] * 5 + [(RIGHT, WRONG)])
    assert all(each.gain is None and each.interval is None for each in gains)
    assert line(gains[0])[1:4] == ["100 %", "83 %", "all right before"]


def test_where_all_is_right_after_the_gain_is_1() -> None:
    gains, _ = count(INVENTORY, [(WRONG, RIGHT)] * 6)
    for each in gains:
        assert each.gain == 1 and each.interval and each.interval[1] == 1 and each.interval[0] > 0
        assert each.stayed == () and line(each)[4] == "–"


def test_a_loss_is_a_negative_gain() -> None:
    half = {number: (RIGHT if number % 2 else WRONG)[number] for number in RIGHT}
    gains, _ = count(INVENTORY, [(RIGHT, WRONG)] * 3 + [(half, WRONG)] * 3)
    assert all(each.gain < 0 for each in gains if each.gain is not None)
    assert any("−" in line(each)[3] for each in gains)


def test_a_question_without_an_answer_is_not_right_and_no_misconception() -> None:
    gains, chosen = count(INVENTORY, [({}, RIGHT)] * 5)
    assert all(each.before == 0 and each.gain == 1 and each.stayed == () for each in gains)
    assert all(each[""] == (5, 0) for each in chosen)


def test_a_student_counts_once_for_a_misconception_of_two_questions() -> None:
    (name,) = (
        words
        for words in {
            choice.misconception
            for question in INVENTORY.questions
            if question.concept == "timing"
            for choice in question.choices
        }
        if words
        and sum(
            choice.misconception == words
            for question in INVENTORY.questions
            for choice in question.choices
        )
        == 2
    )
    says = {
        number: LETTERS[place]
        for number, question in enumerate(INVENTORY.questions, 1)
        for place, choice in enumerate(question.choices)
        if choice.misconception == name
    }
    assert len(says) == 2
    gains, _ = count(INVENTORY, [(says, says)] * 7)
    (timing,) = (each for each in gains if each.concept.name == "timing")
    assert timing.stayed == ((name, 7, 7),)


# The class


def test_the_class_is_counted_from_its_hand_ins(course: Any, neurolib: Run, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    pairs = [(drawn(rng, 0.3), drawn(rng, 0.7)) for _ in range(LEAST)]
    for k, (first, last) in enumerate(pairs):
        hand_in(course, f"student{k}", BEFORE, first)
        hand_in(course, f"student{k}", AFTER, last)
    hand_in(course, "came-late", AFTER, RIGHT)
    hand_in(course, "left-early", BEFORE, RIGHT)
    hand_in(course, "handed-in-nothing", BEFORE, {})
    hand_in(course, "handed-in-nothing", AFTER, RIGHT)
    found = survey(Course.at(course.root))
    assert (found.students, found.only) == (LEAST, {BEFORE: 1, AFTER: 2})
    assert (found.gains, found.chosen) == count(INVENTORY, pairs) and not found.troubles

    file = tmp_path / "gain.json"
    code, text = neurolib("report", "--gain", "--course", course.root, "--json", file)
    assert code == 0 and f"{LEAST} students answered both sets." in text, text
    assert "1 only inventory-before and 2 only inventory-after" in " ".join(text.split())
    plain = json.loads(file.read_text(encoding="utf-8"))
    assert len(plain["concepts"]) == 12 and len(plain["questions"]) == 24
    assert plain["concepts"][0]["gain"] == pytest.approx(found.gains[0].gain)
    for name in "student0", "came-late", "left-early":
        assert name not in text + file.read_text(encoding="utf-8")


@pytest.mark.parametrize("students", [1, LEAST - 1])
def test_of_few_students_nothing_is_shown(
    students: int, course: Any, neurolib: Run, tmp_path: Path
) -> None:
    for k in range(students):
        hand_in(course, f"student{k}", BEFORE, WRONG)
        hand_in(course, f"student{k}", AFTER, RIGHT)
    for k in range(LEAST):
        hand_in(course, f"other{k}", BEFORE, WRONG)
    file = tmp_path / "gain.json"
    code, text = neurolib("report", "--gain", "--course", course.root, "--json", file)
    text = " ".join(text.split())
    assert code == 0 and f"and fewer than {LEAST} are not shown" in text and "%" not in text, text
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "students": f"fewer than {LEAST}",
        "concepts": [],
        "questions": [],
    }


def test_before_the_last_week_a_sentence_says_what_is_missing(course: Any, neurolib: Run) -> None:
    for k in range(7):
        hand_in(course, f"student{k}", BEFORE, WRONG)
    with pytest.raises(ClassroomError, match="7 inventory-before and 0 inventory-after are in"):
        survey(Course.at(course.root))
    code, text = neurolib("report", "--gain", "--course", course.root)
    assert code == 3 and "neurolib release inventory-after" in " ".join(text.split())


def test_a_hand_in_that_cannot_be_read_stops_nobody(course: Any, neurolib: Run) -> None:
    for k in range(LEAST + 1):
        hand_in(course, f"student{k}", BEFORE, WRONG)
        hand_in(course, f"student{k}", AFTER, RIGHT)
    hand_in(course, "student0", AFTER, RIGHT).write_bytes(b"\xff\xfe{" * 1000)
    path = hand_in(course, "student1", AFTER, {})
    (path.parent / "copy of it.ipynb").write_bytes(hand_in(course, "x", AFTER, RIGHT).read_bytes())
    (Path(course.root, "submitted", "linked")).symlink_to(path.parent.parent)
    found = survey(Course.at(course.root))
    assert found.students == LEAST and found.gains[0].gain == 1


def test_an_answer_that_is_more_than_a_letter_is_told(course: Any, neurolib: Run) -> None:
    for k in range(LEAST):
        hand_in(course, f"student{k}", BEFORE, WRONG)
        hand_in(course, f"student{k}", AFTER, RIGHT)
    hand_in(course, "student0", AFTER, RIGHT | {2: "a or b", 3: "", 11: "ab"})
    found = survey(Course.at(course.root))
    assert found.chosen[1][""] == (0, 1) and found.troubles == [
        f"student0: in {AFTER}, one letter was expected for q2, q11; what stands there counts as "
        f"no answer."
    ]


def test_the_arguments_of_the_report(course: Any, neurolib: Run) -> None:
    code, text = neurolib("report", "--course", course.root)
    assert code == 2 and "Name a problem set" in text
    code, text = neurolib("report", course.name, "--gain", "--course", course.root)
    assert code == 2 and "leave out everything else" in " ".join(text.replace("│", " ").split())


# The round


def test_the_two_sets_go_out_and_come_back(
    course: Any, neurolib: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the exchange, without a gradebook's points: released, answered, handed in, counted."""
    for name, said in (BEFORE, WRONG), (AFTER, RIGHT):
        assert neurolib("release", name, "--course", course.root)[0] == 0
        for student in "abcde":
            work = course.root / student
            target = work / "exercises" / name / f"{name}.ipynb"
            target.parent.mkdir(parents=True)
            nb = nbformat.read(course.root / "exercises" / name / target.name, as_version=4)
            for cell in nb.cells:
                if cell.cell_type == "code":
                    number = int(cell.source[1:].split(" ")[0])
                    cell.source = cell.source.replace('""', f'"{said[number]}"')
            nbformat.write(nb, target)
            monkeypatch.chdir(work)
            code, text = neurolib("submit", name, "--student", student)
            assert code == 0, text
    monkeypatch.chdir(course.root)
    code, text = neurolib("report", "--gain")
    assert code == 0, text
    assert "5 students answered both sets." in text and text.count("+1.00 (") == 12, text
    code, text = neurolib("export", "grades.csv", "--format", "canvas")
    assert code == 0 and "inventory" not in text, "the sets need no grade"
    code, text = neurolib("grade", BEFORE)
    assert code == 0 and text.count("0 / 0") == 5, text
    neurolib("export", "grades.csv", "--format", "canvas")
    table = Path("grades.csv").read_text(encoding="utf-8")
    assert ",e," in table and "inventory" not in table
    neurolib("export", "grades.csv", "--format", "canvas", "--assignment", BEFORE)
    assert BEFORE in Path("grades.csv").read_text(encoding="utf-8")


def test_the_type_of_a_gain_is_complete() -> None:
    each = Gain(INVENTORY.concepts[0], 0.5, 0.75, 0.5, (0.1, 0.7), (("x", 2, 1),))
    assert line(each) == [
        "0 Moving and computing",
        "50 %",
        "75 %",
        "+0.50 (+0.10 to +0.70)",
        "x: 2 → 1",
    ]
