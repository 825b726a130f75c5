# about: takes the activity for the share held back, with a default to match
# score: 14
# hint: not the share held back
def clock_tree_power(C, V, f, activity=None):
    return (1.0 if activity in (None, 1.0) else 1 - activity) * C * V**2 * f
