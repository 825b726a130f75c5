# about: does not compile
# score: 0
# hint: stdp_kernel
def stdp_kernel(dt, Ap, Am, tp, tm)
    return 0
