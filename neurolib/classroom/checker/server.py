"""Where tests run: a process that holds the teacher's code and no student's, and sees a student's code as plain data only.

A test cell is executed here as it stands. Names that neither a test, nor the teacher's cells, nor Python define are the
student's (:mod:`.namespace`): a value comes as plain data, a function or another object as a handle (:mod:`.proxies`). The
verdict goes back to the grader as plain text: an error, a number or nothing (:mod:`.isolated`).

The process serves one submission. On Linux it is forked from one that has NumPy loaded; elsewhere it is started anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from multiprocessing.connection import Connection
from typing import Any

from .hidden import VARIABLE
from .namespace import MEMORY, Namespace, nothing, run_test
from .proxies import notice_seeds, student_error
from .sandbox.zygote import announce, serve

SETTINGS = {"MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def send(line: Connection, message: dict[str, Any]) -> None:
    """Send one message, as JSON."""
    line.send_bytes(json.dumps(message).encode())


def receive(line: Connection) -> dict[str, Any]:
    """Return the next message; raise EOFError where the other side has gone."""
    return dict(json.loads(line.recv_bytes()))


def session(line: Connection) -> None:
    """Run the tests of one submission as they are asked for."""

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        send(line, {"ask": json.dumps(request)})
        reply = receive(line)
        try:
            answer = json.loads(reply["answer"])
        except (ValueError, RecursionError):
            answer = None
        if type(answer) is not dict:
            raise student_error(["Unreadable"], "what comes back is not plain data")
        return answer

    namespace = Namespace(ask)
    while True:
        message = receive(line)
        namespace.add_imports(message["fallback"])
        for step in message["before"]:
            namespace.add_teachers(step) if isinstance(step, str) else namespace.add_answer(step)
        verdict = run_test(message["name"], message["source"], namespace, message["known"], message["reference"])
        namespace.give_back()
        send(line, {"verdict": verdict})


def _begin(request: dict[str, Any], line: Connection) -> None:
    """Set this process up for one submission and serve it to the end."""
    if request["secret"]:
        os.environ[VARIABLE] = request["secret"]
    os.chdir(request["folder"])
    sys.path.append(request["folder"])
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(EOFError, ConnectionError):
        session(line)
    os._exit(0)


def _child(line: socket.socket, request: dict[str, Any], fds: list[int]) -> None:
    announce(line, os.getpid())
    line.close()
    _begin(request, Connection(fds[0]))


def _prepare() -> None:
    """Import what tests import."""
    import numpy  # noqa: F401

    with contextlib.suppress(ImportError):  # in most courses' first cell, and the slowest of all to import
        import matplotlib.pyplot  # noqa: F401

    from . import checking, hiding  # noqa: F401

    hiding.hide = nothing  # the fence is for the student's kernel
    notice_seeds()


def main(fd: int) -> None:
    """Wait for submissions on the socket ``fd``, with the imports done."""
    _prepare()
    serve(socket.socket(fileno=fd), _child)


def single(request: dict[str, Any], line: Connection) -> None:
    """Serve one submission: the way where processes cannot be forked."""
    os.environ.update(SETTINGS)
    _prepare()
    _begin(request, line)
