"""Figures where there is no screen: what a notebook draws into windows or widgets on its student's machine goes into the page here."""

from __future__ import annotations

from typing import Any


def draw_here(shell: Any) -> None:
    """Let ``%matplotlib widget`` and ``matplotlib.use("TkAgg")`` draw inline, rather than stop the cell that an answer stands in."""
    import matplotlib

    use, enable = matplotlib.use, shell.enable_matplotlib

    def use_what_is_there(backend: str, *, force: bool = True) -> None:
        try:
            use(backend, force=force)
        except ImportError:
            use("module://matplotlib_inline.backend_inline", force=force)

    def enable_what_is_there(gui: str | None = None) -> Any:
        try:
            return enable(gui)
        except Exception:  # of a toolkit, a backend or a name that this machine does not have
            return enable("inline")

    matplotlib.use, shell.enable_matplotlib = use_what_is_there, enable_what_is_there
