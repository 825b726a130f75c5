"""What NumPy makes of a student's values in the process where tests run: one look at an object, and nothing is equal to no value.

To NumPy, an array without values is equal to any number, and close to it too: ``np.allclose([], 9.0)`` is true, since there is
nothing that is not close. A function that returns nothing would pass. So here what a student returns without values is equal
to what has none, and to nothing else. What is computed from it is NumPy's own again.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

# What tests ask of an array. Of an object that stays in the student's kernel it is found out here, from the object's numbers.
OF_ARRAYS = frozenset("shape size ndim dtype T mean std var sum prod min max ptp all any argmin argmax cumsum round".split())
OF_ARRAYS |= set("tolist flatten ravel reshape astype".split())
SIDES = ("a", "b", "a1", "a2", "actual", "desired", "x", "y")  # what NumPy calls the two things that it compares


def plainly(self: Any, function: Callable[..., Any], types: Any, args: Any, named: Any) -> Any:
    """Apply one of NumPy's functions to plain data: no method of an object's is called in its place."""

    def plain(value: Any) -> Any:
        if convert := getattr(type(value), "_plain", None):
            return convert(value)
        return type(value)(map(plain, value)) if type(value) in (list, tuple) else value

    return function(*plain(args), **{name: plain(value) for name, value in named.items()})


class Wary(np.ndarray):
    """An array of a student's that compares as it must: one without values, or of half precision.

    Half precision knows nothing below 6e-8, and NumPy rounds a test's number to it before it compares: zero would equal 1 nA.
    """

    def _plain(self) -> np.ndarray:
        plain = self.view(np.ndarray)
        return plain.astype(float) if plain.dtype == np.float16 else plain

    __array_function__ = plainly  # type: ignore[assignment]

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        sizes = list(map(np.size, inputs))
        if ufunc in (np.equal, np.not_equal) and method == "__call__" and any(sizes) and not all(sizes):
            return np.bool_(ufunc is np.not_equal)
        if "out" in named:
            named["out"] = tuple(value.view(np.ndarray) if isinstance(value, Wary) else value for value in named["out"])
        return getattr(ufunc, method)(*(value._plain() if isinstance(value, Wary) else value for value in inputs), **named)

    def __eq__(self, other: Any) -> Any:
        """Compare; what compares by a rule of its own, as pytest.approx, gets a list."""
        return super().__eq__(other) if hasattr(other, "dtype") or np.isscalar(other) else self.tolist() == other

    def __ne__(self, other: Any) -> Any:
        """Compare likewise."""
        return super().__ne__(other) if hasattr(other, "dtype") or np.isscalar(other) else self.tolist() != other

    __hash__ = None  # as of every array


def wary(value: Any) -> Any:
    """Return an array or a number of a student's, as :class:`Wary` where it needs to be."""
    if isinstance(value, np.float16):
        return np.float64(value)
    return value if not isinstance(value, np.ndarray) or (value.size and value.dtype != np.float16) else value.view(Wary)


def guard() -> None:
    """Have NumPy's own comparisons hold to the rule, for empty lists too, in this process."""
    for name in "isclose allclose array_equiv".split():
        setattr(np, name, _strict(getattr(np, name)))
    for name in "allclose array_equal array_almost_equal array_almost_equal_nulp almost_equal array_less".split():
        original = getattr(np.testing, f"assert_{name}")
        setattr(np.testing, original.__name__, _strict(original, AssertionError("Arrays are not equal: one of them is empty.")))
    for name in "array asarray".split():
        setattr(np, name, _keeping(getattr(np, name)))


def _strict(original: Callable[..., Any], complaint: AssertionError | None = None) -> Callable[..., Any]:
    @functools.wraps(original)
    def compare(*args: Any, **named: Any) -> Any:
        sides = [*args, *(named[name] for name in SIDES if name in named)][:2]
        if len(sides) == 2 and _nothing_against_something(*sides):
            if complaint:
                raise complaint
            return np.False_
        return original(*(value._plain() if isinstance(value, Wary) else value for value in args), **named)

    return compare


def _keeping(original: Callable[..., Any]) -> Callable[..., Any]:
    """Let what a test itself makes an array of stay wary; libraries get plain arrays."""

    @functools.wraps(original)
    def convert(*args: Any, **named: Any) -> Any:
        made = original(*args, **named)
        theirs = bool(args) and (isinstance(args[0], Wary) or (type(args[0]) in (list, tuple) and not args[0]))
        return wary(made) if theirs and sys._getframe(1).f_code.co_filename.startswith("<te") else made

    return convert


def _nothing_against_something(a: Any, b: Any) -> bool:
    """Whether one side is a student's array without values, or an empty list, and the other is not empty."""
    nothing = [(isinstance(side, Wary) and not side.size) or (type(side) in (list, tuple) and not side) for side in (a, b)]
    return any(nothing) and any(not empty and np.size(side) for empty, side in zip(nothing, (a, b), strict=True))
