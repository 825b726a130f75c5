# about: the hops once for each neuron
# score: 24
# hint: paid once for each neuron
# hint: paid once for each neuron
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (np.sum(counts) * e_spk + len(counts) * hops * e_hop + np.dot(counts, fanout) * e_syn) / T + p_leak
