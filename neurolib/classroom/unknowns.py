"""Records of things of which only the record is known, another one for each student.

All of them are simulated. Each is made so that two explanations fit it about equally well: the
question about it is open, and a text about it is marked for its evidence. What follows from both
explanations, and the experiment that would tell them apart, is the same for every student; the
numbers are not.

>>> from neurolib.classroom.unknowns import spike_train
>>> times, T = spike_train()
>>> bool((times < T).all())
True
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .hidden import student_rng

Arrays = tuple[np.ndarray, ...]


def _open(label: str, draw: Callable[[np.random.Generator], tuple[Any, bool]]) -> Any:
    """Return the first record that ``draw`` calls open: clear ones would answer the question."""
    rng = student_rng(label, public=True)
    while True:
        record, is_open = draw(rng)
        if is_open:
            return record


def power_log() -> Arrays:
    """Return the readings of the power of an unknown chip: events per second (Hz), power and its
    standard error (W).

    The events come at random. Either the chip is always on and takes a constant power, or it sleeps
    once no event has come for 10 ms. At the rates of the readings, both describe the power equally
    well. At 2 events per second, the chip takes more than 40 µW in the first case and less than
    10 µW in the second one.
    """
    awake = 10e-3

    def draw(rng: np.random.Generator) -> tuple[Arrays, bool]:
        rate = np.array([150.0, 200, 250, 300, 350, 400])
        ways = [np.array([on, rate]).T for on in (np.ones(6), 1 - np.exp(-rate * awake))]
        always = ways[0] @ rng.uniform((60e-6, 0.15e-6), (100e-6, 0.25e-6))
        sleeps = ways[1] @ np.linalg.lstsq(ways[1], always)[0]
        power = (always + sleeps) / 2 * (1 + 0.02 * rng.standard_normal(6))
        error = 0.01 * (always + sleeps)
        fits = [np.linalg.lstsq(way / error[:, None], power / error)[0] for way in ways]
        misfits = [
            (((power - way @ fit) / error) ** 2).sum() for way, fit in zip(ways, fits, strict=True)
        ]
        alike = 1 < min(misfits) and max(misfits) < 7 and np.ptp(misfits) < 1.5
        slow = fits[0] @ (1, 2), fits[1] @ (1 - np.exp(-2 * awake), 2)  # at 2 events per second
        is_open = alike and slow[0] > 40e-6 and 0 < slow[1] < 10e-6 and fits[1][1] > 0.05e-6
        return (rate, power.round(8), error.round(8)), bool(is_open)

    return _open("1-3-unknown", draw)


def spike_train() -> tuple[np.ndarray, float]:
    """Return the spikes of an unknown neuron: times (s) and the length of the record (s).

    The neuron changes between two rates at random times and fires as a Poisson train at either.
    One record cannot show whether something outside changes its rate, or whether it fires in bursts
    on its own.
    """

    def draw(rng: np.random.Generator) -> tuple[tuple[np.ndarray, float], bool]:
        T, low, high = 20.0, rng.uniform(4, 6), rng.uniform(28, 40)
        switches = np.append(0.0, np.cumsum(rng.exponential(rng.uniform(0.7, 1.1), 60)))
        parts = [
            start + np.cumsum(rng.exponential(1 / (high if k % 2 else low), 600))
            for k, start in enumerate(switches[:-1])
        ]
        ends = zip(parts, switches[1:], strict=True)
        times = np.concatenate([part[part < min(end, T)] for part, end in ends])
        intervals = np.diff(times)
        counts = np.histogram(times, np.linspace(0, T, 41))[0]
        fano = counts.var() / counts.mean()
        cv = intervals.std() / intervals.mean()
        return (times, T), bool(250 < times.size < 450 and 1.3 < cv < 1.9 and 5 < fano < 11)

    return _open("2-3-unknown", draw)


def synapse() -> Arrays:
    """Return the weight changes by sixty pairs at an unknown synapse: pairs per second (Hz), change
    and its standard error (%).

    The postsynaptic spike came first in all pairs, 10 ms before the presynaptic one. At these rates
    a rule of nearest neighbours and a rule of triplets differ by little more than a factor.
    """
    rates = np.array([1.0, 10.0, 20.0, 30.0])
    rules = np.array([[-0.228, -0.227, -0.193, -0.113], [-0.317, -0.332, -0.342, -0.189]])

    def draw(rng: np.random.Generator) -> tuple[Arrays, bool]:
        gain = rng.uniform(60, 90)
        between = gain * (rules[0] / -rules[0].mean() + rules[1] / -rules[1].mean()) / 10
        error = 0.16 * gain / 5 * np.ones(4)
        change = between + error * rng.standard_normal(4)
        misfits = [_misfit(change, error, rule) for rule in rules]
        return (rates, change.round(1), error.round(1)), max(misfits) < 5 and min(misfits) > 0.5

    return _open("3-8-unknown", draw)


def _misfit(data: np.ndarray, error: np.ndarray, rule: np.ndarray) -> float:
    """Chi-squared of a curve whose scale is fitted to the data."""
    scale = (data * rule / error**2).sum() / (rule**2 / error**2).sum()
    return float((((data - scale * rule) / error) ** 2).sum())


def device() -> Arrays:
    """Return the reads of an unknown device: times after writing (s) and conductances (S).

    Within the noise of the reads, of 2 %, the conductance falls as a power of the time, or in
    proportion to its logarithm. After ten years, more than 36 % of it would be left under the first
    law, and 15 to 28 % under the second.
    """

    def draw(rng: np.random.Generator) -> tuple[Arrays, bool]:
        t = np.geomspace(1.0, 1e4, 24)
        nu, x, late = rng.uniform(0.044, 0.054), np.log(t), np.log(3.156e8)
        between = (np.exp(-nu * x) + 1 - 0.84 * nu * x) / 2
        G = rng.uniform(8e-6, 15e-6) * between * (1 + 0.02 * rng.standard_normal(24))
        line, power = np.polyfit(x, G, 1), np.polyfit(x, np.log(G), 1)
        scatter = [
            np.std(G / fit - 1) for fit in (np.polyval(line, x), np.exp(np.polyval(power, x)))
        ]
        kept = np.polyval(line, late) / np.exp(power[1]), np.exp(power[0] * late)  # after ten years
        alike = abs(scatter[0] / scatter[1] - 1) < 0.05 and 0.016 < min(scatter) < 0.024
        return (t, G.round(9)), bool(alike and 0.15 < kept[0] < 0.28 and kept[1] > 0.36)

    return _open("4-2-unknown", draw)


def array() -> Arrays:
    """Return what 48 devices of an unknown array lost: their drift exponents, and which of them
    were read once a second.

    The exponent of a device is :math:`\\ln(G_1/G_2)/\\ln(t_2/t_1)` from its conductances
    :math:`G_1` at 20 s and :math:`G_2` a day after writing. The other six devices were read at
    these two times only. The difference of the two groups lies between 1.2 and 2 standard errors.
    """

    def draw(rng: np.random.Generator) -> tuple[Arrays, bool]:
        often = np.arange(48) < 42
        nu = rng.normal(0.04, 0.012, 48) + 0.009 * often
        groups = nu[often], nu[~often]
        gap = groups[0].mean() - groups[1].mean()
        error = np.hypot(*(group.std(ddof=1) / len(group) ** 0.5 for group in groups))
        order = rng.permutation(48)
        is_open = 1.2 < gap / error < 2.0 and nu.min() > 0
        return (nu[order].round(4), often[order]), bool(is_open)

    return _open("5-6-unknown", draw)


def networks() -> Arrays:
    """Return the accuracies of eight unknown pairs of networks: with weights as numbers (2 × 8) and
    on devices (2 × 8).

    The first row of each belongs to networks whose weights were bounded in training, the second to
    networks that were trained with the bound and with noise. Both networks of a pair were written
    into the same chip. Over the pairs, the noise adds between 1.2 and 2 standard errors on devices.
    """

    def draw(rng: np.random.Generator) -> tuple[Arrays, bool]:
        start, chip = rng.normal(96.9, 0.25, 8), rng.normal(75.0, 3.5, 8)
        plain = np.array([start, start - rng.uniform(0.4, 0.8) + rng.normal(0, 0.15, 8)]).round(1)
        onto = np.array([chip + rng.normal(0, 1.5, 8), chip + 2 + rng.normal(0, 2.5, 8)]).round(1)
        gain = onto[1] - onto[0]
        error = gain.std(ddof=1) / 8**0.5
        likely = 72 < onto[0].mean() < 78 and plain.max() < 98 and np.ptp(onto) < 25
        is_open = 1.2 < gain.mean() / error < 2 and 5 <= (gain > 0).sum() <= 6
        return (plain, onto), bool(likely and is_open)

    return _open("6-5-unknown", draw)


def bus() -> Arrays:
    """Return mean waits on an unknown bus: events per second (Hz), mean wait and its standard error
    (s).

    The bus is lightly loaded. With services that take equally long, and with services of random
    length, the wait grows with the rate in nearly the same way.
    """

    def draw(rng: np.random.Generator) -> tuple[Arrays, bool]:
        S = rng.uniform(60e-9, 120e-9)
        rate = np.array([0.05, 0.12, 0.2, 0.28, 0.36]) / S
        fixed, random = (each(rate, S) for each in (_fixed, _random))
        error = 0.06 * fixed
        wait = (fixed + random) / 2 + error * rng.standard_normal(5)
        least = []
        for law in _fixed, _random:
            chi = [
                (((wait - law(rate, s)) / error) ** 2).sum() for s in S * np.linspace(0.7, 1.3, 121)
            ]
            least.append(min(chi))
        return (rate.round(-3), wait.round(11), error.round(11)), 1 < min(least) and max(least) < 6

    return _open("7-1-unknown", draw)


def _fixed(rate: np.ndarray, S: float) -> np.ndarray:
    return rate * S**2 / (2 * (1 - rate * S))


def _random(rate: np.ndarray, S: float) -> np.ndarray:
    """The same wait at low rates: services of random length, with a shorter mean."""
    return rate * S**2 / (2 * (1 - rate * S / 2**0.5))


def learner() -> Arrays:
    """Return the accuracies of an unknown chip: of five tasks after each was learnt (5 × 5), and of
    the first task on three copies of the chip that learnt nothing else, at the same times (3 × 5).

    The network forgets, and its devices drift: the copies lose between 35 and 65 % of what the chip
    loses on its first task, with a standard error that leaves either cause the larger one.
    """

    def draw(rng: np.random.Generator) -> tuple[Arrays, bool]:
        k = np.arange(5)
        start, loss = rng.uniform(0.93, 0.97, 5), rng.uniform(0.055, 0.075)
        ago = k[:, None] - k[None, :]
        seen = start[None, :] - loss * np.maximum(ago, 0) + rng.normal(0, 0.012, (5, 5))
        R = np.where(ago < 0, rng.uniform(0.08, 0.13, (5, 5)), seen)
        alone = (
            start[0] - loss * rng.uniform(0.2, 0.8, 3)[:, None] * k + rng.normal(0, 0.008, (3, 5))
        )
        own, copies = R[0, 0] - R[4, 0], alone[:, 0] - alone[:, 4]
        share, error = copies.mean() / own, copies.std(ddof=1) / 3**0.5 / own
        is_open = 0.35 < share < 0.65 and abs(share - 0.5) < 2 * error < 0.4
        return (R.round(2), alone.round(2)), bool(is_open)

    return _open("8-1-unknown", draw)


def population() -> np.ndarray:
    """Return the phases (rad) of 24 neurons of an unknown network after a treatment.

    Their order parameter for two clusters is about twice that of independent phases, and it is the
    largest of the first four.
    """

    def draw(rng: np.random.Generator) -> tuple[np.ndarray, bool]:
        theta = (rng.integers(2, size=24) * np.pi + rng.normal(0, 0.75, 24)) % (2 * np.pi)
        R = [abs(np.exp(1j * m * theta).mean()) for m in (1, 2, 3, 4)]
        return theta.round(3), bool(0.34 < R[1] < 0.385 and R[0] < 0.24 and max(R[2:]) < 0.3)

    return np.asarray(_open("9-1-unknown", draw))
