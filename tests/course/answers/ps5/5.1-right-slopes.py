# about: distance to the bound and slopes by name
# score: 20
def symmetry_point(g_up, g_down, wmax, wmin):
    lost_up = g_up / wmax  # with each unit of weight
    lost_down = g_down / abs(wmin)
    return (g_up - g_down) / (lost_up + lost_down)
