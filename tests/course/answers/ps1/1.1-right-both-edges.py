# about: half on charging, half on discharging, added
# score: 20
def clock_tree_power(C, V, f, activity=1.0):
    charging = 0.5 * C * V**2
    discharging = C * V**2 / 2
    return (charging + discharging) * (activity * f)
