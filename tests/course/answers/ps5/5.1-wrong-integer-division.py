# about: whole parts only
# score: 0
# hint: The symmetry point lies between the bounds
# hint: The symmetry point with bounds ten times as wide is not right
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) // (g_up / wmax - g_down / wmin)
