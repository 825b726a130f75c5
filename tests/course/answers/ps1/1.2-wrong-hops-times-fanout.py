# about: hops for each synapse
# score: 32
# hint: The hops are paid once for each synapse
# hint: The hops are paid once for each synapse
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + fanout * (hops * e_hop + e_syn))).sum() / T + p_leak
