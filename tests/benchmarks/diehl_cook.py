"""Digits learned without labels by 100 neurons, after P. U. Diehl and M. Cook (2015),
doi:10.3389/fncom.2015.00099, reduced.

Run: python tests/benchmarks/diehl_cook.py [numbers] [PCM] [--validate]

64 inputs send Poisson spikes at rates of the pixels of one digit after the other; 100 neurons with
an adaptive threshold inhibit each other; synapses learn by the rule with a target trace, and each
neuron's weights are normalised now and then. Then weights and thresholds are fixed, and images are
read by the spikes of the neurons, in two ways. **Votes**, as in the source: a neuron has the class
to which it responded most while images from which it learned were shown again, and an image the
class whose neurons respond most on the mean. **Likelihood**: an image has the class under whose
mean counts of spikes its own counts are most probable, were they Poisson's.

The images are split in three by a seed. All numbers here were chosen by the validation images alone
(--validate shows no other); the 500 test images decide nothing. The bill is that of learning and of
reading the images shown last. On phase-change memory fewer images are shown, and once, because each
of its readings is computed cell by cell; learned weights are written into a second array to be
read. Its columns go to the neurons without converters, and without the flicker of reading.

Found: on numbers 84.4 % of the test images by votes and 87.0 % by likelihood (84.8 and 87.2 % of
those of validation); on phase-change memory 64.0 and 79.6 % (60.0 and 72.8 %), each with a standard
error of about 2 %. It takes 12 s and about 75 s of CPU.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from neurolib import LIF, PCM, AdaptiveLIF, Clocked, Crossbar, Network, TargetTrace
from neurolib.applications.learning.digits import Digits
from neurolib.energy import LOIHI
from neurolib.units import Hz, ms, mV, ns, s

NEURONS, INPUTS, CLASSES = 100, 64, 10
VALIDATION = 250  # of the images to learn from
SHOWN, PAUSE, DT = 200 * ms, 40 * ms, 1 * ms
SHOWN_TO_READ = 350 * ms  # as long as in the source
TOTAL_RATE = 3000 * Hz  # of all inputs together, whatever the image
INCOMING, LARGEST = 30 * mV, 1.5 * mV
INHIBITION, INHIBITION_TO_READ = -60 * mV, -30 * mV
MEMBRANE = {"E_L": -65 * mV, "V_T": -52 * mV, "t_ref": 5 * ms}
NEURON = AdaptiveLIF(V_R=-65 * mV, theta_plus=0.5 * mV, tau_theta=100 * s, **MEMBRANE)
RULE = TargetTrace(eta=0.01, x_tar=0.7, mu=1.0, tau=30 * ms)
# By memory: images to learn from, times that they are shown, and how many of them are shown again
# to learn what neurons mean; and the neuron and the rule.
SHOWS = {"numbers": (1047, 3, 1047), "PCM": (500, 1, 300)}
SETTINGS = {
    "numbers": (NEURON, RULE),
    "PCM": (replace(NEURON, theta_plus=2 * mV), replace(RULE, eta=0.02)),
}
BLOCK = 20  # images between two normalisations


def spikes_of(images, shown, rng):
    """Return (times in s, inputs) of Poisson spikes while each of the images is shown, and the time
    that all take.
    """
    rates = images * (TOTAL_RATE / images.sum(1, keepdims=True))
    counts = rng.poisson(rates * shown)
    which, who = np.repeat(np.indices(counts.shape).reshape(2, -1), counts.ravel(), axis=1)
    return (
        which * (shown + PAUSE) + rng.uniform(0, shown, len(who)),
        who,
        len(images) * (shown + PAUSE),
    )


def network(neuron, spikes, weights, crossbar, inhibition, plasticity=None, I=0.0):
    """Return the network of inputs that send these spikes, its neurons, and the synapses between
    the two.
    """
    net = Network()
    inputs, cells = (
        net.spikes(spikes, n=INPUTS, name="inputs"),
        net.population(neuron, NEURONS, I=I, name="cells"),
    )
    largest = {"w_max": LARGEST} if plasticity else {}
    synapses = net.project(
        inputs,
        cells,
        weights,
        DT,
        plasticity=plasticity,
        crossbar=crossbar,
        name="synapses",
        **largest,
    )
    net.project(cells, cells, inhibition, DT, autapses=False, name="inhibition")
    return net, cells, synapses


def learn(images, neuron, rule, crossbar, epochs, rng):
    """Let the neurons learn; return weights in V, thresholds' lifts in V, and the bill."""
    start = rng.uniform(0.2, 0.8, (INPUTS, NEURONS))
    net, cells, synapses = network(
        neuron, ([0.0], [0]), start * INCOMING / start.sum(0), crossbar, INHIBITION, rule
    )
    session = Clocked(DT, method="Euler").start(net, seed=1)
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for block in range(0, len(order), BLOCK):
            times, who, duration = spikes_of(images[order[block : block + BLOCK]], SHOWN, rng)
            session.set("inputs", times=(session.t + DT + times, who))
            session.run(duration)
            session.normalise(synapses, INCOMING)
    run = session.so_far()
    when, who = run.spikes(cells)
    lifts = np.array([neuron.lifted(when[who == j], run.duration) for j in range(NEURONS)])
    # cells may leave the bounds by a step
    weights = np.clip(run.weights(synapses).reshape(INPUTS, NEURONS), 0.0, LARGEST)
    return weights, lifts, run.ledger.bill(run.prices(LOIHI))


def responses(images, weights, lifts, crossbar, rng):
    """Return the spikes (images, neurons) while images are shown to neurons that no longer learn,
    and the bill.

    A threshold that is lifted by θ is, but for the reset, a current of −g_L θ.
    """
    neuron = LIF(V_R=-65 * mV - lifts.mean(), **MEMBRANE)
    times, who, duration = spikes_of(images, SHOWN_TO_READ, rng)
    net, cells, _ = network(
        neuron, (times + DT, who), weights, crossbar, INHIBITION_TO_READ, I=-neuron.g_L * lifts
    )
    run = Clocked(DT).run(net, duration, seed=2)
    when, which = run.spikes(cells)
    counts = np.zeros((len(images), NEURONS))
    np.add.at(
        counts,
        (np.minimum((when / (SHOWN_TO_READ + PAUSE)).astype(int), len(images) - 1), which),
        1,
    )
    return counts, run.ledger.bill(run.prices(LOIHI))


def votes(counts, shown, labels):
    """Return the class of each image from the ``counts`` of its spikes, by those of images that
    were ``shown`` with their labels.
    """
    mean = means(shown, labels)
    own = np.where(mean.max(0) > 0, mean.argmax(0), -1)
    share = [
        counts[:, own == c].mean(1) if (own == c).any() else np.full(len(counts), -1.0)
        for c in range(CLASSES)
    ]
    return np.argmax(share, axis=0)


def likelihood(counts, shown, labels):
    """Return the same by the logarithm of the likelihood; a neuron that was silent is not sure to
    stay so.
    """
    mean = means(shown, labels) + 0.05
    return (counts @ np.log(mean).T - mean.sum(1)).argmax(1)


def means(shown, labels):
    """Return the mean count of spikes of each neuron (classes, neurons)."""
    return np.array([shown[labels == c].mean(0) for c in range(CLASSES)])


def chip():
    """Return an array of phase-change cells, of short SET pulses that differ from cycle to cycle,
    made anew for each use.
    """
    return Crossbar(PCM(t_set=1 * ns, c2c=0.2), seed=1, d2d=0.1)


def tried(memory, validate, seed=1):
    """Learn and read by one kind of memory; print what came of it; return the last accuracy, and
    both bills.
    """
    began, rng = time.perf_counter(), np.random.default_rng(seed)
    data, (n, epochs, again) = Digits.split(np.random.default_rng(0)), SHOWS[memory]
    x, c = data.x[:-VALIDATION, :INPUTS], data.c[:-VALIDATION]
    made = chip if memory == "PCM" else lambda: None
    weights, lifts, learned = learn(x[:n], *SETTINGS[memory], made(), epochs, rng)
    known, _ = responses(x[:again], weights, lifts, made(), rng)
    shown = [("validation", data.x[-VALIDATION:, :INPUTS], data.c[-VALIDATION:])]
    if not validate:
        shown.append(("test", data.x_test[:, :INPUTS], data.c_test))
    for name, images, labels in shown:
        found, bill = responses(images, weights, lifts, made(), rng)
        for decide in votes, likelihood:
            share = float((decide(found, known, c[:again]) == labels).mean())
            spread = np.sqrt(share * (1 - share) / len(labels))
            print(
                f"{memory}: {name}, {decide.__name__}: {100 * share:.1f} % ± "
                f"{100 * spread:.1f} % of {len(labels)} images",
                flush=True,
            )
    print(
        f"  {time.perf_counter() - began:.0f} s; {known.sum(1).mean():.1f} spikes an "
        f"image; thresholds lifted by {1e3 * lifts.mean():.0f} mV"
    )
    return share, learned, bill


def main():
    """Try numbers and PCM, or what is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("memories", nargs="*", default=list(SHOWS))
    parser.add_argument("--validate", action="store_true")
    given = parser.parse_args()
    for memory in given.memories:
        share, *bills = tried(memory, given.validate)
        for name, bill in zip(("learning", "reading"), bills, strict=True):
            print(
                f"  {name}: {bill.total:.3g} J; without a price: "
                f"{', '.join(bill.missing) or 'nothing'}"
            )
            for row in bill.rows:
                print(f"    {row.component:20} {row.count:15,} {row.joules:10.3g} J")
        assert share > 0.6, "far below what was found when this was written"


if __name__ == "__main__":
    main()
