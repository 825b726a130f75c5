# about: steps times bounds below
# score: 9
# hint: The steps are multiplied by the bounds below
# hint: With bounds ten times as wide this becomes ten times smaller
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up * wmax - g_down * wmin)
