"""The clocked engine: order of convergence, both paths, and a cache that a fresh process finds
again.
"""

import os
import platform
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from neurolib import _jit
from neurolib.analysis import simulate
from neurolib.engines import Clocked
from neurolib.engines.clocked import integrators
from neurolib.model import ParameterError
from neurolib.network import Network
from neurolib.neurons import LIF, AdEx
from neurolib.units import ms, pA

needs_numba = pytest.mark.skipif(
    not _jit.enabled(), reason="Numba is not installed or is switched off"
)


def order(steps, errors):
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


@pytest.mark.parametrize(("method", "expected"), [("RK4", 4), ("Euler", 1)])
def test_the_order_of_the_state_between_spikes(method, expected):
    neuron, I, end = AdEx(), 500 * pA, 40 * ms
    p = neuron.values(AdEx.flow, "V", "w", "I")
    exact = solve_ivp(
        lambda t, y: AdEx.flow(*y, I, *p), (0, end), neuron.rest(), "DOP853", rtol=1e-13, atol=1e-17
    ).y[0, -1]
    steps = np.array([1.0, 0.5, 0.25, 0.125]) * ms
    errors = [abs(simulate(neuron, I, end, dt=dt, method=method).V[-1] - exact) for dt in steps]
    assert order(steps, errors) == pytest.approx(expected, abs=0.3)


def test_the_leap_is_exact_at_any_step():
    fine, coarse = (simulate(LIF(), 150 * pA, 50 * ms, dt=dt).V[-1] for dt in (0.001 * ms, 1 * ms))
    assert coarse == pytest.approx(fine, rel=1e-12)


@pytest.mark.parametrize("path", ["plain", pytest.param("compiled", marks=needs_numba)])
@pytest.mark.parametrize(("method", "expected"), [("RK4", 4), ("Euler", 1)])
def test_each_method_has_its_order_in_a_network(method, expected, path, monkeypatch):
    """AdEx under a constant current, which climbs from rest for 10 ms."""
    if path == "plain":
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    else:
        import numba  # noqa: F401 - once it is loaded, it is used
    neuron, I, end = AdEx(), 500 * pA, 10 * ms
    p = neuron.values(AdEx.flow, "V", "w", "I")
    exact = solve_ivp(
        lambda t, y: AdEx.flow(*y, I, *p), (0, end), neuron.rest(), "DOP853", rtol=1e-13, atol=1e-17
    ).y[0, -1]
    net, steps = Network(), np.array([0.5, 0.25, 0.125, 0.0625]) * ms
    cell = net.population(neuron, 1, I=I)
    errors = [
        abs(Clocked(dt, method).run(net, end, record={cell: [0]}).V(cell)[0, -1] - exact)
        for dt in steps
    ]
    assert order(steps, errors) == pytest.approx(expected, abs=0.15)


def test_how_late_each_method_sees_the_first_spike_of_a_runaway():
    """What Clocked says of its methods: ticks of 0.1 ms after the spike of a fine step, over 60
    currents from 0.7 to 1 nA.
    """
    net = Network()
    cells = net.population(AdEx(V_peak=0.0), 60, I=np.linspace(700, 1000, 60) * pA)

    def first(engine):
        times, who = engine.run(net, 60 * ms).spikes(cells)
        return np.array([times[who == k][0] for k in range(60)])

    exact = first(Clocked(0.002 * ms))
    late = {
        method: (first(Clocked(0.1 * ms, method)) - exact) / (0.1 * ms)
        for method in ("RK4", "Euler")
    }
    assert late["RK4"].mean() == pytest.approx(0.8, abs=0.1) and np.abs(late["RK4"]).max() < 1.5
    assert late["Euler"].mean() == pytest.approx(3.1, abs=0.2)


def test_a_method_that_there_is_not_is_refused():
    for method in "rk4", "Heun", None, []:
        with pytest.raises(
            ParameterError,
            match=r"Clocked's method is .*; expected 'RK4' \(order 4, the default\) or "
            r"'Euler' \(order 1",
        ):
            Clocked(0.1 * ms, method)
        with pytest.raises(ParameterError, match=r"simulate's method is .*; expected 'RK4'"):
            simulate(AdEx(), 0.0, 1 * ms, method=method)
    assert repr(Clocked(0.1 * ms, "Euler")) == "Clocked(dt=0.1*ms, method='Euler')"


def test_the_exponential_on_vectors_is_exact_to_its_last_bits_and_stays_finite():
    x = np.linspace(-705, 705, 4001)
    np.testing.assert_allclose([_jit.exp(v) for v in x.tolist()], np.exp(x), rtol=1e-15)
    assert _jit.exp(0.0) == 1.0 and 0 < _jit.exp(-1e9) < 1e-306 and 1e307 < _jit.exp(1e9) < np.inf


exp = _jit.open_name("exp")


def exponentials(x, out):
    for i in range(len(x)):
        out[i] = exp(x[i])


@needs_numba
def test_the_compiled_exponential_is_as_exact():
    """With a product and a sum rounded once, where the processor can."""
    x, out = np.linspace(-705, 705, 4001), np.empty(4001)
    _jit.bind(exponentials, {"exp": _jit.inner(_jit.exp)}, "tested", cache=False, **_jit.LEAN)(
        x, out
    )
    np.testing.assert_allclose(out, np.exp(x), rtol=1e-15)


def test_a_flow_with_that_exponential_is_the_flow_of_the_model():
    rng, neuron = np.random.default_rng(4), AdEx()
    flow, p = _jit.on_scalars(AdEx.flow, _jit.exp), neuron.values(AdEx.flow, "V", "w", "I")
    for V, w, I in zip(
        rng.uniform(-0.1, 0.03, 200),
        rng.uniform(-1e-9, 1e-9, 200),
        rng.uniform(-1e-9, 1e-9, 200),
        strict=True,
    ):
        np.testing.assert_allclose(flow(float(V), w, I, *p), AdEx.flow(V, w, I, *p), rtol=1e-12)


VECTORS = r"""
import re, numba
from neurolib import LIF, AdEx, Clocked, Network
from neurolib.engines.clocked import numba_steps
net, model = Network(), {model}
cells = net.population(model(), 10)
if model is LIF:
    net.project(cells, cells, 1e-9, 1e-3, synapse="conductance")
Clocked(1e-4).run(net, 0.001)
forms = (False, model is LIF, model is AdEx, False, False)
assembly = next(iter(numba_steps.compiled_loop(AdEx if model is AdEx else None, forms, None, False).inspect_asm().values()))
print(len(re.findall(r"(?:mul|f[nm]*(?:add|sub)\d*)pd.*[yz]mm", assembly)))
"""


@needs_numba
@pytest.mark.slow
@pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="reads the assembly of x86"
)
@pytest.mark.parametrize("model", ["AdEx", pytest.param("LIF", marks=pytest.mark.exhaustive)])
def test_the_compiled_step_runs_on_vectors(model, tmp_path):
    """An exponential, or a step of LIF under conductances, has more than 20 multiplications; one
    that is no vector code has none on vectors.
    """
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    code = VECTORS.replace("{model}", model)
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    ).stdout
    assert int(out) > 40


@pytest.mark.parametrize(("neuron", "most"), [(LIF(), 1), (AdEx(), 2)])
def test_order_1_of_spike_times(neuron, most):
    """Spikes are seen at the end of their step, and a runaway that outpaces the last step at the
    end of the next.
    """
    exact = simulate(neuron, 900 * pA, 30 * ms, dt=0.0005 * ms).spikes[0]
    steps = np.geomspace(0.005, 0.2, 60) * ms
    late = np.array([simulate(neuron, 900 * pA, 30 * ms, dt=dt).spikes[0] - exact for dt in steps])
    assert (late > -0.0006 * ms).all() and (late < most * steps + 0.001 * ms).all()
    assert order(steps, np.maximum.accumulate(np.abs(late))) == pytest.approx(1, abs=0.25)


def test_order_2_of_a_current_that_changes_in_time():
    def I(t):
        return 100 * pA * np.sin(2 * np.pi * 50 * t)

    exact = solve_ivp(
        lambda t, y: LIF.flow(*y, I(t), 200e-12, 10e-9, -70e-3),
        (0, 0.03),
        [-70e-3],
        rtol=1e-12,
        atol=1e-15,
    ).y[0, -1]
    steps = np.array([1.0, 0.5, 0.25]) * ms
    errors = [abs(simulate(LIF(), I, 30 * ms, dt=dt).V[-1] - exact) for dt in steps]
    assert order(steps, errors) == pytest.approx(2, abs=0.2)


@needs_numba
@pytest.mark.parametrize("loop", ["one", "many"])
def test_compiled_and_plain_give_equal_lif_spikes(loop, monkeypatch):
    currents = np.linspace(150, 900, 16) * pA

    def trains():
        if loop == "many":
            return integrators.spike_trains(LIF(), currents, 5000, 0.05 * ms)
        return [integrators.trajectory(LIF(), np.full(5000, I), 0.05 * ms)[1] for I in currents]

    compiled = trains()
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    integrators.bound.cache_clear()
    plain = trains()
    integrators.bound.cache_clear()
    assert sum(map(len, compiled)) > 100
    for a, b in zip(compiled, plain, strict=True):
        np.testing.assert_array_equal(a, b)


@needs_numba
def test_compiled_and_plain_agree_for_adex(monkeypatch):
    currents = np.linspace(300, 900, 6) * pA  # enough of them for the loop over arrays
    compiled, together = (
        simulate(AdEx(), 800 * pA, 60 * ms),
        integrators.spike_trains(AdEx.pattern("adapting"), currents, 6000, 0.05 * ms),
    )
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    integrators.bound.cache_clear()
    plain = simulate(AdEx(), 800 * pA, 60 * ms)
    arrays = integrators.spike_trains(AdEx.pattern("adapting"), currents, 6000, 0.05 * ms)
    integrators.bound.cache_clear()
    np.testing.assert_allclose(compiled.spikes, plain.spikes, atol=1.5 * plain.dt)
    np.testing.assert_allclose(
        compiled.V[: int(0.005 / plain.dt)], plain.V[: int(0.005 / plain.dt)], rtol=1e-12
    )
    assert [len(train) for train in together] == [len(train) for train in arrays]
    for one, other in zip(together, arrays, strict=True):
        np.testing.assert_allclose(one, other, atol=1.5 * 0.05 * ms)


def test_the_same_run_is_bit_identical():
    first, second = (simulate(AdEx.pattern("irregular"), 160 * pA, 500 * ms) for _ in range(2))
    assert (
        first.V.tobytes() == second.V.tobytes()
        and first.spikes.tobytes() == second.spikes.tobytes()
    )


CACHE_PROBE = """
from neurolib import AdEx, simulate
from neurolib.engines.clocked.integrators import loop, run_one
simulate(AdEx(), 800e-12, 0.01)
stats = loop(AdEx(), run_one).stats
print(sum(stats.cache_hits.values()), sum(stats.cache_misses.values()))
"""


@needs_numba
def test_a_fresh_process_finds_the_compiled_loop_again(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    runs = [
        subprocess.run(
            [sys.executable, "-c", CACHE_PROBE],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        for _ in range(2)
    ]
    assert [run.stdout.split() for run in runs] == [["0", "1"], ["1", "0"]]


CHANGED = """
import sys
from dataclasses import dataclass
from neurolib import simulate
from neurolib.neurons.neuron import Neuron

GAIN = float(sys.argv[1])

@dataclass(frozen=True, repr=False)
class Mine(Neuron):
    state = ("V",)
    @staticmethod
    def flow(V, I):
        return ((1e-3 - GAIN * V) / (1e-3 * LITERAL),)
    @staticmethod
    def fires(V):
        return V >= 1.0
    @staticmethod
    def reset(V):
        return (0.0,)
    def rest(self):
        return (0.0,)

print(simulate(Mine(), 0.0, 0.1).V[-1])
"""


@needs_numba
def test_a_changed_kernel_or_a_value_that_it_reads_is_compiled_anew(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    for gain, literal in (1, 1), (2, 1), (2, 100), (1, 1):
        command = [sys.executable, "-c", CHANGED.replace("LITERAL", str(literal)), str(gain)]
        out = subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment
        ).stdout
        settled = (1 - np.exp(-gain * 0.1 / (1e-3 * literal))) * 1e-3 / gain
        assert float(out) == pytest.approx(settled, rel=1e-6, abs=0)


def test_a_neuron_made_in_a_notebook_follows_each_redefinition():
    def make(gain):
        @dataclass(frozen=True, repr=False)
        class Mine(LIF):
            @staticmethod
            def flow(V, I, C, g_L, E_L):
                return ((-gain * g_L * (V - E_L) + I) / C,)

        return Mine()

    assert make(1.0).leap is None  # the parent's closed form solves the parent's flow
    ends = [simulate(make(gain), 100 * pA, 1.0, dt=0.1 * ms).V[-1] for gain in (1.0, 2.0, 4.0)]
    np.testing.assert_allclose(ends, [-60e-3, -65e-3, -67.5e-3], rtol=1e-6)


def test_switched_off_numba_is_not_imported():
    code = (
        "import sys; from neurolib import LIF, simulate; run = simulate(LIF(), 300e-12, "
        "0.1); print(len(run.spikes), 'numba' in sys.modules)"
    )
    environment = {**os.environ, "NEUROLIB_NUMBA": "0"}
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    ).stdout
    assert out.split() == ["5", "False"]
