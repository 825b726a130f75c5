"""Published prices of chips, as data. What authors disagree about stands beside each figure.

Most figures are read from transcriptions, tables in other papers and the code of public tools, not
from the page itself. Which counts a price includes is this course's reading of its definition.
"""

from __future__ import annotations

from dataclasses import replace

from ..model import ParameterError, Quantity
from ..units import Hz, V, ms, mW, nJ, nm, ns, pJ
from .machines import ClockedMachine, EventMachine
from .prices import Condition, Figure, Price, PriceList

DAVIES = "M. Davies et al. (2018), table 2, doi:10.1109/MM.2018.112130359."
FRADY = "E. P. Frady et al. (2020), doi:10.1145/3381755.3398695."
SANA_FE = "SANA-FE: J. A. Boyle et al. (2025), doi:10.1109/TCAD.2025.3537971."
KERAS = "KerasSpiking 0.3."
MEROLLA = "P. A. Merolla et al. (2014), doi:10.1126/science.1254642."
SWEEP = (
    "P. A. Merolla et al. (2014), doi:10.1126/science.1254642; F. Akopyan et al. (2015), "
    "doi:10.1109/TCAD.2015.2474396."
)
SENECA = "G. Tang et al. (2023), table 3, doi:10.3389/fnins.2023.1187252."
SHARP = "T. Sharp et al. (2012), doi:10.1016/j.jneumeth.2012.03.001."
HOEPPNER = "S. Höppner et al. (2019), arXiv:1903.08941, as KerasSpiking 0.3 reads it."
STROMATIAS = "E. Stromatias et al. (2013), doi:10.1109/IJCNN.2013.6706927."
HOROWITZ = "M. Horowitz (2014), doi:10.1109/ISSCC.2014.6757323."
JOUPPI = "N. P. Jouppi et al. (2021), table 2, doi:10.1109/ISCA52012.2021.00010."


def _loihi(component: str, value: float, definition: str, **more: object) -> Price:
    return Price(component, value, definition, DAVIES, "simulated", "Intel 14 nm", 0.75 * V, **more)  # type: ignore[arg-type]


LOIHI = PriceList(
    "Loihi",
    (
        _loihi(
            "synaptic event",
            23.6 * pJ,
            "One spike at one synapse, the smallest figure given.",
            includes=("word read", "word written"),
            others=(
                Figure(27.1 * pJ, "23.6 + 3.5 pJ; where the 3.5 come from is not said.", KERAS),
                Figure(24.0 * pJ, "The low end of a range of the same table, read again.", SANA_FE),
                Figure(35.5 * pJ, "The high end of that range.", SANA_FE),
            ),
        ),
        _loihi(
            "neuron update",
            81 * pJ,
            "One neuron in one step, active; 52 pJ when inactive. Engines do not count "
            "the two apart.",
            low=52 * pJ,
            includes=("threshold check", "word read", "word written"),
            others=(Figure(72.8 * pJ, "51.2 + 21.6 pJ, two parts of a soma.", SANA_FE),),
        ),
        _loihi(
            "spike",
            1.7 * pJ,
            "One spike within its tile.",
            others=(
                Figure(
                    69.3 * pJ, "A spike that leaves; a message out, 111 pJ, comes on top.", SANA_FE
                ),
            ),
        ),
        _loihi("hop east-west", 3.0 * pJ, "One spike from tile to tile, sideways."),
        _loihi(
            "hop north-south",
            4.0 * pJ,
            "One spike from tile to tile, up or down.",
            others=(Figure(4.2 * pJ, "Not the paper's figure.", SANA_FE),),
        ),
        _loihi("plasticity update", 120 * pJ, "One synapse updated with pairwise STDP."),
        Price(
            "leak",
            3.34 / 32 * 1000 * mW,
            "Static power of one whole chip, however little of it a network uses: 3.34 "
            "W over 32 chips. "
            "The barrier that ends a step has a published duration, 113 to 465 ns, and "
            "no published energy.",
            FRADY,
            "measured",
            "Intel 14 nm",
            unit="W",
            includes=("clock tick",),
        ),
    ),
    note="Operations were simulated before there was a chip; the static power was measured "
    "on 32 chips, at a supply that is not stated. "
    "The chip updates each neuron in each step: an event-driven run counts fewer "
    "updates than it would make. Hops have a direction: "
    "count them as 'hop east-west' and 'hop north-south'; the plain ones of "
    "ledger.routed have no price here.",
    holds=(
        Condition(
            "tick",
            113 * ns,
            float("inf"),
            f"the chip updates each neuron in each step, which ends with a barrier. {DAVIES}",
        ),
    ),
)

TRUENORTH = PriceList(
    "TrueNorth",
    (
        Price(
            "synaptic event",
            26 * pJ,
            "The power of the whole chip, 72 mW, divided by its synaptic events per "
            "second, at 20 Hz and 128 active synapses per neuron. "
            "It includes leakage and routing, so it holds at that activity alone: a "
            "silent chip takes 42 mW (at 0.70 V).",
            MEROLLA,
            "measured",
            "28 nm",
            0.775 * V,
            includes=(
                "leak",
                "clock tree",
                "clock tick",
                "neuron update",
                "threshold check",
                "spike",
                "hop",
                "word read",
                "word written",
            ),
            others=(
                Figure(
                    21.7 * pJ,
                    "46 billion synaptic operations per second and watt (GSOPS/W) at "
                    "0.75 V, the same workload. "
                    "Its events divided by its 65 mW give only 39 to 41, so the two do "
                    "not quite agree.",
                    MEROLLA,
                ),
                Figure(
                    2.5 * pJ,
                    "400 GSOPS/W, the highest value, at 58 GSOPS and 0.75 V; a later "
                    "table of many chips prints it too.",
                    f"{MEROLLA} {SENECA}",
                ),
                Figure(
                    2.3 * pJ,
                    "The energy of one further event: the slope of a series of "
                    "measurements at 0.8 V, "
                    "68, 71 and 94 mW at 11.6, 20.1 and 95.9 Hz; our division.",
                    SWEEP,
                ),
            ),
        ),
    ),
    note="Two definitions for one chip, whose values differ by a factor of ten: the whole "
    "power divided by the events, or the energy of "
    "one further event. The first holds at 20 Hz and 128 synapses alone: a silent chip "
    "still takes 42 mW (at 0.70 V). TRUENORTH_SWEEP "
    "keeps floor and slope apart. A hop sideways, 2.3 pJ, is included in the price; 26 "
    "pJ per bit from chip to chip, at 1.8 V, are not.",
    holds=(
        Condition(
            "rate",
            18 * Hz,
            22 * Hz,
            f"measured at 20 Hz; 10 % either way are a choice of this course. {MEROLLA}",
        ),
        Condition(
            "fan-in",
            115,
            141,
            f"measured at 128 active synapses; 10 % either way are a choice of this "
            f"course. {MEROLLA}",
        ),
    ),
)

_EVENTS_PER_HZ = 2**20 * 128  # of the whole chip in a second, for each Hz of mean rate
_SLOPE = (94 * mW - 68 * mW) / (95.9 - 11.6) / _EVENTS_PER_HZ

TRUENORTH_SWEEP = PriceList(
    "TrueNorth, from its sweep",
    (
        Price(
            "synaptic event",
            _SLOPE,
            "One further event, by the slope from 11.6 to 95.9 Hz; our division.",
            SWEEP,
            "measured",
            "28 nm",
            0.8 * V,
            includes=(
                "neuron update",
                "threshold check",
                "spike",
                "hop",
                "word read",
                "word written",
            ),
        ),
        Price(
            "leak",
            68 * mW - 11.6 * _EVENTS_PER_HZ * _SLOPE,
            "The whole chip at 0 Hz, by the same line; another figure is 42 mW, at 0.70 V.",
            SWEEP,
            "measured",
            "28 nm",
            0.8 * V,
            low=42 * mW,
            unit="W",
            includes=("clock tree", "clock tick"),
        ),
    ),
    note="The same chip as an affine law: a floor for the whole chip, however little of it a "
    "network uses, and a slope.",
)

SPINNAKER = PriceList(
    "SpiNNaker",
    (
        Price(
            "synaptic event",
            43 * nJ,
            "One postsynaptic potential on four running chips.",
            SHARP,
            "measured",
            "130 nm",
            includes=("spike", "hop", "word read", "word written"),
            others=(
                Figure(13.3 * nJ, "One synaptic operation.", HOEPPNER),
                Figure(
                    27 * nJ,
                    "An upper bound that includes everything: 48 chips below 1 W each "
                    "at 1.8e9 events per second; our division.",
                    STROMATIAS,
                ),
                Figure(
                    45 * pJ,
                    "Three hundred times below the others; it reads like nJ printed as "
                    "pJ, which is our inference.",
                    SENECA,
                    doubted=True,
                ),
            ),
        ),
        Price(
            "neuron update",
            100 * nJ,
            "One neuron for 1 ms on four running chips; a run in shorter steps counts "
            "more updates than this price means.",
            SHARP,
            "measured",
            "130 nm",
            includes=("leak", "clock tree", "clock tick", "threshold check"),
            others=(Figure(26 * nJ, "One neuron.", HOEPPNER),),
        ),
    ),
    note="Processors that run a program: the power of the chips is divided among these two. "
    "The price of a neuron is for 1 ms: "
    "a run in steps of 0.1 ms counts ten updates where these chips would make one, and "
    "an event-driven run counts fewer than they make.",
    holds=(
        Condition("tick", 1 * ms, 1 * ms, f"the energy of a neuron was measured for 1 ms. {SHARP}"),
    ),
)


_RECIPE = "Recipe of this course: "


def _cmos(
    name: str,
    source: str,
    supply: float | None,
    note: str,
    arithmetic: dict[str, float],
    sram: tuple[float, ...],
    dram: Price,
) -> PriceList:
    """Return arithmetic and memory of one technology as a list, with the recipes of this course;
    ``sram`` is of 8 kB, 32 kB, 1 MB.
    """

    def price(component: str, value: float, definition: str, **more: object) -> Price:
        return Price(component, value, definition, source, "assumed", name, supply, **more)  # type: ignore[arg-type]

    add, multiply = arithmetic["fp32 add"], arithmetic["fp32 multiply"]
    small, word, large = sram
    read = (
        f"64 bits from a memory of 32 kB; {small / pJ:g} pJ from 8 kB, {large / pJ:g} pJ from 1 MB."
    )
    prices = (
        *(
            price(each, value, f"One {'addition' if each.endswith('add') else 'multiplication'}.")
            for each, value in arithmetic.items()
        ),
        replace(dram, source=source, technology=name, supply=supply),
        price("word read", word, read, low=small, high=large),
        price("word written", word, "Taken for as much as a read.", low=small, high=large),
        price("synaptic event", add, f"{_RECIPE}one fp32 addition; the weight is a word read."),
        price(
            "neuron update",
            multiply + 2 * add,
            f"{_RECIPE}one fp32 multiplication and two additions.",
        ),
        price("threshold check", add, f"{_RECIPE}a comparison taken for one fp32 addition."),
        price(
            "plasticity update",
            multiply + add,
            f"{_RECIPE}one fp32 multiplication and one addition.",
        ),
        price("spike", word, f"{_RECIPE}its address written to memory.", low=small, high=large),
    )
    return PriceList(name, prices, note=note)


_BARE = (
    "no leak, no clock, no control, no wires. A run that counts clock ticks is refused "
    "until you say what they cost."
)

CMOS_45NM = _cmos(
    "CMOS 45 nm",
    HOROWITZ,
    0.9 * V,
    f"Arithmetic and memory alone, in rough figures: {_BARE}",
    {
        "int8 add": 0.03 * pJ,
        "int8 multiply": 0.2 * pJ,
        "int32 add": 0.1 * pJ,
        "int32 multiply": 3.1 * pJ,
        "fp16 add": 0.4 * pJ,
        "fp16 multiply": 1.1 * pJ,
        "fp32 add": 0.9 * pJ,
        "fp32 multiply": 3.7 * pJ,
    },
    (10 * pJ, 20 * pJ, 100 * pJ),
    Price(
        "DRAM access",
        1.95 * nJ,
        "One access; its width is not given with the figure. The middle of the range.",
        HOROWITZ,
        "assumed",
        low=1.3 * nJ,
        high=2.6 * nJ,
    ),
)

CMOS_7NM = _cmos(
    "CMOS 7 nm",
    JOUPPI,
    None,
    f"Arithmetic and memory alone, at 7 nm and by other authors than those of the list "
    f"for 45 nm: {_BARE} The table prints 45 nm "
    "beside 7 nm. A summary of the paper says that memory on a chip gained a factor of "
    "1.3 to 2.4; the two figures for 1 MB differ by "
    "7, so they may be for memories that are not built alike, which is our inference. "
    "We read the table as several later works quote it.",
    {
        "int8 add": 0.007 * pJ,
        "int8 multiply": 0.07 * pJ,
        "int32 add": 0.03 * pJ,
        "int32 multiply": 1.48 * pJ,
        "fp16 add": 0.16 * pJ,
        "fp16 multiply": 0.34 * pJ,
        "fp32 add": 0.38 * pJ,
        "fp32 multiply": 1.31 * pJ,
    },
    (7.5 * pJ, 8.5 * pJ, 14 * pJ),
    Price(
        "DRAM access",
        1.3 * nJ,
        "64 bits from DDR4, as from DDR3 beside 45 nm: a memory on chips of its own "
        "gains nothing from the processor's technology.",
        JOUPPI,
        "assumed",
        others=(
            Figure(
                250 * pJ,
                "64 bits from HBM2, a stack of memory beside the processor: the low end "
                "of a range.",
                JOUPPI,
            ),
            Figure(450 * pJ, "The high end of that range.", JOUPPI),
            Figure(
                350 * pJ, "64 bits from GDDR6, memory for graphics: the low end of a range.", JOUPPI
            ),
            Figure(480 * pJ, "The high end of that range.", JOUPPI),
        ),
    ),
)

_NODES = {45: CMOS_45NM, 7: CMOS_7NM}
_NODE = Quantity("nm", "node of a CMOS technology", 1 * nm, 1000 * nm)


def cmos(node: float) -> PriceList:
    """Return the price list of a CMOS technology by its ``node`` in m, as in ``cmos(7*nm)``:
    :data:`CMOS_45NM` or :data:`CMOS_7NM`.

    Raises :class:`ParameterError` for a node that has no list.
    """
    size = _NODE.number(node, "cmos's node") / nm
    found = [prices for known, prices in _NODES.items() if abs(size - known) < 1e-6 * known]
    if not found:
        raise ParameterError(
            f"cmos's node is {size:g} nm; there are price lists for "
            f"{' and '.join(f'{each} nm' for each in _NODES)}."
        )
    return found[0]


TEACHING = EventMachine().prices()
TEACHING_CLOCKED = ClockedMachine().prices()
