"""Student code, in a place where it can reach nothing: a sandbox of bubblewrap and Linux's namespaces.

=================  ================================================================
:mod:`.bwrap`      what the sandbox shows of the machine
:mod:`.zygote`     a process that waits with its imports done and forks for each submission
:mod:`.init`       how a fork of it, in the sandbox, becomes a kernel
:mod:`.seccomp`    which system calls student code cannot make
:mod:`.limits`     how much memory and how many processes it may have
:mod:`.kernel`     a kernel for a notebook, with its life
:mod:`.channel`    the grader's side of the conversation with a kernel that cannot be trusted, and what a cell may show
:mod:`.agent`      the student's side of a test's call
=================  ================================================================

This package is imported inside the sandbox: it loads nothing by itself.
"""

from __future__ import annotations


def refusal() -> str:
    """Return why student code cannot run in a sandbox on this machine, and what to do about it; nothing where it can.

    Found out by making one: that bubblewrap is there does not say that it may do its work.
    """
    from .bwrap import SandboxMissing
    from .kernel import attempt

    try:
        attempt()
    except SandboxMissing as missing:
        return str(missing)
    return ""
