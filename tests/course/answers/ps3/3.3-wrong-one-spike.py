# about: simulates one second
# score: 3
# hint: The drift of the course's synapse
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    rng = np.random.default_rng(1)
    pre, post = rng.random(rng.poisson(r_pre)), rng.random(rng.poisson(r_post))
    dt = post[None, :] - pre[:, None]
    return eta * (Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum())
