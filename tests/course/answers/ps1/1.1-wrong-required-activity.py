# about: no default for the activity
# score: 0
# hint: missing 1 required positional argument
def clock_tree_power(C, V, f, activity):
    return activity * C * V**2 * f
