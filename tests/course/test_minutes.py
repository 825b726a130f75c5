"""What the course promises about time follows from the model, and the plan from these promises."""

import re
from itertools import combinations, pairwise

import nbformat
import pytest

from tests.course import minutes
from tests.course.chapter import Chapter
from tests.course.notebooks import CHAPTERS, ROOT, named, number_of, prose

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
    assert f"It takes {promised / 60:.0f} hours" in text


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
    assert minutes.GUIDE.read_text(encoding="utf-8") == minutes.guide_with(minutes.plan()), (
        "python -m tests.course.minutes --write writes it again"
    )
