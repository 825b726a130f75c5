# about: charge, energy, power, step by step
# score: 20
def clock_tree_power(C, V, f, activity=1.0):
    charge = C * V
    energy = charge * V
    return energy * f * activity
