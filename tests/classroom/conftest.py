"""What the tests of the classroom share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from neurolib import cli


@pytest.fixture(scope="session")
def a_sandbox() -> None:
    """Skip where there is no sandbox; it is asked when the first such test begins, because a kernel is
    started for that.
    """
    from neurolib.classroom import sandbox

    if sandbox.refusal() and not os.environ.get("CI"):
        pytest.skip("there is no sandbox here")


@pytest.fixture
def nbgrader(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """``nbgrader(folder, "autograde", …)`` runs nbgrader's own command in this process, typed in
    ``folder``; it returns its exit code.
    """

    def run(folder: Path, command: str, *words: str) -> int:
        from jupyter_core.application import NoStart
        from nbgrader.apps import NbGraderApp

        monkeypatch.setattr(sys, "path", [*sys.path])  # it adds the folder
        monkeypatch.chdir(folder)
        app = NbGraderApp.subcommands[command][0]()
        try:
            app.initialize(list(words))
            app.start()
        except SystemExit as exit:
            return int(exit.code or 0)
        except NoStart:  # of a command below another, which has ended
            return 0
        finally:
            while app := app.subapp:  # the one application of this process, for later tests
                type(app).clear_instance()
        return 0

    return run


@pytest.fixture
def neurolib(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """``neurolib("grade", …)`` runs the command in this process and returns its exit code and all
    that it printed.
    """
    monkeypatch.setenv("COLUMNS", "120")

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["neurolib", *map(str, words)])
        with pytest.raises(SystemExit) as exit:
            cli.main()
        printed = capsys.readouterr()
        return int(exit.value.code or 0), printed.out + printed.err

    return run
