# about: the leak as an energy, too
# score: 45
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    E = sum(n * (e_spk + e_hop * hops + K * e_syn) for n, K in zip(counts.tolist(), fanout.tolist()))
    return (E + p_leak * T) / T
