# %% right-all
# about: tries every affordable design
# score: 20
import numpy as np
def design(budget, target):
    best = (-1, None)
    for rounds in range(9):
        steps = 0
        while energy(steps + 1, rounds) <= budget:
            steps += 1
        if steps:
            best = max(best, (np.mean([simulate(steps, rounds, s) for s in range(50, 56)]), (steps, rounds)))
    return best[1]

# %% right-cheapest
# about: the cheapest design that reaches the target with a margin
# score: 20
import numpy as np
def design(budget, target):
    found = []
    for rounds in range(7):
        steps = int((budget - energy(0, rounds)) / 45e-12 + 1e-6)
        if steps < 1:
            continue
        accuracy = np.mean([simulate(steps, rounds, seed) for seed in range(8)])
        found.append((accuracy, steps, rounds))
    _, steps, rounds = max(found)
    while steps > 1 and np.mean([simulate(steps - 1, rounds, seed) for seed in range(8)]) > target + 0.05:
        steps -= 1
    return np.array([steps, rounds])

# %% wrong-most-rounds
# about: all energy into rounds, which is nearly the best only where energy is plenty
# score: 4
# hint: The target is missed. The rounds eat the steps
import numpy as np
def design(budget, target):
    rounds = min(8, int((budget - energy(1, 0)) / 90e-12 + 1e-6))
    return int((budget - energy(0, rounds)) / 45e-12 + 1e-6), rounds

# %% wrong-ignores-budget
# about: the budget is ignored
# score: 0
# hint: The design breaks its budget
import numpy as np
def design(budget, target):
    return 60, 5

# %% wrong-one-round-always
# about: one round always
# score: 8
# hint: The target is missed
import numpy as np
def design(budget, target):
    return int((budget - energy(0, 1)) / 45e-12 + 1e-6), 1

# %% wrong-small
# about: a design that is far too small
# score: 4
# hint: The target is missed although energy is left
import numpy as np
def design(budget, target):
    return 2, 0

# %% wrong-not-whole
# about: steps are not whole
# score: 0
# hint: Steps and rounds should be whole numbers
import numpy as np
def design(budget, target):
    return (budget - energy(0, 3)) / 45e-12 + 0.01, 3

# %% wrong-one-number
# about: one number
# score: 0
# hint: Return two whole numbers
import numpy as np
def design(budget, target):
    return 8

# %% wrong-ten-rounds
# about: more rounds than allowed
# score: 0
# hint: 0 to 8 rounds are allowed
import numpy as np
def design(budget, target):
    return 1, 9
