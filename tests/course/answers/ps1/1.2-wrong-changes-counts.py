# about: multiplies in place
# score: 38
# hint: changes its input counts in place
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    spikes = counts.sum()
    counts *= fanout
    return (spikes * (e_spk + hops * e_hop) + counts.sum() * e_syn) / T + p_leak
