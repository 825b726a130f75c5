# about: one power for each neuron
# score: 0
# hint: shape
# hint: shape
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return counts * (e_spk + hops * e_hop + fanout * e_syn) / T + p_leak
