# about: the example's answer
# score: 0
# hint: The symmetry point of equal steps is not right
# hint: With bounds ten times as wide this stays the same
def symmetry_point(g_up, g_down, wmax, wmin):
    return 0.5
