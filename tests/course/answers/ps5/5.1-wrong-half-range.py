# about: difference over sum, times half the range
# score: 9
# hint: Half the range times the difference over the sum
# hint: A step up from your symmetry point
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * (wmax - wmin) / 2
