# about: the product of sums
# score: 24
# hint: Sums are multiplied
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (np.sum(counts) * (e_spk + hops * e_hop) + np.sum(counts) * np.sum(fanout) * e_syn) / T + p_leak
