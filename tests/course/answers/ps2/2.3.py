# %% right-list
# about: returns a list; the mean interval from first and last
# score: 11
import numpy as np


def spike_stats(times, T):
    n = times.size
    if n < 2:
        return [n / T, np.nan, np.nan]
    mean = (times.max() - times.min()) / (n - 1)
    return [n / T, mean, np.diff(sorted(times)).std(ddof=0) / mean]

# %% right-loop
# about: plain Python, nothing from NumPy
# score: 11
def spike_stats(times, T):
    ordered = sorted(float(t) for t in times)
    gaps = [later - earlier for earlier, later in zip(ordered, ordered[1:])]
    if not gaps:
        return len(ordered) / T, float("nan"), float("nan")
    mean = sum(gaps) / len(gaps)
    variance = sum((gap - mean) ** 2 for gap in gaps) / len(gaps)
    return len(ordered) / T, mean, variance**0.5 / mean

# %% right-mean-of-squares
# about: the variance as mean square less squared mean
# score: 11
import numpy as np


def spike_stats(times, T):
    i = np.diff(np.sort(times))
    if i.size == 0:
        return len(times) / T, np.nan, np.nan
    m = np.mean(i)
    return len(times) / T, m, np.sqrt(max(0, np.mean(i**2) - m**2)) / m

# %% right-nan-by-itself
# about: lets NumPy find the NaN of an empty train, with its warnings
# score: 11
import numpy as np


def spike_stats(times, T):
    isi = np.diff(np.sort(times))
    return np.array([len(times) / T, isi.mean(), np.sqrt(np.mean((isi - isi.mean()) ** 2)) / isi.mean()])

# %% wrong-T-is-last-spike
# about: the record taken to end at the last spike
# score: 5
# hint: The record ends at T, not at the last spike
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / times[-1]
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-absolute-differences
# about: absolute differences of times in any order
# score: 9
# hint: An absolute value does not help
import numpy as np


def spike_stats(times, T):
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.abs(np.diff(times))
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-assumes-order
# about: takes differences of the times as they come
# score: 9
# hint: sort them before
import numpy as np


def spike_stats(times, T):
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-changes-input
# about: sorts the caller's own array
# score: 9
# hint: changes its input times in place
import numpy as np


def spike_stats(times, T):
    times.sort()
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-counts-intervals
# about: the number of intervals over T
# score: 5
# hint: Your rate counts intervals
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = (len(times) - 1) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-ddof
# about: the sample's standard deviation, ddof=1
# score: 7
# hint: ddof=0
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi, ddof=1) / np.mean(isi)

# %% wrong-dictionary
# about: returns a dictionary
# score: 0
# hint: expected 3 results as a tuple, got a dict
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return {"rate": rate, "mean_isi": np.nan, "cv": np.nan}
    isi = np.diff(times)
    return {"rate": rate, "mean_isi": np.mean(isi), "cv": np.std(isi) / np.mean(isi)}

# %% wrong-fano
# about: the Fano factor of counts in 100 ms
# score: 6
# hint: This is a Fano factor
# hint: This is a Fano factor
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    counts, _ = np.histogram(times, np.arange(0, T + 0.1, 0.1))
    return rate, np.mean(isi), counts.var() / counts.mean()

# %% wrong-hard-coded
# about: the visible test's numbers, always
# score: 0
# hint: another regular train
def spike_stats(times, T):
    return 25.0, 0.02, 0.0

# %% wrong-inverse-mean-isi
# about: the rate is 1/mean(ISI)
# score: 5
# hint: 1/mean ISI
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = 1 / np.mean(np.diff(times))
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-mean-isi-in-ms
# about: the mean interval in ms
# score: 7
# hint: Your mean interval is in ms
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, 1e3 * np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-mean-isi-over-record
# about: the mean interval is T/n
# score: 4
# hint: Your mean interval is T/n
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, T / len(times), np.std(isi) / (T / len(times))

# %% wrong-mean-of-inverse-isi
# about: the rate is mean(1/ISI)
# score: 5
# hint: it should be the number of spikes divided by the length of the record
# hint: the mean of 1/ISI
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = np.mean(1 / np.diff(times))
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-no-mean
# about: the standard deviation alone
# score: 8
# hint: not divided by the mean interval
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi)

# %% wrong-order-of-results
# about: the results in another order
# score: 0
# hint: result 1 of 3
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return np.nan, np.nan, rate
    isi = np.diff(times)
    return np.mean(isi), np.std(isi) / np.mean(isi), rate

# %% wrong-per-cent
# about: the CV in per cent
# score: 8
# hint: in per cent
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), 100 * np.std(isi) / np.mean(isi)

# %% wrong-rate-in-kHz
# about: the rate in kHz
# score: 5
# hint: in kHz
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T / 1e3
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-square-of-cv
# about: the squared CV
# score: 8
# hint: square of the CV
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.var(isi) / np.mean(isi) ** 2

# %% wrong-stops-on-empty
# about: divides by the number of intervals, also when it is 0
# score: 10
# hint: ZeroDivisionError
def spike_stats(times, T):
    times = sorted(times)
    isi = [times[k + 1] - times[k] for k in range(len(times) - 1)]
    mean = sum(isi) / len(isi)
    std = (sum((i - mean) ** 2 for i in isi) / len(isi)) ** 0.5
    return len(times) / T, mean, std / mean

# %% wrong-var-over-mean
# about: variance over mean
# score: 8
# hint: This is the variance over the mean of the intervals
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.var(isi) / np.mean(isi)

# %% wrong-zero-without-interval
# about: 0 where there is no interval
# score: 10
# hint: np.nan, not 0
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, 0.0, 0.0
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)

# %% right-unique
# about: sorts with np.unique: no two spikes of a train have the same time
# score: 11
import numpy as np


def spike_stats(times, T):
    times = np.unique(times)
    if len(times) < 2:
        return len(times) / T, np.nan, np.nan
    isi = np.diff(times)
    return len(times) / T, np.mean(isi), np.std(isi) / np.mean(isi)

# %% wrong-two-spikes-no-interval
# about: fewer than three spikes have no interval, and two have the mean interval 0
# score: 10
# hint: so the mean interval is not 0
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    if times.size < 2:
        return times.size / T, np.nan, np.nan
    if times.size < 3:
        return times.size / T, 0.0, 0.0
    isi = np.diff(times)
    return times.size / T, isi.mean(), isi.std() / isi.mean()

# %% wrong-from-first-to-last
# about: the record taken to last from the first spike to the last
# score: 6
# hint: The record lasts from 0 to T, not from the first spike to the last
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    if len(times) < 2:
        return len(times) / T, np.nan, np.nan
    rate = len(times) / (times[-1] - times[0])
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
