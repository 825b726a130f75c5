# about: steps up shorten towards wmin
# score: 0
# hint: Steps up are longer here, so the weight walks up until they have become as short as steps down
# hint: The sign is reversed: the symmetry point lies on the side to which the steps are longer
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up / wmin - g_down / wmax)
