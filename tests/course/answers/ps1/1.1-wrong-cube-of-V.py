# about: a frequency that goes with V, too
# score: 12
# hint: third power
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**3 * f
