"""A chip on its bench as a picture that can be touched: each touch is one call of the driver, by
the same bench and at the same cost as a line of code.
"""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Callable
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from ..model import ParameterError, Quantity, expect
from ..units import show
from . import chip_drawing
from .live import _has_reader

if TYPE_CHECKING:
    from ..applications.chip.chip import Bench, Entry

HERE = Path(__file__).parent
NUMBER = Quantity("", "number of a chip", 0, 999_999)
STILL = (
    "This picture does not respond, because there is no chip behind it: run the notebook to touch "
    "the chip."
)
LATEST = 6  # entries of the log that the picture shows


def touch(
    bench: Bench,
    number: int | None = None,
    steps: int = 113,
    pedestal: int = 0,
    input: int = 400,
    gate: float = 1.0,
) -> ChipPicture:
    """Return a picture of the chip on a ``bench``, in which a reader touches neurons, cells and
    rows, with the mouse, a finger or the keyboard.

    A touch of a cell reads it alone, with its row at ``steps`` steps (0 to 113) and the resistors
    at ``pedestal`` steps; a touch of the head of a row reads all its cells. A touch of a neuron
    counts its pulses at ``input`` steps (0 to 1023) for ``gate`` seconds. Each touch is one call of
    ``bench.read`` or ``bench.count``: it takes their minutes and joules, is recorded in
    ``bench.log``, and cannot be undone. What the code measures on the same bench appears in the
    picture, too. A cell that nobody has read looks unknown, and writing makes all cells unknown
    again.

    ``number`` is that of the chip, from which its face is made; by default it is that of the bench,
    if the bench knows one. In a page without Python, the picture does not respond.
    :class:`~neurolib.model.ParameterError` is raised for a wrong bench or a wrong number. Used in
    lab 1.
    """
    from ..applications.chip.chip import Bench

    expect(bench, Bench, "touch's bench", "a bench, as in Bench(VirtualChip(rng))")
    number = bench.number if number is None else NUMBER.whole(number, "touch's number")
    asks = {"steps": steps, "pedestal": pedestal, "input": input, "gate": gate}
    return ChipPicture(bench, number, asks)


class ChipPicture(anywidget.AnyWidget):
    """A picture of the chip on its ``bench``; :meth:`cell`, :meth:`row` and :meth:`neuron` do what
    a touch does, with the settings in ``asks``.
    """

    _esm = HERE / "chip_picture.js"
    _css = HERE / "chip_picture.css"
    _look: Any = traitlets.Dict().tag(sync=True)  # what stays as it is
    _state: Any = traitlets.Dict().tag(sync=True)
    # readings (two bytes each, the lower one first) and levels of the cells; levels of the neurons
    _steps = traitlets.Bytes().tag(sync=True)
    _levels = traitlets.Bytes().tag(sync=True)
    _rates = traitlets.Bytes().tag(sync=True)

    def __init__(self, bench: Bench, number: int | None, asks: dict[str, Any]) -> None:
        from ..applications.chip.seen import Seen

        self.bench, self.number, self.asks, self.error = bench, number, asks, ""
        self.seen = Seen()
        for entry in bench.log:
            self.seen.add(entry)
        face = None if number is None else chip_drawing.pattern(number)
        look = {
            "name": self.name,
            "face": face,
            "colours": chip_drawing.colours(),
            "die": chip_drawing.DIE,
            "dot": chip_drawing.DOT,
            "booked": bench.booked / 60,
        }
        super().__init__(_look=look, **self._picture())
        self._due, self._shown = False, 0.0
        bench.watch(self._see)
        if shell := _shell():
            shell.events.register("post_execute", self._follow)
        self.on_msg(self._answer)

    @property
    def name(self) -> str:
        """The chip, with its number if it has one."""
        return (
            "The chip on the bench"
            if self.number is None
            else f"Chip {chip_drawing.spelled(self.number)}"
        )

    def cell(self, row: int, column: int) -> int:
        """Read one cell, as a touch of it does, and return the steps of its meter."""
        return int(self.bench.read(self._driven(row), [column])[0, 0])

    def row(self, row: int) -> np.ndarray:
        """Read all cells of a row at once, as a touch of its head does, and return the steps of the
        64 meters.
        """
        return self.bench.read(self._driven(row))[0]

    def neuron(self, neuron: int) -> int:
        """Count the pulses of a neuron, as a touch of it does."""
        return int(self.bench.count(neuron, self.asks["input"], self.asks["gate"]))

    def _driven(self, row: int) -> np.ndarray:
        from ..applications.chip.chip import NEURON, row_by_row

        settings = row_by_row(self.asks["steps"], self.asks["pedestal"])
        return settings[[NEURON.whole(row, "touch's row")]]

    def _answer(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Measure what was touched: one call of the bench, or none and a sentence."""
        self.error = ""
        with self.hold_sync():
            try:
                self._measure(message)
            except Exception as problem:  # the picture shows a sentence and stays usable
                self.error = (
                    str(problem)
                    if isinstance(problem, ParameterError)
                    else f"{type(problem).__name__}: {problem}"
                )
            self._show(answers=message.get("id"))

    def _measure(self, message: dict[str, Any]) -> None:
        self.asks = {**self.asks, **self._settings(message.get("asks"))}
        places = {name: message.get(name) for name in ("row", "column", "neuron")}
        touched: dict[Any, tuple[Callable[..., Any], tuple[str, ...]]] = {
            "cell": (self.cell, ("row", "column")),
            "row": (self.row, ("row",)),
            "neuron": (self.neuron, ("neuron",)),
        }
        if message.get("touch") in touched:
            measure, names = touched[message["touch"]]
            measure(*(places[name] for name in names))

    def _settings(self, asked: Any) -> dict[str, Any]:
        """Return the settings that a page has sent, as far as they are numbers."""
        return {
            name: value
            for name, value in (asked.items() if isinstance(asked, dict) else ())
            if name in self.asks
            and isinstance(value, (Integral, float))
            and not isinstance(value, bool)
        }

    def _see(self, entry: Entry) -> None:
        """Show what was measured. While a cell of the notebook measures much, the picture follows
        ten times per second, and once more when the cell ends.
        """
        self.seen.add(entry)
        if _shell() is None or time.monotonic() - self._shown > 0.1:
            self._show()
        else:
            self._due = True

    def _follow(self) -> None:
        if self._due:
            self._show()

    def _show(self, answers: Any = None) -> None:
        self._due, self._shown = False, time.monotonic()
        with self.hold_sync():
            for name, value in self._picture(answers).items():
                setattr(self, name, value)

    def _picture(self, answers: Any = None) -> dict[str, Any]:
        """Return what the browser draws: what was measured, and nothing else."""
        log = self.bench.log
        return {
            "_state": {
                "asks": self.asks,
                "left": round(self.bench.left, 6),
                "used": show(self.bench.used, "s", 4),
                "joules": show(self.bench.bill.total, "J", 3),
                "calls": len(log),
                "log": [str(each) for each in log[: -LATEST - 1 : -1]],
                "last": self._last(),
                "neurons": [
                    [int(pulses), gate, int(steps)] if gate else None
                    for pulses, gate, steps in self.seen.neurons.tolist()
                ],
                "known": int((self.seen.steps > 0).sum()),
                "error": self.error,
                "answers": answers,
            },
            "_steps": self.seen.steps.astype("<u2").tobytes(),
            "_levels": self.seen.levels.tobytes(),
            "_rates": self.seen.rates.tobytes(),
        }

    def _last(self) -> dict[str, Any]:
        """Return where the needle stands: the last entry of the log, as far as one needle can show
        it.
        """
        if not self.bench.log:
            return {}
        entry = self.bench.log[-1]
        last: dict[str, Any] = {"method": entry.method, "words": str(entry)}
        if entry.result is None:
            return last
        if entry.method == "count":
            gate = entry.given["gate"]
            return last | ({"value": float(entry.result.ravel()[-1]) / gate} if gate else {})
        return last | {"value": float(entry.result.max())}

    @property
    def alt(self) -> str:
        """The picture in words."""
        cells, neurons = int((self.seen.steps > 0).sum()), int((self.seen.neurons[:, 1] > 0).sum())
        return (
            f"{self.name}: an array of 64 × 64 cells, of which {cells} have been read, and 64 "
            f"neurons, of which {neurons} have been counted. {self.bench.left:.1f} of "
            f"{self.bench.booked / 60:g} minutes are left."
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add a still picture to the widget, for a page without Python or without widgets."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        alt = html.escape(self.alt)
        face = "" if self.number is None else chip_drawing.face(self.number)
        image = chip_drawing.image(self._levels, self._rates, alt)
        page = (
            f'<p style="display:flex;gap:.6em;align-items:center">{face}'
            f"<strong>{html.escape(self.name)}</strong></p>{image}<p>{alt} {STILL}</p>"
        )
        live = data if data and _has_reader() else {}
        return {**live, "text/html": page, "text/plain": repr(self)}, metadata

    def __repr__(self) -> str:
        return f"Picture. {self.alt}"


def _shell() -> Any:
    """Return the IPython that runs this, where there is one."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
