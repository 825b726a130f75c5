# about: the middle of the range
# score: 0
# hint: The symmetry point is 0 whatever the steps are
# hint: This is 0, the middle of the range
def symmetry_point(g_up, g_down, wmax, wmin):
    return (wmax + wmin) / 2
