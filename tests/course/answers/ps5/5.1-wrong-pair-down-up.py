# about: where pairs of pulses, down and up, come to rest
# score: 0
# hint: This is where pairs of pulses
# hint: The symmetry point with steps a hundred times finer is too small
def symmetry_point(g_up, g_down, wmax, wmin):
    a, b = g_up / wmax, -g_down / wmin
    return (g_up - (1 - a) * g_down) / (a + b - a * b)
