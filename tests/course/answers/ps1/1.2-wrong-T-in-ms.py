# about: T taken for milliseconds
# score: 18
# hint: T is taken for milliseconds
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / (T * 1e-3) + p_leak
