# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    print(np.where(V_inf > VT, 1 / period, 0.0))
