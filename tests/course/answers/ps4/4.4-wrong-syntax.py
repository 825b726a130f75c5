# about: does not compile
# score: 0
# hint: device_stdp
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1)
    return 0
