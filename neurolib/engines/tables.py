"""The columns of the flat arrays and tables over which the loops of the compiled event-driven path run.

A row a neuron holds all that an arrival changes, in one line of the cache. Where all neurons are still (see
:mod:`~neurolib.engines.event_still`) a row is A alone.
"""

from __future__ import annotations

import math

A, BUDGET, X0 = range(3)  # of a neuron: its part that decays with τ, what excitation it can take unseen, its first current
PARKED = -math.inf  # as A: refractory
FORETOLD, SPENT = -math.inf, 1e-300  # as budget: any arrival leads to a look; any that excites does

FIRST, SIZE, CHANNEL, CHANNELS, GAP0 = range(5)  # of a slab, whole numbers
TAU, RESET, HOLD, GAP = range(4)  # of a slab
SENDER, SLAB, ACTS, ROW0, WEIGHT0, DELAY0, LEARNS = range(7)  # of a bundle
C_TAU, C_NEAR, C_PEAK = range(3)  # of a channel
STAMP, DOWN, UP = range(3)  # of a slab, computed for a time of the frame
B, H, ADD_X, ADD_A = range(4)  # of a channel, computed for a time of the frame
