# %% right-bits
# about: counts bits first, words afterwards
# score: 26
def layer_energy(n_in, n_out, bits, activity, prices):
    weights, inputs = activity * n_in * n_out, activity * n_in
    words = [count * bits / 64 for count in (weights, inputs, n_out)]
    fetch = sum(words) * prices["word"]
    compute = weights * prices["multiply"] + weights * prices["add"]
    in_place = sum(words[1:]) * prices["word"] + weights * prices["cell"] + n_out * prices["conversion"]
    return fetch, compute, in_place

# %% right-array
# about: returns an array of NumPy
# score: 26
import numpy as np


def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return np.array([fetch, compute, in_place])

# %% right-list
# about: returns a list, and names its prices
# score: 26
def layer_energy(n_in, n_out, bits, activity, prices):
    word, multiply, add, cell, conversion = (prices[name] for name in ("word", "multiply", "add", "cell", "conversion"))
    k = n_in * activity
    return [word * bits / 64 * (k * n_out + k + n_out), (multiply + add) * k * n_out, cell * k * n_out + conversion * n_out + word * bits / 64 * (k + n_out)]

# %% right-loop
# about: goes through the outputs one by one
# score: 26
def layer_energy(n_in, n_out, bits, activity, prices):
    value = bits / 64 * prices["word"]
    active = activity * n_in
    fetch = in_place = active * value
    compute = 0.0
    for _ in range(n_out):
        fetch += active * value + value
        compute += active * (prices["add"] + prices["multiply"])
        in_place += active * prices["cell"] + prices["conversion"] + value
    return fetch, compute, in_place

# %% right-difference
# about: in place as fetching without weights, plus the crossbar
# score: 26
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
    return fetch, compute, in_place

# %% right-matrix
# about: counts with a matrix of counts and a vector of prices
# score: 26
import numpy as np


def layer_energy(n_in, n_out, bits, activity, prices):
    used, ends = activity * n_in * n_out, activity * n_in + n_out
    counts = np.array([
        [(used + ends) * bits / 64, 0, 0, 0, 0],
        [0, used, used, 0, 0],
        [ends * bits / 64, 0, 0, used, n_out],
    ])
    return tuple(counts @ [prices["word"], prices["multiply"], prices["add"], prices["cell"], prices["conversion"]])

# %% right-named
# about: returns a named tuple
# score: 26
from collections import namedtuple

Sums = namedtuple("Sums", "fetch compute in_place")


def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return Sums(fetch, compute, in_place)

# %% wrong-once-per-layer
# about: the whole layer is fetched as one word
# score: 10
# hint: fetched once, as a single word
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = prices["word"]
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-outputs-forgotten
# about: outputs are not written
# score: 6
# hint: The outputs are missing
# hint: The outputs do not move here
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = active * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-inputs-forgotten
# about: inputs are not read
# score: 10
# hint: The inputs are missing
# hint: The inputs do not move here
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = n_out * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-weights-alone
# about: inputs and outputs move for nothing
# score: 6
# hint: Only the weights are moved here
# hint: Inputs and outputs are missing
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = 0.0
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-weights-forgotten
# about: weights are not fetched
# score: 14
# hint: The weights are missing
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-bits-for-bytes
# about: a word is taken for one byte
# score: 10
# hint: Bits are taken for bytes
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 8
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-word-of-64-bytes
# about: a word is taken for 64 bytes
# score: 10
# hint: A word is taken for 64 bytes
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 8 / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-word-per-bit
# about: each bit costs a word
# score: 10
# hint: Each bit costs as much as a word
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-word-of-32-bits
# about: a word of 32 bits
# score: 10
# hint: This is twice too much
# hint: Inputs and outputs are counted twice
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 32
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-word-per-value
# about: no packing
# score: 16
# hint: Each value takes a whole word
# hint: The precision is ignored
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"]
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-upside-down
# about: words the wrong way round
# score: 16
# hint: the wrong way round
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * 64 / bits
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-rounded-up
# about: whole words, rounded up
# score: 19
# hint: Words are rounded up to a whole number
import numpy as np


def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = np.ceil((used + active + n_out) * bits / 64) * prices["word"]
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-rounded-down
# about: whole words, rounded down
# score: 19
# hint: Words are rounded down to a whole number
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = (used + active + n_out) * bits // 64 * prices["word"]
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-each-rounded-up
# about: each kind of value in whole words
# score: 19
# hint: Words are rounded up to a whole number
import numpy as np


def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = sum(np.ceil(count * bits / 64) for count in (used, active, n_out)) * prices["word"]
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-whole-bytes
# about: values are padded to bytes
# score: 16
# hint: Values are rounded up to whole bytes
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * -(-bits // 8) / 8
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-no-split
# about: no value is split between two words
# score: 16
# hint: No value is split between two words
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] / (64 // bits)
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-levels
# about: the number of levels in place of bits
# score: 16
# hint: number of levels is counted
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * 2.0 ** (bits - 64)
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-weights-of-silent-inputs
# about: weights are fetched for silent inputs too
# score: 19
# hint: Weights of silent inputs are fetched too
# hint: Silent inputs are counted
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = n_in * n_out * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-activity-ignored
# about: all inputs are active
# score: 9
# hint: The activity is ignored
# hint: multiplied too
# hint: without a voltage, no current
def layer_energy(n_in, n_out, bits, activity, prices):
    active = n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-silent-inputs-read
# about: silent inputs are read too
# score: 11
# hint: Silent inputs are read too
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (n_in + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-activity-squared
# about: the activity comes in twice for the weights
# score: 9
# hint: The activity comes in twice
# hint: comes in twice for the devices
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = activity * active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-activity-squared-throughout
# about: the activity comes in twice for the inputs too
# score: 9
# hint: comes in twice, for the inputs too
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity**2 * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-silent-for-active
# about: the activity is taken for the silent fraction
# score: 4
# hint: taken for the fraction of silent inputs
def layer_energy(n_in, n_out, bits, activity, prices):
    active = (1 - activity) * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-weights-of-silent-alone
# about: the weights are those of the silent inputs
# score: 4
# hint: those of the silent inputs
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = (n_in - active) * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-active-outputs
# about: the activity thins out the outputs as well
# score: 11
# hint: applied to the outputs as well
# hint: The outputs are thinned out by the activity
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + activity * n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-outputs-thinned
# about: the activity is that of the outputs
# score: 11
# hint: Only the outputs are thinned out
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (n_in + activity * n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-sum-of-ends
# about: a weight for each input and each output
# score: 4
# hint: there is one for each *pair*
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active + n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-square-layer
# about: as many outputs as inputs
# score: 8
# hint: as many outputs as inputs here
def layer_energy(n_in, n_out, bits, activity, prices):
    n_out = n_in
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-outputs-twice
# about: outputs are read and written
# score: 14
# hint: Every output is counted twice
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends + n_out * value
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-input-per-weight
# about: an input is fetched anew for each output
# score: 14
# hint: fetched anew for each output; it is read once
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = (2 * used + n_out) * value
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-output-per-addition
# about: an output is written after each addition
# score: 14
# hint: written after each addition; it is written once
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = (2 * used + active) * value
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-both-per-weight
# about: inputs and outputs move with each weight
# score: 14
# hint: each moves once
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = 3 * used * value
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-activity-cut-off
# about: an activity below 1 is cut off to 0
# score: 9
# hint: cut off?
def layer_energy(n_in, n_out, bits, activity, prices):
    active = int(activity) * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-multiply-alone
# about: no additions
# score: 24
# hint: The additions are missing
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = used * prices["multiply"]
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-add-alone
# about: no multiplications
# score: 24
# hint: The multiplications are missing
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = used * prices["add"]
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-one-addition-less
# about: an output adds one time less than it multiplies
# score: 20
# hint: one addition less for each output
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = used * prices["multiply"] + (used - n_out) * prices["add"]
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-addition-per-output
# about: one addition per output
# score: 20
# hint: one addition for each output
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = used * prices["multiply"] + n_out * prices["add"]
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-arithmetic-per-word
# about: operations per word
# score: 24
# hint: counted for each word
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = used * bits / 64 * (prices["multiply"] + prices["add"])
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-arithmetic-per-bit
# about: operations per bit
# score: 24
# hint: counted for each bit
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = used * bits * (prices["multiply"] + prices["add"])
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-arithmetic-per-output
# about: one operation per output
# score: 20
# hint: one operation for each output
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = n_out * (prices["multiply"] + prices["add"])
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-arithmetic-per-input
# about: one operation per active input
# score: 24
# hint: one operation for each input
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = active * (prices["multiply"] + prices["add"])
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-arithmetic-of-ends
# about: inputs and outputs are multiplied too
# score: 20
# hint: Inputs and outputs are multiplied too
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = (used + active + n_out) * (prices["multiply"] + prices["add"])
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-arithmetic-twice
# about: operations are paid twice
# score: 24
# hint: Operations are counted twice
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = 2 * used * (prices["multiply"] + prices["add"])
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-product-of-prices
# about: prices are multiplied
# score: 24
# hint: The two prices are multiplied
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = used * (prices["multiply"] * prices["add"])
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-arithmetic-in-fetch
# about: fetching holds the arithmetic
# score: 14
# hint: The arithmetic is included
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    compute = used * (prices["multiply"] + prices["add"])
    fetch = used * value + ends + compute
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-fetch-in-arithmetic
# about: computing holds the fetch
# score: 20
# hint: Fetching is included
# from: right-difference
# -     compute = used * (prices["multiply"] + prices["add"])
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     compute = used * (prices["multiply"] + prices["add"]) + fetch
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-no-conversions
# about: no conversions
# score: 18
# hint: The conversions are missing
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + ends

# %% wrong-no-devices
# about: no devices
# score: 18
# hint: The devices are missing
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = n_out * prices["conversion"] + ends

# %% wrong-weights-fetched-in-place
# about: weights are fetched in place, too
# score: 18
# hint: Weights are still fetched here
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + fetch

# %% wrong-arithmetic-in-place
# about: a processor multiplies in place, too
# score: 18
# hint: The arithmetic is counted as well
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = compute + used * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-all-in-place
# about: fetching and computing are paid in place, too
# score: 18
# hint: All of fetching and computing
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = fetch + compute + used * prices["cell"] + n_out * prices["conversion"]

# %% wrong-conversion-per-weight
# about: a conversion per weight
# score: 18
# hint: a conversion for each weight
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + used * prices["conversion"] + ends

# %% wrong-conversion-per-active-input
# about: a conversion per active input
# score: 18
# hint: a conversion for each active input
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + active * prices["conversion"] + ends

# %% wrong-conversion-per-input
# about: a conversion per input
# score: 18
# hint: a conversion for every input
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + n_in * prices["conversion"] + ends

# %% wrong-inputs-converted
# about: inputs are converted too
# score: 18
# hint: Inputs are converted too
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + (active + n_out) * prices["conversion"] + ends

# %% wrong-one-conversion
# about: one conversion for the layer
# score: 18
# hint: one conversion for the whole layer
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + prices["conversion"] + ends

# %% wrong-conversion-per-bit
# about: a conversion per bit
# score: 18
# hint: A conversion is counted for each bit
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + n_out * bits * prices["conversion"] + ends

# %% wrong-conversions-thinned
# about: conversions go with the activity
# score: 18
# hint: The conversions are thinned out
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + activity * n_out * prices["conversion"] + ends

# %% wrong-all-devices
# about: devices of silent inputs are read
# score: 18
# hint: without a voltage, no current
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = n_in * n_out * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-device-per-bit
# about: a device per bit
# score: 18
# hint: one device holds a whole weight
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * bits * prices["cell"] + n_out * prices["conversion"] + ends

# %% wrong-order
# about: compute first
# score: 8
# hint: in the order fetch, compute, in place
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# -     return fetch, compute, in_place
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
# +     return compute, fetch, in_place

# %% wrong-total
# about: one number for all
# score: 0
# hint: one dimension, got a single number
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# -     return fetch, compute, in_place
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
# +     return fetch + compute

# %% wrong-two-results
# about: fetching and computing added up
# score: 0
# hint: There are two results
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# -     return fetch, compute, in_place
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
# +     return fetch + compute, in_place

# %% wrong-dictionary
# about: returns a dictionary
# score: 0
# hint: is a dict
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# -     return fetch, compute, in_place
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
# +     return {"fetch": fetch, "compute": compute, "in place": in_place}

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# -     return fetch, compute, in_place
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
# +     print(fetch, compute, in_place)

# %% wrong-picojoules
# about: in pJ
# score: 8
# hint: These are picojoules
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# -     return fetch, compute, in_place
# +     in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
# +     return fetch * 1e12, compute * 1e12, in_place * 1e12

# %% wrong-attribute
# about: asks the dictionary for an attribute
# score: 0
# hint: stops with AttributeError
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices.word * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-example
# about: the example's numbers
# score: 0
# hint: layer of the example again
def layer_energy(n_in, n_out, bits, activity, prices):
    return 115e-12, 13.5e-12, 50.75e-12

# %% wrong-example-precision
# about: the example's precision
# score: 6
# hint: always the example's: use `bits`
# hint: The precision is ignored
def layer_energy(n_in, n_out, bits, activity, prices):
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * 20 / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-example-activity
# about: the example's activity
# score: 4
# hint: use `activity`
def layer_energy(n_in, n_out, bits, activity, prices):
    active = 0.25 * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-example-prices
# about: the example's prices
# score: 8
# hint: use `prices`
def layer_energy(n_in, n_out, bits, activity, prices):
    prices = {"word": 16e-12, "multiply": 0.8e-12, "add": 0.1e-12, "cell": 0.05e-12, "conversion": 2e-12}
    active = activity * n_in
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-active-inputs-rounded
# about: the number of active inputs is rounded
# score: 22
# hint: The number of active inputs is rounded up to a whole number
import numpy as np


def layer_energy(n_in, n_out, bits, activity, prices):
    active = np.rint(activity * n_in)
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-active-inputs-down
# about: the number of active inputs is rounded down
# score: 22
# hint: The number of active inputs is rounded down to a whole number
import numpy as np


def layer_energy(n_in, n_out, bits, activity, prices):
    active = int(activity * n_in + 1e-9)
    used = active * n_out
    value = prices["word"] * bits / 64
    ends = (active + n_out) * value
    fetch = used * value + ends
    compute = used * (prices["multiply"] + prices["add"])
    in_place = used * prices["cell"] + n_out * prices["conversion"] + ends
    return fetch, compute, in_place

# %% wrong-silent-layer-not-converted
# about: nothing is converted if all inputs are silent
# score: 21
# hint: Nothing is converted here if all inputs are silent
# from: right-difference
# -     in_place = fetch - used * value + used * prices["cell"] + n_out * prices["conversion"]
# +     in_place = used * prices["cell"] + (active > 0) * n_out * prices["conversion"] + ends
#
# -
