"""The draft of the problem set on learning through a spike: its reference earns all points, and
named mistakes get their hints.

The set has no number yet, so that it lies beside the tests. With its number it moves to solutions/,
its answers to answers/psN, and this file becomes test_psN.py.
"""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib.applications.learning import (
    Pass,
    SpikingLayer,
    Weights,
    bptt,
    eprop,
    spike_time_slope,
)
from neurolib.classroom.hidden import VARIABLE
from neurolib.units import ms
from tests.course.test_answers import Answer

HERE = Path(__file__).parent / "drafts"
SET = nbformat.read(HERE / "ps-spike.ipynb", as_version=4)
SECRETS = [f"a course {k}" for k in range(12)]
ANSWERS = [
    answer for path in sorted((HERE / "answers").glob("*.py")) for answer in Answer.read(path)
]


def cells(problem, kind):
    """Return the code cells of a problem: its answer, or its tests."""
    mine = [
        cell
        for cell in SET.cells
        if cell.id.split("-")[1:2] == [problem] and cell.cell_type == "code"
    ]
    return [cell for cell in mine if cell.metadata.get("nbgrader", {}).get(kind)]


def reference(problem):
    (cell,) = cells(problem, "solution")
    space = {"np": np}
    exec(cell.source.split("    # The program as it was handed over")[0], space)
    return space


def graded(problem, space):
    """Return the points, and the sentence of the first failing test."""
    points, said = 0, ""
    for cell in cells(problem, "grade"):
        try:
            exec(cell.source, dict(space))
        except AssertionError as failed:
            said = said or str(failed)
        else:
            points += cell.metadata.nbgrader.points
    return points, said


@pytest.mark.parametrize("problem", ["1", "2", "3", "4"])
@pytest.mark.parametrize("secret", SECRETS)
def test_the_reference_earns_all_points(problem, secret, monkeypatch):
    monkeypatch.setenv(VARIABLE, secret)
    whole = sum(cell.metadata.nbgrader.points for cell in cells(problem, "grade"))
    assert graded(problem, reference(problem)) == (whole, "")


@pytest.mark.parametrize("answer", ANSWERS, ids=[each.name for each in ANSWERS])
@pytest.mark.parametrize("secret", SECRETS[:3])
def test_a_named_answer_gets_its_points_and_its_hint(answer, secret, monkeypatch):
    monkeypatch.setenv(VARIABLE, secret)
    space = {}
    exec(answer.source, space)
    points, said = graded(answer.problem, space)
    assert points == answer.score, said
    assert all(hint in said for hint in answer.hints) and bool(said) == bool(answer.hints), said


def test_points_and_minutes_add_up():
    title = SET.cells[0].source
    said = re.search(r"\((\d+) points, about (\d+) minutes in total\)", title)
    rows = [
        (int(minutes), int(points))
        for minutes, points in re.findall(r"\| (\d+) \| (\d+) \|$", title, re.MULTILINE)
    ]
    assert (sum(points for _, points in rows), sum(minutes for minutes, _ in rows)) == (
        int(said[1]),
        int(said[2]),
    )
    assert sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in SET.cells) == int(
        said[1]
    )


def test_the_references_agree_with_the_library():
    one = reference("1")["slopes"]
    w = 1.5 / 0.15749013123685915
    assert np.isclose(
        one(3.0465373101605806e-3, w, 0.0, 1e-3, 20 * ms, 5 * ms)[0],
        spike_time_slope(w, 20 * ms, 5 * ms),
        rtol=1e-9,
    )
    rng, layer = np.random.default_rng(4), SpikingLayer(theta=1.2, b=0.6)
    x, V, z = (
        (rng.random((12, 4)) < 0.4).astype(float),
        rng.normal(0.5, 0.8, (12, 5)),
        (rng.random((12, 5)) < 0.3).astype(float),
    )
    g, U, W = rng.normal(size=(12, 3)), rng.normal(size=(5, 3)), rng.normal(size=(4, 5))
    done = Pass(V[:, None], z[:, None], np.zeros((12, 1, 3)))
    exact, local = (
        way(layer, Weights(W, U), x[:, None], done, g[:, None]) for way in (bptt, eprop)
    )
    mine = reference("2")["backward"](x, V, z, g, U, layer.alpha, layer.beta, 1.2, 0.6)
    np.testing.assert_allclose(mine[0], exact.W, rtol=1e-10)
    np.testing.assert_allclose(mine[1], exact.U, rtol=1e-10)
    np.testing.assert_allclose(
        reference("3")["local_gradient"](x, V, g, U, layer.alpha, layer.beta, 1.2, 0.6),
        local.W,
        rtol=1e-10,
    )
