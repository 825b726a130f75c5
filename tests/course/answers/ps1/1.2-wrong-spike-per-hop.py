# about: the making of a spike paid at each router
# score: 38
# hint: once for each router
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (hops * (e_spk + e_hop) + fanout * e_syn)).sum() / T + p_leak
