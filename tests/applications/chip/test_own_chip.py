"""A sealed chip answers as an open one, a ledger binds and survives, and the truth comes after a
report.
"""

from __future__ import annotations

import datetime
import json
import subprocess
import sys

import numpy as np
import pytest

from neurolib.applications.chip import own_chip
from neurolib.applications.chip.chip import LINES, Bench, OutOfTime, VirtualChip, row_by_row
from neurolib.applications.chip.measuring import REFUSED, RESULT, measurement
from neurolib.applications.chip.own_chip import LEDGER, Ledger, SealedChip, drawn, own_bench, reveal
from neurolib.model import ParameterError
from neurolib.units import uS

SETTINGS = row_by_row(113, 12)


def all_of(driver):
    """Return what each method of a driver gives, one after the other."""
    driver.write(np.full((LINES, LINES), 10 * uS))
    driver.wait(30.0)
    return [
        driver.read(SETTINGS).tolist(),
        driver.read(SETTINGS[:2], coarse=True).tolist(),
        driver.count(5, 400, 2.0),
        driver.count(6, 500, 1.0),
    ]


@pytest.mark.parametrize(
    ("name", "open_chip"),
    [("ada", lambda: drawn("ada")), (9, lambda: VirtualChip(np.random.default_rng(9)))],
)
def test_a_sealed_chip_answers_as_the_open_one(name, open_chip):
    sealed = SealedChip(name)
    assert all_of(sealed) == all_of(open_chip())
    assert set(vars(sealed)) == {"_number"}


def test_many_counts_are_the_same_as_one_after_the_other():
    steps = np.arange(100, 900, 50)
    assert Bench(SealedChip(9)).count(3, steps, 2.0).tolist() == [
        Bench(drawn(9)).count(3, steps, 2.0)[k] for k in range(len(steps))
    ]


def test_another_session_has_other_noise_and_the_same_chip():
    first, again, other = drawn("ada"), drawn("ada", 0), drawn("ada", 1)
    assert (first.gain == other.gain).all() and first.neurons == other.neurons
    readings = [chip.read(SETTINGS) for chip in (first, again, other)]
    assert (readings[0] == readings[1]).all() and (readings[0] != readings[2]).any()
    with pytest.raises(ParameterError, match="session"):
        drawn("ada", -1)


def test_a_chip_that_nobody_holds_is_dropped():
    chip = SealedChip("ada")
    number = chip._number
    del chip
    SealedChip("ben").count(0, 400, 1.0)
    with pytest.raises(RuntimeError, match="Begin a new session"):
        own_chip._process.ask("wait", number, 1.0)
    assert SealedChip("ben").count(0, 400, 1.0) >= 0, "a new session starts the process again"


def test_all_sessions_of_a_day_share_one_budget(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = own_bench("ada", 30, a_day=50)
    first.wait(20 * 60)
    assert first.left == pytest.approx(10) and Ledger("ada", 50).left == pytest.approx(30)
    second = own_bench("ada", 40, a_day=50)
    with pytest.raises(
        OutOfTime,
        match=r"takes 35\.0 minutes, and 30\.0 minutes of the bench are left today: ada has "
        r"50 minutes a day",
    ):
        second.wait(35 * 60)
    assert second.used == 0 and Ledger("ada", 50).left == pytest.approx(30), (
        "a refused measurement costs nothing"
    )
    second.wait(30 * 60)
    for sentence in (
        "No minute of the bench is left today",
        r"spare_bench\(\), which costs no time",
        "ask your teacher for more minutes",
    ):
        with pytest.raises(OutOfTime, match=sentence):
            own_bench("ada", 30, a_day=50)
    assert own_bench("ben", 30, a_day=50).left == 30, "another student has a ledger of her own"


def test_a_ledger_survives_the_kernel_and_a_day_begins_anew(tmp_path, monkeypatch):
    program = (
        "from neurolib.applications.chip.own_chip import own_bench; own_bench('ada', 30, "
        "50).wait(1500)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    assert Ledger("ada", 50, tmp_path).left == pytest.approx(25)

    class Tomorrow(datetime.date):
        @classmethod
        def today(cls):
            return cls.fromordinal(today + 1)

    today = datetime.date.today().toordinal()
    monkeypatch.setattr(own_chip.datetime, "date", Tomorrow)
    assert Ledger("ada", 50, tmp_path).left == 50


def test_a_teacher_grants_more_minutes_and_the_ledger_shows_it(tmp_path):
    ledger = Ledger("ada", 50, tmp_path)
    ledger.book(50 * 60)
    assert ledger.left == 0
    ledger.grant(60)
    assert ledger.left == pytest.approx(60) and ledger.today()["granted"] == 60
    assert "granted" in (tmp_path / LEDGER).read_text()
    with pytest.raises(ParameterError, match="grant's minutes"):
        ledger.grant(-5)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"ada": 3}',
        '{"ada": {"days": {"2026-11-30": {"seconds": "many"}}}}',
        '{"ada": {"days": {"2026-11-30": {"seconds": NaN}}}}',
        '{"ada": {"days": {"2026-11-30": {"sessions": Infinity}}}}',
    ],
)
def test_a_damaged_ledger_is_refused_with_a_sentence(text, tmp_path):
    (tmp_path / LEDGER).write_text(text)
    with pytest.raises(
        ParameterError, match="cannot be read .*Move it to another folder and tell your teacher"
    ):
        Ledger("ada", 50, tmp_path).book(60.0)
    assert (tmp_path / LEDGER).read_text() == text


def test_the_truth_comes_after_a_report_and_the_first_report_stays(tmp_path):
    ledger, true = (
        Ledger("ada", 50, tmp_path),
        np.array([[n.rheobase, n.tau, n.t_ref] for n in drawn("ada").neurons[:4]]),
    )
    for values, errors, sentence in (
        (true[0], true[0], r"shapes \(3,\) and \(3,\); expected \(neurons, 3\)"),
        (true, 0 * true, "expected errors above 0"),
        (true, true[:2], r"shapes \(4, 3\) and \(2, 3\)"),
        (true * np.nan, true, "reveal's values"),
    ):
        with pytest.raises(ParameterError, match=sentence):
            reveal("ada", values, errors, ledger=ledger)
    assert not (tmp_path / LEDGER).exists(), "what is no report is not written down"
    report = reveal("ada", true * [1.0, 1.002, 0.99], 0.005 * true, ledger=ledger)
    assert report.covers.tolist() == [[True, True, False]] * 4 and np.allclose(
        report.true, true, rtol=1e-12
    )
    reveal("ada", true, true, ledger=ledger)
    kept = json.loads((tmp_path / LEDGER).read_text())["ada"]["report"]
    assert np.allclose(kept["values"], report.values) and np.allclose(kept["errors"], report.errors)


def test_a_measurement_is_answered_from_outside():
    @measurement
    def twice(bench, factor):
        """Count twice."""
        bench.wait(60)
        return factor * bench.count(3, [100, 200], 2.0), bench.left

    assert twice.__name__ == "twice" and twice.__doc__ == "Count twice."
    assert twice.begin(2.0, 10) == ("wait", 60.0)
    method, neuron, steps, gate = twice.go_on(True)
    assert (method, neuron, gate) == ("count", 3, 2.0) and steps.tolist() == [100, 200]
    result, (counts, left) = twice.go_on(np.array([4, 5]))
    assert result == RESULT and counts.tolist() == [40, 50] and left == pytest.approx(2 - 64 / 60)
    assert twice(Bench(drawn(9)), 1)[1] == pytest.approx(30 - 64 / 60), (
        "at home it is called with a bench"
    )
    twice.begin(2.0, 10)
    with pytest.raises(OutOfTime, match="not today"):
        twice.go_on((REFUSED, "not today"))
    with pytest.raises(OutOfTime, match=r"takes 1\.0 minutes, and 0\.5 of 0\.5 are left"):
        twice.begin(0.5, 10)


def test_a_seed_of_numpy_draws_the_chip_of_that_seed():
    assert drawn(np.int64(9)).neurons == drawn(9).neurons
    for name in 9.0, "", True, -1, None:
        with pytest.raises(
            ParameterError, match="expected a name, as in 'ada', or a whole number from 0 on"
        ):
            drawn(name)


def test_nobody_sees_the_truth_of_a_students_chip_without_a_trace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    values = np.full((1, 3), 0.02)
    reveal(9, values, values)
    assert not (tmp_path / LEDGER).exists()
    reveal("ada", values, values)
    reveal("ada", 2 * values, values)
    kept = json.loads((tmp_path / LEDGER).read_text())["ada"]["report"]
    assert kept["values"] == values.tolist()


def test_no_report_is_made_of_neurons_that_the_chip_does_not_have(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    values = np.full((3, 3), 0.02)
    assert reveal("ada", values, values, first=61).true.shape == (3, 3)
    with pytest.raises(
        ParameterError, match="those of neurons 62 to 64; expected neurons from 0 to 63"
    ):
        reveal("ada", values, values, first=62)


def test_a_measurement_takes_an_answer_only_where_it_waits_for_one():
    """It would wait for ever else."""
    once = measurement(lambda bench: bench.wait(60))
    for ready in lambda: None, lambda: once.begin(30.0) and once.go_on(True):
        ready()
        with pytest.raises(ParameterError, match="waits for no answer; start it with begin"):
            once.go_on(True)
    with pytest.raises(ParameterError, match="expected a function: @measurement directly above"):
        measurement(3)
