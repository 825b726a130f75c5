# about: down minus up
# score: 0
# hint: Steps up are longer here, so the weight walks up until they have become as short as steps down
# hint: The sign is reversed: the symmetry point lies on the side to which the steps are longer
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_down - g_up) / (g_up / wmax - g_down / wmin)
