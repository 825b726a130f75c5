# %% right-branches
# about: one case after the other
# score: 8
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    if bounds == 'hard':
        return 1 if P > D else 0
    if bounds == 'soft':
        return P / D if P < D else 1
    return 1 / (1 + D / P)

# %% right-roots
# about: the zero of the drift by halving the interval
# score: 8
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    low, high = 0.0, 1.0
    for _ in range(60):
        u = (low + high) / 2
        up, down = {'hard': (1, 1), 'soft': (1, u), 'multiplicative': (1 - u, u)}[bounds]
        low, high = (u, high) if P * up > D * down else (low, u)
    return 0.0 if high < 1e-12 else low if low < 1 - 1e-12 else 1.0

# %% right-table
# about: a dictionary
# score: 8
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    return {'hard': np.heaviside(P - D, 0.5), 'soft': np.clip(P / D, 0, 1), 'multiplicative': P / (P + D)}[bounds]

# %% wrong-amplitudes
# about: amplitudes without their time constants
# score: 0
# hint: You compare the amplitudes
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    P, D = Ap, Am
    return {'hard': float(P > D), 'soft': min(P / D, 1.0), 'multiplicative': P / (P + D)}[bounds]

# %% wrong-course-numbers
# about: the course's synapse, whatever the arguments
# score: 0
# hint: course's synapse again
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    P, D = 0.010 * 0.020, 0.006 * 0.040
    return {'hard': float(P > D), 'soft': min(P / D, 1.0), 'multiplicative': P / (P + D)}[bounds]

# %% wrong-exchanged
# about: depression over potentiation
# score: 0
# hint: Potentiation and depression are exchanged
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    P, D = D, P
    return {'hard': float(P > D), 'soft': min(P / D, 1.0), 'multiplicative': P / (P + D)}[bounds]

# %% wrong-hard-by-height
# about: hard bounds: the taller half determines the end
# score: 0
# hint: With hard bounds the weight moves to the wrong end
# hint: the taller half does not determine the direction
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    return {'hard': float(Ap > Am), 'soft': min(P / D, 1.0), 'multiplicative': P / (P + D)}[bounds]

# %% wrong-hard-falls
# about: hard bounds: always 0
# score: 3
# hint: With hard bounds the weight always falls to 0
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    return {'hard': 0.0, 'soft': min(P / D, 1.0), 'multiplicative': P / (P + D)}[bounds]

# %% wrong-hard-in-the-middle
# about: hard bounds: one half
# score: 0
# hint: With hard bounds no weight between 0 and 1 is at rest
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    return {'hard': 0.5, 'soft': min(P / D, 1.0), 'multiplicative': P / (P + D)}[bounds]

# %% wrong-multiplicative-as-soft
# about: multiplicative bounds like soft ones
# score: 0
# hint: You treat multiplicative bounds like soft ones
# hint: does not reach 1
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    return {'hard': float(P > D), 'soft': min(P / D, 1.0), 'multiplicative': min(P / D, 1.0)}[bounds]

# %% wrong-soft-above-1
# about: soft bounds: above the largest weight
# score: 3
# hint: With soft bounds a weight exceeds 1
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    return {'hard': float(P > D), 'soft': P / D, 'multiplicative': P / (P + D)}[bounds]

# %% wrong-soft-as-multiplicative
# about: soft bounds like multiplicative ones
# score: 0
# hint: You treat soft bounds like multiplicative ones
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    return {'hard': float(P > D), 'soft': P / (P + D), 'multiplicative': P / (P + D)}[bounds]

# %% wrong-names-exchanged
# about: soft and multiplicative exchanged
# score: 0
# hint: Soft and multiplicative bounds are exchanged
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    return {'hard': float(P > D), 'soft': P / (P + D), 'multiplicative': min(P / D, 1.0)}[bounds]

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
import numpy as np


def resting_weight(bounds, Ap, Am, tp, tm):
    P, D = Ap * tp, Am * tm
    print(P / D)
