# about: // in place of /
# score: 8
# hint: The events cost nothing here
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() // T + p_leak
