# about: another name
# score: 0
# hint: NameError: name 'symmetry_point' is not defined
def symmetric_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up / wmax - g_down / wmin)
