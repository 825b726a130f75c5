# about: charge for energy
# score: 12
# hint: goes with the square of V
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V * f
