"""Every right answer to a problem set under many course secrets: a secret must not make a test that
right answers fail.

Hidden tests draw their inputs from a secret that each course has for itself
(:mod:`neurolib.classroom.hidden`), so that a test may be wrong under one secret in a hundred.
Before a release, all sets are graded under a thousand secrets::

    python -m tests.course.secrets --secrets 1000
    python -m tests.course.secrets lab6 --secrets 1000 --problem L6.4

Each secret comes with a student of its own, because the inputs of some problems depend on the
student as well. With ``--references``, the reference solutions are the only right answers that are
graded; with ``--wrong``, the named wrong answers are graded too, and none may get all points.

The gradings run in as many processes as there are processors. What a secret gave is kept in the
folder ``.secrets``: a second start goes on where the first one stopped. What is kept counts as long
as the set, its answers and the library are the same.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np
import scipy

from neurolib.classroom.hidden import PUBLIC, STUDENT
from tests.course.named_answers import HERE, asked_sets
from tests.course.test_answers import (
    ROOT,
    Answer,
    answers,
    grade,
    notebook,
    problems,
    solution,
)

KEPT = ROOT / ".secrets"


@cache
def points_of(problem_set: str) -> dict[str, float]:
    """Return the points of each problem of a set."""
    return problems(notebook(problem_set))


def asked(
    problem_set: str, wrong: bool = False, problem: str = "", references: bool = False
) -> list[Answer]:
    """Return the reference solution of each problem of a set, its named right answers unless
    ``references`` alone are asked for, and on request its wrong ones.
    """
    nb = notebook(problem_set)
    points = points_of(problem_set)
    every = [
        Answer(f"{number}-reference", number, "", full, (), solution(nb, number))
        for number, full in points.items()
    ]
    for answer in answers(problem_set):
        right = answer.score == points[answer.problem]
        if not references if right else wrong:
            every.append(answer)
    return [answer for answer in every if answer.problem == problem or not problem]


def misgraded(problem_set: str, answer: Answer, number: int, prefix: str = "secret") -> str:
    """Return in a sentence how the grading of an answer under secret ``number`` is unfair, or
    nothing.

    A right answer must get all points of its problem; a wrong one must not. One test that refuses
    a wrong answer is enough, so that one goes first which refused it under another secret.
    """
    secret, points = f"{prefix} {number}", points_of(problem_set)[answer.problem]
    nb = notebook(problem_set)
    with mock.patch.dict(os.environ, {STUDENT: f"student {number}"}):
        test = refusing(problem_set, answer) if answer.score < points else ""
        if test and grade(nb, answer.problem, answer.source, secret, test)[1]:
            return ""
        score, said = grade(nb, answer.problem, answer.source, secret)
    if (score == points) == (answer.score == points):
        return ""
    because = "".join(f" {test}: {sentence}" for test, sentence in said.items())
    return (
        f"{answer.name} gets {score:g} of {points:g} points under the secret {secret!r}, "
        f"and deserves {answer.score:g}.{because}"
    )


@cache
def refusing(problem_set: str, answer: Answer) -> str:
    """Return the quickest test that refuses a wrong answer under the public secret, and says the
    same if no other test ran before it; or nothing.
    """
    nb, found = notebook(problem_set), []
    for test, sentence in grade(nb, answer.problem, answer.source, PUBLIC)[1].items():
        began = time.process_time()
        said = grade(nb, answer.problem, answer.source, PUBLIC, test)[1]
        found += [(time.process_time() - began, test)] * (said == {test: sentence})
    return min(found, default=(0.0, ""))[1]


def unfair(
    problem_set: str,
    numbers: range,
    wrong: bool = False,
    problem: str = "",
    references: bool = False,
) -> Iterator[str]:
    """Yield a sentence for each grading of a set, under each of the secrets ``numbers``, that is
    unfair.
    """
    every = asked(problem_set, wrong, problem, references)
    for number in numbers:
        yield from filter(None, (misgraded(problem_set, answer, number) for answer in every))


@dataclass(frozen=True)
class Done:
    """What a set gave under one secret: how many gradings, in how many seconds of processor time,
    and a sentence for each unfair one.
    """

    problem_set: str
    number: int
    gradings: int
    seconds: float
    sentences: list[str]


def graded_under(
    problem_set: str, number: int, wrong: bool, problem: str, references: bool
) -> Done:
    """Grade a set under one secret."""
    began = time.process_time()
    every = asked(problem_set, wrong, problem, references)
    sentences = [said for answer in every if (said := misgraded(problem_set, answer, number))]
    return Done(problem_set, number, len(every), time.process_time() - began, sentences)


@cache
def _library() -> bytes:
    """Return a checksum of the library, of what grades with it, and of the versions below it."""
    here = ROOT / "tests" / "course"
    programs = (here / f"{name}.py" for name in ("secrets", "test_answers", "named_answers"))
    versions = f"{sys.version} {np.__version__} {scipy.__version__}"
    return _digest(versions, *(ROOT / "neurolib").rglob("*.py"), *programs)


def fingerprint(problem_set: str) -> str:
    """Return a checksum of all that the gradings of a set depend on."""
    found = [
        *(ROOT / "solutions").glob(f"{problem_set}-*/*"),
        *(HERE / problem_set).glob("*.py"),
    ]
    return _digest(_library().hex(), *found).hex()[:16]


def _digest(text: str, *paths: Path) -> bytes:
    digest = hashlib.sha256(text.encode())
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.digest()


class Kept:
    """The file in which one choice of answers to a set keeps what each secret gave."""

    def __init__(self, folder: Path, problem_set: str, choice: str) -> None:
        name = "-".join(filter(None, (problem_set, choice, fingerprint(problem_set))))
        self.path = folder / f"{name}.jsonl"

    def read(self) -> dict[int, Done]:
        """Return what is kept, by the number of the secret; a line that was cut off is left out."""
        found = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(ValueError):
                    one = Done(**json.loads(line))
                    found[one.number] = one
        return found

    def add(self, one: Done) -> None:
        """Append what a secret gave."""
        self.path.parent.mkdir(exist_ok=True)
        cut_off = self.path.exists() and not self.path.read_bytes().endswith(b"\n")
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n" * cut_off + json.dumps(one.__dict__) + "\n")


class Progress:
    """Says how many gradings are done, and how long the others take: in one line of a terminal that
    it writes anew, else in a line each minute.
    """

    def __init__(self, whole: int, kept: int) -> None:
        self.whole, self.done, self.kept, self.faults = whole, kept, kept, 0
        self.began = self.said = time.monotonic()
        self.live = sys.stderr.isatty()

    def step(self) -> None:
        """Count one set under one secret."""
        self.done += 1
        now = time.monotonic()
        if now - self.said >= (0.5 if self.live else 60.0):
            self.said = now
            self._write()

    def _write(self) -> None:
        left = (time.monotonic() - self.began) / (self.done - self.kept) * (self.whole - self.done)
        hours, minutes = divmod(round(left / 60), 60)
        line = (
            f"{self.done} of {self.whole} (set, secret) pairs, {self.done / self.whole:.0%}; "
            f"about {f'{hours} h ' if hours else ''}{minutes} min left; "
            f"unfair gradings: {self.faults}"
        )
        print(
            f"\r{line}\x1b[K" if self.live else line,
            end="" if self.live else "\n",
            flush=True,
            file=sys.stderr,
        )

    def say(self, sentence: str) -> None:
        """Print a sentence about an unfair grading."""
        self.faults += 1
        if self.live:
            print("\r\x1b[K", end="", flush=True, file=sys.stderr)
        print(f"  {sentence}", flush=True)

    def end(self) -> None:
        """Leave an empty line where the progress stood."""
        if self.live:
            print("\r\x1b[K", end="", flush=True, file=sys.stderr)


def every_pair(names: list[str], numbers: range) -> list[tuple[str, int]]:
    """Return the pairs of a set and a secret: all sets under one secret, then the next one."""
    return [(name, number) for number in numbers for name in names]


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
        help="start nothing new after T seconds; a second start goes on",
    )
    parser.add_argument("--problem", default="", help="this problem alone, as in L6.4")
    parser.add_argument("--wrong", action="store_true", help="grade the named wrong answers, too")
    parser.add_argument(
        "--references",
        action="store_true",
        help="of the right answers, grade the reference solutions alone",
    )
    parser.add_argument(
        "--processes",
        type=int,
        default=os.cpu_count() or 1,
        metavar="P",
        help="how many processes grade at the same time (one for each processor)",
    )
    parser.add_argument(
        "--kept",
        type=Path,
        default=KEPT,
        metavar="DIR",
        help="where results are kept for the next start (.secrets)",
    )
    options = parser.parse_args()
    names = asked_sets(parser, options.sets)
    for library in ("OMP", "OPENBLAS", "MKL"):  # as many processes as processors: no more threads
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    numbers = range(options.first, options.first + options.secrets)
    choice = options.problem + "-wrong" * options.wrong + "-references" * options.references
    kept = {name: Kept(options.kept, name, choice.strip("-")) for name in names}
    done = {
        name: {number: one for number, one in kept[name].read().items() if number in numbers}
        for name in names
    }
    left = [pair for pair in every_pair(names, numbers) if pair[1] not in done[pair[0]]]
    progress = Progress(len(names) * len(numbers), len(names) * len(numbers) - len(left))
    for one in (one for name in names for one in done[name].values()):
        for sentence in one.sentences:
            progress.say(sentence)
    for one in _gradings(left, options):
        kept[one.problem_set].add(one)
        done[one.problem_set][one.number] = one
        for sentence in one.sentences:
            progress.say(sentence)
        progress.step()
    progress.end()
    for name in names:
        made = done[name].values()
        print(
            f"{name}: {len(made)} secrets, {sum(one.gradings for one in made)} gradings, "
            f"{sum(one.seconds for one in made):.0f} s"
        )
    fewest = min(len(done[name]) for name in names)
    if fewest < len(numbers):
        print(f"{fewest} of {len(numbers)} secrets were tried with all sets: start again to go on.")
    print("No grading is unfair." if not progress.faults else f"Unfair gradings: {progress.faults}")
    raise SystemExit(progress.faults > 0)


def _gradings(left: list[tuple[str, int]], options: argparse.Namespace) -> Iterator[Done]:
    """Yield what each pair gives, as it comes; few pairs wait in the pool, so that it ends soon."""
    how = (options.wrong, options.problem, options.references)
    end = time.monotonic() + (options.seconds or float("inf"))
    if min(options.processes, len(left)) < 2:
        for name, number in left:
            if time.monotonic() < end:
                yield graded_under(name, number, *how)
        return
    todo = iter(left)
    waiting: set[Future[Done]] = set()
    with ProcessPoolExecutor(
        options.processes, mp_context=multiprocessing.get_context("spawn")
    ) as pool:
        while True:
            while len(waiting) < 2 * options.processes and time.monotonic() < end:
                if (pair := next(todo, None)) is None:
                    break
                waiting.add(pool.submit(graded_under, *pair, *how))
            if not waiting:
                return
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()


if __name__ == "__main__":
    main()
