# about: mean fan-out of the neurons that fired
# score: 23
# hint: Means are multiplied
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    a = counts > 0
    return counts.sum() * (e_spk + hops * e_hop + fanout[a].mean() * e_syn) / T + p_leak
