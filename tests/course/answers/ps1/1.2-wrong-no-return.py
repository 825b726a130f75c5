# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
def event_power(counts, fanout, T, e_spk, e_hop, hops, e_syn, p_leak):
    print((counts * (e_spk + hops * e_hop + fanout * e_syn)).sum() / T + p_leak)
