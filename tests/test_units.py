"""Units: names for SI floats, and quantities written for people."""

import fractions

import numpy as np
import pytest

from neurolib import param, units
from neurolib.units import ParameterError, base, decimals, factor, percentages, quantity, show


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (144, "ms", "144 s"),
        (1e-3, "ms", "1 ms"),
        (-1e-12, "pF", "-1 pF"),
        (2e-9, "A", "2 nA"),
        (0.00014, "W", "140 µW"),
        (5e7, "Ohm", "50 MΩ"),
        (0.9999999, "V", "1 V"),
        (999.96e-6, "s", "1 ms"),
        (3600.0, "s", "3600 s"),
        (1e7, "ms", "1e+07 s"),
        (0.0, "pA", "0 A"),
        (3.2, "", "3.2"),
        (float("nan"), "V", "nan V"),
        (float("inf"), "s", "inf s"),
        (1e-30, "A", "1e-12 aA"),
        (1e15, "Hz", "1e+06 GHz"),
    ],
)
def test_show(value, unit, text):
    assert show(value, unit) == text


def test_two_digits_of_hundreds_are_no_power_of_ten():
    assert [show(value, "s", 2) for value in (7.64e-10, 7.6e-11, 0.9996)] == [
        "760 ps",
        "76 ps",
        "1 s",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (-39.9998, "mV", "−40 mV"),
        (96.61, "%", "96.6 %"),
        (26.565, "°", "26.6°"),
        (10_000_000, "", "10\u202f000\u202f000"),
        (np.int64(4321), "spikes", "4321 spikes"),
        (12345.6, "Hz", "12\u202f300 Hz"),
        (9999.6, "", "10\u202f000"),
        (999.96e-6, "s", "0.001 s"),
        (0.0, "spikes", "0 spikes"),
        (3.2, "updates", "3.2 updates"),  # not µpdates
        (140.0, "uW", "140 µW"),
        (1.4e9, "", "1.4×10⁹"),
        (-1e-14, "", "−10⁻¹⁴"),
        (float("nan"), "V", "nan V"),
        (-float("inf"), "s", "−∞ s"),
    ],
)
def test_quantity(value, unit, text):
    assert quantity(value, unit) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(-0.5, 2, "−0.50"), (3.14159, 3, "3.142"), (-0.004, 2, "0.00"), (np.float32(-1), 1, "−1.0")],
)
def test_decimals(value, digits, text):
    assert decimals(value, digits) == text


def test_percentages_are_the_mean_and_the_range():
    assert percentages([0.95, 0.97]) == "96.0 % (95.0 to 97.0 %)"
    assert percentages(np.array([-0.125, -0.5, 0.0]), "", 2) == "−20.83 (−50.00 to 0.00)"
    assert percentages(each for each in (1, 0)) == "50.0 % (0.0 to 100.0 %)"
    for wrong, said in (
        ([], r"are \[\]; expected one finite number or more"),
        (0.5, "are 0.5; expected numbers, as in"),
        (np.array([0.5j]), "expected one number"),
        (np.array(["0.5"]), "'0.5'.*; expected one number"),
        ("0.5", "are '0.5'; expected numbers, as in"),
        ([[0.1, 0.2]], r"value is \[0.1, 0.2\]; expected one number"),
        ([0.5, np.nan], r"are \[0.5, nan\]; expected one finite number"),
        ([10**400], "expected one number of at most"),
    ):
        with pytest.raises(ParameterError, match=said):
            percentages(wrong)


def test_written():
    assert [units.written(name) for name in ("uW", "kOhm", "ms", "minute", "")] == [
        "µW",
        "kΩ",
        "ms",
        "minute",
        "",
    ]


def test_every_prefixed_name_is_its_power_of_ten_times_its_base():
    powers = {"a": -18, "f": -15, "p": -12, "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9}
    named = [
        n
        for n, v in vars(units).items()
        if isinstance(v, float)
        and not n.startswith("_")
        and base(n) != n
        and n not in ("minute", "hour", "day", "year")
    ]
    assert len(named) > 30
    for name in named:
        assert factor(name) == pytest.approx(10.0 ** powers[name[0]], rel=1e-15, abs=0), name
        assert factor(base(name)) == 1.0


@pytest.mark.parametrize(
    "value", [10**400, -(10**400), fractions.Fraction(10**400)], ids=["int", "negative", "fraction"]
)
def test_a_number_that_no_float_holds_is_refused_by_show(value):
    with pytest.raises(
        ParameterError, match="show's value is .*; expected one number of at most 1.8e308 in size"
    ):
        show(value, "V")
    assert quantity(10**20) == "100" + "\u202f000" * 6, (
        "a whole number of any size keeps its digits"
    )


@pytest.mark.parametrize("unit", ["1/V", "1 / V", "nS/V", "V**2", "V^2", "mV·ms", "V s"])
def test_a_unit_of_several_is_refused_with_the_meaning_of_the_parameter_and_what_to_write(unit):
    with pytest.raises(ParameterError) as refused:
        param(50.0, unit, "steepness", 0.0, 100.0)
    said = str(refused.value)
    assert said.startswith(f"The quantity 'steepness' has the unit {unit!r}; expected the name")
    assert "There are no compound units" in said and "Did you mean" not in said
    assert 'as in "steepness, 1/V"' in said
    assert param(50.0, "", "steepness, 1/V", 0.0, 100.0).metadata["quantity"].shown(50) == "50 1/V"


def test_a_misspelt_unit_is_refused_with_the_meaning_of_the_parameter_and_the_nearest_name():
    with pytest.raises(ParameterError, match=r"^The quantity 'reset' has .*Did you mean 'mV'\?$"):
        param(-0.06, "mVolt", "reset", -1.0, 1.0)
    with pytest.raises(ParameterError, match=r"^The quantity 'reset' has the unit 3; expected"):
        param(-0.06, 3, "reset", -1.0, 1.0)
