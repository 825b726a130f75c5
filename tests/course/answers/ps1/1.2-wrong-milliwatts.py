# about: the power in mW
# score: 0
# hint: These are milliwatts
# hint: off by a factor 10^3
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return 1e3 * ((counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / T + p_leak)
