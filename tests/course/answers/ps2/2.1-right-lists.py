# about: plain Python that gives lists for arrays
# score: 20
from math import log


def lif_rate(I, C, gL, EL, VT, VR, tref):
    try:
        return [lif_rate(i, C, gL, EL, VT, VR, tref) for i in I]
    except TypeError:
        pass
    drive = EL + I / gL
    return 1 / (tref + C / gL * log((drive - VR) / (drive - VT))) if drive > VT else 0
