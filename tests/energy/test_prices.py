"""Prices and lists of them: what each must tell, and what the published ones say (science.md B3)."""

import math
import re
from dataclasses import replace

import pytest

from neurolib.energy import (
    CMOS_7NM,
    CMOS_45NM,
    LOIHI,
    SPINNAKER,
    TEACHING,
    TEACHING_CLOCKED,
    TRUENORTH,
    TRUENORTH_SWEEP,
    Condition,
    Figure,
    Price,
    PriceList,
)
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, mW, nJ, pJ, uW

LISTS = [
    CMOS_45NM,
    CMOS_7NM,
    LOIHI,
    SPINNAKER,
    TEACHING,
    TEACHING_CLOCKED,
    TRUENORTH,
    TRUENORTH_SWEEP,
]
PRICES = [
    pytest.param(price, id=f"{prices.name}: {price.component}")
    for prices in LISTS
    for price in prices.prices
]
GOOD = Price("spike", 2 * pJ, "one spike", "somebody (2020), doi:10.1000/x.", "measured")


@pytest.mark.parametrize("price", PRICES)
def test_each_price_tells_what_it_is_and_who_says_so(price):
    assert (
        price.kind in ("measured", "simulated", "assumed")
        and len(price.definition) > 10
        and price.technology
    )
    assert re.search(r"doi:10\.\d{4}|Teaching choice", price.source)
    low, high = price.interval
    assert 0 < low <= price.value <= high
    trusted = [figure for figure in price.others if not figure.doubted]
    assert all(low <= figure.value <= high and figure.what and figure.source for figure in trusted)


@pytest.mark.parametrize(
    ("prices", "component", "value", "low", "high"),
    [
        (LOIHI, "synaptic event", 23.6 * pJ, 23.6 * pJ, 35.5 * pJ),
        (LOIHI, "neuron update", 81 * pJ, 52 * pJ, 81 * pJ),
        (LOIHI, "spike", 1.7 * pJ, 1.7 * pJ, 69.3 * pJ),
        (LOIHI, "hop east-west", 3.0 * pJ, 3.0 * pJ, 3.0 * pJ),
        (LOIHI, "hop north-south", 4.0 * pJ, 4.0 * pJ, 4.2 * pJ),
        (LOIHI, "plasticity update", 120 * pJ, 120 * pJ, 120 * pJ),
        (LOIHI, "leak", 104.375 * mW, 104.375 * mW, 104.375 * mW),
        (TRUENORTH, "synaptic event", 26 * pJ, 2.3 * pJ, 26 * pJ),
        (SPINNAKER, "synaptic event", 43 * nJ, 13.3 * nJ, 43 * nJ),
        (SPINNAKER, "neuron update", 100 * nJ, 26 * nJ, 100 * nJ),
        (CMOS_45NM, "fp32 multiply", 3.7 * pJ, 3.7 * pJ, 3.7 * pJ),
        (CMOS_45NM, "int32 multiply", 3.1 * pJ, 3.1 * pJ, 3.1 * pJ),
        (CMOS_45NM, "fp16 add", 0.4 * pJ, 0.4 * pJ, 0.4 * pJ),
        (CMOS_45NM, "word read", 20 * pJ, 10 * pJ, 100 * pJ),
        (CMOS_45NM, "DRAM access", 1.95 * nJ, 1.3 * nJ, 2.6 * nJ),
        (TEACHING, "hop", 10 * pJ, 10 * pJ, 10 * pJ),
        (TEACHING, "leak", 30 * uW, 30 * uW, 30 * uW),
        (TEACHING_CLOCKED, "clock tree", 20 * mW, 20 * mW, 20 * mW),
    ],
)
def test_published_figures_and_their_spread(prices, component, value, low, high):
    price = prices[component]
    assert (price.value, *price.interval) == pytest.approx((value, low, high), rel=1e-12)


def test_figures_that_cannot_be_reconciled_are_shown_and_not_averaged_away():
    (odd,) = (figure for figure in SPINNAKER["synaptic event"].others if figure.doubted)
    assert odd.value == 45 * pJ and "our inference" in odd.what
    assert odd.value < SPINNAKER["synaptic event"].interval[0] / 100
    assert "shown, not believed" in str(SPINNAKER) and "45 pJ" in SPINNAKER._repr_markdown_()


def test_the_headline_of_truenorth_is_its_whole_power_shared_out():
    price, sweep = TRUENORTH["synaptic event"], [(11.6, 68e-3), (20.1, 71e-3), (95.9, 94e-3)]
    assert {"leak", "hop", "spike"} <= set(price.includes)
    assert 72e-3 / (2**20 * 20 * 128) == pytest.approx(price.value, rel=0.04)
    slope = (sweep[-1][1] - sweep[0][1]) / (sweep[-1][0] - sweep[0][0]) / (2**20 * 128)
    assert slope == pytest.approx(price.interval[0], rel=0.01)
    assert TRUENORTH_SWEEP["synaptic event"].value == pytest.approx(slope, rel=1e-12)
    line = [TRUENORTH_SWEEP["leak"].value + slope * rate * 2**20 * 128 for rate, _ in sweep]
    assert line == pytest.approx([power for _, power in sweep], rel=0.01) and TRUENORTH_SWEEP[
        "leak"
    ].value == pytest.approx(64.4 * mW, rel=1e-3)
    with pytest.raises(
        ParameterError, match="which the price of synaptic event includes: it would be paid twice"
    ):
        TRUENORTH.adding(replace(GOOD, component="leak", unit="W"))


def test_a_list_is_asked_by_component_and_says_what_it_has():
    assert LOIHI["spike"].value == 1.7 * pJ and "spike" in LOIHI and "hop" not in LOIHI
    with pytest.raises(
        ParameterError,
        match=r"Loihi has no price for spikes; it has .*hop east-west.*Did you mean 'spike'\?",
    ):
        _ = LOIHI["spikes"]
    assert (
        LOIHI.covers("threshold check")
        and LOIHI.covers("spike")
        and not LOIHI.covers("hop")
        and TEACHING.covers("clock tree")
    )


def test_adding_a_price_makes_a_new_list():
    changed = LOIHI.adding(GOOD, name="my chip")
    assert (
        changed["spike"] == GOOD and LOIHI["spike"].value == 1.7 * pJ and changed.name == "my chip"
    )
    assert len(changed.prices) == len(LOIHI.prices) and LOIHI.adding(GOOD).name == "Loihi, changed"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": 2.0}, "The price of spike .*is 2 J; expected"),
        ({"value": -1 * pJ}, "expected 0 J"),
        ({"value": math.nan}, "expected"),
        ({"kind": "certain"}, "kind='measured', 'simulated' or 'assumed'"),
        ({"source": " "}, "has no source"),
        ({"unit": "pJ"}, "unit='J'"),
        ({"low": 3 * pJ, "high": 4 * pJ}, "outside its interval of 3 pJ to 4 pJ; type low"),
        ({"supply": 100.0}, "supply of spike"),
        ({"others": (Figure(1.0, "all of it", "somebody"),)}, "is 1 J; expected 0 J to 1 mJ"),
        ({"others": (3.0,)}, r"expected figures, as in \(Figure"),
        ({"technology": 3}, "technology, is 3; expected words"),
    ],
)
def test_a_price_that_says_too_little_or_too_much_is_refused(change, sentence):
    with pytest.raises(ParameterError, match=sentence):
        replace(GOOD, **change)


def test_an_interval_spans_the_figures_that_are_believed():
    figures = (
        Figure(1 * pJ, "", ""),
        Figure(5 * pJ, "", ""),
        Figure(1 * nJ, "a misprint", "", doubted=True),
    )
    assert Price("spike", 2 * pJ, "one", "me", "assumed", others=figures).interval == (
        1 * pJ,
        5 * pJ,
    )
    assert GOOD.interval == (2 * pJ, 2 * pJ)


def test_a_component_has_one_price():
    with pytest.raises(ParameterError, match="2 prices for spike"):
        PriceList("twice", (GOOD, GOOD))
    with pytest.raises(ParameterError, match="paid twice"):
        PriceList("twice", (GOOD, replace(GOOD, component="hop", includes=("spike",))))
    with pytest.raises(ParameterError, match="without spike"):
        PriceList("both", (GOOD,), without=("spike",))


@pytest.mark.parametrize("prices", LISTS, ids=lambda prices: prices.name)
def test_a_list_shows_itself_as_text_and_markdown(prices):
    page = prices._repr_markdown_()
    for price in prices.prices:
        assert price.component in str(prices) and price.definition in page
        for figure in price.others:
            assert figure.what in page and figure.what in str(prices)
    assert "doi:" not in page
    assert "Paid within another price" in str(prices) or not prices.includes


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source": None}, "has no source"),
        ({"definition": " "}, "has no definition"),
        ({"component": ""}, "expected what is counted"),
        ({"includes": ("hop", 3)}, "expected names of what is counted"),
    ],
)
def test_a_price_without_its_words_is_refused(change, said):
    with pytest.raises(ParameterError, match=said):
        replace(GOOD, **change)


def test_one_name_or_one_price_may_stand_without_brackets_and_other_things_are_refused():
    prices = PriceList("my chip", replace(GOOD, includes="hop"), without="clock tick")
    assert (
        prices.includes == {"hop": ("spike",)}
        and prices.without == ("clock tick",)
        and "clock tree" not in prices.without
    )
    with pytest.raises(ParameterError, match="(?s)my chip, prices, is .*expected prices"):
        PriceList("my chip", {"spike": 2 * pJ})


def test_a_list_says_for_which_networks_it_holds():
    """TrueNorth's 26 pJ are a whole chip's power at 20 Hz and 128 synapses; SpiNNaker's neuron was
    measured for 1 ms.
    """
    own = {"rate": 20 * Hz, "fan-in": 128.0, "tick": 1 * ms}
    for prices in (LOIHI, TRUENORTH, TRUENORTH_SWEEP, SPINNAKER, CMOS_45NM):
        assert prices.broken(own) == ()
    assert TRUENORTH.broken(own | {"rate": 79.0}) == (
        "holds at a mean rate of 18 Hz to 22 Hz, here 79 Hz",
    )
    assert TRUENORTH.broken(own | {"fan-in": 50.21}) == (
        "holds with 115 to 141 synapses of each neuron, here 50.2",
    )
    assert SPINNAKER.broken(own | {"tick": 0.1 * ms}) == (
        "holds with a time step of 1 ms, here 100 µs",
    )
    assert (
        SPINNAKER.broken({"tick": None})
        == LOIHI.broken({"tick": None})
        == ("counts time steps, and this run has none",)
    )
    assert TRUENORTH_SWEEP.broken({"rate": 79.0, "tick": None}) == SPINNAKER.broken({}) == ()
    for prices in LOIHI, TRUENORTH, SPINNAKER:
        assert prices.holds and all(
            "doi:" in each.source and str(each) in str(prices) for each in prices.holds
        )


def test_a_condition_is_a_range_of_something_known_with_a_source():
    with pytest.raises(
        ParameterError,
        match="Condition's quantity is 'tic'; expected one of 'rate', 'fan-in', 'tick'. Did "
        "you mean 'tick'",
    ):
        Condition("tic", 1 * ms, 1 * ms, "me")
    with pytest.raises(ParameterError, match="goes from 22 to 18; expected the lower end first"):
        Condition("rate", 22, 18, "me")
    with pytest.raises(ParameterError, match="Condition's source"):
        Condition("rate", 18, 22, "")
    with pytest.raises(
        ParameterError, match="One condition of mine is 'tick'; expected conditions, as in"
    ):
        PriceList("mine", (), holds=("tick",))
