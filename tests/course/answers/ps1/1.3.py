# %% right-bisection
# about: searches for the rate
# score: 16
def crossover_rate(p_clock, n, e_event, p_leak):
    low, high = 0.0, p_clock / (n * e_event)
    for _ in range(200):
        middle = (low + high) / 2
        if n * middle * e_event + p_leak < p_clock:
            low = middle
        else:
            high = middle
    return low

# %% right-clip
# about: np.clip
# score: 16
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return np.clip((p_clock - p_leak) / (n * e_event), 0, None)

# %% right-float32
# about: numbers of single precision
# score: 16
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    d = np.float32(p_clock) - np.float32(p_leak)
    return max(np.float32(0), d / np.float32(n * e_event))

# %% right-if
# about: an if for the machine that leaks too much
# score: 16
def crossover_rate(p_clock, n, e_event, p_leak):
    if p_leak >= p_clock:
        return 0
    return (p_clock - p_leak) / n / e_event

# %% right-positive-part
# about: (x + |x|)/2
# score: 16
def crossover_rate(p_clock, n, e_event, p_leak):
    rest = p_clock - p_leak
    return (rest + abs(rest)) / 2 / (n * e_event)

# %% right-spikes-first
# about: spikes of all neurons, then of one
# score: 16
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    spikes = np.maximum(p_clock - p_leak, 0) / e_event
    return spikes / n

# %% right-where
# about: np.where
# score: 16
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return np.where(p_leak < p_clock, (p_clock - p_leak) / n / e_event, 0)

# %% wrong-absolute
# about: takes the sign away
# score: 12
# hint: You take the absolute value
def crossover_rate(p_clock, n, e_event, p_leak):
    return abs(p_clock - p_leak) / (n * e_event)

# %% wrong-adds-leak
# about: adds the leak
# score: 4
# hint: You add the leakage to the power of the clocked machine
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock + p_leak) / (n * e_event)

# %% wrong-angular
# about: a rate in radians a second
# score: 10
# hint: There is no factor 2*pi
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) / (n * e_event) / (2 * np.pi))

# %% wrong-capped
# about: held at what one neuron model can fire
# score: 4
# hint: You limit the rate to 500 Hz
def crossover_rate(p_clock, n, e_event, p_leak):
    return min(500.0, max(0, (p_clock - p_leak) / (n * e_event)))

# %% wrong-course-n
# about: 10 000 neurons, always
# score: 8
# hint: another pair of machines
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, (p_clock - p_leak) / (10_000 * e_event))

# %% wrong-half
# about: half of the rate
# score: 10
# hint: This is half of the rate
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) / (2 * n * e_event))

# %% wrong-hard-coded
# about: the example's number
# score: 0
# hint: the course's pair again
def crossover_rate(p_clock, n, e_event, p_leak):
    return 1815.4545

# %% wrong-ignores-leak
# about: no leak
# score: 8
# hint: The leakage is ignored
# hint: The leakage is ignored
def crossover_rate(p_clock, n, e_event, p_leak):
    return p_clock / (n * e_event)

# %% wrong-inf
# about: infinity where they never meet
# score: 12
# hint: An infinite rate belongs to a machine that always takes less power
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - p_leak) / (n * e_event) if p_leak < p_clock else np.inf

# %% wrong-kHz
# about: the rate in kHz
# score: 10
# hint: in kHz
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, 1e-3 * (p_clock - p_leak) / (n * e_event))

# %% wrong-leak-in-energy
# about: adds a power to an energy
# score: 2
# hint: You add p_leak to e_event
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, p_clock / (n * (e_event + p_leak)))

# %% wrong-leak-per-neuron-clipped
# about: the leak once for each neuron, never negative
# score: 4
# hint: The rate is 0 although the leakage is smaller than the power of the clocked machine
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, (p_clock - n * p_leak) / (n * e_event))

# %% wrong-leak-per-neuron
# about: the leak once for each neuron
# score: 0
# hint: The leakage is that of the whole machine
# hint: A rate is not negative
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - n * p_leak) / (n * e_event)

# %% wrong-leak-shared-out
# about: the leak shared out over the neurons
# score: 8
# hint: The leakage is that of the whole machine
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, (p_clock - p_leak / n) / (n * e_event))

# %% wrong-leak-twice
# about: the leak subtracted twice
# score: 12
# hint: You subtract the leakage twice
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - 2 * p_leak) / (n * e_event))

# %% wrong-n-minus-1
# about: n − 1 neurons
# score: 14
# hint: not n - 1
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) / ((n - 1) * e_event))

# %% wrong-n-twice
# about: divides by n twice
# score: 8
# hint: You divide by n twice
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) / e_event / n**2)

# %% wrong-nan
# about: no answer where they never meet
# score: 12
# hint: The result is not a number (NaN)
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - p_leak) / (n * e_event) if p_leak < p_clock else np.nan

# %% wrong-negative
# about: a negative rate
# score: 12
# hint: A rate is not negative
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - p_leak) / (n * e_event)

# %% wrong-none
# about: None where they never meet
# score: 12
# hint: does your function return its result?
def crossover_rate(p_clock, n, e_event, p_leak):
    if p_leak < p_clock:
        return (p_clock - p_leak) / (n * e_event)

# %% wrong-not-per-neuron-negative
# about: spikes of all neurons, negative too
# score: 4
# hint: divide by n
# hint: A rate is not negative
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - p_leak) / e_event

# %% wrong-period
# about: the time between spikes
# score: 4
# hint: This is a time between spikes
def crossover_rate(p_clock, n, e_event, p_leak):
    return n * e_event / (p_clock - p_leak) if p_leak < p_clock else 0.0

# %% wrong-raises
# about: an error where they never meet
# score: 12
# hint: stops with ValueError
def crossover_rate(p_clock, n, e_event, p_leak):
    if p_leak >= p_clock:
        raise ValueError('never')
    return (p_clock - p_leak) / (n * e_event)

# %% wrong-rounded-down
# about: whole hertz
# score: 14
# hint: The rate is rounded
def crossover_rate(p_clock, n, e_event, p_leak):
    return int(max(0, (p_clock - p_leak) / (n * e_event)))

# %% wrong-rounded
# about: whole hertz
# score: 14
# hint: The rate is rounded
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, round((p_clock - p_leak) / (n * e_event)))

# %% wrong-sign
# about: the difference the other way round
# score: 0
# hint: The sign is reversed
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_leak - p_clock) / (n * e_event)

# %% wrong-times-n
# about: multiplies by n
# score: 8
# hint: You multiply by n; divide the power that is left for spikes by n
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) * n / e_event)

# %% wrong-tiny-constant
# about: always the same tiny rate
# score: 0
# hint: The rate at which the two machines take the same power is too small
def crossover_rate(p_clock, n, e_event, p_leak):
    return 1e-300
