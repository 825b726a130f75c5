"""Synapses on the cells of a crossbar: an ideal device changes nothing, and all else follows from
the device, counted and paid.
"""

import pickle

import numpy as np
import pytest

from neurolib import (
    BCM,
    PCM,
    STDP,
    AdEx,
    Clocked,
    Crossbar,
    EventDriven,
    HPMemristor,
    Network,
    RewardSTDP,
    SoftBounds,
    TargetTrace,
    TripletSTDP,
    TsodyksMarkram,
    _jit,
    load,
)
from neurolib.crossbar import SynapticArray
from neurolib.energy import LOIHI
from neurolib.model import ParameterError
from neurolib.neurons import LIF
from neurolib.units import Hz, day, ms, mV, nS, s

CLOCKED = Clocked(dt=0.1 * ms)
W = np.random.default_rng(1).uniform(0, 3 * mV, (30, 7))


def network(crossbar=None, weight=W, neuron=None, **how):
    """Poisson spikes onto the second of two populations of one block, so that neither side starts
    at 0.
    """
    net = Network()
    net.poisson(3, rate=40 * Hz)
    net.population(neuron or LIF(), 2)
    pre, post = (
        net.poisson(30, rate=40 * Hz, name="pre"),
        net.population(neuron or LIF(), 7, name="post"),
    )
    net.project(pre, post, weight=weight, delay=1 * ms, name="synapses", crossbar=crossbar, **how)
    return net


def replayed(times, crossbar, weight, n=1, **how):
    """Given trains onto neurons that never fire: jumps of V are what was read."""
    net = Network()
    pre, post = net.spikes(times), net.population(LIF(V_T=0 * mV), n)
    net.project(pre, post, weight=weight, delay=1 * ms, crossbar=crossbar, name="synapses", **how)
    return net


# --- an ideal device changes nothing --------------------------------------------------------------


@pytest.mark.parametrize(
    ("weight", "how", "neuron"),
    [
        (W, {}, None),
        (W * 1e-7, {"synapse": "exponential"}, None),
        (W - 0.8 * mV, {}, None),
        (W * 2e-7, {"synapse": "exponential"}, AdEx()),
    ],
    ids=["delta", "exponential", "of both signs", "AdEx"],
)
@pytest.mark.parametrize(
    "device",
    [SoftBounds(), PCM(nu_amorphous=0.0)],
    ids=["pair in the middle", "one at its smallest"],
)
def test_ideal_cells_change_nothing(device, weight, how, neuron):
    plain, cells = (
        CLOCKED.run(network(c, weight, neuron, **how), 0.2, seed=3, record={"post": [0]})
        for c in (None, Crossbar(device))
    )
    assert len(plain.spikes("post")[0]) > 20
    for one, other in zip(plain.spikes("post"), cells.spikes("post"), strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(cells.V("post"), plain.V("post"), rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        cells.weights("synapses"),
        plain.weights("synapses"),
        rtol=0,
        atol=1e-12 * np.abs(weight).max(),
    )


def test_a_zero_is_a_cell_and_two_spikes_in_a_tick_are_two_readings():
    weight = np.where(W > 1 * mV, W, 0.0)
    run = CLOCKED.run(network(Crossbar(SoftBounds()), weight), 0.05)
    assert run.weights("synapses").shape == (210,)
    chip = Crossbar(SoftBounds(), wire_resistance=1e-3)
    for crossbar in Crossbar(SoftBounds()), chip:
        run = CLOCKED.run(replayed(([10 * ms] * 2, [0, 0]), crossbar, 2 * mV), 0.02, record="all")
        assert run.V("LIF")[0].max() - run.V("LIF")[0][0] == pytest.approx(4 * mV, rel=1e-3)
        assert run.ledger.count("cell read") == 4
        assert run.ledger.count("word written", "synapses") == 1


def test_the_description_is_not_touched_and_a_run_can_be_repeated():
    crossbar = Crossbar(PCM(c2c=0.1), 4, c2c=0.1, read_noise=0.05, white_noise=0.05)
    net = network(crossbar, plasticity=STDP())
    first, again = (CLOCKED.run(net, 0.12, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first.weights("synapses"), again.weights("synapses"))
    np.testing.assert_array_equal(first.spikes("post")[0], again.spikes("post")[0])
    assert (
        first.counts == again.counts
        and crossbar.ledger.count("cell write") == 0
        and "not programmed" in repr(net)
    )
    *_, last = CLOCKED.stream(net, 0.12, every=0.05, seed=5)
    np.testing.assert_array_equal(last.weights("synapses"), first.weights("synapses"))
    kept = pickle.loads(pickle.dumps(first))
    np.testing.assert_array_equal(kept.array("synapses").weights, first.array("synapses").weights)


def test_a_seed_of_the_crossbar_is_a_chip_and_that_of_the_run_is_what_chance_does_with_it():
    def array(chip, seed):
        return (
            CLOCKED.run(
                network(Crossbar(PCM(), chip, d2d=0.2, c2c=0.1, stuck_on=0.1)), 0.01, seed=seed
            )
            .array("synapses")
            .chip
        )

    one, same, other = array(1, 1), array(1, 2), array(2, 1)
    np.testing.assert_array_equal(one.stuck, same.stuck)
    np.testing.assert_array_equal(one._cells.factor, same._cells.factor)
    assert (one._cells.x != same._cells.x).mean() > 0.3, "writing errs anew"
    assert (one.stuck != other.stuck).any() and (one._cells.factor != other._cells.factor).all()
    here = Crossbar(PCM(), 1, d2d=0.2, c2c=0.1, stuck_on=0.1).program(W)
    np.testing.assert_array_equal(one.stuck, here.stuck)
    np.testing.assert_array_equal(one._cells.factor, here._cells.factor)


# --- drift ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("age", [None, 1 * s, 1 * day])
def test_readings_drift_as_the_device_does(age):
    """The jump of V at each arrival is the difference of a pair at its age, by the law of PCM."""
    times, weight, device = (
        np.array([0.01, 0.1, 0.5, 0.95]),
        2 * mV,
        PCM(nu_amorphous=0.3, G_a=1e-6),
    )
    run = CLOCKED.run(replayed([times], Crossbar(device, age=age), weight), 1.0, record="all")
    ages = times + 1 * ms + (device.t_0 if age is None else age)
    (low, high), f = device.conductances, device.set_conductance
    G = device.conductance(f(high), t=ages) - device.conductance(f(low), t=ages)
    at = np.rint((times + 1 * ms) / CLOCKED.dt).astype(int)
    V, neuron = run.V("LIF")[0], LIF()
    jumps = V[at] - (neuron.E_L + (V[at - 1] - neuron.E_L) * np.exp(-CLOCKED.dt / neuron.tau))
    np.testing.assert_allclose(jumps, weight * G / (high - low), rtol=1e-10)
    exact = [run.array("synapses").at(t).weights[0, 0] for t in times + 1 * ms]
    np.testing.assert_allclose(exact, weight * G / (high - low), rtol=1e-12)


def test_drift_of_a_second_shows_in_snapshots():
    crossbar = Crossbar(SoftBounds(), drift=0.1, age=1 * s)
    run = CLOCKED.run(network(crossbar), 1.0, snapshots=5)
    times, weights = run.snapshots("synapses")
    np.testing.assert_allclose(
        weights, W.reshape(-1) * ((1 + times[:, None]) / 20) ** -0.1, rtol=1e-12
    )
    np.testing.assert_allclose(run.weights("synapses"), weights[-1], rtol=1e-15)


# --- readings, as on the crossbar itself ----------------------------------------------------------

CHIPS = {
    "devices apart": lambda: Crossbar(PCM(), 2, d2d=0.2, drift_std=0.02, stuck_off=0.1, age=5 * s),
    "behind wires": lambda: Crossbar(SoftBounds(), 2, wire_resistance=5.0, drift=0.05),
    "through converters": lambda: Crossbar(
        SoftBounds(), 2, dac_bits=4, adc_bits=6, x_max=2.0, adc_zero=True
    ),
    "through converters without a zero": lambda: Crossbar(
        SoftBounds(), 2, dac_bits=4, adc_bits=6, x_max=2.0, adc_zero=False
    ),
    "one device a weight": lambda: Crossbar(SoftBounds(), 2, differential=False, d2d=0.1),
    "with noise": lambda: Crossbar(SoftBounds(), 2, read_noise=0.1, white_noise=0.05),
    "disturbed": lambda: Crossbar(HPMemristor(), 2, read_disturb=True, t_read=1e-4),
}


@pytest.mark.parametrize("made", CHIPS.values(), ids=CHIPS)
def test_each_tick_with_arrivals_is_a_reading_of_the_crossbar(made):
    """The same chip, programmed and read by hand with the spikes of the run: the voltages, counts
    and joules of the run.
    """
    rng, seed = np.random.default_rng(7), 9
    trains = [np.sort(rng.choice(150, 6, replace=False)) * CLOCKED.dt for _ in range(12)]
    weight = rng.uniform(0, 0.3 * mV, (12, 5))
    run = CLOCKED.run(replayed(trains, made(), weight, 5), 0.02, seed=seed, record="all")
    chip, by_hand = made().fresh(seed, 0).program(weight), np.zeros((5, 201))
    decay = np.exp(-CLOCKED.dt / LIF().tau)
    driven = 0
    for k in range(1, 201):
        x = np.array(
            [
                np.isclose(train + 1 * ms, k * CLOCKED.dt, rtol=0, atol=1e-9).any()
                for train in trains
            ]
        )
        driven += x.sum()
        by_hand[:, k] = by_hand[:, k - 1] * decay + (
            chip.read(x, chip.age + k * CLOCKED.dt) if x.any() else 0.0
        )
    V = run.V("LIF")
    np.testing.assert_allclose(V - V[:, :1], by_hand, rtol=0, atol=1e-7 * np.abs(by_hand).max())
    array = run.array("synapses")
    assert array.chip.meter.joules["cell read"] == pytest.approx(
        chip.meter.joules["cell read"], rel=1e-6
    )
    assert array.counts["conversion"] == chip.meter.counts["conversion"]
    whole = chip.wire_resistance or chip.read_disturb
    assert run.ledger.count("cell read", "synapses") == (
        chip.ledger.count("cell read") if whole else driven * 5 * (1 + chip.differential)
    )
    assert run.ledger.count("cell write", "synapses, before the run") == chip.ledger.count(
        "cell write"
    )


def test_the_bill_is_whole():
    run = CLOCKED.run(network(Crossbar(PCM(), adc_bits=8), plasticity=STDP()), 0.2)
    array, prices = run.array("synapses"), run.prices(LOIHI)
    own = sum(
        row.joules
        for row in run.ledger.bill(prices).rows
        if row.component in array.ledger.components
    )
    assert own == pytest.approx(array.ledger.bill(array.prices).total, rel=1e-12) and own > 0
    both = Network()
    pre, post = both.poisson(20, rate=50 * Hz), both.population(LIF(), 4)
    for k, device in enumerate((PCM(), SoftBounds())):
        both.project(
            pre, post, weight=2 * mV, delay=1 * ms, crossbar=Crossbar(device, k), name=f"{k}"
        )
    run = CLOCKED.run(both, 0.2)
    rows = {row.component: row.joules for row in run.ledger.bill(run.prices(LOIHI)).rows}
    for what in "cell read", "cell write":
        assert rows[what] == pytest.approx(
            sum(run.array(f"{k}").chip.meter.joules[what] for k in range(2)), rel=1e-12
        )


def test_a_file_keeps_the_cells_and_the_bill(tmp_path):
    run = CLOCKED.run(network(Crossbar(PCM(), adc_bits=8), plasticity=STDP()), 0.05)
    run.save(tmp_path / "one.run")
    load(tmp_path / "one.run").save(tmp_path / "two.run")
    back, array = load(tmp_path / "two.run"), run.array("synapses")
    for name in "conductances", "weights", "pulses":
        np.testing.assert_array_equal(getattr(back.array("synapses"), name), getattr(array, name))
    assert (
        repr(back.array("synapses")) == repr(array)
        and back.array("synapses").ledger == array.ledger
    )
    assert back.ledger.bill(back.prices(LOIHI)).rows == run.ledger.bill(run.prices(LOIHI)).rows


# --- converters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "device",
    [SoftBounds(), PCM(nu_amorphous=0.0)],
    ids=["pair in the middle", "one at its smallest"],
)
@pytest.mark.parametrize("bits", [3, 6, 12])
def test_a_column_of_zeros_adds_nothing(bits, device):
    """A converter without a level at 0 adds half a step at each reading, always upward; it is there
    where it is asked for.
    """
    weight, times = np.array([[2 * mV, 0.0]] * 3), [np.array([10, 20, 30]) * ms, [12 * ms], []]
    V = {}
    for zero in None, True, False:
        run = CLOCKED.run(
            replayed(times, Crossbar(device, adc_bits=bits, adc_zero=zero), weight, 2),
            0.05,
            record="all",
        )
        V[zero] = run.V("LIF") - LIF().E_L
    np.testing.assert_array_equal(V[None], V[True])
    assert (V[None][1] == 0).all() and V[None][0].max() > 1 * mV
    assert V[False][1].max() >= 6 * mV / 2**bits, "half a step of a range of three weights"


def test_through_converters_with_a_zero_a_sparse_array_keeps_the_rate_of_numbers():
    """Three of four weights are 0. Over the range of a few spikes, 6 bits are near; without a zero
    each arrival adds half a step.
    """
    rng = np.random.default_rng(5)
    weight = np.where(rng.random((40, 4)) < 0.25, 3.2 * mV, 0.0)

    def rate(crossbar=None):
        net = Network()
        pre, post = net.poisson(40, rate=40 * Hz), net.population(LIF(), 4, name="post")
        net.project(pre, post, weight=weight, delay=1 * ms, crossbar=crossbar)
        return np.mean([CLOCKED.run(net, 1.0, seed=seed).rates("post").mean() for seed in range(3)])

    numbers = rate()
    with_zero, without = (
        rate(Crossbar(SoftBounds(), adc_bits=6, adc_range=8 * mV, adc_zero=zero))
        for zero in (None, False)
    )
    assert with_zero == pytest.approx(numbers, rel=0.1)
    assert rate(Crossbar(SoftBounds(), adc_bits=8)) == pytest.approx(numbers, rel=0.05)
    assert (
        rate(Crossbar(SoftBounds(), adc_bits=8, adc_zero=False)) > 1.15 * numbers
        and without > numbers
    )


def test_converters_that_read_every_single_spike_as_zero_say_so():
    net = replayed(
        [[10 * ms]] + [[]] * 39, Crossbar(SoftBounds(), adc_bits=4), np.full((40, 1), 0.8 * mV)
    )
    with pytest.warns(
        UserWarning,
        match=r"converters of 4 bits is 2.9 times the largest weight .* read as 0. .* "
        r"adc_range=0.0032 holds four",
    ):
        run = CLOCKED.run(net, 0.02, record="all")
    assert (run.V("LIF") == LIF().E_L).all()
    net = replayed(
        [[10 * ms]] + [[]] * 39,
        Crossbar(SoftBounds(), adc_bits=4, adc_range=3.2 * mV),
        np.full((40, 1), 0.8 * mV),
    )
    assert CLOCKED.run(net, 0.02, record="all").V("LIF").max() - LIF().E_L == pytest.approx(
        0.8 * mV, abs=0.3 * mV
    )


# --- learning by pulses ---------------------------------------------------------------------------


def taught(crossbar, rule, n, weight, times, teacher, w_max=1e-3 * mV):
    """Senders whose spikes are too weak to matter, and a teacher that makes their targets fire:
    trains do not depend on weights.
    """
    net = Network()
    pre, forcing, post = net.spikes(times), net.spikes([teacher]), net.population(LIF(), n)
    net.project(forcing, post, weight=100 * mV, delay=1 * ms)
    net.project(
        pre,
        post,
        weight=weight,
        delay=1 * ms,
        plasticity=rule,
        w_max=w_max,
        crossbar=crossbar,
        name="synapses",
    )
    return net


def test_a_change_becomes_as_many_pulses_and_they_cost_what_they_cost():
    """One spike of each of many senders, and one of the target after it: the pulses are those of
    the rule, the joules those of SET.
    """
    n, w_max, device, rule = 2000, 1e-3 * mV, PCM(), STDP(A_plus=0.02)
    net = taught(Crossbar(device), rule, 1, 0.0, [[10 * ms]] * n, [20 * ms])
    run = CLOCKED.run(net, 0.05, seed=2)
    array, (low, high) = run.array("synapses"), device.conductances
    middle = device.set_conductance((low + high) / 2)
    step = w_max * (device.conductance(device.pulse(middle, 1)) - (low + high) / 2) / (high - low)
    p = 0.02 * np.exp(-10 * ms / rule.tau_plus) * w_max / step
    assert 0 < p < 1
    assert abs(array.pulses.sum() - n * p) < 4 * np.sqrt(n * p * (1 - p))
    once = device.conductance(device.pulse(device.rest(), 1)) - low
    moved = array.at(0.0).chip._programmed.x[0] > 1e-6
    np.testing.assert_array_equal(moved, array.pulses > 0)
    np.testing.assert_allclose(
        array.chip._programmed.conductance()[0][moved] - low, once, rtol=1e-9
    )
    programming = (
        Crossbar(device).fresh(2, 1).program(np.zeros((n, 1)), w_max).meter.joules["cell write"]
    )
    pulses = array.pulses.sum()
    assert run.ledger.count("cell write", "synapses") == pulses
    assert run.ledger.count("plasticity update", "synapses") == 2 * n, (
        "an arrival and a spike of the target at each"
    )
    assert array.chip.meter.joules["cell write"] - programming == pytest.approx(
        pulses * float(device.pulse_energy(0.0, 1)), rel=1e-9
    )
    assert run.ledger.count("cell read", "synapses") == 2 * n + 2 * n, (
        "the arrivals, and the rule that changes each weight"
    )


@pytest.mark.parametrize(
    "rule",
    [
        STDP(),
        STDP(bounds="soft"),
        STDP(A_plus=0.02, A_minus=0.02, pairing="presynaptic-centred"),
        TripletSTDP(),
        pytest.param(TargetTrace(), marks=pytest.mark.exhaustive),
    ],
    ids=["STDP", "soft", "presynaptic-centred", "triplet", "target"],
)
def test_many_small_pulses_are_the_rule(rule):
    """With steps of 1/2000 of the largest weight what cells learn is what numbers learn, but for
    the rounding to pulses by chance.
    """
    rng = np.random.default_rng(3)
    times, teacher = (
        [np.sort(rng.uniform(0, 0.18, 12)) for _ in range(10)],
        np.sort(rng.uniform(0, 0.18, 12)),
    )
    device = SoftBounds(gamma_plus=5e-4, gamma_minus=5e-4, slope_plus=0.0, slope_minus=0.0)
    cells, numbers = (
        CLOCKED.run(taught(c, rule, 2, 0.5e-3 * mV, times, teacher), 0.2, seed=2)
        for c in (Crossbar(device), None)
    )
    np.testing.assert_array_equal(cells.spikes("LIF")[0], numbers.spikes("LIF")[0])
    step, changes = cells.array("synapses").chip.step, 12 * 2
    assert step == pytest.approx(1e-3 * mV / 2000, rel=1e-9)
    np.testing.assert_allclose(
        cells.weights("synapses"),
        numbers.weights("synapses"),
        rtol=0,
        atol=4 * step / 2 * np.sqrt(changes),
    )
    assert np.abs(numbers.weights("synapses") - 0.5e-3 * mV).max() > 4 * (
        4 * step / 2 * np.sqrt(changes)
    )
    for where in "plasticity update", "spike":
        assert cells.ledger.count(where) == numbers.ledger.count(where)


def test_a_cell_is_as_old_as_its_last_pulse():
    device = PCM(nu_amorphous=0.1)
    net = taught(
        Crossbar(device, age=1 * day), STDP(A_plus=0.2), 1, 0.2e-3 * mV, [[10 * ms], []], [12 * ms]
    )
    array = CLOCKED.run(net, 0.5).array("synapses")
    (up, untouched), t = array.chip._programmed.x[0, :, 0], 0.4
    assert array.pulses[0, 0] > 0 and array.pulses[1, 0] == 0 and up > untouched
    young, old = array.at(t).conductances[0, :, 0]
    assert young == pytest.approx(device.conductance(up, t=t - 13 * ms), rel=1e-12)
    assert old == pytest.approx(device.conductance(untouched, t=t + 1 * day), rel=1e-12)


def test_a_full_pair_is_written_anew_with_its_difference():
    device = PCM()
    array = SynapticArray(Crossbar(device), np.full((4, 3), 0.5), 1.0, 1, 0)
    everywhere, t, written = np.arange(12), 0.0, 0
    for _ in range(40):
        for sign in (1, -1):
            t += 1.0
            before = array.pulses.sum()
            array.change(
                everywhere, lambda w, sign=sign: np.full(len(w), sign * array.chip.step), t
            )
            assert (array.pulses.sum() - before) == 12
    written = array.counts["cell write"] - array.pulses.sum()
    assert written > 0 and written % 2 == 0
    assert (
        array.chip._programmed.x.max() < 1 and (array.conductances.min(0) < 0.8 * device.G_c).all()
    ), "pairs do not fill up"
    w = array.at(t + device.t_0).weights
    assert (abs(w) < 1.0).all() and w.std() < 0.3


def test_stuck_cells_stay_and_devices_without_pulses_cannot_learn():
    run = CLOCKED.run(network(Crossbar(PCM(), stuck_off=1.0), plasticity=STDP(), w_max=6 * mV), 0.1)
    np.testing.assert_array_equal(run.weights("synapses"), 0.0)
    assert len(run.spikes("post")[0]) == 0


# --- what is refused, and said --------------------------------------------------------------------


def used():
    return Crossbar(PCM()).program(W)


@pytest.mark.parametrize(
    ("crossbar", "how", "sentence"),
    [
        (
            PCM(),
            {},
            r"project's crossbar is PCM\(.*; expected a crossbar, as in "
            r"crossbar=Crossbar\(PCM\(\)\)",
        ),
        (Crossbar, {}, "expected a crossbar, as in"),
        (used(), {}, r"holds weights already; expected a new one, as in Crossbar\(PCM\(\)\)"),
        (
            Crossbar(PCM()),
            {"probability": 0.5},
            "has a cell for every pair; expected all of them. Type a matrix of weights",
        ),
        (
            Crossbar(PCM()),
            {"weight": 1 * mV, "pairs": [(0, 0), (1, 1)]},
            "has a cell for every pair",
        ),
        (Crossbar(PCM()), {"in_degree": 3}, "has a cell for every pair"),
        (
            Crossbar(PCM()),
            {"delay": np.full((30, 7), 1 * ms)},
            "expected one delay for all, as in delay=1",
        ),
        (
            Crossbar(PCM()),
            {"weight": 1 * nS, "synapse": "conductance"},
            'expected synapse="delta" or synapse="exponential"',
        ),
        (
            Crossbar(PCM(), differential=False),
            {"weight": -W},
            r"weights are negative; type Crossbar\(PCM\(\), differential=True\)",
        ),
        (Crossbar(HPMemristor()), {"plasticity": STDP()}, "HPMemristor has no pulses; type"),
        (
            Crossbar(PCM()),
            {"plasticity": RewardSTDP()},
            r"keeps .* its eligibility; leave the crossbar out, or type plasticity=STDP\(\)",
        ),
        (
            Crossbar(PCM()),
            {"plasticity": TsodyksMarkram()},
            r"its terminal; leave the crossbar out, or type plasticity=STDP\(\)",
        ),
        (
            Crossbar(PCM()),
            {"plasticity": BCM()},
            r"BCM learns from rates: type BCM\(\).learn\(…\), .* crossbar.update\(w_new - w\)",
        ),
        (
            Crossbar(PCM(), differential=False),
            {"plasticity": STDP()},
            "PCM steps only upward; type",
        ),
    ],
)
def test_what_cells_cannot_hold_is_refused(crossbar, how, sentence):
    net = Network()
    pre, post = net.poisson(30, rate=1 * Hz), net.population(LIF(), 7)
    with pytest.raises(ParameterError, match=sentence):
        net.project(pre, post, **{"weight": W, "delay": 1 * ms, "crossbar": crossbar, **how})


def test_one_crossbar_serves_one_projection_of_no_more_than_it_can_hold():
    net = network(crossbar := Crossbar(PCM()))
    with pytest.raises(ParameterError, match="serves another projection; expected one of its own"):
        net.project(
            net.groups[0], net.populations[0], weight=1 * mV, delay=1 * ms, crossbar=crossbar
        )
    with pytest.raises(ParameterError, match=r"would hold 1e\+08 weights; expected 2e\+07 at most"):
        net.project(
            net.poisson(10_000, rate=1 * Hz),
            net.population(LIF(), 10_000),
            weight=1 * mV,
            delay=1 * ms,
            crossbar=Crossbar(PCM()),
        )
    with pytest.raises(ParameterError, match="Crossbar's age"):
        Crossbar(PCM(), age=-1)


def test_engines_say_what_they_cannot():
    net = network(Crossbar(PCM()))
    with pytest.raises(
        ParameterError,
        match=r"reads its weights from a crossbar.*Run it with Clocked\(dt=0.1\*ms\)",
    ):
        EventDriven().run(net, 0.1)
    engine = Clocked(dt=0.1 * ms)
    run = engine.run(net, 0.01)
    if _jit.enabled():
        assert (
            "plain NumPy path, because weights are read from the cells of a crossbar"
            in engine.explain()
        )
    with pytest.raises(
        ParameterError,
        match=r"synapses has no crossbar, or its run was read from a file; type "
        r"net.project\(…, crossbar=Crossbar\(PCM\(\)\)\)",
    ):
        CLOCKED.run(network(), 0.01).array("synapses")
    with pytest.raises(ParameterError, match="prices needs a price list"):
        run.prices("LOIHI")
    assert "crossbar=Crossbar of PCM, not programmed, seed 0" in repr(net)
    assert "cell read" in repr(run.array("synapses")) and "at 10 ms of a run" in repr(
        run.array("synapses")
    )


# --- sessions -------------------------------------------------------------------------------------


def test_a_session_keeps_and_writes_the_cells():
    """Pieces are one run, noise and pulses too; a stored state has its cells; new weights are
    written, and counted.
    """
    net = network(
        Crossbar(PCM(c2c=0.1), d2d=0.1, read_noise=0.05, white_noise=0.02), plasticity=STDP()
    )
    one, session = CLOCKED.run(net, 0.1, seed=4), CLOCKED.start(net, seed=4)
    session.run(0.03)
    state = pickle.loads(pickle.dumps(session.store()))
    last = session.run(0.07)
    np.testing.assert_array_equal(last.weights("synapses"), one.weights("synapses"))
    assert session.so_far().counts == one.counts
    session.restore(state)
    np.testing.assert_array_equal(session.run(0.07).weights("synapses"), last.weights("synapses"))

    session = CLOCKED.start(network(Crossbar(SoftBounds())), seed=4)
    session.run(0.01)
    session.set("synapses", weight=1 * mV)
    piece = session.run(0.01)
    np.testing.assert_allclose(piece.weights("synapses"), 1 * mV, rtol=1e-9)
    assert piece.ledger.count("cell write", "synapses") == 2 * 30 * 7
    with pytest.raises(
        ParameterError, match="A weight for the cells is 0.004; expected -0.003 to 0.003"
    ):
        session.set("synapses", weight=4 * mV)
