# about: keeps the weights in a global from call to call
# score: 17
# hint: The response is below the threshold
# hint: The new w of a second call
kept = {}


def bcm_step(w, theta, x, eta, eps):
    w = kept.setdefault(tuple(x), w)
    y = w @ x
    kept[tuple(x)] = w + eta * y * (y - theta) * x
    return kept[tuple(x)], theta + eps * (y**2 - theta)
