# about: difference over sum, the bounds left out
# score: 9
# hint: The bounds are left out, or taken for -1 and 1
# hint: With bounds ten times as wide this stays the same
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down)
