# %% right-logarithm
# about: the logarithm of the ratio, and a test of its sign
# score: 20
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    faster = nu_plus - nu_minus
    exponent = np.log(G_plus / G_minus) / faster if faster else -1.0
    return float(20 * np.exp(exponent)) if exponent > 0 else float("inf")


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% right-einsum
# about: images one after another, and the charge that has passed
# score: 20
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    plus, minus = G_plus / (t / 20) ** nu_plus, G_minus / (t / 20) ** nu_minus
    return [int(np.argmax([(image * (plus[:, k] - minus[:, k])).sum() for k in range(plus.shape[1])])) for image in x]


def reads(R, kappa, V, V_th, duration, growth):
    end = R / (1 + growth)
    charge = (R - end) / kappa
    time = charge * (R + end) / 2 / V
    return time / duration if V >= V_th else float("inf")


# %% wrong-no-t_0
# about: time is not counted in units of 20 s
# score: 12
# hint: t_0 is left out. In the power law, the time is divided by t_0 = 20 s
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * t**-nu_plus - G_minus * t**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-power
# about: the ratio to the difference of the exponents
# score: 15
# hint: Raise it to 1 over this difference
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (nu_plus - nu_minus)


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-ratio
# about: the ratio upside down
# score: 15
# hint: The ratio of the conductances is upside down
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_minus / G_plus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-sum
# about: the exponents are added
# score: 15
# hint: The exponents are added
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus + nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-ten
# about: the power of ten of a natural logarithm
# score: 15
# hint: The power of ten is used with the natural logarithm
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * 10 ** (np.log(G_plus / G_minus) / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-from-first-read
# about: time since the first read
# score: 15
# hint: The time counts from the first read here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus)) - 20


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-20-added
# about: 20 s too many
# score: 15
# hint: is added to a time that already counts from writing
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus)) + 20


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-logarithm-alone
# about: the logarithm of the time
# score: 15
# hint: This is the logarithm of the ratio over the difference of the exponents
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * np.log(G_plus / G_minus) / (nu_plus - nu_minus)


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-one-drifts
# about: the negative conductance does not drift
# score: 8
# hint: Only the positive conductance drifts here
# hint: Only the positive conductances drift here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / nu_plus)


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-never
# about: no weight changes its sign
# score: 12
# hint: This weight changes its sign, because the larger conductance falls faster
# hint: The time at which a weight changes its sign should be one finite number
# from: right-logarithm
# -     faster = nu_plus - nu_minus
# -     exponent = np.log(G_plus / G_minus) / faster if faster else -1.0
# -     return float(20 * np.exp(exponent)) if exponent > 0 else float("inf")
# +     return np.inf

# %% wrong-positive-only
# about: negative weights keep their sign
# score: 15
# hint: A negative weight changes its sign too
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if G_plus < G_minus or nu_plus <= nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-always
# about: a time before the first read
# score: 17
# hint: This time is before the first read
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-size
# about: the size of the difference of the exponents
# score: 17
# hint: The absolute value of the difference of the exponents is taken
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if nu_plus == nu_minus:
        return np.inf
    return 20 * (max(G_plus, G_minus) / min(G_plus, G_minus)) ** (1 / abs(nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-division
# about: equal exponents divide by 0
# score: 17
# hint: sign_time stops with ZeroDivisionError
# from: right-logarithm
# -     faster = nu_plus - nu_minus
# -     exponent = np.log(G_plus / G_minus) / faster if faster else -1.0
# -     return float(20 * np.exp(exponent)) if exponent > 0 else float("inf")
# +     time = 20 * float(G_plus / G_minus) ** (1 / float(nu_plus - nu_minus))
# +     return time if time > 20 else np.inf

# %% wrong-drift-ignored
# about: the classifier does not drift
# score: 13
# hint: drift does not change these answers
# hint: drift does not change any answer
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus - G_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-difference-drifts
# about: the weight drifts with the exponent of the positive device
# score: 17
# hint: The difference of the conductances drifts with one exponent here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ ((G_plus - G_minus) * a**-nu_plus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-mean-exponent
# about: the weight drifts with the mean exponent
# score: 17
# hint: The difference of the conductances drifts with the mean of two exponents here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ ((G_plus - G_minus) * a ** (-(nu_plus + nu_minus) / 2)), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-grows
# about: the conductances grow
# score: 13
# hint: The classes after one year, with different exponents
# hint: The conductances grow here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**nu_plus - G_minus * a**nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-exponential
# about: the conductances fall exponentially
# score: 13
# hint: The classes after one year
# hint: The conductances fall exponentially here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * np.exp(-nu_plus * a) - G_minus * np.exp(-nu_minus * a)), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-smallest
# about: the smallest output
# score: 13
# hint: These are the smallest outputs
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmin(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-from-1
# about: the classes count from 1
# score: 13
# hint: The classes count from 1 here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return 1 + np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-outputs
# about: the outputs themselves
# score: 13
# hint: The classes after 20 s, with equal exponents have shape
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-plus-only
# about: the negative conductances do not count
# score: 13
# hint: The classes
# hint: Only the positive conductances count here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-first-charge
# about: each read passes as much charge as the first
# score: 15
# hint: Every read is taken to pass as much charge as the first one
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R - R / (1 + growth)) * R / (kappa * V * duration)


# %% wrong-first-pace
# about: each read changes the conductance as much as the first
# score: 15
# hint: Every read is taken to change the conductance as much as the first one
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return growth * R**2 / (kappa * V * duration)


# %% wrong-last-charge
# about: each read passes as much charge as the last
# score: 15
# hint: Every read is taken to pass as much charge as the last one
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R - R / (1 + growth)) * R / (1 + growth) / (kappa * V * duration)


# %% wrong-resistance-falls
# about: the resistance falls by the fraction
# score: 15
# hint: The resistance falls by half here
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R * (1 - growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-no-half
# about: the half of the square is missing
# score: 15
# hint: A factor 1/2 is missing
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (kappa * V * duration)


# %% wrong-seconds
# about: a time
# score: 15
# hint: This is a time in seconds
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        return np.inf
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V)


# %% wrong-no-threshold
# about: the threshold is ignored
# score: 18
# hint: A voltage below the threshold does not change the film: the answer is then np.inf
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    return (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-zero-reads
# about: no reads below the threshold
# score: 18
# hint: so no number of reads is enough
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    return (V >= V_th) * (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-always-safe
# about: reading never changes a film
# score: 15
# hint: Without a threshold, every read changes the film
# hint: This voltage is above the threshold
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    return np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    return np.inf


# %% wrong-nothing
# about: computes and returns nothing
# score: 0
# hint: is None: does your function return its result
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        answer = np.inf
    answer = 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))


def classes(x, G_plus, G_minus, nu_plus, nu_minus, t):
    a = t / 20
    answer = np.argmax(x @ (G_plus * a**-nu_plus - G_minus * a**-nu_minus), axis=1)


def reads(R, kappa, V, V_th, duration, growth):
    if V < V_th:
        answer = np.inf
    answer = (R**2 - (R / (1 + growth)) ** 2) / (2 * kappa * V * duration)


# %% wrong-two-missing
# about: only the first function
# score: 8
# hint: NameError: name 'classes' is not defined
import numpy as np


def sign_time(G_plus, G_minus, nu_plus, nu_minus):
    if (G_plus > G_minus) != (nu_plus > nu_minus) or nu_plus == nu_minus:
        return np.inf
    return 20 * (G_plus / G_minus) ** (1 / (nu_plus - nu_minus))
