"""Named answers to graded problems, as data, and what the tests of a problem set say to each.

Their files and what stands in them: :mod:`tests.course.named_answers`.

An author sees what the tests make of every answer, under several course secrets, with::

    python -m tests.course.test_answers ps2 --secrets 20
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import os
import re
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any
from unittest import mock

import matplotlib
import nbformat
import numpy as np
import pytest
from nbgrader.preprocessors import ClearSolutions

from neurolib.classroom import STUB, hiding
from neurolib.classroom.hidden import PUBLIC, VARIABLE
from tests.course.named_answers import Answer, answers, changed, difference, sets

ROOT = Path(__file__).parents[2]


@cache
def notebook(problem_set: str) -> Any:
    """Return the source notebook of a problem set, ``solutions/ps2-*/*.ipynb``: one object for all,
    which nobody changes.
    """
    (path,) = (ROOT / "solutions").glob(f"{problem_set}-*/*.ipynb")
    return nbformat.read(path, as_version=4)


def role(cell: Any) -> tuple[str, str]:
    """Return what nbgrader takes a code cell for, ``answer``, ``test``, ``given`` or ``free``, and
    its problem, as in ``"2.1"``.
    """
    about = cell.metadata.get("nbgrader", {})
    kind = (
        "answer"
        if about.get("solution")
        else "test"
        if about.get("grade")
        else "given"
        if about.get("locked")
        else "free"
    )
    match = re.match(r"(L?\d+)-(\d+)-", about.get("grade_id") or cell.id)
    return kind, f"{match[1]}.{match[2]}" if match else ""


def problems(nb: Any) -> dict[str, float]:
    """Return the points of each problem of a notebook."""
    points: dict[str, float] = {}
    for cell in nb.cells:
        if role(cell)[0] == "test":
            points[role(cell)[1]] = points.get(role(cell)[1], 0) + cell.metadata.nbgrader.points
    return points


def solution(nb: Any, problem: str) -> str:
    """Return the source of a problem's answer cell."""
    (source,) = (
        cell.source
        for cell in nb.cells
        if cell.cell_type == "code" and role(cell) == ("answer", problem)
    )
    return str(source)


def reference(problem_set: str, *given: str, **names: Any) -> dict[str, Any]:
    """Return what the reference solutions of a set define, and its cells ``given``, where ``names``
    are known.
    """
    space: dict[str, Any] = {"np": np, **names}
    for cell in notebook(problem_set).cells:
        if cell.cell_type == "code" and (role(cell)[0] == "answer" or cell.id in given):
            with mock.patch("neurolib.classroom.hiding.hide"):  # other tests go on in this process
                exec(cell.source, space)
    return space


def grade(
    nb: Any, problem: str, source: str, secret: str, alone: str = ""
) -> tuple[float, dict[str, str]]:
    """Return the score of ``source`` as the answer to ``problem``, and what each failing test says,
    by grade_id.

    Runs the given cells, the answer and that problem's tests, hidden parts included, in this
    process; of the tests, that with the grade_id ``alone`` if one is named. As in nbgrader, an
    error fails a test, and so does a warning.
    """
    score, said = 0.0, {}
    space: dict[str, Any] = {"__name__": "__main__"}
    with _graded_under(secret):
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            kind, of = role(cell)
            if kind != "given" and (of != problem or kind == "free"):
                continue
            if kind == "test" and alone not in ("", cell.metadata.nbgrader.grade_id):
                continue
            sentence = _run(source if kind == "answer" else cell.source, cell.id, space)
            if kind == "given":
                assert not sentence, sentence
            elif kind == "test" and sentence:
                said[cell.metadata.nbgrader.grade_id] = sentence
            elif kind == "test":
                score += cell.metadata.nbgrader.points
    return score, said


@contextlib.contextmanager
def _graded_under(secret: str) -> Iterator[None]:
    """Set the course secret, hide no module, and put matplotlib's style back afterwards.

    This stands in for ``mock.patch`` and ``rc_context``, which take longer than most gradings.
    """
    was, hide = os.environ.get(VARIABLE), hiding.hide
    style = dict.copy(matplotlib.rcParams)
    style.pop("backend", None)  # choosing one is no style, as in rc_context
    os.environ[VARIABLE], hiding.hide = secret, lambda *_: None
    try:
        yield
    finally:
        hiding.hide = hide
        dict.update(matplotlib.rcParams, style)
        if was is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = was


def _run(source: str, name: str, space: dict[str, Any]) -> str:
    """Execute one cell; return what it complains of, or nothing."""
    errors = io.StringIO()
    with (
        contextlib.redirect_stderr(errors),
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_, **__: print(message, file=errors)
        try:
            exec(_compiled(source, f"<{name}>"), space)
        except AssertionError as error:
            return str(error)
        except (Exception, SystemExit) as error:
            return f"{type(error).__name__}: {error}"
    return errors.getvalue()


@cache
def _compiled(source: str, name: str) -> CodeType:
    """Return the code of a cell: a test is compiled once, and run for each answer."""
    return compile(source, name, "exec", dont_inherit=True)


@cache
def graded(problem_set: str, answer: Answer) -> tuple[float, dict[str, str]]:
    """Return what the tests make of a named answer under the public secret: two tests ask, and many
    answers take a while.
    """
    return grade(notebook(problem_set), answer.problem, answer.source, PUBLIC)


def differs(answer: Answer, score: float, said: dict[str, str]) -> str:
    """Return in words how a grading is not what an answer's header says, or nothing."""
    heard = list(said.values())
    if score != answer.score:
        return f"{score:g} points, expected {answer.score:g}; the tests say {said}"
    if answer.hints and not (heard and answer.hints[0] in heard[0]):
        return f"the first failing test should say {answer.hints[0]!r}; the tests say {said}"
    missing = [hint for hint in answer.hints if not any(hint in sentence for sentence in heard)]
    return f"no test says {missing}; they say {said}" if missing else ""


def echoes(of: list[Answer], said: dict[Answer, dict[str, str]]) -> list[str]:
    """Return the wrong answers to a problem that reach no sentence of their own: what they are
    told, others are told, too.

    Two sentences that differ in their numbers alone are one.
    """
    heard = {
        answer: {
            (test, re.sub(r"[-−+]?\d[\d.,eE+−-]*", "#", words))
            for test, words in said[answer].items()
        }
        for answer in of
    }
    count = Counter(each for sentences in heard.values() for each in sentences)
    return [
        answer.name
        for answer in of
        if "-wrong-" in answer.name and all(count[each] > 1 for each in heard[answer])
    ]


SOLVED = [
    pytest.param(name, problem, id=f"{name}/{problem}")
    for name in sets()
    for problem in problems(notebook(name))
]


@pytest.mark.parametrize(("problem_set", "problem"), SOLVED)
def test_answers_get_the_points_and_the_hint_that_they_deserve(
    problem_set: str, problem: str, pytestconfig: pytest.Config
) -> None:
    """Every named answer to a problem with ``--all``, else every eighth, the last one first."""
    of = [answer for answer in answers(problem_set) if answer.problem == problem]
    asked = of if pytestconfig.getoption("--all") else of[::-8]
    wrong = {
        answer.name: said
        for answer in asked
        if (said := differs(answer, *graded(problem_set, answer)))
    }
    assert asked and not wrong


@pytest.mark.parametrize(("problem_set", "problem"), SOLVED)
def test_a_reference_solution_gets_all_points_whatever_the_secret(
    problem_set: str, problem: str
) -> None:
    nb = notebook(problem_set)
    for secret in PUBLIC, "one", "another":
        score, said = grade(nb, problem, solution(nb, problem), secret)
        assert score == problems(nb)[problem], said


@pytest.mark.parametrize(("problem_set", "problem"), SOLVED)
def test_a_stub_is_its_solution_minus_the_blanks_and_gets_nothing(
    problem_set: str, problem: str
) -> None:
    nb = notebook(problem_set)
    source = solution(nb, problem)
    released, _ = ClearSolutions(code_stub={"python": STUB}).preprocess(copy.deepcopy(nb), {})
    stub = solution(released, problem)
    blank = r"( *)### BEGIN SOLUTION\n(?:.*\n)*? *### END SOLUTION"
    assert re.sub(blank, lambda match: textwrap.indent(STUB, match[1]), source) == stub
    assert stub != source and "SOLUTION" not in stub
    score, said = grade(nb, problem, stub, PUBLIC)
    assert score == 0 and all("not answered yet" in sentence for sentence in said.values()), said


RIGHT = "def mean(x):\n    n = len(x)\n\n    return sum(x) / n\n"


@pytest.mark.parametrize(
    ("changes", "becomes"),
    [
        ("# -     n = len(x)\n# +     n = len(x) - 1\n", RIGHT.replace("(x)\n\n", "(x) - 1\n\n")),
        (
            "# -     n = len(x)\n# -\n# +     n = 2\n#\n# - def mean(x):\n# + def mean(x, n=3):\n",
            "def mean(x, n=3):\n    n = 2\n    return sum(x) / n\n",
        ),
        ("# -     n = len(x)\n", RIGHT.replace("    n = len(x)\n", "")),
    ],
)
def test_an_answer_is_its_difference_from_a_right_one(changes: str, becomes: str) -> None:
    assert changed(RIGHT, changes, "an answer") == becomes
    assert changed(RIGHT, difference(RIGHT, becomes), "an answer") == becomes


def test_a_difference_names_lines_that_stand_once() -> None:
    twice = RIGHT + RIGHT
    with pytest.raises(AssertionError, match="has these lines 2 times, expected once"):
        changed(twice, "# -     n = len(x)\n", "an answer")
    assert changed(
        twice, difference(twice, RIGHT + RIGHT.replace("/", "*")), "an answer"
    ) == RIGHT + RIGHT.replace("/", "*")
    with pytest.raises(AssertionError, match="begins with '# -' or '# \\+'"):
        changed(RIGHT, "n = len(x)\n", "an answer")


@pytest.mark.exhaustive
@pytest.mark.parametrize("problem_set", sets())
def test_every_problem_has_right_and_wrong_answers_and_every_test_cell_fails_one(
    problem_set: str,
) -> None:
    nb = notebook(problem_set)
    points = problems(nb)
    for problem in points:
        of = [answer for answer in answers(problem_set) if answer.problem == problem]
        right = [answer for answer in of if answer.score == points[problem]]
        assert len(right) >= 2 and len(of) > len(right), problem
        assert all("-right-" in answer.name and not answer.hints for answer in right)
        assert all(
            "-wrong-" in answer.name and answer.hints for answer in of if answer not in right
        )
        alike = echoes(of, {answer: graded(problem_set, answer)[1] for answer in of})
        assert not alike, (
            f"{alike} reach no sentence that the others do not reach: leave them out, "
            f"or say what is special in them"
        )
    failed = {test for answer in answers(problem_set) for test in graded(problem_set, answer)[1]}
    assert failed == {
        cell.metadata.nbgrader.grade_id
        for cell in nb.cells
        if cell.cell_type == "code" and role(cell)[0] == "test"
    }


def main() -> None:
    """Print each answer's score and sentences, and complain where they are not what its header
    says.
    """
    parser = argparse.ArgumentParser(
        description="What the tests of a problem set make of its named answers."
    )
    parser.add_argument("set", choices=sets())
    parser.add_argument("--secrets", type=int, default=1, help="how many course secrets to try")
    options = parser.parse_args()
    nb, wrong = notebook(options.set), 0
    for answer in answers(options.set):
        for number in range(options.secrets):
            score, said = grade(nb, answer.problem, answer.source, f"secret {number}")
            if number == 0:
                print(f"{answer.name}: {score:g} of {problems(nb)[answer.problem]:g}")
                print(
                    "".join(f"    {test}: {sentence}\n" for test, sentence in said.items()), end=""
                )
            if complaint := differs(answer, score, said):
                wrong += 1
                print(f"  !!! {answer.name}, secret {number}: {complaint}")
    raise SystemExit(wrong > 0)


if __name__ == "__main__":
    main()
