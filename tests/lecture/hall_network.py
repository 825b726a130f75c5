"""A network between a phone and the server that a test takes away and brings back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PATIENCE = 600  # s; a loaded machine is slow


class Network:
    """A relay to a server, in a thread of its own. ``up``: it passes everything on; ``gone``:
    connections end and none is accepted; ``silent``: connections stay and nothing arrives, as when
    a phone leaves the Wi-Fi. A prefix to ``strip`` is taken from each address, as a proxy does that
    serves many under one name.
    """

    def __init__(self, url: str, strip: str = "") -> None:
        parts = urlsplit(url)
        self.strip = strip.encode()
        self.to, self.state = (parts.hostname or "", parts.port or 0), "up"
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        serving = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._relay, "127.0.0.1", 0), self._loop
        ).result(PATIENCE)
        self.url = f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}{strip}{parts.path}"

    def set(self, state: str) -> None:
        """Change the network."""
        self.state = state
        if state == "gone":
            self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.state != "up":
            writer.transport.abort()
            return
        with suppress(OSError):
            inward, outward = await asyncio.open_connection(*self.to)
            self._writers |= {writer, outward}
            await asyncio.gather(
                self._pump(reader, outward, self.strip), self._pump(inward, writer)
            )

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, strip: bytes = b""
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if self.state == "up":
                    writer.write(data.replace(b"GET " + strip, b"GET ") if strip else data)
        self._writers.discard(writer)
        writer.close()

    async def _cancel(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def end(self) -> None:
        """End the thread."""
        self._loop.call_soon_threadsafe(self._cut)
        asyncio.run_coroutine_threadsafe(self._cancel(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)


@contextmanager
def network(url: str, strip: str = "") -> Iterator[Network]:
    """Make a network that ends with the block."""
    made = Network(url, strip)
    try:
        yield made
    finally:
        made.end()
