# about: theta follows y³
# score: 19
# hint: third power of the response
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * y * (y - theta) * x, theta + eps * (y**3 - theta)
