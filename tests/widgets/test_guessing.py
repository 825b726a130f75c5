"""Predictions: what can be typed, chosen and drawn, what is said to it, what is kept, and that
nothing shows before the guess.
"""

import base64
import json

import numpy as np
import pytest

from neurolib.model import ParameterError
from neurolib.widgets import Curve, guess
from neurolib.widgets.judging import CLASSES, Choice, Number, grade, past

LINE = Curve([0, 1, 2, 3], [0, 10, 20, 30], "current (pA)", "rate (Hz)", (0, 40))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A notebook's own folder, so that no test finds or leaves a guess."""
    (tmp_path / "1-part").mkdir()
    monkeypatch.chdir(tmp_path / "1-part")
    return tmp_path


def voltage():
    return guess("2.1", "the voltage", -39.9998, "mV", "The leak carries $I$.")


# What can be typed


@pytest.mark.parametrize(
    ("typed", "unit", "is_worth"),
    [
        ("12", "ms", 12),
        ("12*ms", "ms", 12),
        (" 12 ms ", "ms", 12),
        ("0.012 s", "ms", 12),
        ("1.2e4 µs", "ms", 12),
        ("−40", "mV", -40),
        ("10 000", "Hz", 10_000),
        ("2 × 10^3", "Hz", 2000),
        ("12 kΩ", "Ohm", 12_000),
        ("1/4", "", 0.25),
        ("50 %", "", 0.5),
        ("30%", "%", 30),
        ("2 %", "percentage points", 2),
        ("3 million", "million reads", 3),
        ("12 spike", "spikes", 12),
        ("26°", "°", 26),
        ("2 rad/s", "rad/s", 2),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, unit, is_worth):
    assert Number(1.0, unit).read(typed) == pytest.approx(is_worth)


@pytest.mark.parametrize(
    ("typed", "unit", "says"),
    [
        ("twelve", "ms", "“twelve” is not a number; type one with its unit, as in 12*ms."),
        ("many", "", "“many” is not a number; type one, as in 12."),
        ("", "ms", "Nothing is typed yet; type a number with its unit, as in 12*ms."),
        (
            "1,5",
            "ms",
            "“1,5” has a comma: type a decimal point, as in 1.5, and nothing between thousands.",
        ),
        (
            "12 mV",
            "ms",
            "“12 mV” is in mV; expected a number in ms: type one with its unit, as in 12*ms.",
        ),
        (
            "12 apples",
            "spikes",
            "“12 apples” has “apples”, which is no unit here; expected a number in "
            "spikes: type one, as in 12.",
        ),
        ("12 ms", "", "“12 ms” is in ms; expected a number without a unit: type one, as in 12."),
        ("1e999", "", "“1e999” is not a number; type one, as in 12."),
        ("nan", "", "“nan” is not a number; type one, as in 12."),
        ("1/0", "", "“1/0” is not a number; type one, as in 12."),
    ],
)
def test_what_is_no_number_gets_a_sentence_and_no_answer(typed, unit, says):
    asked = guess("2.1", "it", 41.7, unit)
    asked.take(typed)
    assert asked.said == {"error": says}


# What is said to it


@pytest.mark.parametrize(
    ("typed", "says", "where"),
    [
        ("41.5", "You predicted 41.5 Hz, and **41.7 Hz** it is: well judged.", "within 5 %"),
        (
            "50",
            "You predicted 50 Hz; found: **41.7 Hz**. Close: what makes the difference?",
            "within 35 %",
        ),
        (
            "80",
            "You predicted 80 Hz; found: **41.7 Hz**. Your guess differs from the result.",
            "within a factor of 2",
        ),
        ("21", "You predicted 21 Hz; found", "within a factor of 2"),
        ("5", "You predicted 5 Hz; found", "within a factor of 10"),
        ("0", "You predicted 0 Hz; found", "further off"),
        ("-41.7", "You predicted −41.7 Hz; found", "further off"),
    ],
)
def test_a_number_is_judged_by_its_distance(typed, says, where):
    asked = Number(41.7149, "Hz")
    sentence, error = asked.judge(asked.read(typed))
    assert sentence.startswith(says) and list(CLASSES)[grade(error)] == where


def test_signs_degrees_and_zero():
    assert (
        Number(-39.9998, "mV").judge(-40)[0]
        == "You predicted −40 mV, and **−40 mV** it is: well judged."
    )
    assert "You predicted 26.57°, and **26.6°** it is" in Number(26.565, "°").judge(26.57)[0]
    assert (
        "well judged" in Number(0, "spikes").judge(0)[0]
        and "Your guess differs" in Number(0, "spikes").judge(1)[0]
    )


@pytest.mark.parametrize(("letter", "right"), [("b", True), ("(B) ", True), ("a", False)])
def test_a_choice_is_taken_by_its_letter(letter, right):
    asked = Choice("b", ("early", "late"))
    sentence, error = asked.judge(asked.read(letter))
    assert (sentence, error) == (
        ("You chose (b), and **(b)** it is.", 0)
        if right
        else ("You chose (a); it is **(b)** late.", 1)
    )
    with pytest.raises(ParameterError, match="“c” is none of the choices; choose one of a, b"):
        asked.read("c")


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        (
            [0, 10, 20, 30],
            "Your curve (dashed) is 0 Hz from the result (solid) on average: well judged.",
        ),
        (
            [0, 10, 20, 40],
            "is 2.5 Hz from the result (solid) on average. Close: what makes the difference?",
        ),
        ([40, 40, 40, 40], "Your curve differs from the result. Which step"),
    ],
)
def test_a_curve_is_judged_by_its_mean_distance(drawn, says):
    assert says in LINE.judge(LINE.read(drawn))[0]


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        (
            [None] * 4,
            "Nothing is drawn yet: draw a line from the left end to the right, with the "
            "mouse or the arrow keys.",
        ),
        (
            [1, None, 1, 1],
            "Nothing is drawn at 1 on the lower axis: draw the line from the left end "
            "to the right.",
        ),
        ([1, 2], "2 points are drawn; expected 4"),
        ("high", "0 points are drawn; expected 4"),
    ],
)
def test_a_curve_with_a_gap_gets_a_sentence(drawn, says):
    with pytest.raises(ParameterError, match=says):
        LINE.read(drawn)


def test_what_is_drawn_beyond_the_axes_ends_at_them():
    assert LINE.read([-3, 10, 20, 99]) == [0, 10, 20, 40]


def test_own_errors_are_counted_in_classes_and_said_in_words():
    found = past([0.01, 0.2, 0.3, 500.0], 0.2)
    assert found["counts"] == [1, 2, 0, 0, 1] and found["now"] == 1
    assert found["words"] == "Your 4 guesses so far: 1 within 5 %, 2 within 35 %, 1 further off."


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: guess("2", "it", 1.0), "guess's number is '2'; expected chapter and section"),
        (
            lambda: guess("2.1", "it", float("nan"), "Hz"),
            "result is nan; expected a finite number in Hz",
        ),
        (
            lambda: guess("2.1", "it", "d", choices=("x", "y")),
            "result is 'd'; expected the letter of one of its choices, a, b",
        ),
        (lambda: Curve([1, 2], [1, 2, 3], "x", "y", (0, 9)), "2 values of x and 3 of y"),
        (
            lambda: Curve([1, 2], [1, 20], "x", "y", (0, 9)),
            "from 1 to 20, beyond its limits 0 and 9",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(wrong, says):
    with pytest.raises(ParameterError, match=says):
        wrong()


# Before and after


def sent(asked):
    """Return what the page knows, apart from its program."""
    return json.dumps(
        {name: value for name, value in asked.get_state().items() if name not in ("_esm", "_css")},
        ensure_ascii=False,
    )


def test_nothing_is_given_away_before_the_guess():
    curve = Curve([0, 1, 2], [0, 11.25, 37.5], "current (pA)", "rate (Hz)", (0, 40))
    for asked, typed, secret in (
        (voltage(), "-30", "−40"),
        (
            guess("2.7", "the lag", "b", because="It is late.", choices=("early", "late")),
            "a",
            "It is late.",
        ),
        (guess("2.2", "the curve", curve), [1, 2, 3], "11.25"),
    ):
        assert secret not in sent(asked)
        asked._answer(asked, {"guess": typed}, [])
        assert secret in sent(asked)


def test_the_answer_can_be_shown_without_a_guess_which_is_then_not_counted(folder):
    asked = voltage()
    asked._answer(asked, {"show": True}, [])
    assert asked.said == {"answer": "Found: <strong>−40 mV</strong>. The leak carries <i>I</i>."}
    assert not (folder / "1-part" / ".guesses.json").exists()


def test_the_answer_is_packed_for_a_page_whose_python_has_ended():
    for asked in voltage(), guess("2.2", "the curve", LINE, because="Silent at $t = 0$."):
        packed = json.loads(base64.b64decode(asked.packed))
        asked._answer(asked, {"show": True}, [])
        assert packed == asked.said and "Found" not in asked.packed
    assert packed["found"] == [0, 10, 20, 30]


def test_of_a_number_and_a_choice_the_result_is_kept_with_the_guess(folder):
    guess("2.4", "the spikes", np.int64(12345), "spikes").take("12000")
    guess("2.7", "the lag", "b", choices=("early", "late")).take("(A)")
    guess("2.2", "the curve", LINE).take([0, 10, 20, 30])
    kept = json.loads((folder / "1-part" / ".guesses.json").read_text())
    found = [(each.get("value"), each.get("found"), each["kind"]) for each in kept.values()]
    assert found == [(12000, 12345, "Number"), ("a", "b", "Choice"), (None, None, "Curve")]


def test_a_page_without_python_has_the_question_and_the_answer_folded():
    data, _ = guess(
        "2.7", "the lag", "b", because="It is **late**.", choices=("early", "<late>")
    )._repr_mimebundle_()
    question, answer = data["text/html"].split("<details>")
    assert "<strong>Prediction</strong> · The lag" in question and "(b) &lt;late&gt;" in question
    assert answer == (
        "<summary>Answer</summary><p>Found: <strong>(b)</strong> &lt;late&gt;. It is "
        "<strong>late</strong>.</p></details>"
    )
    assert data["text/plain"].endswith("Found: **(b)** <late>. It is **late**.")
    assert "The voltage (mV)" in voltage()._repr_mimebundle_()[0]["text/html"]
    assert (
        "at most <strong>30 Hz</strong>"
        in guess("2.2", "it", LINE)._repr_mimebundle_()[0]["text/html"]
    )


def test_a_guess_is_kept_beside_the_index_and_shown_again(folder):
    (folder / "index.ipynb").write_text("{}")
    voltage().take("-30 mV")
    guess("2.7", "the lag", "b", choices=("early", "late")).take("b")
    guess("2.2", "the curve", LINE).take([0, 10, 20, 30])
    kept = json.loads((folder / ".guesses.json").read_text())
    assert list(kept) == ["2.1 the voltage", "2.7 the lag", "2.2 the curve"]
    assert kept["2.1 the voltage"]["error"] == pytest.approx(0.25, abs=0.001)
    again = voltage()
    assert (
        again.said["guess"] == pytest.approx(-30)
        and "You predicted −30 mV; found: <strong>−40 mV</strong>" in again.said["answer"]
    )
    # the curve counts too, the choice does not
    assert again.said["past"]["counts"] == [1, 1, 0, 0, 0] and again.said["past"]["now"] == 1
    assert (
        guess("2.7", "the lag", "b", choices=("early", "late")).said["past"]["words"]
        == "Your choices so far: 1 of 1 right."
    )
    curve = guess("2.2", "the curve", LINE).said
    assert curve["guess"] == curve["found"] == [0, 10, 20, 30]
    again._answer(again, {"again": True}, [])
    assert (
        again.said == {}
        and voltage().said == {}
        and "2.1 the voltage" not in json.loads((folder / ".guesses.json").read_text())
    )


BROKEN = [
    "",
    "{",
    "[1]",
    '{"2.1 the voltage": 3}',
    '{"2.1 the voltage": {"guess": "many"}}',
    '{"x": {"error": "big"}}',
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_of_guesses_counts_as_none(content, folder):
    (folder / "1-part" / ".guesses.json").write_text(content)
    asked = voltage()
    assert asked.said == {}
    asked.take("-40")
    assert sum(asked.said["past"]["counts"]) == 1


def test_a_guess_that_cannot_be_kept_is_answered_and_said_so(folder, monkeypatch):
    asked = voltage()
    asked.file = folder / "nowhere" / ".guesses.json"
    asked.take("-40")
    assert "well judged" in asked.said["answer"] and sum(asked.said["past"]["counts"]) == 1
    assert (
        asked.said["error"]
        == "Your guess is not kept: .guesses.json could not be written (No such file or directory)."
    )


def test_a_result_of_a_run_is_as_good_as_a_number():
    asked = guess("2.4", "the spikes", np.int64(12345), "spikes")
    asked.take("12345")
    assert "12\u202f345 spikes" in asked.said["answer"]
    json.dumps(guess("2.1", "it", np.float64(1.5)).get_state()["said"])


# Misconceptions


def test_a_guess_that_a_misconception_gives_is_told_so():
    asked = guess("2.1", "the voltage", -40, "mV", wrong={"The threshold holds it.": -50, "No.": 1})
    for typed, said in (("-50.5", "The threshold holds it."), ("-40", ""), ("-45", "")):
        asked.take(typed)
        assert ("A frequent misconception leads there: " + said in asked.said["answer"]) == bool(
            said
        )
    chosen = guess("2.2", "the way", "b", choices="up down".split(), wrong={"Up is down.": "a"})
    chosen.take("a")
    assert "A frequent misconception leads there: Up is down." in chosen.said["answer"]
    chosen.take("b")
    assert "misconception" not in chosen.said["answer"]
    assert "threshold" not in json.dumps(asked.asks)


@pytest.mark.parametrize(
    ("found", "options", "says"),
    [
        (-40, {"wrong": {"It is so.": -40.5}}, "“It is so.” gives -40.5, which is the result"),
        ("b", {"choices": ("up", "down"), "wrong": {"So.": "b"}}, "gives b, which is the result"),
        ("b", {"choices": ("up", "down"), "wrong": {"So.": "c"}}, "“c” is none of the choices"),
        (LINE, {"wrong": {"So.": 1}}, "A curve has no misconceptions"),
    ],
)
def test_a_misconception_that_is_the_result_or_no_guess_is_refused(found, options, says):
    with pytest.raises(ParameterError, match=says):
        guess("2.1", "it", found, **options)
