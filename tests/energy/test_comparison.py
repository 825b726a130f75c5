"""Two bills side by side, and where two machines cost the same."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from neurolib.energy import (
    LOIHI,
    TEACHING,
    TEACHING_CLOCKED,
    TRUENORTH,
    Ledger,
    MissingPrice,
    Price,
    PriceList,
    UnlikeBills,
    compare,
    crossover,
)
from neurolib.model import ParameterError
from neurolib.units import mW, pJ

RUN = Ledger(
    {
        ("spike", "all"): 10**5,
        ("synaptic event", "all to all"): 10**7,
        ("clock tick", "engine"): 10_000,
    },
    1.0,
)
EVENT, CLOCKED = RUN.routed(5).bill(TEACHING), RUN.bill(TEACHING_CLOCKED)
TREE = Ledger({}, 1.0).bill(PriceList("a clock tree alone", (TEACHING_CLOCKED["clock tree"],)))


def test_a_bare_tree_against_a_whole_machine_is_caught():
    with pytest.warns(UnlikeBills, match="Not like for like") as caught:
        found = compare(TREE, EVENT)
    # E07, and what it is worth:
    assert found.ratio == pytest.approx(142.857142857142857, rel=1e-12)
    assert (
        "includes spike, hop, synaptic event, leak" in found.warning
        and "whole machines with whole machines" in found.warning
    )
    assert found.warning == str(caught[0].message)
    assert found.warning in str(found) and found.warning in found._repr_markdown_()
    assert caught[0].filename == __file__


def test_whole_machines_are_compared_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = compare(CLOCKED, EVENT)
    assert found.warning == "" and found.ratio == pytest.approx(20.0823 / 0.14, rel=1e-12)
    assert (
        "Not like for like" not in str(found)
        and "143.4 times" in str(found)
        and "none" in str(found)
    )


def test_routing_that_one_run_did_not_count_is_caught():
    with pytest.warns(
        UnlikeBills,
        match="a clocked machine.* has no hop, and an event-driven .* has no price for it",
    ):
        compare(CLOCKED, RUN.bill(TEACHING))
    with pytest.warns(UnlikeBills, match="only the second includes hop"):
        compare(RUN.bill(TEACHING), EVENT)


def test_what_a_price_includes_counts_as_paid():
    with pytest.warns(UnlikeBills) as caught:
        found = compare(RUN.bill(LOIHI), RUN.bill(TRUENORTH))
    assert (
        "only TrueNorth includes clock tree, neuron update, threshold check and hop"
        in found.warning
        and "leak" not in found.warning
    )
    assert "in synaptic event" in str(found) and len(caught) == 1


def test_what_a_machine_has_not_is_not_called_paid():
    mine = PriceList(
        "my chip",
        (
            *(TEACHING[name] for name in ("spike", "synaptic event", "leak")),
            Price("hop", 0.0, "free", "me", "assumed"),
        ),
    )
    run = Ledger({("spike", "all"): 10}, 1.0).routed(5)
    with pytest.warns(UnlikeBills) as caught:
        compare(run.bill(mine), run.bill(TEACHING))
    assert "has no clock tree and no clock tick, and my chip has no price for them" in str(
        caught[0].message
    )
    assert "includes clock" not in str(caught[0].message)


def test_bills_of_nothing_have_no_infinite_number_in_their_words():
    nothing = Ledger({}, 1.0).bill(
        PriceList("idle", (Price("spike", 1 * pJ, "one", "me", "assumed"),))
    )
    assert compare(nothing, nothing).ratio == 1.0 and "Neither takes any power" in str(
        compare(nothing, nothing)
    )
    with pytest.warns(UnlikeBills):
        found = compare(EVENT, nothing)
    assert "no factor" in str(found) and "inf" not in str(found) + found._repr_markdown_()


def test_runs_of_different_lengths_are_caught():
    with pytest.warns(
        UnlikeBills, match="they are for 1 s and 2 s, so that the ratio is one of powers"
    ):
        found = compare(EVENT, (RUN + RUN).routed(5).bill(TEACHING))
    assert found.ratio == pytest.approx(1.0, rel=1e-12)


def test_a_comparison_needs_two_bills_that_add_up():
    with pytest.raises(ParameterError, match="compare needs two bills"):
        compare(EVENT, 3.0)
    with pytest.raises(MissingPrice, match="teleport"):
        compare(EVENT, Ledger({("teleport", "x"): 1}, 1.0).bill(TEACHING))
    with pytest.warns(UnlikeBills):
        assert compare(EVENT, Ledger({}, 1.0).bill(TRUENORTH)).ratio == math.inf


@given(
    st.floats(0, 10),
    st.floats(0, 10),
    st.floats(0, 10),
    st.floats(0, 10),
    st.lists(st.integers(0, 1000), min_size=2, max_size=6, unique=True),
)
def test_two_straight_lines_meet_where_they_meet_whichever_comes_first(
    floor, other_floor, slope, other_slope, at
):
    assume(abs(slope - other_slope) > 1e-3 and abs(floor - other_floor) > 1e-3)
    a = np.sort(np.array(at, dtype=float))
    lines = floor + slope * a, other_floor + other_slope * a
    meet = (other_floor - floor) / (slope - other_slope)
    if meet < 0:
        assert crossover(a, *lines) == (0.0 if floor > other_floor else math.inf)
        assert crossover(a, *lines[::-1]) == (math.inf if floor > other_floor else 0.0)
    else:
        assert crossover(a, *lines) == pytest.approx(meet, rel=1e-6, abs=1e-6)
        assert crossover(a, *lines[::-1]) == pytest.approx(meet, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 1], [2, 2], math.inf),
        ([2, 2], [1, 1], 0.0),
        ([1, 1], [2, 3], math.inf),
        ([2, 3], 1.0, 0.0),
        ([3, 2], 1.0, 20.0),
        ([1, 2], 1.0, 0.0),
        ([2, 1], 1.0, 10.0),
        ([2, 2], 2.0, 0.0),
        ([1, 2], 4.0, 30.0),
    ],
)
def test_never_always_and_at_the_ends(first, second, expected):
    assert crossover([0, 10], first, second) == expected


def test_where_both_cost_the_same_up_to_some_activity_the_lowest_is_none():
    assert crossover([10, 20, 30], [1, 1, 6], [1, 1, 1]) == 0
    assert crossover([10, 20], [1, 1], [1, 1]) == 0
    assert crossover([10, 20, 30, 40], [2, 1, 1, 3], 1.0) == 20
    assert crossover([10, 20, 30], [1, 2, 3], 1.0) == 10


def test_measured_curves_meet_between_their_points():
    rates = np.array([1.0, 10.0, 100.0, 1000.0])
    assert crossover(rates, rates**2 * 1 * mW, 50 * rates * mW) == pytest.approx(
        10 + 400 * 90 / 5400
    )


def test_crossover_asks_for_rising_activities_and_one_bill_for_each():
    for activity in [10.0], [10.0, 1.0], [1.0, 1.0], 5.0:
        with pytest.raises(ParameterError, match="at least two rising values"):
            crossover(activity, 1.0, 2.0)
    with pytest.raises(ParameterError, match="expected 2 bills or powers"):
        crossover([1.0, 2.0], [1.0, 2.0, 3.0], 2.0)
    with pytest.raises(ParameterError, match="crossover's second"):
        crossover([1.0, 2.0], [1.0, 2.0], [-1.0, 2.0])
    assert crossover([0.0, 1.0], [EVENT, EVENT], TREE) == math.inf
    assert crossover([5, 10], [2, 3], 1.5) == pytest.approx(2.5)
