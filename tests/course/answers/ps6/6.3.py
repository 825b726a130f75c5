# %% right-einsum
# about: all traces first
# score: 22
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    psi, eps, traces = 1 / (1 + np.abs(V - theta) / b) ** 2, np.zeros(x.shape[1]), []
    trace = 0
    for now, slope in zip(x, psi):
        eps = alpha * eps + now
        trace = beta * trace + eps[:, None] * slope
        traces.append(trace)
    return np.einsum("tij,tj->ij", np.array(traces), g @ U.T)

# %% wrong-no-beta
# about: no memory of the readout
# score: 4
# hint: The memory of the readout is missing in the trace
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, found = np.zeros(x.shape[1]), 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        found = found + np.outer(eps, (U @ g[t]) / (1 + np.abs(V[t] - theta) / b) ** 2)
    return found

# %% wrong-no-alpha
# about: the input is not filtered
# score: 4
# hint: The input is not filtered
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    trace, found = 0, 0
    for t in range(len(x)):
        trace = beta * trace + np.outer(x[t], 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found

# %% wrong-exchanged
# about: alpha and beta exchanged
# score: 4
# hint: alpha and beta are exchanged
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = beta * eps + x[t]
        trace = alpha * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found

# %% wrong-no-surrogate
# about: without the surrogate
# score: 0
# hint: The surrogate is missing
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, np.ones(V.shape[1]))
        found = found + trace * (U @ g[t])
    return found

# %% wrong-late
# about: the trace is used before it is updated
# score: 0
# hint: The trace takes up the present step too late
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), np.zeros((x.shape[1], V.shape[1])), 0
    for t in range(len(x)):
        found = found + trace * (U @ g[t])
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
    return found

# %% wrong-no-U
# about: the same learning signal for all neurons
# score: 0
# hint: The learning signal is the same for all neurons
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * g[t].sum()
    return found

# %% wrong-at-the-end
# about: the learning signal summed first
# score: 4
# hint: The learning signal is summed over all steps
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace = np.zeros(x.shape[1]), 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
    return trace * (U @ g.sum(axis=0))

# %% wrong-transposed
# about: rows and columns exchanged
# score: 6
# hint: Rows and columns are exchanged
import numpy as np


def local_gradient(x, V, g, U, alpha, beta, theta, b):
    eps, trace, found = np.zeros(x.shape[1]), 0, 0
    for t in range(len(x)):
        eps = alpha * eps + x[t]
        trace = beta * trace + np.outer(eps, 1 / (1 + np.abs(V[t] - theta) / b) ** 2)
        found = found + trace * (U @ g[t])
    return found.T

# %% right-one-synapse-at-a-time
# about: loops over the synapses
# score: 22
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
