r"""Neurons in silicon: the instrument that measures a chip, circuits that are not alike, and how
many bits are enough.

Each function holds the equations of one of an engineer's questions; bills are written by
:mod:`neurolib.energy` from counts. How spikes travel is in
:mod:`~neurolib.applications.chip.routing`. Used in chapter 7.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...crossbar import Crossbar
from ...energy import Bill, Ledger, PriceList
from ...energy.prices import listed
from ...model import Model, ParameterError, Quantity, expect, flag, generator, param
from ...units import F, K, V, fF, mV, nA, pA, pF, s, um
from ..learning.digits import Numbers, _inputs
from .routing import address_bits

K_B, Q_E = 1.380649e-23, 1.602176634e-19  # J/K and C, exact in the SI
WORD = 64  # bits of a word of memory, as the price lists take it
MEASURED = Quantity("", "values measured", -1e30, 1e30)
SET = Quantity("V", "voltage that is asked for", 0.0, 100 * V, (0.1 * V, 1.8 * V))
FLOWING = Quantity("nA", "current that is measured", 0.0, 1.0, (1 * nA, 1000 * nA))
SPREAD = Quantity("mV", "spread of threshold voltages", 0.0, 0.2 * V, (1 * mV, 20 * mV))
SLOPE = Quantity("", "subthreshold slope factor", 0.1, 1.0, (0.6, 0.8))
KELVIN = Quantity("K", "temperature", 1 * K, 1000 * K, (250 * K, 400 * K))
CAPACITANCE = Quantity("pF", "capacitance", 1e-18, 1e-6 * F, (0.1 * pF, 10 * pF))
CURRENT = Quantity("pA", "current", 1e-18, 1.0, (0.1 * pA, 1000 * pA))
INDEX = Quantity("", "bits", 0.0, 64.0, (0.0, 16.0))
FACTOR = Quantity("", "factor", 0.0, 1e12, (1.0, 1e4))
PELGROM = Quantity("", "Pelgrom's coefficient, V m", 0.0, 1e-6, (1e-9, 10e-9))
LENGTH = Quantity("um", "side of a transistor", 1e-9, 1e-2, (0.1 * um, 10 * um))
LOG_SPREAD = Quantity("", "spread of ln I", 0.0, 3.0, (0.0, 0.5))
STEPS = Quantity("", "time steps of one picture", 1.0, 1e6, (1.0, 64.0))
BITS = Quantity("", "bits", 1.0, 64.0, (1.0, 16.0))
COUNT = Quantity("", "a number of inputs, outputs or synapses", 1.0, 1e15, (1.0, 1e6))
SHARE = Quantity("", "a fraction", 0.0, 1.0, (0.0, 1.0))
JOULES = Quantity("", "energy, J", 0.0, 1e9)
MORE = Quantity("", "additional energy, J", -1e9, 1e9)  # below 0 if numbers have short weights
PICTURE = Quantity("", "brightness", -1e30, 1e30, (0.0, 1.0))


# --- The instrument before the neuron -------------------------------------------------------------


class Line(NamedTuple):
    """A fitted straight line, with the standard errors of its slope and offset; ``line.inverse(y)``
    turns readings into values.
    """

    slope: float
    offset: float
    slope_error: float
    offset_error: float

    def inverse(self, reading: Any) -> Any:
        """Return what was there when the instrument gave this reading: equation (3) of
        :func:`straight_line`.
        """
        return (MEASURED.array(reading, "inverse's reading") - self.offset) / self.slope  # (3)


def straight_line(x: Any, y: Any) -> Line:
    r"""Return the straight line through readings ``y`` at known values ``x``, by least squares.

    .. math::

        a = \frac{\sum_k (x_k - \bar x)(y_k - \bar y)}{\sum_k (x_k - \bar x)^2} \tag{1}
        y_0 = \bar y - a \bar x \tag{2}
        \hat v = \frac{y - y_0}{a} \tag{3}

    For an instrument, (3) takes its gain a and its offset y_0 out of a reading y. For a chip's
    power against its events per second, y_0 is the idle floor and a the energy of one further
    event. Raises :class:`ParameterError` for fewer than two different values of ``x``.
    """
    x, y = (
        MEASURED.array(x, "straight_line's x").ravel(),
        MEASURED.array(y, "straight_line's y").ravel(),
    )
    if len(x) != len(y) or len(np.unique(x)) < 2:
        raise ParameterError(
            f"straight_line has {len(x)} values and {len(y)} readings; expected as many "
            f"of each, at two values or more."
        )
    d = x - x.mean()
    a = float(d @ (y - y.mean()) / (d @ d))  # (1)
    y_0 = float(y.mean() - a * x.mean())  # (2)
    variance = float(np.sum((y - a * x - y_0) ** 2)) / max(len(x) - 2, 1)
    error = math.sqrt(variance / float(d @ d))
    return Line(a, y_0, error, math.sqrt(variance / len(x) + (error * float(x.mean())) ** 2))


@dataclass(frozen=True, repr=False)
class Instrument(Model):
    r"""The bench beside an analogue chip: it sets a voltage in steps, reads a current in steps, and
    counts pulses for a small current.

    .. math::

        V = \Delta_V \min\left( \left\lfloor \frac{V_\mathrm{set}}{\Delta_V}
            + \frac{1}{2} \right\rfloor, 2^b - 1 \right) \tag{1}
        n = \min\left( \left\lfloor \frac{\max(I, I_f)}{\Delta_I} + \frac{1}{2} \right\rfloor, 2^b
            - 1 \right) \tag{2}
        f = \frac{I + I_0}{C\, \Delta U} \tag{3}

    A current is read as n steps of :math:`\Delta_I`, or of ten times as much in the coarse range. A
    range shows the floor :math:`I_f` for every smaller current, and saturates at :math:`2^b - 1`
    steps. A current below the floor charges a capacitor, which is emptied whenever its voltage has
    risen by :math:`\Delta U`: this gives pulses at the frequency f, with a leak :math:`I_0` that no
    input causes. Pulses are counted during a gate of fixed length, so that a count is off by up to
    one. The numbers are a teaching choice. Used in chapter 7.
    """

    b: float = param(10, "", "bits of a converter", 1, 24, (6, 12), 1)
    Delta_V: float = param(
        1.76 * mV, "mV", "step of a voltage", 1e-6 * V, 1 * V, (0.5 * mV, 10 * mV)
    )
    Delta_I: float = param(
        0.244 * nA, "nA", "step of the fine range", 1e-18, 1e-3, (0.1 * nA, 1 * nA)
    )
    I_f: float = param(10 * nA, "nA", "floor of both ranges", 0.0, 1e-3, (0 * nA, 50 * nA))
    C: float = param(
        1.08 * pF, "pF", "capacitance that is charged", 1 * fF, 1e-9 * F, (0.5 * pF, 2 * pF)
    )
    Delta_U: float = param(
        0.5 * V, "V", "voltage at which it is emptied", 0.001 * V, 10 * V, (0.1 * V, 1 * V)
    )
    I_0: float = param(12 * pA, "pA", "leak that is read as well", 0.0, 1e-3, (0 * pA, 100 * pA))
    gate: float = param(
        1.0 * s, "s", "time for which pulses are counted", 1e-9 * s, 1000 * s, (0.1 * s, 10 * s)
    )

    def check(self) -> None:
        """Raise :class:`ParameterError` for bits that are no whole number."""
        self.quantities()["b"].whole(self.b, "Instrument.b")

    def set(self, voltage: Any) -> np.ndarray:
        """Return the voltage in V that the converter gives when ``voltage`` (V, number or array) is
        asked for: equation (1).
        """
        n = np.floor(SET.array(voltage, "Instrument.set's voltage") / self.Delta_V + 0.5)
        return np.asarray(self.Delta_V * np.minimum(n, 2**self.b - 1))  # (1)

    def read(self, current: Any, coarse: bool = False) -> np.ndarray:
        """Return the steps that a range shows for a ``current`` in A (number or array): equation
        (2).
        """
        tenfold = flag(coarse, "Instrument.read's coarse")
        I, step = (
            FLOWING.array(current, "Instrument.read's current"),
            self.Delta_I * (10 if tenfold else 1),
        )
        # (2)
        return np.asarray(np.minimum(np.floor(np.maximum(I, self.I_f) / step + 0.5), 2**self.b - 1))

    def count(self, current: Any, rng: np.random.Generator) -> np.ndarray:
        """Return the pulses in a gate for a ``current`` in A (number or array); where in a pulse
        the gate opens is drawn with ``rng``.
        """
        I = FLOWING.array(current, "Instrument.count's current")
        f = (I + self.I_0) / (self.C * self.Delta_U)  # (3)
        return np.floor(f * self.gate + generator(rng, "Instrument.count").random(I.shape))


def rails(bill: Bill, of: Mapping[str, str]) -> dict[str, float]:
    r"""Return the mean power in W that each supply rail delivers: a bill as an instrument between
    supply and chip sees it.

    .. math::

        P_r = \frac{1}{t} \sum_{k \in r} E_k \tag{1}

    with t the time of the run and :math:`E_k` a line of the bill in J. ``of`` names the rail of
    each component, such as "synaptic event", or of each place where it was counted. All rails
    together deliver the power of the bill. Raises :class:`ParameterError` for a line that no rail
    feeds, and what ``bill.total`` raises where a price is missing.
    """
    expect(bill, Bill, "rails's bill", "a bill, as in run.ledger.bill(LOIHI)")
    if not isinstance(of, Mapping) or not all(isinstance(rail, str) for rail in of.values()):
        raise ParameterError(
            f"rails's of is {of!r:.60}; expected the rail of each component, as in "
            f"{{'synaptic event': 'core'}}."
        )
    power = dict.fromkeys(of.values(), 0.0)
    for line in bill.leaves if bill.total else ():
        rail = of.get(line.where, of.get(line.component))
        if rail is None:
            given, lacking = listed([repr(name) for name in of]), repr(line.component)
            raise ParameterError(
                f"rails' of has {given}, and none feeds {lacking}. Type a rail for it, "
                f"as in {{{lacking}: 'core'}}."
            )
        power[rail] += line.joules / bill.ledger.duration  # (1)
    return power


# --- Mismatch -------------------------------------------------------------------------------------


def thermal_voltage(T: Any) -> float:
    r"""Return the thermal voltage in V.

    .. math::

        U_T = \frac{k_B T}{q_e} \tag{1}
    """
    return K_B * KELVIN.number(T, "thermal_voltage's T") / Q_E  # (1)


def mismatch_sigma(sigma_vt: Any, kappa: Any = 0.7, T: Any = 300 * K) -> float:
    r"""Return the spread of ln I of subthreshold transistors whose threshold voltages have the
    spread ``sigma_vt`` (V).

    .. math::

        \sigma_{\ln I} = \frac{\kappa\, \sigma_{V_T}}{U_T} \tag{1}
    """
    # (1)
    return (
        SLOPE.number(kappa, "mismatch's kappa")
        * SPREAD.number(sigma_vt, "mismatch's sigma_vt")
        / thermal_voltage(T)
    )


def mismatch_cv(sigma_vt: Any, kappa: Any = 0.7, T: Any = 300 * K) -> float:
    r"""Return the coefficient of variation of their currents, which are lognormal.

    .. math::

        CV = \sqrt{e^{\sigma_{\ln I}^2} - 1} \tag{1}
    """
    return math.sqrt(math.expm1(mismatch_sigma(sigma_vt, kappa, T) ** 2))  # (1)


def pelgrom(A_VT: Any, width: Any, length: Any) -> float:
    r"""Return the spread of threshold voltages of transistors of a size (m, m), for a coefficient
    in V m: 3.5 mV µm is 3.5e-9.

    .. math::

        \sigma_{V_T} = \frac{A_{V_T}}{\sqrt{w\, l}} \tag{1}

    Source: M. J. M. Pelgrom et al. (1989), doi:10.1109/JSSC.1989.572629.
    """
    w, ell = LENGTH.number(width, "pelgrom's width"), LENGTH.number(length, "pelgrom's length")
    return PELGROM.number(A_VT, "pelgrom's A_VT") / math.sqrt(w * ell)  # (1)


def dpi_tau(C: Any, I_tau: Any, kappa: Any = 0.7, T: Any = 300 * K) -> float:
    r"""Return the time constant in s of a log-domain circuit (differential-pair integrator) whose
    leak is the current ``I_tau`` (A).

    .. math::

        \tau = \frac{C\, U_T}{\kappa\, I_\tau} \tag{1}

    Source: C. Bartolozzi and G. Indiveri (2007), doi:10.1162/neco.2007.19.10.2581.
    """
    C, I = CAPACITANCE.number(C, "dpi_tau's C"), CURRENT.number(I_tau, "dpi_tau's I_tau")
    return C * thermal_voltage(T) / (SLOPE.number(kappa, "dpi_tau's kappa") * I)  # (1)


class Mismatched(Numbers):
    r"""Weights as numbers, each multiplied by a factor of its own circuit that never changes: a
    memory that learns.

    .. math::

        y = x\,(W \odot e^{\sigma \xi}) \tag{1}
    """

    def __init__(
        self, sigma: Any, rng: np.random.Generator, W: Any = None, bound: float = 4.0
    ) -> None:
        super().__init__(bound=bound)
        self.W = self.W if W is None else Numbers(W, bound=bound).W
        sigma = LOG_SPREAD.number(sigma, "Mismatched's sigma")
        self.factor = np.exp(sigma * generator(rng, "Mismatched").standard_normal(self.W.shape))

    def read(self, x: Any) -> np.ndarray:
        """Return x times the weights as their circuits make them."""
        return np.asarray(_inputs(x, self.W) @ (self.W * self.factor))  # (1)


# --- Precision, and the honest competitor ---------------------------------------------------------


def count_bits(steps: Any) -> int:
    r"""Return how many bits hold the spike count of one input over ``steps`` time steps: a count
    from 0 to T.

    .. math::

        b = \lceil \log_2 (T + 1) \rceil \tag{1}
    """
    return int(bits_of(STEPS.whole(steps, "count_bits's steps")))


# component and part of what a layer does with spikes, and with numbers: rows of the ledgers
SPIKE_WORK = (
    ("int32 add", "synapses"), ("word read", "weights"), ("word read", "membranes"),
    ("word written", "membranes"),
)  # fmt: skip
NUMBER_WORK = (
    ("int32 add", "synapses"), ("int8 multiply", "synapses"), ("word read", "weights"),
    ("word read", "inputs"), ("word written", "membranes"),
)  # fmt: skip


def spike_work(spikes: Any, visits: Any, outputs: Any, row: Any, state: Any) -> Any:
    """Return the numbers of operations of ``SPIKE_WORK``."""
    return spikes * outputs, spikes * row, visits * state, visits * state


def number_work(
    active: Any, pictures: Any, outputs: Any, other: Any, inputs: Any, state: Any
) -> Any:
    """Return the numbers of operations of ``NUMBER_WORK``."""
    adds = active * outputs
    return adds, adds, active * other, pictures * inputs, pictures * state


class Work(NamedTuple):
    r"""What a layer does with spikes and with numbers: the one place from which all bills are
    counted.

    .. math::

        w_r = \left\lceil \frac{m b_w}{64} \right\rceil, \quad
        w_q = \left\lceil \frac{m b_q}{64} \right\rceil, \quad
        w_s = \left\lceil \frac{m b_s}{64} \right\rceil, \quad
        w_b = \left\lceil \frac{n b}{64} \right\rceil \tag{1}

    The layer has n inputs and m ``outputs``. The other fields are words of 64 bits: ``row`` w_r, a
    row of weights with spikes; ``other`` w_q, the same row with numbers; ``state`` w_s, all
    membranes or all sums; ``inputs`` w_b, all spike counts, of b bits each (:func:`count_bits`).
    Each may be an array.
    """

    outputs: Any
    row: Any
    other: Any
    state: Any
    inputs: Any

    @classmethod
    def of(
        cls, inputs: Any, outputs: Any, steps: Any, weight_bits: Any = 8, state_bits: Any = 32,
        number_bits: Any = 0,
    ) -> Work:  # fmt: skip
        """Return the work of a layer, for numbers or arrays that fit together.

        The weights of the numbers have ``number_bits``, or as many as those of spikes for 0.
        """
        n, m = COUNT.array(inputs, "Work's inputs"), COUNT.array(outputs, "Work's outputs")
        b = bits_of(STEPS.array(steps, "Work's steps"))
        b_w = BITS.array(weight_bits, "Work's weight_bits")
        b_s = BITS.array(state_bits, "Work's state_bits")
        b_q = INDEX.array(number_bits, "Work's number_bits")
        b_q = np.where(b_q, b_q, b_w)
        blocks = (m, b_w), (m, b_q), (m, b_s), (n, b)
        row, other, state, counts = (words_of(values, bits)[()] for values, bits in blocks)  # (1)
        return cls(m[()], row, other, state, counts)

    def with_spikes(self, spikes: Any, visits: Any) -> dict[tuple[str, str], Any]:
        """Return the operations for so many spikes and visits.

        At a visit, all membranes are read and written: once in every step of every picture.
        """
        done = spike_work(spikes, visits, self.outputs, self.row, self.state)
        return dict(zip(SPIKE_WORK, done, strict=True))

    def with_numbers(self, active: Any, pictures: Any) -> dict[tuple[str, str], Any]:
        """Return the operations for so many inputs that are not 0, in so many pictures.

        For each picture, all counts are read once and all sums are written once.
        """
        done = number_work(active, pictures, self.outputs, self.other, self.inputs, self.state)
        return dict(zip(NUMBER_WORK, done, strict=True))


def spiking_layer(
    counts: Any, outputs: Any, steps: Any, weight_bits: Any = 8, state_bits: Any = 32
) -> Ledger:
    """Return what a layer does that takes each input as so many spikes in ``steps`` time steps;
    ``counts`` is (pictures, inputs).

    Each spike fetches a row of weights and adds it to the membranes; the membranes are read and
    written once in every step.
    """
    n, T, work = _layer(counts, outputs, steps, weight_bits, state_bits, "spiking_layer")
    return _ledger(work.with_spikes(n.sum(), len(n) * T), len(n) * 1e-3 * T)


def quantised_layer(
    counts: Any, outputs: Any, steps: Any, weight_bits: Any = 8, state_bits: Any = 32
) -> Ledger:
    """Return what a layer does that takes the same counts as numbers of :func:`count_bits` bits,
    all at once, and skips zeros.

    It reads all counts once, fetches and multiplies the row of each count that is not 0, and writes
    all sums once.
    """
    n, T, work = _layer(counts, outputs, steps, weight_bits, state_bits, "quantised_layer")
    return _ledger(work.with_numbers((n > 0).sum(), len(n)), len(n) * 1e-3 * T)


class Shares(NamedTuple):
    """Energies in J for one input of a picture, in the order in which :func:`break_even_rate` takes
    them.

    ``event`` is of one row of weights, fetched and added, ``multiply`` of one row multiplied,
    ``state`` the share of an input in the membranes in one step, and ``traffic`` its share in the
    counts that the bit-matched layer reads and the sums that it writes.
    """

    event: float
    multiply: float
    state: float
    traffic: float


def layer_shares(
    inputs: Any, outputs: Any, steps: Any, prices: PriceList, weight_bits: Any = 8,
    state_bits: Any = 32,
) -> Shares:  # fmt: skip
    r"""Return the energies of a layer for each input, from the same counts as both ledgers.

    .. math::

        E_e = m E_a + w_r E_r, \quad E_x = m E_\times, \quad
        E_m = \frac{w_s (E_r + E_w)}{n}, \quad
        E_c = \frac{w_b E_r + w_s E_w}{n} \tag{1}

    with the words of :class:`Work` and the prices of an addition :math:`E_a` ("int32 add"), a
    multiplication :math:`E_\times` ("int8 multiply"), a word read :math:`E_r` and a word written
    :math:`E_w`, in J. The ledgers are :func:`spiking_layer` and :func:`quantised_layer`. Raises
    what a list of ``prices`` raises that lacks one.
    """
    n, T = COUNT.whole(inputs, "layer_shares's inputs"), STEPS.whole(steps, "layer_shares's steps")
    work = _work(n, outputs, T, weight_bits, state_bits, "layer_shares")
    expect(prices, PriceList, "layer_shares's prices", "a price list, as in CMOS_45NM")
    parts = "int32 add", "int8 multiply", "word read", "word written"
    price = {part: prices[part].value for part in parts}
    E_e, E_m = _cost(work.with_spikes(1, 0), price), _cost(work.with_spikes(0, 1), price) / n  # (1)
    E_n, E_c = _cost(work.with_numbers(1, 0), price), _cost(work.with_numbers(0, 1), price) / n
    return Shares(*(float(each) for each in (E_e, E_n - E_e, E_m, E_c)))


def _cost(done: Mapping[tuple[str, str], Any], price: Mapping[str, Any]) -> Any:
    """Return the energy of operations at these prices, in J; both may be arrays."""
    return sum(number * price[component] for (component, _), number in done.items())


def _ledger(done: Mapping[tuple[str, str], Any], duration: float) -> Ledger:
    return Ledger({key: int(number) for key, number in done.items()}, duration)


def break_even_rate(
    density: Any, steps: Any, event: Any, multiply: Any, state: Any, traffic: Any
) -> float:
    r"""Return the mean number of spikes of an input in a step at which both layers cost the same.

    .. math::

        s^* = \frac{d\,(E_e + E_x) + E_c - T E_m}{T E_e} \tag{1}

    solves :math:`T s E_e + T E_m = d\,(E_e + E_x) + E_c`. Below it spikes cost less. It is 0 where
    the membranes alone cost more. ``density`` d is the fraction of inputs that are not 0, ``steps``
    T; ``event`` E_e is the energy of one row fetched and added, ``multiply`` E_x what a row costs
    more with numbers: its multiplications. ``state`` E_m is of reading and writing the membranes in
    one step, and ``traffic`` E_c of what the bit-matched layer does once for each picture: it reads
    all counts and writes all sums. These two are shares of one input. All are in J;
    :func:`layer_shares` returns them for a layer and a price list.
    """
    d = SHARE.number(density, "break_even_rate's density")
    T = STEPS.whole(steps, "break_even_rate's steps")
    named = (event, "event"), (state, "state"), (traffic, "traffic")
    E_e, E_m, E_c = (JOULES.number(each, f"break_even_rate's {name}") for each, name in named)
    E_x = MORE.number(multiply, "break_even_rate's multiply")
    if not E_e:
        raise ParameterError(
            "break_even_rate's event is 0 J; expected the energy of one row fetched and "
            "added, as in 40*pJ."
        )
    return max(0.0, (d * (E_e + E_x) + E_c - T * E_m) / (T * E_e))  # (1)


def memory_break_even(steps: Any, weight_bits: Any = 8) -> float:
    r"""Return the mean number of spikes of an input in a step at which both layers cost the same,
    if fetching weights is all that costs.

    .. math::

        s^* = \frac{b}{b_w\, T} \tag{1}

    In T time steps an input fires s T times, and each time fetches weights of b_w ``weight_bits``.
    The competitor takes a dense input, and fetches each weight once, with as few bits as its inputs
    have: b of :func:`count_bits`. Weights in DRAM come near this limit. With 8 bits, and the mean
    over T = 5 to 10, it is 5.99 %, as in the study "honest energy accounting" of Spyx,
    github.com/kmheckel/spyx (2026), which repeats Z. Yan, Z. Bai and W.-F. Wong (2024),
    arXiv:2409.08290.
    """
    T, b_w = (
        STEPS.whole(steps, "memory_break_even's steps"),
        BITS.whole(weight_bits, "memory_break_even's weight_bits"),
    )
    return count_bits(T) / (b_w * T)  # (1)


def _layer(
    counts: Any, outputs: Any, steps: Any, weight_bits: Any, state_bits: Any, verb: str
) -> tuple[np.ndarray, int, Work]:
    n, T = MEASURED.array(counts, f"{verb}'s counts"), STEPS.whole(steps, f"{verb}'s steps")
    if n.ndim != 2 or (n < 0).any() or (n > T).any() or (n != np.floor(n)).any():
        raise ParameterError(
            f"{verb}'s counts are {n!r:.60}; expected whole numbers from 0 to {T}, in "
            f"the shape (pictures, inputs)."
        )
    return n.astype(int), T, _work(n.shape[1], outputs, T, weight_bits, state_bits, verb)


def _work(n: int, outputs: Any, T: int, weight_bits: Any, state_bits: Any, verb: str) -> Work:
    m = COUNT.whole(outputs, f"{verb}'s outputs")
    b_w = BITS.whole(weight_bits, f"{verb}'s weight_bits")
    return Work.of(n, m, T, b_w, BITS.whole(state_bits, f"{verb}'s state_bits"))


def words_of(values: Any, bits: Any) -> Any:
    """Return how many words hold so many values of so many bits each."""
    return np.ceil(values * bits / WORD)


def bits_of(steps: Any) -> Any:
    """Return how many bits hold a count from 0 to ``steps``."""
    return np.ceil(np.log2(steps + 1))


def synapse_memory(synapses: Any, weight_bits: Any, index_bits: Any = 0) -> int:
    r"""Return the bits that hold so many synapses, each with a weight and the number of its target.

    .. math::

        M = n_s\,(b_w + b_i) \tag{1}
    """
    n, b_w = (
        COUNT.whole(synapses, "synapse_memory's synapses"),
        BITS.whole(weight_bits, "synapse_memory's weight_bits"),
    )
    return n * (b_w + INDEX.whole(index_bits, "synapse_memory's index_bits"))  # (1)


def break_even_density(targets: Any, weight_bits: Any) -> float:
    r"""Return the density of synapses below which a list (weight and target of each) takes less
    memory than a full table of weights.

    .. math::

        d^* = \frac{b_w}{b_w + \lceil \log_2 N \rceil} \tag{1}
    """
    b_w = BITS.whole(weight_bits, "break_even_density's weight_bits")
    return b_w / (b_w + address_bits(targets))  # (1)


def analog_energy(bits: Any, factor: float = 1000.0, T: Any = 300 * K) -> Any:
    r"""Return what an analogue operation of so many ``bits`` takes, in J, where thermal noise sets
    the limit.

    .. math::

        E_a = 8\, k_B \Theta\, g \cdot \tfrac{3}{2}\, 4^b \tag{1}

    Each bit more halves the noise that is allowed and so takes four times the energy;
    :math:`\Theta` is the temperature ``T``. The ``factor`` g, by which a circuit misses this limit,
    is an illustration rather than a published figure. Sources of the law: E. A. Vittoz (1990), R.
    Sarpeshkar (1998), doi:10.1162/089976698300017052.
    """
    b, factor = (
        BITS.array(bits, "analog_energy's bits"),
        FACTOR.number(factor, "analog_energy's factor"),
    )
    return (8 * K_B * KELVIN.number(T, "analog_energy's T") * factor * 1.5 * 4.0**b)[()]  # (1)


def digital_energy(bits: Any, unit: float = 1e-15) -> Any:
    r"""Return what a digital multiplication of so many ``bits`` takes, in J: its adders grow as the
    square; ``unit`` illustrates.

    .. math::

        E_d = E_1\, b^2 \tag{1}
    """
    b = BITS.array(bits, "digital_energy's bits")
    return (JOULES.number(unit, "digital_energy's unit") * b**2)[()]  # (1)


# --- A picture through a crossbar -----------------------------------------------------------------


def hartley(n: Any) -> np.ndarray:
    r"""Return the matrix of the discrete Hartley transform, the real form of the Fourier transform;
    it is its own inverse.

    .. math::

        H_{uv} = \frac{1}{\sqrt M} \left(\cos \frac{2\pi u v}{M} + \sin \frac{2\pi u v}{M}\right)
            \tag{1}

    Source: R. N. Bracewell (1983).
    """
    n = COUNT.whole(n, "hartley's n")
    angle = 2 * np.pi * (np.outer(np.arange(n), np.arange(n)) % n) / n
    return (np.cos(angle) + np.sin(angle)) / math.sqrt(n)  # (1)


def there_and_back(chip: Crossbar, picture: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the transform of a square picture, and the picture that comes back from it; ``chip``
    holds :func:`hartley`.
    """
    X = PICTURE.array(picture, "there_and_back's picture")
    expect(
        chip,
        Crossbar,
        "there_and_back's chip",
        "a crossbar, as in Crossbar(SoftBounds()).program(hartley(8))",
    )
    if X.ndim != 2 or X.shape[0] != X.shape[1]:
        raise ParameterError(
            f"there_and_back's picture has shape {X.shape}; expected a square, as many "
            f"rows as columns."
        )
    spectrum = chip.read(chip.read(X.T).T)
    return spectrum, chip.read(chip.read(spectrum.T).T)


def psnr(picture: Any, returned: Any) -> float:
    r"""Return the peak signal-to-noise ratio in dB, for pictures from 0 to 1.

    .. math::

        PSNR = -10 \log_{10} \overline{(\hat p - p)^2} \tag{1}
    """
    one, other = (
        PICTURE.array(picture, "psnr's picture"),
        PICTURE.array(returned, "psnr's returned"),
    )
    if one.shape != other.shape:
        raise ParameterError(
            f"psnr's picture has shape {one.shape} and returned {other.shape}; expected the same."
        )
    return float(decibels(float(np.mean((other - one) ** 2))))


def decibels(error: Any) -> Any:
    """Return equation (1) of :func:`psnr` for a mean square error."""
    return -10.0 * np.log10(error) if error > 0.0 else np.inf  # (1)
