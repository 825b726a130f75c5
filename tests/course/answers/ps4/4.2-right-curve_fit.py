# about: SciPy's curve_fit on the law itself, in microsiemens
# score: 20
import numpy as np


def fit_drift(t, G, t0):
    from scipy.optimize import curve_fit
    (g, nu), _ = curve_fit(lambda t, g, nu: g * (t / t0) ** -nu, t, G * 1e6, p0=(G[0] * 1e6, 0.05))
    return g * 1e-6, nu
