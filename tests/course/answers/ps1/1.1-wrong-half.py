# about: the energy on a capacitor for the energy of a cycle
# score: 6
# hint: The factor 1/2 is too much
def clock_tree_power(C, V, f, activity=1.0):
    return 0.5 * activity * C * V**2 * f
