# about: the mean of where pairs of pulses come to rest, up first and down first
# score: 0
# hint: The symmetry point of equal steps with other bounds is not right
# hint: The symmetry point with steps a hundred times finer is too large
def symmetry_point(g_up, g_down, wmax, wmin):
    a, b = g_up / wmax, -g_down / wmin
    return (((1 - b) * g_up - g_down) + (g_up - (1 - a) * g_down)) / (2 * (a + b - a * b))
