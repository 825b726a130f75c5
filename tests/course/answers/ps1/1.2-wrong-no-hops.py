# about: no hops
# score: 32
# hint: The hops are missing, or the energy of making a spike
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + fanout * e_syn)).sum() / T + p_leak
