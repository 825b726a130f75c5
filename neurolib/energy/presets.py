"""Published prices of chips, as data. What authors disagree about stands beside each figure.

Most figures are read from transcriptions, tables in other papers and the code of public tools, not from the page itself.
Which counts a price includes is this course's reading of its definition.
"""

from __future__ import annotations

from ..units import Hz, V, ms, mW, nJ, ns, pJ
from .machines import ClockedMachine, EventMachine
from .prices import Condition, Figure, Price, PriceList

DAVIES = "M. Davies et al. (2018), table 2, doi:10.1109/MM.2018.112130359."
FRADY = "E. P. Frady et al. (2020), doi:10.1145/3381755.3398695."
SANA_FE = "SANA-FE: J. A. Boyle et al. (2025), doi:10.1109/TCAD.2025.3537971."
KERAS = "KerasSpiking 0.3."
MEROLLA = "P. A. Merolla et al. (2014), doi:10.1126/science.1254642."
SWEEP = "P. A. Merolla et al. (2014), doi:10.1126/science.1254642; F. Akopyan et al. (2015), doi:10.1109/TCAD.2015.2474396."
SENECA = "G. Tang et al. (2023), table 3, doi:10.3389/fnins.2023.1187252."
SHARP = "T. Sharp et al. (2012), doi:10.1016/j.jneumeth.2012.03.001."
HOEPPNER = "S. Höppner et al. (2019), arXiv:1903.08941, as KerasSpiking 0.3 reads it."
STROMATIAS = "E. Stromatias et al. (2013), doi:10.1109/IJCNN.2013.6706927."
HOROWITZ = "M. Horowitz (2014), doi:10.1109/ISSCC.2014.6757323."


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
            "One neuron in one step, active; 52 pJ when inactive. Engines do not count the two apart.",
            low=52 * pJ,
            includes=("threshold check", "word read", "word written"),
            others=(Figure(72.8 * pJ, "51.2 + 21.6 pJ, two parts of a soma.", SANA_FE),),
        ),
        _loihi(
            "spike",
            1.7 * pJ,
            "One spike within its tile.",
            others=(Figure(69.3 * pJ, "A spike that leaves; a message out, 111 pJ, comes on top.", SANA_FE),),
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
            "Static power of one whole chip, however little of it a network uses: 3.34 W over 32 chips. "
            "The barrier that ends a step has a published duration, 113 to 465 ns, and no published energy.",
            FRADY,
            "measured",
            "Intel 14 nm",
            unit="W",
            includes=("clock tick",),
        ),
    ),
    note="Operations were simulated before there was a chip; the static power was measured on 32 chips, at a supply that is not stated. "
    "The chip updates each neuron in each step: an event-driven run counts fewer updates than it would make. Hops have a direction: "
    "count them as 'hop east-west' and 'hop north-south'; the plain ones of ledger.routed have no price here.",
    holds=(Condition("tick", 113 * ns, float("inf"), f"the chip updates each neuron in each step, which ends with a barrier. {DAVIES}"),),
)

TRUENORTH = PriceList(
    "TrueNorth",
    (
        Price(
            "synaptic event",
            26 * pJ,
            "The power of the whole chip, 72 mW, divided by its synaptic events per second, at 20 Hz and 128 active synapses per neuron. "
            "It includes leakage and routing, so it holds at that activity alone: a silent chip takes 42 mW (at 0.70 V).",
            MEROLLA,
            "measured",
            "28 nm",
            0.775 * V,
            includes=("leak", "clock tree", "clock tick", "neuron update", "threshold check", "spike", "hop", "word read", "word written"),
            others=(
                Figure(
                    21.7 * pJ,
                    "46 billion synaptic operations per second and watt (GSOPS/W) at 0.75 V, the same workload. "
                    "Its events divided by its 65 mW give only 39 to 41, so the two do not quite agree.",
                    MEROLLA,
                ),
                Figure(
                    2.5 * pJ,
                    "400 GSOPS/W, the highest value, at 58 GSOPS and 0.75 V; a later table of many chips prints it too.",
                    f"{MEROLLA} {SENECA}",
                ),
                Figure(
                    2.3 * pJ,
                    "The energy of one further event: the slope of a series of measurements at 0.8 V, "
                    "68, 71 and 94 mW at 11.6, 20.1 and 95.9 Hz; our division.",
                    SWEEP,
                ),
            ),
        ),
    ),
    note="Two definitions for one chip, whose values differ by a factor of ten: the whole power divided by the events, or the energy of "
    "one further event. The first holds at 20 Hz and 128 synapses alone: a silent chip still takes 42 mW (at 0.70 V). TRUENORTH_SWEEP "
    "keeps floor and slope apart. A hop sideways, 2.3 pJ, is included in the price; 26 pJ per bit from chip to chip, at 1.8 V, are not.",
    holds=(
        Condition("rate", 18 * Hz, 22 * Hz, f"measured at 20 Hz; 10 % either way are a choice of this course. {MEROLLA}"),
        Condition("fan-in", 115, 141, f"measured at 128 active synapses; 10 % either way are a choice of this course. {MEROLLA}"),
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
            includes=("neuron update", "threshold check", "spike", "hop", "word read", "word written"),
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
    note="The same chip as an affine law: a floor for the whole chip, however little of it a network uses, and a slope.",
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
                    "An upper bound that includes everything: 48 chips below 1 W each at 1.8e9 events per second; our division.",
                    STROMATIAS,
                ),
                Figure(
                    45 * pJ,
                    "Three hundred times below the others; it reads like nJ printed as pJ, which is our inference.",
                    SENECA,
                    doubted=True,
                ),
            ),
        ),
        Price(
            "neuron update",
            100 * nJ,
            "One neuron for 1 ms on four running chips; a run in shorter steps counts more updates than this price means.",
            SHARP,
            "measured",
            "130 nm",
            includes=("leak", "clock tree", "clock tick", "threshold check"),
            others=(Figure(26 * nJ, "One neuron.", HOEPPNER),),
        ),
    ),
    note="Processors that run a program: the power of the chips is divided among these two. The price of a neuron is for 1 ms: "
    "a run in steps of 0.1 ms counts ten updates where these chips would make one, and an event-driven run counts fewer than they make.",
    holds=(Condition("tick", 1 * ms, 1 * ms, f"the energy of a neuron was measured for 1 ms. {SHARP}"),),
)


def _cmos(component: str, value: float, definition: str, **more: object) -> Price:
    return Price(component, value, definition, HOROWITZ, "assumed", "CMOS 45 nm", 0.9 * V, **more)  # type: ignore[arg-type]


_ADD, _MULTIPLY, _RECIPE = 0.9 * pJ, 3.7 * pJ, "Recipe of this course: "

CMOS_45NM = PriceList(
    "CMOS 45 nm",
    (
        _cmos("int8 add", 0.03 * pJ, "One addition."),
        _cmos("int8 multiply", 0.2 * pJ, "One multiplication."),
        _cmos("int32 add", 0.1 * pJ, "One addition."),
        _cmos("int32 multiply", 3.1 * pJ, "One multiplication."),
        _cmos("fp16 add", 0.4 * pJ, "One addition."),
        _cmos("fp16 multiply", 1.1 * pJ, "One multiplication."),
        _cmos("fp32 add", _ADD, "One addition."),
        _cmos("fp32 multiply", _MULTIPLY, "One multiplication."),
        _cmos(
            "DRAM access",
            1.95 * nJ,
            "One access; its width is not given with the figure. The middle of the range.",
            low=1.3 * nJ,
            high=2.6 * nJ,
        ),
        _cmos("word read", 20 * pJ, "64 bits from a memory of 32 kB; 10 pJ from 8 kB, 100 pJ from 1 MB.", low=10 * pJ, high=100 * pJ),
        _cmos("word written", 20 * pJ, "Taken for as much as a read.", low=10 * pJ, high=100 * pJ),
        _cmos("synaptic event", _ADD, f"{_RECIPE}one fp32 addition; the weight is a word read."),
        _cmos("neuron update", _MULTIPLY + 2 * _ADD, f"{_RECIPE}one fp32 multiplication and two additions."),
        _cmos("threshold check", _ADD, f"{_RECIPE}a comparison taken for one fp32 addition."),
        _cmos("plasticity update", _MULTIPLY + _ADD, f"{_RECIPE}one fp32 multiplication and one addition."),
        _cmos("spike", 20 * pJ, f"{_RECIPE}its address written to memory.", low=10 * pJ, high=100 * pJ),
    ),
    note="Arithmetic and memory alone, in rough figures: no leak, no clock, no control, no wires. A run that counts clock ticks is "
    "refused until you say what they cost.",
)

TEACHING = EventMachine().prices()
TEACHING_CLOCKED = ClockedMachine().prices()
