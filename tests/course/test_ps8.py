"""The reference solutions of ps8-continual beside the library they rebuild, and beside known
answers (science.md D2).
"""

import numpy as np
import pytest

from neurolib.applications import cl_metrics, diag_fisher, ewc, implicit_step, palimpsest_lifetime
from tests.course.pictures import picture
from tests.course.test_answers import PUBLIC, grade, notebook, problems, reference, solution


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("ps8")


def test_metrics(solved):
    R = [[0.98, 0.3, 0.2], [0.80, 0.95, 0.4], [0.72, 0.75, 0.95]]
    assert solved["cl_metrics"](R) == pytest.approx((0.8066666667, -0.23))  # K24, K25
    for T in 2, 5:
        R = np.random.default_rng(T).random((T, T))
        assert solved["cl_metrics"](R) == pytest.approx(cl_metrics(R)[:2], rel=1e-12)


def test_springs_and_their_step(solved):
    theta, star, gradient, F = np.random.default_rng(1).uniform(0.1, 2, (4, 30))
    mine, ours = solved["ewc"](theta, star, F, 7.0), ewc(theta, star, F, 7.0)
    assert mine[0] == pytest.approx(ours[0], rel=1e-12)
    np.testing.assert_allclose(mine[1], ours[1], rtol=1e-12)
    np.testing.assert_allclose(
        solved["ewc_step"](theta, gradient, star, F, 7.0, 0.1),
        implicit_step(theta, gradient, star, F, 0.1, 7.0),
        rtol=1e-12,
    )
    w = np.zeros(1)
    for _ in range(300):
        w = solved["ewc_step"](w, w - 1, np.zeros(1), np.full(1, 4.0), 1.0, 0.1)
    assert w[0] == pytest.approx(0.2, rel=1e-9)  # K20


def test_fisher_information(solved):
    # K29
    assert solved["diag_fisher"](np.array([[2.0]]), np.array([0.3]))[0] == pytest.approx(
        0.9151369618, rel=1e-9
    )
    rng = np.random.default_rng(2)
    X, w = rng.normal(size=(40, 6)), rng.normal(size=6)
    np.testing.assert_allclose(solved["diag_fisher"](X, w), diag_fisher(X, w), rtol=1e-12)
    np.testing.assert_allclose(solved["importance"](w, X), diag_fisher(X, w), rtol=1e-12)


def test_lifetime(solved):
    # K02
    assert solved["palimpsest_lifetime"](10_000, 0.05) == pytest.approx(31.37716015, rel=1e-9)
    for N, q in (100, 0.5), (10**6, 0.003), (10**4, 0.0099), (10**4, 0.01):
        assert solved["palimpsest_lifetime"](N, q) == pytest.approx(
            palimpsest_lifetime(N, q), rel=1e-12, abs=1e-12
        )


@pytest.mark.parametrize("problem", ["8.1", "8.3", "8.4"])
def test_what_the_notebook_hides_would_be_right(problem):
    """So the tests ask for what the library does, and hiding it is not in vain."""
    source = {
        "8.1": "from neurolib import applications\ndef cl_metrics(R):\n    return "
        "applications.cl_metrics(R)[:2]",
        "8.3": "from neurolib.applications import diag_fisher",
        "8.4": "from neurolib.applications import palimpsest_lifetime",
    }[problem]
    nb = notebook("ps8")
    score, said = grade(nb, problem, source, PUBLIC)
    assert score == problems(nb)[problem], said


def test_each_bug_of_the_program_breaks_it_and_the_program_that_is_handed_over_has_both():
    nb = notebook("ps8")
    (source,) = (cell.source for cell in nb.cells if cell.id == "8-5-answer")
    kept, skipping = [], False
    for line in source.splitlines():
        skipping = "BEGIN SOLUTION" in line or (skipping and "END SOLUTION" not in line)
        if not skipping and "SOLUTION" not in line:
            kept.append(line)
    handed = "\n".join(kept) + "\n    return [0, 2, 1, 3, 4]\n"
    only_fisher = handed.replace(
        "((share * (y - p)) @ X / len(X)) ** 2", "(share * (y - p) ** 2) @ X**2 / len(X)"
    )
    only_copy = handed.replace("anchor, F = w, F +", "anchor, F = w.copy(), F +")
    both = only_fisher.replace("anchor, F = w, F +", "anchor, F = w.copy(), F +")
    scores = [
        grade(nb, "8.5", "import numpy as np\n" + each, PUBLIC)[0]
        for each in (handed, only_fisher, only_copy, both)
    ]
    assert scores[0] < min(scores[1:3]) and max(scores[1:3]) < scores[3] == problems(nb)["8.5"], (
        scores
    )


def test_the_pictures_show_what_their_titles_promise():
    assert picture("ps8", 1)[1]["BWT"] < -0.2
    assert picture("ps8", 2)[0]
    title, space = picture("ps8", 3)
    assert np.abs(np.array(space["yours"])[::4] - space["drawn"]).max() < 0.06, title
    assert "yours 31.4" in picture("ps8", 4)[0]
    title, space = picture("ps8", 5)
    assert (
        f"yours {space['right'][4, 0]:.2f}, known {space['right'][4, 0]:.2f}" in title
        and space["right"][0, 0] < 0.4 < 0.6 < space["right"][4, 1]
    ), title


SLIPS = {
    "8.1": (
        "(R[-1] - np.diag(R))[:-1]",
        "(np.diag(R) - R[-1])[:-1]",
    ),  # the sign of the backward transfer
    "8.2": ("0.5 * lam * np.sum", "lam * np.sum"),  # the factor ½
    "8.3": (".mean(axis=0)", ".sum(axis=0)"),  # a sum for a mean
    "8.4": (
        "np.log(start) / -np.log(1 - q) if",
        "np.ceil(np.log(start) / -np.log(1 - q)) if",
    ),  # a result rounded up
    "8.5": ("anchor, F = w.copy(), F + ", "anchor, F = w, F + "),  # a name for a copy
}


@pytest.mark.parametrize("secret", [PUBLIC, "one", "another"])
def test_one_slip_in_each_problem_leaves_more_than_half_of_the_points(secret):
    """Whoever has all ideas of a problem but one token earns more than half: tests of other ideas
    do not ask for it again.
    """
    nb = notebook("ps8")
    left = {}
    for problem, (right, slip) in SLIPS.items():
        answer = solution(nb, problem)
        assert answer.count(right) == 1
        left[problem], said = grade(nb, problem, answer.replace(right, slip), secret)
        assert said and left[problem] > problems(nb)[problem] / 2, problem
    assert sum(left.values()) > 0.6 * sum(problems(nb).values())
