# about: everybody has the first neuron's synapses
# score: 31
# hint: the synapses of the first neuron
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return np.sum(counts) * (e_spk + hops * e_hop + fanout[0] * e_syn) / T + p_leak
