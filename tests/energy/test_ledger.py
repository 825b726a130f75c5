"""Ledgers: what may stand in one, and how two add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurolib.energy import Ledger
from neurolib.model import ParameterError

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["spike", "synaptic event"]), st.sampled_from(["a", "b", "a to b"])),
    st.integers(0, 10**15),
)


@given(COUNTS, COUNTS)
def test_counts_and_durations_add_up_exactly(first, second):
    one, two = Ledger(first, 1.0), Ledger(second, 0.5)
    both = one + two
    assert both.duration == 1.5 and both.counts == (two + one).counts
    for component in "spike", "synaptic event":
        assert both.count(component) == one.count(component) + two.count(component)
        assert sum(both.count(component, where) for where in ("a", "b", "a to b")) == both.count(
            component
        )


def test_counts_are_kept_by_place_and_a_missing_one_is_zero():
    ledger = Ledger({("spike", "a"): 3, ("spike", "b"): 4, ("synaptic event", "a to b"): 30}, 1.0)
    assert (
        ledger.count("spike") == 7 and ledger.count("spike", "b") == 4 and ledger.count("hop") == 0
    )
    assert ledger.components == ("spike", "synaptic event")


def test_a_product_of_means_counts_wrong_where_fan_out_and_rate_go_together():
    spikes, fanout = [900, 100], [10, 190]
    ledger = Ledger(
        {
            ("synaptic event", f"from {i}"): n * k
            for i, (n, k) in enumerate(zip(spikes, fanout, strict=True))
        },
        1.0,
    )
    assert ledger.count("synaptic event") == 28_000 != sum(spikes) * np.mean(fanout)


def test_hops_follow_spikes_place_by_place():
    ledger = Ledger(
        {("spike", "a"): 3, ("spike", "b"): 4, ("synaptic event", "a to b"): 30}, 1.0
    ).routed(5)
    assert (
        ledger.count("hop", "a") == 15 and ledger.count("hop") == 35 and ledger.count("spike") == 7
    )
    assert ledger.routed(2).count("hop") == 14  # said anew, not added
    for wrong in 2.5, -1, "5":
        with pytest.raises(ParameterError, match="routed's hops"):
            ledger.routed(wrong)


def test_a_ledger_does_not_change_with_the_counts_it_was_made_from():
    counts = {("spike", "a"): np.int64(3)}
    ledger = Ledger(counts, 1.0)
    counts["spike", "a"] = 5
    assert ledger.count("spike") == 3 and isinstance(ledger.counts["spike", "a"], int)
    with pytest.raises(TypeError):
        ledger.counts["spike", "a"] = 4


@pytest.mark.parametrize("count", [-1, 2.5, float("nan"), float("inf"), "many", None, True, [1]])
def test_a_count_is_a_whole_number(count):
    with pytest.raises(
        ParameterError, match="Ledger's count of spike in a is .*expected a whole number from 0 up"
    ):
        Ledger({("spike", "a"): count}, 1.0)
    assert Ledger({("spike", "a"): 1e9}, 1.0).count("spike") == 10**9


@pytest.mark.parametrize("key", ["spike", ("spike",), ("spike", 3), ("spike", "a", "b")])
def test_a_key_is_a_component_and_a_place(key):
    with pytest.raises(ParameterError, match="expected a component and a place"):
        Ledger({key: 1}, 1.0)


@pytest.mark.parametrize("duration", [0, -1.0, float("nan")])
def test_a_run_takes_time(duration):
    with pytest.raises(ParameterError, match=r"Ledger\.duration"):
        Ledger({}, duration)


def test_a_ledger_shows_itself_as_text_and_markdown():
    ledger = Ledger({("spike", "a"): 1234567}, 2.0)
    assert "1\u202f234\u202f567" in str(ledger) and "one neuron fires" in ledger._repr_markdown_()
    with pytest.raises(TypeError):
        _ = ledger + 3


def test_sum_adds_ledgers_and_a_list_is_no_ledger():
    one = Ledger({("spike", "cells"): 2}, 1.0)
    assert sum([one, one, one]).count("spike") == 6
    with pytest.raises(TypeError):
        one + 1
    with pytest.raises(ParameterError, match="expected a dictionary"):
        Ledger([1], 1.0)
