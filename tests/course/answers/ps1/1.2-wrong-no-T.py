# about: the events not divided by T
# score: 35
# hint: The events are not divided by T
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() + p_leak
