# about: activity in per cent
# score: 14
# hint: off by a factor 10^2
def clock_tree_power(C, V, f, activity=100.0):
    return activity / 100 * C * V**2 * f
