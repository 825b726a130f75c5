# about: the leak once for each neuron
# score: 20
# hint: The leak is paid once for each neuron
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + fanout * e_syn) / T + p_leak).sum()
