"""The figures of chapters that are touched in their axes: what a move or a click does to the physics, and what it costs."""

from __future__ import annotations

import ast
import time

import matplotlib
import numpy as np
import pytest

from neurolib import STDP
from neurolib.units import ms
from tests.course.notebooks import CHAPTERS, read


@pytest.fixture
def figure_of():
    """``figure_of(chapter, live, *cells)`` runs cells of a chapter by their ids and returns the live figure of the last one."""
    with matplotlib.rc_context():
        yield _figure_of


def _figure_of(chapter, live, *names):
    (path,) = [path for path in CHAPTERS if path.name.startswith(f"{chapter}-")]
    cells, space = {cell.id: cell.source for cell in read(path).cells}, {"__name__": "chapter"}
    for name in names:
        exec(cells[name], space)
    *first, last = ast.parse(cells[live]).body
    exec(compile(ast.Module(first, []), live, "exec"), space)
    figure = eval(compile(ast.Expression(last.value), live, "eval"), space)
    figure.send = lambda content, buffers=None: None
    return figure


def cost(figure, moves):
    """Print and return the median of the CPU time of each move, in ms; a machine that is busy with other work does not change it."""
    spent = []
    for move in moves:
        began = time.process_time()
        figure._answer(figure, {"id": 1, **move}, [])
        spent.append(1000 * (time.process_time() - began))
        assert not figure.error, figure.error
    print(f"{np.median(spent):.1f} ms for each of {len(spent)} moves, at most {max(spent):.1f} ms")
    return np.median(spent)


def test_the_change_of_a_weight_is_that_of_all_pairs_wherever_a_spike_is_dragged(figure_of):
    figure = figure_of(3, "live-window", "setup", "stdp-rule")
    pre, rule = np.array([12, 30, 36, 78, 99]) * ms, STDP(A_plus=0.01, A_minus=0.01, tau_plus=20 * ms, tau_minus=20 * ms)
    for t in 0, 11, 12, 13, 52, 84, 85, 120:  # also where it meets another spike
        figure._answer(figure, {"id": 1, "set": {"taken": 1, "t_2": figure.sliders["t_2"].nearest(t * ms)}}, [])
        taken, post, pairs, _ = figure.data
        assert taken == 1 and post[1] == pytest.approx(t * ms) and pairs.shape == (4, 5)
        assert pairs.sum() == pytest.approx(rule.apply(pre, np.sort(post)), abs=1e-12)
        assert f"Postsynaptic spike 2, at {t} ms" in figure.caption
    patches = figure.figure.axes[0].patches
    assert len(patches) == np.count_nonzero(pairs[1])  # a line for each pair that changes something
    for patch, change in zip(sorted(patches, key=lambda one: one.get_path().vertices[-1, 0]), pairs[1], strict=True):
        assert patch.get_path().vertices[-1, 1] == pytest.approx(100 * change)  # it ends on the window
    stops = len(figure.sliders["t_2"].stops)
    assert cost(figure, [{"set": {"t_2": 3 * k % stops, "taken": 1}} for k in range(40)]) < 200
