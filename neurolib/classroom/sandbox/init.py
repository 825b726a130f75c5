"""Inside bubblewrap: the waiting process with its imports done, and how a fork of it becomes a
student's kernel.

Bubblewrap has given this process the system and Python read-only, no network, no environment. For
each submission it forks

- a process that moves into new mount, process, IPC and network namespaces and forks
- their first process, which mounts fresh memory file systems, gives up every privilege for good,
  and forks
- the kernel; when that ends, the first process ends too, and the kernel's operating system with it
  everything else in there.

No file, process or memory that a submission can write to is left for the next. Which pages of the
system's files the machine holds in memory is left: reading a page changes how fast the next one
reads it.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import io
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tarfile
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NoReturn

from . import seccomp
from .bwrap import CHANNELS, DEVICES, HOME
from .zygote import announce, send_message, serve, streams_to_null

PRELOAD = (
    "numpy",
    "numpy.random",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.config",
    "PIL.PngImagePlugin",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
    "tornado.queues",
    "pdb",
    "pydoc",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PpmImagePlugin",
    "neurolib.units",
    "neurolib.classroom.checking",
    "neurolib.classroom.hiding",
    "neurolib.classroom.sandbox.agent",
)

_SPACES = 0x00020000 | 0x08000000 | 0x20000000 | 0x40000000  # mounts, IPC, processes, network
_NOSUID, _NODEV, _NOEXEC, _RDONLY, _BIND, _REC, _PRIVATE, _REMOUNT = (
    2,
    4,
    8,
    1,
    4096,
    16384,
    1 << 18,
    32,
)
_libc = ctypes.CDLL(None, use_errno=True)


def main(fd: int) -> None:
    """Import what notebooks import, then wait for submissions on the socket ``fd``."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # nobody debugs here, and ipykernel would load it for each kernel
    for module in PRELOAD:
        with contextlib.suppress(ImportError):  # it is only faster with it
            __import__(module)
    with contextlib.suppress(ImportError):
        _draw()
    # it sets itself up where it is imported: in the kernel
    sys.modules.pop("matplotlib_inline.backend_inline", None)
    try:
        serve(socket.socket(fileno=fd), _enter)
    finally:
        # the grader has ended: end all processes, because bubblewrap would wait for them
        os.kill(-1, signal.SIGKILL)


def _draw() -> None:
    """Draw a figure that is thrown away, so that fonts, glyphs and formats are cached for every
    kernel.
    """
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().set(title="$x_0$", xlabel="x", ylabel="y")
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def _call(name: str, *args: Any) -> None:
    if getattr(_libc, name)(*args) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    _call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode(),
        ctypes.c_ulong(flags),
        options.encode(),
    )


def _enter(line: socket.socket, request: dict[str, Any], fds: list[int]) -> None:
    os.setsid()  # kill(0, …) must not reach the process that forked this one
    _call("unshare", _SPACES)
    if first := os.fork():
        announce(line, first)
        os._exit(0)
    _first(line, request, fds)


def _first(line: socket.socket, request: dict[str, Any], fds: list[int]) -> NoReturn:
    """Run as the first process of the new namespaces: prepare them, start the kernel, and end with
    it or with the asking process.
    """
    with open("/proc/self/oom_score_adj", "w") as file:
        # when the machine has no memory left, this goes first; from here on, nothing in /proc can
        # be written to
        file.write("1000")
    _file_systems(request)
    _only([line.fileno(), *fds])
    _unprivileged(request["uid"])
    if request["core"] is not None:
        os.sched_setaffinity(0, {request["core"]})
    os.nice(5)  # the grader must keep up with a hundred of these; from here on, nobody changes it
    seccomp.install()
    if not request["key"]:  # a trial whether this system allows all this
        send_message(line, ended=0)
        os._exit(0)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    kernel = os.fork()
    if kernel == 0:
        _kernel(line, request, fds)
    _only([line.fileno()])
    while not select.select([line], [], [], 0)[0]:  # readable means: closed on the other side
        signal.sigtimedwait([signal.SIGCHLD], 1.0)
        while (dead := os.waitpid(-1, os.WNOHANG))[0]:
            if dead[0] == kernel:
                send_message(line, ended=os.waitstatus_to_exitcode(dead[1]))
                os._exit(0)
    os._exit(0)


def _file_systems(request: dict[str, Any]) -> None:
    """Mount the writable folders, each with its size, and /proc for the new processes; cover what
    the notebook hides.
    """
    uid = request["uid"]
    _mount("none", "/", "", _REC | _PRIVATE)
    # the machine's own: who may write to one could date it, for the next to read
    for device in DEVICES:
        _mount("none", f"/dev/{device}", "", _REMOUNT | _BIND | _RDONLY | _NOSUID)
    # what is mapped from it is shared memory of no size that anybody counts
    _mount("/dev/null", "/dev/zero", "", _BIND)
    _mount_anew("devpts", "/dev/pts", _NOSUID | _NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    for place, size in request["places"].items():
        _mount_anew(
            "tmpfs",
            place,
            _NOSUID | _NODEV,
            f"size={size},nr_inodes=20000,mode=700,uid={uid},gid={uid}",
        )
    _mount_anew("proc", "/proc", _NOSUID | _NODEV | _NOEXEC | _RDONLY)
    for path in request["away"]:
        if os.path.isdir(path):
            _mount("tmpfs", path, "tmpfs", _NOSUID | _NODEV | _NOEXEC | _RDONLY, "size=4k,mode=755")
        elif os.path.isfile(path):
            _mount("/dev/null", path, "", _BIND)


def _mount_anew(kind: str, place: str, flags: int, options: str = "") -> None:
    """Mount a file system over that of the waiting process, which nobody can write to any more from
    here.
    """
    if os.path.ismount(place):
        _mount("none", place, "", _REMOUNT | _BIND | _RDONLY | flags)
    _mount(kind, place, kind, flags, options)


def _only(fds: list[int]) -> None:
    """Close every file except these; the standard streams are /dev/null."""
    streams_to_null()
    for fd in map(int, os.listdir("/proc/self/fd")):
        if fd > 2 and fd not in fds:
            with contextlib.suppress(OSError):  # the listing's own is closed already
                os.close(fd)


def _unprivileged(uid: int) -> None:
    """Give up capabilities and user; no later program gets any back (no_new_privs is set), and no
    other process looks into this one.
    """
    PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_CAP_AMBIENT, CLEAR_ALL = 4, 24, 47, 4
    with open("/proc/sys/kernel/cap_last_cap") as file:
        for capability in range(int(file.read()) + 1):
            _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    _call("prctl", PR_CAP_AMBIENT, CLEAR_ALL, 0, 0, 0)
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _call("capset", header, none)
    _call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def _kernel(line: socket.socket, request: dict[str, Any], fds: list[int]) -> NoReturn:
    """Become the kernel: reset what was inherited, unpack the submission's files, then run Jupyter.

    What goes wrong before a student's code can run is told on the line; that code then finds it
    closed.
    """
    PR_SET_DUMPABLE, PR_SET_THP_DISABLE = 4, 41
    _call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)  # its own /proc entries are its own
    # a pipe that holds a byte of a page holds the page, which is small
    _call("prctl", PR_SET_THP_DISABLE, 1, 0, 0, 0)
    os.setsid()
    os.umask(0o022)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    # these two are Python's
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    for name, value in request["limits"].items():
        kind = getattr(resource, f"RLIMIT_{name}")
        most = resource.getrlimit(kind)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (value, value))
    os.chdir(HOME)
    if len(fds) > len(CHANNELS):
        with os.fdopen(fds.pop(), "rb") as archive:
            unpack(archive, HOME)
    importlib.invalidate_caches()  # what lies where has changed since the imports
    line.close()
    _jupyter(request, dict(zip(CHANNELS, fds, strict=True)))
    os._exit(0)


def unpack(archive: BinaryIO, folder: str) -> None:
    """Write the ordinary files of an archive into an empty folder: no links, no devices, nothing
    outside of it.

    :mod:`tarfile` has a filter for this only from Python 3.11.4 on, and what it does without one
    depends on the version. A file for which there is no room is left out, so that the notebook runs
    in any case.
    """
    with tarfile.open(fileobj=archive, mode="r:") as files:
        for entry in files:
            inside = PurePosixPath(entry.name)
            if (
                entry.type != tarfile.REGTYPE
                or inside.is_absolute()
                or not inside.parts
                or ".." in inside.parts
            ):
                continue
            path = os.path.join(folder, inside)
            with contextlib.suppress(OSError):
                os.makedirs(os.path.dirname(path), exist_ok=True)
                fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 | entry.mode & 0o755)
                with os.fdopen(fd, "wb") as file:
                    shutil.copyfileobj(files.extractfile(entry), file)  # type: ignore[arg-type]  # ordinary files have contents
                os.utime(path, (entry.mtime, entry.mtime))


def _jupyter(request: dict[str, Any], sockets: dict[str, int]) -> None:
    import zmq
    from ipykernel.kernelapp import IPKernelApp
    from matplotlib.figure import Figure
    from numpy import random
    from traitlets.config import Config

    class App(IPKernelApp):
        """Listens on sockets that it is given, so that no file connects it with the world
        outside.
        """

        def _try_bind_socket(self, s: Any, port: int) -> int:
            s.setsockopt(zmq.USE_FD, sockets[CHANNELS[port - 1]])
            # outputs that wait for a busy grader; ZeroMQ throws away what are more
            s.setsockopt(zmq.SNDHWM, 10_000)
            s.bind(f"ipc://{HOME}/{port}")  # a name only: nothing lies there
            return port

        def _nothing(self, **kwargs: Any) -> None:
            pass

        init_connection_file = write_connection_file = init_heartbeat = init_poller = (
            cleanup_connection_file
        ) = _nothing

    random.seed()  # noqa: NPY002 - the global generator must not be that of the submission before
    config: Any = Config()
    config.HistoryManager.enabled = False
    config.Session.key = request["key"].encode()
    # sending without a copy takes a thread and files, which student code may have used up
    config.Session.copy_threshold = 2**40
    ports = {f"{channel}_port": n for n, channel in enumerate(CHANNELS, 1)}
    app = App.instance(transport="ipc", ip=HOME, config=config, **ports)
    app.initialize([])
    place = next(
        (n for n, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages"))),
        0,
    )
    sys.path.insert(place, "")  # where IPython puts it, too, unless Python is isolated
    app.shell.ask_exit = lambda: None  # see STAY
    _draw_here(app.shell)
    Figure._repr_pretty_ = _in_words
    app.start()


def _in_words(figure: Any, printer: Any, again: bool) -> None:
    """Have a picture's text say what it shows, for those who cannot see it."""
    from neurolib.style import alt

    printer.text(alt(figure))


def _draw_here(shell: Any) -> None:
    """Let ``%matplotlib widget`` and ``matplotlib.use("TkAgg")`` draw inline, rather than stop the
    cell that an answer stands in.
    """
    import matplotlib

    def here(draw: Any, inline: str) -> Any:
        def drawing(*args: Any, **named: Any) -> Any:
            try:
                return draw(*args, **named)
            except Exception:  # of a toolkit, a backend or a name that this machine does not have
                return draw(inline)

        return drawing

    matplotlib.use = here(matplotlib.use, "module://matplotlib_inline.backend_inline")
    shell.enable_matplotlib = here(shell.enable_matplotlib, "inline")
