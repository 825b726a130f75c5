# %% right-plain
# about: both energies and the difference
# score: 20
import math


def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    bits = math.ceil(math.log2(T + 1))
    row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
    spike = m * e_add + row * e_word
    numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
    s = (numbers - T * e_membranes) / (T * spike)
    return min(1.0, max(0.0, s))

# %% right-bit-length
# about: bits by bit_length, words by floor division, clipped by NumPy
# score: 20
import numpy as np
def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    words = lambda bits: -(-m * bits // 64)
    gain = m * e_multiply + m * e_add + words(int(T).bit_length()) * e_word + e_traffic - T * e_membranes
    return float(np.clip(gain / T / (words(b_w) * e_word + m * e_add), 0, 1))

# %% right-bisection
# about: the root by bisection, without algebra
# score: 20
import math
def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    bits = math.ceil(math.log2(T + 1))
    def difference(s):
        spikes = T * s * (m * e_add + math.ceil(m * b_w / 64) * e_word) + T * e_membranes
        numbers = m * (e_add + e_multiply) + math.ceil(m * bits / 64) * e_word + e_traffic
        return spikes - numbers
    if difference(0) >= 0:
        return 0.0
    if difference(1) <= 0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if difference(middle) > 0 else (middle, high)
    return low

# %% right-numpy-number
# about: a NumPy array without axes
# score: 20
import math


def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    bits = math.ceil(math.log2(T + 1))
    row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
    spike = m * e_add + row * e_word
    numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
    s = (numbers - T * e_membranes) / (T * spike)
    import numpy as np
    return np.clip(np.array(s), 0, 1)

# %% wrong-count-0
# about: the count 0 is forgotten
# score: 11
# hint: The count 0 is forgotten in the number of bits
# from: right-plain
# -     bits = math.ceil(math.log2(T + 1))
# +     bits = math.ceil(math.log2(T))

# %% wrong-bits-down
# about: bits rounded down
# score: 3
# hint: The number of bits is rounded down
# from: right-plain
# -     bits = math.ceil(math.log2(T + 1))
# +     bits = math.floor(math.log2(T))

# %% wrong-bits-real
# about: bits not whole
# score: 3
# hint: The number of bits is no whole number
# from: right-plain
# -     bits = math.ceil(math.log2(T + 1))
# +     bits = math.log2(T + 1)

# %% wrong-T-bits
# about: a bit for each step
# score: 3
# hint: One bit for each time step
# from: right-plain
# -     bits = math.ceil(math.log2(T + 1))
# +     bits = T

# %% wrong-same-weights
# about: the competitor's weights have b_w bits
# score: 3
# hint: Both rows have equally many words here
# from: right-plain
# -     row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
# +     row, other = math.ceil(m * b_w / 64), math.ceil(m * b_w / 64)

# %% wrong-few-bits-for-spikes
# about: the spiking weights have the few bits
# score: 3
# hint: Both rows have equally many words here
# hint: The spiking layer's weights have the competitor's few bits here
# from: right-plain
# -     row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
# +     row, other = math.ceil(m * bits / 64), math.ceil(m * bits / 64)

# %% wrong-per-picture
# about: spikes per picture
# score: 3
# hint: These are spikes per picture
# from: right-plain
# -     s = (numbers - T * e_membranes) / (T * spike)
# +     s = (numbers - T * e_membranes) / spike

# %% wrong-fractions-of-words
# about: words not rounded
# score: 16
# hint: The words of a row are not rounded up
# from: right-plain
# -     row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
# +     row, other = m * b_w / 64, m * bits / 64

# %% wrong-words-down
# about: words rounded down
# score: 16
# hint: The words of a row are rounded down
# from: right-plain
# -     row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
# +     row, other = m * b_w // 64, m * bits // 64

# %% wrong-word-per-weight
# about: a word for each weight
# score: 0
# hint: Both rows have equally many words here
# hint: A word is fetched for every weight here
# from: right-plain
# -     row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
# +     row, other = m, m

# %% wrong-no-multiplication
# about: no multiplications
# score: 5
# hint: The multiplications are left out
# from: right-plain
# -     numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
# +     numbers = m * e_add + other * e_word + e_traffic

# %% wrong-no-addition-of-numbers
# about: numbers only multiply
# score: 8
# hint: The competitor's additions are left out
# from: right-plain
# -     numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
# +     numbers = m * e_multiply + other * e_word + e_traffic

# %% wrong-no-addition-of-spikes
# about: spikes only fetch
# score: 8
# hint: The spiking layer's additions are left out
# from: right-plain
# -     spike = m * e_add + row * e_word
# +     spike = row * e_word

# %% wrong-spikes-multiply
# about: spikes multiply too
# score: 5
# hint: The spiking layer multiplies here
# from: right-plain
# -     spike = m * e_add + row * e_word
# +     spike = m * (e_add + e_multiply) + row * e_word

# %% wrong-no-fetch-of-numbers
# about: the competitor fetches nothing
# score: 3
# hint: The competitor fetches no weights here
# from: right-plain
# -     numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
# +     numbers = m * (e_add + e_multiply) + e_traffic

# %% wrong-one-operation
# about: one operation for a row
# score: 5
# hint: Each output is counted as one operation
import math


def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    bits = math.ceil(math.log2(T + 1))
    row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
    spike = e_add + row * e_word
    numbers = (e_add + e_multiply) + other * e_word + e_traffic
    s = (numbers - T * e_membranes) / (T * spike)
    return min(1.0, max(0.0, s))

# %% wrong-no-membranes
# about: neither membranes nor counts
# score: 13
# hint: Membranes and counts are left out
import math


def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    bits = math.ceil(math.log2(T + 1))
    row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
    spike = m * e_add + row * e_word
    numbers = m * (e_add + e_multiply) + other * e_word
    s = (numbers) / (T * spike)
    return min(1.0, max(0.0, s))

# %% wrong-no-traffic-of-numbers
# about: the competitor's own traffic is left out
# score: 16
# hint: The competitor's own traffic is left out
# from: right-plain
# -     numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
# +     numbers = m * (e_add + e_multiply) + other * e_word

# %% wrong-membranes-free
# about: the spiking membranes cost nothing
# score: 13
# hint: The membranes are left out
# from: right-plain
# -     s = (numbers - T * e_membranes) / (T * spike)
# +     s = numbers / (T * spike)

# %% wrong-membranes-for-traffic
# about: the competitor is charged with membranes once
# score: 16
# hint: The competitor is charged with e_membranes here
# from: right-plain
# -     numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
# +     numbers = m * (e_add + e_multiply) + other * e_word + e_membranes

# %% wrong-both
# about: the competitor is charged with membranes and traffic
# score: 16
# hint: The competitor is charged with e_membranes and e_traffic
# from: right-plain
# -     numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
# +     numbers = m * (e_add + e_multiply) + other * e_word + e_membranes + e_traffic

# %% wrong-traffic-each-step
# about: the competitor's traffic in each step
# score: 16
# hint: The competitor's traffic is charged in each step
# from: right-plain
# -     numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
# +     numbers = m * (e_add + e_multiply) + other * e_word + T * e_traffic

# %% wrong-exchanged
# about: e_membranes and e_traffic exchanged
# score: 13
# hint: e_membranes and e_traffic are exchanged
import math


def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    bits = math.ceil(math.log2(T + 1))
    row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
    spike = m * e_add + row * e_word
    numbers = m * (e_add + e_multiply) + other * e_word + e_membranes
    s = (numbers - T * e_traffic) / (T * spike)
    return min(1.0, max(0.0, s))

# %% wrong-sign
# about: the traffic is subtracted
# score: 16
# hint: The two shares are added
# from: right-plain
# -     numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
# +     numbers = m * (e_add + e_multiply) + other * e_word - e_traffic

# %% wrong-membranes-once
# about: the spiking membranes once
# score: 13
# hint: The membranes are charged once
# from: right-plain
# -     s = (numbers - T * e_membranes) / (T * spike)
# +     s = (numbers - e_membranes) / (T * spike)

# %% wrong-membranes-per-spike
# about: membranes with each spike
# score: 13
# hint: The membranes are added to each spike
import math


def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    bits = math.ceil(math.log2(T + 1))
    row, other = math.ceil(m * b_w / 64), math.ceil(m * bits / 64)
    spike = m * e_add + row * e_word + e_membranes
    numbers = m * (e_add + e_multiply) + other * e_word + e_traffic
    s = (numbers) / (T * spike)
    return min(1.0, max(0.0, s))

# %% wrong-inverse
# about: upside down
# score: 0
# hint: This is the inverse
# from: right-plain
# -     return min(1.0, max(0.0, s))
# +     return 1 / s if s > 0 else 0.0

# %% wrong-percent
# about: a percentage
# score: 0
# hint: This is a percentage
# from: right-plain
# -     return min(1.0, max(0.0, s))
# +     return 100 * min(1.0, max(0.0, s))

# %% wrong-remembered
# about: the short formula of the lab, whatever the bill
# score: 5
# hint: too
import math
def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    return math.ceil(math.log2(T + 1)) / (b_w * T)

# %% wrong-chapter-6
# about: the break-even of chapter 7 with weights of b_w bits on both sides and parts of words
# score: 0
# hint: Both rows have equally many words here
def crossover(T, m, b_w, e_word, e_add, e_multiply, e_membranes, e_traffic):
    event = m * e_add + m * b_w / 64 * e_word
    return max(0.0, (event + m * e_multiply + e_traffic - T * e_membranes) / (T * event))
