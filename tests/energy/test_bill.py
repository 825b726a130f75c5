"""Bills: what they add up to, when they refuse to, and what they say."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurolib.energy import (
    CMOS_45NM,
    LOIHI,
    SPINNAKER,
    TEACHING,
    TEACHING_CLOCKED,
    TRUENORTH,
    TRUENORTH_SWEEP,
    Ledger,
    MissingPrice,
    Price,
    PriceList,
)
from neurolib.model import ParameterError
from neurolib.units import mW, pJ, uW

PLACES = ("input", "excitatory", "input to excitatory")
PRICED = ("spike", "synaptic event", "neuron update", "hop")
COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(PRICED), st.sampled_from(PLACES)), st.integers(0, 10**12)
)


def price(component, value, low=None, high=None, **more):
    return Price(component, value, "one of them", "nobody", "assumed", low=low, high=high, **more)


ENERGIES = st.floats(1e-15, 1e-6)
LISTS = st.builds(
    lambda values, leak: PriceList(
        "drawn",
        (
            *(price(name, v, v / 3, 2 * v) for name, v in zip(PRICED, values, strict=True)),
            price("leak", leak, unit="W"),
        ),
    ),
    st.tuples(*[ENERGIES] * len(PRICED)),
    st.floats(0, 1),
)
LEDGERS = st.builds(Ledger, COUNTS, st.floats(1e-3, 1e3))


def operations(bill):
    """What operations cost, J."""
    return math.fsum(row.joules for row in bill.rows if row.unit == "J")


def plain_network():
    """What either engine counts of a network of 100 inputs and 10 neurons in 2 s."""
    return Ledger(
        {
            ("spike", "input"): 4000,
            ("spike", "neurons"): 60,
            ("neuron update", "neurons"): 200_000,
            ("threshold check", "neurons"): 200_000,
            ("synaptic event", "input to neurons"): 40_000,
            ("clock tick", "engine"): 20_000,
            ("word read", "input to neurons"): 40_000,
            ("word written", "neurons"): 200_000,
        },
        2.0,
    )


@given(LEDGERS, LISTS)
def test_the_leaves_add_up_to_the_total_and_so_do_the_rows(ledger, prices):
    bill = ledger.bill(prices)
    for parts in bill.leaves, bill.rows:
        assert math.fsum(part.joules for part in parts) == pytest.approx(
            bill.total, rel=1e-12, abs=0
        )
    by_hand = (
        sum(n * prices[what].value for (what, _), n in ledger.counts.items())
        + ledger.duration * prices["leak"].value
    )
    assert bill.total == pytest.approx(by_hand, rel=1e-12, abs=0)
    assert bill.power * ledger.duration == pytest.approx(bill.total, rel=1e-12, abs=0)


@given(LEDGERS, LISTS)
def test_the_interval_holds_the_total_and_the_shares_add_up_to_one(ledger, prices):
    bill = ledger.bill(prices)
    low, high = bill.interval
    assert low <= bill.total <= high
    spread = [(leaf.count * leaf.low, leaf.count * leaf.high) for leaf in bill.leaves]
    assert (low, high) == pytest.approx(
        tuple(map(math.fsum, zip(*spread, strict=True))), rel=1e-12, abs=0
    )
    shares = bill.sensitivity()
    assert set(shares) == {row.component for row in bill.rows}
    assert math.fsum(shares.values()) == pytest.approx(1.0 if bill.total else 0.0, rel=1e-12, abs=0)


@given(LEDGERS, LISTS, st.sampled_from(PRICED))
def test_the_sensitivity_is_the_derivative_of_the_logarithm(ledger, prices, component):
    bill = ledger.bill(prices)
    if not ledger.count(component) or not bill.total:
        return
    old = prices[component].value
    dearer = prices.adding(price(component, old * 1.001))
    slope = (ledger.bill(dearer).total - bill.total) / bill.total / 0.001
    assert slope == pytest.approx(bill.sensitivity()[component], rel=1e-6, abs=1e-9)


@given(LEDGERS, LISTS, st.integers(2, 9))
def test_more_events_cost_more_and_the_leak_does_not_know(ledger, prices, times):
    more = Ledger({key: times * n for key, n in ledger.counts.items()}, ledger.duration)
    once, often = ledger.bill(prices), more.bill(prices)
    assert (
        often.static
        == once.static
        == pytest.approx(ledger.duration * prices["leak"].value, rel=1e-12, abs=0)
    )
    assert operations(often) == pytest.approx(times * operations(once), rel=1e-12, abs=0)


@given(LEDGERS, LEDGERS, LISTS)
def test_two_runs_cost_what_they_cost_together(first, second, prices):
    together = (first + second).bill(prices).total
    apart = first.bill(prices).total + second.bill(prices).total
    # below, floats have too few digits left for a ratio
    assert together == pytest.approx(apart, rel=1e-12, abs=1e-320)


@pytest.mark.parametrize(
    "prices",
    [LOIHI, TRUENORTH, TRUENORTH_SWEEP, SPINNAKER, TEACHING, TEACHING_CLOCKED],
    ids=lambda prices: prices.name,
)
def test_a_plain_network_can_be_paid_with_every_chip(prices):
    bill = plain_network().bill(prices)
    assert bill.total > 0 and not bill.missing
    low, high = bill.interval
    assert low <= bill.total <= high


@pytest.mark.parametrize(
    "prices", [LOIHI, TEACHING, TEACHING_CLOCKED], ids=lambda prices: prices.name
)
def test_a_silent_network_costs_what_runs_all_the_time(prices):
    bill = Ledger({}, 3.0).bill(prices)
    assert (
        bill.total
        == bill.static
        == pytest.approx(3.0 * sum(p.value for p in prices.prices if p.unit == "W"), rel=1e-12)
    )
    assert operations(bill) == 0


def test_a_figure_for_the_whole_chip_says_that_silence_is_free_and_what_it_holds():
    # the chip takes 42 mW: its definition says so
    assert Ledger({}, 1.0).bill(TRUENORTH).total == 0
    assert "42 mW" in TRUENORTH["synaptic event"].definition
    assert set(Ledger({}, 1.0).bill(TRUENORTH).sensitivity().values()) <= {0.0}


def test_a_missing_price_is_named_with_what_to_type_and_nothing_is_taken_for_free():
    ledger = plain_network()
    bill = ledger.bill(CMOS_45NM)
    assert bill.missing == ("clock tick",)
    for ask in (
        lambda: bill.total,
        lambda: bill.power,
        lambda: bill.interval,
        lambda: bill.static,
        bill.sensitivity,
    ):
        with pytest.raises(
            MissingPrice,
            match=r"CMOS 45 nm has no price for clock tick.*20\u202f000.*Type "
            r"prices\.adding\(Price\('clock tick'",
        ):
            ask()
    assert "refused" in str(bill) and "clock tick" in str(bill)
    paid = ledger.bill(CMOS_45NM.adding(price("clock tick", 0.0)))
    assert paid.total == pytest.approx(math.fsum(row.joules for row in bill.rows), rel=1e-12)


def test_a_misspelt_count_is_refused_with_the_right_spelling_and_others_are_named_too():
    with pytest.raises(
        MissingPrice,
        match=r"no price for synaptic events.*Did you mean 'synaptic event'\? .*The same "
        r"holds for teleport\.",
    ):
        _ = Ledger({("synaptic events", "a"): 3, ("teleport", "a"): 1}, 1.0).bill(LOIHI).total


def test_what_was_counted_zero_times_needs_no_price():
    assert Ledger({("teleport", "a"): 0, ("spike", "a"): 1}, 1.0).bill(
        TEACHING
    ).total == pytest.approx(30 * uW + 50 * pJ)


def test_one_loihi_spike_through_eight_tiles_to_a_hundred_synapses():
    hops = {("hop east-west", "chip"): 4, ("hop north-south", "chip"): 4}
    bill = Ledger({("spike", "one"): 1, ("synaptic event", "all"): 100, **hops}, 1e-6).bill(LOIHI)
    assert operations(bill) == pytest.approx(2.3897e-9, rel=1e-9)  # E20
    synaptic = next(row for row in bill.rows if row.component == "synaptic event")
    assert synaptic.joules / operations(bill) == pytest.approx(0.9876, abs=1e-4)


def test_a_power_runs_for_as_long_as_the_run_takes_so_slow_is_not_free():
    counts = {("spike", "a"): 1000}
    fast, slow = Ledger(counts, 1.0).bill(LOIHI), Ledger(counts, 10.0).bill(LOIHI)
    assert operations(slow) == operations(fast) and slow.static == pytest.approx(10 * fast.static)
    assert fast.static == pytest.approx(104.375 * mW)


def test_a_row_tells_its_count_price_interval_and_source():
    (row,) = (row for row in plain_network().bill(LOIHI).rows if row.component == "synaptic event")
    assert (row.count, row.price, row.low, row.high) == (40_000, 23.6 * pJ, 23.6 * pJ, 35.5 * pJ)
    assert (
        row.joules == pytest.approx(40_000 * 23.6 * pJ)
        and "10.1109/MM.2018.112130359" in row.source
    )
    leaves = [leaf for leaf in plain_network().bill(TEACHING).leaves if leaf.component == "spike"]
    assert [(leaf.where, leaf.count) for leaf in leaves] == [("input", 4000), ("neurons", 60)]


def test_a_bill_shows_itself_as_text_markdown_and_json():
    bill = plain_network().bill(LOIHI)
    text, page = str(bill), bill._repr_markdown_()
    for shown in text, page:
        assert (
            "Bill of 2 s at the prices of Loihi" in shown
            and "an estimate" in shown
            and "simulated" in shown
        )
        assert (
            "threshold check, word read and word written in neuron update" in shown
            and "clock tick in leak" in shown
        )
        assert (
            "not counted in this run: hop east-west, hop north-south and plasticity update" in shown
        )
    assert "[doi](https://doi.org/10.1109/MM.2018.112130359)" in page and "doi:" not in page
    # whatever its prices are
    assert "measured" not in bill._title() and "measured" not in text.splitlines()[-4]
    assert "CMOS 45 nm has no leak" in str(
        plain_network().bill(CMOS_45NM)
    ) and "has no leak" not in str(plain_network().bill(TRUENORTH))
    assert "counts ten updates where these chips would make one" in str(
        plain_network().bill(SPINNAKER)
    )
    assert "free on this machine: clock tick" in str(plain_network().bill(TEACHING))


def test_only_a_price_list_pays():
    with pytest.raises(ParameterError, match=r"type, for example, ledger\.bill\(LOIHI\)"):
        plain_network().bill("Loihi")
