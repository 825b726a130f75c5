# about: half of it
# score: 4
# hint: The sum of the steps stands below twice
# hint: A step up from your symmetry point
def symmetry_point(g_up, g_down, wmax, wmin):
    return 0.5 * (g_up - g_down) / (g_up / wmax - g_down / wmin)
