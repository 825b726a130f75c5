"""Student code, in a place where it can reach nothing: a sandbox of bubblewrap and Linux's namespaces.

=================  ================================================================
:mod:`.bwrap`      what the sandbox shows of the machine
:mod:`.init`       the process in it that waits with its imports done, and how a fork of it becomes a kernel
:mod:`.seccomp`    which system calls student code cannot make
:mod:`.limits`     how much memory and how many processes it may have
:mod:`.provision`  the same as a kernel of Jupyter's, with a life like any other
:mod:`.channel`    the grader's side of the conversation with a kernel that cannot be trusted
:mod:`.outputs`    what a cell may show
:mod:`.agent`      the student's side of a test's call
=================  ================================================================

This package is imported inside the sandbox: it loads nothing by itself.
"""

from __future__ import annotations


def refusal() -> str:
    """Return why student code cannot run in a sandbox on this machine, and what to do about it; nothing where it can.

    Found out by making one: that bubblewrap is there does not say that it may do its work.
    """
    from .provision import SandboxMissing, attempt

    try:
        attempt()
    except SandboxMissing as missing:
        return str(missing)
    return ""
