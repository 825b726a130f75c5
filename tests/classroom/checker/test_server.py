"""How a test runs in the checker: what is said of an error and what is hidden, what the test is
worth, and what it sees of its arguments.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurolib.classroom.checker.codec import encode
from neurolib.classroom.checker.server import Namespace, run_test

from .test_checker import FUNCTION, OBJECT, students, verdict
from .test_proxies import CHANGED, GIVEN, Answers, found, plain, told

DIVIDED = ("ZeroDivisionError", "division by zero")
NOTHING = ("AssertionError", "")

# What is said


@pytest.mark.parametrize(
    ("line", "says"), [*enumerate([DIVIDED, DIVIDED, *[NOTHING] * 4, DIVIDED, DIVIDED])]
)
def test_an_error_is_told_from_the_lines_that_students_see_alone(
    line: int, says: tuple[str, str]
) -> None:
    """The comments that begin and end the hidden part stand in lines of it."""
    lines = [
        "a = 1",
        "b = 1",
        "c = 1  # BEGIN HIDDEN TESTS",
        "d = 1",
        "e = 1",
        "f = 1  # END HIDDEN TESTS",
        "g = 1",
        "h = 1",
    ]
    lines[line] = lines[line].replace("= 1", "= 1 / 0")
    assert verdict("\n".join(lines)) == says


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def g(): return 1 / 0\n# BEGIN HIDDEN TESTS\ng()\n# END HIDDEN TESTS", NOTHING),
        ("# BEGIN HIDDEN TESTS\ndef g(): return 1 / 0\n# END HIDDEN TESTS\ng()", DIVIDED),
        (
            "# BEGIN HIDDEN TESTS\na = 1\n# END HIDDEN TESTS\nb = 1 / 0\n# BEGIN HIDDEN "
            "TESTS\nc = 1",
            DIVIDED,
        ),
        (
            "# BEGIN HIDDEN TESTS\na = 1\n# END HIDDEN TESTS\nb = 1\n# BEGIN HIDDEN "
            "TESTS\nc = 1 / 0",
            NOTHING,
        ),
        ("1 / 0", DIVIDED),
        ("a b\n# BEGIN HIDDEN TESTS\nc = 1", NOTHING),
        ("a b", ("SyntaxError", "invalid syntax (<unknown>, line 1)")),
        (
            "raise MemoryError",
            ("MemoryError", "With what your code gives, this test needs more than 2 GB of memory."),
        ),
    ],
)
def test_the_line_of_the_test_itself_decides_what_is_told(
    source: str, says: tuple[str, str]
) -> None:
    assert verdict(source) == says


@pytest.mark.parametrize(
    ("line", "says"),
    [
        *(
            ("assert False, 'Use volts.'", "Use volts."),
            ("helper()", "Work on a copy."),
            ("assert False, 5", ""),
            ("assert 1 == 2", ""),
        ),
        *(
            ("raise AssertionError('nine', 9)", ""),
            ("raise ValueError('nine')", ""),
            ("nine()", ""),
            ("np.testing.assert_equal(1, 9)", ""),
        ),
        *(
            ("f(1)", "Your code stops with ValueError."),
            (
                "expect(1.0, 9.0, 'The square')",
                "The square is too small, by more than a factor of 2.",
            ),
        ),
    ],
)
def test_a_hidden_line_says_what_the_teacher_wrote_for_students_and_no_value(
    line: str, says: str
) -> None:
    namespace = students(Answers(find=FUNCTION, call={"raised": ["ValueError"], "text": "9"}))
    namespace.add_teacher_cell("import numpy as np\nfrom neurolib.classroom.checking import expect")
    namespace.add_teacher_cell(
        "def helper(): assert False, 'Work on a copy.'\ndef nine(): raise ValueError('nine')"
    )
    assert run_test("t", f"# BEGIN HIDDEN TESTS\n{line}\n# END HIDDEN TESTS", namespace)["error"][
        :2
    ] == ["AssertionError", says]


def test_an_exception_of_the_students_own_making_has_no_name_in_a_hidden_line() -> None:
    raised = {"raised": ["Nine", "Exception"], "text": "9"}
    assert (
        told("# BEGIN HIDDEN TESTS\nf(1)", find=FUNCTION, call=raised)
        == "Your code stops with an exception."
    )
    assert told("f(1)", find=FUNCTION, call=raised) == "Your code stops with Nine: 9"
    assert (
        told("x", find={"raised": ["KeyError"], "text": "x"})
        == "Your notebook does not define x, or does not tell it."
    )


# What it is worth


@pytest.mark.parametrize(
    ("last", "points"),
    [
        *(
            ("np.array([2.5])", 2.5),
            ("np.array(2)", 2.0),
            ("np.array([[3]], 'u1')", 3.0),
            ("np.float32(0.5)", 0.5),
            ("Fraction(1, 2)", 0.5),
        ),
        *(
            ("np.array([1.0, 2.0])", 0.0),
            ("np.array([])", 0.0),
            ("np.array(['4'])", 0.0),
            ("np.array([4 + 0j])", 0.0),
            ("4 + 0j", 0.0),
        ),
        *(
            ("np.complex64(4)", 0.0),
            ("np.bool_(True)", None),
            ("Decimal(4)", None),
            ("10**400", 0.0),
        ),
    ],
)
def test_a_test_is_worth_the_real_number_that_it_ends_with(last: str, points: float | None) -> None:
    assert (
        verdict(
            f"import numpy as np\nfrom decimal import Decimal\nfrom fractions import "
            f"Fraction\n{last}"
        )
        == points
    )


def test_who_makes_a_number_nothing_gets_nothing_where_the_reference_solution_gives_one() -> None:
    assert [found(source)["number"] for source in ("2.0", "0", "None", "True")] == [
        True,
        True,
        False,
        False,
    ]
    assert [told("None", {"number": number}) for number in (True, False)] == [0.0, None]
    assert told("2.0", {"number": True}) == 2.0 and told("2.0", {"number": False}) == 2.0


# What becomes of its arguments

CHECKING = "from neurolib.classroom.checking import changed, unchanged\n"
UNCHANGED = f"{CHECKING}unchanged([1], x, 'x')"
INPUT = "Your function changes its input x in place; work on a copy, as in x.copy()."


@pytest.mark.parametrize(
    ("source", "says"),
    [
        *(
            ("assert x == [1]", None),
            (UNCHANGED, INPUT),
            (f"g(x)\n{UNCHANGED}", INPUT),
            (f"x = [1]\n{UNCHANGED}", None),
        ),
        *(
            ("4.0 if x == [1] else 1.0", 4.0),
            (f"y = [1]\ng(y)\n{UNCHANGED.replace('x', 'y')}", None),
        ),
    ],
)
def test_a_test_keeps_its_arguments_and_asks_what_became_of_them(source: str, says: Any) -> None:
    """The change counts, whatever a later call makes of the same argument."""
    assert told(GIVEN + source, find=FUNCTION, call=[CHANGED, plain(5)]) == says


def test_who_changes_an_argument_loses_nothing_that_a_later_test_takes_from_this_one() -> None:
    """And the sentence is the one that the kernel would say, in which the test ends there."""
    namespace = students(Answers(find=FUNCTION, call=CHANGED))
    source = (
        f"{GIVEN}{UNCHANGED}\ny = 7\nunchanged([1], x, 'another name')\nassert False, 'The "
        f"sum is off.'"
    )
    assert run_test("t", source, namespace)["error"][:2] == ["AssertionError", INPUT]
    assert not run_test("u", "assert y == 7 and x == [1]", namespace)["error"]


@pytest.mark.parametrize(
    ("call", "given", "after"),
    [
        *(
            ("f, [1]", [[2]], "[2]"),
            ("f, [1], [3]", [[2], [3]], "([2], [3])"),
            ("f, 1, [3]", [1, [4]], "(1, [4])"),
        ),
        *(("f, [1], None", [[2], None], "([2], None)"), ("f, x", [[2]], "[2]"), ("f", [], "()")),
    ],
)
def test_changed_gives_what_became_of_each_argument(
    call: str, given: list[Any], after: str
) -> None:
    answers: Any = {"find": FUNCTION, "call": {"value": 5, "given": {"t": [given, {"d": []}]}}}
    assert (
        told(f"{CHECKING}x = [1]\nassert changed({call}) == {after} and x == [1]", **answers)
        is None
    )


def test_changed_names_arguments_in_the_order_in_which_they_stand() -> None:
    answers: Any = {
        "find": FUNCTION,
        "call": {"value": 5, "given": {"t": [[[2]], {"d": [["b", [3]], ["a", [4]]]}]}},
    }
    assert (
        told(f"{CHECKING}assert changed(f, [1], b=[1], a=[1]) == ([2], [3], [4])", **answers)
        is None
    )


def test_what_is_not_changed_is_what_the_test_gave() -> None:
    """An object of a student's and a generator, which are not sent back, and all arguments of a
    call that changes none.
    """
    source = (
        "import numpy as np\nrng = np.random.default_rng(1)\nxs, same, gen = changed(f, "
        "[1], f, rng)\n"
    )
    asks = f"{CHECKING}{source}assert same is f and type(gen) is type(rng) and xs == "
    assert (
        told(
            f"{asks}[2]",
            find=FUNCTION,
            call={"value": 5, "given": {"t": [[[2], None, None], {"d": []}]}},
        )
        is None
    )
    assert told(f"{asks}[1]", find=FUNCTION, call=plain(5)) is None


@pytest.mark.parametrize(
    "given",
    [
        {"t": [[], {"d": []}]},
        {"t": [[[2], 3], {"d": []}]},
        {"t": [[[2]]]},
        [[[2]], 1],
        5,
        {"t": [[{"h": [0, "f", True]}], {"d": []}]},
    ],
)
def test_arguments_that_are_not_those_of_the_call_are_refused_in_a_sentence(given: Any) -> None:
    says = "Your code stops with Unreadable: what comes back is not plain data ("
    assert told(GIVEN, find=FUNCTION, call={"value": 5, "given": given}).startswith(says)


def test_a_changed_argument_comes_back_like_a_returned_value() -> None:
    """In double precision, without the names of arrays for its fields, and not empty where the
    reference solution's is not.
    """

    def changes(value: Any) -> dict[str, Any]:
        return {"value": 5, "given": {"t": [[encode(value, lambda other: None)], {"d": []}]}}

    source = f"{CHECKING}import numpy as np\nx = changed(f, [1.0])\n"
    assert (
        told(
            f"{source}assert np.isclose(x[0], 1e-9, rtol=1e-6, atol=0)",
            find=FUNCTION,
            call=changes([np.float16(0)]),
        )
        == ""
    )
    row = {"T": ["Row", ["mean"], [1.0]]}
    assert "has no attribute 'mean'" in told(
        f"{source}x.mean", find=FUNCTION, call={"value": 5, "given": {"t": [[row], {"d": []}]}}
    )
    empty: Any = {"find": FUNCTION, "call": changes([])}
    assert (
        told(f"{source}assert np.allclose(x, 9)", **empty)
        == "Your code gives a list without a single value in it, where values are expected."
    )
    assert (
        told(f"{source}assert len(x) == 0", found(f"{source}assert len(x) == 0", **empty), **empty)
        is None
    )
    assert (
        found(f"{source}len(x)", **empty)["changes"]
        and not found(source, find=FUNCTION, call=plain(5))["changes"]
    )


def test_who_empties_an_argument_that_nobody_looks_at_loses_nothing() -> None:
    assert (
        told(
            f"{GIVEN}assert x == [1]",
            find=FUNCTION,
            call={"value": 1, "given": {"t": [[[]], {"d": []}]}},
        )
        is None
    )


def test_a_students_values_are_asked_for_anew_in_each_test_and_a_tests_own_stay() -> None:
    kernel = Answers(find=[plain(5), plain(6), plain(7), plain(8)])
    namespace = students(kernel)
    assert not run_test("t", "assert (x, y) == (5, 6)\nx = 1", namespace)["error"]
    namespace.forget_student_values()
    assert not run_test("u", "assert (x, y) == (1, 7)", namespace)["error"]


def test_a_teachers_cell_waits_for_the_names_that_it_needs() -> None:
    """And a name that a later answer binds is the student's, though a cell that waits binds it,
    too.
    """
    kernel = Answers(find=[OBJECT, plain(4)], length=plain(3))
    namespace = Namespace(kernel)
    namespace.add_answer(["device"])
    namespace.add_teacher_cell("size = len(device)\nlevel = 2")
    namespace.add_answer(["level"])
    assert (
        not kernel.requests
        and not run_test("t", "assert size == 3 and level == 4", namespace)["error"]
    )
    assert [request["on"] for request in kernel.requests if request["do"] == "find"] == [
        "device",
        "level",
    ]
