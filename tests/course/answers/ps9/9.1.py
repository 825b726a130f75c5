# %% right-cosine-and-sine
# about: cosine and sine apart
# score: 15
import numpy as np
def order_parameter(theta, m=1):
    return np.hypot(np.cos(m * theta).mean(), np.sin(m * theta).mean())
def chance(N):
    return 0.5 * np.sqrt(np.pi / N)

# %% right-loop
# about: cmath, one neuron after the other
# score: 15
import cmath
import math
def order_parameter(theta, m=1):
    total = 0j
    for phase in theta:
        total += cmath.exp(1j * m * float(phase))
    return abs(total) / len(theta)
def chance(N):
    return math.sqrt(math.pi / N / 4)

# %% right-pairs
# about: the root of the mean cosine of all differences
# score: 15
import numpy as np
def order_parameter(theta, m=1):
    difference = np.subtract.outer(theta, theta)
    return np.sqrt(max(np.cos(m * difference).mean(), 0.0))
def chance(N):
    return np.sqrt(np.pi) / (2 * np.sqrt(N))

# %% right-float32
# about: numbers of NumPy, as an array without axes
# score: 15
import numpy as np
def order_parameter(theta, m=1):
    z = np.exp(1j * m * np.asarray(theta, dtype=float))
    return np.array(np.abs(z.sum() / z.size))
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-mean-cosine
# about: the mean cosine
# score: 3
# hint: Only the cosines are averaged
import numpy as np
def order_parameter(theta, m=1):
    return np.cos(m * theta).mean()
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-ignores-m
# about: m is not used
# score: 3
# hint: The argument m is ignored
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * theta).mean())
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-power
# about: the order parameter to the power m
# score: 3
# hint: The order parameter is raised to the power m
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * theta).mean()) ** m
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-mean-length
# about: the mean of the lengths
# score: 3
# hint: The length is taken before the mean
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * m * theta)).mean()
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-squared
# about: the square
# score: 7
# hint: This is the square of the order parameter
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * m * theta).mean()) ** 2
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-sum
# about: the sum instead of the mean
# score: 3
# hint: The sum is not divided by the number of neurons
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * m * theta).sum())
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-complex
# about: the complex mean
# score: 3
# hint: Your function returns the complex mean
import numpy as np
def order_parameter(theta, m=1):
    return np.exp(1j * m * theta).mean()
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-mean-phase
# about: the mean phase
# score: 3
# hint: This is the mean phase
import numpy as np
def order_parameter(theta, m=1):
    return np.mean(m * theta)
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-in-place
# about: multiplies the phases in place
# score: 11
# hint: Your function changes its input theta in place
import numpy as np
def order_parameter(theta, m=1):
    theta *= m
    return np.abs(np.exp(1j * theta).mean())
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-wraps-first
# about: phases of many turns are cut off
# score: 11
# hint: The order parameter of forty phases
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * m * np.clip(theta, -2 * np.pi, 2 * np.pi + 9)).mean())
def chance(N):
    return np.sqrt(np.pi / (4 * N))

# %% wrong-root-of-mean-square
# about: the root of the mean square for the mean
# score: 12
# hint: The factor is left out
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * m * theta).mean())
def chance(N):
    return 1 / np.sqrt(N)

# %% wrong-one-over-n
# about: falls as 1/N
# score: 12
# hint: This falls as 1/N
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * m * theta).mean())
def chance(N):
    return np.pi / (4 * N)

# %% wrong-four-outside
# about: the 4 outside of the root
# score: 12
# hint: The 4 stands outside of the root
import numpy as np
def order_parameter(theta, m=1):
    return np.abs(np.exp(1j * m * theta).mean())
def chance(N):
    return np.sqrt(np.pi / N) / 4
