# about: without sign
# score: 4
# hint: Steps down are longer here
# hint: The sign is reversed: the symmetry point lies on the side to which the steps are longer
def symmetry_point(g_up, g_down, wmax, wmin):
    return abs((g_up - g_down) / (g_up / wmax - g_down / wmin))
