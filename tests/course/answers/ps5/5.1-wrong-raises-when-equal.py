# about: stops where the steps are equal
# score: 16
# hint: symmetry_point stops with ValueError
def symmetry_point(g_up, g_down, wmax, wmin):
    if g_up == g_down:
        raise ValueError("no asymmetry")
    return (g_up - g_down) / (g_up / wmax - g_down / wmin)
