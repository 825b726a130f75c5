"""A BCM neuron of two eyes, one of which is closed: what is left of the weights of both. Used in
chapter 9.
"""

from __future__ import annotations

import numpy as np

from ..plasticity import BCM
from ..units import s
from .chance import normal, uniform

change, slide, loss = BCM.change, BCM.slide, BCM.loss
WEEKS, VIEWS = 8, 200  # views in a week, each for 1 s
MOST = 8  # patterns: with more, and noise of 1, a step of 1 s is too long
EVERY, VIEW, SEED = VIEWS // 2, 1 * s, 7
DRAWS = 12  # numbers of the stream of noise that belong to one view
SEEN, NOISE = 0, 1  # streams of random numbers
TABLES = {"weeks": np.arange(2 * WEEKS + 1) / 2}
OUTPUTS = {
    "w": 2 * MOST,  # of the open eye, then of the closed one
    "best": len(TABLES["weeks"]),  # weight of the preferred pattern, as a share of the start
    "closed": len(TABLES["weeks"]),  # mean weight of the closed eye, also
    "formula": len(TABLES["weeks"]),
    "best_end": 1,
    "closed_end": 1,
    "formula_end": 1,
}


def closed_eye(
    sigma, patterns, eta, tau_theta, y_0, weeks,
    w, best, closed, formula, best_end, closed_end, formula_end,
):  # fmt: skip
    """Let a neuron that is selective for the first of ``patterns`` learn for eight weeks, while the
    closed eye sends noise of standard deviation sigma.

    ``eta`` is in Hz and ``tau_theta`` in s; weights and responses are numbers.
    """
    K = int(patterns)
    w[0], theta = patterns, patterns
    for i in range(K):
        w[K + i] = 1.0
    for view in range(VIEWS * WEEKS + 1):
        if view % EVERY == 0:
            k = view // EVERY
            best[k] = w[0] / patterns
            for i in range(K):
                closed[k] += w[K + i] / patterns
            formula[k] = np.exp(-loss(sigma, 1.0 / patterns, eta) * view * VIEW)
        seen = int(uniform(SEED, SEEN, view) * patterns)
        y = w[seen] + y_0
        for i in range(K):
            y += w[K + i] * sigma * normal(SEED, NOISE, view * DRAWS + i)
        w[seen] += VIEW * change(y, theta, 1.0, eta)
        for i in range(K):
            x = sigma * normal(SEED, NOISE, view * DRAWS + i)
            w[K + i] += VIEW * change(y, theta, x, eta)
        theta += VIEW * slide(y, theta, tau_theta)
    last = len(weeks) - 1
    best_end[0], closed_end[0], formula_end[0] = best[last], closed[last], formula[last]
