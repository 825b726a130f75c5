r"""When a neuron reaches its threshold: by steps that never pass the first crossing, however the voltage bends.

Seen from the threshold, y = V − V_T, a leaky integrate-and-fire neuron follows, between arrivals,

.. math::

    \tau \dot y = -(y + \gamma) + \textstyle\sum_s i_s, \quad \tau_s \dot i_s = -i_s, \; \gamma = V_T - V_\infty, \, i_s = I_s/g_L \tag{1}

Two bounds hold for all later times at which y is still negative. Its drive stays below that of now without inhibition, and
its curvature below that of now without excitation; square brackets keep what is positive:

.. math::

    y(t+h) \le y + (\theta - y)\left(1 - e^{-h/\tau}\right), \quad \theta = \textstyle\sum_s [i_s]_+ - \gamma \tag{2}
    y(t+h) \le y + \dot y h + \tfrac12 \kappa h^2, \quad
    \kappa = \tau^{-2} \left[\gamma + \textstyle\sum_s [-i_s]_+ (1 + \tau/\tau_s)\right]_+ \tag{3}

So there is no crossing before the longer of two waits, and none at all if the :math:`\theta` of (2) is not positive:

.. math::

    h_2 = \frac{-\tau y}{\theta - y}, \qquad h_3 = \frac{-2y}{\dot y + \sqrt{\dot y^2 - 2 \kappa y}} \tag{4}

Near a crossing :math:`h_3` is Newton's step less a term of second order: waiting and looking again converges as Newton's
method does, from below, and passes by an excursion that turns back before the threshold.
"""

from __future__ import annotations

import math

SMALLEST = 2.0**-52  # relative: a wait this short, or a way this short to the threshold, is none


def _approach(t, end, y, gap, tau, currents, taus):  # type: ignore[no-untyped-def]
    """Return (time, whether it is a crossing): the first crossing up to ``end``, or a time beyond before which there is none.

    ``currents`` are those at ``t``; they are used up.
    """
    while y < 0.0:
        top, drive, brake, size = -gap, 0.0, 0.0, abs(gap)
        for c in range(len(taus)):
            i = currents[c]
            drive += i
            top += max(i, 0.0)  # (2)
            brake += max(-i, 0.0) * (1.0 + tau / taus[c])
            size += abs(i)
        if top <= 0.0:
            return math.inf, False
        h = -tau * y / (top - y)  # (4)
        if t + h > end:
            return t + h, False
        slope, bend = (drive - gap - y) / tau, max(gap + brake, 0.0) / (tau * tau)  # (1) and (3)
        root = math.sqrt(slope * slope - 2.0 * bend * y)
        if slope > 0.0:
            h = max(h, -2.0 * y / (slope + root))  # (4)
        elif bend > 0.0:
            h = max(h, (root - slope) / bend)  # (4), where the other form loses digits
        else:
            return math.inf, False
        if t + h > end:
            return t + h, False
        t += h
        if h <= SMALLEST * t or (slope > 0.0 and -y <= 4.0 * SMALLEST * size):
            return t, True
        fade = math.exp(-h / tau)
        y = (y + gap) * fade - gap
        for c in range(len(taus)):
            x = h / tau - h / taus[c]
            more = math.expm1(x)
            y += currents[c] * h / tau * fade * (more / x if x != 0.0 else 1.0)
            currents[c] *= fade * (1.0 + more)
    return t, True
