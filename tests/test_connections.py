"""Who is connected to whom: counts, repeats, seeds and slices of each rule; drawn weights and
delays; both engines alike.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from neurolib.engines import Clocked, EventDriven
from neurolib.model import ParameterError
from neurolib.network import Network
from neurolib.neurons import LIF
from neurolib.plasticity import STDP
from neurolib.units import Hz, ms, mV

ONE = {"weight": 1 * mV, "delay": 1 * ms}
slices = st.builds(
    slice,
    st.none() | st.integers(0, 5),
    st.none() | st.integers(9, 30),
    st.none() | st.integers(1, 3),
)


def between(n, m, **rule):
    """Return a projection from n sources to m neurons, or from n neurons to themselves where there
    is no m.
    """
    net = Network()
    post = net.population(LIF(), m or n)
    return net.project(net.poisson(n, 1.0) if m else post, post, **ONE, **rule)


# --- the rules ------------------------------------------------------------------------------------


@given(
    st.integers(1, 30),
    st.integers(1, 30),
    st.data(),
    st.sampled_from(["in_degree", "out_degree"]),
    st.integers(0, 2**53),
)
def test_a_degree_is_that_of_each_without_repeats_and_by_the_seed(n, m, data, name, seed):
    degree = data.draw(st.integers(0, n if name == "in_degree" else m))
    synapses = between(n, m, **{name: degree})
    i, j = synapses.pairs(seed)
    assert (np.diff(i.astype(int) * m + j) > 0).all(), "sorted, and each pair at most once"
    counted = np.bincount(j, minlength=m) if name == "in_degree" else np.bincount(i, minlength=n)
    assert (counted == degree).all() and len(i) == degree * (m if name == "in_degree" else n)
    assert all(np.array_equal(a, b) for a, b in zip((i, j), synapses.pairs(seed), strict=True))


@given(
    st.integers(2, 25),
    st.data(),
    st.sampled_from(["in_degree", "out_degree", "probability"]),
    st.integers(0, 2**53),
)
def test_without_autapses_no_neuron_reaches_itself(n, data, name, seed):
    value = data.draw(st.floats(0, 1) if name == "probability" else st.integers(0, n - 1))
    i, j = between(n, None, autapses=False, **{name: value}).pairs(seed)
    assert (i != j).all() and len(set(zip(i.tolist(), j.tolist(), strict=True))) == len(i)
    if name != "probability":
        assert (np.bincount(j if name == "in_degree" else i, minlength=n) == value).all()
    elif value == 1:
        assert len(i) == n * (n - 1)


def test_autapses_belong_to_a_projection_within_a_group_alone():
    assert len(between(20, 20, autapses=False).pairs(0)[0]) == 400
    assert (
        len(between(20, None).pairs(0)[0]) == 400
        and len(between(20, None, autapses=False).pairs(0)[0]) == 380
    )


def test_every_sender_has_the_same_chance():
    """In-degree 10 of 40, 4000 targets: each sender is drawn by a binomial number of them, of 1000
    on the mean.
    """
    for rule, n in ({"in_degree": 10}, 40), ({"in_degree": 10, "autapses": False}, None):
        i, _ = between(40, 4000, **rule).pairs(3) if n else between(1000, None, **rule).pairs(3)
        counts = np.bincount(i)
        size, p = (4000, 10 / 40) if n else (1000, 10 / 1000)
        assert len(counts) == (40 if n else 1000) and np.abs(counts - size * p).max() < 5 * np.sqrt(
            size * p * (1 - p)
        )


def test_one_to_one_and_slices():
    net = Network()
    drive, cells = net.poisson(100, 1.0), net.population(LIF(), 100)
    for pre, post, expected in (
        (drive, cells, (range(100), range(100))),
        (drive[:20], cells[80:], (range(20), range(80, 100))),
        (cells[::2], cells[1::2], (range(0, 100, 2), range(1, 100, 2))),
        (cells[50:][::5], cells[-10:], (range(50, 100, 5), range(90, 100))),
    ):
        i, j = net.project(pre, post, **ONE, pairs="one_to_one").pairs(0)
        assert i.tolist() == list(expected[0]) and j.tolist() == list(expected[1])
    assert "Poisson[0:20] → LIF[80:100]: 20 given pairs" in repr(net)


@settings(max_examples=40)
@given(
    slices,
    slices,
    st.sampled_from([{"in_degree": 2}, {"out_degree": 2}, {"probability": 0.4}, {}]),
    st.booleans(),
    st.integers(0, 999),
)
def test_a_projection_of_slices_stays_within_them_and_keeps_its_matrix(
    before, after, rule, autapses, seed
):
    net = Network()
    cells = net.population(LIF(), 30)
    senders, targets = range(30)[before], range(30)[after]
    others = targets if "out_degree" in rule else senders
    # two beside the neuron itself
    assume(autapses or "probability" in rule or not rule or len(others) > 2)
    weight = (
        np.arange(1, len(senders) * len(targets) + 1).reshape(len(senders), len(targets)) * 1e-6
    )
    synapses = net.project(cells[before], cells[after], weight, 1 * ms, **rule, autapses=autapses)
    i, j = synapses.pairs(seed)
    assert (
        set(i.tolist()) <= set(senders)
        and set(j.tolist()) <= set(targets)
        and (autapses or (i != j).all())
    )
    expected = [
        weight[senders.index(a), targets.index(b)]
        for a, b in zip(i.tolist(), j.tolist(), strict=True)
    ]
    assert np.array_equal(synapses.each(synapses.weight, i, j), expected)
    if "in_degree" in rule:
        assert (np.bincount(j, minlength=30)[targets] == 2).all()
    if "out_degree" in rule:
        assert (np.bincount(i, minlength=30)[senders] == 2).all()


@given(st.integers(0, 2**32))
def test_a_sparse_matrix_is_its_entries(seed):
    """In each format, unsorted and with repeats that add up; equal to the dense matrix."""
    rng = np.random.default_rng(seed)
    i, j, w = rng.integers(0, 8, 20), rng.integers(0, 5, 20), rng.integers(1, 5, 20) * mV
    matrix = sparse.coo_array((w, (i, j)), shape=(8, 5))
    net = Network()
    drive, cells = net.poisson(8, 1.0), net.population(LIF(), 5)
    dense = net.project(drive, cells, matrix.toarray(), 1 * ms)
    a, b = dense.pairs(0)
    for form in matrix, matrix.tocsc(), matrix.tolil(), sparse.csr_matrix(matrix):
        delays = sparse.csr_matrix((np.full(20, 2 * ms), (i, j)), shape=(8, 5))
        delays.data[:] = 2 * ms
        made = net.project(drive, cells, form, delays)
        assert np.array_equal(made.pairs(0), (a, b)) and np.array_equal(
            made.weight, dense.each(dense.weight, a, b)
        )
        # repeats add up there, too
        assert np.array_equal(made.delay, np.full(len(a), 2 * ms)) or made.delay.max() > 2 * ms
        assert np.array_equal(net.project(drive, cells, **ONE, pairs=form).pairs(0), (a, b))


def test_a_zero_of_a_sparse_matrix_is_a_synapse_where_it_can_learn():
    net = Network()
    drive, cells = net.poisson(3, 1.0), net.population(LIF(), 2)
    matrix = sparse.csr_array((np.array([1 * mV, 0.0]), ([0, 2], [1, 0])), shape=(3, 2))
    counts = [
        len(net.project(drive, cells, matrix, 1 * ms, plasticity=rule).pairs(0)[0])
        for rule in (None, STDP())
    ]
    assert counts == [1, 2]


# --- what is drawn per synapse --------------------------------------------------------------------


def test_weights_and_delays_are_drawn_by_the_seed():
    net = Network()
    drive, cells = net.poisson(200, 1.0), net.population(LIF(), 100)
    synapses = net.project(
        drive,
        cells,
        lambda rng, n: rng.normal(1, 0.1, n) * mV,
        stats.uniform(1 * ms, 2 * ms),
        in_degree=50,
    )
    i, j = synapses.pairs(1)
    w, d = synapses.each(synapses.weight, i, j, 1), synapses.each(synapses.delay, i, j, 1)
    assert w.shape == d.shape == (5000,)
    assert w.mean() == pytest.approx(
        1 * mV, abs=5 * 0.1 * mV / np.sqrt(5000)
    ) and w.std() == pytest.approx(0.1 * mV, rel=0.05)
    assert (
        1 * ms <= d.min() < 1.01 * ms < 2.99 * ms < d.max() <= 3 * ms
        and abs(np.corrcoef(w, d)[0, 1]) < 0.07
    )
    assert np.array_equal(w, synapses.each(synapses.weight, i, j, 1)) and not np.array_equal(
        w, synapses.each(synapses.weight, i, j, 2)
    )
    assert "in-degree 50, weight drawn by <lambda>, delay drawn by rv_" in repr(synapses)


def network(seed):
    """Return a network with every rule, of whole ticks, so that both engines see the same spikes."""
    net = Network()
    drive = net.spikes([np.arange(1, 200) * ms + 1e-4 * (k % 7) for k in range(40)])
    cells = net.population(LIF(), 40)
    ticks = lambda rng, n: rng.integers(1, 20, n) * 0.1 * ms  # noqa: E731
    net.project(drive, cells, lambda rng, n: rng.uniform(2, 8, n) * mV, 1 * ms, pairs="one_to_one")
    net.project(drive[:10], cells[20:], 0.5 * mV, ticks, in_degree=3)
    net.project(
        cells[:30],
        cells,
        lambda rng, n: rng.uniform(-1, 1, n) * mV,
        ticks,
        out_degree=5,
        autapses=False,
    )
    net.project(cells[::3], cells[1:], 0.3 * mV, 0.5 * ms, probability=0.3, autapses=False)
    return net


@pytest.mark.parametrize("seed", [0, 1])
def test_both_engines_see_the_same_network(seed):
    net = network(seed)
    a, b = (engine.run(net, 0.2, seed=seed) for engine in (Clocked(dt=0.1 * ms), EventDriven()))
    for projection in net.projections:
        assert np.array_equal(a.pairs(projection), b.pairs(projection)) and np.array_equal(
            a.weights(projection), b.weights(projection)
        )
    t, s = a.spikes("LIF")[0], b.spikes("LIF")[0]
    assert len(t) > 200 and abs(len(t) - len(s)) <= 0.02 * len(t)
    again = EventDriven().run(network(seed), 0.2, seed=seed)
    assert np.array_equal(again.spikes("LIF"), b.spikes("LIF"))


def test_a_rule_draws_what_the_same_pairs_given_by_hand_do():
    """The whole run, bit for bit: rules, slices and draws against arrays of pairs, weights and
    delays.
    """
    net, by_hand = network(0), Network()
    for group in net.groups:
        by_hand.spikes((group.times, group.indices), group.n) if group.kind.startswith(
            "train"
        ) else by_hand.population(group.neuron, group.n)
    for p in net.projections:
        i, j = p.pairs(5)
        pre, post = by_hand.groups[p.pre.number], by_hand.groups[p.post.number]
        by_hand.project(
            pre, post, p.each(p.weight, i, j, 5), p.each(p.delay, i, j, 5), pairs=(i, j)
        )
    for engine in Clocked(dt=0.1 * ms), EventDriven():
        a, b = engine.run(net, 0.2, seed=5), engine.run(by_hand, 0.2, seed=5)
        assert np.array_equal(a.spikes("LIF"), b.spikes("LIF")) and len(a.spikes("LIF")[0])


def test_drawn_delays_are_rounded_to_ticks_and_one_at_least():
    net = Network()
    drive, cells = net.spikes([[1 * ms]] * 50), net.population(LIF(), 50)
    net.project(
        drive, cells, 25 * mV, lambda rng, n: rng.uniform(0.01 * ms, 2 * ms, n), pairs="one_to_one"
    )
    exact = EventDriven().run(net, 0.01, seed=2).spikes(cells)
    ticks = Clocked(dt=0.5 * ms).run(net, 0.01, seed=2).spikes(cells)
    order, other = np.argsort(exact[1]), np.argsort(ticks[1])
    expected = np.maximum(1, np.rint((exact[0][order] - 1 * ms) / (0.5 * ms)))
    assert np.array_equal(np.rint((ticks[0][other] - 1 * ms) / (0.5 * ms)), expected) and set(
        expected
    ) == {1, 2, 3, 4}


def test_drawn_weights_learn_within_their_bound():
    net = Network()
    drive, cells = net.poisson(30, 40 * Hz), net.population(LIF(), 3)
    rule = {"plasticity": STDP(), "w_max": 3 * mV}
    synapses = net.project(
        drive, cells, lambda rng, n: rng.uniform(0, 3, n) * mV, 1 * ms, in_degree=20, **rule
    )
    run = EventDriven().run(net, 1.0, seed=1)
    start = synapses.each(synapses.weight, *synapses.pairs(1), 1)
    assert (
        run.weights(synapses).shape == start.shape == (60,)
        and (run.weights(synapses) != start).any()
    )
    bad = net.project(drive, cells, lambda rng, n: rng.uniform(0, 5, n) * mV, 1 * ms, **rule)
    with pytest.raises(
        ParameterError, match=r"project's weight, as drawn, \(.*\) is .* mV; expected 0 V to 3 mV"
    ):
        EventDriven().run(net, 0.1)
    net.remove(bad)


MASK = np.random.default_rng(5).random(40) < 0.3
CHOICES = [
    3,
    -1,
    [1, 5],
    [5, 1, 17],
    np.array([30, 2]),
    MASK,
    MASK.tolist(),
    range(4, 9),
    np.int64(7),
]


@pytest.mark.parametrize("some", CHOICES, ids=str)
@pytest.mark.parametrize(
    "rule",
    [{}, {"probability": 0.4}, {"in_degree": 1}, {"out_degree": 1}, {"pairs": ([0, 0], [0, 2])}],
    ids=str,
)
@pytest.mark.parametrize("autapses", [True, False])
def test_members_by_number_list_or_mask_are_those_of_an_array(some, rule, autapses):
    """Against the same rule between groups that are these members and nothing else."""
    if "pairs" in rule and not autapses:
        pytest.skip("pairs are taken as they are given")
    net, numbers = Network(), np.atleast_1d(np.arange(40)[some])
    cells = net.population(LIF(), 40)
    for pre, post, i_in, j_in in (
        (cells[some], cells, numbers, np.arange(40)),
        (cells, cells[some], np.arange(40), numbers),
        (cells[some], cells[[*range(10, 30, 7), 5]], numbers, np.array([10, 17, 24, 5])),
    ):
        weight = np.arange(1, len(i_in) * len(j_in) + 1).reshape(len(i_in), len(j_in)) * 1e-6
        fewest = min(len(i_in), len(j_in))
        if fewest < 3 and (
            "pairs" in rule or (fewest < 2 and not autapses and "degree" in str(rule))
        ):
            continue  # there is no third target, or nobody but the neuron itself
        synapses = net.project(
            pre, post, 1 * mV if "pairs" in rule else weight, 1 * ms, **rule, autapses=autapses
        )
        i, j = synapses.pairs(4)
        assert set(i.tolist()) <= set(i_in.tolist()) and set(j.tolist()) <= set(j_in.tolist())
        assert autapses or (i != j).all()
        pairs = set(zip(i.tolist(), j.tolist(), strict=True))
        assert len(pairs) == len(i)
        if not rule:
            assert len(i) == len(i_in) * len(j_in) - (not autapses) * len(
                np.intersect1d(i_in, j_in)
            )
        if "in_degree" in rule:
            assert sorted(j.tolist()) == sorted(j_in.tolist())
        if "out_degree" in rule:
            assert sorted(i.tolist()) == sorted(i_in.tolist())
        if "pairs" in rule:
            assert pairs == {(i_in[0], j_in[0]), (i_in[0], j_in[2])}
        else:
            expected = [
                weight[list(i_in).index(a), list(j_in).index(b)] for a, b in zip(i, j, strict=True)
            ]
            np.testing.assert_array_equal(synapses.each(synapses.weight, i, j), expected)


def test_members_of_members_are_members():
    cells = Network().population(LIF(), 40, name="cells")
    assert list(cells[[7, 3, 1]][1:].members) == [3, 1]
    assert list(cells[::-2][[0, 2]].members) == [39, 35]
    assert list(cells[MASK][-1].members) == [np.flatnonzero(MASK)[-1]]
    assert [one.name for one in cells[[7, 3]]] == ["cells[7]", "cells[3]"]
    assert cells[[1, 2, 3, 4, 5]].name == "cells[[1, 2, 3, 4, …]]"
    with pytest.raises(ParameterError, match="not a number"):
        Network().poisson(3, cells)  # a group is no list of numbers


def test_a_run_answers_for_members_by_number_list_or_mask():
    net = network(0)
    cells = net.populations[0]
    engine = Clocked(0.1 * ms)
    run = engine.run(net, 0.1, seed=0, record="all")
    trains, rates, V = run.trains(cells), run.rates(cells), run.V(cells)
    for some in CHOICES:
        numbers = np.atleast_1d(np.arange(40)[some])
        found = run.trains(cells[some])
        assert len(found) == len(numbers)
        for mine, k in zip(found, numbers, strict=True):
            assert np.array_equal(mine, trains[k])
        assert np.array_equal(run.rates(cells[some]), rates[numbers])
        for record in cells[some], [cells[some]], {cells[some]: "all"}, {cells[some]: {"V": "all"}}:
            part = engine.run(net, 20 * ms, seed=0, record=record)
            assert np.array_equal(part.V(cells), V[numbers, : part.V(cells).shape[1]])
    part = engine.run(net, 20 * ms, seed=0, record={cells[[4, 9, 2]]: [2, 0]})
    assert np.array_equal(part.V(cells), V[[2, 4], : len(part.t)])
    with pytest.raises(ParameterError, match="record has .* twice; expected its members together"):
        engine.run(net, 0.1, record=[cells[:3], cells[5]])
    with pytest.raises(ParameterError, match="expected a population of this network"):
        engine.run(net, 0.1, record=Network().population(LIF(), 4)[1])


# --- a function of the pair -----------------------------------------------------------------------


def test_a_rule_by_a_function_is_that_function():
    net = Network()
    cells = net.population(LIF(), 60)
    near = net.project(cells, cells, **ONE, probability=lambda i, j: abs(i - j) < 3, autapses=False)
    i, j = near.pairs(1)
    assert np.array_equal(near.pairs(1), near.pairs(2))  # nothing is random
    assert len(i) == 2 * (59 + 58) and (abs(i - j) < 3).all() and (i != j).all()
    assert "probability by <lambda>, without autapses" in repr(near)
    part = net.project(
        cells[20:], cells[[3, 9]], **ONE, probability=lambda i, j: (i == 0) | (j == 1)
    )
    i, j = part.pairs(0)  # of positions within the members, as in pairs
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == {(20, 3)} | {
        (k, 9) for k in range(20, 60)
    }
    everyone = net.project(cells, cells, **ONE, probability=lambda i, j: 1.0)
    nobody = net.project(cells, cells, **ONE, probability=lambda i, j: np.zeros(len(i)))
    assert len(everyone.pairs(0)[0]) == 3600 and len(nobody.pairs(0)[0]) == 0


def test_a_probability_that_falls_with_distance_gives_the_number_that_it_should():
    """Twelve seeds that chose nothing: in each of four rings, the number of synapses is binomial."""
    rng = np.random.default_rng(8)
    x, y = rng.random(400), rng.random(400)

    def distance(i, j):
        return np.hypot(x[i] - x[j], y[i] - y[j])

    net = Network()
    cells = net.population(LIF(), 400)
    synapses = net.project(
        cells, cells, **ONE, probability=lambda i, j: 0.5 * np.exp(-((distance(i, j) / 0.2) ** 2))
    )
    i, j = (each.ravel() for each in np.indices((400, 400)))
    d = distance(i, j)
    p, ring = 0.5 * np.exp(-((d / 0.2) ** 2)), np.digitize(d, [0.1, 0.2, 0.4])
    inside = 0
    for seed in range(12):
        a, b = synapses.pairs(seed)
        counts = np.bincount(np.digitize(distance(a, b), [0.1, 0.2, 0.4]), minlength=4)
        mean = np.bincount(ring, p, minlength=4)
        error = np.sqrt(np.bincount(ring, p * (1 - p), minlength=4))
        assert (np.abs(counts - mean) < 5 * error + 1e-9).all()
        inside += (np.abs(counts - mean) < 2 * error + 1e-9).sum()
    assert inside >= 40  # of 48, of which 45.8 are expected


def test_how_many_pairs_are_asked_for_at_once_changes_nothing(monkeypatch):
    net = Network()
    cells = net.population(LIF(), 50)
    rule = {"probability": lambda i, j: 0.3 + 0.2 * ((i + j) % 2)}
    one = net.project(cells, cells, **ONE, **rule).pairs(3)
    monkeypatch.setattr("neurolib.connections.AT_ONCE", 37)
    assert np.array_equal(one, net.projections[0].pairs(3)) and len(one[0]) > 500


def test_a_rule_by_a_function_runs_alike_on_both_engines_and_as_its_pairs():
    trains = []
    for engine in Clocked(0.1 * ms), EventDriven():
        for listed in False, True:
            net = Network()
            source, cells = net.poisson(20, 100 * Hz), net.population(LIF(), 20)
            rule = {"probability": lambda i, j: np.exp(-abs(i - j) / 5)}
            if listed:
                i, j = trains[0][1]
                rule = {"pairs": (i, j)}
            made = net.project(source, cells, 3 * mV, 1 * ms, **rule)
            run = engine.run(net, 0.3, seed=2)
            trains.append((run.trains(cells), made.pairs(2)))
    counts = [[len(train) for train in each] for each, _ in trains]
    assert counts[0] == counts[1] and counts[2] == counts[3] and sum(counts[0]) > 20
    assert sum(counts[0]) == pytest.approx(sum(counts[2]), rel=0.02)  # ticks against exact times


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda i: i, "is a function that failed: .*; expected one of two arrays"),
        (lambda i, j: 1 if i < j else 0, "is a function that failed: The truth value"),
        (lambda i, j: np.ones(3), r"returned shape \(3,\); expected an array as long as i and j"),
        (lambda i, j: i + 2.0, r"probability\(i, j\) .* is 2; expected 0 to 1"),
        (lambda i, j: np.nan, r"probability\(i, j\) .* is nan; expected 0 to 1"),
        (lambda i, j: None, "not a number"),
    ],
)
def test_a_function_that_is_no_rule_is_refused(function, said):
    with pytest.raises(ParameterError, match=said):
        between(20, 10, probability=function)


def test_a_run_answers_for_slices():
    net = network(0)
    run = EventDriven().run(net, 0.2, seed=0)
    cells = net.populations[0]
    trains, rates = run.trains(cells), run.rates(cells)
    for some in (
        slice(None, 10),
        slice(30, None),
        slice(1, None, 3),
        slice(None),
        slice(None, None, -1),
    ):
        assert all(
            np.array_equal(a, b) for a, b in zip(run.trains(cells[some]), trains[some], strict=True)
        )
        assert np.array_equal(run.rates(cells[some]), rates[some]) and len(
            run.spikes(cells[some])[0]
        ) == sum(map(len, trains[some]))
    with pytest.raises(ParameterError, match="spikes of <LIF"):
        run.spikes(Network().population(LIF(), 40)[:3])


# --- taken out again ------------------------------------------------------------------------------


def test_what_is_removed_leaves_no_trace():
    """A projection that was wrong is taken out and made anew: the run is that of a network without
    the mistake.
    """

    def made(wrong):
        net = Network()
        drive, cells = net.poisson(50, 40 * Hz), net.population(LIF(), 20, V="uniform")
        net.project(drive, cells, 3 * mV, 1 * ms, 0.5)
        if wrong:
            extra = net.poisson(3, 5.0)
            net.project(cells, cells, 1 * mV, 0.15 * ms, 0.2)
            net.project(extra, cells, 1 * mV, 1 * ms, name="bad")
            net.remove("bad")
            net.remove("LIF → LIF")
            net.remove(extra)
        net.project(net.poisson(5, 30 * Hz), cells, 3 * mV, 1 * ms, in_degree=2)
        return Clocked(dt=0.1 * ms).run(net, 0.3, seed=4)

    one, other = made(True), made(False)
    assert repr(one) == repr(other) and all(
        np.array_equal(one.spikes(g), other.spikes(g)) for g in ("Poisson", "LIF", "Poisson 2")
    )


def test_what_cannot_be_removed_is_refused():
    net = Network()
    drive, cells = net.poisson(5, 1.0), net.population(LIF(), 2)
    net.project(drive, cells, **ONE)
    with pytest.raises(
        ParameterError,
        match=r"Poisson still has Poisson → LIF; type net.remove\('Poisson → LIF'\) first",
    ):
        net.remove(drive)
    for part in "Poison", None, np.zeros(3), Network().poisson(5, 1.0):
        with pytest.raises(
            ParameterError,
            match=r"remove of .*: not in this network, which has Poisson → LIF, Poisson, LIF",
        ):
            net.remove(part)
    assert len(net.projections) == 1 and len(net.groups) == 2


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"in_degree": 101},
            r"project's in_degree \(senders of each, all different\) is 101; expected 0 to 100",
        ),
        (
            {"out_degree": 4},
            r"project's out_degree \(targets of each, all different\) is 4; expected 0 to 3",
        ),
        ({"in_degree": 1.5}, r"is 1.5; expected a whole number"),
        ({"in_degree": np.nan}, r"project's in_degree .* is nan"),
        ({"out_degree": "x"}, r"project's out_degree .* is 'x', which is not a number"),
        (
            {"in_degree": 3, "out_degree": 1},
            r"project has an in_degree and an out_degree; expected one of them",
        ),
        ({"in_degree": 3, "probability": 0.5}, r"project has a probability and an in_degree"),
        (
            {"pairs": "one_to_one"},
            r"project has 100 senders and 3 targets; one_to_one needs as many of each, "
            r"as in pop\[:80\]",
        ),
        (
            {"pairs": "onetoone"},
            r"project's pairs is 'onetoone'; expected pairs, or pairs=\"one_to_one\"",
        ),
        ({"pairs": ([0], [0]), "autapses": False}, r"pairs and autapses=False"),
        ({"autapses": None}, r"project's autapses is None; expected True, or False"),
        (
            {"weight": sparse.eye_array(3) * mV},
            r"project's weight is a sparse matrix of shape \(3, 3\); expected \(100, 3\)",
        ),
        ({"weight": sparse.csr_array(np.full((100, 3), np.nan))}, r"project's weight .* is nan V"),
        (
            {"weight": sparse.csr_array(np.ones((100, 3)))},
            r"project's weight .* is 1 V; expected -500 mV to 500 mV",
        ),
        (
            {"delay": sparse.csr_array(np.full((100, 3), 1 * ms))},
            r"project's delay is a sparse matrix, and the pairs are drawn",
        ),
        (
            {"weight": lambda rng, n: rng.normal(50, 1, n)},
            r"project's weight, as drawn, .* expected -500 mV to 500 mV",
        ),
        (
            {"weight": lambda rng, n: 1 * mV},
            r"project's weight drew an array of shape \(\); expected 16 values",
        ),
        (
            {"weight": lambda n: n},
            r"project's weight is a function that failed: .*; expected one of \(rng, "
            r"n\), a generator and the number of synapses, as in lambda",
        ),
        ({"weight": lambda rng, n: np.full(n, np.nan)}, r"project's weight, as drawn, .* is nan V"),
        (
            {"weight": lambda rng, n: rng.normal(50, 1, n) * 1e-12},
            r"is at most 5.*e-11 V; .* synapse=\"exponential\" for A",
        ),
        (
            {"delay": lambda rng, n: rng.uniform(-1, 1, n) * ms},
            r"project's delay, as drawn, .* expected 1 µs to 500 ms",
        ),
        (
            {"weight": lambda rng, n: np.full(n, 1 * mV), "plasticity": STDP()},
            r"project's weights are drawn, so w_max has no usual value",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_refused(change, said):
    net = Network()
    drive, cells = net.poisson(100, 20 * Hz), net.population(LIF(), 3)
    with pytest.raises(ParameterError, match=said):
        net.project(**{"pre": drive, "post": cells, **ONE, **change})
    assert net.projections == ()


def test_in_degrees_without_autapses_have_one_sender_fewer():
    net = Network()
    cells = net.population(LIF(), 10)
    with pytest.raises(ParameterError, match="is 10; expected 0 to 9"):
        net.project(cells, cells, **ONE, in_degree=10, autapses=False)
    apart = net.project(cells[:5], cells[5:], **ONE, in_degree=5, autapses=False)
    assert len(apart.pairs(0)[0]) == 25


@pytest.mark.parametrize(
    ("some", "said"),
    [
        (slice(10, 10), "No member of LIF is taken"),
        (slice(90, None), "members 0 to 9"),
        ([], "No member of LIF is taken"),
        (np.zeros(10, dtype=bool), "No member of LIF is taken"),
        (10, r"LIF\[10\]: expected 0 to 9, for there are 10"),
        ([3, -11], r"LIF\[-11\]: expected 0 to 9"),
        ([1, 1], r"LIF\[\[1, 1\]\] takes a member twice; expected each once"),
        ([0, -10], "takes a member twice"),
        (np.ones(9, dtype=bool), "LIF has 10 members, and the mask 9; expected 10"),
        ("x", r"LIF\['x'\]: members are taken by a number, a slice, a list .* LIF\[:5\]"),
        (slice("a"), "members are taken by"),
        ((1, 2), "members are taken by"),
        ([1.0], "members are taken by"),
        (True, "members are taken by"),
        (None, "members are taken by"),
        (np.zeros((2, 2), dtype=int), "members are taken by"),
    ],
)
def test_members_that_are_not_there_are_refused(some, said):
    with pytest.raises((ParameterError, IndexError), match=said):
        Network().population(LIF(), 10)[some]


def test_ends_of_another_network_are_refused_as_slices_too():
    net = Network()
    cells = net.population(LIF(), 10)
    for ends in (Network().population(LIF(), 10)[:5], cells), (cells, net.poisson(10, 1.0)[:5]):
        with pytest.raises(
            ParameterError, match=r"project's (pre|post) is <.*\[0:5\]: 5 of .* of this network"
        ):
            net.project(*ends, **ONE)


@pytest.mark.parametrize("probability", [0.2, 0.5, 0.9])
def test_the_number_of_synapses_is_binomial(probability):
    """Twelve seeds: 10 000 pairs each, so that their mean is within 5 of its standard errors."""
    counts = [len(between(100, 100, probability=probability).pairs(seed)[0]) for seed in range(12)]
    error = np.sqrt(10_000 * probability * (1 - probability) / 12)
    assert abs(np.mean(counts) - 10_000 * probability) < 5 * error


@pytest.mark.parametrize("seed", [989, 1770, 2057, 3924, 4160])
def test_pairs_that_are_drawn_in_two_batches_are_all_different(seed):
    """With these seeds the first batch ends before the last pair, which happens once in a thousand."""
    net = Network()
    i, j = net.project(
        net.poisson(250, 1 * Hz), net.population(LIF(), 200), 1 * mV, 1 * ms, probability=0.1
    ).pairs(seed)
    assert (np.diff(200 * i.astype(int) + j) > 0).all() and abs(len(i) - 5000) < 5 * np.sqrt(4500)


def test_no_synapse_has_no_drawn_weight():
    net = Network()
    drive, cells = net.poisson(20, 1 * Hz), net.population(LIF(), 10)
    none = net.project(
        drive, cells, lambda rng, n: rng.uniform(1, 2, n) * mV, 1 * ms, probability=0.0
    )
    i, j = none.pairs(3)
    assert i.size == j.size == none.each(none.weight, i, j, 3).size == 0
    assert EventDriven().run(net, 0.1, seed=3).weights(none).size == 0


@pytest.mark.parametrize(
    "pairs",
    [
        np.ones((2, 3, 4)),
        (np.zeros((3, 4), int), np.zeros((3, 4), int)),
        (np.zeros(12, int), np.zeros((3, 4), int)),
    ],
)
def test_pairs_are_two_rows_of_numbers(pairs):
    net = Network()
    pre, post = net.poisson(9, 10 * Hz), net.population(LIF(), 9)
    with pytest.raises(
        ParameterError,
        match=r"project's pairs\[[01]\] has shape \(3, 4\); expected one number after the other",
    ):
        net.project(pre, post, weight=1 * mV, delay=1 * ms, pairs=pairs)
    with pytest.raises(ParameterError, match=r"spikes's indices has shape \(2, 2\)"):
        net.spikes((np.array([1, 2, 3, 4]) * ms, np.array([[0, 1], [2, 3]])))
