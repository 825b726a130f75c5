# about: the fraction upside down
# score: 0
# hint: This is the weight upside down
# hint: With bounds ten times as wide this becomes ten times smaller
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up / wmax - g_down / wmin) / (g_up - g_down)
