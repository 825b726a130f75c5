# about: a None for the default
# score: 20
def clock_tree_power(C, V, f, activity=None):
    share = 1.0 if activity is None else activity
    return C * V * V * f * share
