# about: runs of less than a second taken for one second
# score: 35
# hint: The events are not divided by T
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / max(T, 1) + p_leak
