# about: the difference of the steps
# score: 4
# hint: This is the difference of the steps
# hint: With steps a hundred times finer this becomes a hundred times smaller
def symmetry_point(g_up, g_down, wmax, wmin):
    return g_up - g_down
