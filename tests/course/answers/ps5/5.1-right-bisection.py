# about: halves the range until it is a point
# score: 20
def symmetry_point(g_up, g_down, wmax, wmin):
    low, high = wmin, wmax
    for _ in range(200):
        w = (low + high) / 2
        if g_up * (1 - w / wmax) > g_down * (1 - w / wmin):
            low = w
        else:
            high = w
    return (low + high) / 2
