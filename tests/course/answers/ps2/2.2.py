# %% right-euler
# about: forward Euler, and the clock for the refractory time
# score: 24
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
# score: 24
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
# score: 24
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
# score: 24
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
# score: 24
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
# score: 24
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
# score: 19
# hint: changes its input I in place
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    I /= gL
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + i
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-count
# about: returns the number of spikes
# score: 0
# hint: single number
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
    return len(times)

# %% wrong-course-numbers
# about: the course's numbers instead of the arguments
# score: 4
# hint: The rate of another neuron
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    C, gL, EL, VT, VR, tref = 200e-12, 10e-9, -70e-3, -50e-3, -60e-3, 2e-3
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

# %% wrong-dt-in-ms
# about: Euler, with dt in ms beside everything else in SI
# score: 0
# hint: is dV multiplied by dt
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V += 1e3 * dt * (-gL * (V - EL) + i) / C
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-fires-once
# about: looks for upward crossings and never sets V back
# score: 9
# hint: The neuron fires once and never again
# hint: at most once when t_ref is 0
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, times = EL, []
    for k in range(len(I)):
        V_inf = EL + I[k] / gL
        new = V_inf + (V - V_inf) * decay
        if V < VT <= new:
            times.append((k + 1) * dt)
        V = new
    return np.array(times)

# %% wrong-first-current
# about: I[0] throughout
# score: 19
# hint: not I[0]
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + I[0] / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-hard-coded
# about: the spikes of the example, always
# score: 0
# hint: under another current
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    return 21.98e-3 + 15.863e-3 * np.arange(62)

# %% wrong-held-at-threshold
# about: V is cut off at V_T instead of set back to V_R
# score: 9
# hint: V is not reset to V_R at a spike
# hint: With t_ref = 0 the neuron fires in every step
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
            V = VT
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-largest-current
# about: one current for the whole run, the largest
# score: 19
# hint: The neuron fires before the current is switched on
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    strongest = max(I)
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + strongest / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-leak-sign
# about: the leak drives V away from E_L
# score: 0
# hint: The leak has the wrong sign
# hint: fires below the rheobase
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V += dt * (gL * (V - EL) + i) / C
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-mean-current
# about: I.mean() instead of I[k]
# score: 19
# hint: not I.mean()
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    mean = I.mean()
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + mean / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-milliseconds
# about: returns milliseconds
# score: 4
# hint: These are milliseconds
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
    return 1e3 * np.array(times)

# %% wrong-never-reset-never-rests
# about: V is never set back and there is no rest: a spike in every step
# score: 4
# hint: V is not reset to V_R at a spike
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
    return np.array(times)

# %% wrong-never-reset
# about: V is never set back; it stays where it is while the neuron rests
# score: 4
# hint: V is not reset to V_R at a spike
# hint: With t_ref = 0 the neuron fires in every step
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
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-no-E_L
# about: V_inf without E_L
# score: 0
# hint: E_L is left out
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-no-dt
# about: Euler, with dV/dt taken for dV
# score: 0
# hint: is dV multiplied by dt
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V += (-gL * (V - EL) + i) / C
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-no-leak
# about: a perfect integrator
# score: 0
# hint: The leak is missing
# hint: the leak, -gL*(V - EL)
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V += dt * i / C
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-no-refractory
# about: the refractory time is left out
# score: 14
# hint: t_ref is left out
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
    return np.array(times)

# %% wrong-none-when-silent
# about: returns nothing where there is no spike
# score: 20
# hint: is None
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
    if times:
        return np.array(times)

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
# score: 4
# hint: V is not reset to V_R at a spike
# hint: starts again from 0 V
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
            V = 0.0
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-reset-to-E_L
# about: set back to E_L
# score: 14
# hint: starts again from E_L
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
            V = EL
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-reset-while-resting-only
# about: V is set to V_R in the rest only, so never when t_ref is 0
# score: 19
# hint: With t_ref = 0 the neuron fires in every step
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            V = VR
            continue
        V_inf = EL + i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-rest-without-holding
# about: spikes are forbidden during t_ref, but V charges on
# score: 14
# hint: V stays at V_R for t_ref
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    V, last, times = EL, -np.inf, []
    for k in range(len(I)):
        V += dt * (-gL * (V - EL) + I[k]) / C
        if V >= VT and (k + 1) * dt - last >= tref:
            last = (k + 1) * dt
            times.append(last)
            V = VR
    return np.array(times)

# %% wrong-rests-first
# about: rests before the first spike as well
# score: 20
# hint: The first spike comes one t_ref too late
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    rest = round(tref / dt)
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

# %% wrong-soft-reset
# about: V_T - V_R subtracted at a spike instead of V set to V_R
# score: 19
# hint: it does not subtract V_T - V_R
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
            V -= VT - VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-starts-at-V_R
# about: starts at V_R
# score: 20
# hint: it should start at rest
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = VR, 0, []
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

# %% wrong-step-numbers
# about: returns the numbers of the steps
# score: 4
# hint: These are numbers of steps
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
            times.append(k + 1)
            V = VR
            rest = round(tref / dt)
    return np.array(times)

# %% wrong-t_ref-thousandfold
# about: t_ref turned into milliseconds beside dt in seconds
# score: 9
# hint: a thousand times too long
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
            rest = round(tref * 1e3 / dt)
    return np.array(times)

# %% wrong-t_ref-thousandth
# about: t_ref taken for milliseconds and turned into seconds
# score: 14
# hint: a thousand times too short
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
            rest = round(tref * 1e-3 / dt)
    return np.array(times)

# %% wrong-V-not-below-E_L
# about: V is kept from falling below E_L
# score: 19
# hint: A negative current is forgotten
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
        V = max(V, EL)
        if V >= VT:
            times.append((k + 1) * dt)
            V, resting = VR, round(tref / dt)
    return np.array(times)

# %% wrong-V-not-below-V_R
# about: V is kept from falling below V_R after the first spike
# score: 19
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
# score: 19
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
# score: 19
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

# %% wrong-at-rest-without-current
# about: V is set to E_L wherever the current is 0
# score: 19
# hint: A negative current is forgotten
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
        V = EL if current == 0 else V
        if V >= VT:
            times.append((k + 1) * dt)
            V, resting = VR, round(tref / dt)
    return np.array(times)

# %% wrong-first-onset-only
# about: no current counts after the first time that it is switched off
# score: 19
# hint: does not fire when a current is switched on a second time
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = np.exp(-dt * gL / C)
    V, resting, times = EL, 0, []
    for k, current in enumerate(np.where(np.cumsum(np.append(False, (np.asarray(I)[1:] <= 0) & (np.asarray(I)[:-1] > 0))) > 0, 0, I)):
        if resting > 0:
            resting -= 1
            continue
        V_inf = EL + current / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V, resting = VR, round(tref / dt)
    return np.array(times)
