# about: plain Python, nothing from NumPy
# score: 20
def spike_stats(times, T):
    ordered = sorted(float(t) for t in times)
    gaps = [later - earlier for earlier, later in zip(ordered, ordered[1:])]
    if not gaps:
        return len(ordered) / T, float("nan"), float("nan")
    mean = sum(gaps) / len(gaps)
    variance = sum((gap - mean) ** 2 for gap in gaps) / len(gaps)
    return len(ordered) / T, mean, variance**0.5 / mean
