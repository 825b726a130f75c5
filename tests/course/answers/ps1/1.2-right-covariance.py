# about: mean times mean, and the covariance added back
# score: 45
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    n = len(counts)
    cov = np.cov(counts, fanout, bias=True)[0, 1] if n > 1 else 0
    ev = n * (np.mean(counts) * np.mean(fanout) + cov)
    return (np.sum(counts) * (e_spk + hops * e_hop) + ev * e_syn) / T + p_leak
