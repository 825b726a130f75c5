# about: plain Python, lists
# score: 25
def bcm_step(w, theta, x, eta, eps):
    y = sum(a * b for a, b in zip(w, x))
    phi = y * (y - theta)
    return [a + eta * phi * b for a, b in zip(w, x)], (1 - eps) * theta + eps * y**2
