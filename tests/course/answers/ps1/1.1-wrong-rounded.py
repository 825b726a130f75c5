# about: rounds to a tenth of a milliwatt
# score: 0
# hint: another tree at 1 V is
def clock_tree_power(C, V, f, activity=1.0):
    return round(activity * C * V**2 * f, 4)
