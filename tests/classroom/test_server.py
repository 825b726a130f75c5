"""How a test runs in the checker: what is said of an error and what is hidden, what the test is worth, and when it runs a second time."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from neurolib.classroom.checker.server import CHANGES, Namespace, run_test

from .test_checker import FUNCTION, OBJECT, students, verdict
from .test_proxies import CHANGED, GIVEN, Answers, found, plain, told

DIVIDED = ("ZeroDivisionError", "division by zero")
NOTHING = ("AssertionError", "")

# What is said


@pytest.mark.parametrize(("line", "says"), [*enumerate([DIVIDED, DIVIDED, *[NOTHING] * 4, DIVIDED, DIVIDED])])
def test_an_error_is_told_from_the_lines_that_students_see_alone(line: int, says: tuple[str, str]) -> None:
    """The comments that begin and end the hidden part stand in lines of it."""
    lines = ["a = 1", "b = 1", "c = 1  # BEGIN HIDDEN TESTS", "d = 1", "e = 1", "f = 1  # END HIDDEN TESTS", "g = 1", "h = 1"]
    lines[line] = lines[line].replace("= 1", "= 1 / 0")
    assert verdict("\n".join(lines)) == says


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def g(): return 1 / 0\n# BEGIN HIDDEN TESTS\ng()\n# END HIDDEN TESTS", NOTHING),
        ("# BEGIN HIDDEN TESTS\ndef g(): return 1 / 0\n# END HIDDEN TESTS\ng()", DIVIDED),
        ("# BEGIN HIDDEN TESTS\na = 1\n# END HIDDEN TESTS\nb = 1 / 0\n# BEGIN HIDDEN TESTS\nc = 1", DIVIDED),
        ("# BEGIN HIDDEN TESTS\na = 1\n# END HIDDEN TESTS\nb = 1\n# BEGIN HIDDEN TESTS\nc = 1 / 0", NOTHING),
        ("1 / 0", DIVIDED),
        ("a b\n# BEGIN HIDDEN TESTS\nc = 1", NOTHING),
        ("a b", ("SyntaxError", "invalid syntax (<unknown>, line 1)")),
        ("raise MemoryError", ("MemoryError", "With what your code gives, this test needs more than 2 GB of memory.")),
    ],
)
def test_the_line_of_the_test_itself_decides_what_is_told(source: str, says: tuple[str, str]) -> None:
    assert verdict(source) == says


@pytest.mark.parametrize(
    ("line", "says"),
    [
        *(("assert False, 'Use volts.'", "Use volts."), ("helper()", "Work on a copy."), ("assert False, 5", ""), ("assert 1 == 2", "")),
        *(("raise AssertionError('nine', 9)", ""), ("raise ValueError('nine')", ""), ("nine()", ""), ("np.testing.assert_equal(1, 9)", "")),
        *(("f(1)", "Your code stops with ValueError."), ("expect(1.0, 9.0, 'The square')", "The square is too small, by more than a factor of 2.")),
    ],
)
def test_a_hidden_line_says_what_the_teacher_wrote_for_students_and_no_value(line: str, says: str) -> None:
    namespace = students(Answers(find=FUNCTION, call={"raised": ["ValueError"], "text": "9"}))
    namespace.add_teacher_cell("import numpy as np\nfrom neurolib.classroom.checking import expect")
    namespace.add_teacher_cell("def helper(): assert False, 'Work on a copy.'\ndef nine(): raise ValueError('nine')")
    assert run_test("t", f"# BEGIN HIDDEN TESTS\n{line}\n# END HIDDEN TESTS", namespace)["error"][:2] == ["AssertionError", says]


def test_an_exception_of_the_students_own_making_has_no_name_in_a_hidden_line() -> None:
    raised = {"raised": ["Nine", "Exception"], "text": "9"}
    assert told("# BEGIN HIDDEN TESTS\nf(1)", find=FUNCTION, call=raised) == "Your code stops with an exception."
    assert told("f(1)", find=FUNCTION, call=raised) == "Your code stops with Nine: 9"
    assert told("x", find={"raised": ["KeyError"], "text": "x"}) == "Your notebook does not define x, or does not tell it."


# What it is worth


@pytest.mark.parametrize(
    ("last", "points"),
    [
        *(("np.array([2.5])", 2.5), ("np.array(2)", 2.0), ("np.array([[3]], 'u1')", 3.0), ("np.float32(0.5)", 0.5), ("Fraction(1, 2)", 0.5)),
        *(("np.array([1.0, 2.0])", 0.0), ("np.array([])", 0.0), ("np.array(['4'])", 0.0), ("np.array([4 + 0j])", 0.0), ("4 + 0j", 0.0)),
        *(("np.complex64(4)", 0.0), ("np.bool_(True)", None), ("Decimal(4)", None), ("10**400", 0.0)),
    ],
)
def test_a_test_is_worth_the_real_number_that_it_ends_with(last: str, points: float | None) -> None:
    assert verdict(f"import numpy as np\nfrom decimal import Decimal\nfrom fractions import Fraction\n{last}") == points


def test_who_makes_a_number_nothing_gets_nothing_where_the_reference_solution_gives_one() -> None:
    assert [found(source)["number"] for source in ("2.0", "0", "None", "True")] == [True, True, False, False]
    assert [told("None", {"number": number}) for number in (True, False)] == [0.0, None]
    assert told("2.0", {"number": True}) == 2.0 and told("2.0", {"number": False}) == 2.0


# A second run, in which the test sees what became of its arguments

UNCHANGED = "from neurolib.classroom.checking import unchanged\nunchanged([1], x, 'x')"
INPUT = "Your function changes its input x in place; work on a copy, as in x.copy()."


@pytest.mark.parametrize(
    ("source", "says"),
    [
        *(("assert x == [1]", CHANGES), ("assert x == [1], 'x is off.'", f"{CHANGES} x is off."), (UNCHANGED, INPUT), ("assert x", None)),
        *(("assert False, 'The sum is off.'", "The sum is off."), ("4.0 if x == [1] else 1.0", 1.0), ("1.0 if x == [1] else 4.0", 1.0)),
        *(("4.0 if x == [1] else None", 4.0), ("None if x == [1] else 4.0", None), ("0.0 if x == [1] else 4.0", 0.0)),
        *((f"g(x)\n{UNCHANGED}", INPUT), ("g(x)\nassert x == [1]", None), ("if x == [2]: g(3)\nassert x == [1]", None)),
        ("if x == [2]: y.rate\nassert x == [1]", None),
    ],
)
def test_who_changes_an_argument_gets_the_stricter_verdict(source: str, says: Any) -> None:
    """A second run that asks for something else than the first, or hands over something else, says nothing but that the input is changed."""
    assert told(GIVEN + source, find=FUNCTION, call=[CHANGED, plain(5)]) == says


def test_a_test_without_changed_arguments_runs_once() -> None:
    namespace = students(Answers(find=FUNCTION, call=plain(1)))
    namespace.add_teacher_cell("class Log: seen = 0")
    assert not run_test("t", f"{GIVEN}Log.seen += 1\nassert Log.seen == 1", namespace)["error"]


def test_the_second_run_begins_as_the_first_and_leaves_nothing() -> None:
    """With the teacher's data and both generators of random numbers; an object that stands for something is the same."""
    namespace = students(Answers(find=FUNCTION, call=CHANGED))
    namespace.add_teacher_cell("import random\nimport numpy as np\nnotes = [1]\nNONE = object()\ndef pick(value=NONE): return value")
    namespace.add_teacher_cell("held = [np]")  # which cannot be copied
    states = random.getstate(), np.random.get_state()  # noqa: NPY002 - a test's
    source = "notes.append(2)\nx = [random.random() + np.random.rand()]\nfirst = list(x)\nf(x)\nassert len(notes) == 2 and pick() is NONE"
    assert not run_test("t", source, namespace)["error"]
    drawn = random.getstate()
    assert namespace["x"] == namespace["first"] and namespace["notes"] == [1, 2] and drawn != states[0]
    namespace.forget_student_values()
    assert run_test("u", f"{source.replace('== 2', '== 3')} and x == first", namespace)["error"][1] == CHANGES
    random.setstate(states[0])
    np.random.set_state(states[1])  # noqa: NPY002


def test_a_students_values_are_asked_for_anew_in_each_test_and_a_tests_own_stay() -> None:
    kernel = Answers(find=[plain(5), plain(6), plain(7), plain(8)])
    namespace = students(kernel)
    assert not run_test("t", "assert (x, y) == (5, 6)\nx = 1", namespace)["error"]
    namespace.forget_student_values()
    assert not run_test("u", "assert (x, y) == (1, 7)", namespace)["error"]


def test_a_teachers_cell_waits_for_the_names_that_it_needs() -> None:
    """And a name that a later answer binds is the student's, though a cell that waits binds it, too."""
    kernel = Answers(find=[OBJECT, plain(4)], length=plain(3))
    namespace = Namespace(kernel)
    namespace.add_answer(["device"])
    namespace.add_teacher_cell("size = len(device)\nlevel = 2")
    namespace.add_answer(["level"])
    assert not kernel.requests and not run_test("t", "assert size == 3 and level == 4", namespace)["error"]
    assert [request["on"] for request in kernel.requests if request["do"] == "find"] == ["device", "level"]
