# about: the fraction multiplied by both bounds
# score: 20
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) * wmax * wmin / (g_up * wmin - g_down * wmax)
