"""The sandbox as a kernel of Jupyter's: a provisioner, and the way to start one."""

from __future__ import annotations

import atexit
import functools
import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from . import bwrap, limits
from .seccomp import MACHINES
from .zygote import ForkError, Process, Zygote

KERNEL, PROVISIONER = "neurolib-sandboxed", "neurolib-sandbox"
FIRST_UID = 1_990_000_000  # nobody's: above what systems give out
FILES = 200_000_000  # bytes that a submission's folder may bring along; intake takes fewer, and says so
SHORT = Path("/tmp")  # a socket's path may have 107 characters
core: int | None = None  # where this worker's submissions run; one each, and none can slow down another worker's
_waiting: dict[tuple[Path, ...], Zygote] = {}


class SandboxMissing(RuntimeError):
    """Student code cannot be run safely here; the sentence says what to do."""


def manager(folder: Path) -> KernelManager:
    """Return Jupyter's manager for a sandboxed kernel; what it writes goes to ``folder``."""
    entry = EntryPoint(PROVISIONER, f"{__name__}:Sandboxed", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.provisioners[PROVISIONER] = entry  # also where neurolib is not installed but lies on the path
    specs = KernelSpecManager(kernel_dirs=[str(Path(__file__).parent / "kernels")], ensure_native_kernel=False)
    file = str(folder / "connection.json")
    return KernelManager(kernel_name=KERNEL, kernel_spec_manager=specs, connection_file=file, context=zmq.Context.instance())


def waiting(private: tuple[Path, ...] = ()) -> Zygote:
    """Return the process that waits in this worker's sandbox, started on first use; :class:`SandboxMissing` where it cannot be."""
    private = bwrap.inside_shown(private)  # mostly none: then one sandbox serves all courses
    server = _waiting.get(private)
    if server and server.alive:
        return server
    program = _bubblewrap()
    try:
        server = _waiting[private] = Zygote(bwrap.command(program, private), env={})
    except ForkError as error:
        raise SandboxMissing(_REFUSED.format(error)) from None
    atexit.register(server.close)
    return server


@functools.cache
def attempt() -> None:
    """Make a sandbox for nobody; :class:`SandboxMissing` where that fails. Once it was made, there is nothing more to find out."""
    program = _bubblewrap()
    request = {"uid": _uid(), "places": bwrap.writable(), "core": None, "away": []}
    call = bwrap.command(program, call=f"probe({request!r})")
    done = subprocess.run(call, env={}, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2][-300:].rstrip(".")
        raise SandboxMissing(_REFUSED.format(last or f"it ends with {done.returncode}"))


def _bubblewrap() -> str:
    if not sys.platform.startswith("linux"):
        system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
        raise SandboxMissing(f"Grading needs Linux, which alone can shut student code in, and this is {system}. {_OTHERWISE}")
    if os.uname().machine not in MACHINES:
        raise SandboxMissing(f"The sandbox knows {' and '.join(MACHINES)}, not {os.uname().machine}. {_OTHERWISE}")
    if not (program := shutil.which("bwrap")):
        raise SandboxMissing(f"Grading needs bubblewrap: apt install bubblewrap (Debian, Ubuntu), or dnf (Fedora). {_OTHERWISE}")
    return program


_OTHERWISE = (
    "Where you trust your students, neurolib grade --trust-students, or c.Isolated.trust_students = True in nbgrader_config.py, "
    "runs their code unprotected, with your rights, and says so in every report."
)
_REFUSED = (
    "bubblewrap could not make a sandbox: {}. Does this system allow user namespaces? "
    "On Debian: sysctl kernel.unprivileged_userns_clone=1; on Ubuntu 24.04: sysctl kernel.apparmor_restrict_unprivileged_userns=0; "
    "in a container: run it with --privileged, or as an ordinary user. " + _OTHERWISE
)


class Sandboxed(KernelProvisionerBase):
    """Starts kernels in the sandbox, ``cwd`` being the folder whose files they get a copy of.

    ``private`` are folders never to be shown, ``away`` files and folders of a library that the notebook hides.
    """

    first: Process | None = None
    watch: limits.Watch | None = None
    _sockets: str = ""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Take over all of what the base class prepares: neither command nor environment come from outside."""
        return {**kwargs, "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel that listens on sockets in a folder that only this side sees."""
        here = Path(tempfile.gettempdir())
        long = len(str(here)) >= 60  # then a folder elsewhere, of a name by which who cleans up here knows it
        self._sockets = tempfile.mkdtemp(prefix=f"{here.name[-36:]}-" if long else "neurolib-", dir=SHORT if long else None)
        key, fds = secrets.token_hex(16), [_listen(f"{self._sockets}/k-{n}") for n, _ in enumerate(bwrap.CHANNELS, 1)]
        if (files := pack(Path(kwargs.get("cwd") or "/nonexistent"))) is not None:
            fds.append(files)
        request = {
            "key": key,
            "uid": _uid(),
            "limits": {**limits.LIMITS, "NPROC": limits.LIMITS["NPROC"] + _others()},
            "places": bwrap.writable(),
            "core": core,
            "away": [str(path) for path in kwargs.get("away", ())],
        }
        try:
            self.first = _spawn(tuple(kwargs.get("private", ())), request, fds)
        finally:
            for fd in fds:
                os.close(fd)
        self.watch = limits.Watch(self.first)
        self.watch.start()
        ports: Any = {f"{channel}_port": n for n, channel in enumerate((*bwrap.CHANNELS, "hb"), 1)}
        return {"transport": "ipc", "ip": f"{self._sockets}/k", "key": key.encode(), "signature_scheme": "hmac-sha256", **ports}  # type: ignore[typeddict-item]

    @property
    def has_process(self) -> bool:
        """Whether a kernel has been started and not been cleaned up."""
        return self.first is not None

    async def poll(self) -> int | None:
        """Return None while the kernel runs."""
        return None if self.first and not self.first.ended() else 1

    async def wait(self) -> int | None:
        """Return when the kernel has ended."""
        if self.first:
            self.first.ended(10.0)
        self.first = None
        return 0

    async def send_signal(self, signum: int) -> None:
        """Do nothing: interrupts go by message, and the end is :meth:`kill`."""

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and everything that it started."""
        if self.first:
            self.first.kill()

    async def terminate(self, restart: bool = False) -> None:
        """End it likewise."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the sockets."""
        shutil.rmtree(self._sockets, ignore_errors=True)


def _spawn(private: tuple[Path, ...], request: dict[str, Any], fds: list[int]) -> Process:
    try:
        return waiting(private).spawn(request, fds)
    except (ForkError, OSError):  # it has gone in the meantime
        try:
            return waiting(private).spawn(request, fds)
        except (ForkError, OSError) as error:
            raise SandboxMissing(_REFUSED.format(error)) from None


def _listen(path: str) -> int:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(8)
        return listener.detach()


def _uid() -> int:
    """As root, a user that nobody else is; otherwise this one, under the sandbox's own number."""
    return FIRST_UID + os.getpid() % 10_000_000 if os.getuid() == 0 else 1000


def _others() -> int:
    """Threads of this user that old kernels count with the sandbox's: before Linux 5.14 the limit was one for all namespaces."""
    release = tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2] if part.isdigit())
    if os.getuid() == 0 or release >= (5, 14):
        return 0
    mine = [path for path in Path("/proc").glob("[0-9]*") if path.exists() and path.stat().st_uid == os.getuid()]
    return sum(len(list(path.glob("task/*"))) for path in mine)


def pack(folder: Path) -> int | None:
    """Return a file in memory with an archive of what lies in ``folder``: no notebooks, no links; None where nothing does.

    Nothing in it is followed, and what is neither file nor folder is left out; as is what exceeds :data:`FILES` bytes.
    """
    found = list(_regular(folder))
    if not found:
        return None
    fd, room = os.memfd_create("submission"), FILES
    with os.fdopen(os.dup(fd), "wb") as raw, tarfile.open(fileobj=raw, mode="w:") as archive:
        for name, path in found:
            try:
                with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                    status = os.fstat(file.fileno())
                    if stat.S_ISREG(status.st_mode) and status.st_size <= room:
                        room -= status.st_size
                        entry = tarfile.TarInfo(name)
                        entry.size, entry.mode, entry.mtime = status.st_size, 0o644, int(status.st_mtime)
                        archive.addfile(entry, file)
            except OSError:
                continue
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _regular(folder: Path) -> Any:
    for here, _, names in os.walk(folder, followlinks=False):
        for name in sorted(names):
            path = Path(here, name)
            if path.suffix != ".ipynb" and path.is_file() and not path.is_symlink():
                yield str(path.relative_to(folder)), path
