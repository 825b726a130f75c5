# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
# hint: other things than numbers
def clock_tree_power(C, V, f, activity=1.0):
    print(activity * C * V**2 * f)
