"""One person's server on a hub: lay out the working copy, set the environment, hand over to
JupyterHub's single-user server.

It runs with the rights of its user, so no folder of a student is ever written by the hub, which
may be root. Each spawner can start it: a local process, systemd, or a container.

The course itself is read, never written: it may belong to root, and all students share it.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shlex
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from jupyter_core.paths import jupyter_config_dir

from neurolib import bootstrap
from neurolib.bootstrap import Stop
from neurolib.hub import light

CONFIG = Path(__file__).parent / "config"  # Jupyter's settings of everybody on a hub
LEAN = Path(__file__).parent / "lean"  # and of students, whose servers are many
NICE = 5  # servers and their kernels give way to the hub
PROCESSES, FILES = 1000, 4096  # of a student, threads counted; and open files of a process
NAME = "neurolib"  # the working copy, in the home of a student, unless NEUROLIB_WORK is another


def main(words: list[str]) -> None:
    """Serve a student's working copy or, after ``--teacher``, a teacher's clone; further words go
    to JupyterHub's server.
    """
    _give_way()
    try:
        if words[:1] == ["--teacher"]:
            root, words = _teachers(words[1:2]), words[2:]
        else:
            root = _students()
        serve = _single_user()
    except Stop as stop:
        print(stop, file=sys.stderr)
        raise SystemExit(stop.code) from None
    from neurolib.ground import SETTINGS

    os.chdir(root)  # where nbgrader looks for its settings
    sys.argv[1:] = [f"--ServerApp.root_dir={root}", _shell(), *_own_folders(), *SETTINGS, *words]
    serve()


def _shell() -> str:
    """Return the word with which JupyterLab's terminal starts the shell as a program in this
    environment.

    Where nobody sits at a terminal of the server itself, Jupyter starts a shell as after a login.
    On Debian, /etc/profile then sets PATH anew, and the terminal would not find ``neurolib``.
    """
    shell = os.environ.get("SHELL") or shutil.which("bash") or "sh"
    return f"--ServerApp.terminado_settings=shell_command={shlex.quote(shell)}"


def _own_folders() -> list[str]:
    """Return the words that name the folders in which JupyterLab keeps what this user sets, and
    which notebooks are open.

    JupyterLab works them out when it is loaded. In a server that is forked, these would be the
    folders of the hub's user, into which a student cannot write.
    """
    from jupyterlab.commands import get_user_settings_dir, get_workspaces_dir

    return [
        f"--LabApp.user_settings_dir={get_user_settings_dir()}",
        f"--LabApp.workspaces_dir={get_workspaces_dir()}",
    ]


def _give_way() -> None:
    """Let the hub have the processors first: among processes and, where Linux shares them among
    sessions, as a session.
    """
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(NICE), encoding="ascii")


def _students() -> Path:
    """Return a student's working copy, laid out as far as there is room.

    A student whose disk is full gets a server all the same, because it is the place to delete
    files.
    """
    os.umask(0o077)
    _limit_memory()
    work = Path(os.environ.get("NEUROLIB_WORK") or Path.home() / NAME)
    try:
        work.mkdir(parents=True, exist_ok=True)
        work.chmod(0o700)
    except OSError as error:
        raise bootstrap.explain([str(error)]) from error
    os.environ["NEUROLIB_WORK"] = str(work)
    _environment(CONFIG, LEAN)
    _share_compiled()
    from neurolib.classroom.student.student import student_environment
    from neurolib.ground import MAP

    os.environ.update(student_environment(bootstrap.ROOT, work))
    _lay_out(work)
    if (work / MAP).is_file():
        os.environ.setdefault("JUPYTERHUB_DEFAULT_URL", f"/lab/tree/{MAP}")
    return work


def _lay_out(work: Path) -> None:
    """Lay out the working copy in a process of its own: the memory that this takes ends with it."""
    from neurolib.ground import students_ground

    if child := os.fork():
        os.waitpid(child, 0)
        return
    try:
        students_ground(work)
    except Stop as stop:
        print(stop, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _teachers(words: list[str]) -> Path:
    """Return the clone that a teacher opens, with Formgrader."""
    if not words or not (Path(words[0]) / "solutions").is_dir():
        named = words[0] if words else "no folder"
        raise Stop(
            f"A teacher's server opens the clone of the course, with solutions/: {named} is none. "
            f"Type python -m neurolib.hub --teacher DIR, where DIR is the clone.",
            2,
        )
    os.environ.pop("NEUROLIB_WORK", None)  # a teacher hands nothing in
    _environment(CONFIG)
    os.environ.setdefault("JUPYTERHUB_DEFAULT_URL", "/lab")
    return Path(words[0]).resolve()


def _environment(*settings: Path) -> None:
    """Set what the server and its kernels inherit: the programs of this environment, one thread
    each for matrices, Jupyter's settings on a hub, and a folder for the sockets of kernels.
    """
    os.environ.update(bootstrap.environment())
    mine = list(map(str, settings))
    others = os.environ.get("JUPYTER_CONFIG_PATH", "").split(os.pathsep)
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
        [*mine, *(path for path in others if path and path not in mine)]
    )
    with contextlib.suppress(
        OSError
    ):  # or Jupyter writes it at each start, and stops on a full disk
        migrated = Path(jupyter_config_dir(), "migrated")
        migrated.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        migrated.touch()
    # where a full home does not stop a kernel; open to its owner alone
    runtime = tempfile.mkdtemp(prefix="neurolib-")
    os.environ["JUPYTER_RUNTIME_DIR"] = runtime
    atexit.register(shutil.rmtree, runtime, ignore_errors=True)


def _limit_memory() -> None:
    """Give each process at most the memory that the hub allows a server, as ``mem_limit``, and each
    student a number of processes and files that leaves some for others.

    A cell that wants more gets a MemoryError. Where the system watches the limit, as on Kubernetes,
    it would otherwise end the kernel or the whole server.
    """
    import resource

    if (limit := os.environ.get("MEM_LIMIT", "")).isdecimal():
        resource.setrlimit(resource.RLIMIT_DATA, (int(limit), int(limit)))
    for what, most in (resource.RLIMIT_NPROC, PROCESSES), (resource.RLIMIT_NOFILE, FILES):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _share_compiled() -> None:
    """Link the functions that were compiled when the course was set up to where Numba looks for
    them if it cannot write into the course.

    Without the links, each student's first run would compile them again, in 12 to 15 s of a
    processor. What a student compiles replaces the student's link alone.
    """
    default = str(Path.home() / ".cache" / NAME)
    cache = Path(os.environ.setdefault("NUMBA_CACHE_DIR", default))
    try:
        for file in (bootstrap.ROOT / "neurolib").rglob("__pycache__/*.nb[ic]"):
            link = cache / cache_folder(file.parents[1]) / file.name
            if not link.exists():
                link.parent.mkdir(parents=True, exist_ok=True)
                link.unlink(missing_ok=True)  # of a file that an update has removed
                link.symlink_to(file)
    except OSError as error:  # without room: slower, and right
        print(f"Compiled functions are not shared: {error}", file=sys.stderr)


def cache_folder(sources: Path) -> str:
    """Return the name of the folder below ``NUMBA_CACHE_DIR`` for the sources in a folder, as Numba
    makes it; Numba itself would take 60 MB of each server.
    """
    return f"{sources.name}_{hashlib.sha1(str(sources).encode()).hexdigest()}"


def _single_user() -> Callable[[], None]:
    """Return JupyterHub's server; where it is not installed beside the course, say how it gets
    there.
    """
    try:
        light.load()
        from jupyterhub.singleuser import main as serve
    except ImportError as error:
        raise Stop(
            f"JupyterHub is not installed in the environment of the course ({error}): "
            f'{bootstrap.PYTHON} -m pip install "neurolib-course[hub]"',
            3,
        ) from error
    return serve
