"""What users of Brian2, NEST and PyNN count on, one short test for each behaviour, with answers in
closed form or computed by hand, on both engines where both can run it.

Where another test already asks for a behaviour, ``ELSEWHERE`` names that test instead.
"""

import ast
import copy
import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from neurolib import LIF, STDP, Clocked, EventDriven, Network, _jit
from neurolib.units import Hz, ms, mV, pA

ROOT = Path(__file__).parents[1]
DT = 0.1 * ms
both = pytest.mark.parametrize("engine", [Clocked(DT), EventDriven()], ids=["clocked", "events"])

ELSEWHERE = {
    "autapses off": ["test_connections.py::test_without_autapses_no_neuron_reaches_itself"],
    "fixed in-degree": [
        "test_connections.py::test_a_degree_is_that_of_each_without_repeats_and_by_the_seed"
    ],
    "mean, Fano factor and CV of Poisson sources": [
        "test_network.py::test_poisson_sources_have_their_rates_and_exponential_intervals"
    ],
    "a seed draws the same network for both engines": [
        "test_connections.py::test_both_engines_see_the_same_network"
    ],
    "store and restore with pickle": ["engines/test_state.py::test_and_so_in_another_process"],
    "pieces are one run": [
        "engines/test_session.py::test_pieces_of_any_length_are_one_run_bit_for_bit"
    ],
    "rates changed between pieces": [
        "engines/test_session.py::"
        "test_a_rate_stretches_the_intervals_to_come_and_a_train_is_replaced"
    ],
    "weight set in a session": [
        "engines/test_session.py::test_a_spike_delivers_the_weight_that_it_finds_on_arrival"
    ],
    "reversal potential": [
        "engines/clocked/test_clocked_network.py::"
        "test_inhibition_by_conductance_pulls_to_its_reversal"
    ],
    "variance under noise": [
        "test_currents.py::test_the_variance_of_the_voltage_is_the_closed_form"
    ],
    "jumps of a Tsodyks-Markram synapse": [
        "plasticity/test_short_term.py::test_spikes_deliver_the_shares_of_the_closed_form"
    ],
    "coincident spikes add": [
        "engines/clocked/test_clocked_network.py::"
        "test_simultaneous_arrivals_are_summed_before_the_threshold_is_tested",
        "engines/events/test_event.py::"
        "test_arrivals_at_one_time_are_added_up_before_the_threshold_is_tested",
    ],
    "own thresholds": [
        "neurons/test_own_models.py::"
        "test_neurons_with_parameters_of_their_own_are_a_population_each"
    ],
    "views, and a recorded subset": [
        "test_connections.py::test_a_run_answers_for_members_by_number_list_or_mask"
    ],
    "rates of slices": ["test_connections.py::test_a_run_answers_for_slices"],
    "save and load": ["test_recording.py::test_a_run_comes_back_from_its_file"],
    "pickled run": ["test_network.py::test_a_run_gives_trains_and_can_be_pickled"],
    "removed projection": ["test_connections.py::test_what_is_removed_leaves_no_trace"],
    "engines agree": ["engines/test_agreement.py::test_on_the_first_class_no_spike_differs"],
    "a weight of zero is no synapse": [
        "test_network.py::test_a_zero_in_a_matrix_is_no_synapse_unless_it_can_learn"
    ],
    "drawn delays": [
        "test_connections.py::test_drawn_delays_are_rounded_to_ticks_and_one_at_least"
    ],
    "members by number, list or mask": [
        "test_connections.py::test_members_by_number_list_or_mask_are_those_of_an_array"
    ],
    "a spike is an upward crossing": [
        "neurons/test_crossings.py::test_a_spike_is_an_upward_crossing_where_scipy_finds_one"
    ],
    "more than four state variables": [
        "neurons/test_crossings.py::test_a_fifth_variable_runs_everywhere"
    ],
    "refractory times of each neuron": [
        "engines/test_refractory.py::test_each_neuron_rests_as_one_of_a_population_of_its_own_does"
    ],
    "a delay of each synapse that learns": [
        "engines/learning/test_delays.py::"
        "test_each_synapse_learns_as_one_in_a_projection_of_its_own_does"
    ],
    "connection by a function of i and j": [
        "test_connections.py::test_a_rule_by_a_function_is_that_function"
    ],
    "connection by distance": [
        "test_connections.py::test_a_probability_that_falls_with_distance_gives_the_number_that_it_should"
    ],
    "Poisson sources with a rate in time": [
        "test_sources.py::test_counts_under_a_rate_in_time_match_its_integral",
        "test_sources.py::test_sources_in_time_run_in_networks_and_sessions_of_both_engines",
    ],
    "gamma sources": [
        "test_sources.py::test_intervals_of_a_gamma_source_are_those_of_the_generator"
    ],
    "states at the start": [
        "engines/test_start.py::"
        "test_currents_at_the_start_decay_and_move_the_voltage_by_the_closed_form",
        "engines/test_start.py::test_another_state_variable_starts_where_it_is_told",
    ],
    "recorded u and x": [
        "engines/test_synapse_states.py::test_a_terminal_is_recorded_as_its_equations_say"
    ],
    "recorded traces": [
        "engines/test_synapse_states.py::test_traces_are_sums_over_the_spikes_of_either_side"
    ],
    "equations as text": [
        "neurons/test_equations.py::test_izhikevichs_neuron_spikes_as_the_class_written_by_hand"
    ],
    "a misspelt method of a network, found by a type checker": [
        "test_types.py::test_a_wrong_call_is_refused"
    ],
}


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Runs of some spikes need not be compiled."""
    monkeypatch.setattr(_jit, "enabled", lambda: False)


def driven(times, weight=25 * mV, delay=1 * ms, neuron=None, **more):
    """Return a network in which one sender fires at ``times``, and its one neuron. A jump of 25 mV
    brings a neuron from -70 mV over its threshold of -50 mV.
    """
    net = Network()
    source, cell = net.spikes([times], name="source"), net.population(neuron or LIF(), 1)
    net.project(source, cell, weight, delay, **more)
    return net, source, cell


def test_each_test_that_is_named_is_there():
    for tests in ELSEWHERE.values():
        for test in tests:
            path, name = test.split("::")
            text = (ROOT / "tests" / path).read_text(encoding="utf-8")
            assert re.search(rf"^def {name}\(", text, re.MULTILINE), test


def test_a_first_network_takes_seven_lines_and_eight_names():
    """The first example for those who come from another tool. Units are not counted."""
    page = (ROOT / "course/guide/coming-from.md").read_text(encoding="utf-8")
    text = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == "neurolib":
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
    assert len([line for line in text.splitlines() if line]) == 7
    assert sorted(names) == [
        "Clocked",
        "LIF",
        "Network",
        "poisson",
        "population",
        "project",
        "run",
        "spikes",
    ]


# --- spikes that are given, and their way ---------------------------------------------------------


@both
def test_replayed_times_come_back_as_they_were_given(engine):
    times = np.array([0.3, 1.7, 1.8, 12.4]) * ms
    net, source, _ = driven(times, 0.1 * mV)
    found = engine.run(net, 20 * ms).spikes(source)[0]
    assert np.abs(found - times).max() < 1e-15


@both
def test_a_spike_at_time_zero_is_sent(engine):
    net, source, cell = driven([0.0])
    run = engine.run(net, 5 * ms)
    assert run.spikes(source)[0].tolist() == [0.0]
    assert run.spikes(cell)[0] == pytest.approx([1 * ms], abs=1e-12)


@both
def test_a_delay_of_3_7_ms_is_that(engine):
    net, _, cell = driven([1 * ms, 10.2 * ms], delay=3.7 * ms)
    assert engine.run(net, 20 * ms).spikes(cell)[0] == pytest.approx(
        [4.7 * ms, 13.9 * ms], abs=1e-12
    )


@both
def test_each_pair_has_its_own_weight_and_delay(engine):
    net = Network()
    senders, cells = net.spikes([[1 * ms], [2 * ms]]), net.population(LIF(), 3)
    net.project(
        senders,
        cells,
        np.array([25, 19, 30, 22]) * mV,
        np.array([1.5, 1.0, 4.2, 0.3]) * ms,
        pairs=[(0, 0), (0, 1), (1, 0), (1, 2)],
    )
    times, who = engine.run(net, 10 * ms).spikes(cells)
    assert who.tolist() == [2, 0, 0] and times == pytest.approx(
        [2.3 * ms, 2.5 * ms, 6.2 * ms], abs=1e-12
    )


@both
def test_a_pair_that_is_given_twice_has_two_synapses(engine):
    net, _, cell = driven([1 * ms], 2 * mV, pairs=([0, 0], [0, 0]))
    run = engine.run(net, 10 * ms, record={cell: [0]})
    (projection,) = net.projections
    assert run.V(cell)[0, 20] == pytest.approx(-66 * mV, abs=1e-12)
    assert len(run.weights(projection)) == run.counts["synaptic event", projection.name] == 2


@both
def test_an_input_reaches_a_number_a_list_and_a_mask_alone(engine):
    net = Network()
    source, cells = net.spikes([[1 * ms], [11 * ms], [21 * ms]]), net.population(LIF(), 6)
    for sender, some in (0, 3), (1, [1, 5]), (2, np.arange(6) % 3 == 2):
        net.project(source[sender], cells[some], 25 * mV, 1 * ms)
    times, who = engine.run(net, 30 * ms).spikes(cells)
    assert np.rint(times / ms).tolist() == [2, 12, 12, 22, 22] and who.tolist() == [3, 1, 5, 2, 5]


@both
def test_weights_are_drawn_by_a_distribution_of_scipy(engine):
    net = Network()
    source, cells = net.poisson(100, 10 * Hz), net.population(LIF(), 50)
    synapses = net.project(source, cells, stats.uniform(1 * mV, 2 * mV), 1 * ms)
    w = engine.run(net, 1 * ms, seed=5).weights(synapses)
    # uniform from 1 to 3 mV: standard deviation 2/√12 mV
    assert len(w) == 5000 and 1 * mV <= w.min() < 1.01 * mV < 2.99 * mV < w.max() <= 3 * mV
    assert w.mean() == pytest.approx(2 * mV, abs=5 * 2 * mV / np.sqrt(12 * 5000))


# --- the neuron -----------------------------------------------------------------------------------


@both
@pytest.mark.parametrize(
    ("I", "interval"),
    [
        (150 * pA, None),  # ends at -55 mV, below the threshold
        (300 * pA, 2 * ms + 20 * ms * np.log(20 / 10)),  # to -40 mV, from -60 mV to -50 mV
        (500 * pA, 2 * ms + 20 * ms * np.log(40 / 30)),  # to -20 mV
    ],
)
def test_rate_against_current(engine, I, interval):
    net = Network()
    cell = net.population(LIF(), 1, I=I)
    intervals = np.diff(engine.run(net, 0.3).spikes(cell)[0])
    if interval is None:
        assert not len(intervals)
    else:
        late = DT if isinstance(engine, Clocked) else 0
        assert len(intervals) > 10
        assert interval - 1e-12 <= intervals.min() and intervals.max() <= interval + late + 1e-12


@both
def test_a_refractory_neuron_fires_no_sooner(engine):
    """An input each millisecond: the one that comes at the end of the 5 ms is lost as well."""
    net, _, cell = driven(np.arange(1, 40) * ms, 30 * mV, neuron=LIF(t_ref=5 * ms))
    times = engine.run(net, 30 * ms).spikes(cell)[0]
    assert times == pytest.approx(np.arange(2, 30, 6) * ms, abs=1e-12)


@both
def test_input_in_the_refractory_time_is_lost(engine):
    """A spike at 2 ms, and 5 mV that arrive 1 ms later: from 4 ms on V leaves -60 mV for rest."""
    net, _, cell = driven([1 * ms])
    net.project(net.spikes([[2 * ms]]), cell, 5 * mV, 1 * ms)
    run = engine.run(net, 10 * ms, record={cell: [0]})
    after = run.t > 4.05 * ms
    free = -70 * mV + 10 * mV * np.exp(-(run.t[after] - 4 * ms) / (20 * ms))
    np.testing.assert_allclose(run.V(cell)[0, after], free, atol=1e-9)


@both
def test_inhibition_lowers_the_voltage(engine):
    net, _, cell = driven([1 * ms], -4 * mV)
    run = engine.run(net, 20 * ms, record={cell: [0]})
    after = run.t > 2.05 * ms
    V = -70 * mV - 4 * mV * np.exp(-(run.t[after] - 2 * ms) / (20 * ms))
    np.testing.assert_allclose(run.V(cell)[0, after], V, atol=1e-9)


@both
def test_a_step_of_current_moves_the_voltage_by_its_closed_form(engine):
    """100 pA from 10 to 30 ms, into 10 nS: 10 mV (1 - 1/e) after one time constant of 20 ms."""
    net = Network()
    cell = net.population(LIF(), 1, I=([10 * ms, 30 * ms], [100 * pA, 0.0]))
    V = engine.run(net, 60 * ms, record={cell: [0]}).V(cell)[0]
    peak = 10 * mV * (1 - np.exp(-1))
    assert V[100] == pytest.approx(-70 * mV, abs=1e-9)
    assert V[300] == pytest.approx(-70 * mV + peak, abs=1e-9)
    assert V[500] == pytest.approx(-70 * mV + peak * np.exp(-1), abs=1e-9)


@both
def test_the_shape_of_a_postsynaptic_potential(engine):
    """Two exponentials, to 1 nV."""
    net, _, cell = driven([1 * ms], 40 * pA, synapse="exponential", tau=5 * ms)
    run = engine.run(net, 80 * ms, record={cell: [0]})
    s = np.maximum(run.t - 2 * ms, 0)
    shape = np.exp(-s / (20 * ms)) - np.exp(-s / (5 * ms))
    # w/C times τ_m τ_s/(τ_m - τ_s), with C = 200 pF
    expected = -70 * mV + 0.2 * (20 * ms * 5 * ms / (15 * ms)) * shape
    np.testing.assert_allclose(run.V(cell)[0], expected, atol=1e-9)


@both
def test_two_exponential_synapses_make_an_alpha_synapse(engine):
    """As the page for those who come from NEST says it: up to 4·10⁻⁵ of the peak."""
    net, source, cell = driven(
        [1 * ms], 136.59 * 40 * pA, synapse="exponential", tau=1.01 * 5 * ms, name="rise"
    )
    net.project(
        source,
        cell,
        -136.59 * 40 * pA,
        1 * ms,
        synapse="exponential",
        tau=5 * ms / 1.01,
        name="fall",
    )
    run = engine.run(net, 40 * ms, record={cell: {"rise": "all", "fall": "all"}})
    s = np.maximum(run.t - 2 * ms, 0) / (5 * ms)
    I = run.state(cell, "rise")[0] + run.state(cell, "fall")[0]
    assert np.abs(I - 40 * pA * s * np.exp(1 - s)).max() < 4.1e-5 * 40 * pA


# --- learning -------------------------------------------------------------------------------------


@both
def test_four_pairs_of_spikes_change_four_weights_by_the_window(engine):
    """Arrivals at 21 ms, 10 and 20 ms before and after a spike that another input forces."""
    net = Network()
    senders, cells = net.spikes([[20 * ms]] * 4), net.population(LIF(), 4)
    lags = np.array([10, 20, -10, -20]) * ms
    forcing = net.spikes([[20 * ms + lag] for lag in lags])
    rule = STDP(A_plus=0.01, A_minus=0.012, tau_plus=15 * ms, tau_minus=30 * ms)
    learning = net.project(
        senders, cells, 0.1 * mV, 1 * ms, pairs="one_to_one", plasticity=rule, w_max=0.2 * mV
    )
    net.project(forcing, cells, 25 * mV, 1 * ms, pairs="one_to_one")
    run = engine.run(net, 60 * ms)
    times, who = run.spikes(cells)
    assert times[np.argsort(who)] == pytest.approx(21 * ms + lags, abs=1e-12)
    window = [0.01 * np.exp(-10 / 15), 0.01 * np.exp(-20 / 15)]
    window += [-0.012 * np.exp(-10 / 30), -0.012 * np.exp(-20 / 30)]
    np.testing.assert_allclose(
        run.weights(learning), 0.1 * mV + 0.2 * mV * np.array(window), rtol=1e-9
    )


# --- runs -----------------------------------------------------------------------------------------


def drawn():
    net = Network()
    source, cells = net.poisson(50, 20 * Hz), net.population(LIF(), 5, V="uniform", name="cells")
    net.project(source, cells, 3 * mV, 1 * ms, probability=0.5)
    return net


@both
def test_the_same_seed_gives_the_same_spikes_and_another_seed_others(engine):
    one, same, other = (engine.run(drawn(), 0.2, seed=seed).spikes("cells") for seed in (3, 3, 4))
    assert len(one[0]) > 10 and pickle.dumps(one) == pickle.dumps(same)
    assert not np.array_equal(one[0], other[0])


@both
def test_a_deep_copy_runs_alike_and_is_apart(engine):
    net = drawn()
    expected = engine.run(net, 0.2, seed=3).spikes("cells")
    twin = copy.deepcopy(net)
    twin.remove("Poisson → cells")
    assert len(net.projections) == 1 and len(engine.run(twin, 0.2, seed=3).spikes("cells")[0]) == 0
    for found in engine.run(copy.deepcopy(net), 0.2, seed=3), engine.run(net, 0.2, seed=3):
        assert np.array_equal(found.spikes("cells"), expected)


def test_a_process_that_is_spawned_gives_the_same_run(monkeypatch):
    monkeypatch.setenv("NEUROLIB_NUMBA", "0")  # as here
    engines = Clocked(DT), EventDriven()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        runs = [pool.submit(engine.run, drawn(), 0.2, seed=3) for engine in engines]
        for engine, run in zip(engines, runs, strict=True):
            here, there = engine.run(drawn(), 0.2, seed=3), run.result()
            assert np.array_equal(here.spikes("cells"), there.spikes("cells"))
            assert dict(here.counts) == dict(there.counts)
