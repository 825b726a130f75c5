"""A good call of every public verb of the library, by area; ``tests/fuzz.py`` puts bad values into them, one at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

import neurolib as nl
from neurolib import applications, codes, energy, noise, plot, style, trains, units
from neurolib.analysis import f_i_curve, simulate
from neurolib.applications import medicine, memories, routing, silicon, synchrony
from neurolib.crossbar.crossbar import quantise
from neurolib.devices import statistics
from neurolib.plasticity import bcm, orientation
from neurolib.units import Hz, fJ, ms, mV, mW, nm, nS, pA, pJ, um, uS

Made = tuple[Callable[..., Any], dict[str, Any]]  # a call and its arguments, made anew each time
Call = tuple[str, str, Callable[[], Made]]  # area, verb, and what makes it

TRAIN = np.array([0.05, 0.12, 0.2, 0.31, 0.44, 0.52, 0.7, 0.81, 0.93])
OTHER = TRAIN + 0.003
DIRECTIONS = np.linspace(-np.pi, np.pi, 8, endpoint=False)
VECTORS = np.stack([np.cos(DIRECTIONS), np.sin(DIRECTIONS)], axis=-1)
INPUTS = np.array([[1.0, 0.0, 0.2], [0.0, 1.0, 0.1]])
WEIGHTS = np.array([0.3, 0.4, 0.1])
SQUARE = np.array([[1.0, 0.2, 0.1], [0.2, 1.0, 0.3], [0.1, 0.3, 1.0]])
MATRIX = np.array([[0.5, -0.2], [0.1, 0.4], [-0.3, 0.2]])
ACCURACIES = np.array([[0.9, 0.1, 0.1], [0.7, 0.9, 0.2], [0.6, 0.7, 0.9]])
COUNTS = {("spike", "cells"): 1000, ("synaptic event", "cells"): 10_000}


def rng() -> np.random.Generator:
    """Return a new generator, the same each time."""
    return np.random.default_rng(1)


def call(area: str, verb: Callable[..., Any], /, *, title_: str = "", **arguments: Any) -> Call:
    """Return a good call of a verb; what is the function ``rng`` is called anew for each, as a callable in a list is."""
    title = title_ or f"{getattr(verb, '__module__', '').removeprefix('neurolib.')}.{getattr(verb, '__qualname__', verb)}"

    def make() -> Made:
        return verb, {key: value() if isinstance(value, Fresh) else rng() if value is rng else value for key, value in arguments.items()}

    return area, title, make


class Fresh(partial):  # type: ignore[type-arg]
    """An argument that is made anew for each call."""


def method(area: str, owner: Callable[[], Any], verb: str, /, **arguments: Any) -> Call:
    """Return a good call of a method of an object that is made anew for each."""
    _, _, make = call(area, owner, **arguments)
    kind = owner if isinstance(owner, type) else type(owner())
    return area, f"{kind.__name__}.{verb}", lambda: (getattr(owner(), verb), make()[1])


# --- one area after the other -----------------------------------------------------------------------------------------------------


def of_units() -> Iterator[Call]:
    yield call("units", units.factor, unit="mV")
    yield call("units", units.base, unit="pF")
    yield call("units", units.written, unit="uW")
    yield call("units", units.show, value=2e-9, unit="A", digits=4)
    yield call("units", units.quantity, value=-40.0, unit="mV", digits=3)


def of_codes() -> Iterator[Call]:
    a = partial(call, "codes")
    for verb in codes.isi, codes.mean_isi, codes.cv, codes.cv2, codes.lv:
        yield a(verb, times=TRAIN)
    yield a(codes.rate, times=TRAIN, T=1.0)
    yield a(codes.windowed_rate, times=TRAIN, T=1.0, window=0.1, step=0.05)
    yield a(codes.fano, times=TRAIN, T=1.0, window=0.1)
    yield a(codes.latency, times=TRAIN, onset=0.1)
    yield a(codes.lif_latency, drive=np.array([1.5, 2.0]), tau=20 * ms)
    yield a(codes.autocorrelation, times=TRAIN, T=1.0, max_lag=0.1, bin=0.01)
    yield a(codes.spectrum, times=TRAIN, T=1.0, f_max=50.0, resolution=5.0)
    yield a(codes.spike_triggered_average, times=TRAIN, signal=np.sin(np.arange(1000) * 0.1), dt=1 * ms, before=20 * ms, after=10 * ms)
    yield a(codes.population_rate, trains=[TRAIN, OTHER], T=1.0, window=0.1, step=0.05)
    yield a(codes.psth, trains=[TRAIN, OTHER], T=1.0, onsets=np.array([0.3, 0.6]), before=0.1, after=0.2, bin=0.05)
    yield a(codes.cross_covariance, a=TRAIN, b=OTHER, T=1.0, max_lag=0.1, bin=0.01)
    yield a(codes.count_correlation, a=TRAIN, b=OTHER, T=1.0, window=0.1)
    yield a(codes.victor_purpura, a=TRAIN, b=OTHER, q=10.0)
    yield a(codes.van_rossum, a=TRAIN, b=OTHER, tau=10 * ms)
    yield a(codes.von_mises, theta=0.5, preferred=DIRECTIONS, r_max=50.0, kappa=2.0)
    yield a(codes.decode, responses=np.ones(8) + np.cos(DIRECTIONS), weights=VECTORS)
    yield a(codes.population_vector, responses=np.ones(8) + np.cos(DIRECTIONS), preferred=DIRECTIONS)
    yield a(codes.least_squares, responses=np.cos(DIRECTIONS[:, None] - DIRECTIONS) + 1.1, theta=DIRECTIONS)
    yield a(codes.fisher_information, theta=0.5, preferred=DIRECTIONS, r_max=50.0, kappa=2.0, T=0.5)
    yield a(codes.cramer_rao, information=4.0)
    yield a(trains.poisson, rate=20.0, duration=1.0, rng=rng)
    yield a(trains.poisson_dead_time, rate=20.0, dead_time=5 * ms, duration=1.0, rng=rng)
    yield a(trains.gamma, rate=20.0, order=4.0, duration=1.0, rng=rng)
    yield a(trains.inhomogeneous_poisson, rate=lambda t: 20.0, bound=30.0, duration=1.0, rng=rng)
    yield a(trains.common_source, rate_a=20.0, rate_b=30.0, shared=10.0, duration=1.0, rng=rng, delay=5 * ms)
    yield a(noise.telegraph, n=100, fs=1000.0, rng=rng, rate_up=10.0, rate_down=20.0, amplitude=1.0)
    yield a(noise.telegraph_psd, f=np.array([1.0, 10.0]), rate_up=10.0, rate_down=20.0, amplitude=1.0)
    yield a(noise.flicker, n=100, fs=1000.0, rng=rng, method="relaxations", f_low=10.0, f_high=400.0)
    yield a(noise.flicker_psd, f=np.array([1.0, 10.0]), f_low=0.1, f_high=100.0)
    yield a(noise.Flicker, shape=(3, 2), f_low=0.1, f_high=100.0, rng=rng, per_decade=1.0)
    yield method("codes", lambda: noise.Flicker(3, 0.1, 100.0, rng()), "at", t=1.0)
    yield a(noise.stochastic_round, x=np.array([0.3, 0.7]), lsb=0.1, rng=rng)
    yield a(noise.information, sigma=np.array([0.3, 0.7]), amplitude=0.5, threshold=1.0)
    yield a(noise.best_noise, amplitude=0.5, threshold=1.0)
    yield a(noise.averaged_variance, n=10.0, rho=0.1)


def of_energy() -> Iterator[Call]:
    a = partial(call, "energy")

    def ledger() -> energy.Ledger:
        return energy.Ledger(COUNTS, 2.0)

    def prices() -> energy.PriceList:
        return energy.PriceList("mine", (price(),))

    def price(component: str = "spike") -> energy.Price:
        return energy.Price(component, 2 * pJ, "One spike.", "teaching choice", "assumed")

    bill, other = Fresh(lambda: ledger().bill(energy.TEACHING)), Fresh(lambda: ledger().bill(energy.LOIHI))
    yield a(energy.Ledger, counts=COUNTS, duration=2.0)
    yield method("energy", ledger, "bill", prices=energy.TEACHING)
    yield method("energy", ledger, "count", component="spike", where="cells")
    yield method("energy", ledger, "routed", hops=5)
    yield a(energy.Bill, ledger=Fresh(ledger), prices=energy.TEACHING)
    yield a(energy.Comparison, first=bill, second=other)
    yield a(energy.compare, first=bill, second=bill)
    yield a(energy.crossover, activity=np.array([1.0, 10.0]), first=np.array([1.0, 10.0]) * mW, second=5 * mW)
    yield a(energy.Figure, value=3 * pJ, what="Another reading.", source="somebody (2020)", doubted=False)
    yield a(
        energy.Price, component="spike", value=2 * pJ, definition="One spike.", source="teaching choice", kind="assumed", technology="14 nm",
        supply=0.75, low=1 * pJ, high=3 * pJ, unit="J", includes=("hop",), others=(energy.Figure(3 * pJ, "Another.", "somebody (2020)"),),
    )  # fmt: skip
    yield a(energy.PriceList, name="mine", prices=(price(),), note="A note.", without=("clock tick",))
    yield (
        "energy",
        "PriceList.adding",
        lambda: (lambda price, name: prices().adding(price, name=name), {"price": price("hop"), "name": "new"}),
    )
    yield "energy", "PriceList[]", lambda: (lambda component: prices()[component], {"component": "spike"})
    yield method("energy", prices, "covers", component="spike")
    yield a(energy.conversion, bits=8, merit=50 * fJ)
    yield a(energy.ClockedMachine)
    yield method("energy", energy.ClockedMachine, "power", operations=np.array([1e6, 1e7]))
    yield method("energy", energy.ClockedMachine, "gating", power=1 * mW, operations=1e6)
    yield a(energy.EventMachine)
    yield method("energy", energy.EventMachine, "event", fanout=100.0)
    yield method("energy", energy.EventMachine, "power", neurons=1000.0, rate=5.0, fanout=100.0)


@cache
def runs() -> dict[str, Any]:
    """Return runs of one neuron each."""
    adex = nl.AdEx.pattern("adapting")
    return {"LIF": simulate(nl.LIF(), 300 * pA, 50 * ms, dt=0.05 * ms), "AdEx": simulate(adex, 500 * pA, 100 * ms, dt=0.05 * ms)}


def of_plot() -> Iterator[Call]:
    def a(verb: Callable[..., Any], **arguments: Any) -> Call:
        return call("plot", verb, ax=Fresh(lambda: Figure().subplots()), **arguments)

    ledger = energy.Ledger(COUNTS, 2.0)
    yield a(plot.membrane)
    yield a(plot.voltage, run=runs()["LIF"])
    yield a(plot.adaptation, run=runs()["AdEx"])
    yield a(plot.phase_plane, run=runs()["AdEx"], room=(-10 * pA, 90 * pA))
    yield a(plot.f_i, neuron=nl.LIF(), I=np.linspace(0, 500, 11) * pA, simulated=([300 * pA], [63.0]), here=250 * pA)
    yield a(plot.raster, trains=[TRAIN, OTHER], duration=1.0, labels=["one", "two"], color="black")
    yield a(plot.intervals, times=TRAIN, longest=0.2, density=np.ones(10))
    yield a(plot.covariance, lags=np.array([-5.0, 0.0, 5.0]) * ms, C=np.array([1.0, 5.0, 2.0]), noise=0.5)
    yield a(plot.population, preferred=DIRECTIONS, expected=np.ones(8), counts=np.arange(8), stimulus=0.5, estimate=0.7)
    yield a(plot.votes, responses=np.ones(8) + np.cos(DIRECTIONS), weights=VECTORS, stimulus=0.0)
    yield a(plot.bill, bills=[ledger.bill(energy.TEACHING), ledger.bill(energy.LOIHI)], labels=["one", "two"])
    yield a(plot.crossover, activity=np.array([1.0, 10.0]), powers={"events": [1 * mW, 10 * mW], "clock": 5 * mW})
    yield a(plot.filament, device=nl.RRAM(), g=0.9 * nm)
    yield a(plot.dome, f=0.6, molten=0.8)
    figure = Fresh(Figure)
    yield call("plot", style.describe, where=figure, sentence="250 pA: 41.7 Hz.")
    yield call("plot", style.caption, figure=figure, text="Figure 1. **Blue**: V.")
    yield call("plot", style.alt, figure=figure)
    yield a(style.direct_labels, gap=4.0)
    yield call("plot", style.adaptive, color="#0072b2")
    yield call("plot", style.wrap_titles, figure=figure)
    yield call("plot", style.resize, figure=figure, width=6.0, height=4.0)
    yield call("plot", style.svg, figure=figure, words="A figure.")
    yield call("plot", style.html, figure=figure, words="A figure.")


def models(room: str) -> Iterator[Call]:
    """Yield every public model of a room, with its usual parameters; a base of models has none, and cannot be made."""
    for name in nl.__all__:
        kind = getattr(nl, name)
        if isinstance(kind, type) and issubclass(kind, nl.Model) and kind.__module__.startswith(f"neurolib.{room}."):
            with suppress(TypeError, AttributeError):
                kind()
                yield call(room, kind)


def of_neurons() -> Iterator[Call]:
    a = partial(call, "neurons")
    yield from models("neurons")
    yield method("neurons", nl.LIF, "propagator", dt=1 * ms)
    yield method("neurons", nl.LIF, "response", tau=5 * ms, dt=1 * ms)
    yield method("neurons", nl.LIF, "rate", I=np.array([300.0, 400.0]) * pA, sigma=5 * mV, dt=0.1 * ms)
    yield method("neurons", nl.LIF, "time_to_threshold", V=-60 * mV, I=300 * pA)
    yield method("neurons", nl.LIF, "latency", I=300 * pA)
    yield method("neurons", nl.LIF, "shot_noise", q=1 * mV, rate=1000.0)
    yield method("neurons", nl.AdEx, "pattern", name="adapting")
    yield a(simulate, neuron=nl.LIF(), I=300 * pA, duration=10 * ms, dt=0.1 * ms, method="RK4")
    yield a(simulate, neuron=nl.AdEx(), I=np.full(100, 300 * pA), duration=10 * ms, dt=0.1 * ms, method="Euler", title_="simulate (array)")
    yield a(simulate, neuron=nl.LIF(), I=lambda t: 300 * pA + 0 * t, duration=10 * ms, dt=0.1 * ms, title_="simulate (function)")
    yield a(f_i_curve, neuron=nl.LIF(), I=np.array([300.0, 400.0]) * pA, duration=20 * ms, settle=10 * ms, dt=0.1 * ms)


def of_plasticity() -> Iterator[Call]:
    a, m = partial(call, "plasticity"), partial(method, "plasticity")
    soft = partial(nl.STDP, bounds="soft")
    yield from models("plasticity")
    for rule in nl.STDP, nl.TripletSTDP.full:
        yield m(rule, "apply", pre_times=TRAIN, post_times=OTHER, w=0.5)
        yield m(rule, "delivered", pre_times=TRAIN, post_times=OTHER, w=0.5)
        yield m(rule, "pairs", dt=10 * ms, rate=10.0, n=5, w=0.5)
        yield m(rule, "window", dt=np.array([-10.0, 10.0]) * ms)
    yield m(nl.STDP, "drift", r_pre=20.0, r_post=30.0, w=0.5, p_copy=0.1, delay=5 * ms, jitter=2 * ms)
    yield m(nl.TripletSTDP, "drift", r_pre=20.0, r_post=30.0, w=0.5)
    yield m(soft, "fixed_point", r_pre=20.0, r_post=30.0)
    yield m(nl.TripletSTDP, "full", bounds="hard")
    for rule in nl.Hebb, nl.Oja:
        yield m(rule, "step", w=WEIGHTS, x=INPUTS[0], dt=10 * ms)
        yield m(rule, "learn", w=WEIGHTS, inputs=INPUTS, dt=10 * ms)
        yield m(rule, "flow", w=WEIGHTS, C=SQUARE)
        yield m(rule, "solution", w0=WEIGHTS, C=SQUARE, t=1.0)
    yield m(nl.Hebb, "growth", C=SQUARE, t=1.0)
    yield m(nl.BCM, "step", w=WEIGHTS, theta=0.1, x=INPUTS[0], dt=10 * ms)
    yield m(nl.BCM, "learn", w=WEIGHTS, theta=0.1, inputs=INPUTS, dt=10 * ms)
    yield m(nl.BCM, "flow", w=WEIGHTS, theta=0.1, patterns=INPUTS, p=np.array([0.5, 0.5]))
    yield m(nl.BCM, "fixed_point", patterns=INPUTS, responding=[0], p=np.array([0.5, 0.5]))
    yield m(nl.BCM, "eigenvalues", w=WEIGHTS, theta=0.1, patterns=INPUTS, p=np.array([0.5, 0.5]))
    yield m(nl.BCM, "closed_eye_decay", sigma=0.3, p=0.25)
    yield a(bcm.selectivity, responses=np.array([0.1, 0.9, 0.2]))
    yield a(orientation.bars, orientations=12, inputs=24, width=0.35)
    yield a(orientation.learn_bars, rng=rng, rule=nl.BCM(), neurons=2, rounds=3, dt=50 * ms)


def of_devices() -> Iterator[Call]:
    a, m = partial(call, "devices"), partial(method, "devices")
    states = {nl.HPMemristor: 0.5, nl.VTEAM: 1 * nm, nl.Yakopcic: 0.5, nl.RRAM: 1 * nm, nl.PCM: 0.5}
    for device, x in states.items():
        state = device.state[0]
        yield m(device, "current", **{state: x, "v": 0.1})
        yield m(device, "flow", **{state: x, "v": 0.1})
        yield m(device, "simulate", v=0.1, dt=1e-6, duration=1e-5, x0=x)
        yield "devices", f"{device.__name__}.simulate (array)", lambda d=device: (d().simulate, {"v": np.full(10, 0.1), "dt": 1e-6})
    for device, x in states.items() | {nl.SoftBounds: 0.2, nl.ExpStep: 0.2, nl.ExpCurve: 5 * uS}.items():
        yield m(device, "conductance", x=x, v=0.1)
        yield m(device, "set_conductance", G=sum(device().conductances) / 2)
        yield m(device, "read_energy", x=x, v=0.1, t=1e-7)
    for device, x in {nl.SoftBounds: 0.2, nl.ExpStep: 0.2, nl.ExpCurve: 5 * uS, nl.PCM: 0.5}.items():
        yield m(device, "pulse", **{device.state[0]: x} if device is nl.PCM else {"w": x}, sign=1, rng=rng)
        yield m(device, "pulse_energy", **{"f" if device is nl.PCM else "x": x}, sign=1)
    for device, x in {nl.SoftBounds: 0.2, nl.ExpStep: 0.2, nl.ExpCurve: 5 * uS}.items():
        yield m(device, "up", **{device.state[0] if device is nl.ExpCurve else "w": x})
        yield m(device, "down", **{device.state[0] if device is nl.ExpCurve else "w": x})
    for device in nl.SoftBounds, nl.ExpStep:
        yield m(partial(device, d2d=0.3), "drawn", shape=(3, 2), rng=rng)
        yield m(device, "preset", name=next(iter(device.presets)))
        yield m(device, "relative", bound="w_min")
    yield m(nl.ExpCurve, "potentiation", P=10.0)
    yield m(nl.ExpCurve, "depression", P=10.0)
    yield m(nl.PCM, "set", f=0.2, t=5e-9, i=0.3e-3)
    yield m(nl.PCM, "reset", f=0.9, i=0.5e-3, t_q=1e-9)
    yield m(nl.PCM, "recrystallised", t_q=1e-9)
    yield m(nl.PCM, "exponent", f=0.5, t=100.0)
    yield m(nl.HPMemristor, "lobe_area", V_0=1.0, f=1.0, x0=0.1)
    yield from models("devices")
    for verb in "pre", "post":
        yield m(nl.OverlapSTDP, verb, t=5 * ms)
    yield m(nl.OverlapSTDP, "voltage", t=5 * ms, lag=10 * ms)
    for verb in "window", "integral":
        yield m(nl.OverlapSTDP, verb, lag=10 * ms)
    yield m(nl.OverlapSTDP, "drift", r_pre=20.0, r_post=30.0)
    for verb in statistics.nu_mean, statistics.nu_std:
        yield a(verb, g=0.5)
    yield a(statistics.programming_std, g=0.5, G_max=25 * uS)
    yield a(statistics.read_std, g=0.5, t=100.0, t_r=250e-9)
    yield a(statistics.drifted, G=10 * uS, t=100.0, nu=0.05, t_0=20.0)
    yield a(statistics.flip_time, G_plus=10 * uS, G_minus=5 * uS, nu_plus=0.06, nu_minus=0.05, t_0=20.0)
    run = lambda: nl.HPMemristor().simulate(0.1, 1e-6, 1e-5)  # noqa: E731
    yield m(run, "lobe_area", periods=1)


def of_crossbar() -> Iterator[Call]:
    a, m = partial(call, "crossbar"), partial(method, "crossbar")

    def chip() -> nl.Crossbar:
        return nl.Crossbar(nl.SoftBounds(), seed=1).program(MATRIX)

    yield a(
        nl.Crossbar, device=nl.SoftBounds(), seed=0, dac_bits=8, adc_bits=8, adc_range=2.0, differential=True, read_disturb=False, age=20.0,
        wire_resistance=1.0, d2d=0.1, c2c=0.1, drift=0.05, drift_std=0.01, stuck_off=0.01, stuck_on=0.01, read_noise=0.01,
        white_noise=0.01, V_read=0.2, t_read=1e-7, x_max=1.0, merit=5e-14,
    )  # fmt: skip
    yield m(chip, "program", W=MATRIX, w_max=1.0, verify=2, tolerance=0.01)
    yield m(chip, "read", x=np.array([0.1, 0.2, 0.3]), t=100.0)
    yield m(chip, "disturb", x=np.array([0.1, 0.2, 0.3]), reads=10.0)
    yield m(chip, "update", dW=0.1 * MATRIX)
    yield m(chip, "update_batch", X=INPUTS, D=np.array([[0.1, 0.2], [0.3, 0.1]]), rate=0.1, slots=31, each=False)
    yield "crossbar", "Crossbar.fresh", lambda: (lambda seed: chip().fresh(seed), {"seed": 3})
    yield a(quantise, x=np.array([0.1, 0.2]), bits=4, full_scale=1.0, zero=False)
    held = lambda: learnt().array("learning")  # noqa: E731
    yield m(held, "at", t=2.0)


@cache
def learnt() -> Any:
    """Return a run of a network with all that can be asked of."""
    net = nl.Network()
    inputs, cells = net.poisson(3, rate=50 * Hz, name="inputs"), net.population(nl.LIF(), 2, name="cells")
    net.project(inputs, cells, weight=2 * mV, delay=1 * ms, plasticity=nl.STDP(), crossbar=nl.Crossbar(nl.SoftBounds()), name="learning")
    return nl.Clocked(dt=0.1 * ms).run(net, 0.1, record={cells: [0]}, snapshots=3)


FOLDER = tempfile.TemporaryDirectory(prefix="neurolib-fuzz-")
PLACE = Path(FOLDER.name)


def of_network() -> Iterator[Call]:
    def net() -> nl.Network:
        made = nl.Network()
        made.population(nl.LIF(), 4, I=100 * pA, name="cells"), made.poisson(3, 20 * Hz, name="inputs")
        made.project(made.groups[1], made.populations[0], 2 * mV, 1 * ms, name="synapses")
        return made

    def on(verb: str, /, **arguments: Any) -> Call:
        _, _, make = call("network", net, **arguments)
        return "network", f"Network.{verb}", lambda: (getattr(net(), verb), make()[1])

    def project(way: str, /, **arguments: Any) -> Call:
        def make() -> Made:
            own = net()
            ends = {"pre": own.groups[1], "post": own.populations[0], "weight": 1 * mV, "delay": 1 * ms}
            return own.project, {key: value() if isinstance(value, Fresh) else value for key, value in (ends | arguments).items()}

        return "network", f"Network.project ({way})", make

    yield on("population", neuron=nl.LIF(), n=3, I=np.array([0.0, 100.0, 200.0]) * pA, V=-60 * mV, name="more")
    yield on("population", neuron=nl.LIF(), n=3, noise=1e-12, V_T=np.array([-50.0, -49.0, -51.0]) * mV, t_ref=2 * ms)
    yield on("population", neuron=nl.LIF(), n=3, I=([0.0, 10 * ms], [100 * pA, 200 * pA]))
    yield on("poisson", n=3, rate=np.array([10.0, 20.0, 30.0]), name="more")
    yield on("spikes", times=[[10 * ms, 20 * ms], [15 * ms]], n=3, name="more")
    yield on("spikes", times=(TRAIN, np.arange(9) % 3), n=3)
    yield on("remove", part="synapses")
    yield project("delta", probability=0.5, synapse="delta", name="more", autapses=True)
    yield project("exponential", weight=np.full((3, 4), 10 * pA), synapse="exponential", tau=5 * ms, delay=np.full((3, 4), 2 * ms))
    yield project("conductance", weight=1 * nS, synapse="conductance", tau=5 * ms, E_rev=0 * mV, in_degree=2)
    yield project("pairs", pairs=([0, 1], [2, 3]), weight=np.array([1.0, 2.0]) * mV, delay=np.array([1.0, 2.0]) * ms)
    yield project("plastic", plasticity=nl.STDP(), w_max=2 * mV, out_degree=2)
    yield project("crossbar", crossbar=Fresh(lambda: nl.Crossbar(nl.PCM())))
    yield project("drawn", weight=lambda r, n: r.normal(1, 0.1, n) * mV, delay=1 * ms)

    def engine(kind: Any, verb: str, /, **arguments: Any) -> Call:
        return method("network", kind, verb, net=Fresh(net), **arguments)

    clocked, events = partial(nl.Clocked, dt=0.1 * ms), nl.EventDriven
    yield call("network", nl.Clocked, dt=0.1 * ms, method="RK4")
    for kind in clocked, events:
        yield engine(kind, "run", duration=0.02, seed=1, record={"cells": [0, 1]}, progress=lambda now, end: None, snapshots=0)
        yield engine(kind, "stream", duration=0.02, every=0.01, seed=1)
        yield engine(kind, "start", seed=1)
        yield method("network", lambda k=kind: k().start(net(), 1), "run", duration=0.02, progress=lambda now, end: None)
        for part, name, value in ("cells", "I", 200 * pA), ("synapses", "weight", 1 * mV), ("inputs", "rate", 10.0):
            yield method("network", lambda k=kind: k().start(net(), 1), "set", part=part, **{name: value})
        yield method("network", lambda k=kind: k().start(net(), 1), "restore", state=Fresh(lambda k=kind: k().start(net(), 1).store()))
    for verb, part in (
        ("spikes", "cells"), ("trains", "cells"), ("rates", "cells"), ("V", "cells"), ("pairs", "learning"), ("weights", "learning"),
        ("snapshots", "learning"), ("array", "learning"),
    ):  # fmt: skip
        argument = {"spikes": "group", "trains": "group", "rates": "group", "V": "population"}.get(verb, "projection")
        yield method("network", learnt, verb, **{argument: part})
    yield method("network", learnt, "state", population="cells", name="V")
    yield method("network", learnt, "prices", prices=energy.TEACHING)
    yield method("network", learnt, "save", path=str(PLACE / "saved"))
    learnt().save(str(PLACE / "run.npz"))
    yield call("network", nl.load, path=str(PLACE / "run.npz"))
    yield "network", "Group[]", lambda: (lambda some: net().populations[0][some], {"some": slice(0, 2)})
    yield "network", "View[]", lambda: (lambda some: net().populations[0][:3][some], {"some": slice(0, 2)})


def of_applications() -> Iterator[Call]:
    a, m = partial(call, "applications"), partial(method, "applications")
    yield from _learning(a, m)
    yield from _medicine(a, m)
    yield from _silicon(a, m)
    yield from _routing(a, m)
    yield from _trials(a, m)


@cache
def images() -> applications.Digits:
    """Return a few images, so that a call is over soon."""
    whole = applications.Digits.split(rng(), 100)
    return applications.Digits(whole.x[:20], whole.c[:20], whole.x_test[:20], whole.c_test[:20])


@cache
def two_tasks() -> tuple[applications.Task, ...]:
    """Return two small tasks."""
    x, c, x_test, c_test = (getattr(images(), name) for name in ("x", "c", "x_test", "c_test"))
    return tuple(applications.Task(x, c, x_test, c_test) for _ in range(2))


def _learning(a: Any, m: Any) -> Iterator[Call]:
    from neurolib.applications import continual, digits

    theta = continual.start(rng())
    small = {"theta": WEIGHTS, "gradient": WEIGHTS, "theta_star": WEIGHTS / 2, "F": WEIGHTS, "rate": 0.1, "lam": 2.0}
    yield a(applications.cl_metrics, R=ACCURACIES)
    yield a(applications.forward_transfer, R=ACCURACIES, b=np.array([0.1, 0.1, 0.1]))
    yield a(applications.ewc, theta=WEIGHTS, theta_star=WEIGHTS / 2, F=WEIGHTS, lam=2.0)
    yield a(applications.implicit_step, **small)
    yield a(applications.diag_fisher, X=INPUTS, w=WEIGHTS)
    yield a(applications.tasks, kind="permuted", rng=rng, train=1200)
    yield a(applications.score, theta=theta, task=two_tasks()[0])
    yield a(applications.fisher, theta=theta, task=two_tasks()[0], kind="batch", rng=rng, batch=10)
    yield a(
        applications.in_sequence, learnt=list(two_tasks()), rng=rng, method="EWC", lam=20.0, importance="exact", kept=2, epochs=1, rate=0.1,
        batch=10, watch=1,
    )  # fmt: skip
    yield a(digits.Digits.split, rng=rng, train=100)
    yield a(digits.Numbers, W=np.zeros((65, 10)), lsb=0.1, rounding="stochastic", rng=rng, bound=1.0)
    yield m(digits.Numbers, "read", x=np.ones(65))
    yield m(digits.Numbers, "update", dW=np.full((65, 10), 0.1))
    yield a(digits.Devices, device=nl.SoftBounds(), rng=rng, rounding="stochastic", shape=(65, 10))
    held = lambda: digits.Devices(nl.SoftBounds(), rng())  # noqa: E731
    yield m(held, "read", x=np.ones(65))
    yield m(held, "update", dW=np.full((65, 10), 0.1))
    yield a(digits.accuracy, memory=Fresh(digits.Numbers), data=images())
    yield a(digits.learn, memory=Fresh(digits.Numbers), data=images(), rng=rng, rate=0.05, epochs=1, batch=5)
    yield a(digits.softmax, z=INPUTS)
    yield a(memories.palimpsest_overlap, q=0.1, t=5.0)
    yield a(memories.palimpsest_lifetime, N=10_000.0, q=0.1)
    yield a(memories.best_q, N=10_000.0)
    yield a(memories.palimpsest, N=50, q=0.1, patterns=5, rng=rng)
    yield a(memories.Cascade)
    yield m(memories.Cascade, "signal", t=np.array([0.0, 5.0]))
    yield m(memories.Cascade, "lifetime", N=10_000.0)
    yield m(memories.Cascade, "simulate", N=50, patterns=5, rng=rng)
    yield a(memories.Drifting, theta=theta, rng=rng)
    yield m(lambda: memories.Drifting(theta, rng()), "weights", t=100.0, remedy="global")


def _medicine(a: Any, m: Any) -> Iterator[Call]:
    yield a(medicine.pattern, kind="iTBS")
    yield a(medicine.tbs_schedule, kind=(3, 2, 2.0))
    yield a(medicine.TwoSubstances)
    yield m(medicine.TwoSubstances, "train", bursts=5, contraction=True)
    yield m(medicine.TwoSubstances, "after", kind="iTBS", contraction=True)
    yield a(medicine.primed_threshold, rate=20.0, time=10.0, nu_0=10.0, tau=60.0, before=5.0)
    yield a(medicine.flip_time, rate=20.0, test=15.0, nu_0=10.0, tau=60.0)
    yield a(medicine.homeostatic_gain, target=5.0, drive=10.0, largest=3.0)
    yield a(medicine.paired_lag, isi=25 * ms, latency=20 * ms)
    yield a(medicine.Calcium)
    yield m(medicine.Calcium, "level", t=np.array([0.1, 0.2]), pre_times=TRAIN, post_times=OTHER)
    yield m(medicine.Calcium, "times_above", pre_times=TRAIN, post_times=OTHER)
    yield m(medicine.Calcium, "change", pre_times=TRAIN, post_times=OTHER, rho=0.5)
    yield m(medicine.Calcium, "pairs", dt=10 * ms, rate=1.0, n=5, rho=0.5)
    yield a(medicine.two_eyes, n=10, K=3, sigma=0.5, rng=rng)
    yield a(medicine.patches, n=3, rng=rng, eyes=(0.0, 2.0), noise=(1.0, 0.5), contrast=(0.5, 1.0), masked=True)
    yield a(medicine.dominance, w=np.array([0.3, 0.1, 0.2, 0.4]), views=np.array([[1.0, 0.2], [0.1, 0.9], [0.4, 0.4]]))
    yield a(synchrony.order_parameter, theta=DIRECTIONS / 3, m=1)
    yield a(synchrony.incoherent, n=100)
    yield a(synchrony.onset, density=1.0)
    yield a(synchrony.lorentzian_order, K=3.0, gamma=0.5)
    yield a(synchrony.reset_times, order="shuffled", period=1.0, cycles=5, sites=4, start=0.0, rng=rng)
    yield a(synchrony.locked_drift, stdp=nl.STDP(), period=20 * ms, lag=5 * ms)
    yield a(synchrony.spike_phases, trains=[TRAIN, OTHER], times=np.array([0.2, 0.3]))
    few = lambda: synchrony.Oscillators().start(5, rng())  # noqa: E731
    yield a(synchrony.Oscillators)
    yield m(synchrony.Oscillators, "start", n=5, rng=rng, synchronous=True)
    yield m(synchrony.Oscillators, "run", rhythm=Fresh(few), duration=2.0, resets=np.array([[0.1], [0.5]]), dt=0.05, every=5)
    yield a(synchrony.Pacemakers)
    yield m(synchrony.Pacemakers, "network", rng=rng, resets=np.array([[0.1], [0.5]]), weight=0.3)


def _trials(a: Any, m: Any) -> Iterator[Call]:
    from neurolib.applications import trials

    D = np.array([-0.4, -0.2, 0.1, -0.3, -0.5, -0.1])
    plan = {"question": "Is R lower?", "outcome": "mean R", "waiting": 60.0, "pairs": 6, "smallest": 0.1, "alpha": 0.05}
    yield a(trials.dose, onsets=np.array([[0.0, 0.5, 2.0], [1.0, 1.2, 3.0]]), pulse=1.0)
    yield a(trials.paired, differences=D)
    yield a(trials.bootstrap, differences=D, rng=rng, repeats=50, level=0.05)
    yield a(trials.sign_test, differences=D)
    yield a(trials.smallest_trial, alpha=0.05)
    yield a(trials.agreeing, n=10, alpha=0.05)
    yield a(trials.power, n=10, q=0.9, alpha=0.05)
    yield a(trials.any_positive, single=0.04, k=np.array([1.0, 5.0]))
    yield a(trials.false_positives, differences=np.outer(D, [1.0, -1.0]), rng=rng, alpha=0.05, repeats=50)
    yield a(trials.Registration, **plan)
    yield m(lambda: trials.Registration(**plan), "decide", differences=D)


def _silicon(a: Any, m: Any) -> Iterator[Call]:
    pictures = np.array([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]])
    yield a(silicon.straight_line, x=np.array([1.0, 2.0, 3.0]), y=np.array([1.1, 1.9, 3.2]))
    yield m(lambda: silicon.Line(1.0, 0.5, 0.1, 0.1), "inverse", reading=2.0)
    yield a(silicon.Instrument)
    yield m(silicon.Instrument, "set", voltage=np.array([0.1, 0.2]))
    yield m(silicon.Instrument, "read", current=np.array([10.0, 20.0]) * 1e-9, coarse=False)
    yield m(silicon.Instrument, "count", current=np.array([10.0, 20.0]) * pA, rng=rng)
    bill, rails = energy.Ledger(COUNTS, 2.0).bill(energy.TEACHING), {"spike": "core", "synaptic event": "core", "leak": "rest"}
    yield a(silicon.rails, bill=bill, of=rails)
    yield a(silicon.memory_break_even, steps=8, weight_bits=8)
    yield a(silicon.thermal_voltage, T=300.0)
    for verb in silicon.mismatch_sigma, silicon.mismatch_cv:
        yield a(verb, sigma_vt=5 * mV, kappa=0.7, T=300.0)
    yield a(silicon.pelgrom, A_VT=3.5e-9, width=1 * um, length=1 * um)
    yield a(silicon.dpi_tau, C=1e-12, I_tau=10 * pA, kappa=0.7, T=300.0)
    yield a(silicon.Mismatched, sigma=0.2, rng=rng, W=MATRIX, bound=4.0)
    yield m(lambda: silicon.Mismatched(0.2, rng(), MATRIX), "read", x=np.ones(3))
    yield a(silicon.count_bits, steps=15)
    for verb in silicon.spiking_layer, silicon.quantised_layer:
        yield a(verb, counts=pictures, outputs=10, steps=4, weight_bits=8, state_bits=32)
    yield a(silicon.break_even_rate, density=0.5, steps=8, event=40 * pJ, multiply=80 * pJ, state=1 * pJ)
    yield a(silicon.synapse_memory, synapses=1000, weight_bits=8, index_bits=10)
    yield a(silicon.break_even_density, targets=1000, weight_bits=8)
    yield a(silicon.analog_energy, bits=8.0, factor=1000.0, T=300.0)
    yield a(silicon.digital_energy, bits=8.0, unit=1e-15)
    yield a(silicon.hartley, n=4)
    chip = Fresh(lambda: nl.Crossbar(nl.SoftBounds()).program(silicon.hartley(4)))
    yield a(silicon.there_and_back, chip=chip, picture=np.eye(4))
    yield a(silicon.psnr, picture=np.eye(4), returned=0.9 * np.eye(4))


@cache
def mapped() -> tuple[Any, ...]:
    """Return a network, a run of it, a mesh, a core and a placement."""
    net = nl.Network()
    cells = net.population(nl.LIF(), 6, I=400 * pA, name="cells")
    net.project(cells, cells, 0.1 * mV, 1 * ms, probability=0.5)
    mesh, core = routing.Mesh(k=2), routing.Core(circuits=2)
    return net, nl.EventDriven().run(net, 0.05), mesh, core, routing.fill(net, mesh, core)


def _routing(a: Any, m: Any) -> Iterator[Call]:
    net, run, mesh, core, cores = mapped()
    cells = net.populations[0]
    rates = {cells: np.full(6, 10.0)}
    yield a(routing.address_bits, n=1000)
    for verb in routing.aer_wait, routing.aer_jitter:
        yield a(verb, rate=1e5, service=1e-6)
    yield a(routing.queue, times=TRAIN, service=0.05)
    yield a(routing.aloha, load=0.3)
    yield a(routing.Mesh)
    yield m(routing.Mesh, "hops", start=3, end=np.array([5, 9]))
    yield m(routing.Mesh, "free_latency", hops=3)
    yield m(routing.Mesh, "route", start=3, end=9)
    yield m(routing.Mesh, "tree", start=3, targets=[5, 9])
    yield m(routing.Mesh, "sideways", link=(3, 4))
    yield m(routing.Mesh, "deliver", times=np.array([1e-6, 2e-6]), sources=np.array([0, 3]), targets=[[5], [7, 9]], multicast=True)
    yield a(routing.Core)
    yield m(routing.Core, "needed", fan_in=np.array([10, 300]))
    yield a(routing.fan_in, net=net, population=cells, seed=0)
    yield a(routing.fill, net=net, mesh=mesh, core=core, rng=rng, seed=0)
    yield a(routing.occupied, net=net, mesh=mesh, core=core, cores=cores, seed=0)
    yield a(routing.flow, net=net, rates=rates, seed=0)
    yield a(routing.improved, net=net, mesh=mesh, cores=cores, rates=rates, rng=rng, tries=20, seed=0)
    yield a(routing.packets, run=run, cores=cores, speed_up=10.0)
    yield a(routing.routed, run=run, mesh=mesh, cores=cores, speed_up=10.0, multicast=True)


def calls() -> Iterator[Call]:
    """Yield a good call of every verb."""
    for area in (
        of_network, of_neurons, of_plasticity, of_devices, of_crossbar, of_codes, of_energy, of_plot, of_units, of_applications
    ):  # fmt: skip
        yield from area()


# What may stand in place of a good value although it looks like none there, as its docstring says: (verb, argument, bad value).
MAY_BE = {
    ("", "name", "'x'"),
    ("", "record", "dictionary"),  # of nothing
    ("", "progress", "returns nothing"), ("", "progress", "returns nan"),  # nobody asks what it returns
    ("units.show", "value", "nan"), ("units.show", "value", "inf"),  # "nan A", "inf s"
    ("units.quantity", "value", "nan"), ("units.quantity", "value", "inf"),
    ("crossbar.crossbar.quantise", "x", "inf"), ("crossbar.crossbar.quantise", "x", "an inf in it"),  # saturated, as a converter is
    ("plot.raster", "trains", "an inf in it"),  # a neuron that never fires, as lif_latency says it
}  # fmt: skip
