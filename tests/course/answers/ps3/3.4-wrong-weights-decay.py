# about: weights decay as well
# score: 13
# hint: second weight, over that of the first
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * (y * (y - theta) * x - eps * w), theta + eps * (y**2 - theta)
