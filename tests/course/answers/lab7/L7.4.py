# %% right-larger-of-both
# about: the larger of k and 1/k
# score: 15
import numpy as np

def flip_factor(spiking, numbers, i):
    spiking, numbers = np.array(spiking, float), np.array(numbers, float)
    rest_s, rest_n = spiking.sum() - spiking[i], numbers.sum() - numbers[i]
    if spiking[i] == numbers[i]:
        return np.inf
    k = (rest_n - rest_s) / (spiking[i] - numbers[i])
    return k if k > 0 else np.inf


def weakest(spiking, numbers):
    best, least = -1, np.inf
    for i in range(len(spiking)):
        k = flip_factor(spiking, numbers, i)
        size = max(k, 1 / k)
        if size < least:
            best, least = i, size
    return best

# %% right-log
# about: logarithms, and NumPy numbers
# score: 15
import numpy as np

def flip_factor(spiking, numbers, i):
    spiking, numbers = np.array(spiking, float), np.array(numbers, float)
    rest_s, rest_n = spiking.sum() - spiking[i], numbers.sum() - numbers[i]
    if spiking[i] == numbers[i]:
        return np.inf
    k = (rest_n - rest_s) / (spiking[i] - numbers[i])
    return k if k > 0 else np.inf


def weakest(spiking, numbers):
    k = np.array([flip_factor(spiking, numbers, i) for i in range(len(spiking))])
    size = np.abs(np.log(k))
    return np.argmin(size) if np.isfinite(size).any() else -1

# %% right-sums
# about: sums without the component, with math.inf
# score: 15
import math
def flip_factor(spiking, numbers, i):
    slope = spiking[i] - numbers[i]
    rest = sum(n - s for j, (s, n) in enumerate(zip(spiking, numbers)) if j != i)
    return rest / slope if slope and rest / slope > 0 else math.inf
def weakest(spiking, numbers):
    found = [(abs(math.log(k)), i) for i in range(len(spiking)) if math.isfinite(k := flip_factor(spiking, numbers, i))]
    return min(found)[1] if found else -1

# %% wrong-spiking-alone
# about: the price changes in the spiking bill alone
# score: 4
# hint: The price is changed in the spiking bill alone
# from: right-larger-of-both
# -     k = (rest_n - rest_s) / (spiking[i] - numbers[i])
# +     k = (numbers.sum() - rest_s) / spiking[i]

# %% wrong-numbers-alone
# about: the price changes in the other bill alone
# score: 0
# hint: The price is changed in the bill of the numbers alone
# from: right-larger-of-both
# -     k = (rest_n - rest_s) / (spiking[i] - numbers[i])
# +     k = (spiking.sum() - rest_n) / numbers[i] if numbers[i] else np.inf

# %% wrong-ratio-of-totals
# about: the ratio of the totals
# score: 0
# hint: This is the ratio of the totals
# from: right-larger-of-both
# -     k = (rest_n - rest_s) / (spiking[i] - numbers[i])
# +     k = numbers.sum() / spiking.sum()

# %% wrong-ratio-of-totals-up
# about: the other ratio
# score: 0
# hint: This is the ratio of the totals
# from: right-larger-of-both
# -     k = (rest_n - rest_s) / (spiking[i] - numbers[i])
# +     k = spiking.sum() / numbers.sum()

# %% wrong-inverse
# about: upside down
# score: 10
# hint: This is the inverse
# from: right-larger-of-both
# -     k = (rest_n - rest_s) / (spiking[i] - numbers[i])
# +     k = (spiking[i] - numbers[i]) / (rest_n - rest_s)

# %% wrong-component-alone
# about: the two components alone
# score: 0
# hint: The other components are left out
# from: right-larger-of-both
# -     k = (rest_n - rest_s) / (spiking[i] - numbers[i])
# +     k = numbers[i] / spiking[i] if spiking[i] else np.inf

# %% wrong-change
# about: the change of the price
# score: 4
# hint: This is the change k - 1
# from: right-larger-of-both
# -     return k if k > 0 else np.inf
# +     return k - 1 if k > 0 else np.inf

# %% wrong-negative
# about: negative factors
# score: 5
# hint: A negative factor is returned
# from: right-larger-of-both
# -     return k if k > 0 else np.inf
# +     return k
#
# -         size = max(k, 1 / k)
# +         size = abs(np.log(abs(k)))

# %% wrong-absolute
# about: the absolute value of the factor
# score: 5
# hint: finite; expected otherwise
# from: right-larger-of-both
# -     return k if k > 0 else np.inf
# +     return abs(k)

# %% wrong-still-in-totals
# about: the component stays in the totals
# score: 0
# hint: No factor is found
# from: right-larger-of-both
# -     k = (rest_n - rest_s) / (spiking[i] - numbers[i])
# +     k = (numbers.sum() - spiking.sum()) / (spiking[i] - numbers[i])

# %% wrong-divides-by-0
# about: an unused component stops it
# score: 11
# hint: ZeroDivisionError
import numpy as np

def flip_factor(spiking, numbers, i):
    s, n = [float(x) for x in spiking], [float(x) for x in numbers]
    k = ((sum(n) - n[i]) - (sum(s) - s[i])) / (s[i] - n[i])
    return k if k > 0 else np.inf


def weakest(spiking, numbers):
    best, least = -1, np.inf
    for i in range(len(spiking)):
        k = flip_factor(spiking, numbers, i)
        size = max(k, 1 / k)
        if size < least:
            best, least = i, size
    return best

# %% wrong-distance-to-1
# about: the distance to 1
# score: 9
# hint: The distance to 1 is taken for the change
# from: right-log
# -     size = np.abs(np.log(k))
# -     return np.argmin(size) if np.isfinite(size).any() else -1
# +     return int(np.argmin(np.abs(k - 1))) if np.isfinite(k).any() else -1

# %% wrong-largest-difference
# about: the largest difference
# score: 9
# hint: The component with the largest difference is taken
# from: right-log
# -     k = np.array([flip_factor(spiking, numbers, i) for i in range(len(spiking))])
# -     size = np.abs(np.log(k))
# -     return np.argmin(size) if np.isfinite(size).any() else -1
# +     k = [flip_factor(spiking, numbers, i) for i in range(len(spiking))]
# +     return int(np.argmax(np.abs(np.asarray(spiking) - numbers))) if np.isfinite(min(k)) else -1

# %% wrong-always-a-component
# about: never -1
# score: 9
# hint: No price can make these bills equal
# from: right-log
# -     size = np.abs(np.log(k))
# -     return np.argmin(size) if np.isfinite(size).any() else -1
# +     return int(np.argmin(np.abs(np.log(k))))

# %% wrong-none
# about: None in place of -1
# score: 9
# hint: Return the number of one component
# from: right-larger-of-both
# -     best, least = -1, np.inf
# +     best, least = None, np.inf
#
# -     return best
# -
# +     return best
