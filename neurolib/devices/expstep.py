"""The exponential-step synapse: steps whose length depends exponentially on the weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..model import param
from .device import kernel
from .pulsed import Weighted


@dataclass(frozen=True, repr=False)
class ExpStep(Weighted):
    r"""Exponential-step synapse: a fit to measured devices, whose pulses act strongly at one end
    and weakly at the other.

    .. math::

        z = \frac{2 a w}{w_{\mathrm{max}} - w_{\mathrm{min}}} + b \tag{1}
        \Delta w_+ = \Delta_+ \max(0,\; 1 - A_+ e^{\gamma_+ z}) \tag{2}
        \Delta w_- = \Delta_- \max(0,\; 1 - A_- e^{-\gamma_- z}) \tag{3}
        w \leftarrow w \pm \Delta w_\pm (1 + \sigma \xi),
            \quad w_{\mathrm{min}} \le w \le w_{\mathrm{max}} \tag{4}

    The exponent changes its sign with the direction. ξ is a normal draw per device and pulse, σ is
    ``c2c``. State w without unit. The default is the preset "ReRAM-ES" without its noise, N. Gong
    et al. (2018), doi:10.1038/s41467-018-04485-1; conductances and pulse are teaching choices.
    ``ExpStep.presets`` lists published devices.
    """

    dw_plus: float = param(0.00135, "", "step up without the exponential", 0.0, 1.0, (0.0001, 0.1))
    dw_minus: float = param(
        0.00135 * (1 - 0.259359), "", "step down without the exponential", 0.0, 1.0, (0.0001, 0.1)
    )
    A_plus: float = param(-1.18445, "", "amplitude of the exponential up", -1e3, 1e3, (-30.0, 1.0))
    A_minus: float = param(
        -0.081404, "", "amplitude of the exponential down", -1e3, 1e3, (-30.0, 1.0)
    )
    gamma_plus: float = param(5.0, "", "steepness up", 0.0, 100.0, (0.0, 10.0))
    gamma_minus: float = param(5.0, "", "steepness down", 0.0, 100.0, (0.0, 10.0))
    a: float = param(-0.5, "", "scale of the weight in z", -10.0, 10.0, (-1.0, 1.0))
    b: float = param(-0.5, "", "offset of z", -10.0, 10.0, (-1.0, 1.0))
    w_max: float = param(1.0, "", "largest weight", 1e-3, 1e3, (0.5, 2.0))
    w_min: float = param(-1.0, "", "smallest weight", -1e3, 0.0, (-2.0, 0.0))

    steps: ClassVar[tuple[str, ...]] = ("dw_plus", "dw_minus")

    @kernel
    def up(w, dw_plus, A_plus, gamma_plus, a, b, w_max, w_min):
        z = 2 * a * w / (w_max - w_min) + b  # (1)
        return dw_plus * np.maximum(1 - A_plus * np.exp(gamma_plus * z), 0.0)  # (2)

    @kernel
    def down(w, dw_minus, A_minus, gamma_minus, a, b, w_max, w_min):
        z = 2 * a * w / (w_max - w_min) + b
        return dw_minus * np.maximum(1 - A_minus * np.exp(-gamma_minus * z), 0.0)  # (3)

    # (4) is what a pulse of Pulsed does


# As in softbounds.py; the noise of writing of ReRAM-ES is 75 steps there. "PCM" is a device that is
# only ever pulsed up, one of a pair; its noise there has two further terms.
ExpStep.publish(
    {
        "ReRAM-ES": (
            "Fit to N. Gong et al. (2018), doi:10.1038/s41467-018-04485-1",
            {"d2d": 0.2, "d2d_range": 0.3, "c2c": 5.0},
        ),
        "PCM": (
            "Ge₂Sb₂Te₅, unidirectional. S. R. Nandakumar et al. (2020), "
            "doi:10.3389/fnins.2020.00406",
            {
                "dw_plus": 0.01,
                "dw_minus": 0.01,
                "A_plus": -27.235,
                "A_minus": -2.235,
                "gamma_plus": 2.5,
                "gamma_minus": 2.5,
            }
            | {"a": -1, "b": 0, "w_max": 2, "w_min": 0, "d2d": 0.2, "d2d_range": 0.1, "c2c": 0.6},
        ),
    }
)
