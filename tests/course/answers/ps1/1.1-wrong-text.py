# about: returns text with a unit
# score: 0
# hint: is a str
def clock_tree_power(C, V, f, activity=1.0):
    return f'{activity * C * V**2 * f} W'
