"""Simulated phones of a lecture hall: sessions and sockets as the page has them, without the page."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect


class Phone:
    """A phone with a session of its own, which it keeps when it drops out and comes back."""

    def __init__(self, k: int = 0) -> None:
        self.k, self.cookie, self.sent = k, "", 0
        self.socket: WebSocketClientConnection | None = None
        self.shown: dict[str, Any] = {}  # what the server said last
        self._replies = asyncio.Queue[dict[str, Any]]()

    @property
    def number(self) -> int:
        """The number of the question that is open, and 0 while none is."""
        return int((self.shown.get("question") or {}).get("number", 0))

    async def come(self, url: str) -> None:
        """Open the page, if this is the first time, and connect."""
        if not self.cookie:
            client = AsyncHTTPClient(force_instance=True)
            page = await client.fetch(f"{url}hall")
            self.cookie = page.headers["Set-Cookie"].split(";")[0]
            client.close()
        to = f"{url.replace('http', 'ws')}hall/phone"
        request = HTTPRequest(to, headers={"Cookie": self.cookie})
        self.shown = {}
        self.socket = await websocket_connect(request, on_message_callback=self._hear)
        while not self.shown:
            await asyncio.sleep(0.01)

    def drop(self) -> None:
        """Lose the network without a word."""
        assert self.socket
        self.socket.stream.close()  # type: ignore[attr-defined]
        self.socket = None

    def _hear(self, text: str | bytes | None) -> None:
        if text is None:
            return
        message = json.loads(text)
        if "question" in message:
            self.shown = message
        if "taken" in message or "refused" in message:
            self._replies.put_nowait(message)

    async def wait_for(self, number: int) -> None:
        """Wait until a question is open."""
        while self.number != number:
            await asyncio.sleep(0.02)

    async def answer(self, guess: Any, after: float = 0.0) -> tuple[float, float]:
        """Send an answer; return when, and how long the server took to confirm it."""
        await asyncio.sleep(after)
        self.sent += 1
        at = time.time()
        assert self.socket
        await self.socket.write_message(
            json.dumps({"number": self.number, "guess": guess, "id": self.sent})
        )
        reply = await self._replies.get()
        assert reply.get("taken") == self.sent, reply
        return at, time.time() - at
