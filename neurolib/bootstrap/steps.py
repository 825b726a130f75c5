"""Run one step of the set-up with hidden output, show its progress, and turn a failure into a
sentence that says what to do.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOG = ROOT / ".setup.log"

# What pip and uv print when they fail, and the sentence for it; the first that matches is used.
TROUBLES = (
    (
        r"No space left on device|Disk quota exceeded|os error (28|122)\b",
        "The disk is full: free 2 GB where this folder, your home and the temporary "
        "files lie, and run the same command again.",
    ),
    (
        r"Read-only file system|Permission denied|os error (13|30)\b",
        f"A folder that must be written to is closed: this command belongs to the "
        f"course in {ROOT}. Clone "
        "the course into a folder of your own, and run python3 -m neurolib there, not "
        "the same command.",
    ),
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
        "A download is not the file that the lock names, so it was not used: run the "
        "same command again, on another network if it recurs.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer",
        "Python does not trust this network's certificate: ask its keeper for the file, "
        "point SSL_CERT_FILE to it, and run again.",
    ),
    (
        # pip
        r"new connection|NewConnectionError|[Nn]ame resolution|Network is "
        r"unreachable|Connection (refused|reset)|ProxyError"
        # uv
        r"|Read timed out|ConnectTimeout|error sending request|dns error|tcp connect "
        r"error|operation timed out",
        "The package index cannot be reached: connect to the network (the first start "
        "downloads 400 MB) and run the same command again.",
    ),
    (
        r"(?i)(error|failed|no matching distribution|could not find).*(numba|llvmlite)",
        "Numba cannot be had on this machine: set NEUROLIB_NUMBA=0 and run the same "
        "command again (the same results, slower).",
    ),
)


class Stop(Exception):
    """A sentence for the person at the terminal that says what to do, and the exit code to leave
    with.
    """

    def __init__(self, sentence: str, code: int = 3) -> None:
        super().__init__(sentence)
        self.code = code


class Bar:
    """A progress bar on a terminal; elsewhere one line a phase."""

    def __init__(self) -> None:
        self.begun, self.phase, self.live = time.monotonic(), "", sys.stderr.isatty()

    def show(self, fraction: float, phase: str, detail: str = "") -> None:
        """Draw the bar at a fraction of the whole, with what is being done."""
        if self.live:
            width, done = shutil.get_terminal_size().columns - 1, int(12 * fraction)
            text = (
                f"[{'#' * done:.<12}] {fraction:4.0%} {time.monotonic() - self.begun:4.0f} "
                f"s  {phase} {detail}"
            )
            text = text if len(text) <= width else text[: width - 1] + "…"
            sys.stderr.write("\r" + text.ljust(width))
        elif phase != self.phase:
            sys.stderr.write(phase.rstrip(":") + "\n")
        self.phase = phase
        sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line empty for what comes next."""
        if self.live and self.phase:
            sys.stderr.write("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")


# of libraries for matrices
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}


def environment() -> dict[str, str]:
    """Return the variables for everything that runs in ``.venv``: its programs first on the path,
    nothing of another Python.

    Libraries for matrices use one thread unless the user has set another number: several kernels,
    or a class on one server, whose threads wait for each other take five times as long.
    """
    foreign = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
    variables = {name: value for name, value in os.environ.items() if name not in foreign}
    variables["PATH"] = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", os.defpath)])
    return {
        **ONE_THREAD,
        **variables,
        "VIRTUAL_ENV": str(VENV),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }


def run(command: list[str], watch: Callable[[list[str]], None] = lambda lines: None) -> None:
    """Run one step, telling ``watch`` five times a second what it has printed so far; a failure
    becomes a sentence.
    """
    lines: list[str] = []
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), encoding="utf-8", errors="replace", **pipes
    ) as process:  # type: ignore[call-overload]
        reader = threading.Thread(target=_collect, args=(process.stdout, lines), daemon=True)
        reader.start()
        watch(lines)  # a step that ends at once is shown, too
        while reader.is_alive():
            reader.join(0.2)
            watch(lines)
    if process.returncode:
        raise explain(lines)


def explain(lines: list[str]) -> Stop:
    """Return what a failed step printed as a sentence that says what to do, and keep the whole of
    it in a log.
    """
    text = "\n".join(line.rstrip() for line in lines)
    where = ""
    with suppress(OSError):  # a full disk or a closed folder: the sentence will say so
        LOG.write_text(text + "\n", encoding="utf-8")
        where = f" ({LOG} has the details.)"
    if "ensurepip" in text:
        return Stop(no_venv() + where)
    for pattern, sentence in TROUBLES:
        if re.search(pattern, text):
            return Stop(sentence + where)
    tail = "\n".join(text.splitlines()[-15:])
    return Stop(
        f"{tail}\nThe set-up stopped there: run the same command again, and if it "
        f"recurs ask with the log.{where}"
    )


def no_venv() -> str:
    """Return what to do if this Python has no venv module with pip."""
    remedy = "install the rest of Python with your system's packages"
    if Path("/etc/debian_version").exists():
        remedy = f"run sudo apt install python3.{sys.version_info[1]}-venv"
    return (
        f"This Python cannot make environments (its venv or ensurepip is missing): "
        f"{remedy}, then the same command again."
    )


def _collect(pipe: Iterable[str], lines: list[str]) -> None:
    """Append what a step prints, line by line, while the bar moves on."""
    with suppress(ValueError):  # Ctrl+C closes the pipe
        for line in pipe:
            lines.append(line)  # not extend: the other thread reads the list meanwhile
