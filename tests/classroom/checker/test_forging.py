"""Answers made to please a test instead of solving its problem: each earned everything before it
was mended.

A notebook of the teacher's with a reference solution, and a student's answers in the place of it.
"""

from __future__ import annotations

import copy
import os
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade
from traitlets.config import Config

from neurolib import cli
from neurolib.bootstrap import Stop
from neurolib.classroom.checker import names
from neurolib.classroom.checker.master import Master
from neurolib.classroom.grading.validation import IN_PLACE as BY_HAND_ONLY
from neurolib.classroom.grading.validation import rehearsed, trivial
from neurolib.classroom.reports.outcomes import message

from .test_checker import answer, graded_by, known, run, test_cell

pytestmark = pytest.mark.skipif(
    not shutil.which("bwrap") and "CI" not in os.environ,
    reason="bubblewrap is not installed: apt install bubblewrap",
)
test_cell.__test__ = False  # type: ignore[attr-defined]


def told(teachers: list[Any], answers: list[str], folder: Path) -> Any:
    """Return the notebook graded with these answers, in order, in the place of the reference
    solution's, which runs first.
    """
    cells, left = copy.deepcopy(teachers), iter(answers)
    for cell in cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = next(left)
    return run(cells, folder, teachers=teachers)


def forged(teachers: list[Any], answers: list[str], folder: Path) -> dict[str, float]:
    """Return what each test earns then."""
    cells = [
        cell
        for cell in told(teachers, answers, folder)
        if cell.metadata.get("nbgrader", {}).get("points")
    ]
    return {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in cells}


def right(teachers: list[Any], folder: Path) -> bool:
    """Whether the reference solution earns everything."""
    answers = [
        cell.source for cell in teachers if cell.metadata.get("nbgrader", {}).get("solution")
    ]
    return set(forged(teachers, answers, folder).values()) == {4}


def test_names_that_no_answer_binds_are_never_the_students(tmp_path: Path) -> None:
    (tmp_path / "tools.py").write_text("def near(a, b): return abs(a - b) < 1e-9")
    teachers = [
        new_code_cell("%pylab inline\n%run tools.py\nfiles = !ls\ndef same(a, b): return a == b"),
        answer("def square(x): return x * x\nlevel = 3"),
        new_code_cell("double = 2 * level\nfrom numpy.testing import *"),
        new_code_cell(
            "def count():\n    global counted\n    counted = 9.0\nif level == 3: count()"
        ),
        test_cell("assert_allclose(square(3.0), 9.0)", "a star in a cell that is put off"),
        test_cell("assert square(2) == 4\nfrom math import *", "a star that is not come to"),
        test_cell("assert isclose(square(3.0), 9.0)", "after it"),
        test_cell("assert allclose(square(3.0), 9.0)", "pylab"),
        test_cell("assert near(square(3.0), 9.0)", "a file that is run"),
        test_cell("assert same(square(3.0), 9.0)", "beside a shell command"),
        test_cell("assert square(3.0) == counted", "a global of a function"),
        test_cell(
            "exec('wanted = 9.0') if level == 3 else None\nassert square(3.0) == wanted",
            "a name made by exec",
        ),
    ]
    liar = (
        "def square(x): return 0\nlevel = 4\ncounted = wanted = 0\nisclose = allclose = "
        "near = same = lambda *args: True\ndef assert_allclose(*args): pass"
    )
    assert right(teachers, tmp_path)
    assert set(forged(teachers, [liar], tmp_path).values()) == {0}


def test_a_name_that_the_kernel_denies_is_not_pythons_own(tmp_path: Path) -> None:
    teachers = [
        answer("def sum(xs): return xs[0] + sum(xs[1:]) if xs else 0"),
        test_cell("assert sum([1, 2]) == 3", "its own sum"),
    ]
    denying = (
        "import json\nimport neurolib.classroom.sandbox.agent as a\nhonest = a.serve\ndef "
        "sum(xs): return 0\n"
    )
    denying += "deny = a.Answer(json.dumps({'raised': ['KeyError', 'Exception'], 'text': 'sum'}))\n"
    denying += (
        "a.serve = lambda request: deny if json.loads(request)['do'] == 'find' else honest(request)"
    )
    assert right(teachers, tmp_path)
    assert forged(teachers, [denying], tmp_path) == {"its own sum": 0}


NOTHING = {
    "allclose": "assert np.allclose(square(3.0), 9.0)",
    "isclose": "assert np.isclose(9.0, square(3.0)).all()",
    "equality": "assert np.all(square(3.0) == 9.0)",
    "inequality": "assert not np.any(square(3.0) != 9.0)",
    "testing": "np.testing.assert_allclose(square(3.0), 9.0)",
    "testing, turned": "np.testing.assert_array_equal(9.0, square(3.0))",
    "almost": "np.testing.assert_array_almost_equal(square(3.0), 9.0)",
    "approx": "assert square(3.0) == pytest.approx(9.0)",
    "an array made of it": "assert np.allclose(np.asarray(square(3.0)), 9.0)",
    "half precision": "assert np.allclose(square(1e-5), 1e-10, rtol=1e-6, atol=0)",
    "single precision": "assert np.allclose(square(1e-25), 1e-50, rtol=1e-6, atol=0)",
    "for each": "for got, wanted in zip(square(np.array([1.0, 2.0])), [1.0, 4.0]): assert "
    "np.isclose(got, wanted)",
    "for each pair": "assert all(np.allclose(part, 9.0) for part in square(np.array([3.0, 3.0])))",
    "differences": "assert not np.any(np.abs(np.asarray(square(3.0)) - 9.0) > 1e-9)",
    "the largest, if any": "assert np.max(np.abs(np.asarray(square(np.arange(3.0))) - np.arange(3.0) ** 2), "
    "initial=0) < 1e-9",
    "taken out": "x = square(np.array([3.0, 3.0]))\nfirst, second = x\nassert np.allclose(first, "
    "9.0) and np.allclose(x[1], 9.0)",
    "sorted": "x = np.sort(square(np.arange(1.0, 5.0)))\nassert (np.diff(x) > 0).all() and (x > "
    "0).all()",
}


VAIN = """
import numpy as np
from collections import deque, namedtuple
Pair = namedtuple("Pair", "first second")
class Vain:
    __array__ = lambda *a, **k: np.zeros(0)
class Two:
    __len__ = lambda self: 2
    __getitem__ = lambda self, n: np.zeros((0, 1))
    __iter__ = lambda self: iter([self[0]] * 2)
class More(np.ndarray):
    def more(self): return self
class Bag(list):
    def more(self): return self
"""


MORE_OF_NOTHING = (
    *(
        "[]",
        "np.zeros((0, 3))",
        "np.array([], dtype=bool)",
        "[[], []]",
        "range(0)",
        "set()",
        "deque()",
        "Bag()",
        "Two()",
        "Pair([], [])",
    ),
    *("[np.zeros((0, 1))] * 2", "{0: np.zeros((0, 1)), 1: []}"),
    *("np.float32(0) * x", "np.zeros(2, np.complex64)", "np.zeros((1, 0), np.float32)"),
)


@pytest.mark.parametrize(
    "nothing",
    [
        *(
            "np.array([])",
            "()",
            "[[]]",
            "{}",
            "Vain()",
            "(np.zeros((0, 1)),) * 2",
            "np.zeros((0, 1)).view(More)",
            "np.float16(1e-9)",
        ),
        *(pytest.param(each, marks=pytest.mark.exhaustive) for each in MORE_OF_NOTHING),
    ],
)
def test_nothing_is_equal_to_no_value(nothing: str, tmp_path: Path) -> None:
    teachers = [
        answer("def square(x): return x * x"),
        *(test_cell(f"import numpy as np, pytest\n{test}", name) for name, test in NOTHING.items()),
    ]
    points = forged(teachers, [f"{VAIN}\ndef square(x): return {nothing}"], tmp_path)
    assert set(points.values()) == {0}, points


def test_right_answers_without_values_earn_everything(tmp_path: Path) -> None:
    source = (
        "import numpy as np\ndef spikes(I): return np.arange(0, 1.0, 0.25) if I else "
        "np.array([])\ndef names(I): return []"
    )
    test = """
import numpy as np, pytest
for I in 0.0, 1.0:
    times = spikes(I)
    assert isinstance(times, np.ndarray) and np.allclose(np.diff(times), 0.25) and (times >= 0).all() and (1e3 * times < 1e3).all()
none = spikes(0.0)
assert none.size == len(none) == 0 and none.shape == (0,) and np.array_equal(none, []) and np.allclose(none, []) and none.sum() == 0
assert np.allclose(none * 2, 3) and (none == np.array([])).all() and none == pytest.approx(np.array([])) and names(0) == []
np.testing.assert_allclose(none, [])
np.testing.assert_array_equal(names(0), none)
"""
    assert right([answer(source), test_cell(test, "empty")], tmp_path)


@pytest.mark.parametrize(
    "kind",
    [
        "float16",
        "complex64",
        *(pytest.param(kind, marks=pytest.mark.exhaustive) for kind in ("float32", "longdouble")),
    ],
)
def test_what_is_not_in_double_precision_arrives_in_it(kind: str, tmp_path: Path) -> None:
    test = """
import numpy as np
h = coarse(np.array([1.0, 2.0, 1 / 3]))
assert h.dtype in (np.float64, np.complex128) and h.shape == (3,) and np.allclose(h, [1, 2, 1 / 3], rtol=1e-3)
h += 1
assert np.array_equal(h[:2], [2, 3]) and abs(coarse(1 / 3) - 1 / 3) < 1e-3 and not np.allclose(coarse(1e-5) ** 2, 1.1e-10, rtol=1e-2, atol=0)
"""
    source = f"import numpy as np\ndef coarse(x): return np.asarray(x).astype(np.{kind})[()]"
    assert right([answer(source), test_cell(test, "coarse")], tmp_path)


@pytest.mark.parametrize("nothing", ["Vain()", "np.zeros((0, 1)).view(More)", "[[]]", "()"])
def test_who_returns_nothing_is_told_so(nothing: str, tmp_path: Path) -> None:
    lines = [
        "assert square(3.0) == 9.0" if nothing != "Vain()" else "",
        "assert np.allclose(square(3.0), 9.0)",
        "x = np.asarray(square(3.0)) + 1",
    ]
    teachers = [
        answer("def square(x): return x * x"),
        *(test_cell(f"import numpy as np\n{line}", line) for line in lines if line),
    ]
    said = {
        message(cell)
        for cell in told(teachers, [f"{VAIN}\ndef square(x): return {nothing}"], tmp_path)[1:]
    }
    assert said and all(
        re.fullmatch(
            "Your code gives .* without a single value in it, where values are expected.", text
        )
        for text in said
    ), said


@pytest.mark.exhaustive
def test_some_of_many_may_be_empty_where_they_are(tmp_path: Path) -> None:
    """In the same answer at the same place, whatever it is that holds them."""
    source = """
import numpy as np
class Run:
    def __init__(self, n): self.spikes, self.V, self.t = np.arange(n) * 1.0, np.ones(3), np.zeros(0)
def trains(counts): return [np.arange(n) * 1.0 for n in counts]
def run(n): return Run(n)
def first(train): return train[:1]
"""
    test = """
import numpy as np
for train, n in zip(trains([2, 0, 3]), (2, 0, 3)):
    assert np.allclose(train, np.arange(n))
    assert np.allclose(first(train), 0.0)
for n in 2, 0, 1:
    r = run(n)
    assert np.allclose(r.V, 1.0) and np.allclose(r.spikes, np.arange(n))
"""
    others = {
        "tuples": "def trains(counts): return tuple(list(range(n)) for n in counts)",
        "objects": "class Train:\n    def __init__(self, train): self.train = train[:1]\n    "
        "__array__ = lambda self, *a, **k: self.train\n"
        "def first(train): return Train(train)",
        "named tuples": "from collections import namedtuple\nR = namedtuple('R', 'spikes V t')\ndef "
        "run(n): return R(np.arange(n), [1.0], [])",
    }
    wrong = {
        "all trains": "def trains(counts): return [np.zeros((0, 1)) for n in counts]",
        "the last train": "def trains(counts): return [[0.0, 1.0], [], np.zeros((0, 1))]",
        "one more": "def first(train): return train[:0]",
        "another part": "class Run:\n    def __init__(self, n): self.spikes, self.V = np.arange(n), "
        "np.zeros(0)",
        "another run": "class Run:\n    def __init__(self, n): self.spikes, self.V = np.zeros(0), "
        "np.ones(3)",
        "a tuple's part": "from collections import namedtuple\nR = namedtuple('R', 'spikes V t')\ndef "
        "run(n): return R(np.arange(n), [], [])",
    }
    teachers = [answer(source), test_cell(test, "test")]
    assert right(teachers, tmp_path)
    assert {
        name: forged(teachers, [f"{source}\n{other}"], tmp_path)["test"]
        for name, other in others.items()
    } == dict.fromkeys(others, 4)
    assert {
        name: forged(teachers, [f"{source}\n{other}"], tmp_path)["test"]
        for name, other in wrong.items()
    } == dict.fromkeys(wrong, 0)


@pytest.mark.exhaustive
def test_random_draws_may_be_empty_at_other_times(tmp_path: Path) -> None:
    source = (
        "import numpy as np\ndef train(rate, rng): return np.sort(rng.random(rng.poisson(rate)))"
    )
    other = (
        "import numpy as np\ndef train(rate, rng):\n    t = np.cumsum(rng.exponential(1 / "
        "rate, 60))\n    return t[t < 1]"
    )
    test = """
import numpy as np
trains = [train(5.0, np.random.default_rng(seed)) for seed in range(200)]
assert all(np.all(np.diff(t) >= 0) and np.all(np.asarray(t) < 1) for t in trains) and abs(np.mean([len(t) for t in trains]) - 5) < 1
assert np.allclose(np.asarray(train(30.0, np.random.default_rng(1))) * 0, 0.0)
"""
    few = (
        "import numpy as np\nfor seed in range(8): assert np.allclose(train(50.0, "
        "np.random.default_rng(seed)) < 1, True)"
    )
    teachers = [answer(source), test_cell(test, "test"), test_cell(few, "few")]
    assert forged(teachers, [other], tmp_path) == {"test": 4, "few": 4}
    assert forged(teachers, [f"{other}[:0]"], tmp_path) == {"test": 0, "few": 0}
    once = (
        "calls = []\ndef train(rate, rng):\n    calls.append(rate)\n    return "
        "rng.random(30)[: 30 * (len(calls) != 203)]"
    )
    assert forged(teachers, [once], tmp_path)["few"] == 0


def test_a_field_that_is_empty_may_be_so_in_an_object_of_another_kind(tmp_path: Path) -> None:
    """However often it is looked at; what an object has at first may be nothing at first alone."""
    tuples = (
        "from typing import NamedTuple\nclass R(NamedTuple):\n    t: list\n    V: list\ndef "
        "run(n): return R(list(range(n)), [0.0])"
    )
    classes = (
        "from dataclasses import dataclass\n@dataclass\nclass R:\n    t: list\n    V: "
        "list\ndef run(n): return R(list(range(n)), [0.0])"
    )
    test = (
        "import numpy as np\nfor n in 2, 0, 1:\n    r = run(n)\n    assert np.allclose(r.t, "
        "range(n)) and len(r.t) == n and np.allclose(np.diff(r.t), 1)"
    )
    grows = (
        "class Log:\n    def __init__(self): self.all = []\n    def add(self, x): "
        "self.all.append(x)"
    )
    full = (
        "import numpy as np\nlog = Log()\nassert len(log.all) == 0\nlog.add(3.0)\nassert "
        "np.allclose(log.all, 3.0)"
    )
    for one, other in (tuples, classes), (classes, tuples):
        teachers = [answer(f"{one}\n{grows}"), test_cell(test, "run"), test_cell(full, "log")]
        assert forged(teachers, [f"{other}\n{grows}"], tmp_path) == {"run": 4, "log": 4}
        assert forged(
            teachers,
            [f"{other.replace('range(n)', '[]')}\n{grows.replace('append', 'count')}"],
            tmp_path,
        ) == {
            "run": 0,
            "log": 0,
        }


FAKE = """
from collections import namedtuple
class Sample:
    def __init__(self, mu, sd, n): self.mu, self.sd, self.size, self.shape, self.ndim = mu, sd, n, (n,), 1
    def __len__(self): return self.size
    def mean(self, **named): return self.mu
    def std(self, **named): return self.sd
    def all(self, **named): return True
Row = namedtuple("Row", "mean std size shape")
odd = 0
class Odd(Sample):
    def __array__(self, *args, **named): return [self.mu]
def draw(mu, sd, n): return {}
"""
STATISTICS = {
    "by functions": "assert abs(np.mean(x) - 3) < 0.3 and abs(np.std(x) - 2) < 0.3 and np.size(x) == "
    "1000",
    "by methods": "assert abs(x.mean() - 3) < 0.3 and abs(x.std() - 2) < 0.3 and x.shape == (1000,)",
    "by length": "assert len(x) == 1000 and abs(np.mean(x) - 3) < 0.3",
    "by shape": "assert np.shape(x) == (1000,)",
}


@pytest.mark.parametrize(
    "fake", ["Sample(mu, sd, n)", "Row(lambda **k: mu, lambda **k: sd, n, (n,))", "Odd(mu, sd, n)"]
)
def test_an_object_is_no_array_because_it_says_so(fake: str, tmp_path: Path) -> None:
    reference = (
        "import numpy as np\ndef draw(mu, sd, n): return np.random.default_rng(1).normal(mu, sd, n)"
    )
    teachers = [
        answer(reference),
        *(
            test_cell(f"import numpy as np\nx = draw(3.0, 2.0, 1000)\n{test}", name)
            for name, test in STATISTICS.items()
        ),
    ]
    assert set(forged(teachers, [FAKE.format(fake)], tmp_path).values()) == {0}


def test_what_the_reference_solution_gives_its_own_objects_is_theirs(tmp_path: Path) -> None:
    own = """
from dataclasses import dataclass
from collections import namedtuple
@dataclass
class Box:
    size: float
    def mean(self): return 2.0
    def grow(self): self.shape = 5
Both = namedtuple("Both", "min max")
def both(): return Both(1, 2)
"""
    test = (
        "box = Box(3.0)\nbox.grow()\nassert (box.size, box.mean(), box.shape) == (3.0, 2.0, "
        "5) and both().max == 2 and both() == (1, 2)"
    )
    teachers = [answer(own), test_cell(test, "own")]
    assert right(teachers, tmp_path)
    assert known(teachers, tmp_path)["own"]["attributes"] == ["max", "mean", "min", "shape", "size"]


def test_magics_that_bind_names_are_read_as_what_they_bind() -> None:
    bound = names.binds(names.parse("%pylab inline\nfiles = !ls *.py\n%time x = 1"))
    assert {"np", "plt", "files"} <= bound and "x" not in bound
    assert names.stars(names.parse("%run -i tools.py\n%run other.ipynb")) == ["from tools import *"]


CHANGING = [
    new_code_cell("import numpy as np\nX = np.arange(1.0, 6)\nmarks = [3, 1, 2]"),
    answer("def sort(xs): xs.sort()\ndef scale(xs): return 2 * xs\ndef squares(xs): return xs**2"),
    test_cell(
        "x = np.arange(4.0)\ny = squares(x)\nassert np.allclose(y, x**2)", "right by the input"
    ),
    test_cell("assert np.allclose(scale(X), [2, 4, 6, 8, 10])", "right by a constant"),
    test_cell("assert np.allclose(squares(X), X**2)", "by a teacher's own array"),
]
CHANGED = "import numpy as np\nfrom neurolib.classroom.checking import changed\n"
IN_PLACE = test_cell(
    f"{CHANGED}assert changed(sort, marks) == [1, 2, 3] and marks == [3, 1, 2]", "in place"
)
SPOILERS = (
    "def sort(xs): xs[:] = sorted(xs)\ndef scale(xs):\n    y = 2 * xs\n    xs[:] = 0\n    "
    "return y\ndef squares(xs):\n    xs[:] = 0\n    return 0 * xs"
)
CAREFUL = (
    "def sort(xs): xs[:] = sorted(xs)\ndef scale(xs):\n    xs *= 2\n    return xs\ndef "
    "squares(xs): return xs * xs"
)


@pytest.mark.parametrize(
    ("asked", "answers", "points"),
    [
        (False, SPOILERS, [0, 4, 0]),
        (False, CAREFUL, [4, 4, 4]),
        (True, CAREFUL, [4, 4, 4, 4]),
        (True, SPOILERS, [4, 0, 4, 0]),
    ],
)
def test_an_argument_changed_in_place_makes_no_answer_right(
    asked: bool, answers: str, points: list[float], tmp_path: Path
) -> None:
    teachers = [*CHANGING[:2], *([IN_PLACE] if asked else []), *CHANGING[2:]]
    assert list(forged(teachers, [answers], tmp_path).values()) == points


NAMED = {
    "numbers": "xs = changed(scale, [1.0, 2.0])\nassert len(xs) == 2 and np.allclose(xs, [1e-9, "
    "2e-9], rtol=1e-6, atol=0)",
    "arrays": "x = changed(scale, np.array([1.0, 2.0], 'f4'))\nassert x.shape == (2,) and "
    "np.allclose(x, [1e-9, 2e-9], rtol=1e-6, atol=0)",
    "several": "W, *others = changed(apply, np.zeros((2, 2)), pre=pre, post=post)\nassert "
    "np.allclose(W, np.outer(post, pre))",
    "a sum": "W = np.ones((2, 2))\nnow, *others = changed(apply, W, pre, post)\nassert "
    "np.allclose(now - W, np.outer(post, pre))",
}
CHANGES = (
    "import numpy as np\ndef scale(xs):\n    for n, x in enumerate(xs): xs[n] = 1e-9 * "
    "x\ndef apply(W, pre, post): {}"
)
RIGHT_CHANGES = CHANGES.format("W += np.outer(post, pre)")
LESS = (
    "import numpy as np\ndef scale(xs): xs[:] = [np.float16(0)] * len(xs)\ndef apply(W, "
    "pre, post): W[...] = 0"
)
EMPTIED = (
    "def scale(xs):\n    xs.clear() if isinstance(xs, list) else xs.resize(0, "
    "refcheck=False)\ndef apply(W, pre, post): W.resize(0, refcheck=False)"
)
RETURNED = (
    "import numpy as np\ndef scale(xs): return [1e-9 * x for x in xs]\ndef apply(W, pre, "
    "post): return W + np.outer(post, pre)"
)


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        *(
            (RIGHT_CHANGES, [4, 4, 4, 4]),
            (LESS, [0, 0, 0, 0]),
            (EMPTIED, [0, 0, 0, 0]),
            (RETURNED, [0, 0, 0, 0]),
        ),
        (CHANGES.format("pre[:], post[:] = 0, 0"), [4, 4, 0, 0]),
        (CHANGES.format("W[...], pre[:], post[:] = 0, 0, 0"), [4, 4, 0, 0]),
        # nobody asks that it stays
        (CHANGES.format("W += np.outer(post, pre); pre[:] = 0"), [4, 4, 4, 4]),
    ],
)
def test_a_test_names_what_is_to_be_changed_and_compares_it_with_its_own(
    answers: str, points: list[float], tmp_path: Path
) -> None:
    """What comes back is a value like any other: in double precision, and not empty; the test's own
    arguments stay as they are.
    """
    given = new_code_cell(
        "import numpy as np\npre, post = np.array([1.0, 2.0]), np.array([3.0, 4.0])"
    )
    teachers = [
        given,
        answer(RIGHT_CHANGES),
        *(test_cell(CHANGED + source, name) for name, source in NAMED.items()),
    ]
    assert list(forged(teachers, [answers], tmp_path).values()) == points


BY_HAND = """
import numpy as np
V = np.array([1.0, 2.0])
kept = V.copy()
out = doubled(V)
assert np.allclose(out, 2 * kept)
assert np.array_equal(V, kept)
"""
STATE = [
    answer(
        "def doubled(V): return 2 * V\nclass Counter:\n    n = 0\n    def add(self, x): "
        "self.n += x.sum(); return self.n"
    ),
    test_cell(
        "import numpy as np\nX = np.ones(2)\nassert np.allclose(doubled(X), 2)\ncounter "
        "= Counter()",
        "begin",
    ),
    test_cell("assert counter.add(X) == 2 and counter.add(X) == 4", "goes on"),
    test_cell("assert counter.add(np.ones(3)) == 7", "and on"),
    test_cell(BY_HAND, "looks by hand"),
    test_cell(
        "from neurolib.classroom.checking import unchanged\nx, y = np.ones(2), "
        "np.ones(2)\ndoubled(x)\nunchanged(y, x, 'x')",
        "unchanged",
    ),
]


def test_who_changes_an_argument_loses_the_tests_that_ask_for_it_alone(tmp_path: Path) -> None:
    """A test that compares by hand compares its own argument; no test remembers what was changed in
    another.
    """
    spoiling = (
        "def doubled(V):\n    V *= 2\n    return V.copy()\nclass Counter:\n    n = 0\n    "
        "def add(self, x): self.n += x.sum(); x[:] = 5; return self.n"
    )
    cells = told(STATE, [spoiling], tmp_path)
    assert [determine_grade(cell)[0] for cell in cells[1:]] == [4, 4, 4, 4, 0]
    assert "Your function changes its input x in place" in message(cells[5])


SEEDED = """
import numpy as np, random
np.random.seed(3)
a, b = noise(3), noise(2)
np.random.seed(3)
assert np.allclose(np.concatenate([a, b]), np.random.normal(size=5)) and not np.allclose(a[:2], b)
np.random.seed(4)
first = np.random.normal()
assert np.allclose(noise(1), np.random.RandomState(4).normal(size=2)[1]) and noise(1) != first
random.seed(5)
c = chance()
random.seed(5)
assert c == random.random()
"""


def test_a_test_may_seed_the_global_generators(tmp_path: Path) -> None:
    source = (
        "import numpy as np, random\ndef noise(n): return np.random.normal(size=n)\ndef "
        "chance(): return random.random()"
    )
    teachers = [
        answer(source),
        test_cell(SEEDED, "seeded"),
        test_cell("import numpy as np\nassert noise(1) != noise(1)", "not seeded"),
    ]
    assert right(teachers, tmp_path)
    other = source.replace("np.random.normal(size=n)", "np.random.default_rng().normal(size=n)")
    assert forged(teachers, [other], tmp_path) == {"seeded": 0, "not seeded": 4}


KINDS = """
import numpy as np
assert queue(0) == [] and queue(2) == [0, 1] and list(steps(3)) == [0, 1, 2] and len(steps(0)) == 0 and set(keys()) == {"a"}
q = Bag([1, 2])
q.put(3)
assert q == [1, 2, 3] and len(q) == 3 and q[-1] == 3 and [2 * x for x in q] == [2, 4, 6] and q.total() == 6 and q + [4] == [1, 2, 3, 4]
m = Matrix([[1.0, 2.0]])
assert np.allclose(m, [[1, 2]]) and m.shape == (1, 2) and (m + 1).tolist() == [[2, 3]] and m.read() == 3 and m.note == "mine"
assert np.array_equal(2 * m, [[2, 4]]) and (m == [[1, 2]]).all() and np.add(m, m).sum() == 6 and m.mean() == 1.5 and m[0, 1] == 2
v = Volt(2)
assert v == 2.0 and abs(v - 2) < 1e-9 and v.unit() == "V" and 1 + v == 3 and float(v) == 2 and {v: 1}[2.0] == 1 and v
c, d, o = kinds()
assert c["a"] == 2 and c["nobody"] == 0 and c.most_common(1) == [("a", 2)] and c == {"a": 2, "b": 1} and sum(c.values()) == 3
assert d["x"] == 1.5 and d["y"] == 0.5 and list(o) == ["b", "a"] and o == {"a": 1, "b": 2} and next(iter(o.items())) == ("b", 2)
assert np.allclose(third(), 1 / 3) and third() == 1 / 3 and abs(tenth() - 0.1) < 1e-9 and groups()["x"] == [1] and "y" not in groups()
assert stats().mean() == 2.0 and stats().low == 1.0 and stats()[1] == 3.0
"""


def test_answers_of_many_kinds(tmp_path: Path) -> None:
    source = """
import numpy as np
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
def kinds(): return Counter("aab"), defaultdict(lambda: 0.5, x=1.5), OrderedDict(b=2, a=1)
def third(): return Fraction(1, 3)
def tenth(): return Decimal("0.1")
def groups(): return defaultdict(list, x=[1])
def queue(n): return deque(range(n))
def steps(n): return range(n)
def keys(): return {"a": 1}.keys()
class Bag(list):
    def put(self, x): self.append(x)
    def total(self): return sum(self)
class Matrix(np.ndarray):
    def __new__(cls, values):
        made = np.array(values).view(cls)
        made.note = "mine"
        return made
    def read(self): return float(self.sum())
class Volt(float):
    def unit(self): return "V"
class Stats(NamedTuple):
    low: float
    high: float
    def mean(self): return (self.low + self.high) / 2
def stats(): return Stats(1.0, 3.0)
"""
    assert right(
        [answer(source), test_cell(KINDS.replace("queue(0)", "list(queue(0))"), "kinds")], tmp_path
    )
    lying = source.replace(
        "class Bag(list):", "class Bag(list):\n    __eq__ = lambda *a: True"
    ).replace("self.append(x)", "None")
    assert forged([answer(source), test_cell(KINDS, "kinds")], [lying], tmp_path) == {"kinds": 0}


HIDDEN = """
import unittest
import numpy as np
if square(1.0) != 1.0:
    raise AssertionError("one is its own square")
### BEGIN HIDDEN TESTS
# 12.25
{}
### END HIDDEN TESTS
"""
MESSAGES = {
    "np.testing.assert_allclose(square(3.5), 12.25)": "This test fails.",
    "np.testing.assert_array_equal(square(3.5), 12.25, 'it is 12.25')": "This test fails.",
    "unittest.TestCase().assertAlmostEqual(square(3.5), 12.25)": "This test fails.",
    "assert square(3.5) == 12.25": "This test fails.",
    # the teacher chose to tell it
    "assert square(3.5) == 12.25, f'one and {3 / 2}'": "one and 1.5",
    "assert square(3.5) == 12.25, 3.5 ** 2": "This test fails.",
    "import pytest; assert square(3.5) == pytest.approx(12.25)": "This test fails.",
    "{12.25: 1}[square(3.5)]": "This test fails.",
    "assert square(3.5) == 12.25, 'mind the half'": "mind the half",
    (
        "from neurolib.classroom.checking import expect; expect(square(3.5), 12.25, 'the square')"
    ): "the square is too small, by less than 10 %.",
    "square('12.25')": "Your code stops with ValueError.",
    "assert other": "Your notebook does not define other.",
}


def test_no_value_of_a_hidden_test_is_told(tmp_path: Path) -> None:
    teachers = [
        answer("def square(x): return float(x) ** 2\nother = 1"),
        *(test_cell(HIDDEN.format(line), line) for line in MESSAGES),
    ]
    liar = (
        "def square(x):\n    if type(x) is str: raise ValueError(x)\n    return {1.0: "
        "1.0}.get(x, 12.0)"
    )
    cells = told(teachers, [liar], tmp_path)
    assert {cell.metadata.nbgrader.grade_id: message(cell) for cell in cells[1:]} == MESSAGES
    assert (
        message(told(teachers[:2], ["def square(x): return 0"], tmp_path)[1])
        == "one is its own square"
    )


def test_a_test_that_is_broken_tells_the_teacher(tmp_path: Path) -> None:
    teachers = [
        answer("def square(x): return x * x"),
        test_cell("assert square(2) == missing", "broken"),
        test_cell("assert square(2) == 4", "fine"),
    ]
    master = Master.of(new_notebook(cells=teachers))
    master.reference = known(teachers, tmp_path)
    graded = graded_by(master, copy.deepcopy(teachers), tmp_path)
    assert message(graded.cells[1]) == "This test could not be run; your teacher has been told."
    assert graded.metadata["neurolib"]["repairs"] == [
        "The test broken could not be run: NameError: name 'missing' is not defined"
    ]
    assert [determine_grade(cell)[0] for cell in graded.cells[1:]] == [0, 4]


def test_release_warns_where_a_reference_solution_fails_isolated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cells = [
        answer(
            "class Thing: pass\ndef apply(f, x): return f(x)\ndef make(): return "
            "Thing()\ndef square(x): return x * x"
        ),
        answer("def sort(xs): xs.sort()"),
        test_cell(f"{CHANGED}assert square(3) == 9 and changed(sort, [2, 1]) == [1, 2]", "fine"),
        test_cell("xs = [2, 1]\nsort(xs)\nassert xs == [1, 2]", "by hand"),
        test_cell("assert apply(lambda x: x + 1, 1) == 2", "lambda"),
        test_cell("assert isinstance(make(), Thing)", "class"),
        test_cell(
            "score = 2 * (square(2) == 4) + (type(make()).__name__ == 'CallableHandle')\nscore",
            "partly",
        ),
    ]
    path = tmp_path / "ps.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    (by_hand, lambdas, classes, part), _ = rehearsed(
        path, Config(CourseDirectory={"root": str(tmp_path)})
    )
    start = (
        "ps: the reference solution fails the test {} when it is graded, and so would right "
        "answers: "
    )
    assert by_hand == start.format("by hand") + "AssertionError." + BY_HAND_ONLY
    assert (
        lambdas
        == start.format("lambda")
        + "TypeError: A test can hand a student's code plain data only, not a function."
    )
    assert (
        classes.startswith(start.format("class") + "TypeError: isinstance()")
        and part == start.format("partly") + "it earns 2 of 4 points."
    )


def test_release_warns_of_tests_that_empty_answers_pass(tmp_path: Path) -> None:
    loops = "for got, wanted in zip(squares([1, 2]), [1, 4]): assert got == wanted"
    follows = (
        "import numpy as np\none = square(1.0)\nassert np.isclose(square(2.0), 4 * one, "
        "equal_nan=True)"
    )
    cells = [
        answer(
            "def square(x): return x * x\ndef squares(xs): return [x * x for x in "
            "xs]\ndef round(n, x): return float(f'{x:.{n}f}')"
        ),
        test_cell("assert square(3) == 9 and squares([1, 2]) == [1, 4]", "fine"),
        test_cell(loops, "loop"),
        test_cell("if abs(square(3.0) - 9) > 1e-9: raise ValueError", "no number"),
        test_cell(follows, "follows"),
        test_cell("assert round(1, 3.0) == 3 and round(0, 2.0) == 2", "echo"),
        test_cell("square", "nothing to earn", 0),
    ]
    sentence = "ps: the test {} is passed by functions that return {} whatever they are given."
    assert trivial(tmp_path / "ps.ipynb", new_notebook(cells=cells), known(cells, tmp_path)) == [
        sentence.format("follows", "zero"),
        sentence.format("no number", "NaN"),
        "ps: the test echo is passed by functions that return their last argument.",
    ]


@pytest.mark.exhaustive
@pytest.mark.slow
def test_release_and_nbgraders_own_command_refuse_a_test_that_the_solution_fails(
    tiny_course: Any, nbgrader: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    source = next((tiny_course.root / "solutions").glob("*/*.ipynb"))
    nb = nbformat.read(source, as_version=4)
    nb.cells.append(test_cell("assert square(lambda: 3) == 9", "impossible", 1))
    nbformat.write(nb, source)
    with pytest.raises(
        Stop,
        match=f"{source.stem}: the reference solution fails the test impossible when it is graded",
    ):
        cli.app(["release", tiny_course.name, "--course", str(tiny_course.root)])
    assert nbgrader(tiny_course.root, "generate_assignment", tiny_course.name, "--force") != 0
    logged = capfd.readouterr().err
    assert "ERROR" in logged and "fails the test impossible when it is graded" in logged


def test_a_key_or_a_member_that_is_nothing_counts_as_nothing(tmp_path: Path) -> None:
    source = (
        "import numpy as np\nrate, cv = statistics(3)\nassert np.allclose(rate, 0.5) and "
        "np.allclose(cv, -1.0)"
    )
    teachers = [answer("def statistics(n): return 0.5, -1.0"), test_cell(source, "two values")]
    assert right(teachers, tmp_path)
    for nothing in (
        "__import__('collections').defaultdict(lambda: (), {0.5: 0, -1.0: 0})[1], []",
        "{(): 0, -1.0: 0}",
        "{(), -1.0}",
        "{((),): 0, -1.0: 0}",
        "{(1.0, ()), -1.0}",
    ):
        assert forged(teachers, [f"def statistics(n): return {nothing}"], tmp_path) == {
            "two values": 0
        }, nothing


def test_a_test_that_ends_with_a_number_gives_nothing_for_what_is_none(tmp_path: Path) -> None:
    teachers = [
        answer("def square(x): return x * x\ndef half(): return 0.5"),
        test_cell("(abs(square(2.0) - 4) < 1e-9) and 4", "a truth"),
        test_cell("8 * half()", "a text"),
    ]
    assert right(teachers, tmp_path)
    assert set(
        forged(teachers, ["def square(x): return 0.0\ndef half(): return 'a'"], tmp_path).values()
    ) == {0}


def test_an_object_that_is_plain_data_compares_as_that(tmp_path: Path) -> None:
    teachers = [
        answer("def pair(n): return n, 2.0 * n\ndef volt(x): return float(x)"),
        test_cell(
            "from neurolib.classroom.checking import expect\nexpect(pair(3.0), (3.0, "
            "6.0), 'the pair')",
            "a tuple",
        ),
        test_cell(
            "assert volt(7) == volt(7) and volt(1) < volt(2) and abs(volt(1) - volt(1)) < 1e-12",
            "two of them",
        ),
    ]
    odd = """
from typing import NamedTuple
class R(NamedTuple):
    a: float
    b: float
    def total(self): return self.a + self.b
class Volt(float):
    def shown(self): return f"{self} V"
def pair(n): return R(n, 2.0 * n)
def volt(x): return Volt(x)
"""
    assert set(forged(teachers, [odd], tmp_path).values()) == {4}


def test_a_seed_is_set_in_the_students_kernel_each_time(tmp_path: Path) -> None:
    twice = (
        "import numpy as np\nnp.random.seed(0)\na = draw()\nnp.random.seed(0)\nassert draw() == a"
    )
    first = "import numpy as np\nnp.random.seed(0)\nassert abs(draw() - 0.5488135) < 1e-6"
    teachers = [
        answer("import numpy as np\ndef draw(): return np.random.rand()"),
        test_cell(first, "seeded"),
        new_code_cell("np.random.rand(10)"),
        test_cell(first + "  # again", "seeded again"),
        test_cell(twice, "twice"),
    ]
    assert right(teachers, tmp_path)


def test_a_cell_that_ends_the_kernel_takes_no_object_of_other_tests_along(tmp_path: Path) -> None:
    teachers = [
        answer(
            "class Device:\n    def __init__(self, G): self.G = G\n    def read(self): "
            "return self.G"
        ),
        test_cell("device = Device(2.0)\nassert device.read() == 2.0", "made"),
        answer("level = 3"),
        test_cell("assert level == 3", "dead"),
        test_cell("assert device.read() == 2.0", "used"),
    ]
    assert right(teachers, tmp_path)
    alive = teachers[0].source
    assert forged(teachers, [alive, "import os\nos._exit(9)"], tmp_path) == {
        "made": 4,
        "dead": 0,
        "used": 4,
    }


def test_a_change_of_an_input_is_seen_however_the_test_comes_by_it(tmp_path: Path) -> None:
    def ends(source: str) -> str:
        return (
            f"import numpy as np\nfrom neurolib.classroom.checking import "
            f"unchanged\n{source}\nunchanged(before, x, 'x')"
        )

    tests = {
        "drawn": "x = np.random.randn(5)\nbefore = x.copy()\nassert abs(centred(x).sum()) < 1e-9",
        "of a generator": "x = rng.normal(size=5)\nbefore = x.copy()\nassert abs(centred(x).sum()) < 1e-9",
        "asked twice": "x = rng.normal(size=5)\nbefore = x.copy()\nassert np.array_equal(centred(x), "
        "centred(x))",
    }
    harmless = "asked = []\ndef note(): asked.append(1)"
    teachers = [
        answer("def centred(x): return x - x.mean()"),
        new_code_cell(f"import numpy as np\nrng = np.random.default_rng(1)\n{harmless}"),
        *(test_cell(ends(source), name) for name, source in tests.items()),
        test_cell(
            "x = np.array([3.0, 1.0])\nnote()\nassert centred(x).sum() == 0 and len(asked) == 1",
            "not looked at",
        ),
    ]
    assert right(teachers, tmp_path)
    liar = "def centred(x):\n    right = x - x.mean()\n    x[...] = 99.0\n    return right"
    assert forged(teachers, [liar], tmp_path) == {**dict.fromkeys(tests, 0), "not looked at": 4}
