# about: no leak
# score: 20
# hint: The leak is missing
# hint: A silent machine still leaks
# hint: The leak is missing: it flows
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / T
