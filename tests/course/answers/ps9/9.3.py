# %% right-loops
# about: three loops
# score: 21
def tbs_schedule(kind):
    times = []
    for train in range(1 if kind == "cTBS" else 20):
        for burst in range(200 if kind == "cTBS" else 10):
            for pulse in range(3):
                times.append(10 * train + 0.2 * burst + 0.02 * pulse)
    return times
def agreements(effects, observed, smallest):
    count = 0
    for effect, seen in zip(effects, observed):
        direction = 0 if abs(effect) < smallest else 1 if effect > 0 else -1
        count += direction == seen
    return count

# %% right-tile
# about: tile and repeat
# score: 21
import numpy as np
def tbs_schedule(kind):
    n = np.arange(200)
    starts = n / 5 if kind == "cTBS" else 10 * (n // 10) + (n % 10) / 5
    return np.sort(np.concatenate([starts, starts + 0.02, starts + 0.04]))
def agreements(effects, observed, smallest):
    big = np.abs(effects) >= smallest
    return np.sum(np.where(big, np.sign(effects) == observed, observed == 0))

# %% right-pauses
# about: leaves bursts out of a longer cTBS
# score: 21
import numpy as np
def tbs_schedule(kind):
    bursts = np.arange(1000)
    bursts = bursts[:200] if kind == "cTBS" else bursts[bursts % 50 < 10]
    return (bursts[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(((effects >= smallest).astype(int) - (effects <= -smallest) == observed).sum())

# %% wrong-period-8
# about: trains begin every 8 s
# score: 15
# hint: The trains begin every 8 s
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 8 + np.arange(bursts)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-period-12
# about: a pause of 10 s
# score: 15
# hint: The trains begin every 12 s
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 12 + np.arange(bursts)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-four-pulses
# about: four pulses in a burst
# score: 7
# hint: A burst has four pulses here
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 10 + np.arange(bursts)[:, None] / 5 + np.arange(4) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-rates-exchanged
# about: 5 Hz and 50 Hz exchanged
# score: 7
# hint: The two rates are exchanged
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 10 + np.arange(bursts)[:, None] / 50 + np.arange(3) / 5).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-always-continuous
# about: iTBS is cTBS
# score: 15
# hint: This is cTBS: iTBS has 20 trains
import numpy as np
def tbs_schedule(kind):
    return (np.arange(200)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-always-intermittent
# about: cTBS is iTBS
# score: 17
# hint: This is iTBS: cTBS has no pauses
import numpy as np
def tbs_schedule(kind):
    return (np.arange(20)[:, None, None] * 10 + np.arange(10)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-after-last-pulse
# about: a burst begins 200 ms after the last pulse
# score: 7
# hint: The bursts are counted from the last pulse
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 10 + np.arange(bursts)[:, None] * 0.24 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-milliseconds
# about: milliseconds
# score: 7
# hint: Times are in milliseconds here
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return 1000 * (np.arange(trains)[:, None, None] * 10 + np.arange(bursts)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-first-pulses
# about: one pulse for each burst
# score: 7
# hint: There is one pulse per burst here
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None] * 10 + np.arange(bursts) / 5).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed))

# %% wrong-no-limit
# about: small effects have a direction
# score: 14
# hint: Small effects are not taken as 0
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 10 + np.arange(bursts)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.sign(effects) == observed))

# %% wrong-negative-is-small
# about: compares without the size
# score: 14
# hint: The number of agreements
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 10 + np.arange(bursts)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return int(np.sum(np.where(effects < smallest, 0, np.sign(effects)) == observed))

# %% wrong-fraction
# about: a fraction
# score: 14
# hint: This is a fraction
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 10 + np.arange(bursts)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    return np.mean(np.where(np.abs(effects) < smallest, 0, np.sign(effects)) == observed)

# %% wrong-in-place
# about: sets small effects to 0 in the given array
# score: 18
# hint: Your function changes its input effects in place
import numpy as np
def tbs_schedule(kind):
    trains, bursts = (1, 200) if kind == "cTBS" else (20, 10)
    return (np.arange(trains)[:, None, None] * 10 + np.arange(bursts)[:, None] / 5 + np.arange(3) / 50).ravel()
def agreements(effects, observed, smallest):
    effects[np.abs(effects) < smallest] = 0
    return int(np.sum(np.sign(effects) == observed))

# %% wrong-exactly-smallest
# about: an effect that is exactly as large as smallest counts as none
# score: 18
# hint: exactly as large as smallest is taken for none
import numpy as np
def tbs_schedule(kind):
    n = np.arange(200)
    starts = n / 5 if kind == "cTBS" else 10 * (n // 10) + (n % 10) / 5
    return np.sort(np.concatenate([starts, starts + 0.02, starts + 0.04]))
def agreements(effects, observed, smallest):
    directions = np.where(np.abs(effects) <= smallest, 0, np.sign(effects))
    return int(np.sum(directions == observed))
