# about: numbers of single precision
# score: 45
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    c = np.asarray(counts, dtype=np.float32)
    k = np.asarray(fanout, dtype=np.float32)
    return ((c * (np.float32(e_spk) + np.float32(hops * e_hop) + k * np.float32(e_syn))).sum()) / T + p_leak
