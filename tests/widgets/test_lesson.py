"""Equations with their symbols, and blanks: the words beside a chapter's figures."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from neurolib import LIF, PCM, RRAM, STDP, SoftBounds, TripletSTDP, codes, noise
from neurolib.devices import windows
from neurolib.model import ParameterError
from neurolib.units import pA, pF
from neurolib.widgets import equation, filled, lesson


@pytest.fixture(autouse=True)
def new_kernel(monkeypatch):
    monkeypatch.setattr(lesson, "SAID", set())


# Equations and their symbols


def test_an_equation_has_the_chapters_number_and_every_symbol_under_it():
    text = equation("2.1", LIF, 1, V="membrane voltage (V)", I="input current (A)").data
    assert text.startswith(f"$${LIF.equations()[1]}$$".replace(r"\tag{1}", r"\tag{2.1}"))
    assert text.split("\n\n")[1].splitlines() == [
        "- $C$: membrane capacitance (200 pF by default)",
        "- $V$: membrane voltage (V)",
        "- $g_L$: leak conductance (10 nS by default)",
        "- $E_L$: leak reversal potential (−70 mV by default)",
        "- $I$: input current (A)",
    ]


def test_a_model_at_hand_shows_its_own_values_and_a_keyword_replaces_a_meaning():
    text = equation("2.1", LIF(C=100 * pF), 1, V="V", I="I", g_L="leak (S)").data
    assert "- $C$: membrane capacitance (100 pF here)" in text and "- $g_L$: leak (S)" in text


def test_units_that_stand_in_a_meaning_and_names_in_it_are_set_like_all_others():
    text = equation("4.1", RRAM, 5, g="gap", k="k", T="T", gamma="field", q="q", V="V").data
    assert (
        "attempt speed of the ions (10 m/s by default)" in text
        and "activation energy (0.6 eV by default)" in text
    )
    assert (
        "at which $G_{a}$ holds (20 s by default)"
        in equation("4.2", PCM, 9, t="t", nu_cell="ν", G="G").data
    )


def test_a_parameter_whose_name_is_no_symbol_names_none():
    # not c2c, slope_plus
    with pytest.raises(ParameterError, match=r"names: \$c\$, \$s_\+\$, \$s_-\$. "):
        equation("5.2", SoftBounds, 5)


def test_a_function_and_a_module_show_theirs():
    names = {
        "CV": "coefficient of variation",
        "Delta_t_bar": "mean interval (s)",
        "m": "number of intervals",
        "Delta_t_k": "interval k (s)",
    }
    text = equation("2.9", codes.cv, 5, **names).data
    assert (
        r"\tag{2.9}" in text
        and "- $CV$: coefficient of variation" in text
        and text.count("\n- ") == 4
    )
    assert (
        "- $p$: exponent"
        in equation("4.3", windows, 2, f_Joglekar="window", x="state", p="exponent").data
    )


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: equation("2.1", LIF, 1, V="voltage"),
            r"\(2.1\) has symbols that nothing names: \$I\$. Add their meaning and "
            r'unit, I="…", as in V=',
        ),
        (
            lambda: equation("5.1", noise.telegraph, 2, S="S", f="f", p="p", A="A"),
            r'\$\\lambda\$, \$f_c\$. Add .*, lambda_="…", f_c="…"',
        ),
        (
            lambda: equation("2.1", LIF, 1, V="V", I="I", Q="charge"),
            r"\(2.1\) has no symbol Q; those .* are C, V, g_L, E_L, I",
        ),
        (lambda: equation("2", LIF, 1), "number is '2'; expected chapter and equation"),
        (lambda: equation("2.1", LIF, 77), r"LIF has no equation \(77\); it has \(1\), \(2\)"),
        (lambda: equation("3.1", STDP, 12), r"STDP has no equation \(12\); it has \(1\), \(2\), "),
    ],
)
def test_what_cannot_be_shown_is_said(call, says):
    with pytest.raises(ParameterError, match=says):
        call()


def test_keywords_name_signs_and_indices_in_the_ways_one_would_type_them():
    text = equation(
        "3.1", TripletSTDP, 1, u="weight", r_1="fast trace", o_2="slow trace", A2_plus="pair"
    ).data
    assert "- $A_2^+$: pair" in text and "- $A_3^+$: potentiation by a triplet" in text


def test_a_function_without_equations_shows_those_of_its_module_that_it_names():
    names = {
        "I": "information",
        "h": "entropy",
        "p": "probability",
        "p_plus": "probability for +",
        "p_minus": "probability for -",
    }
    assert r"\tag{5.16}" in equation("5.16", noise.information, 2, **names).data
    with pytest.raises(
        ParameterError, match=r"information has no equation \(3\); it has \(1\), \(2\)"
    ):
        equation("5.17", noise.information, 3)


# Blanks


@pytest.mark.parametrize("value", [..., 1.0, 2.0, "one", [1.0, 2.0], lambda: 1 / 0])
def test_what_is_said_to_a_blank_does_not_wait_for_a_guess(value):
    said = filled(value, 1.0, "the step")
    assert said._repr_markdown_() == f'{said.data} <span class="neurolib-blank"></span>'


def test_a_blank_that_is_filled_in_rightly_is_told_with_its_value():
    assert filled(200.1 * pA, 200 * pA, "the rheobase", "pA").data == "Right: the rheobase, 200 pA."
    assert filled(lambda: 41.7, 41.71, "the rate", "Hz").data == "Right: the rate, 41.7 Hz."
    assert (
        filled([0, 1, 2.0005], np.arange(3), "the counts").data
        == "Right: the counts, all 3 values."
    )
    assert filled(0, 0.0, "the sum").data == "Right: the sum, 0."


@pytest.mark.parametrize(
    "blank", [..., None, lambda: ..., lambda: 2 * ..., lambda: 1 / None, (1.0, ...)]
)
def test_a_blank_still_empty_stops_nothing(blank):
    text = filled(blank, 200 * pA, "the rheobase", "pA").data
    assert text.startswith("Not filled in yet: the rheobase. (Put your lines in place of the dots")
    assert filled(blank, 200 * pA, "the rheobase", "pA").data == "Not filled in yet: the rheobase."


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (0.2, "off by a factor of 10⁹: are the units right?"),
        (-200 * pA, "the wrong sign."),
        (210 * pA, "too large, by less than 10 %."),
        (120 * pA, "too small, by up to a factor of 2."),
        (500 * pA, "too large, by more than a factor of 2."),
        (0, "too small, by more than a factor of 2."),
        (np.nan, "not finite everywhere."),
        ("many", "got 'many'; expected a number."),
        ([1, 2], "got 2 numbers; expected one number."),
        (lambda: 1 / 0, "your lines stop with ZeroDivisionError (division by zero)."),
    ],
)
def test_a_wrong_blank_is_told_how_far_off_it_is_and_not_the_answer(value, says):
    text = filled(value, 200 * pA, "the rheobase", "pA").data
    assert text == f"Not yet: the rheobase: {says}"


def test_an_array_is_compared_value_by_value():
    assert filled([1, 1, 2], np.arange(3.0), "the counts").data.endswith(
        "not 0 where it should be."
    )
    assert (
        "too large here and too small there" in filled([0, 2, 1], np.arange(3.0), "the counts").data
    )
    assert "got 2 numbers; expected 3 numbers" in filled([0, 2], np.arange(3.0), "the counts").data


@pytest.mark.parametrize("reader", [True, False], ids=["a student", "nbconvert"])
def test_a_blank_that_is_right_is_kept_beside_the_index_where_a_student_works(
    reader, tmp_path, monkeypatch
):
    (tmp_path / "index.ipynb").touch()
    (tmp_path / "1-part").mkdir()
    monkeypatch.chdir(tmp_path / "1-part")
    kept = tmp_path / ".guesses.json"
    filled(1.0, 1.0, "the step")
    assert not kept.exists(), "without a kernel nobody works"
    monkeypatch.setattr(lesson, "get_ipython", lambda: SimpleNamespace(kernel=True))
    monkeypatch.setattr(lesson, "_has_reader", lambda: reader)
    filled(2.0, 1.0, "the size")
    filled(lambda: ..., 1.0, "the way")
    assert not kept.exists()
    filled(1.0, 1.0, "the step")
    filled([1.0, 2.0], [1.0, 2.0], "the steps")
    assert (json.loads(kept.read_text()) if kept.exists() else {}) == (
        {f"blank the step{end}": {"kind": "Blank"} for end in ("", "s")} if reader else {}
    )
