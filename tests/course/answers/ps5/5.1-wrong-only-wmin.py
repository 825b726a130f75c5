# about: both steps have the bound wmin
# score: 9
# hint: wmin stands in place of wmax
# hint: A step up from your symmetry point
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * abs(wmin)
