# about: spikes and events counted, then priced
# score: 45
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    spikes, events = np.sum(counts), np.dot(counts, fanout)
    return (spikes * e_spk + hops * spikes * e_hop + events * e_syn) / T + p_leak
