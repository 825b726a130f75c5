"""The description of a network: what is drawn, what is shown, and what is refused."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurolib.engines import Clocked, EventDriven
from neurolib.model import ParameterError
from neurolib.network import Network, stream
from neurolib.neurons import LIF, AdEx
from neurolib.plasticity import STDP
from neurolib.units import Hz, ms, mV, nS, pA, uA


def pair():
    net = Network()
    return net, net.poisson(100, 20 * Hz), net.population(LIF(), 3)


# --- what is drawn --------------------------------------------------------------------------------


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0, 1), st.integers(0, 2**63))
def test_drawn_pairs_are_pairs_sorted_and_each_at_most_once(n, m, probability, seed):
    net = Network()
    i, j = net.project(
        net.poisson(n, 1.0), net.population(LIF(), m), 1 * mV, 1 * ms, probability
    ).pairs(seed)
    flat = i.astype(int) * m + j
    assert (
        (np.diff(flat) > 0).all()
        and (j >= 0).all()
        and (j < m).all()
        and (i >= 0).all()
        and (i < n).all()
    )
    assert len(i) == n * m if probability == 1 else len(i) <= n * m
    assert len(i) == 0 if probability == 0 else True


@pytest.mark.parametrize("probability", [0.003, 0.1, 0.7])
def test_each_pair_has_its_chance(probability):
    """The number of synapses is binomial, and each row and column has its share: within 5 standard
    deviations.
    """
    net = Network()
    i, j = net.project(
        net.poisson(400, 1.0), net.population(LIF(), 500), 1 * mV, 1 * ms, probability
    ).pairs(7)
    for ends, each, trials in (i, 400, 500), (j, 500, 400):
        counts = np.bincount(ends, minlength=each)
        sd = np.sqrt(trials * probability * (1 - probability))
        assert abs(counts.mean() - trials * probability) < 5 * sd / np.sqrt(each)
        assert counts.std() == pytest.approx(sd, rel=0.2)


def test_a_large_sparse_network_is_drawn_without_looking_at_each_pair():
    net = Network()
    cells = net.population(LIF(), 1_000_000)
    i, _ = net.project(cells, cells, 1 * mV, 1 * ms, 1e-7).pairs(1)
    assert abs(len(i) - 1e5) < 5 * np.sqrt(1e5)


def test_the_seed_draws_and_each_part_has_a_stream_of_its_own():
    net, drive, cells = pair()
    a, b = (net.project(drive, cells, 1 * mV, 1 * ms, 0.5) for _ in range(2))
    assert all(np.array_equal(x, y) for x, y in zip(a.pairs(1), a.pairs(1), strict=True))
    assert not np.array_equal(a.pairs(1)[0], a.pairs(2)[0]) and not np.array_equal(
        a.pairs(1)[0], b.pairs(1)[0]
    )
    draws = {
        stream(1, purpose, number).random()
        for purpose in ("start", "input", "wiring", "plasticity")
        for number in range(5)
    }
    assert len(draws) == 20


def test_adding_to_a_network_changes_nothing_that_was_there():
    net, drive, cells = pair()
    synapses = net.project(drive, cells, 1 * mV, 1 * ms, 0.3)
    before = drive.trains(1.0, 5), synapses.pairs(5)
    net.project(net.poisson(3, 5.0), net.population(LIF(), 4, V="uniform"), 1 * mV, 1 * ms, 0.3)
    for x, y in zip(before, (drive.trains(1.0, 5), synapses.pairs(5)), strict=True):
        assert np.array_equal(x[0], y[0]) and np.array_equal(x[1], y[1])


@pytest.mark.parametrize("rate", [30.0, np.linspace(0, 60, 200)])
def test_poisson_sources_have_their_rates_and_exponential_intervals(rate):
    source = Network().poisson(200, rate)
    times, who = source.trains(50.0, 3)
    assert (np.diff(times) >= 0).all() and times[-1] < 50 and who.min() >= 0 and who.max() <= 199
    expected = np.broadcast_to(rate, 200) * 50
    counts = np.bincount(who, minlength=200)
    assert (np.abs(counts - expected) <= 5 * np.sqrt(expected)).all()
    gaps = np.diff(times[who == 150])
    assert np.std(gaps) / np.mean(gaps) == pytest.approx(1, abs=0.1)
    fano = np.var(
        [np.bincount(who[(times >= t) & (times < t + 1)], minlength=200)[150] for t in range(50)]
    ) / (expected[150] / 50)
    assert 0.5 < fano < 1.7


def test_a_longer_record_of_a_source_starts_with_the_shorter_one():
    source = Network().poisson(10, 300.0)
    (short, a), (long, b) = source.trains(1.0, 1), source.trains(20.0, 1)
    assert (
        len(short) > 2000
        and np.array_equal(short, long[: len(short)])
        and np.array_equal(a, b[: len(short)])
    )


def test_replayed_trains_come_out_sorted():
    net = Network()
    for source in (
        net.spikes([[30 * ms, 10 * ms], [20 * ms], []]),
        net.spikes(([0.03, 0.02, 0.01], [0, 1, 0]), n=3),
    ):
        times, who = source.trains(1.0, 0)
        assert (
            source.n == 3 and np.allclose(times, [0.01, 0.02, 0.03]) and who.tolist() == [0, 1, 0]
        )
        assert source.trains(20 * ms, 0)[0].tolist() == [0.01, 0.02]


def test_where_a_population_starts():
    net = Network()
    assert (net.population(LIF(), 3).start(0) == -70 * mV).all()
    assert net.population(AdEx(), 2).start(0).tolist() == [[AdEx().E_L] * 2, [0.0] * 2]
    assert net.population(LIF(), 2, V=[-65 * mV, -55 * mV]).start(0).tolist() == [
        [-65 * mV, -55 * mV]
    ]
    V = net.population(LIF(), 10_000, V="uniform").start(1)[0]
    assert (
        V.min() >= LIF().V_R
        and V.max() < LIF().V_T
        and V.mean() == pytest.approx(-55 * mV, abs=0.2 * mV)
    )


# --- what is shown --------------------------------------------------------------------------------


def test_the_repr_says_what_there_is():
    net, drive, cells = pair()
    net.project(drive, cells, 0.5 * mV, 1 * ms, 0.2)
    net.project(
        cells,
        cells,
        np.full((3, 3), 2 * nS),
        1.5 * ms,
        synapse="conductance",
        E_rev=-80 * mV,
        name="lateral",
    )
    net.project(
        cells,
        cells,
        [1 * pA, 30 * pA],
        [1 * ms, 2 * ms],
        pairs=([0, 1], [1, 2]),
        synapse="exponential",
    )
    assert repr(Network()) == "Network: empty; add neurons, as in net.population(LIF(), 100)"
    assert repr(net).splitlines() == [
        "Network",
        "  <Poisson: 100 × Poisson, 20 Hz>",
        "  <LIF: 3 × LIF(C=200*pF, g_L=10*nS, E_L=-70*mV, V_T=-50*mV, V_R=-60*mV, t_ref=2*ms)>",
        "  <Poisson → LIF: probability 0.2, weight 500 µV, delay 1 ms, delta>",
        "  <lateral: probability 1, weight 2 nS to 2 nS, delay 1.5 ms, conductance, "
        "tau=5 ms, E_rev=-80 mV>",
        "  <LIF → LIF: 2 given pairs, weight 1 pA to 30 pA, delay 1 ms to 2 ms, "
        "exponential, tau=5 ms>",
    ]
    assert (
        net.populations == (cells,)
        and net.groups == (drive, cells)
        and len(net.projections) == 3
        and len(cells) == 3
    )
    assert {
        "population",
        "poisson",
        "spikes",
        "project",
        "groups",
        "populations",
        "projections",
    } <= set(dir(net))


def test_names_are_made_and_kept_apart():
    net = Network()
    names = [net.population(LIF(), 1).name for _ in range(3)] + [
        net.poisson(1, 1.0).name,
        net.population(LIF(), 1, name="relay").name,
    ]
    assert names == ["LIF", "LIF 2", "LIF 3", "Poisson", "relay"]
    for name in "relay", "LIF", "", 3:
        with pytest.raises(ParameterError, match=r"The name .* is no text or taken"):
            net.population(LIF(), 1, name=name)


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            {"neuron": LIF},
            r"population's neuron is .*; expected a neuron, as in net.population\(LIF\(\), 100\)",
        ),
        ({"neuron": "LIF"}, r"population's neuron is 'LIF'; expected a neuron"),
        ({"n": 0}, r"population's n \(number of senders\) is 0; expected 1 to"),
        ({"n": 2.5}, r"population's n .* is 2.5; expected a whole number"),
        (
            {"I": 300},
            r"population's I \(input current\) is 300 A; .* Is a unit missing, as in 300\*pA",
        ),
        ({"I": [0, 1e-10]}, r"population's I .* has shape \(2,\); expected one number, or 3"),
        ({"V": -60}, r"population's V .* is -60 V; .* Is a unit missing, as in -60\*mV"),
        ({"V": [-60 * mV]}, r"population's V .* shape"),
        (
            {"V": "rest"},
            r"population's V is 'rest'; expected voltages, as in V=-60\*mV, or \"uniform\"",
        ),
        (
            {"V": -50 * mV},
            r"population's V is -50 mV, where LIF fires; expected voltages below the threshold",
        ),
    ],
)
def test_a_population_that_cannot_be_is_refused(arguments, said):
    with pytest.raises(ParameterError, match=said):
        Network().population(**{"neuron": LIF(), "n": 3, **arguments})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"weight": 50 * pA},
            r"weight \(.* delta synapse: a jump of the voltage, in volts\) is at most "
            r"5e-11 V; .* synapse=\"exponential\" for A",
        ),
        ({"weight": 5}, r"is 5 V; expected -500 mV to 500 mV. Is a unit missing, as in 5\*mV\?"),
        (
            {"weight": 0.6 * mV, "synapse": "exponential"},
            r"in amperes\) is 600 µA; expected .* Is it of another kind\? Type "
            r"synapse=\"delta\" for V",
        ),
        (
            {"weight": 0.6 * mV, "synapse": "conductance"},
            r"in siemens\) is 600 µS; .* Is it of another kind",
        ),
        (
            {"weight": -1 * nS, "synapse": "conductance"},
            r"is -1 nS; .* inhibition comes from its reversal, as in E_rev=-80\*mV",
        ),
        (
            {"weight": [1 * mV] * 2},
            r"weight .* has shape \(2,\); expected one number or shape \(100, 3\)",
        ),
        ({"weight": np.nan}, r"project's weight .* is nan V"),
        (
            {"delay": 0},
            r"project's delay \(delay of transmission\) is 0 s; expected 1 µs to 500 ms",
        ),
        ({"delay": -1 * ms}, r"project's delay"),
        ({"delay": 1}, r"project's delay .* Is a unit missing, as in 1\*ms"),
        ({"probability": -0.1}, r"project's probability .* is -0.1; expected 0 to 1"),
        ({"probability": 2}, r"project's probability"),
        (
            {"synapse": "exp"},
            r"project's synapse is 'exp'; expected one of 'delta', 'exponential', "
            r"'conductance'. Did you mean 'exponential'",
        ),
        *(
            (
                {"synapse": synapse},
                r"expected one of 'delta', .* two projections of exponential synapses: .*coming-from",
            )
            for synapse in ("alpha", "dg/dt = -g/tau", "biexponential_exp")
        ),
        (
            {"weight": lambda i, j: abs(i - j) * mV},
            r"failed: .*; expected one of \(rng, n\), a generator and the number of synapses, .* "
            r"on their distance, are a matrix \(pre, post\)",
        ),
        (
            {"delay": lambda i, j: 1 * ms},
            r"project's delay drew an array of shape \(\); .* are a matrix \(pre, post\)",
        ),
        ({"synapse": ["delta"]}, r"project's synapse is \['delta'\]"),
        ({"synapse": "exponential", "weight": 50 * pA, "tau": 50}, r"project's tau"),
        (
            {"synapse": "conductance", "weight": 1 * nS, "E_rev": -80},
            r"project's E_rev .* as in -80\*mV",
        ),
        (
            {"pairs": ([0, 100], [0, 0])},
            r"project's pairs\[0\] hold 100; expected 0 to 99, for there are 100",
        ),
        ({"pairs": ([0, 1], [0, -1])}, r"project's pairs\[1\] hold -1; expected 0 to 2"),
        ({"pairs": ([0, 1], [0])}, r"2 senders and 1 targets"),
        ({"pairs": ([0.5], [0])}, r"project's pairs\[0\] are \[0.5\]; expected whole numbers"),
        ({"pairs": 5}, r"project's pairs is 5; expected two arrays"),
        ({"pairs": ([0], [0]), "probability": 0.5}, r"pairs and a probability"),
        (
            {"pairs": ([0, 1], [0, 1]), "weight": [1 * mV] * 3},
            r"has shape \(3,\); expected one number or shape \(100, 3\) or shape \(2,\)",
        ),
    ],
)
def test_a_projection_that_cannot_be_is_refused(change, said):
    net, drive, cells = pair()
    with pytest.raises(ParameterError, match=said):
        net.project(**{"pre": drive, "post": cells, "weight": 1 * mV, "delay": 1 * ms, **change})
    assert net.projections == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"I": lambda t: 1 * pA},
            r"I is <function .*; expected numbers in A, or steps, I=\(times,",
        ),
        ({"x": 0.3}, r"AdEx has C, .*, V_peak, and at the start V, w\.$"),
        ({"ww": 20 * pA}, r"at the start V, w\. Did you mean 'w'\?"),
        (
            {"I": 100 * uA},
            r"is 100 µA; expected -100 nA to 100 nA\. Is the neuron as large as 1 cm²",
        ),
        ({"I": [0.0, 1 * uA]}, r"1e-4 cm² turn 1 µA/cm² into 100 pA"),
        ({"I": 1.0}, r"is 1 A; expected -100 nA to 100 nA\.(?! Is the neuron)"),
        ({"I": 500.0}, r"Is a unit missing, as in 500\*pA\?$"),
    ],
)
def test_what_a_population_cannot_have_is_refused_with_what_to_type(given, said):
    net = Network()
    with pytest.raises(ParameterError, match=said):
        net.population(AdEx(), 2, **given)
    assert net.groups == ()


def test_a_delay_off_the_grid_is_shown_and_the_other_engine_named_where_it_can_run():
    for neuron, synapse, named in (
        (LIF(), "delta", True),
        (AdEx(), "delta", False),
        (LIF(), "conductance", False),
    ):
        for delay, said in (
            (0.5 * ms + 1e-9, "is 500.001 µs, not a whole number of ticks of 100 µs"),
            (0.05 * ms, "is 50 µs, below one tick"),
        ):
            net = Network()
            cells = net.population(neuron, 2)
            weight = 1 * mV if synapse == "delta" else 1 * nS
            net.project(cells, cells, weight, delay, synapse=synapse)
            with pytest.raises(ParameterError, match=said) as caught:
                Clocked(0.1 * ms).run(net, 10 * ms)
            assert ("EventDriven" in str(caught.value)) == named
            assert str(caught.value).endswith(".")
            if named:
                EventDriven().run(net, 10 * ms)


def test_ends_that_are_not_of_this_network_are_refused():
    net, drive, cells = pair()
    _, stranger, foreign = pair()
    with pytest.raises(
        ParameterError,
        match="project's pre is .*; expected a population or a source of this network",
    ):
        net.project(stranger, cells, 1 * mV, 1 * ms)
    with pytest.raises(
        ParameterError, match="project's post is .*; expected a population of neurons"
    ):
        net.project(drive, foreign, 1 * mV, 1 * ms)
    with pytest.raises(ParameterError, match="project's post"):
        net.project(cells, drive, 1 * mV, 1 * ms)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ([], "expected a list of trains"),
        (5, "spikes's times is 5; expected a list of trains"),
        (([1.0], [0], [0]), "a tuple of 3"),
        (([1.0, 2.0], [0]), "2 times and 1 indices"),
        (([1.0], [-1]), "spikes's indices hold -1"),
        ([[-1 * ms]], r"spikes's times \(times of spikes\) is -1 ms"),
        ([[np.nan]], "spikes's times"),
        ([["a"]], "spikes's times"),
    ],
)
def test_trains_that_cannot_be_replayed_are_refused(times, said):
    with pytest.raises(ParameterError, match=said):
        Network().spikes(times)


def test_a_source_of_no_rate_is_silent_and_a_rate_that_is_none_is_refused():
    assert len(Network().poisson(3, 0.0).trains(10.0, 1)[0]) == 0
    for rate in -1.0, np.nan, "20", [1.0, 2.0]:
        with pytest.raises(ParameterError, match="poisson's rate"):
            Network().poisson(3, rate)


# --- what researchers type first ------------------------------------------------------------------


def test_a_list_of_pairs_is_read_pair_by_pair():
    """PyNN's form; two pairs look like two arrays, and were read as 0 → 1 twice."""
    net, drive, cells = pair()
    for pairs in [(0, 0), (1, 1)], ([0, 1], [0, 1]), np.array([[0, 1], [0, 1]]):
        i, j = net.project(drive, cells, 1 * mV, 1 * ms, pairs=pairs).pairs(0)
        assert i.tolist() == [0, 1] and j.tolist() == [0, 1]
    i, j = net.project(drive, cells, 1 * mV, 1 * ms, pairs=[(5, 1), (7, 2), (7, 0)]).pairs(0)
    assert i.tolist() == [5, 7, 7] and j.tolist() == [1, 2, 0]


def test_a_zero_in_a_matrix_is_no_synapse_unless_it_can_learn():
    net = Network()
    drive, cells = net.poisson(50, 25 * Hz), net.population(LIF(), 50)
    still = net.project(drive, cells, np.diag(np.full(50, 1 * mV)), 1 * ms)
    learning = net.project(drive, cells, np.diag(np.full(50, 1 * mV)), 1 * ms, plasticity=STDP())
    sent = EventDriven().run(net, 1.0)
    assert [len(each.pairs(0)[0]) for each in (still, learning)] == [50, 2500]
    n = len(sent.spikes(drive)[0])
    # those that come after the end are not counted
    assert sent.counts["synaptic event", still.name] in range(n - 5, n + 1)
    assert (sent.weights(still) == 1 * mV).all()


def test_what_a_synapse_does_not_use_is_said_and_nonsense_there_refused():
    net, drive, cells = pair()
    with pytest.warns(
        UserWarning,
        match="project's tau is not used: delta synapses have none. Did you mean "
        "synapse=.exponential",
    ):
        net.project(drive, cells, 1 * mV, 1 * ms, tau=20 * ms)
    with pytest.warns(
        UserWarning, match="project's E_rev is not used: exponential synapses have none"
    ):
        net.project(drive, cells, 1 * pA, 1 * ms, synapse="exponential", E_rev=-80 * mV)
    for wrong in {"tau": "x"}, {"tau": 20.0}, {"E_rev": float("nan")}:
        with pytest.raises(ParameterError, match="project's"):
            net.project(drive, cells, 1 * mV, 1 * ms, **wrong)


def test_a_network_says_who_runs_it():
    with pytest.raises(
        AttributeError, match=r"an engine runs it: type EventDriven\(\).run\(net, 1\*s\)"
    ):
        pair()[0].run(1.0)
    assert not hasattr(pair()[0], "weights")


@pytest.mark.parametrize("engine", [Clocked(0.1 * ms), EventDriven()], ids=repr)
def test_a_replay_beyond_the_run_is_said(engine):
    net = Network()
    net.project(net.spikes([[100.0, 200.0]]), net.population(LIF(), 1), 1 * mV, 1 * ms)
    with pytest.warns(
        UserWarning, match="The first spike of spikes comes at 100 s, after the run of 500 ms"
    ):
        engine.run(net, 0.5)


@pytest.mark.parametrize("engine", [Clocked(0.1 * ms), EventDriven()], ids=repr)
def test_neurons_to_record_are_named_in_every_usual_way(engine):
    net, _, cells = pair()
    asked = [
        {cells: [0, 1, 2]},
        {"LIF": "all"},
        {cells: slice(None)},
        {"LIF": slice(0, 3)},
        "all",
        "LIF",
        cells,
        ["LIF"],
        (cells,),
    ]
    voltages = [engine.run(net, 10 * ms, record=each).V("LIF") for each in asked]
    assert all(np.array_equal(V, voltages[0]) and V.shape[0] == 3 for V in voltages)
    for wrong in [0], [cells, 1], 3, np.array([0, 1]):
        with pytest.raises(ParameterError, match="expected which neurons of each population"):
            engine.run(net, 10 * ms, record=wrong)
    with pytest.raises(
        ParameterError, match="record names 'x'; expected a population of this network"
    ):
        engine.run(net, 10 * ms, record="x")
    with pytest.raises(ParameterError, match="run's progress is 3; expected a function"):
        engine.run(net, 10 * ms, progress=3)


@pytest.mark.parametrize("engine", [Clocked(0.1 * ms), EventDriven()], ids=repr)
def test_a_run_gives_trains_and_can_be_pickled(engine):
    net, drive, cells = pair()
    net.project(drive, cells, 1 * mV, 1 * ms)
    run = engine.run(net, 0.3, seed=4)
    times, who = run.spikes(drive)
    trains = run.trains(drive)
    assert len(trains) == 100 and all(
        np.array_equal(train, times[who == k]) for k, train in enumerate(trains)
    )
    again = pickle.loads(pickle.dumps(run))
    assert (
        np.array_equal(again.spikes("Poisson"), run.spikes("Poisson"))
        and again.ledger.counts == run.ledger.counts
    )
    assert repr(again) == repr(run)


def test_a_tick_has_a_usual_length():
    assert Clocked().dt == 0.1 * ms and repr(Clocked()) == "Clocked(dt=0.1*ms)"
