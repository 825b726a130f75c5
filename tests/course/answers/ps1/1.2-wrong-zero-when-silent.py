# about: answers 0 where nobody fires
# score: 37
# hint: A silent machine still leaks
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    if not np.any(counts):
        return 0.0
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / T + p_leak
