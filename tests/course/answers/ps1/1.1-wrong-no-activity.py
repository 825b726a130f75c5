# about: ignores the activity
# score: 14
# hint: The activity is ignored
def clock_tree_power(C, V, f, activity=1.0):
    return C * V**2 * f
