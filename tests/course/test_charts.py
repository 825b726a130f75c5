"""A page answers as Python does: the same numbers, words, code and marks, wherever sliders stand."""

from __future__ import annotations

import gzip
import json
import math
import os
import re
import shutil
import warnings
from typing import Any

import numpy as np
import pytest

from neurolib import LIF, Quantity, explore, figures, style
from neurolib.site import computed, webassembly
from neurolib.widgets import (
    Area,
    Axis,
    Bars,
    Boxes,
    Chart,
    Image,
    Knob,
    Line,
    Panel,
    Points,
    Rule,
    Share,
    Steps,
    Strokes,
    View,
    Words,
)
from neurolib.widgets.words import how, number
from tests.course.charts import BEFORE, ROOT, charted, in_node, paged
from tests.site.same_numbers import why_not

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(why_not()) and not os.environ.get("CI"), reason=why_not()),
]
# before a spike AdEx multiplies what exp rounds otherwise, and a central difference divides it; the
# mean of phases may lie close to the centre of their circle, where large numbers cancel; a bisection
# may halve the other way in its last step
TOLERANCE = dict.fromkeys(BEFORE, 1e-12) | {
    "2-adex-live": 1e-7,
    "4-live-drift": 1e-8,
    "9-live-kuramoto": 1e-9,
    "9-live-reset": 1e-9,
    "lab3-live-balance": 1e-9,
}
# these begin in a second or two, and have each kind of mark, a curve drawn by hand and a grid of dots
QUICK = (
    "0-layer-live",
    "1-clock-live",
    "2-lif-live",
    "2-population-live",
    "4-live-filament",
    "4-live-overlap",
    "6-width-live",
    "7-picture-live",
    "8-springs-live",
    "9-live-eyes",
)
WAYS = (
    "", " 2", " 17", "mV", "mV 1", "% 2", "°", "count", ".0f", ".2f", "+.1f", "+.2f ms",
    "show A", "show s 3", "show Ohm 2", "show K", "show Hz 1",
)  # fmt: skip


def _numbers() -> list[float]:
    rng = np.random.default_rng(33)
    sizes = 10.0 ** rng.uniform(-22, 18, 1500)
    round_ones = rng.integers(-9999, 9999, 800) / 10.0 ** rng.integers(0, 7, 800)
    halves = (rng.integers(-999, 999, 800) + 0.5) / 2.0 ** rng.integers(0, 4, 800)
    edges = [0.0, -0.0, 0.5, 1.5, 2.5, 0.125, 999.5, 9999.5, 999999.5, 1e6, 1e-5, np.inf, -np.inf]
    signs = rng.choice([-1.0, 1.0], 1500)
    return list(map(float, [*(sizes * signs), *round_ones, *halves, *edges]))  # texts refuse NaN


def test_numbers_are_written_in_a_page_as_in_python() -> None:
    numbers = _numbers()
    typed = [repr(each).replace("inf", "Infinity") for each in numbers]
    found = in_node({"numbers": typed, "ways": list(map(how, WAYS))})
    for way, texts in zip(WAYS, found, strict=True):
        assert not [text for text in texts if re.match(r"−0(\.0*)?(?![\d.])", text)], way
        wrong = [
            (value, number(value, way), text)
            for value, text in zip(numbers, texts, strict=True)
            if number(value, way) != text
        ]
        assert not wrong, (way, len(wrong), wrong[:5])


def _wishes(figure: Any, rng: np.random.Generator, count: int) -> list[dict[str, Any]]:
    """Return moves: a reset, presets, and sliders that are set to any of their stops."""
    names, found = list(figure.sliders), list[dict[str, Any]]()
    for k in range(count):
        if figure.presets and k % 6 == 1:
            found.append({"preset": str(rng.choice(list(figure.presets)))})
        elif figure.view.press and k % 3 == 2:
            places = [{"column": int(rng.integers(4)), "row": int(rng.integers(4))}]
            found.append({"press": places * int(rng.integers(1, 3))})
        else:
            some = rng.choice(names, rng.integers(1, len(names) + 1), replace=False)
            stops = {str(name): len(figure.sliders[name].stops) for name in some}
            found.append({"set": {name: int(rng.integers(n)) for name, n in stops.items()}})
    return [{"reset": True}, *found]


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.exhaustive] * (name not in QUICK)) for name in BEFORE],
)
def test_a_page_answers_as_python_does(name: str) -> None:
    _expect_same_answers(name, 24, list(BEFORE).index(name))


@pytest.mark.whole
@pytest.mark.parametrize("name", BEFORE)
def test_so_it_does_at_two_hundred_places(name: str) -> None:
    for k in range(9):  # by 24, as all answers at once may be too long for a text
        _expect_same_answers(name, 24, 100 * (k + 1) + list(BEFORE).index(name))


def _expect_same_answers(name: str, count: int, seed: int) -> None:
    """Move a figure ``count`` times, in a page and in Python."""
    figure, rng = charted(name), np.random.default_rng(seed)
    wishes = _wishes(figure, rng, count)
    answers = in_node({"figure": paged(name), "wishes": wishes})
    chart = figure.view.chart
    for wish, page in zip(wishes, answers, strict=True):
        figure.canvas.limits.forget()  # steps alone decide on limits
        frame, buffers = figure.answer(dict(wish))
        assert not frame["error"], frame["error"]
        for key in ("caption", "alt", "code", "knobs", "preset"):
            assert page[key] == frame[key], (wish, key)
        assert page.get("clicks") == frame.get("clicks"), wish
        at = 0
        for output, length in chart.lengths.items():
            mine = np.atleast_1d(figure.data[output])
            theirs = np.array(page["values"][at : at + length], dtype=float)
            at += length
            scale = np.abs(mine[np.isfinite(mine)]).max(initial=0.0) or 1.0
            # where two are infinite, or no number, that they are the same is enough
            same = np.isclose(mine, theirs, rtol=0, atol=TOLERANCE[name] * scale, equal_nan=True)
            assert same.all(), (wish, output, np.abs(mine - theirs).max())
        points = np.frombuffer(buffers[0], "<f4").reshape(-1, 2)
        _expect_same_marks(page, frame["marks"], points, wish)


LOOKS = "stroke", "alpha", "width", "cap", "join", "dash", "fill", "fillAlpha"


def _boxes(marks: list[dict[str, Any]], points: np.ndarray) -> list[tuple[Any, np.ndarray]]:
    """Return the looks of each mark, and the box around where it is."""
    found, at = list[tuple[Any, np.ndarray]](), 0
    for mark in marks:
        outline, places = points[at : at + mark["n"]], points[at + mark["n"] :][: mark["at"]]
        at += mark["n"] + mark["at"]
        shown = places if mark["at"] else outline
        shown = shown[np.isfinite(shown).all(axis=1)]
        if "clip" in mark and len(shown):
            left, top, width, height = mark["clip"]
            shown = np.clip(shown, (left, top), (left + width, top + height))
        box = np.array([shown.min(axis=0), shown.max(axis=0)]) if len(shown) else np.zeros((2, 2))
        found.append((tuple(_look(mark.get(look)) for look in LOOKS), box))
    return sorted(found, key=lambda each: (each[0], each[1].round().tolist()))


def _look(value: Any) -> str:
    """Return a colour, a name or numbers as a text; 1 and 1.0 are one number."""
    each = value if isinstance(value, list) else [value]
    return ", ".join(f"{one:.6g}" if isinstance(one, (int, float)) else str(one) for one in each)


def _expect_same_marks(page: Any, marks: Any, points: np.ndarray, wish: Any) -> None:
    """Marks look alike and lie at the same places, to half a point."""
    theirs = _boxes(page["marks"], np.array(page["points"], dtype=float).reshape(-1, 2))
    mine = _boxes(marks, points)
    assert [looks for looks, _ in theirs] == [looks for looks, _ in mine], wish
    for (looks, one), (_, other) in zip(theirs, mine, strict=True):
        assert np.abs(one - other).max() < 0.5, (wish, looks, one, other)


def test_what_is_set_stays_and_a_new_layer_brings_the_ghost_along() -> None:
    figure, page = charted("2-lif-live"), paged("2-lif-live")
    wishes = [
        {"reset": True},
        {"set": {"g_L": 40}},
        {"set": {"t_ref": 0}, "gesture": True},
        {"set": {"I": 90}},
        {"width": 360, "seen": 1},
    ]
    answers = in_node({"figure": page, "wishes": wishes})
    at = {name: stop for name, (stop, _) in answers[3]["knobs"].items()}
    assert at == {"I": 90, "g_L": 40, "t_ref": 0}  # no slider moves another
    assert answers[4]["layer"] and answers[4]["ghost"] and answers[4]["knobs"]["I"][0] == 90
    assert answers[4]["size"][0] < answers[0]["size"][0]
    assert answers[3]["layer"] is None or answers[3]["ghost"]
    stops = {name: len(slider.stops) for name, slider in figure.sliders.items()}
    assert {name: len(each) for name, each in page["stops"].items()} == stops


@pytest.mark.parametrize("name", ["2-lif-live", "2-adex-live"])
def test_the_code_of_a_figure_gives_as_many_spikes_as_its_caption_says(name: str) -> None:
    figure = charted(name)
    for wish in {"reset": True}, *({"preset": each} for each in list(figure.presets)[-3:]):
        frame, _ = figure.answer(dict(wish))
        space: dict[str, Any] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(frame["code"], space)
        assert len(space["run"].spikes) == figure.data["n"], wish


def test_random_figures_have_room_for_all_their_spikes() -> None:
    population = charted("2-population-live").base.quantities()
    assert population["T"].high * population["r_max"].high <= 700  # of chance.poisson
    common = charted("2-pairs-live").base.quantities()["r_c"].high * figures.pairs.T
    room = figures.pairs.OUTPUTS["source"]
    assert common + 10 * np.sqrt(common) < room


def test_a_click_in_a_page_switches_what_it_switches_in_python() -> None:
    figure, name = charted("5-live-wires"), "5-live-wires"
    wishes: list[dict[str, Any]] = [
        {"reset": True},
        {"press": [{"row": 2, "column": 4}]},
        {"press": [{"row": 2, "column": 5}, {"row": 2, "column": 6}], "set": {"r": 50}},
        {"press": [{"row": 2, "column": 4}], "set": {"row": 7}},
        {"preset": "half on"},
        {"press": [{"row": 0, "column": 0}, {"row": 15, "column": 15}]},
        {"preset": "all on"},
        {"press": [{"row": 0, "column": 0}]},
        {"press": [{"row": 0, "column": 0}]},
    ]
    on = list[float]()
    answers = in_node({"figure": paged(name), "wishes": wishes})
    for wish, answer in zip(wishes, answers, strict=True):
        frame = figure.answer(dict(wish))[0]
        assert not frame["error"] and not answer["error"]
        for key in ("caption", "alt", "code", "knobs", "preset"):
            assert answer[key] == frame[key], (wish, key)
        on.append(figure.data["n_on"])
    assert on == [256, 255, 253, 254, 128, 126, 256, 255, 256]
    assert "rows=('1111" in answers[2]["code"] and "rows" not in answers[-1]["code"]


def doubled(C: Any, E_L: Any, twice: Any) -> None:
    """Double a capacitance, unless it is too large."""
    if C > 300e-12:
        raise ValueError("C is too large")
    twice[0] = 2.0 * C


def test_an_error_in_a_page_is_said_and_the_figure_goes_on() -> None:
    panel = Panel(Axis(), Axis(), [Rule(y=0.5)], alt="A line.")
    figure = explore(LIF(), Chart(doubled, {"twice": 1}, [panel], "{twice:pF}"), vary=["C"])
    page = json.loads(gzip.decompress(computed.packed(figure)))
    last = len(page["stops"]["C"]) - 1
    wishes: list[dict[str, Any]] = [{"reset": True}, {"set": {"C": last}}, {"set": {"C": 0}}]
    good, bad, again = in_node({"figure": page, "wishes": wishes})
    assert not good["error"] and good["marks"]
    assert "kernel raised an error" in bad["error"] and "marks" not in bad
    assert bad["knobs"]["C"][0] == last and again["caption"] == "100 pF" and again["marks"]


def wave(C: Any, I: Any, cells: Any) -> None:
    """Fill a matrix with a wave that the current moves, with a hole in it."""
    for k in range(60):
        cells[k] = np.sin(0.9 * k + I / 1e-10) + 0.1 * (k // 10)
    cells[13] = np.nan


def test_a_page_shows_a_matrix_as_python_does() -> None:
    image = Image("cells", (6, 10), (0.0, 1e-9), (1.0, 0.0), low=-1.0, high=1.5, map="RdBu_r")
    panel = Panel(Axis(unit="nA", limits=(0, 1.1e-9)), Axis(), [image, Rule(y=0.5)], alt="A wave.")
    current = Knob("I", Quantity("pA", "input current", 0, 1e-9), 3e-10)
    figure = explore(LIF(), Chart(wave, {"cells": 60}, [panel], ""), vary=[current, "C"])
    page = json.loads(gzip.decompress(computed.packed(figure)))
    wishes: list[dict[str, Any]] = [{"reset": True}, *({"set": {"I": k}} for k in range(0, 50, 9))]
    for wish, answer in zip(wishes, in_node({"figure": page, "wishes": wishes}), strict=True):
        frame, buffers = figure.answer(dict(wish))
        points = np.frombuffer(buffers[0], "<f4").reshape(-1, 2)
        assert len(frame["marks"]) > 12
        _expect_same_marks(answer, frame["marks"], points, wish)
        for theirs, mine in zip(answer["marks"], frame["marks"], strict=True):
            assert theirs["n"] in (mine["n"], mine["n"] + 1)  # a pen that is lifted at the end


def barred(C, places, ends, some):  # type: ignore[no-untyped-def]
    """Fill in where bars stand and how far they reach; some are left out."""
    for k in range(len(places)):
        places[k] = 10e-3 * k
        ends[k] = np.nan if k == 2 else C * (k - 1.5)
    some[0] = 4.0 if C > 1e-10 else 0.0


def test_bars_stand_or_lie_in_a_page_as_in_python() -> None:
    upright = Panel(
        Axis("time (ms)", "ms", (-10e-3, 60e-3)),
        Axis("C (pF)", "pF", (-1e-9, 3e-9)),
        [
            Bars(x="places", end="ends", thick=6e-3, count="some"),
            Bars(x=(0.0, 0.02), start="C", end=(1e-10, 2e-10), alpha=0.5, color=style.GREEN),
        ],
        alt="Upright bars.",
    )
    level = Panel(
        Axis(unit="pF", limits=(1e-12, 1e-8), log=True),
        Axis(unit="ms", limits=(50e-3, -10e-3)),
        [Bars(y="places", start="ends", end=2e-9, thick=(1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3))],
        alt="Level bars.",
    )
    outputs = {"places": 6, "ends": 6, "some": 1}
    chart = Chart(barred, outputs, [upright, level], "", grid={"ncols": 2})
    figure = explore(LIF(), chart, vary=["C"])
    figure.send = lambda content, buffers=None: None
    page = json.loads(gzip.decompress(computed.packed(figure)))
    wishes: list[dict[str, Any]] = [{"set": {"C": k}} for k in (0, 5, 40, 90, 1)]
    for wish, answer in zip(wishes, in_node({"figure": page, "wishes": wishes}), strict=True):
        frame, buffers = figure.answer(dict(wish))
        assert not frame["error"] and not answer["error"]
        points = np.frombuffer(buffers[0], "<f4").reshape(-1, 2)
        _expect_same_marks(answer, frame["marks"], points, wish)
        corners, theirs = (
            np.clip([each for each in found if np.isfinite(each).all()], -1e3, 1e3)
            for found in (points, np.array(answer["points"], dtype=float).reshape(-1, 2))
        )
        assert np.allclose(corners, theirs, rtol=0, atol=1e-3)
        assert len(corners) == 5 * (
            len(figure.data["places"]) - 1 + 2 + 3 * (figure.data["some"] > 0)
        )


@pytest.mark.parametrize("va", ["top", "center", "baseline", "bottom"])
def test_words_of_several_lines_lie_in_a_page_where_matplotlib_puts_them(va: str) -> None:
    marks = [
        Words(0.5, 0.2 * n, "\n".join(["To AVATAR"] * n), ha=ha, va=va, size=size)
        for n, ha, size in ((1, "left", 9.0), (2, "center", 12.0), (3, "right", 8.0))
    ]
    panel = Panel(Axis(), Axis(), marks, alt="Words.")
    figure = explore(LIF(), Chart(doubled, {"twice": 1}, [panel], ""), vary=["C"])
    figure.send = lambda content, buffers=None: None
    page = json.loads(gzip.decompress(computed.packed(figure)))
    (answer,) = in_node({"figure": page, "wishes": [{"reset": True}]})
    frame, buffers = figure.answer({"reset": True})
    points = np.frombuffer(buffers[0], "<f4").reshape(-1, 2)
    _expect_same_marks(answer, frame["marks"], points, va)


def of_erf(C: Any, I: Any, found: Any) -> None:
    """Compute what no browser has a function for."""
    found[0] = math.erf(C / 1e-9)


def test_a_kernel_that_no_browser_can_run_is_answered_from_a_record() -> None:
    panel = Panel(Axis(), Axis(), [Rule(y="found")], alt="A line.")
    current = Knob("I", Quantity("pA", "input current", 0, 1e-9), 3e-10)
    chart = Chart(of_erf, {"found": 1}, [panel], "{found}")
    assert "no browser has" in computed.obstacle(explore(LIF(), chart, vary=[current]))
    assert not computed.obstacle(charted("2-lif-live"))


def looked(C, x, shades, wide, opaque, which):  # type: ignore[no-untyped-def]
    """Give marks widths, opacities and colours."""
    for k in range(len(x)):
        x[k] = 0.1 + 0.1 * k
        shades[k] = k % 3 if k != 4 else np.nan
    wide[0] = 1e10 * C - 0.5
    opaque[0] = min(C / 400e-12, 1.0)
    which[0] = 1.0 if C > 200e-12 else 0.0


SEVERAL = "#0072b2", "#d55e00", "#009e73"


def _looking() -> Any:
    several: dict[str, Any] = {"color": SEVERAL, "shade": "shades"}
    two: dict[str, Any] = {"color": SEVERAL[:2], "shade": "which"}
    marks = [
        Line((0, 0.5, 1), (0.1, 0.2, 0.1), width="wide", dash=(0, (5, 1.5)), **two),
        Rule(y=0.5, width="wide", alpha="opaque"),
        Points("x", 0.3, size="wide", alpha="opaque", **several),
        Strokes("x", 0.35, 0.4, **several),
        Boxes("x", (0.15, 0.25, 0.35, 0.45, 0.55, 0.65), 0.6, 0.7, edge="#000000", **several),
        Bars(x="x", end=0.05, thick=0.08, **several),
        Bars(y=0.55, start=0.8, end="x", thick=0.01, **two),
        Boxes(0.7, "opaque", 0.6, 0.7, filled=False, width="wide"),
        Area((0, 1), 0.9, base=0.8, alpha="opaque"),
        Words(0.1, 0.95, "C = {C:pF}", **two),
        Words(Share(1.0), 0.5, "beside", inside=False),
    ]
    panel = Panel(Axis(), Axis(), marks, alt="Marks.")
    outputs = {"x": 6, "shades": 6, "wide": 1, "opaque": 1, "which": 1}
    chart = Chart(looked, outputs, [panel], "{C:pF}")
    return explore(LIF(), chart, vary=["C"])


def test_looks_that_follow_outputs_are_the_same_in_a_page() -> None:
    figure = _looking()
    figure.send = lambda content, buffers=None: None
    page = json.loads(gzip.decompress(computed.packed(figure)))
    last = len(page["stops"]["C"]) - 1
    stops = (0, last // 3, last // 2, last)  # at the first of them the width is 0
    wishes: list[dict[str, Any]] = [{"set": {"C": stop}} for stop in stops]
    looks = set()
    for wish, answer in zip(wishes, in_node({"figure": page, "wishes": wishes}), strict=True):
        frame, buffers = figure.answer(dict(wish))
        assert not frame["error"] and not answer["error"]
        points = np.frombuffer(buffers[0], "<f4").reshape(-1, 2)
        _expect_same_marks(answer, frame["marks"], points, wish)
        looks.add(len(frame["marks"]))
    assert len(looks) == 2  # marks of width 0 are left out


def odd(case, x, look, many):  # type: ignore[no-untyped-def]
    """Give a look and a count that are NaN, 0 and negative, as usual, or infinitely many."""
    for k in range(len(x)):
        x[k] = 0.1 + 0.1 * k
    look[0] = np.nan if case == 0.0 else min(case - 1.0, 1.0)
    many[0] = np.nan if case == 0.0 else -2.0 if case == 1.0 else 2.0 if case == 2.0 else np.inf


def test_a_mark_that_follows_no_number_is_left_out_in_a_page_as_in_python() -> None:
    marks = [
        Line("x", "x", alpha="look"),
        Line("x", 0.3, color=style.GREEN, count="many"),
        Rule(y=0.5, width="look"),
        Points("x", "x", size="look", color=style.ORANGE),
        Points("x", 0.2, count="many", color=style.PURPLE),
        Steps((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), "x", count="many", color=style.VERMILLION),
        Words(0.5, 0.5, "word", when="look"),
    ]
    panel = Panel(Axis(), Axis(), marks, alt="Marks.")
    knob = Knob("case", Quantity("", "case", 0, 3, step=1), 2)
    chart = Chart(odd, {"x": 6, "look": 1, "many": 1}, [panel], "Marks.")
    figure = explore(LIF(), chart, vary=[knob])
    figure.send = lambda content, buffers=None: None
    page = json.loads(gzip.decompress(computed.packed(figure)))
    wishes: list[dict[str, Any]] = [{"set": {"case": stop}} for stop in range(4)]
    shown = list[int]()
    for wish, answer in zip(wishes, in_node({"figure": page, "wishes": wishes}), strict=True):
        frame, buffers = figure.answer(dict(wish))
        assert not frame["error"] and not answer["error"], (wish, frame["error"], answer["error"])
        points = np.frombuffer(buffers[0], "<f4").reshape(-1, 2)
        _expect_same_marks(answer, frame["marks"], points, wish)
        shown.append(len(frame["marks"]))
    assert shown[:2] == [0, 0] and shown[2] == shown[3] > 6


def halved(case, found):  # type: ignore[no-untyped-def]
    """Divide 0 by 0 in one case."""
    found[0] = np.nan if case == 1.0 else case / 2.0


def test_a_text_without_its_number_is_one_sentence_in_a_page_and_in_python() -> None:
    knob = Knob("case", Quantity("", "case", 0, 2, step=1), 2)
    panel = Panel(Axis(), Axis(), [Rule(y=0.5)], alt="A line at {found: 2}.")
    figure = explore(LIF(), Chart(halved, {"found": 1}, [panel], "A line."), vary=[knob])
    figure.send = lambda content, buffers=None: None
    page = json.loads(gzip.decompress(computed.packed(figure)))
    wishes: list[dict[str, Any]] = [{"set": {"case": stop}} for stop in (1, 2)]
    bad, good = in_node({"figure": page, "wishes": wishes})
    frame, _ = figure.answer(dict(wishes[0]))
    assert re.match(r"found is nan.*expected a number.*Reset", frame["error"])
    assert bad["error"].removeprefix("The figure cannot be computed here. ") == frame["error"]
    assert "alt" not in frame and "marks" not in bad
    assert not figure.answer(dict(wishes[1]))[0]["error"] and not good["error"]
    assert good["alt"] == "A line at 1."


def test_a_stream_is_answered_from_a_record() -> None:
    def walking(model: Any) -> Any:
        yield from range(3)

    view = View(walking, lambda ax, k: ax.plot([0, k]), lambda model, k: f"{k} steps.")
    assert "goes on from the one before" in computed.obstacle(explore(LIF(), view, ["C"]))


def test_node_and_the_linker_are_there_in_ci() -> None:
    if os.environ.get("CI"):
        assert shutil.which("node") and webassembly.linker()


def test_the_chart_of_the_guide_computes_in_a_page() -> None:
    text = (ROOT / "course" / "guide" / "extending.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n([^`]*?def charging\(.*?)```", text, re.DOTALL)
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(source, space)
    figure = space["figure"]
    page = json.loads(gzip.decompress(computed.packed(figure)))
    wishes: list[dict[str, Any]] = [{"reset": True}, {"preset": "weak"}, {"set": {"g_L": 3}}]
    for wish, answer in zip(wishes, in_node({"figure": page, "wishes": wishes}), strict=True):
        frame = figure.answer(dict(wish))[0]
        assert (answer["caption"], answer["code"]) == (frame["caption"], frame["code"])
