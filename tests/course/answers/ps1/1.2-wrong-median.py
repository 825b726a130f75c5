# about: median in place of a mean
# score: 31
# hint: A median is multiplied
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return counts.sum() * (e_spk + hops * e_hop + np.median(fanout) * e_syn) / T + p_leak
