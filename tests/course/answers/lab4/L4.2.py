# %% right-by-steps
# about: measures the factors by taking a step, and the limit by the largest curvature on a list
# score: 30
import numpy as np
def factors(F, h, eta, lam):
    rest = h / (h + lam * F)
    at = rest + 1.0
    explicit = at - eta * h * (at - 1) - eta * lam * F * at
    implicit = (at - eta * h * (at - 1)) / (1 + eta * lam * F)
    return [explicit - rest, implicit - rest]
def largest_strength(F, h, eta):
    best = float("inf")
    for f, c in zip(F, h):
        if eta * c > 2:
            return 0.0
        if f > 0:
            best = min(best, (2 / eta - c) / f)
    return best
def translate(lam, theirs, mine, F, N, B):
    for (importance, factor, loss), power in (theirs, 1), (mine, -1):
        if importance == "sum":
            lam = lam * N**power
        elif importance == "largest":
            lam = lam / max(F) ** power
        lam = lam * factor**power
        if loss == "sum":
            lam = lam / B**power
    return lam

# %% right-array
# about: returns arrays, with an error state for weights without springs
# score: 30
import numpy as np
def factors(F, h, eta, lam):
    stiff = eta * lam * F
    return np.array([1 - eta * h - stiff, (1 - eta * h) / (1 + stiff)])
def largest_strength(F, h, eta):
    room = 2 - eta * np.asarray(h, float)
    if room.min() < 0:
        return 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(np.asarray(F) > 0, room / (eta * np.asarray(F)), np.inf)
    return each.min()
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-no-task
# about: the pull of the task left out of both factors
# score: 23
# hint: The pull of the new task is left out: both pulls act
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * lam * F, 1 / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-size
# about: the size of the explicit factor
# score: 23
# hint: This is the size of the factor
import numpy as np
def factors(F, h, eta, lam):
    return abs(1 - eta * (h + lam * F)), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-uphill
# about: a step up the gradient
# score: 23
# hint: The step goes the wrong way
import numpy as np
def factors(F, h, eta, lam):
    return 1 + eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-change
# about: the change in place of what is left
# score: 23
# hint: This is the change of the distance
import numpy as np
def factors(F, h, eta, lam):
    return eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-exchanged
# about: implicit first
# score: 23
# hint: The two factors are exchanged
import numpy as np
def factors(F, h, eta, lam):
    return (1 - eta * h) / (1 + eta * lam * F), 1 - eta * (h + lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-one-after-the-other
# about: splits the explicit step
# score: 23
# hint: The two pulls are applied one after the other
import numpy as np
def factors(F, h, eta, lam):
    return (1 - eta * h) * (1 - eta * lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-no-spring
# about: the spring left out of the explicit step
# score: 23
# hint: The pull of the spring is left out
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * h, (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-implicit-no-task
# about: the task left out of the implicit step
# score: 23
# hint: The pull of the new task is left out of the implicit step
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), 1 / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-all-implicit
# about: both pulls at the end of the step
# score: 23
# hint: The pull of the new task is taken where the step ends too
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), 1 / (1 + eta * (h + lam * F))
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-implicit-sign
# about: 1 - eta lam F in the denominator
# score: 23
# hint: The denominator has the wrong sign
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 - eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-implicit-no-rate
# about: no eta in the denominator
# score: 23
# hint: The learning rate is missing in the denominator
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-implicit-exchanged
# about: the task at the end, the spring at the beginning
# score: 23
# hint: The pulls are exchanged
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * lam * F) / (1 + eta * h)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-implicit-twice
# about: the spring at both ends
# score: 23
# hint: The pull of the spring is subtracted as well
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h - eta * lam * F) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-softest
# about: the largest limit
# score: 20
# hint: This is the limit of the softest spring
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.max((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-mean
# about: the mean limit
# score: 20
# hint: This is a mean over the weights
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.mean((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-no-task
# about: 2 / (eta max F)
# score: 20
# hint: The curvature of the new task is left out
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    return 2 / (eta * F.max()) if F.max() > 0 else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-added
# about: 2/eta + h
# score: 20
# hint: The curvature of the new task is added
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta + h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-one
# about: the factor 0 in place of -1
# score: 20
# hint: This is where the factor is 0
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((1 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-half
# about: 1 / (eta max F)
# score: 20
# hint: The limit is halved without the task
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    return 1 / (eta * F.max()) if F.max() > 0 else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-mixed
# about: largest F and mean h
# score: 20
# hint: The largest importance and the mean curvature are combined
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    return (2 / eta - h.mean()) / F.max()
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-worst
# about: largest F and largest h of different weights
# score: 20
# hint: The largest importance and the largest curvature are combined
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    return (2 / eta - h.max()) / F.max() if F.max() > 0 else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-zero-springs
# about: weights without a spring set no special case
# score: 26
# hint: infinite
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        each = (2 / eta - h) / F
    return np.max(each) if np.isinf(each).any() else each.min()
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-zero
# about: 0 where a weight has no spring
# score: 26
# hint: Weights without a spring set a limit here
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any() or (F == 0).any():
        return 0.0
    return np.min((2 / eta - h) / F)
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-negative
# about: a negative strength for a task that is too steep
# score: 26
# hint: A negative strength is no answer
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-limit-steep-without-spring
# about: looks for steep tasks among weights with springs only
# score: 26
# hint: The largest strength where the task is too steep for a weight without a spring
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    held = F > 0
    return max(0.0, np.min((2 / eta - h[held]) / F[held])) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-inverse
# about: mine over theirs
# score: 17
# hint: The translation goes the wrong way
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*mine) / one(*theirs)

# %% wrong-translate-nothing
# about: the same strength
# score: 17
# hint: The strength is returned as it is
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    return lam

# %% wrong-translate-no-importance
# about: the scale of F left out
# score: 17
# hint: The scale of the importance is left out
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-importance-inverse
# about: the scale of F turned round
# score: 17
# hint: The scale of the importance is turned round
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return factor / {"mean": 1, "sum": B}[loss] / {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-no-factor
# about: the factor in front left out
# score: 17
# hint: The factor in front of the springs is left out
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-factor-inverse
# about: the factor in front turned round
# score: 17
# hint: The factor in front of the springs is turned round
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] / factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-no-loss
# about: the loss left out
# score: 17
# hint: The loss is left out
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-loss-inverse
# about: the loss turned round
# score: 17
# hint: The loss is turned round
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor * {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-batch-for-images
# about: B for N in the importance
# score: 17
# hint: a sum of squared derivatives runs over all N images
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": B, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-images-for-batch
# about: N for B in the loss
# score: 17
# hint: the loss is a sum over the B images of a batch
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.max(F)}[importance] * factor / {"mean": 1, "sum": N}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-largest-inverse
# about: times the largest F
# score: 17
# hint: The scale of “largest” is turned round
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": np.max(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-translate-mean-for-largest
# about: 1 over the mean of F
# score: 17
# hint: The mean of F is taken for “largest”
import numpy as np
def factors(F, h, eta, lam):
    return 1 - eta * (h + lam * F), (1 - eta * h) / (1 + eta * lam * F)
def largest_strength(F, h, eta):
    F, h = np.asarray(F, dtype=float), np.asarray(h, dtype=float)
    if (eta * h > 2).any():
        return 0.0
    held = F > 0
    return np.min((2 / eta - h[held]) / F[held]) if held.any() else np.inf
def translate(lam, theirs, mine, F, N, B):
    def one(importance, factor, loss):
        return {"mean": 1, "sum": N, "largest": 1 / np.mean(F)}[importance] * factor / {"mean": 1, "sum": B}[loss]
    return lam * one(*theirs) / one(*mine)

# %% wrong-flat-left-out
# about: leaves out weights for which the task has no curvature
# score: 26
# hint: A weight is left out because the task has no curvature there
# from: right-by-steps
# -         if f > 0:
# +         if f > 0 and c > 0:
#
# -
