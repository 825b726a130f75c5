# %% right-lists
# about: with lists, and the surrogate as a quotient
# score: 24
import numpy as np


def backward(x, V, z, g, U, alpha, beta, theta, b):
    psi = b**2 / (b + np.abs(theta - V)) ** 2
    Y, delta = [0 * g[0]], [0 * V[0]]
    for t in reversed(range(len(x))):
        Y.append(g[t] + beta * Y[-1])
        delta.append(psi[t] * (U @ Y[-1]) + alpha * delta[-1])
    return x.T @ np.array(delta[:0:-1]), z.T @ np.array(Y[:0:-1])

# %% wrong-as-handed-over
# about: nothing mended
# score: 0
# hint: The surrogate has its peak at minus the threshold
import numpy as np


def backward(x, V, z, g, U, alpha, beta, theta, b):
    psi = 1 / (1 + np.abs(V + theta) / b) ** 2
    delta, Y = np.zeros_like(V), np.zeros_like(g)
    later, error = np.zeros(V.shape[1]), np.zeros(g.shape[1])
    for t in range(len(x) - 1, -1, -1):
        error = g[t] + beta * error
        later = psi[t] * (U @ error - theta * later) + alpha * later
        Y[t], delta[t] = error, later
    return x.T @ delta, z.T @ g

# %% wrong-leak
# about: the path through the leak removed with that through the reset
# score: 13
# hint: The path through the leak is gone, too
import numpy as np


def backward(x, V, z, g, U, alpha, beta, theta, b):
    psi = 1 / (1 + np.abs(V - theta) / b) ** 2
    delta, Y = np.zeros_like(V), np.zeros_like(g)
    error = np.zeros(g.shape[1])
    for t in range(len(x) - 1, -1, -1):
        error = g[t] + beta * error
        Y[t], delta[t] = error, psi[t] * (U @ error)
    return x.T @ delta, z.T @ Y

# %% right-summed-in-the-loop
# about: sums the outer products step by step
# score: 24
import numpy as np


def backward(x, V, z, g, U, alpha, beta, theta, b):
    dW, dU = np.zeros((x.shape[1], V.shape[1])), np.zeros(U.shape)
    later, error = np.zeros(V.shape[1]), np.zeros(U.shape[1])
    for step in reversed(range(len(x))):
        error = beta * error + g[step]
        slope = (1 + np.abs(V[step] - theta) / b) ** -2.0
        later = alpha * later + slope * (U @ error)
        dW += np.outer(x[step], later)
        dU += np.outer(z[step], error)
    return dW, dU
