# about: the sign of wmin is lost
# score: 0
# hint: Not a number: something is divided by 0. The bound wmin is negative
# hint: The sign of wmin is lost: the bound is negative
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up / wmax + g_down / wmin)
