# about: a mean over neurons, of products
# score: 45
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    n = len(counts)
    return n * np.mean(counts * (e_spk + hops * e_hop + fanout * e_syn)) / T + p_leak
