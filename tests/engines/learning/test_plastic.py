"""Synapses that learn: what each engine makes of its own spikes is what the rule makes of the
trains that were recorded.
"""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurolib import (
    LIF,
    STDP,
    AdEx,
    Clocked,
    EventDriven,
    Network,
    TargetTrace,
    TripletSTDP,
    Vogels,
    _jit,
)
from neurolib.engines.layout import in_continuous_time, join_rows, lay_out
from neurolib.engines.learning import learning as rows_and_log
from neurolib.model import ParameterError
from neurolib.plasticity.traces import BOUNDS, PAIRINGS
from neurolib.units import Hz, ms, mV, nS, pA

DT = 0.1 * ms
PATHS = ["plain", "compiled"] if _jit.enabled() else ["plain"]
COMPILES_MUCH = pytest.mark.exhaustive("compiled")  # a loop that no other test runs


class OfEitherSign(Vogels):
    """Vogels' rule, whose arithmetic the engines must get right, on synapses that excite: a network
    refuses the rule itself there.
    """

    inhibitory = False


RULES = [
    STDP(0.05, 0.0525, pairing=pairing, bounds=bounds, eta=1.5)
    for pairing in PAIRINGS
    for bounds in BOUNDS
]
RULES += [
    STDP(0.05, 0.0525, tau_plus=13 * ms, tau_minus=31 * ms, pairing=pairing) for pairing in PAIRINGS
]
RULES += [TripletSTDP(), TripletSTDP.full("multiplicative"), TripletSTDP(0.01, 0.02, 0.01, 0.02)]
RULES += [
    OfEitherSign(0.002, r_0=100 * Hz),
    TargetTrace(0.003, x_tar=2.0),
    TargetTrace(0.003, x_tar=1.0, mu=0.0),
    TargetTrace(0.002, x_tar=0.0, mu=1.5),
]
PAIRS, OTHERS = (
    [rule for rule in RULES if (type(rule) is STDP) == wanted] for wanted in (True, False)
)
SOME = [  # the set-up has compiled the loops of STDP
    pytest.param(
        rule,
        id=repr(rule),
        marks=[pytest.mark.exhaustive] * (n % 3 > 0) + [COMPILES_MUCH] * (type(rule) is not STDP),
    )
    for n, rule in enumerate(RULES)
]


def take(path, patch):
    """Make the engines take a path."""
    if path == "plain":
        patch.setattr(_jit, "enabled", lambda: False)
    else:
        import numba  # noqa: F401 - once it is loaded, it is used


@pytest.fixture(params=PATHS)
def path(request, monkeypatch):
    take(request.param, monkeypatch)
    return request.param


def expect_replayed(run, projection):
    """Compare the weights of a run with those that the rule gives on the trains of each pair."""
    (i, j), weights, largest = run.pairs(projection), run.weights(projection), projection.w_max
    (sent, who), (fired, target) = run.spikes(projection.pre), run.spikes(projection.post)
    sent = sent + projection.delay
    start = projection.each(projection.weight, i, j) / largest
    rule, reached = projection.plasticity, sent <= run.duration + 1e-12
    expected = [
        rule.apply(sent[reached & (who == a)], fired[target == b], w=u)
        for a, b, u in zip(i, j, start, strict=True)
    ]
    np.testing.assert_allclose(weights / largest, expected, rtol=1e-12, atol=1e-14)
    assert len(weights) and (weights >= 0).all() and (weights <= largest).all()


def learner(rule, synapse="delta", weight=3 * mV, n=12, seed=1, duration=0.4, **more):
    """Two plastic projections of unlike shape onto neurons that fire, from trains on a grid, and a
    third among the neurons.
    """
    net, rng = Network(), np.random.default_rng(seed)
    ticks = np.sort(rng.integers(0, round(duration / DT), round(40 * n * duration)))
    pre, post = (
        net.spikes((ticks * DT, rng.integers(0, n, len(ticks))), n=n),
        net.population(LIF(E_L=-55 * mV), 3, V="uniform"),
    )
    first = net.project(
        pre, post, weight * rng.random((n, 3)), 1.5 * ms, plasticity=rule, synapse=synapse, **more
    )
    second = net.project(
        pre,
        post,
        weight,
        0.1 * ms,
        probability=0.3,
        plasticity=rule,
        w_max=1.5 * weight,
        synapse=synapse,
        **more,
    )
    third = net.project(post, post, weight, 2 * ms, plasticity=rule, synapse=synapse, **more)
    return net, (first, second, third), post


# --- the rule and the run -------------------------------------------------------------------------


@pytest.mark.parametrize("rule", SOME)
@pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])
def test_weights_are_those_of_the_rule_on_the_recorded_trains(rule, engine, path):
    net, projections, post = learner(rule)
    run = engine.run(net, 0.4, seed=2)
    assert len(run.spikes(post)[0]) > 20
    for projection in projections:
        expect_replayed(run, projection)
        assert np.ptp(run.weights(projection)) > 0


@pytest.mark.parametrize(
    ("engine", "synapse", "weight"),
    [
        (Clocked(DT), "exponential", 100 * pA),
        pytest.param(EventDriven(), "exponential", 100 * pA, marks=pytest.mark.exhaustive),
        pytest.param(Clocked(DT), "conductance", 2 * nS, marks=pytest.mark.exhaustive("compiled")),
    ],
)
def test_and_so_with_currents_and_conductances(engine, synapse, weight, path):
    # whose loops the set-up has compiled
    rule = TripletSTDP.full() if path == "plain" else STDP(0.05, 0.0525)
    net, projections, post = learner(rule, synapse, weight)
    run = engine.run(net, 0.4, seed=2)
    assert len(run.spikes(post)[0]) > 20
    for projection in projections:
        expect_replayed(run, projection)


@pytest.mark.parametrize("rule", SOME)
@pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])
def test_and_so_where_a_row_sees_all_its_targets_spikes_at_once(rule, engine, path):
    net, rng = Network(), np.random.default_rng(4)
    pre, post = net.poisson(8, 20 * Hz), net.population(LIF(E_L=-52 * mV), 20, V="uniform")
    dense = net.project(pre, post, 6 * mV * rng.random((8, 20)), 1.5 * ms, plasticity=rule)
    i, j = np.nonzero(np.tri(8, 20, 12, dtype=bool))  # rows of 13 to 20 targets, side by side
    uneven = net.project(pre, post, 3 * mV, DT, pairs=(i, j), plasticity=rule, w_max=6 * mV)
    run = engine.run(net, 1.2, seed=5)  # longer than several frames
    assert len(run.spikes(post)[0]) > 200
    for projection in dense, uneven:
        expect_replayed(run, projection)


@pytest.mark.parametrize("rule", RULES[9:], ids=repr)
@pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])
@pytest.mark.parametrize("posts", [2, 20])
@COMPILES_MUCH
def test_spikes_of_one_sender_at_one_time_do_not_see_each_other(posts, engine, rule, path):
    """Every spike is sent two or three times at once; each arrival sees the traces from before all
    of them.
    """
    net, rng = Network(), np.random.default_rng(6)
    trains = [
        np.repeat(np.sort(rng.choice(3000, 25, replace=False)), rng.integers(2, 4)) * DT
        for _ in range(6)
    ]
    post = net.population(LIF(E_L=-53 * mV), posts, V="uniform")
    synapses = net.project(
        net.spikes(trains), post, 6 * mV * rng.random((6, posts)), 1 * ms, plasticity=rule
    )
    run = engine.run(net, 0.35, seed=2)
    assert len(run.spikes(post)[0]) > 5 * posts
    expect_replayed(run, synapses)


@st.composite
def networks(draw, rules):
    """Delta synapses with times on the grid, where both engines see the same spikes: with several
    rules, fixed synapses beside.
    """
    net, rng = Network(), np.random.default_rng(draw(st.integers(0, 10**6)))
    neurons = [
        LIF(E_L=-draw(st.sampled_from([70.07, 52.013])) * mV, t_ref=draw(st.integers(0, 30)) * DT)
        for _ in range(2)
    ]
    groups = [net.population(neuron, draw(st.integers(1, 5)), V="uniform") for neuron in neurons]
    ticks = np.sort(rng.integers(0, 300, 60))
    groups.append(net.spikes((ticks * DT, rng.integers(0, 4, 60)), n=4))
    rule = draw(st.sampled_from(rules))
    for _ in range(draw(st.integers(1, 5))):
        pre, post = draw(st.sampled_from(groups)), draw(st.sampled_from(groups[:2]))
        weight = rng.uniform(0, 2, draw(st.sampled_from([(), (pre.n, post.n)]))) * 8.123 * mV
        learns = {
            "plasticity": draw(st.sampled_from([None, rule])),
            "probability": draw(st.sampled_from([0.4, 1.0])),
        }
        net.project(pre, post, weight, draw(st.integers(1, 20)) * DT, **learns)
    return net


@pytest.mark.parametrize(
    ("rules", "paths"),
    [
        pytest.param(PAIRS, PATHS, id="STDP"),
        pytest.param(OTHERS, PATHS[:1], id="others"),
        pytest.param(OTHERS, PATHS, id="others on both paths", marks=pytest.mark.exhaustive),
    ],
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.integers(0, 1000))
def test_both_engines_and_both_paths_learn_alike(rules, paths, data, seed):
    net, runs = data.draw(networks(rules)), []
    for path in paths:
        with pytest.MonkeyPatch.context() as patch:
            take(path, patch)
            patch.setattr(rows_and_log, "MANY_TARGETS", 1)  # few targets, and yet all at once
            runs += [engine.run(net, 40 * ms, seed=seed) for engine in (Clocked(DT), EventDriven())]
    first, *others = runs
    for run in others:
        for group in net.groups:
            assert [np.rint(a / DT).tolist() for a in first.spikes(group)] == [
                np.rint(a / DT).tolist() for a in run.spikes(group)
            ]
        for projection in net.projections:
            np.testing.assert_allclose(
                run.weights(projection), first.weights(projection), rtol=1e-12, atol=1e-16
            )
            key = "plasticity update", projection.name
            assert run.counts[key] == first.counts[key]


# --- a run that goes on in pieces -----------------------------------------------------------------


def alike(run, whole):
    """Compare two runs of one network, bit for bit."""
    assert (
        run.duration == whole.duration
        and dict(run.counts) == dict(whole.counts)
        and run.note == whole.note
    )
    for group in whole.net.groups:
        assert all(map(np.array_equal, run.spikes(group), whole.spikes(group)))
    for projection in whole.net.projections:
        assert np.array_equal(run.weights(projection), whole.weights(projection))


@pytest.mark.exhaustive("compiled")
@pytest.mark.parametrize(
    "rule", [STDP(0.05, 0.0525), TripletSTDP.full()], ids=lambda rule: type(rule).__name__
)
@pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])
def test_a_stream_ends_bit_for_bit_where_a_run_does_and_what_it_has_handed_out_stays(
    rule, engine, path
):
    net, (first, *_), post = learner(rule)
    pieces, seen = [], []
    for run in engine.stream(net, 0.4, 30 * ms, seed=2):  # 13 times 30 ms, and 10 ms
        pieces.append(run)
        seen.append((len(run.spikes(post)[0]), run.weights(first).copy(), dict(run.counts)))
    assert [run.duration for run in pieces] == pytest.approx(
        [0.03 * k for k in range(1, 14)] + [0.4], rel=1e-12
    )
    alike(pieces[-1], engine.run(net, 0.4, seed=2))
    for run, (spikes, weights, counts) in zip(pieces, seen, strict=True):
        assert (
            len(run.spikes(post)[0]) == spikes
            and np.array_equal(run.weights(first), weights)
            and dict(run.counts) == counts
        )
    alike(pieces[4], engine.run(net, 0.15, seed=2))
    assert seen[0][0] < seen[4][0] < seen[-1][0]


@COMPILES_MUCH
def test_a_stream_with_conductances_and_poisson_inputs_ends_where_a_run_does(path):
    net = Network()
    inputs, cell = net.poisson(60, 40 * Hz), net.population(LIF(t_ref=0), 2)
    net.project(
        inputs, cell, 1 * nS, DT, synapse="conductance", plasticity=STDP(0.05, 0.0525), w_max=2 * nS
    )
    engine = Clocked(DT)
    *_, last = engine.stream(net, 0.3, 7.3 * ms, seed=3)
    alike(last, engine.run(net, 0.3, seed=3))
    assert len(last.spikes(cell)[0]) > 5


@pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])
def test_an_interrupted_stream_ends_with_what_was_run_and_one_left_alone_costs_nothing(
    engine, path, monkeypatch
):
    net, (first, *_), post = learner(STDP(0.05, 0.0525))
    stream = engine.stream(net, 0.4, 50 * ms, seed=2)
    early = next(stream)
    job = engine._job(net, 0.4, 2, {}, 0)
    advance = type(job.simulation).advance

    def stop(path, until):
        if path.done * job.unit > 0.08:
            raise KeyboardInterrupt
        advance(path, until)

    with (
        monkeypatch.context() as patch,
        pytest.warns(UserWarning, match="Interrupted: .* of 400 ms were run"),
    ):
        patch.setattr(type(job.simulation), "advance", stop)
        *_, part = stream
    assert (
        early.duration == pytest.approx(0.05)
        and 0.08 < part.duration < 0.4
        and "Interrupted" in repr(part)
    )
    times = engine.run(net, 0.4, seed=2).spikes(post)[0]
    assert np.array_equal(part.spikes(post)[0], times[times <= part.duration])
    assert np.array_equal(
        part.weights(first), engine.run(net, part.duration, seed=2).weights(first)
    )
    left = engine.stream(net, 0.4, 50 * ms, seed=2)
    next(left)
    left.close()
    assert next(left, None) is None


def test_a_stream_refuses_at_once_what_it_cannot_do():
    net, *_ = learner(STDP())
    for every, message in (
        (0.0, "Clocked.stream's every .* is 0 s"),
        (10e-6, "stream's every is 10 .s; expected one tick"),
    ):
        with pytest.raises(ParameterError, match=message):
            Clocked(DT).stream(net, 0.4, every)
    with pytest.raises(ParameterError, match="EventDriven.stream's net is empty"):
        EventDriven().stream(Network(), 0.4, 0.1)


def test_an_arrival_delivers_the_weight_that_it_finds_and_spikes_at_one_time_do_not_pair(path):
    """A spike at 1 ms arrives at 2 ms and makes its target fire there; the next one, at 12 ms,
    finds 0.5 less nothing.
    """
    rule, jump = STDP(A_plus=0.1, A_minus=0.2), 30 * mV
    for engine in Clocked(DT), EventDriven():
        net = Network()
        post = net.population(LIF(), 1)
        synapse = net.project(net.spikes([[1 * ms, 11 * ms]]), post, jump, 1 * ms, plasticity=rule)
        run = engine.run(net, 20 * ms, record={post: [0]})
        np.testing.assert_allclose(run.spikes(post)[0], [2 * ms, 12 * ms], rtol=1e-12)
        u = (
            0.5 + rule.window(-10 * ms) + rule.window(10 * ms)
        )  # at 12 ms: depression by the spike at 2 ms, potentiation by the arrival then
        assert run.weights(synapse) == pytest.approx([2 * jump * u], rel=1e-12)


@COMPILES_MUCH
def test_recorded_voltages_are_those_of_the_weights_as_they_were(path):
    # the rule for which such loops are compiled above
    net, _, post = learner(TripletSTDP.full(), "exponential", 100 * pA)
    exact = EventDriven().run(net, 0.1, seed=2, record={post: [0, 2]})
    rough = Clocked(0.01 * ms).run(net, 0.1, seed=2, record={post: [0, 2]})
    before = int(min(exact.spikes(post)[0].min() / DT, 900))
    assert before > 30
    np.testing.assert_allclose(
        exact.V(post)[:, :before], rough.V(post)[:, : 10 * before : 10], atol=5e-6
    )


def test_weights_that_learn_and_weights_that_do_not_are_returned_in_the_order_of_pairs(path):
    net = Network()
    pre, post = net.spikes([[1 * ms], [1 * ms], [1 * ms]]), net.population(LIF(), 3)
    pairs, weight = ([2, 0, 1, 0], [1, 2, 0, 0]), np.array([4.0, 3.0, 2.0, 1.0]) * mV
    still, learning = (
        net.project(pre, post, weight, 1 * ms, pairs=pairs),
        net.project(pre, post, weight, 1 * ms, pairs=pairs, plasticity=STDP()),
    )
    for engine in Clocked(DT), EventDriven():
        run = engine.run(net, 5 * ms)
        assert run.weights(still).tolist() == weight.tolist()
        np.testing.assert_allclose(run.weights(learning), weight, rtol=1e-15)
        assert np.concatenate(run.pairs(learning)).tolist() == pairs[0] + pairs[1]


@COMPILES_MUCH
def test_adex_learns_too(path):
    net = Network()
    pre, post = net.poisson(30, 40 * Hz), net.population(AdEx(), 2)
    synapses = net.project(
        pre, post, 400 * pA, 1 * ms, synapse="exponential", tau=5 * ms, plasticity=STDP(0.05, 0.06)
    )
    run = Clocked(DT).run(net, 0.3, seed=3)
    assert len(run.spikes(post)[0]) > 4
    expect_replayed(run, synapses)


def test_two_kinds_of_rules_take_the_plain_path_and_it_says_so():
    net, _, post = learner(STDP())
    both = net.project(post, post, 1 * mV, 1 * ms, plasticity=TripletSTDP())
    for engine in Clocked(DT), EventDriven():
        expect_replayed(engine.run(net, 0.1, seed=5), both)
        if _jit.enabled():
            assert (
                "its synapses learn by STDP and TripletSTDP, and the compiled loop holds one rule"
                in engine.explain()
            )


def test_a_log_that_is_full_and_a_frame_that_ends_change_nothing(path, monkeypatch):
    """With room for 60 entries, and factors of at most e: both happen many times."""
    monkeypatch.setattr(rows_and_log, "LOG", 60)
    monkeypatch.setattr(rows_and_log, "MAX_EXPONENT", 1.0)
    net, projections, _ = learner(RULES[6])
    for engine in Clocked(DT), EventDriven():
        run = engine.run(net, 0.4, seed=2)
        for projection in projections:
            expect_replayed(run, projection)


def test_a_frame_lasts_as_long_as_it_may_and_the_form_of_a_row_follows_from_its_targets():
    net = Network()
    four = list(range(4))
    net.project(
        net.spikes([[1 * ms]] * 4),
        net.population(LIF(), 4),
        1 * mV,
        1 * ms,
        pairs=(four, four),
        plasticity=STDP(),
    )
    layout = in_continuous_time(lay_out(net, 1, 1.0), 1.0)
    group_rows, synapses = join_rows(layout, [1.0], np.float64)
    state = rows_and_log.TraceLearning(layout, group_rows, [1.0]).tables
    # as loops read them
    state = state._replace(
        learners=state.learners.view(np.recarray), pre=state.pre.view(np.recarray)
    )
    me = state.learners[0]
    assert me.form == rows_and_log.BY_SPIKE, (
        "each row reaches exactly the share of all targets from which on the log is read through"
    )
    set_trace_factors = _jit.plain(rows_and_log.set_trace_factors, {})
    set_trace_factors(me.longest, 0, synapses, state)
    assert me.start == 0 and me.up[rows_and_log.R1] == pytest.approx(
        math.exp(me.longest / me.tau[rows_and_log.R1]), rel=1e-12
    )
    set_trace_factors(1.5 * me.longest, 0, synapses, state)
    assert me.start == 1.5 * me.longest and me.up[rows_and_log.R1] == 1


def test_the_same_seed_is_bit_identical(path):
    net, projections, _ = learner(STDP())
    for engine in Clocked(DT), EventDriven():
        one, two = (engine.run(net, 0.2, seed=3) for _ in range(2))
        assert all(one.weights(p).tolist() == two.weights(p).tolist() for p in projections)


@pytest.mark.slow
@pytest.mark.skipif(not _jit.enabled(), reason="minutes of a neuron's time: for the compiled path")
def test_competing_synapses_end_in_two_heaps_and_where_potentiation_is_the_larger_all_at_the_top(
    monkeypatch,
):
    """S. Song, K. D. Miller and L. F. Abbott (2000): tests/benchmarks/song_miller_abbott.py for a
    shorter time.
    """
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    from networks import song_miller_abbott

    for ratio, seconds in (1.05, 400.0), (0.95, 100.0):
        net = song_miller_abbott(20 * Hz, ratio)
        run = Clocked(DT).run(net, seconds, seed=1)
        fifths = (
            np.histogram(run.weights(net.projections[0]) / net.projections[0].w_max, 5, (0, 1))[0]
            / 1000
        )
        late = (run.spikes("neuron")[0] > seconds - 50).sum() / 50
        if ratio > 1:
            assert (
                min(fifths[0], fifths[-1]) > 2 * fifths[1:-1].mean()
                and fifths[0] + fifths[-1] > 0.6
            )
            assert 8 < late < 20
        else:
            assert fifths[-1] > 0.95 and late > 300


# --- counts ---------------------------------------------------------------------------------------


def test_every_arrival_and_every_spike_of_a_target_is_an_update(path):
    net, projections, _ = learner(STDP())
    for engine in Clocked(DT), EventDriven():
        run = engine.run(net, 0.2, seed=4)
        for p in projections:
            (i, j), (sent, who), (_, target) = run.pairs(p), run.spikes(p.pre), run.spikes(p.post)
            arrived = who[sent + p.delay <= run.duration + 1e-12]
            expected = sum(int((i == a).sum()) for a in arrived) + sum(
                int((j == b).sum()) for b in target
            )
            assert run.counts["plasticity update", p.name] == expected > 0
            assert run.counts["synaptic event", p.name] == sum(int((i == a).sum()) for a in arrived)


@pytest.mark.parametrize(
    ("rule", "traces"), [(STDP(), 1), (TripletSTDP.full(), 2)], ids=["pairs", "triplets"]
)
def test_the_words_of_memory_that_learning_reads_and_writes(rule, traces, path):
    """Two arrivals at one synapse, and two spikes of its target at once with them: counted by hand,
    with so many traces per side.
    """
    for engine in Clocked(DT), EventDriven():
        net = Network()
        name = net.project(
            net.spikes([[1 * ms, 11 * ms]]),
            net.population(LIF(), 1),
            30 * mV,
            1 * ms,
            plasticity=rule,
        ).name
        counts = engine.run(net, 20 * ms).counts
        assert counts["synaptic event", name] == 2 and counts["plasticity update", name] == 4
        # row ends; target, weight, V and a trace; weight and a trace of the sender
        rows, arrivals, spikes = 2 * 2, 2 * (3 + 1), 2 * 2
        assert counts["word read", name] == rows + arrivals + spikes + 4 * traces
        # V and the weight; the weight; traces of both neurons
        assert counts["word written", name] == 2 * 2 + 2 + 4 * traces


def test_learning_can_be_priced(path):
    from neurolib.energy import LOIHI

    net, _, _ = learner(STDP())
    rows = EventDriven().run(net, 0.1).ledger.bill(LOIHI).rows
    assert sum(row.joules for row in rows if row.component == "plasticity update") > 0


# --- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"plasticity": "hebb"},
            r"plasticity is 'hebb'; expected a rule of spike timing, as in plasticity=STDP\(\)",
        ),
        ({"plasticity": TripletSTDP}, r"as in plasticity=TripletSTDP\(\)"),
        ({"w_max": 2 * mV}, "there is no plasticity to bound"),
        (
            {"plasticity": STDP(), "w_max": 0.5 * mV},
            "w_max is 500 µV and the largest weight 1 mV; expected a w_max of 1 mV or more",
        ),
        ({"plasticity": STDP(), "w_max": 20}, "project's w_max .* is 20 V"),
        (
            {"plasticity": STDP(), "weight": -1 * mV},
            "weight is -1 mV with plasticity; expected 0 or more",
        ),
        (
            {"plasticity": STDP(), "weight": 0},
            "weight is 0 everywhere, so w_max has no usual value",
        ),
    ],
)
def test_what_cannot_learn_is_refused_with_a_sentence(more, said):
    net = Network()
    pre, post = net.poisson(1, 10 * Hz), net.population(LIF(), 2)
    with pytest.raises(ParameterError, match=said):
        net.project(pre, post, **{"weight": 1 * mV, "delay": 1 * ms, **more})


def test_conductances_that_learn_are_refused_by_the_event_driven_engine():
    net = Network()
    pre, post = net.poisson(1, 10 * Hz), net.population(LIF(), 2)
    synapses = net.project(pre, post, 1 * nS, 1 * ms, synapse="conductance", plasticity=STDP())
    assert (
        synapses.w_max == 2 * nS
        and "plasticity=STDP(" in repr(synapses)
        and repr(synapses).endswith("up to 2 nS>")
    )
    with pytest.raises(
        ParameterError,
        match="has conductances, and a voltage under them has no closed-form solution",
    ):
        EventDriven().run(net, 0.1)


# --- watching it learn ----------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])
def test_a_snapshot_is_where_a_shorter_run_ends(engine, path):
    net, projections, _ = learner(STDP(0.05, 0.0525))
    run = engine.run(net, 0.4, seed=3, snapshots=5)
    for projection in projections:
        times, weights = run.snapshots(projection)
        np.testing.assert_allclose(times, [0, 0.1, 0.2, 0.3, 0.4], atol=1e-12)
        np.testing.assert_allclose(
            weights[0], projection.each(projection.weight, *run.pairs(projection)), rtol=1e-12
        )
        for t, kept in zip(times[1:], weights[1:], strict=True):
            np.testing.assert_allclose(
                kept, engine.run(net, float(t), seed=3).weights(projection), rtol=1e-12
            )
    assert all(
        np.array_equal(a, b)
        for a, b in zip(run.spikes("LIF"), engine.run(net, 0.4, seed=3).spikes("LIF"), strict=True)
    )


@pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "event"])
def test_so_many_snapshots_that_doubling_the_block_between_them_would_leave_all_numbers(
    engine, path
):
    net = Network()
    synapse = net.project(
        net.spikes([[1 * ms]]), net.population(LIF(), 1), 1 * mV, 1 * ms, plasticity=STDP()
    )
    times, weights = engine.run(net, 0.12, snapshots=1100).snapshots(synapse)
    assert len(times) == len(weights) == 1100 and times[-1] == pytest.approx(0.12)


def test_snapshots_that_cannot_be_kept_are_refused():
    net, (first, *_), _ = learner(STDP())
    still = Network()
    fixed = still.project(still.poisson(2, 10 * Hz), still.population(LIF(), 1), 1 * mV, 1 * ms)
    for wrong in 1, 2.5, -3, 1e7, math.nan, "5", [2, 3]:
        with pytest.raises(
            ParameterError,
            match=r"run's snapshots .* is .*; expected 0, or a whole number from 2 to "
            r"1,000,000, as in snapsh",
        ):
            Clocked(DT).run(net, 0.1, snapshots=wrong)
    with pytest.raises(ParameterError, match=r"nothing in this network learns"):
        EventDriven().run(still, 0.1, snapshots=3)
    with pytest.raises(ParameterError, match=r"expected at most 2e\+08; keep fewer moments"):
        Clocked(DT).run(learner(STDP(), n=100)[0], 0.1, snapshots=1_000_000)
    with pytest.raises(ParameterError, match=r"No snapshots of .* were kept; it must learn"):
        Clocked(DT).run(still, 0.1).snapshots(fixed)
    with pytest.raises(ParameterError, match=r"snapshots=50"):
        Clocked(DT).run(net, 0.1).snapshots(first)
    # no more than ticks
    assert len(Clocked(DT).run(net, 3 * DT, snapshots=50).snapshots(first)[0]) == 4
