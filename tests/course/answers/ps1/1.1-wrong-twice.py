# about: C V² on either edge
# score: 6
# hint: A full cycle takes C*V**2, once
def clock_tree_power(C, V, f, activity=1.0):
    return 2 * activity * C * V**2 * f
