r"""Digits read by spiking neurons whose weights lie on a crossbar: the code, the readings, the
reference column and the bill.

A pixel of the brightness x, from 0 to 1, sends spikes in T time steps. At regular intervals, it
sends a spike s = 1 in step j where

.. math::

    s(j) = \left\lfloor j x + \tfrac12 \right\rfloor - \left\lfloor (j - 1)\, x
        + \tfrac12 \right\rfloor, \quad
    n = \sum_{j=1}^{T} s(j) = \left\lfloor T x + \tfrac12 \right\rfloor \tag{1}

is not 0. At random, it sends one in each step with probability x. The count n of random spikes then
estimates the brightness with an error that falls slowly, and a number with b bits has as small an
error as so many steps:

.. math::

    \sigma_x = \sqrt{\frac{x\,(1 - x)}{T}} \tag{2}
    T_b = 12\, x\, (1 - x)\, 4^b \tag{3}

because rounding to steps of :math:`2^{-b}` has the mean square error :math:`4^{-b}/12`. In each
time step, the rows of the pixels that fire are driven, and the currents of the columns are added to
the membranes of leaky integrate-and-fire neurons, one for each class. As conductances drift, a
reference column, whose weights all have mean size :math:`\overline{|W|}`, is read with all rows
driven; the neurons' threshold follows it:

.. math::

    \theta(t) = \theta(t_0)\, \frac{y_r(t)}{y_r(t_0)}, \quad \theta = V_T - E_L \tag{4}

Used in lab 2.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ...crossbar import Crossbar
from ...crossbar.crossbar import AGE
from ...energy import Ledger, Price, PriceList, conversion
from ...engines import Clocked
from ...model import ParameterError, Quantity, expect, flag, generator
from ...network import Network
from ...neurons import LIF
from ...recording import NetworkRun
from ...units import ms
from .silicon import BITS, COUNT, STEPS, count_bits, words_of

BRIGHT = Quantity("", "brightness", 0.0, 1.0)
COUNTS = Quantity("", "spike counts", 0.0, 1e9)
CLASS = Quantity("", "class of each picture", 0, 1e6)
ONES = Quantity("", "zeros and ones", 0, 1)
WEIGHTS = Quantity("", "weights", -1e6, 1e6)
STEP = Quantity("ms", "time step", 1e-6, 10 * ms, (0.1 * ms, 1 * ms))
CHIP = "a crossbar that holds weights in volts, as in Crossbar(PCM()).program(W * mV)"


def rate_coded(x: Any, steps: Any, rng: np.random.Generator | None = None) -> np.ndarray:
    """Return the spikes of pictures ``x`` (pictures, inputs) in so many steps: booleans (steps,
    pictures, inputs).

    They come at regular intervals, by equation (1), or at random where ``rng`` is given.
    """
    x, T = BRIGHT.array(x, "rate_coded's x"), STEPS.whole(steps, "rate_coded's steps")
    if x.ndim != 2:
        raise ParameterError(
            f"rate_coded's x has shape {x.shape}; expected (pictures, inputs), as in "
            f"x[None] for one picture."
        )
    if rng is not None:
        return np.asarray(generator(rng, "rate_coded").random((T, *x.shape)) < x)
    j = np.arange(T + 1)[:, None, None]
    return np.diff(np.floor(j * x + 0.5), axis=0) > 0  # (1)


def random_error(x: Any, steps: Any) -> Any:
    """Return the standard deviation of the brightness that a random count of spikes gives: equation
    (2).
    """
    x = BRIGHT.array(x, "random_error's x")
    return np.sqrt(x * (1 - x) / STEPS.whole(steps, "random_error's steps"))[()]  # (2)


def steps_for_bits(x: Any, bits: Any) -> Any:
    """Return after how many steps a random count is as precise as a number with ``bits`` bits:
    equation (3).
    """
    x, b = BRIGHT.array(x, "steps_for_bits's x"), BITS.number(bits, "steps_for_bits's bits")
    return (12 * x * (1 - x) * 4.0**b)[()]  # (3)


def responses(
    chip: Crossbar, spikes: Any, neuron: LIF, t: Any = None, dt: Any = 1 * ms
) -> np.ndarray:
    """Return the spikes of the neurons (steps, pictures, neurons), where ``chip`` holds their
    weights in V, one column for each neuron.

    ``spikes`` are those of :func:`rate_coded`, in steps of ``dt`` s; the chip was written ``t``
    seconds before, its age if none is given. All pictures are read side by side, each from the
    neurons' rest: what :func:`picture_run` does with one of them.
    """
    (
        expect(chip, Crossbar, "responses' chip", CHIP),
        expect(neuron, LIF, "responses' neuron", "a LIF, as in LIF(t_ref=0)"),
    )
    spikes, dt = _spikes(spikes), STEP.number(dt, "responses' dt")
    if neuron.t_ref:
        raise ParameterError(
            "responses' neuron has a refractory time; expected none, as in LIF(t_ref=0)."
        )
    start, decay = chip.age if t is None else AGE.number(t, "responses' t"), neuron.propagator(dt)
    V: Any = neuron.E_L
    zero = chip.zero_in_networks  # as for synapses: a column of zeros adds nothing
    fired = []
    for k, step in enumerate(spikes, 1):
        V = (
            neuron.E_L
            + (V - neuron.E_L) * decay
            + chip.read(step.astype(float), start + k * dt, zero)
        )
        fired.append(V >= neuron.V_T)
        V = np.where(fired[-1], neuron.V_R, V)
    return np.array(fired)


def picture_run(
    W: Any,
    spikes: Any,
    neuron: LIF,
    crossbar: Crossbar | None = None,
    dt: Any = 1 * ms,
    seed: int = 0,
) -> NetworkRun:
    """Return the run of a network of one picture's ``spikes`` (steps, inputs) and neurons under the
    weights ``W``, V, clocked by ``dt``.
    """
    W, spikes, dt = (
        _matrix(W, "picture_run's W"),
        _spikes(spikes, "(steps, inputs)"),
        STEP.number(dt, "picture_run's dt"),
    )
    when, who = np.nonzero(spikes)
    net = Network()
    pixels, neurons = (
        net.spikes((when * dt, who), n=spikes.shape[1], name="pixels"),
        net.population(neuron, np.shape(W)[1], name="neurons"),
    )
    net.project(pixels, neurons, W, delay=dt, crossbar=crossbar, name="array")
    return Clocked(dt).run(net, len(spikes) * dt, seed=seed)


def reading_ledger(spikes: Any, fired: Any, dt: Any = 1 * ms, packed: bool = False) -> Ledger:
    """Return what reading pictures with spikes took, as the clocked engine counts it of
    :func:`picture_run`, one after the other.

    ``spikes`` are (steps, pictures, inputs), and ``fired`` the spikes of each neuron (pictures,
    neurons). The array has converters. The engine keeps a word for each membrane and one for what
    arrives there. ``packed`` counts a chip with two membranes in a word instead, which adds what
    arrives at once.
    """
    spikes, fired = _spikes(spikes), COUNTS.array(fired, "reading_ledger's fired")
    if fired.ndim != 2:
        raise ParameterError(
            f"reading_ledger's fired has shape {fired.shape}; expected (pictures, neurons)."
        )
    (T, pictures, _), m = spikes.shape, fired.shape[-1]
    rows, readings, visits = int(spikes.sum()), int(spikes.any(axis=2).sum()), T * pictures
    words = packed_words(m) if flag(packed, "reading_ledger's packed") else m
    return Ledger(
        {
            ("spike", "pixels"): rows,
            ("cell read", "array"): 2 * rows * m,
            ("conversion", "array"): readings * m,
            ("word read", "array"): 0 if packed else readings * m,
            ("word written", "array"): 0 if packed else readings * m,
            ("neuron update", "neurons"): visits * m,
            ("threshold check", "neurons"): visits * m,
            ("word read", "neurons"): visits * words,
            ("word written", "neurons"): visits * words,
            ("spike", "neurons"): int(fired.sum()),
            ("clock tick", "clock"): visits,
        },
        visits * STEP.number(dt, "reading_ledger's dt"),
    )


def matched_ledger(counts: Any, outputs: Any, steps: Any, dt: Any = 1 * ms) -> Ledger:
    """Return what the bit-matched network takes on the same array: all ``counts`` (pictures,
    inputs) of a picture at once.

    A row whose count is not 0 gets a voltage in proportion to it, from a converter with as many
    bits as a count needs. A picture takes one reading and one step of ``dt`` s, and two results
    share a word.
    """
    n, m = (
        COUNTS.array(counts, "matched_ledger's counts"),
        COUNT.whole(outputs, "matched_ledger's outputs"),
    )
    T = STEPS.whole(steps, "matched_ledger's steps")
    if n.ndim != 2:
        raise ParameterError(
            f"matched_ledger's counts have shape {n.shape}; expected (pictures, inputs)."
        )
    pictures, active = len(n), int((n > 0).sum())
    return Ledger(
        {
            ("word read", "pixels"): pictures * packed_words(n.shape[1], count_bits(T)),
            ("row conversion", "array"): active,
            ("cell read", "array"): 2 * active * m,
            ("conversion", "array"): pictures * m,
            ("word written", "outputs"): pictures * packed_words(m),
            ("clock tick", "clock"): pictures,
        },
        pictures * STEP.number(dt, "matched_ledger's dt"),
    )


def packed_words(values: int, bits: int = 32) -> int:
    """Return how many words of memory hold so many values of so many bits each."""
    values, bits = (
        COUNT.whole(values, "packed_words' values"),
        BITS.whole(bits, "packed_words' bits"),
    )
    return int(words_of(values, bits))


def array_prices(
    prices: PriceList, chip: Crossbar, ledger: Ledger, row_bits: int | None = None
) -> PriceList:
    """Return a price list with those of an array in it: all joules of its cells since it was made,
    shared by the cells of a ``ledger``.

    Conversions have the chip's bits, those of rows ``row_bits``.
    """
    (
        expect(prices, PriceList, "array_prices' prices", "a price list, as in LOIHI"),
        expect(chip, Crossbar, "array_prices' chip", CHIP),
    )
    expect(ledger, Ledger, "array_prices' ledger", "a ledger, as in reading_ledger(spikes, fired)")
    joules, n = chip.meter.joules["cell read"], max(ledger.count("cell read"), 1)
    columns = conversion(chip.adc_bits or 8, chip.merit)
    read = Price(
        "cell read",
        joules / n,
        "One driven cell, the mean of these pictures.",
        "G V² t of the array's own cells.",
        "simulated",
    )
    rows = (
        [replace(conversion(row_bits, chip.merit), component="row conversion")]
        if row_bits is not None
        else []
    )
    return prices.adding(read, columns, *rows, name=f"{prices.name} and this array")


def credit(fired: Any, classes: Any) -> np.ndarray:
    """Return for each picture 1 if its class fired most, 1/k if it shares the first place with
    others, k in all, and else 0.
    """
    fired, classes = (
        COUNTS.array(fired, "credit's fired"),
        CLASS.array(classes, "credit's classes").astype(int),
    )
    if fired.ndim != 2 or classes.shape != fired.shape[:1] or classes.max() >= fired.shape[1]:
        raise ParameterError(
            f"credit's fired has shape {fired.shape} and classes {classes.shape}; "
            f"expected (pictures, classes) and a class below the "
            "second for each picture."
        )
    first = fired == fired.max(axis=1, keepdims=True)
    return np.asarray(first[np.arange(len(first)), classes] / first.sum(axis=1))


def with_reference(W: Any) -> np.ndarray:
    """Return the weights with one more column, in which each has the mean size of all."""
    W = _matrix(W, "with_reference's W")
    return np.column_stack([W, np.full(len(W), np.abs(W).mean())])


def followed(neuron: LIF, ratio: Any) -> LIF:
    """Return the neuron with the threshold that follows a reference column whose reading has
    changed by ``ratio``: equation (4).
    """
    expect(neuron, LIF, "followed's neuron", "a LIF, as in LIF(t_ref=0)")
    ratio = Quantity("", "ratio of two readings", 1e-6, 1e6).number(ratio, "followed's ratio")
    return replace(neuron, V_T=neuron.E_L + (neuron.V_T - neuron.E_L) * ratio)  # (4)


def _matrix(W: Any, name: str) -> np.ndarray:
    """Return weights (inputs, neurons), or refuse what are none."""
    array = WEIGHTS.array(W, name)
    if array.ndim != 2:
        raise ParameterError(f"{name} has shape {array.shape}; expected (inputs, neurons).")
    return array


def _spikes(spikes: Any, shape: str = "(steps, pictures, inputs)") -> np.ndarray:
    """Return spikes of this shape as booleans, or refuse what are none."""
    array = (
        spikes
        if isinstance(spikes, np.ndarray) and spikes.dtype == bool
        else ONES.array(spikes, "The spikes")
    )
    if array.ndim != shape.count(",") + 1 or ((array != 0) & (array != 1)).any():
        raise ParameterError(
            f"The spikes have shape {array.shape}; expected zeros and ones, {shape}, as "
            f"of rate_coded."
        )
    return np.asarray(array > 0)
