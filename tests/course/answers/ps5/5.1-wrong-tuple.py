# about: the length of the step as well
# score: 0
# hint: The symmetry point of equal steps has shape (2
# hint: The symmetry point of three synapses
def symmetry_point(g_up, g_down, wmax, wmin):
    w = (g_up - g_down) / (g_up / wmax - g_down / wmin)
    return w, g_up * (1 - w / wmax)
