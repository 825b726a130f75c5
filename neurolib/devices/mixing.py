r"""Conductance of a mixture: from the crystalline fraction of a phase-change device to its
conductance.

With :math:`G_c` the conductance of the crystal, :math:`G_a` that of the amorphous phase, f the
crystalline fraction:

.. math::

    G_{\mathrm{linear}} = G_a + f\, (G_c - G_a) \tag{1}
    G_{\mathrm{log}} = G_a^{1 - f}\, G_c^{f} \tag{2}
    G_{\mathrm{Bruggeman}} = \tfrac14 \left[\beta + \sqrt{\beta^2 + 8 G_a G_c}\right],
        \quad \beta = (3f - 1)\, G_c + (2 - 3f)\, G_a \tag{3}

Equation (1) is a mixture side by side and the largest of the three; (3) is a mixture of grains in
three dimensions, whose conductance is smooth but bends sharply at f = 1/3, where the crystalline
phase begins to connect the two sides; (2) is an average of the logarithm. For the conductances of
:class:`~neurolib.PCM` (2) lies between the others up to f = 0.27, and below both from there on.
Source of (3): D. A. G. Bruggeman, Annalen der Physik 416:636 (1935), doi:10.1002/andp.19354160705.
Used in chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np


def linear(f, G_c, G_a):
    """Mixture side by side: equation (1)."""
    return G_a + f * (G_c - G_a)  # (1)


def log(f, G_c, G_a):
    """Mixture whose logarithm is linear: equation (2)."""
    return G_a ** (1 - f) * G_c**f  # (2)


def bruggeman(f, G_c, G_a):
    """Mixture of grains in three dimensions: equation (3)."""
    beta = (3 * f - 1) * G_c + (2 - 3 * f) * G_a
    root = np.sqrt(beta**2 + 8 * G_a * G_c)
    # (3), without cancellation
    return np.where(beta > 0, beta + root, 8 * G_a * G_c / (root - np.minimum(beta, 0.0))) / 4


def fraction(law: str, G: Any, G_c: float, G_a: float) -> Any:
    """Return the crystalline fraction at which a law, ``"linear"``, ``"log"`` or ``"bruggeman"``,
    gives the conductance ``G``.
    """
    if law == "linear":
        return (G - G_a) / (G_c - G_a)
    if law == "log":
        return np.log(G / G_a) / np.log(G_c / G_a)
    # (3) solved for f: f·crystalline = (1 − f)·amorphous
    crystalline, amorphous = (G_c - G) / (G_c + 2 * G), (G - G_a) / (G_a + 2 * G)
    return amorphous / (crystalline + amorphous)


MIXTURES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"bruggeman": bruggeman, "linear": linear, "log": log}
)
