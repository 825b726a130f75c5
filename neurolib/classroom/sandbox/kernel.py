"""The kernel of one notebook: starting, running cells, answering tests, ending and restarting."""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import socket
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from jupyter_client.connect import write_connection_file
from nbformat import NotebookNode

from . import bwrap, limits
from .bwrap import CHANNELS, PACKAGE, REFUSED, STAY, SandboxMissing
from .channel import NOTEBOOK, OUTPUT, Channel, Dead, Late, Outputs
from .zygote import ForkError, Process, Zygote

START = 120.0  # seconds; on a machine that has nothing else to do, it takes less than one
FIRST_UID = 1_990_000_000  # nobody's: above what systems give out
# bytes that a submission's folder may bring along; intake takes fewer, and says so
FILES = 200_000_000
# where this worker's submissions run; one each, and none can slow down another worker's
core: int | None = None


class Kernel:
    """A kernel in the sandbox, or an ordinary one if students are ``trusted``; messages of both are
    checked in the same way.

    ``folder`` holds the files of the submission; ``private`` are folders that must not be visible
    in the sandbox; ``away`` are files and folders of the library that the notebook hides.
    """

    def __init__(
        self,
        folder: Path,
        private: tuple[Path, ...] = (),
        away: tuple[Path, ...] = (),
        trusted: bool = False,
    ) -> None:
        self.folder, self.private, self.away, self.trusted = folder, private, away, trusted
        self._room = NOTEBOOK
        # of each earlier kernel: when it began, and how long others had the processor
        self._ended: list[tuple[float, float]] = []
        self._began = 0.0
        self.channel: Channel | None = None  # None where it did not start

    def start(self) -> None:
        """Start a new kernel in place of any other; :class:`.channel.Dead` where it does not come
        up.
        """
        self.stop()
        self._began = time.monotonic()
        self.channel = (
            _Ordinary(self.folder)
            if self.trusted
            else _Sandboxed(self.folder, self.private, self.away)
        )
        try:
            self.channel.ready(START)
        except Dead as death:
            self.stop()
            raise Dead(f"The kernel does not start. {death}".strip()) from None

    def run(self, source: str, seconds: float, shown: bool = True) -> list[NotebookNode]:
        """Execute a cell and return what it shows, within what the notebook has room for; nothing
        where it is not to be ``shown``.

        :class:`.channel.Dead` or :class:`.channel.Late` where it does not end by itself.
        """
        room = min(OUTPUT, self._room) if shown else 0
        outputs = Outputs(room)
        self._talk().run(source, seconds, outputs)
        self._room -= room - outputs.room
        return outputs.finished() if shown else []

    def ask(self, question: str, seconds: float) -> str:
        """Have the student's side of a call (:mod:`.agent`) answer a question; return its text,
        whatever that is.
        """
        return self._talk().ask(question, seconds)

    def waited(self, since: float, ready: float = 0.0, ran: float = 0.0) -> float:
        """Seconds since a time in which others had the processor, also of the kernels before this
        one; see :meth:`.limits.Watchdog.waited`.
        """
        before = sum(waited for began, waited in self._ended if began >= since)
        return before + (self.channel.waited(since, ready, ran) if self.channel else 0.0)

    def stop(self) -> None:
        """End the kernel with everything that it started; do nothing where there is none."""
        if self.channel:
            self._ended.append((self._began, self.channel.waited(self._began)))
            self.channel.close()
        self.channel = None

    def _talk(self) -> Channel:
        if not self.channel:
            raise Dead("The kernel does not start.")
        return self.channel


class _Sandboxed(Channel):
    """A child of the zygote in the sandbox, with its own copy of a folder's files; its sockets lie
    in a folder that it cannot see.
    """

    def __init__(self, folder: Path, private: tuple[Path, ...], away: tuple[Path, ...]) -> None:
        super().__init__()
        # the way to it: short, where the folder's name may be too long, and telling nothing
        self._fd = os.open(self._folder, os.O_RDONLY)
        fds = [_listen(f"/proc/self/fd/{self._fd}/{channel}") for channel in CHANNELS]
        fds += [files] if (files := pack(folder)) is not None else []
        try:
            self._first = _spawn(private, _request(self.session.key.decode(), away), fds)
        finally:
            for fd in fds:
                os.close(fd)
        self._watchdog = limits.Watchdog(self._first)
        self._watchdog.start()
        self.connect({channel: f"ipc:///proc/self/fd/{self._fd}/{channel}" for channel in CHANNELS})

    def ended(self, seconds: float = 0.0) -> bool:
        return self._first.ended(seconds)

    def kill(self) -> None:
        self._first.kill()

    def waited(self, since: float, ready: float = 0.0, ran: float = 0.0) -> float:
        return self._watchdog.waited(since, ready, ran)

    def reason(self) -> str:
        self._watchdog.join(1.0)  # it notes the reason shortly after the end
        return self._watchdog.reason

    def close(self) -> None:
        super().close()
        os.close(self._fd)


class _Ordinary(Channel):
    """A kernel as Jupyter starts any, with the grader's own rights."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        file, connection = write_connection_file(
            f"{self._folder}/connection.json", key=self.session.key
        )
        ports = dict[str, Any](connection)
        path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
        null = subprocess.DEVNULL
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ipykernel_launcher", "-f", file, STAY],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": path},
            stdin=null,
            stdout=null,
            stderr=null,
            start_new_session=True,
        )
        self._ours = False  # whether this side ended it
        self.connect(
            {channel: f"tcp://{ports['ip']}:{ports[f'{channel}_port']}" for channel in CHANNELS}
        )

    def ended(self, seconds: float = 0.0) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.returncode is not None

    def kill(self) -> None:
        self._ours = self._ours or not self.ended()
        self._process.kill()
        self.ended(10.0)

    def reason(self) -> str:
        return "" if not self.ended() or self._ours else limits.ending(self._process.returncode)


@functools.cache
def attempt() -> None:
    """Make a sandbox as a trial; raise :class:`SandboxMissing` if that fails. A success is
    remembered.
    """
    bwrap.program()
    first = _spawn((), _request("", ()), [])
    first.ended(START)
    if words := first.final_message().get("failed"):
        raise SandboxMissing(REFUSED.format(words))


def trial(trusted: bool = False) -> str:
    """Return what goes wrong when a kernel is started as for a submission and runs a line; nothing
    where all goes well.

    A file lies beside its notebook, as ``timestamp.txt`` lies beside each one that is handed in,
    and the line reads it.
    """
    word = secrets.token_hex(8)
    with tempfile.TemporaryDirectory(prefix="neurolib-trial-") as folder:
        Path(folder, "timestamp.txt").write_text(word, encoding="ascii")
        kernel = Kernel(Path(folder), trusted=trusted)
        try:
            kernel.start()
            shown = kernel.run("print(open('timestamp.txt').read())", START)
        except Dead as death:
            return str(death) or "It ended without a word."
        except Late:
            return f"It ran one line for {START:g} s and did not end."
        except SandboxMissing as missing:
            return str(missing)
        except OSError as failure:
            return f"It could not be started: {failure}."
        finally:
            kernel.stop()
    said = " ".join(str(output.get("text") or output.get("evalue")) for output in shown).strip()
    return (
        ""
        if said == word
        else f"It could not read the file beside its notebook: {said or 'it showed nothing'}."
    )


@functools.cache
def sandbox(private: tuple[Path, ...]) -> Zygote:
    """Return the zygote of this process in a sandbox that does not show ``private``."""
    return Zygote(lambda: (bwrap.command(private), {}))


def _spawn(private: tuple[Path, ...], request: dict[str, Any], fds: list[int]) -> Process:
    try:
        # mostly none: then one sandbox serves all courses
        return sandbox(bwrap.inside_shown(private)).spawn(request, fds)
    except (ForkError, OSError) as error:
        raise SandboxMissing(REFUSED.format(str(error).rstrip("."))) from None


def _request(key: str, away: tuple[Path, ...]) -> dict[str, Any]:
    """The request for the first process of a submission; without a key it starts no kernel."""
    return {
        "key": key,
        # nobody's, or this one under the sandbox's number
        "uid": FIRST_UID + os.getpid() % 10_000_000 if os.getuid() == 0 else 1000,
        "limits": limits.LIMITS,
        "places": bwrap.writable(),
        "core": core,
        "away": [str(path) for path in away],
    }


def _listen(path: str) -> int:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(8)
        return listener.detach()


def pack(folder: Path) -> int | None:
    """Return a file in memory with an archive of what lies in ``folder``: no notebooks, no links;
    None where nothing does.

    Nothing in it is followed, and what is neither file nor folder is left out; as is what exceeds
    :data:`FILES` bytes.
    """
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix != ".ipynb" and path.is_file() and not path.is_symlink()
    ]
    if not found:
        return None
    fd, room = os.memfd_create("submission"), FILES
    with os.fdopen(os.dup(fd), "wb") as raw, tarfile.open(fileobj=raw, mode="w:") as archive:
        for path in found:
            with contextlib.suppress(OSError), open(path, "rb", opener=_no_link) as file:
                status = os.fstat(file.fileno())
                if stat.S_ISREG(status.st_mode) and status.st_size <= room:
                    # tarfile's own would be a link where two names are one file
                    entry = tarfile.TarInfo(str(path.relative_to(folder)))
                    entry.size, entry.mode, entry.mtime = (
                        status.st_size,
                        stat.S_IMODE(status.st_mode),
                        status.st_mtime,
                    )
                    archive.addfile(entry, file)
                    room -= status.st_size
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
