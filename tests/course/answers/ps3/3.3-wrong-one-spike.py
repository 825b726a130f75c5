# about: simulates one second with the global random state
# score: 0
# hint: The drift of the course's synapse
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    pre, post = np.random.rand(np.random.poisson(r_pre)), np.random.rand(np.random.poisson(r_post))
    dt = post[None, :] - pre[:, None]
    return eta * (Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum())
