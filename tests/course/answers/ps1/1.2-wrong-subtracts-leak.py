# about: the leak subtracted
# score: 20
# hint: The leak is subtracted
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / T - p_leak
