# %% right-covariance
# about: mean times mean, and the covariance added back
# score: 21
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    n = len(counts)
    cov = np.cov(counts, fanout, bias=True)[0, 1] if n > 1 else 0
    ev = n * (np.mean(counts) * np.mean(fanout) + cov)
    return (np.sum(counts) * (e_spike + hops * e_hop) + ev * e_syn) / T + p_leak

# %% right-dot
# about: spikes and events counted, then priced
# score: 21
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    spikes, events = np.sum(counts), np.dot(counts, fanout)
    return (spikes * e_spike + hops * spikes * e_hop + events * e_syn) / T + p_leak

# %% right-einsum
# about: counts of events first, then prices
# score: 21
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    spikes = np.sum(counts)
    ev = np.einsum("i,i->", counts, fanout)
    return (spikes * e_spike + spikes * hops * e_hop + ev * e_syn + p_leak * T) / T

# %% right-energy-first
# about: the leak as an energy, too
# score: 21
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    E = sum(n * (e_spike + e_hop * hops + K * e_syn) for n, K in zip(counts.tolist(), fanout.tolist()))
    return (E + p_leak * T) / T

# %% right-float32
# about: numbers of single precision
# score: 21
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    c = np.asarray(counts, dtype=np.float32)
    k = np.asarray(fanout, dtype=np.float32)
    return ((c * (np.float32(e_spike) + np.float32(hops * e_hop) + k * np.float32(e_syn))).sum()) / T + p_leak

# %% right-loop
# about: a plain loop over the neurons
# score: 21
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    joules = 0.0
    for n, k in zip(counts, fanout):
        joules += n * (e_spike + hops * e_hop + k * e_syn)
    return joules / T + p_leak

# %% right-mean-of-products
# about: a mean over neurons, of products
# score: 21
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    n = len(counts)
    return n * np.mean(counts * (e_spike + hops * e_hop + fanout * e_syn)) / T + p_leak

# %% right-rates
# about: rates first
# score: 21
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    rates = np.asarray(counts) / T
    return float((rates * (e_spike + e_hop * hops)).sum() + (rates * fanout).sum() * e_syn + p_leak)

# %% wrong-T-in-ms
# about: T taken for milliseconds
# score: 8
# hint: You take T for milliseconds
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() / (T * 1e-3) + p_leak

# %% wrong-array
# about: one power for each neuron
# score: 0
# hint: shape
# hint: shape
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return counts * (e_spike + hops * e_hop + fanout * e_syn) / T + p_leak

# %% wrong-at-least-one
# about: silent neurons charged for a spike
# score: 17
# hint: You count a spike for a neuron that does not fire
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (np.maximum(counts, 1) * (e_spike + hops * e_hop + fanout * e_syn)).sum() / T + p_leak

# %% wrong-changes-counts
# about: multiplies in place
# score: 17
# hint: changes its input counts in place
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    spikes = counts.sum()
    counts *= fanout
    return (spikes * (e_spike + hops * e_hop) + counts.sum() * e_syn) / T + p_leak

# %% wrong-changes-fanout
# about: multiplies the other in place
# score: 17
# hint: changes its input fanout in place
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    fanout *= counts
    return (counts.sum() * (e_spike + hops * e_hop) + fanout.sum() * e_syn) / T + p_leak

# %% wrong-course-prices
# about: the course's prices instead of the arguments
# score: 0
# hint: another system
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    e_spike, e_hop, hops, e_syn, p_leak = 50e-12, 10e-12, 5, 10e-12, 30e-6
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() / T + p_leak

# %% wrong-energy
# about: the energy of the run
# score: 17
# hint: This is the energy of the run
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() + p_leak * T

# %% wrong-first-count
# about: everybody fires as often as the first neuron
# score: 12
# hint: as often as the first
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (len(counts) * counts[0] * (e_spike + hops * e_hop) + counts[0] * np.sum(fanout) * e_syn) / T + p_leak

# %% wrong-first-fanout
# about: everybody has the first neuron's synapses
# score: 15
# hint: the synapses of the first neuron
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return np.sum(counts) * (e_spike + hops * e_hop + fanout[0] * e_syn) / T + p_leak

# %% wrong-floor-division
# about: // in place of /
# score: 4
# hint: Your events take no energy
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() // T + p_leak

# %% wrong-hard-coded
# about: the example's number
# score: 0
# hint: the course's system again
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return 0.14e-3

# %% wrong-hops-once
# about: hops paid once for the whole run
# score: 10
# hint: Either the hops or the energy of making a spike is missing
# hint: You count the hops once for the whole run
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + fanout * e_syn)).sum() / T + hops * e_hop / T + p_leak

# %% wrong-hops-per-neuron
# about: the hops once for each neuron
# score: 10
# hint: You count the hops once per neuron
# hint: You count the hops once per neuron
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (np.sum(counts) * e_spike + len(counts) * hops * e_hop + np.dot(counts, fanout) * e_syn) / T + p_leak

# %% wrong-hops-times-fanout
# about: hops for each synapse
# score: 14
# hint: You count the hops or the making of a spike once per synapse
# hint: You count the hops or the making of a spike once per synapse
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + fanout * (hops * e_hop + e_syn))).sum() / T + p_leak

# %% wrong-last-fanout
# about: everybody has the last neuron's synapses
# score: 15
# hint: the synapses of the last neuron
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    for K in fanout:
        total = np.sum(counts) * (e_spike + hops * e_hop + K * e_syn)
    return total / T + p_leak

# %% wrong-leak-over-T
# about: the leak divided by T, too
# score: 17
# hint: You divide the leakage by T
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return ((counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() + p_leak) / T

# %% wrong-leak-per-neuron
# about: the leak once for each neuron
# score: 9
# hint: You count the leakage once per neuron
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn) / T + p_leak).sum()

# %% wrong-leak-times-T
# about: the leak as an energy beside a power
# score: 17
# hint: You multiply the leakage by T
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() / T + p_leak * T

# %% wrong-mean-of-active
# about: mean fan-out of the neurons that fired
# score: 11
# hint: You multiply two means
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    a = counts > 0
    return counts.sum() * (e_spike + hops * e_hop + fanout[a].mean() * e_syn) / T + p_leak

# %% wrong-mean-with-leak
# about: mean over the neurons, leak and all
# score: 0
# hint: This is a mean over the neurons
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).mean() / T + p_leak / len(counts)

# %% wrong-median
# about: median in place of a mean
# score: 15
# hint: You multiply by a median
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return counts.sum() * (e_spike + hops * e_hop + np.median(fanout) * e_syn) / T + p_leak

# %% wrong-milliwatts
# about: the power in mW
# score: 0
# hint: Your result is in milliwatts
# hint: off by a factor 10^3
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return 1e3 * ((counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() / T + p_leak)

# %% wrong-no-T
# about: the events not divided by T
# score: 17
# hint: You do not divide the energy of the events by T
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() + p_leak

# %% wrong-no-leak
# about: no leak
# score: 9
# hint: The leakage is missing
# hint: A silent machine still leaks
# hint: The leakage is missing
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() / T

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    print((counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() / T + p_leak)

# %% wrong-no-synapses
# about: no synapses
# score: 11
# hint: The synapses are missing
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return np.sum(counts) * (e_spike + hops * e_hop) / T + p_leak

# %% wrong-one-hop-less
# about: one hop less than there are routers
# score: 14
# hint: You count one router or one synapse too few
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + (hops - 1) * e_hop + fanout * e_syn)).sum() / T + p_leak

# %% wrong-one-hop-more
# about: one hop more than there are routers
# score: 14
# hint: You count one router too many
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + (hops + 1) * e_hop + fanout * e_syn)).sum() / T + p_leak

# %% wrong-one-hop
# about: one hop a spike
# score: 14
# hint: You count one router per spike
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + e_hop + fanout * e_syn)).sum() / T + p_leak

# %% wrong-one-neuron
# about: the power of the mean neuron
# score: 8
# hint: This is the power of one neuron
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return np.mean(counts * (e_spike + hops * e_hop + fanout * e_syn)) / T + p_leak

# %% wrong-one-synapse-less
# about: one synapse less
# score: 11
# hint: You count one router or one synapse too few
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + (fanout - 1) * e_syn)).sum() / T + p_leak

# %% wrong-sorted
# about: sorts both arrays
# score: 15
# hint: counts[i] belongs to fanout[i]
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    counts, fanout = np.sort(counts), np.sort(fanout)
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() / T + p_leak

# %% wrong-spike-per-hop
# about: the making of a spike paid at each router
# score: 17
# hint: You count the making of a spike once per router
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (hops * (e_spike + e_hop) + fanout * e_syn)).sum() / T + p_leak

# %% wrong-subtracts-leak
# about: the leak subtracted
# score: 9
# hint: You subtract the leakage
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() / T - p_leak

# %% wrong-sum-times-sum
# about: the product of sums
# score: 11
# hint: You multiply two sums
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (np.sum(counts) * (e_spike + hops * e_hop) + np.sum(counts) * np.sum(fanout) * e_syn) / T + p_leak

# %% wrong-synapse-once
# about: each synapse paid once
# score: 7
# hint: You count each synapse once
# hint: You count each synapse once
import numpy as np


def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (np.sum(counts) * (e_spike + hops * e_hop) + np.sum(fanout) * e_syn) / T + p_leak

# %% wrong-times-T
# about: counts taken for rates
# score: 17
# hint: You multiply the energy of the events by T
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (counts * (e_spike + hops * e_hop + fanout * e_syn)).sum() * T + p_leak

# %% wrong-spikes-of-the-busiest
# about: making spikes with the count of the busiest neuron for all
# score: 18
# hint: as often as the busiest one
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (len(counts) * max(counts) * e_spike + (counts * (hops * e_hop + fanout * e_syn)).sum()) / T + p_leak

# %% wrong-spikes-of-the-first
# about: making spikes with the count of the first neuron for all
# score: 18
# hint: as often as the first
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (len(counts) * counts[0] * e_spike + (counts * (hops * e_hop + fanout * e_syn)).sum()) / T + p_leak

# %% wrong-spikes-from-a-whole-mean
# about: making spikes with a whole-number mean count
# score: 18
# hint: You round the mean number of spikes per neuron
def event_power(counts, fanout, T, e_spike, e_hop, hops, e_syn, p_leak):
    return (len(counts) * int(counts.mean()) * e_spike + (counts * (hops * e_hop + fanout * e_syn)).sum()) / T + p_leak
