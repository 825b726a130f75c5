# about: counts of events first, then prices
# score: 45
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    spikes = np.sum(counts)
    ev = np.einsum("i,i->", counts, fanout)
    return (spikes * e_spk + spikes * hops * e_hop + ev * e_syn + p_leak * T) / T
