# about: one hop a spike
# score: 32
# hint: A spike passes one router only
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + e_hop + fanout * e_syn)).sum() / T + p_leak
