# about: takes f for megahertz
# score: 6
# hint: f is taken for megahertz
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * f * 1e6
