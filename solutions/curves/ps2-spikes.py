"""Curves of ps2-spikes on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 2.1
I = np.linspace(0, 600e-12, 121)
rates = call(lif_rate, I, 200e-12, 10e-9, -70e-3, -50e-3, -60e-3, 2e-3)
curve(I / 1e-12, rates, "current (pA)", "firing rate (Hz)")

# %% 2.2
neuron = (200e-12, 10e-9, -70e-3, -50e-3, -60e-3, 2e-3)
currents = np.linspace(100e-12, 600e-12, 26)
counts = [len(call(lif_simulate, np.full(5000, I), 1e-4, *neuron)) / 0.5 for I in currents]
curve(currents / 1e-12, counts, "current (pA)", "spikes per second")

# %% 2.4
rng = np.random.default_rng(7)
a = np.sort(rng.uniform(0, 40, 800))
b = np.sort(np.concatenate([a[::2] + 10e-3, rng.uniform(0, 40, 400)]))
lags, covariance = call(cross_covariance, a, b[b < 40], 40.0, 50e-3, 2e-3)
grid = np.arange(-25, 26) * 2.0
curve(
    grid,
    np.interp(grid, 1e3 * np.asarray(lags), covariance),
    "lag (ms)",
    "covariance density (1/s²)",
)

# %% 2.8
R = np.linspace(0, 10_000, 51)
jumps, tau = np.array([0.2e-3, -0.4e-3]), 20e-3
means = [1e3 * call(voltage, jumps, np.array([5000.0, r]), tau)[0] for r in R]
curve(R, means, "rate of inhibition (Hz)", "mean voltage above rest (mV)")

# %% 2.8
R = np.linspace(0, 10_000, 51)
jumps, tau = np.array([0.2e-3, -0.4e-3]), 20e-3
spreads = [1e3 * call(voltage, jumps, np.array([5000.0, r]), tau)[1] for r in R]
curve(R, spreads, "rate of inhibition (Hz)", "standard deviation of the voltage (mV)")
