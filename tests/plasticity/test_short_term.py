"""Short-term plasticity: its closed form under regular trains, and the same in both engines."""

import numpy as np
import pytest

from neurolib import LIF, PCM, AdEx, Clocked, Crossbar, EventDriven, Network, TsodyksMarkram, _jit
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, mV, nS, pA, s

DT = 0.1 * ms
DOWN, UP = TsodyksMarkram.depressing(), TsodyksMarkram.facilitating()
both_rules = pytest.mark.parametrize("rule", [DOWN, UP], ids=["depressing", "facilitating"])
on_both = pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])


@both_rules
@pytest.mark.parametrize("rate", [2.0, 20.0, 70.0])
def test_a_regular_train_comes_to_the_closed_form(rule, rate):
    delivered = rule.delivered(np.arange(1500) / rate)
    assert delivered[-1] == pytest.approx(rule.efficacy(rate), rel=1e-9)
    u, x = rule.steady(rate)
    assert delivered[0] == pytest.approx(rule.U) and u * x == pytest.approx(rule.efficacy(rate))


def test_the_presets_are_those_of_the_source():
    assert (DOWN.U, DOWN.tau_rec) == (0.67, 0.8) and (UP.U, UP.tau_rec, UP.tau_facil) == (
        0.03,
        0.13,
        0.53,
    )
    fresh = DOWN.delivered(np.arange(4) * 50 * ms)
    assert (np.diff(fresh) < 0).all() and (np.diff(UP.delivered(np.arange(4) * 50 * ms)) > 0).all()


def test_a_utilisation_that_returns_to_U_is_that_of_the_docstring():
    """τ_facil du/dt = U - u and u ← u + U (1 - u) of Mongillo et al., against U + (1 - U) u."""
    mine, other, U = 0.0, 0.2, 0.2
    rule = TsodyksMarkram(U=U, tau_rec=200 * ms, tau_facil=1.5 * s)
    for passed in np.array([5, 40, 300, 7, 2000]) * ms:
        mine, other = (
            rule.raised_use(mine, passed, rule.U, rule.tau_facil),
            (U + (other - U) * np.exp(-passed / rule.tau_facil)),
        )
        assert mine == pytest.approx(other, rel=1e-12)  # it is released before it is raised
        other += U * (1 - other)
        assert other == pytest.approx(U + (1 - U) * mine, rel=1e-12)


def test_a_conductance_that_saturates_is_the_weight_times_1_minus_x(path):
    """s ← s + U (1 - s) at each spike, τ ds/dt = -s: s is 1 - x where both time constants are τ."""
    U, tau, weight = 0.6, 10 * ms, 5 * nS
    times = np.array([5, 12, 15, 40]) * ms
    net = Network()
    cells = net.population(AdEx(), 1)
    rule = TsodyksMarkram(U=U, tau_rec=tau)
    opened = net.project(
        net.spikes([times]), cells, weight, 1 * ms, synapse="conductance", tau=tau,
        E_rev=-70 * mV, plasticity=rule, name="opened",
    )  # fmt: skip
    run = Clocked(DT).run(net, 60 * ms, record={cells: {"opened": [0]}, opened: {"x": [0]}})
    s = np.zeros(len(run.t))
    for k, now in enumerate(run.t):
        s[k] = s[k - 1] * np.exp(-DT / tau) if k else 0.0
        s[k] += U * (1 - s[k]) * (np.abs(times + 1 * ms - now) < DT / 2).any()
    assert s.max() > 0.75
    np.testing.assert_allclose(1 - run.state(opened, "x")[0], s, atol=1e-9)
    np.testing.assert_allclose(run.state(cells, "opened")[0], weight * s, atol=1e-9 * weight)


def test_a_depressing_synapse_delivers_at_most_what_recovers():
    rates = np.array([100.0, 300.0, 1000.0])
    np.testing.assert_allclose(rates * DOWN.efficacy(rates), 1 / DOWN.tau_rec, rtol=0.02)


def test_a_facilitating_synapse_prefers_a_rate():
    rates = np.linspace(1, 100, 400)
    best = rates[np.argmax(UP.efficacy(rates))]
    assert 5 < best < 25


@both_rules
@on_both
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.exhaustive("compiled")
def test_spikes_deliver_the_shares_of_the_closed_form(rule, engine, sign, path):
    """Each voltage just after an arrival, of a neuron so leaky that it has forgotten the one
    before.
    """
    times = np.array([5, 25, 35, 60, 61.5, 120]) * ms
    net, neuron = Network(), LIF(C=2 * 10e-12)
    cells = net.population(neuron, 3)
    synapses = net.project(
        net.spikes([times, times[:2]]),
        cells,
        sign * 5 * mV * np.arange(1, 7).reshape(2, 3) / 6,
        DT,
        plasticity=rule,
    )
    run = engine.run(net, 0.15, record={cells: [2]})
    V = run.V(cells)[0]
    expected = rule.delivered(times, w=sign * 2.5 * mV)
    second = rule.delivered(times[:2], w=sign * 5 * mV)
    expected[:2] += second
    at = np.rint((times + DT) / DT).astype(int)
    kept = neuron.propagator(DT)
    jumps = (V[at] - neuron.E_L) - (V[at - 1] - neuron.E_L) * kept
    np.testing.assert_allclose(jumps, expected, rtol=1e-9)
    np.testing.assert_allclose(
        run.weights(synapses), sign * 5 * mV * np.arange(1, 7) / 6, rtol=1e-12
    )
    assert run.counts["plasticity update", synapses.name] == 8


def recurrent():
    net, rng = Network(), np.random.default_rng(1)
    ticks = np.sort(rng.integers(0, 5000, 400))
    inputs, cells = (
        net.spikes((ticks * DT, rng.integers(0, 20, 400)), n=20),
        net.population(LIF(E_L=-55 * mV), 6, V="uniform"),
    )
    net.project(inputs, cells, 6 * mV * rng.random((20, 6)), 1 * ms, plasticity=UP)
    net.project(cells, cells, -3 * mV * rng.random((6, 6)), 1.5 * ms, plasticity=DOWN)
    net.project(inputs, cells, 1 * mV, 1 * ms)
    return net, cells


@pytest.mark.exhaustive
def test_both_engines_and_both_paths_agree():
    runs = []
    for enabled in [False, True] if _jit.enabled() else [False]:
        with pytest.MonkeyPatch.context() as patch:
            if not enabled:
                patch.setattr(_jit, "enabled", lambda: False)
            else:
                import numba  # noqa: F401
            for engine in Clocked(DT), EventDriven():
                net, cells = recurrent()
                runs.append(np.rint(engine.run(net, 0.5, seed=2).spikes(cells)[0] / DT))
                assert not enabled or "compiled" in engine.explain()
    assert len(runs[0]) > 30
    for other in runs[1:]:
        assert np.array_equal(runs[0], other)


@pytest.mark.exhaustive("compiled")
@on_both
def test_pieces_are_one_run_and_a_state_that_was_stored_goes_on(engine, path):
    net, cells = recurrent()
    session = engine.start(net, seed=2)
    session.run(0.2)
    state = session.store()
    session.run(0.3)
    whole = engine.run(net, 0.5, seed=2)
    assert np.array_equal(session.so_far().spikes(cells)[0], whole.spikes(cells)[0])
    session.restore(state)
    session.run(0.3)
    assert np.array_equal(session.so_far().spikes(cells)[0], whole.spikes(cells)[0])
    session.set(net.projections[1], weight=-1 * mV)
    assert session.so_far().weights(net.projections[1]) == pytest.approx([-1 * mV] * 36)


@pytest.mark.exhaustive("compiled")
def test_currents_that_depress(path):
    net = Network()
    cells = net.population(LIF(), 2)
    net.project(
        net.spikes([np.arange(1, 20) * 20 * ms]),
        cells,
        300 * pA,
        1 * ms,
        synapse="exponential",
        plasticity=DOWN,
    )
    runs = [
        engine.run(net, 0.4, record={cells: [0]}).V(cells)[0]
        for engine in (Clocked(DT), EventDriven())
    ]
    n = min(map(len, runs))
    np.testing.assert_allclose(runs[0][:n], runs[1][:n], atol=1e-9)


def test_what_does_not_go_with_it_is_refused():
    net = Network()
    pre, post = net.poisson(2, 10 * Hz), net.population(LIF(), 2)
    with pytest.raises(
        ParameterError,
        match="w_max is .*; short-term plasticity returns to the weight: leave it out",
    ):
        net.project(pre, post, 1 * mV, 1 * ms, plasticity=DOWN, w_max=2 * mV)
    with pytest.raises(
        ParameterError,
        match="TsodyksMarkram keeps a state beside them, its terminal; leave the crossbar "
        "out, or type",
    ):
        net.project(pre, post, 1 * mV, 1 * ms, plasticity=DOWN, crossbar=Crossbar(PCM()))
    with pytest.raises(ParameterError, match="steady's rate is 0 Hz; expected rates above 0"):
        DOWN.steady(0.0)
    assert DOWN.tau_rec < 10 * s
