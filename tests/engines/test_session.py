"""Sessions: pieces of any length are one run, what is changed acts from that instant on, and a
stored state goes on as if nothing had been.
"""

import gc
import pickle
import weakref

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurolib import LIF, STDP, AdEx, Clocked, EventDriven, Network, _jit, simulate
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, mV, nA, nS, pA, s

DT = 0.1 * ms
PATHS = ["plain", "compiled"] if _jit.enabled() else ["plain"]
ENGINES = {"clocked": Clocked(DT), "event": EventDriven()}
on_both = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
some = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def delta():
    """Poisson and replayed input, delays that differ, synapses that learn: quiescent at first."""
    net, rng = Network(), np.random.default_rng(1)
    inputs, given = (
        net.poisson(30, 25 * Hz, name="inputs"),
        net.spikes([[0.0, 10 * ms, 55 * ms], [30 * ms]], name="given"),
    )
    cells, more = (
        net.population(LIF(), 6, V="uniform", name="cells"),
        net.population(LIF(), 3, I=np.arange(3) * 90 * pA, name="more"),
    )
    net.project(inputs, cells, 3 * mV, 1 * ms, name="in")
    net.project(given, more, 21 * mV, 1.5 * ms, name="given in")
    net.project(cells, more, 2 * mV, 2 * ms, plasticity=STDP(), name="learns")
    net.project(
        more,
        cells,
        rng.random((3, 6)) * mV,
        (1 + np.arange(18).reshape(3, 6) % 4) * ms,
        name="late",
    )
    return net


def currents():
    """Exponential currents of two kinds, neurons that fire by themselves, rates that differ,
    synapses that learn.
    """
    net = Network()
    inputs, given = (
        net.poisson(20, np.linspace(5, 60, 20), name="inputs"),
        net.spikes([[4 * ms]], name="given"),
    )
    cells = net.population(LIF(), 6, I=260 * pA, V="uniform", name="cells")
    more = net.population(LIF(V_T=-51 * mV), 3, I=240 * pA, name="more")
    net.project(
        inputs,
        cells,
        200 * pA,
        1 * ms,
        synapse="exponential",
        plasticity=STDP(pairing="presynaptic-centred"),
        name="in",
    )
    net.project(given, more, 90 * pA, 1 * ms, synapse="exponential", name="given in")
    net.project(
        cells,
        cells,
        -60 * pA,
        1.5 * ms,
        synapse="exponential",
        probability=0.5,
        tau=9 * ms,
        name="late",
    )
    net.project(
        cells,
        more,
        80 * pA,
        0.7 * ms,
        synapse="exponential",
        plasticity=STDP(pairing="presynaptic-centred"),
        name="learns",
    )
    return net


NETWORKS = pytest.mark.parametrize("network", [delta, currents])


def change(session, number=0):
    """Change something of each kind."""
    more, t = 40 * pA * (number + 1), session.t
    session.set("inputs", rate=(30 + 10 * number) * Hz)
    session.set("cells", I=np.arange(6) * more)
    session.set("more", I=5 * more)
    for name in "late", "learns":
        (projection,) = (p for p in session.net.projections if p.name == name)
        session.set(
            name, weight=(0.3 + 0.1 * number) * np.abs(session.so_far().weights(projection))
        )
    session.set("given", times=([t, t + 7 * ms, t + 20 * ms], [0, 0, 0]))


def alike(run, other):
    """Compare two runs, bit for bit; their networks may be equal ones, made twice."""
    assert run.duration == other.duration and dict(run.counts) == dict(other.counts)
    for group in run.net.groups:
        assert all(map(np.array_equal, run.spikes(group), other.spikes(group.name))), group
    for projection in run.net.projections:
        assert np.array_equal(run.weights(projection), other.weights(projection.name)), projection
    assert all(len(run.spikes(group)[0]) > 3 for group in run.net.groups[::2])


# --- pieces are one run ---------------------------------------------------------------------------


@on_both
@NETWORKS
@some
@given(cuts=st.sets(st.integers(1, 1999), max_size=5), seed=st.integers(0, 5))
def test_pieces_of_any_length_are_one_run_bit_for_bit(engine, network, path, cuts, seed):
    net = network()
    session, ends = engine.start(net, seed=seed), [0, *sorted(cuts), 2000]
    pieces = [session.run((b - a) * DT) for a, b in zip(ends, ends[1:], strict=False)]
    whole = engine.run(net, 0.2, seed=seed)
    alike(session.so_far(), whole)
    assert {key: sum(piece.counts[key] for piece in pieces) for key in whole.counts} == dict(
        whole.counts
    )
    for group in net.groups:
        times = np.concatenate(
            [
                piece.spikes(group)[0] + start * DT
                for piece, start in zip(pieces, ends, strict=False)
            ]
        )
        np.testing.assert_allclose(times, whole.spikes(group)[0], atol=1e-12)
        assert all((piece.spikes(group)[0] <= piece.duration + 1e-12).all() for piece in pieces)


def test_a_spike_later_than_all_ticks_has_not_come(path):
    net = Network()
    source, cell = net.spikes([[10 * ms, 2.2e5 * s]]), net.population(LIF(), 1)
    net.project(source, cell, 25 * mV, 1 * ms)
    session = Clocked(DT).start(net)
    for k in range(2):
        piece = session.run(0.1)
        assert (
            piece.spikes(source)[0].tolist() == [0.01][k:]
            and piece.counts["spike", source.name] == 1 - k
        )
        session.set(source, times=[3.3e5 * s])
    assert session.so_far().spikes(cell)[0] == pytest.approx([11 * ms])


@pytest.mark.parametrize(
    ("piece", "n", "ticks"),
    [(0.25 * ms, 100, 250), (1 / 60, 60, 10_000), (0.35 * ms, 100, 350), (0.14999 * ms, 30, 45)],
)
def test_pieces_that_are_no_whole_ticks_add_up(piece, n, ticks, path):
    net = Network()
    cells = net.population(LIF(), 1, I=300 * pA)
    session, states = Clocked(DT).start(net), []
    for k in range(n):
        session.run(piece)
        assert abs(session.t - (k + 1) * piece) <= 0.5 * DT * (1 + 1e-9)
        states.append(session.store())
    assert session.t == pytest.approx(ticks * DT, rel=1e-12)
    assert (
        session.so_far().spikes(cells)[0].tolist()
        == Clocked(DT).run(net, n * piece).spikes(cells)[0].tolist()
    )
    session.restore(states[2])
    for _ in range(n - 3):
        session.run(piece)
    assert session.t == pytest.approx(ticks * DT, rel=1e-12)
    with pytest.raises(
        ParameterError,
        match=r"Session.run's duration is 60 µs, below one tick; expected 100 µs or more, .* "
        r"Clocked\(dt=0.06\*ms\)",
    ):
        session.run(0.06 * ms)


@on_both
def test_what_is_set_to_what_it_is_changes_no_bit(engine, path):
    net = delta()
    session = engine.start(net, seed=1)
    for _ in range(4):
        session.run(0.05)
        session.set("inputs", rate=25 * Hz)
        session.set("cells", I=np.zeros(6))
        session.set("more", I=np.arange(3) * 90 * pA)
        for name in "in", "late", "learns":
            session.set(name, weight=session.so_far().weights(name))
    alike(session.so_far(), engine.run(net, 0.2, seed=1))


@pytest.mark.parametrize("neuron", [AdEx(), LIF(t_ref=0)], ids=["adex", "conductances"])
@pytest.mark.exhaustive("compiled")
def test_neurons_that_are_integrated_run_on_as_well(neuron, path):
    net = Network()
    inputs, cells = (
        net.poisson(40, 30 * Hz, name="inputs"),
        net.population(neuron, 5, I=300 * pA, name="cells"),
    )
    net.project(inputs, cells, 1 * nS, 1 * ms, synapse="conductance", name="in")
    session = Clocked(DT).start(net, seed=2)
    for duration in 0.0333, 0.0667, 0.1:
        session.run(duration)
    alike(session.so_far(), Clocked(DT).run(net, 0.2, seed=2))


# --- what is changed acts from that instant on ----------------------------------------------------


@pytest.mark.parametrize(
    "neuron", [LIF(), LIF(t_ref=0), AdEx()], ids=["lif", "lif without rest", "adex"]
)
@some
@given(cuts=st.lists(st.integers(1, 400), min_size=1, max_size=5), data=st.data())
def test_a_current_acts_from_the_tick_on_at_which_it_is_set(neuron, path, cuts, data):
    net = Network()
    cells = net.population(neuron, 2, name="cells")
    session, I, found = Clocked(DT).start(net), [], []
    for steps in cuts:
        now = [data.draw(st.sampled_from([0.0, 0.3, 0.5, 0.8, -0.2])) * nA for _ in range(2)]
        session.set(cells, I=0.1 * pA)  # which the next one takes back
        session.set("cells", I=now)
        session.run(steps * DT)
        I.append(np.repeat([now], steps, axis=0))
    for k, driven in enumerate(np.concatenate(I).T):
        found = simulate(neuron, driven, len(driven) * DT, DT).spikes
        np.testing.assert_allclose(session.so_far().trains(cells)[k], found, atol=1e-12)


def test_a_current_acts_on_events_from_its_time_on_exactly(path):
    neuron, net = LIF(), Network()
    cells = net.population(neuron, 3)
    session = EventDriven().start(net)
    assert not len(session.run(0.0123).spikes(cells)[0])  # quiescent
    I = np.array([0.0, 400, 600]) * pA
    session.set(cells, I=I)
    first = session.run(0.0377)
    begun = neuron.tau * np.log(
        I[1:] / neuron.g_L / (I[1:] / neuron.g_L - (neuron.V_T - neuron.E_L))
    )
    for k, wait in enumerate(begun, 1):
        period = 1 / neuron.rate(I[k])
        expected = wait + np.arange(int((0.0377 - wait) / period) + 1) * period
        np.testing.assert_allclose(first.trains(cells)[k], expected, rtol=1e-9)
    session.set(cells, I=0.0)
    assert not len(session.run(10.0).spikes(cells)[0]), "V relaxes, for longer than a frame"
    session.set(cells, I=400 * pA)
    np.testing.assert_allclose(session.run(0.02).trains(cells)[0][0], begun[0], rtol=1e-9)


@on_both
@some
@given(data=st.data(), now=st.integers(1, 300))
def test_a_spike_delivers_the_weight_that_it_finds_on_arrival(engine, path, data, now):
    """The same as two projections: one for the spikes that arrive up to now, another one for those
    that arrive later.
    """
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    times, w, v = (
        np.sort(rng.integers(0, 400, 60)),
        rng.random((4, 3)) * 8 * mV,
        rng.random((4, 3)) * 8 * mV,
    )
    who, delay = (
        rng.integers(0, 4, 60),
        rng.integers(1, 40, (4, 3)) * DT if data.draw(st.booleans()) else np.full((4, 3), 1.5 * ms),
    )
    net, other = Network(), Network()
    alike_delays = (delay == delay[0, 0]).all()
    inputs, cells = net.spikes((times * DT, who), n=4), net.population(LIF(), 3)
    synapses = net.project(inputs, cells, w, delay[0, 0] if alike_delays else delay)
    same = other.population(LIF(), 3)
    for i in range(4):
        for j in range(3):
            own = times[who == i] * DT
            early = np.rint((own + delay[i, j]) / DT) <= now
            for train, weight in (own[early], w[i, j]), (own[~early], v[i, j]):
                if len(train):
                    other.project(other.spikes([train]), same, weight, delay[i, j], pairs=[(0, j)])
    session = engine.start(net)
    session.run(now * DT)
    session.set(synapses, weight=v)
    session.run((500 - now) * DT)
    expected = engine.run(other, 0.05).spikes(same)
    for found, wanted in zip(session.so_far().spikes(cells), expected, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-12)
    assert np.array_equal(session.so_far().weights(synapses), v.ravel())


@on_both
def test_a_rate_stretches_the_intervals_to_come_and_a_train_is_replaced(engine, path):
    net = Network()
    inputs, given, cells = (
        net.poisson(50, 20 * Hz),
        net.spikes([[5 * ms, 60 * ms], []]),
        net.population(LIF(), 2),
    )
    net.project(inputs, cells, 0.1 * mV, 1 * ms)
    usual = engine.run(net, 0.2, seed=4).spikes(inputs)
    session = engine.start(net, seed=4)
    session.run(0.05)
    session.set(inputs, rate=40 * Hz)
    session.set(given, times=[[0.05], [70 * ms, 900 * ms]])
    piece = session.run(0.05)
    times, who = session.so_far().spikes(inputs)
    stretched = np.where(usual[0] < 0.05, usual[0], 0.05 + (usual[0] - 0.05) / 2)[: len(times)]
    np.testing.assert_allclose(times, stretched, atol=DT if isinstance(engine, Clocked) else 1e-12)
    assert np.array_equal(who, usual[1][: len(times)]) and 60 < len(times) < 200
    np.testing.assert_allclose(
        session.so_far().spikes(given)[0], [5 * ms, 50 * ms, 70 * ms], rtol=1e-12
    )
    np.testing.assert_allclose(piece.spikes(given)[0], [0.0, 20 * ms], atol=1e-12)
    session.set(inputs, rate=0)
    assert not len(session.run(0.1).spikes(inputs)[0])
    session.set(inputs, rate=np.arange(50) * 4 * Hz)
    rates = session.run(1.0).rates(inputs)
    assert (
        abs(rates.mean() - 98) < 5 * np.sqrt(98 / 50)
        and rates[:10].mean() < 40 < rates[-10:].mean()
    )


def test_all_paths_agree_on_a_network_that_is_changed(monkeypatch):
    """Spikes of delta synapses on a grid are equal, however they are computed; those of currents on
    the two paths.
    """

    def times(engine, network):
        session = engine.start(network(), seed=3)
        if network is delta:
            session.set("inputs", rate=0 * Hz)  # which is on no grid
        for number in range(3):
            session.run(0.04)
            if network is delta:
                session.set("late", weight=(1 + number) * 4 * mV)
                session.set("given in", weight=(9 - number) * 4.1 * mV)
                session.set("learns", weight=(1 + number) * mV)
                session.set("more", I=number * 30 * pA)
                session.set("given", times=[session.t + np.arange(30) * 13 * DT] * 2)
            else:
                change(session, number)
        session.run(0.04)
        return [
            session.so_far().spikes(name) for name in ("cells", "more")
        ], session.so_far().weights("learns")

    found = {}
    for path in PATHS:
        with monkeypatch.context() as patch:
            if path == "plain":
                patch.setattr(_jit, "enabled", lambda: False)
            for name, engine in ENGINES.items():
                for network in delta, currents:
                    found[network, name, path] = times(engine, network)
    first = found[delta, "clocked", "plain"]
    for (network, name, _), (spikes, weights) in found.items():
        expected, learned = first if network is delta else found[network, name, "plain"]
        for own, other in zip(spikes, expected, strict=True):
            assert len(own[0]) > 10 and np.array_equal(own[1], other[1])
            np.testing.assert_allclose(own[0], other[0], atol=1e-9)
        np.testing.assert_allclose(weights, learned, rtol=1e-9)


# --- store and restore ----------------------------------------------------------------------------


@on_both
@NETWORKS
def test_a_restored_state_goes_on_as_if_nothing_had_been_here_and_elsewhere(
    engine, network, path, tmp_path
):
    def go_on(session):
        session.run(0.0334)
        change(session, 1)
        session.run(0.0666)
        return session.so_far()

    session = engine.start(network(), seed=7)
    early = session.store()
    for number in range(2):
        session.run(0.05)
        change(session, number)
    (tmp_path / "state").write_bytes(pickle.dumps(session.store()))
    late = session.store()
    session.set("more", I=20 * pA)
    session.restore(late)
    expected = go_on(session)
    session.restore(late)
    alike(go_on(session), expected)
    other = engine.start(network(), seed=7)
    other.run(0.01)
    other.restore(pickle.loads((tmp_path / "state").read_bytes()))
    assert other.t == pytest.approx(0.1) and "100 ms have passed" in repr(other)
    alike(go_on(other), expected)
    for one in session, other:
        one.restore(early)
        one.run(0.2)
        alike(one.so_far(), engine.run(one.net, 0.2, seed=7))


def test_an_interrupted_session_goes_on_from_a_stored_state(path, monkeypatch):
    net, engine = delta(), Clocked(DT)
    session = engine.start(net, seed=1)
    session.run(0.05)
    state = session.store()
    kind = type(session._simulation)
    advance = kind.advance

    def stop(path, until):
        if path.done > 800:
            raise KeyboardInterrupt
        advance(path, until)

    with (
        monkeypatch.context() as patch,
        pytest.warns(UserWarning, match="Interrupted: .* of 200 ms were run"),
    ):
        patch.setattr(kind, "advance", stop)
        part = session.run(0.15)
    assert 0.03 < part.duration < 0.15 and "Interrupted" in part.note
    for call in (
        session.store,
        session.so_far,
        lambda: session.run(0.1),
        lambda: session.set("cells", I=0),
    ):
        with pytest.raises(
            ParameterError, match=r"stopped within a piece.*session.restore\(state\)"
        ):
            call()
    session.restore(state)
    session.run(0.15)
    alike(session.so_far(), engine.run(net, 0.2, seed=1))


# --- what is recorded, and what is forgotten ------------------------------------------------------


@on_both
@NETWORKS
@some
@given(cuts=st.sets(st.integers(1, 999), max_size=4), seed=st.integers(0, 5))
def test_recorded_states_of_pieces_are_those_of_one_run(engine, network, path, cuts, seed):
    net = network()
    record = {"cells": [4, 0], "more": {"V": "all"}}
    session, ends = engine.start(net, seed=seed, record=record), [0, *sorted(cuts), 1000]
    whole = engine.run(net, 0.1, seed=seed, record=record)
    for a, b in zip(ends, ends[1:], strict=False):
        if a == 500:
            session.restore(pickle.loads(pickle.dumps(session.store())))
        piece = session.run((b - a) * DT)
        for name, of in ("cells", 2), ("more", 3):
            assert piece.V(name).shape == (of, len(piece.t)) == (of, b - a + 1)
            np.testing.assert_allclose(
                piece.V(name), whole.V(name)[:, a : b + 1], rtol=0, atol=1e-12
            )
    if isinstance(engine, Clocked):
        assert all(
            np.array_equal(session.so_far().V(name), whole.V(name)) for name in ("cells", "more")
        )
    np.testing.assert_allclose(
        session.so_far().state("more", "V"), whole.V("more"), rtol=0, atol=1e-12
    )
    with pytest.raises(ParameterError, match="No voltage of inputs was recorded"):
        session.so_far().V("inputs")


def test_a_recorded_voltage_follows_what_is_changed(path):
    """Between two changes V is the closed form from where it was, on both engines."""
    neuron, net = LIF(), Network()
    cells = net.population(neuron, 1)
    for engine in ENGINES.values():
        session, V = engine.start(net, record="all"), neuron.E_L
        for I, duration in (100 * pA, 7.3 * ms), (-50 * pA, 11 * ms), (150 * pA, 30 * ms):
            session.set(cells, I=I)
            piece = session.run(duration)
            goal = neuron.E_L + I / neuron.g_L
            np.testing.assert_allclose(
                piece.V(cells)[0],
                goal + (V - goal) * np.exp(-piece.t / neuron.tau),
                rtol=0,
                atol=1e-12,
            )
            V = goal + (V - goal) * np.exp(-duration / neuron.tau)


@on_both
@NETWORKS
@settings(some, max_examples=3)
@given(forgets=st.sets(st.integers(0, 11)), stored=st.integers(0, 5), seed=st.integers(0, 3))
def test_what_is_forgotten_changes_no_bit(engine, network, path, forgets, stored, seed):
    one, other = (engine.start(network(), seed=seed, record={"cells": [0]}) for _ in range(2))
    since, state, ends = 0, None, []
    for k in range(12):
        if k == stored:
            state = other.store()
        if k in forgets:
            other.forget()
            since = k
        pieces = [session.run(0.0171) for session in (one, other)]
        ends.append(pieces[1])
        for group in one.net.groups:
            assert all(
                map(np.array_equal, pieces[0].spikes(group), pieces[1].spikes(group.name))
            ), (k, group)
        for projection in one.net.projections:
            assert np.array_equal(
                pieces[0].weights(projection), pieces[1].weights(projection.name)
            ), (k, projection)
        assert dict(pieces[0].counts) == dict(pieces[1].counts) and np.array_equal(
            pieces[0].V("cells"), pieces[1].V("cells")
        )
        if k in (3, 7):
            for session in one, other:
                change(session, k)
    late = other.so_far()
    assert late.duration == pytest.approx((12 - since) * 0.0171)
    for group in one.net.groups:
        parts = [piece.spikes(group.name) for piece in ends[since:]]
        times = np.concatenate([t + k * ends[0].duration for k, (t, _) in enumerate(parts)])
        np.testing.assert_allclose(late.spikes(group.name)[0], times, rtol=0, atol=1e-9)
        assert np.array_equal(late.spikes(group.name)[1], np.concatenate([who for _, who in parts]))
    other.restore(state)
    assert other.t == pytest.approx(stored * 0.0171)
    other.run(0.01)


@on_both
def test_a_long_loop_that_forgets_does_not_grow(engine, path):
    session, sizes = engine.start(delta(), seed=1), []
    for _ in range(40):
        session.run(0.05)
        session.forget()
        s = getattr(session._simulation, "s", None)
        kept = (
            sum(s.spikes.count)
            if s
            else sum(len(who) for train in session._simulation.trains for who in train.who)
        )
        sizes.append(
            int(kept) + sum(len(source.when) for source in session._simulation.layout.sources)
        )
    assert max(sizes[20:]) <= 1.5 * max(sizes[:20]) + 10 and max(sizes) < 200
    assert session.so_far().duration == 0 and not len(session.so_far().spikes("cells")[0])


@on_both
def test_a_source_in_a_session_takes_the_rates_of_a_network(engine, monkeypatch):
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    net = Network()
    inputs = net.poisson(2, 20 * Hz)
    net.project(inputs, net.population(LIF(), 1), 0.01 * mV, 1 * ms)
    session = engine.start(net)
    session.set(inputs, rate=900_000 * Hz)
    assert session.run(0.01).rates(inputs).mean() == pytest.approx(900_000, rel=0.03)
    with pytest.raises(
        ParameterError, match="Session.set's rate .* is 2 MHz; expected 0 Hz to 1 MHz"
    ):
        session.set(inputs, rate=2_000_000 * Hz)


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: x.run(0), r"Session.run's duration .* is 0 s; expected 1 .s"),
        (lambda x: x.run(float("nan")), r"Session.run's duration .* is nan"),
        (lambda x: x.run(1 * s, progress=3), "run's progress is 3; expected a function"),
        (
            lambda x: x.set("cells", rate=3),
            r"Session.set of cells got rate; expected I, as in session.set\(part, I=500\*pA\)",
        ),
        (lambda x: x.set("late"), "Session.set of late got nothing; expected weight"),
        (
            lambda x: x.set("inputs", rate=3, I=0),
            "Session.set of inputs got I, rate; expected rate",
        ),
        (
            lambda x: x.set("cell", I=0),
            "Session.set of 'cell': not in this network, which has inputs, given",
        ),
        (lambda x: x.set(None, I=0), "Session.set of None: not in this network"),
        (lambda x: x.set("cells", I=500), "Session.set's I .* is 500 A"),
        (lambda x: x.set("cells", I=float("nan")), "Session.set's I .* is nan"),
        (
            lambda x: x.set("cells", I=[0, 0]),
            r"Session.set's I .* has shape \(2,\); expected one number, or 6",
        ),
        (lambda x: x.set("inputs", rate=-1), "Session.set's rate .* is -1 Hz"),
        (lambda x: x.set("in", weight=3), "Session.set's weight .* is 3 V"),
        (
            lambda x: x.set("in", weight=[1 * mV] * 5),
            r"Session.set's weight .* has shape \(5,\); expected",
        ),
        (
            lambda x: x.set("late", weight="big"),
            "Session.set's weight .* is 'big', which is not a number",
        ),
        (
            lambda x: x.set("learns", weight=5 * mV),
            "Session.set's weight is 5 mV to 5 mV; expected 0 to the w_max of learns, 4 mV",
        ),
        (
            lambda x: x.set("given", times=[[1 * ms]]),
            "Session.set's times begin at 1 ms, and 50 ms have passed; expected times to come",
        ),
        (
            lambda x: x.set("given", times=3),
            "Session.set's spikes's times is 3; expected a list of trains",
        ),
        (
            lambda x: x.set("given", times=[[0.1], [0.1], [0.1]]),
            "Session.set's spikes's indices hold 2; expected 0 to 1",
        ),
        (
            lambda x: x.restore(3),
            r"Session.restore's state is 3; expected what session.store\(\) returned",
        ),
        (
            lambda x: x.restore(EventDriven().start(delta()).store()),
            r"The engine of the stored state is EventDriven\(\); expected",
        ),
        (
            lambda x: x.restore(Clocked(DT).start(delta(), seed=2).store()),
            "The seed of the stored state is 2; expected that of this session, 0",
        ),
        (
            lambda x: x.restore(Clocked(DT).start(currents()).store()),
            "The groups of the stored state is",
        ),
    ],
)
def test_errors_are_sentences_and_leave_the_session_as_it_is(call, message, monkeypatch):
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    net = delta()
    session = Clocked(DT).start(net)
    session.run(0.05)
    with pytest.raises(ParameterError, match=message):
        call(session)
    session.run(0.05)
    alike(session.so_far(), Clocked(DT).run(net, 0.1))


def test_weights_are_not_wiring_and_a_session_runs_what_it_began_with(monkeypatch):
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    net = Network()
    cells = net.population(LIF(), 3)
    ring = net.project(cells, cells, np.diag([1, 2, 3]) * mV, 1 * ms)
    session = EventDriven().start(net)
    session.set(ring, weight=np.diag([3, 0, 1]) * mV)
    assert session.run(0.1).weights(ring).tolist() == [3 * mV, 0, 1 * mV]
    with pytest.raises(
        ParameterError, match="has 6 weights where .* has no synapse; expected 0 there"
    ):
        session.set(ring, weight=np.ones((3, 3)) * mV)
    with pytest.raises(ParameterError, match=r"EventDriven.start's net is 3; expected a Network"):
        EventDriven().start(3)
    net.population(LIF(), 1)
    with pytest.raises(ParameterError, match="The network has changed since this session began"):
        session.run(0.1)


class Runaway(AdEx):
    """A voltage that drives itself away from rest, and never spikes."""

    @staticmethod
    def flow(V, w, I, C, E_L):
        return 1e12 * (V - E_L) ** 3 + I / C, -w

    @staticmethod
    def fires(V, w):
        return V > np.inf


def test_a_voltage_that_leaves_all_bounds_ends_a_session(monkeypatch):
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    net = Network()
    cells = net.population(Runaway(), 1)
    net.project(net.spikes([np.arange(1, 200) * ms]), cells, 20 * mV, 1 * ms)
    session = Clocked(1 * ms).start(net)
    with pytest.raises(ParameterError, match="left all bounds"):
        session.run(0.2)
    with pytest.raises(ParameterError, match="stopped within a piece"):
        session.run(0.2)


@on_both
def test_a_run_that_is_over_leaves_its_tables_at_once(engine):
    gc.collect()
    gc.disable()  # what only this would find stays for long, with all its tables
    try:
        session = engine.start(learning_by_pairs(), seed=1)
        session.run(20 * ms)
        simulation = weakref.ref(session._simulation)
        assert session.so_far().weights("learns").size
        del session
        assert simulation() is None
    finally:
        gc.enable()


def learning_by_pairs():
    """Poisson input through synapses that learn."""
    net = Network()
    inputs, cells = net.poisson(10, 20 * Hz), net.population(LIF(), 2)
    net.project(inputs, cells, 2 * mV, 1 * ms, plasticity=STDP(), name="learns")
    return net
