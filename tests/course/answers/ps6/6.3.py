# %% right-sorted
# about: one loop over the steps; the distances are sorted
# score: 28
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found


def narrowest(V, theta, least, n):
    closest = np.sort(np.abs(V - theta).min(axis=0))
    return closest[n - 1] / (1 / np.sqrt(least) - 1)

# %% right-einsum
# about: all traces first; the width by halving an interval
# score: 28
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    psi, eps, traces = 1 / (1 + np.abs(V - theta) / b) ** 2, np.zeros(x.shape[1]), []
    trace = 0
    for now, slope in zip(x, psi):
        eps = alpha * eps + now
        trace = beta * trace + eps[:, None] * slope
        traces.append(trace)
    return np.einsum("tij,tj->ij", np.array(traces), g @ U.T)


def narrowest(V, theta, least, n):
    low, high = 1e-4 * theta, 1e3 * theta
    while high > 1.0001 * low:
        b = (low * high) ** 0.5
        reached = (1 / (1 + np.abs(V - theta) / b) ** 2 >= least).any(axis=0)
        low, high = (low, b) if reached.sum() >= n else (b, high)
    return high

# %% wrong-no-beta
# about: no memory of the readout
# score: 10
# hint: The memory of the readout is missing in the trace
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, found = np.zeros(x.shape[1]), 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        found = found + np.outer(eps, (U @ g[t]) / (1 + np.abs(V[t] - theta) / b) ** 2)
    return found


def narrowest(V, theta, least, n):
    closest = np.sort(np.abs(V - theta).min(axis=0))
    return closest[n - 1] / (1 / np.sqrt(least) - 1)

# %% wrong-no-alpha
# about: the input is not filtered
# score: 10
# hint: The input is not filtered
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    trace, found = 0, 0
    for t in range(len(x)):
        trace = beta * trace + np.outer(x[t], 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found


def narrowest(V, theta, least, n):
    closest = np.sort(np.abs(V - theta).min(axis=0))
    return closest[n - 1] / (1 / np.sqrt(least) - 1)

# %% wrong-exchanged
# about: alpha and beta exchanged
# score: 10
# hint: alpha and beta are exchanged
# from: right-sorted
# -         eps = alpha * eps + x[t]
# -         trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
# +         eps = beta * eps + x[t]
# +         trace = alpha * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)

# %% wrong-no-surrogate
# about: without the surrogate
# score: 6
# hint: The surrogate is missing
# from: right-sorted
# -         trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
# +         trace = beta * trace + np.outer(eps, np.ones(V.shape[1]))

# %% wrong-late
# about: the trace is used before it is updated
# score: 6
# hint: The trace takes up the present step too late
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), np.zeros((x.shape[1], V.shape[1])), 0
    for t in range(len(x)):
        found = found + trace * (U @ g[t])
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
    return found


def narrowest(V, theta, least, n):
    closest = np.sort(np.abs(V - theta).min(axis=0))
    return closest[n - 1] / (1 / np.sqrt(least) - 1)

# %% wrong-no-U
# about: the same learning signal for all neurons
# score: 6
# hint: U is missing in the learning signal
# from: right-sorted
# -         found = found + trace * (U @ g[t])
# +         found = found + trace * g[t].sum()

# %% wrong-at-the-end
# about: the learning signal summed first
# score: 10
# hint: The learning signal is summed over all steps
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace = np.zeros(x.shape[1]), 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
    return trace * (U @ g.sum(axis=0))


def narrowest(V, theta, least, n):
    closest = np.sort(np.abs(V - theta).min(axis=0))
    return closest[n - 1] / (1 / np.sqrt(least) - 1)

# %% wrong-transposed
# about: rows and columns exchanged
# score: 12
# hint: Rows and columns are exchanged
# from: right-sorted
# -     return found
# +     return found.T

# %% right-one-synapse-at-a-time
# about: loops over the synapses, and over the neurons
# score: 28
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    signal = g @ U.T
    found = np.zeros((x.shape[1], V.shape[1]))
    for i in range(x.shape[1]):
        for j in range(V.shape[1]):
            filtered = trace = 0.0
            for t in range(len(x)):
                filtered = alpha * filtered + x[t, i]
                trace = beta * trace + filtered / (1 + abs(V[t, j] - theta) / b) ** 2
                found[i, j] += signal[t, j] * trace
    return found


def narrowest(V, theta, least, n):
    widths = []
    for j in range(V.shape[1]):
        distance = min(abs(V[t, j] - theta) for t in range(V.shape[0]))
        widths.append(distance * least**0.5 / (1 - least**0.5))
    return sorted(widths)[n - 1]

# %% right-small-steps
# about: the width grows in small steps
# score: 28
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found


def narrowest(V, theta, least, n):
    psi = 0
    b = 5e-4 * theta
    while np.sum(psi >= least) < n:
        b = b * 1.003
        psi = np.max(1 / (1 + np.abs(V - theta) / b) ** 2, axis=0)
    return b

# %% right-ranked
# about: the neurons ranked by their largest surrogate
# score: 28
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found


def narrowest(V, theta, least, n):
    """The surrogate with the width theta ranks the neurons as every other width does."""
    psi = 1 / (1 + np.abs(V / theta - 1)) ** 2
    ranked = -np.partition(-psi.max(axis=0), n - 1)
    distance = theta * (ranked[n - 1] ** -0.5 - 1)
    return float(distance / (least**-0.5 - 1))

# %% wrong-mean-distance
# about: the distance averaged over the steps
# score: 24
# hint: The distance from the threshold is averaged over the steps
# from: right-sorted
# -     closest = np.sort(np.abs(V - theta).min(axis=0))
# +     closest = np.sort(np.abs(V - theta).mean(axis=0))

# %% wrong-all-steps
# about: all steps in place of one
# score: 24
# hint: the surrogate of n neurons is large enough in all steps
# from: right-sorted
# -     closest = np.sort(np.abs(V - theta).min(axis=0))
# +     closest = np.sort(np.abs(V - theta).max(axis=0))

# %% wrong-pooled
# about: all voltages in one list
# score: 24
# hint: Steps are counted in place of neurons
# from: right-sorted
# -     closest = np.sort(np.abs(V - theta).min(axis=0))
# +     closest = np.sort(np.abs(V - theta), axis=None)

# %% wrong-peak
# about: the largest voltage of each neuron alone
# score: 24
# hint: Only the largest voltage of each neuron
# from: right-sorted
# -     closest = np.sort(np.abs(V - theta).min(axis=0))
# +     closest = np.sort(np.abs(V.max(axis=0) - theta))

# %% wrong-sign
# about: without the absolute value
# score: 24
# hint: The distance from the threshold has a sign
# from: right-sorted
# -     closest = np.sort(np.abs(V - theta).min(axis=0))
# +     closest = np.sort((theta - V).min(axis=0))

# %% wrong-below
# about: voltages above the threshold left out
# score: 24
# hint: Only voltages below the threshold are considered
# from: right-sorted
# -     closest = np.sort(np.abs(V - theta).min(axis=0))
# +     closest = np.sort(np.where(V < theta, theta - V, np.inf).min(axis=0))

# %% wrong-no-theta
# about: the threshold left out
# score: 22
# hint: The distance is measured from the voltage 0
# from: right-sorted
# -     closest = np.sort(np.abs(V - theta).min(axis=0))
# +     closest = np.sort(np.abs(V).min(axis=0))

# %% wrong-all-neurons
# about: a width that reaches all neurons
# score: 24
# hint: This width reaches all neurons
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[-1] / (1 / np.sqrt(least) - 1)

# %% wrong-from-the-farthest
# about: ordered from the farthest neuron
# score: 24
# hint: The neurons are ordered from the farthest
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[-n] / (1 / np.sqrt(least) - 1)

# %% wrong-one-more
# about: one neuron too many
# score: 22
# hint: This width reaches one neuron too many
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[n] / (1 / np.sqrt(least) - 1)

# %% wrong-distance
# about: the distance in place of the width
# score: 24
# hint: This is a distance from the threshold
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[n - 1]

# %% wrong-no-root
# about: the square of the surrogate left out
# score: 24
# hint: The square of equation (6.8) is missing
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[n - 1] / (1 / least - 1)

# %% wrong-times
# about: multiplied in place of divided
# score: 24
# hint: The distance is multiplied by the factor
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[n - 1] * (1 / np.sqrt(least) - 1)

# %% wrong-triangle
# about: the width of a triangle
# score: 24
# hint: This is the width of a triangle
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[n - 1] / (1 - least)

# %% wrong-no-one
# about: the 1 of the bracket left out
# score: 24
# hint: The 1 in the bracket of equation (6.8) is missing
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[n - 1] * np.sqrt(least)

# %% wrong-mean-surrogate
# about: the mean of the surrogate in place of its largest value
# score: 24
# hint: The mean of the surrogate over the steps is compared
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found


def narrowest(V, theta, least, n):
    low, high = 1e-4 * theta, 1e3 * theta
    while high > 1.0001 * low:
        b = (low * high) ** 0.5
        reached = (1 / (1 + np.abs(V - theta) / b) ** 2).mean(axis=0) >= least
        low, high = (low, b) if reached.sum() >= n else (b, high)
    return high

# %% wrong-one-too-few
# about: one neuron too few
# score: 24
# hint: This width reaches one neuron too few
# from: right-sorted
# -     return closest[n - 1] / (1 / np.sqrt(least) - 1)
# +     return closest[n - 2] / (1 / np.sqrt(least) - 1)

# %% wrong-unit
# about: the threshold taken as 1
# score: 22
# hint: The threshold is taken as 1
# from: right-sorted
# -     closest = np.sort(np.abs(V - theta).min(axis=0))
# +     closest = np.sort(np.abs(V - 1).min(axis=0))

# %% wrong-in-place
# about: the voltages are changed
# score: 26
# hint: changes
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found


def narrowest(V, theta, least, n):
    V -= theta
    closest = np.sort(np.abs(V).min(axis=0))
    return closest[n - 1] / (1 / np.sqrt(least) - 1)
