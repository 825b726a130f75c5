# about: eta·eps for the threshold
# score: 15
# hint: a share eta*eps
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * y * (y - theta) * x, theta + eta * eps * (y**2 - theta)
