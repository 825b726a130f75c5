"""The sandbox for student code, made of bubblewrap and Linux's namespaces: it can reach nothing of
the machine.

=================  ================================================================
:mod:`.bwrap`      what the sandbox shows of the machine
:mod:`.zygote`     a process that waits with its imports done and forks for each submission
:mod:`.init`       how a fork of it, in the sandbox, becomes a kernel
:mod:`.seccomp`    which system calls student code cannot make
:mod:`.limits`     how much memory and how many processes it may have
:mod:`.kernel`     a kernel for a notebook, with its life
:mod:`.channel`    the connection to a kernel that is not trusted, and what a cell may show
:mod:`.agent`      the student's side of a test's call
=================  ================================================================

This package is imported inside the sandbox: it loads nothing by itself.
"""

from __future__ import annotations


def refusal() -> str:
    """Return why student code cannot run in a sandbox on this machine, and what to do about it;
    nothing where it can.

    It makes one to find out, because bubblewrap may be installed and yet not be permitted to work.
    """
    from .bwrap import SandboxMissing
    from .kernel import attempt

    try:
        attempt()
    except SandboxMissing as missing:
        return str(missing)
    return ""


NO_KERNEL = (
    "Nothing was graded, because a kernel that was started as a trial, with a file "
    "beside its notebook, does not work on this machine, "
    "and every answer would have got 0 points. {} Type python3 -m neurolib doctor. If "
    "it finds nothing else, delete the folder .venv and "
    "type it again, which installs everything anew."
)


def obstacle(trusted: bool = False) -> str:
    """Return why no submission can be graded on this machine, and what to do about it; nothing
    where they can.

    It starts a kernel to find out, in a sandbox unless students are ``trusted``, once for a batch:
    where no kernel comes up, the fault is not the students', and they must not get 0 points for it.
    """
    from .kernel import trial

    if not trusted and (reason := refusal()):
        return reason
    return NO_KERNEL.format(wrong) if (wrong := trial(trusted)) else ""
