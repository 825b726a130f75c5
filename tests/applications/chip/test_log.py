"""The log of a bench: an entry for each call, which together are the bill; what it shows of a chip;
and what the ledger keeps of it.
"""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from neurolib.applications.chip import Bench, OutOfTime, VirtualChip, row_by_row
from neurolib.applications.chip.own_chip import LEDGER, Ledger, drawn, own_bench
from neurolib.applications.chip.seen import FLOOR, FULL, Seen
from neurolib.units import uA, uS

ALL = np.full((3, 65), 50)


def used(bench):
    """Do everything that a bench can do, several times, and return the bench."""
    bench.read(row_by_row()[[3]], [5])
    bench.read(row_by_row(80, 12), coarse=True)
    bench.read(ALL)
    bench.count(7, 400)
    bench.count(8, [[1, 400], [500, 600]], 0.5)
    bench.write(20 * uS)
    bench.write(np.linspace(1, 25, 4096).reshape(64, 64) * uS)
    bench.wait(90.0)
    return bench


def test_the_entries_of_the_log_are_the_bill_and_the_time():
    bench = used(Bench(drawn(9)))
    assert [entry.method for entry in bench.log] == ["read"] * 3 + ["count"] * 2 + [
        "write",
        "write",
        "wait",
    ]
    assert sum(entry.joules for entry in bench.log) == pytest.approx(bench.bill.total, rel=1e-12)
    assert sum(entry.seconds for entry in bench.log) == pytest.approx(bench.used, rel=1e-12)
    assert [str(entry) for entry in bench.log] == [
        "row 3, column 5: 50 steps (0.1 s, 76.5 pJ)",
        f"64 readings of 64 columns: {bench.log[1].result.min():.0f} to {bench.log[1].result.max():.0f} "
        "steps (6.4 s, 212 nJ)",
        f"3 readings of 64 columns: {bench.log[2].result.min():.0f} to {bench.log[2].result.max():.0f} "
        f"steps (0.3 s, {1e9 * bench.log[2].joules:.3g} nJ)",
        f"neuron 7 at 400 steps: {bench.log[3].result} pulses (1.0 s, 51.2 pJ)",
        f"neuron 8 at 4 input voltages: 0 to {bench.log[4].result.max()} pulses (2.0 s, 205 pJ)",
        "wrote 20 µS to all cells (1.3 minutes, 8.19 nJ)",
        "wrote 1 µS to 25 µS to all cells (1.3 minutes, 5.32 nJ)",
        "waited 1.5 minutes (1.5 minutes, 0 J)",
    ]


def test_a_log_changes_no_reading_and_nobody_can_change_a_log():
    """The same calls of the driver itself, in the same order."""
    bench, chip = used(Bench(drawn(9))), drawn(9)
    chip.read(row_by_row()[[3]])
    assert (bench.log[1].result == chip.read(row_by_row(80, 12), True)).all()
    assert (bench.log[2].result == chip.read(ALL)).all()
    assert bench.log[3].result == chip.count(7, 400, 1.0)
    mine = bench.read(ALL)
    kept = bench.log[-1].result.copy()
    mine[:] = 0
    assert (bench.log[-1].result == kept).all() and isinstance(bench.log, tuple)
    with pytest.raises(AttributeError):
        bench.log = ()


def test_who_watches_a_bench_sees_each_entry_after_the_call():
    bench, seen = Bench(drawn(9), minutes=1), []
    bench.count(1, 400)
    bench.watch(lambda entry: seen.append((entry, bench.used, len(bench.log))))
    bench.count(2, 400)
    with pytest.raises(OutOfTime, match=r"takes 59\.0 s, and 1\.0 of 1 minutes are left"):
        bench.wait(59.0)
    bench.wait(58.0)
    assert [(entry.method, used, n) for entry, used, n in seen] == [
        ("count", 2.0, 2),
        ("wait", 60.0, 3),
    ]


def test_a_call_that_fails_is_in_the_log_without_a_result():
    class Broken(VirtualChip):
        def write(self, G):
            raise OSError("no power")

    bench = Bench(Broken(np.random.default_rng(1)))
    with pytest.raises(OSError, match="no power"):
        bench.write(1 * uS)
    (entry,) = bench.log
    assert entry.result is None and entry.seconds == bench.used == 80
    assert entry.joules == pytest.approx(bench.bill.total)


# What a log shows of a chip


def seen(*calls):
    bench, found = Bench(drawn(9), 100), Seen()
    bench.watch(found.add)
    for call in calls:
        call(bench)
    return found, bench


def test_only_a_row_that_is_driven_alone_shows_cells():
    two = row_by_row()[3] + row_by_row()[9]
    found, bench = seen(
        lambda bench: bench.read(two[None]),
        lambda bench: bench.read(np.zeros((2, 65))),
        lambda bench: bench.read(np.eye(65)[[64]] * 90),
    )
    assert not found.steps.any() and not found.levels.any()
    settings = np.stack([two, row_by_row()[20], np.zeros(65)])
    bench.read(settings, [1, 60])
    assert np.argwhere(found.steps).tolist() == [[20, 1], [20, 60]]


def test_a_level_grows_with_the_current_by_the_data_sheet():
    """A driver whose meters show known readings: 0.1 µA is level 3, 10 µA level 255."""

    class Known(VirtualChip):
        def read(self, steps, coarse=False):
            return np.tile(shown, (len(steps), 1))

    shown = np.zeros(64, int)
    shown[:8] = 50, 51, 105, 110, 160, 605, 1022, 1023
    found, bench = Seen(), Bench(Known(np.random.default_rng(1)))
    bench.watch(found.add)
    bench.read(row_by_row()[[4]])
    assert found.levels[4, :2].tolist() == [FLOOR, round(3 + 252 * np.log10(10.2) / 2)]
    assert found.levels[4, 5:8].tolist() == [255, 255, FULL]
    pedestal = 12 * 1.76e-3 / 10e3  # A: 105.6 steps
    bench.read(row_by_row(113, 12)[[5]])
    current = (160 * 20e-9 - pedestal) / (0.1 * uA)
    assert found.levels[5, 2:5].tolist() == [3, 3, round(3 + 252 * np.log10(current) / 2)]
    bench.read(row_by_row()[[6]], coarse=True)
    assert found.levels[6, 0] == 255, "a step is ten times as large in the coarse range"


def test_a_neuron_shows_its_last_count_and_writing_makes_cells_unknown():
    found, bench = seen(
        lambda bench: bench.count(7, [100, 900], 2.0), lambda bench: bench.read(row_by_row())
    )
    pulses, gate, steps = found.neurons[7]
    assert (gate, steps) == (2.0, 900) and pulses == bench.log[0].result[-1]
    assert found.rates[7] == round(3 + 252 * pulses / 2 / 200) and (found.rates > 0).sum() == 1
    assert (found.steps == bench.log[1].result).all()
    bench.wait(10)
    assert found.steps.all()
    bench.write(1 * uS)
    assert not found.steps.any() and not found.levels.any() and found.rates[7]
    bench.count(3, 400, 0.0)
    assert not found.rates[3], "in no time, nothing is counted"


# What the ledger keeps


def kept(folder, student="ada"):
    mine = json.loads((folder / LEDGER).read_text())[student]
    return (
        mine,
        np.frombuffer(base64.b64decode(mine["measured"]["cells"]), np.uint8).reshape(64, 64),
        np.frombuffer(base64.b64decode(mine["measured"]["neurons"]), np.uint8),
    )


def test_a_ledger_keeps_what_was_measured_in_all_sessions(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = own_bench("ada", 30)
    first.read(row_by_row()[:5])
    first.count(3, 500)
    second = own_bench("ada", 30)
    second.write(20 * uS)
    second.read(row_by_row(113, 12)[4:9])
    mine, cells, neurons = kept(tmp_path)
    assert (cells.any(1).nonzero()[0] == np.arange(9)).all() and np.flatnonzero(neurons) == [3]
    assert np.median(cells[:4]) == FLOOR and np.median(cells[4:9]) > 100, "the last reading counts"
    spent = first.bill.total + second.bill.total
    assert mine["measured"]["joules"] == pytest.approx(spent, rel=1e-9)
    assert set(mine) == {"days", "number", "measured"} and 0 <= mine["number"] < 1_000_000


@pytest.mark.parametrize(
    "edited", [3, {}, {"cells": "?", "neurons": "AAAA"}, {"cells": 5, "joules": "much"}, None]
)
def test_what_was_edited_begins_anew_and_stops_no_measurement(edited, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own_bench("ada", 30).read(row_by_row()[:5])
    everything = json.loads((tmp_path / LEDGER).read_text())
    everything["ada"] |= {"measured": edited, "number": edited}
    (tmp_path / LEDGER).write_text(json.dumps(everything))
    bench = own_bench("ada", 30)
    bench.read(row_by_row()[7:9])
    mine, cells, _ = kept(tmp_path)
    assert np.flatnonzero(cells.any(1)).tolist() == [7, 8]
    assert mine["number"] == bench.number == Ledger("ada").number
    assert bench.number == 3 or edited != 3
