# about: does not compile
# score: 0
# hint: lif_rate
def lif_rate(I, C, gL, EL, VT, VR, tref)
    return 0
