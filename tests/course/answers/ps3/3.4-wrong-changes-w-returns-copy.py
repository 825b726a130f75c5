# about: changes w and returns a copy
# score: 22
# hint: changes its input w in place
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    w += eta * y * (y - theta) * x
    return w.copy(), theta + eps * (y**2 - theta)
