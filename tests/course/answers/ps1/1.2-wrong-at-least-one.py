# about: silent neurons charged for a spike
# score: 37
# hint: does not fire is charged
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (np.maximum(counts, 1) * (e_spk + hops * e_hop + fanout * e_syn)).sum() / T + p_leak
