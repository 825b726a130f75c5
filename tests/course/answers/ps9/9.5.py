# %% right-other-order
# about: the sites in another order, and every site late
# score: 25
import numpy as np
def plan(pulses, window):
    start = np.arange(pulses) * np.pi
    return start + np.array([[0], [2], [1], [3]]) * np.pi / 4, start + np.full((4, 1), 1.0)
def verdict(R_treatment, R_control, N):
    limit = 1.5 * np.sqrt(np.pi / N)
    gone = [np.sum(np.array(R) < limit) > len(R) / 2 for R in (R_treatment, R_control)]
    return "nothing" if not gone[0] else "dose" if gone[1] else "order"

# %% right-period-of-3
# about: a period near that of the rhythm
# score: 25
import numpy as np
def plan(pulses, window):
    start = [3.05 * n for n in range(pulses)]
    return [[t + 0.75 * k for t in start] for k in range(4)], [list(start) for _ in range(4)]
def verdict(R_treatment, R_control, N):
    import math
    limit = 3 * math.sqrt(math.pi / 4 / N)
    def ends(R):
        return 2 * sum(value < limit for value in R) > len(R)
    if ends(R_treatment):
        return "dose" if ends(R_control) else "order"
    return "nothing"

# %% right-median
# about: more than half by the median
# score: 25
import numpy as np
def plan(pulses, window):
    cycles = np.arange(pulses) * 3.2
    return np.stack([cycles + k * 0.8 for k in range(4)]), np.stack([cycles] * 4)
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    ends = [np.quantile(R, 0.5, method="higher") < limit for R in (R_treatment, R_control)]
    return ("dose" if ends[1] else "order") if ends[0] else "nothing"

# %% wrong-no-control
# about: a control without pulses
# score: 8
# hint: The control has no pulses
import numpy as np
def plan(pulses, window):
    return np.arange(pulses) * np.pi + np.arange(4)[:, None] * np.pi / 4, np.empty((4, 0))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.mean(np.asarray(R) < limit) > 0.5 for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-half-the-dose
# about: a control with half of the pulses
# score: 8
# hint: The control has another dose
import numpy as np
def plan(pulses, window):
    return np.arange(pulses) * np.pi + np.arange(4)[:, None] * np.pi / 4, np.arange(pulses // 2) * 2 * np.pi + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.mean(np.asarray(R) < limit) > 0.5 for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-same-arms
# about: both arms alike
# score: 15
# hint: Treatment and control are the same
# hint: The control ends the rhythm too
import numpy as np
def plan(pulses, window):
    treatment = np.arange(pulses) * np.pi + np.arange(4)[:, None] * np.pi / 4
    return treatment, treatment
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.mean(np.asarray(R) < limit) > 0.5 for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-unsafe
# about: all pulses in quick succession
# score: 8
# hint: pulses less than 2 s apart
import numpy as np
def plan(pulses, window):
    start = np.arange(pulses) * np.pi / 4
    return start + np.arange(4)[:, None] * np.pi / 16, start + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.mean(np.asarray(R) < limit) > 0.5 for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-too-late
# about: pulses after the session
# score: 8
# hint: pulses before 0 or after the window
import numpy as np
def plan(pulses, window):
    start = np.arange(pulses) * 4.5
    return start + np.arange(4)[:, None], start + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.mean(np.asarray(R) < limit) > 0.5 for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-control-with-other-intervals
# about: the control at another rate
# score: 15
# hint: The intervals at a site differ between the arms
import numpy as np
def plan(pulses, window):
    return np.arange(pulses) * np.pi + np.arange(4)[:, None] * np.pi / 4, np.arange(pulses) * 2.5 + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.mean(np.asarray(R) < limit) > 0.5 for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-whole-periods
# about: sites take turns by whole periods of the rhythm
# score: 18
# hint: The rhythm is back in every network after the treatment
import numpy as np
def plan(pulses, window):
    start = np.arange(pulses) * np.pi
    return start + np.arange(4)[:, None] * 0.05, start + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.mean(np.asarray(R) < limit) > 0.5 for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-ignores-control
# about: a verdict from the treatment alone
# score: 21
# hint: The control is ignored
import numpy as np
def plan(pulses, window):
    start = np.arange(pulses) * np.pi
    return start + np.arange(4)[:, None] * np.pi / 4, start + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    return "order" if np.mean(np.asarray(R_treatment) < limit) > 0.5 else "nothing"

# %% wrong-any-network
# about: one network is enough
# score: 17
# hint: One network is enough here
# hint: Half of the networks are not more than half
import numpy as np
def plan(pulses, window):
    start = np.arange(pulses) * np.pi
    return start + np.arange(4)[:, None] * np.pi / 4, start + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.any(np.asarray(R) < limit) for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-all-networks
# about: all networks are needed
# score: 17
# hint: One network decides here
import numpy as np
def plan(pulses, window):
    start = np.arange(pulses) * np.pi
    return start + np.arange(4)[:, None] * np.pi / 4, start + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    limit = 3 * np.sqrt(np.pi / (4 * N))
    a, b = (np.all(np.asarray(R) < limit) for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"

# %% wrong-fixed-limit
# about: a limit that does not depend on N
# score: 21
# hint: the limit depends on N
import numpy as np
def plan(pulses, window):
    start = np.arange(pulses) * np.pi
    return start + np.arange(4)[:, None] * np.pi / 4, start + np.zeros((4, 1))
def verdict(R_treatment, R_control, N):
    a, b = (np.mean(np.asarray(R) < 0.34) > 0.5 for R in (R_treatment, R_control))
    return "nothing" if not a else "dose" if b else "order"
