# about: one hop less than there are routers
# score: 32
# hint: One is missing
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + (hops - 1) * e_hop + fanout * e_syn)).sum() / T + p_leak
