# about: (CV)²
# score: 6
# hint: The capacitance comes in with its square
def clock_tree_power(C, V, f, activity=1.0):
    return activity * (C * V) ** 2 * f
