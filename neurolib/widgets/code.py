"""The Python that a live figure shows: its parameters, what the view adds, and the imports that
both need.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

from .. import units


def with_imports(lines: str, space: Mapping[str, Any]) -> str:
    """Return ``lines`` beneath the imports of the names in them; ``space`` is where they have their
    meaning.

    What a notebook has made itself cannot be imported: then the first line says what is used.
    """
    plain: set[str] = set()
    parts: dict[str, set[str]] = {}
    here = []
    for name in _free(_NUMBER.sub("0", lines)):  # where a slider moves, numbers alone change
        if isinstance(unit := vars(units).get(name), float) and space.get(name, unit) == unit:
            parts.setdefault(units.__name__, set()).add(name)
        elif isinstance(value := space.get(name), ModuleType):
            package, _, last = value.__name__.rpartition(".")
            if package and last == name:
                parts.setdefault(package, set()).add(name)
            else:
                plain.add(
                    f"import {value.__name__}" + (f" as {name}" if value.__name__ != name else "")
                )
        elif home := _home(name, value):
            parts.setdefault(home, set()).add(name)
        else:
            here.append(name)
    imports = [
        *sorted(plain),
        *(
            f"from {home} import {', '.join(sorted(names))}"
            for home, names in sorted(parts.items())
        ),
    ]
    words = (
        f"# Run this below the figure: it uses {', '.join(here)} from this notebook.\n"
        if here
        else ""
    )
    return words + "\n".join([*imports, "", lines] if imports else [lines])


_NUMBER = re.compile(r"(?<![\w.])\d+(\.\d*)?(e[+-]?\d+)?")


@lru_cache(maxsize=100)
def _free(lines: str) -> list[str]:
    """Return the names that these lines use and do not make themselves, in alphabetical order."""
    nodes = list(ast.walk(ast.parse(lines)))
    made = {
        node.id
        for node in nodes
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    made |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    made |= {
        (node.asname or node.name).partition(".")[0]
        for node in nodes
        if isinstance(node, ast.alias)
    }
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    return sorted(name for name in used - made if not hasattr(builtins, name))


def _home(name: str, value: Any) -> str | None:
    """Return the public module from which this value can be imported by this name."""
    return next(
        (
            module
            for module in _candidates(value)
            if getattr(sys.modules.get(module), name, None) is value
        ),
        None,
    )


def _candidates(value: Any) -> Iterator[str]:
    """Name the packages that hold the module of a class or a function, the outermost first; for
    anything else this library's modules.
    """
    if value is None:
        return
    home = getattr(value, "__module__", None) if hasattr(value, "__qualname__") else None
    if home == "__main__":
        return
    if home:
        parts = home.split(".")
        yield from (".".join(parts[: k + 1]) for k in range(len(parts)))
    elif not isinstance(
        value, (bool, int, float, complex, str, bytes, tuple)
    ):  # two equal numbers may be one object
        ours = (
            module
            for module in list(sys.modules)
            if module.startswith("neurolib") and "._" not in module
        )
        yield from sorted(ours, key=lambda module: (module.count("."), module))
