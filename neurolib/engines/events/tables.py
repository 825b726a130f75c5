r"""The tables that the loop of the event-driven engine reads and writes: :class:`EventTables`, and
what stands in a row of each.

``Events`` in :mod:`~neurolib.engines.events.events` makes them, and the functions of
:mod:`~neurolib.engines.events.loop` call them ``s``.

**Letters.** ``s`` are the tables, ``t`` is the time of the events that are processed, ``q`` a
neuron block, ``b`` a synapse group, ``p`` a group among those that learn; ``c`` is a receptor,
counted through all blocks, and ``r`` one counted from the first of its block; ``x`` is a neuron,
counted through all blocks, and ``j`` one counted from the first of its block; ``h`` is the place of
a spike in the lists of spikes, and ``e`` that of a synapse in its row. A row of synapses goes from
``low`` to ``high``. ``s`` as an index in (1) to (3) is a receptor.

**Calendar.** Every neuron that could cross its threshold is an entry of a time bucket, until its
crossing is predicted. Its *slack* is the excitation that may still arrive before it has to be
checked; the bucket is not later than it could cross with all of that (see
:mod:`~neurolib.engines.events.threshold`). When the bucket opens, the neuron is checked: either it
crosses within the bucket, and leaves it for the heap of predicted crossings, or it moves to a later
bucket, or it cannot cross as long as nothing arrives, and is in none. Entries of a bucket are
chained, so that one is removed without a search. The buckets are a ring: one that was opened serves
again.

**Heaps.** Numbers in the order of their keys, and for each number its place: predicted crossings
and ends of refractory times, by neuron, and spikes *in flight*. Such a spike goes through a row of
synapses whose delays differ, and has not reached all of them.

**Rotating frame.** What decays is stored such that it is constant between events. With t₀ the start
of the frame,

.. math::

    y(t) = -\gamma + A\, e^{-(t - t_0)/\tau} + \textstyle\sum_s X_s\, b_s(t - t_0), \qquad
    i_s(t) = X_s\, h_s(t - t_0) \tag{1}

in which y = V − V_T is the voltage seen from the threshold, γ = V_T − V_∞ the gap to it from the
resting voltage under the constant current, and i_s = I_s / g_L the current of receptor s, in V; as
in :mod:`~neurolib.engines.events.threshold`. An arrival adds constants to A and X_s, and the
factors that turn its weight into them are computed once for all its targets
(``loop.set_factors``). So no function advances a neuron between events: its state at a later time
is (1) with the factors of that time. For a time constant away from τ, (2), and for one near τ, (3):

.. math::

    b_s(t) = e^{-t/\tau_s}, \quad h_s(t) = (1 - \tau/\tau_s)\, e^{-t/\tau_s} \tag{2}
    b_s(t) = \tfrac{1}{\tau} \int_0^t e^{-(t - u)/\tau - u/\tau_s}\, du, \quad
    h_s(t) = e^{-t/\tau_s} \tag{3}

(2) divides by 1 − τ/τ_s, which is 0 at τ_s = τ; so near τ the response itself, (3), is taken.

After some time constants the frame is rebased (``loop.rebase``): the factors are multiplied in, and
t₀ moves on.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..layout import row_type

# why the loop returned: no event is left up to that time, a list of spikes or the heap of flights
# is full
DONE, SPIKES_FULL, FLIGHTS_FULL = range(3)

# Times are in units of the layout, voltages in V, and currents are divided by g_L, so in V too.
# Columns of the state of a neuron: the part of V that decays with τ, the slack, its first current.
A, SLACK, X0 = range(3)
# two values of the slack: of a neuron on the heap of predicted crossings, which is checked at every
# arrival; of one that is checked at every excitation. A third is infinite: of one that is
# refractory, or was not checked yet.
PREDICTED, SPENT = -math.inf, 1e-300

CLOCK_ROW = row_type(
    "",
    "now "  # time of the events that are processed
    "frame_start frame_longest "  # when the rotating frame began, and how long it may last
    "width opened bucket_end "  # of time buckets: width, number of the open one, when that ends
    "checks",  # how often a neuron was checked
)

# A neuron block.
BLOCK_ROW = row_type(
    "first size "  # its first neuron, and their number
    "receptor0 receptors "  # its first receptor, and their number
    "gap0 "  # where the gaps of its neurons begin in ``gaps``; -1: all share ``gap``
    "own_refractory "  # whether its neurons have refractory times of their own
    "released",  # how many of its spikes were released from the shared refractory time
    "tau "  # time constant of the membrane
    "reset gap "  # from the threshold to the reset, and from the resting voltage to the threshold
    "tolerance "  # so near below its threshold a neuron has reached it
    "refractory next_release "  # shared refractory time (0: there is none), when the next one ends
    # ``stamp``: the time since the frame began for which these hold, -1 for none: ``down``,
    # e^(-t/τ), and ``up``, its inverse; see set_factors
    "stamp down up",
)

# A synapse group.
GROUP_ROW = row_type(
    # its number in the layout, where one that learns has a row here for each of its delays; no loop
    # reads it
    "group "
    "sender cursor "  # whose list of spikes it reads, and how many it has read
    "first_row "  # where a group learns: row i + ``first_row`` is that of member i and this delay
    "block receptor "  # of its targets; receptor -1: V
    "row0 synapse0 "  # first row and first synapse in ``synapses``; no loop reads the second
    # how far weights and delays stand before their synapses; -1: all share one
    "weight_shift delay_shift "
    "learner_number",  # among the groups that learn; -1: it does not
    "delay weight "  # that all share; where delays differ, the shortest
    "next_arrival",  # when the next spike of its sender arrives, or starts its flight
)

# A receptor. The factors hold for the ``stamp`` of its block: set_factors.
RECEPTOR_ROW = row_type(
    "near_tau",  # whether its time constant is near that of the membrane
    "tau "  # time constant
    "peak "  # of the response of V to a current of 1
    "b_s h_s "  # factors of (2) or (3)
    "add_x add_a",  # what a weight of 1 adds to X and to A
)

# A spike in flight: its group, when it was sent, and which synapses of its row it has not reached.
FLIGHT_ROW = row_type("group low high", "sent")


class Heap(NamedTuple):
    """Numbers in the order of their keys: crossings or ends by neuron, or spikes in flight."""

    key: Any  # of each number
    # the numbers on it, the one with the least key first; of ``in_flight`` also, behind the end,
    # the free rows of ``flights``
    entries: Any
    position: Any  # of each number among the entries, -1 outside
    size: Any  # an array of one


class Calendar(NamedTuple):
    """The neurons that may cross their threshold, by the time bucket of their next check."""

    bucket: Any  # the first neuron of each bucket, -1 for none
    after: Any  # for each neuron the next one of its bucket, -1 for none
    before: Any  # and the one before it
    bucket_of: Any  # the bucket of each neuron, -1 outside
    currents: Any  # scratch of a check: the currents of a neuron


class ToCheck(NamedTuple):
    """The neurons to be checked before time goes on."""

    who: Any
    listed: Any  # whether each neuron is among them
    count: Any  # an array of one


class EventTables(NamedTuple):
    """All that the loop reads and writes; functions of the loop call it ``s``."""

    clock: Any  # a table of one row
    blocks: Any  # a row for each neuron block
    groups: Any  # a row for each synapse group
    receptors: Any  # a row for each receptor
    taus: Any  # their time constants
    bounds: Any  # the table of ``threshold.bounds`` for each block
    synapses: Any  # ``layout.Synapses``
    spikes: Any  # ``layout.Spikes``
    neurons: Any  # a row for each neuron, with the columns above
    flat: Any  # a view of ``neurons``
    gaps: Any  # distances from the resting voltage to the threshold, where neurons differ
    refractory: Any  # the refractory time of each neuron, where those of some block differ
    own_releases: Heap  # the neurons whose own refractory time runs, by its end
    block_of: Any  # the block of each neuron
    calendar: Calendar
    predicted: Heap  # crossings, by neuron
    in_flight: Heap  # spikes in flight, by the row of ``flights`` and the time of the next arrival
    flights: Any
    to_check: ToCheck
    plastic: Any  # what learns: the tables of ``learning``
