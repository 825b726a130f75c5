"""A chip of one's own, sealed in another process, with a ledger of the minutes that are spent on
its bench.

A sealed chip has the four methods of a driver, and no attribute that holds a parameter: it lives in
a process of its own, which this module starts (``python -m neurolib.applications.chip.own_chip``).
This is no protection from a determined reader. Python hides nothing on one's own machine, and
whoever knows the name from which a chip is drawn can draw it again. It keeps the truth out of
sight, as it is with a real chip, until a report is made. Used in lab 1.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import itertools
import json
import numbers
import os
import secrets
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import numpy as np

from ...model import ParameterError, Quantity, expect
from ...units import minute, s
from .chip import LINES, MINUTES, SESSION, Bench, Entry, OutOfTime, VirtualChip
from .seen import Seen

LEDGER = ".bench-ledger.json"  # beside the notebook
A_DAY = 150.0  # minutes of the bench for each student and day
MORE = Quantity("", "minutes that a teacher grants", 1.0, 1e5, (30.0, 120.0))
FIRST = Quantity("", "number of the first neuron", 0, 63)
CLAIMED = Quantity("", "values that are claimed", -1e30, 1e30)
NUMBERS = 1_000_000  # of chips
BOOKED = Quantity("s", "time on the bench", 0.0, 1e9 * s)


def drawn(name: str | int, session: int = 0) -> VirtualChip:
    """Return the chip that is drawn from a ``name``: the same each time, and another one for
    another name. A number is a seed.

    Raises :class:`ParameterError` for what is neither a name nor a whole number from 0 on.
    """
    name = _drawn_from(name, "drawn's name")
    if isinstance(name, int):
        return VirtualChip(np.random.default_rng(name), session)
    seed = hashlib.sha256(f"a chip of its own\n{name}".encode()).digest()
    return VirtualChip(np.random.default_rng(int.from_bytes(seed, "big")), session)


def _drawn_from(name: Any, what: str) -> str | int:
    """Return a name as it is, or a seed as Python's own number, so that a number of NumPy draws the
    same chip.
    """
    if isinstance(name, numbers.Integral) and not isinstance(name, bool) and int(name) >= 0:
        return int(name)
    if not isinstance(name, str) or not name:
        raise ParameterError(
            f"{what} is {name!r:.60}; expected a name, as in 'ada', or a whole number "
            f"from 0 on, as in 9."
        )
    return name


class SealedChip:
    """The driver of the chip that is drawn from a ``name``, in another process. ``session`` is the
    number of the session.
    """

    def __init__(self, name: str | int, session: int = 0) -> None:
        name, session = (
            _drawn_from(name, "SealedChip's name"),
            SESSION.whole(session, "SealedChip's session"),
        )
        self._number = next(_numbers)
        _process.ask("draw", self._number, name, session)
        weakref.finalize(self, _process.dropped.append, self._number)

    def count(self, neuron: int, steps: int, gate: float) -> int:
        """Return the pulses of a neuron in ``gate`` seconds."""
        return int(self.counts(neuron, np.array([steps]), gate)[0])

    def counts(self, neuron: int, steps: np.ndarray, gate: float) -> np.ndarray:
        """Return the pulses of a neuron in ``gate`` seconds, for each of some steps of its input
        voltage.
        """
        return np.array(_process.ask("counts", self._number, neuron, steps.tolist(), gate))

    def read(self, steps: np.ndarray, coarse: bool = False) -> np.ndarray:
        """Return the steps of the meters (readings × 64)."""
        return np.array(_process.ask("read", self._number, steps.tolist(), bool(coarse)))

    def write(self, G: np.ndarray) -> None:
        """Write conductances."""
        _process.ask("write", self._number, G.tolist())

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        _process.ask("wait", self._number, seconds)


class _Process:
    """The process in which sealed chips live: started with the first of them, it ends with this
    one.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self.dropped: list[int] = []  # chips that nobody holds any more

    def ask(self, do: str, *given: Any) -> Any:
        """Return the answer to a request."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._process, self.dropped[:] = self._started(), []
            gone = [self.dropped.pop() for _ in range(len(self.dropped))]
            assert self._process.stdin and self._process.stdout
            try:
                self._process.stdin.write(json.dumps([do, gone, *given]) + "\n")
                self._process.stdin.flush()
                answer = self._process.stdout.readline()
            except OSError:
                answer = ""
            except (
                BaseException
            ):  # interrupted: the answer would be taken for that to the next request
                self._process.kill()
                raise
            if not answer:
                self._process.kill()
                self._process.wait()
                self._process = None
        found = json.loads(answer) if answer else {}
        if "is" not in found:
            raise RuntimeError(
                "The process in which the chip lives has ended, for example by an "
                "interrupt. Begin a new session on the bench."
            )
        return found["is"]

    @staticmethod
    def _started() -> subprocess.Popen[str]:
        root = str(Path(__file__).parents[3])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        # an interrupt of the kernel is not for it
        apart: dict[str, Any] = {"start_new_session": True}
        if os.name == "nt":
            apart = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        return subprocess.Popen(
            [sys.executable, "-m", "neurolib.applications.chip.own_chip"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path},
            **apart,
        )


_process, _numbers = _Process(), itertools.count(1)


def serve(lines: TextIO, write: Callable[[str], Any]) -> None:
    """Answer requests about chips, one a line, until there are no more."""
    chips: dict[int, VirtualChip] = {}
    for line in lines:
        do, gone, *given = json.loads(line)
        for number in gone:
            chips.pop(number, None)
        lost = do not in ("draw", "truth") and given[0] not in chips
        write(json.dumps({} if lost else {"is": _done(chips, do, *given)}) + "\n")


def _done(chips: dict[int, VirtualChip], do: str, *given: Any) -> Any:
    if do == "draw":
        number, *which = given
        chips[number] = drawn(*which)
        return None
    if do == "truth":
        name, values, errors, first = given
        _checked(values, errors, "reveal")
        neurons = drawn(name).neurons[first : first + len(values)]
        return [[each.rheobase, each.tau, each.t_ref] for each in neurons]
    chip, *rest = given
    if do == "counts":
        neuron, steps, gate = rest
        return [chips[chip].count(neuron, each, gate) for each in steps]
    if do == "read":
        return chips[chip].read(np.array(rest[0], int), rest[1]).tolist()
    if do == "write":
        return chips[chip].write(np.array(rest[0]))
    return chips[chip].wait(*rest)


# --- The ledger -----------------------------------------------------------------------------------


class Ledger:
    """The minutes that one ``student`` has spent on the bench, day by day, in a file that outlives
    the kernel.

    ``a_day`` are the minutes that a student has each day; a teacher can :meth:`grant` more. The
    file is handed in with the notebook. Raises :class:`ParameterError` for a file that cannot be
    read or written, and for a student without a name.
    """

    def __init__(self, student: str, a_day: float = A_DAY, folder: Path | str = ".") -> None:
        if not isinstance(student, str) or not student:
            raise ParameterError(
                f"Ledger's student is {student!r:.60}; expected the name of a student, as in 'ada'."
            )
        expect(
            folder, (str, os.PathLike), "Ledger's folder", "the folder of the notebook, as in '.'"
        )
        self.student, self.a_day = student, MINUTES.number(a_day, "Ledger's a_day")
        self.path = Path(folder).resolve() / LEDGER

    def today(self) -> dict[str, Any]:
        """Return what is written down for today: ``seconds`` used, ``sessions`` begun, minutes
        ``granted``.
        """
        day = datetime.date.today().isoformat()
        return {
            "seconds": 0.0,
            "sessions": 0,
            "granted": 0.0,
            **self._all().get(self.student, {}).get("days", {}).get(day, {}),
        }

    @property
    def left(self) -> float:
        """Minutes that are left today."""
        day = self.today()
        return max(0.0, self.a_day + float(day["granted"]) - float(day["seconds"]) / minute)

    @property
    def number(self) -> int | None:
        """The number of the student's chip, which the first session draws at random: it depends on
        nothing, not even on the name.
        """
        found = self._all().get(self.student, {}).get("number")
        return found if isinstance(found, int) else None

    def begin(self) -> int:
        """Write down that a session begins, and return how many there were before it; raise
        :class:`OutOfTime` if no time is left.
        """
        if self.left < 1e-6:
            raise OutOfTime(self._used_up("No minute of the bench is left today"))
        before = sum(
            int(day["sessions"])
            for day in self._all().get(self.student, {}).get("days", {}).values()
        )
        self._write(sessions=self.today()["sessions"] + 1)
        if self.number is None:
            everything = self._all()
            everything[self.student]["number"] = secrets.randbelow(NUMBERS)
            self._save(everything)
        return before

    def book(self, seconds: float) -> None:
        """Write down the time of a measurement, in s; raise :class:`OutOfTime` if so much is not
        left today.
        """
        seconds = BOOKED.number(seconds, "Ledger.book's seconds")
        if seconds / minute > self.left + 1e-6:
            taken = (
                f"This measurement takes {seconds / minute:.1f} minutes, and "
                f"{self.left:.1f} minutes of the bench are left today"
            )
            raise OutOfTime(self._used_up(taken))
        self._write(seconds=self.today()["seconds"] + seconds)

    def measured(self, entry: Entry) -> None:
        """Write down what a call of the driver has shown: the levels of :class:`~.seen.Seen`, the
        last of each cell and neuron, and the joules of all calls.
        """
        new = Seen()
        new.add(entry)
        everything = self._all()
        mine = everything.setdefault(self.student, {})
        before = mine.get("measured")
        before = before if isinstance(before, dict) else {}
        cells, neurons = (
            _overlaid(before.get(name), levels.ravel())
            for name, levels in (("cells", new.levels), ("neurons", new.rates))
        )
        spent = before.get("joules", 0.0)
        joules = entry.joules + (float(spent) if isinstance(spent, (int, float)) else 0.0)
        mine["measured"] = {"cells": cells, "neurons": neurons, "joules": joules}
        self._save(everything)

    def grant(self, minutes: float) -> None:
        """Add minutes to today's."""
        self._write(granted=self.today()["granted"] + MORE.number(minutes, "grant's minutes"))

    def report(self, values: Any, errors: Any) -> bool:
        """Write down the first report of this student, as for :func:`reveal`; return whether it was
        the first.
        """
        v, e = _checked(values, errors, "Ledger.report")
        everything = self._all()
        mine = everything.setdefault(self.student, {})
        if "report" in mine:
            return False
        mine["report"] = {
            "day": datetime.date.today().isoformat(),
            "values": v.tolist(),
            "errors": e.tolist(),
        }
        self._save(everything)
        return True

    def _used_up(self, what: str) -> str:
        return (
            f"{what}: {self.student} has {self.a_day + self.today()['granted']:g} "
            f"minutes a day. Analyse the readings that you have, and "
            "try your functions on spare_bench(), which costs no time. Measure again "
            "tomorrow, or ask your teacher for more minutes."
        )

    def _all(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            for days in [each.get("days", {}) for each in found.values()]:
                for day in days.values():
                    for name in "seconds", "sessions", "granted":
                        if not 0 <= float(day.get(name, 0)) < 1e12:
                            raise ValueError(f"{name}: {day[name]}")
            return dict(found)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, TypeError) as trouble:
            raise ParameterError(
                f"The ledger {self.path} cannot be read ({trouble}). Move it to another "
                f"folder and tell your teacher."
            ) from None

    def _write(self, **changes: Any) -> None:
        everything, day = self._all(), datetime.date.today().isoformat()
        days = everything.setdefault(self.student, {}).setdefault("days", {})
        days[day] = {**self.today(), **changes}
        self._save(everything)

    def _save(self, everything: dict[str, Any]) -> None:
        new = self.path.with_name(f"{LEDGER}.{os.getpid()}")
        try:
            new.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
            os.replace(new, self.path)
        except OSError as trouble:
            raise ParameterError(
                f"The ledger {self.path} cannot be written ({trouble}). Work in a "
                f"folder in which you may write."
            ) from None


def _overlaid(before: Any, levels: np.ndarray) -> str:
    """Return levels in Base64, those of ``before`` where nothing new was measured."""
    old = b""
    with contextlib.suppress(TypeError, ValueError):  # what was edited by hand begins anew
        old = base64.b64decode(before, validate=True)
    kept = np.frombuffer(old, np.uint8) if len(old) == levels.size else np.zeros_like(levels)
    return base64.b64encode(np.where(levels > 0, levels, kept).tobytes()).decode()


class BookedBench(Bench):
    """A bench whose time is written down in a ``ledger`` as well."""

    def __init__(self, driver: Any, minutes: float, ledger: Ledger) -> None:
        super().__init__(driver, minutes)
        self._ledger = ledger
        self.number = ledger.number

    def _book(self, seconds: float) -> None:
        super()._book(seconds)
        try:
            self._ledger.book(seconds)
        except OutOfTime:
            self.used -= seconds
            raise

    def _enter(self, entry: Entry) -> None:
        super()._enter(entry)
        self._ledger.measured(entry)


def own_bench(student: str, minutes: float = 30.0, a_day: float = A_DAY) -> Bench:
    """Return a bench with the chip of a ``student``, as it was delivered, for a session of some
    ``minutes``.

    All sessions of a day together take at most ``a_day`` minutes, which are counted in a file
    beside the notebook (:class:`Ledger`). Raises :class:`OutOfTime` if they are used up. Each
    session has noise of its own.
    """
    minutes, ledger = MINUTES.number(minutes, "own_bench's minutes"), Ledger(student, a_day)
    return BookedBench(SealedChip(student, ledger.begin()), minutes, ledger)


# --- The report -----------------------------------------------------------------------------------


class Report(NamedTuple):
    """What was claimed of some neurons, and what is true (neurons × 3 each): rheobase in A, time
    constant in s, refractory time in s.

    ``errors`` are half the widths of the intervals.
    """

    values: np.ndarray
    errors: np.ndarray
    true: np.ndarray

    @property
    def covers(self) -> np.ndarray:
        """Where the interval contains the true value."""
        return np.abs(self.values - self.true) <= self.errors


def reveal(
    name: str | int, values: Any, errors: Any, first: int = 0, ledger: Ledger | None = None
) -> Report:
    """Return a report on neurons of the chip that is drawn from a ``name``, with their true
    parameters beside it.

    ``values`` and ``errors`` have the shape (neurons, 3), in SI units; the neurons are numbered
    from ``first``. The first report is written into the ``ledger``; that of a student is the one in
    the present folder by default, so that nobody sees the truth without a trace. Raises
    :class:`ParameterError` for a report that is not complete, and for neurons that the chip does
    not have.
    """
    name, first = _drawn_from(name, "reveal's name"), FIRST.whole(first, "reveal's first")
    v, e = _checked(values, errors, "reveal")
    if first + len(v) > LINES:
        last = first + len(v) - 1
        raise ParameterError(
            f"reveal's values are those of neurons {first} to {last}; expected neurons "
            f"from 0 to {LINES - 1}."
        )
    if ledger is None and isinstance(name, str):
        ledger = Ledger(name)
    if ledger is not None:
        expect(ledger, Ledger, "reveal's ledger", "a Ledger, as in Ledger('ada')").report(v, e)
    return Report(v, e, np.array(_process.ask("truth", name, v.tolist(), e.tolist(), first)))


def _checked(values: Any, errors: Any, verb: str) -> tuple[np.ndarray, np.ndarray]:
    v, e = CLAIMED.array(values, f"{verb}'s values"), CLAIMED.array(errors, f"{verb}'s errors")
    if v.ndim != 2 or v.shape[1] != 3 or e.shape != v.shape or not len(v):
        raise ParameterError(
            f"{verb}'s values and errors have shapes {v.shape} and {e.shape}; expected "
            f"(neurons, 3) each: a value and an error of the "
            "rheobase, the time constant and the refractory time."
        )
    if (e <= 0).any():
        raise ParameterError(
            f"{verb}'s errors hold {e.min():g}; expected errors above 0, because no "
            f"measurement is exact."
        )
    return v, e


if __name__ == "__main__":
    serve(sys.stdin, lambda text: (sys.stdout.write(text), sys.stdout.flush()))
