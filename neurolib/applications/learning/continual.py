r"""Learning one task after another: tasks made of digits, a small network, and five ways to keep
what was learnt.

The network has one hidden layer of rectified units; all its weights, A of the first and B of the
second layer, stand in one vector θ:

.. math::

    z = [\max(0, x A),\, 1]\, B, \quad y = \mathrm{softmax}(z) \tag{1}

It learns by gradient descent. Elastic weight consolidation (EWC) adds a spring to each weight,
which pulls it back to where it was after the last task, :math:`\theta^*`, the harder the more
important it was, F (J. Kirkpatrick et al., PNAS 114:3521 (2017), doi:10.1073/pnas.1611835114; with
one spring for all earlier tasks, whose F add up: F. Huszár (2018), doi:10.1073/pnas.1717042115):

.. math::

    L(\theta) = L_{\mathrm{new}}(\theta) + \frac{\lambda}{2} \sum_k F_k (\theta_k - \theta^*_k)^2
        \tag{2}
    \theta_k \leftarrow
        \frac{\theta_k - \eta\, g_k + \eta \lambda F_k \theta^*_k}{1 + \eta \lambda F_k} \tag{3}

with g the gradient of the new task alone. In (3) the spring is taken where the step ends (an
implicit step); the explicit step diverges where :math:`\eta \lambda F_k > 2`. What F is, is a
choice. With :math:`\langle \cdot \rangle` the mean over images x of all, or of a batch b, and over
batches:

.. math::

    F_k = \left\langle \sum_c y_c \left(\frac{\partial \ln y_c}{\partial \theta_k}\right)^2
        \right\rangle_x \tag{4}
    F_k = \left\langle \left(\frac{\partial \ln y_{c(x)}}{\partial \theta_k}\right)^2
        \right\rangle_x \tag{5}
    F_k = \left\langle \left\langle \frac{\partial \ln y_{c(x)}}{\partial \theta_k}
        \right\rangle_{x \in b}^2 \right\rangle_b \tag{6}
    F_k = \left(\sum_b \left\langle \frac{\partial \ln y_{c(x)}}{\partial \theta_k}
        \right\rangle_{x \in b}\right)^2 \tag{7}

(4) is the diagonal of the Fisher information. In (5) c(x) is one class drawn from y ("sampled"), or
the true one ("empirical"). (6) and (7) square means over batches, in which derivatives of opposite
sign cancel: mistakes that stand in public code. Synaptic intelligence (SI; F. Zenke, B. Poole and
S. Ganguli (2017), arXiv:1703.04200) sums up along the way of learning how much each weight lowered
the loss:

.. math::

    \omega_k = -\int g_k\, d\theta_k,
        \quad F_k = \sum_{\mathrm{tasks}} \frac{2\, \omega_k}{(\Delta \theta_k)^2 + \xi} \tag{8}

Measures of R, the accuracy on task j after task i (rows) of T, and b, the accuracy on each task
before anything was learnt (D. Lopez-Paz and M. Ranzato (2017), arXiv:1706.08840; A. Chaudhry et al.
(2018), arXiv:1801.10112):

.. math::

    ACC = \frac{1}{T} \sum_j R_{Tj} \tag{9}
    BWT = \frac{1}{T - 1} \sum_{j < T} (R_{Tj} - R_{jj}) \tag{10}
    \mathrm{forgetting} = \frac{1}{T - 1} \sum_{j < T} \left(\max_{i < T} R_{ij} - R_{Tj}\right)
        \tag{11}
    FWT = \frac{1}{T - 1} \sum_{j > 1} (R_{j-1,\,j} - b_j) \tag{12}

The smallest case of (4) is one logistic unit, with :math:`p = 1/(1 + e^{-w \cdot x})`:

.. math::

    F_k = \left\langle x_k^2\, p\, (1 - p) \right\rangle_x \tag{13}

Used in chapter 8 and lab 4.
"""

from __future__ import annotations

import inspect
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...energy import Ledger
from ...model import ParameterError, Quantity, Words, expect, generator, needs
from .digits import BATCH, EPOCHS, RATE, Digits, photographed, softmax

HIDDEN, INPUTS, OUTPUTS, TASKS = 100, 65, 10, 5
SIZE = INPUTS * HIDDEN + (HIDDEN + 1) * OUTPUTS  # weights
ANGLE = 25.0  # degrees from a rotated task to the next: a teaching choice
XI = 0.1  # of (8)
NEVER = -1e30  # added to an output that a task does not have
KIND = Words(
    "how the tasks differ",
    ("permuted", "rotated", "task-incremental", "domain-incremental", "class-incremental"),
)
METHOD = Words("what protects earlier tasks", ("naive", "EWC", "SI", "replay", "joint"))
FISHER = Words(
    "what is taken for the Fisher information",
    ("exact", "sampled", "empirical", "batch", "summed", "ones"),
)
ACCURACY = Quantity("", "accuracies, rows after a task, columns on a task", 0.0, 1.0)
WEIGHT = Quantity("", "weights", -1e6, 1e6)
IMPORTANCE = Quantity("", "importance of each weight", 0.0, 1e12)
LAMBDA = Quantity("", "strength of the springs", 0.0, 1e12, (0.1, 1e4))
UNITS = Quantity("", "hidden units", 1.0, 1e4, (10.0, 100.0))
KEPT = Quantity("", "images kept of each task", 1.0, 1200.0, (1.0, 100.0))
IMAGES = Quantity("", "images to learn from", 100.0, 1697.0, (100.0, 1200.0))
INPUT = Quantity("", "inputs", -1e6, 1e6)
MASK = Quantity("", "what is added to the outputs", -1e300, 1e6)
WATCHED = Quantity("", "steps after which the first task is tested", 0.0, 1e9)


class Metrics(NamedTuple):
    """Equations (9) to (11)."""

    ACC: float
    BWT: float
    forgetting: float


def cl_metrics(R: Any) -> Metrics:
    """Return the final mean accuracy, the backward transfer and the forgetting of the matrix ``R``:
    equations (9), (10) and (11).
    """
    R = _square(R, "cl_metrics")
    earlier = slice(0, -1)
    return Metrics(
        float(R[-1].mean()),  # (9)
        float((R[-1] - np.diag(R))[earlier].mean()),  # (10)
        float((R[earlier].max(0) - R[-1])[earlier].mean()),  # (11)
    )


def forward_transfer(R: Any, b: Any) -> float:
    """Return how much learning earlier tasks improves a task before it is learnt: equation (12).

    Parameters
    ----------
    R : array of shape (tasks, tasks)
        Accuracy, 0 to 1, after each task (rows) on each task (columns).
    b : array of shape (tasks,)
        Accuracy on each task before anything was learnt, 0 to 1.

    Returns
    -------
    float
        Mean gain of accuracy over all tasks but the first.

    Raises
    ------
    ParameterError
        For accuracies out of range and shapes that do not fit.
    """
    R, b = _square(R, "forward_transfer"), ACCURACY.array(b, "forward_transfer's b")
    if b.shape != R[0].shape:
        raise ParameterError(
            f"forward_transfer's b has shape {b.shape}; "
            f"expected one accuracy for each of {len(R)} tasks."
        )
    return float((np.diag(R, 1) - b[1:]).mean())  # (12)


def _square(R: Any, verb: str) -> np.ndarray:
    R = ACCURACY.array(R, f"{verb}'s R")
    if R.ndim != 2 or R.shape[0] != R.shape[1] or len(R) < 2:
        raise ParameterError(
            f"{verb}'s R has shape {R.shape}; expected a row and a column for each of "
            f"two or more tasks."
        )
    return R


def ewc(theta: Any, theta_star: Any, F: Any, lam: float) -> tuple[float, np.ndarray]:
    """Return the loss of the springs, the second term of equation (2), and its gradient."""
    theta, theta_star = (
        WEIGHT.array(theta, "ewc's theta"),
        WEIGHT.array(theta_star, "ewc's theta_star"),
    )
    F, lam = IMPORTANCE.array(F, "ewc's F"), LAMBDA.number(lam, "ewc's lam")
    if not theta.shape == theta_star.shape == F.shape:
        shapes = f"{theta.shape}, {theta_star.shape} and {F.shape}"
        raise ParameterError(
            f"ewc's theta, theta_star and F have shapes {shapes}; expected the same."
        )
    pull = lam * F * (theta - theta_star)
    return float(0.5 * (pull * (theta - theta_star)).sum()), pull  # (2)


def implicit_step(theta: Any, gradient: Any, theta_star: Any, F: Any, rate: float, lam: Any) -> Any:
    """Return the weights after a step with the springs taken where the step ends: equation (3). It
    is stable for any ``lam``.

    With an array of ``lam`` that broadcasts with the weights, such as a column, there is a step for
    each.
    """
    verb = "implicit_step's"
    theta, gradient, theta_star = (
        WEIGHT.within(each, f"{verb} {name}")
        for each, name in ((theta, "theta"), (gradient, "gradient"), (theta_star, "theta_star"))
    )
    F = IMPORTANCE.within(F, f"{verb} F")
    rate, lam = RATE.number(rate, f"{verb} rate"), LAMBDA.within(lam, f"{verb} lam")
    if len(shapes := {np.shape(each) for each in (theta, gradient, theta_star, F)} - {()}) > 1:
        raise ParameterError(
            f"{verb} arguments have the shapes {', '.join(map(str, sorted(shapes)))}; "
            f"expected one, or numbers."
        )
    try:
        np.broadcast_shapes(np.shape(lam), *shapes)
    except ValueError:
        raise ParameterError(
            f"{verb} lam has shape {np.shape(lam)}; expected a number or a column of them."
        ) from None
    return sprung(theta, gradient, theta_star, F, rate, lam)


def sprung(theta: Any, gradient: Any, theta_star: Any, F: Any, rate: Any, lam: Any) -> Any:
    """Return equation (3) for what has been checked."""
    stiff = rate * lam * F
    return (theta - rate * gradient + stiff * theta_star) / (1 + stiff)  # (3)


def strengths(lam: Any, name: str) -> np.ndarray:
    """Return one strength as an array without axes, or several as a column, one row for each
    network.
    """
    lam = LAMBDA.array(lam, name)
    if lam.ndim > 1:
        raise ParameterError(
            f"{name} has shape {lam.shape}; expected one strength, or a list of them, "
            f"as in [1, 10, 100]."
        )
    return lam[:, None] if lam.ndim else lam


def diag_fisher(X: Any, w: Any) -> np.ndarray:
    """Return the diagonal of the Fisher information of one logistic unit with weights ``w`` and
    inputs ``X``: equation (13).
    """
    X, w = (
        np.atleast_2d(INPUT.array(X, "diag_fisher's X")),
        np.atleast_1d(WEIGHT.array(w, "diag_fisher's w")),
    )
    if X.ndim != 2 or w.shape != X.shape[1:]:
        raise ParameterError(
            f"diag_fisher's X has shape {X.shape} and w {w.shape}; expected (inputs in "
            f"rows, weights) and (weights,)."
        )
    y = softmax(np.column_stack([X @ w, np.zeros(len(X))]))
    return np.asarray((X**2 * y[:, :1] * y[:, 1:]).mean(0))  # (13)


# Tasks


@dataclass(frozen=True)
class Task(Digits):
    """Images and classes as in :class:`Digits`, and which of the ten outputs may answer."""

    outputs: tuple[int, ...] = tuple(range(OUTPUTS))

    @property
    def mask(self) -> np.ndarray:
        """What is added to the outputs: 0 to those that may answer."""
        return np.where(np.isin(np.arange(OUTPUTS), self.outputs), 0.0, NEVER)


def tasks(kind: str, rng: np.random.Generator, train: int = 1200) -> list[Task]:
    """Return five tasks made of one split of the digits, ``train`` images to learn from and the
    others to be tested on.

    "permuted": each task but the first moves the pixels to places of its own. "rotated": each turns
    the images by 25 degrees more. The others give each task two of the ten classes:
    "task-incremental" with the two outputs named at the test, "domain-incremental" with one pair of
    outputs for all tasks, "class-incremental" with all ten outputs at every test.
    """
    KIND.word(kind, "tasks' kind")
    train, rng = IMAGES.whole(train, "tasks' train"), generator(rng, "tasks")
    pixels, classes = photographed()
    rotate = needs("scipy.ndimage", "tasks").rotate
    order, found = rng.permutation(len(pixels)), []
    for k in range(TASKS):
        images, c, chosen, outputs = pixels / 16, classes, order, tuple(range(OUTPUTS))
        if kind == "permuted" and k:
            images = images[:, rng.permutation(64)]
        elif kind == "rotated":
            images = rotate(
                images.reshape(-1, 8, 8), ANGLE * k, axes=(1, 2), reshape=False, order=1
            ).reshape(-1, 64)
        elif kind.endswith("incremental"):
            chosen = order[classes[order] // 2 == k]
            c = classes % 2 if kind == "domain-incremental" else classes
            outputs = {"task-incremental": (2 * k, 2 * k + 1), "domain-incremental": (0, 1)}.get(
                kind, outputs
            )
        x, cut = np.column_stack([images, np.ones(len(images))]), len(chosen) * train // len(order)
        found.append(
            Task(x[chosen[:cut]], c[chosen[:cut]], x[chosen[cut:]], c[chosen[cut:]], outputs)
        )
    return found


# The network


def start(rng: np.random.Generator, hidden: int = HIDDEN) -> np.ndarray:
    """Return weights to start from, of a network with so many ``hidden`` units."""
    rng, hidden = generator(rng, "start"), UNITS.whole(hidden, "start's hidden")
    A, B = (
        rng.standard_normal((INPUTS, hidden)) * np.sqrt(2 / INPUTS),
        rng.standard_normal((hidden + 1, OUTPUTS)) * np.sqrt(1 / hidden),
    )
    return np.concatenate([A.ravel(), B.ravel()])


def layers(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return A and B of equation (1), with an axis for the networks in front where ``theta`` has
    several.
    """
    stack, hidden = theta.shape[:-1], (theta.shape[-1] - OUTPUTS) // (INPUTS + OUTPUTS)
    first = INPUTS * hidden
    return theta[..., :first].reshape(*stack, INPUTS, hidden), theta[..., first:].reshape(
        *stack, hidden + 1, OUTPUTS
    )


def respond(theta: np.ndarray, x: np.ndarray, mask: Any = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return the hidden units, with a 1 for the bias, and the outputs: equation (1). Each row of
    ``theta`` is a network.
    """
    theta, x = (
        all_weights(theta, "respond", several=True),
        np.asarray(INPUT.within(x, "respond's x")),
    )
    mask = np.asarray(MASK.within(mask, "respond's mask"))
    if x.ndim != 2 or x.shape[1] != INPUTS or mask.shape not in ((), (OUTPUTS,), (len(x), OUTPUTS)):
        raise ParameterError(
            f"respond's x and mask have shapes {x.shape} and {mask.shape}; expected "
            f"(images, {INPUTS}) and ({OUTPUTS},)."
        )
    A, B = layers(theta)
    h = np.ones((*theta.shape[:-1], len(x), B.shape[-2]))
    np.maximum(x @ A, 0, out=h[..., :-1])
    return h, softmax(h @ B + mask)  # (1)


def all_weights(theta: Any, verb: str, several: bool = False) -> np.ndarray:
    """Return the weights of both layers, or refuse what does not make two; ``several`` allows a row
    for each of several networks.
    """
    theta = np.asarray(WEIGHT.within(theta, f"{verb}'s theta"))
    n, rest = divmod(theta.shape[-1] - OUTPUTS, INPUTS + OUTPUTS) if theta.ndim else (0, 1)
    if theta.ndim not in (1, 1 + several) or n < 1 or rest:
        rows = ", or a row of weights for each of several networks" * several
        raise ParameterError(
            f"{verb}'s theta has shape {theta.shape}; expected ({SIZE},), all weights "
            f"of the network{rows}."
        )
    return theta


def _task(task: Any, name: str) -> Task:
    return expect(task, Task, name, "a task, as in tasks('permuted', rng)[0]")


def _several(given: Any, name: str) -> list[Task]:
    """Return a list of tasks, or refuse it."""
    if not isinstance(given, (list, tuple)) or not given:
        raise ParameterError(
            f"{name} is {given!r:.60}; expected a list of tasks, as in tasks('permuted', rng)."
        )
    return [_task(task, f"{name}[{k}]") for k, task in enumerate(given)]


def _step(given: Any) -> Any:
    """Return a function that takes a step, or refuse it."""
    with suppress(TypeError, ValueError):
        inspect.signature(given).bind(*inspect.signature(implicit_step).parameters)
        return given
    raise ParameterError(
        f"in_sequence's step is {given!r:.60}; expected a function with the arguments "
        f"of implicit_step."
    )


def _moved(step: Any, theta: np.ndarray, *arguments: Any) -> np.ndarray:
    """Return the weights after a step, or refuse what is none."""
    moved = step(theta, *arguments)
    if not isinstance(moved, np.ndarray) or moved.shape != theta.shape:
        raise ParameterError(
            f"in_sequence's step returns {moved!r:.60}; expected weights of the shape "
            f"{theta.shape}, as it was given."
        )
    return moved


def hits(theta: np.ndarray, task: Task) -> np.ndarray:
    """Return for each test image of ``task`` whether it is classified rightly; a row for each
    network where ``theta`` has several.
    """
    theta, task = all_weights(theta, "hits", several=True), _task(task, "hits' task")
    return np.asarray(respond(theta, task.x_test, task.mask)[1].argmax(-1) == task.c_test)


def score(theta: np.ndarray, task: Task) -> Any:
    """Return the share of the test images of ``task`` that are classified rightly, for each network
    where ``theta`` has several.
    """
    found = hits(theta, task).mean(-1)
    return found if found.ndim else float(found)


def _gradient(theta: np.ndarray, x: np.ndarray, t: np.ndarray, mask: Any) -> np.ndarray:
    """Return the gradient of the mean of −ln y_t."""
    h, y = respond(theta, x, mask)
    d = (y - t) / len(x)
    return _in_one_vector(x.T @ _behind(theta, h, d), h.swapaxes(-1, -2) @ d)


def _behind(theta: np.ndarray, h: np.ndarray, d: np.ndarray) -> np.ndarray:
    """Return the derivative with respect to x A, from d, that with respect to z."""
    return np.asarray((d @ layers(theta)[1][..., :-1, :].swapaxes(-1, -2)) * (h[..., :-1] > 0))


def _in_one_vector(*layers: np.ndarray) -> np.ndarray:
    return np.concatenate([layer.reshape(*layer.shape[:-2], -1) for layer in layers], axis=-1)


def fisher(
    theta: np.ndarray, task: Task, kind: str = "exact", rng: Any = None, batch: int = 128
) -> np.ndarray:
    """Return the importance of each weight for ``task``: equations (4), (5), (6) or (7), or 1 for
    each ("ones").

    Each row of ``theta`` is a network; the classes that are drawn for "sampled" come from the same
    random numbers for all.
    """
    theta, x, unit = (
        all_weights(theta, "fisher", several=True),
        _task(task, "fisher's task").x,
        np.eye(OUTPUTS),
    )
    batch, rng = (
        BATCH.whole(batch, "fisher's batch"),
        rng if rng is None else generator(rng, "fisher"),
    )
    if FISHER.word(kind, "fisher's kind") == "ones":
        return np.ones_like(theta)
    h, y = respond(theta, x, task.mask)
    if kind in ("batch", "summed"):
        parts = [slice(k, k + batch) for k in range(0, len(x), batch)]
        means = np.array(
            [_gradient(theta, x[part], unit[task.c[part]], task.mask) for part in parts]
        )
        # (6), (7)
        return np.asarray(np.mean(means**2, 0) if kind == "batch" else np.sum(means, 0) ** 2)
    if kind == "exact":
        # (4)
        return np.asarray(
            sum(_squares(theta, x, h, unit[c] - y, y[..., c : c + 1]) for c in task.outputs)
            / len(x)
        )
    c = (
        (y.cumsum(-1) > generator(rng, "fisher").random((len(x), 1))).argmax(-1)
        if kind == "sampled"
        else task.c
    )
    return _squares(theta, x, h, unit[c] - y, 1.0) / len(x)  # (5)


def _squares(
    theta: np.ndarray, x: np.ndarray, h: np.ndarray, d: np.ndarray, share: Any
) -> np.ndarray:
    """Return the sum over images of the squared derivatives of ln y, each counted by its ``share``;
    d is that of z.
    """
    return _in_one_vector(
        (x**2).T @ (share * _behind(theta, h, d) ** 2), (h**2).swapaxes(-1, -2) @ (share * d**2)
    )


def path_integral(gradients: Any, path: Any) -> np.ndarray:
    """Return how much each weight lowered the loss on its path: ω of synaptic intelligence in (8).

    For short steps down the gradient of the whole loss, the sum over all weights is the loss at the
    start less the loss at the end. With gradients of small batches the sum is larger, because each
    step also follows the noise of its own gradient.

    Parameters
    ----------
    gradients : array of shape (steps, n) or (steps,)
        Gradient of the loss where each step begins.
    path : array of shape (steps + 1, n) or (steps + 1,)
        Weights before the first step and after each step; without the second axis for one weight.

    Returns
    -------
    array of shape (n,) or ()
        ω of each weight, in the unit of the loss.

    Raises
    ------
    ParameterError
        For shapes that do not fit.
    """
    g = WEIGHT.array(gradients, "path_integral's gradients")
    theta = WEIGHT.array(path, "path_integral's path")
    if theta.ndim not in (1, 2) or g.shape != (len(theta) - 1, *theta.shape[1:]):
        raise ParameterError(
            f"path_integral's gradients have shape {g.shape} and path {theta.shape}; expected a "
            "gradient for each step, and one value of the weights more, as (steps, n) and "
            "(steps + 1, n)."
        )
    return np.asarray(-(g * np.diff(theta, axis=0)).sum(axis=0))  # (8)


# One task after the other


@dataclass(frozen=True)
class History:
    """What :func:`in_sequence` found: R, the weights after each task, importance and counts;
    ``trace`` where it was asked for.
    """

    R: np.ndarray
    weights: np.ndarray
    F: np.ndarray
    ledger: Ledger
    trace: np.ndarray

    @property
    def metrics(self) -> Metrics:
        """Final accuracy, backward transfer, forgetting."""
        return cl_metrics(self.R)


@dataclass
class _Rows:
    """Images to learn from, their desired outputs and masks."""

    x: np.ndarray
    t: np.ndarray
    mask: np.ndarray

    @classmethod
    def of(cls, learnt: list[Task], picks: list[Any]) -> _Rows:
        unit = np.eye(OUTPUTS)
        pairs = list(zip(learnt, picks, strict=True))
        x = np.concatenate([task.x[pick] for task, pick in pairs])
        masks = [np.tile(task.mask, (len(task.c[pick]), 1)) for task, pick in pairs]
        return cls(
            x, unit[np.concatenate([task.c[pick] for task, pick in pairs])], np.concatenate(masks)
        )

    def gradient(self, theta: np.ndarray, pick: np.ndarray) -> np.ndarray:
        return _gradient(theta, self.x[pick], self.t[pick], self.mask[pick])


def in_sequence(
    learnt: list[Task],
    rng: np.random.Generator,
    method: str = "naive",
    lam: Any = 20.0,
    *,
    importance: str = "exact",
    kept: int = 10,
    epochs: int = 20,
    rate: float = 0.1,
    batch: int = 32,
    watch: int = 0,
    hidden: int = HIDDEN,
    step: Any = implicit_step,
) -> History:
    """Learn the tasks ``learnt`` one after the other and test all of them after each.

    Methods: "naive" learns on; "EWC" and "SI" hold the weights with springs of strength ``lam`` by
    (2) and (3), EWC with the ``importance`` that :func:`fisher` names, SI with (8); "replay" mixes
    each batch with as many of the ``kept`` images of each earlier task; "joint" learns from all
    images of all tasks so far. With ``watch`` > 0 the trace holds the accuracy on the first task at
    the start of each later task and after each of its first ``watch`` steps.

    With a list of strengths as ``lam``, as many networks learn side by side, from the same start
    and the same batches: R then has a matrix for each. They have ``hidden`` units, and ``step``,
    with the arguments of :func:`implicit_step`, stands in the place of (3).
    """
    METHOD.word(method, "in_sequence's method"), FISHER.word(importance, "in_sequence's importance")
    lam, rate = strengths(lam, "in_sequence's lam"), RATE.number(rate, "in_sequence's rate")
    hidden, step = UNITS.whole(hidden, "in_sequence's hidden"), _step(step)
    epochs, batch = (
        EPOCHS.whole(epochs, "in_sequence's epochs"),
        BATCH.whole(batch, "in_sequence's batch"),
    )
    learnt, watch = (
        _several(learnt, "in_sequence's learnt"),
        WATCHED.whole(watch, "in_sequence's watch"),
    )
    kept, many = KEPT.whole(kept, "in_sequence's kept"), (lam.size, 1) if lam.ndim else (1,)
    way = _Way(method, lam, importance, epochs, batch, rate, watch, step)
    theta = np.tile(start(generator(rng, "in_sequence"), hidden), many)
    F, picks, weights = np.zeros_like(theta), list[Any](), list[Any]()
    R, trace, steps, seen = list[Any](), [], 0, 0
    for k, task in enumerate(learnt):
        others = learnt[: k + 1] if method == "joint" else [task]
        rows = _Rows.of(others, [slice(None)] * len(others))
        memory = _Rows.of(learnt[:k], picks) if method == "replay" and k else None
        found = _learn_one(way, theta, F, rows, memory, learnt[0] if watch and k else None, rng)
        F = _importance_after(way, F, task, theta, found, rng)
        theta, steps, seen = found.theta, steps + found.steps, seen + found.seen
        picks, weights = [*picks, rng.permutation(len(task.x))[:kept]], [*weights, theta]
        R.append([score(theta, each) for each in learnt])
        trace += [found.watched] if found.watched else []
    stored = sum(map(len, picks)) if method == "replay" else sum(len(task.x) for task in learnt)
    # the axis of the strengths, if there is one, comes first
    matrices = np.moveaxis(np.array(R), (0, 1), (-2, -1))
    return History(
        matrices,
        np.array(weights),
        F,
        _ledger(method, theta.size, len(learnt), steps, seen, stored),
        np.array(trace),
    )


class _Way(NamedTuple):
    """How tasks are learnt: arguments of :func:`in_sequence`, once they are checked."""

    method: str
    lam: np.ndarray
    importance: str
    epochs: int
    batch: int
    rate: float
    watch: int
    step: Any


class _Learnt(NamedTuple):
    """What one task did: the weights after it, their path integrals ω of (8), the numbers of steps
    and of images, and the accuracies on the task that was watched.
    """

    theta: np.ndarray
    omega: np.ndarray
    steps: int
    seen: int
    watched: list[Any]


def _learn_one(
    way: _Way,
    anchor: np.ndarray,
    F: np.ndarray,
    rows: _Rows,
    memory: _Rows | None,
    watched_task: Task | None,
    rng: np.random.Generator,
) -> _Learnt:
    """Learn one task, from the weights ``anchor`` that the tasks before it left."""
    theta, omega, steps, seen = anchor, np.zeros_like(anchor), 0, 0
    watched = [score(theta, watched_task)] if watched_task is not None else []
    for pick in _batches(len(rows.x), way.epochs, way.batch, rng):
        g = _mixed(rows, memory, theta, pick, rng)
        moved = _moved(way.step, theta, g, anchor, F, way.rate, way.lam)
        theta, omega = moved, omega - g * (moved - theta) if way.method == "SI" else omega  # (8)
        steps, seen = steps + 1, seen + len(pick) * (1 + (memory is not None))
        if watched_task is not None and len(watched) <= way.watch:
            watched.append(score(theta, watched_task))
    return _Learnt(theta, omega, steps, seen, watched)


def _importance_after(
    way: _Way,
    F: np.ndarray,
    task: Task,
    anchor: np.ndarray,
    found: _Learnt,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return the importance of each weight after a task that began at ``anchor``."""
    if way.method == "EWC":
        return F + fisher(found.theta, task, way.importance, rng)
    if way.method == "SI":
        moved = (found.theta - anchor) ** 2
        return np.asarray(F + 2 * np.maximum(found.omega, 0) / (moved + XI))  # (8)
    return F


def _mixed(
    rows: _Rows, memory: _Rows | None, theta: np.ndarray, pick: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return the gradient on these rows, averaged with that on as many rows of the memory, where
    there is one.
    """
    g = rows.gradient(theta, pick)
    return (
        g
        if memory is None
        else (g + memory.gradient(theta, rng.integers(0, len(memory.x), len(pick)))) / 2
    )


def _batches(n: int, epochs: int, batch: int, rng: np.random.Generator) -> Any:
    for _ in range(epochs):
        order = rng.permutation(n)
        yield from (order[k : k + batch] for k in range(0, n, batch))


def _ledger(method: str, size: int, n: int, steps: int, seen: int, held: int) -> Ledger:
    """Return what learning took: arithmetic forth and twice back, and words of 64 bits, which hold
    two weights or eight pixels.
    """
    words, image = size // 2, 8
    # two numbers a weight: its importance, and where it was
    springs = 2 * words * n, 2 * words * steps
    pictures = image * held, image * seen // (2 if method == "replay" else 1)
    written, read = {"naive": (0, 0), "EWC": springs, "SI": springs}.get(method, pictures)
    counts = {
        ("fp32 multiply", "network"): 3 * size * seen,
        ("fp32 add", "network"): 3 * size * seen,
        ("word read", "weights"): words * steps,
        ("word written", "weights"): words * steps,
        ("word read", "memory of tasks"): read,
        ("word written", "memory of tasks"): written,
    }
    return Ledger(counts, 1.0)
