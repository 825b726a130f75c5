# about: a plain loop over the neurons
# score: 45
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    joules = 0.0
    for n, k in zip(counts, fanout):
        joules += n * (e_spk + hops * e_hop + k * e_syn)
    return joules / T + p_leak
