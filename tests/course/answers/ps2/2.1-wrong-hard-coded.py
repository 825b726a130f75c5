# about: the example's number for every current
# score: 0
# hint: at another current
def lif_rate(I, C, gL, EL, VT, VR, tref):
    return 63.04000219
