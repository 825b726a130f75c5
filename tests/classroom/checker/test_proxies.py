"""What stands in a test for a student's objects, and what a test sees of answers where the
reference solution gives others.
"""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest

from neurolib.classroom.checker import proxies, reference
from neurolib.classroom.checker.codec import encode
from neurolib.classroom.checker.server import run_test

from .test_checker import FUNCTION, OBJECT, students, verdict

DATA = {"value": {"h": [0, "Volts", False, True]}}
EMPTY = "Your code gives {} without a single value in it, where values are expected."


def plain(value: Any) -> dict[str, Any]:
    return {"value": encode(value, lambda other: None)}


def numbers(*values: float) -> dict[str, Any]:
    return plain(np.array(values))


class Answers:
    """A student's kernel that answers each kind of request with these in turn, the last one again
    and again.
    """

    def __init__(self, **answers: Any) -> None:
        self.left = {
            do: list(each) if isinstance(each, list) else [each] for do, each in answers.items()
        }
        self.requests: list[dict[str, Any]] = []

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        self.requests.append(request)
        left = self.left.get(request["do"], [{"absent": True}])
        return left.pop(0) if len(left) > 1 else left[0]


def found(source: str, **answers: Any) -> dict[str, Any]:
    """What the reference solution does in a test, as it is kept."""
    result = run_test("t", source, students(Answers(**answers)), reference=True)
    assert not result["error"], result["error"]
    return dict(json.loads(json.dumps(result["found"])))


def told(source: str, known: dict[str, Any] | None = None, **answers: Any) -> Any:
    """What a student is told of a test, or the points of one that is passed."""
    result = run_test("t", source, students(Answers(**answers)), known)
    return result["error"][1] if result["error"] else result["value"]


# Objects


def test_an_attribute_that_arrays_have_is_that_of_the_objects_numbers() -> None:
    """Unless the test reads it from the reference solution's object, too: an object is no array
    because it says so.
    """
    answers: Any = {"find": OBJECT, "attribute": plain(99), "numbers": numbers(1, 2, 3)}
    assert told("assert x.size == 3 and x.height == 99", **answers) is None
    assert told("assert x.size == 99", {"attributes": ["size"]}, **answers) is None
    assert found("x.size, x.height", **answers)["attributes"] == ["size"]
    none = {**answers, "numbers": {"raised": ["TypeError"], "text": ""}}
    assert (
        told("x.size", **none)
        == "Your code stops with AttributeError: a Thing is no array and has no size"
    )


def test_a_field_called_like_an_attribute_of_arrays_is_one_where_the_reference_solution_has_it() -> (
    None
):
    row = {"value": {"T": ["Row", ["mean", "rate"], [4.0, 6.0]]}}
    known = found("x = f(1)", find=FUNCTION, call=row)
    assert known["attributes"] == ["mean"]
    assert told("assert f(1).mean == 4 and f(1).rate == 6", known, find=FUNCTION, call=row) is None
    assert "has no attribute 'mean'" in told("f(1).mean", find=FUNCTION, call=row)


def test_an_object_has_one_length() -> None:
    read = "seen = [n for n in x]\n"
    assert (
        told(f"{read}assert len(x) == 2", find=OBJECT, items=plain([1, 2]), length=plain(9)) is None
    )
    assert (
        told(
            f"assert len(x) == 2\n{read}assert seen == [1, 2]",
            find=OBJECT,
            items=plain([1, 2]),
            length=plain(2),
        )
        is None
    )
    longer = "Your code stops with ValueError: its length is 9, and it holds 2 items"
    assert (
        told(f"assert len(x) == 9\n{read}", find=OBJECT, items=plain([1, 2]), length=plain(9))
        == longer
    )
    assert (
        told(
            "import numpy as np\nlen(x)\nnp.sum(x)",
            find=OBJECT,
            numbers=numbers(1, 2),
            length=plain(9),
        )
        == longer
    )
    assert (
        told(
            "import numpy as np\nlen(x)\nassert np.sum(x) == 5",
            find=OBJECT,
            numbers=plain(np.array(5.0)),
            length=plain(9),
        )
        is None
    )
    test = "assert len(x) == 2\nassert [len(spikes) for spikes in x] == [1, 2]"
    # trains of different lengths
    assert told(test, find=OBJECT, items=plain([[1], [1, 2]]), length=plain(2)) is None
    for value, kind in ("3", "str"), (True, "bool"), (3.0, "float"):
        assert (
            told("len(x)", find=OBJECT, length=plain(value))
            == f"Your code stops with TypeError: expected int, got {kind}"
        )
    assert (
        told("for n in x: pass", find=OBJECT, items=plain((1, 2)))
        == "Your code stops with TypeError: expected list, got tuple"
    )


def test_an_object_is_asked_once_until_the_students_code_runs_again() -> None:
    answers: Any = {"find": OBJECT, "item": [plain(1), plain(2)], "length": [plain(3), plain(4)]}
    assert (
        told("assert x[0] == x[0] == 1 and len(x) == len(x) == 3 and x['0'] == 2", **answers)
        is None
    )
    again = Answers(find=[OBJECT, FUNCTION], item=[plain(1), plain(2)], call=plain(0))
    assert not run_test("t", "assert x[0] == 1\nf(1)\nassert x[0] == 2", students(again))["error"]


@pytest.mark.parametrize(
    "place",
    [
        [0, 5, True],
        [0, "f", 1],
        [0, "f", True, False],
        [0, "f", True, True, True],
        [True, "f", True],
        [0, "f"],
    ],
)
def test_what_is_no_object_is_refused_in_a_sentence(place: list[Any]) -> None:
    told = verdict("x", find={"value": {"h": place}})
    assert told == (
        "AssertionError",
        "Your code stops with Unreadable: what comes back is not plain data (ValueError)",
    )


@pytest.mark.parametrize(
    "use",
    [
        *(
            "x + 1 == 3.5",
            "1 + x == 3.5",
            "-x == -2.5",
            "x < 3",
            "3 > x",
            "x == 2.5",
            "x == x",
            "x - x == 0",
            "bool(x)",
            "abs(x) == 2.5",
        ),
        *(
            "float(x) == 2.5",
            "hash(x) == hash(2.5)",
            "np.sqrt(x) == np.sqrt(2.5)",
            "np.add(x, x) == 5",
            "x.unit == 'V'",
            "np.asarray(x) == 2.5",
        ),
    ],
)
def test_a_test_computes_with_an_object_that_is_plain_data_as_with_the_data(use: str) -> None:
    assert (
        told(f"import numpy as np\nassert {use}", find=DATA, plain=plain(2.5), attribute=plain("V"))
        is None
    )


def test_a_container_with_methods_of_its_own_is_read_as_the_container() -> None:
    test = (
        "assert 1 in x and 3 not in x and len(x) == 2 and [n for n in x] == [1, 2] and x + "
        "[3] == [1, 2, 3] and x"
    )
    assert told(test, find=DATA, plain=plain([1, 2])) is None
    assert told("assert not x", {"empty": {"x": [[1, 0]]}}, find=DATA, plain=plain([])) is None


@pytest.mark.parametrize(
    ("use", "says"),
    [
        (
            "x[0] = 1",
            "A value is expected; your code gives an object, Volts, which cannot be "
            "changed by a test.",
        ),
        (
            "x.unit = 1",
            "A value is expected; your code gives an object, Volts, which cannot be "
            "changed by a test.",
        ),
        (
            "~x",
            "A value is expected; your code gives an object, Volts, which cannot be "
            "computed with by a test.",
        ),
        ("x @ 1", ("unsupported operand type(s) for @: 'Volts' and 'int'")),
    ],
)
def test_what_plain_data_cannot_do_an_object_that_is_some_cannot_do_either(
    use: str, says: str
) -> None:
    assert told(use, find=DATA, plain=plain(2.5)) == says


# Calls


def test_draws_are_told_from_calls_that_get_no_generator() -> None:
    make = (
        "import numpy as np\nrng = np.random.default_rng(1)\ndevice = "
        "f(rng=rng)\ndevice[0]\nf(1)\ng([rng])"
    )
    drawn = found(make, find=FUNCTION, call=[OBJECT, plain(1), plain(2)], item=plain(3))["drawn"]
    assert drawn == {"f()": 1, "f()[0]": 1, "g()": 1}


def test_a_seed_that_a_test_sets_goes_to_the_student_with_the_next_call_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_back = (np.random.set_state, np.random.get_state()), (random.setstate, random.getstate())  # noqa: NPY002 - as a test's
    for module, names in (np.random, ("seed", "set_state")), (random, ("seed", "setstate")):
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name))  # put back afterwards
    proxies.notice_seeds()
    kernel = Answers(find=FUNCTION, call=plain(1))
    try:
        assert not run_test(
            "t", "import random\nf(0)\nrandom.seed(3)\nf(1)\nf(2)", students(kernel)
        )["error"]
    finally:
        for setting, state in put_back:
            setting(state)
    assert ["seeded" in request for request in kernel.requests if request["do"] == "call"] == [
        False,
        True,
        False,
    ]


CHANGED = {"value": 1, "given": {"t": [[[2]], {"d": []}]}}
GIVEN = "x = [1]\nf(x)\n"


# Empty answers


def refused(test: str, known: dict[str, Any], **answers: Any) -> bool:
    said = told(test, known, **answers)
    assert not isinstance(said, str) or said == EMPTY.format("a list")
    return isinstance(said, str)


def test_an_empty_answer_is_refused_in_words_for_its_kind() -> None:
    for value, kind in (
        ([], "a list"),
        (np.zeros(0), "an array"),
        ((), "a tuple"),
        ({}, "something"),
    ):
        assert told(
            "x = f(1)\nassert len(x) == 0\nx == 3", find=FUNCTION, call=plain(value)
        ) == EMPTY.format(kind)
    assert told("if f(1): pass", find=FUNCTION, call=plain([[], ()])) == EMPTY.format("a list")
    for whole in 0, "", None, [None], {"a": ""}:
        assert told(f"assert f(1) == {whole!r}", find=FUNCTION, call=plain(whole)) is None


def test_an_answer_may_be_empty_at_the_same_request_as_the_reference_solutions() -> None:
    test = "seen = [f(n) for n in range(3)]\nfor each in seen: sum(each)"
    known = found(test, find=FUNCTION, call=[plain([1]), plain([]), plain([1])])
    assert not refused(test, known, find=FUNCTION, call=[plain([1]), plain([]), plain([1])])
    assert refused(test, known, find=FUNCTION, call=[plain([]), plain([]), plain([1])])
    assert refused(test, known, find=FUNCTION, call=[plain([1]), plain([1]), plain([])])


def test_a_part_may_be_empty_where_that_part_or_what_it_lies_in_is() -> None:
    test = "first, second, third = f(1)\nassert sum(second) == 0 and (first, third) == (1, 3)"
    mine, whole = plain((1, [], 3)), found("f(1)", find=FUNCTION, call=plain([]))
    assert not refused(test, found(test, find=FUNCTION, call=mine), find=FUNCTION, call=mine)
    assert not refused(test, whole, find=FUNCTION, call=mine)
    assert refused(
        test, found("f(1)", find=FUNCTION, call=plain((1, [2], []))), find=FUNCTION, call=mine
    )
    named = {"value": {"d": [["a", []], ["b", 1]]}}
    assert not refused(
        "sum(f(1)['a'])", found("f(1)", find=FUNCTION, call=named), find=FUNCTION, call=named
    )
    assert refused("sum(f(1)['a'])", {}, find=FUNCTION, call=named)


def test_an_attribute_may_be_empty_at_the_same_reading() -> None:
    test = "device = f(1)\nfirst = device.spikes\nsecond = device.spikes\nsum(first), sum(second)"
    late, early = [plain([1]), plain([])], [plain([]), plain([1])]
    known = found(test, find=FUNCTION, call=OBJECT, attribute=late)
    assert not refused(test, known, find=FUNCTION, call=OBJECT, attribute=late)
    assert refused(test, known, find=FUNCTION, call=OBJECT, attribute=early)


def test_a_field_may_be_empty_as_an_attribute_of_an_object_and_the_other_way_round() -> None:
    row, test = (
        {"value": {"T": ["Row", ["rate", "spikes"], [1, []]]}},
        "device = f(1)\nsum(device.spikes)\nsum(device.spikes)",
    )
    by_field = found(test, find=FUNCTION, call=row)
    assert not refused(test, by_field, find=FUNCTION, call=OBJECT, attribute=plain([]))
    by_attribute = found(test, find=FUNCTION, call=OBJECT, attribute=plain([]))
    assert not refused(test, by_attribute, find=FUNCTION, call=row)
    other = found("g(1).spikes", find=FUNCTION, call=row)
    assert refused(test, other, find=FUNCTION, call=row) and refused(
        test, other, find=FUNCTION, call=OBJECT, attribute=plain([])
    )


def test_what_an_object_holds_belongs_to_the_answer_that_brought_it() -> None:
    """However often it was read before: what is iterated over has no number of its own."""
    test = "f(1)\ndevice = f(2)\nlen(device)\nfor each in device: sum(each)"
    held: Any = {"find": FUNCTION, "call": [plain(0), OBJECT], "length": plain(2)}
    known = found(test, **held, items=plain([[1], []]))
    assert known["empty"] == {"f()[1]": [[2, 0]]}
    assert not refused(test, known, **held, items=plain([[1], []])) and refused(
        test, known, **held, items=plain([[], [1]])
    )


@pytest.mark.parametrize(
    ("empty", "drawn", "allowed"),
    [(0, 0, 0), (0, 100, 2), (1, 0, 4), (4, 0, 10), (4, 149, 12), (4, 150, 13), (5, 0, 11)],
)
def test_as_many_draws_may_be_empty_as_chance_allows(empty: int, drawn: int, allowed: int) -> None:
    """Those of the reference solution, three standard deviations of such a count, and one in fifty."""
    record = reference.TestRecord(
        {"empty": {"f()": [[n, 0] for n in range(empty)]}, "drawn": {"f()": drawn}}
    )
    seen = [
        record.checked(reference.Question("f()", True, n), [], lambda value: "refused")
        for n in range(allowed + 2)
    ]
    assert seen == [[]] * allowed + ["refused"] * 2
