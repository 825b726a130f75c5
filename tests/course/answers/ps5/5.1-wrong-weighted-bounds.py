# about: the mean of the bounds, weighted with the steps
# score: 5
# hint: This is the middle of the range
# hint: The range is divided in the ratio of the steps
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up * wmax + g_down * wmin) / (g_up + g_down)
