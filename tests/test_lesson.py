"""Predictions, a function's equations, and ticks: the words beside a chapter's figures."""

import json

import numpy as np
import pytest

from neurolib import STDP, codes, noise
from neurolib.model import ParameterError
from neurolib.widgets import compare, equations, progress


@pytest.mark.parametrize(
    ("prediction", "says"),
    [
        (..., "No prediction yet"),
        (None, "No prediction yet"),
        (41.5, "well judged"),
        (np.float64(42), "well judged"),
        (50, "Close"),
        (84, "A gap"),
        (-41.7, "A gap"),
        (float("nan"), "You predicted nan Hz; found"),
        ("many", "not a number; expected one in Hz"),
    ],
)
def test_a_prediction_meets_the_answer_whatever_it_was(prediction, says):
    text = compare(prediction, 41.7149, "Hz", "Because.").data
    assert says in text and "**41.7 Hz**" in text and text.endswith("Because.")


def test_units_signs_and_zero():
    assert "**−40 mV**" in compare(-40, -39.9998, "mV").data
    assert "You predicted 26.57°, and **26.6°** it is" in compare(26.57, 26.565, "°").data
    assert "well judged" in compare(0, 0.0, "spikes").data and "A gap" in compare(1, 0.0, "spikes").data


@pytest.mark.parametrize(("choice", "right"), [("b", True), ("(B) ", True), ("a", False), (2, False)])
def test_a_choice_is_taken_by_its_letter(choice, right):
    assert ("**b** it is" in compare(choice, "b").data) is right


def test_equations_are_those_of_the_docstring():
    text = equations(codes.cross_covariance).data
    assert text.startswith("**cross_covariance** — Return lags")
    assert r"\tag{1}" in text and text.count("$$") == 2
    assert equations(codes.fano).data.count("$$") == 2
    assert equations(STDP, 1, 2).data == "\n\n".join(f"$${STDP.equations()[tag]}$$" for tag in (1, 2))
    with pytest.raises(ParameterError, match=r"STDP has no equation \(12\); it has \(1\), \(2\), "):
        equations(STDP, 12)


def test_a_function_without_equations_shows_those_of_its_module_that_it_names():
    text = equations(noise.stochastic_round).data
    assert text.startswith("**stochastic_round** — Return `x`") and r"\tag{1}" in text and text.count("$$") == 2
    shown = equations(noise.information).data
    assert r"\tag{2}" in shown and r"\tag{3}" not in shown


def test_ticks_are_kept_beside_the_notebook_and_read_again(tmp_path):
    file = tmp_path / "ticks.json"
    box = progress(["one", "two"], file)
    *boxes, count = box.children
    assert count.value == "0 of 2 done" and not file.exists()  # looking writes nothing
    boxes[1].value = True
    assert count.value == "1 of 2 done" and json.loads(file.read_text()) == ["two"]
    again = progress(["one", "two", "three"], file)
    assert [each.value for each in again.children[:-1]] == [False, True, False]


@pytest.mark.parametrize("content", ["", "{", "3", "[[1]]"])
def test_a_broken_file_of_ticks_counts_as_none(tmp_path, content):
    file = tmp_path / "ticks.json"
    file.write_text(content)
    assert progress(["one"], file).children[-1].value == "0 of 1 done"


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    box = progress(["one"], tmp_path / "no folder" / "ticks.json")
    box.children[0].value = True
    assert "could not be written" in box.children[-1].value
