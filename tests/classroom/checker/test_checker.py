"""Tests outside of the student's kernel: what honest answers earn, and that nothing else earns
anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade
from traitlets.config import Config

from neurolib.classroom.checker import client, names, proxies
from neurolib.classroom.checker.client import CheckerClient
from neurolib.classroom.checker.codec import FIELDS, GENERATORS, advance_generators, decode, encode
from neurolib.classroom.checker.master import Master
from neurolib.classroom.checker.server import Namespace, run_test
from neurolib.classroom.grading import isolated
from neurolib.classroom.grading.isolated import Isolated
from neurolib.classroom.grading.validation import _Reference
from neurolib.classroom.reports.outcomes import DEATH, message
from neurolib.classroom.sandbox import agent
from neurolib.classroom.sandbox.channel import Dead, Late
from neurolib.classroom.sandbox.limits import Watchdog

pytestmark = pytest.mark.skipif(
    not shutil.which("bwrap") and "CI" not in os.environ,
    reason="bubblewrap is not installed: apt install bubblewrap",
)
SQUARE = (
    "from neurolib.classroom.checking import call, expect\nexpect(call(square, 3.0), 9.0, "
    "'The square')"
)
PLAIN = "assert square(3.0) == 9.0"


def answer(source: str) -> Any:
    return new_code_cell(
        source,
        metadata={
            "nbgrader": {
                "grade": False,
                "solution": True,
                "locked": False,
                "grade_id": f"a{hash(source)}",
            }
        },
    )


def test_cell(source: str, name: str = "test", points: float = 4.0) -> Any:
    marks = {
        "grade": True,
        "solution": False,
        "locked": True,
        "grade_id": name,
        "points": points,
        "schema_version": 3,
    }
    return new_code_cell(source, metadata={"nbgrader": marks})


def teachers(source: str) -> Any:
    return new_code_cell(
        source,
        metadata={
            "nbgrader": {
                "grade": False,
                "solution": False,
                "locked": True,
                "grade_id": f"l{hash(source)}",
            }
        },
    )


test_cell.__test__ = False  # type: ignore[attr-defined]


def run(
    cells: list[Any],
    folder: Path,
    timeout: int = 20,
    teachers: list[Any] | None = None,
    **settings: Any,
) -> list[Any]:
    """Run a notebook isolated; return its cells. The teacher's notebook is ``teachers``, and its
    solution runs first; without, these very cells as far as they are marked.
    """
    config = Config(CourseDirectory={"root": str(folder)}, Execute={"timeout": timeout})
    marked = (
        [cell for cell in cells if "nbgrader" in cell.metadata] if teachers is None else teachers
    )
    master = Master.of(new_notebook(cells=marked))
    if teachers is not None:
        master.reference = known(teachers, folder)
    return graded_by(master, cells, folder, config, **settings).cells


KNOWN: dict[str, str] = {}


def known(teachers: list[Any], folder: Path) -> dict[str, Any]:
    """Return what the reference solution does in each test; where no files lie beside them, the
    same cells run once.
    """
    cells = json.dumps(
        [[cell.source, cell.metadata, str(folder) * any(folder.iterdir())] for cell in teachers]
    )
    if cells not in KNOWN:
        reference = _Reference(
            config=Config(CourseDirectory={"root": str(folder)}, Execute={"timeout": 20})
        )
        reference.run(new_notebook(cells=teachers), folder)
        KNOWN[cells] = json.dumps(reference.found)  # as it goes to the workers
    return dict(json.loads(KNOWN[cells]))


def graded_by(
    master: Master, cells: list[Any], folder: Path, config: Config | None = None, **settings: Any
) -> Any:
    grader = Isolated(config=config or Config(CourseDirectory={"root": str(folder)}), **settings)
    grader._read_master = lambda nb, resources: (master, folder)  # type: ignore[method-assign]
    return grader.preprocess(new_notebook(cells=cells), {"metadata": {"path": str(folder)}})[0]


def earned(cells: list[Any], folder: Path, **settings: Any) -> dict[str, float]:
    """Run a notebook isolated; return what each test earned."""
    marked = run(cells, folder, **settings)
    return {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
        for cell in marked
        if "points" in cell.metadata.get("nbgrader", {})
    }


# Plain data

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.complex_numbers()
    | st.binary(max_size=50)
)
numeric = arrays.arrays(
    dtype=st.sampled_from(["f8", "f4", "i8", "u1", "c16", ">f8", ">i4", "?"]),
    shape=arrays.array_shapes(min_dims=0, min_side=0, max_side=4),
)
values = st.recursive(
    scalars | numeric | numeric.map(lambda a: a.dtype.type(1)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


def same(one: Any, other: Any) -> bool:
    if type(one) is np.ndarray:
        return (
            one.dtype == other.dtype.newbyteorder("=")
            and one.shape == other.shape
            and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
        )
    if type(one) in (list, tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if type(one) is dict:
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other or (one != one and other != other))


def refuse(value: Any) -> Any:
    raise TypeError


@given(values)
def test_plain_data_survive_the_journey(value: Any) -> None:
    assert same(decode(json.loads(json.dumps(encode(value, refuse)))), value)


@given(st.recursive(scalars.filter(lambda x: not isinstance(x, (complex, bytes))), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["t", "s", "d", "m", "T", "c", "b", ":", "a", "n", "g", "h", "x"]), inner, max_size=1), max_leaves=10))  # fmt: skip
def test_anything_else_that_arrives_is_refused_in_words(thing: Any) -> None:
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        decode(thing)


@pytest.mark.parametrize(
    "thing",
    [
        {"a": ["O", [1], "AAAAAAAAAAA="]},
        {"a": ["f8", [10**9], ""]},
        {"a": ["f8", [-1], "AAAAAAAAAAA="]},
        {"a": ["f8", [0, 10**12], ""]},
        {"a": ["f8", [True], "AAAAAAAAAAA="]},
        {"a": ["f8", [1], "AAAA"]},
        {"a": ["V8", [1], "AAAAAAAAAAA="]},
        {"a": ["f8,f8", [1], "AAAAAAAAAAA="]},
        {"n": ["f8", ""]},
        {"g": ["PCG64", {"d": []}]},
        {"h": [0, "f", True]},
        {"T": ["x", ["__class__"], [1]]},
        {"T": ["x", ["a b"], [1]]},
        {"T": ["x", ["a"], []]},
        {"T": ["x", [f"a{n}" for n in range(1000)], [0] * 1000]},
        {"d": [[[], 1]]},
        {"m": ["dict", [], []]},
        {"m": ["Counter", [], [[{"t": []}, 1]]]},
        {"s": [[1]]},
        {"a": [], "b": ""},
        {},
        10**2000,
    ],
)
def test_forged_forms_are_refused(thing: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        decode(thing)


def test_bytes_smuggle_nothing() -> None:
    nans = np.array([0x7FF8000000000BAD, 0xFFF0000000000001], "u8").view("f8")
    assert len(set(decode(encode(nans, refuse)).view("u8"))) == 1
    truths = decode({"a": ["b1", [3], "AP8C"]})  # bytes 0, 255, 2
    assert truths.tolist() == [False, True, True] and truths.view("u1").tolist() == [0, 1, 1]
    assert decode(encode(np.arange(3), refuse)).flags.owndata


def test_subclasses_arrive_as_what_they_are_worth() -> None:
    class Always(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = float.__hash__

    class Named(tuple):
        _fields = ("a",)

    assert type(decode(encode(Always(3), refuse))) is float
    assert decode(encode(Named((5,)), refuse)).a == 5
    assert type(decode(encode(np.ma.array([1.0]), refuse))) is np.ndarray
    with pytest.raises(TypeError):
        encode(np.array([object()]), refuse)
    with pytest.raises(TypeError):
        encode(np.zeros(1, "f8,i4"), refuse)
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(TypeError):
        encode(loop, refuse)


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_is_rebuilt_there_and_moves_on_by_itself(name: str) -> None:
    mine = np.random.Generator(getattr(np.random, name)(5))
    theirs = decode(json.loads(json.dumps(encode(mine, refuse, generators=True))), generators=True)
    draws = theirs.normal(size=3)
    assert np.array_equal(draws, np.random.Generator(getattr(np.random, name)(5)).normal(size=3))
    advance_generators(([mine],))
    assert not np.isin(mine.normal(size=3), draws).any()


def test_numpy_reads_a_students_named_tuple_as_numbers_whatever_its_fields_are_called() -> None:
    """A field called ``mean`` or ``size`` would answer in place of NumPy's function."""
    Row = namedtuple("Row", "mean size item")
    sent = encode(Row(4.0, 5.0, 9.0), lambda other: None)
    seen = decode(sent, students=())
    assert (
        seen == (4.0, 5.0, 9.0)
        and seen.mean == 4.0
        and np.mean(seen) == 6.0
        and np.size(seen) == 3
        and np.sort([seen, seen]).shape == (2, 3)
    )
    assert not hasattr(decode(sent), "_plain")  # the teacher's own stays as it was


def test_a_named_tuple_has_sixty_four_fields_at_most() -> None:
    """Both where it is sent and where it arrives; with more it is a tuple."""
    for n in FIELDS, FIELDS + 1:
        fields, values = [f"f{k}" for k in range(n)], list(range(n))
        named = {"T": ["Row", fields, values]}
        assert encode(namedtuple("Row", fields)(*values), lambda other: None) == (
            named if n == 64 else {"t": values}
        )
        with (
            contextlib.nullcontext()
            if n == 64
            else pytest.raises(ValueError, match="not plain data")
        ):
            assert decode(named) == tuple(values)


def test_a_generator_has_the_children_of_its_state() -> None:
    def children(seed: int, moved: bool = False) -> list[float]:
        rng = np.random.default_rng(seed)
        if moved:
            advance_generators([rng])
        return [
            child.random()
            for child in decode(
                json.loads(json.dumps(encode(rng, refuse, generators=True))), generators=True
            ).spawn(2)
        ]

    assert children(1) == children(1)
    assert len({*children(1), *children(2), *children(1, moved=True)}) == 6


# Names


def test_names_that_a_cell_reads_and_binds() -> None:
    tree = names.parse(
        "%matplotlib inline\nimport numpy as np\ny = [f(x) for x in data]\ndef g(a): "
        "return np.sin(a) + h(a) + y\nz = y + w\nw = 3"
    )
    assert names.reads(tree) == {"f", "data", "h", "w"}
    assert names.binds(tree) == {"np", "y", "g", "z", "w"}
    assert names.reads(
        names.parse("[x for x in x], {a: [b for b in c] for a, b in {d for d in e}}")
    ) == {"x", "c", "e"}
    assert names.binds(names.parse("[a for a in b]\n{c: (d := c) for c in b}")) == {"d"}
    assert names.imports(
        names.parse("import a.b, c as d\ntry:\n    from e import f as g\nexcept ImportError: pass")
    ) == [
        "import a.b",
        "import c as d",
        "from e import f as g",
    ]


# In the checker, with a student's side made by hand


def asked(answers: dict[str, Any]) -> Any:
    """Answer every question from the table by what is done; what is not there is absent."""
    return lambda request: answers.get(request["do"], {"absent": True})


def students(ask: Any, bound: str = "x y f g missing student") -> Namespace:
    """The names of tests, of which these are an answer's."""
    namespace = Namespace(ask)
    namespace.add_answer(bound.split())
    return namespace


def verdict(source: str, **answers: Any) -> tuple[str, str] | float | None:
    result = run_test("t", source, students(asked(answers)))
    return tuple(result["error"][:2]) if result["error"] else result["value"]  # type: ignore[return-value]


FUNCTION = {"value": {"h": [0, "function", True]}}
OBJECT = {"value": {"h": [0, "Thing", False]}}


def test_names_come_from_the_student_only_where_nobody_else_has_them() -> None:
    assert verdict("assert x == 5", find={"value": 5}) is None
    assert verdict("x = 1\nassert x == 1 and len([2]) == 1", find={"value": 5}) is None
    assert verdict("def f(): return y\nassert f() == 5", find={"value": 5}) is None
    assert verdict("assert [y for _ in range(2)] == [5, 5]", find={"value": 5}) is None
    assert verdict("missing", find={"absent": True}) == (
        "AssertionError",
        "Your notebook does not define missing.",
    )
    assert verdict("nobodys", find={"value": 5}) == ("NameError", "name 'nobodys' is not defined")


@pytest.mark.parametrize(
    "use",
    (
        "x == 1;x != 1;x < 1;1 == x;x + 1;1 + x;-x;x @ "
        "x;abs(x);round(x);float(x);int(x);[0][x];bool(x);not x;x and 1;1 if x else "
        "2;x.y.__class__ = 1;x.a = 1;x[0] = 1;x in (1,);np.array([1.0]) + x;np.array([1.0]) "
        "== x;np.add(x, 1);x += 1"
    ).split(";"),
)
def test_objects_decide_nothing(use: str) -> None:
    kind, text = verdict(f"import numpy as np\n{use}", find=OBJECT, attribute=OBJECT)  # type: ignore[misc]
    assert kind in ("AssertionError", "TypeError") and text


def test_objects_are_read_as_data() -> None:
    assert verdict("assert x.height == 7", find=OBJECT, attribute={"value": 7}) is None
    assert verdict("assert x['a'] == 7 and x[0] == 7", find=OBJECT, item={"value": 7}) is None
    assert (
        verdict(
            "assert list(x) == [1, 2] and 2 in x",
            find=OBJECT,
            items={"value": [1, 2]},
            length={"raised": ["TypeError"], "text": ""},
        )
        is None
    )
    assert verdict("assert len(x) == 3", find=OBJECT, length={"value": 3}) is None
    numbers = {"value": encode(np.arange(3.0), refuse)}
    assert (
        verdict(
            "import numpy as np\nassert np.allclose(x, [0, 1, 2])", find=OBJECT, numbers=numbers
        )
        is None
    )
    assert (
        verdict(
            "import copy\nassert copy.deepcopy(x) is x and isinstance(repr(x), str) and "
            "not callable(x)",
            find=OBJECT,
        )
        is None
    )


def test_protocols_of_objects_are_not_asked_for() -> None:
    evil = {
        "value": {
            "d": [
                ["data", {"t": [1, False]}],
                ["shape", {"t": [8]}],
                ["typestr", "<f8"],
                ["version", 3],
            ]
        }
    }
    for name in (
        "__array_interface__",
        "__array_struct__",
        "__buffer__",
        "__class_getitem__",
        "_repr_html_",
        "__dlpack__",
    ):
        assert verdict(f"assert not hasattr(x, {name!r})", find=OBJECT, attribute=evil) is None
    assert (
        verdict("import numpy as np\nnp.asarray(x)", find=OBJECT, attribute=evil, numbers=evil)[0]
        == "AssertionError"
    )  # type: ignore[index]


def test_exceptions_of_students_are_never_a_verdict() -> None:
    def raised(*kinds: str, text: str = "I am right") -> dict[str, Any]:
        return {"raised": [*kinds, "Exception", "BaseException", "object"], "text": text}

    for kind in (
        "AssertionError",
        "SystemExit",
        "KeyboardInterrupt",
        "StopIteration",
        "GeneratorExit",
        "Exception",
        "MemoryError",
    ):
        assert verdict("f(1)", find=FUNCTION, call=raised(kind)) == (
            "AssertionError",
            f"Your code stops with {kind}: I am right",
        )
    assert (
        verdict("for x in map(f, [1, 2]): pass", find=FUNCTION, call=raised("StopIteration"))[0]
        == "AssertionError"
    )  # type: ignore[index]
    assert (
        verdict("list(f(x) for x in [1])", find=FUNCTION, call=raised("GeneratorExit"))[0]
        == "AssertionError"
    )  # type: ignore[index]
    assert (
        verdict(
            "try: f(1)\nexcept AssertionError: 4", find=FUNCTION, call=raised("AssertionError")
        )[0]
        == "AssertionError"
    )  # type: ignore[index]
    catching = (
        "caught = False\ntry: f(1)\nexcept ValueError as e: caught = str(e)\nassert caught "
        "== 'I am right'"
    )
    assert verdict(catching, find=FUNCTION, call=raised("ParameterError", "ValueError")) is None
    assert (
        verdict("f(1)", find=FUNCTION, call=raised("<b>", text="x" * 10**6))[1]
        == "Your code stops with Exception: " + "x" * 300
    )  # type: ignore[index]
    unanswered = "This problem is not answered yet: replace these two lines by your code."
    for said, told in {
        "": "is not answered yet: replace the line",
        unanswered: unanswered,
        "All right.": "stops with NotImplementedError: All right.",
    }.items():
        for use in "f(1)", "from neurolib.classroom.checking import call\ncall(f, 1)":
            assert (
                told
                in verdict(use, find=FUNCTION, call=raised("NotImplementedError", text=said))[1]
            )  # type: ignore[index]


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"value": {}},
        {"value": {"h": ["0", "f", True]}},
        {"value": {"h": [0]}},
        {"value": {"h": 5}},
        {"value": {"a": ["O8", [1], ""]}},
        {"raised": 5, "text": []},
        {"raised": [[]], "text": {}},
        {"value": 1, "given": {"x": 1}},
        {"value": {"g": ["PCG64", {}]}},
    ],
)
def test_malformed_replies_fail_the_test_with_a_sentence(reply: dict[str, Any]) -> None:
    result = verdict("f(1)", find=FUNCTION, call=reply)
    assert (
        isinstance(result, tuple)
        and result[0] == "AssertionError"
        and result[1].startswith("Your code stops with")
    )


def test_what_can_be_sent() -> None:
    sent: list[Any] = []

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        sent.append(request)
        return FUNCTION if request["do"] == "find" else {"value": 1}

    assert not run_test("t", "f(g, [1], k=(2,))", students(ask))["error"]
    assert sent[-1]["given"] == {"t": [[{"h": [0]}, [1]], {"d": [["k", {"t": [2]}]]}]}
    assert (
        "plain data only, not a function"
        in run_test("t", "f(lambda: 1)", students(ask))["error"][1]
    )


def test_last_number_and_prints() -> None:
    assert verdict("2 + 0.5") == 2.5
    assert verdict("import numpy as np\nnp.float64(2)") == 2.0
    for nothing in ("True", "None", "'3'", "[3]", "3;", "x = 3", ""):
        assert verdict(nothing) is None, nothing
    assert run_test("t", "print('a')\n3", Namespace(asked({})))["printed"] == "a\n"
    assert verdict("10**400") == verdict("-(10**400)") == 0
    assert verdict("exit()")[0] == "SystemExit"  # type: ignore[index]
    assert verdict("1/0") == ("ZeroDivisionError", "division by zero")


def test_teachers_cells_run_before_or_when_needed() -> None:
    namespace = students(asked({"find": FUNCTION, "call": {"value": 8}}))
    for source in (
        "import math",
        "twice = lambda x: 2 * x",
        "seen = student(4)",
        "%%html\n<b>",
        "1 / 0",
        "def helper(): return student(1)",
    ):
        namespace.add_teacher_cell(source)
    assert "math" in namespace and "seen" not in namespace
    assert not run_test(
        "t", "assert seen == 8 and twice(2) == 4 and math.pi > 3 and helper() == 8", namespace
    )["error"]


def test_what_an_answer_binds_is_the_students_whoever_had_it_before() -> None:
    asked_for: list[str] = []

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        asked_for.append(request["on"])
        return {"value": 7} if request["on"] != "max" else {"absent": True}

    namespace = Namespace(ask)
    namespace.add_imports(["from math import *", "import json", "from cmath import sqrt"])
    namespace.add_teacher_cell("from statistics import *\nscale = 2\nlimit = unknown")
    namespace.add_answer(["mean", "sum", "max", "limit", "gamma"])
    namespace.add_teacher_cell("offset = 1")
    test = (
        "assert mean == sum == limit == gamma == 7 and scale + offset == 3 and median([1]) "
        "== 1 and sqrt(-1) == 1j and floor(2.5) == 2"
    )
    assert not run_test("t", test, namespace)["error"]
    assert set(asked_for) == {"mean", "sum", "limit", "gamma"}
    assert run_test("t", "max(1, 2)", namespace)["error"][:2] == [
        "AssertionError",
        "Your notebook does not define max.",
    ]  # Python's is no answer
    namespace.add_teacher_cell("limit = 9")
    assert not run_test("t", "assert limit == 9 and len([1]) == min(1, 2)", namespace)["error"]


# In both processes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("submission")


def test_right_and_wrong_answers(folder: Path) -> None:
    cells = [
        new_markdown_cell("# A problem"),
        answer("import numpy as np\ndef square(x): return x**2\ndef cube(x): return x**2"),
        test_cell(SQUARE, "right"),
        test_cell(PLAIN.replace("square", "cube").replace("9", "27"), "wrong"),
        test_cell("4 * (square(2) == 4) / 2", "half"),
        test_cell(
            "import numpy as np\nassert np.allclose(square(np.arange(4.0)), [0, 1, 4, "
            "9])\nassert square(np.ones((2, 3))).shape == (2, 3)",
            "arrays",
        ),
        test_cell("undefined_name(3)", "undefined"),
    ]
    assert earned(cells, folder) == {"right": 4, "wrong": 0, "half": 2, "arrays": 4, "undefined": 0}


def test_classes_handles_and_mutation(folder: Path) -> None:
    """Problem 5.4's shape: an object with state, whose methods give data."""
    source = """
import numpy as np
class NoisyArray:
    def __init__(self, W, rng): self.W, self.rng, self.reads = W, rng, 0
    def read(self): self.reads += 1; return self.W + 0.1 * self.rng.normal(size=self.W.shape)
    def __eq__(self, other): return True
def spoil(x, notes): x *= 2; notes.append(1); return x.sum()
"""
    test = """
import numpy as np
from neurolib.classroom.checking import unchanged
array = NoisyArray(np.eye(2), np.random.default_rng(3))
first, second = array.read(), array.read()
expected = np.eye(2) + 0.1 * np.random.default_rng(3).normal(size=(2, 2))
assert np.allclose(first, expected) and not np.allclose(first, second)
assert array.reads == 2 and array.W.shape == (2, 2)
"""
    imports = "import numpy as np\nfrom neurolib.classroom.checking import changed, unchanged\n"
    spoilt = (
        f"{imports}x, before = np.arange(3.0), np.arange(3.0)\nassert spoil(x, []) == "
        f"6\nunchanged(before, x, 'x')"
    )
    noted = (
        f"{imports}x, notes = changed(spoil, np.arange(3.0), notes=[])\nassert x.tolist() "
        f"== [0, 2, 4] and notes == [1]"
    )
    tests = {
        "class": test,
        "equal": "assert NoisyArray(1, 2) == 3",
        "spoilt": spoilt,
        "noted": noted,
    }
    cells = [answer(source), *(test_cell(source, name) for name, source in tests.items())]
    assert earned(cells, folder) == {"class": 4, "equal": 0, "spoilt": 0, "noted": 4}


def test_partial_credit_stays_between_nothing_and_all(folder: Path) -> None:
    cells = [answer("def f(): return float('nan')\ndef g(): return -5\ndef h(): return 10**30")]
    cells += [test_cell(f"0.0 + {name}()", name) for name in "fgh"]
    assert earned(cells, folder) == {"f": 0, "g": 0, "h": 4}


@pytest.mark.parametrize(
    "attack",
    {
        "an object equal to everything": "class Any(float):\n    __eq__ = __le__ = __ge__ = lambda *a: True\n    "
        "__hash__ = None\ndef square(x): return Any(1)",
        "an array equal to everything": "import numpy as np\nclass Any(np.ndarray):\n    __eq__ = lambda *a: True\n    "
        "def __array_finalize__(self, o): pass\ndef square(x): return "
        "np.ones(1).view(Any)",
        "an interface to memory": "class Any:\n    __array_interface__ = {'data': (1, False), 'shape': (1,), "
        "'typestr': '<f8', 'version': 3}\ndef square(x): return Any()",
        "patched checks": "import neurolib.classroom.checking as c\nc.expect = c.call = lambda *a, **k: "
        "None\ndef square(x): return 0",
        "patched NumPy": "import numpy as np\nnp.isclose = np.allclose = lambda *a, **k: "
        "np.bool_(True)\ndef square(x): return 0",
        "patched builtins": "import builtins\nbuiltins.AssertionError = type('E', (Exception,), "
        "{})\nbuiltins.abs = lambda x: 0\ndef square(x): return 0",
        "patched json": 'import json\njson.dumps = lambda *a, **k: \'{"verdict": {"error": null, '
        '"value": 4, "printed": ""}}\'\ndef square(x): return 0',
        "a patched agent": "import neurolib.classroom.sandbox.agent as a\na._answer = lambda **k: "
        "{'verdict': {'error': None, 'value': 4.0, 'printed': ''}}\ndef square(x): "
        "return 0",
        "an exception that claims": "def square(x): raise AssertionError('')",
        "an exit": "def square(x): raise SystemExit(0)",
        "a stop": "def square(x): raise StopIteration",
        "a generator's end": "def square(x): raise GeneratorExit",
        "a skipped test": "import unittest\ndef square(x): raise unittest.SkipTest('fine')",
        "an interrupt": "def square(x): raise KeyboardInterrupt",
        "a transformer": "import ast\nclass T(ast.NodeTransformer):\n    def visit_Assert(self, n): "
        "return ast.Pass()\nget_ipython().ast_transformers.append(T())\ndef square(x): "
        "return 0",
        "an input transformer": "get_ipython().input_transformers_post.append(lambda lines: [])\ndef square(x): "
        "return 0",
        "a patched shell": "ip = get_ipython()\nip.user_expressions = lambda e: {'answer': {'status': "
        "'ok', 'data': {'application/x-neurolib-answer': '{\"value\": null}'}}}\ndef "
        "square(x): return 0",
        "an output that claims": "print('4.0')\nfrom IPython.display import display\ndef square(x): "
        "display(4.0); print(4); return 0",
        "comm messages": "from ipykernel.comm import Comm\nc = Comm(target_name='jupyter.widget', "
        "data={'state': {'_model_name': 'OutputModel', '_model_module': "
        "'@jupyter-widgets/output'}})\ndef square(x): return 0",
        "a tampered frame": "import sys\ndef square(x):\n    f = sys._getframe()\n    while f:\n        "
        "f.f_globals['expect'] = f.f_globals['_answer'] = lambda *a, **k: None\n        "
        "f = f.f_back\n    return 0",
    }.items(),
    ids=lambda item: item[0],
)
def test_attacks_earn_nothing(attack: tuple[str, str], folder: Path) -> None:
    cells = [
        answer(attack[1]),
        test_cell(SQUARE, "with help"),
        test_cell(PLAIN, "plain"),
        test_cell(f"for _ in map(square, [1]): pass\n{PLAIN}", "loop"),
    ]
    points = earned(cells, folder, timeout=5)
    assert set(points.values()) == {0}, points


FORGER = """
import json
kernel = get_ipython().kernel
parent, ident = kernel.get_parent(), kernel._parent_ident["shell"]
name, _, number = parent["header"]["msg_id"].rpartition("_")

def forge(kind, content, socket=None):
    "Send this as the answer to the current request and each of the next eighty."
    for n in range(int(number), int(number) + 80):
        to = {"header": {**parent["header"], "msg_id": f"{name}_{n}"}}
        kernel.session.send(socket or kernel.shell_stream, kind, content, parent=to, ident=ident)

def again(do, *args):
    "Do it over and over in the thread that sends replies, so that it comes before the true one."
    loop = kernel.shell_channel_thread.io_loop
    def step():
        do(*args)
        loop.call_later(0.002, step)
    loop.add_callback(step)

def claim(**answer):
    return {"status": "ok", "payload": [], "user_expressions": {"answer": {"status": "ok", "data": {"application/x-neurolib-answer": json.dumps(answer)}}}}
"""
FORGERIES = {
    "a verdict": "again(forge, 'execute_reply', claim(verdict={'error': None, 'value': 4.0, "
    "'printed': ''}, value=0))",
    "results on the channel of outputs": "again(lambda: [forge('status', {'execution_state': 'idle'}, kernel.iopub_socket), "
    "forge('execute_result', {'data': {'text/plain': '4.0'}, 'metadata': {}, "
    "'execution_count': 1}, kernel.iopub_socket)])",
    "an error that looks like a pass": "again(forge, 'execute_reply', {'status': 'error', 'ename': '', 'evalue': '', "
    "'traceback': []})",
    "other kinds": "again(lambda: [forge(kind, {'language_info': 5, 'status': [], 'execution_state': "
    "{}}) for kind in ('kernel_info_reply', 'input_request', 'status', "
    "'shutdown_reply', 'comm_open')])",
    "content of wrong types": "again(forge, 'execute_reply', {'status': 5, 'payload': {'source': 'x'}, "
    "'user_expressions': [1]})",
    "no messages": "import zmq\nagain(lambda: [kernel.shell_stream.socket.send_multipart([ident if "
    "isinstance(ident, bytes) else ident[0], *frames], zmq.NOBLOCK) for frames in "
    "([b'<IDS|MSG>', b'', b'{', b'', b'[' * 100000, b''], [b''] * 20, [b'<IDS|MSG>', "
    "b'', b'[]', b'5', b'{}', b'null'])])",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forged_messages_earn_nothing(forgery: str, folder: Path) -> None:
    cells = [
        answer("def square(x): return 0"),
        new_code_cell(FORGER + FORGERIES[forgery]),
        test_cell(SQUARE, "forged"),
        test_cell(PLAIN, "plain"),
    ]
    ran = run(cells, folder, timeout=5)
    assert [determine_grade(cell)[0] for cell in ran[2:]] == [0, 0]
    # the attack itself ran
    assert not any(output.output_type == "error" for output in ran[1].outputs), ran[1].outputs


def test_forged_answers_are_what_the_students_own_code_could_say(folder: Path) -> None:
    """The same forger as above, believed: it claims a value, as an assignment would. So these tests
    do reach the grader.
    """
    cells = [
        answer(FORGER + "again(forge, 'execute_reply', claim(value='forged'))"),
        test_cell("assert spot == 'forged'", "believed"),
    ]
    assert earned(cells, folder, teachers=[answer("spot = 'forged'"), cells[1]]) == {"believed": 4}


@pytest.mark.parametrize(
    "body",
    [
        "def square(x): return 'x' * 10**8",
        pytest.param("def square(x): return 'x' * 10**9", marks=pytest.mark.exhaustive),
        "import numpy as np\ndef square(x): return np.zeros(10**8)",
        "import numpy as np\ndef square(x): return np.broadcast_to(9.0, (10**12,))",
        "def square(x):\n    a = []\n    for _ in range(10**5): a = [a]\n    return a",
        "def square(x):\n    a = []; a.append(a)\n    return a",
        "import neurolib.classroom.sandbox.agent as a\na.serve = lambda r: a.Answer('[' "
        "* 10**6)\ndef square(x): return 9",
        "import neurolib.classroom.sandbox.agent as a\na.serve = lambda r: a.Answer('x' "
        "* 10**8)\ndef square(x): return 9",
        "import neurolib.classroom.sandbox.agent as a\na.serve = lambda r: "
        "a.Answer(5)\ndef square(x): return 9",
        pytest.param(
            "import neurolib.classroom.sandbox.agent as a\na.serve = lambda r: "
            "a.Answer('{\"value\": [' + '[],' * 10**7 + '0]}')\ndef square(x): return 9",
            marks=pytest.mark.exhaustive,
        ),
    ],
)
def test_replies_too_large_or_too_deep_cost_their_test_alone(body: str, folder: Path) -> None:
    cells = [
        answer("def cube(x): return x**3"),
        test_cell("assert cube(2) == 8", "before"),
        answer(body),
        test_cell(SQUARE, "too much"),
    ]
    assert earned(cells, folder, timeout=6) == {"before": 4, "too much": 0}


@pytest.mark.exhaustive
def test_what_fills_the_memory_of_tests_is_told_so_and_costs_its_test_alone(folder: Path) -> None:
    large = "import numpy as np\ndef cube(x): return x**3\ndef many(): return np.zeros(10**6)"
    cells = [
        answer(large),
        test_cell(
            "import numpy as np\nx = many()\nkept = []\nfor n in range(5): "
            "kept.append(np.zeros(60 * len(x)))",
            "fills",
        ),
        test_cell("import numpy as np\nassert np.zeros(10**8).size and cube(2) == 8", "after"),
    ]
    ran = run(cells, folder)
    assert [determine_grade(cell)[0] for cell in ran[1:]] == [0, 4]
    assert (
        message(ran[1])
        == "MemoryError: With what your code gives, this test needs more than 2 GB of memory."
    )


def test_death_costs_its_cell_alone(folder: Path) -> None:
    cells = [
        answer("seen = 1\ndef square(x): return x**2"),
        new_code_cell("import os; os._exit(1)"),
        test_cell(SQUARE, "after"),
        answer("def cube(x):\n    import ctypes; ctypes.string_at(0)"),
        test_cell("cube(3)", "dies"),
        test_cell("assert square(2) == 4 and seen == 1", "goes on"),
        answer("def leave(x): exit()"),
        test_cell("leave(3)\nassert seen == 1", "leaves"),
        test_cell(SQUARE, "last"),
    ]
    ran = run(cells, folder)
    points = {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
        for cell in ran
        if "points" in cell.metadata.get("nbgrader", {})
    }
    assert points == {"after": 4, "dies": 0, "goes on": 4, "leaves": 4, "last": 4}
    assert [
        cell.outputs[0].ename
        for cell in ran
        if cell.outputs and cell.outputs[0].output_type == "error"
    ] == [DEATH] * 2


@pytest.mark.parametrize(
    "what",
    [
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "open('/dev/null')",
        "bytearray(10**8)",
    ],
)
def test_what_is_used_up_costs_its_cell_alone(what: str, folder: Path) -> None:
    source = (
        f"import threading, time\nheld = []\ndef greedy():\n    while True: "
        f"held.append({what})\ndef many(n): return list(range(n))"
    )
    cells = [
        answer(source),
        test_cell("greedy()", "greedy"),
        test_cell("assert sum(many(30_000)) == 449985000", "large"),
    ]
    assert earned(cells, folder) == {"greedy": 0, "large": 4}


@pytest.mark.parametrize("end", [Late(alive=False), Dead("gone")], ids=["late", "dead"])
def test_a_kernel_that_ends_while_names_are_given_to_it_costs_that_test_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, end: Exception
) -> None:
    honest, ended = Isolated._prime, []

    def prime(self: Isolated, test: str) -> None:
        if not ended:
            ended.append(self._kernel.stop() or test)
            raise end
        honest(self, test)

    monkeypatch.setattr(Isolated, "_prime", prime)
    cells = [
        answer("def square(x): return x**2"),
        test_cell(f"import math\n{SQUARE}", "first"),
        test_cell(SQUARE, "second"),
    ]
    assert earned(cells, folder) == {"first": 4, "second": 4} and ended


@pytest.mark.exhaustive
def test_time_is_up_for_a_cell_alone(folder: Path) -> None:
    cells = [
        answer("import time\nkept = 7\ndef square(x): return x**2"),
        new_code_cell("while True: time.sleep(0.01)"),
        test_cell("assert kept == 7", "kept"),
        answer(
            "def slow(x):\n    while True:\n        try: time.sleep(60)\n        except "
            "BaseException: pass"
        ),
        test_cell("slow(1)", "slow"),
        test_cell(SQUARE, "after"),
        answer("def forever():\n    while True: yield 1"),
        test_cell("while True: square(1)", "teacher's loop"),
        test_cell("import itertools\nn = 0\nwhile n < 1: pass", "checker's loop"),
        test_cell("assert square(2) == 4", "last"),
    ]
    started = time.monotonic()
    ran = run(cells, folder, timeout=1)
    points = {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
        for cell in ran
        if "points" in cell.metadata.get("nbgrader", {})
    }
    assert points == {
        "kept": 4,
        "slow": 0,
        "after": 4,
        "teacher's loop": 0,
        "checker's loop": 0,
        "last": 4,
    }
    assert "too long" in message(ran[4]) and time.monotonic() - started < 600


def test_total_time_is_limited(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "TOTAL", 1.0)
    # on a busy machine, time in which others had the processor is given back
    monkeypatch.setattr(Watchdog, "waited", lambda *_: 0.0)
    cells = [
        answer("import time; time.sleep(3)"),
        answer("def square(x): return x**2"),
        test_cell(SQUARE, "never"),
    ]
    assert earned(cells, folder) == {"never": 0}


def test_visible_parts_of_tests_are_there_for_the_student(folder: Path) -> None:
    """What a notebook run from the top would have: imports and names of the tests that students
    see.
    """
    cells = [
        answer("def square(x): return np.asarray(x)**2"),
        test_cell("import numpy as np\nspot = 3.0\nassert square(spot) == 9", "imports"),
        answer("def shifted(x): return square(x) + spot"),
        test_cell("assert shifted(1.0) == 4.0", "uses"),
        answer("def leak(): return secret"),
        test_cell("#BEGIN HIDDEN TESTS\nsecret = 4\n# END HIDDEN TESTS", "hidden"),
        test_cell("assert leak() == 4", "leaks"),
    ]
    assert earned(cells, folder) == {"imports": 4, "uses": 4, "hidden": 4, "leaks": 0}


def test_teachers_imports_and_helpers_cannot_be_replaced(folder: Path) -> None:
    cells = [
        teachers("import numpy as np\ndef near(a, b): return abs(a - b) < 1e-9"),
        new_code_cell("tolerance = 1e-9  # the teacher's, in a cell without marks"),
        answer(
            "near = lambda a, b: True\ntolerance = 1e9\nclass np: isclose = allclose = "
            "staticmethod(lambda *a: True)\ndef square(x): return 1"
        ),
        test_cell("assert near(square(3), 9)", "helper"),
        test_cell("assert np.isclose(square(3), 9)", "module"),
        test_cell("assert abs(square(3) - 9) < tolerance", "constant"),
    ]
    nb = graded_by(Master.of(new_notebook(cells=[*cells[:2], *cells[3:]])), cells, folder)
    assert [determine_grade(cell)[0] for cell in nb.cells[3:]] == [0, 0, 0]


def test_cells_that_claim_to_be_the_teachers(folder: Path) -> None:
    """What is the teacher's is read from the gradebook, so marks on a submitted cell make nothing."""
    cells = [
        teachers("expect = lambda *a, **k: None"),
        test_cell("pass", "invented"),
        answer("def square(x): return 0"),
        test_cell(PLAIN, "real"),
        test_cell("pass", "real"),
    ]
    nb = graded_by(
        Master.of(
            new_notebook(cells=[answer("def square(x): return x * x"), test_cell(SQUARE, "real")])
        ),
        cells,
        folder,
    )
    assert nb.cells[3].outputs[0].evalue.startswith("The square is")


def test_a_function_called_like_one_of_pythons_is_the_students(folder: Path) -> None:
    cells = [answer("def sum(x): return 0"), test_cell("assert sum([1, 2]) == 3", "wrong")]
    right = [
        answer("def sum(x):\n    total = 0\n    for y in x: total += y\n    return total"),
        test_cell("assert sum([1, 2]) == 3", "right"),
    ]
    master = Master.of(new_notebook(cells=[*right, test_cell("assert sum([1, 2]) == 3", "wrong")]))
    assert determine_grade(graded_by(master, cells, folder).cells[1])[0] == 0
    assert determine_grade(graded_by(master, right, folder).cells[1])[0] == 4


def test_text_that_no_file_can_hold_does_not_stop_the_grading(folder: Path) -> None:
    source = (
        "print('\\ud800')\ndef f(x): raise ValueError('\\ud800')\ndef g(): return "
        "'\\ud800'\n'\\ud800'"
    )
    cells = [
        answer(source),
        test_cell("f(1)", "raises"),
        test_cell("print(g())", "prints"),
        test_cell("raise ValueError(g())", "says"),
    ]
    ran = run(cells, folder)
    assert nbformat.writes(new_notebook(cells=ran)).encode()
    assert [determine_grade(cell)[0] for cell in ran[1:]] == [0, 4, 0]


def test_a_submission_that_starts_code_with_the_kernel(tmp_path: Path) -> None:
    """The folder's files are the kernel's home, so IPython runs them; that is no more than a first
    cell could do.
    """
    start = tmp_path / ".ipython" / "profile_default" / "startup" / "00.py"
    start.parent.mkdir(parents=True)
    start.write_text(
        "import neurolib.classroom.sandbox.agent as a\nhonest = a.serve\n"
        "a.serve = lambda r: a.Answer('{\"value\": ' + '[' * 100_000) if 'reads' in r "
        "else honest(r)"
    )
    cells = [
        answer("def square(x): return x**2"),
        test_cell(SQUARE, "right"),
        test_cell("assert square(2) == 5", "wrong"),
    ]
    assert earned(cells, tmp_path) == {"right": 4, "wrong": 0}


def test_the_secret_is_in_the_checker_alone(folder: Path) -> None:
    secret = folder / ".course-secret"
    secret.write_text("the course's own")
    test = """
import os
from neurolib.classroom.hidden import VARIABLE, hidden_rng
assert os.environ[VARIABLE] == "the course's own"
assert variable(VARIABLE) is None
assert draw("x") != hidden_rng("x").random()
assert not exists(SECRET)
""".replace("SECRET", repr(str(secret)))
    source = (
        "import os\nfrom neurolib.classroom.hidden import hidden_rng\nvariable = "
        "os.environ.get\nexists = os.path.exists\ndef draw(label): return "
        "hidden_rng(label).random()"
    )
    assert earned([answer(source), test_cell(test, "secret")], folder, secret_file=str(secret)) == {
        "secret": 4
    }
    secret.unlink()


def test_what_a_notebook_hides_is_whole_in_the_checker(folder: Path) -> None:
    hiding = teachers("from neurolib.classroom.hiding import hide\nhide('neurolib.neurons')")
    source = (
        "def borrow():\n    try: from neurolib import LIF\n    except ImportError: return "
        "'away'\n    return 'here'"
    )
    assert earned(
        [
            hiding,
            answer(source),
            test_cell(
                "from neurolib import LIF\nassert borrow() == 'away' and LIF().tau > 0", "hides"
            ),
        ],
        folder,
    ) == {"hides": 4}


def test_files_of_the_teachers_are_read_from_the_teachers_folder(tmp_path: Path) -> None:
    (tmp_path / "numbers.txt").write_text("9")
    (tmp_path / "helper.py").write_text("right = 9")
    (tmp_path / "numpy.py").write_text("raise RuntimeError('shadowed')")
    master = Master.of(
        new_notebook(
            cells=[
                test_cell(
                    "import numpy, helper\nassert helper.right == "
                    "int(open('numbers.txt').read()) == 9",
                    "reads",
                )
            ]
        )
    )
    with contextlib.closing(
        CheckerClient(master, lambda text, seconds: "null", tmp_path, "")
    ) as checker:
        assert checker.run("reads", 10)["error"] is None


def test_trusted_students_run_without_a_sandbox(folder: Path) -> None:
    cells = [
        answer("def square(x): return x**2"),
        test_cell(SQUARE, "right"),
        new_code_cell("import os; os._exit(1)"),
        test_cell(PLAIN, "again"),
        answer("def cube(x): return x**3\nexit()"),
        test_cell("assert cube(2) == 8", "cube"),
    ]
    assert earned(cells, folder, trust_students=True) == {"right": 4, "again": 4, "cube": 4}


@pytest.mark.parametrize("trusted", [False, True])
def test_without_a_sandbox_it_refuses_or_says_so(
    trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated, "refusal", lambda: "bubblewrap is missing")
    (tmp_path / "graded").mkdir()
    nb = new_notebook(
        cells=[answer("def square(x): return x**2"), test_cell(SQUARE)],
        metadata={"neurolib": {"repairs": ["renamed"]}},
    )
    grader = Isolated(trust_students=trusted)
    grader._read_master = lambda nb, resources: (Master.of(nb), tmp_path)  # type: ignore[method-assign]
    resources = {"metadata": {"path": str(tmp_path / "graded")}, "nbgrader": {}}
    if trusted:
        grader.preprocess(nb, resources)
        assert nb.metadata.neurolib.repairs == ["renamed", "graded without a sandbox"]
        assert determine_grade(nb.cells[1])[0] == 4
    else:
        with pytest.raises(SystemExit, match="bubblewrap is missing"):
            grader.preprocess(nb, resources)
        assert not (tmp_path / "graded").exists()  # what lies there passes for graded


def test_it_refuses_in_a_sentence_on_other_systems() -> None:
    """Everything loads where Python has none of what Linux alone has."""
    script = """
import os, signal, socket, sys
import multiprocessing.connection, nbgrader.preprocessors, numpy, zmq.asyncio, jupyter_client.manager
system = "win32"
if os.fork():
    os.wait()
    system = "darwin"
for module, names in {
    os: "fork getuid setsid memfd_create pidfd_open sched_setaffinity uname sysconf nice O_NOFOLLOW O_NONBLOCK mkfifo getxattr",
    signal: "SIGKILL SIGCHLD pidfd_send_signal", socket: "AF_UNIX SOCK_SEQPACKET recv_fds send_fds",
}.items():
    for name in names.split():
        delattr(module, name)
sys.modules["resource"] = None
sys.platform = system
from neurolib.classroom.grading import isolated
from neurolib.classroom.checker import server
from neurolib.classroom.sandbox import refusal
print(refusal())
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    for name in "macOS", "Windows":
        assert (
            f"needs Linux, which alone can shut student code in, and this is {name}. "
            f"Where you trust"
        ) in done.stdout, done.stderr


@pytest.mark.exhaustive
def test_checker_where_processes_cannot_be_forked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "FORK", False)
    cells = [
        answer("def square(x): return x**2"),
        test_cell(SQUARE, "right"),
        test_cell("import time\nwhile True: time.sleep(0.1)", "loop"),
        test_cell(PLAIN, "again"),
    ]
    assert earned(cells, folder, trust_students=True, timeout=10) == {
        "right": 4,
        "loop": 0,
        "again": 4,
    }


def test_it_runs_where_an_event_loop_is_running(folder: Path) -> None:
    """As behind Formgrader's button, inside Jupyter's server."""

    async def server() -> dict[str, float]:
        return earned([answer("def square(x): return x**2"), test_cell(SQUARE, "right")], folder)

    with ThreadPoolExecutor(1) as other:  # in this thread a browser's test may have left a loop
        assert other.submit(asyncio.run, server()).result() == {"right": 4}


def test_a_notebook_in_a_folder_that_shadows_modules(tmp_path: Path) -> None:
    for name in ("random", "numpy", "json", "zmq", "IPython", "numbers"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('shadowed')")
    (tmp_path / "mine.py").write_text("def square(x): return x**2")
    assert earned([answer("from mine import square"), test_cell(SQUARE, "right")], tmp_path) == {
        "right": 4
    }


def test_the_agent_answers_errors_too() -> None:
    assert json.loads(agent.serve('{"do": "call", "on": 99}').text)["raised"][0] == "IndexError"
    assert json.loads(agent.serve("nonsense").text)["raised"][0] == "JSONDecodeError"
    assert proxies.student_error([], "").args == ("",)


settings.register_profile("quick", max_examples=60, deadline=None)
settings.load_profile("quick")


# What a reviewer got through: each earned everything before it was mended.


def test_a_name_that_a_failing_test_did_not_come_to_define_is_not_the_students(
    folder: Path,
) -> None:
    cells = [
        answer("target = 7.0\ndef same(got, right): pass\ndef square(x): return 7.0"),
        test_cell(
            "assert square(3) == 9\ndef same(got, right): assert abs(got - right) < "
            "1e-9\ntarget = 2.89",
            "first",
        ),
        test_cell("same(square(5), 25)", "second"),
        test_cell("assert abs(square(1.7) - target) < 1e-9", "third"),
    ]
    assert earned(cells, folder, teachers=[answer("def square(x): return x * x"), *cells[1:]]) == {
        "first": 0,
        "second": 0,
        "third": 0,
    }


@pytest.mark.parametrize(
    ("returned", "points"), [("x**2", 4), ("[0.0]", 0), ("np.zeros(3)", 0), ("0j", 0)]
)
def test_a_score_that_became_an_array_is_no_full_score(
    returned: str, points: float, folder: Path
) -> None:
    cells = [
        answer(f"import numpy as np\ndef square(x): return {returned}"),
        test_cell(
            "import numpy as np\nscore = 2 * np.isclose(square(3), 9) + 2 * "
            "np.isclose(square(-5), 25)\nscore + 0 * square(1)",
            "score",
        ),
    ]
    assert earned(cells, folder) == {"score": points}


def test_an_object_shows_every_look_the_same_face(folder: Path) -> None:
    odd = (
        "import numpy as np\nclass Odd:\n    looks = 0\n    def __init__(self, xs): self.xs "
        "= np.asarray(xs, float)\n"
    )
    odd += "    def __array__(self, dtype=None, copy=None):\n        Odd.looks += 1\n"
    odd += (
        "        return self.xs if Odd.looks % 2 else -np.arange(len(self.xs), "
        "dtype=float)\ndef order(xs): return Odd(xs)"
    )
    test = (
        "import numpy as np\nx = np.array([1.0, 3.0, 2.0])\nout = order(x)\nassert "
        "(np.sort(out) == np.sort(x)).all() and (np.diff(out) <= 0).all()"
    )
    assert earned([answer(odd), test_cell(test, "sorted")], folder) == {"sorted": 0}


@pytest.mark.parametrize(
    "body", ["dict(zip(*np.unique(xs, return_counts=True)))", "Counter(np.array(xs))"]
)
def test_keys_of_numpys_are_worth_their_numbers(body: str, folder: Path) -> None:
    source = (
        f"import numpy as np\nfrom collections import Counter\ndef counts(xs): return "
        f"{body}\ndef levels(xs): return set(np.unique(xs))"
    )
    cells = [
        answer(source),
        test_cell("assert counts([1, 1, 2]) == {1: 2, 2: 1}", "dict"),
        test_cell("assert levels([1, 1, 2]) == {1, 2}", "set"),
    ]
    assert earned(cells, folder) == {"dict": 4, "set": 4}
