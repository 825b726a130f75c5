# %% right-grid
# about: the largest of many margins that keep the budget, step by step
# score: 18
import numpy as np


def gaps(y):
    top = np.partition(y, -2, axis=2)[:, :, -2:]
    return top.max(axis=2) - top.min(axis=2)


def first(gap, margin):
    steps = np.full(gap.shape[1], len(gap) - 1)
    for t in reversed(range(len(gap))):
        steps[gap[t] >= margin] = t
    return steps


def decide(y, margin):
    steps = first(gaps(y), margin)
    return y[steps, np.arange(y.shape[1])].argmax(axis=1), steps


def design(y, spikes, c, budget):
    sent, best, gap = spikes.cumsum(axis=0), 0.01, gaps(y)
    for margin in np.arange(0.01, 20, 0.2):
        if sent[first(gap, margin), np.arange(y.shape[1])].mean() <= budget:
            best = margin
    return best

# %% wrong-largest
# about: the margin is compared with the largest readout
# score: 9
# hint: The margin is compared with the largest readout itself
import numpy as np


def decide(y, margin):
    sure = y.max(axis=2) >= margin
    steps = np.where(sure.any(axis=0), sure.argmax(axis=0), len(y) - 1)
    return y[steps, np.arange(y.shape[1])].argmax(axis=1), steps


def design(y, spikes, c, budget):
    ordered, sent, best = np.sort(y, axis=2), spikes.cumsum(axis=0), 0.01
    for margin in np.arange(0.01, 20, 0.2):
        sure = ordered[:, :, -1] - ordered[:, :, -2] >= margin
        steps = np.where(sure.any(axis=0), sure.argmax(axis=0), len(y) - 1)
        if sent[steps, np.arange(y.shape[1])].mean() <= budget:
            best = margin
    return best

# %% wrong-never
# about: a sample that is never sure is answered in the first step
# score: 9
# hint: A sample whose lead never reaches the margin is answered in the first step
import numpy as np


def decide(y, margin):
    ordered = np.sort(y, axis=2)
    steps = (ordered[:, :, -1] - ordered[:, :, -2] >= margin).argmax(axis=0)
    return y[steps, np.arange(y.shape[1])].argmax(axis=1), steps


def design(y, spikes, c, budget):
    ordered, sent, best = np.sort(y, axis=2), spikes.cumsum(axis=0), 0.01
    for margin in np.arange(0.01, 20, 0.2):
        sure = ordered[:, :, -1] - ordered[:, :, -2] >= margin
        steps = np.where(sure.any(axis=0), sure.argmax(axis=0), len(y) - 1)
        if sent[steps, np.arange(y.shape[1])].mean() <= budget:
            best = margin
    return best

# %% wrong-cheapest
# about: the cheapest margin
# score: 9
# hint: fewer than 90 % of the new samples are answered correctly
import numpy as np


def decide(y, margin):
    ordered = np.sort(y, axis=2)
    sure = ordered[:, :, -1] - ordered[:, :, -2] >= margin
    steps = np.where(sure.any(axis=0), sure.argmax(axis=0), len(y) - 1)
    return y[steps, np.arange(y.shape[1])].argmax(axis=1), steps


def design(y, spikes, c, budget):
    return 0.01

# %% wrong-accurate
# about: a margin that nothing reaches, because late answers are the most accurate ones
# score: 9
# hint: more spikes than the budget allows
import numpy as np


def decide(y, margin):
    ordered = np.sort(y, axis=2)
    sure = ordered[:, :, -1] - ordered[:, :, -2] >= margin
    steps = np.where(sure.any(axis=0), sure.argmax(axis=0), len(y) - 1)
    return y[steps, np.arange(y.shape[1])].argmax(axis=1), steps


def design(y, spikes, c, budget):
    return 2.0 * float(np.abs(y).max())

# %% right-loops
# about: sample by sample, with a bisection over the margins that occur
# score: 18
import numpy as np


def decide(y, margin):
    answers, steps = [], []
    for sample in np.swapaxes(y, 0, 1):
        second, first = np.partition(sample, -2, axis=1)[:, -2:].T
        sure = np.flatnonzero(first - second >= margin)
        steps.append(sure[0] if len(sure) else len(sample) - 1)
        answers.append(np.argmax(sample[steps[-1]]))
    return np.array(answers), np.array(steps)


def design(y, spikes, c, budget):
    second, first = np.moveaxis(np.partition(y, -2, axis=2)[:, :, -2:], 2, 0)
    margins = np.quantile(first - second, np.linspace(0.01, 1, 300))
    below, above = 0, len(margins) - 1
    while above - below > 1:
        middle = (below + above) // 2
        steps = decide(y, margins[middle])[1]
        sent = np.mean([spikes[: step + 1, k].sum() for k, step in enumerate(steps)])
        below, above = (middle, above) if sent <= budget else (below, middle)
    return float(margins[below])
