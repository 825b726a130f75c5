"""The figures of chapters that are touched in their axes: what a move or a click does to the
physics.
"""

from __future__ import annotations

import ast
from typing import Any

import matplotlib
import numpy as np
import pytest

from neurolib import STDP, figures
from neurolib.units import ms, mV, pA
from tests.course.notebooks import CHAPTERS, read

pytestmark = pytest.mark.slow  # the cells of chapters run


@pytest.fixture
def figure_of():
    """``figure_of(chapter, live, *cells)`` runs cells of a chapter by their ids and returns the
    live figure of the last one.
    """
    with matplotlib.rc_context():
        yield _figure_of


def _figure_of(chapter, live, *names):
    (path,) = [path for path in CHAPTERS if path.name.startswith(f"{chapter}-")]
    cells, space = {cell.id: cell.source for cell in read(path).cells}, {"__name__": "__main__"}
    *first, last = ast.parse(cells[live]).body
    for code in *(ast.parse(cells[name]) for name in names), ast.Module(first, []):
        # a notebook knows nothing of this file's annotations
        exec(compile(code, live, "exec", dont_inherit=True), space)
    figure = eval(compile(ast.Expression(last.value), live, "eval"), space)
    figure.send = lambda content, buffers=None: None
    return figure


def play(figure, moves):
    """Make each move; none may fail."""
    for move in moves:
        figure._answer(figure, {"id": 1, **move}, [])
        assert not figure.error, figure.error


def test_the_change_of_a_weight_is_that_of_all_pairs_wherever_a_spike_is_dragged(figure_of):
    figure = figure_of(3, "live-window", "setup", "stdp-rule")
    pre, rule = (
        np.array([12, 30, 36, 78, 99]) * ms,
        STDP(A_plus=0.01, A_minus=0.01, tau_plus=20 * ms, tau_minus=20 * ms),
    )
    for t in 0, 11, 12, 13, 52, 84, 85, 120:  # also where it meets another spike
        figure._answer(
            figure, {"id": 1, "set": {"taken": 1, "t_2": figure.sliders["t_2"].nearest(t * ms)}}, []
        )
        data = figure.data
        post = np.sort([data[f"t_{k}"] for k in range(1, 5)])
        assert data["taken"] == 2 and data["t_2"] == pytest.approx(t * ms)
        assert data["total"] == pytest.approx(rule.apply(pre, post), abs=1e-12)
        assert f"Postsynaptic spike 2, at {t} ms" in figure.caption
        for k, at in enumerate(pre, 1):
            change = rule.apply(np.array([at]), np.array([data["t_2"]]))
            assert data[f"pair_{k}"] == pytest.approx(change, abs=1e-12)
            # a line for each pair that changes something, to the window
            assert data[f"y_{k}"][-1] == pytest.approx(change, abs=1e-12)
            assert (data[f"up_{k}"], data[f"down_{k}"]) == (change > 0, change < 0)
    stops = len(figure.sliders["t_2"].stops)
    play(figure, [{"set": {"t_2": 3 * k % stops, "taken": 1}} for k in range(40)])


def test_the_phase_plane_starts_where_it_is_touched_and_each_spike_is_heard_once(figure_of):
    figure = figure_of(2, "adex-live", "setup")
    chart, dt = figure.view.chart, figures.adex.DT
    rest = figure.data["trace"].reshape(2, -1)
    assert tuple(rest[:, 0]) == figure.model.rest() and figure.data["t"] == figures.adex.DURATION
    place = {
        name: figure.sliders[name].nearest(value)
        for name, value in (("V_0", -60 * mV), ("w_0", 250 * pA))
    }
    figure._answer(figure, {"id": 1, "set": place}, [])
    V, w = figure.data["trace"].reshape(2, -1)
    assert V[0] == pytest.approx(-60 * mV) and w[0] == pytest.approx(250 * pA)
    p = figure.model.values(figure.model.flow, "V", "w", "I")
    dV, dw = figure.model.flow(V[0], w[0], figure.values["I"], *p)
    assert (V[1] - V[0]) / dt == pytest.approx(dV, rel=0.01)
    assert (w[1] - w[0]) / dt == pytest.approx(dw, rel=0.01)
    for pattern in figure.presets:
        figure.choose(pattern)
        model, knobs = figure._present()
        heard = 0
        for t in figure.sliders["t"].stops:
            heard += int(figure.view.clicks(chart.compute(model, **{**knobs, "t": t})))
        assert heard == figure.data["n"] and figure._chosen() == pattern
    figure.set(t=200 * ms)
    # the pattern stays chosen while the dot moves
    assert figure._chosen() == pattern and "At 200 ms, V is" in figure.caption
    play(figure, [{"set": {"t": k}} for k in range(0, 100, 2)])
    ends = [len(figure.sliders[name].stops) for name in ("V_0", "w_0")]
    places = [{"V_0": 3 * k % ends[0], "w_0": 5 * k % ends[1]} for k in range(20)]
    play(figure, [{"set": place} for place in places])


def _array(data: Any) -> tuple[Any, ...]:
    """Return conductances, which devices are on, their voltages as shares, and the currents of the
    segments of rows and of columns.
    """
    u, w, G, sag = (data[name].reshape(16, 16) for name in ("u", "w", "cells", "voltage"))
    across, down = -np.diff(u, axis=1, prepend=0.2), -np.diff(w, axis=0, append=0)
    return G, G > 0.5 * data["G"], sag, across / data["r"], down / data["r"]


def test_currents_of_the_crossbar_obey_kirchhoff_whatever_is_clicked(figure_of):
    figure = figure_of(5, "live-wires", "setup")
    before = figure.data
    figure._answer(
        figure,
        {
            "id": 1,
            "press": [{"row": 2, "column": 4}, {"row": 2, "column": 5}],
            "set": {"row": 2, "column": 5},
        },
        [],
    )
    G, on, sag, across, down = _array(figure.data)
    assert on.sum() == figure.data["n_on"] == 254
    assert not on[2, 4] and not on[2, 5] and "row 3, column 6 is off" in figure.caption
    through = G * sag * 0.2  # A, through each device
    # into each node of a row
    assert across - np.append(across[:, 1:], np.zeros((16, 1)), axis=1) == pytest.approx(
        through, abs=1e-12
    )
    assert np.diff(down, axis=0, prepend=0) == pytest.approx(through, abs=1e-12)  # and of a column
    assert across[:, 0].sum() == pytest.approx(down[-1].sum())
    assert figure.data["currents"] == pytest.approx(down[-1])
    others = np.delete(np.arange(16), [4, 5])
    _, _, sag_before, _, down_before = _array(before)
    # less is lost on the way
    assert (sag[2, 5:] > sag_before[2, 5:]).all()
    assert (down[-1, others] > down_before[-1, others]).all()
    assert "rows=('1111111111111111'," in figure.code
    figure.press(row=3, column=5)
    figure.press(row=3, column=6)
    assert figure.data["n_on"] == 256
    assert figure.data["voltage"] == pytest.approx(before["voltage"])
    play(figure, [{"press": [{"row": k % 16, "column": 5 * k % 16}]} for k in range(30)])
