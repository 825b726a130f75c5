"""JupyterHub's server of one user without the parts of the hub itself, which would take 20 MB of
each server.

This server loads the hub's pages, database and roles for one class of a page, which the log asks
for, and for a function that compares permissions, which needs no database here.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType

HUB = "jupyterhub"
SERVER = f"{HUB}.singleuser.extension"
UNUSED = ("handlers", "handlers.pages", "orm", "roles")
COMMAND_LINE = "httpx._main"  # of a library: without it, rich and click are not loaded, 3 MB


class Unused(ModuleType):
    """Takes the place of a module; each name in it is a class of which nothing is an instance."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []  # it may hold modules

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        setattr(self, name, found := type(name, (), {}))
        return found


@contextlib.contextmanager
def _unused() -> Iterator[None]:
    """Let the modules of JupyterHub that are loaded in here do without those that are unused, and
    nobody else.
    """
    places = {f"{HUB}.{name}": Unused(name) for name in UNUSED}
    sys.modules.update(places)
    try:
        yield
    finally:
        for name in places:
            del sys.modules[name]


def load() -> None:
    """Load JupyterHub's server of one user; with the whole hub, where its version needs that."""
    importlib.import_module(HUB)
    if any(f"{HUB}.{name}" in sys.modules for name in ("singleuser", *UNUSED)):
        return
    # None makes it unavailable, for which httpx is prepared
    sys.modules.setdefault(COMMAND_LINE, None)  # type: ignore[arg-type]
    before = set(sys.modules)
    try:
        with _unused():
            importlib.import_module(SERVER)
    except Exception:  # of whatever kind: the server is then loaded as ever
        for name in set(sys.modules) - before:
            if name.startswith(f"{HUB}."):
                del sys.modules[name]
