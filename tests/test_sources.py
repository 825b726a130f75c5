"""Sources of a network: gamma processes, and rates that change in time, by number, by steps and by a
function. Sources as in trains.py.
"""

import numpy as np
import pytest
from scipy.stats import kstest

from neurolib import LIF, Clocked, EventDriven, Network, trains
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, mV


def source(n, rate, **more):
    return Network().poisson(n, rate, **more)


def split(trains, n):
    times, who = trains
    return [times[who == k] for k in range(n)]


WAVE = 40.0, 30.0, 5.0  # Hz: mean, amplitude and frequency of a rate


def wave(t):
    mean, amplitude, f = WAVE
    return mean + amplitude * np.sin(2 * np.pi * f * t)


def integral(a, b):
    mean, amplitude, f = WAVE
    w = 2 * np.pi * f
    return mean * (b - a) + amplitude / w * (np.cos(w * a) - np.cos(w * b))


@pytest.mark.parametrize("order", [1.0, 4.0])
def test_counts_under_a_rate_in_time_match_its_integral(order):
    """Twelve seeds that chose nothing, 500 processes each: in every 20 ms the count of all is within
    5 standard errors of the integral, and the Fano factor of Poisson processes is 1.
    """
    net = source(500, wave, order=order)
    edges = np.arange(0, 0.61, 0.02)
    mean = np.array([500 * integral(a, b) for a, b in zip(edges[:-1], edges[1:], strict=True)])
    counts = [np.histogram(net.trains(0.6, seed)[0], edges)[0] for seed in range(12)]
    # a gamma process is no more variable than a Poisson process
    assert (np.abs(np.mean(counts, axis=0) - mean) < 5 * np.sqrt(mean / 12)).all()
    single = [len(train) for seed in range(12) for train in split(net.trains(0.6, seed), 500)]
    fano = np.var(single, ddof=1) / np.mean(single)
    if order == 1:
        assert fano == pytest.approx(1, abs=5 * np.sqrt(2 / len(single)))
    else:  # 24 spikes are not yet many: between 1/4 and that of the first ones
        assert 0.25 < fano < 0.35


def test_a_rate_in_steps_is_exact_and_may_differ_between_processes():
    times, values = [50 * ms, 150 * ms, 200 * ms], [100 * Hz, 0 * Hz, 400 * Hz]
    net = source(1000, (times, values))
    found = net.trains(0.3, 5)[0]
    assert found.min() > 50 * ms and not ((found > 150 * ms) & (found < 200 * ms)).any()
    for a, b, rate in (0.05, 0.15, 100), (0.2, 0.3, 400):
        mean = 1000 * rate * (b - a)
        assert abs(((found > a) & (found < b)).sum() - mean) < 5 * np.sqrt(mean)
        assert kstest((found[(found > a) & (found < b)] - a) / (b - a), "uniform").pvalue > 1e-3
    each = np.array([np.arange(100.0), 200.0 - np.arange(100.0)])
    counts = [len(x) for x in split(source(100, ([0.0, 1.0], each)).trains(2.0, 1), 100)]
    assert (np.abs(np.array(counts) - 200) < 5 * np.sqrt(200)).all()
    own = source(100, lambda t: np.arange(100.0) * (t < 0.5) + 50.0 * (t >= 0.5))
    counts = np.array([len(x) for x in split(own.trains(1.0, 1), 100)])
    mean = (np.arange(100) + 50) / 2
    assert (np.abs(counts - mean) < 5 * np.sqrt(mean)).all()


@pytest.mark.parametrize("order", [0.5, 2.0, 9.0])
def test_intervals_of_a_gamma_source_are_those_of_the_generator(order):
    """CV 1/√k, the rate, and the distribution of the first spike, of processes in equilibrium."""
    net = source(400, 50 * Hz, order=order)
    trains = split(net.trains(4.0, 2), 400)
    gaps = np.concatenate([np.diff(train) for train in trains])
    assert gaps.std() / gaps.mean() == pytest.approx(order**-0.5, rel=0.03)
    assert kstest(gaps * 50 * order, "gamma", args=(order,)).pvalue > 1e-4
    assert np.mean([len(train) for train in trains]) == pytest.approx(200, rel=0.02)
    early = [len(train[train < 10 * ms]) for train in trains]  # in equilibrium from the start
    assert np.mean(early) == pytest.approx(0.5, abs=5 * np.sqrt(max(1, 1 / order) * 0.5 / 400))
    rates = np.linspace(1, 200, 50)
    counts = [len(x) for x in split(source(50, rates, order=order).trains(10.0, 3), 50)]
    assert np.corrcoef(counts, rates)[0, 1] > 0.99


RATES = {
    "function": wave,
    "steps": ([10 * ms, 90 * ms], [100 * Hz, 10 * Hz]),
    "number": 60 * Hz,
    "each": ([0.0, 90 * ms], np.array([np.arange(7.0) * 20, 140 - np.arange(7.0) * 20])),
}


@pytest.mark.parametrize("rate", RATES.values(), ids=RATES)
@pytest.mark.parametrize("order", [1.0, 3.0])
def test_pieces_are_the_whole_however_they_are_cut(rate, order):
    net = source(7, rate, order=order)
    whole = net.trains(1.0, 4)
    longer = net.trains(1.7, 4)
    early = longer[0] < 1.0
    for cuts in [0.3, 1.0], [1e-6, 0.0123, 0.09, 0.5, 0.50005, 1.0], np.linspace(0.01, 1, 100):
        inflow = net.inflow(4)
        pieces = [inflow.until(end) for end in cuts]
        times, who = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
        np.testing.assert_allclose(times, whole[0], rtol=0, atol=1e-9)
        assert np.array_equal(who, whole[1]) and len(times) > 100
    np.testing.assert_allclose(longer[0][early], whole[0], rtol=0, atol=1e-9)
    assert (np.diff(whole[0]) >= 0).all() and whole[0].max() < 1.0


def test_a_function_is_held_for_steps_in_which_hardly_anything_changes():
    """Against the exact integral of a fast rate: the own time at 10 ms is right to 1e-5."""
    edges, rates = trains.RateInTime(lambda t: 100 * (1 + np.sin(2000 * t)), None, 1)(0.0, 0.01)
    total = float(np.sum(np.diff(edges) * rates))
    assert total == pytest.approx(1 + 0.05 * (1 - np.cos(20)), rel=1e-4)
    part = trains.RateInTime(wave, None, 1)
    a, b = part(0.0, 0.00005 + 0.1), part(0.10005, 0.2)
    assert a[0][-1] == b[0][0] and np.isclose(
        np.sum(np.diff(a[0]) * a[1]) + np.sum(np.diff(b[0]) * b[1]), integral(0, 0.2), rtol=1e-6
    )


@pytest.mark.parametrize("order", [1.0, 5.0])
def test_sources_in_time_run_in_networks_and_sessions_of_both_engines(order):
    for engine in Clocked(0.1 * ms), EventDriven():
        net = Network()
        pulse = net.poisson(50, ([0, 100 * ms, 200 * ms], [5, 80, 5]), name="pulse", order=order)
        cells = net.population(LIF(), 20)
        net.project(pulse, cells, 1.5 * mV, 1 * ms, probability=0.5)
        run = engine.run(net, 0.3, seed=3)
        times = run.spikes(cells)[0]
        during = ((times > 0.1) & (times < 0.21)).sum()
        assert during > 20 and during > 10 * (len(times) - during)
        session = engine.start(net, seed=3)
        parts = [session.run(each) for each in (0.05, 0.12)]
        state = session.store()
        parts.append(session.run(0.13))
        found = np.concatenate(
            [p.spikes("pulse")[0] + d for p, d in zip(parts, (0, 0.05, 0.17), strict=True)]
        )
        np.testing.assert_allclose(found, run.spikes("pulse")[0], atol=0.11 * ms)
        session.restore(state)
        again = session.run(0.13)
        assert np.array_equal(again.spikes(cells), parts[-1].spikes(cells))
        session.set(pulse, rate=0.0)
        assert len(session.run(0.2).spikes("pulse")[0]) == 0
        session.set(pulse, rate=100 * Hz)
        assert session.run(0.4).rates("pulse").mean() == pytest.approx(100, rel=0.1)
        assert "in time" in repr(pulse) and ("gamma of order 5" in repr(pulse)) == (order == 5)


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (([0, 1], [1, 2, 3]), r"poisson's values of rate have shape \(3,\); expected \(2,\)"),
        (([0.1, 0.05], [1, 2]), "poisson's times of rate go back: 50 ms after 100 ms"),
        (([0, 1], [1, -2]), r"poisson's values of rate \(mean firing rate\) is -2 Hz"),
        (([0],), "poisson's rate is a tuple of 1; expected"),
        (lambda t: -1.0, r"poisson's rate\(t\) \(mean firing rate\) is -1 Hz; expected"),
        (lambda t: np.ones(3), r"poisson's rate\(t\) has shape \(3,\); expected one number, or 5"),
        (lambda: 1, "poisson's rate is a function that failed"),
        (lambda t: "x", "not a number"),
        (lambda t: np.nan, "nan"),
    ],
)
def test_a_rate_that_is_none_is_refused(rate, said):
    with pytest.raises(ParameterError, match=said):
        source(5, rate)


def test_an_order_that_is_none_is_refused():
    with pytest.raises(ParameterError, match=r"poisson's order .* is 0; expected 0.1 to 1000"):
        source(5, 10 * Hz, order=0)
    late = source(5, lambda t: 10.0 if t < 0.1 else -1.0)  # seen when it is drawn
    with pytest.raises(ParameterError, match=r"poisson's rate\(t\) .* is -1 Hz"):
        late.trains(0.2, 1)
