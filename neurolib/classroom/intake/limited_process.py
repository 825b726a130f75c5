"""Run a function in a child process under limits, because a few bytes of a student's file can take
much time and memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import json
import os
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

from ..course import ClassroomError, Fault

PROCESSOR, WALL, MEMORY = 60, 300, 1000  # seconds, seconds, MB beyond what this process has
PR_SET_PDEATHSIG = 1
# the machine's errors, no file's
FULL = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.ENOMEM,
    errno.EMFILE,
    errno.ENFILE,
    errno.EIO,
    errno.EROFS,
)


class Refused(ClassroomError):
    """A submission, or a file of one, that cannot be graded, in one sentence."""


def run_limited(function: Callable[[], Any]) -> Any:
    """Return what ``function`` returns (plain data) in a forked child; raise :class:`Refused` if it
    raises or exceeds a limit, and :class:`.Fault` where the machine has failed.

    Windows cannot fork, so the function runs in this process there, without limits.
    """
    if not hasattr(os, "fork"):
        return function()
    receiving, sending = os.pipe()
    parent = os.getpid()
    with warnings.catch_warnings():
        # of threads: the child needs no lock that one of them can hold
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        _run(function, sending, parent)
    os.close(sending)
    try:
        with os.fdopen(receiving, "rb") as stream:
            answer = stream.read()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)  # if it has ended, it remains until waitpid
        _, status = os.waitpid(child, 0)
    if not answer:
        raise _death(status)
    how, value = json.loads(answer)
    if how != "returned":
        raise (Fault if how == "failed" else Refused)(value)
    return value


def _run(function: Callable[[], Any], sending: int, parent: int) -> NoReturn:
    """Run the function in the child; answer whether it returned, refused or failed, and the value
    or the sentence.
    """
    answer = b""
    try:
        gc.disable()  # because it would go through millions of objects again and again
        warnings.simplefilter("ignore")  # of what a student wrote
        _limit(parent)
        answer = json.dumps(["returned", function()]).encode()
    except MemoryError:
        answer = json.dumps(
            ["refused", f"Reading it takes more than {MEMORY} MB of memory."]
        ).encode()
    except Refused as refusal:
        answer = json.dumps(["refused", str(refusal)]).encode()
    except BaseException as error:  # every error that a submission causes becomes a sentence
        how = "failed" if isinstance(error, OSError) and error.errno in FULL else "refused"
        answer = json.dumps(
            [how, f"It cannot be read: {type(error).__name__} {error}"[:300]]
        ).encode()
    finally:
        with contextlib.suppress(BaseException), os.fdopen(sending, "wb") as stream:
            stream.write(answer)
        os._exit(0)


def _limit(parent: int) -> None:
    """Set the limits, and end with the parent, because this process holds its lock on the
    assignment, too.
    """
    import resource

    def at_most(kind: int, amount: int) -> None:
        soft, hard = resource.getrlimit(kind)  # the machine's own may be lower
        resource.setrlimit(
            kind, (amount if soft == resource.RLIM_INFINITY else min(amount, soft), hard)
        )

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, WALL)
    at_most(resource.RLIMIT_CPU, PROCESSOR)
    at_most(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        with open("/proc/self/statm", encoding="ascii") as file:
            here = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        at_most(resource.RLIMIT_AS, here + MEMORY * 10**6)


def _death(status: int) -> ClassroomError:
    """Why a child ended without an answer: it took too much of the processor's time, or something
    on the machine ended it.
    """
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGALRM:
        return Fault(
            f"Reading it took longer than {WALL} s, although not of the processor's "
            f"time: the machine is too busy."
        )
    if number == signal.SIGXCPU:
        return Refused(f"Reading it took more than {PROCESSOR} s of the processor's time.")
    return Fault(
        f"The process that read it ended without a word (signal {number}); perhaps the "
        f"machine has too little memory."
    )
