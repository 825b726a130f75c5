# about: the ratio of a step down to a step up
# score: 0
# hint: This is the ratio of the steps
# hint: This is the ratio of a step down to a step up
def symmetry_point(g_up, g_down, wmax, wmin):
    return g_down / g_up
