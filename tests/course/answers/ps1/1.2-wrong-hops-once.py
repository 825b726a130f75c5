# about: hops paid once for the whole run
# score: 24
# hint: The hops are missing
# hint: paid once for the whole run
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + fanout * e_syn)).sum() / T + hops * e_hop / T + p_leak
