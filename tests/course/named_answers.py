"""Named answers to graded problems, as data.

A file ``answers/SET/PROBLEM.py``, such as ``answers/ps2/2.1.py`` or ``answers/lab2/L2.1.py``, holds
the answers to a problem, one after the other: a line with the answer's name, ``right-…`` or
``wrong-…``, a header, and the code that stands in the answer cell. The header's lines are
comments::

    # %% wrong-no-t_ref
    # about: the refractory time is left out
    # score: 8
    # hint: t_ref is left out

``score`` counts the points of that problem. Each ``hint`` is part of a sentence that a failing test
must say, the first of the first failing test. A right answer has none. A wrong answer reaches at
least one sentence that no other answer to the problem reaches.

An answer that repeats a right one but for a few lines is kept as the difference, so that its
mistake is all that one reads::

    # %% wrong-absolute-lag
    # about: the lag without its sign
    # score: 13
    # hint: The sign of the lag is lost
    # from: right-histogram
    # -     tau = (b[None, :] - a[:, None]).ravel()
    # +     tau = abs(b[None, :] - a[:, None]).ravel()

The lines after ``# -`` stand exactly once in the right answer, those after ``# +`` take their
place. A line ``#`` ends a change and begins the next. An author writes answers whole; they are
rewritten in this form, where it is less than half as long, with::

    python -m tests.course.named_answers ps2
"""

from __future__ import annotations

import argparse
import difflib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from neurolib.classroom.course import counting

HERE = Path(__file__).parent / "answers"


@dataclass(frozen=True)
class Answer:
    """One named answer: the problem it answers, the points it deserves, what the tests must say to
    it, and its code.
    """

    name: str
    problem: str
    about: str
    score: float
    hints: tuple[str, ...]
    source: str

    @classmethod
    def read(cls, path: Path) -> list[Answer]:
        """Read the answers to one problem from its file."""
        sources = dict(cls.parts(path))
        return [cls._of(path.stem, name, source, sources) for name, source in sources.items()]

    @staticmethod
    def parts(path: Path) -> list[tuple[str, str]]:
        """Return the name of each answer in a file, and what stands below it."""
        start, *rest = re.split(
            r"^# %% (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        assert not start, f"{path} begins with something else than an answer"
        assert len(set(rest[::2])) == len(rest[::2]), f"two answers in {path} have one name"
        return list(zip(rest[::2], rest[1::2], strict=True))

    @classmethod
    def _of(cls, problem: str, name: str, source: str, sources: dict[str, str]) -> Answer:
        fields = re.findall(r"^# (about|score|hint|from): (.+)$", source, re.MULTILINE)
        header, hints = dict(fields), tuple(value for key, value in fields if key == "hint")
        if "from" in header:
            source = changed(code(sources[header["from"]]), code(source), f"{problem}-{name}")
        return cls(
            f"{problem}-{name}", problem, header["about"], float(header["score"]), hints, source
        )


def code(source: str) -> str:
    """Return what stands below an answer's header."""
    return re.sub(r"\A(# (about|score|hint|from): .+\n)+", "", source)


def changed(right: str, changes: str, name: str) -> str:
    """Return a right answer with ``changes`` made to it, each of which takes away lines that stand
    in it once.
    """
    lines, at = right.splitlines(), []
    for change in changes.strip("\n").split("\n#\n"):
        marked = [re.fullmatch(r"# ([-+])(?: (.*))?", line) for line in change.splitlines()]
        assert all(marked), (
            f"{name}: a line of a change begins with '# -' or '# +', not as in {change!r}"
        )
        gone, new = (
            [match[2] or "" for match in marked if match and match[1] == sign] for sign in "-+"
        )
        places = [k for k in range(len(lines)) if lines[k : k + len(gone)] == gone] if gone else []
        assert len(places) == 1, (
            f"{name}: the right answer has these lines {len(places)} times, expected once: {gone}"
        )
        at.append((places[0], places[0] + len(gone), new))
    for start, stop, new in sorted(at, reverse=True):
        lines[start:stop] = new
    return "\n".join(lines) + "\n"


def sets() -> list[str]:
    """Return the problem sets that have answers, ``["ps2", "lab1"]``: those of the chapters, then
    those of the labs.
    """
    return sorted((path.name for path in HERE.iterdir() if path.is_dir()), key=counting)


def asked_sets(parser: argparse.ArgumentParser, names: list[str]) -> list[str]:
    """Return the problem sets that the user of a program has named, all if none; end the program
    with a sentence where there is no such set.
    """
    if unknown := set(names) - set(sets()):
        parser.error(
            f"There is no problem set {', '.join(sorted(unknown))}; there are {', '.join(sets())}."
        )
    return names or sets()


@cache
def answers(problem_set: str) -> list[Answer]:
    """Return the answers kept for a problem set."""
    return [
        answer for path in sorted((HERE / problem_set).glob("*.py")) for answer in Answer.read(path)
    ]


def difference(right: str, wrong: str) -> str:
    """Return the changes that make ``wrong`` of ``right``, each long enough to have one place."""
    before, after = right.splitlines(), wrong.splitlines()
    spans = [
        [i1, i2, j1, j2]
        for word, i1, i2, j1, j2 in difflib.SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes()
        if word != "equal"
    ]
    for span in spans:
        while not _once(before, before[span[0] : span[1]]):
            if span[0] > 0:
                span[0], span[2] = span[0] - 1, span[2] - 1
            else:
                span[1], span[3] = span[1] + 1, span[3] + 1
    whole: list[list[int]] = []
    for span in spans:
        if whole and span[0] < whole[-1][1]:  # two changes that need the same lines are one
            whole[-1] = [
                whole[-1][0],
                max(span[1], whole[-1][1]),
                whole[-1][2],
                max(span[3], whole[-1][3]),
            ]
        else:
            whole.append(span)
    changes = (
        [f"# - {line}".rstrip() for line in before[i1:i2]]
        + [f"# + {line}".rstrip() for line in after[j1:j2]]
        for i1, i2, j1, j2 in whole
    )
    return "\n#\n".join("\n".join(change) for change in changes) + "\n"


def _once(lines: list[str], part: list[str]) -> bool:
    """Whether lines stand once in an answer, one after the other."""
    return bool(part) and sum(lines[k : k + len(part)] == part for k in range(len(lines))) == 1


def rewrite(path: Path) -> int:
    """Write the answers in a file anew, and return how many became a difference."""
    parts = dict(Answer.parts(path))
    right = {
        name: code(source)
        for name, source in parts.items()
        if name.startswith("right-") and "# from: " not in source
    }
    for name, source in parts.items():
        if name in right or "# from: " in source:
            continue
        wrong = code(source)
        of, change = min(
            ((each, difference(right[each], wrong)) for each in right),
            key=lambda pair: (pair[1].count("\n"), len(pair[1])),
        )
        if 2 * change.count("\n") < len(re.sub(r"\n\n+", "\n", wrong).splitlines()):
            made = changed(right[of], change, name)
            assert made.strip("\n") == wrong.strip("\n"), (
                f"{path.name} {name}: the difference gives another answer:\n{made}"
            )
            header = source[: len(source) - len(wrong)]
            parts[name] = f"{header}# from: {of}\n{change}\n"
    became = sum(
        source != before
        for source, before in zip(parts.values(), dict(Answer.parts(path)).values(), strict=True)
    )
    path.write_text(
        "".join(f"# %% {name}\n{source}" for name, source in parts.items()).rstrip("\n") + "\n",
        encoding="utf-8",
    )
    return became


def main() -> None:
    """Write answers that repeat a right one but for a few lines as differences."""
    parser = argparse.ArgumentParser(
        description="Write answers that repeat a right one but for a few lines as differences from "
        "it."
    )
    parser.add_argument("sets", nargs="*", help="ps2, ...; all without a name")
    for name in asked_sets(parser, parser.parse_args().sets):
        print(
            f"{name}: "
            f"{sum(rewrite(path) for path in sorted((HERE / name).glob('*.py')))} "
            f"answers became a difference"
        )


if __name__ == "__main__":
    main()
