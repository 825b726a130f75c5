# about: zero for every current
# score: 0
# hint: The rate at 300 pA
def lif_rate(I, C, gL, EL, VT, VR, tref):
    return 0 * I
