r"""A small classifier that learns as the data come, and the memories that may hold its weights.

Softmax regression: with a row of pixels x, weights W (one column a class) and the class as a unit
vector t,

.. math::

    y = \mathrm{softmax}(x W), \quad y_c = \frac{e^{(xW)_c}}{\sum_k e^{(xW)_k}} \tag{1}
    \Delta W = \eta\, x^{\mathsf T} (t - y) \tag{2}

after each image, or averaged over a few. A memory is anything with ``read(x)``, which returns x W,
and ``update(dW)``: a :class:`~neurolib.Crossbar`, or one of the two here. What a pulse of a real
device adds is not (2): with steps up and down of a(w) and b(w), whole pulses that are rounded by
chance change a weight on average by

.. math::

    \langle \Delta w \rangle = \frac{a + b}{2 \bar a}\, \Delta W
        + \frac{a - b}{2 \bar a}\, |\Delta W| \tag{3}

with :math:`\bar a` the step that the program believes in. The second term does not care what is
right: it pulls each weight to the device's symmetry point, the harder the more often it is asked to
move. Images: 1797 handwritten digits of 8 × 8 pixels, E. Alpaydin and C. Kaynak (1998),
doi:10.24432/C50P49, as scikit-learn carries them. Used in chapter 5.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ...model import ParameterError, Quantity, Words, expect, generator, needs
from ...noise import by_chance

SHAPE = 65, 10  # pixels and a bias, classes
RATE = Quantity("", "learning rate", 1e-9, 1e3, (0.01, 0.2))
EPOCHS = Quantity("", "times through the images", 0.0, 1e6, (1.0, 30.0))
BATCH = Quantity("", "images at a time", 1.0, 1e6, (1.0, 100.0))
IMAGES = Quantity("", "images to learn from", 1, 1297)
INPUT = Quantity("", "inputs", -1e30, 1e30, (0.0, 1.0))
WEIGHT = Quantity("", "weights", -1e30, 1e30, (-1.0, 1.0))
CHANGE = Quantity("", "change of the weights", -1e30, 1e30, (-1.0, 1.0))
GRID = Quantity("", "step of the grid, 0 for none", 0.0, 1e30, (0.0, 0.1))
BOUND = Quantity("", "largest weight", 1e-30, 1e30, (1.0, 4.0))
SCORE = Quantity("", "scores of the classes", -1e300, 1e300)
ROWS = Quantity("", "rows or columns of an array", 1, 1e5)
ROUNDING = Words("how a change becomes whole steps", ("stochastic", "nearest"))


def photographed() -> tuple[np.ndarray, np.ndarray]:
    """Return the pixels of all images, from 0 to 16, and their classes: from scikit-learn's file,
    whose import would take seconds.
    """
    package = None
    with contextlib.suppress(ModuleNotFoundError):
        package = find_spec("sklearn")
    file = (
        Path(package.origin, "../datasets/data/digits.csv.gz").resolve()
        if package and package.origin
        else Path()
    )
    if not file.is_file():
        return needs("sklearn.datasets", "An application with digits", "scikit-learn").load_digits(
            return_X_y=True
        )
    table = np.loadtxt(file, delimiter=",")
    return table[:, :-1], table[:, -1].astype(int)


@dataclass(frozen=True)
class Digits:
    """Images (rows of 64 pixels from 0 to 1, and a 1 for the bias) and their classes: to learn
    from, and to be tested on.
    """

    x: np.ndarray
    c: np.ndarray
    x_test: np.ndarray
    c_test: np.ndarray

    @classmethod
    def split(cls, rng: np.random.Generator, train: int = 1297) -> Digits:
        """Return ``train`` images to learn from, drawn with ``rng``, and 500 others."""
        rng, train = generator(rng, "Digits.split"), IMAGES.whole(train, "Digits.split's train")
        pixels, classes = photographed()
        x, order = (
            np.column_stack([pixels / 16, np.ones(len(pixels))]),
            rng.permutation(len(pixels)),
        )
        mine, other = order[:train], order[-500:]
        return cls(x[mine], classes[mine], x[other], classes[other])


NO_GENERATOR: Any = None  # for what draws no random number


@dataclass
class Numbers:
    """Weights as numbers: exact, or on a grid of step ``lsb``; from −1 to 1, or to ``bound``."""

    W: np.ndarray = field(default_factory=lambda: np.zeros(SHAPE))
    lsb: float = 0.0
    rounding: str = "stochastic"
    rng: np.random.Generator = NO_GENERATOR
    bound: float = 1.0

    def __post_init__(self) -> None:
        self.W = WEIGHT.array(self.W, "Numbers.W")
        if self.W.ndim != 2:
            raise ParameterError(f"Numbers.W has shape {self.W.shape}; expected (inputs, outputs).")
        self.lsb, self.bound = (
            GRID.number(self.lsb, "Numbers.lsb"),
            BOUND.number(self.bound, "Numbers.bound"),
        )
        if self.rng is not NO_GENERATOR:
            self.rng = generator(self.rng, "Numbers")
        if (
            ROUNDING.word(self.rounding, "Numbers.rounding") == "stochastic"
            and self.lsb
            and self.rng is NO_GENERATOR
        ):
            raise ParameterError(
                "Numbers has no rng to round by chance with; type "
                "rng=np.random.default_rng(1), or rounding='nearest'."
            )

    def read(self, x: Any) -> np.ndarray:
        """Return x W."""
        return np.asarray(_inputs(x, self.W) @ self.W)

    def update(self, dW: Any) -> None:
        """Add ``dW``, round, and stay within the bounds."""
        W = self.W + _fitting(dW, self.W)
        if self.lsb:
            W = _rounded(W, self.lsb, self.rounding, self.rng)
        self.W = np.clip(W, -self.bound, self.bound)


class Devices:
    """Weights as states of pulsed devices, one each, read against a reference: the state that means
    a weight of 0.
    """

    def __init__(
        self,
        device: Any,
        rng: np.random.Generator,
        rounding: str = "stochastic",
        shape: tuple[int, int] = SHAPE,
    ) -> None:
        if isinstance(device, type) or not hasattr(device, "down"):
            raise ParameterError(
                f"Devices' device is {device!r:.60}; expected one that steps both ways, "
                f"as in Devices(SoftBounds(), rng)."
            )
        self.device, self.rng, self.rounding = (
            device,
            generator(rng, "Devices"),
            ROUNDING.word(rounding, "Devices.rounding"),
        )
        if not isinstance(shape, (tuple, list)) or len(shape) != 2:
            raise ParameterError(
                f"Devices' shape is {shape!r:.60}; expected (inputs, outputs), as in {SHAPE}."
            )
        shape = ROWS.whole(shape[0], "Devices' shape[0]"), ROWS.whole(shape[1], "Devices' shape[1]")
        self.devices = (
            {name: value.ravel() for name, value in device.drawn(shape, rng).items()}
            if device.d2d or device.d2d_range
            else {}
        )
        self.w = np.full(shape, float(device.rest()))
        self.reference = self.w.copy()
        self.step = float(device.up(device.rest()) + device.down(device.rest())) / 2

    @property
    def W(self) -> np.ndarray:
        """The weights."""
        return np.asarray(self.w - self.reference)

    def read(self, x: Any) -> np.ndarray:
        """Return x W."""
        return np.asarray(_inputs(x, self.w) @ self.W)

    def update(self, dW: Any) -> None:
        """Send whole pulses, as many as ``dW`` is of mean steps, one after the other; what they do
        on average is equation (3).
        """
        pulses = _rounded(np.ravel(_fitting(dW, self.w) / self.step), 1.0, self.rounding, self.rng)
        where, w, k = np.flatnonzero(pulses), self.w.reshape(-1), 0
        many, way = np.abs(pulses), np.sign(pulses)
        while where.size:
            mine = {name: value[where] for name, value in self.devices.items()}
            w[where] = self.device.pulse(w[where], way[where], self.rng, **mine)
            k += 1
            where = where[many[where] > k]


def average_change(a: Any, b: Any, mean_step: Any, dW: Any) -> Any:
    """Return by how much a request ``dW`` changes a weight on average, with steps of ``a`` up and
    ``b`` down where ``mean_step`` is expected: equation (3).
    """
    return (a + b) / (2.0 * mean_step) * dW + (a - b) / (2.0 * mean_step) * abs(dW)  # (3)


def softmax(z: np.ndarray) -> np.ndarray:
    """Return one distribution over the classes for each row of ``z`` = x W: equation (1)."""
    z = SCORE.within(z, "softmax's z")
    if np.ndim(z) < 2:
        raise ParameterError(
            f"softmax's z has shape {np.shape(z)}; expected a row of scores for each "
            f"image, as in z[None]."
        )
    y = np.exp(z - z.max(-1, keepdims=True))
    return np.asarray(y / y.sum(-1, keepdims=True))  # (1)


def accuracy(memory: Any, data: Digits) -> float:
    """Return the share of the test images that the weights of ``memory`` classify rightly."""
    _memory(memory, "accuracy", "read"), expect(data, Digits, "accuracy's data", DATA)
    return float(np.mean(memory.read(data.x_test).argmax(1) == data.c_test))


def learn(
    memory: Any,
    data: Digits,
    rng: np.random.Generator,
    rate: float = 0.05,
    epochs: int = 5,
    batch: int = 1,
) -> np.ndarray:
    """Let ``memory`` learn image by image, or ``batch`` at a time, by (1) and (2); return its
    accuracy first and after each epoch.
    """
    (
        _memory(memory, "learn", "read", "update"),
        expect(data, Digits, "learn's data", DATA),
        generator(rng, "learn"),
    )
    epochs, batch = EPOCHS.whole(epochs, "learn's epochs"), BATCH.whole(batch, "learn's batch")
    rate, unit, story = RATE.number(rate, "learn's rate"), np.eye(10), [accuracy(memory, data)]
    for _ in range(epochs):
        order = rng.permutation(len(data.x))
        for start in range(0, len(order), batch):
            x, t = data.x[order[start : start + batch]], unit[data.c[order[start : start + batch]]]
            y = softmax(memory.read(x))
            memory.update(rate * x.T @ (t - y))  # (2)
        story.append(accuracy(memory, data))
    return np.array(story)


DATA = "images and their classes, as in Digits.split(rng)"


def _memory(memory: Any, verb: str, *verbs: str) -> Any:
    """Return a memory, or refuse what does not read or learn as one does."""
    if isinstance(memory, type) or not all(callable(getattr(memory, each, None)) for each in verbs):
        raise ParameterError(
            f"{verb}'s memory is {memory!r:.60}; expected one with "
            f"{' and '.join(verbs)}, as Numbers() is."
        )
    return memory


def _inputs(x: Any, W: np.ndarray) -> np.ndarray:
    """Return one row of inputs, or several, or refuse what does not fit the weights."""
    x = INPUT.within(x, "The input, x,")
    if np.ndim(x) not in (1, 2) or x.shape[-1] != len(W):
        raise ParameterError(
            f"The input, x, has shape {np.shape(x)}; expected ({len(W)},) or (images, {len(W)})."
        )
    return x


def _fitting(dW: Any, W: np.ndarray) -> Any:
    dW = (
        dW
        if isinstance(dW, np.ndarray) and dW.dtype.kind == "f"
        else CHANGE.array(dW, "A change of the weights, dW,")
    )
    if np.shape(dW) != W.shape:
        raise ParameterError(
            f"A change of the weights, dW, has shape {np.shape(dW)}; expected {W.shape}."
        )
    if not np.isfinite(dW).all():
        raise ParameterError(
            "A change of the weights, dW, is not finite everywhere: were the inputs "
            "finite, and the rate small enough?"
        )
    return dW


def _rounded(x: np.ndarray, step: float, rounding: str, rng: Any) -> np.ndarray:
    return (
        by_chance(x, step, rng)
        if rounding == "stochastic"
        else np.asarray(step * np.rint(x / step))
    )
