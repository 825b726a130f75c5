# about: the activity squared, as a voltage
# score: 14
# hint: with its square; the power is in proportion
def clock_tree_power(C, V, f, activity=1.0):
    return C * (V * activity) ** 2 * f
