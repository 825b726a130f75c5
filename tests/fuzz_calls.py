"""A good call of every public verb of the library, by area; ``tests/fuzz.py`` puts bad values into
them, one at a time.

Verbs are found, not listed: the public functions and classes of the modules in ``ROOMS``, and the
methods of these classes. An argument gets the good value that ``GOOD`` holds for its name in the
area, or for "verb.name" where one verb needs another; the usual value of an argument may stand for
it. Where no value is known, :func:`calls` fails and says so, and with it a test: no new verb can be
left out. A new neuron, rule or device needs no word here: its parameters have usual values, and a
device's states lie between its bounds. ``MAKE`` makes the objects whose classes are not called with
such values, and ``more`` yields what a verb can do besides.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nir
import numpy as np
from matplotlib.figure import Figure

import neurolib as nl
from neurolib import (
    analysis,
    applications,
    codes,
    energy,
    noise,
    plot,
    recording,
    replication,
    style,
    sweeping,
    trains,
    units,
)
from neurolib.applications import learning
from neurolib.applications.bills import claim, network_bill, nir_graph
from neurolib.applications.bills.nir import Integrator, Readout, Summer, from_nir
from neurolib.applications.chip import bring_up, chip, measuring, own_chip, routing, silicon
from neurolib.applications.learning import continual
from neurolib.applications.medicine import synchrony
from neurolib.crossbar import SynapticArray, quantise
from neurolib.devices import statistics
from neurolib.devices.continuous import DeviceRun
from neurolib.devices.device import Device
from neurolib.engines.session import Session
from neurolib.plasticity import bcm, orientation
from neurolib.units import Hz, fJ, ms, mV, mW, nA, nm, nS, pA, pF, pJ, uA, um, uS

Made = tuple[Callable[..., Any], dict[str, Any]]  # a call and its arguments, made anew each time
Call = tuple[str, str, Callable[[], Made]]  # area, verb, and what makes it


class Fresh(partial):  # type: ignore[type-arg]
    """An argument that is made anew for each call."""


USUAL = object()  # the usual value of an argument, whatever others of its name get
RNG = Fresh(np.random.default_rng, 1)
TRAIN = np.array([0.05, 0.12, 0.2, 0.31, 0.44, 0.52, 0.7, 0.81, 0.93])
OTHER = TRAIN + 0.003
DIRECTIONS = np.linspace(-np.pi, np.pi, 8, endpoint=False)
INPUTS = np.array([[1.0, 0.0, 0.2], [0.0, 1.0, 0.1]])
WEIGHTS = np.array([0.3, 0.4, 0.1])
SQUARE = np.array([[1.0, 0.2, 0.1], [0.2, 1.0, 0.3], [0.1, 0.3, 1.0]])
MATRIX = np.array([[0.5, -0.2], [0.1, 0.4], [-0.3, 0.2]])
COUNTS = {("spike", "cells"): 1000, ("synaptic event", "cells"): 10_000}
D = np.array([-0.4, -0.2, 0.1, -0.3, -0.5, -0.1])
PICTURES = np.array([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]])
SPIKES = np.random.default_rng(1).random((4, 2, 3)) < 0.5  # steps, pictures, inputs
FOLDER = tempfile.TemporaryDirectory(prefix="neurolib-fuzz-")
PLACE = Path(FOLDER.name)


# --- objects that verbs ask for -------------------------------------------------------------------


def timed() -> tuple[Any, Any]:
    """Return a run whose spike times have a gradient, and its population."""
    net = nl.Network()
    source, target = net.spikes([0.001], n=1), net.population(nl.LIF(t_ref=0), 1)
    net.project(source, target, 3 * nA, delay=1 * ms, synapse="exponential", tau=5 * ms)
    return nl.EventDriven().run(net, 0.0035), target


def passed() -> tuple[Any, ...]:
    """Return weights, input spikes and what a layer did with them."""
    rng = np.random.default_rng(1)
    weights, x = learning.start(5, 7, 3, rng), (rng.random((6, 4, 5)) < 0.4).astype(float)
    return weights, x, learning.forward(learning.SpikingLayer(), weights, x)


def ledger() -> energy.Ledger:
    return energy.Ledger(COUNTS, 2.0)


def price(component: str = "spike") -> energy.Price:
    return energy.Price(component, 2 * pJ, "One spike.", "teaching choice", "assumed")


def prices() -> energy.PriceList:
    return energy.PriceList("mine", (price(),))


def array(W: Any = MATRIX) -> nl.Crossbar:
    return nl.Crossbar(nl.SoftBounds(), seed=1).program(W)


def network() -> nl.Network:
    net = nl.Network()
    net.population(nl.LIF(), 4, I=100 * pA, name="cells"), net.poisson(3, 20 * Hz, name="inputs")
    net.project(net.groups[1], net.populations[0], 2 * mV, 1 * ms, name="synapses")
    return net


def terminals() -> nl.Network:
    """Return a network whose synapses tire, with currents that can be recorded."""
    net = nl.Network()
    cells, inputs = net.population(nl.LIF(), 4, name="cells"), net.poisson(3, 20 * Hz)
    plastic = {"synapse": "exponential", "tau": 5 * ms, "plasticity": nl.TsodyksMarkram()}
    net.project(inputs, cells, 20 * pA, 1 * ms, name="synapses", **plastic)
    return net


@cache
def learnt() -> Any:
    """Return a run of a network with all that can be asked of."""
    net = nl.Network()
    inputs, cells = (
        net.poisson(3, rate=50 * Hz, name="inputs"),
        net.population(nl.LIF(), 2, name="cells"),
    )
    net.project(
        inputs,
        cells,
        weight=2 * mV,
        delay=1 * ms,
        plasticity=nl.STDP(),
        crossbar=nl.Crossbar(nl.SoftBounds()),
        name="learning",
    )
    run = nl.Clocked(dt=0.1 * ms).run(net, 0.1, record={cells: [0]}, snapshots=3)
    run.save(str(PLACE / "run.npz"))
    return run


@cache
def simulated(name: str) -> Any:
    neuron = nl.LIF() if name == "LIF" else nl.AdEx.pattern("adapting")
    return nl.simulate(neuron, 400 * pA, 60 * ms, dt=0.05 * ms)


@cache
def images() -> applications.Digits:
    """Return a few images, so that a call is over soon."""
    whole = applications.Digits.split(np.random.default_rng(1), 100)
    return applications.Digits(whole.x[:20], whole.c[:20], whole.x_test[:20], whole.c_test[:20])


@cache
def task() -> Any:
    return continual.Task(*(getattr(images(), name) for name in ("x", "c", "x_test", "c_test")))


@cache
def placed() -> tuple[Any, ...]:
    """Return a network, a run of it, a mesh, a core and a placement."""
    net = nl.Network()
    cells = net.population(nl.LIF(), 6, I=400 * pA, name="cells")
    net.project(cells, cells, 0.1 * mV, 1 * ms, probability=0.5)
    mesh, core = routing.Mesh(k=2), routing.Core(circuits=2)
    return net, nl.EventDriven().run(net, 0.05), mesh, core, routing.fill(net, mesh, core)


@cache
def graph() -> Any:
    """Return a NIR graph of one layer, and write it and its events to files."""
    each = (np.full(2, value) for value in (20 * ms, 1.0, 0.0, 1.0, 0.0))
    made = nir.NIRGraph.from_list(nir.Linear(np.full((2, 3), 0.5)), nir.LIF(*each))
    nir.write(PLACE / "model.nir", made)
    np.savez(PLACE / "events.npz", times=[0.001, 0.002, 0.004], indices=[0, 1, 2])
    return made


@cache
def bench_task() -> Any:
    return chip.digit_task(np.random.default_rng(0), 5)


def found() -> bring_up.Identified:
    return bring_up.identify_neuron(np.arange(1, 9) * 50 * pA, [0, 0, 0, 0, 30, 55, 73, 90], 1.0)


def begun() -> Any:
    """Return a measurement that waits for the answer to its first request."""
    made = measuring.measurement(lambda bench: bench.wait(60.0))
    made.begin(30.0)
    return made


def in_a_folder() -> own_chip.Ledger:
    """Return a ledger that is empty, and stays so for all others."""
    return own_chip.Ledger("ada", 150.0, tempfile.mkdtemp(dir=PLACE))


def bench() -> Any:
    return chip.Bench(chip.VirtualChip(np.random.default_rng(1)))


# --- good values ----------------------------------------------------------------------------------

ROOMS: dict[str, list[Any]] = {
    "units": [units],
    "codes": [codes, trains, noise],
    "energy": [energy],
    "plot": [plot, style],
    "neurons": [analysis, replication, sweeping],
    "plasticity": [bcm, orientation],
    "devices": [statistics],
    "crossbar": [],
    "network": [],
    "applications": [
        importlib.import_module(each.name)
        for each in pkgutil.walk_packages(applications.__path__, "neurolib.applications.")
    ],
}
GOOD: dict[str, dict[str, Any]] = {
    "units": {
        "unit": "mV", "value": -40.0, "digits": 3, "fractions": [0.95, 0.97], "meaning": "a voltage", "low": -1.0, "high": 1.0, "teaching": (-0.5, 0.5), "step": 0.1,
        "default": 0.2, "name": "I", "quantity": nl.Quantity("mV", "a voltage", -1.0, 1.0), "Knob.value": 0.2, "model": nl.LIF(),
        "view": Fresh(lambda: nl.View(lambda model: model.tau, lambda ax, data: ax.plot([0, data]), lambda model, data: f"{data}")),
        "vary": ["C", "g_L"], "presets": {"large": {"C": 300 * pF}}, "play": "C",
    },
    "codes": {
        "times": TRAIN, "a": TRAIN, "b": OTHER, "trains": [TRAIN, OTHER], "T": 1.0, "max_lag": 0.1, "bin": 0.01, "window": 0.1, "step": 0.05,
        "information": 4.0, "responses": np.ones(8) + np.cos(DIRECTIONS), "preferred": DIRECTIONS, "theta": 0.5, "r_max": 50.0, "kappa": 2.0,
        "weights": np.stack([np.cos(DIRECTIONS), np.sin(DIRECTIONS)], axis=-1), "onset": 0.1, "drive": np.array([1.5, 2.0]), "tau": 20 * ms,
        "least_squares.responses": np.cos(DIRECTIONS[:, None] - DIRECTIONS) + 1.1, "least_squares.theta": DIRECTIONS, "q": 10.0,
        "onsets": np.array([0.3, 0.6]), "before": 0.1, "after": 0.2, "psth.bin": 0.05, "f_max": 50.0, "resolution": 5.0, "dt": 1 * ms,
        "signal": np.sin(np.arange(1000) * 0.1), "spike_triggered_average.before": 20 * ms, "rng": RNG, "duration": 1.0,
        "spike_triggered_average.after": 10 * ms, "rate_a": 20.0, "rate_b": 30.0, "shared": 10.0, "delay": 5 * ms, "rate": 20.0,
        "order": 4.0, "inhomogeneous_poisson.rate": lambda t: 20.0, "bound": 30.0, "dead_time": 5 * ms, "shape": (3, 2), "t": 1.0,
        "per_decade": 1.0, "n": 100, "fs": 1000.0, "method": "relaxations", "f_low": 10.0, "f_high": 400.0, "f": np.array([20.0, 50.0]),
        "x": np.array([0.3, 0.7]), "lsb": 0.1, "sigma": np.array([0.3, 0.7]), "rate_up": 10.0, "rate_down": 20.0, "rho": 0.1, "amplitude": 0.5,
        "allan_variance.x": np.sin(np.arange(100) * 0.7), "m": np.array([1, 10]), "p": np.array([0.6, 0.9]),
        "inputs": INPUTS, "multiplicative_weight_noise.weights": WEIGHTS, "additive_weight_noise.sigma": 0.1,
        "multiplicative_weight_noise.sigma": 0.1, "symbols": [0, 1, 1, 2], "corrected": False, "length": 4, "biased": True,
        "mutual_information.x": [0, 1, 0, 1], "mutual_information.y": [2, 3, 2, 2], "frequency": 20.0, "rayleigh.times": np.arange(12) / 13,
    },
    "energy": {
        "ledger": Fresh(ledger), "prices": energy.TEACHING, "counts": COUNTS, "duration": 2.0, "component": "spike", "where": "cells",
        "hops": 5, "first": Fresh(lambda: ledger().bill(energy.TEACHING)), "second": Fresh(lambda: ledger().bill(energy.TEACHING)),
        "activity": np.array([1.0, 10.0]), "crossover.first": np.array([1.0, 10.0]) * mW, "crossover.second": 5 * mW, "value": 3 * pJ,
        "what": "Another reading.", "source": "somebody (2020)", "doubted": False, "definition": "One spike.", "kind": "assumed",
        "technology": "14 nm", "supply": 0.75, "low": 1 * pJ, "high": 4 * pJ, "unit": "J", "includes": ("hop",), "name": "mine",
        "others": (energy.Figure(3 * pJ, "Another.", "somebody (2020)"),), "PriceList.prices": (price(),), "note": "A note.",
        "without": ("clock tick",), "bits": 8, "merit": 50 * fJ, "operations": np.array([1e6, 1e7]), "power": 1 * mW, "fanout": 100.0,
        "ClockedMachine.gating.operations": 1e6, "neurons": 1000.0, "rate": 5.0, "counted": "spike", "quantity": "tick",
        "Condition.low": 1 * ms, "Condition.high": 2 * ms, "Condition.broken.value": 3 * ms, "holds": (energy.SPINNAKER.holds[0],),
        "network": {"rate": 20.0, "fan-in": 128.0, "tick": 1 * ms}, "typed": "Type --price {0}=0.",
        "capacitor_noise.C": 1 * pF, "landauer.bits": 64.0, "T": 300.0, "node": 7e-9,
    },
    "plot": {
        "ax": Fresh(lambda: Figure().subplots()), "figure": Fresh(Figure), "where": Fresh(Figure), "run": Fresh(simulated, "LIF"),
        "adaptation.run": Fresh(simulated, "AdEx"), "phase_plane.run": Fresh(simulated, "AdEx"), "room": (-10 * pA, 90 * pA), "gap": 4.0,
        "neuron": nl.LIF(), "I": np.linspace(0, 500, 11) * pA, "simulated": ([300 * pA], [63.0]), "here": 250 * pA, "color": "#0072b2",
        "trains": [TRAIN, OTHER], "duration": 1.0, "labels": ["one", "two"], "times": TRAIN, "longest": 0.2, "density": np.ones(10),
        "lags": np.array([-5.0, 0.0, 5.0]) * ms, "C": np.array([1.0, 5.0, 2.0]), "noise": 0.5, "preferred": DIRECTIONS, "g": 0.9 * nm,
        "expected": np.ones(8), "counts": np.arange(8), "stimulus": 0.5, "estimate": 0.7, "responses": np.ones(8) + np.cos(DIRECTIONS),
        "weights": np.stack([np.cos(DIRECTIONS), np.sin(DIRECTIONS)], axis=-1), "activity": np.array([1.0, 10.0]), "device": nl.RRAM(),
        "bills": [ledger().bill(energy.TEACHING), ledger().bill(energy.LOIHI)], "powers": {"events": [1 * mW, 10 * mW], "clock": 5 * mW},
        "f": 0.6, "molten": 0.8, "sentence": "250 pA: 41.7 Hz.", "text": "Figure 1. **Blue**: V.", "width": 6.0, "height": 4.0,
        "words": "A figure.",
    },
    "neurons": {
        "neuron": nl.LIF(), "I": np.array([300.0, 400.0]) * pA, "simulate.I": 300 * pA, "duration": 20 * ms, "settle": 10 * ms, "dt": 0.1 * ms,
        "method": "RK4", "tau": 5 * ms, "sigma": 5 * mV, "V": -60 * mV, "q": 1 * mV, "rate": 1000.0, "AdaptiveLIF.lift.rate": 100.0, "name": "adapting", "t": 50 * ms,
        "times": np.array([10.0, 30.0]) * ms, "start": [-60 * mV], "f": lambda seed: seed > 3, "seeds": range(12),
        "function": lambda x: x + 1, "grid": {"x": [1, 2]},
        "keep": Fresh(lambda: str(Path(tempfile.mkdtemp(dir=PLACE)) / "kept.jsonl")),
    },
    "plasticity": {
        "pre_times": TRAIN, "post_times": OTHER, "w": 0.5, "dt": 10 * ms, "rate": 10.0, "n": 5, "r_pre": 20.0, "r_post": 30.0, "reward": 0.5,
        "p_copy": 0.1, "delay": 5 * ms, "jitter": 2 * ms, "x": INPUTS[0], "inputs": INPUTS, "C": SQUARE, "w0": WEIGHTS, "t": 1.0,
        "theta": 0.1, "patterns": INPUTS, "p": np.array([0.5, 0.5]), "responding": [0], "sigma": 0.3, "BCM.closed_eye_decay.p": 0.25,
        "responses": np.array([0.1, 0.9, 0.2]), "orientations": 12, "bars.inputs": 24, "width": 0.35, "rng": RNG, "rule": nl.BCM(),
        "neurons": 2, "rounds": 3, "learn_bars.dt": 50 * ms, "bounds": "hard", "TsodyksMarkram.delivered.post_times": (),
        **{f"{rule}.{verb}.w": WEIGHTS for rule in ("Hebb", "Oja", "BCM") for verb in ("step", "learn", "flow", "eigenvalues")},
    },
    "devices": {
        "x": 0.2, "w": 0.2, "f": 0.5, "v": 0.1, "t": 1e-7, "sign": 1, "rng": RNG, "P": 10.0, "shape": (3, 2), "bound": "w_min", "i": 0.4e-3,
        "t_q": 1e-9, "PCM.set.t": 5e-9, "PCM.exponent.t": 100.0, "HPMemristor.lobe_area.f": 1.0, "V_0": 1.0, "x0": USUAL, "dt": 1e-6,
        "duration": 1e-5, "lag": 10 * ms, "r_pre": 20.0, "r_post": 30.0, "g": 0.5, "G_max": 25 * uS, "t_r": 250e-9, "G": 10 * uS,
        "nu": 0.05, "t_0": 20.0, "G_plus": 10 * uS, "G_minus": 5 * uS, "nu_plus": 0.06, "nu_minus": 0.05, "read_std.t": 100.0,
        "drifted.t": 100.0, "PCM.conductance.t": 100.0,
    },
    "crossbar": {
        "device": nl.SoftBounds(), "seed": 0, "dac_bits": 8, "adc_bits": 8, "adc_range": 2.0, "adc_zero": False, "age": 20.0, "wire_resistance": 1.0, "d2d": 0.1,
        "c2c": 0.1, "drift": 0.05, "drift_std": 0.01, "stuck_off": 0.01, "stuck_on": 0.01, "read_noise": 0.01, "white_noise": 0.01,
        "V_read": 0.2, "t_read": 1e-7, "x_max": 1.0, "merit": 5e-14, "W": MATRIX, "w_max": 1.0, "verify": 2, "tolerance": 0.01,
        "x": np.array([0.1, 0.2, 0.3]), "t": 100.0, "reads": 10.0, "dW": 0.1 * MATRIX, "X": INPUTS, "D": np.array([[0.1, 0.2], [0.3, 0.1]]),
        "rate": 0.1, "bits": 4, "full_scale": 1.0, "zero": False, "rows": np.array([0, 2]), "SynapticArray.at.t": 2.0,
    },
    "network": {
        "path": Fresh(lambda: str(learnt() and PLACE / "run.npz")), "Network.to_nir.without": ("plasticity", "t_ref"), "dt": 0.1 * ms, "method": "RK4", "net": Fresh(network), "seed": 1,
        "duration": 0.02, "every": 0.01, "record": {"cells": [0, 1]}, "progress": lambda now, end: None, "snapshots": 0, "n": 3,
        "neuron": nl.LIF(), "I": np.array([0.0, 100.0, 200.0]) * pA, "V": -60 * mV, "name": "more", "rate": np.array([10.0, 20.0, 30.0]),
        "noise": USUAL, "times": [[10 * ms, 20 * ms], [15 * ms]], "part": "synapses", "group": "cells", "population": "cells",
        "projection": "learning", "NetworkRun.state.name": "V", "prices": energy.TEACHING, "NetworkRun.save.path": str(PLACE / "saved"),
        "total": 5 * mV, "Session.normalise.projection": "synapses", "weight": 1 * mV,
        "state": Fresh(lambda: nl.EventDriven().start(network(), 1).store()), "Session.set.I": USUAL, "Session.set.rate": USUAL,
        "Session.set.times": USUAL,
    },
    "applications": {"rng": RNG, "seed": 0, "dt": 1 * ms, "n": 10, "alpha": 0.05, "T": 300.0},
    "chip": {
        "steps": np.array([0, 60]), "neuron": 3, "gate": 1.0, "coarse": False, "seconds": 1.0, "G": np.full((64, 64), 5 * uS), "images": 5,
        "driver": Fresh(lambda: chip.VirtualChip(RNG())), "minutes": 30.0, "columns": [0, 3], "pedestal": 12, "row_by_row.steps": 113,
        "Bench.read.steps": chip.row_by_row()[:2], "bench": Fresh(bench), "seen": len, "slope": np.ones(64), "offset": np.zeros(64), "wait": 60.0,
        "task": Fresh(bench_task), "program": chip.Program(np.arange(20).reshape(10, 2), np.full((64, 64), 5 * uS), 50),
    },
    "bring_up": {
        "known": np.linspace(1, 9, 5) * uA, "steps": np.linspace(100, 900, 10).reshape(5, 2), "I": np.arange(1, 9) * 50 * pA, "gate": 1.0,
        "counts": np.array([0, 0, 0, 0, 30, 55, 73, 90]), "found": Fresh(found), "defects.low": np.full((2, 3), 1 * uS), "defects.high": np.full((2, 3), 20 * uS),
        "t": np.array([20.0, 40.0, 80.0]), "drift_exponent.I": np.array([[10.0, 11.0], [9.5, 10.4], [9.0, 9.9]]) * uA, "scale": 50,
        "W": np.linspace(-1, 1, 640).reshape(64, 10), "high": np.full((64, 64), 20 * uS), "stuck": np.zeros((64, 64), int),
        "usage": np.ones(64), "largest": 20 * uS,
    },
    "claim": {"s": 0.05, "d": 0.3, "T": 8, "point": Fresh(claim.Claim), "x": "s", "y": "E_w", "size": 9, "of": "pass"},
    "competition": {
        "ratio": 1.05, "dt": 0.1 * ms, "tau": 20 * ms, "rate": 20.0, "groups": 10, "tick": 0.1 * ms, "u": np.array([0.1, 0.5, 0.95]),
        "rates": np.array([10.0, 20.0]), "start": 0.5,
    },
    "continual": {
        "theta": continual.start(RNG()), "task": Fresh(task), "R": np.array([[0.9, 0.1, 0.1], [0.7, 0.9, 0.2], [0.6, 0.7, 0.9]]),
        "b": np.full(3, 0.1), "F": WEIGHTS, "lam": 2.0, "theta_star": WEIGHTS / 2, "gradient": WEIGHTS, "rate": 0.1, "X": INPUTS,
        "w": WEIGHTS, "kind": "batch", "tasks.kind": "permuted", "train": 1200, "batch": 10, "epochs": 1, "method": "EWC",
        "learnt": Fresh(lambda: [task(), task()]), "importance": "exact", "kept": 2, "watch": 1, "ewc.theta": WEIGHTS, "hidden": 10,
        "implicit_step.theta": WEIGHTS, "gradients": np.ones((2, 3)), "path": np.zeros((3, 3)), "x": np.ones((2, 65)), "mask": 0.0, "name": "lam", "verb": "respond", "several": False,
    },
    "digits": {
        "W": np.zeros((65, 10)), "lsb": 0.1, "rounding": "stochastic", "bound": 1.0, "device": nl.SoftBounds(), "shape": (65, 10),
        "x": np.ones(65), "dW": np.full((65, 10), 0.1), "memory": Fresh(applications.Numbers), "data": Fresh(images), "rate": 0.05,
        "epochs": 1, "batch": 5, "z": INPUTS, "train": 100,
    },
    "spike_times": {
        "t": np.array([0.001, 0.01]), "tau_m": 20 * ms, "tau_s": 5 * ms, "w": np.array([8.0, 12.0]), "theta": 1.0,
        "spike_time_closed.w": 5.0, "run": Fresh(lambda: timed()[0]), "slopes": Fresh(dict),
    },
    "surrogate": {
        "V": np.array([0.5, 1.5]), "threshold": 20 * mV, "layer": Fresh(learning.SpikingLayer), "weights": Fresh(lambda: passed()[0]),
        "x": Fresh(lambda: passed()[1]), "smooth": False, "done": Fresh(lambda: passed()[2]), "g": np.ones((6, 4, 3)),
        "feedback": np.ones((7, 3)), "y": np.ones((6, 4, 3)), "c": np.array([0, 1, 2, 0]), "since": 2, "steps": 50, "inputs": 5,
        "neurons": 60, "outputs": 3, "dt": 1 * ms, "I": 300 * pA, "sigma": 1 * mV, "tau": 5 * ms, "q": 0.1 * mV, "rate": 100.0,
        "FallingLIF.time_to_threshold.V": -60 * mV,
    },
    "tasks": {
        "x": 0.3, "y": 0.4, "r_small": 0.1, "r_big": 0.5, "n": 5, "points": np.array([[0.2, 0.3], [0.5, 0.9]]), "steps": 50, "first": 0,
        "last": 40, "width": 1.0, "intensity": np.exp(np.random.default_rng(1).normal(size=(5, 3, 4))), "side": 4, "pixel": learning.EventPixel(),
        "which": np.array([0, 1]),
    },
    "training": {
        "inputs": 5, "neurons": 7, "outputs": 3, "mean": 0.3, "spread": 0.6, "recurrent": 0.0, "layer": Fresh(learning.SpikingLayer),
        "weights": Fresh(lambda: learning.start(5, 7, 3, np.random.default_rng(1))), "samples": Fresh(lambda: learning.yin_yang_spikes(6, np.random.default_rng(1))),
        "test": Fresh(lambda: learning.yin_yang_spikes(6, np.random.default_rng(2))), "n": 1, "rate": 0.02, "batch": 3, "since": 30, "method": "bptt",
        "noise": 0.05, "spike_price": 0.01, "bound": 2.0, "progress": USUAL,
    },
    "medicine": {
        "kind": "iTBS", "contraction": True, "bursts": 5, "rate": 20.0, "time": 30.0, "nu_0": 10.0, "tau": 60.0, "test": 20.0,
        "before": 5.0, "target": 5.0, "drive": 10.0, "largest": 3.0, "isi": 25 * ms, "latency": 20 * ms, "t": np.array([0.1, 0.2]),
        "pre_times": TRAIN, "post_times": OTHER, "rho": 0.5, "dt": 10 * ms, "Calcium.pairs.rate": 1.0, "n": 5, "K": 3, "sigma": 0.5,
        "eyes": (0.0, 2.0), "noise": (1.0, 0.5), "contrast": (0.5, 1.0), "masked": True, "w": np.array([0.3, 0.1, 0.2, 0.4]),
        "views": np.array([[1.0, 0.2], [0.1, 0.9], [0.4, 0.4]]), "primed_threshold.time": 30.0,
    },
    "memories": {
        "q": 0.1, "t": np.array([0.0, 5.0]), "N": 10_000.0, "patterns": 5, "palimpsest.N": 50, "Cascade.simulate.N": 50, "n": 10.0, "r": 0.5,
        "theta": continual.start(RNG()), "Drifting.weights.t": 100.0, "remedy": "global", "palimpsest_overlap.t": 5.0,
    },
    "mutation": {
        "test": lambda m: m > 2, "correct": {"two": (3.0,)}, "wrong": {"one": (1.0,)}, "factor": 2.0, "ratio": 1.5,
        "steps": np.array([0.2, 0.1]), "errors": np.array([1.0, 0.25]),
    },
    "measuring": {"function": lambda bench: 1.0, "minutes": 30.0, "answer": True},
    "seen": {"entry": chip.Entry("wait", {"seconds": 1.0}, None, 1.0, 0.0)},
    "own_chip": {
        "entry": chip.Entry("wait", {"seconds": 1.0}, None, 1.0, 0.0),
        "name": "ada", "session": 0, "student": "ada", "a_day": 150.0, "folder": Fresh(lambda: tempfile.mkdtemp(dir=PLACE)), "seconds": 60.0,
        "minutes": 30.0, "values": np.full((2, 3), 0.02), "errors": np.full((2, 3), 0.001), "first": 0, "ledger": Fresh(in_a_folder),
    },
    "network_bill": {
        "net": Fresh(lambda: from_nir(graph(), ([0.001, 0.002], [0, 1]), area=1.0)), "duration": 0.01, "engine": "clocked", "weight_bits": 8, "area": 1.0, "dt": 0.1 * ms,
        "prices": (energy.Price("clock tick", 0.0, "One.", "somebody (2020)", "assumed"),), "passes": 1, "text": "clock tick=0", "command": True, "rate": USUAL,
        "bill": Fresh(lambda: MAKE["NetworkBill"]().bills[1]),
        "model": Fresh(lambda: str(graph() and PLACE / "model.nir")), "events": Fresh(lambda: str(graph() and PLACE / "events.npz")),
    },
    "nir": {
        "path": Fresh(lambda: str(graph() and PLACE / "model.nir")), "events.path": Fresh(lambda: str(graph() and PLACE / "events.npz")),
        "graph": Fresh(graph), "model": Fresh(graph), "spikes": ([0.001, 0.002, 0.004], [0, 1, 2]), "dt": 0.1 * ms, "area": 1.0, "rate": USUAL,
    },
    "nir_graph": {"graph": Fresh(graph)},
    "nir_area": {"graph": Fresh(graph), "dt": 0.1 * ms, "area": 1.0},
    "routing": {
        "n": 1000, "rate": 1e5, "service": 1e-6, "times": TRAIN, "queue.service": 0.05, "load": 0.3, "hops": 3, "start": 3, "end": 9,
        "Mesh.hops.end": np.array([5, 9]), "targets": [5, 9], "link": (3, 4), "sources": np.array([0, 3]), "multicast": True,
        "Mesh.deliver.times": np.array([1e-6, 2e-6]), "Mesh.deliver.targets": [[5], [7, 9]], "fan_in": np.array([10, 300]), "tries": 20,
        "net": Fresh(lambda: placed()[0]), "run": Fresh(lambda: placed()[1]), "mesh": Fresh(lambda: placed()[2]), "speed_up": 10.0,
        "core": Fresh(lambda: placed()[3]), "cores": Fresh(lambda: placed()[4]), "population": Fresh(lambda: placed()[0].populations[0]),
        "rates": Fresh(lambda: {placed()[0].populations[0]: np.full(6, 10.0)}),
    },
    "silicon": {
        "x": np.array([1.0, 2.0, 3.0]), "y": np.array([1.1, 1.9, 3.2]), "reading": 2.0, "voltage": np.array([0.1, 0.2]), "coarse": False,
        "current": np.array([10.0, 20.0]) * nA, "bill": Fresh(lambda: ledger().bill(energy.TEACHING)), "steps": 8, "weight_bits": 8,
        "of": {"spike": "core", "synaptic event": "core", "leak": "rest"}, "kappa": 0.7, "sigma_vt": 5 * mV, "A_VT": 3.5e-9,
        "width": 1 * um, "length": 1 * um, "C": 1 * pF, "I_tau": 10 * pA, "sigma": 0.2, "W": MATRIX, "bound": 4.0, "counts": PICTURES,
        "outputs": 10, "state_bits": 32, "density": 0.5, "event": 40 * pJ, "multiply": 80 * pJ, "state": 1 * pJ, "synapses": 1000,
        "traffic": 2 * pJ, "inputs": 64, "number_bits": 4, "prices": energy.CMOS_45NM,
        "index_bits": 10, "targets": 1000, "bits": 8.0, "factor": 1000.0, "unit": 1e-15, "n": 4, "picture": np.eye(4),
        "chip": Fresh(lambda: array(silicon.hartley(4))), "returned": 0.9 * np.eye(4), "Mismatched.read.x": np.ones(3), "dW": 0.1 * MATRIX,
    },
    "spiking_digits": {
        "x": np.array([[0.1, 0.5, 0.9]]), "steps": 4, "bits": 3, "chip": Fresh(lambda: array(MATRIX * mV)), "spikes": SPIKES, "t": 100.0,
        "neuron": nl.LIF(t_ref=0), "W": MATRIX * mV, "crossbar": USUAL, "picture_run.spikes": SPIKES[:, 0], "fired": np.eye(2),
        "packed": False, "counts": PICTURES, "outputs": 10, "packed_words.bits": 8, "values": 64, "prices": energy.TEACHING,
        "ledger": Fresh(lambda: energy.Ledger({("cell read", "array"): 100, ("conversion", "array"): 10}, 1.0)), "row_bits": 8,
        "classes": np.array([0, 1]), "ratio": 0.9,
    },
    "strength": {
        "lams": np.array([1.0, 10.0, 100.0]), "table": np.array([[0.6, 0.8, 0.6], [0.5, 0.7, 0.7]]), "window": 2, "F": WEIGHTS, "rate": 0.1,
        "sigma": 0.02, "rho": 0.1,
    },
    "synchrony": {
        "theta": DIRECTIONS / 3, "m": 1, "n": 100, "density": 1.0, "K": 3.0, "gamma": 0.5, "order": "shuffled", "period": 1.0, "cycles": 5,
        "sites": 4, "start": 0.0, "stdp": nl.STDP(), "locked_drift.period": 20 * ms, "lag": 5 * ms, "trains": [TRAIN, OTHER],
        "times": np.array([0.2, 0.3]), "Oscillators.start.n": 5, "synchronous": True, "duration": 2.0, "resets": np.array([[0.1], [0.5]]),
        "rhythm": Fresh(lambda: synchrony.Oscillators().start(5, RNG())), "dt": 0.05, "every": 5, "weight": 0.3, "Pacemakers.n": USUAL,
    },
    "trials": {
        "onsets": np.array([[0.0, 0.5, 2.0], [1.0, 1.2, 3.0]]), "pulse": 1.0, "differences": D, "repeats": 50, "level": 0.05, "q": 0.9,
        "single": 0.04, "k": np.array([1.0, 5.0]), "false_positives.differences": np.outer(D, [1.0, -1.0]), "question": "Is R lower?",
        "outcome": "mean R", "waiting": 60.0, "pairs": 6, "smallest": 0.1,
    },
}  # fmt: skip

# Classes whose objects verbs return, or that are the base of others: nobody makes one by hand.
RETURNED = {
    "Row", "History", "NetworkBill", "DeviceRun", "Run", "NetworkRun", "SavedArray", "Session", "SynapticArray",
    "Digits", "Task",
}  # fmt: skip
MAKE: dict[str, Callable[[], Any]] = {
    "Session": lambda: nl.EventDriven().start(network(), 1), "NetworkRun": learnt, "SynapticArray": lambda: learnt().array("learning"),
    "Network": network, "Crossbar": array, "Line": lambda: silicon.Line(1.0, 0.5, 0.1, 0.1), "Bench": bench, "PriceList": prices,
    "Identified": lambda: bring_up.Identified(100 * pA, 20 * ms, 2 * ms), "Lines": lambda: bring_up.Lines(np.ones(2), np.zeros(2)),
    "EventDriven": nl.EventDriven, "measurement": begun,
    "NetworkBill": lambda: network_bill.bill_network(from_nir(graph(), ([0.001, 0.002], [0, 1]), area=1.0), 0.01),
    "Samples": lambda: learning.yin_yang_spikes(6, RNG()),
    "Flicker": lambda: noise.Flicker(3, 0.1, 100.0, RNG()),
    "Pacemakers": synchrony.Pacemakers, "DeviceRun": lambda: nl.HPMemristor().simulate(0.1, 1e-6, 1e-5),
    "STDP": lambda: nl.STDP(bounds="soft"), "Work": lambda: silicon.Work.of(64, 10, 6),
}  # fmt: skip
# Methods for those who write a model or the library, whose arguments other code has checked; what a
# model refuses; what ``more`` yields.
INNER = {
    "values",
    "misplaced",
    "fill",
    "called",
    "stepper",
    "publish",
    "vary",
    "check",
    "strengths",
    "with_spikes",
    "with_numbers",
    "from_equations",
}
SKIPPED = {
    "Quantity.array", "Quantity.number", "Quantity.shown", "Quantity.whole", "Quantity.within", "Network.project", "SynapticArray.arrive", "SynapticArray.change", "SynapticArray.write", "SynapticArray.restore",
    "Seen.add", "Ledger.measured", "SealedChip.count", "SealedChip.counts", "SealedChip.read", "SealedChip.write", "SealedChip.wait", "applications.chip.own_chip.serve",
    "VirtualChip.count", "VirtualChip.read", "VirtualChip.write", "VirtualChip.wait", "Session.set", "PriceList.missing", "Bill.refusal",
    # helpers of two modules
    "applications.learning.continual.strengths", "applications.learning.continual.layers", "applications.learning.continual.all_weights",
    # equations of numbers that were checked, as the kernels of live figures call them, and a duration in words
    "applications.chip.silicon.bits_of", "applications.chip.chip.lasting",
    "devices.statistics.aged", "devices.statistics.equal_after", "applications.bills.claim.works", "applications.bills.claim.density",
    "applications.bills.claim.energies", "applications.chip.routing.next_core", "applications.chip.silicon.spike_work", "applications.chip.silicon.number_work",
    "applications.chip.silicon.words_of", "applications.chip.silicon.decibels", "applications.learning.competition.stepped", "applications.learning.continual.sprung",
    "applications.learning.digits.average_change", "applications.learning.memories.overlap_after", "applications.learning.memories.lifetime_of",
    "applications.learning.spike_times.kappa", "applications.learning.spike_times.peak_time", "applications.learning.spike_times.crossing",
    "applications.learning.spike_times.kappa_slope", "applications.learning.spike_times.crossing_slope", "applications.learning.surrogate.slope",
    "applications.medicine.synchrony.ordered", "applications.medicine.trials.standard_error", "applications.medicine.trials.best_of", "applications.mutation.rejected",
    "Oscillators.couple", "Oscillators.pull",
    # parts of from_nir and of Network.to_nir
    "applications.bills.nir.rising", "applications.bills.nir_graph.ways", "applications.bills.nir_graph.biases", "applications.bills.nir_graph.map_of",
    "applications.bills.nir_graph.in_order", "applications.bills.nir_write.written",
    # parts of the page of a bill
    "applications.bills.page.divisors", "applications.bills.page.some", "applications.bills.page.drawing", "applications.bills.page.counts",
    "applications.bills.page.sections", "applications.bills.page.text", "applications.bills.page.page", "applications.bills.page.sources",
}  # fmt: skip


# --- what is found --------------------------------------------------------------------------------


def good(
    area: str,
    module: str,
    verb: str,
    call: Callable[..., Any],
    own: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return the good value of each argument of a verb, of its ``own`` values first, or say for
    which one there is none.
    """
    found, tables = dict[str, Any](), [own, GOOD.get(module, {}), GOOD[area]]
    for name, parameter in inspect.signature(call).parameters.items():
        keys = [f"{verb}.{name}", f"{verb.partition('.')[2]}.{name}", name]
        values = [table[key] for table in tables for key in keys if key in table]
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) or (
            values and values[0] is USUAL
        ):
            continue
        if values:
            found[name] = values[0]
        elif parameter.default is parameter.empty:
            raise LookupError(
                f"{area}: {module}'s {verb} needs a good value for {name}; add it to "
                f"GOOD in tests/fuzz_calls.py."
            )
    return found


def made(arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value() if isinstance(value, Fresh) else value for name, value in arguments.items()
    }


def of_class(area: str, module: str, kind: type) -> Iterator[Call]:
    """Yield a good call of a class, if one makes its objects by hand, and of each method that takes
    an argument.
    """
    usual = kind.__module__.startswith(MODELS)  # their parameters have usual values
    own = (
        {}
        if usual or kind.__name__ in RETURNED or issubclass(kind, tuple)
        else good(area, module, kind.__name__, kind)
    )
    if own or issubclass(kind, nl.Model):  # whose parameters have usual values
        yield area, kind.__name__, lambda: (kind, made(own))
    spread = {}  # so that drawn devices differ, and pulses need draws
    if issubclass(kind, Device):
        spread = {name: 0.3 for name in ("d2d", "c2c") if name in kind.quantities()}
    owner = MAKE.get(kind.__name__, lambda: kind(**made(own), **spread))
    for name, method in inspect.getmembers(kind, callable):
        stands, verb = inspect.getattr_static(kind, name), f"{kind.__name__}.{name}"
        kernel = isinstance(stands, staticmethod)  # arithmetic on symbols, of a model
        ours = str(getattr(method, "__module__", "")).startswith("neurolib")
        if (
            name[0] == "_"
            or name in INNER
            or verb in SKIPPED
            or kernel
            or not ours
            or list(inspect.signature(method).parameters) == ["self"]
        ):
            continue
        if inspect.isclass(method) or _refuses(kind, name):
            continue
        whose = (lambda: kind) if isinstance(stands, classmethod) else owner
        arguments = good(
            area,
            module,
            verb,
            getattr(whose(), name),
            _of_device(owner(), name) if issubclass(kind, Device) else {},
        )
        yield (
            area,
            verb,
            lambda name=name, whose=whose, arguments=arguments: (
                getattr(whose(), name),
                made(arguments),
            ),
        )


def _refuses(kind: type, name: str) -> bool:
    """Return whether a class inherits a method that its own objects can only refuse."""
    if name == "propagator":
        return getattr(kind, "leap", None) is None
    return name == "preset" and not kind.presets  # type: ignore[attr-defined]  # devices alone have such a method


def _of_device(device: Device, name: str) -> dict[str, Any]:
    """Return the good values that a device itself says for one of its methods: a state, a
    conductance, a preset.
    """
    if name == "preset":
        return {"name": next(iter(device.presets))}  # type: ignore[attr-defined]
    if name == "set_conductance":
        return {"G": between(device.conductances)}
    return dict.fromkeys(("x", "w"), between(device.bounds))


def between(bounds: tuple[float, float]) -> float:
    """Return a value well within two bounds, and not in their middle."""
    low, high = bounds
    return low + 0.6 * (high - low)


def offered(module: Any) -> Iterator[Any]:
    """Yield the public functions and classes of a module that are its own, or of its room."""
    names = getattr(module, "__all__", None) or vars(module)
    for name in names:
        value = getattr(module, name)
        ours = str(getattr(value, "__module__", "")).startswith(module.__name__)
        if name[0] != "_" and ours and (inspect.isfunction(value) or inspect.isclass(value)):
            yield value


def public() -> list[Any]:
    """Return what ``neurolib`` offers by name."""
    return [getattr(nl, name) for name in nl.__all__]


def calls() -> Iterator[Call]:
    """Yield a good call of every verb."""
    learnt(), graph()
    seen = set[int]()
    for area, modules in ROOMS.items():
        own = [
            value
            for value in public()
            if isinstance(value, type) and value.__module__.startswith(f"neurolib.{area}")
        ]
        for value in (
            [each for module in modules for each in offered(module)] + own + EXTRA.get(area, [])
        ):
            if (
                id(value) in seen
                or value.__name__[0] == "_"
                or value in BASES
                or (inspect.isclass(value) and issubclass(value, Exception))
            ):
                continue
            seen.add(id(value))
            module = value.__module__.rpartition(".")[2]
            if inspect.isclass(value):
                yield from of_class(area, module, value)
            elif inspect.signature(value).parameters:
                title = f"{value.__module__.removeprefix('neurolib.')}.{value.__name__}"
                if title in SKIPPED:
                    continue
                arguments = good(area, module, value.__name__, value)
                yield area, title, lambda value=value, arguments=arguments: (value, made(arguments))
    yield from more()


MODELS = "neurolib.neurons.", "neurolib.plasticity.", "neurolib.devices."
# the last four: read_nir, Network and own_bench make and check them
BASES = (
    nl.Model,
    nl.Neuron,
    nl.SpikeTiming,
    nl.Continuous,
    Device,
    nl.Pulsed,
    nl.Weighted,
    Integrator,
    Readout,
    Summer,
    nir_graph.Graph,
    nir_graph.Way,
    nir_graph.Through,
    trains.PoissonTrains,
    own_chip.BookedBench,
)
EXTRA: dict[str, list[Any]] = {
    "network": [nl.load, nl.Network, nl.Clocked, nl.EventDriven, Session, recording.NetworkRun], "crossbar": [SynapticArray, quantise],
    "devices": [DeviceRun], "units": [nl.param, nl.Quantity, nl.Knob, nl.explore],
}  # fmt: skip


# --- what verbs can do besides --------------------------------------------------------------------


def more() -> Iterator[Call]:
    """Yield what one good value an argument does not reach: other kinds of arguments, and calls
    that take any number of them.
    """

    def on(area: str, owner: Callable[[], Any], verb: str, way: str, /, **arguments: Any) -> Call:
        return (
            area,
            f"{type(owner()).__name__}.{verb} ({way})",
            lambda: (getattr(owner(), verb), made(arguments)),
        )

    yield (
        "neurons",
        "Neuron.from_equations",
        lambda: (
            nl.Neuron.from_equations,
            {
                "equations": "x = V/E_L; dV/dt = (E_L*x**2 - V)/tau + I/C",
                "spike": "V >= -50*mV",
                "rest": "V = E_L",
                "reset": "V = E_L; V += 1*mV",
                "name": "Mine",
                "E_L": "-70*mV",
                "tau": "20*ms",
                "C": nl.param(200 * pF, "pF", "capacitance", 1 * pF, 1e3 * pF),
                "t_ref": "2*ms",
            },
        ),
    )
    yield (
        "neurons",
        "simulate (array)",
        lambda: (
            nl.simulate,
            {"neuron": nl.AdEx(), "I": np.full(100, 300 * pA), "duration": 10 * ms, "dt": 0.1 * ms},
        ),
    )
    yield (
        "neurons",
        "simulate (function)",
        lambda: (
            nl.simulate,
            {"neuron": nl.LIF(), "I": lambda t: 300 * pA + 0 * t, "duration": 10 * ms},
        ),
    )
    for kind in (
        value
        for value in public()
        if isinstance(value, type) and issubclass(value, Device) and value not in BASES
    ):
        x = between(kind().bounds)
        if issubclass(kind, nl.Continuous):
            for verb in "current", "flow":
                yield on("devices", kind, verb, "kernel", **{kind.state[0]: x, "v": 0.1})
            yield on("devices", kind, "simulate", "array", v=np.full(10, 0.1), dt=1e-6, x0=x)
        if issubclass(kind, nl.Pulsed):
            for verb in "up", "down":
                yield on("devices", kind, verb, "kernel", **{kind.state[0]: x})
    yield "crossbar", "Crossbar.fresh", lambda: (lambda seed: array().fresh(seed), {"seed": 3})
    yield (
        "energy",
        "PriceList.adding",
        lambda: (
            lambda price, name: prices().adding(price, name=name),
            {"price": price("hop"), "name": "new"},
        ),
    )
    yield (
        "energy",
        "PriceList[]",
        lambda: (lambda component: prices()[component], {"component": "spike"}),
    )
    yield (
        "network",
        "Group[]",
        lambda: (lambda some: network().populations[0][some], {"some": slice(0, 2)}),
    )
    yield (
        "network",
        "View[]",
        lambda: (lambda some: network().populations[0][:3][some], {"some": slice(0, 2)}),
    )
    for way, some in (
        ("number", 2),
        ("list", [0, 2]),
        ("mask", np.array([True, False, True, False])),
    ):
        yield (
            "network",
            f"Group[] ({way})",
            lambda some=some: (lambda some: network().populations[0][some], {"some": some}),
        )
    for verb, way, arguments in (
        (
            "population",
            "own",
            {"noise": 1e-12, "V_T": np.array([-50.0, -49.0, -51.0]) * mV, "t_ref": 2 * ms},
        ),
        ("population", "steps", {"I": ([0.0, 10 * ms], [100 * pA, 200 * pA])}),
        ("population", "start", {"neuron": nl.AdEx(), "w": np.arange(3) * pA}),
    ):
        arguments = {"neuron": nl.LIF(), **arguments}
        yield on("network", network, verb, way, n=3, **arguments)
    for way, rate in {
        "steps": ([0.0, 10 * ms], [20 * Hz, 30 * Hz]),
        "function": lambda t: 20 * Hz + 0 * t,
        "each": np.array([10.0, 20.0, 30.0]),
    }.items():
        yield on("network", network, "poisson", way, n=3, rate=rate, order=2.0)
    yield on("network", network, "spikes", "indices", times=(TRAIN, np.arange(9) % 3), n=3)
    for way, arguments in {
        "delta": {"probability": 0.5, "synapse": "delta", "name": "more", "autapses": True},
        "exponential": {
            "weight": np.full((3, 4), 10 * pA),
            "synapse": "exponential",
            "tau": 5 * ms,
            "delay": np.full((3, 4), 2 * ms),
        },
        "conductance": {
            "weight": 1 * nS,
            "synapse": "conductance",
            "tau": 5 * ms,
            "E_rev": 0 * mV,
            "in_degree": 2,
        },
        "pairs": {
            "pairs": ([0, 1], [2, 3]),
            "weight": np.array([1.0, 2.0]) * mV,
            "delay": np.array([1.0, 2.0]) * ms,
        },
        "plastic": {"plasticity": nl.STDP(), "w_max": 2 * mV, "out_degree": 2},
        "crossbar": {"crossbar": Fresh(lambda: nl.Crossbar(nl.PCM()))},
        "function": {"probability": lambda i, j: 0.5 + 0 * i},
        "drawn": {"weight": lambda r, n: r.normal(1, 0.1, n) * mV},
        "initial": {
            "weight": 10 * pA,
            "synapse": "exponential",
            "tau": 5 * ms,
            "initial": np.array([0.0, 10.0, 20.0, 30.0]) * pA,
        },
        "learning, delays": {"plasticity": nl.STDP(), "delay": np.full((3, 4), 2 * ms)},
    }.items():
        yield (
            "network",
            f"Network.project ({way})",
            lambda arguments=arguments: _projecting(arguments),
        )
    for kind in partial(nl.Clocked, 0.1 * ms), nl.EventDriven:
        for part, name, value in (
            ("cells", "I", 200 * pA),
            ("synapses", "weight", 1 * mV),
            ("inputs", "rate", 10.0),
        ):
            yield on(
                "network",
                lambda kind=kind: kind().start(network(), 1),
                "set",
                part,
                part=part,
                **{name: value},
            )
        yield on(
            "network",
            kind,
            "run",
            "state",
            net=Fresh(network),
            duration=0.02,
            record={"cells": {"V": "all"}},
        )
        yield on(
            "network", kind, "run", "list", net=Fresh(network), duration=0.02, record=["cells"]
        )
        yield on(
            "network",
            kind,
            "run",
            "synapses",
            net=Fresh(terminals),
            duration=0.02,
            record={"synapses": {"x": [0, 1]}, "cells": {"synapses": "all"}},
        )
        yield on(
            "network", lambda kind=kind: kind().run(network(), 0.02), "check", "network", on=None
        )
    yield (
        "network",
        "Run.check",
        lambda: (nl.simulate(nl.LIF(), 300 * pA, 20 * ms).check, {"tolerance": 0.02}),
    )
    yield "network", "Nest", lambda: (nl.Nest, {"dt": 0.1 * ms, "threads": 1})
    if find_spec("nest"):  # an extra
        yield on("network", nl.Nest, "run", "NEST", net=Fresh(network), duration=0.02)


def _projecting(arguments: dict[str, Any]) -> Made:
    net = network()
    return net.project, {
        "pre": net.groups[1],
        "post": net.populations[0],
        "weight": 1 * mV,
        "delay": 1 * ms,
        **made(arguments),
    }


# What may stand in place of a good value although it looks like none there, as its docstring says:
# (verb, argument, bad value).
MAY_BE = {
    *((f"{owner}[]", "some", number) for owner in ("Group", "View") for number in ("0", "-1")),
    ("", "name", "'x'"),
    # a function of anything
    *(("measurement", "function", how) for how in ("returns nothing", "returns nan", "takes too much")),
    ("measurement.go_on", "answer", ""),  # what a driver says is between it and the function
    # a seed
    *((verb, "name", bad) for verb in ("applications.chip.own_chip.drawn", "applications.chip.own_chip.reveal", "SealedChip") for bad in ("0",)),
    ("", "record", "dictionary"), ("", "record", "list of nothing"),  # of nothing
    # nobody asks what it returns
    ("", "progress", "returns nothing"), ("", "progress", "returns nan"),
    ("", "high", "inf"), ("", "step", "inf"),  # a range without an end
    ("Condition.broken", "value", "None"),  # of a run that has none of it
    ("units.show", "value", "nan"), ("units.show", "value", "inf"),  # "nan A", "inf s"
    ("units.quantity", "value", "nan"), ("units.quantity", "value", "inf"),
    ("units.decimals", "value", "nan"), ("units.decimals", "value", "inf"),
    # saturated, as a converter is
    ("crossbar.crossbar.quantise", "x", "inf"), ("crossbar.crossbar.quantise", "x", "an inf in it"),
    # weights without a bound, the default
    ("applications.learning.training.epochs", "bound", "inf"),
    ("plot.raster", "trains", "an inf in it"),  # a neuron that never fires, as lif_latency says it
}  # fmt: skip
