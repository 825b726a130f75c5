# %% right-sums
# about: sums
# score: 20
import numpy as np
def count(spikes, fired):
    T, n = spikes.shape
    m, sent, readings = len(fired), int(np.sum(spikes)), int(np.count_nonzero(spikes.sum(axis=1)))
    return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
def bill(counts, prices, T, dt, P_leak, E_write, pictures):
    return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures

# %% right-loops
# about: step by step
# score: 20
import numpy as np
def count(spikes, fired):
    sent = cells = conversions = updates = 0
    for step in np.asarray(spikes):
        driven = int(step.sum())
        sent += driven
        cells += 2 * driven * len(fired)
        conversions += len(fired) if driven else 0
        updates += len(fired)
    return np.array([sent, cells, conversions, updates, sum(int(each) for each in fired)])
def bill(counts, prices, T, dt, P_leak, E_write, pictures):
    total = P_leak * dt * T
    for n, price in zip(counts, prices):
        total += n * price
    return total + E_write / pictures

# %% wrong-one-device
# about: one device a weight
# score: 9
# hint: Each weight has one device here
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, m * sent, m * readings, m * T, int(np.sum(fired))

# %% wrong-all-rows
# about: all rows in each reading
# score: 9
# hint: All rows are read in each reading
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * n * readings, m * readings, m * T, int(np.sum(fired))

# %% wrong-all-rows-always
# about: all devices in every step
# score: 9
# hint: Every device is read in every step
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * n * T, m * readings, m * T, int(np.sum(fired))

# %% wrong-conversion-per-spike
# about: a conversion for each spike
# score: 9
# hint: Each spike is converted by itself
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * sent, m * sent, m * T, int(np.sum(fired))

# %% wrong-silent-steps
# about: silent steps are converted
# score: 9
# hint: Steps without input are converted too
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * sent, m * T, m * T, int(np.sum(fired))

# %% wrong-one-conversion
# about: one conversion a reading
# score: 9
# hint: There is one conversion per reading here
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * sent, readings, m * T, int(np.sum(fired))

# %% wrong-two-columns
# about: two conversions an output
# score: 9
# hint: Each weight's two columns are converted apart
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * sent, 2 * m * readings, m * T, int(np.sum(fired))

# %% wrong-lazy-membranes
# about: membranes updated with a reading only
# score: 9
# hint: Only membranes with a reading are updated
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * sent, m * readings, m * readings, int(np.sum(fired))

# %% wrong-one-update
# about: one update a step
# score: 9
# hint: There is one update per step here
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * sent, m * readings, T, int(np.sum(fired))

# %% wrong-input-membranes
# about: membranes of inputs
# score: 9
# hint: The inputs are counted instead of the outputs
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * sent, m * readings, n * T, int(np.sum(fired))

# %% wrong-neurons-that-fired
# about: neurons instead of spikes
# score: 9
# hint: The neurons that fired are counted
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return sent, 2 * m * sent, m * readings, m * T, int(np.count_nonzero(fired))

# %% wrong-inputs-that-fired
# about: inputs instead of spikes
# score: 9
# hint: The inputs that fired are counted
# from: right-sums
# -     return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
# +     return int(spikes.any(axis=0).sum()), 2 * m * sent, m * readings, m * T, int(np.sum(fired))

# %% wrong-changes-spikes
# about: works in the array it was given
# score: 15
# hint: changes its input spikes in place
import numpy as np
def count(spikes, fired):
    spikes += 1
    spikes -= 1
    spikes[0] = 1 - spikes[0]
    spikes[0] = 1 - spikes[0]
    T, n = spikes.shape
    m, sent, readings = len(fired), int(np.sum(spikes)), int(np.count_nonzero(spikes.sum(axis=1)))
    spikes[:] = 7
    return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
def bill(counts, prices, T, dt, P_leak, E_write, pictures):
    return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures

# %% wrong-no-leak
# about: leakage left out
# score: 11
# hint: The leakage is left out
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows + E_write / pictures

# %% wrong-no-writing
# about: writing left out
# score: 11
# hint: Writing is left out
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows + P_leak * T * dt

# %% wrong-rows-alone
# about: leakage and writing left out
# score: 11
# hint: Leakage and writing are left out
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows

# %% wrong-one-step
# about: leakage of one step
# score: 11
# hint: The leakage of one step only
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows + P_leak * dt + E_write / pictures

# %% wrong-power-added
# about: a power added to energies
# score: 11
# hint: A power is added to energies
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows + P_leak + E_write / pictures

# %% wrong-no-dt
# about: dt left out
# score: 11
# hint: The length of a step is left out
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows + P_leak * T + E_write / pictures

# %% wrong-whole-writing
# about: one picture pays all writing
# score: 11
# hint: The whole writing is paid by one picture
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows + P_leak * T * dt + E_write

# %% wrong-writing-times
# about: writing times pictures
# score: 11
# hint: Writing is multiplied
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows + P_leak * T * dt + E_write * pictures

# %% wrong-leak-shared
# about: leakage shared by pictures
# score: 11
# hint: Leakage is divided by the number of pictures
# from: right-sums
# -     return np.sum(np.asarray(counts) * prices) + P_leak * (T * dt) + E_write / pictures
# +     rows = float(np.dot(counts, prices))
# +     return rows + (P_leak * T * dt + E_write) / pictures

# %% wrong-sums-apart
# about: sum of counts times sum of prices
# score: 11
# hint: Counts and prices are added up apart
import numpy as np
def count(spikes, fired):
    T, n = spikes.shape
    m, sent, readings = len(fired), int(np.sum(spikes)), int(np.count_nonzero(spikes.sum(axis=1)))
    return sent, 2 * m * sent, m * readings, m * T, int(np.sum(fired))
def bill(counts, prices, T, dt, P_leak, E_write, pictures):
    rows = float(np.dot(counts, prices))
    return np.sum(counts) * np.sum(prices) + P_leak * T * dt + E_write / pictures
