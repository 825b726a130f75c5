# about: returns nothing
# score: 0
# hint: None
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    drift = eta * r_pre * r_post * (Ap * tp - Am * tm)
