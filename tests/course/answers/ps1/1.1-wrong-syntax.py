# about: does not compile
# score: 0
# hint: clock_tree_power
def clock_tree_power(C, V, f, activity=1.0)
    return activity * C * V**2 * f
