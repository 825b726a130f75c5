# about: SciPy's linregress, a list comes out
# score: 20
from scipy.stats import linregress
import numpy as np
def fit_drift(t, G, t0):
    r = linregress(np.log([a / t0 for a in t]), np.log(list(G)))
    return [float(np.exp(r.intercept)), float(-r.slope)]
