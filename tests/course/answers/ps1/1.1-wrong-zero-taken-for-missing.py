# about: no cycle at all is taken for "not given"
# score: 14
# hint: The activity is ignored
def clock_tree_power(C, V, f, activity=1.0):
    return (activity or 1.0) * C * V**2 * f
