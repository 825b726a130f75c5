# %% right-euler
# about: forward Euler, and the clock for the refractory time
# score: 16
def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    V = EL
    last = -1e9
    spikes = []
    t = 0.0
    for i in I:
        t += dt
        if t - last <= tref:
            V = VR
            continue
        V += dt * (-gL * (V - EL) + i) / C
        if V > VT:
            spikes.append(t)
            last = t
            V = VR
    return spikes

# %% right-heun
# about: Heun's method; spike times at the start of the step
# score: 16
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    def slope(V, i):
        return (-gL * (V - EL) + i) / C

    V, free, times = EL, 0.0, []
    for k, i in enumerate(I):
        t = k * dt
        if t < free:
            continue
        first = slope(V, i)
        V = V + dt * (first + slope(V + dt * first, i)) / 2
        if V >= VT:
            times.append(t)
            V, free = VR, t + dt + tref
    return np.asarray(times)

# %% right-interpolated
# about: spike times interpolated within the step
# score: 16
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        before = V
        V_inf = EL + i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + (VT - before) / (V - before)) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% right-jumps
# about: jumps from spike to spike where the current is constant
# score: 16
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    tau = C / gL
    times, V, k = [], EL, 0
    while k < len(I):
        changes = np.flatnonzero(I[k:] != I[k])
        end = k + changes[0] if changes.size else len(I)
        drive = EL + I[k] / gL
        wait = tau * np.log((drive - V) / (drive - VT)) if drive > VT else np.inf
        if k * dt + wait <= end * dt:
            spike = k * dt + wait
            times.append(spike)
            V, k = VR, int(np.ceil((spike + tref) / dt))
        else:
            V, k = drive + (V - drive) * np.exp(-(end - k) * dt / tau), end
    return np.array(times)

# %% right-loop
# about: the exact step, in a plain loop
# score: 16
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% right-trace
# about: keeps the whole voltage trace and finds the spikes in it
# score: 16
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    V = np.empty(len(I) + 1)
    V[0] = EL
    spiked = np.zeros(len(I), dtype=bool)
    hold = int(round(tref / dt))
    until = 0
    for k in range(len(I)):
        if k < until:
            V[k + 1] = VR
        else:
            V[k + 1] = V[k] + dt / C * (gL * (EL - V[k]) + I[k])
            if V[k + 1] >= VT:
                spiked[k] = True
                V[k + 1] = VR
                until = k + 1 + hold
    return (np.flatnonzero(spiked) + 1) * dt

# %% wrong-always-silent
# about: no spikes whatever the current
# score: 0
# hint: The neuron never fires
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    return np.array([])

# %% wrong-changes-input
# about: turns the current into a voltage in place
# score: 12
# hint: changes its input I in place
# from: right-loop
# -     decay = float(np.exp(-dt * gL / C))
# +     decay = float(np.exp(-dt * gL / C))
# +     I /= gL
#
# -         V_inf = EL + i / gL
# +         V_inf = EL + i

# %% wrong-count
# about: returns the number of spikes
# score: 0
# hint: single number
# from: right-loop
# -     return np.array(times)
# +     return len(times)

# %% wrong-course-numbers
# about: the course's numbers instead of the arguments
# score: 4
# hint: The rate of another neuron
# from: right-loop
# -     decay = float(np.exp(-dt * gL / C))
# +     decay = float(np.exp(-dt * gL / C))
# +     C, gL, EL, VT, VR, tref = 200e-12, 10e-9, -70e-3, -50e-3, -60e-3, 2e-3

# %% wrong-hard-coded
# about: the spikes of the example, always
# score: 0
# hint: under another current
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    return 21.98e-3 + 15.863e-3 * np.arange(62)

# %% wrong-leak-sign
# about: the leak drives V away from E_L
# score: 0
# hint: The leak has the wrong sign
# hint: fires below the rheobase
# from: right-loop
# -         V_inf = EL + i / gL
# -         V = V_inf + (V - V_inf) * decay
# +         V += dt * (gL * (V - EL) + i) / C

# %% wrong-milliseconds
# about: returns milliseconds
# score: 1
# hint: These are milliseconds
# from: right-loop
# -     return np.array(times)
# +     return 1e3 * np.array(times)

# %% wrong-never-reset-never-rests
# about: V is never set back and there is no rest: a spike in every step
# score: 1
# hint: V is not reset to V_R at a spike
# from: right-loop
# -             V = VR
# -             rest = round(tref / dt)

# %% wrong-no-E_L
# about: V_inf without E_L
# score: 0
# hint: E_L is left out
# from: right-loop
# -         V_inf = EL + i / gL
# +         V_inf = i / gL

# %% wrong-no-dt
# about: Euler, with dV/dt taken for dV
# score: 0
# hint: is dV multiplied by dt
# from: right-loop
# -     decay = float(np.exp(-dt * gL / C))
#
# -         V_inf = EL + i / gL
# -         V = V_inf + (V - V_inf) * decay
# +         V += (-gL * (V - EL) + i) / C

# %% wrong-no-leak
# about: a perfect integrator
# score: 0
# hint: The leak is missing
# hint: the leak, -gL*(V - EL)
# from: right-loop
# -         V_inf = EL + i / gL
# -         V = V_inf + (V - V_inf) * decay
# +         V += dt * i / C

# %% wrong-no-refractory
# about: the refractory time is left out
# score: 7
# hint: t_ref is left out
# from: right-loop
# -             rest = round(tref / dt)

# %% wrong-none-when-silent
# about: returns nothing where there is no spike
# score: 15
# hint: is None
# from: right-loop
# -     return np.array(times)
# +     if times:
# +         return np.array(times)

# %% wrong-raster
# about: returns a 0 or 1 for each step
# score: 0
# hint: You return one value per step
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, np.zeros(len(I))
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times[k] = 1
            V = VR
            rest = round(tref / dt)
    return times

# %% wrong-reset-to-0V
# about: set back to 0 V
# score: 1
# hint: V is not reset to V_R at a spike
# hint: starts again from 0 V
# from: right-loop
# -             V = VR
# +             V = 0.0

# %% wrong-reset-to-E_L
# about: set back to E_L
# score: 7
# hint: starts again from E_L
# from: right-loop
# -             V = VR
# +             V = EL

# %% wrong-rests-first
# about: rests before the first spike as well
# score: 12
# hint: The first spike comes one t_ref too late
# from: right-loop
# -     V, rest, times = EL, 0, []
# +     V, rest, times = EL, 0, []
# +     rest = round(tref / dt)

# %% wrong-soft-reset
# about: V_T - V_R subtracted at a spike instead of V set to V_R
# score: 12
# hint: it does not subtract V_T - V_R
# from: right-loop
# -             V = VR
# +             V -= VT - VR

# %% wrong-starts-at-V_R
# about: starts at V_R
# score: 12
# hint: it should start at rest
# from: right-loop
# -     V, rest, times = EL, 0, []
# +     V, rest, times = VR, 0, []

# %% wrong-step-numbers
# about: returns the numbers of the steps
# score: 1
# hint: These are numbers of steps
# from: right-loop
# -             times.append((k + 1) * dt)
# +             times.append(k + 1)

# %% wrong-t_ref-thousandfold
# about: t_ref turned into milliseconds beside dt in seconds
# score: 3
# hint: a thousand times too long
# from: right-loop
# -             rest = round(tref / dt)
# +             rest = round(tref * 1e3 / dt)

# %% wrong-V-not-below-V_R
# about: V is kept from falling below V_R after the first spike
# score: 12
# hint: V is kept from falling below V_R
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = np.exp(-dt * gL / C)
    V, resting, times = EL, 0, []
    for k, current in enumerate(I):
        if resting > 0:
            resting -= 1
            continue
        V_inf = EL + current / gL
        V = V_inf + (V - V_inf) * decay
        V = max(V, VR) if times else V
        if V >= VT:
            times.append((k + 1) * dt)
            V, resting = VR, round(tref / dt)
    return np.array(times)

# %% wrong-negative-cut-off
# about: negative currents are taken for 0
# score: 12
# hint: A negative current is forgotten
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = np.exp(-dt * gL / C)
    V, resting, times = EL, 0, []
    for k, current in enumerate(np.maximum(I, 0)):
        if resting > 0:
            resting -= 1
            continue
        V_inf = EL + current / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V, resting = VR, round(tref / dt)
    return np.array(times)

# %% wrong-size-of-current
# about: the sign of the current is lost
# score: 12
# hint: use each current with its sign
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = np.exp(-dt * gL / C)
    V, resting, times = EL, 0, []
    for k, current in enumerate(np.abs(I)):
        if resting > 0:
            resting -= 1
            continue
        V_inf = EL + current / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V, resting = VR, round(tref / dt)
    return np.array(times)
