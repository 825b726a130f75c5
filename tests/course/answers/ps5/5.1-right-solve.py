# about: a linear equation, solved by NumPy
# score: 20
import numpy as np


def symmetry_point(g_up, g_down, wmax, wmin):
    lines = np.array([[1.0, g_up / wmax], [1.0, g_down / wmin]])  # length of a step + slope * w = step at 0
    return np.linalg.solve(lines, [g_up, g_down])[1]
