"""The reference solutions of lab4-protect beside the library they rebuild, and beside known
answers.
"""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib.applications import implicit_step
from neurolib.applications.learning.strength import (
    as_good_as_the_best,
    chosen_elsewhere,
    luck_of_the_best,
    optimum,
    selection_bias,
    stability_limit,
)
from tests.course.pictures import picture
from tests.course.test_answers import PUBLIC, grade, notebook, problems, reference

(NOTEBOOK,) = (Path(__file__).parents[2] / "solutions").glob("lab4-*/*.ipynb")


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("lab4")


def test_the_optimum_and_its_error(solved):
    rng = np.random.default_rng(1)
    for S in 2, 5, 9:
        lams = np.geomspace(1, 1000, 7)
        table = 0.6 - 0.05 * (np.log10(lams) - 1.4) ** 2 + 0.01 * rng.standard_normal((S, 7))
        ours = optimum(lams, table, window=6)
        lam, error = solved["locate"](lams, table)
        assert np.log10(lam) == pytest.approx(ours.u, rel=1e-9) and error == pytest.approx(
            ours.error, rel=1e-9
        )


def test_the_limit_of_the_step_and_its_factors(solved):
    F = np.random.default_rng(2).uniform(0.1, 3, 20)
    assert solved["largest_strength"](F, np.zeros(20), 0.1) == pytest.approx(
        stability_limit(F, 0.1), rel=1e-12
    )
    at, star, target = 2.0, 0.3, 1.0
    for F, h, eta, lam in np.random.default_rng(3).uniform(
        (0.1, 0.1, 0.01, 0.1), (3, 4, 0.2, 30), (20, 4)
    ):
        rest = (h * target + lam * F * star) / (h + lam * F)
        explicit, implicit = solved["factors"](F, h, eta, lam)
        assert at - eta * (h * (at - target) + lam * F * (at - star)) - rest == pytest.approx(
            explicit * (at - rest), abs=1e-12
        )
        assert implicit_step(at, h * (at - target), star, F, eta, lam) - rest == pytest.approx(
            implicit * (at - rest), abs=1e-12
        )
        assert abs(explicit) < 1 if lam < 0.99 * solved["largest_strength"]([F], [h], eta) else True


def test_a_translated_strength_has_the_same_minimum(solved):
    """A task with a quadratic loss and springs, minimised by either program: the same weights."""
    rng = np.random.default_rng(4)
    F, h, target, star, N, B = (
        rng.uniform(0.1, 3, 6),
        rng.uniform(0.5, 2, 6),
        rng.normal(size=6),
        rng.normal(size=6),
        300,
        16,
    )

    def minimum(lam, importance, factor, loss):
        springs = 2 * factor * lam * F * {"mean": 1, "sum": N, "largest": 1 / F.max()}[importance]
        pull = h * (B if loss == "sum" else 1)
        return (pull * target + springs * star) / (pull + springs)

    kinds = [
        (importance, factor, loss)
        for importance in ("mean", "sum", "largest")
        for factor in (0.5, 2.0)
        for loss in ("mean", "sum")
    ]
    for theirs in kinds:
        for mine in kinds:
            lam = solved["translate"](1.7, theirs, mine, F, N, B)
            np.testing.assert_allclose(minimum(lam, *mine), minimum(1.7, *theirs), rtol=1e-9)


def test_choices(solved):
    rng = np.random.default_rng(5)
    for S, n in (3, 4), (8, 11):
        table, lams = rng.uniform(0.4, 0.8, (S, n)), np.geomspace(1, 1e3, n)
        told, readings = chosen_elsewhere(table)
        assert solved["told_and_honest"](table) == pytest.approx((told, readings.mean()), rel=1e-12)
        assert solved["weakest"](lams, table) == lams[as_good_as_the_best(table)].min()


def test_the_review_states_numbers_that_follow():
    (cell,) = (
        cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.id == "L4-4-review"
    )
    answer, scheme = cell.source.split("*A model answer.*")[1].split("*Mark scheme.*")
    sigma = np.sqrt(0.78 * 0.22 / 500)
    assert round(100 * sigma, 1) == 1.9 and round(luck_of_the_best(30), 2) == 2.04
    assert (
        round(100 * selection_bias(sigma, 30), 1) == 3.8
        and "3.8 points" in answer
        and "1.9 percentage points" in answer
    )
    assert round(2 / (0.1 * 310), 3) == 0.065 and "0.065" in answer and "0.065" in scheme
    rows = [
        int(line.split("|")[1])
        for line in cell.source.splitlines()
        if line.startswith("| ") and line.split("|")[1].strip().isdigit()
    ]
    assert sum(rows) == cell.metadata.nbgrader.points
    assert [f"**{points}**:" in scheme for points in rows] == [True] * 5


@pytest.mark.parametrize("problem", ["L4.1", "L4.3"])
def test_what_the_notebook_hides_would_be_right(problem):
    """So the tests ask for what the library does, and hiding it is not in vain."""
    source = {
        "L4.1": "from neurolib.applications.learning.strength import optimum\ndef locate(lams, "
            "table):\n    found = optimum(lams, table, 20)\n    return found.lam, "
            "found.error",
        "L4.3": "import numpy as np\nfrom neurolib.applications.learning.strength import "
            "as_good_as_the_best, chosen_elsewhere\n"
        "def told_and_honest(table):\n    told, read = chosen_elsewhere(table)\n    "
            "return told, read.mean()\n"
        "def weakest(lams, table):\n    table = np.column_stack([table, "
            "np.zeros((len(table), 2))])\n    return lams[as_good_as_the_best(table)[: "
            "len(lams)]].min()",
    }[problem]  # fmt: skip
    nb = notebook("lab4")
    score, said = grade(nb, problem, source, PUBLIC)
    assert score == problems(nb)[problem], said


def test_the_pictures_show_what_their_titles_promise():
    title, space = picture("lab4", 1)
    assert (
        abs(np.log10(space["lam"]) - space["known"]) < 2 * space["error"] and "known 1.6" in title
    ), title
    assert "yours 4.75, known 4.75" in picture("lab4", 2)[0]
    title, space = picture("lab4", 3)
    assert (
        "yours 3, known 3" in title
        and abs(space["found"][:, 1] - 0.7).max() < 0.004
        and (np.diff(space["found"][:, 0]) > 0).all()
    )
