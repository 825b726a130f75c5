"""A measurement of a chip that the measuring function's process does not hold.

A function whose first argument is a bench is marked as a measurement::

    @measurement
    def my_meters(bench):
        ...

It is called with any bench, as before. Another process, which holds a chip, can carry it out by
plain data alone: it calls :meth:`measurement.begin`, and :meth:`measurement.go_on` with the answer
to each request, until it gets the result (:func:`neurolib.classroom.measuring.measure`). No
attribute of any object that the function can reach then holds a parameter of the chip, and the
minutes are counted where the function cannot change them.
"""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

import numpy as np

from ...model import ParameterError
from .chip import Bench, OutOfTime

RESULT, REFUSED = "result", "refused"


class measurement:
    """A function of a bench, whose requests to the bench can be answered from outside.

    Raises :class:`ParameterError` for what is no function, and for an answer that it does not wait
    for.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        if not callable(function) or isinstance(function, type):
            marked = f"measurement marks {function!r:.60}"
            raise ParameterError(
                f"{marked}; expected a function: @measurement directly above def my_meters(bench)."
            )
        functools.update_wrapper(self, function)
        self._function, self._waits = function, False

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Return what the function gives."""
        return self._function(*given, **named)

    def begin(self, minutes: float, *given: Any) -> tuple[Any, ...]:
        """Start the function with a bench that is booked for some ``minutes``; return its first
        request, or its result.

        A request is the name of a driver's method and what is given to it; a result is
        :data:`RESULT` and the result.
        """
        self._events, self._answers = SimpleQueue[Any](), SimpleQueue[Any]()
        bench = Bench(_Remote(self._events, self._answers), minutes)
        self._thread = threading.Thread(
            target=self._run, args=(self._events, bench, given), daemon=True
        )
        self._thread.start()
        return self._next()

    def go_on(self, answer: Any) -> tuple[Any, ...]:
        """Hand the ``answer`` to the last request over; return the next request, or the result.

        ``(REFUSED, sentence)`` refuses the request: the function then gets
        :class:`~neurolib.applications.chip.chip.OutOfTime`.
        """
        if not self._waits:
            raise ParameterError(
                "This measurement waits for no answer; start it with begin(minutes), "
                "and go on until it gives its result."
            )
        self._answers.put(answer)
        return self._next()

    def _run(self, events: SimpleQueue[Any], bench: Bench, given: tuple[Any, ...]) -> None:
        try:
            events.put((RESULT, self._function(bench, *given)))
        except BaseException as error:  # raised again where it is waited for
            events.put(error)

    def _next(self) -> tuple[Any, ...]:
        self._waits = False
        try:
            event = self._events.get()
        except BaseException:  # who waits has been interrupted, so the function ends, too
            thread = ctypes.c_ulong(self._thread.ident or 0)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(KeyboardInterrupt))
            raise
        if isinstance(event, BaseException):
            raise event
        request = tuple(event)
        self._waits = not (request and isinstance(request[0], str) and request[0] == RESULT)
        return request


class _Remote:
    """The driver of a chip in another process: each method hands a request out and waits for the
    answer.
    """

    def __init__(self, events: SimpleQueue[Any], answers: SimpleQueue[Any]) -> None:
        self._events, self._answers = events, answers

    def _ask(self, *request: Any) -> Any:
        self._events.put(request)
        answer = self._answers.get()
        if (
            isinstance(answer, (tuple, list))
            and len(answer) == 2
            and isinstance(answer[0], str)
            and answer[0] == REFUSED
        ):
            raise OutOfTime(answer[1])
        return answer

    def count(self, neuron: int, steps: Any, gate: float) -> Any:
        """Return the pulses of a neuron, for each of some steps of its input voltage."""
        return self._ask("count", neuron, steps, gate)

    counts = count

    def read(self, steps: np.ndarray, coarse: bool = False) -> Any:
        """Return the steps of the meters."""
        return self._ask("read", steps, coarse)

    def write(self, G: np.ndarray) -> None:
        """Write conductances."""
        self._ask("write", G)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._ask("wait", seconds)
