"""What a test cell imports: comparisons that fail with a sentence naming the misconception, never
with the right answer.

Values decide. A test cell hands plain numbers and arrays to the student's function and compares
what comes back, so the same cell runs in the student's kernel and in a checker that never sees the
student's objects.

>>> from neurolib.classroom.checking import expect
>>> expect(0.5 * 3**2, 4.5, "the energy", wrong={"The factor ½ is missing.": 9.0})
>>> expect(9.0, 4.5, "the energy", wrong={"The factor ½ is missing.": 9.0})
Traceback (most recent call last):
AssertionError: The factor ½ is missing.
"""

from __future__ import annotations

import copy
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..hints import complaint
from . import STUB

# What follows the noun that a name is about, in "the weights after one step", "the rows that
# decide", "the pulses of cTBS (s)".
FOLLOWS = (
    "after at before between beyond by during for from in inside of on over that through to "
    "under up when where with without"
)
HEAD = re.compile(rf" (?:{FOLLOWS.replace(' ', '|')})\b|[,:(]")
RESULT = re.compile(r": result \d+ of \d+$")
ALIKE = ("bias", "series")  # nouns in s that stand for one thing

# Arguments of a student's functions that run in another process, by id: the argument, and what each
# call has made of it.
left: dict[int, tuple[Any, list[Any]]] = {}
noted: list[str] = []  # what :func:`unchanged` has found of these


def expect(
    got: Any,
    right: Any,
    name: str,
    wrong: Mapping[str, Any] | None = None,
    rtol: float = 1e-6,
    atol: float = 0.0,
) -> None:
    """Pass in silence where ``got`` equals ``right``; otherwise raise the sentence of the wrong
    answer that it equals.

    Parameters
    ----------
    got, right : a number, an array, or a tuple of these
        Equal means the same shape and ``|got − right| ≤ atol + rtol·|right|`` everywhere; NaN
        equals NaN.
    name : what the quantity is called in sentences, as in ``"the rate at 300 pA (Hz)"``
    wrong : sentence → the value that this misconception gives, of the same form as ``right``; the
        first match speaks

    Raises
    ------
    AssertionError
        With one sentence for people. It never contains ``right``.
    """
    if _equal(got, right, rtol, atol):
        return
    for sentence, value in (wrong or {}).items():
        if _equal(got, value, rtol, atol):
            raise complaint(sentence, lambda: _difference(got, right, name, rtol, atol))
    raise complaint(_difference(got, right, name, rtol, atol))


def unchanged(before: Any, after: Any, name: str) -> None:
    """Raise AssertionError where a student's function changes its argument called ``name`` in
    place.

    Where the function runs in another process, the test goes on with its own argument, which is as
    it was, and fails at its end, so that later tests find what it defines.

    Parameters
    ----------
    before : a copy of the argument, made before the function was called
    after : the object itself that the function got as an argument; a list of it or a part of it
        does not count
    name : what the argument is called in the sentence
    """
    if not all(_equal(each, before, 0.0, 0.0) for each in _left(after)):
        copied = f"copy.deepcopy({name})" if isinstance(before, tuple) else f"{name}.copy()"
        sentence = (
            f"Your function changes its input {name} in place; work on a copy, as in {copied}."
        )
        if id(after) not in left:
            raise complaint(sentence)
        noted.append(sentence)


def changed(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Call ``function(*args, **named)`` and return what has become of its argument; of several
    arguments, a tuple in their order.

    The function gets copies, as in :func:`call`. A test sees a change that a student's function
    makes in place in this way alone: ``expect(changed(sort, [3, 1, 2]), [1, 2, 3], "The sorted
    list")``.
    """
    given, named_too = copy.deepcopy((args, named))
    _called(function, given, named_too)
    after = tuple(_left(each)[-1] for each in (*given, *named_too.values()))
    return after[0] if len(after) == 1 else after


def call(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Return ``function(*args, **named)``; an exception becomes an AssertionError, a warning
    becomes nothing.

    The function gets copies, so what it does to them cannot spoil the rest of the test. Where a
    test is about an argument that the function changes, use :func:`changed`; where it is about one
    that has to stay, call the function itself, then :func:`unchanged`.
    """
    return _called(function, *copy.deepcopy((args, named)))


def _left(argument: Any) -> list[Any]:
    """What each call of a student's function has made of an argument: in the same process it is the
    argument itself.
    """
    return left.get(id(argument), (argument, [argument]))[1]


def _called(function: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    title = getattr(function, "__name__", "your function")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader takes a warning on stderr for a failed test
            return function(*given, **named)
    except (Exception, SystemExit) as error:  # whatever it is, the student gets a sentence
        text = " ".join(str(error).split())
        # the stub's own message; any other follows words of ours
        if isinstance(error, NotImplementedError) and text in STUB:
            raise complaint(
                text
                or f"{title} is not answered yet: replace the line that raises NotImplementedError."
            ) from None
        raise complaint(
            f"{title} stops with {type(error).__name__}{': ' if text else ''}{text[:200]}"
        ) from None


def arrays(value: Any, *names: str, finite: bool = False) -> Any:
    """Return what a student's function gave as arrays to measure: one for one name, for several
    names a tuple.

    ``times = arrays(value, "the spike times")``, ``lags, C = arrays(value, "the lags", "C")``. Each
    must be numbers in one dimension, a list as well as an array, and truth values count as zeros
    and ones; otherwise an AssertionError says what it is instead. Ask for ``finite`` where the test
    goes on to compute what is right from what it got: from NaN and infinity follows nothing but
    these, which then agree.
    """
    if len(names) == 1:
        array = _numbers(value, "iufb")
        if array is None:
            raise complaint(_difference(value, np.zeros(1), names[0], 0.0, 0.0))
        if array.ndim != 1:
            shape = f"an array of shape {array.shape}" if array.ndim else "a single number"
            raise complaint(f"{names[0]}: expected an array in one dimension, got {shape}.")
        if finite and not np.isfinite(array).all():
            raise complaint(
                f"{names[0]}: expected finite values, got {array[~np.isfinite(array)][0]:g}."
            )
        return array
    parts = _parts(value)
    if parts is None or len(parts) != len(names):
        raise complaint(_difference(value, (0.0,) * len(names), " and ".join(names), 0.0, 0.0))
    return tuple(arrays(part, name, finite=finite) for part, name in zip(parts, names, strict=True))


def _numbers(value: Any, kinds: str = "iuf") -> np.ndarray | None:
    """``value`` as a float array; None where it is anything but numbers of these ``kinds`` (see
    :attr:`numpy.dtype.kind`).
    """
    try:
        array = np.array(value)
        return array.astype(float) if array.dtype.kind in kinds else None
    except Exception:  # whatever a student's object raises when it is read
        return None


def _equal(got: Any, right: Any, rtol: float, atol: float) -> bool:
    # the plain data of a handle; the shape of an empty one equals no other
    got = getattr(got, "_plain_value", got)
    if isinstance(right, tuple):
        parts = _parts(got)
        return (
            parts is not None
            and len(parts) == len(right)
            and all(_equal(g, r, rtol, atol) for g, r in zip(parts, right, strict=True))
        )
    mine, theirs = _numbers(right), _numbers(got)
    if mine is None:
        raise TypeError("expect() and unchanged() compare numbers, arrays and tuples of these")
    return (
        theirs is not None
        and theirs.shape == mine.shape
        and bool(np.isclose(theirs, mine, rtol, atol, equal_nan=True).all())
    )


def _parts(got: Any) -> list[Any] | None:
    if isinstance(got, (tuple, list)) or (isinstance(got, np.ndarray) and got.ndim):
        return list(got)
    return None


def _difference(got: Any, right: Any, name: str, rtol: float, atol: float) -> str:
    """Say in one sentence how ``got`` differs, without telling ``right``."""
    got = getattr(got, "_plain_value", got)
    if got is None:
        return f"{name} {_verb(name, 'is')} None: does your function return its result?"
    if isinstance(right, tuple):
        parts = _parts(got)
        if parts is None:
            return f"{name}: expected {len(right)} results as a tuple, got {_kind(got)}."
        if len(parts) != len(right):
            return f"{name}: expected {len(right)} results as a tuple, got {len(parts)}."
        index = next(
            i
            for i, (g, r) in enumerate(zip(parts, right, strict=True))
            if not _equal(g, r, rtol, atol)
        )
        part = f"{name.rstrip(',')}: result {index + 1} of {len(right)}"
        return _difference(parts[index], right[index], part, rtol, atol)
    mine, theirs = np.asarray(right, dtype=float), _numbers(got)
    wanted = "an array of numbers" if mine.ndim else "a number"
    if theirs is None:
        return f"{name} {_verb(name, 'is')} {_kind(got)}; expected {wanted}."
    has = _verb(name, "has")
    if theirs.ndim != mine.ndim:
        return (
            f"{name} {has} shape {theirs.shape}; expected "
            f"{f'{mine.ndim} dimension(s)' if mine.ndim else 'one number'}."
        )
    if theirs.shape != mine.shape:
        if mine.ndim == 1:
            values = "1 value" if theirs.size == 1 else f"{theirs.size} values"
            return (
                f"{name} {has} {values}; {'more' if theirs.size < mine.size else 'fewer'} "
                f"were expected."
            )
        return f"{name} {has} shape {theirs.shape}; expected {mine.shape}."
    verb, _, rest = _distance(theirs, mine, rtol, atol).partition(" ")
    return f"{name} {_verb(name, verb)} {rest}"


def _verb(name: str, verb: str) -> str:
    """Return ``verb``, "is" or "has", in the number of the quantity ``name``: "the weights after
    one step *are*".
    """
    if RESULT.search(name):  # one result of several, whatever they are called together
        return verb
    head = HEAD.split(re.sub(r"^(The|the) ", "", name), maxsplit=1)[0].strip()
    last = head.split(" ")[-1].lower()
    plural = " and " in head or (
        last.endswith("s") and not last.endswith(("ss", "us", "is")) and last not in ALIKE
    )
    if plural and not head.startswith(("What ", "How ")):
        return {"is": "are", "has": "have"}[verb]
    return verb


def _distance(got: np.ndarray, right: np.ndarray, rtol: float, atol: float) -> str:
    """How far off a value is, in classes too coarse to compute the right value from."""

    def places(which: np.ndarray) -> str:
        return f" in {which.sum()} of {which.size} places" if which.size > 1 else ""

    bad = ~np.isclose(got, right, rtol, atol, equal_nan=True)
    where = places(bad)
    for test, word in (np.isnan, "not a number (NaN)"), (np.isinf, "infinite"):
        if (strange := test(got) & bad).any():
            return f"is {word}{places(strange)}; expected a finite value."
    g, r = got[bad], right[bad]
    if not np.isfinite(r).all():
        return f"is finite{where}; expected otherwise."
    if (r == 0).all():
        return f"is not right{where}: expected zero."
    g, r = g[r != 0], r[r != 0]
    with np.errstate(over="ignore"):
        ratio = g / r  # infinite where it is too large for a float
    power = np.log10(np.abs(g[0])) - np.log10(np.abs(r[0])) if g[0] else 0.0
    if round(power) and abs(power - round(power)) < 1e-6 and np.allclose(ratio, ratio[0]):
        return f"is off by a factor 10^{round(power)}{where}: check the units."
    if (ratio < 0).all():
        return f"has the wrong sign{where}."
    beyond = ratio > 1
    side = "too large here and too small there"
    if beyond.all():
        side = "too large"
    elif not beyond.any():
        side = "too small"
    worst, double = float(np.max(np.abs(ratio - 1))), bool(((0.5 <= ratio) & (ratio <= 2)).all())
    classes = {
        "less than 1 %": worst < 0.01,
        "less than 10 %": worst < 0.1,
        "up to a factor of 2": double,
        "more than a factor of 2": True,
    }
    return f"is {side}{where}, by {next(text for text, met in classes.items() if met)}."


def _kind(got: Any) -> str:
    kind = "array" if isinstance(got, np.ndarray) else type(got).__name__
    inside = " that holds other things than numbers" if kind in ("list", "tuple", "array") else ""
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}{inside}"
