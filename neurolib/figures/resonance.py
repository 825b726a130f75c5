"""A signal below a threshold, noise, and the information that passes. Used in chapter 5."""

from __future__ import annotations

import numpy as np

from ..noise import transmitted
from .chance import normal

STEPS, PERIOD, THRESHOLD = 1200, 300, 1.0
SEED = 31
SIGNAL = np.where(np.sin(2 * np.pi * np.arange(STEPS) / PERIOD) >= 0, 1.0, -1.0)
TABLES = {"times": np.arange(STEPS), "signal": SIGNAL, "sigmas": np.linspace(0.02, 2.5, 125)}
TOPS = 0.12, 0.16, 0.22, 0.3, 0.45, 0.7, 1.1  # of the axis of information
OUTPUTS = {
    "hidden": STEPS,  # the signal of this amplitude
    "heard": STEPS,  # signal and noise
    "crossings": STEPS,  # times at which the sum exceeds the threshold
    "n": 1,
    "bits": len(TABLES["sigmas"]),
    "here": 1,
    "up": 1,  # how often the threshold is exceeded while the signal is up, and while it is down
    "down": 1,
    "above": 1,  # whether the signal alone exceeds the threshold
    "top": 1,
}


def signal_and_information(
    sigma, A, times, signal, sigmas,
    hidden, heard, crossings, n, bits, here, up, down, above, top,
):  # fmt: skip
    """Add noise of standard deviation sigma to a signal of amplitude A, look where the sum exceeds
    a threshold of 1, and compute the information at all ``sigmas``.

    ``times`` count steps, information is in bits, and all else are numbers.
    """
    high, count = 0.0, 0
    for k in range(len(times)):
        hidden[k] = A * signal[k]
        heard[k] = hidden[k] + sigma * normal(SEED, 0, k)
        high += 1.0 if signal[k] > 0.0 else 0.0
        if heard[k] > THRESHOLD:
            crossings[count] = times[k]
            count += 1
            if signal[k] > 0.0:
                up[0] += 1.0
            else:
                down[0] += 1.0
    n[0], up[0], down[0] = count, up[0] / high, down[0] / (len(times) - high)
    most = 0.0
    for k in range(len(sigmas)):
        bits[k] = transmitted(sigmas[k], A, THRESHOLD)
        most = max(most, bits[k])
    here[0], above[0] = transmitted(sigma, A, THRESHOLD), 1.0 if A >= THRESHOLD else 0.0
    for k in range(len(TOPS) - 1):
        top[0] += 1.0 if 1.05 * most > TOPS[k] else 0.0
