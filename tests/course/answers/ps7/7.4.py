# %% right-descent
# about: many descents
# score: 40
import numpy as np


def idle_floor(events, power):
    x, y = np.asarray(events), np.asarray(power)
    d = x - x.mean()
    energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
    return y.mean() - energy * x.mean(), energy


def place(rates, synapses, k, rng):
    n = len(rates)
    c = np.arange(k * k)
    hops = np.abs(c[:, None] % k - c % k) + np.abs(c[:, None] // k - c // k)
    flow = np.where(synapses, np.asarray(rates)[:, None], 0.0)
    flow = flow + flow.T
    results = []
    for _ in range(30):
        core = rng.permutation(np.repeat(c, n // k**2))
        better = True
        while better:
            at = flow @ hops[core]
            here = at[np.arange(n), core]
            change = at[:, core] - here[:, None]
            change = change + change.T + 2 * flow * hops[core[:, None], core]
            i, j = divmod(int(change.argmin()), n)
            better = change[i, j] < -1e-9
            if better:
                core[[i, j]] = core[[j, i]]
        results.append((here.sum(), len(results), core))
    return min(results)[2]

# %% right-annealing
# about: simulated annealing, and a list
# score: 40
import numpy as np


def idle_floor(events, power):
    scale = np.max(events)
    slope, floor = np.polyfit(np.asarray(events) / scale, power, 1)
    return floor, slope / scale


def place(rates, synapses, k, rng):
    """Simulated annealing, and then a descent."""
    n, c = len(rates), np.arange(k * k)
    hops = np.abs(c[:, None] % k - c % k) + np.abs(c[:, None] // k - c // k)
    flow = synapses * np.asarray(rates)[:, None]
    flow = flow + flow.T
    best, lowest = None, np.inf
    for _ in range(6):
        core = rng.permutation(np.arange(n) % (k * k))
        steps = 60 * n
        pairs, luck = rng.integers(0, n, (steps, 2)).tolist(), np.log(rng.random(steps))
        for step, (i, j) in enumerate(pairs):
            if core[i] != core[j]:
                change = (flow[i] - flow[j]) @ (hops[core[j], core] - hops[core[i], core]) + 2 * flow[i, j] * hops[core[i], core[j]]
                if change < -0.3 * 0.03 ** (step / steps) * flow.sum() / n * luck[step]:
                    core[i], core[j] = core[j], core[i]
        change = -np.ones((n, n))
        while change.min() < -1e-9:
            at = flow @ hops[core]
            change = at[:, core] - at[np.arange(n), core][:, None]
            change = change + change.T + 2 * flow * hops[core[:, None], core]
            if change.min() < -1e-9:
                i, j = np.unravel_index(change.argmin(), change.shape)
                core[i], core[j] = core[j], core[i]
        cost = (flow * hops[core[:, None], core]).sum()
        if cost < lowest:
            best, lowest = core.copy(), cost
    return [int(each) for each in best]

# %% wrong-swapped
# about: energy first
# score: 29
# hint: The two results are exchanged
# from: right-descent
# -     x, y = np.asarray(events), np.asarray(power)
# -     d = x - x.mean()
# -     energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
# -     return y.mean() - energy * x.mean(), energy
# +     events, power = np.asarray(events), np.asarray(power)
# +     energy, floor = np.polyfit(events / 1e9, power, 1)
# +     return energy / 1e9, floor

# %% wrong-origin
# about: a line through the origin
# score: 29
# hint: The floor is taken for 0
# from: right-descent
# -     x, y = np.asarray(events), np.asarray(power)
# -     d = x - x.mean()
# -     energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
# -     return y.mean() - energy * x.mean(), energy
# +     events, power = np.asarray(events), np.asarray(power)
# +     return 0.0, events @ power / (events @ events)

# %% wrong-smallest
# about: the smallest power as floor
# score: 29
# hint: The floor is the smallest measured power
# from: right-descent
# -     x, y = np.asarray(events), np.asarray(power)
# -     d = x - x.mean()
# -     energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
# -     return y.mean() - energy * x.mean(), energy
# +     events, power = np.asarray(events), np.asarray(power)
# +     return power.min(), np.polyfit(events / 1e9, power, 1)[0] / 1e9

# %% wrong-whole
# about: the whole power divided by the events
# score: 29
# hint: The energy is the whole power divided by the events
# from: right-descent
# -     x, y = np.asarray(events), np.asarray(power)
# -     d = x - x.mean()
# -     energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
# -     return y.mean() - energy * x.mean(), energy
# +     events, power = np.asarray(events), np.asarray(power)
# +     return np.polyfit(events / 1e9, power, 1)[1], (power / events).mean()

# %% wrong-ends
# about: first and last measurement
# score: 29
# hint: Only the first and the last measurement are used
# from: right-descent
# -     x, y = np.asarray(events), np.asarray(power)
# -     d = x - x.mean()
# -     energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
# -     return y.mean() - energy * x.mean(), energy
# +     events, power = np.asarray(events), np.asarray(power)
# +     energy = (power[-1] - power[0]) / (events[-1] - events[0])
# +     return power[0] - energy * events[0], energy

# %% wrong-axes
# about: events against power
# score: 29
# hint: The line gives events as a function of the power
# from: right-descent
# -     x, y = np.asarray(events), np.asarray(power)
# -     d = x - x.mean()
# -     energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
# -     return y.mean() - energy * x.mean(), energy
# +     events, power = np.asarray(events), np.asarray(power)
# +     a, b = np.polyfit(power, events / 1e9, 1)
# +     return -b / a, 1e-9 / a

# %% wrong-order
# about: by number
# score: 16
# hint: The placement is about as bad as a random one
import numpy as np


def idle_floor(events, power):
    x, y = np.asarray(events), np.asarray(power)
    d = x - x.mean()
    energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
    return y.mean() - energy * x.mean(), energy


def place(rates, synapses, k, rng):
    return np.arange(len(rates)) // (len(rates) // k**2)

# %% wrong-one-core
# about: all on one core
# score: 11
# hint: Each core holds exactly n/k**2 neurons
import numpy as np


def idle_floor(events, power):
    x, y = np.asarray(events), np.asarray(power)
    d = x - x.mean()
    energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
    return y.mean() - energy * x.mean(), energy


def place(rates, synapses, k, rng):
    return np.zeros(len(rates), dtype=int)

# %% wrong-lists
# about: neurons of each core
# score: 11
# hint: Return one array with the core of each neuron
import numpy as np


def idle_floor(events, power):
    x, y = np.asarray(events), np.asarray(power)
    d = x - x.mean()
    energy = np.sum(d * (y - y.mean())) / np.sum(d**2)
    return y.mean() - energy * x.mean(), energy


def place(rates, synapses, k, rng):
    return np.arange(len(rates)).reshape(k * k, -1)

# %% wrong-from-one
# about: cores numbered from 1
# score: 11
# hint: The cores are numbered from 0
# from: right-descent
# -     return min(results)[2]
# +     return min(results)[2] + 1

# %% wrong-cut
# about: only whether cores differ counts
# score: 16
# hint: The groups are found, but
# from: right-descent
# -     hops = np.abs(c[:, None] % k - c % k) + np.abs(c[:, None] // k - c // k)
# +     hops = 1.0 * (c[:, None] != c)

# %% wrong-early
# about: one descent, cut short
# score: 16
# hint: The search stops too early, or begins only once
# from: right-descent
# -     for _ in range(30):
# +     for _ in range(1):
#
# -         better = True
# -         while better:
# +         for _ in range(22):
#
# -             better = change[i, j] < -1e-9
# -             if better:
# +             if change[i, j] < -1e-9:

# %% wrong-nothing
# about: returns nothing
# score: 0
# hint: are None: does your function return its result
def idle_floor(events, power):
    events, power


def place(rates, synapses, k, rng):
    rates
