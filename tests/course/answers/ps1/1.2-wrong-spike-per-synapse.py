# about: the making of a spike paid at each synapse
# score: 38
# hint: or the making of a spike is
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * fanout * (e_spk + e_syn) + counts * hops * e_hop).sum() / T + p_leak
