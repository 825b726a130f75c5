"""A process that has loaded what every student's server loads, and becomes a server by a fork.

Servers share its memory, so a class of fifty takes the memory of seventeen servers that load
everything themselves, and a start takes a fifth of the processor's time. It is started by the hub,
as root, with an environment that holds no secret: what it has in memory, each student has, too. It
runs nothing of a student; the fork gives up root before it reads anything of one.

A line of JSON on its standard input asks for a server; the answer is a line with the number of its
process.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import select
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from neurolib.hub import light

LOADED = (
    "jupyterlab.labapp",
    "jupyterlab.handlers.announcements",
    "jupyter_server.services.kernels.websocket",
    "jupyter_server_terminals",
    "httpcore",
    "nbconvert",
    "jupyterhub.singleuser.extension",
    "nbgrader.server_extensions.assignment_list",
    "nbgrader.server_extensions.validate_assignment",
    "neurolib.ground",
    "neurolib.saved_widgets",
    "neurolib.server",
    "neurolib.classroom.student.assignment_list",
    "neurolib.classroom.student.validate",
    "neurolib.hub.kernels",
    "neurolib.hub.single_user",
)
PR_SET_DUMPABLE = 4


def serve() -> None:
    """Answer until the hub closes the pipe; the servers live on."""
    load()
    signal.signal(signal.SIGCHLD, _reap)
    gc.collect()
    gc.freeze()  # the collector writes into no page that servers share
    while True:
        select.select([0], [], [])  # somebody wants a server, or the hub has closed the pipe
        taken, take = os.pipe()
        child = os.fork()
        if child == 0:  # it alone reads the line: the token of one is in the memory of no other
            os.close(taken)
            _become(take)
        os.close(take)
        whole = os.read(taken, 1)
        os.close(taken)
        if not whole:
            return
        print(child, flush=True)


def load() -> None:
    """Load what every server loads, sooner or later: also the parts of Jupyter's own services."""
    light.load()
    for name in LOADED:
        importlib.import_module(name)
    services = sys.modules["jupyter_server.serverapp"].JUPYTER_SERVICE_HANDLERS
    for name in (name for names in services.values() for name in names or ()):
        importlib.import_module(name)


def _asked(take: int) -> dict[str, Any]:
    """Read one line from the hub, and say that it is read; end where there is none."""
    line = b""
    while not line.endswith(b"\n"):
        if not (part := os.read(0, 1 << 16)):
            os._exit(0)
        line += part
    os.write(take, b"+")
    os.close(take)
    return dict(json.loads(line))


def _reap(*_: object) -> None:
    """Take leave of the servers that have ended, so that their numbers are free."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become(take: int) -> None:
    """Be the server of one user, who is read from the hub's pipe; never return."""
    code = 1
    try:
        wanted = _asked(take)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        _close_pipe()
        # where memory runs out, a student's process ends before the hub; it cannot lower this
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
        os.setgroups(wanted["groups"])
        os.setgid(wanted["gid"])
        os.setuid(wanted["uid"])
        # as after an exec: what belongs to the process in /proc belongs to its user
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
        os.environ.clear()
        os.environ.update(wanted["env"])
        try:
            os.chdir(wanted["home"])
        except OSError:
            os.chdir("/")
        random.seed()
        from neurolib.hub.single_user import main

        main(list(wanted["words"]))
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:
        traceback.print_exc()
    finally:
        _end(code)


def _close_pipe() -> None:
    """Leave the pipe to the hub: read nothing, and write to the log in place of it, but to nothing
    where that is root's terminal, which can be read, too.
    """
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    if os.isatty(2):
        os.dup2(null, 2)
    os.dup2(2, 1)
    os.close(null)


def _end(code: int) -> None:
    """End as a program does, with its clearing up, but never into the loop that serves."""
    import atexit

    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
