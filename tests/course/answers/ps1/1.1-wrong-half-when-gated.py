# about: the factor ½ for gated trees alone
# score: 14
# hint: each cycle is paid by half
def clock_tree_power(C, V, f, activity=1.0):
    return C * V**2 * f if activity == 1 else activity * C * V**2 * f / 2
