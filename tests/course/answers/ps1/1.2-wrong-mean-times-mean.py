# about: the product of means
# score: 31
# hint: Means are multiplied
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    spikes = len(counts) * np.mean(counts)
    return spikes * (e_spk + hops * e_hop + np.mean(fanout) * e_syn) / T + p_leak
