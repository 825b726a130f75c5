# about: rates first
# score: 45
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    rates = np.asarray(counts) / T
    return float((rates * (e_spk + e_hop * hops)).sum() + (rates * fanout).sum() * e_syn + p_leak)
