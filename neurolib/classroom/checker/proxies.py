"""Stand-ins, in the process where tests run, for what stays in a student's kernel: its objects and
its exceptions.

Using a :class:`Handle` sends a request to the student's kernel and brings plain data back
(:mod:`.codec`). So a test can be passed by values only. The following reasons make everything that
a student controls harmless here:

- The answer to a request, forged or not, is a value that the student's own function could have
  returned.
- Text (the type of an object, the name and message of an exception) is cut to size, never executed,
  never rendered.
- An exception arrives as a :class:`StudentError`. It never is an AssertionError, and never one that
  Python's own loops take for an end (StopIteration, GeneratorExit) or that ends a process
  (SystemExit, KeyboardInterrupt).
- What a student's code does after its answer, in threads or not, changes nothing that arrived
  before.
"""

from __future__ import annotations

import builtins
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

import numpy as np

from ..checking import left
from .codec import advance_generators, decode, encode, on_plain_arguments
from .reference import ARRAYS, Question, TestRecord

TEXT = 2000  # characters of a message that a student's code may fill

# Exceptions that a test may catch as what they are called: each is a statement about an input, like
# a returned value.
CATCHABLE = (
    "ArithmeticError",
    "AttributeError",
    "FloatingPointError",
    "IndexError",
    "KeyError",
    "LookupError",
    "NameError",
    "NotImplementedError",
    "OverflowError",
    "RuntimeError",
    "TypeError",
    "ValueError",
    "ZeroDivisionError",
)

Ask = Callable[[dict[str, Any]], dict[str, Any]]

# what a test has read from an object, by the object's place and what was read
observed: dict[tuple[int, str], Any] = {}


class Current:
    """The state of the test that is running."""

    record = TestRecord()
    seeded = False  # whether a test has set a global generator and no student code has run since


class Absent(KeyError):
    """The student's kernel has no such name."""


class StudentError(Exception):
    """Stands in this process for what a student's code raised."""

    def __str__(self) -> str:
        return str(self.args[0])


def student_error(names: list[str], text: str) -> StudentError:
    """Return the stand-in for an exception whose class and its ancestors are called ``names``."""
    base = next((name for name in names if name in CATCHABLE), None)
    bases = (StudentError, getattr(builtins, base)) if base else (StudentError,)
    return type(_identifier(names[0] if names else ""), bases, {"__module__": "student"})(
        text[:TEXT]
    )


def _identifier(name: str, otherwise: str = "Exception") -> str:
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,59}", name) else otherwise


class NotAValue(Exception):
    """A test needs a value, and a student's code gave something else, which the message names for
    the student.
    """


class Undefined(NotAValue, NameError):
    """A name that an answer binds, and a student's notebook does not."""


class Handle:
    """An object that stays in the student's kernel: it can be read, indexed, iterated over, and
    turned into numbers by NumPy.

    Each of these brings plain data. Comparison, arithmetic and truth are refused: an object must
    not decide about itself.
    """

    __slots__ = ("_ask", "_place", "_question")
    __array_ufunc__: Any = None  # NumPy must not compute with it, either

    def __init__(self, ask: Ask, place: int, question: Question) -> None:
        for slot, value in zip(Handle.__slots__, (ask, place, question), strict=True):
            object.__setattr__(self, slot, value)

    def _get(self, do: str, given: Any = None, step: str = "") -> Any:
        question = (
            self._question._replace(names=self._question.names + step, reading=None)
            if step
            else self._question
        )
        return answered(self._ask, {"do": do, "on": self._place, "given": given}, question)

    def __getattr__(self, name: str) -> Any:
        # protocols of NumPy and Python, such as __array_interface__, which holds memory addresses
        if name.startswith("_"):
            raise AttributeError(f"{self!r} has no {name}")
        if name in ARRAYS and not Current.record.allows_attribute(name):
            try:
                return getattr(self._plain(), name)
            except StudentError:
                raise student_error(
                    ["AttributeError"], f"a {type(self).__name__} is no array and has no {name}"
                ) from None
        return self._get("attribute", name, f".{name}")

    def __getitem__(self, key: Any) -> Any:
        sent = encode(key, _encode_handle, generators=True)
        step = f"[{json.dumps(sent)}]"
        return self._observe_once(step, lambda: self._get("item", sent, step))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._observe("items", list))

    def __len__(self) -> int:
        seen = observed.get((self._place, "whole"))
        return int(
            self._observe_once(
                "length",
                lambda: len(seen) if seen is not None else _expect_type(int, self._get("length")),
            )
        )

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self._observe("numbers", np.ndarray), dtype)

    __array_function__ = on_plain_arguments

    def _plain(self) -> np.ndarray:
        return self.__array__()

    def _observe_once(self, what: str, ask: Callable[[], Any]) -> Any:
        """Read from the object once until student code runs again, so that it cannot answer the
        same question differently.
        """
        place = (self._place, what)
        if place not in observed:
            observed[place] = ask()
        return observed[place]

    def _observe(self, do: str, kind: type = object) -> Any:
        return self._observe_once("whole", lambda: self._read_whole(do, kind))

    def _read_whole(self, do: str, kind: type) -> Any:
        seen, length = self._get(do), observed.get((self._place, "length"))
        if isinstance(seen, Empty):
            seen._get()
        _expect_type(kind, seen)
        rows = (
            seen.shape[:1]
            if isinstance(seen, np.ndarray)
            else (len(seen),)
            if hasattr(seen, "__len__")
            else ()
        )
        if length is not None and rows not in ((), (length,)):
            raise student_error(
                ["ValueError"], f"its length is {length}, and it holds {len(seen)} items"
            )
        return seen

    def _operate(self, what: str, name: str, *others: Any) -> Any:
        raise NotAValue(
            f"A value is expected; your code gives an object, {type(self).__name__}, "
            f"which cannot be {what} by a test."
        )

    @property
    def _title(self) -> str:
        return self._question.names.rpartition(".")[2]

    def __repr__(self) -> str:
        return f"<{self._title} in the student's kernel>"

    __hash__ = object.__hash__

    def __copy__(self, *memo: Any) -> Handle:
        return self

    __deepcopy__ = __copy__

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("An object of a student's cannot be pickled.")


class CallableHandle(Handle):
    """A function, a class or another callable of a student's."""

    __slots__ = ()

    @property
    def __name__(self) -> str:
        """Its name in sentences."""
        return self._title

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Send copies of the arguments and return the result; what becomes of the copies is kept
        for :mod:`..checking`.
        """
        given = [*args, *named.values()]
        observed.clear()
        request = {
            "do": "call",
            "on": self._place,
            "given": encode((list(args), named), _encode_handle, generators=True),
        }
        if Current.seeded:
            states = np.random.get_state(legacy=True), random.getstate()  # noqa: NPY002 - seeded by a test
            request["seeded"], Current.seeded = encode(states, _encode_handle), False
        is_random = advance_generators(given) or self._question.is_random
        return answered(self._ask, request, Question(f"{self._question.names}()", is_random), given)


class Data(Handle):
    """An object of a student's that is also plain data, such as an array with methods of its own:
    tests compute with the plain data.
    """

    __slots__ = ()

    @property
    def _plain_value(self) -> Any:
        """The plain data alone; :mod:`..checking` reads it, too."""
        return self._observe("plain")

    def __contains__(self, item: Any) -> bool:
        return item in self._plain_value

    def __iter__(self) -> Iterator[Any]:
        return iter(self._plain_value)

    def __len__(self) -> int:
        return len(self._plain_value)

    def __hash__(self) -> int:
        return hash(self._plain_value)

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self._plain_value, dtype)

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **named: Any) -> Any:
        return getattr(function, method)(
            *(value._plain_value if isinstance(value, Data) else value for value in inputs), **named
        )

    def _operate(self, what: str, name: str, *others: Any) -> Any:
        plain = self._plain_value
        if name == "bool":
            return bool(plain)
        if (
            isinstance(plain, Handle)
            or what == "changed"
            or not (method := getattr(plain, f"__{name}__", None))
        ):
            return NotImplemented if others and what != "changed" else super()._operate(what, name)
        return method(
            *(other._plain_value if isinstance(other, Data) else other for other in others)
        )


class Empty(Handle):
    """Replaces an empty list, array or the like where the reference solution gives values.

    ``_plain_value`` is the empty value itself, for :mod:`..checking`, which compares shapes first.
    """

    __slots__ = ("_plain_value",)

    def __len__(self) -> int:
        return 0

    def _get(self, *args: Any) -> Any:
        kind = {"ndarray": "an array", "list": "a list", "tuple": "a tuple"}.get(
            type(self).__name__, "something"
        )
        raise NotAValue(
            f"Your code gives {kind} without a single value in it, where values are expected."
        )

    def _operate(self, *args: Any) -> Any:
        self._get()


_BINARY = "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or"
_REFLECTED = f"r{_BINARY.replace(' ', ' r')}"
_OPERATORS = {
    "compared": "lt le gt ge eq ne",
    "computed with": f"{_BINARY} {_REFLECTED} neg pos abs invert round trunc floor ceil int float "
    f"complex index",
    "changed": "setattr delattr setitem delitem",
    "true or false": "bool",
}
for _what, _names in _OPERATORS.items():
    for _name in _names.split():
        setattr(
            Handle,
            f"__{_name}__",
            lambda self, *others, what=_what, name=_name: self._operate(what, name, *others),
        )


def _expect_type(kind: type, value: Any) -> Any:
    if type(value) is not kind is not object:
        raise student_error(["TypeError"], f"expected {kind.__name__}, got {type(value).__name__}")
    return value


def _encode_handle(value: Any) -> dict[str, Any]:
    """Encode a handle for the student's kernel by the place of its object there; refuse other
    values that are not plain data.
    """
    if isinstance(value, Handle):
        return {"h": [value._place]}
    raise TypeError(
        f"A test can hand a student's code plain data only, not a {type(value).__name__}."
    )


def notice_seeds() -> None:
    """Note when a test sets a global generator, so that the student's code starts from the same
    state.
    """

    def noting(original: Callable[..., Any]) -> Callable[..., Any]:
        def setting(*args: Any, **named: Any) -> Any:
            Current.seeded = True
            return original(*args, **named)

        return setting

    for module, names in (np.random, ("seed", "set_state")), (random, ("seed", "setstate")):
        for name in names:
            setattr(module, name, noting(getattr(module, name)))


def answered(
    ask: Ask, request: dict[str, Any], question: Question, given: Sequence[Any] = ()
) -> Any:
    """Send a request, return the value of its answer, raise its exception; whatever else arrives is
    a StudentError too.

    ``given`` are the arguments of a call; its answer holds them too, as they are afterwards, if it
    changes any of them.
    """

    def handle(body: Any) -> Handle:
        place, kind, can, *plain = body
        if (
            type(place) is not int
            or type(kind) is not str
            or type(can) is not bool
            or plain not in ([], [True])
        ):
            raise ValueError("not a handle")
        bases = (*([CallableHandle] if can else []), *([Data] if plain else []))
        return type(_identifier(kind, "object"), bases or (Handle,), {"__slots__": ()})(
            ask, place, question
        )

    def empty(value: Any) -> Handle:
        stands: Any = type(type(value).__name__, (Empty,), {"__slots__": ()})(ask, -1, question)
        object.__setattr__(stands, "_plain_value", value)
        return stands

    record = Current.record
    question = record.counted(question)
    error, value, after = None, None, list[Any]()
    try:
        answer = ask(request)
        if answer.get("absent") is True:
            raise Absent(request["on"])
        if "raised" in answer:
            error = student_error([str(name) for name in answer["raised"]], str(answer["text"]))
        else:
            value = decode(answer["value"], handle, students=record.refused)
            if given and "given" in answer:
                positional, named = decode(answer["given"], students=record.refused)
                after = [*positional, *named.values()]
                if len(after) != len(given):
                    raise ValueError("not plain data")
    except (Absent, MemoryError):
        raise
    except Exception as trouble:
        raise student_error(
            ["Unreadable"], f"what comes back is not plain data ({type(trouble).__name__})"
        ) from None
    if error:
        raise error
    # None: an object or a generator, which is never sent
    for place, (argument, now) in enumerate(zip(given, after, strict=False)):
        made = (
            argument
            if now is None
            else record.checked(question._replace(names=f"{question.names} <{place}>"), now, empty)
        )
        left.setdefault(id(argument), (argument, []))[1].append(made)
    return record.checked(question, value, empty)
