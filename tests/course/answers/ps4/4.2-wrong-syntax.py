# about: does not compile
# score: 0
# hint: fit_drift
def fit_drift(t, G, t0)
    return 1e-5, 0.05
