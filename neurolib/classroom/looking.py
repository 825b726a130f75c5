"""What NumPy makes of a student's values in the process where tests run: one look at an object, and nothing is equal to no value.

To NumPy, an array without values is equal to any number, and close to it too: ``np.allclose([], 9.0)`` is true, since there is
nothing that is not close. A function that returns nothing would pass. So here what a student returns without values is equal
to what has none, and to nothing else. What is computed from it is NumPy's own again.
"""

from __future__ import annotations

import functools
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


class Empty(np.ndarray):
    """An array of a student's without values: equal to what has none."""

    def _plain(self) -> np.ndarray:
        return self.view(np.ndarray)

    __array_function__ = plainly  # type: ignore[assignment]

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        if ufunc in (np.equal, np.not_equal) and method == "__call__" and any(map(np.size, inputs)):
            return np.bool_(ufunc is np.not_equal)
        return getattr(ufunc, method)(*(value._plain() if isinstance(value, Empty) else value for value in inputs), **named)

    def __eq__(self, other: Any) -> Any:
        """Compare; what compares by a rule of its own, as pytest.approx, gets a list."""
        return super().__eq__(other) if hasattr(other, "dtype") or np.isscalar(other) else self.tolist() == other

    def __ne__(self, other: Any) -> Any:
        """Compare likewise."""
        return super().__ne__(other) if hasattr(other, "dtype") or np.isscalar(other) else self.tolist() != other

    __hash__ = None  # as of every array


def wary(array: np.ndarray) -> np.ndarray:
    """Return an array of a student's; as :class:`Empty` where it holds nothing."""
    return array if array.size else array.view(Empty)


def guard() -> None:
    """Have NumPy's own comparisons hold to the rule, for empty lists too, in this process."""
    for name in "isclose allclose array_equiv".split():
        setattr(np, name, _strict(getattr(np, name)))
    for name in "allclose array_equal array_almost_equal array_almost_equal_nulp almost_equal array_less".split():
        original = getattr(np.testing, f"assert_{name}")
        setattr(np.testing, original.__name__, _strict(original, AssertionError("Arrays are not equal: one of them is empty.")))


def _strict(original: Callable[..., Any], complaint: AssertionError | None = None) -> Callable[..., Any]:
    @functools.wraps(original)
    def compare(*args: Any, **named: Any) -> Any:
        sides = [*args, *(named[name] for name in SIDES if name in named)][:2]
        if len(sides) == 2 and _nothing_against_something(*sides):
            if complaint:
                raise complaint
            return np.False_
        return original(*args, **named)

    return compare


def _nothing_against_something(a: Any, b: Any) -> bool:
    """Whether one side is a student's array without values, or an empty list, and the other is not empty."""
    nothing = [isinstance(side, Empty) or (type(side) in (list, tuple) and not side) for side in (a, b)]
    return any(nothing) and any(not empty and np.size(side) for empty, side in zip(nothing, (a, b), strict=True))
