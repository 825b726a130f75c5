# %% right-mended
# about: both lines mended
# score: 27
import numpy as np


def importance(w, X):
    p = 1 / (1 + np.exp(-X @ w))
    F = np.zeros(len(w))
    for y, share in (1, p), (0, 1 - p):
        F += (share * (y - p) ** 2) @ X**2 / len(X)
    return F


def learn(tasks, lam):
    w, eta = np.zeros(tasks[0][0].shape[1]), 0.5
    anchor, F = w.copy(), np.zeros(len(w))
    for X, y in tasks:
        for _ in range(400):
            p = 1 / (1 + np.exp(-X @ w))
            gradient = (p - y) @ X / len(X)
            w -= eta * (gradient + lam * F * (w - anchor)) / (1 + eta * lam * F)
        anchor, F = w.copy(), F + importance(w, X)
    return w


def remedies():
    return [0, 2, 1, 3, 4]

# %% right-not-in-place
# about: a new array at each step, so that no copy is needed
# score: 27
import numpy as np


def importance(w, X):
    p = 1 / (1 + np.exp(-X @ w))
    F = np.zeros(len(w))
    for y, share in (1, p), (0, 1 - p):
        F += share @ ((y - p)[:, None] * X) ** 2 / len(X)
    return F


def learn(tasks, lam):
    w, eta = np.zeros(tasks[0][0].shape[1]), 0.5
    anchor, F = w.copy(), np.zeros(len(w))
    for X, y in tasks:
        for _ in range(400):
            p = 1 / (1 + np.exp(-X @ w))
            gradient = (p - y) @ X / len(X)
            w = w - eta * (gradient + lam * F * (w - anchor)) / (1 + eta * lam * F)
        anchor, F = w, F + importance(w, X)
    return w


def remedies():
    return [0, 2, 1, 3, 4]

# %% right-short
# about: the short expression of problem 8.3, and np.array for a copy
# score: 27
import numpy as np


def importance(w, X):
    p = 1 / (1 + np.exp(-X @ w))
    return np.mean(X**2 * (p * (1 - p))[:, None], axis=0)


def learn(tasks, lam):
    w, eta = np.zeros(tasks[0][0].shape[1]), 0.5
    anchor, F = w.copy(), np.zeros(len(w))
    for X, y in tasks:
        for _ in range(400):
            p = 1 / (1 + np.exp(-X @ w))
            gradient = (p - y) @ X / len(X)
            w -= eta * (gradient + lam * F * (w - anchor)) / (1 + eta * lam * F)
        anchor, F = np.array(w), F + importance(w, X)
    return w


def remedies():
    return np.array([0, 2, 1, 3, 4])

# %% right-step
# about: the implicit step as in problem 8.2
# score: 27
import numpy as np


def importance(w, X):
    p = 1 / (1 + np.exp(-X @ w))
    F = np.zeros(len(w))
    for y, share in (1, p), (0, 1 - p):
        F += (share * (y - p) ** 2) @ X**2 / len(X)
    return F


def learn(tasks, lam):
    w, eta = np.zeros(tasks[0][0].shape[1]), 0.5
    anchor, F = w.copy(), np.zeros(len(w))
    for X, y in tasks:
        for _ in range(400):
            p = 1 / (1 + np.exp(-X @ w))
            gradient = (p - y) @ X / len(X)
            w = (w - eta * gradient + eta * lam * F * anchor) / (1 + eta * lam * F)
        anchor, F = w.copy(), F + importance(w, X)
    return w


def remedies():
    return (0, 2, 1, 3, 4)

# %% wrong-as-handed-over
# about: both bugs
# score: 5
# hint: The importance is far too small
# from: right-mended
# -         F += (share * (y - p) ** 2) @ X**2 / len(X)
# +         F += ((share * (y - p)) @ X / len(X)) ** 2
#
# -         anchor, F = w.copy(), F + importance(w, X)
# +         anchor, F = w, F + importance(w, X)

# %% wrong-sum
# about: squares added, not averaged
# score: 5
# hint: too large by the number of inputs
# from: right-mended
# -         F += (share * (y - p) ** 2) @ X**2 / len(X)
# +         F += (share * (y - p) ** 2) @ X**2

# %% wrong-squared-share
# about: the probability squared with the derivative
# score: 15
# hint: The probability of each class is squared
# from: right-mended
# -         F += (share * (y - p) ** 2) @ X**2 / len(X)
# +         F += ((share * (y - p)) ** 2) @ X**2 / len(X)

# %% wrong-x
# about: inputs not squared
# score: 12
# hint: The inputs are not squared
# from: right-mended
# -         F += (share * (y - p) ** 2) @ X**2 / len(X)
# +         F += (share * (y - p) ** 2) @ X / len(X)

# %% wrong-sum-squared
# about: a sum squared
# score: 12
# hint: A sum over the inputs is squared
# from: right-mended
# -         F += (share * (y - p) ** 2) @ X**2 / len(X)
# +         F += ((share * (y - p)) @ X) ** 2

# %% wrong-no-sum
# about: importances of the last task alone
# score: 25
# hint: Only the importance of the last task
# from: right-mended
# -         anchor, F = w.copy(), F + importance(w, X)
# +         anchor, F = w.copy(), importance(w, X)

# %% wrong-first-anchor
# about: springs fixed at the first task for ever
# score: 25
# hint: The springs stay fixed at the weights after the first task
# from: right-mended
# -         anchor, F = w.copy(), F + importance(w, X)
# +         anchor, F = (w.copy() if not F.any() else anchor), F + importance(w, X)

# %% wrong-no-learning
# about: nothing learnt
# score: 15
# hint: After the first task alone
# from: right-mended
# -             w -= eta * (gradient + lam * F * (w - anchor)) / (1 + eta * lam * F)
# +             w -= 0 * gradient

# %% wrong-second-never
# about: the second task is not learnt
# score: 15
# hint: should turn the sign
# from: right-mended
# -             w -= eta * (gradient + lam * F * (w - anchor)) / (1 + eta * lam * F)
# +             w -= (0 if F.any() else 1) * eta * gradient

# %% wrong-remedy-swapped
# about: replay and springs exchanged
# score: 22
# hint: where no images may be kept there is nothing to mix in
# from: right-mended
# -     return [0, 2, 1, 3, 4]
# +     return [0, 1, 2, 3, 4]

# %% wrong-remedy-first
# about: springs where nothing is forgotten
# score: 22
# hint: A network that forgets nothing needs no remedy
# from: right-mended
# -     return [0, 2, 1, 3, 4]
# +     return [1, 2, 0, 3, 4]

# %% wrong-remedy-second
# about: levels of stability against classes that compete
# score: 22
# hint: Springs fail where the outputs
# from: right-mended
# -     return [0, 2, 1, 3, 4]
# +     return [0, 4, 1, 3, 2]

# %% wrong-remedy-third
# about: a reference read for permuted pixels
# score: 22
# hint: No examples may be kept
# from: right-mended
# -     return [0, 2, 1, 3, 4]
# +     return [0, 2, 3, 1, 4]

# %% wrong-remedy-drift
# about: levels of stability against drift
# score: 22
# hint: Nothing is learnt there
# from: right-mended
# -     return [0, 2, 1, 3, 4]
# +     return [0, 2, 1, 4, 3]

# %% wrong-remedy-count
# about: four numbers
# score: 22
# hint: Return one number for each
# from: right-mended
# -     return [0, 2, 1, 3, 4]
# +     return [0, 2, 1, 3]

# %% wrong-remedy-synapse
# about: nothing for the synapses
# score: 22
# hint: A synapse with a single time scale
# from: right-mended
# -     return [0, 2, 1, 3, 4]
# +     return [0, 2, 1, 3, 0]

# %% wrong-takes-tasks-out
# about: takes the tasks out of the list that is given
# score: 25
# hint: Your function changes its input tasks in place; work on a copy, as in copy.deepcopy(tasks)
# from: right-mended
# -     for X, y in tasks:
# +     while tasks:
# +         X, y = tasks.pop(0)
#
# -     return [0, 2, 1, 3, 4]
# -
# +     return [0, 2, 1, 3, 4]
