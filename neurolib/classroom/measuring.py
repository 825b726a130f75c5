"""A test that puts something on a student's bench: a chip that stays in the process of the tests.

The student's function, a :class:`~neurolib.applications.chip.measuring.measurement`, runs in the
student's kernel. Its settings come here, are carried out here, and the readings go back, all as
plain data. So nothing in the student's process holds a parameter of the chip, and the bench counts
its minutes here.
"""

from __future__ import annotations

from typing import Any

from ..hints import complaint
from .checking import call

METHODS = ("count", "read", "write", "wait")  # of a driver, which a function may request
RESULT, REFUSED = "result", "refused"


def measure(function: Any, bench: Any, *given: Any) -> Any:
    """Return what a student's ``function(bench, *given)`` gives, while the chip on the ``bench``
    stays in this process.

    The function has the minutes that are ``left`` on the bench. As in :func:`.checking.call`, an
    exception of the function's becomes an AssertionError with a sentence, and a warning becomes
    nothing.
    """
    name = getattr(function, "__name__", "your function")
    begin, go_on = getattr(function, "begin", None), getattr(function, "go_on", None)
    if begin is None or go_on is None:
        raise complaint(
            f"{name} is not marked as a measurement: put the line @measurement directly "
            f"above the line def {name}(bench…)."
        )

    event = call(_named(name, begin), bench.left, *given)
    while True:
        if (
            not isinstance(event, (tuple, list))
            or not event
            or str(event[0]) not in (RESULT, *METHODS)
        ):
            raise complaint(f"{name} gives neither a request to the bench nor a result.")
        if event[0] == RESULT:
            return event[1] if len(event) > 1 else None
        event = call(_named(name, go_on), _carried_out(bench, *event))


def _named(name: str, step: Any) -> Any:
    """Return a function that does ``step`` and has the student's function's name in sentences."""

    def turn(*handed: Any) -> Any:
        return step(*handed)

    turn.__name__ = name
    return turn


def _carried_out(bench: Any, method: str, *given: Any) -> Any:
    """Return the answer to a request. The request is a student's, so it may hold anything."""
    try:
        if method == "read":
            steps, coarse = given
            answer = bench.read(steps, coarse=coarse)
        else:
            answer = getattr(bench, method)(*given)
    except Exception as error:  # a sentence of the bench's, or a request that makes no sense
        return REFUSED, str(error)
    return True if answer is None else answer
