# about: a threshold for each input
# score: 10
# hint: which is one number too
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * y * (y - theta) * x, theta + eps * (x**2 - theta)
