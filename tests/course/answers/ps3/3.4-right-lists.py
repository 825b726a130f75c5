# about: plain Python
# score: 25
def bcm_step(w, theta, x, eta, eps):
    y = sum(a * b for a, b in zip(w, x))
    return [a + eta * y * (y - theta) * b for a, b in zip(w, x)], (1 - eps) * theta + eps * y * y
