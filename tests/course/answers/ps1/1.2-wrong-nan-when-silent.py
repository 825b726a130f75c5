# about: a mean fan-out over spikes, which silence does not have
# score: 37
# hint: The mean of no spikes has no value
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    spikes = counts.sum()
    K = (counts * fanout).sum() / spikes
    return spikes * (e_spk + hops * e_hop + K * e_syn) / T + p_leak
