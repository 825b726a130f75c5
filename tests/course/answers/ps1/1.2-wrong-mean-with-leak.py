# about: mean over the neurons, leak and all
# score: 0
# hint: This is a mean over the neurons
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spk + hops * e_hop + fanout * e_syn)).mean() / T + p_leak / len(counts)
