# %% right-copy
# about: in place, on a copy
# score: 16
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    w = w.copy()
    y = np.dot(w, x)
    w += eta * y * (y - theta) * x
    theta += eps * (y * y - theta)
    return w, theta

# %% right-float32
# about: numbers of single precision
# score: 16
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    w = np.asarray(w, np.float32)
    x = np.asarray(x, np.float32)
    y = np.float32(np.dot(w, x))
    return w + np.float32(eta) * y * (y - np.float32(theta)) * x, np.float32(theta) + np.float32(eps) * (y * y - np.float32(theta))

# %% right-formula
# about: the three lines
# score: 16
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved

# %% right-interpolated
# about: the threshold between old and y²
# score: 16
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = (w * x).sum()
    phi = y**2 - theta * y
    new = w.copy()
    new += eta * phi * x
    return new, np.interp(eps, [0, 1], [theta, y**2])

# %% right-list-of-two
# about: a list of both, einsum for the response
# score: 16
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = np.einsum("i,i->", w, x)
    change = np.outer(eta * y * (y - theta), x)[0]
    return [np.add(w, change), np.float64(theta - eps * theta + eps * y * y)]

# %% right-lists
# about: plain Python
# score: 16
def bcm_step(w, theta, x, eta, eps):
    y = sum(a * b for a, b in zip(w, x))
    return [a + eta * y * (y - theta) * b for a, b in zip(w, x)], (1 - eps) * theta + eps * y * y

# %% right-loop
# about: plain Python, lists
# score: 16
def bcm_step(w, theta, x, eta, eps):
    y = sum(a * b for a, b in zip(w, x))
    phi = y * (y - theta)
    return [a + eta * phi * b for a, b in zip(w, x)], (1 - eps) * theta + eps * y**2

# %% wrong-bracket-y2
# about: y*(y**2 - theta)
# score: 11
# hint: The bracket contains the square of the response
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * (y**2 - theta) * x

# %% wrong-changes-w-returns-copy
# about: changes w and returns a copy
# score: 14
# hint: changes its input w in place
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    w += eta * y * (y - theta) * x
    return w.copy(), theta + eps * (y**2 - theta)

# %% wrong-changes-x
# about: x *= ...
# score: 14
# hint: changes its input x in place
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    x *= eta * y * (y - theta)
    return w + x, theta + eps * (y**2 - theta)

# %% wrong-deviation-squared
# about: theta follows (y - theta)**2
# score: 10
# hint: The threshold follows (y - theta)**2
# from: right-formula
# -     moved = theta + eps * (y**2 - theta)
# +     moved = theta + eps * ((y - theta) ** 2 - theta)

# %% wrong-dictionary
# about: a dictionary
# score: 0
# hint: two things
# from: right-formula
# -     return new, moved
# +     return {'w': new, 'theta': moved}

# %% wrong-divides-by-eps
# about: eps taken for a time constant
# score: 10
# hint: You divide the step by eps
# from: right-formula
# -     moved = theta + eps * (y**2 - theta)
# +     moved = theta + (y**2 - theta) / eps

# %% wrong-divides-by-length
# about: the change over the square of the input's length
# score: 11
# hint: The change is divided by the square of the input's length
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * (y - theta) * x / (x @ x)

# %% wrong-divides-by-theta
# about: the variant with a division by the threshold
# score: 11
# hint: The change is divided by theta
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * (y - theta) * x / theta

# %% wrong-eta-eps
# about: eta·eps for the threshold
# score: 10
# hint: The threshold moves by a fraction eta*eps of the way
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * y * (y - theta) * x, theta + eta * eps * (y**2 - theta)

# %% wrong-hard-coded
# about: the example
# score: 2
# hint: the weights should
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    return np.array([0.545, 0.29]), 0.4205

# %% wrong-hebb
# about: no threshold
# score: 8
# hint: The response is below the threshold
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * x

# %% wrong-mean-response
# about: the mean over the synapses for y
# score: 2
# hint: it should follow this square, by eps*(y**2 - theta)
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = np.mean(w * x)
    return w + eta * y * (y - theta) * x, theta + eps * (y**2 - theta)

# %% wrong-new-y-for-each
# about: the response is computed anew inside the loop over weights
# score: 8
# hint: You compute the response anew for each weight
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    new = np.array(w, dtype=float)
    y = np.dot(w, x)
    for i in range(len(new)):
        now = np.dot(new, x)
        new[i] += eta * now * (now - theta) * x[i]
    return new, theta + eps * (y**2 - theta)

# %% wrong-no-eta
# about: no learning rate
# score: 11
# hint: The learning rate is missing
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + y * (y - theta) * x

# %% wrong-no-return
# about: returns nothing
# score: 0
# hint: two things
# from: right-formula
# -     return new, moved
# +     return None

# %% wrong-no-x
# about: the input forgotten
# score: 8
# hint: Both weights change alike
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * (y - theta)

# %% wrong-no-y
# about: eta*(y - theta)*x
# score: 9
# hint: The response is missing
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * (y - theta) * x

# %% wrong-normalised
# about: the weights brought to length 1
# score: 6
# hint: The change of the second weight
# hint: The weights are brought to length 1
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    return new / np.linalg.norm(new), theta + eps * (y**2 - theta)

# %% wrong-oja
# about: Oja's rule
# score: 8
# hint: This is Oja's rule
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * y * (x - y * w), theta + eps * (y**2 - theta)

# %% wrong-only-changes
# about: changes instead of new values
# score: 2
# hint: the weights should grow
# hint: These are the changes
# hint: This is the change
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = eta * y * (y - theta) * x
    moved = eps * (y**2 - theta)
    return new, moved

# %% wrong-only-w
# about: the weights alone
# score: 0
# hint: two things
# from: right-formula
# -     return new, moved
# +     return new

# %% wrong-order-of-results
# about: (theta, w)
# score: 0
# hint: The results are exchanged
# from: right-formula
# -     return new, moved
# +     return moved, new

# %% wrong-outer
# about: a matrix of weights
# score: 4
# hint: The new w
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * (y - theta) * np.outer(x, x)

# %% wrong-plain-sum
# about: the response without the weights
# score: 2
# hint: the weights should shrink
# hint: The new w after
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = np.sum(x)
    return w + eta * y * (y - theta) * x, theta + eps * (y**2 - theta)

# %% wrong-rates-exchanged
# about: eta and eps exchanged
# score: 5
# hint: The weights change with eps
# hint: The threshold moves with eta
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eps * y * (y - theta) * x
    moved = theta + eta * (y**2 - theta)
    return new, moved

# %% wrong-rectified-y
# about: a negative response cut off
# score: 7
# hint: A negative response is cut off at 0
# from: right-formula
# -     y = w @ x
# +     y = max(w @ x, 0.0)

# %% wrong-remembers
# about: keeps the weights in a global from call to call
# score: 11
# hint: The response is below the threshold
# hint: The new w of a second call
kept = {}


def bcm_step(w, theta, x, eta, eps):
    w = kept.setdefault(tuple(x), w)
    y = w @ x
    kept[tuple(x)] = w + eta * y * (y - theta) * x
    return kept[tuple(x)], theta + eps * (y**2 - theta)

# %% wrong-rounded
# about: rounds the response
# score: 7
# hint: by less than 1 %
def bcm_step(w, theta, x, eta, eps):
    y = round(w @ x, 2)
    return w + eta * y * (y - theta) * x, theta + eps * (y**2 - theta)

# %% wrong-shares-exchanged
# about: eps*theta + (1 - eps)*y**2
# score: 10
# hint: The fractions are exchanged
# from: right-formula
# -     moved = theta + eps * (y**2 - theta)
# +     moved = eps * theta + (1 - eps) * y**2

# %% wrong-sign
# about: theta - y
# score: 8
# hint: the weights should grow
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * (theta - y) * x

# %% wrong-single-synapses
# about: w*x instead of w @ x
# score: 2
# hint: Your new threshold is an array
# hint: that of a single synapse
# from: right-formula
# -     y = w @ x
# +     y = w * x

# %% wrong-size-of-y
# about: the size of the response
# score: 11
# hint: You take the absolute value of the response
# from: right-formula
# -     y = w @ x
# +     y = abs(w @ x)

# %% wrong-theta-first
# about: the threshold moves before the weights
# score: 11
# hint: You move the threshold first
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    theta = theta + eps * (y**2 - theta)
    return w + eta * y * (y - theta) * x, theta

# %% wrong-theta-from-new-y
# about: the threshold follows the response to the new weights
# score: 12
# hint: The threshold follows the response to the new weights
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    w = w + eta * y * (y - theta) * x
    y = w @ x
    return w, theta + eps * (y**2 - theta)

# %% wrong-theta-grows
# about: the threshold never comes down
# score: 7
# hint: away from the square of the response
# hint: The threshold grows by eps*y**2
# from: right-formula
# -     moved = theta + eps * (y**2 - theta)
# +     moved = theta + eps * y**2

# %% wrong-theta-jumps
# about: the threshold is y**2 at once
# score: 10
# hint: The threshold jumps to y**2
# from: right-formula
# -     moved = theta + eps * (y**2 - theta)
# +     moved = y**2

# %% wrong-theta-sign
# about: the threshold moves away
# score: 7
# hint: The threshold moves away
# from: right-formula
# -     moved = theta + eps * (y**2 - theta)
# +     moved = theta - eps * (y**2 - theta)

# %% wrong-theta-squared
# about: y*(y - theta**2)
# score: 11
# hint: The threshold is squared
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * (y - theta**2) * x

# %% wrong-theta-stays
# about: the threshold is not updated
# score: 7
# hint: The threshold does not move
# from: right-formula
# -     moved = theta + eps * (y**2 - theta)
# +     moved = theta

# %% wrong-theta-tracks-y
# about: the threshold follows y
# score: 12
# hint: The threshold follows the response itself
# from: right-formula
# -     moved = theta + eps * (y**2 - theta)
# +     moved = theta + eps * (y - theta)

# %% wrong-theta-y-cubed
# about: theta follows y³
# score: 12
# hint: third power of the response
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * y * (y - theta) * x, theta + eps * (y**3 - theta)

# %% wrong-w-for-x
# about: the old weights instead of the input
# score: 8
# hint: The weights change in proportion to themselves
# hint: The change has the old weights instead of the input
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y * (y - theta) * w

# %% wrong-weights-cut-off
# about: negative weights cut off
# score: 11
# hint: Negative weights are cut off at 0
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = np.maximum(w + eta * y * (y - theta) * x, 0)

# %% wrong-weights-decay
# about: weights decay as well
# score: 8
# hint: second weight, over that of the first
def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * (y * (y - theta) * x - eps * w), theta + eps * (y**2 - theta)

# %% wrong-y-squared
# about: y**2*x
# score: 8
# hint: The response is below the threshold
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y**2 * x

# %% wrong-y2-times-bracket
# about: y**2*(y - theta)
# score: 11
# hint: The square of the response stands before the bracket
# from: right-formula
# -     new = w + eta * y * (y - theta) * x
# +     new = w + eta * y**2 * (y - theta) * x

# %% wrong-inputs-cut-off
# about: negative inputs cut off throughout
# score: 11
# hint: Negative inputs are cut off at 0
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    x = np.maximum(x, 0)
    y = w @ x
    return w + eta * y * (y - theta) * x, theta + eps * (y**2 - theta)

# %% wrong-inputs-cut-off-in-the-change
# about: negative inputs cut off in the change
# score: 11
# hint: Negative inputs do not change their weights
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    above = np.maximum(x, 0)
    y = w @ x
    return w + eta * y * (y - theta) * above, theta + eps * (y**2 - theta)

# %% wrong-size-of-inputs-in-the-change
# about: the absolute value of the input in the change
# score: 11
# hint: You use the absolute value of the inputs;
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    size = np.abs(x)
    y = w @ x
    return w + eta * y * (y - theta) * size, theta + eps * (y**2 - theta)
