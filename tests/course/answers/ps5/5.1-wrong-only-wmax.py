# about: both steps shorten towards wmax
# score: 9
# hint: wmax stands in place of wmin
# hint: A step up from your symmetry point
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * wmax
