# about: multiplies the other in place
# score: 38
# hint: changes its input fanout in place
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    fanout *= counts
    return (counts.sum() * (e_spk + hops * e_hop) + fanout.sum() * e_syn) / T + p_leak
