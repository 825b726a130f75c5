# about: rounds the response
# score: 12
# hint: by less than 1 %
def bcm_step(w, theta, x, eta, eps):
    y = round(w @ x, 2)
    return w + eta * y * (y - theta) * x, theta + eps * (y**2 - theta)
