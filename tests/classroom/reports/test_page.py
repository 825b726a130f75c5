"""The page of a class: what it counts, what it draws, and that nobody can be recognised on it."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.drawing import MOST, curve
from neurolib.classroom.grading.drawing import Curve, Pencil, drawings
from neurolib.classroom.reports import curves, page
from neurolib.classroom.reports.curves import Panel, number, picture, telling
from neurolib.classroom.reports.curves import said as words_of
from neurolib.classroom.reports.figures import Figure, cure, figures
from neurolib.classroom.reports.guesses import LEAST
from neurolib.classroom.reports.misconceptions import BLANK, OTHER, Met, _named
from neurolib.classroom.reports.outcomes import Outcome
from neurolib.classroom.reports.page import ClassPage, Misconception, written
from neurolib.classroom.reports.report import Report
from tests.classroom import made_class

ROOT = Path(__file__).parents[3]
CURVES = sorted((ROOT / "solutions" / "curves").glob("*.py"))
DOUBLED = "def square(x):\n    return 2*x"
TINY = """import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% square-visible
# figure: 0.2
x = np.linspace(0, 5, 21)
curve(x, [call(square, v) for v in x.tolist()], "x (<m>)", "area (m²)")
"""


def line(*y: float | None, log: str = "") -> Curve:
    return Curve(tuple(map(float, range(1, len(y) + 1))), y, "current (pA)", "rate (Hz)", log)


RIGHT, ALSO, OFF, MORE = (
    line(0, 0, 10, 20),
    line(0, 0, 10, 20.1),
    line(0, 5, 10, 30),
    line(9, 9, 9, 9),
)


# What is said


@pytest.mark.parametrize(
    ("hint", "name", "say"),
    [
        ("t_ref is left out: after each spike V rests.", "t_ref is left out.", "After each spike V rests."),
        ("The sign is lost; eta comes later", "The sign is lost.", "eta comes later."),
        ("Not a number: is it log(t - t0)? Take t only.", "Not a number: is it log(t - t0)?", "Take t only."),
        ("The record … has n samples. np.pad adds one.", "The record … has n samples.", "np.pad adds one."),
        ("The factor is missing", "The factor is missing.", ""),
        ("One leaks: w_max stays", "One leaks.", "w_max stays."),
        ("One leaks: m(t) stays", "One leaks.", "m(t) stays."),
    ],
)  # fmt: skip
def test_a_hint_is_a_name_and_what_to_say(hint: str, name: str, say: str) -> None:
    assert page.said(hint) == (name, say)


def test_what_a_test_fills_in_makes_no_second_misconception_and_is_not_shown() -> None:
    hints = [["The record for an odd n =", "has n - 1 samples."], ["You doubled instead."]]
    (first, hint), (second, same) = (
        _named(f"The record for an odd n = {n} has n - 1 samples.", hints) for n in (3, "ada")
    )
    assert hint == same == "The record for an odd n = … has n - 1 samples." and first != second
    met = [
        Met("1.2", first, ("ada", "ben"), hint),
        Met("1.2", second, ("ben", "cleo"), hint),
        Met("1.2", OTHER, ("dan",)),
        Met("1.3", OTHER, ("dan",)),
    ]
    merged = page.merge(met)
    assert [(each.problem, each.sentence, each.students) for each in merged] == [
        ("1.2", hint, ("ada", "ben", "cleo")),
    ]


@pytest.mark.parametrize("who", ["square", "Your code"])
def test_an_answer_that_repeats_a_hint_in_its_error_has_no_misconception(who: str) -> None:
    hint = "You doubled instead of squaring."
    assert _named(hint, [[hint]]) == (hint, hint)
    assert _named(f"{who} stops with ValueError: {hint} ada", [[hint]]) == (OTHER, "")


def test_of_two_hints_in_a_message_the_longer_one_counts() -> None:
    short, long = "The sign of the lag is lost", "The sign of the lag is lost, and its unit too."
    assert _named(long, [[short], [long]])[1] == long


def reports() -> tuple[list[Report], list[Met]]:
    """Six students and one problem of two tests: one is right, one is right in part."""
    hint = "You doubled instead of squaring."
    said = {
        "ada": ("", ""), "ben": (hint, ""), "cleo": ("It is too large.", hint),
        "dan": (hint, "It is too large."), "eve": ("This is not answered yet.",) * 2, "fay": ("", ""),
    }  # fmt: skip
    found = [
        Report(
            name,
            "ps1",
            {
                "ps1": [
                    Outcome("a", "1.2 · visible test: one", 0 if one else 1, 1, one),
                    Outcome("b", "1.2 · hidden test: two", 0.5 if name == "fay" else 0 if two else 1, 1, two),
                    Outcome("c", "1.2 · Your text", None, 4, "", by_person=True),
                ]
            },
        )
        for name, (one, two) in said.items()
    ]  # fmt: skip
    met = [
        Met("1.2", hint, ("ben", "cleo", "dan"), hint),
        Met("1.2", OTHER, ("cleo", "dan")),
        Met("1.2", BLANK, ("eve",)),
    ]
    return found, met


def test_a_curve_belongs_to_the_first_mistake_of_a_problem() -> None:
    found, met = reports()
    assert {each.sentence: each.students for each in page.firsts(found, met)} == {
        "You doubled instead of squaring.": ("ben", "dan"),
        OTHER: ("cleo",),
    }


def test_a_problem_in_numbers_of_students() -> None:
    found, met = reports()
    assert page.tallies(found, met) == [page.Tally("1.2", right=1, unnamed=2, unanswered=1)]


# What is shown


def test_the_figure_of_a_section_that_serves_the_objective_and_says_the_same() -> None:
    one, two = frozenset({"objective:2.1-f-I"}), frozenset({"objective:2.2-b"})
    of = [
        Figure("", "", "course/1/2.ipynb", "h", "1 · Firing", one),
        Figure("2.1", "A circuit with a battery.", "course/1/2.ipynb", "a", "1 · Firing", one),
        Figure("2.2", "The refractory time and the rate.", "course/1/2.ipynb", "b", "1 · Firing", one),
        Figure("2.3", "The refractory time again.", "course/1/2.ipynb", "c", "2 · More", two),
        Figure("", "", "course/1/2.ipynb", "d", "3 · Words", frozenset({"objective:2.3-c"})),
    ]  # fmt: skip
    say = "The refractory time is left out."
    assert cure(of, one, "2.1", say).number == "2.2"  # type: ignore[union-attr]
    assert cure(of, one, "2.1", say, "2.3").number == "2.3"  # type: ignore[union-attr]
    assert cure(of, one, "2.1", "Batteries!").number == "2.1"  # type: ignore[union-attr]
    words = cure(of, frozenset({"objective:2.3-c"}), "2.1", say)
    assert words and words.words == "section 3 · Words"
    assert cure(of, frozenset(), "2.9", say).number in ("2.2", "2.3")  # type: ignore[union-attr]
    assert cure(of, frozenset(), "3.1", say) is None
    assert of[2].address("https://a.b/c/") == "https://a.b/c/1/2.html#cell-b"


def test_every_problem_of_the_course_has_something_to_show() -> None:
    """And the figures are those of the notebooks, each number once."""
    of = figures(ROOT)
    numbers = Counter(each.number for each in of if each.number)
    assert len(numbers) > 100 and set(numbers.values()) == {1}
    for folder in sorted((ROOT / "solutions").glob("*/")):
        for problem, (title, serves) in page._headings(folder)[1].items():
            assert cure(of, serves, problem, title), problem


@pytest.mark.parametrize("path", CURVES, ids=[path.stem for path in CURVES])
def test_a_figure_that_a_curve_names_is_there(path: Path) -> None:
    numbers = {each.number for each in figures(ROOT)}
    found = drawings(Course.at(ROOT), path.stem)
    assert found and all(not each.figure or each.figure in numbers for each in found)


def drawn(**of: Curve) -> Any:
    return lambda student: {0: of[student]} if student in of else {}


def met(*students: str, hint: str = "A mistake: say this.", problem: str = "2.1") -> Met:
    return Met(problem, hint or OTHER, students, hint)


def test_a_curve_is_drawn_only_if_two_students_gave_it() -> None:
    found = [met("ada", "ben", "cleo")]
    (panel,) = telling(found, {0: RIGHT}, ["2.1"], drawn(ada=MORE, ben=OFF, cleo=OFF))
    assert panel.wrong == OFF
    assert (
        telling(found, {0: RIGHT}, ["2.1"], drawn(ada=MORE, ben=OFF, cleo=line(1, 2, 3, 4))) == []
    )
    assert telling([met("ada")], {0: RIGHT}, ["2.1"], drawn(ada=OFF)) == []


def test_a_curve_that_cannot_be_told_from_the_right_one_is_not_drawn() -> None:
    assert telling([met("ada", "ben")], {0: RIGHT}, ["2.1"], drawn(ada=ALSO, ben=ALSO)) == []
    gap = line(0, 0, 10, None)
    (panel,) = telling([met("ada", "ben")], {0: RIGHT}, ["2.1"], drawn(ada=gap, ben=gap))
    assert panel.wrong == gap


def test_the_most_frequent_misconceptions_come_first_five_at_most_and_no_curve_twice() -> None:
    students = [f"s{k}" for k in range(40)]
    found, of = [], {}
    for kind, count in enumerate((2, 3, 4, 5, 6, 7, 8)):
        these = [students.pop() for _ in range(count)]
        of |= {each: line(0, 0, 0, 50.0 + kind) for each in these}
        found.append(met(*these, hint=f"Mistake number {kind}."))
    unnamed = [students.pop() for _ in range(5)]
    of |= dict.fromkeys(unnamed, line(7, 7, 7, 7))
    found.append(met(*unnamed, hint=""))
    asked: list[str] = []

    def draw(student: str) -> dict[int, Curve]:
        asked.append(student)
        return {0: of[student]}

    panels = telling(found, {0: RIGHT}, ["2.1"], draw)
    assert [panel.wrong.y[-1] for panel in panels] == [56, 55, 54, 53, 52]
    assert len(asked) == len(set(asked)) == 10, "two answers for each of five curves"
    same = [met("s1", "s2", hint="One mistake."), met("s3", "s4", hint="Another one.")]
    assert len(telling(same, {0: RIGHT}, ["2.1"], lambda _: {0: OFF})) == 1
    assert [panel.wrong.y for panel in telling(found[-1:], {0: RIGHT}, ["2.1"], draw)] == [(7,) * 4]


def test_a_class_without_two_equal_wrong_curves_is_told_why_none_is_drawn(
    tiny_course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = {"ben": line(0, 0, 10, 30), "dan": line(0, 0, 10, 30)}

    def draw(student: str) -> dict[int, Curve]:
        return {0: of[student]} if student in of else {}

    pencil = SimpleNamespace(
        drawings=[SimpleNamespace(problem="1.2", figure="")], right={0: RIGHT}, draw=draw
    )
    monkeypatch.setattr(page, "survey", lambda *_: reports())
    monkeypatch.setattr(page, "_pencil", lambda *_: pencil)
    tiny_course.release()
    course = Course.find(tiny_course.root)
    words = "No wrong curve is drawn. A curve is drawn only if at least 2 students"
    with_curve = page.found(course, tiny_course.name)
    assert len(with_curve.panels) == 1 and words not in written(with_curve)
    same = {"dan": "ben"}  # of one group
    monkeypatch.setattr(page, "_hand_in", lambda each: same.get(each.student, each.student))
    group = page.found(course, tiny_course.name)
    assert (group.panels, group.students, group.hand_ins) == ([], with_curve.students, 5)
    monkeypatch.setattr(page, "_hand_in", lambda each: "one group's")
    assert "Only 1 hand-in has a grade" in written(page.found(course, tiny_course.name))
    monkeypatch.setattr(page, "_hand_in", lambda each: each.student)
    of["dan"] = line(0, 0, 10, 40)
    without = page.found(course, tiny_course.name)
    assert without.panels == [] and words in written(without)
    assert "Wrong curves over" not in written(without)


def test_at_most_so_many_answers_of_a_misconception_are_run() -> None:
    asked: list[str] = []

    def draw(student: str) -> dict[int, Curve]:
        asked.append(student)
        return {0: line(0, 0, 0, float(len(asked)))}

    assert telling([met(*(f"s{k}" for k in range(30)))], {0: RIGHT}, ["2.1"], draw) == []
    assert len(asked) == curves.LOOKED_AT


def test_a_picture_says_in_words_what_it_shows() -> None:
    panel = Panel(met("ada", "ben"), RIGHT, line(0, 5, None, 3e7))
    assert words_of(panel) == (
        "Rate (Hz) against current (pA). The right curve runs from 0 at 1 to 20 at 4, the wrong "
        "one from 0 at 1 to 3×10⁷ at 4. They are furthest apart at 4: 20 is right, and the wrong "
        "curve has 3×10⁷."
    )
    shown = picture(panel)
    assert html.escape(words_of(panel)) in shown and "ada" not in shown
    assert re.search(r"class='wrong' d='M[\d.]+ [\d.]+L[\d.]+ [\d.]+M[\d.]+ [\d.]+'", shown), (
        "a gap"
    )
    ys = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", shown)]
    assert min(ys) >= curves.TOP and max(ys) <= curves.HIGH - curves.BOTTOM, "inside the frame"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (line(5, 5, 5), line(1, 1, 1)),
        (line(0, 0), line(0, 1)),
        (line(1e-9, 1e-3, 1, log="xy"), line(-1, 0, 2)),
        (line(-3, -2, -1), line(None, None, None)),
        (line(0, 5, log="y"), line(1, 2)),
        (line(5, 5, log="y"), line(1, 1)),
        (line(None, None, log="y"), line(1, 1)),
    ],
)
def test_any_curve_makes_a_picture(right: Curve, wrong: Curve) -> None:
    shown = picture(Panel(met("ada", "ben"), right, wrong))
    assert "nan" not in shown and "inf" not in shown and shown.count("class='grid'") >= 4


def test_numbers_as_they_are_read() -> None:
    """As the course prints them elsewhere: a value that rounds to 1000 is no power of ten."""
    values = (0.0, -2.5, 999.9, 1234.5, 25_123.0, 99_999.7, 0.000123, 6.02e23, -1e-7)
    assert [number(value) for value in values] == [
        "0", "−2.5", "1000", "1234", "25\u202f123", "100\u202f000", "0.000123", "6.02×10²³", "−10⁻⁷",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (2, 9, [2, 5]),
        (5, 15, [5, 10]),
        (0.8, 1.9, [1.0, 1.5]),
        (2.1, 4.9, [3, 4]),
        (0.03, 0.25, [0.05, 0.1, 0.2]),
        (1, 1000, [1, 10, 100, 1000]),
    ],
)
def test_a_logarithmic_axis_of_less_than_a_decade_has_labels(
    low: float, high: float, labels: list[float]
) -> None:
    assert curves._Axis(low, high, 0, 100, True).ticks() == pytest.approx(labels)


@pytest.mark.parametrize(
    ("x", "log", "said"),
    [
        ([1, float("nan"), 2], "", "curve's x contains nan; expected finite values"),
        ([1, 2, float("inf")], "", "curve's x contains inf; expected finite values"),
        ([3, 3, 3], "", "curve's x has 3 values that all are 3; expected at least two different"),
        ([1, 1 + 1e-9], "", "curve's x has 2 values that all are 1"),
        ([0, 1, 2], "x", "curve's x contains 0; expected positive values on a logarithmic axis"),
        ([1, 2], "log", "curve's log is 'log'; expected 'x', 'y', 'xy' or ''"),
    ],
)
def test_an_axis_that_cannot_be_drawn_is_refused(x: list[float], log: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        curve(x, x, "x", "y", log)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("x = np.linspace(0, 5, 21)", "x = np.zeros(21)", "curve's x has 21 values that all are 0"),
        ('"area (m²)")', '"area (m²)", log="x")', "curve's x contains 0; expected positive values"),
        ("5, 21)\ncurve(x", "5, 21)\ncurve(x[1:]", "has 21 values; expected 20"),
        ("5, 21)", "0.0, 21)\ncurve(x", "was never closed"),
        ("[call(square, v)", "[-call(square, v)", "is 0; expected a positive one"),
    ],
)
def test_a_curve_that_cannot_be_drawn_names_the_file_and_the_problem(
    tiny_course: Any, neurolib: Any, old: str, new: str, said: str
) -> None:
    root, name = tiny_course.root, tiny_course.name
    (root / "solutions" / "curves").mkdir()
    assert old in TINY
    file = root / "solutions" / "curves" / f"{name}.py"
    changed = TINY.replace(old, new)
    if "[-call" in new:
        changed = changed.replace('"area (m²)")', '"area (m²)", log="y")')
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(ClassroomError) as refused:
        Pencil(Course.find(root), name)
    assert f"curves/{name}.py, problem square-visible: " in str(refused.value)
    assert said in str(refused.value)


def test_a_curve_of_another_length_is_refused_and_what_is_not_finite_is_left_out(
    capsys: Any,
) -> None:
    curve([1, 2, 3], [0.1, float("nan"), float("inf")], "x", "y")
    assert '"y": [0.1, null, null]' in capsys.readouterr().out
    with pytest.raises(AssertionError, match=r"has 2 values; expected 3"):
        curve([1, 2, 3], [1, 2], "x", "y")
    with pytest.raises(AssertionError, match="the curve"):
        curve([1, 2, 3], "abc", "x", "y")
    with pytest.raises(ValueError, match=f"expected 2 to {MOST} values"):
        curve([1], [1], "x", "y")


# The page itself


def made(students: int = 40) -> ClassPage:
    figure = Figure("2.3", "Figure 2.3. A <line>.", "course/1-a/2-b.ipynb", "f-i", "2 · How & why?", frozenset())  # fmt: skip
    return ClassPage(
        "ps2-spikes",
        "Problem set 2 · <Spikes>",
        students,
        [
            Misconception("2.1", "You take I/gL < V for 'it'.", "Say this & that.", 9, figure),
            Misconception("2.2", "No rest.", "", 2, None),
        ],
        alone=3,
        tallies=[page.Tally("2.1", 20, 3, 4)],
        panels=[
            Panel(met("ada", "ben"), RIGHT, OFF),
            Panel(met("ada", "ben", hint=""), RIGHT, MORE),
        ],
        notes=["Nobody knows."],
        titles={"2.1": "The <f–I> curve"},
    )


def test_below_five_students_nothing_is_shown() -> None:
    few = written(made(LEAST - 1))
    assert "Only 4 students have a grade" in few and "at" in few
    assert not any(word in few for word in ("Say this", "2.1", "<svg", "<table", "Nobody knows"))
    assert "Say this" in written(made(LEAST))
    assert "a difference of one or two students means little" in written(made(LEAST))
    assert "means little" not in written(made(20))


def test_the_page_has_counts_of_how_many_and_escapes_all_words() -> None:
    shown = written(made())
    assert "9 of 40 students." in shown and "aria-label='9 of 40'" in shown
    assert "3 more were each found in the work of one student only and are not listed." in shown
    assert "This was the first mistake of 2 of 40 students in this problem." in shown
    assert "You take I/gL &lt; V for &#x27;it&#x27;." in shown and "Say this &amp; that." in shown
    for raw in (
        "<Spikes>",
        "<f–I>",
        "How & why",
        "gL < V",
        "this & that",
        "<script",
        "ada",
        "ben",
        "http:",
        "https:",
    ):
        assert raw not in shown, raw
    assert "Show Figure 2.3: course/1-a/2-b.ipynb, “2 · How &amp; why?”." in shown
    linked = written(made(), "https://example.edu/course")
    assert "href='https://example.edu/course/1-a/2-b.html#cell-f-i'" in linked
    assert shown.count("<h1") == shown.count("<main") == 1
    assert shown.count("<svg") == shown.count("role='img' aria-label='")


def test_the_policy_lets_nothing_load_and_no_script_run() -> None:
    shown = written(made())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', shown)
    style = re.search(r"<style>(.*?)</style>", shown, re.DOTALL)
    assert policy and style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "style=" not in shown and "url(" not in shown and "@import" not in shown


@pytest.mark.parametrize(
    "site", ["javascript:alert(1)", "javascript://a.b/%0aalert(1)", "ftp://a.b/", "example.edu", "file:///etc", "https://", "https://a b", "https://a'b"]
)  # fmt: skip
def test_an_address_that_is_no_web_site_is_refused(site: str) -> None:
    with pytest.raises(ClassroomError, match="is no address of a web site"):
        page.checked(site)
    assert page.checked("https://example.edu/course") == "https://example.edu/course"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ps1", "page.html"), "belong to --page"),
        (("ps1", "--site", "https://a.b"), "belong to --page"),
        (("--page",), "Name a problem set"),
        (("ps1", "--page", "--guesses"), "--page writes a page of its own"),
        (("ps1", "--page", "--json", "x.json"), "--page writes a page of its own"),
    ],
)
def test_words_that_do_not_go_together_are_refused(
    words: tuple[str, ...], said: str, neurolib: Any
) -> None:
    code, text = neurolib("report", *words)
    assert code == 2 and said in " ".join(text.replace("│", " ").split()), text


def test_the_page_of_a_small_course_from_its_grades(
    tiny_course: Any, neurolib: Any, tmp_path: Path
) -> None:
    """From releasing to the page: a curve of two students is drawn again in the sandbox, and one
    that a student gave alone is not.
    """
    if reason := page.refusal():
        pytest.skip(reason)
    root, name = tiny_course.root, tiny_course.name
    tiny_course.release()
    (root / "solutions" / "curves").mkdir()
    (root / "solutions" / "curves" / f"{name}.py").write_text(TINY, encoding="utf-8")
    for student, answers in {
        "ada": tiny_course.right,
        "ben": {"square": DOUBLED},
        "cleo": {"square": DOUBLED, "cube": "raise ValueError('<b>cleo</b>')"},
        "dan": {"square": "def square(x):\n    return x + 1"},
    }.items():
        tiny_course.submitted(student, **answers)
    assert neurolib("grade", name, "--course", root)[0] == 0
    code, text = neurolib("report", name, "--page", "--course", root)
    few = (root / f"class-{name}.html").read_text(encoding="utf-8")
    assert code == 0 and "Written:" in text and "Only 4 students" in few and "doubled" not in few

    tiny_course.submitted("eve")
    assert neurolib("grade", name, "--course", root)[0] == 0
    code, text = neurolib("report", name, "--page", tmp_path / "p.html", "--course", root)
    shown = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert code == 0, text
    assert shown.count("<figure>") == 1 and "first mistake of 2 of 5 students" in shown
    assert "Area (m²) against x (&lt;m&gt;). The right curve runs from 0 at 0 to 25 at 5" in shown
    assert "the wrong one from 0 at 0 to 10 at 5" in shown
    assert "You doubled instead of squaring." in shown and "aria-label='2 of 5'" in shown
    assert "No student handed in guesses with this set." in shown
    assert not any(word in shown for word in ("ben", "cleo", "dan", "<script"))

    (root / "solutions" / "curves" / f"{name}.py").write_text(TINY.replace("square-v", "x"))
    code, text = neurolib("report", name, "--page", "--course", root)
    assert code == 3 and "the solution of problem xisible gives no curve" in " ".join(text.split())


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(path.stem, marks=[pytest.mark.exhaustive] * bool(k), id=path.stem)
        for k, path in enumerate(CURVES)
    ],
)
def test_the_solution_gives_every_curve_of_a_set(name: str) -> None:
    right = Pencil(Course.at(ROOT), name).right
    assert right
    for each in right.values():
        values = [value for value in each.y if value is not None]
        assert len(set(values)) > 1 and len(values) > len(each.y) / 2


# A class that was made


@pytest.mark.exhaustive
def test_the_page_counts_what_a_class_of_forty_was_made_of(tmp_path: Path, neurolib: Any) -> None:
    """The counts are computed a second time, from who was given which wrong answer and from what
    the tests say to it in this process.
    """
    if reason := page.refusal():
        pytest.skip(reason)
    root = tmp_path / "course"
    made_class.make(root)
    assert neurolib("grade", made_class.SET, "--course", root, "--workers", 2)[0] == 0
    site = "https://example.edu/course"
    code, text = neurolib(
        "report", made_class.SET, "--page", root / "page.html", "--site", site, "--course", root
    )
    assert code == 0, text
    shown = (root / "page.html").read_text(encoding="utf-8")

    hints = made_class.hints()
    expected, blank, others, passed = made_class.expected(hints)
    often = {key: count for key, count in expected.items() if count > 1}
    rows = [
        (html.unescape(problem), html.unescape(words).rstrip("."), int(count))
        for problem, words, count in re.findall(
            r"<tr><td>(.*?)</td><th scope='row'>(.*?)</th><td class='count'>(\d+)</td>", shown
        )
    ]
    assert len(rows) == len(often)
    assert [count for _, _, count in rows] == sorted(often.values(), reverse=True)
    for problem, words, count in rows:
        fitting = [
            key
            for key in often
            if key[0] == problem
            and key[1].lower().startswith(words.lower())
            and often[key] == count
        ]
        assert fitting, (problem, words, count)
        del often[fitting[0]]
    alone = len(expected) - len(rows)
    assert f"{alone} more were each found in the work of one student only" in shown
    assert shown.count("first mistake of 9 of 40") == 1, "the refractory time of problem 2.1"

    tallies = {
        problem: tuple(map(int, counts))
        for problem, *counts in re.findall(
            r"<tr><th scope='row'>Problem (\S+) ·.*?</th>" + r"<td class='count'>(\d+)</td>" * 3,
            shown,
        )
    }
    for problem in made_class.GIVEN:
        assert tallies[problem] == (passed[problem], others[problem], blank[problem]), problem
    untouched = {f"2.{k}" for k in range(1, 9)} - made_class.GIVEN.keys()
    assert all(tallies[problem] == (0, 0, 40) for problem in untouched)

    assert f"{made_class.TEXTS} texts of {made_class.TEXTS} students wait for a person" in shown
    assert f"{made_class.GUESSED} students handed in guesses" in shown
    assert shown.count("<figure>") == curves.PANELS
    numbers = [int(each) for each in re.findall(r"first mistake of (\d+) of 40", shown)]
    assert numbers == sorted(numbers, reverse=True)
    assert "student" in shown and "studentin" not in shown and "<script" not in shown
    assert "alert" not in shown and "A text of" not in shown
    links = set(re.findall(r"href='([^']+)'", shown))
    cells = {
        f"{site}/{each.path.removeprefix('course/').removesuffix('.ipynb')}.html#cell-{each.cell}"
        for each in figures(ROOT)
    }
    assert links and links <= cells
    for one, other in itertools.pairwise(re.findall(r"class='wrong' d='([^']+)'", shown)):
        assert one != other
