# about: theta − y
# score: 13
# hint: Is it y - theta?
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * y * (theta - y) * x, theta + eps * (y**2 - theta)
