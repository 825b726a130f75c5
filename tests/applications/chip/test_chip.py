"""A virtual chip, its bench, and how it is brought up: known answers, limits of the instrument,
refusals and controls.
"""

from __future__ import annotations

import numpy as np
import pytest

from neurolib.applications.chip.bring_up import (
    defects,
    drift_exponent,
    identified_errors,
    identify_neuron,
    meter_lines,
    program_digits,
)
from neurolib.applications.chip.chip import (
    INPUT,
    LINES,
    METER,
    REFERENCE,
    Bench,
    OutOfTime,
    Program,
    VirtualChip,
    digit_task,
    row_by_row,
    run_program,
    volts,
)  # fmt: skip
from neurolib.model import ParameterError
from neurolib.units import fJ, ms, nA, nJ, pA, uA, uS


def chip(seed=0):
    return VirtualChip(np.random.default_rng(seed))


def resistors(*steps):
    settings = np.zeros((len(steps), LINES + 1), int)
    settings[:, LINES] = steps
    return settings


def test_a_chip_is_its_draw_and_no_other():
    one, again, other = chip(1), chip(1), chip(2)
    settings = row_by_row(113, 12)
    for each in one, again, other:
        each.write(np.full((LINES, LINES), 10 * uS))
    assert (one.read(settings) == again.read(settings)).all() and (
        one.read(settings) != other.read(settings)
    ).any()
    for name in "gain", "offset", "stuck":
        assert (getattr(one, name) == getattr(again, name)).all() and (
            getattr(one, name) != getattr(other, name)
        ).any()
    assert one.neurons == again.neurons and one.neurons != other.neurons


def test_time_constants_are_proportional_to_the_temperature():
    warm, cool = chip(3), chip(3)
    assert 288 <= warm.T <= 318 and 0.04 <= warm.nu <= 0.12
    assert warm.neurons[0].tau == cool.neurons[0].tau
    many = np.array([[n.tau / each.T for n in each.neurons] for each in map(chip, range(20))])
    # the mean of a lognormal with 13.6 % is 0.9 % above 20 ms
    assert many.mean() * 300 == pytest.approx(20 * ms, rel=0.03)
    assert np.log(many).std() == pytest.approx(0.135, rel=0.1)  # U13: 5 mV of mismatch


def test_a_meter_has_a_floor_a_line_and_an_end():
    each, shown = chip(4), []
    shown = each.read(resistors(*range(114)))
    known = volts(np.arange(114)) / REFERENCE
    ideal = each.gain * known[:, None] + each.offset
    inside = (ideal > 1.2 * uA) & (ideal < 20 * uA)
    # noise of half a step, and rounding
    assert np.abs(shown - ideal / METER.Delta_I)[inside].max() < 3
    assert (shown[ideal < 0.9 * uA] <= 52).all() and (shown[ideal > 20.6 * uA] == 1023).all()
    coarse = each.read(resistors(113), coarse=True)
    assert np.abs(coarse - ideal[-1] / METER.Delta_I / 10).max() < 2


def test_a_neuron_counts_its_closed_form_to_one_pulse():
    each = chip(5)
    for steps in 30, 200, 600, 1000:
        for gate in 0.5, 10.0:
            true = float(each.neurons[9].rate(INPUT * volts(steps))) * gate
            assert abs(each.count(9, steps, gate) - true) <= 1


def test_cells_drift_as_a_power_of_time_and_stuck_cells_do_not():
    each = chip(6)
    each.write(np.full((LINES, LINES), 1 * uS))
    early = each.conductances()
    each.wait(1980)
    late = each.conductances()
    healthy, nu = each.stuck == 0, np.log(early / late) / np.log(100)
    assert (nu[~healthy] == 0).all() and nu[healthy].mean() == pytest.approx(each.nu, abs=0.004)
    assert (early[each.stuck > 0] == 25 * uS).all() and (early[each.stuck < 0] == 1 * uS).all()


def test_the_bench_books_minutes_and_writes_a_bill():
    bench = Bench(chip(7), 2.0)
    bench.write(10 * uS)
    bench.read(resistors(*[50] * 100))
    assert bench.used == pytest.approx(90) and bench.left == pytest.approx(0.5)
    with pytest.raises(OutOfTime, match="takes 40.0 s, and 0.5 of 2 minutes are left"):
        bench.wait(40)
    bench.wait(30)
    rows = {row.component: row for row in bench.bill.rows}
    assert rows["conversion"].joules == pytest.approx(100 * 64 * 50 * fJ * 1024)
    assert rows["cell write"].joules == pytest.approx(4096 * 10 * uS * 1e-7)
    assert rows["cell read"].joules == pytest.approx(
        100 * 64 * float(volts(50)) ** 2 / REFERENCE * 1e-5
    )


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda bench: Bench(VirtualChip), "expected an object with count, read, write, wait"),
        (lambda bench: Bench(3), "without count; expected"),
        (lambda bench: Bench(chip(), 0), "Bench's minutes"),
        (lambda bench: bench.read(np.zeros((3, 64))), r"shape \(3, 64\); expected \(readings, 65\)"),
        (lambda bench: bench.read(resistors(114)), "Bench.read's steps"),
        (lambda bench: bench.read(resistors(10) + 0.5), "expected whole numbers"),
        (lambda bench: bench.count(64, 100), "Bench.count's neuron"),
        (lambda bench: bench.count(0, 2000), "Bench.count's steps"),
        (lambda bench: bench.write(np.ones(64) * uS), r"shape \(64,\); expected \(64, 64\)"),
        (lambda bench: bench.write(-1 * uS), "Bench.write's G"),
        (lambda bench: bench.wait(-1), "Bench.wait's seconds"),
        (lambda bench: VirtualChip(3), "VirtualChip"),
        (lambda bench: run_program(bench, Program(np.zeros((10, 2)), 1 * uS, 50), 1.0, 0.0, digit_task(np.random.default_rng(0), 5)), "20 different ones"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(act, sentence):
    bench = Bench(chip(), 10.0)
    with pytest.raises(ParameterError, match=sentence):
        act(bench)
    assert bench.used == 0, "a refused measurement costs nothing"


def test_meter_lines_of_exact_readings_are_exact():
    known = np.linspace(0, 20 * uA, 21)
    slope, offset = np.array([4.7e7, 5.6e7]), np.array([-13.0, 9.0])
    lines = meter_lines(known, np.clip(slope * known[:, None] + offset, 50, 1023))
    assert lines.slope == pytest.approx(slope) and lines.offset == pytest.approx(offset)
    assert lines.current(slope * 3 * uA + offset) == pytest.approx(np.full(2, 3 * uA))
    with pytest.raises(ParameterError, match="two or more of each meter in range"):
        meter_lines(known, np.full((21, 2), 50.0))


def test_identify_neuron_finds_exact_parameters_and_its_error_falls_with_the_gate():
    neuron = chip(8).neurons[3]
    I = volts(np.r_[40:320:6, 340:1000:60]) * INPUT
    errors = []
    for gate in 1.0, 10.0, 1000.0:
        found = identify_neuron(I, np.floor(neuron.rate(I) * gate + 0.5), gate)
        errors.append(abs(found.tau / neuron.tau - 1))
    assert errors[-1] < 2e-3 and errors[0] > errors[-1]
    assert found.rheobase == pytest.approx(
        neuron.rheobase, rel=1e-3
    ) and found.t_ref == pytest.approx(neuron.t_ref, abs=0.02 * ms)
    with pytest.raises(ParameterError, match="four or more, and one that is silent"):
        identify_neuron(I[:3], np.zeros(3), 1.0)
    assert found.interval(2 * found.rheobase) == pytest.approx(found.t_ref + found.tau * np.log(2))
    assert np.isinf(found.interval([0.0, found.rheobase])).all()
    assert 80 * pA < found.rheobase < 400 * pA


def test_defects_and_drift_of_known_cells():
    low, high = np.array([[1.0, 25.0, 1.0]]) * uS, np.array([[30.0, 25.0, 1.0]]) * uS
    assert defects(low, high).tolist() == [[0, 1, -1]]
    t = np.array([20.0, 100.0, 900.0])
    assert drift_exponent(t, 10 * uA * (t[:, None] / 20) ** -0.07 * np.ones(3)) == pytest.approx(
        0.07
    )


def test_an_informed_program_beats_its_two_halves_and_fails_on_another_chip():
    task = digit_task(np.random.default_rng(0), 500)
    exact = np.mean((task.pixels @ task.W).argmax(1) == task.classes)
    usage, found = (task.pixels**2).mean(0), []
    for seed in range(4):
        mine, other = chip(seed), chip(seed + 100)
        mine.write(np.full((LINES, LINES), 20 * uS))
        high, even, none = (
            mine.conductances(),
            np.full((LINES, LINES), 20 * uS),
            np.zeros((LINES, LINES)),
        )
        programs = [
            program_digits(task.W, h, s, usage, scale=50)
            for h, s in ((high, mine.stuck), (even, mine.stuck), (high, none))
        ]
        found.append([run_program(Bench(on, 90.0), program, on.gain / METER.Delta_I, on.offset / METER.Delta_I, task)
                      for on, program in ((chip(seed), programs[0]), (chip(seed), programs[1]), (chip(seed), programs[2]), (other, programs[0]))])  # fmt: skip
    shares, joules = np.array(found)[:, :, 0], np.array(found)[:, :, 1]
    print(
        "exact, both, without factors, without stuck cells, on another chip:", exact, shares.mean(0)
    )
    assert shares[:, 0].min() > 0.92 and shares[:, 3].max() < 0.7
    assert shares[:, 0].mean() > shares[:, 1].mean() + 0.05 > shares[:, 2].mean() - 0.1
    assert (joules[:, 0] < 1.3 * nJ).all() and (joules > 20 * 51.2e-12).all()


def test_the_current_of_a_driven_row_follows_ohm():
    each = chip(9)
    each.write(np.full((LINES, LINES), 20 * uS))
    G = each.conductances()
    shown = np.mean([each.read(row_by_row(113, 12)) for _ in range(40)], axis=0)
    I = (shown * METER.Delta_I - each.offset) / each.gain
    inside = shown < 1000
    assert np.abs(I - volts(113) * G - volts(12) / REFERENCE)[inside].max() < 0.2 * uA
    assert METER.Delta_I == 20 * nA


def test_an_interval_counts_the_more_the_more_exactly_it_was_measured():
    """A count that is off by one changes a long interval much more than a short one."""
    neuron = chip(8).neurons[3]
    I = neuron.rheobase * np.array([0.9, 1.02, 1.1, 1.2, 1.5, 2.0, 3.0, 4.0])
    counts = neuron.rate(I) * 1.0
    counts[1] += 1
    found = identify_neuron(I, counts, 1.0)
    T = 1 / counts[1:]
    x = np.log(I[1:] / (I[1:] - found.rheobase))
    # weights that multiply the errors: one over their size, which is T² over the gate
    tau, t_ref = np.polyfit(x, T, 1, w=1 / T**2)
    assert found.tau == pytest.approx(tau, rel=1e-6) and found.t_ref == pytest.approx(
        t_ref, rel=1e-6
    )


def test_a_stuck_cell_matters_by_the_use_of_its_row():
    """Twenty columns have a cell stuck where no pixel is ever lit, all others where one always is:
    a program takes the twenty.
    """
    W, stuck, usage = np.zeros((LINES, 10)), np.zeros((LINES, LINES)), np.zeros(LINES)
    W[1], W[2, 0], usage[1] = 0.5, 1.0, 1.0
    stuck[0, 40:60], stuck[1, :40], stuck[1, 60:] = 1, 1, 1
    program = program_digits(W, np.full((LINES, LINES), 20 * uS), stuck, usage)
    assert set(program.columns.ravel()) == set(range(40, 60))


def test_the_errors_of_an_identified_neuron_are_the_scatter_of_its_repetitions():
    """Of 40 repetitions on each of three chips: the stated standard errors against the standard
    deviation of the results.
    """
    I, stated, scatter = volts(np.r_[60:330:9, 400:1000:75]) * INPUT, [], []
    for seed in (8, 9, 10):
        bench, found, errors = Bench(chip(seed), 1e4), [], []
        for _ in range(40):
            counts = bench.count(3, volts_steps(I), 3.0)
            found.append(identify_neuron(I, counts, 3.0))
            errors.append(identified_errors(found[-1], I, counts, 3.0))
        stated.append(np.sqrt(np.mean(np.square(errors), axis=0)))
        scatter.append(np.std(found, axis=0, ddof=1))
    ratio = np.array(stated) / np.array(scatter)
    print("stated over scattered:", ratio)
    assert ((ratio > 0.6) & (ratio < 2.0)).all()
    with pytest.raises(ParameterError, match="four or more of them firing"):
        identified_errors(found[-1], I[:3], counts[:3], 3.0)
    with pytest.raises(ParameterError, match="identified_errors' found"):
        identified_errors((1.0, 2.0, 3.0), I, counts, 3.0)


def volts_steps(I):
    return np.rint(I / INPUT / METER.Delta_V).astype(int)
