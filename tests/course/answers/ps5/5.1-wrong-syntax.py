# about: does not compile
# score: 0
# hint: NameError: name 'symmetry_point' is not defined
def symmetry_point(g_up, g_down, wmax, wmin)
    return 0
