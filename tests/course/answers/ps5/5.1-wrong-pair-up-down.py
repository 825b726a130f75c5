# about: where pairs of pulses, up and down, come to rest
# score: 0
# hint: This is where pairs of pulses
# hint: The symmetry point with steps a hundred times finer is too large
def symmetry_point(g_up, g_down, wmax, wmin):
    a, b = g_up / wmax, -g_down / wmin
    return ((1 - b) * g_up - g_down) / (a + b - a * b)
