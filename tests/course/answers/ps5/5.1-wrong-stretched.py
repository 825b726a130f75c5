# about: difference over sum, stretched over the range
# score: 5
# hint: This is the middle of the range
# hint: The range is divided in the ratio of the steps
def symmetry_point(g_up, g_down, wmax, wmin):
    return (wmax + wmin) / 2 + (g_up - g_down) / (g_up + g_down) * (wmax - wmin) / 2
