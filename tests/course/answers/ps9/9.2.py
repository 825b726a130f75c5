# %% right-golden
# about: the rheobase by a bounded minimisation
# score: 25
import numpy as np
from scipy.optimize import minimize_scalar
def identify(I, counts, gate):
    I, counts = np.array(I, dtype=float), np.array(counts, dtype=float)
    silent, J, N = I[counts == 0].max(), I[counts > 0], counts[counts > 0]
    T = gate / N
    def fit(I_rh):
        A = np.column_stack([np.log(J / (J - I_rh)), np.ones(J.size)]) * (N / T)[:, None]
        return np.linalg.lstsq(A, N, rcond=None)
    best = minimize_scalar(lambda I_rh: float(np.sum(fit(I_rh)[1])), bounds=(silent, J.min() * (1 - 1e-9)), method="bounded", options={"xatol": 1e-16})
    tau, t_ref = fit(best.x)[0]
    return [best.x, tau, t_ref]
def my_neurons():
    found, bench = [], my_bench()
    for k in range(4):
        steps = np.unique(np.rint(np.geomspace(45, 1000, 60)))
        found.append(identify(volts(steps) * 1e-9, bench.count(k, steps, 5.0), 5.0))
    return np.array(found)

# %% right-list-of-tuples
# about: a finer grid, and a list as the result
# score: 25
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 1002)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1:]


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    return [tuple(identify(I, bench.count(k, steps, 4.0), 4.0)) for k in (0, 1, 2, 3)]

# %% wrong-first-firing
# about: the smallest current that fires is taken for the rheobase
# score: 0
# hint: This is the smallest current that fires
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return (J.min(), *best[2:])


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:28, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])

# %% wrong-last-silent
# about: the largest silent current is taken for the rheobase
# score: 0
# hint: This is the largest current that is silent
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return (low, *best[2:])


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:28, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])

# %% wrong-middle
# about: the middle between silent and firing
# score: 0
# hint: This is the middle between
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return ((low + J.min()) / 2, *best[2:])


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:28, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])

# %% wrong-swapped
# about: the refractory time second
# score: 0
# hint: Time constant and refractory time are swapped
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1], best[3], best[2]


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])

# %% wrong-log10
# about: the logarithm with the base 10
# score: 0
# hint: The logarithm has the base 10
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log10(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1:]


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])

# %% wrong-refractory-zero
# about: the refractory time is forgotten
# score: 0
# hint: The refractory time is left out
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1], best[2], 0.0


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])

# %% wrong-milliseconds
# about: times in milliseconds
# score: 0
# hint: This is a number of milliseconds
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1], best[2] * 1e3, best[3] * 1e3


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])

# %% wrong-another-chip
# about: the neurons of another student's chip
# score: 14
# hint: not the neurons of your chip
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1:]


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = lab.Bench(lab.VirtualChip(np.random.default_rng(77)))
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])

# %% wrong-one-neuron
# about: one neuron four times
# score: 14
# hint: All four neurons are the same
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1:]


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    bench = my_bench()
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    n = bench.count(0, steps, 4.0)
    return np.array([identify(I, n, 4.0) for k in range(4)])

# %% wrong-data-book
# about: the same typical neuron four times
# score: 14
# hint: All four neurons are the same
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 402)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1:]


def my_neurons():
    """Return rheobase, time constant and refractory time of the neurons 0 to 3 of your chip, an array of the shape (4, 3)."""
    return np.array([[200e-12, 20e-3, 3e-3]] * 4)
    bench = my_bench()
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    return np.array([identify(I, bench.count(k, steps, 4.0), 4.0) for k in range(4)])
