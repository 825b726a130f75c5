# about: divides by the number of intervals, also when it is 0
# score: 18
# hint: ZeroDivisionError
def spike_stats(times, T):
    times = sorted(times)
    isi = [times[k + 1] - times[k] for k in range(len(times) - 1)]
    mean = sum(isi) / len(isi)
    std = (sum((i - mean) ** 2 for i in isi) / len(isi)) ** 0.5
    return len(times) / T, mean, std / mean
