# about: each synapse paid once
# score: 16
# hint: Each synapse is paid once
# hint: Each synapse is paid once
import numpy as np


def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (np.sum(counts) * (e_spk + hops * e_hop) + np.sum(fanout) * e_syn) / T + p_leak
