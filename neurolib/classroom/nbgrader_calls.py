"""Call one of nbgrader's converters or exchange steps as a function: settings in, its log or an exception out."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.auth import Authenticator
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from .course import ClassroomError


class StepFailed(ClassroomError):
    """A step of nbgrader that failed, with its sentence."""


class _Lines(logging.Handler):
    """Keeps what is logged, instead of printing it over the progress bar."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keep to themselves what nbgrader's gradebook warns of by its own order of adding rows, and the traceback of what it raises anyway."""
    log = logging.getLogger("tornado.application")
    before, log.disabled = log.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)
            yield
    finally:
        log.disabled = before


def quietly(step: type, config: Config, assignment: str, student: str = "*", **options: Any) -> list[str]:
    """Run ``step`` (a converter, or a step of the exchange) and return what it logged; :class:`StepFailed` says why it failed."""
    kept, log = _Lines(), logging.Logger("neurolib.classroom")
    log.addHandler(kept)
    here = Path.cwd()
    directory = CourseDirectory(config=config, log=log)
    directory.assignment_id, directory.student_id = assignment, student
    extra = {} if issubclass(step, BaseConverter) else {"authenticator": Authenticator(config=config, log=log)}
    try:
        with silence():
            instance = step(coursedir=directory, config=config, log=log, **extra)
            for name, value in options.items():
                setattr(instance, name, value)
            instance.start()
    except (Exception, SystemExit) as error:  # nbgrader raises every kind; each becomes that step's sentence
        raise StepFailed(_sentence(error, kept.lines)) from error
    finally:
        os.chdir(here)
    return kept.lines


def _sentence(error: BaseException, lines: list[str]) -> str:
    """The reason in one line: of a logged traceback the last line, otherwise the error itself."""
    if isinstance(error, NbGraderException):
        tracebacks = [line for line in lines if line.startswith("Traceback")]
        if tracebacks:
            last = tracebacks[-1].strip().splitlines()[-1]
            return re.sub(r"^([\w.]*\.)?(\w+): ", r"\2: ", last).removeprefix("Refused: ")[:300]
    return " ".join(str(error).split())[:300] or type(error).__name__
