"""One kernel for one notebook: started, asked, ended, started again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.manager import KernelManager
from jupyter_core.utils import run_sync

from . import provision
from .bwrap import PACKAGE, STAY
from .channel import Channel, Dead

START = 30.0  # seconds


class Kernel:
    """A kernel in the sandbox, or where students are trusted an ordinary one; both are spoken to with the same distrust.

    ``folder`` holds the files that the notebook comes with, ``private`` what must not be seen, ``away`` what is hidden.
    """

    def __init__(self, folder: Path, private: tuple[Path, ...] = (), away: tuple[Path, ...] = (), trusted: bool = False) -> None:
        self.folder, self.private, self.away, self.trusted = folder, private, away, trusted
        self._manager: KernelManager | None = None
        self._link: Channel | None = None
        self._own = Path()

    @property
    def link(self) -> Channel:
        """The conversation with the kernel; :class:`.channel.Dead` where there is none."""
        if not self._link:
            raise Dead("The kernel does not start.")
        return self._link

    @property
    def started(self) -> bool:
        """Whether the last start went well."""
        return self._link is not None

    def start(self) -> None:
        """Start a new kernel in place of any other; :class:`.channel.Dead` where it does not come up."""
        self.stop()
        self._own = Path(tempfile.mkdtemp(prefix="neurolib-kernel-"))
        if self.trusted:
            manager = self._manager = KernelManager(
                kernel_name="python3", connection_file=str(self._own / "connection.json"), context=zmq.Context.instance()
            )
            path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            manager.start_kernel(cwd=str(self.folder), env={**os.environ, "PYTHONPATH": path}, extra_arguments=[STAY], **quiet)
        else:
            manager = self._manager = provision.manager(self._own)
            manager.start_kernel(cwd=str(self.folder), private=self.private, away=self.away)
        link = Channel(dict(manager.get_connection_info()), manager.is_alive, self._kill, self._reason)
        try:
            link.ready(START)
        except Dead:
            link.close()
            raise
        self._link = link

    def stop(self) -> None:
        """End the kernel with everything that it started; do nothing where there is none."""
        if self._link:
            self._link.close()
        if self._manager and (provisioner := self._manager.provisioner):
            run_sync(provisioner.kill)()  # not shutdown_kernel: that sends a message first, and a hostile kernel can block it for ever
            run_sync(provisioner.wait)()
            self._manager.cleanup_resources()
        if self._own != Path():
            shutil.rmtree(self._own, ignore_errors=True)
        self._link = self._manager = None
        self._own = Path()

    def _kill(self) -> None:
        if self._manager and self._manager.provisioner:
            run_sync(self._manager.provisioner.kill)()

    def _reason(self) -> str:
        provisioner: Any = self._manager.provisioner if self._manager else None
        watch = getattr(provisioner, "watch", None)
        if watch:
            watch.join(1.0)  # it knows why, a moment later
        return watch.reason if watch else ""
