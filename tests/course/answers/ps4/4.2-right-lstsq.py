# about: the matrix of a line, in a list of two
# score: 20
import numpy as np


def fit_drift(t, G, t0):
    A = np.column_stack([np.ones(len(t)), -np.log(t / t0)])
    a, nu = np.linalg.lstsq(A, np.log(G), rcond=None)[0]
    return [np.exp(a), nu]
