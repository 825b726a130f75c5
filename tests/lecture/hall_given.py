"""A lecture with an open hall, served by a thread of the test, as ``neurolib lecture --hall`` does
it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tornado.netutil import bind_sockets

from neurolib.lecture.hall import Hall, server
from neurolib.lecture.serving import application

KEY = "sesame"


@dataclass(frozen=True)
class Given:
    """A lecture that is served: the port, and the hall, which lives in the other thread."""

    port: int
    hall: Hall

    @property
    def phones(self) -> str:
        """The address of the page for phones."""
        return f"http://127.0.0.1:{self.port}/hall"

    def screens(self, chapter: str) -> str:
        """Return the address of a chapter's screens, with the key."""
        return f"http://127.0.0.1:{self.port}/{chapter}.html?key={KEY}"


@contextmanager
def given(root: Path, out: Path) -> Iterator[Given]:
    """Serve the chapters of the course in ``root``, and write their pages into ``out``."""
    started, ending = threading.Event(), asyncio.Event()
    made: list[Given] = []

    async def serve() -> None:
        sockets = bind_sockets(0, "127.0.0.1")
        port = sockets[0].getsockname()[1]
        hall = Hall(f"http://127.0.0.1:{port}/hall")
        served = server(application(out, KEY, hall, root))
        served.add_sockets(sockets)
        made.append(Given(port, hall))
        loops.append(asyncio.get_running_loop())
        started.set()
        await ending.wait()
        served.stop()
        await served.close_all_connections()

    loops: list[asyncio.AbstractEventLoop] = []
    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert started.wait(600), "the lecture did not start"
    try:
        yield made[0]
    finally:
        loops[0].call_soon_threadsafe(ending.set)
        thread.join(20)
