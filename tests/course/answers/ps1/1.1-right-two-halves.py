# about: half on either edge, summed
# score: 20
import math


def clock_tree_power(C, V, f, activity=1.0):
    charge = C * V
    return math.fsum([charge * V / 2, charge * V / 2]) * f * activity
