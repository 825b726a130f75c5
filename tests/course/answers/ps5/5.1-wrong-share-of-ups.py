# about: the share of steps up
# score: 0
# hint: The symmetry point of equal steps is not right
# hint: This is the share of steps up
def symmetry_point(g_up, g_down, wmax, wmin):
    return g_up / (g_up + g_down)
