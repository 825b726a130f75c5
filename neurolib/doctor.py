"""``neurolib doctor``: look at each thing that the course needs, one line per thing, with its state
and what to do.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from neurolib import bootstrap, workspace

GOOD, NOTE, BROKEN = "good", "note", "broken"
Finding = tuple[str, str]
AGAIN = "run python3 -m neurolib"
PIP = f"{sys.executable} -m pip"


def report() -> int:
    """Print every finding; return 1 if something is broken, 0 if at most something optional is
    missing.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours, console = {GOOD: "green", NOTE: "yellow", BROKEN: "bold red"}, Console(highlight=False)
    findings = [look() for look in looks()]
    for verdict, sentence in findings:
        line = Table.grid(padding=(0, 1, 0, 0))
        line.add_column(width=6)
        line.add_row(Text(verdict, colours[verdict]), Text(sentence))
        if console.is_terminal:
            console.print(line)
        else:
            console.print(f"{verdict:6} {sentence}", soft_wrap=True, markup=False)
    broken = sum(verdict == BROKEN for verdict, _ in findings)
    console.print(
        f"{broken} of these must be repaired first." if broken else "Nothing stands in the way."
    )
    return int(broken > 0)


def versions() -> Finding:
    """List the versions that a question to the maintainers should quote."""
    names = (
        "numpy",
        "scipy",
        "matplotlib",
        *(("jupyterlab", "nbgrader") if bootstrap.is_clone() else ()),
    )
    listed = ", ".join(f"{name} {_version(name)}" for name in names)
    return (
        GOOD,
        f"{bootstrap.version()}, Python {platform.python_version()} on "
        f"{platform.system()} {platform.machine()}, {listed}",
    )


def environment() -> Finding:
    """Compare what is installed with the lock."""
    from packaging.requirements import Requirement

    if not bootstrap.is_clone():
        return (
            NOTE,
            "course: this is the installed library only. Clone the course to get its notebooks.",
        )
    lines = (bootstrap.ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = [Requirement(line.rstrip("\\ ")) for line in lines if line[:1].isalnum()]
    due = [
        one
        for one in locked
        if (one.marker is None or one.marker.evaluate()) and one.name not in ("numba", "llvmlite")
    ]
    wrong = [
        one.name for one in due if not one.specifier.contains(_version(one.name), prereleases=True)
    ]
    if wrong:
        names = ", ".join(wrong[:4]) + (" …" if len(wrong) > 4 else "")
        return (
            BROKEN,
            f"environment: {len(wrong)} of {len(due)} packages differ from the lock "
            f"file ({names}): delete .venv and {AGAIN}",
        )
    return GOOD, f"environment: all {len(due)} packages have the version of the lock file"


def clash() -> Finding:
    """Look for the other project of the same name."""
    clone = bootstrap.is_clone()
    # pip took it away with the other project
    if not clone and not (Path(bootstrap.__file__).parents[1] / "__init__.py").is_file():
        return (
            BROKEN,
            f"name: this library has lost its __init__.py: run {PIP} uninstall "
            f"neurolib-course, and install it again as you did",
        )
    try:
        other = importlib.metadata.version("neurolib")
    except importlib.metadata.PackageNotFoundError:
        return GOOD, "name: no other project named neurolib is installed"
    if clone:
        return (
            BROKEN,
            f"name: another project's neurolib {other} is installed and hides this one: "
            f"run {PIP} uninstall neurolib",
        )
    both = (
        f"another project's neurolib {other} is installed in the same folder, and its files "
        f"and ours are mixed"
    )
    return (
        BROKEN,
        f"name: {both}: run {PIP} uninstall neurolib neurolib-course, and install the "
        f"one that you want as you did",
    )


def numba() -> Finding:
    """Look for the accelerator."""
    from neurolib import _jit

    if _jit.enabled():
        return GOOD, f"Numba: {_version('numba')}"
    if importlib.util.find_spec("numba"):
        return (
            NOTE,
            "Numba: it is installed and switched off (NEUROLIB_NUMBA=0): simulations "
            "give the same results and take longer",
        )
    how = "NEUROLIB_NUMBA=1 python3 -m neurolib" if bootstrap.is_clone() else f"{PIP} install numba"
    return (
        NOTE,
        f"Numba: without it, simulations give the same results and take longer. To "
        f"install it, run {how}",
    )


def bubblewrap() -> Finding:
    """Check for bubblewrap, which isolates a teacher's machine from the code that students hand
    in.
    """
    return _program(
        "bwrap", "bubblewrap", "only a teacher needs it, for grading. To install it, run"
    )


def grading() -> Finding:
    """Start a kernel in the sandbox as for a submission, with a file beside its notebook, and run a
    line in it.
    """
    try:
        from neurolib.classroom import sandbox
        from neurolib.classroom.sandbox.kernel import trial
    except ImportError as gap:
        return BROKEN, f"grading: {gap}: {_anew()}"
    if missing := sandbox.refusal():
        return (
            NOTE,
            f"grading: only a teacher needs it, and here it cannot protect this machine "
            f"from student code. {missing}",
        )
    begun = time.perf_counter()
    if wrong := trial():
        return (
            BROKEN,
            f"grading: a kernel in the sandbox, with a file beside its notebook, does "
            f"not work: {_anew()}. {wrong}",
        )
    return (
        GOOD,
        f"grading: a kernel in the sandbox ran a line after {time.perf_counter() - begun:.1f} s",
    )


def chromium() -> Finding:
    """Look for the browser of the tests."""
    return _program("chromium", "chromium", "only the browser tests need it. To install it, run")


def caches() -> Finding:
    """Look whether the kernels were compiled as they now are."""
    if bootstrap.is_warm():
        return GOOD, "caches: the compiled functions are up to date"
    return (
        NOTE,
        f"caches: some functions are not compiled yet, so their first run is slower. To "
        f"compile them, {AGAIN}",
    )


def writing() -> Finding:
    """Try to write where JupyterLab, the course and temporary files need to."""
    work, root = workspace.WORK, bootstrap.ROOT
    own = [root, work] if work.parent == root else [work]  # on a hub, all read one copy
    folders = [
        Path.home(),
        Path(tempfile.gettempdir()),
        *(own if bootstrap.is_clone() else []),
    ]
    closed = [
        str(folder) for folder in folders if folder.exists() and not os.access(folder, os.W_OK)
    ]
    if closed:
        return (
            BROKEN,
            f"writing: {' and '.join(closed)} cannot be written to: change the owner, "
            f"or clone the course into another folder",
        )
    free = min(shutil.disk_usage(folder).free for folder in folders if folder.exists()) / 1e9
    if free < 0.2:
        return (
            BROKEN,
            f"disk: only {free:.2f} GB are free: delete files, or notebooks cannot be saved",
        )
    return GOOD, f"writing: all folders can be written to, and {free:.0f} GB are free"


def working_copy() -> Finding:
    """Count what the student has changed."""
    course = workspace.WORK / "course"
    if not (course / workspace.MANIFEST).is_file():
        return NOTE, f"working copy: there is none yet. To make it, {AGAIN}"
    changed = len(workspace.changed(course))
    return (
        GOOD,
        f"working copy: {course}, you changed {changed} of {len(workspace.files(course))} files",
    )


def _anew() -> str:
    """Say how to install anew what grading needs."""
    return (
        f"delete .venv and {AGAIN}"
        if bootstrap.is_clone()
        else f"run {PIP} install --force-reinstall nbgrader ipykernel"
    )


def _program(name: str, package: str, why: str) -> Finding:
    """Say whether a program is on the path, and how Debian gives it where it is not."""
    if found := shutil.which(name):
        return GOOD, f"{package}: {found}"
    return NOTE, f"{package}: {why} sudo apt install {package}"


def _version(name: str) -> str:
    """Return the installed version of a distribution, 0 if it is not there."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "0"


LOOKS: tuple[Callable[[], Finding], ...] = (
    versions,
    environment,
    clash,
    numba,
    bubblewrap,
    grading,
    chromium,
    caches,
    writing,
    working_copy,
)
LIBRARY = versions, environment, clash, numba, writing  # what there is to look at without a clone


def looks() -> tuple[Callable[[], Finding], ...]:
    """Return what is looked at here."""
    if bootstrap.is_clone():
        return LOOKS
    return (*LIBRARY, grading) if importlib.util.find_spec("nbgrader") else LIBRARY
