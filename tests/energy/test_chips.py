"""Chips since 2018: every statement has a source and a place in it, and prices agree with what was
published (science.md H4).
"""

import re

import pytest

from neurolib import energy
from neurolib.energy import CMOS_7NM, CMOS_45NM, Ledger, chips, cmos
from neurolib.energy.prices import PriceList
from neurolib.model import ParameterError
from neurolib.units import fJ, nJ, nm, pJ, uJ

LISTS = [chips.HERMES, chips.SPEECH_CHIP, chips.SPINNAKER2]
SAID = [(chip, each) for chip in chips.CHIPS for each in (*chip.facts, *chip.energies)]
NAMES = [
    "Loihi 2",
    "Hala Point",
    "SpiNNaker2",
    "NorthPole",
    "BrainScaleS-2",
    "DYNAP-SE2",
    "Speck",
    "Xylo Audio 2",
    "NeuRRAM",
    "HERMES",
]


def test_each_chip_is_there_and_is_asked_every_question():
    assert [chip.name for chip in chips.CHIPS] == [*NAMES, "analogue speech chip"]
    for chip in chips.CHIPS:
        answers = [chip.said(about) for about in chips.ABOUT]
        assert all(answers) and 2018 < chip.year <= 2026 and 0 <= chip.lane < len(chips.LANES)
        assert len([each for each in answers if each != chips.NOT_PUBLISHED]) >= 5


@pytest.mark.parametrize(
    ("chip", "said"), SAID, ids=lambda each: getattr(each, "name", getattr(each, "about", "energy"))
)
def test_each_statement_has_a_source_that_was_opened_and_a_place_in_it(chip, said):
    source = said.source
    assert said.place and source in chip.sources and source.opened in chips.OPENED
    assert source.seen.startswith("https://") or (
        source.opened == "quoted" and "no address" in source.seen
    )
    assert source.doi == "" or re.fullmatch(r"10\.\d{4,5}/\S+", source.doi)
    assert source.doi or source.seen.startswith("https://")


def test_a_paper_has_one_name_and_says_how_much_of_it_was_opened():
    sources = {source for chip in chips.CHIPS for source in chip.sources}
    names = {}
    for source in filter(lambda each: each.doi, sources):
        assert names.setdefault(source.doi, source.name) == source.name
        assert chips.OPENED[source.opened] in str(source) and f"doi:{source.doi}" in str(source)
    assert len(names) >= 13


def test_tables_have_a_row_for_each_chip_and_each_source():
    table = chips.facts(["computes", "local"])
    assert [row[0].split(" (")[0] for row in table.rows] == [chip.name for chip in chips.CHIPS]
    assert chips.BRAINSCALES_2.said("technology") == "65 nm CMOS." and chips.SPECK.said(
        "time"
    ).endswith("nine layers.")
    assert chips.facts(["technology"], [chips.SPECK]).rows == [
        ["Speck (2024)", chips.NOT_PUBLISHED]
    ]
    assert len(chips.sources().rows) == sum(len(chip.sources) for chip in chips.CHIPS)
    page = chips.energies().markdown()
    assert (
        page.count(chips.NOT_PUBLISHED) == 6
        and page.count("our division") == 3
        and "doi:" not in page
    )


@pytest.mark.parametrize(
    ("chip", "number", "joules"),
    [
        (chips.HALA_POINT, 0, 6.842 * pJ),
        (chips.HALA_POINT, 1, 66.67 * fJ),
        (chips.SPINNAKER2_CHIP, 0, 370.4 * fJ),
        (chips.NORTHPOLE, 0, 260.9 * fJ),
        (chips.BRAINSCALES_2, 0, 2.353 * uJ),
        (chips.BRAINSCALES_2, 1, 192 * uJ),
        (chips.XYLO, 0, 6.6 * uJ),
        (chips.HERMES_CHIP, 0, 102.5 * fJ),
        (chips.HERMES_CHIP, 1, 403.2 * fJ),
        (chips.SPEECH, 0, 80.65 * fJ),
    ],
)
def test_energies_and_our_divisions(chip, number, joules):
    assert chip.energies[number].value == pytest.approx(joules, rel=2e-4)


def test_two_divisions_of_one_system_differ_by_a_factor_of_a_hundred():
    spike, number = (each.value for each in chips.HALA_POINT.energies)
    assert spike / number == pytest.approx(102.6, rel=1e-3)


def test_one_product_with_its_addition_is_two_operations():
    """SpiNNaker2's units do 152 · 64 products in a cycle; HERMES's energy for a product of all its
    cores is published as well.
    """
    assert 152 * 64 * 2 * 300e6 == pytest.approx(5.837e12, rel=1e-3)
    cells = 64 * 256 * 256
    assert cells * chips.HERMES["cell read"].value == pytest.approx(0.86 * uJ, rel=0.002)
    assert cells * chips.HERMES["cell read"].high == pytest.approx(3.38 * uJ, rel=0.002)


@pytest.mark.parametrize(
    ("prices", "component", "value", "low", "high"),
    [
        (chips.HERMES, "cell read", 204.9 * fJ, 204.9 * fJ, 806.5 * fJ),
        (chips.SPEECH_CHIP, "cell read", 161.3 * fJ, 100 * fJ, 288.2 * fJ),
        (chips.SPINNAKER2, "int8 multiply", 370.4 * fJ, 370.4 * fJ, 370.4 * fJ),
        (chips.SPINNAKER2, "int8 add", 370.4 * fJ, 370.4 * fJ, 370.4 * fJ),
    ],
)
def test_prices_and_their_spread(prices, component, value, low, high):
    price = prices[component]
    assert (price.value, *price.interval) == pytest.approx((value, low, high), rel=2e-4)
    assert (
        price.kind == "measured" and price.technology and re.search(r"doi:10\.\d{4}", price.source)
    )
    assert "doi:" not in prices._repr_markdown_()


def test_a_layer_is_paid_for_and_a_spike_is_refused():
    """A layer of 256 × 256 weights: HERMES's converters lie in the price, and SpiNNaker2's list has
    no price for a spike.
    """
    place = Ledger({("cell read", "layer"): 256**2, ("conversion", "layer"): 256}, 1.0)
    assert place.bill(chips.HERMES).total == pytest.approx(13.43 * nJ, rel=1e-3)
    assert place.bill(chips.SPEECH_CHIP).total == pytest.approx(10.57 * nJ, rel=1e-3)
    products = Ledger(
        {
            ("int8 multiply", "layer"): 256**2,
            ("int8 add", "layer"): 256**2,
            ("word read", "layer"): 8192,
        },
        1.0,
    )
    assert products.bill(chips.SPINNAKER2).total == pytest.approx(48.55 * nJ, rel=1e-3)
    with pytest.raises(energy.MissingPrice, match="SpiNNaker2 has no price for synaptic event"):
        _ = Ledger({("synaptic event", "layer"): 3}, 1.0).bill(chips.SPINNAKER2).total


def test_new_lists_are_no_lists_for_any_network():
    """What prices an operation of an array cannot pay for a network of spikes, and is not among the
    lists that every bill shows.
    """
    named = [each for each in vars(energy).values() if isinstance(each, PriceList)]
    assert not any(each in LISTS for each in named)


# --- From 45 nm to 7 nm ---------------------------------------------------------------------------


def layer(prices, bits=8, ends=False):
    """Return the energies of chapter 0's layer with 256 × 256 weights: fetched from the chip, and
    in place (J).
    """
    size = {4: prices["word read"].value}.get(bits, prices["word read"].high)
    arithmetic = prices["int8 multiply"].value + prices["int8 add"].value
    near = 256**2 * bits / 64 * size + 256**2 * arithmetic
    place = 256**2 * 0.05 * pJ + 256 * energy.conversion(bits).value
    both = (
        64 * prices["word read"].high * ends
    )  # 256 inputs and 256 outputs of 8 bits are 64 words, in the same memory
    return near + both, place + both


def test_the_factor_of_chapter_0_is_no_law():
    factors = {node: (lambda pair: pair[0] / pair[1])(layer(cmos(node * nm))) for node in (45, 7)}
    assert factors[45] == pytest.approx(127.3, rel=1e-3) and factors[7] == pytest.approx(
        18.27, rel=1e-3
    )


def test_inputs_and_outputs_count_too():
    near, place = layer(CMOS_45NM, ends=True)
    assert near / place == pytest.approx(64.9, rel=2e-3)
    near, place = layer(CMOS_7NM, ends=True)
    assert near / place == pytest.approx(16.2, rel=2e-3)


def test_what_the_table_of_7_nm_says():
    kinds = [
        "int8 add",
        "int8 multiply",
        "int32 add",
        "int32 multiply",
        "fp16 add",
        "fp16 multiply",
        "fp32 add",
        "fp32 multiply",
    ]
    assert [CMOS_7NM[kind].value / pJ for kind in kinds] == pytest.approx(
        [0.007, 0.07, 0.03, 1.48, 0.16, 0.34, 0.38, 1.31]
    )
    assert (CMOS_7NM["word read"].value, *CMOS_7NM["word read"].interval) == pytest.approx(
        (8.5 * pJ, 7.5 * pJ, 14 * pJ)
    )
    assert (CMOS_7NM["DRAM access"].value, *CMOS_7NM["DRAM access"].interval) == pytest.approx(
        (1.3 * nJ, 250 * pJ, 1.3 * nJ)
    )
    assert CMOS_7NM["word read"].low > max(
        CMOS_7NM[kind].value for kind in kinds
    )  # every fetch takes more than any arithmetic
    gained = [CMOS_45NM[kind].value / CMOS_7NM[kind].value for kind in kinds]
    assert min(gained) == pytest.approx(2.09, rel=0.01) and max(gained) == pytest.approx(
        4.29, rel=0.01
    )
    assert CMOS_7NM["DRAM access"].value == CMOS_45NM["DRAM access"].low


def test_both_technologies_price_the_same_things():
    assert [price.component for price in CMOS_45NM.prices] == [
        price.component for price in CMOS_7NM.prices
    ]
    assert cmos(45 * nm) is CMOS_45NM and cmos(7 * nm) is CMOS_7NM
    assert CMOS_7NM["neuron update"].value == pytest.approx(2.07 * pJ)


@pytest.mark.parametrize("node", [14 * nm, 45, "7 nm", None])
def test_another_node_has_no_prices(node):
    with pytest.raises(ParameterError, match="cmos's node"):
        cmos(node)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: chips.Source("me", "closed", "https://x"),
            "was opened as 'closed'; expected one of 'text'",
        ),
        (
            lambda: chips.Fact("colour", "green", chips.MODHA, "title"),
            "about 'colour'; expected one of 'computes'",
        ),
        (lambda: chips.SPECK.said("colour"), "Chip.said's about is 'colour'"),
    ],
)
def test_what_is_not_known_is_refused(make, sentence):
    with pytest.raises(ParameterError, match=sentence):
        make()
