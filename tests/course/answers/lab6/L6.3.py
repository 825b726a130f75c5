# %% right-logarithms
# about: tolerances in standard errors, of logarithms, and the correlation from differences
# score: 20
import numpy as np
def is_flicker(G, target):
    chips, n, times = G.shape
    r = G / target.reshape(-1, 1, 1) - 1
    s = r.std(axis=1, ddof=1)
    if np.any(s <= 0) or np.ptp(np.log(s)) > 6 / np.sqrt(2 * (n - 1)) + 0.02:
        return False
    if np.any(np.abs(r.mean(axis=1)) > 6 * s / np.sqrt(n)):
        return False
    z = (r - r.mean(axis=1, keepdims=True)) / s[:, None, :]
    c = [(z[:, :, 0] * z[:, :, k]).mean(axis=1) for k in (1, 2, 3)]
    kept = np.all(c[0] > 0.9) and np.all((c[1] > 0.2) & (c[1] < 0.8)) and np.all(c[2] < 0.5)
    apart = [abs((z[a, :, 0] * z[b, :, 0]).mean()) for a in range(chips) for b in range(a)]
    return bool(kept and max(apart) < 0.4)

# %% right-loops
# about: chip by chip
# score: 20
import numpy as np
def is_flicker(G, target):
    spreads = []
    for chip, goal in zip(G, target):
        d = (chip - goal) / goal
        spreads += list(d.std(axis=0))
        if d.std() == 0 or np.abs(d.mean(axis=0)).max() > 0.35 * d.std():
            return False
        c = np.corrcoef(d, rowvar=False)
        if c[0, 1] < 0.97 or not 0.3 < c[0, 2] < 0.75 or c[0, 3] > 0.45:
            return False
    if np.corrcoef(G[0][:, 0], G[1][:, 0])[0, 1] > 0.5 or np.corrcoef(G[0][:, 0], G[2][:, 0])[0, 1] > 0.5:
        return False
    return bool(max(spreads) / min(spreads) < 1.32)

# %% wrong-passes-everything
# about: always True
# score: 0
# hint: Your test passes everything
def is_flicker(G, target):
    return True

# %% wrong-fails-everything
# about: always False
# score: 0
# hint: Your test rejects everything
def is_flicker(G, target):
    return False

# %% wrong-one-chip
# about: looks at the first chip alone
# score: 6
# hint: Noise that is the same in siemens on each chip passes
import numpy as np
def is_flicker(G, target):
    d = G[0] / target[0] - 1
    c = np.corrcoef(d, rowvar=False)
    return bool(d.std() > 0 and abs(d.mean()) < 0.3 * d.std() and c[0, 1] > 0.9 and 0.2 < c[0, 2] < 0.8 and c[0, 3] < 0.5)

# %% wrong-tolerance-too-wide
# about: tolerates a factor of 2 between spreads
# score: 14
# hint: noise that grows a little too
import numpy as np
def is_flicker(G, target):
    r = G / target[:, None, None] - 1
    s, n = r.std(axis=1), r.shape[1]
    if not s.min() > 0:
        return False
    c = np.array([np.corrcoef(chip.T)[0, 1:] for chip in r])
    kept = (c[:, 0] > 0.95).all() and (np.abs(c[:, 1] - 0.5) < 0.25).all() and (c[:, 2] < 0.45).all()
    apart = np.abs(np.corrcoef(r[:, :, 0])[np.triu_indices(3, 1)]).max() < 0.35
    return bool(s.max() < 2 * s.min() and (np.abs(r.mean(axis=1)) < 5.5 * s / np.sqrt(n)).all() and kept and apart)

# %% wrong-spread-alone
# about: compares spreads and forgets the memory
# score: 6
# hint: Noise that is drawn anew at each reading passes
import numpy as np
def is_flicker(G, target):
    r = G / target[:, None, None] - 1
    s = r.std(axis=1)
    return bool(s.min() > 0 and s.max() < 1.3 * s.min())

# %% wrong-memory-of-a-microsecond
# about: looks at the first microsecond alone
# score: 10
# hint: noise that is drawn once and never changes
import numpy as np
def is_flicker(G, target):
    r = G / target[:, None, None] - 1
    s = r.std(axis=1)
    if not s.min() > 0:
        return False
    c = [np.corrcoef(chip.T)[0, 1] for chip in r]
    return bool(s.max() < 1.3 * s.min() and min(c) > 0.9)

# %% wrong-no-means
# about: never looks at the means
# score: 16
# hint: a mean that is too low
import numpy as np
def is_flicker(G, target):
    r = G / target[:, None, None] - 1
    s = r.std(axis=1)
    if not s.min() > 0:
        return False
    c = np.array([np.corrcoef(chip.T)[0, 1:] for chip in r])
    kept = (c[:, 0] > 0.95).all() and (np.abs(c[:, 1] - 0.5) < 0.25).all() and (c[:, 2] < 0.45).all()
    return bool(s.max() < 1.3 * s.min() and kept and np.abs(np.corrcoef(r[:, :, 0])[np.triu_indices(3, 1)]).max() < 0.35)

# %% wrong-absolute-spread
# about: compares standard deviations in siemens
# score: 0
# hint: Correct flicker noise is rejected
import numpy as np
def is_flicker(G, target):
    s = G.std(axis=1)
    return bool(s.max() < 1.3 * s.min())

# %% wrong-ignores-the-last-reading
# about: does not look at the correlation after 1000 s
# score: 14
# hint: noise that returns to its first values after 1000 s
# from: right-logarithms
# -     kept = np.all(c[0] > 0.9) and np.all((c[1] > 0.2) & (c[1] < 0.8)) and np.all(c[2] < 0.5)
# +     kept = np.all(c[0] > 0.9) and np.all((c[1] > 0.2) & (c[1] < 0.8))

# %% wrong-any-memory-at-the-end
# about: accepts whatever remains after 1000 s if it is less than after 1 s
# score: 14
# hint: noise whose memory no longer fades after 1 s
# from: right-logarithms
# -     kept = np.all(c[0] > 0.9) and np.all((c[1] > 0.2) & (c[1] < 0.8)) and np.all(c[2] < 0.5)
# +     kept = np.all(c[0] > 0.9) and np.all((c[1] > 0.2) & (c[1] < 0.8)) and np.all(c[2] < c[1] + 0.2)
#
# -
