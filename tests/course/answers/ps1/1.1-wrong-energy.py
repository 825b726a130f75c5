# about: the energy of one cycle
# score: 6
# hint: This is the energy of one cycle
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2
