"""The soft-bound synapse: steps that shrink linearly toward the bound ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, param, word
from .device import kernel
from .pulsed import Weighted


@dataclass(frozen=True, repr=False)
class SoftBounds(Weighted):
    r"""Soft-bound synapse: the nearer a weight is to a bound, the less a pulse moves it there.

    .. math::

        \Delta w_+ = \gamma_+ \left(1 - s_+ \frac{w}{w_{\mathrm{max}}}\right) \tag{1}
        \Delta w_- = \gamma_- \left(1 - s_- \frac{w}{w_{\mathrm{min}}}\right) \tag{2}
        w \leftarrow w \pm \Delta w_\pm (1 + \sigma \xi),
            \quad w_{\mathrm{min}} \le w \le w_{\mathrm{max}} \tag{3}

    with slopes :math:`s_\pm` = 1; 0 gives a constant step and values between a step that is linear
    but never nought. In (3) :math:`\xi` is a normal draw per device and pulse, σ is ``c2c``; with
    ``noise="fixed"`` the noise is :math:`\gamma_\pm \sigma \xi` instead, however short the step.
    ``d2d_range`` is a share of each bound, or with ``spread="weight"`` one weight for both. Up and
    down steps are alike at the symmetry point; pulses in pairs, one up and one down, contract
    toward a fixed point near it, by a factor c a pair:

    .. math::

        w_{\mathrm{sp}} = \frac{\gamma_+ - \gamma_-}
            {s_+ \gamma_+ / w_{\mathrm{max}} - s_- \gamma_- / w_{\mathrm{min}}} \tag{4}
        c = (1 - s_+ \gamma_+ / w_{\mathrm{max}})(1 + s_- \gamma_- / w_{\mathrm{min}}) \tag{5}
        w^* = \frac{(1 + s_- \gamma_- / w_{\mathrm{min}})\, \gamma_+ - \gamma_-}{1 - c} \tag{6}

    State w without unit; the default, the conductances and the pulse are teaching choices.
    ``SoftBounds.preset(name)`` gives published devices: ``SoftBounds.presets`` lists them with
    their sources. Used in chapter 5.
    """

    gamma_plus: float = param(0.02, "", "step up at w = 0", 0.0, 1.0, (0.001, 0.1))
    gamma_minus: float = param(0.03, "", "step down at w = 0", 0.0, 1.0, (0.001, 0.1))
    w_max: float = param(1.0, "", "largest weight", 1e-3, 1e3, (0.5, 2.0))
    w_min: float = param(-1.0, "", "smallest weight", -1e3, -1e-3, (-2.0, -0.5))
    slope_plus: float = param(1.0, "", "slope of steps up", 0.0, 1.0, (0.0, 1.0))
    slope_minus: float = param(1.0, "", "slope of steps down", 0.0, 1.0, (0.0, 1.0))
    noise: str = word(
        "step", "what the spread from cycle to cycle is relative to", ("step", "fixed")
    )
    spread: str = word("bound", "what the spread of the bounds is relative to", ("bound", "weight"))

    steps: ClassVar[tuple[str, ...]] = ("gamma_plus", "gamma_minus")

    @kernel
    def up(w, gamma_plus, w_max, slope_plus):
        return gamma_plus * (1 - slope_plus * w / w_max)  # (1)

    @kernel
    def down(w, gamma_minus, w_min, slope_minus):
        return gamma_minus * (1 - slope_minus * w / w_min)  # (2)

    def vary(self, step: Any, sign: Any, spread: Any, **other: Any) -> Any:
        """Return steps as they turn out in this cycle."""
        if self.noise == "step":
            return step * spread  # (3)
        gamma = np.where(
            np.greater(sign, 0), *(other.get(name, getattr(self, name)) for name in self.steps)
        )
        return step + np.not_equal(sign, 0) * gamma * (spread - 1)

    def relative(self, bound: str) -> float:
        """Return the spread of a bound, ``w_min`` or ``w_max``, from device to device, as a share
        of it.
        """
        share = super().relative(bound)
        return share / abs(getattr(self, bound)) if self.spread == "weight" else share

    def symmetry_point(self) -> float:
        """Return the weight at which a step up is as long as a step down: equation (4)."""
        curved = self.slope_plus * self.gamma_plus or self.slope_minus * self.gamma_minus
        return float(self.equal_steps(*self._both())) if curved else super().symmetry_point()

    @staticmethod
    def equal_steps(
        gamma_plus: Any, gamma_minus: Any, w_max: Any, w_min: Any, slope_plus: Any, slope_minus: Any
    ) -> Any:
        """Return the symmetry point of steps that are not all constant."""
        a, b = slope_plus * gamma_plus / w_max, -slope_minus * gamma_minus / w_min
        return (gamma_plus - gamma_minus) / (a + b)  # (4)

    @staticmethod
    def pair_factor(
        gamma_plus: Any, gamma_minus: Any, w_max: Any, w_min: Any, slope_plus: Any, slope_minus: Any
    ) -> Any:
        """Return by what factor a pair of pulses brings two weights nearer."""
        a, b = slope_plus * gamma_plus / w_max, -slope_minus * gamma_minus / w_min
        return (1 - a) * (1 - b)  # (5)

    def _both(self) -> tuple[float, ...]:
        names = "gamma_plus", "gamma_minus", "w_max", "w_min", "slope_plus", "slope_minus"
        return tuple(getattr(self, name) for name in names)

    @property
    def contraction(self) -> float:
        """Factor by which a pair of pulses, up and down, brings two weights nearer: equation
        (5).
        """
        return float(self.pair_factor(*self._both()))

    @property
    def fixed_point(self) -> float:
        """Weight that a pair of pulses, up and then down, leaves where it is: equation (6).

        Raises :class:`ParameterError` for constant steps, which shift every weight alike.
        """
        if self.contraction == 1:
            raise ParameterError(
                "SoftBounds with constant steps has no fixed point: pairs of pulses "
                "shift every weight alike."
            )
        rise = (1 + self.slope_minus * self.gamma_minus / self.w_min) * self.gamma_plus
        return (rise - self.gamma_minus) / (1 - self.contraction)  # (6)


# Published devices as a public simulator lists them (aihwkit's presets, MIT licence): numbers
# re-typed; spreads of other parameters, noise of writing (of 56 steps in ReRAM-SB), leakage and
# references left out.
SoftBounds.publish(
    {
        "Gokmen–Vlasov": (
            "Constant steps, 1200 states. T. Gokmen and Y. Vlasov (2016), "
            "doi:10.3389/fnins.2016.00333",
            {
                "gamma_plus": 0.0016,
                "gamma_minus": 0.0016,
                "slope_plus": 0,
                "slope_minus": 0,
                "d2d": 0.3,
                "d2d_range": 0.3,
                "c2c": 0.3,
            },
        ),
        "ReRAM-SB": (
            "Loose fit to N. Gong et al. (2018), doi:10.1038/s41467-018-04485-1",
            {
                "gamma_plus": 0.002,
                "gamma_minus": 0.002,
                "w_max": 1.25,
                "w_min": -0.75,
                "d2d": 0.3,
                "d2d_range": 0.3,
                "spread": "weight",
            }
            | {"c2c": 3.75, "noise": "fixed"},
        ),
        "ECRAM": (
            "Lithium cell, linear steps. J. Tang et al., IEDM (2018), IEEE document 8614551",
            {
                "gamma_plus": 0.002,
                "gamma_minus": 0.002,
                "w_max": 1.1724,
                "w_min": -0.8276,
                "slope_plus": 0.1153,
                "slope_minus": 0.5085,
            }
            | {"d2d": 0.1, "d2d_range": 0.05, "c2c": 0.3},
        ),
        "capacitor": (
            "Linear steps. Y. Li et al., VLSI (2018), IEEE document 8510648",
            {
                "gamma_plus": 0.005,
                "gamma_minus": 0.005,
                "slope_plus": 0.05,
                "slope_minus": 0.05,
                "d2d": 0.1,
                "d2d_range": 0.07,
            }
            | {"c2c": 0.3, "noise": "fixed"},
        ),
    }
)
