# about: eta*(y - theta)*x
# score: 14
# hint: The response is missing
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
