"""Lays the tables of an engine's loop out in one array of numbers, as WebAssembly and a page hold
them.

The loops of the engines read and write named tuples of arrays: records, whole numbers, floats.
:func:`packed` copies all of them, one behind the other, into an array of float64, the **image**,
and returns with it a function that finds them there again: views, of the same types and shapes, in
any array that begins as the image did. Numba compiles that function together with the loop, so that
the loop runs in a page as it stands in the library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import _jit
from ..model import ParameterError

ALIGNED = 2  # floats, as wide as the widest load of a processor without vectors


def packed(tables: Any) -> tuple[np.ndarray, Callable[[np.ndarray], Any]]:
    """Return the image of some tables, and a function ``view(memory)`` that returns them as views
    of an array that holds it.

    ``tables`` is a named tuple of arrays, numbers and tuples of these. Arrays have one dimension or
    two, and two of them that are the same memory stay so.
    """
    layout = _Layout()
    text = f"def view(memory): return {layout.expression(tables)}"
    image = np.zeros(layout.size)
    for place, array in layout.arrays:
        image[place : place + _floats(array)].view(np.uint8)[: array.nbytes] = np.frombuffer(
            array.tobytes(), dtype=np.uint8
        )
    return image, _jit.generated(text, "view", **layout.values)


def _floats(array: np.ndarray) -> int:
    """Return how many float64 numbers take as much memory as an array."""
    return -(-array.nbytes // 8)


class _Layout:
    """Where arrays stand so far, and the names and values of the text that finds them."""

    def __init__(self) -> None:
        self.size = 0
        self.arrays: list[tuple[int, np.ndarray]] = []
        self.values: dict[str, Any] = {"__name__": __name__, "np": np}
        self.places: dict[tuple[int, int], int] = {}

    def expression(self, value: Any) -> str:
        """Return the text of a value in terms of ``memory``."""
        if isinstance(value, np.ndarray):
            return self.array(value)
        if isinstance(value, tuple):
            parts = "".join(f"{self.expression(each)}, " for each in value)
            if not hasattr(value, "_fields"):
                return f"({parts})"
            kind = type(value)
            self.values[kind.__name__] = kind
            return f"{kind.__name__}({parts})"
        if isinstance(value, (int, float)):
            return repr(value)
        raise ParameterError(f"packed's tables hold {value!r:.60}; expected arrays and numbers.")

    def array(self, array: np.ndarray) -> str:
        """Return the text of an array."""
        if not array.flags.c_contiguous or array.ndim > 2:
            raise ParameterError(
                f"packed's tables hold an array of shape {array.shape} that is not contiguous or "
                "has more than two dimensions; expected one or two."
            )
        at = array.ctypes.data, array.nbytes
        if at not in self.places or not array.nbytes:
            self.places[at] = self.size
            self.arrays.append((self.size, array))
            self.size += -(-_floats(array) // ALIGNED) * ALIGNED
        place = self.places[at]
        text = f"memory[{place}:{place + _floats(array)}]"
        if array.dtype != np.float64:
            text += f".view({self._type(array.dtype)})[:{array.size}]"
        return text if array.ndim == 1 else f"{text}.reshape(({array.shape[0]}, {array.shape[1]}))"

    def _type(self, kind: np.dtype[Any]) -> str:
        """Return the name of a type of elements, which the text reads."""
        for name, value in self.values.items():
            if isinstance(value, np.dtype) and value == kind:
                return name
        name = f"type_{len(self.values)}"
        self.values[name] = kind
        return name
