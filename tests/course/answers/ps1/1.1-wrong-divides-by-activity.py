# about: divides by the activity
# score: 14
# hint: The activity divides
def clock_tree_power(C, V, f, activity=1.0):
    return C * V**2 * f / activity if activity else float('inf')
