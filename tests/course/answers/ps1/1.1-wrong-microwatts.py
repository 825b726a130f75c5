# about: the result is in µW
# score: 6
# hint: or these are microwatts
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * f * 1e6
