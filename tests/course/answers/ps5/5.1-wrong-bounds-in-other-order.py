# about: wmin taken for the third argument
# score: 9
# hint: The bounds are exchanged: a step up shortens towards wmax
# hint: A step up from your symmetry point
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up / abs(wmin) + g_down / wmax)
