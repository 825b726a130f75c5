# %% right-accumulate
# about: itertools and lists
# score: 20
from itertools import accumulate
def hp_simulate(v, dt, x0):
    M = lambda x: 100 * x + 16e3 * (1 - x)
    x = list(accumulate(list(v)[:-1], lambda s, u: min(1.0, max(0.0, s + 1e4 * u / M(s) * dt)), initial=x0))
    return [u / M(s) for u, s in zip(v, x)], x

# %% right-currents-afterwards
# about: shares first, with the share clipped where it is used; all currents at the end
# score: 20
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off = 100, 16_000
    k = 1e-10 * 1e-4 * R_on / 1e-8**2
    x = [float(x0)]
    for volts in np.asarray(v, dtype=float)[:-1].tolist():
        after = x[-1] + dt * k * volts / (R_on * x[-1] + R_off * (1 - x[-1]))
        x.append(0.0 if after < 0 else 1.0 if after > 1 else after)
    x = np.array(x)
    return v / (R_off + (R_on - R_off) * x), x

# %% right-exact-steps
# about: the closed form over each step
# score: 20
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, k = 100.0, 16e3, 1e4
    M = [R_on * x0 + R_off * (1 - x0)]
    for volts in np.asarray(v, dtype=float).tolist():
        square = M[-1] ** 2 - 2 * k * (R_off - R_on) * volts * dt
        M.append(min(max(square, R_on**2), R_off**2) ** 0.5)
    M = np.array(M)
    return v / M[:-1], (R_off - M[:-1]) / (R_off - R_on)

# %% right-float32
# about: single precision
# score: 20
import numpy as np
def hp_simulate(v, dt, x0):
    v = np.asarray(v, np.float32)
    x = np.empty(len(v), np.float32)
    s = x0
    for n in range(len(v)):
        x[n] = s
        s = min(max(s + 1e4 * float(v[n]) / (100 * s + 16e3 * (1 - s)) * dt, 0), 1)
    return v / (100 * x + 16e3 * (1 - x)), x

# %% right-heun
# about: Heun's method, the state kept between 0 and 1
# score: 20
import numpy as np


def hp_simulate(v, dt, x0):
    def speed(x, volts):
        return 1e4 * volts / (100 * x + 16e3 * (1 - x))
    x = np.empty(len(v))
    for n, volts in enumerate(v):
        x[n] = x0
        there = min(max(x0 + dt * speed(x0, volts), 0), 1)
        x0 = min(max(x0 + dt / 2 * (speed(x0, volts) + speed(there, volts)), 0), 1)
    return v / (100 * x + 16e3 * (1 - x)), x

# %% right-lists
# about: lists that grow, plain Python
# score: 20
def hp_simulate(v, dt, x0):
    i, x = [], []
    for volts in v:
        x.append(x0)
        i.append(volts / (100 * x0 + 16000 * (1 - x0)))
        x0 += 1e4 * i[-1] * dt
        if x0 > 1:
            x0 = 1.0
        if x0 < 0:
            x0 = 0.0
    return i, x

# %% right-loop
# about: Euler's method, step by step
# score: 20
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
    return i, x

# %% right-rk4
# about: Runge and Kutta, results in one array
# score: 20
import numpy as np
def hp_simulate(v, dt, x0):
    f = lambda x, u: 1e4 * u / (100 * x + 16e3 * (1 - x))
    i, x = [], []
    for u in v:
        x.append(x0); i.append(u / (100 * x0 + 16e3 * (1 - x0)))
        c = lambda z: min(max(z, 0.0), 1.0)
        a = f(x0, u); b = f(c(x0 + a * dt / 2), u); d = f(c(x0 + b * dt / 2), u); e = f(c(x0 + d * dt), u)
        x0 = c(x0 + dt / 6 * (a + 2 * b + 2 * d + e))
    return np.array([i, x])

# %% right-squares
# about: Euler left out: the square of M falls evenly with the flux
# score: 20
import numpy as np
def hp_simulate(v, dt, x0):
    a, b, k = 100.0, 16000.0, 1e4
    M2, out = (b - (b - a) * x0) ** 2, []
    for each in v:
        out.append(M2)
        M2 = min(max(M2 - 2 * k * (b - a) * each * dt, a * a), b * b)
    M = np.sqrt(np.array(out))
    return np.asarray(v) / M, (b - M) / (b - a)

# %% right-table
# about: one table of two rows
# score: 20
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n, volts in enumerate(np.asarray(v, dtype=float).tolist()):
        M = R_on * x0 + R_off * (1 - x0)
        current = volts / M
        i[n], x[n] = current, x0
        x0 = min(max(x0 + k * current * dt, 0.0), 1.0)
    return np.stack([i, x])

# %% wrong-D-not-squared
# about: k = mu_v*R_on/D
# score: 6
# hint: D is not squared
# from: right-loop
# -     k = mu_v * R_on / D**2
# +     k = mu_v * R_on / D

# %% wrong-R-exchanged
# about: R_on and R_off exchanged
# score: 2
# hint: R_on and R_off are exchanged
# hint: R_on and R_off exchanged
# from: right-loop
# -         M = R_on * x0 + R_off * (1 - x0)
# +         M = R_off * x0 + R_on * (1 - x0)

# %% wrong-R_off-in-k
# about: R_off for R_on in k
# score: 6
# hint: k has R_off in it
# from: right-loop
# -     k = mu_v * R_on / D**2
# +     k = mu_v * R_off / D**2

# %% wrong-absolute-current
# about: the size of the current
# score: 2
# hint: The current has lost its sign
# from: right-loop
# -         i[n], x[n] = v[n] / M, x0
# +         i[n], x[n] = abs(v[n]) / M, x0

# %% wrong-absolute-returned
# about: the right front, the size of the current returned
# score: 6
# hint: The current has lost its sign
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
# +     return np.abs(i), x

# %% wrong-always-0.1
# about: starts at 0.1 whatever x0
# score: 4
# hint: Your first fraction is 0.1 for every x0
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    x0 = 0.1
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-averaged-current
# about: currents averaged over two steps
# score: 6
# hint: The current is the average over two steps
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * i[n] * dt
        x0 = min(1.0, max(0.0, x0))
    i = np.append((i[1:] + i[:-1]) / 2, i[-1:])
    return i, x

# %% wrong-biolek
# about: Biolek's window
# score: 8
# hint: Yours depends on the sign of the current
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt * (1 - (x0 - (v[n] < 0)) ** 2)))

# %% wrong-changes-v
# about: writes the currents into v
# score: 18
# hint: changes its input v in place
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = v, np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-charge-from-start
# about: each step starts from x0
# score: 6
# hint: Each step starts from x0 again
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x[0] + k * i[n] * dt
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-clamps-a-copy
# about: only what is returned is kept between 0 and 1
# score: 17
# hint: Limit the state itself
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = x0 + k * i[n] * dt
# +     return i, np.clip(x, 0, 1)

# %% wrong-compliance
# about: no more than a milliampere
# score: 17
# hint: The current compared with v/M(x) at the ends
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
# +     return np.clip(i, -1e-3, 1e-3), x

# %% wrong-doped-part-only
# about: the undoped part left out
# score: 2
# hint: The undoped part is left out
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-driven-by-v-over-R_on
# about: the speed mu_v*v/D**2 of a field over the whole film
# score: 6
# hint: The front is moved by v/R_on
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + mu_v * v[n] / D**2 * dt))

# %% wrong-driven-by-voltage
# about: k times the voltage
# score: 6
# hint: The front is moved by the voltage
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + k * v[n] * dt))

# %% wrong-dt-in-ms
# about: dt taken for milliseconds
# score: 6
# hint: dt is treated as milliseconds
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt * 1e-3))

# %% wrong-every-second-step
# about: moves the front in every second step, twice as far
# score: 16
# hint: The first step of x
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + (n % 2 == 0) * 2 * k * i[n] * dt))

# %% wrong-fades
# about: the share decays by itself, one per cent a second
# score: 8
# hint: The first step of x
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt - 0.01 * x0 * dt))

# %% wrong-first-resistance-throughout
# about: the resistance is not brought up to date
# score: 10
# hint: The resistance that limits the current stays that of the start
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    M = R_on * x0 + R_off * (1 - x0)
    for n in range(len(v)):
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-half-step
# about: half a step
# score: 8
# hint: half as far as it should
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * i[n] * dt / 2
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-hard-coded
# about: the example
# score: 0
# hint: The first current
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
# +     return np.full(len(v), 6.9396e-5), np.full(len(v), 0.1)

# %% wrong-joglekar
# about: Joglekar's window
# score: 8
# hint: There is no window function in this problem: dx/dt = k*i. Yours is 4*x*(1 - x)
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt * (1 - (2 * x0 - 1) ** 2)))

# %% wrong-k-in-cm2
# about: the mobility in cm²
# score: 6
# hint: The mobility is still in cm²
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-10
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-k-one-hundredth
# about: 1 cm² taken for 1e-2 m²
# score: 6
# hint: 1 cm² is 1e-4 m², not 1e-2 m²
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-12
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-mean-M
# about: the front is moved by v over the mean of both resistances
# score: 8
# hint: over a mean resistance
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * v[n] / ((R_on + R_off) / 2) * dt
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-mean-with-next
# about: the front is moved by the mean of this voltage and the next
# score: 16
# hint: by the mean of this voltage and the next
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * (v[n] + v[min(n + 1, len(v) - 1)]) / 2 / M * dt
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-middle-x
# about: shares in the middle of the steps
# score: 9
# hint: that in the middle of the step
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * i[n] * dt
        x0 = min(1.0, max(0.0, x0))
    x = np.append((x[1:] + x[:-1]) / 2, x[-1:])
    return i, x

# %% wrong-milliamperes
# about: currents in mA
# score: 8
# hint: The current comes out in mA
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
# +     return 1e3 * i, x

# %% wrong-moves-first
# about: moves the front, then computes the current from it
# score: 16
# hint: Here it belongs to the end
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        x0 = min(1.0, max(0.0, x0 + k * v[n] / (R_on * x0 + R_off * (1 - x0)) * dt))
        i[n], x[n] = v[n] / (R_on * x0 + R_off * (1 - x0)), x0
    return i, x

# %% wrong-next-voltage
# about: the front is moved by the voltage of the next step
# score: 16
# hint: by the voltage of the next step
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * v[min(n + 1, len(v) - 1)] / M * dt
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-no-R_on-in-k
# about: k = mu_v/D**2
# score: 8
# hint: R_on is left out of k
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-no-dt
# about: dt left out
# score: 6
# hint: The step dt is left out
# hint: the same at every frequency
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + k * i[n]))

# %% wrong-no-return
# about: nothing returned
# score: 0
# hint: None
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))

# %% wrong-off-by-one-skip-last
# about: the last share is that before its step
# score: 16
# hint: The last fraction is that before its step
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * i[n] * dt if n < len(v) - 2 else x0
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-one-more
# about: n + 1 values of each
# score: 2
# hint: here are 5 and 5
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
# +     return np.append(i, i[-1]), np.append(x, x0)

# %% wrong-only-currents
# about: the currents alone
# score: 0
# hint: The currents and the doped fractions
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
# +     return i

# %% wrong-only-positive
# about: only positive currents move the front
# score: 8
# hint: A negative voltage does not move the front here
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * max(i[n], 0) * dt
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-other-order
# about: the shares first
# score: 2
# hint: The two results are exchanged
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# -     return i, x
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
# +     return x, i

# %% wrong-parallel
# about: conductances add
# score: 2
# hint: The conductances are added
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = 1 / (x0 / R_on + (1 - x0) / R_off)
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-power
# about: the front is moved by the power
# score: 8
# hint: by the power v*i
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * i[n] * v[n] * dt
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-previous-voltage
# about: the current of the voltage before
# score: 6
# hint: by the voltage of the step before
# hint: The currents under
# from: right-loop
# -         i[n], x[n] = v[n] / M, x0
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         i[n], x[n] = v[n - 1] / M if n else v[0] / M, x0
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))

# %% wrong-share-after
# about: the share after each step
# score: 13
# hint: The fraction is that after the step
# from: right-loop
# -         i[n], x[n] = v[n] / M, x0
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         i[n] = v[n] / M
# +         x0 = x[n] = min(1.0, max(0.0, x0 + k * i[n] * dt))

# %% wrong-squared
# about: the front is moved by the square of the current
# score: 6
# hint: by the square of the current
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * i[n] * abs(i[n]) * dt
        x0 = min(1.0, max(0.0, x0))
    return i, x

# %% wrong-stuck-at-0
# about: at 0 the front stays
# score: 17
# hint: The front is stuck at x = 0
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         if x0 > 0:
# +             x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: hp_simulate
def hp_simulate(v, dt, x0)
    return v, v

# %% wrong-threshold
# about: a small voltage does nothing
# score: 16
# hint: there is no threshold in this problem
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt * (abs(v[n]) > 0.02)))

# %% wrong-undoped-part-only
# about: the doped part left out
# score: 4
# hint: The doped part alone has no resistance
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))
    return i, x

# %% wrong-v-times-M
# about: the voltage times the resistance
# score: 2
# hint: The voltage is multiplied by the resistance
# from: right-loop
# -         i[n], x[n] = v[n] / M, x0
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         i[n], x[n] = v[n] * M, x0
# +         x0 = min(1.0, max(0.0, x0 + k * i[n] * dt))

# %% wrong-within-99-per-cent
# about: kept between 0.01 and 0.99
# score: 17
# hint: x = 1
# from: right-loop
# -         x0 = min(max(x0 + k * i[n] * dt, 0.0), 1.0)
# +         x0 = np.clip(x0 + k * i[n] * dt, 0.01, 0.99)

# %% wrong-wrong-way
# about: a positive current shortens the doped part
# score: 8
# hint: The front moves the wrong way
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = min(1.0, max(0.0, x0 - k * i[n] * dt))
    return i, x
