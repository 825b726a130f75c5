"""A chip that is touched: the same readings, costs and log as by code, a sentence where nothing was
measured, and nothing of the truth in anything that leaves Python.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from ipywidgets.embed import dependency_state

from neurolib.applications.chip import Bench, VirtualChip, row_by_row
from neurolib.applications.chip.own_chip import LEDGER, SealedChip, drawn, own_bench
from neurolib.model import ParameterError
from neurolib.units import uS
from neurolib.widgets import chip_drawing, touch
from tests.applications.chip.truth import betrayed

CELL = {"touch": "cell", "row": 12, "column": 5}
ROW, NEURON = {"touch": "row", "row": 63}, {"touch": "neuron", "neuron": 7}
ASKED = {"steps": 100, "pedestal": 12, "input": 500, "gate": 2.0}


def send(picture, message, number=1):
    """Do what a page does, and return what it is answered."""
    picture._answer(picture, {"id": number, **message}, [])
    assert picture._state["answers"] == number
    return picture._state


def by_touch(bench):
    """Touch a cell, a row, a neuron, and all with other settings."""
    picture = touch(bench, number=9)
    for message in CELL, ROW, NEURON, CELL | {"asks": ASKED}, ROW, NEURON, CELL:
        send(picture, message)
    return picture


def by_code(bench):
    """Measure the same with lines of code."""
    for steps, pedestal, volts, gate in (113, 0, 400, 1.0), (100, 12, 500, 2.0):
        settings = row_by_row(steps, pedestal)
        bench.read(settings[[12]], [5])
        bench.read(settings[[63]])
        bench.count(7, volts, gate)
    bench.read(settings[[12]], [5])


def plain(log):
    return [
        (each.method, str(each), np.asarray(each.result).tolist(), each.seconds, each.joules)
        for each in log
    ]


@pytest.mark.parametrize("name", ["ada", 9])
def test_who_touches_and_who_codes_get_the_same_readings_bill_and_log(name):
    touched, coded = Bench(SealedChip(name)), Bench(SealedChip(name))
    by_touch(touched)
    by_code(coded)
    assert plain(touched.log) == plain(coded.log) and len(touched.log) == 7
    assert touched.used == coded.used == pytest.approx(5 * 0.1 + 1 + 2)
    assert touched.bill == coded.bill


def test_a_touch_is_one_call_of_the_driver():
    class Counted:
        calls = 0

        def __init__(self):
            self.chip = drawn(9)

        def __getattr__(self, name):
            if name == "counts":
                raise AttributeError(name)

            def call(*given):
                self.calls += 1
                return getattr(self.chip, name)(*given)

            return call

    driver = Counted()
    picture = touch(Bench(driver))
    for k, message in enumerate((CELL, ROW, NEURON, CELL, NEURON)):
        send(picture, message, k + 1)
        assert driver.calls == k + 1 == len(picture.bench.log)
    for nothing in ({}, {"touch": "everything"}, {"touch": None}, {"asks": {"steps": 4}}):
        send(picture, nothing)
    assert driver.calls == 5


def test_an_own_chip_has_one_ledger_for_touches_and_for_code(tmp_path, monkeypatch):
    kept = []
    for measure in by_touch, by_code:
        folder = tmp_path / measure.__name__
        folder.mkdir()
        monkeypatch.chdir(folder)
        measure(own_bench("ada", 30, a_day=50))
        kept.append(json.loads((folder / LEDGER).read_text())["ada"])
        kept[-1].pop("number")
    assert kept[0] == kept[1] and sum(day["seconds"] for day in kept[0]["days"].values()) > 3


def test_code_and_touches_spend_one_budget_and_appear_in_one_picture():
    bench = Bench(drawn(9), minutes=0.1)  # 6 s
    picture = touch(bench)
    bench.read(row_by_row()[:3])
    assert picture._state["known"] == 192 and "3 readings of 64 columns" in picture._state["log"][0]
    send(picture, NEURON | {"asks": {"gate": 5.0}})
    assert bench.used == pytest.approx(5.3) and not picture.error
    before = picture._state
    said = send(picture, NEURON)["error"]
    assert said == (
        "This measurement takes 5.0 s, and 0.0 of 0.1 minutes are left. Plan shorter gates, fewer "
        "settings or a shorter wait, and begin a new session."
    )
    assert [picture._state[name] for name in ("left", "joules", "log")] == [
        before[name] for name in ("left", "joules", "log")
    ], "what is refused costs nothing"
    assert send(picture, CELL)["error"] == "" and len(bench.log) == 3


def test_settings_out_of_range_are_refused_with_the_sentence_of_the_bench():
    picture = touch(Bench(drawn(9)))
    for message, words in (
        (CELL | {"asks": {"steps": 400}}, "steps"),
        (CELL | {"row": 64, "asks": {"steps": 113}}, "row"),
        (CELL | {"row": 1, "column": -1}, "columns"),
        (CELL | {"row": 1.5}, "row"),
        ({"touch": "row"}, "row"),
        (NEURON | {"neuron": "seven"}, "neuron"),
        (NEURON | {"asks": {"gate": float("inf")}}, "gate"),
        (NEURON | {"asks": {"gate": 1.0, "input": 5000}}, "steps"),
    ):
        assert words in send(picture, message)["error"], message
    assert picture.bench.log == () and picture.bench.used == 0
    send(picture, NEURON | {"asks": {"input": "400", "gate": True, "other": 3}})
    assert "5000" in picture.error.replace(" ", "") and "other" not in picture.asks
    assert send(picture, NEURON | {"asks": {"input": 400}})["error"] == ""


def test_a_driver_that_fails_leaves_a_sentence_and_an_entry():
    class Broken(VirtualChip):
        def read(self, steps, coarse=False):
            raise OSError("the cable is out")

    picture = touch(Bench(Broken(np.random.default_rng(1))))
    assert send(picture, CELL)["error"] == "OSError: the cable is out"
    assert picture._state["log"] == ["row 12, column 5 (0.1 s, 76.5 pJ)"]
    assert picture.bench.used == pytest.approx(0.1), "its time is spent"
    assert send(picture, NEURON)["error"] == ""


def test_the_readings_of_a_cell_appear_where_it_is_and_writing_makes_them_unknown():
    bench = Bench(drawn(9))
    picture = touch(bench)
    assert picture.cell(12, 5) == bench.log[-1].result[0, 0]
    shown = np.frombuffer(picture._steps, "<u2").reshape(64, 64)
    assert shown[12, 5] == bench.log[-1].result[0, 0] and (shown > 0).sum() == 1
    row = picture.row(21)
    shown = np.frombuffer(picture._steps, "<u2").reshape(64, 64)
    assert (shown[21] == row).all()
    levels = np.frombuffer(picture._levels, np.uint8).reshape(64, 64)
    stuck = drawn(9).stuck == 1
    assert (levels[21] > 1).tolist() == (row > 50).tolist() and (levels[21][stuck[21]] > 150).all()
    assert (levels[0] == 0).all()
    bench.read(np.full((1, 65), 9))
    assert np.frombuffer(picture._levels, np.uint8).astype(bool).sum() == 65, "no cell alone"
    pulses = picture.neuron(3)
    assert picture._state["neurons"][3] == [pulses, 1.0, 400] and picture._rates[3] > 3
    bench.write(20 * uS)
    assert not any(picture._levels) and picture._state["neurons"][3] and picture._rates[3]
    bench.read(row_by_row(113, 12))
    levels = np.frombuffer(picture._levels, np.uint8).reshape(64, 64)
    off = drawn(9).stuck == -1
    assert levels[off].mean() < 100 < levels[~off].mean(), "the resistors are taken out"


def test_the_picture_is_made_of_the_readings_and_the_number_alone():
    """Two chips that gave the same readings have the same picture: then it holds no truth."""
    readings = drawn("ada").read(row_by_row())

    class Replayed(VirtualChip):
        def read(self, steps, coarse=False):
            return readings[: len(steps)]

    states = []
    for seed in 1, 2:
        picture = touch(Bench(Replayed(np.random.default_rng(seed))), number=9)
        before = everything(picture)
        picture.bench.read(row_by_row()[:8])
        send(picture, CELL)
        states.append([before, everything(picture)])
    assert states[0] == states[1]
    assert touch(Bench(drawn(3)), 9)._look["face"] == touch(Bench(drawn("x")), 9)._look["face"]


def everything(picture):
    """Return what leaves Python, as JSON: the widget as a notebook saves it, and what it shows."""
    saved = dependency_state([picture], drop_defaults=False)
    saved = {"model": saved[picture.model_id]}
    layout = picture.layout.model_id
    data = picture._repr_mimebundle_()[0]
    data.pop("application/vnd.jupyter.widget-view+json", None)
    return json.dumps([saved, data], default=str).replace(layout, "layout")


@pytest.mark.parametrize("name", ["ada", 9])
def test_nothing_of_the_truth_leaves_python(name):
    picture = by_touch(Bench(SealedChip(name)))
    text = everything(picture)
    assert "row 12, column 5" in text and len(text) > 20_000
    assert betrayed(text, drawn(name)) == []
    held = str(drawn(name).neurons[3].tau), drawn(name).gain.tobytes(), drawn(name).stuck.tobytes()
    for secret in held:  # the search itself finds what is there
        hidden = secret if isinstance(secret, str) else base64.b64encode(b"ab" + secret).decode()
        assert betrayed(json.dumps([text, {"deep": hidden}]), drawn(name))


def test_no_object_of_the_chip_is_in_the_process_that_shows_it():
    program = (
        "import gc\n"
        "from neurolib.applications.chip import Bench, VirtualChip\n"
        "from neurolib.applications.chip.own_chip import SealedChip\n"
        "from neurolib.widgets import touch\n"
        "picture = touch(Bench(SealedChip('ada')), 9)\n"
        "picture.row(3), picture.neuron(4), picture._repr_mimebundle_()\n"
        "held = [each for each in gc.get_objects() if isinstance(each, VirtualChip)]\n"
        "print(len(held), len(picture.bench.log))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "2"]


def test_the_number_of_a_chip_is_drawn_at_random_and_stays(tmp_path, monkeypatch):
    numbers = []
    for k in range(12):
        folder = tmp_path / str(k)
        folder.mkdir()
        monkeypatch.chdir(folder)
        first, again = own_bench("ada", 30, 50), own_bench("ada", 30, 50)
        assert first.number == again.number == touch(first).number
        numbers.append(first.number)
    assert len(set(numbers)) > 6, "it depends on nothing, not even on the name"
    assert touch(Bench(drawn(9))).name == "The chip on the bench"
    assert touch(Bench(drawn(9)), 482913).name == "Chip 482913"


def test_faces_differ_and_are_symmetric():
    faces = [chip_drawing.pattern(number) for number in range(300)]
    assert len({str(each) for each in faces}) == 300
    for rows, colour in faces:
        assert all(row == row[::-1] and len(row) == 7 for row in rows) and len(rows) == 7
        assert colour in chip_drawing.FACES
    assert {colour for _, colour in faces} == set(chip_drawing.FACES)


def test_a_still_picture_stands_for_it_where_there_is_no_python():
    picture = by_touch(Bench(drawn(9)))
    page = picture._repr_mimebundle_()[0]
    assert "does not respond, because there is no chip behind it" in page["text/html"]
    assert page["text/html"].count("alt=") == 2
    assert "of which 65 have been read, and 64 neurons, of which 1 have been" in page["text/plain"]
    assert "Face of chip 9" in page["text/html"]


def test_colours_grow_lighter_and_read_alike_without_red_or_green():
    """Lightness alone orders what was measured: CIE L* from each colour's luminance."""
    levels = np.array(
        [[int(each[k : k + 2], 16) / 255 for k in (1, 3, 5)] for each in chip_drawing.colours()[3:]]
    )
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    lightness = linear @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(lightness) > -1e-4).all() and lightness[-1] > 8 * lightness[0]
    # the matrix of G. M. Machado and others (2009), doi:10.1109/TVCG.2009.113, full deuteranopia
    seen = (
        linear
        @ np.array(
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.01182, 0.04294, 0.968881],
            ]
        ).T
    )
    assert (np.diff(seen @ [0.2126, 0.7152, 0.0722]) > -1e-3).all()


def test_what_is_no_bench_is_refused():
    for wrong in drawn(9), Bench, None, 3:
        with pytest.raises(ParameterError, match=r"touch's bench.*as in Bench\(VirtualChip\(rng\)"):
            touch(wrong)
    for number in -1, 1_000_000, 2.5, "nine":
        with pytest.raises(ParameterError, match="touch's number"):
            touch(Bench(drawn(9)), number)


def test_a_loop_of_many_readings_does_not_flood_the_page(monkeypatch):
    """The picture follows ten times per second, and once more at the end of the cell."""
    from neurolib.widgets import chip_picture

    called = []
    shell = SimpleNamespace(
        events=SimpleNamespace(register=lambda name, call: called.append((name, call)))
    )
    monkeypatch.setattr(chip_picture, "_shell", lambda: shell)
    bench = Bench(drawn(9), 1000)
    picture = touch(bench)
    shown = []
    picture.observe(lambda change: shown.append(change), "_state")
    settings = row_by_row()
    for k in range(300):
        bench.read(settings[[k % 64]], [k % 7])
    assert 1 <= len(shown) < 150
    ((name, end),) = called
    assert name == "post_execute"
    end()
    assert picture._state["calls"] == 300


def test_the_files_of_the_widget_hold_no_secret():
    here = Path(chip_drawing.__file__).parent
    for name in "chip_picture.js", "chip_picture.css", "chip_picture.py", "chip_drawing.py":
        text = (here / name).read_text(encoding="utf-8")
        assert "drawn(" not in text and "stuck" not in text and "conductances" not in text
