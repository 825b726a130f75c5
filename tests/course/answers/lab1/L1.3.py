# %% right-loops
# about: cell by cell, and the mean logarithmic slope from sums
# score: 25
import numpy as np
def defects(low, high):
    """Return 1 where a cell is stuck on, -1 where it is stuck off, and 0 elsewhere."""
    rows, columns = np.shape(low)
    found = np.zeros((rows, columns), dtype=int)
    for i in range(rows):
        for j in range(columns):
            if low[i, j] > 8e-6:
                found[i, j] = 1
            elif high[i, j] < 3e-6:
                found[i, j] = -1
    return found


def exponent(t, I):
    """Return the drift exponent of currents (times, columns) at the times t since writing."""
    x, y = np.log10(t), np.log10(np.mean(I, axis=1))
    return -np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)


@measurement
def my_cells(bench):
    """Return the map of the stuck cells of the chip on the bench (64, 64), and its drift exponent."""
    alone, all_rows = np.zeros((10, 65), int), np.full((10, 65), 113)
    alone[:, 64] = all_rows[:, 64] = 12
    zero = bench.read(alone).mean(0)

    def measured(G):
        bench.write(G)
        n = np.mean([bench.read(row_by_row(113, 12)) for _ in range(4)], axis=0)
        return (n - zero) * 20e-9 / volts(113)

    stuck = defects(measured(1e-6), measured(20e-6))
    columns = (stuck == 1).sum(0) == 0
    bench.write(1e-6)
    written, t, I = bench.used - 20, [], []
    for pause in 0, 40, 140, 400, 600:
        bench.wait(pause)
        t.append(bench.used - written)
        I.append((bench.read(all_rows).mean(0) - zero)[columns] * 20e-9)
    return stuck, exponent(np.array(t), np.array(I))

# %% right-where
# about: np.where, floats, and the mean of the columns' exponents
# score: 25
import numpy as np
def defects(low, high):
    """Return 1 where a cell is stuck on, -1 where it is stuck off, and 0 elsewhere."""
    return np.where(low > 8e-6, 1.0, np.where(high < 3e-6, -1.0, 0.0))


def exponent(t, I):
    """Return the drift exponent of currents (times, columns) at the times t since writing."""
    return float(np.mean(-np.polyfit(np.log(t), np.log(I), 1)[0]))


@measurement
def my_cells(bench):
    """Return the map of the stuck cells of the chip on the bench (64, 64), and its drift exponent."""
    alone, all_rows = np.zeros((10, 65), int), np.full((10, 65), 113)
    alone[:, 64] = all_rows[:, 64] = 12
    zero = bench.read(alone).mean(0)

    def measured(G):
        bench.write(G)
        n = np.mean([bench.read(row_by_row(113, 12)) for _ in range(4)], axis=0)
        return (n - zero) * 20e-9 / volts(113)

    stuck = defects(measured(1e-6), measured(20e-6))
    columns = (stuck == 1).sum(0) == 0
    bench.write(1e-6)
    written, t, I = bench.used - 20, [], []
    for pause in 0, 40, 140, 400, 600:
        bench.wait(pause)
        t.append(bench.used - written)
        I.append((bench.read(all_rows).mean(0) - zero)[columns] * 20e-9)
    return stuck, exponent(np.array(t), np.array(I))

# %% wrong-signs
# about: 1 for stuck off
# score: 4
# hint: The signs are exchanged
# from: right-where
# -     return np.where(low > 8e-6, 1.0, np.where(high < 3e-6, -1.0, 0.0))
# +     return (np.asarray(high) < 3 * uS).astype(int) - (np.asarray(low) > 8 * uS).astype(int)
#
# -     return float(np.mean(-np.polyfit(np.log(t), np.log(I), 1)[0]))
# +     return -np.polyfit(np.log(t), np.log(np.mean(I, axis=1)), 1)[0]

# %% wrong-only-on
# about: stuck off is forgotten
# score: 4
# hint: Only cells that are stuck on are marked
# from: right-where
# -     return np.where(low > 8e-6, 1.0, np.where(high < 3e-6, -1.0, 0.0))
# +     return (np.asarray(low) > 8 * uS).astype(int)
#
# -     return float(np.mean(-np.polyfit(np.log(t), np.log(I), 1)[0]))
# +     return -np.polyfit(np.log(t), np.log(np.mean(I, axis=1)), 1)[0]

# %% wrong-high-for-on
# about: a large value in high is taken for stuck on
# score: 4
# hint: A large value in high is taken for stuck on
# from: right-where
# -     return np.where(low > 8e-6, 1.0, np.where(high < 3e-6, -1.0, 0.0))
# +     return (np.asarray(high) > 23 * uS).astype(int) - (np.asarray(high) < 3 * uS).astype(int)
#
# -     return float(np.mean(-np.polyfit(np.log(t), np.log(I), 1)[0]))
# +     return -np.polyfit(np.log(t), np.log(np.mean(I, axis=1)), 1)[0]

# %% wrong-low-for-off
# about: a small value in low is taken for stuck off
# score: 4
# hint: A small value in low is taken for stuck off
# from: right-where
# -     return np.where(low > 8e-6, 1.0, np.where(high < 3e-6, -1.0, 0.0))
# +     return (np.asarray(low) > 8 * uS).astype(int) - (np.asarray(low) < 3 * uS).astype(int)
#
# -     return float(np.mean(-np.polyfit(np.log(t), np.log(I), 1)[0]))
# +     return -np.polyfit(np.log(t), np.log(np.mean(I, axis=1)), 1)[0]

# %% wrong-sign-of-the-exponent
# about: the slope in place of the exponent
# score: 5
# hint: The sign is wrong
# from: right-where
# -     return np.where(low > 8e-6, 1.0, np.where(high < 3e-6, -1.0, 0.0))
# +     return (np.asarray(low) > 8 * uS).astype(int) - (np.asarray(high) < 3 * uS).astype(int)
#
# -     return float(np.mean(-np.polyfit(np.log(t), np.log(I), 1)[0]))
# +     return np.polyfit(np.log(t), np.log(np.mean(I, axis=1)), 1)[0]

# %% wrong-two-bases
# about: log10 of the time and ln of the current
# score: 5
# hint: One logarithm has the base 10
# from: right-where
# -     return np.where(low > 8e-6, 1.0, np.where(high < 3e-6, -1.0, 0.0))
# +     return (np.asarray(low) > 8 * uS).astype(int) - (np.asarray(high) < 3 * uS).astype(int)
#
# -     return float(np.mean(-np.polyfit(np.log(t), np.log(I), 1)[0]))
# +     return -np.polyfit(np.log10(t), np.log(np.mean(I, axis=1)), 1)[0]

# %% wrong-linear-time
# about: the time is no logarithm
# score: 5
# hint: You took the logarithm of the current only
# from: right-where
# -     return np.where(low > 8e-6, 1.0, np.where(high < 3e-6, -1.0, 0.0))
# +     return (np.asarray(low) > 8 * uS).astype(int) - (np.asarray(high) < 3 * uS).astype(int)
#
# -     return float(np.mean(-np.polyfit(np.log(t), np.log(I), 1)[0]))
# +     return -np.polyfit(t, np.log(np.mean(I, axis=1)), 1)[0]
#
# -     return stuck, exponent(np.array(t), np.array(I))
# -
# +     return stuck, exponent(np.array(t), np.array(I))
