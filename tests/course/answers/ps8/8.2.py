# %% right-short
# about: as it stands on paper
# score: 22
import numpy as np


def ewc(theta, theta_star, F, lam):
    d = theta - theta_star
    return lam / 2 * np.sum(F * d**2), lam * F * d


def ewc_step(theta, gradient, theta_star, F, lam, eta):
    k = eta * lam * F
    return (theta - eta * gradient + k * theta_star) / (1 + k)

# %% right-dot
# about: scalar products, and the step as a pull
# score: 22
import numpy as np


def ewc(theta, theta_star, F, lam):
    d = np.asarray(theta) - np.asarray(theta_star)
    return [float(np.dot(F, d * d)) * lam / 2, list(lam * F * d)]


def ewc_step(theta, gradient, theta_star, F, lam, eta):
    return theta - eta * (gradient + lam * F * (theta - theta_star)) / (1 + eta * lam * F)

# %% right-loop
# about: weight by weight
# score: 22
import numpy as np


def ewc(theta, theta_star, F, lam):
    loss, grad = 0.0, []
    for now, old, f in zip(theta, theta_star, F):
        loss += lam * f * (now - old) ** 2 / 2
        grad.append(lam * f * (now - old))
    return loss, np.array(grad)


def ewc_step(theta, gradient, theta_star, F, lam, eta):
    return np.array([(t - eta * g + eta * lam * f * s) / (1 + eta * lam * f) for t, g, s, f in zip(theta, gradient, theta_star, F)])

# %% right-solve
# about: the step as a system of linear equations
# score: 22
import numpy as np


def ewc(theta, theta_star, F, lam):
    d = theta - theta_star
    return lam / 2 * np.sum(F * d**2), lam * F * d


def ewc_step(theta, gradient, theta_star, F, lam, eta):
    return np.linalg.solve(np.eye(len(theta)) + eta * lam * np.diag(F), theta - eta * gradient + eta * lam * F * theta_star)

# %% wrong-no-half
# about: no ½ at all
# score: 11
# hint: The factor ½ of the loss is missing
# hint: The gradient is twice too large
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam * np.sum(F * d**2), 2 * lam * F * d

# %% wrong-half-gradient
# about: half the gradient
# score: 16
# hint: The gradient is halved
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.sum(F * d**2), lam / 2 * F * d

# %% wrong-no-F
# about: importance left out
# score: 11
# hint: F is left out
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.sum(d**2), lam * d

# %% wrong-sign
# about: gradient downhill
# score: 16
# hint: The gradient has the wrong sign
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.sum(F * d**2), -lam * F * d

# %% wrong-to-zero
# about: springs fixed at 0
# score: 11
# hint: The springs are fixed at 0
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.sum(F * theta**2), lam * F * theta

# %% wrong-mean-both
# about: means in both
# score: 11
# hint: The loss is a mean
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.mean(F * d**2), lam * F * d / len(d)

# %% wrong-one-over-F
# about: divided by the importance
# score: 11
# hint: springs of important weights are soft
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.sum(d**2 / F), lam * d / F

# %% wrong-no-lam
# about: lam left out
# score: 11
# hint: lam is left out
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return np.sum(F * d**2) / 2, F * d

# %% wrong-F-squared
# about: importance squared
# score: 11
# hint: F is squared here
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.sum(F**2 * d**2), lam * F**2 * d

# %% wrong-linear
# about: linear in the distance
# score: 17
# hint: linear in the distance
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.sum(F * abs(d)), lam * F * d

# %% wrong-one-gradient
# about: one number for the gradient
# score: 16
# hint: a single number
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * np.sum(F * d**2), np.sum(lam * F * d)

# %% wrong-three-springs
# about: made for few weights
# score: 20
# hint: The loss of sixty springs
# from: right-short
# -     return lam / 2 * np.sum(F * d**2), lam * F * d
# +     return lam / 2 * sum(F[k] * d[k] ** 2 for k in range(min(len(d), 4))), lam * F * d

# %% wrong-in-place
# about: theta changed in place
# score: 20
# hint: Your function changes its input theta in place
import numpy as np


def ewc(theta, theta_star, F, lam):
    theta -= theta_star
    return lam / 2 * np.sum(F * theta**2), lam * F * theta


def ewc_step(theta, gradient, theta_star, F, lam, eta):
    k = eta * lam * F
    return (theta - eta * gradient + k * theta_star) / (1 + k)

# %% wrong-explicit
# about: an explicit step
# score: 13
# hint: taken where the step begins
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return theta - eta * gradient - k * (theta - theta_star)

# %% wrong-no-springs
# about: no springs
# score: 13
# hint: The springs do not act at all
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return theta - eta * gradient

# %% wrong-no-denominator
# about: no denominator
# score: 13
# hint: The denominator is missing
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return theta - eta * gradient + k * theta_star

# %% wrong-no-old
# about: the old value left out
# score: 16
# hint: The old value is missing
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return (theta - eta * gradient) / (1 + k)

# %% wrong-no-eta
# about: eta left out of the springs
# score: 13
# hint: eta is missing in the pull of the springs
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return (theta - eta * gradient + lam * F * theta_star) / (1 + lam * F)

# %% wrong-uphill
# about: uphill
# score: 13
# hint: The step goes uphill
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return (theta + eta * gradient + k * theta_star) / (1 + k)

# %% wrong-no-eta-gradient
# about: eta left out of the gradient
# score: 13
# hint: eta is missing in front of the gradient
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return (theta - gradient + k * theta_star) / (1 + k)

# %% wrong-minus
# about: a wrong sign in the denominator
# score: 13
# hint: The denominator is 1 - eta*lam*F
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return (theta - eta * gradient + k * theta_star) / (1 - k)

# %% wrong-step-no-F
# about: importance left out of the step
# score: 13
# hint: F is left out
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return (theta - eta * gradient + eta * lam * theta_star) / (1 + eta * lam)

# %% wrong-half-pull
# about: half the pull
# score: 13
# hint: The factor ½ of the loss has no place
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return (theta - eta * gradient + k / 2 * theta_star) / (1 + k / 2)

# %% wrong-unimportant-weights-stay
# about: weights without a spring do not move
# score: 19
# hint: A weight with an importance of 0 does not move here
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# -
# +     return np.where(k > 0, (theta - eta * gradient + k * theta_star) / (1 + k), np.where(np.ones_like(F) * lam > 0, theta, theta - eta * gradient))

# %% wrong-star-sign
# about: the old value with the wrong sign
# score: 16
# hint: The old value has the wrong sign
# from: right-short
# -     return (theta - eta * gradient + k * theta_star) / (1 + k)
# +     return (theta - eta * gradient - k * theta_star) / (1 + k)
