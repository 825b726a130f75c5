# about: a row of weights
# score: 6
# hint: expected an array in one dimension
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return (w + eta * y * (y - theta) * x)[None], theta + eps * (y**2 - theta)
