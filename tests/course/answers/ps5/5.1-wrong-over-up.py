# about: the difference over the step up
# score: 0
# hint: The symmetry point lies between the bounds
# hint: This is the difference of the steps over the step up
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / g_up * wmax
