# about: the bound on the side of the longer step
# score: 0
# hint: The symmetry point lies between the bounds
# hint: This is a bound; the weight rests before it
def symmetry_point(g_up, g_down, wmax, wmin):
    return wmax if g_up > g_down else wmin if g_up < g_down else 0.0
