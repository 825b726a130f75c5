# about: sorts both arrays
# score: 31
# hint: counts[i] belongs to fanout[i]
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    counts, fanout = np.sort(counts), np.sort(fanout)
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / T + p_leak
