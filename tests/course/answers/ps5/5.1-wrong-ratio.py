# about: the ratio of the steps
# score: 0
# hint: This is the ratio of the steps
# hint: With bounds ten times as wide this stays the same
def symmetry_point(g_up, g_down, wmax, wmin):
    return g_up / g_down
