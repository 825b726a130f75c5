"""A chart that is described wrongly is refused in a sentence, when it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from neurolib import LIF
from neurolib.model import Model, ParameterError, param
from neurolib.widgets import (
    Axis,
    Bars,
    Boxes,
    Chart,
    Choice,
    Image,
    Line,
    Panel,
    Points,
    Rule,
    Share,
    Span,
    View,
    Words,
    explore,
)
from neurolib.widgets.chart import Text
from neurolib.widgets.words import filled


def spaced(C: Any, x: Any, y: Any, n: Any) -> None:
    """Fill y with a line, and count."""
    for k in range(len(x)):
        y[k] = C * x[k]
    n[0] = len(x)


def charted(caption: Text = "", marks: Any = (), x: Axis | None = None, **more: Any) -> Chart:
    panel = Panel(x or Axis(), Axis(), [Line("x", "y"), *marks], alt="A line.")
    tables = {"x": np.linspace(0, 1, 5)}
    return Chart(spaced, {"y": 5, "n": 1}, [panel], caption, tables=tables, **more)


GOOD = (
    "{C:pF}", "{C:pF 2}", "{C:show F}", "{C:show F 3}", "{n:count}", "{n}", "{n: 2}", "{n:.2f}",
    "{n:+.1f ms}", "{n:%}", "{n:° 2}", "{n:thousandths}", "{{n}}", ["{n:.0f}", " more"],
    Choice("n", ["{C:pF}", "no"]),
)  # fmt: skip
BAD = (
    ("{n:.2e}", "written in no known way"), ("{n:d}", "written in no known way"),
    ("{n!r}", "written in no known way"), ("{n:.1f mVolt}", "Did you mean 'mV'"),
    ("{C:pFarad}", "written in no known way"), ("{n:show mVolt}", "written in no known way"),
    ("{n", "braces"), ("n}", "braces"), ("{y:.2f}", "y, of more than one value"),
    ("{x}", "x, of more than one value"), (Choice("y", ["a"]), "y, of more than one value"),
    ("{other}", "other"), (Choice("n", ["{n:.2e}"]), "written in no known way"),
)  # fmt: skip


@pytest.mark.parametrize("caption", GOOD, ids=str)
def test_places_of_each_known_way_are_filled(caption: Text) -> None:
    text = filled(charted(caption).caption, {"C": 2e-10, "n": 1.0})
    assert text and ":" not in text


@pytest.mark.parametrize(("caption", "says"), BAD, ids=str)
def test_words_that_cannot_be_filled_are_refused(caption: Text, says: str) -> None:
    with pytest.raises(ParameterError, match=says):
        charted(caption)


@pytest.mark.parametrize("mark", [Rule, Span, Bars])
def test_a_mark_across_the_axes_stands_on_one_of_them(mark: Any) -> None:
    for places in {}, {"x": (0.0, 1.0), "y": (0.0, 1.0)}:
        with pytest.raises(ParameterError, match="expected one of them"):
            mark(**places)
    assert mark(y=(0.0, 1.0)).x is None


@pytest.mark.parametrize("look", [{"color": ["red", "blue"]}, {"shade": "n"}])
def test_several_colours_and_the_number_of_one_come_together(look: Any) -> None:
    with pytest.raises(ParameterError, match="one colour, or several"):
        Boxes(0, 1, 0, 1, **look)


def test_looks_follow_outputs_of_one_value() -> None:
    colors: Any = {"color": ["red", "blue"], "shade": "y"}
    for mark in Line("x", "y", width="y"), Rule(y=0, alpha="y"), Line("x", "y", **colors):
        with pytest.raises(ParameterError, match="y, of more than one value"):
            charted(marks=[mark])
    with pytest.raises(ParameterError, match="wide"):
        charted(marks=[Line("x", "y", width="wide")])
    assert charted(marks=[Points("x", "y", **colors), Line("x", "y", width="n")])


def test_a_shade_that_is_the_number_of_no_colour_is_refused() -> None:
    colors: Any = {"color": ["red", "blue"], "shade": "y"}
    figure = explore(LIF(), charted(marks=[Points("x", 0, **colors)]), vary=["C"])
    assert not figure.error
    marks = [Points("x", 0, color=["red", "blue"], shade="n")]
    with pytest.raises(ParameterError, match="n is 5; expected the number of one of 2 cases"):
        explore(LIF(), charted(marks=marks), vary=["C"])


def test_an_axis_has_a_unit_that_is_known() -> None:
    with pytest.raises(ParameterError, match="Did you mean 'mV'"):
        Axis(unit="mVolt")
    assert Axis(unit="%", limits=(0, 0.5)).steps == [(0.0, 50.0)]


@pytest.mark.parametrize("where", ["count", "when"])
def test_a_mark_that_is_counted_by_an_array_is_refused(where: str) -> None:
    with pytest.raises(ParameterError, match="y, of more than one value"):
        charted(marks=[Line("x", "y", **{where: "y"})])


def test_limits_and_clicks_that_are_chosen_by_an_array_are_refused() -> None:
    with pytest.raises(ParameterError, match="y, of more than one value"):
        charted(x=Axis(limits=[(0, 1), (0, 2)], by="y"))
    with pytest.raises(ParameterError, match="y, of more than one value"):
        charted(clicks="y")


@pytest.mark.parametrize("value", [-1.0, 2.0, np.nan])
def test_a_case_that_is_none_of_the_texts_is_refused(value: float) -> None:
    with pytest.raises(ParameterError, match="one of 2 cases"):
        filled(Choice("n", ["one", "two"]), {"n": value})


def test_a_choice_has_texts() -> None:
    for texts in [], "one":
        with pytest.raises(ParameterError, match="a text for each"):
            Choice("n", texts)


def test_a_chart_that_is_described_well_computes() -> None:
    found = charted("{n:count}").compute(LIF())
    assert found["n"] == 5 and found["y"][-1] == pytest.approx(LIF().C)


def test_a_refusal_is_a_sentence_and_moves_nothing() -> None:
    view = View(lambda neuron: neuron.V_T, lambda ax, data: None, lambda neuron, data: "")
    figure = explore(LIF(), view, vary=["V_T"])
    before = dict(figure.values)
    assert "V_T" in figure.refusal({"V_T": LIF().V_R - 0.001})
    assert figure.refusal({"V_T": LIF().V_T}) == ""
    assert figure.values == before


def filled_in(C: Any, cells: Any) -> None:
    """Fill six cells, of which one is no number, one below all shades and one above."""
    for k in range(6):
        cells[k] = 0.2 * k
    cells[0], cells[1], cells[5] = -np.inf, np.nan, 7.0


def pictured(**more: Any) -> Chart:
    look: dict[str, Any] = {"shape": (2, 3), "x": (0.0, 3.0), "y": (2.0, 0.0), "levels": 5} | more
    picture = Panel(
        Axis(limits=(0, 3)), Axis(limits=(0, 2)), [Image("cells", **look)], alt="Cells."
    )
    return Chart(filled_in, {"cells": 6}, [picture], "")


def test_each_cell_of_a_matrix_has_the_shade_of_its_value() -> None:
    chart, figure = pictured(), Figure(figsize=(3, 2), dpi=100)
    ax = figure.add_axes((0, 0, 1, 1))
    chart.draw(ax, chart.compute(LIF()))
    ax.set_axis_off()
    FigureCanvasAgg(figure).draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[50::100, 50::100, :3] / 255
    shades = np.array(Image("cells", (2, 3), (0, 3), (2, 0), levels=5).shades)[:, :3]
    expected = [[shades[0], [1, 1, 1], shades[2]], [shades[3], shades[4], shades[4]]]
    assert np.abs(pixels - np.array(expected)).max() < 0.01


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"shape": (3, 3)}, "6 values; expected 3 × 3"),
        ({"low": 1.0}, "expected low below high"),
        ({"map": "civitis"}, "expected a colour map"),
    ],
)
def test_an_image_that_is_described_wrongly_is_refused(more: Any, says: str) -> None:
    with pytest.raises(ParameterError, match=says):
        pictured(**more)


def test_an_axis_may_have_no_line() -> None:
    for shown in True, False:
        ax, chart = Figure().subplots(), charted(x=Axis(spine=shown, ticks=(0.5,)))
        chart.draw(ax, chart.compute(LIF()))
        assert ax.spines["bottom"].get_visible() == shown == bool(len(ax.get_xticks()))
        assert ax.spines["left"].get_visible()


def test_a_schematic_has_no_axes_and_round_circles() -> None:
    for flag in False, True:
        panel = Panel(Axis("x"), Axis("y"), [Rule(y=0.5)], alt="A line.", bare=flag, equal=flag)
        chart, figure = Chart(filled_in, {"cells": 6}, [panel], ""), Figure(figsize=(4, 2))
        ax = figure.add_subplot()
        chart.draw(ax, chart.compute(LIF()))
        figure.draw_without_rendering()
        assert ax.axison is not flag
        assert bool(abs(ax.bbox.width - ax.bbox.height) < 1) is flag


def far(C: Any, y: Any, n: Any) -> None:
    """Put a place far above the axes, where C is large, and choose limits."""
    y[0] = 1e12 * C
    n[0] = 1.0 if C > 300e-12 else 0.0


def test_a_chart_chooses_its_limits_and_words_beside_the_axes_move_nothing() -> None:
    words = Words(Share(1.0), "y", "a long name", inside=False)
    axis = Axis(limits=[(0, 10), (0, 9)], by="n")
    chart = Chart(far, {"y": 1, "n": 1}, [Panel(Axis(), axis, [words], alt="A name.")], "")
    figure = explore(LIF(), chart, vary=["C"])
    (ax,) = figure.canvas.own
    boxes = []
    for C, top in ((200e-12, 10), (400e-12, 9), (200e-12, 10)):
        figure.set(C=C)
        assert not figure.error and ax.get_ylim() == (0, top)
        boxes.append(ax.get_position().bounds)
    assert boxes[0] == boxes[2] and boxes[0] == pytest.approx(boxes[1], abs=0.02)
    assert boxes[0][0] + boxes[0][2] < 0.9  # the name has room on the right


@dataclass(frozen=True, repr=False)
class Gates(Model):
    """Seven switches."""

    gated: float = param(2, "", "sum of 2 to the power of the numbers of the gates", 0, 127)


def numbered(gated: Any, n: Any) -> None:
    """Return the number of a switch."""
    n[0] = 3.0 + 0.0 * gated


def test_a_click_turns_a_bit_of_a_parameter_on_and_off() -> None:
    panel = Panel(Axis(), Axis(), [], alt="Nothing.")
    chart = Chart(numbered, {"n": 1}, [panel], "", switches=("gated", "n"))
    pressed = chart.press(Gates())
    assert pressed == Gates(gated=10) and chart.press(pressed) == Gates()
    wrong = Chart(numbered, {"n": 1}, [panel], "", switches=("gates", "n"))
    with pytest.raises(ParameterError, match="switches are bits of gates; expected a parameter"):
        explore(Gates(), wrong, vary=["gated"])
