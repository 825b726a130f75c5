# about: forward Euler, and the clock for the refractory time
# score: 30
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
