# about: everybody has the last neuron's synapses
# score: 31
# hint: the synapses of the last neuron
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    for K in fanout:
        total = np.sum(counts) * (e_spk + hops * e_hop + K * e_syn)
    return total / T + p_leak
