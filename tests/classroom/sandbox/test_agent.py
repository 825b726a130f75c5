"""The student's side of a call, asked in this process as a test asks it in the kernel."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import IPython.core.getipython
import numpy as np
import pytest

from neurolib.classroom.checker.codec import decode
from neurolib.classroom.sandbox import agent

pytestmark = pytest.mark.whoever


def ask(do: str, on: Any, given: Any = None, **more: Any) -> dict[str, Any]:
    return dict(
        json.loads(agent.serve(json.dumps({"do": do, "on": on, "given": given, **more})).text)
    )


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], int]:
    """``place(value)`` binds a value in the notebook and returns the place at which the agent keeps
    it.
    """
    monkeypatch.setattr(agent, "_kept", [])
    monkeypatch.setattr(agent, "_places", {})
    here: dict[str, Any] = {}
    monkeypatch.setattr(
        IPython.core.getipython, "get_ipython", lambda: SimpleNamespace(user_ns=here)
    )

    def find(value: Any) -> int:
        here["bound"] = value
        return int(ask("find", "bound")["value"]["h"][0])

    return find


NOTHING = {"t": [{"t": []}, {"d": []}]}  # what a call without arguments is given


class Thing:
    """An object that stays in the student's process."""

    name = "thing"

    def __len__(self) -> int:
        return 3

    def __iter__(self) -> Any:
        return iter((1, 2))

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array([1.0, 2.0])

    def __getitem__(self, key: Any) -> Any:
        return ["item", key]

    def __call__(self, *words: Any, **named: Any) -> Any:
        return ["call", list(words), named]


class Ints(list):
    """A list of a student's with an attribute of its own."""

    mine = True


@pytest.mark.parametrize(
    ("do", "given", "value"),
    [
        ("attribute", "name", "thing"),
        ("items", None, [1, 2]),
        ("length", None, 3),
        ("item", 7, ["item", 7]),
        ("call", {"t": [{"t": [1]}, {"d": [["a", 2]]}]}, ["call", [1], {"a": 2}]),
    ],
)
def test_each_request_gets_what_it_asks_for(
    place: Callable[[Any], int], do: str, given: Any, value: Any
) -> None:
    assert decode(ask(do, place(Thing()), given)["value"]) == value


def test_numbers_and_plain_data_of_an_object(place: Callable[[Any], int]) -> None:
    assert decode(ask("numbers", place(Thing()))["value"]).tolist() == [1.0, 2.0]
    assert ask("numbers", place(object()))["text"] == "it holds other things than numbers"
    assert decode(ask("plain", place(Ints([1, 2])))["value"]) == [1, 2]


def test_a_name_is_found_or_absent_and_an_object_has_one_place(place: Callable[[Any], int]) -> None:
    one, other = Thing(), Thing()
    assert ask("find", "never bound") == {"absent": True}
    assert [place(one), place(other), place(one)] == [0, 1, 0]
    assert ask("find", "bound") == {"value": {"h": [0, "Thing", True]}}
    assert place(Ints()) == 2 and ask("find", "bound") == {"value": {"h": [2, "Ints", False, True]}}


def test_an_input_comes_back_where_the_call_changed_it(place: Callable[[Any], int]) -> None:
    given = {"t": [{"t": [[3, 1, 2]]}, {"d": []}]}
    assert "given" not in ask("call", place(sorted), given)
    answer = ask("call", place(list.sort), given)
    assert decode(answer["given"]) == (([1, 2, 3],), {}) and answer["value"] is None


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LIMIT", "x" * 50, "larger than"),
        ("LISTS", [[], {}, [{}]], "holds more than"),
        ("LISTS", {1: {}, 2: {}}, "holds more than"),
    ],
)
def test_an_answer_of_the_greatest_size_is_given_and_one_that_is_larger_refused(
    place: Callable[[Any], int],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: Any,
    sentence: str,
) -> None:
    def call() -> dict[str, Any]:
        return ask("call", at, NOTHING)

    at = place(lambda: value)
    text = json.dumps(call())
    size = len(text) if name == "LIMIT" else text.count("[") + text.count("{")
    monkeypatch.setattr(agent, name, size)
    assert decode(call()["value"]) == value
    monkeypatch.setattr(agent, name, size - 1)
    assert call()["raised"][0] == "ValueError" and sentence in call()["text"]


def test_an_array_of_the_greatest_size_is_sent_and_what_is_larger_refused(
    place: Callable[[Any], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Large:
        nbytes = 10**12

    assert place(Large()) == 0, "it stays where it is, and is as small as any object"
    odd = np.array(["a"] * 300)  # of no numbers: it stays, too
    monkeypatch.setattr(agent, "LIMIT", odd.nbytes * 4 // 3)
    assert place(odd) == 1
    monkeypatch.setattr(agent, "LIMIT", odd.nbytes * 4 // 3 - 2)
    assert ask("find", "bound")["text"] == agent.TOO_LARGE


class Own(Exception):
    """An exception of a student's with a text of its own."""

    def __str__(self) -> str:
        return "its own text"


class Mute(Exception):
    """An exception that cannot even say what it is."""

    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize(
    ("raised", "text"),
    [
        (KeyError("x"), "x"),  # Python itself would quote it
        (KeyError("x", "y"), "('x', 'y')"),
        (KeyError(), ""),
        (ValueError("x"), "x"),
        (Own("x"), "its own text"),
        (Mute("x"), ""),
        (SystemExit(3), "3"),
    ],
)
def test_an_error_is_told_by_its_kind_and_its_text(
    place: Callable[[Any], int], raised: BaseException, text: str
) -> None:
    def fail() -> None:
        raise raised

    answer = ask("call", place(fail), NOTHING)
    assert (
        answer["raised"][0] == type(raised).__name__
        and answer["raised"][-1] == "object"
        and answer["text"] == text
    )
