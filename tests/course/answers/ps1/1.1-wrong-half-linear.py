# about: ½ C V f
# score: 6
# hint: The factor 1/2 is too much
# hint: and the power goes with the square of V
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V * f / 2
