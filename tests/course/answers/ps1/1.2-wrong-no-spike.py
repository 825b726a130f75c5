# about: no energy for making a spike
# score: 38
# hint: the energy of making a spike
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (hops * e_hop + fanout * e_syn)).sum() / T + p_leak
