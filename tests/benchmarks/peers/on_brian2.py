"""The networks on Brian2: "numpy", "cython", or "cpp", its C++ standalone mode.

A standalone program is generated and compiled once for a fixed time, which is build, and then
started for each run; it says itself how much CPU time passed inside Brian2's own ``Network::run``,
so that neither the compiler nor its loading counts.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import brian2 as b
import numpy as np
from brian2 import Hz, ms, mV, second
from child import serve


def cuba(spec, data):
    """CUBA with the connections, delays and voltages that are given; weights are constants where
    they are all equal.
    """
    model = """dv/dt = (ge + gi - (v - El)) / taum : volt (unless refractory)
               dge/dt = -ge / taue : volt
               dgi/dt = -gi / taui : volt"""
    space = {
        "El": -49 * mV,
        "Vt": -50 * mV,
        "Vr": -60 * mV,
        "taum": 20 * ms,
        "taue": 5 * ms,
        "taui": 10 * ms,
    }
    space |= {"we": 1.62 * mV, "wi": -9 * mV}
    cells = b.NeuronGroup(
        len(data["V"]),
        model,
        threshold="v > Vt",
        reset="v = Vr",
        refractory=5 * ms,
        method="exact",
        namespace=space,
    )
    cells.v = data["V"] * mV
    parts, varied = [cells], np.ptp(data["delay"]) > 0
    for name, own in ("e", data["weight"] > 0), ("i", data["weight"] < 0):
        kind = (
            {"model": "w : volt", "on_pre": f"g{name} += w"}
            if varied
            else {"on_pre": f"g{name} += w{name}"}
        )
        synapses = b.Synapses(cells, cells, namespace=space, **kind)
        synapses.connect(i=data["pre"][own], j=data["post"][own])
        synapses.delay = data["delay"][own] * ms if varied else data["delay"][0] * ms
        if varied:
            synapses.w = data["weight"][own] * mV
        parts.append(synapses)
    return cells, parts


def coba(spec, data):
    """COBA with the connections, delays and voltages that are given; weights are 6 nS, and 67 nS
    where they are negative.
    """
    model = """dv/dt = (gL * (El - v) + ge * (Ee - v) + gi * (Ei - v) + I) / C : volt (unless refractory)
               dge/dt = -ge / taue : siemens
               dgi/dt = -gi / taui : siemens"""
    space = {
        "gL": 10 * b.nS,
        "C": 200 * b.pF,
        "I": 200 * b.pA,
        "El": -60 * mV,
        "Ee": 0 * mV,
        "Ei": -80 * mV,
    }
    space |= {
        "Vt": -50 * mV,
        "Vr": -60 * mV,
        "taue": 5 * ms,
        "taui": 10 * ms,
        "we": 6 * b.nS,
        "wi": 67 * b.nS,
    }
    kinds = {
        "threshold": "v > Vt",
        "reset": "v = Vr",
        "refractory": 5 * ms,
        "method": spec["method"],
        "namespace": space,
    }
    cells = b.NeuronGroup(len(data["V"]), model, **kinds)
    cells.v, parts = data["V"] * mV, [cells]
    for name, own in ("e", data["weight"] > 0), ("i", data["weight"] < 0):
        synapses = b.Synapses(cells, cells, namespace=space, on_pre=f"g{name} += w{name}")
        synapses.connect(i=data["pre"][own], j=data["post"][own])
        synapses.delay = data["delay"][0] * ms
        parts.append(synapses)
    return cells, parts


def adex(spec, data):
    """Uncoupled AdEx neurons, Brette and Gerstner's set, from 500 to 1000 pA, by the method that is
    named.
    """
    model = """dv/dt = (-gL * (u - EL) + gL * DT * exp((u - VT) / DT) - w + I) / C : volt
               dw/dt = (a * (u - EL) - w) / tauw : amp
               u = clip(v, -1 * volt, peak) : volt
               I : amp (constant)"""
    if spec["method"] == "euler":  # a stage of Runge and Kutta needs the bound, or it runs away
        model = model.replace("u = clip(v, -1 * volt, peak) : volt", "").replace("(u -", "(v -")
    space = {
        "C": 281 * b.pF,
        "gL": 30 * b.nS,
        "EL": -70.6 * mV,
        "VT": -50.4 * mV,
        "DT": 2 * mV,
        "a": 4 * b.nS,
        "tauw": 144 * ms,
    }
    space |= {"jump": 80.5 * b.pA, "peak": 0 * mV}
    cells = b.NeuronGroup(
        spec["n"],
        model,
        threshold="v > peak",
        reset="v = EL; w += jump",
        method=spec["method"],
        namespace=space,
    )
    cells.v, cells.I = (
        -70.6 * mV,
        (np.linspace(500, 1000, spec["n"]) if spec["n"] > 1 else spec["I"]) * b.pA,
    )
    return cells, [cells]


def sparse(spec, data):
    """LIF neurons with a Poisson input of their own each, over the threshold, and weak connections."""
    delta = spec["synapse"] == "delta"
    model = "dv/dt = (El - v) / taum : volt (unless refractory)"
    if not delta:
        model = "dv/dt = (El + x - v) / taum : volt (unless refractory)\ndx/dt = -x / taus : volt"
    space = {"El": -70 * mV, "taum": 20 * ms, "taus": 5 * ms, "Vt": -50 * mV}
    space |= (
        {"strong": 25 * mV, "weak": 0.05 * mV} if delta else {"strong": 200 * mV, "weak": 0.2 * mV}
    )
    cells = b.NeuronGroup(
        spec["n"],
        model,
        threshold="v > Vt",
        reset="v = El",
        refractory=2 * ms,
        method="exact",
        namespace=space,
    )
    cells.v, target = -70 * mV, "v" if delta else "x"
    drive = b.PoissonGroup(spec["n"], spec["rate"] * Hz)
    own = b.Synapses(drive, cells, on_pre=f"{target}_post += strong", delay=1 * ms, namespace=space)
    own.connect(j="i")
    mutual = b.Synapses(
        cells, cells, on_pre=f"{target}_post += weak", delay=1 * ms, namespace=space
    )
    mutual.connect(i=data["pre"], j=data["post"])
    return cells, [cells, drive, own, mutual]


def stdp(spec, data):
    """1000 Poisson inputs on some neurons, pair STDP with traces and all pairs; weights in units of
    the leak conductance.
    """
    space = {
        "Ee": 0 * mV,
        "Vt": -54 * mV,
        "Vr": -60 * mV,
        "El": -74 * mV,
        "taum": 10 * ms,
        "taue": 5 * ms,
        "tau": 20 * ms,
    }
    space |= {"gmax": 0.01, "up": 0.01 * 0.01, "down": -0.01 * 0.01 * 1.05}
    model = "dv/dt = (ge * (Ee - v) + El - v) / taum : volt\ndge/dt = -ge / taue : 1"
    cells = b.NeuronGroup(
        spec["n"], model, threshold="v > Vt", reset="v = Vr", method="euler", namespace=space
    )
    cells.v, inputs = -60 * mV, b.PoissonGroup(1000, 15 * Hz)
    synapses = b.Synapses(
        inputs,
        cells,
        "w : 1\ndpre/dt = -pre / tau : 1 (event-driven)\ndpost/dt = -post / tau : 1 (event-driven)",
        on_pre="ge_post += w; pre += up; w = clip(w + post, 0, gmax)",
        on_post="post += down; w = clip(w + pre, 0, gmax)",
        namespace=space,
    )
    synapses.connect()
    synapses.w = "rand() * gmax"
    return cells, [cells, inputs, synapses]


def standalone(seconds, folder, net):
    """Generate and compile the program for these seconds; return what runs it."""
    device, stamp = (
        b.get_device(),
        'std::ofstream("cpu.txt", std::ios::app) << clock() / double(CLOCKS_PER_SEC) << std::endl;',
    )
    device.insert_code("before_network_run", stamp)
    device.insert_code("after_network_run", stamp)
    device.insert_code(
        "before_end",
        'std::ifstream held("/proc/self/statm"); std::ofstream("held.txt") << held.rdbuf();',
    )
    net.run(seconds * second)
    device.build(directory=str(folder), run=False, compile=True, with_output=False)

    def run(_):
        (folder / "cpu.txt").unlink(missing_ok=True)
        device.run(directory=str(folder), with_output=False, run_args=None)
        began, ended = map(float, (folder / "cpu.txt").read_text().split())
        pages = int((folder / "held.txt").read_text().split()[1])
        return {
            "cpu": ended - began,
            "seconds": seconds,
            "held": pages * os.sysconf("SC_PAGE_SIZE"),
        }

    return run


def build(spec, data):
    """Build the network of this kind; at run time a run goes on from where the last one ended,
    standalone ones begin anew.
    """
    cpp, folder = spec["variant"] == "cpp", Path(spec["folder"]) / f"{spec['kind']}-{spec['code']}"
    if cpp:
        subprocess.run(["rm", "-rf", folder / "results"], check=True)
        b.set_device("cpp_standalone", build_on_run=False, directory=str(folder))
    else:
        b.prefs.codegen.target = spec["variant"]
    b.defaultclock.dt = 0.1 * ms
    b.seed(1)
    cells, parts = {"cuba": cuba, "coba": coba, "adex": adex, "sparse": sparse, "stdp": stdp}[
        spec["kind"]
    ](spec, data)
    monitor = b.SpikeMonitor(cells)
    net = b.Network(*parts, monitor)
    program = standalone(spec["seconds"], folder, net) if cpp else None

    def run(seconds):
        began, first = (0.0, 0) if cpp else (float(net.t / second), monitor.num_spikes)
        if spec["kind"] == "adex" and not cpp:  # adapts: each run begins anew
            cells.v, cells.w = -70.6 * mV, 0 * b.pA
        more = program(seconds) if cpp else (net.run(seconds * second), {})[1]

        def read():
            if spec["kind"] == "stdp":
                more["weights"] = (np.array(parts[-1].w) / 0.01).tolist()
            return np.array(monitor.t / second)[first:] - began, np.array(monitor.i)[first:], more

        return read

    return b.__version__, spec["n"], run


if __name__ == "__main__":
    serve(build)
