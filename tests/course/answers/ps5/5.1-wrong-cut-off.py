# about: cut off at 0
# score: 4
# hint: Steps down are longer here
# hint: This is 0, the middle of the range
def symmetry_point(g_up, g_down, wmax, wmin):
    return max((g_up - g_down) / (g_up / wmax - g_down / wmin), 0.0)
