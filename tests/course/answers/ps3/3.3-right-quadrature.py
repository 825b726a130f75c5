# about: the integral of the window by scipy
# score: 25
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    from scipy.integrate import quad

    def window(lag):
        return Ap * np.exp(-lag / tp) if lag > 0 else -Am * np.exp(lag / tm) if lag < 0 else 0.0

    area = quad(window, 0, np.inf, epsabs=1e-15, epsrel=1e-10)[0] + quad(window, -np.inf, 0, epsabs=1e-15, epsrel=1e-10)[0]
    return eta * r_pre * (r_post * area + p_copy * window(delay))
