# %% right-golden
# about: the rheobase by a bounded minimisation, one long count, and errors from the residuals of the fit
# score: 40
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
@measurement
def my_neurons(bench):
    steps, gate, values, errors = np.unique(np.rint(np.geomspace(45, 1000, 60))), 7.0, [], []
    I = volts(steps) * 1e-9
    for k in range(4):
        N = bench.count(k, steps, gate)
        I_rh, tau, t_ref = identify(I, N, gate)
        J, N = I[N > 0], N[N > 0]
        T, x = gate / N, np.log(J / (J - I_rh))
        slopes = np.column_stack([tau / (J - I_rh), x, np.ones(J.size)]) * (N / T)[:, None]
        rest = (T - t_ref - tau * x) * N / T
        spread = np.linalg.inv(slopes.T @ slopes) * np.sum(rest**2) / (J.size - 3)
        values.append((I_rh, tau, t_ref))
        errors.append(1.96 * np.sqrt(np.diag(spread)))
    return np.array(values), np.array(errors)

# %% right-list-of-tuples
# about: three longer repetitions, and lists as the result
# score: 40
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    J, N = I[counts > 1], counts[counts > 1]
    T, w = gate / N, N**4 / np.sum(N**4)
    tried = np.linspace(I[counts <= 1].max(), J.min(), 402)[1:-1, None]  # all at once
    x = np.log(J / (J - tried))
    mean_x, mean_T = (w * x).sum(1, keepdims=True), np.sum(w * T)
    tau = (w * (x - mean_x) * (T - mean_T)).sum(1) / (w * (x - mean_x) ** 2).sum(1)
    t_ref = mean_T - tau * mean_x[:, 0]
    best = np.argmin((w * (tau[:, None] * x + t_ref[:, None] - T) ** 2).sum(1))
    return tried[best, 0], tau[best], t_ref[best]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    values, errors = [], []
    for k in range(4):
        found = np.array([identify(I, bench.count(k, steps, 3.4), 3.4) for _ in range(3)])
        values.append(list(found.mean(0)))
        errors.append(list(4.3 * found.std(0, ddof=1) / 3**0.5))
    return [values, errors]

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
    for I_rh in np.linspace(low, high, 102)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return (J.min(), *best[2:])


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:28, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)

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
    for I_rh in np.linspace(low, high, 102)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return (low, *best[2:])


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:28, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)

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
    for I_rh in np.linspace(low, high, 102)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return ((low + J.min()) / 2, *best[2:])


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:28, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)

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
    for I_rh in np.linspace(low, high, 102)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1], best[3], best[2]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)

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
    for I_rh in np.linspace(low, high, 102)[1:-1]:
        x, w = np.log10(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1:]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)

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
    for I_rh in np.linspace(low, high, 102)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1], best[2], 0.0


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)

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
    for I_rh in np.linspace(low, high, 102)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1], best[2] * 1e3, best[3] * 1e3


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)

# %% wrong-one-neuron
# about: one neuron four times
# score: 21
# hint: All four neurons are the same
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    fires = counts > 1
    J, T = I[fires], gate / counts[fires]
    low, high = I[~fires].max(), J.min()
    best = (np.inf, 0.0, 0.0, 0.0)
    for I_rh in np.linspace(low, high, 102)[1:-1]:
        x, w = np.log(J / (J - I_rh)), counts[fires] / T
        tau, t_ref = np.polyfit(x, T, 1, w=w)
        best = min(best, (np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
    return best[1:]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(0, steps, 2.0), 2.0) for _ in range(5)]] * 4
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)

# %% right-jackknife
# about: one long count, and errors from leaving out every tenth current
# score: 40
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    J, N = I[counts > 1], counts[counts > 1]
    T, w = gate / N, N**4 / np.sum(N**4)
    tried = np.linspace(I[counts <= 1].max(), J.min(), 4002)[1:-1, None]  # all at once
    x = np.log(J / (J - tried))
    mean_x, mean_T = (w * x).sum(1, keepdims=True), np.sum(w * T)
    tau = (w * (x - mean_x) * (T - mean_T)).sum(1) / (w * (x - mean_x) ** 2).sum(1)
    t_ref = mean_T - tau * mean_x[:, 0]
    best = np.argmin((w * (tau[:, None] * x + t_ref[:, None] - T) ** 2).sum(1))
    return tried[best, 0], tau[best], t_ref[best]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    values, errors = [], []
    for k in range(4):
        N = bench.count(k, steps, 10.0)
        part = np.arange(len(I)) % 10
        each = np.array([identify(I[part != p], N[part != p], 10.0) for p in range(10)])
        values.append(identify(I, N, 10.0))
        errors.append(2.26 * np.sqrt(9 / 10 * np.sum((each - each.mean(0)) ** 2, axis=0)))
    return np.array(values), np.array(errors)

# %% wrong-as-wide-as-allowed
# about: the errors are the limits of the problem, without a look at the scatter
# score: 31
# hint: The errors are too large
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    firing = counts > 1
    J, T, w = I[firing], gate / counts[firing], counts[firing] ** 2 / gate
    low, high = I[~firing].max(), J.min()
    for _ in range(4):
        fits = []
        for I_rh in np.linspace(low, high, 42)[1:-1]:
            x = np.log(J / (J - I_rh))
            tau, t_ref = np.polyfit(x, T, 1, w=w)
            fits.append((np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
        best, width = min(fits), (high - low) / 20
        low, high = max(low, best[1] - width), min(high, best[1] + width)
    return best[1:]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    values = np.mean(found, axis=1)
    return values, np.column_stack([0.019 * values[:, 0], 0.039 * values[:, 1], np.full(4, 0.29e-3)])

# %% wrong-standard-error
# about: the standard error of three repetitions, without ddof and without the factor of Student's distribution
# score: 31
# hint: Fewer than three quarters of your 72 intervals
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    firing = counts > 1
    J, T, w = I[firing], gate / counts[firing], counts[firing] ** 2 / gate
    low, high = I[~firing].max(), J.min()
    for _ in range(4):
        fits = []
        for I_rh in np.linspace(low, high, 42)[1:-1]:
            x = np.log(J / (J - I_rh))
            tau, t_ref = np.polyfit(x, T, 1, w=w)
            fits.append((np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
        best, width = min(fits), (high - low) / 20
        low, high = max(low, best[1] - width), min(high, best[1] + width)
    return best[1:]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 3.4), 3.4) for _ in range(3)] for k in range(4)]
    return np.mean(found, axis=1), np.std(found, axis=1) / np.sqrt(3)

# %% wrong-values-alone
# about: no errors are returned
# score: 21
# hint: Return two results: the values and their errors
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    firing = counts > 1
    J, T, w = I[firing], gate / counts[firing], counts[firing] ** 2 / gate
    low, high = I[~firing].max(), J.min()
    for _ in range(4):
        fits = []
        for I_rh in np.linspace(low, high, 42)[1:-1]:
            x = np.log(J / (J - I_rh))
            tau, t_ref = np.polyfit(x, T, 1, w=w)
            fits.append((np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
        best, width = min(fits), (high - low) / 20
        low, high = max(low, best[1] - width), min(high, best[1] + width)
    return best[1:]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 2.0), 2.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1)

# %% wrong-too-long
# about: the repetitions take 72 minutes
# score: 21
# hint: my_neurons stops with OutOfTime
import numpy as np
def identify(I, counts, gate):
    """Return the rheobase in A, the time constant in s and the refractory time in s."""
    I, counts = np.asarray(I, dtype=float), np.asarray(counts, dtype=float)
    firing = counts > 1
    J, T, w = I[firing], gate / counts[firing], counts[firing] ** 2 / gate
    low, high = I[~firing].max(), J.min()
    for _ in range(4):
        fits = []
        for I_rh in np.linspace(low, high, 42)[1:-1]:
            x = np.log(J / (J - I_rh))
            tau, t_ref = np.polyfit(x, T, 1, w=w)
            fits.append((np.sum((w * (tau * x + t_ref - T)) ** 2), I_rh, tau, t_ref))
        best, width = min(fits), (high - low) / 20
        low, high = max(low, best[1] - width), min(high, best[1] + width)
    return best[1:]


@measurement
def my_neurons(bench):
    """Return the values and the errors of the neurons 0 to 3, two arrays of the shape (4, 3): rheobase, time constant, refractory time."""
    steps = np.r_[40:320:9, 340:1000:60]
    I = volts(steps) * 1e-9
    found = [[identify(I, bench.count(k, steps, 5.0), 5.0) for _ in range(5)] for k in range(4)]
    return np.mean(found, axis=1), 2.78 * np.std(found, axis=1, ddof=1) / np.sqrt(5)
