"""What a checker of types knows of a first network: right calls pass ``mypy --strict``, and each
wrong one is refused on its line.
"""

import os
import re
import subprocess
import sys

import pytest

from tests.course.notebooks import ROOT

RIGHT = """
import numpy as np
from neurolib import (
    LIF, STDP, AdEx, Clocked, Crossbar, EventDriven, Network, Neuron, PCM, SoftBounds, f_i_curve,
    load, simulate,
)
from neurolib.energy import LOIHI
from neurolib.units import Hz, mV, ms, nS, pA

rng = np.random.default_rng(1)
net = Network()
pre, post = net.poisson(100, rate=20 * Hz), net.population(LIF(), 10, I=rng.normal(200, 9, 10) * pA)
net.population(AdEx(), 5, I=([0, 0.1], [0.0, 1e-10]), V="uniform", b=[1e-12] * 5, noise=1e-12)
net.poisson(3, rate=lambda t: 20 * Hz + 0 * t, order=4)
net.poisson(3, rate=([0.0, 1.0], [10 * Hz, 20 * Hz]))
net.spikes([[10 * ms], [20 * ms]]), net.spikes((np.array([0.1]), [0]), n=3)
x = rng.random(100)
near = net.project(pre[x > 0.5], post[[1, 3]], weight=1 * mV, delay=1 * ms)
net.project(pre[3], post[:5], 1 * mV, 1 * ms, probability=lambda i, j: np.exp(-abs(i - j) / 9))
net.project(pre, post, weight=lambda rng, n: rng.normal(1, 0.1, n) * mV, delay=np.ones((100, 10)))
net.project(pre, post, 1 * mV, 1 * ms, pairs=np.nonzero(rng.random((100, 10)) < 0.1), w_max=None)
net.project(pre, post, 1 * mV, 1 * ms, pairs=[(0, 1)], plasticity=STDP())
net.project(pre, post, 1 * nS, 1 * ms, synapse="conductance", crossbar=Crossbar(PCM()))
net.remove("more")
net.remove(near)
for engine in Clocked(dt=0.1 * ms), EventDriven():
    run = engine.run(net, 1.0, seed=1, record={post: [0, 3]}, progress=print)
engine.run(net, 1.0, record="all"), engine.run(net, 1.0, record=[post, "LIF", post[:3]])
engine.start(net, record={"LIF": {"V": "all"}}).run(1.0)
times: np.ndarray = run.spikes(post[[1, 3]])[0]
total: float = run.rates("LIF").mean() + run.V(post)[0, 0] + run.weights(near).sum()
joules: float = run.ledger.bill(run.prices(LOIHI)).total
verdict: str = run.check(on=EventDriven()).verdict
load("run.npz").rates("LIF")
one = simulate(LIF(), I=lambda t: 300 * pA, duration=0.1)
V: np.ndarray = one.V
rate: float = LIF().rate(300 * pA) + LIF().latency(300 * pA) + LIF().cv(300 * pA, 1 * mV)
rates: np.ndarray = LIF().rate(np.array([1, 2]) * pA) + f_i_curve(LIF(), [100 * pA, 200 * pA])
Leaky = Neuron.from_equations(
    "dV/dt = (E_L - V)/tau", spike="V > 0*mV", rest="V = E_L", E_L="-70*mV", tau="20*ms", t_ref="2*ms"
)
net.population(Leaky(tau=10 * ms), 3, tau=[0.01, 0.02, 0.03])
Crossbar(SoftBounds(), seed=1, adc_bits=8, drift=0.05).program(np.ones((2, 2)))
"""
WRONG = [
    "net.poject(pre, post)",
    "net.projections[0].wieght",
    "net.project(pre, post, wieght=1 * mV, delay=1 * ms)",
    "net.project(pre, LIF(), 1 * mV, 1 * ms)",
    "net.project(pre, pre, 1 * mV, 1 * ms)",
    "net.project(pre, post, '1 mV', 1 * ms)",
    "net.project(pre, post, 1 * mV, 1 * ms, plasticity=STDP)",
    "net.project(pre, post, 1 * mV, 1 * ms, plasticity='STDP')",
    "net.project(pre, post, 1 * mV, 1 * ms, probability=lambda i: 0.1)",
    "net.project(pre, post, 1 * mV, 1 * ms, probability='all')",
    "net.project(pre, post, 1 * mV, 1 * ms, crossbar=PCM())",
    "net.project(pre, post, 1 * mV, 1 * ms, w_max='2 mV')",
    "net.population(LIF, 3)",
    "net.population(LIF(), 3, I='300 pA')",
    "net.population(LIF(), 3, V_T='x')",
    "net.poisson(3, rate='20 Hz')",
    "net.poisson(3, rate=20 * Hz, ordre=2)",
    "net.spikes(3)",
    "net.remove(3)",
    "pre['a']",
    "pre[1.5]",
    "engine.run(net, 1.0, record=3)",
    "engine.run(net, 1.0, record={post: [0]}, progress=3)",
    "engine.run(net, '1 s')",
    "engine.rnu(net, 1.0)",
    "run.rates(3)",
    "run.rates(LIF())",
    "run.weights(None)",
    "run.ledger.bil(LOIHI)",
    "run.check().verdcit",
    "run.check(on=3)",
    "run.prices('LOIHI')",
    "LIF().rate('300 pA')",
    "LIF().rate(300 * pA).nothing",
    "LIF(tau=3)",
    "one.V.nothing",
    "f_i_curve(LIF(), 'x')",
    "Crossbar(SoftBounds(), adc_bit=3)",
    "Crossbar(SoftBounds(), adc_bits='8')",
    "Neuron.from_equations('dV/dt = 0', spike='V > 0')",
    "Neuron.from_equations('dV/dt = 0', spike=1, rest='V = 0')",
    "Neuron.from_equations('dV/dt = 0', spike='V > 0', rest='V = 0', tau=[1])",
]


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Return what mypy says to the right calls, each followed by a wrong one: lines of errors."""
    place = tmp_path_factory.mktemp("client")
    (place / "client.py").write_text(RIGHT + "".join(f"{wrong}\n" for wrong in WRONG))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "client.py"],
        cwd=place,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_right_calls_pass(said):
    errors = re.findall(r"client\.py:(\d+): error.*", said)
    assert [line for line in errors if int(line) <= RIGHT.count("\n")] == [], said


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_call_is_refused(wrong, said):
    line = RIGHT.count("\n") + 1 + WRONG.index(wrong)
    assert f"client.py:{line}: error" in said
