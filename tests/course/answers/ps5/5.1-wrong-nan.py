# about: not a number
# score: 0
# hint: Not a number: something is divided by 0. The bound wmin is negative
def symmetry_point(g_up, g_down, wmax, wmin):
    return float('nan')
