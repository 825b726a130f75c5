"""The command line of bubblewrap: which files of the machine a sandbox shows, and what to do if
bubblewrap is missing.
"""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from .seccomp import MACHINES

HOME = "/box"  # in the sandbox
# exit() after an answer must not end the kernel and lose the answer
STAY = "--IPKernelApp.exec_lines=get_ipython().ask_exit = lambda: None"
# that bubblewrap takes over from the machine
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
CHANNELS = ("shell", "iopub", "stdin", "control")  # whose sockets a kernel is given, in this order
PACKAGE = Path(__file__).resolve().parents[2]  # the folder neurolib, wherever it is installed
_SYSTEM = (
    *(
        "/usr/bin",
        "/usr/lib",
        "/usr/lib32",
        "/usr/lib64",
        "/usr/libx32",
        "/usr/libexec",
        "/nix/store",
        "/gnu/store",
    ),
    *("/usr/share/fonts", "/usr/share/fontconfig", "/usr/share/zoneinfo"),
    *(
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/alternatives",
        "/etc/fonts",
        "/etc/localtime",
    ),
)
_TOP = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_OF_PYTHON = ("bin", "lib", "lib32", "lib64", "pyvenv.cfg")
ENVIRONMENT = {
    "HOME": HOME,
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
    "LOGNAME": "student",
    "IPYTHONDIR": f"{HOME}/.ipython",
    "MPLCONFIGDIR": f"{HOME}/.matplotlib",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",
    "NUMBA_CACHE_DIR": f"{HOME}/.numba",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MALLOC_ARENA_MAX": "2",
    # one submission, one core
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")},
}


class SandboxMissing(RuntimeError):
    """Student code cannot be run safely here; the sentence says what to do."""


_OTHERWISE = (
    "Where you trust your students, neurolib grade --trust-students, or "
    "c.Isolated.trust_students = True in nbgrader_config.py, "
    "runs their code unprotected, with your rights, and says so in every report."
)
REFUSED = (
    "bubblewrap could not make a sandbox: {}. Does this system allow user namespaces? "
    "On Debian: sysctl kernel.unprivileged_userns_clone=1; on Ubuntu 24.04: sysctl "
    "kernel.apparmor_restrict_unprivileged_userns=0; "
    "in a container: run it with --privileged, or as an ordinary user. " + _OTHERWISE
)


def program() -> str:
    """Return where bubblewrap lies; :class:`SandboxMissing` where this machine has none."""
    if not sys.platform.startswith("linux"):
        system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
        raise SandboxMissing(
            f"Grading needs Linux, which alone can shut student code in, and this is "
            f"{system}. {_OTHERWISE}"
        )
    if os.uname().machine not in MACHINES:
        raise SandboxMissing(
            f"The sandbox knows {' and '.join(MACHINES)}, not {os.uname().machine}. {_OTHERWISE}"
        )
    if not (found := shutil.which("bwrap")):
        raise SandboxMissing(
            f"Grading needs bubblewrap: apt install bubblewrap (Debian, Ubuntu), or dnf "
            f"(Fedora). {_OTHERWISE}"
        )
    return found


def visible() -> list[Path]:
    """Return what is shown, read-only: the system's programs and libraries, this Python with its
    packages, neurolib.
    """
    pythons = [
        Path(prefix)
        for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    ]
    paths = [Path(path) for path in _SYSTEM]
    paths += [prefix / part for prefix in pythons for part in _OF_PYTHON]
    paths += [
        Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")
    ]
    paths += [
        Path(path) for path in sys.path if Path(path).name in ("site-packages", "dist-packages")
    ]
    if site.ENABLE_USER_SITE:
        paths.append(Path(site.getusersitepackages()))
    paths.append(PACKAGE)
    return sorted(
        {path for path in paths if path.exists()}, key=lambda path: (len(path.parts), path)
    )


def inside_shown(private: Iterable[Path]) -> tuple[Path, ...]:
    """Return the places where ``private`` folders would be seen if nothing were done; what is shown
    may be reached by a link.
    """
    above = [(place, place.resolve()) for place in visible()]
    folders = [path.resolve() for path in private]
    return tuple(
        sorted(
            {
                place / path.relative_to(real)
                for path in folders
                for place, real in above
                if path.is_relative_to(real)
            }
        )
    )


def writable() -> dict[str, int]:
    """Return the places that each submission gets anew, in memory, and how many bytes each may
    hold.
    """
    places = {HOME: 256 * 2**20, "/dev/shm": 64 * 2**20}
    if not any(path.is_relative_to("/tmp") for path in visible()):
        places["/tmp"] = 64 * 2**20
    return places


def command(private: Iterable[Path] = ()) -> list[str]:
    """Return the command that starts :mod:`.init` in a sandbox, to which the number of its socket
    is added.

    ``private`` are folders that must not be seen even where they lie inside something shown.
    """
    shown = visible()
    files = _files(shown, inside_shown(private))
    return [program(), *_isolation(), *files, *_environment(), "--", *_python(shown)]


def _isolation() -> Iterator[str]:
    """Every namespace new. As root without a user namespace: each submission gets an unprivileged
    user of its own instead.
    """
    if os.getuid() == 0:
        yield from (
            "--unshare-ipc",
            "--unshare-pid",
            "--unshare-net",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--cap-drop",
            "ALL",
        )
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL")
    else:
        yield from ("--unshare-all", "--uid", "1000", "--gid", "1000")
    yield from (
        "--cap-add",
        "CAP_SYS_ADMIN",
        "--cap-add",
        "CAP_SETPCAP",
        "--new-session",
        "--hostname",
        "sandbox",
    )


def _files(shown: list[Path], private: Iterable[Path]) -> Iterator[str]:
    layers: dict[Path, bool] = {}  # path: is it shown? What lies deeper comes later, and over it.
    for _, path, seen in sorted(
        (len(path.parts), path, path in shown) for path in {*private, *shown}
    ):
        above = next((layers[parent] for parent in path.parents if parent in layers), False)
        if seen != above:
            layers[path] = seen
            for parent in () if above else reversed(path.parents):
                # else bubblewrap makes it for the first user alone
                yield from ("--dir", str(parent))
            yield from (
                ("--ro-bind", str(path), str(path))
                if seen
                else ("--perms", "0555", "--size", "65536", "--tmpfs", str(path))
            )
    for name in _TOP:
        if os.path.islink(name):
            yield from ("--symlink", os.readlink(name), name)
        elif os.path.isdir(name):
            yield from ("--ro-bind", name, name)
    yield from ("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev")
    for place in writable():
        if place != "/dev/shm":
            yield from ("--tmpfs", place)
    for fonts in _font_caches():
        yield from ("--ro-bind", str(fonts), f"{ENVIRONMENT['MPLCONFIGDIR']}/{fonts.name}")
    for path in [*(path for path, seen in layers.items() if not seen), Path("/")]:
        yield from ("--remount-ro", str(path))
    yield from ("--chdir", HOME)


def _environment() -> Iterator[str]:
    yield "--clearenv"
    for name, value in {**ENVIRONMENT, "TMPDIR": "/tmp" if "/tmp" in writable() else HOME}.items():
        yield from ("--setenv", name, value)


def _python(shown: list[Path]) -> list[str]:
    """Python that takes no settings from anywhere, with this process's path as far as it is
    shown.
    """
    path = [
        entry for entry in sys.path if any(Path(entry).is_relative_to(above) for above in shown)
    ]
    path.append(str(PACKAGE.parent))
    start = (
        f"import sys; sys.path[:] = {path!r}; from neurolib.classroom.sandbox.init import "
        f"main; main(int(sys.argv[1]))"
    )
    return [sys.executable, "-I", "-B", "-c", start]


def _font_caches() -> list[Path]:
    """Return matplotlib's lists of the machine's fonts, written now where there is none: reading
    all fonts takes seconds.
    """
    cache = (
        os.environ.get("MPLCONFIGDIR")
        or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matplotlib"
    )
    if not (found := list(Path(cache).glob("fontlist-v*.json"))):
        subprocess.run(
            [sys.executable, "-c", "import matplotlib.font_manager"],
            capture_output=True,
            check=False,
        )
        found = list(Path(cache).glob("fontlist-v*.json"))
    return found
