# about: Oja's rule
# score: 13
# hint: This is Oja's rule
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * y * (x - y * w), theta + eps * (y**2 - theta)
