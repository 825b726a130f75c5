"""The student's side of a call: it carries out a test's request in the student's kernel and answers
with plain data.

Nothing here is protected. Student code shares this process and may replace any function of this
module. It gains nothing by that: the answers are those of its own functions anyway. Points are
decided on the other side.
"""

from __future__ import annotations

import itertools
import json
import random
from typing import Any

import numpy as np

from ..checker.codec import LIMIT, LISTS, as_plain_data, decode, encode, has_own_attributes

MIME = "application/x-neurolib-answer"
# a user expression of Jupyter's protocol
CALL = "__import__('neurolib.classroom.sandbox.agent', fromlist=['serve']).serve({!r})"
ITEMS = 10**6  # of what is iterated over

TOO_LARGE = (
    f"the result is larger than {LIMIT // 2**20} MB as text, which is "
    f"{LIMIT * 3 // 4 // 2**20} MB of array"
)

_kept: list[Any] = []  # objects that stay here; a test's handle holds the place of one in this list
_places: dict[int, int] = {}  # id → place, valid while the object is kept


class Answer:
    """Carries the text of an answer through IPython's display machinery."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "an answer to a test"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {MIME: self.text}


def serve(request: str) -> Answer:
    """Do what ``request`` asks and return the answer, an exception as well as a value."""
    try:
        text = json.dumps(_answer(**json.loads(request)))
        if len(text) > LIMIT:
            raise ValueError(TOO_LARGE)
        if text.count("[") + text.count("{") > LISTS:
            raise ValueError(f"the result holds more than {LISTS} lists")
    except BaseException as error:  # exit() and interrupts are answers too
        text = json.dumps(
            {
                "raised": [kind.__name__[:60] for kind in type(error).__mro__][:20],
                "text": _text(error),
            }
        )
    return Answer(text)


def _text(error: BaseException) -> str:
    try:
        return str(
            error.args[0] if isinstance(error, KeyError) and len(error.args) == 1 else error
        )[:2000]
    except BaseException:
        return ""


def _answer(do: str, on: Any, given: Any = None, seeded: Any = None) -> dict[str, Any]:
    """Return what ``do`` with the object ``on`` gives, and what became of the values ``given`` to
    it where that changed.

    ``seeded`` are the states of NumPy's and Python's global generators where the test has changed
    them.
    """
    if do == "find":
        from IPython.core.getipython import get_ipython

        here = get_ipython().user_ns
        return {"value": encode(here[on], _keep)} if on in here else {"absent": True}
    target = _kept[on]
    if do == "attribute":
        return {"value": encode(getattr(target, given), _keep)}
    if do == "numbers":
        return {"value": encode(np.array(target), _refuse)}
    if do == "items":
        return {"value": encode(list(itertools.islice(target, ITEMS)), _keep)}
    if do == "length":
        return {"value": len(target)}
    if do == "plain":
        return {"value": encode(as_plain_data(target), _keep)}
    if seeded:
        for setting, state in zip(
            (np.random.set_state, random.setstate), decode(seeded), strict=True
        ):
            setting(state)
    arguments = decode(given, lambda body: _kept[body[0]], generators=True)
    before = json.dumps(encode(arguments, lambda other: None))
    value = target[arguments] if do == "item" else target(*arguments[0], **arguments[1])
    answer = {"value": encode(value, _keep)}
    if json.dumps(after := encode(arguments, lambda other: None)) != before:
        answer["given"] = after
    return answer


def _keep(value: Any) -> dict[str, Any]:
    """Keep an object that is not plain data, and return what is sent: its place, its type's name,
    whether it can be called, and whether it is plain data with attributes of its own.
    """
    if isinstance(value, np.ndarray) and value.nbytes > LIMIT * 3 // 4:
        raise ValueError(TOO_LARGE)
    place = _places.setdefault(id(value), len(_kept))
    if place == len(_kept):
        _kept.append(value)
    return {
        "h": [
            place,
            type(value).__name__[:60],
            callable(value),
            *([True] if has_own_attributes(value) else []),
        ]
    }


def _refuse(value: Any) -> None:
    raise TypeError("it holds other things than numbers")
