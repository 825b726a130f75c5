r"""A mixed-signal chip on the bench: a driver of four methods, a bench that books time and energy,
and a virtual chip as a rehearsal.

A chip has 64 neurons and an array of 64 × 64 memory cells. Nobody sees a parameter of it;
everything is reached through a **driver**:

.. code-block:: python

    # pulses of one neuron within `gate` seconds, with its input voltage at so many steps
    driver.count(neuron, steps, gate)
    # steps of the 64 current meters, with the 65 row voltages at so many steps (readings × 65)
    driver.read(steps, coarse)
    driver.write(G)  # write the 64 × 64 conductances, S
    driver.wait(seconds)  # let time pass

:class:`Bench` takes any object with these four methods. For a real chip, they are a few lines
around its own software, and ``wait`` is ``time.sleep``. A driver may also have ``counts``, which
does what ``count`` does for an array of ``steps``. :class:`VirtualChip` is drawn from a random
generator, and each draw is another chip. Used in lab 1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ...crossbar.cells import Cells
from ...crossbar.crossbar import Meter
from ...devices import PCM
from ...energy import Bill
from ...model import ParameterError, Quantity, expect, flag, generator
from ...neurons import LIF
from ...units import (
    K,
    S,
    V,
    fJ,
    hour,
    kOhm,
    minute,
    ms,
    mV,
    nA,
    nS,
    pF,
    s,
    show,
    uA,
    uS,
    us,
)
from ..learning.digits import photographed, softmax
from .silicon import Instrument, dpi_tau, mismatch_sigma

LINES = 64  # rows and columns of the array, and neurons
INPUT = 1 * nS  # conductance between a neuron and its input voltage
REFERENCE = 10 * kOhm  # the precision resistor between row 64 and each column
V_MOST = 0.2 * V  # above it, reading would change the cells
T_READ, MERIT = 10 * us, 50 * fJ  # length of a reading; energy of one conversion step
V_WRITE, T_WRITE = 1 * V, 100e-9 * s
# seconds of the bench's time: the array, until its first reading, one reading
WRITING, SETTLING, READING = 60 * s, 20 * s, 0.1 * s
METER = Instrument(Delta_I=20 * nA, I_f=1 * uA)  # as its data sheet has it
MOST_STEPS = int(V_MOST / METER.Delta_V)
METHODS = "count", "read", "write", "wait"
SHORT = 1 * minute  # what is shorter is said in seconds
NEURON = Quantity("", "number of a neuron", 0, LINES - 1)
STEPS = Quantity("", "steps of an input voltage", 0, 2**METER.b - 1)
ROW_STEPS = Quantity("", "steps of the row voltages", 0, MOST_STEPS)
CONDUCTANCE = Quantity("uS", "conductances to write", 0.0, 1.0 * S, (1 * uS, 25 * uS))
SECONDS = Quantity("s", "time", 0.0, 1e7 * s, (1 * s, 1000 * s))
LINE = Quantity("", "slope in steps per A, or offset in steps, of each meter", -1e15, 1e15)
SESSION = Quantity("", "number of a session on the bench", 0, 1e6)
IMAGES = Quantity("", "images to show", 1, 500)
MINUTES = Quantity("", "minutes for which the bench is booked", 0.1, 1e6, (5.0, 60.0))


def volts(steps: Any) -> np.ndarray:
    r"""Return the voltage in V at so many steps of the converter.

    .. math::

        V = n\, \Delta_V \tag{1}
    """
    return np.asarray(STEPS.array(steps, "volts's steps") * METER.Delta_V)  # (1)


class VirtualChip:
    r"""A chip that exists only as numbers, drawn from ``rng``, with the faults of real ones. It has
    the four methods of a driver.

    Its parameters are ``neurons`` (:class:`~neurolib.LIF`, reset at rest), ``gain`` and ``offset``
    of the meters (equation (2)), the ``stuck`` cells, the drift exponent ``nu`` of its amorphous
    phase, and the temperature ``T`` in K, to which the time constants of all neurons are
    proportional. A meter in column j that should show the current :math:`I_j` turns

    .. math::

        I_j = \sum_{i=0}^{63} V_i\, G_{ij} + V_{64} / R \tag{1}
        I'_j = a_j I_j + b_j \tag{2}

    into steps, with noise of half a step. Spreads are teaching choices of the size that is found on
    chips.

    ``session`` is the number of a session on the bench: in another session, the same chip shows
    other noise.
    """

    def __init__(self, rng: np.random.Generator, session: int = 0) -> None:
        rng = generator(rng, "VirtualChip")
        session = SESSION.whole(session, "VirtualChip's session")
        self.T = float(rng.uniform(288, 318)) * K
        sigma, C = mismatch_sigma(5 * mV), 200 * pF
        # A: 20 ms at 300 K
        leak = C * 0.0258 / (0.7 * 20 * ms) * np.exp(sigma * rng.standard_normal(LINES))
        threshold, t_ref = (
            rng.normal(-50 * mV, 2 * mV, LINES),
            3 * ms * np.exp(0.2 * rng.standard_normal(LINES)),
        )
        self.neurons = [
            LIF(
                C=C,
                g_L=C / dpi_tau(C, float(I), T=self.T),
                E_L=-70 * mV,
                V_R=-70 * mV,
                V_T=float(V_T),
                t_ref=float(t),
            )
            for I, V_T, t in zip(leak, threshold, t_ref, strict=True)
        ]
        self.gain = np.exp(0.06 * rng.standard_normal(LINES))
        self.offset = 0.3 * uA * rng.uniform(-1, 1, LINES)
        self.nu = float(rng.uniform(0.04, 0.12))
        self.device = PCM(G_c=25 * uS, G_a=1 * uS, nu_amorphous=self.nu)
        self._cells = Cells(self.device, (LINES, LINES), rng, 0.5, (0.0, 0.01), (0.03, 0.02))
        self.stuck = np.asarray(self._cells.stuck)
        self._noise = rng.spawn(session + 1)[session]
        self._age = SETTLING

    def conductances(self) -> np.ndarray:
        """Return the conductances of all cells now, in S: what no instrument shows."""
        return self._cells.conductance(self._age)

    def count(self, neuron: int, steps: int, gate: float) -> int:
        """Return the pulses of a neuron in ``gate`` seconds."""
        rate = float(self.neurons[neuron].rate(INPUT * volts(steps)))
        self._age += gate
        return int(rate * gate + self._noise.random())

    def read(self, steps: np.ndarray, coarse: bool = False) -> np.ndarray:
        """Return the steps of the meters (readings × 64)."""
        v, G = volts(steps), self.conductances()
        I = v[:, :LINES] @ G + v[:, LINES:] / REFERENCE  # (1)
        I = I + 0.02 * np.sqrt(v[:, :LINES] ** 2 @ G**2) * self._noise.standard_normal(I.shape)
        shown = self.gain * I + self.offset  # (2)
        shown = shown + METER.Delta_I / 2 * self._noise.standard_normal(I.shape)
        self._age += READING * len(v)
        return METER.read(np.maximum(shown, 0.0), coarse)

    def write(self, G: np.ndarray) -> None:
        """Write conductances, each with an error of 3 %; a stuck cell keeps its own."""
        self._cells.write(G, self._noise, 0.03)
        self._age = SETTLING

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._age += seconds


class OutOfTime(ParameterError):
    """A measurement that does not fit into the time for which the bench is booked."""


class Entry(NamedTuple):
    """One call of the driver, as the log of a bench has it: its ``method``, the settings that it
    was ``given``, the ``result`` (None of a writing and a wait, and where the driver failed), the
    ``seconds`` of the bench and the ``joules`` that it took.
    """

    method: str
    given: dict[str, Any]
    result: np.ndarray | None
    seconds: float
    joules: float

    def __str__(self) -> str:
        cost = f"{lasting(self.seconds)}, {show(self.joules, 'J', 3)}"
        return f"{self.what}{self._shown()} ({cost})"

    @property
    def what(self) -> str:
        """What was measured or done, in words."""
        if self.method == "write":
            low, high = (show(end(self.given["G"]), "S", 3) for end in (np.min, np.max))
            return f"wrote {low if low == high else f'{low} to {high}'} to all cells"
        if self.method == "wait":
            return f"waited {lasting(self.seconds)}"
        if self.method == "count":
            steps = self.given["steps"].ravel()
            inputs = f"{steps[0]} steps" if steps.size == 1 else f"{steps.size} input voltages"
            return f"neuron {self.given['neuron']} at {inputs}"
        steps, columns = self.given["steps"], self.given["columns"]
        at = f"column {columns[0]}" if columns.size == 1 else f"{columns.size} columns"
        rows = np.flatnonzero(steps[:, :LINES].any(0))
        if len(steps) == 1 and rows.size == 1:
            return f"row {rows[0]}, {at}"
        return f"{len(steps)} reading{'s' * (len(steps) != 1)} of {at}"

    def _shown(self) -> str:
        if self.result is None:
            return ""
        low, high = int(self.result.min()), int(self.result.max())
        unit = "steps" if self.method == "read" else "pulses"
        return f": {low if low == high else f'{low} to {high}'} {unit}"


class Bench:
    """A chip's ``driver`` on a bench that is booked for some ``minutes``, with a bill for what is
    measured and a log of it.

    Raises :class:`ParameterError` for an object without the four methods of a driver and for
    settings out of range, and :class:`OutOfTime` for a measurement that would take longer than what
    is left.
    """

    # by which people tell chips apart; it says nothing about what a chip is like
    number: int | None = None

    def __init__(self, driver: Any, minutes: float = 30.0) -> None:
        if isinstance(driver, type) or (
            missing := [name for name in METHODS if not callable(getattr(driver, name, None))]
        ):
            lacks = "" if isinstance(driver, type) else f" without {missing[0]}"
            raise ParameterError(
                f"Bench's driver is {driver!r:.60}{lacks}; expected an object with "
                f"{', '.join(METHODS)}."
            )
        self._driver, self.booked = driver, MINUTES.number(minutes, "Bench's minutes") * minute
        self.used = 0.0
        self._G = np.full((LINES, LINES), 1 * uS)  # as written, for the bill
        self._meter = Meter()
        self._log: list[Entry] = []
        self._watchers: list[Callable[[Entry], Any]] = []

    def count(self, neuron: int, steps: Any, gate: float = 1.0) -> np.ndarray:
        """Return the pulses of a ``neuron`` (0 to 63) in ``gate`` seconds, for each of some
        ``steps`` of its input voltage.
        """
        k, n = (
            NEURON.whole(neuron, "Bench.count's neuron"),
            _whole(STEPS.array(steps, "Bench.count's steps"), "Bench.count"),
        )
        gate = SECONDS.number(gate, "Bench.count's gate")
        self._book(gate * n.size)
        self._meter.add("conversion", n.size)

        def counted() -> np.ndarray:
            if counts := getattr(self._driver, "counts", None):
                return np.asarray(counts(k, n.ravel(), gate)).reshape(n.shape)
            single = [self._driver.count(k, int(each), gate) for each in n.ravel()]
            return np.array(single).reshape(n.shape)

        given = {"neuron": k, "steps": n, "gate": gate}
        return self._logged("count", given, gate * n.size, _converting(n.size), counted)

    def read(self, steps: Any, columns: Any = None, coarse: bool = False) -> np.ndarray:
        """Return the steps of the meters in some ``columns`` (all unless given), one row for each
        row of ``steps`` (readings × 65).

        ``steps`` are those of the 64 row voltages and of the row of precision resistors, from 0 to
        113. In the ``coarse`` range, a step of a meter is ten times as large.
        """
        n = _whole(np.atleast_2d(ROW_STEPS.array(steps, "Bench.read's steps")), "Bench.read")
        if n.ndim != 2 or n.shape[1] != LINES + 1:
            raise ParameterError(
                f"Bench.read's steps have shape {n.shape}; expected (readings, "
                f"{LINES + 1}), the last for the resistors."
            )
        chosen = (
            np.arange(LINES)
            if columns is None
            else _whole(NEURON.array(columns, "Bench.read's columns"), "Bench.read").ravel()
        )
        tenfold = flag(coarse, "Bench.read's coarse")
        self._book(READING * len(n))
        square = volts(n) ** 2
        joules = (
            float(
                square[:, :LINES].sum(0) @ self._G.sum(1)
                + square[:, LINES].sum() * LINES / REFERENCE
            )
            * T_READ
        )
        self._meter.add("cell read", len(n) * LINES * LINES, joules)
        self._meter.add("conversion", len(n) * chosen.size)
        return self._logged(
            "read",
            {"steps": n, "columns": chosen, "coarse": tenfold},
            READING * len(n),
            joules + _converting(len(n) * chosen.size),
            lambda: np.asarray(self._driver.read(n, tenfold))[:, chosen],
        )

    def write(self, G: Any) -> None:
        """Write the conductances ``G`` in S (64 × 64, or one for all cells)."""
        G = CONDUCTANCE.array(G, "Bench.write's G")
        if G.shape not in ((), (LINES, LINES)):
            raise ParameterError(
                f"Bench.write's G has shape {G.shape}; expected ({LINES}, {LINES}), or "
                f"one number for all cells."
            )
        self._book(WRITING + SETTLING)
        self._G = np.clip(np.broadcast_to(G, (LINES, LINES)), 1 * uS, 25 * uS)
        joules = float(self._G.sum()) * V_WRITE**2 * T_WRITE
        self._meter.add("cell write", LINES * LINES, joules)
        self._logged(
            "write",
            {"G": self._G.copy()},
            WRITING + SETTLING,
            joules,
            lambda: self._driver.write(self._G.copy()),
        )

    def wait(self, seconds: float) -> None:
        """Let time pass, which is booked too."""
        seconds = SECONDS.number(seconds, "Bench.wait's seconds")
        self._book(seconds)
        self._logged("wait", {"seconds": seconds}, seconds, 0.0, lambda: self._driver.wait(seconds))

    @property
    def log(self) -> tuple[Entry, ...]:
        """What was measured, written and waited for, one entry for each call, the last one last."""
        return tuple(self._log)

    def watch(self, seen: Callable[[Entry], Any]) -> None:
        """Call ``seen`` with the entry of each call that follows."""
        self._watchers.append(seen)

    @property
    def left(self) -> float:
        """Minutes that are left."""
        return (self.booked - self.used) / minute

    @property
    def bill(self) -> Bill:
        """The energy of what was done: cells while they were read and written, and conversions; a
        gate of counting is a conversion.
        """
        self._meter.seconds = self.used
        return self._meter.ledger().bill(self._meter.prices(int(METER.b), MERIT))

    def _book(self, seconds: float) -> None:
        if seconds > self.booked - self.used + 1e-6:
            left = f"{self.left:.1f} of {self.booked / minute:g}"
            raise OutOfTime(
                f"This measurement takes {lasting(seconds)}, and "
                f"{left if seconds >= SHORT else f'{left} minutes'} are left. "
                "Plan shorter gates, fewer settings or a shorter wait, and begin a new session."
            )
        self.used += seconds

    def _logged(
        self,
        method: str,
        given: dict[str, Any],
        seconds: float,
        joules: float,
        call: Callable[[], Any],
    ) -> Any:
        """Return what a ``call`` of the driver gives, and enter it in the log; a call that fails is
        entered too, because its time and its energy are spent.
        """
        result = None
        try:
            result = call()
        finally:
            kept = None if result is None else np.array(result)
            self._enter(Entry(method, given, kept, seconds, joules))
        return result

    def _enter(self, entry: Entry) -> None:
        self._log.append(entry)
        for seen in tuple(self._watchers):
            seen(entry)


def lasting(seconds: float) -> str:
    """Return how long a measurement takes, in words."""
    return f"{seconds:.1f} s" if seconds < SHORT else f"{seconds / minute:.1f} minutes"


def _converting(n: int) -> float:
    """Return the energy of ``n`` conversions in J."""
    return n * MERIT * 2 ** int(METER.b)


def _whole(n: np.ndarray, verb: str) -> np.ndarray:
    if (n != np.floor(n)).any():
        raise ParameterError(
            f"{verb} was given {n[n != np.floor(n)].flat[0]:g}; expected whole numbers, "
            f"as in np.rint(steps)."
        )
    return n.astype(int)


def row_by_row(steps: int = MOST_STEPS, pedestal: int = 0) -> np.ndarray:
    """Return the settings that drive one row after the other (64 × 65), each with the resistors at
    ``pedestal`` steps.
    """
    settings = np.zeros((LINES, LINES + 1), int)
    np.fill_diagonal(settings, ROW_STEPS.whole(steps, "row_by_row's steps"))
    settings[:, LINES] = ROW_STEPS.whole(pedestal, "row_by_row's pedestal")
    return settings


class Task(NamedTuple):
    """Weights of a classifier without bias (64 × 10), trained on numbers, and images that it has
    not seen: pixels from 0 to 1, classes.
    """

    W: np.ndarray
    pixels: np.ndarray
    classes: np.ndarray


def digit_task(rng: np.random.Generator, images: int = 300) -> Task:
    """Return the task for the array: weights, the same each time, and ``images`` drawn with ``rng``
    from 500 that were kept apart.
    """
    W, pixels, classes = _trained()
    chosen = generator(rng, "digit_task").permutation(len(pixels))[
        : IMAGES.whole(images, "digit_task's images")
    ]
    return Task(W.copy(), pixels[chosen], classes[chosen])


@cache
def _trained() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    pixels, classes = photographed()
    x, order = pixels / 16, np.random.default_rng(9).permutation(len(pixels))
    mine, other, unit = order[:-500], order[-500:], np.eye(10)
    W, moving = np.zeros((LINES, 10)), 0.0
    for _ in range(50):
        moving = 0.8 * moving + 2.0 * (
            x[mine].T @ (unit[classes[mine]] - softmax(x[mine] @ W)) / len(mine) - 1e-3 * W
        )
        W = W + moving
    return W, x[other], classes[other]


class Program(NamedTuple):
    """What makes an array classify: the two columns of each class (10 × 2), plus and minus;
    conductances (64 × 64) in S; and the steps of a row voltage for a pixel of brightness 1.
    """

    columns: np.ndarray
    G: np.ndarray
    scale: int


class Result(NamedTuple):
    """How many of the images were recognised, as a share, and the mean energy of one of them, J."""

    accuracy: float
    joules: float


def run_program(
    bench: Bench, program: Any, slope: Any, offset: Any, task: Task, wait: float = 1 * hour
) -> Result:
    r"""Write a program, wait, show the images and return what came of it; ``slope`` and ``offset``
    are the calibration of the meters.

    .. math::

        \hat I_j = \frac{n_j - n_{0,j}}{s_j} \tag{1}
        \hat c = \mathrm{argmax}_c \left( \hat I_{+,c} - \hat I_{-,c} \right) \tag{2}
    """
    expect(bench, Bench, "run_program's bench", "a bench, as in Bench(VirtualChip(rng))")
    expect(task, Task, "run_program's task", "a task, as in digit_task(rng)")
    if not isinstance(program, tuple) or len(program) != 3:
        raise ParameterError(
            f"run_program's program is {program!r:.60}; expected columns, G and scale, "
            f"as in program_digits(…)."
        )
    columns, G, scale = program
    columns = _whole(NEURON.array(columns, "run_program's columns"), "run_program")
    if columns.shape != (10, 2) or len(np.unique(columns)) != 20:
        raise ParameterError(
            f"run_program's columns have shape {columns.shape}; expected two for each "
            f"of 10 classes, 20 different ones."
        )
    slope, offset = (
        LINE.array(slope, "run_program's slope"),
        LINE.array(offset, "run_program's offset"),
    )
    if slope.shape != (LINES,) or offset.shape != (LINES,) or not slope.all():
        raise ParameterError(
            f"run_program's slope and offset have shapes {slope.shape} and "
            f"{offset.shape}; expected ({LINES},) each, and no slope of 0."
        )
    bench.write(G)
    bench.wait(wait)
    settings = np.zeros((len(task.pixels), LINES + 1), int)
    settings[:, :LINES] = np.rint(task.pixels * ROW_STEPS.whole(scale, "run_program's scale"))
    before = bench.bill.total
    n = bench.read(settings, columns.ravel())
    I = (n - offset[columns.ravel()]) / slope[columns.ravel()]  # (1)
    I = I.reshape(len(n), 10, 2)
    guessed = (I[:, :, 0] - I[:, :, 1]).argmax(1)  # (2)
    return Result(float(np.mean(guessed == task.classes)), (bench.bill.total - before) / len(n))
