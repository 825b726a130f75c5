"""Two overlapping spikes across a device with a threshold: the voltage between them, and the STDP
window that it makes. Used in chapter 4.
"""

from __future__ import annotations

import numpy as np

from ..devices import OverlapSTDP
from ..devices.overlap import closing, paired
from ..model import ParameterError
from ..units import V, ms, show

spike = OverlapSTDP.spike
TABLES = {"times": np.linspace(-75, 115, 1521) * ms, "lags": np.linspace(-55, 55, 441) * ms}
T, L = (len(each) for each in TABLES.values())
FACTS = (
    "here",  # the change of conductance at the lag
    "changes",  # 0: by less than is shown, 1: otherwise
    "down",  # 0: it is potentiation, 1: it is not
    "together",  # whether the lag is less than is shown
    "beyond", "feels",  # how far the voltage passes the threshold, and whether it does
    "least", "most",  # of the voltage
    "first", "last", "ends",  # lags beyond which nothing changes, and whether there are any
    "low", "high",  # the two thresholds
)  # fmt: skip
(
    HERE, CHANGES, DOWN, TOGETHER, BEYOND, FEELS, LEAST, MOST, FIRST, LAST, ENDS, LOW, HIGH,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {
    "pre": T,  # negated
    "post": T,
    "difference": T,
    "above": T,  # the voltage where it is above the threshold, and below the negative one
    "below": T,
    "window": L,
    "facts": FACTS,
}


def check(device):
    """Refuse a device whose window the kernel does not compute: one that a spike changes alone, or
    one with a short pulse and an exponent below 1.
    """
    otherwise = "model.window(lag) computes the window of this device, too"
    for name in ("V_p", "V_t"):
        if getattr(device, name) > device.v_th:
            example = f"{name}={device.v_th / V:g}*V; {otherwise}"
            raise device.misplaced(name, "at most", "v_th", example)
    if device.V_p < device.v_th and device.alpha < 1.0:
        raise ParameterError(
            f"OverlapSTDP.alpha (exponent of the device beyond its threshold) is {device.alpha:g} "
            f"with pulses of {show(device.V_p, 'V')}, below the threshold of "
            f"{show(device.v_th, 'V')}; expected at least 1, as in alpha=1, or V_p="
            f"{device.v_th / V:g}*V; {otherwise}."
        )


def voltage_and_window(
    lag, V_p, V_t, delta, tau_pre, tau_post, v_th, k, alpha, times, lags,
    pre, post, difference, above, below, window, facts,
):  # fmt: skip
    """Compute the voltage between two spikes at a lag, and the change of conductance at all lags.

    Times are in s, voltages in V and changes in S. No spike may pass the threshold alone.
    """
    # a page, which cannot call `check`, says no more than this
    if V_p > v_th or V_t > v_th or (V_p < v_th and alpha < 1.0):
        raise ValueError("A spike passes the threshold alone, or alpha is below 1.")
    for j in range(len(times)):
        pre[j] = -spike(times[j], tau_pre, V_p, V_t, delta)
        post[j] = spike(times[j] - lag, tau_post, V_p, V_t, delta)
        difference[j] = v = post[j] + pre[j]
        above[j] = v if v > v_th else np.nan
        below[j] = v if v < -v_th else np.nan
        facts[LEAST], facts[MOST] = min(facts[LEAST], v), max(facts[MOST], v)
    for j in range(len(lags)):
        tau = tau_pre if lags[j] > 0.0 else tau_post
        change = paired(abs(lags[j]), tau, V_p, V_t, delta, v_th, k, alpha)
        window[j] = np.sign(lags[j]) * change
    tau = tau_pre if lag > 0.0 else tau_post
    here = np.sign(lag) * paired(abs(lag), tau, V_p, V_t, delta, v_th, k, alpha)
    facts[HERE], facts[CHANGES] = here, 1.0 if abs(here) >= 5e-7 else 0.0
    facts[DOWN] = 0.0 if here > 0.0 else 1.0
    facts[TOGETHER] = 1.0 if abs(lag) < 5e-4 else 0.0
    facts[BEYOND] = max(facts[MOST], -facts[LEAST]) - v_th
    facts[FEELS] = 1.0 if facts[BEYOND] > 1e-9 else 0.0
    facts[FIRST] = -delta - closing(tau_post, V_p, V_t, v_th)
    facts[LAST] = delta + closing(tau_pre, V_p, V_t, v_th)
    facts[ENDS] = 1.0 if np.isfinite(facts[LAST]) else 0.0
    facts[LOW], facts[HIGH] = -v_th, v_th
