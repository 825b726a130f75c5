# about: computes and returns nothing
# score: 0
# hint: The symmetry point of equal steps is None
# hint: The symmetry point of three synapses is a list that holds other things than numbers
def symmetry_point(g_up, g_down, wmax, wmin):
    w = (g_up - g_down) / (g_up / wmax - g_down / wmin)
