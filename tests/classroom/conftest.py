"""What the tests of the classroom share."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from neurolib import cli


@pytest.fixture
def neurolib(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """``neurolib("grade", …)`` runs the command in this process and returns its exit code and all that it printed."""
    monkeypatch.setenv("COLUMNS", "120")

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["neurolib", *map(str, words)])
        with pytest.raises(SystemExit) as exit:
            cli.main()
        printed = capsys.readouterr()
        return int(exit.value.code or 0), printed.out + printed.err

    return run
