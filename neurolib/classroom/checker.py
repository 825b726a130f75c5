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
import struct
import sys
from typing import Any

from .hidden import VARIABLE
from .looking import guard
from .namespace import Namespace, nothing, run_test
from .proxies import changes, of_arrays, student_error
from .sandbox.zygote import announce, serve

MEMORY = 4 * 2**30


class Line:
    """JSON messages over a stream socket, each after its length."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        data = json.dumps(message).encode()
        self.sock.sendall(struct.pack(">I", len(data)) + data)

    def receive(self) -> dict[str, Any]:
        """Return the next message; raise EOFError where the other side has gone."""
        (length,) = struct.unpack(">I", self._exactly(4))
        return dict(json.loads(self._exactly(length)))

    def _exactly(self, count: int) -> bytes:
        parts, left = [], count
        while left:
            part = self.sock.recv(min(left, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


def session(line: Line) -> None:
    """Run the tests of one submission as they are asked for."""

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        line.send({"ask": json.dumps(request)})
        reply = line.receive()
        try:
            answer = json.loads(reply["answer"])
        except (ValueError, RecursionError):
            answer = None
        if type(answer) is not dict:
            raise student_error(["Unreadable"], "what comes back is not plain data")
        return answer

    namespace = Namespace(ask)
    while True:
        message = line.receive()
        if known := message["known"]:
            namespace.open = known["open"]
            of_arrays.update(known["of_arrays"])
            changes["shown"] = known["shown"]
        namespace.add_imports(message["fallback"])
        for step in message["before"]:
            namespace.add_teachers(step) if isinstance(step, str) else namespace.add_answer(step)
        verdict = run_test(message["name"], message["source"], namespace)
        namespace.give_back()
        line.send({"verdict": verdict})


def _begin(request: dict[str, str], sock: socket.socket) -> None:
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
        session(Line(sock))
    os._exit(0)


def _child(line: socket.socket, request: dict[str, Any], fds: list[int]) -> None:
    announce(line, os.getpid())
    line.close()
    _begin(request, socket.socket(fileno=fds[0]))


def _prepare() -> None:
    """Import what tests import."""
    import numpy  # noqa: F401

    with contextlib.suppress(ImportError):  # in most courses' first cell, and the slowest of all to import
        import matplotlib.pyplot  # noqa: F401

    from . import checking, hiding  # noqa: F401

    hiding.hide = nothing  # the fence is for the student's kernel
    guard()


def main(fd: int) -> None:
    """Wait for submissions on the socket ``fd``, with the imports done."""
    _prepare()
    serve(socket.socket(fileno=fd), _child)


def single(port: int, token: str) -> None:
    """Call the grader back and serve one submission: the way where processes cannot be forked."""
    _prepare()
    sock = socket.create_connection(("127.0.0.1", port))
    line = Line(sock)
    line.send({"token": token})
    _begin(line.receive(), sock)
