# %% right-sums
# about: sums and comprehensions
# score: 21
import math

import numpy as np

def spiking_ledger(trains, m, b_w, b_s):
    spikes = int(np.sum(trains))
    row, state = math.ceil(m * b_w / 64), math.ceil(m * b_s / 64)
    return spikes * m, spikes * row, 2 * len(trains) * state


def number_ledger(trains, m, b_w, b_s):
    counts = np.sum(trains, axis=0)
    active = int(np.count_nonzero(counts))
    bits = math.ceil(math.log2(len(trains) + 1))
    row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
    return active * m, active * m, active * row, inputs, outputs


def deciding_rows(spiking, numbers):
    spiking, other = np.array(spiking, dtype=float), float(np.sum(numbers))
    total = spiking.sum()
    return np.array([1 if (total - row < other) != (total < other) else 0 for row in spiking])

# %% right-loops
# about: step by step and input by input
# score: 21
import numpy as np
def words(values, bits):
    return -(-values * bits // 64)
def spiking_ledger(trains, m, b_w, b_s):
    adds = weights = membranes = 0
    for step in trains:
        membranes += 2 * words(m, b_s)
        for spike in step:
            if spike:
                adds += m
                weights += words(m, b_w)
    return [adds, weights, membranes]
def number_ledger(trains, m, b_w, b_s):
    adds = weights = 0
    for j in range(trains.shape[1]):
        if trains[:, j].any():
            adds += m
            weights += words(m, b_w)
    bits = 0
    while 2**bits < len(trains) + 1:
        bits += 1
    return np.array([adds, adds, weights, words(trains.shape[1], bits), words(m, b_s)])
def deciding_rows(spiking, numbers):
    found = []
    for k in range(len(spiking)):
        rest = sum(spiking[:k]) + sum(spiking[k + 1:])
        found.append(int((sum(spiking) < sum(numbers)) != (rest < sum(numbers))))
    return found

# %% right-only-where-spikes-lose
# about: a row decides only where spikes lose, by at most its own size
# score: 21
import math

import numpy as np

def spiking_ledger(trains, m, b_w, b_s):
    spikes = int(np.sum(trains))
    row, state = math.ceil(m * b_w / 64), math.ceil(m * b_s / 64)
    return spikes * m, spikes * row, 2 * len(trains) * state


def number_ledger(trains, m, b_w, b_s):
    counts = np.sum(trains, axis=0)
    active = int(np.count_nonzero(counts))
    bits = math.ceil(math.log2(len(trains) + 1))
    row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
    return active * m, active * m, active * row, inputs, outputs


def deciding_rows(spiking, numbers):
    gap = np.sum(spiking) - np.sum(numbers)
    return ((gap >= 0) & (np.asarray(spiking) > gap)).astype(int)

# %% right-bools
# about: the rows that decide as bools turned into floats
# score: 21
import math

import numpy as np

def spiking_ledger(trains, m, b_w, b_s):
    spikes = int(np.sum(trains))
    row, state = math.ceil(m * b_w / 64), math.ceil(m * b_s / 64)
    return spikes * m, spikes * row, 2 * len(trains) * state


def number_ledger(trains, m, b_w, b_s):
    counts = np.sum(trains, axis=0)
    active = int(np.count_nonzero(counts))
    bits = math.ceil(math.log2(len(trains) + 1))
    row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
    return active * m, active * m, active * row, inputs, outputs


def deciding_rows(spiking, numbers):
    spiking = np.asarray(spiking, dtype=float)
    left = spiking.sum() - spiking
    return 1.0 * ((left < np.sum(numbers)) ^ (spiking.sum() < np.sum(numbers)))

# %% right-truth-values
# about: truth values, without a change of type
# score: 21
import math

import numpy as np

def spiking_ledger(trains, m, b_w, b_s):
    spikes = int(np.sum(trains))
    row, state = math.ceil(m * b_w / 64), math.ceil(m * b_s / 64)
    return spikes * m, spikes * row, 2 * len(trains) * state


def number_ledger(trains, m, b_w, b_s):
    counts = np.sum(trains, axis=0)
    active = int(np.count_nonzero(counts))
    bits = math.ceil(math.log2(len(trains) + 1))
    row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
    return active * m, active * m, active * row, inputs, outputs


def deciding_rows(spiking, numbers):
    spiking, other = np.asarray(spiking), np.sum(numbers)
    wins = spiking.sum() < other
    return (spiking.sum() - spiking < other) != wins

# %% wrong-one-addition
# about: one addition for a spike
# score: 12
# hint: The additions are counted once per spike
# from: right-sums
# -     return spikes * m, spikes * row, 2 * len(trains) * state
# +     return spikes, spikes * row, 2 * len(trains) * state

# %% wrong-active-for-spikes
# about: each active input once
# score: 12
# hint: Each active input is counted once
# from: right-sums
# -     spikes = int(np.sum(trains))
# +     spikes = int(np.any(trains, axis=0).sum())

# %% wrong-every-input
# about: dense with spikes
# score: 12
# hint: Every input is counted in every step
# from: right-sums
# -     spikes = int(np.sum(trains))
# +     spikes = int(np.size(trains))

# %% wrong-word-per-weight
# about: a word for each weight
# score: 12
# hint: A word is counted for every weight
# from: right-sums
# -     return spikes * m, spikes * row, 2 * len(trains) * state
# +     return spikes * m, spikes * m, 2 * len(trains) * state

# %% wrong-words-down
# about: words rounded down
# score: 12
# hint: The words of a row are rounded down
# from: right-sums
# -     row, state = math.ceil(m * b_w / 64), math.ceil(m * b_s / 64)
# +     row, state = m * b_w // 64, m * b_s // 64

# %% wrong-packed-rows
# about: rows packed together
# score: 12
# hint: The weights of all spikes are packed together
# from: right-sums
# -     return spikes * m, spikes * row, 2 * len(trains) * state
# +     return spikes * m, math.ceil(spikes * m * b_w / 64), 2 * len(trains) * state

# %% wrong-only-read
# about: membranes read but not written
# score: 12
# hint: The membranes are only read or only written
# from: right-sums
# -     return spikes * m, spikes * row, 2 * len(trains) * state
# +     return spikes * m, spikes * row, len(trains) * state

# %% wrong-membranes-once
# about: membranes once
# score: 12
# hint: The membranes are counted once
# from: right-sums
# -     return spikes * m, spikes * row, 2 * len(trains) * state
# +     return spikes * m, spikes * row, 2 * state

# %% wrong-membranes-per-spike
# about: membranes with each spike
# score: 12
# hint: The membranes are counted for each spike
# from: right-sums
# -     return spikes * m, spikes * row, 2 * len(trains) * state
# +     return spikes * m, spikes * row, 2 * spikes * state

# %% wrong-quiet-steps
# about: membranes only in steps with spikes
# score: 12
# hint: The membranes are skipped in steps without a spike
# from: right-sums
# -     return spikes * m, spikes * row, 2 * len(trains) * state
# +     return spikes * m, spikes * row, 2 * int(np.any(trains, axis=1).sum()) * state

# %% wrong-membranes-of-inputs
# about: membranes of inputs
# score: 12
# hint: The membranes of the inputs are counted
# from: right-sums
# -     row, state = math.ceil(m * b_w / 64), math.ceil(m * b_s / 64)
# +     row, state = math.ceil(m * b_w / 64), math.ceil(np.shape(trains)[1] * b_s / 64)

# %% wrong-membranes-bits
# about: membranes with the bits of weights
# score: 12
# hint: The membranes have b_w bits here
# from: right-sums
# -     row, state = math.ceil(m * b_w / 64), math.ceil(m * b_s / 64)
# +     row = state = math.ceil(m * b_w / 64)

# %% wrong-packed-steps
# about: membranes of all steps packed
# score: 17
# hint: The membranes of all steps are packed together
# from: right-sums
# -     return spikes * m, spikes * row, 2 * len(trains) * state
# +     return spikes * m, spikes * row, 2 * math.ceil(len(trains) * m * b_s / 64)

# %% wrong-axes
# about: steps and inputs exchanged
# score: 4
# hint: Steps and inputs are exchanged
import math

import numpy as np

def spiking_ledger(trains, m, b_w, b_s):
    spikes = int(np.sum(trains))
    row, state = math.ceil(m * b_w / 64), math.ceil(m * b_s / 64)
    return spikes * m, spikes * row, 2 * np.shape(trains)[1] * state


def number_ledger(trains, m, b_w, b_s):
    counts = np.sum(trains, axis=1)
    active = int(np.count_nonzero(counts))
    bits = math.ceil(math.log2(np.shape(trains)[1] + 1))
    row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
    return active * m, active * m, active * row, inputs, outputs


def deciding_rows(spiking, numbers):
    spiking, other = np.array(spiking, dtype=float), float(np.sum(numbers))
    total = spiking.sum()
    return np.array([1 if (total - row < other) != (total < other) else 0 for row in spiking])

# %% wrong-numbers-per-spike
# about: numbers fetch per spike
# score: 13
# hint: The row of an input is counted for every spike
# from: right-sums
# -     active = int(np.count_nonzero(counts))
# +     active = int(counts.sum())

# %% wrong-numbers-dense
# about: zeros not skipped
# score: 13
# hint: Inputs that are 0 are counted
# from: right-sums
# -     active = int(np.count_nonzero(counts))
# +     active = len(counts)

# %% wrong-active-inputs-read
# about: only active inputs are read
# score: 13
# hint: The inputs are counted once for each active one
# from: right-sums
# -     row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
# +     row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(active * bits / 64), math.ceil(m * b_s / 64)

# %% wrong-input-8-bits
# about: inputs with 8 bits, whatever they need
# score: 13
# hint: The counts have 8 bits or the bits of a weight here
# from: right-sums
# -     row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
# +     row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * 8 / 64), math.ceil(m * b_s / 64)

# %% wrong-input-trains
# about: inputs read as trains
# score: 13
# hint: The inputs are read with one bit for each step
# from: right-sums
# -     row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
# +     row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * len(trains) / 64), math.ceil(m * b_s / 64)

# %% wrong-count-0
# about: the count 0 is forgotten
# score: 17
# hint: The count 0 is forgotten in the bits
# from: right-sums
# -     bits = math.ceil(math.log2(len(trains) + 1))
# +     bits = math.ceil(math.log2(len(trains)))

# %% wrong-word-per-input
# about: a word for each input
# score: 13
# hint: Each input takes a word of its own here
# from: right-sums
# -     row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
# +     row, inputs, outputs = math.ceil(m * b_w / 64), len(counts), math.ceil(m * b_s / 64)

# %% wrong-outputs-every-step
# about: outputs in every step
# score: 13
# hint: The outputs are written in every step
# from: right-sums
# -     return active * m, active * m, active * row, inputs, outputs
# +     return active * m, active * m, active * row, inputs, len(trains) * outputs

# %% wrong-outputs-read
# about: outputs read and written
# score: 13
# hint: The outputs are read as well
# from: right-sums
# -     return active * m, active * m, active * row, inputs, outputs
# +     return active * m, active * m, active * row, inputs, 2 * outputs

# %% wrong-word-per-output
# about: a word for each output
# score: 13
# hint: Each output takes a word of its own here
# from: right-sums
# -     return active * m, active * m, active * row, inputs, outputs
# +     return active * m, active * m, active * row, inputs, m

# %% wrong-numbers-packed
# about: weights of all inputs packed
# score: 13
# hint: The weights of all inputs are packed together
# from: right-sums
# -     return active * m, active * m, active * row, inputs, outputs
# +     return active * m, active * m, math.ceil(active * m * b_w / 64), inputs, outputs

# %% wrong-numbers-word-per-weight
# about: a word for each weight of the numbers
# score: 13
# hint: A word is counted for every weight
# from: right-sums
# -     return active * m, active * m, active * row, inputs, outputs
# +     return active * m, active * m, active * m, inputs, outputs

# %% wrong-numbers-words-down
# about: words of the numbers rounded down
# score: 13
# hint: Words are rounded down
# from: right-sums
# -     row, inputs, outputs = math.ceil(m * b_w / 64), math.ceil(len(counts) * bits / 64), math.ceil(m * b_s / 64)
# +     row, inputs, outputs = m * b_w // 64, len(counts) * bits // 64, m * b_s // 64

# %% wrong-largest-row
# about: the largest row decides
# score: 17
# hint: The largest row is taken for the one that decides
# from: right-only-where-spikes-lose
# -     gap = np.sum(spiking) - np.sum(numbers)
# -     return ((gap >= 0) & (np.asarray(spiking) > gap)).astype(int)
# +     return (np.asarray(spiking) == np.max(spiking)).astype(int)

# %% wrong-row-against-bill
# about: rows compared with the other bill
# score: 17
# hint: Rows are compared with the other bill one by one
# from: right-only-where-spikes-lose
# -     gap = np.sum(spiking) - np.sum(numbers)
# -     return ((gap >= 0) & (np.asarray(spiking) > gap)).astype(int)
# +     return (np.asarray(spiking) > np.sum(numbers)).astype(int)

# %% wrong-row-alone
# about: a row kept alone
# score: 17
# hint: Only a row is kept here
# from: right-truth-values
# -     wins = spiking.sum() < other
# -     return (spiking.sum() - spiking < other) != wins
# +     return ((spiking < other) != (spiking.sum() < other)).astype(int)

# %% wrong-verdict-assumed
# about: spikes are taken to lose
# score: 17
# hint: All rows are said to decide where spikes win
# from: right-only-where-spikes-lose
# -     gap = np.sum(spiking) - np.sum(numbers)
# -     return ((gap >= 0) & (np.asarray(spiking) > gap)).astype(int)
# +     spiking = np.asarray(spiking)
# +     return (spiking.sum() - spiking < np.sum(numbers)).astype(int)

# %% wrong-turned-over
# about: 0 for a row that decides
# score: 17
# hint: The answer is turned over
# from: right-sums
# -     return np.array([1 if (total - row < other) != (total < other) else 0 for row in spiking])
# +     return np.array([0 if (total - row < other) != (total < other) else 1 for row in spiking])

# %% wrong-changes-spiking
# about: the bill is changed in place
# score: 17
# hint: changes its input
# from: right-only-where-spikes-lose
# -     gap = np.sum(spiking) - np.sum(numbers)
# -     return ((gap >= 0) & (np.asarray(spiking) > gap)).astype(int)
# -
# +     total, other = float(np.sum(spiking)), float(np.sum(numbers))
# +     spiking *= -1
# +     spiking += total
# +     return ((spiking < other) != (total < other)).astype(int)
