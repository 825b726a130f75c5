"""Population codes: a direction estimated from the responses of tuned neurons, and the limit of its
precision.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..model import ParameterError, Quantity
from ..units import Hz, kHz, ms, s, us

ANGLE = Quantity(
    "rad", "in radians: np.deg2rad(45) for 45 degrees", -2 * np.pi, 2 * np.pi, (0.0, np.pi)
)
RESPONSE = Quantity("", "rates or counts, one for each neuron", -1e9, 1e9)
R_MAX = Quantity("Hz", "rate at the preferred direction", 0.0, 10 * kHz, (10 * Hz, 100 * Hz))
KAPPA = Quantity("", "sharpness of tuning", 0.0, 300.0, (0.5, 8.0))
T_READ = Quantity("ms", "time to read the population", 1 * us, 1e7 * s, (10 * ms, 1 * s))
INFORMATION = Quantity("", "Fisher information in 1/rad², above 0", 1e-300, 1e300)


def von_mises(theta: ArrayLike, preferred: ArrayLike, r_max: float, kappa: float) -> np.ndarray:
    r"""Return the rates in Hz of neurons tuned to a direction: the bell curve on a circle.

    .. math::

        f_i(\theta) = r_{\max}\, e^{\kappa (\cos(\theta - \phi_i) - 1)} \tag{1}

    ``theta`` in rad, of any shape; ``preferred`` φ in rad, one for each neuron; the result has the
    shape of ``theta`` and a last axis of neurons. ``r_max`` in Hz; ``kappa`` sets the width, about
    1/√κ rad. Used in chapter 2.
    """
    away, r_max, kappa = _tuned(theta, preferred, r_max, kappa, "von_mises")
    return np.asarray(tuned(away, r_max, kappa))


def tuned(away: Any, r_max: Any, kappa: Any) -> Any:
    """Return the rate in Hz of a neuron whose preferred direction is so far ``away``, rad."""
    return r_max * np.exp(kappa * (np.cos(away) - 1))  # (1)


def informed(away: Any, rate: Any, kappa: Any) -> Any:
    """Return the Fisher information per second, 1/(rad² s), that a neuron of this rate adds."""
    return kappa**2 * rate * np.sin(away) ** 2  # (5)


def decode(responses: ArrayLike, weights: ArrayLike) -> float | np.ndarray:
    r"""Return the direction in rad, from −π to π, that a weighted sum of responses points to.

    .. math::

        \hat\theta = \arg(x + i y), \quad (x, y) = \sum_i r_i\, (D_{i1}, D_{i2}) \tag{2}

    ``responses`` r: one for each neuron on the last axis, a result for each of the others;
    ``weights`` D: shape (neurons, 2). A sum of no length has no direction and is refused. Used in
    chapter 2.
    """
    return _direction(responses, RESPONSE.array(weights, "decode's weights"), "decode")


def population_vector(responses: ArrayLike, preferred: ArrayLike) -> float | np.ndarray:
    r"""Return the direction in rad of the population vector: each neuron votes for its preferred
    direction.

    .. math::

        D_i = (\cos \phi_i, \sin \phi_i) \tag{3}

    in the sum of :func:`decode`. ``responses`` without the baseline. It is the maximum-likelihood
    estimate for Poisson neurons with von Mises tuning and evenly spread ``preferred`` directions
    (rad); uneven ones bend it. Source: A. P. Georgopoulos, A. B. Schwartz and R. E. Kettner (1986),
    doi:10.1126/science.3749885. Used in chapter 2.
    """
    phi = _line(preferred, ANGLE, "population_vector's preferred")
    # (3)
    return _direction(responses, np.stack([np.cos(phi), np.sin(phi)], axis=-1), "population_vector")


def least_squares(responses: ArrayLike, theta: ArrayLike) -> np.ndarray:
    r"""Return the weights, shape (neurons, 2), of the linear decoder that errs least on examples.

    .. math::

        D = \arg\min_D \sum_m \left| \sum_i r_{mi} D_i - (\cos\theta_m, \sin\theta_m) \right|^2
            \tag{4}

    ``responses``: shape (examples, neurons), without the baseline; ``theta``: the directions shown,
    rad. Use the weights in :func:`decode`; of several that are equally good these are the smallest.
    Source: E. Salinas and L. F. Abbott (1994), doi:10.1007/BF00962720. Used in chapter 2.
    """
    r, angle = (
        RESPONSE.array(responses, "least_squares's responses"),
        _line(theta, ANGLE, "least_squares's theta"),
    )
    if r.ndim != 2 or len(r) != len(angle):
        raise ParameterError(
            f"least_squares's responses has shape {r.shape} and theta {angle.shape}; "
            f"expected a row of responses, one for each neuron, for each of the "
            f"{len(angle)} directions: ({len(angle)}, neurons)."
        )
    # (4)
    weights: np.ndarray = np.linalg.lstsq(
        r, np.stack([np.cos(angle), np.sin(angle)], axis=-1), rcond=None
    )[0]
    return weights


def fisher_information(
    theta: ArrayLike, preferred: ArrayLike, r_max: float, kappa: float, T: float
) -> float | np.ndarray:
    r"""Return the Fisher information in 1/rad² that a population of Poisson neurons carries about a
    direction.

    .. math::

        J(\theta) = T \sum_i \frac{f_i'(\theta)^2}{f_i(\theta)}
            = T \kappa^2 \sum_i f_i(\theta) \sin^2(\theta - \phi_i) \tag{5}

    for the tuning of :func:`von_mises`, which has the arguments' meaning; ``T`` in s is the time of
    reading. Of the shape of ``theta``. Source: H. S. Seung and H. Sompolinsky (1993),
    doi:10.1073/pnas.90.22.10749. Used in chapter 2.
    """
    away, r_max, kappa = _tuned(theta, preferred, r_max, kappa, "fisher_information")
    T = T_READ.number(T, "fisher_information's T")
    result = T * np.sum(informed(away, tuned(away, r_max, kappa), kappa), axis=-1)
    return result if result.ndim else float(result)


def cramer_rao(information: ArrayLike) -> float | np.ndarray:
    r"""Return the smallest standard deviation in rad that an unbiased estimate can have, for an
    information in 1/rad².

    .. math::

        \sigma \ge 1 / \sqrt{J} \tag{6}

    Of the shape of ``information``, which must not be 0. Source: H. Cramér, *Mathematical Methods
    of Statistics* (1946). Used in chapter 2.
    """
    result = 1 / np.sqrt(INFORMATION.array(information, "cramer_rao's information"))  # (6)
    return result if result.ndim else float(result)


def _tuned(
    theta: ArrayLike, preferred: ArrayLike, r_max: float, kappa: float, verb: str
) -> tuple[np.ndarray, float, float]:
    """Return each neuron's angle between stimulus and preferred direction, on a last axis, and the
    checked parameters.
    """
    angle, phi = (
        ANGLE.array(theta, f"{verb}'s theta"),
        _line(preferred, ANGLE, f"{verb}'s preferred"),
    )
    return (
        angle[..., None] - phi,
        R_MAX.number(r_max, f"{verb}'s r_max"),
        KAPPA.number(kappa, f"{verb}'s kappa"),
    )


def _line(values: Any, quantity: Quantity, title: str) -> np.ndarray:
    array = quantity.array(values, title)
    if array.ndim != 1:
        raise ParameterError(
            f"{title} has shape {array.shape}; expected one dimension, as in "
            f"np.linspace(0, 2*np.pi, 8, endpoint=False)."
        )
    return array


def _direction(responses: ArrayLike, weights: np.ndarray, verb: str) -> float | np.ndarray:
    r = RESPONSE.array(responses, f"{verb}'s responses")
    if weights.ndim != 2 or weights.shape[1] != 2 or r.shape[-1:] != weights.shape[:1]:
        raise ParameterError(
            f"{verb}'s responses has shape {r.shape}, which does not fit weights of "
            f"shape {weights.shape}; "
            "expected a response for each neuron on the last axis, and two weights, (neurons, 2)."
        )
    x, y = np.moveaxis(r @ weights, -1, 0)
    if (np.hypot(x, y) <= 1e-12 * (np.abs(r) @ np.hypot(*weights.T))).any():
        raise ParameterError(
            f"{verb} met responses whose sum has no length, and so no direction: are "
            f"all neurons silent? Read for longer."
        )
    result = np.arctan2(y, x)  # (2)
    return result if result.ndim else float(result)
