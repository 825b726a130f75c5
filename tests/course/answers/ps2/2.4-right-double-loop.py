# about: two plain loops, and lists as results
# score: 30
def cross_covariance(a, b, T, max_lag, bin):
    K = int(round(max_lag / bin))
    counts = [0] * (2 * K + 1)
    for s in a.tolist():
        for t in b.tolist():
            k = round((t - s) / bin)
            if -K <= k <= K:
                counts[k + K] += 1
    lags = [k * bin for k in range(-K, K + 1)]
    chance = len(a) * len(b) / T**2
    return lags, [n / (bin * (T - abs(lag))) - chance for n, lag in zip(counts, lags)]
