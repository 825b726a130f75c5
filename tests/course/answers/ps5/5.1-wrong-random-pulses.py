# about: the mean weight under pulses at random
# score: 0
# hint: The symmetry point of equal steps is not right
# hint: The symmetry point with steps a hundred times finer is too small
import numpy as np


def symmetry_point(g_up, g_down, wmax, wmin):
    rng, w, total = np.random.default_rng(0), 0.0, 0.0
    for up in rng.random(20000) < 0.5:
        w += g_up * (1 - w / wmax) if up else -g_down * (1 - w / wmin)
        total += w
    return total / 20000
