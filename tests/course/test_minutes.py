"""What the course promises about time follows from the model, and the plan from these promises."""

import re
from itertools import combinations, pairwise

import nbformat
import pytest

from tests.course import minutes
from tests.course.chapter import Chapter
from tests.course.notebooks import CHAPTERS, ROOT, named, number_of, objectives, prose, read

TEXT = """## 1 · A leak

*0:02 · 9 minutes*

What does the leak do to $V$? $$y = x$$ Read [the source](https://example.org/a-b) and this.

<details><summary>Derivation, 1 line</summary>

1. Ten more words that nobody reads who leaves them folded.

</details>"""


def notebook(*cells):
    made = []
    for source, *marks in cells:
        new = nbformat.v4.new_code_cell if "code" in marks else nbformat.v4.new_markdown_cell
        made.append(new(source, metadata={"tags": [each for each in marks if each != "code"]}))
    return nbformat.v4.new_notebook(cells=made)


@pytest.fixture
def small():
    return Chapter(
        "1",
        notebook(
            ("# 1 · Leaks\n\n**Time**: 99 minutes in two sittings, 4 and 5 minutes long.",),
            (TEXT,),
            ("equation('1.1', LIF, 1)", "code", "hide-input"),
            ("a = 1\n\nb = 2", "code"),
            ("guess('1.1', 'it', 2)", "code", "hide-input"),
            ("caption(fig, 'Figure 1.1. A line.')", "code", "hide-input"),
            ("caption(fig, 'It moves.')", "code", "hide-input", "live"),
            ("c = ...", "code", "blank"),
            ("Markdown(f'Five words and {a} number')", "code", "hide-input"),
            ("**Check yourself.** What is it?", "concept"),
            ("**Resting place.** Stop.",),
            ("## Summary\n\nOne two three.",),
            ("## Further reading\n\n- A book that is looked up.",),
        ),
    )


def test_what_a_reader_meets_is_counted(small):
    opening, section, summary = minutes.parts(small)
    assert (opening.title, section.title, summary.title) == ("", "1 · A leak", "Summary")
    title = ["1", "A", "leak", "0", "02", "9", "minutes"]
    sentences = "What does the leak do to x Read the source and this".split()
    printed, rest = ["Five", "words", "and", "number"], ["Resting", "place", "Stop"]
    found = minutes.contents(section.pieces)
    assert found == {
        "words": len([*title, *sentences, *printed, *rest]),
        "equation": 2,
        "line of code": 3,
        "prediction": 1,
        "figure": 1,
        "live figure": 1,
        "blank": 1,
        "check question": 1,
        "cell to run": 7,
    }
    assert section.needed == pytest.approx(
        found["words"] / 130 + 2 * 0.75 + 3 * 0.1 + 1.5 + 40 / 60 + 3 + 3 + 1.5 + 7 * 0.5 / 60
    )
    assert minutes.derivations(section.pieces) > 10 / 130
    assert section.rests and not summary.rests and section.promised == 9


def test_what_is_needed_is_written_where_it_is_promised(small, tmp_path):
    path = tmp_path / "1-leaks.ipynb"
    nbformat.write(small.notebook, path)
    assert minutes.correct(path) and not minutes.correct(path)
    after = Chapter.of(path)
    opening, section, summary = minutes.parts(after)
    assert (section.promised, summary.promised) == (section.minutes, summary.minutes)
    total = opening.minutes + section.minutes + summary.minutes
    assert minutes.promised(after) == total
    assert [each.minutes for each in minutes.sittings(after)] == [total - 2, 2]
    assert f"in two sittings, {total - 2} and 2 minutes long." in after.pieces[0].text
    assert f"*0:{total - 2:02d} · 2 minutes*\n\nOne two three." in summary.pieces[0].text


@named(CHAPTERS)
def test_a_promise_is_at_most_a_fifth_from_what_is_needed(path):
    chapter = Chapter.of(path)
    found = minutes.parts(chapter)
    assert minutes.promised(chapter) == pytest.approx(sum(each.needed for each in found), rel=0.2)
    for each in found[1:]:
        assert each.promised == pytest.approx(each.needed, rel=0.2, abs=1.5), each.title


def test_weeks_are_shared_out_as_evenly_as_their_order_allows():
    todo = [
        minutes.Unit("problem", "1", (n,), each) for n, each in enumerate((5, 9, 2, 7, 3, 8, 4))
    ]
    best = min(
        max(
            sum(each.minutes for each in todo[start:end])
            for start, end in pairwise((0, *cuts, len(todo)))
        )
        for cuts in combinations(range(1, len(todo)), 2)
    )
    weeks = minutes.shared(todo, 3)
    assert max(map(minutes.minutes_of, weeks)) == best
    assert [each for week in weeks for each in week] == todo


# The plan of twelve weeks


def stated(path):
    """Return the minutes of a chapter or lab and of its set, as their first pages state them."""
    (file,) = (ROOT / "solutions").glob(f"{minutes.set_of(path)}-*/*.ipynb")
    read = re.search(r"\*\*Time\*\*: (\d+) minutes", prose(path))
    solved = re.search(r"about (\d+) minutes", prose(file))
    return int(read[1]) + int(solved[1])


def test_the_hours_of_the_plan_are_the_sum_of_the_minutes_that_are_promised():
    text = minutes.plan()
    hours = [
        float(each) for each in re.findall(r"^\| \d+ \|.*\| (\d+\.\d) \|$", text, re.MULTILINE)
    ]
    assert len(hours) == minutes.WEEKS and max(hours) <= 5
    promised = sum(
        stated(path)
        for path in CHAPTERS
        if number_of(path).isdigit() or number_of(path) in minutes.LABS
    )
    assert sum(map(minutes.minutes_of, minutes.shared(minutes.units()))) == promised
    assert sum(hours) == pytest.approx(promised / 60, abs=0.05 * minutes.WEEKS)
    assert f"takes {promised / 60:.1f} hours" in text


def test_no_week_is_over_five_hours_with_any_three_labs():
    longest = {
        labs: max(map(minutes.minutes_of, minutes.shared(minutes.units(labs))))
        for labs in combinations(minutes.after(), len(minutes.LABS))
    }
    assert len(longest) == 35
    assert max(longest.values()) <= 300, max(longest.items(), key=lambda each: each[1])


def test_a_lab_comes_after_the_chapters_that_it_needs():
    assert set(minutes.after()) == {
        number_of(path) for path in CHAPTERS if not number_of(path).isdigit()
    }
    order = [unit.of for unit in minutes.units(tuple(minutes.after()))]
    assert set(order) == {number_of(path) for path in CHAPTERS}
    for path in CHAPTERS:
        if number_of(path).startswith("L"):
            needs = re.search(r"\*\*You need\*\*.+", prose(path))[0]
            for chapter in re.findall(r"chapters? (\d+)", needs):
                assert order.index(chapter) < order.index(number_of(path))


def test_the_plan_of_the_guide_is_in_step_with_what_is_promised():
    assert minutes.GUIDE.read_text(encoding="utf-8") == minutes.guide_with(minutes.plans()), (
        "python -m tests.course.minutes --write writes it again"
    )


# The shorter plans

SHORTER = pytest.mark.parametrize("plan", minutes.SHORTER, ids=lambda plan: f"{plan.weeks} weeks")


@SHORTER
def test_a_shorter_plan_has_no_week_over_five_hours_and_says_what_it_saves(plan):
    todo = minutes.units_of(plan)
    weeks = minutes.shared(todo, plan.weeks)
    assert len(weeks) == plan.weeks
    assert max(map(minutes.minutes_of, weeks)) <= minutes.LONGEST_WEEK
    text = minutes.shorter(plan)
    hours = [
        float(each) for each in re.findall(r"^\| \d+ \|.*\| (\d+\.\d) \|$", text, re.MULTILINE)
    ]
    assert sum(hours) == pytest.approx(minutes.minutes_of(todo) / 60, abs=0.05 * plan.weeks)
    saved = [
        float(each) for each in re.findall(r"^\| [a-z].*? \| (\d+\.\d) \|", text, re.MULTILINE)
    ]
    whole = minutes.minutes_of(minutes.units())
    less = (whole - minutes.minutes_of(todo)) / 60
    assert sum(saved) == pytest.approx(less, abs=0.05 * len(saved))
    assert f"{less:.1f} hours less" in text


@SHORTER
def test_a_shorter_plan_leaves_out_no_chapter_that_it_needs(plan):
    order = list(dict.fromkeys(unit.of for unit in minutes.units_of(plan)))
    for place, number in enumerate(order):
        assert minutes.needs(number) <= set(order[:place]), number


@SHORTER
def test_a_shorter_plan_sets_no_problem_of_which_nothing_was_taught(plan):
    kept = {minutes.name_of(unit) for unit in minutes.units_of(plan) if unit.kind == "problem"}
    for path in CHAPTERS:
        gone = set(plan.sections.get(number_of(path), ()))
        for name, (_, where, how) in objectives(read(path)).items():
            if set(where) <= gone:
                assert not kept & set(re.findall(r"L?\d+\.\d+", how)), name


@SHORTER
def test_no_later_chapter_uses_a_term_of_a_section_that_is_left_out_unless_it_is_said(plan):
    text = minutes.shorter(plan)
    for number in plan.sections:
        for later, terms in minutes.missed(number, plan).items():
            assert all(f"*{term}*" in text for term in terms) and f"Chapter {later} uses" in text


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("plan", "number"),
    [
        pytest.param(plan, number, id=f"{plan.weeks} weeks, chapter {number}")
        for plan in minutes.SHORTER
        for number in dict.fromkeys(each.split(".")[0] for each in plan.problems)
    ],
)
def test_a_set_can_be_released_without_the_problems_that_are_left_out(plan, number):
    """Without their cells, the solution passes all other tests of the set when it is graded."""
    from neurolib.classroom.checker.master import teachers
    from neurolib.classroom.course import Course
    from neurolib.classroom.grading.validation import rehearsed

    (file,) = (ROOT / "solutions").glob(f"ps{number}-*/*.ipynb")
    notebook, kept, problem = teachers(file), [], ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            heading = re.match(r"## (L?\d+\.\d+) · ", cell.source)
            problem = heading[1] if heading else ""
        kept += [] if problem in plan.problems else [cell]
    assert len(kept) < len(notebook.cells)
    notebook.cells = kept
    assert rehearsed(file, Course.at(ROOT).config, notebook)[0] == []


def test_a_term_that_is_missed_is_found():
    """Section 3 of chapter 5 introduces the words of machine learning, which chapter 8 uses."""
    plan = minutes.Shorter(6, ("6",), (), {"5": (3,)})
    found = minutes.missed("5", plan)
    assert found.keys() == {"8"} and {"softmax", "training set"} <= set(found["8"])
    assert "Chapter 8 uses *epoch*, *softmax*" in minutes.shorter(plan)


def test_what_a_chapter_needs_is_read_from_its_first_page():
    assert minutes.needs("6") == {"1", "2", "3", "5"} and minutes.needs("2") == set()
    assert minutes.needs("L7") == {"1", "2", "7"} and minutes.needs("L5") == {"9"}
    for path in CHAPTERS:
        said = re.search(r"\*\*You need\*\*.+", prose(path))[0]
        # chapter 1 names the next one for what it explains there
        named_there = set(re.findall(r"chapter (\d+)", said))
        assert minutes.needs(number_of(path)) == named_there, number_of(path)


def test_numbers_are_written_as_they_are_read():
    assert minutes._span([1, 2, 3, 5]) == "1 to 3 and 5"
    assert minutes._span([1, 2], "2.") == "2.1 and 2.2" and minutes._span([7], "2.") == "2.7"
    assert minutes._span([1, 3, 5, 6, 7], "4.") == "4.1, 4.3 and 4.5 to 4.7"


# Marking


def test_each_text_that_a_person_marks_has_its_time():
    texts = [text for path in CHAPTERS for text in minutes.texts(number_of(path))]
    table = minutes.marking()
    assert len(texts) == len(re.findall(r"^\| L?\d+\.\d+ · ", table, re.MULTILINE)) >= 20
    for text in texts:
        hours = text.minutes * 40 / 60
        assert text.minutes == (2 if text.points < 5 else 4)
        assert text.words / 238 < text.minutes, "reading alone fits into the time"
        assert (
            f"| {text.part} | {text.points} | {text.words} | {text.minutes} | {hours:.1f} |"
            in table
        )
    said = " ".join(minutes.GUIDE.read_text(encoding="utf-8").split())
    assert "two minutes for a short text and four minutes for a long one" in said
    three = sum(text.minutes for text in minutes.texts("1"))
    assert round(three * 40 / 60) == 7
    assert "the three texts of `ps1-energy` then take seven hours" in said
