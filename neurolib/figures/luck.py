"""The best of many strengths, chosen on images that are drawn at random, beside what the same
networks reach on all others. Used in lab 4.
"""

from __future__ import annotations

import numpy as np

from .chance import uniform

STRENGTHS, IMAGES = 41, 1198  # of the sweep: networks, and images on which each was tested
STRENGTH = np.linspace(0, 3, STRENGTHS)  # their decimal logarithms
OUTPUTS = {
    "order": IMAGES,  # the images, of which the first n are drawn
    "hits": STRENGTHS,  # of these
    "unseen": STRENGTHS,  # accuracy on all others
    "tried": STRENGTHS,  # accuracy on the images of the choice; NaN of a strength not tried
    "gap": ("low", "high"),  # of the strength that looks best
    "facts": ("count", "best", "lam"),
}


def choice(n, strengths, draw, right, order, hits, unseen, tried, gap, facts):
    """Draw n images, and choose the best of so many ``strengths`` on them.

    ``right`` says of each strength and each image, row by row, whether it was recognised;
    accuracies are fractions, and ``best`` is the decimal logarithm of a strength.
    """
    for k in range(IMAGES):
        order[k] = k
    for k in range(int(n)):  # draw the next image from those that are left
        j = k + int(uniform(draw, 0, k) * (IMAGES - k))
        order[k], order[j] = order[j], order[k]
    for row in range(STRENGTHS):
        all_hits = 0.0
        for k in range(IMAGES):
            hit = right[row * IMAGES + int(order[k])]
            all_hits += hit
            hits[row] += hit if k < n else 0.0
        unseen[row], tried[row] = (all_hits - hits[row]) / (IMAGES - n), np.nan
    best = -1
    for k in range(int(strengths)):  # evenly spread over all
        row = int(np.rint(k * (STRENGTHS - 1.0) / (strengths - 1.0)))
        tried[row] = hits[row] / n
        best = row if best < 0 or hits[row] > hits[best] else best
    facts[0], facts[1], facts[2] = strengths, STRENGTH[best], 10.0 ** STRENGTH[best]
    gap[0], gap[1] = unseen[best], tried[best]
