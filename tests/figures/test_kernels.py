"""What live figures compute is what the library's own functions return, off the default
parameters too.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from neurolib.applications.routing import Mesh
from scipy import integrate, optimize, stats

from neurolib import (
    BCM,
    LIF,
    PCM,
    STDP,
    AdEx,
    Crossbar,
    OverlapSTDP,
    SoftBounds,
    _jit,
    codes,
    figures,
    plot,
    simulate,
)
from neurolib.applications import (
    Cascade,
    learning,
    palimpsest_lifetime,
    palimpsest_overlap,
    silicon,
)
from neurolib.applications.bills.claim import COMPETITORS, Claim
from neurolib.applications.chip.silicon import count_bits
from neurolib.applications.chip.spiking_digits import matched_ledger, reading_ledger
from neurolib.energy import (
    CMOS_45NM,
    ClockedMachine,
    EventMachine,
    Price,
    cmos,
    conversion,
    crossover,
)
from neurolib.figures import chance, packets
from neurolib.model import Model, ParameterError
from neurolib.units import Hz, ms, mV, nm, nS, ns, pA, pJ, uW
from neurolib.widgets import Chart
from neurolib.widgets.chart import bind

SEEDS = range(12)


def computed(
    kernel: Any, outputs: Any, model: Any, knobs: dict[str, float], **more: Any
) -> dict[str, Any]:
    """Return what a chart of this kernel computes."""
    return Chart(kernel, outputs, [], "", **more).compute(model, **knobs)


def drawn(model: type[Model], rng: np.random.Generator, *names: str) -> dict[str, float]:
    """Return random values within the teaching ranges of these parameters."""
    ranges = {name: model.quantities()[name].teaching for name in names}
    return {name: float(rng.uniform(*ends)) for name, ends in ranges.items() if ends}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of steps that are long for a refractory time
        yield


@pytest.mark.parametrize("seed", SEEDS)
def test_the_voltage_and_the_rates_are_those_of_simulate_and_of_the_closed_forms(seed: int) -> None:
    rng = np.random.default_rng(seed)
    neuron = LIF(**drawn(LIF, rng, "C", "g_L", "t_ref"), V_R=rng.uniform(-75, -51) * mV)
    I, currents = rng.uniform(0, 1000) * pA, np.linspace(0, 1000, 501) * pA
    found = computed(
        figures.lif.voltage_and_rate,
        figures.lif.OUTPUTS,
        neuron,
        {"I": I},
        tables={"currents": currents},
        kernels=figures.lif.KERNELS,
        compiled=bool(seed),
    )
    run = simulate(neuron, I, 150 * ms, dt=figures.lif.DT)
    n = len(run.spikes)
    assert found["n"] == n and found["points"] == len(run.V) + n
    assert np.allclose(found["trace"], run.V, rtol=1e-13, atol=0)
    assert np.allclose(found["fired"][:n] * figures.lif.DT, run.spikes, rtol=1e-13, atol=0)
    assert np.allclose(found["rates"], neuron.rate(currents), rtol=1e-12, atol=0)
    assert found["rate"] == pytest.approx(neuron.rate(I), rel=1e-12)
    assert found["latency"] == pytest.approx(neuron.latency(I), rel=1e-12)
    assert found["rheobase"] == pytest.approx(neuron.rheobase, rel=1e-12)
    if n > 1:
        gaps = np.diff(run.spikes)
        assert [found["shortest"], found["longest"]] == pytest.approx([gaps.min(), gaps.max()])
    tops = figures.lif.TOPS
    assert found["rates"].max() <= tops[int(found["top"])]


def test_a_neuron_is_silent_where_its_rate_is_0() -> None:
    of = figures.lif
    more = {"tables": of.TABLES, "kernels": of.KERNELS, "compiled": True}
    for g_L in np.linspace(2, 30, 15) * nS:
        neuron = LIF(g_L=g_L)
        near = neuron.rheobase + np.array([-1, -0.1, 0, 1e-3, 0.02, 0.1, 1, 5]) * pA
        for I in (*near, 0.0, 1000 * pA):
            found = computed(of.voltage_and_rate, of.OUTPUTS, neuron, {"I": I}, **more)
            assert found["silent"] == (neuron.rate(I) == 0)


def _adex(seed: int) -> tuple[AdEx, dict[str, float], dict[str, Any]]:
    rng = np.random.default_rng(seed)
    neuron = AdEx.pattern(list(AdEx.patterns)[seed % 8])
    neuron = replace(neuron, a=rng.uniform(-5, 15) * nS, b=rng.uniform(0, 150) * pA)
    knobs = {
        "I": rng.uniform(100, 900) * pA,
        "t": rng.integers(100) * 4 * ms,
        "V_0": rng.uniform(-95, -40) * mV,
        "w_0": rng.uniform(-300, 600) * pA,
    }
    adex = figures.adex
    more = {"tables": adex.TABLES, "kernels": adex.KERNELS, "compiled": True}
    return neuron, knobs, computed(adex.voltage_and_plane, adex.OUTPUTS, neuron, knobs, **more)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_phase_plane_is_that_of_simulate(seed: int) -> None:
    neuron, knobs, found = _adex(seed)
    steps, dt = figures.adex.STEPS, figures.adex.DT
    run = simulate(neuron, knobs["I"], 400 * ms, dt, start=(knobs["V_0"], knobs["w_0"]))
    assert np.allclose(found["trace"][: steps + 1], run.V, rtol=0, atol=1e-12)
    assert np.allclose(found["trace"][steps + 1 :], run.w, rtol=0, atol=1e-20)
    now = round(knobs["t"] / dt)
    assert (found["dot_V"], found["dot_w"]) == pytest.approx((run.V[now], run.w[now]))
    heard = (knobs["t"] - 4 * ms < run.spikes) & (run.spikes <= knobs["t"])
    assert found["n"] == len(run.spikes) and found["clicks"] == heard.sum()
    p = neuron.values(neuron.flow, "V", "w", "I")
    for name, place in (("still_V", 0), ("still_w", 1)):
        line = found["line_V"] < -45 * mV  # further up a nullcline is steep
        slopes = neuron.flow(found["line_V"][line], found[name][line], knobs["I"], *p)[place]
        size = neuron.flow(found["line_V"][line], found[name][line] + 1e-9, knobs["I"], *p)[place]
        assert np.abs(slopes).max() < 1e-9 * np.abs(size).max()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_names_of_the_nullclines_stand_where_the_library_puts_them(seed: int) -> None:
    neuron, knobs, found = _adex(seed)
    adex = figures.adex
    run = simulate(neuron, knobs["I"], 400 * ms, adex.DT, start=(knobs["V_0"], knobs["w_0"]))
    with matplotlib.rc_context():
        ax = Figure().subplots()
        plot.phase_plane(ax, run)
        texts = [text for text in ax.texts if "dt" in text.get_text()]
        for text in texts:
            text.remove()
        left, (low, high) = adex.LEFTS[int(found["across"])], adex.RANGES[int(found["up"])]
        ax.set(xlim=(left / mV, adex.RIGHT / mV), ylim=(low / pA, high / pA))
        shown = np.column_stack([found["path_V"] / mV, found["path_w"] / pA])
        taken = [shown[: adex.STEPS + 1 + int(found["n"])]]
        if found["n"]:
            top = found["reset_V"] / mV, found["reset_w"] / pA
            word = (top[0] - 0.13 * (adex.RIGHT - left) / mV, top[1])
            jumps = np.column_stack([found["jump_V"] / mV, found["jump_w"] / pA])
            taken += [np.array([word, top]), jumps[: int(found["jumps"])]]
        V = found["line_V"] / mV
        lines = [(V, found[f"still_{k}"] / pA, f"d{k}/dt = 0", "black") for k in "Vw"]
        gap = [[np.nan, np.nan]]
        path = np.concatenate([each for part in taken for each in (part, gap)])
        plot._name_lines(ax, lines, path)
        theirs = {text.get_text()[1]: text for text in ax.texts if "dt" in text.get_text()}
    for line in "Vw":
        flags = [found[f"{line}_{corner}"] for corner in adex.CORNERS]
        assert sum(flags) == (line in theirs)
        if line in theirs:
            corner = adex.CORNERS[flags.index(1.0)]
            side = {"left": "right", "right": "left"}[theirs[line].get_ha()]
            place = found[f"{line}_x"] / mV, found[f"{line}_y"] / pA
            assert corner == f"{side}_{theirs[line].get_va()}"
            assert place == pytest.approx(theirs[line].get_position(), rel=1e-9)


@dataclass(frozen=True, repr=False)
class Pair(Model):
    """Two neurons with a common source."""


@pytest.mark.parametrize("seed", SEEDS)
def test_the_covariance_is_that_of_the_two_trains(seed: int) -> None:
    rng = np.random.default_rng(seed)
    r_c, d = (0.0 if seed == 3 else rng.uniform(0, 10)) * Hz, rng.integers(-20, 21) * ms
    knobs = {"r_c": r_c, "d": d, "seed": float(seed)}
    pairs = figures.pairs
    found = computed(pairs.common_source, pairs.OUTPUTS, Pair(), knobs, compiled=seed % 4 > 0)
    a, b = found["a"][: int(found["n_a"])], found["b"][: int(found["n_b"])]
    assert (np.diff(a) >= 0).all() and (np.diff(b) >= 0).all()
    assert (0 <= a).all() and (a < 60).all() and (0 <= b).all() and (b < 60).all()
    # five standard deviations of a Poisson number
    assert abs(len(a) - 1200) < 5 * np.sqrt(1200) and abs(len(b) - 1800) < 5 * np.sqrt(1800)
    lags, C = codes.cross_covariance(a, b, 60.0, 30 * ms, 1 * ms)
    assert np.allclose(found["lags"], lags, rtol=1e-12, atol=1e-15)
    # a pair near the edge of two bins may fall into either
    assert np.sum(~np.isclose(found["C"], C, rtol=1e-9, atol=1e-9)) <= 2
    area = C[np.abs(lags - d) < 2.1 * ms].sum() * 1 * ms
    assert found["area"] == pytest.approx(area, abs=0.02)
    assert abs(area - r_c) < 5 * np.sqrt((r_c + 3 * Hz) / 60)


def test_pairs_at_the_ends_of_the_lags_count_in_the_last_bins() -> None:
    of, n = figures.pairs, 2 * figures.pairs.LAST + 1
    end = (of.LAST + 0.5) * of.BIN
    for lag, bin in ((np.nextafter(end, 0), n - 1), (-end, 0)):
        lags, C = np.zeros(n), np.zeros(n)
        of.covariance(np.zeros(1), 1, np.array([lag]), 1, lags, C)
        assert C.argmax() == bin


@pytest.mark.parametrize("seed", SEEDS)
def test_the_direction_is_that_of_the_population_vector(seed: int) -> None:
    rng = np.random.default_rng(seed)
    preferred = np.linspace(-np.pi, np.pi, 32, endpoint=False)
    knobs = {
        "theta": rng.uniform(-150, 150),
        "T": rng.uniform(50, 500) * ms,
        "r_max": rng.uniform(10, 100) * Hz,
        "kappa": rng.uniform(0.5, 10),
        "seed": float(seed),
    }
    of, tables = figures.population, {"preferred": preferred}
    found = computed(of.population, of.OUTPUTS, Pair(), knobs, tables=tables)
    angle, T = np.deg2rad(knobs["theta"]), knobs["T"]
    tuning = angle, preferred, knobs["r_max"], knobs["kappa"]
    assert np.allclose(found["expected"], T * codes.von_mises(*tuning), rtol=1e-12)
    assert found["total"] == found["counts"].sum()
    bound = codes.cramer_rao(codes.fisher_information(*tuning, T))
    assert found["bound"] == pytest.approx(np.rad2deg(bound), rel=1e-12)
    read = codes.population_vector(found["counts"], preferred)
    assert found["heard"] == 1.0 and found["read"] == pytest.approx(np.rad2deg(read), rel=1e-9)
    assert np.cos(np.deg2rad(found["read"] - found["error"])) == pytest.approx(np.cos(angle))


def test_silent_neurons_have_no_direction() -> None:
    knobs = {"theta": 0.0, "T": 1e-9, "r_max": 1.0, "kappa": 2.0, "seed": 1.0}
    of, tables = figures.population, {"preferred": np.linspace(-np.pi, np.pi, 32)}
    found = computed(of.population, of.OUTPUTS, Pair(), knobs, tables=tables)
    assert found["total"] == found["heard"] == found["left"] == found["right"] == 0.0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("pairing", figures.drift.PAIRINGS)
def test_the_drift_is_that_of_the_rule(pairing: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rule = STDP(
        **drawn(STDP, rng, "A_plus", "A_minus", "tau_plus", "tau_minus"), eta=0.7, pairing=pairing
    )
    rates, r_pre = np.linspace(0, 60, 121) * Hz, rng.uniform(1, 50) * Hz
    more = {"tables": {"rates": rates}, "options": {"pairing": figures.drift.PAIRINGS}}
    of = figures.drift
    found = computed(of.drift_curve, of.OUTPUTS, rule, {"r_pre": r_pre}, **more)
    drift = rule.drift(r_pre, rates)
    assert np.allclose(found["drift"], drift, rtol=1e-12, atol=1e-18)
    assert np.array_equal(np.isfinite(found["potentiated"]), drift > 0)
    low, high = of.LIMITS_OF_DRIFT[int(found["limits"])]
    assert low <= drift.min() and drift.max() <= high
    turns = np.sign(rule.drift(r_pre, 0.5 * Hz)) != np.sign(rule.drift(r_pre, 60 * Hz))
    assert found["turns"] == turns
    if turns and pairing == "presynaptic-centred":  # a straight line between two of 121 rates
        assert found["at"] == pytest.approx(rule.threshold(), abs=0.02)


@pytest.mark.parametrize(("k", "y_0"), [(0.2, 0.0), (0.8, 0.1), (0.9, 0.05), (1.2, 0.2)])
def test_the_threshold_slides_as_its_equations_say(k: float, y_0: float) -> None:
    rule, of = BCM(eta=0.5 * Hz, y_0=y_0), figures.sliding
    found = computed(of.response_and_threshold, of.OUTPUTS, rule, {"k": k, "w_0": 0.4})

    def slopes(t: float, state: Any) -> list[float]:
        y = state[0] + y_0
        return [rule.eta * y * (y - state[1]), (y * y - state[1]) * rule.eta / k]

    exact = integrate.solve_ivp(slopes, (0, 20), [0.4, 0.2], rtol=1e-10, atol=1e-12)
    step = 200  # after 20 s; the midpoint rule is of order 2
    assert found["times"][step] == pytest.approx(20.0)
    assert (found["y"][0], found["theta"][0]) == pytest.approx((0.4 + y_0, 0.2))
    assert found["y"][step] == pytest.approx(exact.y[0, -1] + y_0, abs=0.01)
    assert found["theta"][step] == pytest.approx(exact.y[1, -1], abs=0.01)
    assert found["end"] == (4.0 if k > 1 else found["end"])


@pytest.mark.parametrize("y_0", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("w_0", [0.0, 0.4, 2.0])
@pytest.mark.parametrize("k", [0.1, 0.4, 0.8, 1.1, 1.6])
def test_the_weight_has_no_bound_as_in_the_library(k: float, w_0: float, y_0: float) -> None:
    rule, of = BCM(eta=0.5 * Hz, y_0=y_0, tau_theta=k / (0.5 * Hz)), figures.sliding
    found = computed(of.response_and_threshold, of.OUTPUTS, rule, {"k": k, "w_0": w_0})
    w, theta, parts = np.array([w_0]), np.float64(0.2), 20  # Euler's method needs short steps
    story = [w_0 + y_0]
    for _ in range(of.STEPS):
        w, theta = rule.learn(w, theta, np.ones((parts, 1)), of.DT / parts)
        story.append(float(w[0] + y_0))
    late = np.array(story[of.LATE :])
    if late.max() < 0.2:
        assert found["end"] == (1.0 if w_0 + y_0 else 0.0)
        assert found["high"] == pytest.approx(late.max(), abs=0.02)
    elif late.max() - late.min() > 0.1:
        assert found["end"] == (4.0 if k > 1 else 3.0)
        assert found["high"] == pytest.approx(late.max(), rel=0.1)
    else:
        assert found["end"] in (2.0, 3.0) and found["y"][-1] == pytest.approx(1.0, abs=0.1)
    assert np.max(found["y"]) == pytest.approx(max(story), rel=0.03)
    right, top = of.REACH[int(found["reach"])]
    assert found["y"].max() <= right and found["theta"].max() <= top


@pytest.mark.parametrize("seed", SEEDS)
def test_the_power_is_that_of_the_machine(seed: int) -> None:
    rng = np.random.default_rng(seed)
    machine = EventMachine(**drawn(EventMachine, rng, "E_spike", "h", "E_hop", "E_syn"))
    machine = replace(machine, P_leak=rng.uniform(0, 200) * uW)
    rates, knobs = np.geomspace(0.1, 100, 200) * Hz, {"r": 7.0, "K": float(rng.integers(10, 1000))}
    of = figures.floor
    more = {"tables": {"rates": rates}}
    found = computed(of.power_against_rate, of.OUTPUTS, machine, knobs, **more)
    assert np.allclose(found["power"], machine.power(10_000, rates, knobs["K"]), rtol=1e-13)
    assert found["here"] == pytest.approx(machine.power(10_000, 7.0, knobs["K"]), rel=1e-13)
    assert found["share"] == pytest.approx(machine.P_leak / found["here"], rel=1e-13)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mixing", figures.ageing.LAWS)
def test_what_is_left_of_a_conductance_is_what_the_device_has(mixing: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    device = PCM(**drawn(PCM, rng, "nu_amorphous", "t_0"), mixing=mixing)
    times, fractions, f = np.geomspace(20, 3e8, 121), np.linspace(0, 1, 101), rng.random()
    more = {"tables": {"times": times, "fractions": fractions}}
    of = figures.ageing
    found = computed(
        of.conductance_left, of.OUTPUTS, device, {"f": f}, options={"mixing": of.LAWS}, **more
    )
    G = device.conductance(f, t=times)
    assert np.allclose(found["left"], G / G[0], rtol=1e-12)
    assert np.allclose(found["exponents"], device.exponent(fractions), rtol=1e-9, atol=1e-9)
    ages = device.conductance(f, t=np.array(of.AGES)) / G[0]
    assert np.allclose(found["at_ages"], ages, rtol=1e-12)
    assert found["nu"] == pytest.approx(device.exponent(f), abs=1e-9)


@dataclass(frozen=True, repr=False)
class Knobs(Model):
    """A model without parameters, for kernels that take only knobs."""


@pytest.mark.parametrize("seed", SEEDS)
def test_the_spike_and_its_slope_are_those_of_the_library(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.one_spike
    share, tau = rng.uniform(1, 4), (of.TAU_M if seed == 3 else rng.uniform(1 * ms, 19 * ms))
    knobs, more = {"share": share, "tau": tau}, {"tables": of.TABLES, "compiled": seed % 4 == 0}
    found = computed(of.one_spike, of.OUTPUTS, Knobs(), knobs, **more)
    at_top, top = learning.psp_peak(of.TAU_M, tau)
    weight = share / top
    V = weight * learning.psp(of.TABLES["times"], of.TAU_M, tau)
    assert np.allclose(found["V"], V, rtol=1e-12, atol=0)
    assert (found["top"], found["at_top"]) == pytest.approx((share, at_top))
    assert found["when"] == pytest.approx(learning.spike_time(weight, of.TAU_M, tau), rel=1e-9)
    slope = weight * learning.spike_time_slope(weight, of.TAU_M, tau)
    assert found["moved"] == pytest.approx(-slope / 100, rel=1e-6) and found["fires"] == 1.0
    width = 0.2 * min(-slope, of.MOST)
    assert found["reach"] == pytest.approx(found["when"] + width * np.array([0.5, -0.5]))


@pytest.mark.parametrize(("share", "fires"), [(0.8, 0.0), (1 - 1e-15, 0.0), (1.0, 2.0)])
def test_there_is_no_spike_below_the_smallest_weight_and_no_slope_at_it(share, fires) -> None:
    of = figures.one_spike
    for tau in 1 * ms, 5 * ms, of.TAU_M, 30 * ms:
        knobs = {"share": share, "tau": tau}
        found = computed(of.one_spike, of.OUTPUTS, Knobs(), knobs, tables=of.TABLES)
        assert found["fires"] == fires and np.isfinite(found["reach"]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_surrogate_and_its_reach_are_those_of_the_layer(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.width
    V = rng.normal(0.3, 0.8, 40_000)
    knobs = {"b": 10 ** rng.uniform(-2.3, 0.5), "sigmoid": float(seed % 2)}
    found = computed(of.reach, of.OUTPUTS, Knobs(), knobs, tables=of.tables(V), compiled=seed > 1)
    shape = "fast sigmoid" if seed % 2 else "triangle"
    layer = learning.SpikingLayer(b=knobs["b"], surrogate=shape)
    assert np.allclose(found["curve"], layer.psi(found["axis"]), rtol=1e-12)
    assert np.allclose(found["passed"], found["heights"] * found["curve"], rtol=1e-12)
    assert found["curve"].max() == pytest.approx(1.0)
    # a sample of the ranked voltages misses one at each end of what is counted at most
    assert found["half"] == pytest.approx((layer.psi(V) > 0.5).mean(), abs=2 / of.SAMPLE)
    assert found["some"] == pytest.approx((layer.psi(V) > 0.01).mean(), abs=2 / of.SAMPLE)
    assert found["triangle"] == 1 - seed % 2


@pytest.mark.parametrize("n", range(1, 21))
def test_the_signal_and_the_lifetime_are_those_of_the_cascade(n: int) -> None:
    rng, of, model = np.random.default_rng(n), figures.cascade, Cascade(n=n)
    exact = model.signal(of.TABLES["times"])
    for N in 10 ** rng.uniform(3, 7, 4):
        knobs = {"n": float(n), "N": N, "q": rng.uniform(0.001, 0.5)}
        found = computed(of.memories, of.OUTPUTS, Knobs(), knobs, tables=of.TABLES)
        assert np.allclose(found["cascade"], np.maximum(exact, of.LEAST), rtol=1e-9, atol=1e-14)
        overlap = palimpsest_overlap(knobs["q"], of.TABLES["times"])
        assert np.allclose(found["palimpsest"], np.maximum(overlap, of.LEAST), rtol=1e-12)
        assert (found["levels"], found["noise"]) == pytest.approx((n, 1 / np.sqrt(N)))
        assert found["first"] == pytest.approx(exact[0], abs=1e-7)
        assert found["long"] == model.lifetime(N)
        assert found["short"] == pytest.approx(palimpsest_lifetime(N, knobs["q"]))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_springs_pull_to_where_the_sum_of_both_losses_is_least(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.springs
    lam, F = 10 ** rng.uniform(-2, 2), np.array([rng.uniform(0.5, 20), of.F_2])
    knobs = {"lam": lam, "F_1": F[0]}
    found = computed(of.two_weights, of.OUTPUTS, Knobs(), knobs, tables=of.TABLES)

    def losses(at: Any, lam: float = 1.0) -> Any:
        return (lam * F * at**2 + (at - 1) ** 2).sum() / 2

    at = optimize.minimize(losses, np.zeros(2), lam, tol=1e-12).x
    assert (found["x"], found["y"]) == pytest.approx(at, abs=1e-5)
    assert found["both"] == pytest.approx(losses(at), rel=1e-4)
    assert found["both_at_1"] == pytest.approx(losses(1 / (1 + F)), rel=1e-12)
    assert found["both_at_1"] <= found["both"] and found["is_1"] == 0.0
    for name, weight in (("path_x", F[0]), ("path_y", F[1]), ("equal", F.mean())):
        assert np.allclose(found[name], 1 / (1 + of.TABLES["lams"] * weight), rtol=1e-12)
    around = np.isfinite(found["A_x"])  # three lines along which the loss of task A is the same
    r = np.hypot(found["A_x"][around] * np.sqrt(F[0]), found["A_y"][around] * np.sqrt(F[1]))
    assert np.allclose(r.reshape(3, -1), np.array(of.RADII)[:, None])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_names_of_tasks_keep_their_distance_beside_their_lines(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.tasks
    R = 100 * rng.beta(0.3, 0.3, (4, 5, 5))
    R[3, :, :] = 97.0  # all at one place
    method, n = 1 + seed % 4, 1 + seed % 5
    knobs = {"method": float(method), "learnt": float(n)}
    tables = {"R": R.ravel(), **of.TABLES}
    found = computed(of.filling, of.OUTPUTS, Knobs(), knobs, tables=tables, compiled=seed == 5)
    row = R[method - 1]
    for j in range(5):
        line = found[f"task_{j + 1}"]
        assert np.array_equal(line[j:n], row[j:n, j]) and np.isnan(line[n:]).all()
        assert np.isnan(line[:j]).all() and found[f"shows_{j + 1}"] == (j < n)
    ends = row[n - 1, :n]
    assert (found["tasks"], found["mean"]) == pytest.approx((n, ends.mean()))
    assert (found["first"], found["newest"]) == (ends[0], ends[-1])
    names = np.array([found[f"name_{k + 1}"] for k in range(n)])
    order = np.argsort(ends, kind="stable")
    assert (np.diff(names[order]) > of.APART - 1e-9).all() and names.min() > -2 - 1e-9


@pytest.mark.parametrize("edges", ["open", "joined"])
@pytest.mark.parametrize("seed", SEEDS)
def test_packets_are_carried_as_the_mesh_delivers_them(edges: str, seed: int) -> None:
    rng, k = np.random.default_rng(seed), (2, 3, 4, 6)[seed % 4]
    mesh = Mesh(k=k, S=rng.uniform(20, 300) * ns, t_r=rng.uniform(0, 50) * ns, edges=edges)
    n, cores = 60, k * k
    # some packets come at the same time
    times = np.sort(rng.integers(0, 40, n) * 50 * ns)
    home = rng.integers(0, cores, n).astype(float)
    goals = [np.unique(rng.integers(0, cores, 1 + (seed % 3) * 4)).tolist() for _ in range(n)]
    wanted = np.array([sum(1 << goal for goal in each) for each in goals], dtype=float)
    heap, free = np.zeros(3 * n * cores), np.zeros(cores**2)
    moves, arrived = np.zeros(4 * n * cores), np.zeros(2 * n * cores)
    carry = bind(packets.carry, {}) if seed % 2 else packets.carry
    S, t_r = mesh.S, mesh.t_r
    crossed, came = carry(
        n, times, home, wanted, k, edges == "joined", S, t_r, heap, free, moves, arrived
    )
    done = mesh.deliver(times, home, goals)
    assert np.array_equal(moves.reshape(-1, 4)[:crossed], done.moves)
    assert np.array_equal(arrived.reshape(-1, 2)[:came, 0], done.packet)
    assert np.array_equal(arrived.reshape(-1, 2)[:came, 1], done.latency)
    few, fewer = np.zeros(4 * 5), np.zeros(2 * 3)  # what has no room is only counted
    again = carry(n, times, home, wanted, k, edges == "joined", S, t_r, heap, 0 * free, few, fewer)
    assert again == (crossed, came) and np.array_equal(few, moves[:20])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_figure_of_the_mesh_shows_what_the_mesh_delivers(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.mesh
    edges = ("open", "joined")[seed % 2]
    knobs = {"rate": rng.uniform(0.2e6, 4e6), "hot": rng.uniform(0, 0.5), "t": rng.uniform(0, 6e-6)}
    mesh, more = Mesh(k=6, S=200 * ns, edges=edges), {"options": {"edges": ("open", "joined")}}
    found = computed(
        of.packets_on_mesh, of.OUTPUTS, mesh, knobs, tables=of.TABLES, compiled=True, **more
    )
    times = of.TABLES["clock"] / (36 * knobs["rate"])
    n, t = int((times < of.LASTS).sum()), knobs["t"]
    goals = np.where(of.TABLES["luck"] < knobs["hot"], of.HOT, of.TABLES["goals"])
    done = mesh.deliver(times[:n], of.TABLES["homes"][:n], goals[:n, None].tolist())
    assert found["n"] == n and found["mean"] == pytest.approx(done.latency.mean())
    asked, got = done.moves[:, 2], done.moves[:, 3]
    waits, moves = (asked <= t) & (t < got), (got <= t) & (t < got + mesh.S + mesh.t_r)
    assert (found["waiting"], found["moving"]) == (waits.sum(), moves.sum())
    used = max(done.crossed.values()) * mesh.S / got.max()
    assert found["used"] == pytest.approx(used)
    # the last bin has all that take longer, too
    counts, _ = np.histogram(np.minimum(done.latency, of.LONGEST), 40, (0, of.LONGEST))
    assert np.allclose(found["shares"], counts / n, atol=1e-12)
    _, often = np.unique(done.moves[got < t][:, :2], axis=0, return_counts=True)
    share = often * mesh.S / t
    for k, (low, high) in enumerate(itertools.pairwise([0, *of.CLASSES, 10]), 1):
        drawn_links = np.isfinite(found[f"links_{k}"]).sum() / 2
        there = ((share > low) & (share <= high)).sum()
        assert drawn_links == found[f"class_{k}"] == there
    some = slice(0, int(found["moving"]))
    part = (t - got[moves]) / (mesh.S + mesh.t_r)
    ends = [[each % 6, each // 6] for each in done.moves[moves, :2].T]
    (x_0, y_0), (x_1, y_1) = ends
    over = np.abs(x_1 - x_0) + np.abs(y_1 - y_0) > 1  # an edge of the torus
    x = np.where(over, x_0 - 0.5 * part * np.sign(x_1 - x_0), x_0 + part * (x_1 - x_0))
    y = np.where(over, y_0 - 0.5 * part * np.sign(y_1 - y_0), y_0 + part * (y_1 - y_0))
    assert np.allclose(found["moving_x"][some], x) and np.allclose(found["moving_y"][some], y)


@pytest.mark.parametrize("rate, hot", [(4e6, 0.5), (4e6, 1.0), (2e6, 0.4), (0.4e6, 0.0)])
def test_the_histogram_of_the_mesh_has_all_packets_and_their_mean_in_its_axis(
    rate: float, hot: float
) -> None:
    of, mesh = figures.mesh, Mesh(k=6, S=200 * ns)
    more = {"tables": of.TABLES, "options": {"edges": ("open", "joined")}}
    knobs = {"rate": rate, "hot": hot, "t": 3e-6}
    found = computed(of.packets_on_mesh, of.OUTPUTS, mesh, knobs, **more)
    times = of.TABLES["clock"] / (36 * rate)
    goals = np.where(of.TABLES["luck"] < hot, of.HOT, of.TABLES["goals"])
    n = int((times < of.LASTS).sum())
    done = mesh.deliver(times[:n], of.TABLES["homes"][:n], goals[:n, None].tolist())
    assert found["shares"].sum() == pytest.approx(1.0)
    late = (done.latency >= of.TABLES["bins"][-2]).mean()
    assert found["late"] == found["shares"][-1] == pytest.approx(late)
    assert found["mean_x"] == pytest.approx(min(done.latency.mean(), of.LONGEST))
    assert found["shares"].max() <= of.TOPS[int(found["top"])]
    assert found["name_left"] + found["name_right"] == 1.0
    assert not found["name_right"] or found["mean_x"] < 0.85 * of.LONGEST


@pytest.mark.parametrize("edges", ["open", "joined"])
@pytest.mark.parametrize("k", [7, 8, 64, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("compiled", [True, False])
def test_the_figure_of_the_mesh_refuses_a_mesh_of_another_size(
    edges: str, k: int, compiled: bool
) -> None:
    of, more = figures.mesh, {"options": {"edges": ("open", "joined")}, "compiled": compiled}
    knobs = {"rate": 1e6, "hot": 0.1, "t": 3e-6}
    with pytest.raises(ParameterError, match=r"6 × 6 cores.*Type Mesh\(k=6"):
        computed(
            of.packets_on_mesh, of.OUTPUTS, Mesh(k=k, edges=edges), knobs, tables=of.TABLES, **more
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_both_placements_have_the_crossings_and_latencies_of_the_mesh(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.placements
    when, who = np.sort(rng.uniform(0, 60, 80)) * ms, rng.integers(0, 256, 80)
    pre, post = rng.integers(0, 256, (2, 900))
    near, chip = rng.permutation(256) // 16, Mesh(k=4, S=rng.uniform(50, 400) * ns)
    knobs = {"scatter": (0.0, 1.0, rng.random())[seed % 3], "speed": rng.uniform(100, 2000)}
    tables = of.tables(when, who, pre, post, near, 1e-9, chip)
    n = len(tables["when"])
    found = computed(
        of.two_placements, of.outputs(n), Knobs(), knobs, tables=tables, compiled=seed > 0
    )
    far, moved = near.copy(), tables["shuffle"][: round(256 * knobs["scatter"])]
    far[moved] = far[np.roll(moved, 1)]
    most = []
    for place, name, later in ((near, "near", "later"), (far, "far", "far_later")):
        goals = [np.unique(place[post[pre == i]]).tolist() for i in who[:n]]
        done = chip.deliver(when[:n] / knobs["speed"], place[who[:n]], goals)
        assert found[f"{name}_hops"] == len(done.moves)
        assert found[f"{name}_mean"] == pytest.approx(done.latency.mean())
        joules = 1e-9 + 10 * pJ * len(done.moves) + of.LEAK * 50 * ms / knobs["speed"]
        assert found[f"{name}_J"] == pytest.approx(joules)
        shares = (done.latency > found["x"][:, None] * (1 + 1e-12)).mean(axis=1)
        assert np.allclose(np.nan_to_num(found[later]), shares, atol=0.02)
        most.append(done.latency.max())
    assert max(most) <= of.LONGEST[int(found["longest"])] == found["x"][-1]


@pytest.fixture(scope="module")
def sent() -> Any:
    """Return a picture, and what the figure's chip has."""
    photo = np.random.default_rng(4).random((48, 48))
    return photo, figures.picture.tables(photo)


@pytest.mark.parametrize("fault", [{"d2d": 0.05}, {"d2d": 0.3}, {"stuck": 0.03}, {}])
def test_a_picture_comes_back_as_through_the_crossbar(fault: dict[str, float], sent: Any) -> None:
    (photo, tables), of = sent, figures.picture
    knobs = {"d2d": 0.0, "noise": 0.0, "stuck": 0.0, **fault}
    more = {"tables": tables, "compiled": bool(fault)}
    found = computed(of.there_and_back, of.OUTPUTS, Knobs(), knobs, **more)
    chip = Crossbar(SoftBounds(), seed=1, d2d=knobs["d2d"], stuck_off=knobs["stuck"])
    back = silicon.there_and_back(chip.program(silicon.hartley(48)), photo)[1]
    assert np.allclose(found["image"].reshape(48, 48), back, rtol=0, atol=2e-6)
    assert np.allclose(found["error"].reshape(48, 48), back - photo, rtol=0, atol=2e-6)
    decibels = min(silicon.psnr(photo, back), of.MOST)
    assert found["dB"] == pytest.approx(decibels, abs=1e-4)
    assert (found["low"], found["high"]) == pytest.approx((back.min(), back.max()), abs=2e-6)
    assert found["error_std"] == pytest.approx((back - photo).std(), abs=2e-6)


def test_the_noise_of_a_reading_is_as_large_as_that_of_the_crossbar(sent: Any) -> None:
    (photo, tables), of = sent, figures.picture
    knobs = {"d2d": 0.0, "noise": 0.1, "stuck": 0.0}
    found = computed(of.there_and_back, of.OUTPUTS, Knobs(), knobs, tables=tables, compiled=True)
    programmed = [Crossbar(SoftBounds(), seed=seed, white_noise=0.1) for seed in SEEDS]
    backs = [silicon.there_and_back(c.program(silicon.hartley(48)), photo)[1] for c in programmed]
    spread = np.array([(back - photo).std() for back in backs])
    assert abs(found["error_std"] - spread.mean()) < 5 * spread.std()


@pytest.mark.skipif(not _jit.enabled(), reason="nothing is compiled")
def test_a_table_that_is_too_long_is_refused_and_writes_nowhere() -> None:
    of = figures.lif
    finer = {"currents": np.linspace(0, 1000, 400_000) * pA}
    for compiled in False, True:
        more = {"tables": finer, "kernels": of.KERNELS, "compiled": compiled}
        with pytest.raises(IndexError):
            computed(of.voltage_and_rate, of.OUTPUTS, LIF(), {"I": 300 * pA}, **more)


@pytest.mark.parametrize("pairing", figures.drift.PAIRINGS)
def test_the_drift_lies_within_its_axes_at_the_corners_of_the_sliders(pairing: str) -> None:
    of, rates = figures.drift, figures.drift.TABLES["rates"]
    more = {"tables": of.TABLES, "options": {"pairing": of.PAIRINGS}}
    corners = itertools.product((1.0, 50.0), (0.0, 0.02), (5 * ms, 50 * ms))
    for r_pre, A_minus, tau_minus in corners:
        rule = STDP(A_minus=A_minus, tau_minus=tau_minus, pairing=pairing)
        found = computed(of.drift_curve, of.OUTPUTS, rule, {"r_pre": r_pre}, **more)
        low, high = of.LIMITS_OF_DRIFT[int(found["limits"])]
        drift = rule.drift(r_pre, rates)
        assert low <= drift.min() and drift.max() <= high


def test_the_drift_at_20_hz_is_that_at_20_hz_in_every_table() -> None:
    of, rule, n = figures.drift, STDP(), 61
    outputs = {**of.OUTPUTS, "drift": n, "potentiated": n, "depressed": n}
    more = {"tables": {"rates": np.linspace(0, 60, n) * Hz}, "options": {"pairing": of.PAIRINGS}}
    found = computed(of.drift_curve, outputs, rule, {"r_pre": 10.0}, **more)
    assert found["at_20"] == pytest.approx(rule.drift(10.0, 20.0), rel=1e-12)
    assert found["at_60"] == pytest.approx(rule.drift(10.0, 60.0), rel=1e-12)


# --- chance ---------------------------------------------------------------------------------------


def test_numbers_of_a_place_are_even_and_independent() -> None:
    with np.errstate(over="ignore"):
        u = np.array(
            [[[float(chance.uniform(s, c, k)) for k in range(400)] for c in (0, 1)] for s in SEEDS]
        )
    assert len(np.unique(u)) == u.size and (0 <= u).all() and (u < 1).all()
    assert stats.kstest(u.ravel(), "uniform").pvalue > 1e-3
    pairs = np.corrcoef(u.reshape(-1, 400))[np.triu_indices(24, 1)]
    assert np.abs(pairs).max() < 5 / np.sqrt(400)
    lagged = np.corrcoef(u[..., 1:].ravel(), u[..., :-1].ravel())[0, 1]
    assert abs(lagged) < 5 / np.sqrt(u.size)


def test_normal_numbers_are_normal_and_independent() -> None:
    with np.errstate(over="ignore"):
        z = np.array([[float(chance.normal(seed, 3, k)) for k in range(600)] for seed in SEEDS])
    assert stats.kstest(z.ravel(), "norm").pvalue > 1e-3 and np.abs(z).max() < 6
    lagged = np.corrcoef(z[:, 1:].ravel(), z[:, :-1].ravel())[0, 1]
    assert abs(lagged) < 5 / np.sqrt(z.size)
    assert np.abs(np.corrcoef(z)[np.triu_indices(len(z), 1)]).max() < 5 / np.sqrt(600)


def test_a_poisson_number_is_the_quantile_of_its_distribution() -> None:
    rng = np.random.default_rng(1)
    for mean in 0.0, 0.1, 2.4, 30.0, 200.0:
        u = rng.random(200)
        mine = [float(chance.poisson(mean, each)) for each in u]
        assert mine == stats.poisson.ppf(u, mean).tolist() if mean else not any(mine)
    assert np.isnan(chance.poisson(750.0, 0.5))  # rather than a number that is too small


def test_compiled_and_plain_draw_the_same() -> None:
    times = np.zeros((2, 500))
    with np.errstate(over="ignore"):
        plain = chance.train(20.0, 10.0, 7.0, 2, times[0])
    if _jit.enabled():
        assert bind(chance.train, {})(20.0, 10.0, 7.0, 2, times[1]) == plain
        assert np.allclose(times[0], times[1], rtol=1e-14)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_powers_and_where_they_meet_are_those_of_the_machines(seed: int) -> None:
    rng = np.random.default_rng(seed)
    alpha, K = float(rng.choice([1e-3, 0.01, 0.1, 1.0])), float(rng.integers(10, 1000))
    node = float(rng.choice([7, 45])) * nm
    machine = EventMachine(P_leak=rng.uniform(0, 200) * uW, h=rng.uniform(0, 20))
    space = {"alpha": alpha, "K": K, "node": node}
    found = computed(
        figures.crossover.power_of_both,
        figures.crossover.OUTPUTS,
        machine,
        space,
        tables=figures.crossover.TABLES,
    )
    old, new, rates = cmos(45 * nm), cmos(node), figures.crossover.TABLES["rates"]
    operation = new["word read"].low / 2 + new["int8 multiply"].value + new["int8 add"].value
    clocked = ClockedMachine(alpha=alpha, E_op=operation)
    ours = replace(machine, E_syn=machine.E_syn * new["word read"].low / old["word read"].low)
    powers = ours.power(10_000, rates, K), clocked.power(10_000 * K * rates)
    assert np.allclose(found["events"], powers[0], rtol=1e-12)
    assert np.allclose(found["clocked"], powers[1], rtol=1e-12)
    meet = crossover(rates, *powers)
    assert found["meet"] == pytest.approx(meet, rel=1e-6)
    assert found["verdict"] == {0.0: 1.0, np.inf: 2.0}.get(meet, 0.0)
    assert found["shown"] == (rates[0] < meet < rates[-1])
    share = np.log(np.array([found["events_name"], found["clocked_name"]]) / 1e-5) / np.log(3e4)
    assert abs(share[0] - share[1]) > 0.99 * figures.crossover.ROOM and share.max() < 1


@pytest.mark.parametrize("seed", SEEDS)
def test_names_at_the_ends_of_lines_are_pushed_apart_and_keep_their_order(seed: int) -> None:
    ends, names = np.random.default_rng(seed).uniform(0.3, 0.7, 4), np.zeros(4)
    figures.names.apart(ends, 0.06, names)
    assert np.argsort(names).tolist() == np.argsort(ends).tolist()
    assert np.diff(np.sort(names)).min() > 0.98 * 0.06
    assert names.mean() == pytest.approx(ends.mean())
    far = np.array([0.9, 0.1, 0.5])
    figures.names.apart(far, 0.06, names[:3])
    assert names[:3].tolist() == far.tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_energies_of_a_layer_are_those_of_its_operations(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, bits, activity = rng.uniform(16, 2000), float(rng.integers(1, 17)), rng.uniform(0.01, 1)
    space = {"n": n, "bits": bits, "activity": activity, "node": float(rng.choice([7, 45])) * nm}
    found = computed(
        figures.layer.energies,
        figures.layer.OUTPUTS,
        EventMachine(),
        space,
        tables=figures.layer.TABLES,
    )
    prices, used = cmos(space["node"]), activity * n * n
    word, stored = prices["word read"], n * n * bits / 8
    fits = [(8192, word.low), (32_768, word.value), (1_048_576, word.high)]
    near = next((E for size, E in fits if stored <= size), prices["DRAM access"].value)
    slopes = {
        name: np.polyfit(
            np.log([8, 32]), np.log([prices[f"int{b} {name}"].value for b in (8, 32)]), 1
        )
        for name in ("multiply", "add")
    }
    operation = sum(np.exp(np.polyval(line, np.log(bits))) for line in slopes.values())
    moved = [used * bits / 64 * each for each in (prices["DRAM access"].value, near)]
    place = used * 0.05e-12 + n * conversion(max(bits, 1)).value
    expected = [moved[0] + used * operation, moved[1] + used * operation, place]
    assert np.allclose(found["energies"], expected, rtol=1e-9)
    assert np.allclose(found["moved"], [moved[0] / expected[0], moved[1] / expected[1], 0])
    shares = found["shares"].reshape(3, 3)
    assert np.allclose(shares.sum(axis=1), 1) and np.allclose(shares[:, 0], found["moved"])
    assert found["none"] == (stored > 1_048_576)
    k = np.searchsorted(figures.layer.TABLES["sizes"], n)
    assert found["dram"][k - 1] <= found["dram_energy"] <= found["dram"][min(k, 159)]


@pytest.mark.parametrize("V_R", [-55.0, -54.0, -51.3, -48.0, -45.0])
def test_the_first_neuron_of_the_course_fires_as_in_a_simulation(V_R: float) -> None:
    neuron = replace(AdEx.pattern("irregular"), V_R=V_R * mV)
    reset = figures.reset
    more: dict[str, Any] = {"tables": reset.TABLES, "kernels": reset.KERNELS}
    found = computed(reset.voltage, reset.OUTPUTS, neuron, {}, **more)
    run = simulate(neuron, reset.CURRENT, 600 * ms, dt=reset.DT)
    steps, same = np.round(run.spikes / reset.DT), 12 if V_R == -48 else len(run.spikes)
    # the spikes of an irregular neuron part ways, because two exponentials differ in a last place
    assert found["fired"][:same].tolist() == steps[:same].tolist()
    assert found["n"] == len(run.spikes)
    gaps = np.diff(found["fired"][: int(found["n"])]) * reset.DT
    assert found["uneven"] == (not (gaps[1:] > 0.9 * gaps[:-1]).all())
    assert [found["first_gap"], found["last_gap"]] == pytest.approx([gaps[0], gaps[-1]])


def test_the_first_neuron_of_the_course_has_an_exponential_that_is_the_same_everywhere() -> None:
    reset = figures.reset
    assert reset.EQUATIONS.count("exponential(") == 1 and "np.exp" not in reset.EQUATIONS
    with pytest.raises(
        ValueError, match=r"hold no np\.exp\(; expected it.*write the exponential as"
    ):
        reset.portable("def flow(V): return numpy.exp(V)")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_wire_of_the_clock_tree_is_driven_where_it_leads_to_a_driven_branch(seed: int) -> None:
    rng, tree = np.random.default_rng(seed), figures.tree
    off = rng.random(16) < rng.choice([0.0, 0.3, 0.9, 1.0])
    numbers = {"gated": float(off @ 2.0 ** np.arange(16)), "column": 3.0, "row": 2.0}
    machine = ClockedMachine(alpha=rng.uniform(0.001, 1), V=rng.uniform(0.5, 1.2))
    found = computed(tree.power_of_tree, tree.OUTPUTS, machine, numbers, tables=tree.TABLES)
    driven, at, whole, parents = 0.0, 0, 0.0, dict[tuple[float, float], Any]()
    wires = [(a, b) for starts, ends in tree.TREE for a, b in zip(starts, ends, strict=True)]
    for start, end in wires:
        parents[tuple(end)] = tuple(start)
    on = set()  # the ends of driven wires: of each branch that is not gated all, and the way to it
    for _, end in wires[-64:]:
        column, row = np.floor(4 * (0.5 + 0.999 * (end - 0.5))).astype(int)
        place = tuple(end)
        while not off[column + 4 * row] and place in parents:
            on.add(place)
            place = parents[place]
    for start, end in wires:
        length, shown = np.abs(end - start).sum(), tuple(end) in on
        whole += length
        driven += length * shown
        assert np.isfinite(found["lit"][at : at + 2]).tolist() == [shown] * 2
        assert np.isfinite(found["dark"][at : at + 2]).tolist() == [not shown] * 2
        at += 3
    assert found["share"] == pytest.approx(driven / whole)
    assert found["power"] == pytest.approx(machine.tree * driven / whole)
    assert found["gates"] == off.sum() and found["branch"] == 6
    assert np.array_equal(np.isfinite(found["crossed"]), off)


# --- chapter 4: overlapping spikes ----------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_window_of_two_spikes_is_that_of_the_device_and_of_the_integral(seed: int) -> None:
    rng = np.random.default_rng(seed)
    free = {"V_p": rng.uniform(0.5, 1.0), "alpha": rng.choice([1.0, rng.uniform(1, 3)])}
    if seed % 3 == 0:
        free["V_p"] = 1.0
    free |= drawn(OverlapSTDP, rng, "tau_pre", "tau_post", "delta", "k")
    device, lag = OverlapSTDP(**free, V_t=rng.uniform(0.1, 1.0)), rng.uniform(-50, 50) * ms
    overlap = figures.overlap
    found = computed(
        overlap.voltage_and_window,
        overlap.OUTPUTS,
        device,
        {"lag": lag},
        tables=overlap.TABLES,
        compiled=bool(seed % 2),
    )
    times, lags = overlap.TABLES.values()
    close = {"rtol": 1e-12, "atol": 1e-15}
    assert np.allclose(found["difference"], device.voltage(times, lag), **close)
    assert np.allclose(found["pre"], -device.pre(times), **close)
    assert np.allclose(found["window"], device.window(lags), **close)
    some = rng.choice(lags, 12)
    expected = device.integral(some)
    slack = 2e-5 * np.abs(device.window(lags)).max() + 1e-15
    assert np.abs(device.window(some) - expected).max() < slack
    assert found["here"] == pytest.approx(device.window(lag), rel=1e-12, abs=1e-15)
    assert (found["first"], found["last"]) == pytest.approx(device.cutoff(), rel=1e-12)
    assert found["ends"] == np.isfinite(device.cutoff()[1])
    above = found["difference"] > device.v_th
    assert np.array_equal(np.isfinite(found["above"]), above)
    assert found["beyond"] == pytest.approx(np.abs(found["difference"]).max() - device.v_th)


@pytest.mark.parametrize("more", [{"V_p": 1.1}, {"V_t": 1.2}, {"V_p": 0.9, "alpha": 0.5}])
def test_a_spike_that_passes_the_threshold_alone_is_refused(more: dict[str, float]) -> None:
    overlap = figures.overlap
    with pytest.raises(ValueError, match="alone, or alpha"):
        computed(
            overlap.voltage_and_window,
            overlap.OUTPUTS,
            OverlapSTDP(**more),
            {"lag": 0.01},
            tables=overlap.TABLES,
        )


def _claim(seed: int) -> tuple[Claim, dict[str, Any]]:
    rng = np.random.default_rng(seed)
    numbers = "n", "m", "T", "b_w", "b_q", "b_s"
    found: dict[str, Any] = {
        name: round(value) for name, value in drawn(Claim, rng, *numbers).items()
    }
    found |= drawn(Claim, rng, "s", "c", "f", "K", "E_w", "E_a", "E_x")
    found |= {"K": 0.0} if seed % 2 else {}
    more = {"options": figures.claim.OPTIONS, "compiled": seed % 4 == 0}
    return Claim(**found, competitor=COMPETITORS[seed % 3 % 2]), more


@pytest.mark.parametrize("seed", SEEDS)
def test_both_energies_are_those_of_the_claim(seed: int) -> None:
    point, more = _claim(seed)
    of = figures.claim
    found = computed(of.both_energies, of.ENERGIES, point, {}, tables=of.TABLES, **more)
    spikes, numbers = point.costs(s=of.DENSITIES)
    assert np.allclose(found["spikes"], spikes, rtol=1e-13, atol=0)
    assert np.allclose(found["numbers"], np.broadcast_to(numbers, 200), rtol=1e-13, atol=0)
    at = [float(each) for each in point.costs(s=0.01)]
    assert [found["spikes_at_1"], found["numbers_at_1"]] == pytest.approx(at, rel=1e-13)
    turns = np.diff(spikes < numbers).any()
    assert found["crosses"] == turns
    if turns:
        assert point.ratio(s=found["cross"]) == pytest.approx(1, rel=1e-9)
        assert found["even"] == pytest.approx(float(point.costs(s=found["cross"])[0]))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_of_both_bars_are_what_goes_if_words_or_spikes_cost_nothing(seed: int) -> None:
    point, more = _claim(seed)
    found = computed(figures.claim.parts, figures.claim.PARTS, point, {}, **more)
    spikes, numbers = (float(each) for each in point.costs())
    assert [found["all_spikes"], found["all_numbers"]] == pytest.approx([spikes, numbers])
    assert found["adds"] == pytest.approx(float(point.costs(E_w=0.0)[0]))
    assert found["membranes"] == pytest.approx(spikes - float(point.costs(f=0.0)[0]), abs=1e-20)
    assert found["inputs_and_outputs"] == pytest.approx(float(point.costs(s=0.0)[1]))
    assert found["weights"].min() > -1e-20 or point.competitor == "dense"
    # the axis reaches as far as the sliders of the lab: ten steps, at the prices of CMOS
    varied = drawn(Claim, np.random.default_rng(seed), "s", "f") | {"n": 16, "m": 4096, "b_w": 32}
    far = computed(figures.claim.parts, figures.claim.PARTS, Claim(T=10, **varied), {}, **more)
    assert far["third"].max() < figures.claim.TOPS[int(far["top"])]


@dataclass(frozen=True, repr=False)
class Machine(Model):
    """A machine of lab 2."""

    T: float = 8.0
    active: float = 0.5
    E_spike: float = 2e-11
    step: float = 1e-6


@pytest.mark.parametrize("T", [1, 3, 8, 31])
def test_both_bills_on_an_array_are_those_of_its_ledgers(T: int) -> None:
    rng = np.random.default_rng(T)
    tick, leak, cell, spike, pictures = 1e-10, 3e-5, 1.3e-15, 7e-12, 40
    spikes = rng.random((T, pictures, 65)) < 0.3 * rng.random(65)
    fired = np.full((pictures, 10), 0.11 * T)
    counts = spikes.sum(axis=0)
    active, per_active = (counts > 0).mean(), spikes.mean() / (counts > 0).mean()
    found = computed(
        figures.array_bill.both_bills,
        figures.array_bill.OUTPUTS,
        Machine(T=T, active=active, E_spike=spike, step=2e-6),
        {"analogue": 0.0},
        tables={"measured": [per_active, cell, tick, leak]},
    )
    one = reading_ledger(spikes, np.zeros_like(fired), dt=2e-6, packed=True)
    two = matched_ledger(counts, 10, T, dt=2e-6)
    given = {
        "cell read": cell,
        "conversion": conversion(6).value,
        "row conversion": conversion(count_bits(T)).value,
        "clock tick": tick,
        "spike": spike,
    }
    priced = [Price(name, value, "One.", "A test.", "assumed") for name, value in given.items()]
    leaking = Price("leak", leak, "All.", "A test.", "assumed", unit="W")
    prices = CMOS_45NM.adding(*priced, leaking, name="a test's")
    bills = [{row.component: row.joules for row in each.bill(prices).rows} for each in (one, two)]
    counted = found["spikes"][:6] * pictures
    silent = spikes.any(axis=2).sum() / (T * pictures)  # steps without any spike read nothing
    rows, words = bills[0], ("word read", "word written")
    assert counted[0] == pytest.approx(rows["spike"] + 1.1 * T * pictures * spike)
    assert counted[1] == pytest.approx(sum(rows[each] for each in words))
    assert counted[2] * silent == pytest.approx(rows["conversion"])
    assert counted[3] == pytest.approx(rows["neuron update"] + rows["threshold check"])
    rest = sum(rows[each] for each in ("clock tick", "leak", "cell read"))
    assert counted[4] == pytest.approx(rest)
    assert counted[5] == pytest.approx(counted[:5].sum())
    rows, counted = bills[1], found["numbers"] * pictures
    assert counted[1] == pytest.approx(sum(rows[each] for each in words))
    assert counted[2] == pytest.approx(rows["conversion"] + rows["row conversion"])
    assert counted[4] == pytest.approx(rows["clock tick"] + rows["leak"], rel=5e-3)  # and cells


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_strength_is_that_with_most_hits_among_the_images_drawn(seed: int) -> None:
    rng, luck = np.random.default_rng(seed), figures.luck
    right = rng.random((luck.STRENGTHS, luck.IMAGES)) < 0.8
    n, strengths = int(rng.integers(20, 1000)), int(rng.integers(2, 42))
    given = {"n": n, "strengths": strengths, "draw": seed}
    tables = {"right": right.ravel()}
    found = computed(luck.choice, luck.OUTPUTS, LIF(), given, tables=tables, compiled=True)
    order = found["order"].astype(int)
    assert sorted(order) == list(range(luck.IMAGES))
    seen, unseen = right[:, order[:n]].mean(axis=1), right[:, order[n:]].mean(axis=1)
    tried = np.unique(np.linspace(0, 40, strengths).round().astype(int))
    assert np.array_equal(np.flatnonzero(np.isfinite(found["tried"])), tried)
    assert np.allclose(found["tried"][tried], seen[tried]) and np.allclose(found["unseen"], unseen)
    best = tried[seen[tried].argmax()]
    assert found["lam"] == pytest.approx(10 ** (3 * best / 40))
    assert (found["high"], found["low"]) == pytest.approx((seen[best], unseen[best]))
    other = computed(
        luck.choice, luck.OUTPUTS, LIF(), given | {"draw": seed + 1}, tables=tables, compiled=True
    )
    assert not np.array_equal(other["order"][:n], found["order"][:n])
