"""What a spike is of a model that its reset does not take below the threshold: an upward crossing,
on every path.

The spikes of Hodgkin and Huxley's squid axon and of FitzHugh and Nagumo's model are compared with
SciPy's solver, which finds each crossing as a root. Sources: A. L. Hodgkin and A. F. Huxley, J.
Physiology 117:500 (1952), doi:10.1113/jphysiol.1952.sp004764, with V as the membrane potential and
rest at −65 mV; R. FitzHugh, Biophysical J. 1:445 (1961), doi:10.1016/S0006-3495(61)86902-6.
"""

import warnings
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from neurolib import LIF, AdEx, Clocked, Network, Neuron, ParameterError, f_i_curve, param, simulate
from neurolib.units import Hz, ms, mV, nA, nS, pF, uS


@dataclass(frozen=True, repr=False)
class Squid(Neuron):
    """Hodgkin and Huxley's squid axon, 20,000 µm² of it."""

    C: float = param(200 * pF, "pF", "capacitance", 1 * pF, 1e4 * pF)
    g_L: float = param(60 * nS, "nS", "leak conductance", 1 * nS, 1e3 * nS)
    E_L: float = param(-54.387 * mV, "mV", "leak reversal", -100 * mV, 0 * mV)
    g_Na: float = param(24 * uS, "uS", "sodium conductance", 0.1 * uS, 100 * uS)
    E_Na: float = param(50 * mV, "mV", "sodium reversal", 0 * mV, 100 * mV)
    g_K: float = param(7.2 * uS, "uS", "potassium conductance", 0.1 * uS, 100 * uS)
    E_K: float = param(-77 * mV, "mV", "potassium reversal", -120 * mV, -50 * mV)
    t_ref: float = param(0.0, "ms", "refractory time", 0.0, 1.0)
    state: ClassVar[tuple[str, ...]] = ("V", "m", "h", "n")

    @staticmethod
    def flow(V, m, h, n, I, C, g_L, E_L, g_Na, E_Na, g_K, E_K):
        v = 1e3 * V
        a_m, b_m = 0.1 * (v + 40) / (1 - np.exp(-(v + 40) / 10)), 4 * np.exp(-(v + 65) / 18)
        a_h, b_h = 0.07 * np.exp(-(v + 65) / 20), 1 / (1 + np.exp(-(v + 35) / 10))
        a_n, b_n = 0.01 * (v + 55) / (1 - np.exp(-(v + 55) / 10)), 0.125 * np.exp(-(v + 65) / 80)
        dV = (
            g_L * (E_L - V)
            + g_Na * m * m * m * h * (E_Na - V)
            + g_K * n * n * n * n * (E_K - V)
            + I
        ) / C
        return (
            dV,
            1e3 * (a_m * (1 - m) - b_m * m),
            1e3 * (a_h * (1 - h) - b_h * h),
            1e3 * (a_n * (1 - n) - b_n * n),
        )

    @staticmethod
    def fires(V, m, h, n):
        return V >= -0.02

    @staticmethod
    def reset(V, m, h, n):
        return V, m, h, n

    def rest(self):
        return -65 * mV, 0.0529325, 0.5961208, 0.3176769


@dataclass(frozen=True, repr=False)
class Flagged(Squid):
    """The same with the way round: a flag that a spike raises, and that falls within a millisecond,
    as a fifth variable.
    """

    state: ClassVar[tuple[str, ...]] = ("V", "m", "h", "n", "f")

    @staticmethod
    def flow(V, m, h, n, f, I, C, g_L, E_L, g_Na, E_Na, g_K, E_K):
        v = 1e3 * V
        a_m, b_m = 0.1 * (v + 40) / (1 - np.exp(-(v + 40) / 10)), 4 * np.exp(-(v + 65) / 18)
        a_h, b_h = 0.07 * np.exp(-(v + 65) / 20), 1 / (1 + np.exp(-(v + 35) / 10))
        a_n, b_n = 0.01 * (v + 55) / (1 - np.exp(-(v + 55) / 10)), 0.125 * np.exp(-(v + 65) / 80)
        dV = (
            g_L * (E_L - V)
            + g_Na * m * m * m * h * (E_Na - V)
            + g_K * n * n * n * n * (E_K - V)
            + I
        ) / C
        return (
            dV,
            1e3 * (a_m * (1 - m) - b_m * m),
            1e3 * (a_h * (1 - h) - b_h * h),
            1e3 * (a_n * (1 - n) - b_n * n),
            -f / 0.001,
        )

    @staticmethod
    def fires(V, m, h, n, f):
        return (V >= -0.02) & (f < 0.05)

    @staticmethod
    def reset(V, m, h, n, f):
        return V, m, h, n, f * 0 + 1.0

    def rest(self):
        return *super().rest(), 0.0


@dataclass(frozen=True, repr=False)
class FitzHughNagumo(Neuron):
    """FitzHugh and Nagumo's model, its V and time scaled to volts and seconds."""

    C: float = param(25 * pF, "pF", "capacitance", 1 * pF, 1e4 * pF)
    g: float = param(100 * nS, "nS", "conductance", 1 * nS, 1e4 * nS)
    V_0: float = param(50 * mV, "mV", "unit of V", 1 * mV, 100 * mV)
    tau_w: float = param(3.125 * ms, "ms", "time of recovery", 1 * ms, 1.0)
    a: float = param(0.7, "", "constant of recovery", 0.0, 2.0)
    b: float = param(0.8, "", "slope of recovery", 0.0, 2.0)
    state: ClassVar[tuple[str, ...]] = ("V", "w")

    @staticmethod
    def flow(V, w, I, C, g, V_0, tau_w, a, b):
        v = V / V_0
        return (g * V_0 * (v - v * v * v / 3 - w) + I) / C, (v + a - b * w) / tau_w

    @staticmethod
    def fires(V, w, V_0):
        return V >= 0.5 * V_0

    @staticmethod
    def reset(V, w):
        return V, w

    def rest(self):
        return -1.1994 * self.V_0, -0.62426


OWN = {
    "squid axon": (Squid(), 2 * nA, -20 * mV),
    "FitzHugh-Nagumo": (FitzHughNagumo(), 2.5 * nA, 25 * mV),
}


def crossings(neuron, I, duration, level):
    """Return the upward crossings of V that SciPy's solver finds as roots."""
    p = neuron.values(neuron.flow, *neuron.state, "I")

    def up(t, y):
        return y[0] - level

    up.direction = 1
    found = solve_ivp(
        lambda t, y: neuron.flow(*y, I, *p),
        (0, duration),
        neuron.rest(),
        "LSODA",
        events=up,
        rtol=1e-9,
        atol=1e-12,
        max_step=1 * ms,
    )
    return found.t_events[0]


@pytest.mark.parametrize(
    ("neuron", "I", "level"),
    [
        pytest.param(*OWN["squid axon"], marks=pytest.mark.exhaustive("compiled")),
        OWN["FitzHugh-Nagumo"],
    ],
    ids=OWN,
)
def test_a_spike_is_an_upward_crossing_where_scipy_finds_one(neuron, I, level, path):
    duration, dt = 0.15, 0.02 * ms
    true = crossings(neuron, I, duration, level)
    alone = simulate(neuron, I, duration, dt)
    net = Network()
    cells = net.population(neuron, 3, I=[I, I, 0.0])
    run = Clocked(dt).run(net, duration)
    assert len(true) > 8
    for spikes in alone.spikes, *run.trains(cells)[:2]:
        assert len(spikes) == len(true)
        assert np.abs(spikes - true - dt / 2).max() < dt  # at the end of the step of the crossing
    assert len(run.trains(cells)[2]) == 0
    rate = 1 / np.diff(true[len(true) // 2 :]).mean()
    if isinstance(neuron, Squid):
        assert rate == pytest.approx(68, abs=1)  # the textbooks' value at 10 µA/cm² and 6.3 °C
    for n in 1, 6:  # several run side by side on the plain path
        assert f_i_curve(neuron, np.full(n, I), 0.1, 0.1, dt=dt)[-1] == pytest.approx(
            rate, rel=3e-3
        )


@pytest.mark.exhaustive("compiled")
def test_a_fifth_variable_runs_everywhere(path):
    net = Network()
    cells = net.population(Flagged(), 10, I=2 * nA)
    engine = Clocked(0.01 * ms)
    run, alone = engine.run(net, 0.2), simulate(Flagged(), 2 * nA, 0.2)
    true = crossings(Squid(), 2 * nA, 0.2, -20 * mV)
    assert ("compiled" in engine.explain()) == (path == "compiled")
    assert (
        [len(train) for train in run.trains(cells)] == [len(alone.spikes)] * 10 == [len(true)] * 10
    )
    np.testing.assert_allclose(run.trains(cells)[4], alone.spikes, atol=1e-9)


@pytest.mark.parametrize("size", [1, 6, 9])
@pytest.mark.exhaustive("compiled")
def test_a_compiled_loop_takes_as_many_variables_as_a_model_has(size, path):
    """A cascade of leaks: the k-th follows the one before, so that V is the first and its
    neighbours are low passes of it.
    """
    names = ["V", *(f"x{k}" for k in range(1, size))]
    text = f"""
@dataclass(frozen=True, repr=False)
class Mine(Neuron):
    tau: float = param(10 * ms, "ms", "time constant", 1 * ms, 1.0)
    state: ClassVar[tuple[str, ...]] = {tuple(names)}
    @staticmethod
    def flow({", ".join(names)}, I, tau):
        return ({", ".join(f"({a} - {b}) / tau" for a, b in zip(["I * 1e8", *names], names, strict=False))},)
    @staticmethod
    def fires({", ".join(names)}):
        return V >= 0.05
    @staticmethod
    def reset({", ".join(names)}):
        return (0.0, {", ".join(names[1:])}{"," * (size > 1)})
    def rest(self):
        return {(0.0,) * size}
"""
    space = {**globals(), "__name__": "__main__"}
    exec(text, space)
    neuron = space["Mine"]()
    net = Network()
    cells = net.population(neuron, 5, I=[0.6 * nA] * 4 + [0.4 * nA])
    run, alone = (
        Clocked(0.1 * ms).run(net, 0.2, record="all"),
        simulate(neuron, 0.6 * nA, 0.2, 0.1 * ms),
    )
    assert 8 < len(alone.spikes) == len(run.trains(cells)[0]) and len(run.trains(cells)[4]) == 0
    np.testing.assert_allclose(run.V(cells)[3], alone.V, atol=1e-12)


@pytest.mark.exhaustive("compiled")
def test_a_crossing_is_seen_through_pieces_and_a_stored_state(path):
    net = Network()
    cells = net.population(Squid(), 4, I=[2 * nA, 3 * nA, 4 * nA, 0.0])
    net.project(cells[:1], cells[3:], 60 * nS, 1 * ms, synapse="conductance", tau=1 * ms)
    engine = Clocked(0.02 * ms)
    whole = engine.run(net, 60 * ms, record="all")
    session = engine.start(net, record="all")
    V, above = [], 0
    for _ in range(200):  # some pieces begin within a spike
        piece = session.run(0.3 * ms)
        above += (piece.V(cells)[:, -1] >= -20 * mV).any()
        state = session.store()
        if len(V) < 20:
            session.run(1 * ms)  # what is gone back upon
        session.restore(state)
        V.append(piece.V(cells)[:, 1:])
    assert above > 10
    assert np.array_equal(np.concatenate(V, axis=1), whole.V(cells)[:, 1:])
    for mine, other in zip(session.so_far().trains(cells), whole.trains(cells), strict=True):
        assert np.array_equal(mine, other)
    assert 3 <= len(whole.trains(cells)[3]) <= 6 and len(whole.trains(cells)[0]) < 8


def test_a_model_whose_reset_leaves_V_has_no_refractory_time():
    """A state that is held at the top of an action potential would change the action potential."""
    expected = "Squid has a refractory time, and its reset leaves V as it is: .* Leave t_ref out"
    with pytest.raises(ParameterError, match=expected):
        Squid(t_ref=2 * ms)
    with pytest.raises(ParameterError, match=expected):
        Network().population(Squid(), 2, t_ref=np.array([0.0, 1.0]) * ms)
    assert LIF(V_R=-70 * mV, E_L=-70 * mV).refractory == 2 * ms


def test_a_neuron_in_a_high_plateau_fires_once(path):
    """Under a strong current V goes up and stays there: one spike, and none while it stays."""
    held = simulate(FitzHughNagumo(), 10 * nA, 0.1, 0.02 * ms)
    net = Network()
    cells = net.population(FitzHughNagumo(), 2, I=10 * nA)
    assert (held.V[-1000:] > 25 * mV).all() and len(held.spikes) == 1
    assert len(Clocked(0.02 * ms).run(net, 0.1).spikes(cells)[0]) == 2


# --- a reset that moves V -------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Subtracting(Neuron):
    """An integrator that a spike takes down by its threshold, so that a large input makes it fire
    several times.
    """

    C: float = param(100 * pF, "pF", "capacitance", 1 * pF, 1e4 * pF)
    V_T: float = param(10 * mV, "mV", "threshold", 1 * mV, 100 * mV)
    state: ClassVar[tuple[str, ...]] = ("V",)

    @staticmethod
    def flow(V, I, C):
        return (I / C,)

    @staticmethod
    def fires(V, V_T):
        return V >= V_T

    @staticmethod
    def reset(V, V_T):
        return (V - V_T,)

    def rest(self):
        return (0.0,)


@pytest.mark.exhaustive("compiled")
def test_a_reset_by_subtraction_lets_a_large_input_fire_several_times(path):
    net = Network()
    cells = net.population(Subtracting(), 2)
    net.project(net.spikes([[1 * ms, 20 * ms]]), cells, 35 * mV, 1 * ms)
    times, who = Clocked(0.5 * ms).run(net, 40 * ms).spikes(cells)
    np.testing.assert_allclose(times[who == 1] / ms, [2, 2.5, 3, 21, 21.5, 22, 22.5], atol=1e-9)


def test_a_reset_above_the_threshold_is_refused():
    def raised(reset):
        text = f"""
@dataclass(frozen=True, repr=False)
class Mine(Neuron):
    V_T: float = param(-50 * mV, "mV", "threshold", -100 * mV, 0.0)
    V_R: float = param(-60 * mV, "mV", "reset", -100 * mV, 0.0)
    state: ClassVar[tuple[str, ...]] = ("V",)
    @staticmethod
    def flow(V, I):
        return ((-0.065 - V) * 100 + I * 1e10,)
    @staticmethod
    def fires(V, V_T):
        return V >= V_T
    @staticmethod
    def reset(V, V_R, V_T):
        return ({reset},)
    def rest(self):
        return (-65 * mV,)
"""
        space = {**globals(), "__name__": "__main__"}
        exec(text, space)
        return space["Mine"]

    for right in "V_R", "V", "V - 2e-3", "V_T - 1e-3":
        raised(right)()
    with pytest.raises(
        ParameterError,
        match=r"Mine.reset takes V to -40 mV, where the neuron fires again; expected a "
        r"voltage below its threshold, -50 mV",
    ):
        raised("V_R")(V_R=-40 * mV)
    with pytest.raises(ParameterError, match=r"Mine.reset takes V to -49 mV.*return V as it is"):
        raised("V + 1e-3")()


# --- two ticks running ----------------------------------------------------------------------------

RUNNING = (
    r"fired at .* and in the tick of 100 µs before, the first of [\d,]+ such pairs of "
    r"spikes: .* Type a shorter one, as in {}"
)


def silent(call):
    """Return what a call returns that must not warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return call()


@pytest.mark.parametrize(
    "neuron",
    [
        LIF(t_ref=0.0, V_R=-50.1 * mV),
        pytest.param(
            AdEx(V_R=-45 * mV, V_peak=-44 * mV, b=0.0, a=0.0),
            marks=pytest.mark.exhaustive("compiled"),
        ),
    ],
    ids=["LIF", "AdEx"],
)
def test_a_neuron_that_fires_in_two_ticks_running_is_said_so_once(neuron, path):
    net = Network()
    net.population(LIF(), 3, I=1 * nA)
    cells = net.population(neuron, 4, I=[0.0, 0.0, 60 * nA, 0.0], name="cells")
    engine = Clocked(0.1 * ms)
    with pytest.warns(
        UserWarning,
        match=r"Neuron 2 of cells " + RUNNING.format(r"Clocked\(dt=0\.01\*ms\), .*t_ref"),
    ) as caught:
        run = engine.run(net, 20 * ms)
    assert (
        len(caught) == 1
        and caught[0].filename == __file__
        and str(caught[0].message) in engine.explain()
    )
    assert len(run.trains(cells)[2]) > 100
    with pytest.warns(UserWarning, match="Neuron 2 of cells") as caught:
        session = engine.start(net)
        for _ in range(3):
            session.run(5 * ms)
    assert len(caught) == 1
    with pytest.warns(UserWarning, match="of simulate " + RUNNING.format(r"dt=0\.01\*ms")):
        simulate(neuron, 60 * nA, 20 * ms, 0.1 * ms)
    with pytest.warns(UserWarning, match="of f_i_curve " + RUNNING.format(r"dt=0\.01\*ms")):
        f_i_curve(neuron, [0.0, 60 * nA], 20 * ms, 0.0, 0.1 * ms)


def test_what_has_a_cause_of_its_own_is_not_warned_of(path):
    net = Network()
    source = net.spikes([np.arange(1, 100) * 0.1 * ms])
    cells = net.population(LIF(t_ref=0.0), 2, name="cells")
    net.project(source, cells, 30 * mV, 0.1 * ms)
    resting = net.population(LIF(), 2, I=50 * nA)
    slow = net.population(AdEx(), 2, I=3 * nA)
    run = silent(lambda: Clocked(0.1 * ms).run(net, 10.1 * ms))
    assert len(run.trains(cells)[0]) == 99  # a jump above the threshold in every tick
    assert len(run.trains(resting)[0]) and len(run.trains(slow)[0])
    again = Network()
    mixed = again.population(LIF(t_ref=0.0, V_R=-50.1 * mV), 2, I=60 * nA)
    again.project(again.poisson(2, 50 * Hz), mixed, 1 * mV, 0.1 * ms)
    with pytest.warns(UserWarning, match="Neuron 0 of LIF"):  # its current alone does it
        Clocked(0.1 * ms).run(again, 10 * ms)
    silent(lambda: simulate(Squid(), 2 * nA, 20 * ms))
    silent(lambda: f_i_curve(LIF(), np.linspace(0, 1, 5) * nA))


def test_synaptic_currents_that_bound_a_rate_are_seen(path):
    net = Network()
    cells = net.population(LIF(t_ref=0.0), 2)
    net.project(
        net.spikes([[1 * ms]]), cells[1:], 90 * nA, 0.1 * ms, synapse="exponential", tau=5 * ms
    )
    with pytest.warns(UserWarning, match="Neuron 1 of LIF fired at 1.* ms and in the tick"):
        Clocked(0.1 * ms).run(net, 10 * ms)


def test_fires_must_be_a_truth_value():
    def made(returned):
        text = f"""
@dataclass(frozen=True, repr=False)
class Mine(Neuron):
    V_T: float = param(-50 * mV, "mV", "threshold", -100 * mV, 0.0)
    state: ClassVar[tuple[str, ...]] = ("V",)
    @staticmethod
    def flow(V, I):
        return ((-0.065 - V) * 100 + I * 1e10,)
    @staticmethod
    def fires(V, V_T):
        return {returned}
    @staticmethod
    def reset(V):
        return (-60e-3 + 0 * V,)
    def rest(self):
        return (-65 * mV,)
"""
        space = {**globals(), "__name__": "__main__"}
        exec(text, space)
        return space["Mine"]

    for right in (
        "V >= V_T",
        "(V >= V_T) & (V < 1)",
        "np.greater(V, V_T)",
        "np.logical_and(V >= V_T, V < 1)",
    ):
        assert len(silent(lambda right=right: simulate(made(right)(), 2 * nA, 0.1)).spikes) > 3
    for wrong in (
        "V - V_T",
        "np.maximum(V - V_T, 0)",
        "(V >= V_T) * 1",
        "1.0",
        "np.where(V >= V_T, 1, 0)",
    ):
        with pytest.raises(
            TypeError,
            match=r"Mine.fires returns a \w+; expected whether the neuron fires, as in return "
            r"V >= V_T",
        ):
            made(wrong)
    # zeros divide by 0, so the class could not tell
    with pytest.raises(TypeError, match=r"Mine.fires returns a float64"):
        made("V_T / V - np.float64(1)")()


@pytest.mark.parametrize("dt", [0.1 * ms, 0.2 * ms])
def test_a_step_that_is_too_long_only_in_a_spike_is_a_sentence_and_no_rate_of_0(dt, path):
    """Both are below the fastest time at rest, 0.24 ms, and far too long for the sodium current in
    the upswing.
    """
    for call in (
        lambda: simulate(Squid(), 2 * nA, 50 * ms, dt=dt),
        lambda: f_i_curve(Squid(), 2 * nA, duration=50 * ms, settle=0.0, dt=dt),
        lambda: f_i_curve(Squid(), np.full(6, 2 * nA), duration=50 * ms, settle=0.0, dt=dt),
    ):
        with pytest.raises(
            ParameterError,
            match="V, m, h, n of this Squid left all bounds before .* Type a shorter one",
        ):
            call()
