# about: squares of the steps
# score: 4
# hint: is too large, by up to a factor of
# hint: A step up from your symmetry point
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up**2 - g_down**2) / (g_up**2 / wmax - g_down**2 / wmin)
