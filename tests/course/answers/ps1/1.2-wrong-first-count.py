# about: everybody fires as often as the first neuron
# score: 25
# hint: as often as the first
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (len(counts) * counts[0] * (e_spk + hops * e_hop) + counts[0] * np.sum(fanout) * e_syn) / T + p_leak
