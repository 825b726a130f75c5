# about: pulses until it rests
# score: 0
# hint: This is where pairs of pulses
# hint: The symmetry point with steps a hundred times finer is too small
def symmetry_point(g_up, g_down, wmax, wmin):
    w = 0.0
    for _ in range(5000):
        w += g_up * (1 - w / wmax)
        w -= g_down * (1 - w / wmin)
    return w
