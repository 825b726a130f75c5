# about: the example's number
# score: 0
# hint: the course's system again
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    return 0.14e-3
