# %% right-where
# about: np.where instead of np.maximum, currents with V_read
# score: 20
import numpy as np
def pair(W, w_max, G_min, G_max):
    size = G_min + np.abs(W) / w_max * (G_max - G_min)
    return np.where(W > 0, size, G_min), np.where(W < 0, size, G_min)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    I = (V_read * x) @ G_plus - (V_read * x) @ G_minus
    return I / (V_read * (G_max - G_min) / w_max)

# %% right-loops
# about: device by device, as lists
# score: 20
import numpy as np
def pair(W, w_max, G_min, G_max):
    plus, minus = [], []
    for row in W:
        plus.append([G_min + (G_max - G_min) * max(w, 0) / w_max for w in row])
        minus.append([G_min + (G_max - G_min) * max(-w, 0) / w_max for w in row])
    return plus, minus
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    return np.einsum("pi,io->po", x, G_plus - G_minus) / ((G_max - G_min) / w_max)

# %% right-clip
# about: clipped halves, a stacked pair
# score: 20
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    return x @ (G_plus - G_minus) * w_max / (G_max - G_min)

# %% wrong-no-G_min
# about: a weight of 0 has no conductance
# score: 10
# hint: The smallest conductance is left out
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     return k * np.maximum(W, 0), k * np.maximum(-W, 0)

# %% wrong-range-from-0
# about: k is G_max/w_max above G_min
# score: 10
# hint: The range is taken from 0 to G_max
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     k = G_max / w_max
# +     return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)

# %% wrong-G_max-alone
# about: from 0 to G_max
# score: 10
# hint: Here k is G_max/w_max
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     return G_max * np.maximum(W, 0) / w_max, G_max * np.maximum(-W, 0) / w_max

# %% wrong-own-largest
# about: scaled by the largest weight of the array
# score: 10
# hint: The weights are scaled by their own largest value
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     k = (G_max - G_min) / np.abs(W).max()
# +     return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)

# %% wrong-exchanged
# about: plus and minus exchanged
# score: 10
# hint: The two devices are exchanged
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     return G_min + k * np.maximum(-W, 0), G_min + k * np.maximum(W, 0)

# %% wrong-negative-part
# about: the minus device gets the negative part
# score: 10
# hint: The minus device gets negative numbers
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     return G_min + k * np.maximum(W, 0), G_min + k * np.minimum(W, 0)

# %% wrong-middle
# about: both devices move from the middle
# score: 10
# hint: Both devices are moved
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     m = (G_min + G_max) / 2
# +     return m + k * W / 2, m - k * W / 2

# %% wrong-both-sizes
# about: both devices get the size
# score: 10
# hint: The sign is lost
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     G = G_min + k * np.abs(W)
# +     return G, G

# %% wrong-plus-size
# about: the plus device gets the size of every weight
# score: 10
# hint: The plus device has the size of every weight
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     return G_min + k * np.abs(W), G_min + k * np.maximum(-W, 0)

# %% wrong-one-device
# about: negative weights are cut off
# score: 10
# hint: The minus device stays at G_min
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     return G_min + k * np.maximum(W, 0), np.full(np.shape(W), G_min)

# %% wrong-changes-W
# about: works in the array it was given
# score: 16
# hint: changes its input W in place
# from: right-clip
# -     return np.array([G_min + k * np.clip(W, 0, None), G_min + k * np.clip(-W, 0, None)])
# +     W *= k
# +     return G_min + np.maximum(W, 0), G_min + np.maximum(-W, 0)

# %% wrong-currents
# about: currents instead of weights' unit
# score: 10
# hint: These are the currents in A
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x * V_read @ (G_plus - G_minus)

# %% wrong-V_read-left
# about: V_read is not divided away
# score: 10
# hint: V_read does not cancel here
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x * V_read @ (G_plus - G_minus) / k

# %% wrong-V_read-twice
# about: divided by V_read although the rows were not driven with it
# score: 10
# hint: V_read is divided away twice
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x @ (G_plus - G_minus) / (k * V_read)

# %% wrong-G_max-scale
# about: scaled by G_max
# score: 10
# hint: The currents are divided by G_max
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x @ (G_plus - G_minus) * w_max / G_max

# %% wrong-no-w_max
# about: w_max is left out
# score: 10
# hint: The factor w_max is left out
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x @ (G_plus - G_minus) / (G_max - G_min)

# %% wrong-plus-alone
# about: the minus column is not read
# score: 10
# hint: Only the plus devices are read
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x @ (G_plus - G_min) / k

# %% wrong-sum
# about: both columns added
# score: 10
# hint: The current of the minus column is added
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x @ (G_plus + G_minus) / k

# %% wrong-sign
# about: minus less plus
# score: 10
# hint: The sign is reversed
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x @ (G_minus - G_plus) / k

# %% wrong-times-k
# about: multiplied by k
# score: 10
# hint: The result is multiplied by k
import numpy as np
def pair(W, w_max, G_min, G_max):
    k = (G_max - G_min) / w_max
    return G_min + k * np.maximum(W, 0), G_min + k * np.maximum(-W, 0)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    k = (G_max - G_min) / w_max
    return x @ (G_plus - G_minus) * k

# %% wrong-cut
# about: conductances are cut at 0.9 G_max on one side
# score: 16
# hint: The conductances are cut below G_max
import numpy as np
def pair(W, w_max, G_min, G_max):
    size = G_min + np.abs(W) / w_max * (G_max - G_min)
    return np.minimum(np.where(W > 0, size, G_min), 0.9 * G_max), np.where(W < 0, size, G_min)
def outputs(x, G_plus, G_minus, w_max, G_min, G_max, V_read):
    I = (V_read * x) @ G_plus - (V_read * x) @ G_minus
    return I / (V_read * (G_max - G_min) / w_max)
