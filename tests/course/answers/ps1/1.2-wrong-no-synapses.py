# about: no synapses
# score: 24
# hint: The synapses are missing
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return np.sum(counts) * (e_spk + hops * e_hop) / T + p_leak
