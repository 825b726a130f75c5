"""Bad values, one at a time, into every public verb: see fuzz.py, which prints the table."""

import functools
from collections import Counter

import pytest

import neurolib
from neurolib import ParameterError, _jit
from neurolib.devices import HPMemristor
from neurolib.model import over_time
from neurolib.units import ms
from tests import fuzz, fuzz_calls


@functools.cache
def every():
    """Return a good call of every verb: to make them takes a while, so nobody does who only collects
    tests.
    """
    return list(fuzz_calls.calls())


def test_every_good_call_is_good():
    for area, verb, make in every():
        call, arguments = make()
        call(**arguments)
        assert area in fuzz.AREAS and verb


def test_no_verb_is_left_out():
    """What ``neurolib`` offers by name, but bases of models, what notebooks show, and what has no
    argument. Of ``Nest`` the making is asked for everywhere, a run where there is NEST.
    """
    called = {verb.partition(" ")[0].rpartition(".")[2] for _, verb, _ in every()} | {
        verb.partition(".")[0] for _, verb, _ in every()
    }
    offered = {
        name
        for name in neurolib.__all__
        if callable(getattr(neurolib, name)) and getattr(neurolib, name) not in fuzz_calls.BASES
    }
    assert offered - called == {"ParameterError", "View", "kernel"}
    assert {
        "Session.run",
        "Session.set",
        "Session.normalise",
        "NetworkRun.state",
        "Network.project",
        "Bench.read",
    } <= {verb.partition(" ")[0] for _, verb, _ in every()}


def test_a_verb_without_a_good_value_is_named(monkeypatch):
    whole = len(every())
    monkeypatch.delitem(fuzz_calls.GOOD["units"], "digits")
    assert len(list(fuzz_calls.calls())) == whole, "an argument with a usual value may be left out"
    monkeypatch.delitem(fuzz_calls.GOOD["units"], "unit")
    with pytest.raises(
        LookupError,
        match="units's factor needs a good value for unit|units's base needs a good value for unit",
    ):
        list(fuzz_calls.calls())


@pytest.mark.parametrize(
    "area", ["units", "energy", "codes", "neurons", "crossbar", "plasticity", "devices"]
)
def test_a_bad_value_gets_a_sentence(area, monkeypatch):
    if area == "devices":  # what is refused before it runs need not be compiled
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    found = [case for case in fuzz.cases([area]) if case[4] not in ("sentence", "accepted")]
    assert found == []


@pytest.mark.exhaustive
@pytest.mark.slow
@pytest.mark.parametrize(
    "half", [0, pytest.param(1, marks=pytest.mark.whole)]
)  # of the bad values of each argument, every second one
@pytest.mark.parametrize("area", ["network", "plot", "applications"])
def test_hardly_a_bad_value_escapes(area, half, monkeypatch):
    if half == 0:
        # nothing needs to be compiled for what is refused before it runs
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    ends = Counter(case[4] for case in fuzz.cases([area], half))
    assert max(ends["raw"], ends["nonsense"]) <= fuzz.LIMIT * ends.total() and not ends["NaN"], ends


def test_a_function_that_takes_no_time_is_named_and_its_own_error_kept():
    with pytest.raises(ParameterError, match="expected one of a time in s") as caught:
        HPMemristor().simulate(lambda: 1.0, 1 * ms, 10 * ms)
    assert isinstance(caught.value.__cause__, TypeError)


def test_a_function_of_one_instant_is_asked_one_by_one():
    import numpy as np

    assert over_time(lambda t: 1.0 if t < 1 else 2.0, np.array([0.0, 1.0]), "v").tolist() == [
        1.0,
        2.0,
    ]


def test_what_the_fuzz_calls_a_sentence_is_raised_on_purpose():
    assert fuzz.ends(lambda: (neurolib.units.factor, {}), "unit", 3, False, True)[0] == "sentence"
    assert fuzz.ends(lambda: (lambda unit: unit / 0, {}), "unit", 3, False, True)[0] == "raw"
    assert (
        fuzz.ends(lambda: (lambda unit: [unit], {}), "unit", float("nan"), False, True)[0] == "NaN"
    )
    assert fuzz.ends(lambda: (lambda unit: unit, {}), "unit", 3, False, True)[0] == "nonsense"
