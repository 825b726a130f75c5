"""Hide, in one notebook's kernel, the library modules that a problem set asks a student to build.

This gives a reason and is no protection: it keeps an honest answer from using the library's version
by accident. A notebook's metadata repeats the names, ``neurolib.hides``, for graders that enforce
them from outside the kernel.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any


class _Away(MetaPathFinder):
    """Asked first by every import; refuses the names it holds and everything inside them."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def holds(self, module: str) -> str | None:
        """Return the name that covers ``module``, or None."""
        return next(
            (name for name in self.names if module == name or module.startswith(name + ".")), None
        )

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> None:
        if name := self.holds(fullname):
            sentence = f"{name} is put away in this notebook: what it does is what you build here."
            raise ImportError(
                f"{sentence} NumPy is enough; elsewhere neurolib is whole.", name=fullname
            )


_away = _Away()


def hide(*names: str) -> None:
    """Make importing the modules ``names``, or anything they hold, an ImportError that says why,
    until this process ends.

    Modules that are loaded already are removed, too, and the public names that their parents hold,
    as in ``neurolib.LIF``. A second call with the same names changes nothing.
    """
    _away.names.update(names)
    if _away not in sys.meta_path:
        sys.meta_path.insert(0, _away)
    for module in [module for module in sys.modules if _away.holds(module)]:
        del sys.modules[module]
    for parent in {name.rpartition(".")[0] for name in names} & set(sys.modules):
        remembered = vars(sys.modules[parent])
        for key in [key for key, value in remembered.items() if _away.holds(_home(value))]:
            del remembered[key]


def _home(value: Any) -> str:
    """The module that ``value`` is, or in which it was defined."""
    return (
        value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))
    )
