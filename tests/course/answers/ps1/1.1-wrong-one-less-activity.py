# about: 1 - activity throughout, so nothing without gating
# score: 0
# hint: The power of the course's tree
# hint: Without gating the power is not positive
def clock_tree_power(C, V, f, activity=1.0):
    return (1 - activity) * C * V**2 * f
