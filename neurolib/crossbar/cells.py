r"""The devices of an array as they were made, and the pulses that move them.

**Devices** are each a little different, some stuck, all of them ageing:

.. math::

    G = G(x)\, e^{\sigma_d \xi} \left(\frac{t}{t_0}\right)^{-\nu},
        \quad \nu = \bar\nu + \sigma_\nu \xi' \tag{1}

with x the state and ξ, ξ' normal draws, one for each device, made once. A stuck device has the
smallest or the largest conductance for ever. A device with a drift of its own (PCM) uses that, and
only its exponents are spread.

**Pulses.** A wanted change is rounded to whole pulses by chance, so that its mean is right. The
outer product of a batch comes as coincidences: in each of B slots row i fires with a chance in
proportion to :math:`|x_i|`, column j in proportion to :math:`|d_j|`, and a cell moves where both
fire. With :math:`p = \eta |x_i d_j| / \Delta w` wanted pulses a sample,

.. math::

    E[n] = \sum_b p_b, \quad \mathrm{Var}[n] = \sum_b p_b - \frac{p_b^2}{B} \tag{2}

both of which are products of matrices, over samples of each sign. Many pulses sum to a normal draw
with the mean and variance

.. math::

    E[\Delta w] = E[n_+] w_+ - E[n_-] w_-, \quad
    \mathrm{Var}[\Delta w] = \sum_\pm E[n_\pm] \sigma_\pm^2 + \mathrm{Var}[n_\pm] w_\pm^2 \tag{3}

where :math:`w_\pm` is the step and :math:`\sigma_\pm` its spread from cycle to cycle, taken where
the weight is at the start: right as long as a batch moves it little. Pulse by pulse, cells of a row
share the slots in which it fires; drawn at once, each cell is drawn for itself, and what cells of a
row have in common is left out. The scheme follows T. Gokmen and Y. Vlasov, Frontiers in
Neuroscience 10:333 (2016), doi:10.3389/fnins.2016.00333.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, cached_property
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from .. import _jit
from .._jit import prefetch_element
from ..devices.pulsed import Pulsed, Weighted
from ..devices.softbounds import SoftBounds
from ..model import ParameterError
from ..noise import stochastic_round
from ..units import s

T_0 = 20 * s
BLOCK = 32  # rows at a time
LOADING = 50_000  # pulses in one call, from which on loading Numba pays
FEW = 2000  # pulses in one call, below which NumPy is faster in any case
LEVELS = 2**16  # values that the draw of a pulse may take
AHEAD = 24  # pulses by which the loop fetches a device before its own


class Pulses(NamedTuple):
    """Means of the numbers of pulses up and down of some cells, of both together, and the variances
    of the two.
    """

    up: np.ndarray
    down: np.ndarray
    both: np.ndarray
    up_2: np.ndarray
    down_2: np.ndarray

    @property
    def reversed(self) -> Pulses:
        """The same with up and down exchanged."""
        return Pulses(self.down, self.up, self.both, self.down_2, self.up_2)


class Cells:
    """An array of devices, of any shape: their states ``x``, and what was drawn once when they were
    made.
    """

    def __init__(
        self,
        device: Any,
        shape: tuple[int, ...],
        rng: np.random.Generator,
        d2d: float,
        drift: tuple[float, float],
        stuck: tuple[float, float],
    ) -> None:
        self.device, self.shape, self.ends = device, shape, device.conductances
        self.t_0: float = getattr(device, "t_0", T_0)
        self.ages = "t" in inspect.signature(device.conductance).parameters
        self.x = np.full(shape, float(device.rest()))
        spread = getattr(device, "d2d", 0.0) or getattr(device, "d2d_range", 0.0)
        drawn = device.drawn(shape, rng) if spread else {}
        # half the memory, and what a pulse needs of a device stands together
        self.drawn = np.empty((*shape, len(drawn)), np.float32)
        for k, value in enumerate(drawn.values()):
            self.drawn[..., k] = value
        self.differ = tuple(drawn)
        self.factor: Any = np.exp(d2d * rng.standard_normal(shape)) if d2d else 1.0
        self.nu: Any = drift[0] + (drift[1] * rng.standard_normal(shape) if drift[1] else 0.0)
        self.stuck = _stuck(shape, rng, *stuck) if any(stuck) else None
        self.version = 0
        if self.stuck is not None:
            low, high = self.ends
            self._frozen = np.where(self.stuck > 0, high, low)
            self.x = np.where(self.stuck == 0, self.x, device.set_conductance(self._frozen))

    def conductance(self, t: Any = None, where: Any = ...) -> np.ndarray:
        """Return the conductances in S of some devices at ``t`` seconds after writing, one time or
        one for each: equation (1).

        Where no time is given, it is ``t_0``.
        """
        t = self.t_0 if t is None else t
        factor, nu = (own if np.ndim(own) == 0 else own[where] for own in (self.factor, self.nu))
        drifting = bool(np.any(self.nu))
        if self.ages:
            more = {"nu_amorphous": self.device.nu_amorphous + nu} if drifting else {}
            G = self.device.conductance(self.x[where], t=t, **more) * factor
        else:
            G = self.device.conductance(self.x[where]) * factor
            if drifting and np.any(np.not_equal(t, self.t_0)):
                G = G * (t / self.t_0) ** -nu  # (1)
        if self.differ:
            G = np.maximum(G, 0.0)  # a bound drawn far out would give a negative conductance
        return np.asarray(
            G if self.stuck is None else np.where(self.stuck[where] == 0, G, self._frozen[where])
        )

    def move(self, x: np.ndarray, where: Any = ...) -> None:
        """Set the states of devices; stuck ones keep theirs."""
        if self.stuck is not None:
            x = np.where(self.stuck[where] == 0, x, self.x[where])
        self.x[where] = x
        self.version += 1

    def write(self, G: np.ndarray, rng: np.random.Generator, c2c: float, where: Any = ...) -> float:
        """Write conductances with a relative error ``c2c``; return the joules of one pulse per
        device, downward where it falls.
        """
        low, high = self.ends
        if c2c:
            G = G * (1 + c2c * rng.standard_normal(np.shape(G)))
        x = self.device.set_conductance(np.minimum(np.maximum(G, low), high))
        sign = np.where(x < self.x[where], -1, 1)
        self.move(x, where)
        return float(np.sum(self.device.pulse_energy(self.x[where], sign))) if self.pulsed else 0.0

    @property
    def devices(self) -> dict[str, np.ndarray]:
        """The parameters in which the devices differ, by name."""
        return {name: self.drawn[..., k] for k, name in enumerate(self.differ)}

    @property
    def pulsed(self) -> bool:
        """Whether the device has pulses."""
        return hasattr(self.device, "pulse")

    @cached_property
    def step(self) -> float:
        """The mean step in S of a pulse, up and down, at the middle conductance; of a device
        without steps down, of one up.
        """
        if not self.pulsed:
            name = type(self.device).__name__
            raise ParameterError(
                f"{name} has no pulses to update a crossbar with; type program(weights "
                f"+ dW), or use SoftBounds()."
            )
        middle = sum(self.ends) / 2
        # without chance, a device that switches completely has the state between its two, too
        calm = replace(self.device, c2c=0.0)
        x = calm.set_conductance(middle)
        start = float(calm.conductance(x))
        if np.isclose(start, middle, rtol=1e-6, atol=0.0):
            start = middle
        up, down = (abs(float(calm.conductance(calm.pulse(x, sign))) - start) for sign in (1, -1))
        step = up if self.unipolar else (up + down) / 2
        if not step > 0:
            raise ParameterError(
                f"A pulse changes the conductance of {self.device!r} by {step:g} S in the middle "
                f"of its range, so that a crossbar cannot be updated with it; expected more than "
                f"0. Type a device with a stronger or longer pulse, or program(weights + dW)."
            )
        return step

    @property
    def unipolar(self) -> bool:
        """Whether a device has steps only upward, because one pulse downward resets it
        completely.
        """
        return bool(getattr(self.device, "unipolar", False))

    def pulse(
        self, plane: int, cells: np.ndarray, signs: np.ndarray, rng: np.random.Generator
    ) -> tuple[int, float]:
        """Apply pulses to cells of a plane in turn, up where the sign is 1; return how many they
        were, and their joules.
        """
        if self.unipolar:
            cells, signs = cells[signs > 0], signs[signs > 0]
        # which of the values of `normal`
        levels = bits(len(cells) if self.device.c2c else 0, np.uint16, rng)
        states = self.x[plane].reshape(-1)
        self.version += 1
        if self.stuck is None and compiles(self.device, len(cells)):
            parts = states, cells, signs, levels, self.drawn[plane].reshape(-1)
            return len(cells), apply_pulses_compiled(self.device, *parts, self.differ)
        xi = normal()[levels].astype(float) if self.device.c2c else None
        mine = {name: value[plane].reshape(-1) for name, value in self.devices.items()}
        # in rounds, in each of which no cell has two
        order, joules = np.argsort(cells, kind="stable"), 0.0
        first = np.flatnonzero(np.diff(cells[order], prepend=-1))
        left = np.diff(first, append=len(cells))
        while first.size:
            now = order[first]
            where, sign, draw = cells[now], signs[now], None if xi is None else xi[now]
            x, parameters = states[where], {name: value[where] for name, value in mine.items()}
            joules += float(np.sum(self.device.pulse_energy(x, sign)))
            after = self.device.pulse(x, sign, draw, **parameters)
            states[where] = (
                after
                if self.stuck is None
                else np.where(self.stuck[plane].reshape(-1)[where] == 0, after, x)
            )
            first, left = first[left > 1] + 1, left[left > 1] - 1
        return len(cells), joules

    def drawn_at_once(
        self, plane: int, rows: slice, pulses: Pulses, rng: np.random.Generator
    ) -> float:
        """Apply many pulses to some rows as one normal draw per device with their mean and
        variance; return their joules.
        """
        device, here = self.device, (plane, rows)
        mine = {name: np.ascontiguousarray(value[here]) for name, value in self.devices.items()}
        low, high = (mine.get(name, getattr(device, name)) for name in device.ends)
        # single precision is enough for the size of a draw
        x = np.minimum(np.maximum(self.x[here].astype(np.float32), low), high)
        a, b = (device.fill(way)(x, **mine) for way in (type(device).up, type(device).down))
        change = a * pulses.up - b * pulses.down  # (3)
        variance = a * a * pulses.up_2 + b * b * pulses.down_2  # (3)
        if device.c2c:
            spread = np.float32(1 + device.c2c)
            variance += (device.vary(a, 1, spread, **mine) - a) ** 2 * pulses.up
            variance += (device.vary(b, -1, spread, **mine) - b) ** 2 * pulses.down
        change += np.sqrt(np.maximum(variance, 0)) * rng.standard_normal(x.shape, dtype=np.float32)
        self.move(np.minimum(np.maximum(self.x[here] + change, low), high), here)
        return float(np.vdot(device.pulse_energy(x, 1), pulses.both))

    def disturb(self, V: np.ndarray, seconds: float) -> None:
        """Apply the voltages of a reading (rows) for some seconds; a pulsed device, which has no
        flow, does not change.
        """
        if hasattr(self.device, "flow") and seconds > 0:
            v = np.broadcast_to(V[:, None], self.shape)
            self.move(self.device.simulate(v[None], dt=seconds, x0=self.x).x[-1])


def bits(n: int, kind: Any, rng: np.random.Generator) -> np.ndarray:
    """Return n unsigned integers of a type, uniform over all its values, from a generator that
    makes 64 bits at once, as SFC64.
    """
    return np.asarray(rng.bit_generator.random_raw(-(-n * np.dtype(kind).itemsize // 8))).view(
        kind
    )[:n]


@cache
def normal() -> np.ndarray:
    """Return 65,536 equally likely values of a standard normal variable: quantiles at the middles
    of the levels, scaled to variance 1.

    A draw is then a number of 16 bits, which takes a sixth of the time; the largest values are
    ±4.3.
    """
    quantile = NormalDist().inv_cdf
    upper = [quantile((k + 0.5) / LEVELS) for k in range(LEVELS // 2, LEVELS)]
    values = np.concatenate([-np.array(upper[::-1]), upper])
    return (values / values.std()).astype(np.float32)


def whole_pulses(wanted: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return whole numbers of pulses whose mean is ``wanted``, as a list: the cell of each pulse,
    counted row by row, and its sign.
    """
    counts = np.asarray(stochastic_round(wanted, 1.0, rng)).reshape(-1)
    cells = np.flatnonzero(counts)
    cells = np.repeat(cells, np.abs(counts[cells]).astype(np.int64))
    return cells, np.sign(counts[cells]).astype(np.int8)


def coincidences(
    x: np.ndarray, d: np.ndarray, scale: float, slots: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the pulses of one sample as a list, row by row and slot by slot: the cell of each,
    counted row by row, and its sign.

    ``x`` is of the rows, ``d`` of the columns, and ``scale`` the wanted pulses for a product of 1.
    A wire fires in a slot with a chance in proportion to its value; that of a cell is the product
    of both.
    """
    up = d * scale > 0
    # so that loops need not guess a sign
    order = np.concatenate([np.flatnonzero(up), np.flatnonzero(~up)]).astype(np.int32)
    sizes = np.abs(x), np.abs(d)[order]
    signs = np.sign(x).astype(np.int8), np.where(up[order], 1, -1).astype(np.int8)
    most = sizes[0].max(), sizes[1].max()
    # of slots, where a row and a column want most
    share = np.sqrt(abs(scale) / slots * most[0] * most[1])
    chances = [
        np.minimum(size * (share / (largest or 1.0) * 2**32), 2**32 - 1).astype(np.uint32)
        for size, largest in zip(sizes, most, strict=True)
    ]
    rows, columns = (bits(slots * len(size), np.uint32, rng).reshape(slots, -1) for size in sizes)
    if len(x) * len(d) < 2**31 and uses_numba(abs(scale) * sizes[0].sum() * sizes[1].sum()):
        return _coincidence_loop()(rows, columns, *chances, *signs, order)
    rows, columns = rows < chances[0], columns < chances[1]
    row, slot = np.nonzero(rows.T)
    column, many = np.nonzero(columns)[1], columns.sum(1)
    repeats = many[slot]
    # where a slot's columns begin, less where its pulses do
    first = (np.cumsum(many) - many)[slot] - (np.cumsum(repeats) - repeats)
    places = column[np.repeat(first, repeats) + np.arange(repeats.sum())]
    return np.repeat(row, repeats) * len(d) + order[places], signs[0][
        np.repeat(row, repeats)
    ] * signs[1][places]


def moments(
    X: np.ndarray, D: np.ndarray, scale: float, slots: int
) -> Iterator[tuple[slice, Pulses]]:
    """Yield the pulses of a batch, equation (2), in single precision: some rows at a time, so that
    they stay in the cache.
    """
    X, D = np.asarray(X * scale, dtype=np.float32), np.asarray(D, dtype=np.float32)
    # sizes, whose products are all pulses, and values: up less down
    left, right = (np.abs(X), X), (np.abs(D), D)
    left_2, right_2 = (X**2 / slots, X * np.abs(X) / slots), (D**2, D * np.abs(D))
    for i in range(0, X.shape[1], BLOCK):
        rows = slice(i, i + BLOCK)
        both, net = (x[:, rows].T @ d for x, d in zip(left, right, strict=True))
        both_2, net_2 = (x[:, rows].T @ d for x, d in zip(left_2, right_2, strict=True))
        up, down = (both + net) / 2, (both - net) / 2
        # (2)
        yield rows, Pulses(up, down, both, up - (both_2 + net_2) / 2, down - (both_2 - net_2) / 2)


def _stuck(shape: tuple[int, ...], rng: np.random.Generator, off: float, on: float) -> np.ndarray:
    """Return −1 where a device is stuck at its smallest conductance, 1 at its largest, else 0."""
    draw = rng.random(shape)
    return (draw > 1 - on).astype(np.int8) - (draw < off).astype(np.int8)


# --- pulse by pulse, compiled: the same numbers are drawn in the same order as in NumPy, and states


def uses_numba(pulses: float) -> bool:
    """Return whether the compiled loops are used for so many pulses."""
    return pulses >= (FEW if "numba" in sys.modules else LOADING) and _jit.enabled()


def inherits(kind: type, base: type, names: tuple[str, ...]) -> bool:
    """Return whether a class has these methods as a base class wrote them, and no own ones."""
    return issubclass(kind, base) and all(
        inspect.getattr_static(kind, name) is inspect.getattr_static(base, name) for name in names
    )


def summable(device: Any) -> bool:
    """Return whether many pulses may be drawn at once: only for a device of which no class has
    replaced what :meth:`Cells.drawn_at_once` assumes.

    A pulse makes a step of ``up`` or ``down`` in its own direction, whose spread
    :meth:`Pulsed.vary` or :meth:`SoftBounds.vary` gives, and its energy does not depend on the
    direction.
    """
    inherited = _summable(type(device))  # type: ignore[arg-type]  # a class is hashable
    return inherited and not getattr(device, "unipolar", False)


@cache
def _summable(kind: type) -> bool:
    base = SoftBounds if inherits(kind, SoftBounds, ("vary",)) else Pulsed
    return inherits(kind, base, ("pulse", "vary", "pulse_energy", "fill", "_value"))


def compiles(device: Any, pulses: int) -> bool:
    """Return whether the compiled loop can apply pulses to a device: the spread of its steps must
    be relative, its energy linear in the state, and no parameter of its steps a word.
    """
    return (
        uses_numba(pulses)
        and summable(device)
        and getattr(device, "noise", "step") == "step"
        and _linear_and_of_numbers(type(device))  # type: ignore[arg-type]  # a class is hashable
    )


@cache
def _linear_and_of_numbers(kind: Any) -> bool:
    asked = {
        name for way in ("up", "down") for name in inspect.signature(getattr(kind, way)).parameters
    }
    return inherits(kind, Weighted, ("conductance",)) and not asked & set(kind.choices())


# (w, cell, scalars, drawn): the step of one cell; :func:`_bound` fills these four in by the kind of
# device
up = _jit.open_name("up")
down = _jit.open_name("down")
low = _jit.open_name("low")  # (cell, scalars, drawn): the ends of its range
high = _jit.open_name("high")
DRAWN = 0  # bound: in how many parameters the devices differ


def coincident_pulses(rows, columns, p, q, x, d, order):  # type: ignore[no-untyped-def]
    """Return the cells of all pulses, row by row and slot by slot, and their signs: where a row and
    a column fire at once.

    A row fires in a slot where its number in ``rows`` (slots × rows) is below its ``p``, a column
    where that in ``columns`` is below its ``q``. ``x`` and ``d`` have their signs, and ``order`` is
    the place of each column in the array.
    """
    slots, n = rows.shape
    m, total = columns.shape[1], 0
    fired, size = np.empty((slots, m), np.int32), np.zeros(slots, np.int64)
    fires = np.empty((slots, n), np.bool_)
    for slot in range(slots):
        count = 0
        for j in range(m):
            fired[slot, count] = j
            count += columns[slot, j] < q[j]
        size[slot], count = count, 0
        for i in range(n):
            fires[slot, i] = rows[slot, i] < p[i]
            count += fires[slot, i]
        total += size[slot] * count
    cells, signs, k = np.empty(total, np.int32), np.empty(total, np.int8), 0
    for i in range(n):
        for slot in range(slots):
            if fires[slot, i]:
                for e in range(size[slot]):
                    j = fired[slot, e]
                    cells[k + e], signs[k + e] = i * m + order[j], x[i] * d[j]
                k += size[slot]
    return cells, signs


def apply_pulses(states, cells, signs, levels, values, c2c, scalars, drawn):  # type: ignore[no-untyped-def]
    """Move ``cells`` by one pulse after the other, each with its draw of ``values``; return the sum
    of the states that they found.
    """
    found, last = 0.0, len(cells) - 1
    for k in range(len(cells)):
        ahead = np.uint64(cells[min(k + AHEAD, last)])
        prefetch_element(states, ahead)
        prefetch_element(drawn, ahead * np.uint64(DRAWN))
        cell = np.uint64(cells[k])
        w = states[cell]
        found += w
        step = up(w, cell, scalars, drawn) if signs[k] > 0 else -down(w, cell, scalars, drawn)
        if c2c > 0:
            step = step * (1 + c2c * values[levels[k]])
        states[cell] = min(max(w + step, low(cell, scalars, drawn)), high(cell, scalars, drawn))
    return found


def apply_pulses_compiled(
    device: Any,
    states: np.ndarray,
    cells: np.ndarray,
    signs: np.ndarray,
    levels: np.ndarray,
    drawn: np.ndarray,
    differ: tuple[str, ...],
) -> float:
    """Apply pulses to ``cells`` of flat ``states`` in turn, compiled: up where ``signs`` is 1, each
    with its draw; return joules.

    ``drawn`` has the parameters in which devices ``differ``, cell by cell.
    """
    loop, names = _bound(type(device), differ)  # type: ignore[arg-type]  # a class is hashable
    scalars = tuple(getattr(device, name) for name in names)
    found = loop(states, cells, signs, levels, normal(), float(device.c2c), scalars, drawn)
    # conductance is linear in the state
    return len(cells) * float(device.pulse_energy(found / max(len(cells), 1), 1))


@cache
def _coincidence_loop() -> Callable[..., Any]:
    return _jit.bind(coincident_pulses, {}, "trains")


@cache
def _bound(model: Any, drawn: tuple[str, ...]) -> tuple[Callable[..., Any], tuple[str, ...]]:
    """Return the loop for a kind of device with its ``drawn`` parameters in arrays, and the names
    of those that are numbers.
    """
    asked = {
        name: tuple(inspect.signature(getattr(model, name)).parameters)[1:]
        for name in ("up", "down")
    }
    names = tuple(
        dict.fromkeys(
            name for name in (*asked["up"], *asked["down"], *model.ends) if name not in drawn
        )
    )

    def place(name: str) -> str:
        if name in drawn:
            return f"drawn[cell * np.uint64({len(drawn)}) + np.uint64({drawn.index(name)})]"
        return f"scalars[{names.index(name)}]"

    kernels, exponential = dict[str, Any](DRAWN=len(drawn)), _jit.inner(_jit.exp)
    for name, parameters in asked.items():
        call = f"lambda w, cell, scalars, drawn: kernel(w, {', '.join(map(place, parameters))})"
        kernels[name] = _jit.kernel(
            eval(
                call,
                {
                    "np": np,
                    "kernel": _jit.kernel(_jit.on_scalars(getattr(model, name), exponential)),
                },
            )
        )
    for name, end in zip(("low", "high"), model.ends, strict=True):
        kernels[name] = _jit.kernel(eval(f"lambda cell, scalars, drawn: {place(end)}", {"np": np}))
    return _jit.bind(apply_pulses, kernels, model.__name__), names
