# %% right-keys
# about: order of random keys
# score: 20
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    places = rng.random((sites, cycles)).argsort(axis=0)
    return (np.arange(cycles) + places / sites) * period

# %% right-permuted
# about: Generator.permuted along the sites
# score: 20
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    places = rng.permuted(np.tile(np.arange(sites)[:, None], cycles), axis=0)
    return (np.arange(cycles) + places / sites) * period

# %% right-shuffle
# about: a list that is shuffled, and lists of lists
# score: 20
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    times = [[] for _ in range(sites)]
    order = list(range(sites))
    for n in range(cycles):
        rng.shuffle(order)
        for place, site in enumerate(order):
            times[site].append(n * period + place * period / sites)
    return times

# %% right-fisher-yates
# about: an exchange with one of those that are left
# score: 20
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    places = np.tile(np.arange(sites)[:, None], cycles)
    for n in range(cycles):
        for i in range(sites - 1, 0, -1):
            j = rng.integers(0, i + 1)
            places[[i, j], n] = places[[j, i], n]
    return (np.arange(cycles) + places / sites) * period

# %% wrong-fixed
# about: the fixed order
# score: 0
# hint: The order is drawn once
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    return (np.arange(cycles) + np.arange(sites)[:, None] / sites) * period

# %% wrong-at-once
# about: all sites at once
# score: 0
# hint: All sites are stimulated at once
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    return (np.arange(cycles) + np.zeros((sites, 1))) * period

# %% wrong-independent-places
# about: each site draws a place of its own
# score: 4
# hint: Two sites share a place
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    places = rng.integers(0, sites, (sites, cycles))
    return (np.arange(cycles) + places / sites) * period

# %% wrong-random-times
# about: random times in a cycle
# score: 4
# hint: Some pulses lie between the places
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    return (np.arange(cycles) + rng.random((sites, cycles))) * period

# %% wrong-transposed
# about: a row for each cycle
# score: 0
# hint: The array has one row for each cycle
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    places = np.array([rng.permutation(sites) for _ in range(cycles)])
    return (np.arange(cycles)[:, None] + places / sites) * period

# %% wrong-over-cycles
# about: the times of a site are shuffled over all cycles
# score: 4
# hint: Some pulses lie in another cycle
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    times = (np.arange(cycles) + np.arange(sites)[:, None] / sites) * period
    return rng.permuted(times, axis=1)

# %% wrong-rotations
# about: a random first site
# score: 4
# hint: Only a few of the 24 orders
# hint: Some orders never occur
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    places = (np.arange(sites)[:, None] + rng.integers(0, sites, cycles)) % sites
    return (np.arange(cycles) + places / sites) * period

# %% wrong-naive-exchange
# about: each site is exchanged with any site
# score: 15
# hint: Some orders are more frequent than others
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    places = np.tile(np.arange(sites)[:, None], cycles)
    for n in range(cycles):
        for i in range(sites):
            j = rng.integers(0, sites)
            places[[i, j], n] = places[[j, i], n]
    return (np.arange(cycles) + places / sites) * period

# %% wrong-no-repeat
# about: the former order is excluded
# score: 15
# hint: An order hardly ever follows itself
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    orders = [rng.permutation(sites)]
    while len(orders) < cycles:
        new = rng.permutation(sites)
        if not np.array_equal(new, orders[-1]):
            orders.append(new)
    return (np.arange(cycles) + np.array(orders).T / sites) * period

# %% wrong-not-twice-in-a-row
# about: the last site of a cycle is not the first of the next
# score: 15
# hint: A site that was last in a cycle is seldom
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    orders = [rng.permutation(sites)]
    while len(orders) < cycles:
        new = rng.permutation(sites)
        if sites < 3 or new[0] != orders[-1][-1]:
            orders.append(new)
    places = np.argsort(orders, axis=1).T
    return (np.arange(cycles) + places / sites) * period

# %% wrong-block
# about: a block of orders is repeated
# score: 10
# hint: Some orders
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    block = [rng.permutation(sites) for _ in range(30)]
    places = np.array([block[n % 30] for n in range(cycles)]).T
    return (np.arange(cycles) + places / sites) * period

# %% wrong-global
# about: the global generator
# score: 16
# hint: The same seed gives another schedule
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    places = np.array([np.random.permutation(sites) for _ in range(cycles)]).T
    return (np.arange(cycles) + places / sites) * period

# %% wrong-own-seed
# about: a generator of its own
# score: 16
# hint: Another seed gives the same schedule
import numpy as np
def shuffled_times(sites, cycles, period, rng):
    rng = np.random.default_rng(0)
    places = np.array([rng.permutation(sites) for _ in range(cycles)]).T
    return (np.arange(cycles) + places / sites) * period
