# about: divides by f in place of multiplying
# score: 6
# hint: This divides by f
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 / f
