# %% right-one-by-one
# about: the probability of one more pulse, and pulses sent one after another
# score: 15
import numpy as np


def update(W, request, up, down, rng):
    wanted = np.abs(request) / ((up + down) / 2)
    count = np.floor(wanted) + (rng.random(W.shape) < wanted % 1)
    W = W.copy()
    for k in range(int(count.max())):
        W = np.clip(W + (count > k) * np.where(request > 0, up, -down), -1, 1)
    return W


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% right-plain
# about: whole pulses in one line, and a list of two
# score: 15
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    both = update(np.stack([plus, minus]), np.stack([request, -request]) / 2, up, down, rng)
    return [both[0], both[1]]


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-nearest
# about: rounded to the nearest number of pulses
# score: 4
# hint: The changes are rounded to the nearest whole number of pulses
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.rint(request / m)
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-own-step
# about: divided by the step of its own direction
# score: 4
# hint: The change is divided by the step in its own direction
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / np.where(request > 0, up, down) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-up-mean
# about: a pulse up adds the mean step
# score: 4
# hint: All pulses up are sent as pulses of the mean step here
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / m + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, m, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-exchanged
# about: up and down exchanged
# score: 4
# hint: The steps are exchanged
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / m + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, down, up) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-one-pulse
# about: one pulse at most
# score: 4
# hint: At most one pulse is sent
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.clip(np.floor(request / m + rng.random(W.shape)), -1, 1)
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-all-up
# about: pulses down raise the weight
# score: 4
# hint: Pulses down change nothing, or raise the weight
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / m + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * np.abs(pulses), -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-by-up
# about: divided by the step up
# score: 4
# hint: The changes are divided by the step up in both directions
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / up + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-by-down
# about: divided by the step down
# score: 4
# hint: The changes are divided by the step down in both directions
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / down + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-one-draw
# about: one draw for all devices
# score: 4
# hint: The mean changes of 10 000 weights
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / m + rng.random())
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-no-bounds
# about: no bounds
# score: 12
# hint: The weights after a request beyond the bound
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / m + rng.random(W.shape))
    return W + np.where(pulses > 0, up, down) * pulses


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-in-place
# about: the weights are changed in place
# score: 11
# hint: Your function changes its input W in place
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    W += np.where(pulses > 0, up, down) * pulses
    np.clip(W, -1, 1, out=W)
    return W


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-own-generator
# about: a generator of its own
# score: 12
# hint: The same seed gives other weights
import numpy as np


def update(W, request, up, down, rng):
    m = (up + down) / 2
    pulses = np.floor(request / m + np.random.default_rng().random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-whole
# about: the whole change for each device
# score: 11
# hint: Each device gets the whole change
# from: right-plain
# -     both = update(np.stack([plus, minus]), np.stack([request, -request]) / 2, up, down, rng)
# -     return [both[0], both[1]]
# +     return update(plus, request, up, down, rng), update(minus, -request, up, down, rng)

# %% wrong-same-direction
# about: both devices move alike
# score: 11
# hint: Both devices move in the same direction
# from: right-plain
# -     both = update(np.stack([plus, minus]), np.stack([request, -request]) / 2, up, down, rng)
# -     return [both[0], both[1]]
# +     return update(plus, request / 2, up, down, rng), update(minus, request / 2, up, down, rng)

# %% wrong-first-only
# about: only the first device moves
# score: 11
# hint: Only the first device moves
# from: right-plain
# -     both = update(np.stack([plus, minus]), np.stack([request, -request]) / 2, up, down, rng)
# -     return [both[0], both[1]]
# +     return update(plus, request / 2, up, down, rng), minus

# %% wrong-pair-exchanged
# about: the second device rises
# score: 11
# hint: The devices are exchanged
# from: right-plain
# -     both = update(np.stack([plus, minus]), np.stack([request, -request]) / 2, up, down, rng)
# -     return [both[0], both[1]]
# +     return update(plus, -request / 2, up, down, rng), update(minus, request / 2, up, down, rng)

# %% wrong-same-draws
# about: the same draws for both devices
# score: 11
# hint: Both devices of a pair use the same random numbers
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    seed = int(rng.integers(2**31))
    first, second = np.random.default_rng(seed), np.random.default_rng(seed)
    return update(plus, request / 2, up, down, first), update(minus, -request / 2, up, down, second)


def repairs():
    return [0, 2, 1, 3, 0]


# %% wrong-repairs-first-paired
# about: the repairs [2, 2, 1, 3, 0]
# score: 11
# hint: look again at the first chip
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [2, 2, 1, 3, 0]


# %% wrong-repairs-first-verified
# about: the repairs [3, 2, 1, 3, 3]
# score: 11
# hint: look again at the first and the fifth chip
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [3, 2, 1, 3, 3]


# %% wrong-repairs-fifth
# about: the repairs [0, 2, 1, 3, 1]
# score: 11
# hint: look again at the fifth chip
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3, 1]


# %% wrong-repairs-second
# about: the repairs [0, 0, 1, 3, 0]
# score: 11
# hint: look again at the second chip
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 0, 1, 3, 0]


# %% wrong-repairs-third
# about: the repairs [0, 2, 2, 3, 0]
# score: 11
# hint: look again at the third chip
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 2, 3, 0]


# %% wrong-repairs-fourth
# about: the repairs [0, 2, 1, 0, 0]
# score: 11
# hint: look again at the fourth chip
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 0, 0]


# %% wrong-repairs-four
# about: the repairs [0, 2, 1, 3]
# score: 11
# hint: Return one number for each of the five chips
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    return np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    return update(plus, request / 2, up, down, rng), update(minus, -request / 2, up, down, rng)


def repairs():
    return [0, 2, 1, 3]


# %% wrong-nothing
# about: computes and returns nothing
# score: 0
# hint: are None: does your function return its result
import numpy as np


def update(W, request, up, down, rng):
    pulses = np.floor(request / ((up + down) / 2) + rng.random(W.shape))
    W = np.clip(W + np.where(pulses > 0, up, down) * pulses, -1, 1)


def update_pair(plus, minus, request, up, down, rng):
    update(plus, request, up, down, rng)


def repairs():
    print([0, 2, 1, 3, 0])
