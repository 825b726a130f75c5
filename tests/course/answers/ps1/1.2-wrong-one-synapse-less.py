# about: one synapse less
# score: 24
# hint: One is missing
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + (fanout - 1) * e_syn)).sum() / T + p_leak
