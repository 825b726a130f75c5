# about: the activity under another name
# score: 14
# hint: unexpected keyword argument
def clock_tree_power(C, V, f, alpha=1.0):
    return alpha * C * V**2 * f
