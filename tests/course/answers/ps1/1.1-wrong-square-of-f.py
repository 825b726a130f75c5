# about: the frequency squared
# score: 6
# hint: The power of the course's tree
# hint: f comes in with its square
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * f**2
