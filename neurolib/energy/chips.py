"""Chips since 2018, as data: what is said of each chip, the source that was opened for it, and the
place in this source.

A chip has facts in words, and energies with the conditions under which they hold. Where a paper
gives the energy of one operation, there is a price list as well. What is not here was not found in
the sources that were opened, which is not to say that nobody published it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..model import ParameterError
from ..units import J, W, mW, show, uJ
from .prices import Figure, Price, PriceList, Table

WRITTEN = "November 2026"  # when the sources were opened
OPENED = {  # how much of a source was opened
    "text": "the text or a page of it",
    "abstract": "abstract only",
    "figure": "abstract and one figure only",
    "reprint": "announcement, as reprinted",
    "quoted": "as others quote it",
}
LANES = (
    "continuous time",
    "when an event arrives",
    "steps until all are done",
    "steps of fixed length",
    "one pass for each input",
)  # when a chip updates its neurons; a chip of the last row has none that keep a state
ABOUT = {
    "computes": "what is computed where",
    "local": "what is local",
    "analogue": "what is analogue",
    "time": "event-driven or clocked",
    "size": "neurons, synapses",
    "technology": "technology",
    "power": "power and its conditions",
}
NOT_PUBLISHED, NOT_SAID = "not published in what we opened", "not said"


@dataclass(frozen=True)
class Source:
    """Who says something, how much of it was ``opened``, and its DOI if it has one.

    ``seen`` is the address where it was opened, or says in words how it was found. Raises
    :class:`ParameterError` for a way of opening that is not one of ``OPENED``.
    """

    name: str
    opened: str
    seen: str
    doi: str = ""

    def __post_init__(self) -> None:
        if self.opened not in OPENED:
            raise ParameterError(
                f"{self.name} was opened as {self.opened!r}; expected one of "
                f"{', '.join(map(repr, OPENED))}."
            )

    def __str__(self) -> str:
        address = f"[opened here]({self.seen})" if self.seen.startswith("https") else ""
        return ", ".join(
            filter(
                None,
                [self.name, f"doi:{self.doi}" if self.doi else "", OPENED[self.opened], address],
            )
        )


@dataclass(frozen=True)
class Fact:
    """What a source says of a chip: ``about`` one of ``ABOUT``, in ``words``, at a ``place`` of the
    ``source``.

    Raises :class:`ParameterError` for another subject.
    """

    about: str
    words: str
    source: Source
    place: str

    def __post_init__(self) -> None:
        if self.about not in ABOUT:
            raise ParameterError(
                f"A fact is about {self.about!r}; expected one of {', '.join(map(repr, ABOUT))}."
            )


@dataclass(frozen=True)
class Energy:
    """The energy of one ``operation``, ``value`` in J, with the answers to chapter 1's four
    questions.

    ``divided`` says which energy was divided by which count, ``activity`` when, ``leak`` whether
    leakage is included, and ``kind`` whether it was measured. ``ours`` is true where this course
    divided published figures, ``task`` where the energy is that of a whole picture or sample.
    """

    operation: str
    value: float
    divided: str
    source: Source
    place: str
    activity: str = NOT_SAID
    leak: str = NOT_SAID
    kind: str = NOT_SAID
    ours: bool = False
    task: bool = False


@dataclass(frozen=True)
class Chip:
    """One chip or system: its year, the number of its row in ``LANES``, what is said of it, and its
    energies.
    """

    name: str
    year: int
    lane: int
    facts: tuple[Fact, ...]
    energies: tuple[Energy, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source of this chip, once each."""
        said = [fact.source for fact in self.facts] + [energy.source for energy in self.energies]
        return tuple(dict.fromkeys(said))

    def said(self, about: str) -> str:
        """Return all that is said about one subject, in whole words, or that nothing was found."""
        if about not in ABOUT:
            raise ParameterError(
                f"Chip.said's about is {about!r}; expected one of {', '.join(map(repr, ABOUT))}."
            )
        return " ".join(fact.words for fact in self.facts if fact.about == about) or NOT_PUBLISHED


# --- Sources --------------------------------------------------------------------------------------

_EXCERPTS = "excerpts of other texts that quote it, found by a search that names no address"
_HARDWARE = "https://open-neuromorphic.org/neuromorphic-computing/hardware"
INTEL_2021 = Source(
    "Intel (2021)",
    "reprint",
    "https://iconnect007.com/article/129239/intel-advances-neuromorphic-with-loihi-2/129242/ein",
)
WIKICHIP = Source("WikiChip, Loihi 2", "text", "https://en.wikichip.org/wiki/intel/loihi_2")
OPEN_LOIHI = Source("Open Neuromorphic, Loihi 2", "text", f"{_HARDWARE}/loihi-2-intel/")
TIMCHECK = Source(
    "Timcheck and others (2026)",
    "quoted",
    "https://www.themoonlight.io/es/review/a-compute-and-communication-runtime-model-for-loihi-2",
    "10.48550/arXiv.2601.10035",
)
INTEL_2024 = Source(
    "Intel (2024)",
    "reprint",
    "https://www.eenewseurope.com/en/intel-breaks-a-billion-neurons-for-worlds-largest-neuromorphic-computing-system/",
)
SCHOLZE = Source("Scholze and others (2026)", "quoted", _EXCERPTS, "10.48550/arXiv.2607.24396")
GONZALEZ = Source(
    "Gonzalez and others (2024)",
    "text",
    "https://arxiv.org/html/2401.04491",
    "10.48550/arXiv.2401.04491",
)
OPEN_SPINNAKER = Source(
    "Open Neuromorphic, SpiNNaker2", "text", f"{_HARDWARE}/spinnaker-2-university-of-dresden/"
)
MODHA = Source(
    "Modha and others (2023)",
    "abstract",
    "https://research.ibm.com/publications/neural-inference-at-the-frontier-of-energy-space-and-time",
    "10.1126/science.adh1174",
)
MODHA_QUOTED = Source(
    "Modha and others (2023)",
    "quoted",
    "https://open-neuromorphic.org/blog/northpole-ibm-neuromorphic-ai-hardware/",
    "10.1126/science.adh1174",
)
DEBOLE = Source(
    "DeBole and others (2025)",
    "abstract",
    "https://arxiv.org/abs/2511.15950",
    "10.48550/arXiv.2511.15950",
)
PEHLE = Source(
    "Pehle and others (2022)",
    "text",
    "https://www.frontiersin.org/journals/neuroscience/articles/10.3389/fnins.2022.795876/full",
    "10.3389/fnins.2022.795876",
)
GRUEBL = Source(
    "Grübl and others (2020)",
    "abstract",
    "https://www.kip.uni-heidelberg.de/Veroeffentlichungen/details.php?id=4052",
)
KIP = Source(
    "University of Heidelberg, hardware",
    "text",
    "https://www.kip.uni-heidelberg.de/vision/research/hardware/",
)
STRADMANN = Source(
    "Stradmann and others (2022)",
    "abstract",
    "https://doaj.org/article/d495989d03f947269a016276ec69894f",
    "10.1109/OJCAS.2022.3208413",
)
CRAMER = Source(
    "Cramer and others (2022)",
    "abstract",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC8794842",
    "10.1073/pnas.2109194119",
)
YAO_QUOTED = Source("Yao and others (2024)", "quoted", _EXCERPTS, "10.1038/s41467-024-47811-6")
OPEN_SPECK = Source("Open Neuromorphic, Speck", "text", f"{_HARDWARE}/speck-synsense")
SAMNA = Source(
    "Samna, documentation of Speck",
    "text",
    "https://synsense-sys-int.gitlab.io/samna/models/speckSeries/speck2b.html",
)
YAO = Source(
    "Yao and others (2024)",
    "figure",
    "https://preview-www.nature.com/articles/s41467-024-47811-6/figures/2",
    "10.1038/s41467-024-47811-6",
)
RICHTER = Source(
    "Richter and others (2023)",
    "abstract",
    "https://arxiv.org/abs/2304.06793",
    "10.48550/arXiv.2304.06793",
)
RICHTER_DYNAP = Source(
    "Richter and others (2023, DYNAP-SE2)",
    "abstract",
    "https://astro.paperswithcode.com/paper/dynap-se2-a-scalable-multi-core-dynamic",
    "10.48550/arXiv.2310.00564",
)
SCIENCESTACK = Source(
    "Richter and others (2023, DYNAP-SE2)",
    "quoted",
    "https://www.sciencestack.ai/paper/2310.00564",
    "10.48550/arXiv.2310.00564",
)
OPEN_DYNAP = Source(
    "Open Neuromorphic, DYNAP-SE2", "text", f"{_HARDWARE}/dynap-se2-institute-of-neuroinformatics/"
)
BOS = Source(
    "Bos and Muir (2024)",
    "abstract",
    "https://arxiv.org/abs/2406.15112",
    "10.48550/arXiv.2406.15112",
)
OPEN_XYLO = Source("Open Neuromorphic, Xylo", "text", f"{_HARDWARE}/xylo-synsense/")
ROCKPOOL = Source(
    "Rockpool, documentation", "text", "https://rockpool.ai/devices/xylo-overview.html"
)
WAN = Source(
    "Wan and others (2022)",
    "abstract",
    "https://www.nature.com/articles/s41586-022-04992-8",
    "10.1038/s41586-022-04992-8",
)
WAN_QUOTED = Source("Wan and others (2022)", "quoted", _EXCERPTS, "10.1038/s41586-022-04992-8")
LE_GALLO = Source(
    "Le Gallo and others (2023)",
    "abstract",
    "https://www.nature.com/articles/s41928-023-01010-1",
    "10.1038/s41928-023-01010-1",
)
LE_GALLO_QUOTED = Source(
    "Le Gallo and others (2023)", "quoted", _EXCERPTS, "10.1038/s41928-023-01010-1"
)
AMBROGIO = Source(
    "Ambrogio and others (2023)",
    "figure",
    "https://preview-www.nature.com/articles/s41586-023-06337-5/figures/1",
    "10.1038/s41586-023-06337-5",
)
AMBROGIO_QUOTED = Source(
    "Ambrogio and others (2023)", "quoted", _EXCERPTS, "10.1038/s41586-023-06337-5"
)


# --- Chips ----------------------------------------------------------------------------------------

LOIHI_2 = Chip(
    "Loihi 2",
    2021,
    2,
    (
        Fact(
            "computes",
            "128 cores update neurons by programs of their own; six small processors "
            "manage the chip.",
            OPEN_LOIHI,
            "text",
        ),
        Fact(
            "local",
            "Each core holds all synapses of its neurons and can change them with rules "
            "of three factors.",
            OPEN_LOIHI,
            "text",
        ),
        Fact("analogue", "Nothing; a spike may carry an integer.", OPEN_LOIHI, "text"),
        Fact(
            "time",
            "Asynchronous circuits; a barrier ends each step of the network.",
            TIMCHECK,
            "review of the paper",
        ),
        Fact(
            "size",
            "Up to 1 million neurons and 120 million synapses on 31 mm².",
            WIKICHIP,
            "text and table",
        ),
        Fact("technology", "Intel 4, before its production.", INTEL_2021, "second paragraph"),
    ),
)

HALA_POINT = Chip(
    "Hala Point",
    2024,
    2,
    (
        Fact("computes", "1152 chips Loihi 2, with 140 544 cores.", INTEL_2024, "what it does"),
        Fact(
            "local",
            "As in Loihi 2; all memories together pass on 16 PB/s.",
            INTEL_2024,
            "what it does",
        ),
        Fact("analogue", "Nothing.", OPEN_LOIHI, "at a glance"),
        Fact("time", "As in Loihi 2.", TIMCHECK, "review of the paper"),
        Fact("size", "1.15 billion neurons, 128 billion synapses.", INTEL_2024, "what it does"),
        Fact("technology", "Intel 4.", INTEL_2024, "what it does"),
        Fact("power", "2600 W at most, the whole system.", INTEL_2024, "what it does"),
    ),
    (
        Energy(
            "8-bit synaptic operation",
            2600 * W / 380e12,
            "largest power by more than 380 × 10¹² 8-bit synapses per second",
            INTEL_2024,
            "what it does",
            leak="yes, in the power of the system",
            ours=True,
        ),
        Energy(
            "8-bit operation",
            1 / 15e12,
            "more than 15 TOPS/W in ordinary networks; neither is given",
            INTEL_2024,
            "what it does",
        ),
    ),
)

SPINNAKER2_CHIP = Chip(
    "SpiNNaker2",
    2024,
    3,
    (
        Fact("computes", "152 processors run programs.", SCHOLZE, "abstract"),
        Fact(
            "computes",
            "They have units for products of matrices and for exponentials.",
            OPEN_SPINNAKER,
            "text",
        ),
        Fact("local", "128 kB of memory beside each processor.", SCHOLZE, "abstract"),
        Fact("local", "2 GB of DRAM are shared.", OPEN_SPINNAKER, "text"),
        Fact("analogue", "Nothing.", OPEN_SPINNAKER, "at a glance"),
        Fact(
            "time",
            "Each processor has a clock of its own, and waits for no other.",
            OPEN_SPINNAKER,
            "overview",
        ),
        Fact("time", "Spiking networks ran in steps of 1 ms.", SCHOLZE, "abstract"),
        Fact(
            "size",
            "More than 150 000 neurons, 1.8 × 10⁹ synaptic events per second, in steps of 1 ms.",
            SCHOLZE,
            "abstract",
        ),
        Fact(
            "technology",
            "22 nm FDSOI, processors at 0.5 V and 150 MHz or 0.8 V and 300 MHz.",
            SCHOLZE,
            "abstract",
        ),
        Fact("power", "Less than 250 mW when it does nothing.", SCHOLZE, "abstract"),
    ),
    (
        Energy(
            "8-bit operation",
            1 / 2.7e12,
            "up to 2.7 TOPS/W; one product with its addition is two",
            SCHOLZE,
            "abstract",
            activity="products of matrices alone",
        ),
        Energy(
            "gesture recognised",
            0.741 * J,
            "the energy of one run",
            SCHOLZE,
            "results",
            activity="supply and clock set by the load",
            kind="measured",
            task=True,
        ),
    ),
)

NORTHPOLE = Chip(
    "NorthPole",
    2023,
    4,
    (
        Fact(
            "computes",
            "256 cores multiply matrices; a network runs through them once for each input.",
            MODHA_QUOTED,
            "quotations",
        ),
        Fact(
            "local",
            "All memory is on the chip: 768 kB in each core and 32 MB for inputs.",
            MODHA_QUOTED,
            "quotations",
        ),
        Fact("analogue", "Nothing.", MODHA_QUOTED, "quotations"),
        Fact(
            "time",
            "Clocked at 400 MHz, and no step depends on the data.",
            MODHA_QUOTED,
            "quotations",
        ),
        Fact("size", "No neurons with a state; 224 MB on 800 mm².", MODHA_QUOTED, "quotations"),
        Fact("technology", "12 nm, 22 billion transistors.", MODHA_QUOTED, "quotations"),
        Fact("power", "74 W for 42 460 pictures per second (ResNet-50).", MODHA_QUOTED, "table 1"),
    ),
    (
        Energy(
            "4-bit operation",
            30e3 * W / 115e15,
            "30 kW of a rack of 288 cards by 115 × 10¹⁵ operations per second",
            DEBOLE,
            "abstract",
            leak="yes, with all else in the rack",
            ours=True,
        ),
        Energy(
            "picture (ResNet-50)",
            1 / 571,
            "571 pictures per joule",
            MODHA_QUOTED,
            "table 1",
            activity="42 460 pictures per second",
            leak="yes, in 74 W",
            kind="measured",
            task=True,
        ),
    ),
)

BRAINSCALES_2 = Chip(
    "BrainScaleS-2",
    2020,
    0,
    (
        Fact(
            "computes",
            "Circuits are the neurons: no differential equation is solved.",
            PEHLE,
            "introduction",
        ),
        Fact(
            "local",
            "The weight of each synapse; two processors on the chip change weights.",
            GRUEBL,
            "abstract",
        ),
        Fact(
            "analogue",
            "Neurons and synapses; spikes travel as digital messages.",
            PEHLE,
            "introduction",
        ),
        Fact("time", "Continuous, 1000 times as fast as a nerve cell.", KIP, "BrainScaleS-2"),
        Fact("size", "512 neurons, about 131 000 synapses.", KIP, "BrainScaleS-2"),
        Fact("technology", "65 nm CMOS.", GRUEBL, "abstract"),
        Fact("power", "Less than 200 mW at up to 85 000 pictures per second.", CRAMER, "abstract"),
        Fact("power", "5.6 W for a whole mobile system.", STRADMANN, "abstract"),
    ),
    (
        Energy(
            "picture, with spikes",
            200 * mW / 85e3,
            "less than 200 mW by up to 85 000 pictures per second: at most this much",
            CRAMER,
            "abstract",
            activity="less than one spike of a hidden neuron",
            leak="yes, in the power",
            kind="measured",
            ours=True,
            task=True,
        ),
        Energy(
            "sample of a heartbeat, without spikes",
            192 * uJ,
            "energy of the chip alone in 276 µs",
            STRADMANN,
            "abstract",
            activity="synapses used as multipliers",
            kind="measured",
            task=True,
        ),
    ),
)

DYNAP_SE2 = Chip(
    "DYNAP-SE2",
    2023,
    0,
    (
        Fact(
            "computes",
            "Circuits are the neurons, with synapses of several kinds and dendrites.",
            RICHTER_DYNAP,
            "abstract",
        ),
        Fact(
            "local",
            "64 synapses for each neuron, at the neuron.",
            SCIENCESTACK,
            "summary of the paper",
        ),
        Fact(
            "analogue",
            "Neurons and synapses; spikes travel as digital messages.",
            RICHTER_DYNAP,
            "abstract",
        ),
        Fact(
            "time",
            "Continuous; the circuits that route spikes are asynchronous.",
            RICHTER_DYNAP,
            "abstract",
        ),
        Fact("size", "1024 neurons, about 65 000 synapses, on 98 mm².", OPEN_DYNAP, "text"),
        Fact("technology", "180 nm CMOS.", OPEN_DYNAP, "text"),
    ),
)

SPECK = Chip(
    "Speck",
    2024,
    1,
    (
        Fact(
            "computes",
            "Nine cores, each a layer that adds a kernel to its neurons for each event.",
            YAO,
            "figure 2",
        ),
        Fact(
            "local",
            "8-bit weights and 16-bit states in the cores; the camera is on the same chip.",
            SAMNA,
            "key features",
        ),
        Fact(
            "analogue",
            "The pixels of the camera. The states of neurons are numbers.",
            SAMNA,
            "key features",
        ),
        Fact(
            "time",
            "Asynchronous, without a clock: a neuron changes when an event arrives.",
            YAO,
            "abstract and figure 2",
        ),
        Fact("time", "3.36 µs for one event through nine layers.", RICHTER, "abstract"),
        Fact(
            "size",
            "328 000 neurons, in layers of convolution that share their weights.",
            OPEN_SPECK,
            "text",
        ),
        Fact(
            "power",
            "0.42 mW of the processor when nothing happens, 0.70 mW at least in use.",
            YAO,
            "abstract",
        ),
        Fact(
            "power",
            "3.8 mW instead of 9.5 mW for gestures when only important inputs are processed.",
            YAO_QUOTED,
            "results",
        ),
    ),
)

XYLO = Chip(
    "Xylo Audio 2",
    2024,
    3,
    (
        Fact(
            "computes",
            "Digital circuits update up to 1000 neurons, with integers.",
            ROCKPOOL,
            "overview",
        ),
        Fact(
            "local",
            "8-bit weights and 16-bit states in memory on the chip.",
            BOS,
            "abstract and first paragraph",
        ),
        Fact(
            "analogue",
            "The microphone at its input. All neurons are digital.",
            ROCKPOOL,
            "overview",
        ),
        Fact(
            "time",
            "Clocked, in steps of fixed length that are common to all neurons.",
            ROCKPOOL,
            "overview",
        ),
        Fact(
            "size",
            "1000 neurons and 64 000 weights; the same page also says 278 000 synapses.",
            OPEN_XYLO,
            "text and table",
        ),
        Fact("technology", "28 nm CMOS.", OPEN_XYLO, "text"),
        Fact(
            "power",
            "291 µW while it looks for a spoken word, without the power at rest.",
            BOS,
            "abstract",
        ),
        Fact("power", "219 µW at rest and 93 µW more in another task.", OPEN_XYLO, "text"),
    ),
    (
        Energy(
            "search for a spoken word",
            6.6 * uJ,
            "dynamic energy by inferences",
            BOS,
            "abstract",
            activity="one spoken word",
            leak="no",
            kind="measured",
            task=True,
        ),
    ),
)

NEURRAM = Chip(
    "NeuRRAM",
    2022,
    4,
    (
        Fact(
            "computes",
            "Devices multiply where weights are; circuits between them integrate and convert.",
            WAN,
            "abstract",
        ),
        Fact(
            "local",
            "Weights, as conductances of two devices each, which stay without power.",
            WAN_QUOTED,
            "results",
        ),
        Fact(
            "analogue",
            "Weights and products; buffers and partial sums are in an FPGA beside it.",
            WAN_QUOTED,
            "methods",
        ),
        Fact(
            "time", "One product of a matrix for each input, without events.", WAN_QUOTED, "results"
        ),
        Fact("size", "48 cores of 256 × 256 devices, 3 million in all.", WAN_QUOTED, "results"),
        Fact("technology", "130 nm CMOS with RRAM.", WAN_QUOTED, "methods"),
    ),
)

HERMES_CHIP = Chip(
    "HERMES",
    2023,
    4,
    (
        Fact(
            "computes",
            "64 cores multiply in place; digital units on the chip apply what follows a layer.",
            LE_GALLO,
            "abstract",
        ),
        Fact("local", "Weights, as conductances of four devices each.", LE_GALLO_QUOTED, "methods"),
        Fact(
            "analogue",
            "Weights and products; inputs are durations, outputs are converted to 8 bits.",
            LE_GALLO_QUOTED,
            "methods",
        ),
        Fact(
            "time",
            "One product of a matrix for each input; an FPGA carried numbers from layer to layer.",
            LE_GALLO_QUOTED,
            "methods",
        ),
        Fact(
            "size",
            "64 × 256 × 256 weights, each with a precision of 3 to 4 bits.",
            LE_GALLO_QUOTED,
            "results",
        ),
        Fact("technology", "14 nm CMOS with phase-change memory.", LE_GALLO, "abstract"),
        Fact(
            "power",
            "63.1 TOPS at 9.76 TOPS/W in one phase, 16.1 TOPS at 2.48 TOPS/W in four; "
            "the networks ran in four.",
            LE_GALLO,
            "abstract",
        ),
    ),
    (
        Energy(
            "8-bit operation, one phase",
            1 / 9.76e12,
            "9.76 TOPS/W; arrays, converters and drivers",
            LE_GALLO,
            "abstract",
            activity="all 64 cores in full use",
            kind="measured",
        ),
        Energy(
            "8-bit operation, four phases",
            1 / 2.48e12,
            "2.48 TOPS/W; arrays, converters and drivers",
            LE_GALLO,
            "abstract",
            activity="all 64 cores in full use",
            kind="measured",
        ),
    ),
)

SPEECH = Chip(
    "analogue speech chip",
    2023,
    4,
    (
        Fact(
            "computes",
            "34 tiles multiply in place; all else of the network is computed outside the chip.",
            AMBROGIO,
            "figure 1",
        ),
        Fact("local", "Weights, as conductances of two or four devices.", AMBROGIO, "figure 1"),
        Fact(
            "analogue",
            "Weights, products and the messages between tiles, which are durations.",
            AMBROGIO,
            "figure 1",
        ),
        Fact(
            "time",
            "One product of a matrix for each input: durations arrive, charge is "
            "collected, and durations leave.",
            AMBROGIO,
            "figure 1",
        ),
        Fact(
            "size",
            "34 tiles of 512 × 2048 devices, 35 million; five chips for 45 million weights.",
            AMBROGIO,
            "abstract and figure 1",
        ),
        Fact("technology", "14 nm CMOS with phase-change memory.", AMBROGIO, "figure 1"),
        Fact("power", "12.4 TOPS/W of a chip, sustained.", AMBROGIO, "abstract"),
    ),
    (
        Energy(
            "operation, the chip",
            1 / 12.4e12,
            "12.4 TOPS/W",
            AMBROGIO,
            "abstract",
            activity="sustained",
            kind="measured",
        ),
        Energy(
            "operation, the best tile",
            1 / 20.0e12,
            "20.0 TOPS/W of one tile",
            AMBROGIO_QUOTED,
            "figure 6",
            activity="its peak",
            kind="measured",
        ),
        Energy(
            "operation, the system",
            1 / 6.94e12,
            "6.94 TOPS/W with digital parts",
            AMBROGIO_QUOTED,
            "figure 6",
            activity="sustained",
            kind="partly calculated",
        ),
    ),
)

CHIPS = (
    LOIHI_2,
    HALA_POINT,
    SPINNAKER2_CHIP,
    NORTHPOLE,
    BRAINSCALES_2,
    DYNAP_SE2,
    SPECK,
    XYLO,
    NEURRAM,
    HERMES_CHIP,
    SPEECH,
)

LEFT_OUT = (
    (
        "Akida",
        "Only pages of its maker could be opened, and none of them gives the energy of "
        "one operation with its conditions.",
    ),
    (
        "energies of NeuRRAM",
        "They are in a figure of the paper that could not be opened; other texts name "
        "values that do not agree.",
    ),
    (
        "Loihi 2, 1 pJ for an operation",
        "It stands in a text that does not say where it comes from.",
    ),
    (
        "technology of Speck and energy of its operations",
        "The pages that give them could not be opened.",
    ),
)  # numbers whose source could not be opened, or that have none


def facts(about: Sequence[str], chips: Sequence[Chip] = CHIPS) -> Table:
    """Return a table of what is said about some subjects: a row for each chip."""
    rows = [[f"{chip.name} ({chip.year})", *(chip.said(each) for each in about)] for chip in chips]
    return Table(["chip", *(ABOUT[each] for each in about)], rows, "l" * (1 + len(about)), 2)


def energies(chips: Sequence[Chip] = CHIPS) -> Table:
    """Return a table of every energy with the answers to four questions, and of the chips for which
    no operation has one.
    """
    rows = []
    for chip in chips:
        for each in chip.energies:
            whose = "our division" if each.ours else "published"
            answers = [f"{each.divided} ({whose})", each.activity, each.leak, each.kind]
            value = show(each.value, "J", 3)
            rows.append(
                [chip.name, each.operation, value, *answers, f"{each.source.name}, {each.place}"]
            )
        if not any(not each.task for each in chip.energies):
            rows.append([chip.name, "operation", "–", NOT_PUBLISHED, "–", "–", "–", "–"])
    asked = ["which energy by which count?", "at which activity?", "leakage included?", "measured?"]
    return Table(["chip", "energy of one …", "value", *asked, "source"], rows, "llrlllll", 3)


def sources(chips: Sequence[Chip] = CHIPS) -> Table:
    """Return a table of the sources of each fact: what was opened, and the place in it."""
    rows = []
    for chip in chips:
        for source in chip.sources:
            places = [
                f"{ABOUT[fact.about]}: {fact.place}" for fact in chip.facts if fact.source == source
            ]
            places += [
                f"energy of one {each.operation}: {each.place}"
                for each in chip.energies
                if each.source == source
            ]
            rows.append([chip.name, str(source), "; ".join(places)])
    return Table(
        ["chip", "source, and what of it was opened", "what it says, and where"], rows, "lll", 2
    )


# --- Price lists ----------------------------------------------------------------------------------


def _price(
    component: str, value: float, definition: str, source: Source, technology: str, **more: Any
) -> Price:
    return Price(
        component,
        value,
        definition,
        f"{source.name}, doi:{source.doi}.",
        "measured",
        technology,
        **more,
    )


_TWICE = (
    "2 divided by operations per second and watt: one product with its addition is two operations."
)

HERMES = PriceList(
    "HERMES",
    (
        _price(
            "cell read",
            2 / 9.76e12,
            f"One weight in one product, in one phase. {_TWICE}",
            LE_GALLO,
            "14 nm CMOS with phase-change memory",
            includes=("conversion",),
            others=(
                Figure(
                    2 / 2.48e12,
                    "In four phases, the mode in which the networks of the paper ran; 2.48 TOPS/W.",
                    f"{LE_GALLO.name}, doi:{LE_GALLO.doi}.",
                ),
            ),
        ),
    ),
    note="All 64 cores in full use; an array that is not full takes more for each weight. A "
    "cell is one weight with its four devices: "
    "count weights, not devices. What follows a layer, and the way from layer to layer, "
    "are not included.",
)

SPEECH_CHIP = PriceList(
    "the analogue speech chip",
    (
        _price(
            "cell read",
            2 / 12.4e12,
            f"One weight in one product, a whole chip, sustained. {_TWICE}",
            AMBROGIO,
            "14 nm CMOS with phase-change memory",
            includes=("conversion",),
            others=tuple(
                Figure(
                    2 / rate,
                    what,
                    f"{AMBROGIO.name}, doi:{AMBROGIO.doi}, as others quote its figure 6.",
                )
                for rate, what in (
                    (15.4e12, "With half the time of integration."),
                    (20.0e12, "The peak of one tile."),
                    (6.94e12, "The whole system, with digital parts that were partly calculated."),
                )
            ),
        ),
    ),
    note="A cell is one weight, whose sign and value take two or four devices: count "
    "weights, not devices. All else of the network is "
    "computed outside the chip and is not included.",
)

SPINNAKER2 = PriceList(
    "SpiNNaker2",
    tuple(
        _price(
            f"int8 {name}",
            1 / 2.7e12,
            "The best published: 1 divided by 2.7e12 operations per second and watt; a "
            "product and an addition are taken for one each.",
            SCHOLZE,
            "22 nm FDSOI",
            includes=("word read", "word written") if name == "multiply" else (),
        )
        for name in ("multiply", "add")
    ),
    note="Products of matrices alone. For spiking networks, events per second and an idle "
    "power below 250 mW are published, but no energy "
    "of an event: a run with spikes is refused until you say what they cost.",
)
