# about: rounded to two places
# score: 4
# hint: The symmetry point of steps of
# hint: The symmetry point with bounds ten times as wide is too small
def symmetry_point(g_up, g_down, wmax, wmin):
    return round((g_up - g_down) / (g_up / wmax - g_down / wmin), 2)
