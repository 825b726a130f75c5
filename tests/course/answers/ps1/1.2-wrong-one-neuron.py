# about: the power of the mean neuron
# score: 18
# hint: This is the power of one neuron
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return np.mean(counts * (e_spk + hops * e_hop + fanout * e_syn)) / T + p_leak
