# %% right-eig
# about: np.linalg.eig, and the parts from a system of equations
# score: 9
import numpy as np


def hebb_weights(w, C, eta, t):
    values, vectors = np.linalg.eig(C)
    return vectors @ (np.exp(eta * values * t) * np.linalg.solve(vectors, w))


def doubling_time(C, eta):
    return np.log(2) / eta / max(np.linalg.eigvals(C))

# %% right-expm
# about: the exponential of the matrix
# score: 9
import numpy as np
from scipy.linalg import expm


def hebb_weights(w, C, eta, t):
    return expm(eta * t * C) @ w


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.norm(C, 2))

# %% right-lists
# about: a sum over eigenvectors, returned as a list
# score: 9
import numpy as np


def hebb_weights(w, C, eta, t):
    values, vectors = np.linalg.eigh(C)
    return list(sum(np.exp(eta * value * t) * (v @ w) * v for value, v in zip(values, vectors.T)))


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-by-itself
# about: each weight by its own mean square
# score: 2
# hint: Each weight grows by itself
# hint: Each weight grows by itself
import numpy as np


def hebb_weights(w, C, eta, t):
    return np.exp(eta * t * np.diag(C)) * w


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-changes-w
# about: the caller's weights are changed
# score: 5
# hint: changes its input w in place
import numpy as np


def hebb_weights(w, C, eta, t):
    values, e = np.linalg.eigh(C)
    w[:] = e @ (np.exp(eta * values * t) * (e.T @ w))
    return w.copy()


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-decays
# about: the exponents with the wrong sign
# score: 2
# hint: The weights decay here
import numpy as np


def hebb_weights(w, C, eta, t):
    values, e = np.linalg.eigh(C)
    return e @ (np.exp(-eta * values * t) * (e.T @ w))


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-doubling-linear
# about: two over the rate of growth
# score: 7
# hint: at constant speed
import numpy as np


def hebb_weights(w, C, eta, t):
    eigenvalues, e = np.linalg.eigh(C)
    return e @ (np.exp(eta * eigenvalues * t) * (e.T @ w))


def doubling_time(C, eta):
    return 2 / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-doubling-log10
# about: the logarithm to base 10
# score: 7
# hint: The logarithm has base 10
import numpy as np


def hebb_weights(w, C, eta, t):
    eigenvalues, e = np.linalg.eigh(C)
    return e @ (np.exp(eta * eigenvalues * t) * (e.T @ w))


def doubling_time(C, eta):
    return np.log10(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-doubling-smallest
# about: the smallest eigenvalue
# score: 7
# hint: You use the smallest eigenvalue
import numpy as np


def hebb_weights(w, C, eta, t):
    eigenvalues, e = np.linalg.eigh(C)
    return e @ (np.exp(eta * eigenvalues * t) * (e.T @ w))


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[0])

# %% wrong-doubling-trace
# about: the sum of the eigenvalues
# score: 7
# hint: You use the sum of the eigenvalues
import numpy as np


def hebb_weights(w, C, eta, t):
    eigenvalues, e = np.linalg.eigh(C)
    return e @ (np.exp(eta * eigenvalues * t) * (e.T @ w))


def doubling_time(C, eta):
    return np.log(2) / (eta * np.trace(C))

# %% wrong-e-folding
# about: the time for a factor e
# score: 7
# hint: The factor log(2) is missing
import numpy as np


def hebb_weights(w, C, eta, t):
    eigenvalues, e = np.linalg.eigh(C)
    return e @ (np.exp(eta * eigenvalues * t) * (e.T @ w))


def doubling_time(C, eta):
    return 1 / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-exponential-of-entries
# about: np.exp of the matrix
# score: 2
# hint: The exponential is taken of each entry
import numpy as np


def hebb_weights(w, C, eta, t):
    return np.exp(eta * t * C) @ w


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-largest-for-all
# about: the largest eigenvalue for all of w
# score: 2
# hint: All of w grows with the largest eigenvalue
import numpy as np


def hebb_weights(w, C, eta, t):
    return np.exp(eta * np.linalg.eigvalsh(C)[-1] * t) * w


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-no-learning-rate
# about: eta left out
# score: 0
# hint: The learning rate is missing
# hint: The learning rate is missing
import numpy as np


def hebb_weights(w, C, eta, t):
    values, e = np.linalg.eigh(C)
    return e @ (np.exp(values * t) * (e.T @ w))


def doubling_time(C, eta):
    return np.log(2) / np.linalg.eigvalsh(C)[-1]

# %% wrong-normalised
# about: brought to length 1
# score: 2
# hint: The weights are brought to length 1
import numpy as np


def hebb_weights(w, C, eta, t):
    values, e = np.linalg.eigh(C)
    grown = e @ (np.exp(eta * values * t) * (e.T @ w))
    return grown / np.linalg.norm(grown)


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-one-step
# about: one step of Euler's method
# score: 2
# hint: This is a single step of length t
import numpy as np


def hebb_weights(w, C, eta, t):
    return w + eta * t * C @ w


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-principal-only
# about: the part that grows fastest
# score: 2
# hint: Only the part that grows fastest is left
import numpy as np


def hebb_weights(w, C, eta, t):
    values, e = np.linalg.eigh(C)
    return np.exp(eta * values[-1] * t) * (e[:, -1] @ w) * e[:, -1]


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-rows
# about: eigenvectors taken from the rows
# score: 5
# hint: Rows and columns of the eigenvectors are exchanged
import numpy as np


def hebb_weights(w, C, eta, t):
    values, e = np.linalg.eigh(C)
    return e.T @ (np.exp(eta * values * t) * (e @ w))


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-small-steps
# about: a thousand steps of Euler's method
# score: 2
# hint: by less than 1 %
import numpy as np


def hebb_weights(w, C, eta, t):
    w = np.array(w, dtype=float)
    for _ in range(1000):
        w = w + eta * t / 1000 * C @ w
    return w


def doubling_time(C, eta):
    return np.log(2) / (eta * np.linalg.eigvalsh(C)[-1])

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
import numpy as np


def hebb_weights(w, C, eta, t):
    print(w)


def doubling_time(C, eta):
    print(eta)
