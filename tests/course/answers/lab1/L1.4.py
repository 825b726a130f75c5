# %% right-assignment
# about: columns by a linear assignment, a scale from the budget
# score: 24
import numpy as np
from scipy.optimize import linear_sum_assignment
def program(W, high, stuck, usage):
    wanted = 1e-6 + 18e-6 / np.abs(W).max() * np.concatenate([np.maximum(W, 0), np.maximum(-W, 0)], axis=1)
    given = np.where(stuck > 0, 25e-6, 1e-6)
    cost = np.array([usage @ ((stuck != 0) * (given - wanted[:, [n]]) ** 2) for n in range(20)])
    _, chosen = linear_sum_assignment(cost)
    G = np.full((64, 64), 1e-6)
    for n, j in enumerate(chosen):
        G[:, j] = np.clip(wanted[:, n] * 20e-6 / np.maximum(high[:, j], 1e-6), 1e-6, 25e-6)
    return chosen.reshape(2, 10).T, G, 45
@measurement
def my_program(bench, W, usage):
    """Return a program (columns, G, scale) for the chip on the bench."""
    resistors = np.zeros((40, 65), int)
    resistors[:20, 64], resistors[20:, 64] = 12, 90
    n = bench.read(resistors)
    zero, maps = n[:20].mean(0), []
    slope = (n[20:].mean(0) - zero) / (volts(90 - 12) / 10e3)
    for G in 1e-6, 20e-6:
        bench.write(G)
        n = np.mean([bench.read(row_by_row(113, 12)) for _ in range(4)], axis=0)
        maps.append((n - zero) / slope / volts(113))
    low, high = maps
    return program(W, high, (low > 8e-6).astype(int) - (high < 3e-6).astype(int), usage)

# %% right-lists
# about: the same choice as in the solution, and lists as results
# score: 24
import numpy as np
def program(W, high, stuck, usage):
    """Return a program (columns, G, scale) for a chip whose cells are known."""
    k = 19e-6 / np.abs(W).max()
    wanted = 1e-6 + k * np.stack([np.maximum(W, 0), np.maximum(-W, 0)], axis=2).reshape(64, 20)
    fixed = np.where(stuck > 0, 25e-6, 1e-6)
    bad = usage[:, None] * (stuck != 0)
    harm = np.array([(bad * (fixed - wanted[:, [n]]) ** 2).sum(0) for n in range(20)])
    columns = np.full(20, -1)
    for n in np.argsort(-harm.min(1)):
        harm[:, columns[columns >= 0]] = np.inf
        columns[n] = np.argmin(harm[n])
    G = np.full((64, 64), 1e-6)
    G[:, columns] = np.clip(wanted * 20e-6 / np.maximum(high[:, columns], 1e-6), 1e-6, 25e-6)
    return columns.reshape(10, 2).tolist(), G.tolist(), 60


@measurement
def my_program(bench, W, usage):
    """Return a program (columns, G, scale) for the chip on the bench."""
    resistors = np.zeros((40, 65), int)
    resistors[:20, 64], resistors[20:, 64] = 12, 90
    n = bench.read(resistors)
    zero, maps = n[:20].mean(0), []
    slope = (n[20:].mean(0) - zero) / (volts(90 - 12) / 10e3)
    for G in 1e-6, 20e-6:
        bench.write(G)
        n = np.mean([bench.read(row_by_row(113, 12)) for _ in range(4)], axis=0)
        maps.append((n - zero) / slope / volts(113))
    low, high = maps
    return program(W, high, (low > 8e-6).astype(int) - (high < 3e-6).astype(int), usage)

# %% wrong-no-factors
# about: requests are written as if every cell obeyed
# score: 4
# hint: The factors of the cells are not taken out
# from: right-lists
# -     G[:, columns] = np.clip(wanted * 20e-6 / np.maximum(high[:, columns], 1e-6), 1e-6, 25e-6)
# -     return columns.reshape(10, 2).tolist(), G.tolist(), 60
# +     G[:, columns] = np.clip(wanted, 1e-6, 25e-6)
# +     return columns.reshape(10, 2), G, 50

# %% wrong-factors-multiplied
# about: requests are multiplied by the factor
# score: 4
# hint: does not follow the weights
# from: right-lists
# -     G[:, columns] = np.clip(wanted * 20e-6 / np.maximum(high[:, columns], 1e-6), 1e-6, 25e-6)
# -     return columns.reshape(10, 2).tolist(), G.tolist(), 60
# +     G[:, columns] = np.clip(wanted * high[:, columns] / 20e-6, 1e-6, 25e-6)
# +     return columns.reshape(10, 2), G, 50

# %% wrong-first-columns
# about: columns 0 to 19 in order
# score: 4
# hint: A column with many stuck-on cells is in use
# from: right-lists
# -         columns[n] = np.argmin(harm[n])
# +         columns[n] = n
#
# -     return columns.reshape(10, 2).tolist(), G.tolist(), 60
# +     return columns.reshape(10, 2), G, 50

# %% wrong-signs
# about: the negative weights first
# score: 4
# hint: The signs are exchanged
# from: right-lists
# -     wanted = 1e-6 + k * np.stack([np.maximum(W, 0), np.maximum(-W, 0)], axis=2).reshape(64, 20)
# +     wanted = 1e-6 + k * np.stack([np.maximum(-W, 0), np.maximum(W, 0)], axis=2).reshape(64, 20)
#
# -     return columns.reshape(10, 2).tolist(), G.tolist(), 60
# +     return columns.reshape(10, 2), G, 50

# %% wrong-hot
# about: the largest scale
# score: 4
# hint: more than 1.3 nJ
# from: right-lists
# -     return columns.reshape(10, 2).tolist(), G.tolist(), 60
# +     return columns.reshape(10, 2), G, 113

# %% wrong-unused-columns
# about: unused columns keep 20 µS
# score: 4
# hint: Columns that are not in use conduct
# from: right-lists
# -     G = np.full((64, 64), 1e-6)
# +     G = np.full((64, 64), 20e-6)
#
# -     return columns.reshape(10, 2).tolist(), G.tolist(), 60
# +     return columns.reshape(10, 2), G, 50

# %% wrong-one-column
# about: one column for both signs
# score: 0
# hint: serve only one class and one sign
# from: right-lists
# -     return columns.reshape(10, 2).tolist(), G.tolist(), 60
# +     return np.repeat(columns[:10], 2).reshape(10, 2), G, 50
#
# -     return program(W, high, (low > 8e-6).astype(int) - (high < 3e-6).astype(int), usage)
# -
# +     return program(W, high, (low > 8e-6).astype(int) - (high < 3e-6).astype(int), usage)
