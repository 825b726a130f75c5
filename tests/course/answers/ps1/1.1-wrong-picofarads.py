# about: takes C for picofarads
# score: 6
# hint: C is taken for picofarads
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * 1e-12 * V**2 * f
