"""What a visible test says to a student, in stages: where to look, the misconception, on request
the formula; and the tries it counts.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from neurolib import hints

LEFT_OUT = "t_ref is left out: after each spike V stays at V_R for t_ref."
NEXT = "If your next answer fails too, this test names the probable mistake.\n"
HOW = "To see how it is done, run hints.formula() in a new cell.\n"
TESTS = {
    "rate": f"""# 2.1 · visible test (3 points): the course's neuron at 300 pA
from neurolib.classroom.checking import call, expect

def helper(): return None
helper()
expect(call(rate, 300.0), 63.0, "The rate at 300 pA", wrong={{{LEFT_OUT!r}: 72.0}})
seen = 300.0
""",
    "one by one": """# 2.2 · visible test (4 points): many currents at once
assert rates([1.0]) == [1.0], "You return one value per step; return only the spike times."
assert train() == 3
""",
    "untitled": "assert train() == 3, 'The train is empty; does it start?'",
    "partly": "rate(300.0) / 63.0 * 2",
}
RIGHT, WRONG = "def rate(I): return 63.0", "def rate(I): return 72.0"


@pytest.fixture
def student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """``student(test, definition)`` defines something in a notebook and runs a test there; returns
    its value, or what it says.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(hints.WHOLE, raising=False)
    nbformat.write(
        nbformat.v4.new_notebook(metadata={"neurolib": {"tests": TESTS}}), tmp_path / "set.ipynb"
    )
    space: dict[str, Any] = {"__name__": "__main__", "hints": hints}

    def run(test: str, definition: str = "") -> Any:
        exec(definition, space)
        try:
            return eval(f"hints.run_test({test!r})", space)
        except AssertionError as error:
            assert vars(error)["_render_traceback_"]() == [str(error)], (
                "a notebook shows the sentence alone"
            )
            return str(error)

    run.space = space  # type: ignore[attr-defined]
    return run


def tries() -> Any:
    return json.loads(Path(hints.TRIES).read_text(encoding="utf-8"))


def test_a_test_says_where_to_look_then_the_misconception_and_the_formula_on_request(
    student: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    hints.formula()
    assert (
        capsys.readouterr().out
        == "No test has failed since this notebook was started: run one first.\n"
    )
    assert (
        student("rate", WRONG)
        == "Look at rate. The rate at 300 pA is too large, by up to a factor of 2."
    )
    assert capsys.readouterr().out == NEXT
    importlib.reload(hints)  # a kernel that was restarted
    for _ in range(2):
        assert student("rate") == "t_ref is left out."
        assert capsys.readouterr().out == HOW
    assert tries() == {"rate": 3}
    hints.formula()
    assert capsys.readouterr().out == f"{LEFT_OUT}\n"


def test_a_test_that_passes_begins_anew_and_leaves_its_names_as_a_cell_does(
    student: Callable[..., Any],
) -> None:
    assert student("rate", RIGHT) is None and student.space["seen"] == 300.0  # type: ignore[attr-defined]
    assert tries() == {"rate": 0}, "the map shows that it passes"
    for expected in 1, 2:
        student("rate", WRONG)
        assert tries() == {"rate": expected}
    assert student("rate", RIGHT) is None and tries() == {"rate": 0}
    assert student("rate", WRONG).startswith("Look at rate.")


HELPED = "def scale(): return 72.0\ndef rate(I): return scale()"


def test_an_answer_that_is_run_again_unchanged_is_no_new_try(
    student: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """What is run, then validated in another kernel, uses up one hint; comments and other cells are
    no change, a helper is.
    """
    cells = student.space["In"] = [""]  # type: ignore[attr-defined]

    def said(*sources: str) -> str:
        cells.extend(sources)
        return str(student("rate", "\n".join(sources)))

    assert said(WRONG).startswith("Look at rate.") and capsys.readouterr().out == NEXT
    for more in (
        "",
        f"{WRONG}  # said again",
        "for I in 1, 2: J = I\nimport json",
        "def other(): return rate",
    ):
        assert said(more).startswith("Look at rate."), more
        assert capsys.readouterr().out == NEXT
    kept = tries()
    assert kept.pop(hints.ANSWERS).keys() == {"rate"} and kept == {"rate": 1}
    cells[:] = ["", WRONG]  # a new kernel
    assert student("rate", WRONG).startswith("Look at rate.")
    assert said(HELPED) == "t_ref is left out.", "another answer"
    assert tries()["rate"] == 2 and said("") == "t_ref is left out." and tries()["rate"] == 2
    said("def scale(): return 72.0 * 1")
    assert tries()["rate"] == 3, "a helper of the answer's has changed"
    assert said(RIGHT) == "None" and tries() == {"rate": 0}
    assert said(WRONG).startswith("Look at rate.")


def test_a_cell_that_is_no_python_and_an_answer_in_no_cell_stop_nothing(
    student: Callable[..., Any],
) -> None:
    student.space["In"] = ["%%bash\nls", "x = (", "a\0b", "return 1"]  # type: ignore[attr-defined]
    assert student("rate", WRONG).startswith("Look at rate.")
    assert student("rate", WRONG) == "t_ref is left out.", (
        "an answer that is in no cell counts each time"
    )


def test_a_last_number_is_the_value_of_the_cell(student: Callable[..., Any]) -> None:
    assert student("partly", RIGHT) == 2.0


def test_an_assert_of_the_teachers_is_a_hint_and_its_nudge_is_the_case(
    student: Callable[..., Any],
) -> None:
    definition = "def rates(I): return I * 2\ndef train(): return 0"
    assert (
        student("one by one", definition)
        == "Look at rates and train. It does not pass this test yet: many currents at once."
    )
    assert student("one by one") == "You return one value per step."
    assert (
        student("one by one", "def rates(I): return I")
        == "It does not pass this test yet: many currents at once."
    )
    assert student("untitled") == "Look at train. It does not pass this test yet."
    assert student("untitled") == "The train is empty; does it start?", (
        "a question is about the misconception"
    )


@pytest.mark.parametrize(
    ("definition", "sentence", "counts"),
    [
        ("def rate(I): return 64.0", "The rate at 300 pA is too large, by less than 10 %.", True),
        (
            "def rate(I): return None",
            "The rate at 300 pA is None: does your function return its result?",
            True,
        ),
        (
            "def rate(I): return [1.0]",
            "The rate at 300 pA has shape (1,); expected one number.",
            True,
        ),
        ("def rate(I): return 1 / 0", "rate stops with ZeroDivisionError: division by zero", True),
        (
            "def rate(I): raise NotImplementedError",
            "rate is not answered yet: replace the line that raises NotImplementedError.",
            False,
        ),
    ],
)
def test_what_names_no_misconception_is_said_at_once(
    student: Callable[..., Any], definition: str, sentence: str, counts: bool
) -> None:
    assert student("rate", definition) == sentence and student("rate") == sentence
    assert Path(hints.TRIES).exists() == counts, "an answer that is not there is no try"


def test_an_answer_that_was_not_run_is_no_try(student: Callable[..., Any]) -> None:
    assert student("untitled") == "train is not defined: run the cell with your answer first."
    with pytest.raises(NameError, match="missing"):
        student("partly", "def rate(I): return missing")
    assert not Path(hints.TRIES).exists()


def test_on_request_all_is_said_at_once(
    student: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hints.WHOLE, "1")
    assert student("rate", WRONG) == LEFT_OUT


def test_a_file_of_tries_that_was_edited_or_cannot_be_written_stops_nothing(
    student: Callable[..., Any],
) -> None:
    for broken in "{", "[]", '{"rate": "x"}':
        Path(hints.TRIES).write_text(broken, encoding="utf-8")
        assert student("rate", WRONG).startswith("Look at rate.")
    Path(hints.TRIES).unlink()
    Path(hints.TRIES).mkdir()
    assert student("rate", WRONG).startswith("Look at rate.") and student("rate").startswith(
        "Look at rate."
    )


def test_without_the_notebook_there_is_no_test_and_no_try(student: Callable[..., Any]) -> None:
    Path("broken.ipynb").write_text("{", encoding="utf-8")
    Path("other.ipynb").write_text('{"metadata": []}', encoding="utf-8")
    assert student("none").startswith("No notebook in") and "holds the test none" in student("none")
    assert not Path(hints.TRIES).exists()


@pytest.mark.parametrize(
    ("hint", "cause", "more"),
    [
        (LEFT_OUT, "t_ref is left out.", True),
        (
            "You take C for picofarads; 100*pF is already in farads.",
            "You take C for picofarads.",
            True,
        ),
        (
            "The capacitance enters squared. The supply delivers C*V.",
            "The capacitance enters squared.",
            True,
        ),
        ("Is E_L left out? V_inf is EL + I/gL.", "Is E_L left out?", True),
        (
            "0.3 is no multiple of lsb = 0.25, and is returned unchanged.",
            "0.3 is no multiple of lsb = 0.25, and is returned unchanged.",
            False,
        ),
        (
            "Not a number: is it log(t - t0)? The law has t/t0.",
            "Not a number: is it log(t - t0)?",
            True,
        ),
        ("Multiples of lsb move; they stay. Is it np.rint?", "Multiples of lsb move.", True),
        (
            "The neuron never fires: does V follow the current?",
            "The neuron never fires: does V follow the current?",
            False,
        ),
        ("Nothing moves", "Nothing moves", False),
        ("The weights are missing: they are fetched too", "The weights are missing.", True),
    ],
)
def test_a_hint_begins_with_the_misconception(hint: str, cause: str, more: bool) -> None:
    assert hints.stages(hint) == (cause, more)
