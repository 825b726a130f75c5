# about: the power in mW
# score: 6
# hint: These are milliwatts
def clock_tree_power(C, V, f, activity=1.0):
    return 1e3 * activity * C * V**2 * f
