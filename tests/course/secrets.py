"""Every right answer to a problem set under many course secrets: a secret must not make a test that
right answers fail.

Hidden tests draw their inputs from a secret that each course has for itself
(:mod:`neurolib.classroom.hidden`), so that a test may be wrong under one secret in a hundred.
Before a release, all sets are graded under a thousand secrets::

    python -m tests.course.secrets --secrets 1000
    python -m tests.course.secrets lab6 --secrets 1000 --problem L6.4

Each secret comes with a student of its own, because the inputs of some problems depend on the
student as well. With ``--wrong``, the named wrong answers are graded too, and none may get all
points.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from unittest import mock

from neurolib.classroom.hidden import STUDENT
from tests.course.named_answers import asked_sets
from tests.course.test_answers import Answer, answers, grade, notebook, problems, solution


def asked(problem_set: str, wrong: bool = False, problem: str = "") -> list[Answer]:
    """Return the reference solution of each problem of a set, its named right answers and, on
    request, its wrong ones.
    """
    nb = notebook(problem_set)
    points = problems(nb)
    every = [
        Answer(f"{number}-reference", number, "", full, (), solution(nb, number))
        for number, full in points.items()
    ]
    every += [
        answer for answer in answers(problem_set) if wrong or answer.score == points[answer.problem]
    ]
    return [answer for answer in every if answer.problem == problem or not problem]


def misgraded(problem_set: str, answer: Answer, number: int, prefix: str = "secret") -> str:
    """Return in a sentence how the grading of an answer under secret ``number`` is unfair, or
    nothing.

    A right answer must get all points of its problem; a wrong one must not.
    """
    secret, nb = f"{prefix} {number}", notebook(problem_set)
    points = problems(nb)[answer.problem]
    with mock.patch.dict(os.environ, {STUDENT: f"student {number}"}):
        score, said = grade(nb, answer.problem, answer.source, secret)
    if (score == points) == (answer.score == points):
        return ""
    because = "".join(f" {test}: {sentence}" for test, sentence in said.items())
    return (
        f"{answer.name} gets {score:g} of {points:g} points under the secret {secret!r}, "
        f"and deserves {answer.score:g}.{because}"
    )


def unfair(
    problem_set: str, numbers: range, wrong: bool = False, problem: str = ""
) -> Iterator[str]:
    """Yield a sentence for each grading of a set, under each of the secrets ``numbers``, that is
    unfair.
    """
    every = asked(problem_set, wrong, problem)
    for number in numbers:
        yield from filter(None, (misgraded(problem_set, answer, number) for answer in every))


def main() -> None:
    """Print what is unfair in each set, and how many gradings were made; exit with 1 if any is
    unfair.
    """
    parser = argparse.ArgumentParser(
        description="Grade every right answer to problem sets under many course secrets."
    )
    parser.add_argument(
        "sets", nargs="*", metavar="SET", help="problem sets, as in lab6; all by default"
    )
    parser.add_argument(
        "--secrets", type=int, default=10, metavar="N", help="how many secrets to try (10)"
    )
    parser.add_argument(
        "--first", type=int, default=0, metavar="K", help="number of the first secret (0)"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=0.0,
        metavar="T",
        help="stop a set after T seconds of processor time",
    )
    parser.add_argument("--problem", default="", help="this problem alone, as in L6.4")
    parser.add_argument("--wrong", action="store_true", help="grade the named wrong answers, too")
    options = parser.parse_args()
    faults = 0
    for name in asked_sets(parser, options.sets):
        began, done = time.process_time(), 0
        for number in range(options.first, options.first + options.secrets):
            for sentence in unfair(name, range(number, number + 1), options.wrong, options.problem):
                faults += 1
                print(f"  {sentence}", flush=True)
            done += 1
            if options.seconds and time.process_time() - began > options.seconds:
                break
        made = done * len(asked(name, options.wrong, options.problem))
        print(
            f"{name}: {done} secrets, {made} gradings, {time.process_time() - began:.0f} s",
            flush=True,
        )
    print("No grading is unfair." if not faults else f"Unfair gradings: {faults}")
    raise SystemExit(faults > 0)


if __name__ == "__main__":
    main()
