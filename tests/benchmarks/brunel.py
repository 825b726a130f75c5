"""N. Brunel's network in its four regimes, in twelve lines of the public API, beside the mean field.

Source: N. Brunel, J. Computational Neuroscience 8:183 (2000), doi:10.1023/A:1008925309027, model A: synchronous regular (SR, g = 3,
η = 2), fast synchronous irregular (SI, g = 6, η = 4), asynchronous irregular (AI, g = 5, η = 2), slow synchronous irregular (g = 4.5,
η = 0.9). Here 2500 neurons with 500 excitatory inputs of 0.2 mV each stand for 12500 with 1000 of 0.1 mV: the mean input is the same, its
variance twice as large, and pairs share more inputs. The mean field is that of the network as it runs, its time step included.

Run `python tests/benchmarks/brunel.py` to print the table: about 10 s on one core after the first compilation.
"""

import numpy as np
from scipy.optimize import brentq

from neurolib import LIF, Clocked, Network, codes
from neurolib.units import ms, mV

REGIMES = {"SR": (3, 2), "SI, fast": (6, 4), "AI": (5, 2), "SI, slow": (4.5, 0.9)}

# twelve lines
cell, J, C, dt = LIF(), 0.2 * mV, 500, 0.1 * ms  # LIF's usual values are Brunel's: τ 20 ms, 20 mV to the threshold, reset halfway, 2 ms
def simulated(g, eta, n=2500, T=0.5):  # noqa: E302, E305
    net = Network()
    drive, cells = net.poisson(n, eta * 20 * mV / (J * cell.tau)), net.population(cell, n, V="uniform")
    net.project(drive, cells, J, dt, pairs="one_to_one")
    net.project(cells[: 4 * n // 5], cells, J, 1.5 * ms, in_degree=C, autapses=False)
    net.project(cells[4 * n // 5 :], cells, -g * J, 1.5 * ms, in_degree=C // 4, autapses=False)
    return Clocked(dt).run(net, T, seed=1)
def gap(nu, g, eta):  # noqa: E302
    (up, s), (down, q) = cell.shot_noise(J, eta * 20 * mV / (J * cell.tau) + C * nu), cell.shot_noise(-g * J, C / 4 * nu)
    return cell.rate(cell.g_L * (up + down), np.sqrt(2 * (s * s + q * q)), dt) - nu
def mean_field(g, eta): return brentq(gap, 0.01, 499, args=(g, eta))  # noqa: E302, E704


def row(name, g, eta, **size):
    """Return the rates by simulation and mean field (Hz), the mean CV, and how much the rate in 1 ms varies, from 0.1 s on."""
    run = simulated(g, eta, **size)
    late = [train[train > 0.1] for train in run.trains("LIF")]
    _, rate = codes.population_rate(late, run.duration, 1 * ms)
    cv = np.mean([codes.cv(train) for train in late if len(train) > 3] or [np.nan])
    return name, rate[100:].mean(), mean_field(g, eta), cv, rate[100:].std() / rate[100:].mean()


if __name__ == "__main__":
    print(f"{'regime':10}{'g':>5}{'eta':>5}{'rate':>9}{'theory':>9}{'ratio':>7}{'CV':>6}{'sd/mean of the rate in 1 ms':>29}")
    for name, (g, eta) in REGIMES.items():
        _, rate, theory, cv, varies = row(name, g, eta)
        print(f"{name:10}{g:5}{eta:5}{rate:9.2f}{theory:9.2f}{rate / theory:7.3f}{cv:6.2f}{varies:29.2f}")
