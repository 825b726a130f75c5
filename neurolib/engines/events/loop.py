r"""The loop of the event-driven engine: events of a whole network over tables, compiled by Numba or
not.

``Events`` in :mod:`~neurolib.engines.events.events` makes the tables of a layout in continuous
time, and calls :func:`run_events` with them, which processes all events up to a time. An event runs
through this file from top to bottom: :func:`next_time` finds it, :func:`rebase` starts the frame of
all that is stored anew where the old one has grown too long, :func:`deliver_arrivals` lets spikes
arrive, :func:`check_crossing` predicts when a neuron reaches its threshold, :func:`fire` records
its spike in the list of its block, and :func:`schedule_arrival` computes when the next spike of
such a list arrives. The loop returns nothing but whether a table is full.

What it reads and writes is declared in :mod:`~neurolib.engines.events.tables`, whose letters and
equations (1) to (3) are those of this file.

**Queues.** The next event is the earliest entry of a few queues: the spike list of a sender, read
one delay later, for each synapse group; a heap of spikes in flight through rows of many delays; the
spike list of a block, read one refractory time later; a heap of neurons whose own refractory time
runs; the next bucket of the calendar; and a heap of predicted crossings. Events at one time are
handled in that order.

**Quiescent networks.** A network is quiescent when no synaptic current acts and no neuron would
fire by its constant current, so that only an arrival can lead to a crossing. Its neurons need no
checks and no calendar: arrivals at one time are added up, and every neuron that has reached its
threshold becomes a predicted crossing at once; the heap sorts them by number. The end of a
refractory time is not an event of its own; it is processed before the next arrival. The state of a
neuron is A alone, and much of the work is to load it from memory. ``QUIESCENT`` is a constant when
the loop is bound, so that each of the two kinds of networks gets a loop without the other's
branches.
"""

from __future__ import annotations

import math

import numpy as np

from ..._jit import prefetch_element
from ...neurons.lif import response
from ..layout import MASKED, NEGLIGIBLE
from ..learning.learning import finish, learn  # of traces; bound: those of the rule's learner
from .tables import DONE, FLIGHTS_FULL, PREDICTED, SLACK, SPENT, SPIKES_FULL, X0, A
from .threshold import next_crossing, threshold_bound

QUIESCENT = False  # bound: whether the network is quiescent
LINE = 32  # targets of two bytes in a line of the cache


# --- the loop -------------------------------------------------------------------------------------


def run_events(until, s):  # type: ignore[no-untyped-def]
    """Process all events up to ``until``; return DONE, or which table is full.

    A negative ``until`` is no time: it asks to let the synapses of group ``-1 - until`` of those
    that learn see all spikes of their targets, before their weights are read
    (``CompiledLearning.finish_group``). A first reader skips it.
    """
    if until < 0.0:  # through the loop: by itself, finish would be compiled a second time
        finish(int(-1.0 - until), s.spikes, s.synapses, s.plastic)
        return DONE
    clock, predicted = s.clock[0], s.predicted
    while True:
        t = next_time(s)
        if t > until:
            return DONE
        clock.now = t
        if t - clock.frame_start > clock.frame_longest:
            rebase(t, s)
        if QUIESCENT:
            end_refractory_times_before(t, s)
            if not deliver_arrivals(t, s):
                return FLIGHTS_FULL
        else:
            if not deliver_arrivals(t, s):
                return FLIGHTS_FULL
            end_refractory_times_at(t, s)
            if t == clock.bucket_end:
                open_bucket(s)
            for k in range(s.to_check.count[0]):
                x = s.to_check.who[k]
                s.to_check.listed[x] = 0
                check_crossing(t, x, s.block_of[x], s)
            s.to_check.count[0] = 0
        while predicted.size[0] > 0 and predicted.key[predicted.entries[0]] <= t:
            x = predicted.entries[0]
            q = s.block_of[x]
            if s.spikes.count[q] == s.spikes.room[q]:
                return SPIKES_FULL  # the crossing stays on the heap, and the next call takes it
            heap_remove(x, predicted)
            if QUIESCENT:
                clock.checks += 1.0
                if not at_threshold(t, x, q, s):
                    continue
            fire(t, x, q, s)


def next_time(s):  # type: ignore[no-untyped-def]
    """Return the time of the next event."""
    clock, predicted = s.clock[0], s.predicted
    if QUIESCENT:
        # some are left at the start, and where a list of spikes was full
        return clock.now if predicted.size[0] > 0 else next_arrival(s)
    # some are left by a spike without refractory time, by a new current, or by a call that found
    # the heap of flights full
    if s.to_check.count[0] > 0:
        return clock.now
    t = next_arrival(s)
    for q in range(len(s.blocks)):
        t = min(t, s.blocks[q].next_release)
    t = min(t, next_own_release(s))
    if predicted.size[0] > 0:
        t = min(t, predicted.key[predicted.entries[0]])
    return min(t, clock.bucket_end)


def next_arrival(s):  # type: ignore[no-untyped-def]
    """Return when the next spike arrives."""
    t = math.inf
    for b in range(len(s.groups)):
        t = min(t, s.groups[b].next_arrival)
    return min(t, s.in_flight.key[s.in_flight.entries[0]]) if s.in_flight.size[0] > 0 else t


# --- the rotating frame ---------------------------------------------------------------------------


def rebase(t, s):  # type: ignore[no-untyped-def]
    """Start the rotating frame anew at ``t``: multiply the factors of that time into what is
    stored, so that (1) gives the same y and i_s as before.
    """
    state, passed = s.neurons, t - s.clock[0].frame_start
    for q in range(len(s.blocks)):
        set_factors(passed, q, s)
        block = s.blocks[q]
        for x in range(block.first, block.first + block.size):
            if state[x, A] > MASKED:
                a = state[x, A] * block.down
                for r in range(block.receptors):
                    # b of (3) begins at 0, so A takes over what it has added to V; that of (2)
                    # begins at 1 and stays with X
                    if s.receptors[block.receptor0 + r].near_tau > 0:
                        a += state[x, X0 + r] * s.receptors[block.receptor0 + r].b_s
                state[x, A] = a if abs(a) > NEGLIGIBLE else 0.0
            for r in range(block.receptors):
                new = state[x, X0 + r] * math.exp(-passed / s.receptors[block.receptor0 + r].tau)
                state[x, X0 + r] = new if abs(new) > NEGLIGIBLE else 0.0
        block.stamp = -1.0
    s.clock[0].frame_start = t


def set_factors(passed, q, s):  # type: ignore[no-untyped-def]
    """Compute the factors of a block and its receptors for a time of the frame, unless that is
    done: ``down`` and ``up`` of the block; ``b_s``, ``h_s``, ``add_x`` and ``add_a`` of each
    receptor.
    """
    block = s.blocks[q]
    if block.stamp == passed:
        return
    tau = block.tau
    down = math.exp(-passed / tau)
    block.stamp, block.down, block.up = passed, down, 1.0 / down if down > 0.0 else math.inf
    for c in range(block.receptor0, block.receptor0 + block.receptors):
        receptor = s.receptors[c]
        decay = math.exp(-passed / receptor.tau)
        if receptor.near_tau > 0:
            difference = passed / tau - passed / receptor.tau
            # (3): ``response`` takes a capacitance; with τ in its place the current is i_s, in V
            receptor.b_s = response(passed, tau, down, difference, math.expm1(difference))
            receptor.h_s = decay
        else:
            receptor.b_s, receptor.h_s = decay, decay * (1.0 - tau / receptor.tau)  # (2)
        # where one of them is 0, the frame is long over; only ``rebase`` asks then, which reads
        # neither of what follows
        if decay > 0.0 and down > 0.0:
            # an arrival of weight w adds w to i_s and leaves y: h_s ΔX = w, down ΔA + b_s ΔX = 0
            receptor.add_x = 1.0 / receptor.h_s
            receptor.add_a = -receptor.b_s / receptor.h_s / down


# --- arrivals: lists of spikes, read one delay later ----------------------------------------------


def deliver_arrivals(t, s):  # type: ignore[no-untyped-def]
    """Deliver all spikes that arrive at ``t``; return whether there was room for those in
    flight.
    """
    spikes, synapses = s.spikes, s.synapses
    for b in range(len(s.groups)):
        group = s.groups[b]
        while group.next_arrival == t:
            h = spikes.start[group.sender] + group.cursor
            member = spikes.who[h]  # of the sender
            low, high = synapses.rows[group.row0 + member], synapses.rows[group.row0 + member + 1]
            if low < high:
                if group.delay_shift >= 0:  # delays differ in the row; in one that learns never
                    if s.in_flight.size[0] == len(s.in_flight.entries):
                        return False
                    start_flight(b, low, high, spikes.when[h], s)
                else:
                    if group.learner_number >= 0:
                        # writes the weights that this spike delivers
                        p, row = group.learner_number, group.first_row + member
                        learn(t, p, row, low, high, spikes, synapses, s.plastic)
                    deliver(t, b, low, high, s)
            group.cursor += 1
            schedule_arrival(b, s)  # of the next spike in the list of the sender
    if s.in_flight.size[0] > 0:
        deliver_in_flight(t, s)
    return True


def start_flight(b, low, high, sent, s):  # type: ignore[no-untyped-def]
    """Put a spike in flight through a row whose synapses have different delays."""
    heap = s.in_flight
    slot = heap.entries[heap.size[0]]  # free slots stand beyond the end of the heap
    flight = s.flights[slot]
    flight.group, flight.low, flight.high, flight.sent = b, low, high, sent
    heap.key[slot] = sent + s.synapses.delays[low - s.groups[b].delay_shift]
    heap.position[slot] = heap.size[0]
    heap.size[0] += 1
    heap_sift(slot, heap)


def deliver_in_flight(t, s):  # type: ignore[no-untyped-def]
    """Deliver the spikes in flight to those synapses whose delay is over."""
    heap, delays = s.in_flight, s.synapses.delays
    while heap.size[0] > 0 and heap.key[heap.entries[0]] <= t:
        slot = heap.entries[0]
        flight = s.flights[slot]
        b, low, high = flight.group, flight.low, flight.high
        delay_shift, end = s.groups[b].delay_shift, low + 1
        while end < high and flight.sent + delays[end - delay_shift] == t:
            end += 1
        deliver(t, b, low, end, s)
        if end < high:
            flight.low = end
            heap.key[slot] = flight.sent + delays[end - delay_shift]
            heap_sift(slot, heap)
        else:
            heap_remove(slot, heap)


# --- delivery: at each synapse a few additions and one comparison ---------------------------------


def deliver(t, b, low, high, s):  # type: ignore[no-untyped-def]
    """Deliver a spike to the targets of some synapses of its row."""
    if QUIESCENT:
        deliver_quiescent(t, b, low, high, s)
    else:
        deliver_general(t, b, low, high, s)


def deliver_quiescent(t, b, low, high, s):  # type: ignore[no-untyped-def]
    """Add a spike to V in a quiescent network; predict the crossing of every neuron that has
    reached its threshold.
    """
    group = s.groups[b]
    block = s.blocks[group.block]
    set_factors(t - s.clock[0].frame_start, group.block, s)
    up, gap0, weight_shift, tolerance = block.up, block.gap0, group.weight_shift, block.tolerance
    targets = s.synapses.targets[low:high]
    # the part of V that decays, in the frame, and its value at the threshold
    decaying, bar, reached = s.flat[block.first :], (block.gap - tolerance) * up, 0
    if weight_shift < 0:
        w = group.weight * up
        for e in range(len(targets)):
            a = decaying[targets[e]] + w
            decaying[targets[e]] = a
            reached += a >= bar
    else:
        weights = s.synapses.weights[low - weight_shift : high - weight_shift]
        for e in range(len(targets)):
            a = decaying[targets[e]] + weights[e] * up
            decaying[targets[e]] = a
            reached += a >= bar
    # where gaps differ, ``bar`` and ``reached`` mean nothing: each target is compared with its own
    if reached > 0 or gap0 >= 0:
        for j in targets:
            if decaying[j] >= (bar if gap0 < 0 else (s.gaps[gap0 + j] - tolerance) * up):
                heap_put(block.first + j, t, s.predicted)


def deliver_general(t, b, low, high, s):  # type: ignore[no-untyped-def]
    """Add a spike to V or to a current, subtract from the slack the most that this can add to V,
    and let neurons without slack be checked.
    """
    group = s.groups[b]
    block, c = s.blocks[group.block], group.receptor
    set_factors(t - s.clock[0].frame_start, group.block, s)
    # what a weight of 1 adds to A and to X, and takes from the slack; a jump of V adds 0 to the
    # first current, so that one loop serves both
    add_a, add_x, cost, column = block.up, 0.0, 1.0, X0
    if c >= 0:
        add_a, add_x, cost = s.receptors[c].add_a, s.receptors[c].add_x, s.receptors[c].peak
        column = X0 + c - block.receptor0
    # the columns of the state of this block: that of neuron j stands at j * width; it is unsigned,
    # because Numba would ask of a signed index whether it counts from the end
    width, start = np.uint64(s.neurons.shape[1]), block.first * s.neurons.shape[1]
    decaying, current = s.flat[start + A :], s.flat[start + column :]
    slack = s.flat[start + SLACK :]
    targets, w = s.synapses.targets[low:high], group.weight
    weight_shift, exhausted = group.weight_shift, 0
    weights = s.synapses.weights[:0]
    if weight_shift >= 0:
        weights = s.synapses.weights[low - weight_shift : high - weight_shift]
    for e in range(len(targets)):
        i = targets[e] * width
        if weight_shift >= 0:
            w = weights[e]
        decaying[i] += w * add_a
        current[i] += w * add_x
        slack[i] -= max(w, 0.0) * cost
        exhausted += slack[i] <= 0.0
    if exhausted > 0:
        for j in targets:
            if slack[j * width] <= 0.0:
                check_soon(block.first + j, s.to_check)


def check_soon(x, to_check):  # type: ignore[no-untyped-def]
    """Let a neuron be checked before time goes on; it is listed once."""
    if to_check.listed[x] == 0:
        to_check.who[to_check.count[0]] = x
        to_check.listed[x] = 1
        to_check.count[0] += 1


# --- the refractory time: lists of spikes, read one refractory time later -------------------------


def end_refractory_times_before(t, s):  # type: ignore[no-untyped-def]
    """Restart each neuron of a quiescent network whose refractory time ended before t, at its end;
    a jump at the very end is still lost.
    """
    for q in range(len(s.blocks)):
        while s.blocks[q].next_release < t:
            end = s.blocks[q].next_release
            restart_at_reset(end, release_next(q, s), q, s)
    while next_own_release(s) < t:
        end = next_own_release(s)
        x = release_next_own(s)
        restart_at_reset(end, x, s.block_of[x], s)


def end_refractory_times_at(t, s):  # type: ignore[no-untyped-def]
    """Restart the neurons whose refractory time ends at t."""
    for q in range(len(s.blocks)):
        while s.blocks[q].next_release <= t:
            restart_at_reset(t, release_next(q, s), q, s)
    while next_own_release(s) <= t:
        x = release_next_own(s)
        restart_at_reset(t, x, s.block_of[x], s)


def release_next(q, s):  # type: ignore[no-untyped-def]
    """Release the next neuron of a block from its refractory time, return it, and compute when the
    one after it is released.
    """
    block, spikes = s.blocks[q], s.spikes
    x = block.first + spikes.who[spikes.start[q] + block.released]
    block.released += 1
    more = block.released < spikes.count[q]
    block.next_release = (
        spikes.when[spikes.start[q] + block.released] + block.refractory if more else math.inf
    )
    return x


def next_own_release(s):  # type: ignore[no-untyped-def]
    """Return when the first of the refractory times ends that neurons have of their own."""
    heap = s.own_releases
    return heap.key[heap.entries[0]] if heap.size[0] > 0 else math.inf


def release_next_own(s):  # type: ignore[no-untyped-def]
    """Return the neuron whose own refractory time ends first, and take it off the heap."""
    x = s.own_releases.entries[0]
    heap_remove(x, s.own_releases)
    return x


def restart_at_reset(t, x, q, s):  # type: ignore[no-untyped-def]
    """Start a neuron at its reset voltage, whatever currents act on it, and let it be checked."""
    block = s.blocks[q]
    if QUIESCENT:
        a = block.reset + own_gap(x, block, s)
        if a != 0.0:  # it is 0 where the reset is the resting voltage
            # t may lie before the event that is processed, and before the frame began: the factors
            # of the block are left as they are
            a *= math.exp((t - s.clock[0].frame_start) / block.tau)
        s.flat[x] = a
    else:
        set_factors(t - s.clock[0].frame_start, q, s)
        a = block.reset + own_gap(x, block, s)
        for r in range(block.receptors):
            a -= s.neurons[x, X0 + r] * s.receptors[block.receptor0 + r].b_s
        s.neurons[x, A] = a * block.up  # (1) at y = V_R - V_T
        check_soon(x, s.to_check)


def own_gap(x, block, s):  # type: ignore[no-untyped-def]
    """Return the distance from the resting voltage of a neuron to its threshold."""
    return block.gap if block.gap0 < 0 else s.gaps[block.gap0 + x - block.first]


# --- the threshold: the calendar of checks, and predicted crossings -------------------------------


def open_bucket(s):  # type: ignore[no-untyped-def]
    """Open the next bucket of the calendar, and let all its entries be checked."""
    clock, calendar = s.clock[0], s.calendar
    clock.opened += 1.0
    clock.bucket_end = (clock.opened + 1.0) * clock.width
    x = calendar.bucket[int(clock.opened) & (len(calendar.bucket) - 1)]
    while x >= 0:
        check_soon(x, s.to_check)
        x = calendar.after[x]


def check_crossing(t, x, q, s):  # type: ignore[no-untyped-def]
    """Predict the next crossing of a neuron, if it is within this bucket, or move the neuron to the
    bucket of its next check.
    """
    clock, block, predicted = s.clock[0], s.blocks[q], s.predicted
    state, currents = s.neurons, s.calendar.currents
    if state[x, A] == MASKED:
        return
    clock.checks += 1.0
    set_factors(t - clock.frame_start, q, s)
    gap = own_gap(x, block, s)
    y = state[x, A] * block.down - gap  # V - V_T: (1)
    for r in range(len(currents)):
        currents[r] = 0.0
    for r in range(block.receptors):
        X = state[x, X0 + r]
        currents[r] = X * s.receptors[block.receptor0 + r].h_s
        y += X * s.receptors[block.receptor0 + r].b_s
    calendar_remove(x, s.calendar)
    if y >= -block.tolerance:
        y = 0.0  # it has reached the threshold: next_crossing returns now
    else:
        wait, slack = threshold_bound(y, gap, currents, s.bounds[q])
        if t + wait >= clock.bucket_end:
            if predicted.position[x] >= 0:
                heap_remove(x, predicted)
            state[x, SLACK] = slack - block.tolerance
            if wait < math.inf:
                calendar_insert(x, t + wait, clock, s.calendar)
            return
    taus = s.taus[block.receptor0 : block.receptor0 + block.receptors]
    time, crosses = next_crossing(t, clock.bucket_end, y, gap, block.tau, currents, taus)
    if crosses:
        heap_put(x, time, predicted)
        state[x, SLACK] = PREDICTED
        return
    if predicted.position[x] >= 0:
        heap_remove(x, predicted)
    state[x, SLACK] = SPENT
    if time < math.inf:
        calendar_insert(x, time, clock, s.calendar)


def at_threshold(t, x, q, s):  # type: ignore[no-untyped-def]
    """Return whether a neuron without currents is at its threshold, now that all arrivals are added
    up.
    """
    block = s.blocks[q]
    set_factors(t - s.clock[0].frame_start, q, s)
    return s.flat[x] >= (own_gap(x, block, s) - block.tolerance) * block.up


# --- a spike --------------------------------------------------------------------------------------


def fire(t, x, q, s):  # type: ignore[no-untyped-def]
    """Record a spike of a neuron, and mask the neuron for its refractory time, or start it at its
    reset.
    """
    record_spike(t, x, q, s)
    block = s.blocks[q]
    wait = block.refractory
    if block.own_refractory > 0:
        wait = s.refractory[x]
        if wait > 0.0:
            heap_put(x, t + wait, s.own_releases)
    if wait > 0.0:
        # −∞: what arrives leaves it so, and delivery needs no test; its currents go on
        s.neurons[x, A] = MASKED
        if not QUIESCENT:
            s.neurons[x, SLACK] = math.inf
    else:
        restart_at_reset(t, x, q, s)


def record_spike(t, x, q, s):  # type: ignore[no-untyped-def]
    """Record a spike of a neuron; for each group without an earlier spike on its way, schedule its
    arrival.
    """
    block, spikes = s.blocks[q], s.spikes
    h = spikes.start[q] + spikes.count[q]
    spikes.when[h], spikes.who[h] = t, x - block.first
    spikes.count[q] += 1
    for b in range(len(s.groups)):
        if s.groups[b].sender == q and s.groups[b].next_arrival == math.inf:
            schedule_arrival(b, s)
    if block.refractory > 0.0:
        block.next_release = spikes.when[spikes.start[q] + block.released] + block.refractory


def schedule_arrival(b, s):  # type: ignore[no-untyped-def]
    """Compute when the next spike arrives through a group, and prefetch its row into the cache."""
    group, spikes = s.groups[b], s.spikes
    if group.cursor == spikes.count[group.sender]:
        group.next_arrival = math.inf
        return
    h = spikes.start[group.sender] + group.cursor
    group.next_arrival = spikes.when[h] + group.delay
    prefetch(h, group.cursor + 1 < spikes.count[group.sender], group, s)


def prefetch(h, more, group, s):  # type: ignore[no-untyped-def]
    """Prefetch the row of spike ``h`` and, if there are ``more`` spikes, where the row of the next
    one starts.
    """
    rows, who = s.synapses.rows, s.spikes.who
    if more:
        prefetch_element(rows, group.row0 + who[h + 1])
    for place in range(rows[group.row0 + who[h]], rows[group.row0 + who[h] + 1], LINE):
        prefetch_element(s.synapses.targets, place)


# --- the entries of the calendar, and of a heap: neurons or spikes in flight, by number -----------


def calendar_insert(x, time, clock, calendar):  # type: ignore[no-untyped-def]
    """Make a neuron an entry of the bucket of a time, or of the last bucket before it."""
    bucket, after, before = calendar.bucket, calendar.after, calendar.before
    slot = int(
        max(clock.opened + 1.0, min(time / clock.width, clock.opened + len(bucket) - 1.0))
    ) & (len(bucket) - 1)
    calendar.bucket_of[x], before[x], after[x] = slot, -1, bucket[slot]
    if bucket[slot] >= 0:
        before[bucket[slot]] = x
    bucket[slot] = x


def calendar_remove(x, calendar):  # type: ignore[no-untyped-def]
    """Remove a neuron from its bucket."""
    after, before, bucket_of = calendar.after, calendar.before, calendar.bucket_of
    if bucket_of[x] >= 0:
        if before[x] >= 0:
            after[before[x]] = after[x]
        else:
            calendar.bucket[bucket_of[x]] = after[x]
        if after[x] >= 0:
            before[after[x]] = before[x]
        bucket_of[x] = -1


def heap_put(x, time, heap):  # type: ignore[no-untyped-def]
    """Put an entry on a heap with the key ``time``, or move it there."""
    heap.key[x] = time
    if heap.position[x] < 0:
        heap.entries[heap.size[0]] = x
        heap.position[x] = heap.size[0]
        heap.size[0] += 1
    heap_sift(x, heap)


def heap_sift(x, heap):  # type: ignore[no-untyped-def]
    """Move an entry of a heap to where its key belongs; equal keys are sorted by number."""
    key, entries, position = heap.key, heap.entries, heap.position
    i, n = position[x], heap.size[0]
    while i > 0:
        parent = (i - 1) // 2
        other = entries[parent]
        if key[other] < key[x] or (key[other] == key[x] and other < x):
            break
        entries[i], position[other], i = other, i, parent
    while 2 * i + 1 < n:
        child = 2 * i + 1
        other = entries[child]
        if child + 1 < n:
            right = entries[child + 1]
            if key[right] < key[other] or (key[right] == key[other] and right < other):
                child, other = child + 1, right
        if key[x] < key[other] or (key[x] == key[other] and x < other):
            break
        entries[i], position[other], i = other, i, child
    entries[i], position[x] = x, i


def heap_remove(x, heap):  # type: ignore[no-untyped-def]
    """Take an entry off a heap, and put it behind the end, where ``start_flight`` looks for a free
    row.
    """
    heap.size[0] -= 1
    i, last = heap.position[x], heap.entries[heap.size[0]]
    heap.entries[heap.size[0]], heap.position[x] = x, -1
    if last != x:
        heap.entries[i], heap.position[last] = last, i
        heap_sift(last, heap)
