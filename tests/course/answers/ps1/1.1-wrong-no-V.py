# about: no supply at all
# score: 12
# hint: does not depend on V
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * f
