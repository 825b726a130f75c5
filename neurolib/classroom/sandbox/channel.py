"""The grader's connection to a kernel that it does not trust.

Jupyter's own client trusts its kernel. This one does not: the student's code holds the key that
signs messages, knows how requests are numbered, and can write to every channel. So the size of a
message is checked first, then its form, then which request it answers; messages that do not fit are
dropped. The others are an output that a student may show, or the answer to a test's request, which
the test treats as a value of the student's code.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import secrets
import shutil
import tempfile
import time
from abc import ABC, abstractmethod
from typing import Any

import zmq
from jupyter_client.session import DELIM, Session
from nbformat import NotebookNode
from nbformat.v4 import new_output
from zmq.utils.monitor import recv_monitor_message

from ..checker.codec import LIMIT, LISTS
from .agent import CALL, MIME
from .limits import left

GRACE = 2.0  # seconds between the interrupt and the end
QUIET = 1.0  # seconds without a further output, after a reply
FRAMES = 32
TOO_LONG = "too long"  # stands for a kind of message
WAITING = 4  # messages of a channel that may wait here, each up to the limit
OUTPUT = 4 * 2**20  # bytes of output of a cell that are kept
NOTEBOOK = 16 * 2**20  # the same for all cells of a notebook together
PIECE = 1000  # bytes that are counted for each output, in addition to its own
# errors that the grader itself reports of a cell
OURS = ("DeadKernelError", "CellTimeoutError", "TestError")
IMAGES = ("image/png", "image/jpeg")
CELL_FULL = f"[What this cell shows beyond {OUTPUT // 2**20} MB is left out.]\n"
NOTEBOOK_FULL = (
    f"[The notebook's room for output, {NOTEBOOK // 2**20} MB, is used up: what this cell "
    f"shows more is left out.]\n"
)
AT_ONCE = 2 * OUTPUT  # bytes of outputs that are read at once


class Dead(Exception):
    """The kernel has ended or was killed; the message is the reason, if it is known."""


class Late(Exception):
    """The time is over. ``alive`` says whether the kernel could be interrupted and continues,
    ``waited`` for how many seconds others had the processor in addition to those that
    :meth:`Channel.waited` counts for the kernel alone.
    """

    def __init__(self, alive: bool, waited: float = 0.0) -> None:
        super().__init__(alive)
        self.alive, self.waited = alive, waited


class Channel(ABC):
    """The connection to a kernel: its process, a folder for it on this side, and the sockets of
    Jupyter's channels.
    """

    def __init__(self) -> None:
        self.session = Session(key=secrets.token_hex(16).encode())
        self._folder = tempfile.mkdtemp(prefix="neurolib-kernel-")
        self._sockets: dict[str, Any] = {}
        self._poller = zmq.Poller()

    @abstractmethod
    def ended(self, seconds: float = 0.0) -> bool:
        """Return whether it has ended, waiting so long for that."""

    @abstractmethod
    def kill(self) -> None:
        """End it, and return when it is gone."""

    @abstractmethod
    def reason(self) -> str:
        """Say why it ended, where that is known."""

    def waited(self, since: float, ready: float = 0.0, ran: float = 0.0) -> float:
        """Seconds since a time in which others had the processor, where that is known; see
        :meth:`.limits.Watchdog.waited`.
        """
        return max(0.0, ready - ran)

    def connect(self, addresses: dict[str, str]) -> None:
        """Open the sockets."""
        for channel, kind in {"shell": zmq.DEALER, "iopub": zmq.SUB, "control": zmq.DEALER}.items():
            socket: Any = zmq.Context.instance().socket(kind)
            socket.linger, socket.sndtimeo = 0, 5000
            # a longer message ends the connection before it is read
            socket.maxmsgsize = 2**16 if channel == "control" else LIMIT + 2**20
            socket.rcvhwm = WAITING
            socket.connect(addresses[channel])
            self._sockets[channel] = socket
        self._sockets["iopub"].subscribe(b"")
        self._sockets["end"] = self._sockets["shell"].get_monitor_socket(
            zmq.EVENT_DISCONNECTED | zmq.EVENT_CONNECT_RETRIED
        )
        for channel in ("shell", "iopub", "end"):
            self._poller.register(self._sockets[channel], zmq.POLLIN)

    def close(self) -> None:
        """Close the sockets, end the kernel, and remove its files."""
        self._sockets["shell"].disable_monitor()
        for socket in self._sockets.values():
            socket.close(0)
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def ready(self, seconds: float) -> None:
        """Return when the kernel answers and its outputs arrive; raise :class:`Dead` if that takes
        too long.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            request = self._send("shell", "kernel_info_request", {})
            arrived: set[str] = set()
            until = time.monotonic() + 1.0
            while time.monotonic() < min(until, deadline) and len(arrived) < 2:
                for channel, _, _ in self._receive(request, 0.2, 2**16):
                    arrived.add(channel)
                if arrived == {"shell"}:
                    # outputs were not subscribed to yet: ask again
                    until = min(until, time.monotonic() + 0.05)
            if len(arrived) == 2:
                return
        self.kill()
        raise Dead(self.reason())

    def run(self, source: str, seconds: float, outputs: Outputs) -> None:
        """Execute a cell and add its outputs; raise :class:`Dead` or :class:`Late` if it does not
        end by itself.
        """
        content = {
            "code": writable(source),
            "silent": False,
            "store_history": True,
            "stop_on_error": False,
        }
        self._execute(content, seconds, outputs)

    def ask(self, question: str, seconds: float) -> str:
        """Send a request to the student's side of a call (:mod:`.agent`); return the text of its
        answer, unchecked.
        """
        expressions = {"answer": CALL.format(question)}
        content = {
            "code": "",
            "silent": True,
            "store_history": False,
            "user_expressions": expressions,
        }
        reply = self._execute(content, seconds, Outputs(0), idle=True)
        with contextlib.suppress(KeyError, TypeError, IndexError):
            if isinstance(text := reply["user_expressions"]["answer"]["data"][MIME], str):
                return text
        return "null"

    def _execute(
        self, content: dict[str, Any], seconds: float, outputs: Outputs, idle: bool = False
    ) -> dict[str, Any]:
        """Return the reply to a request; wait until the kernel is ``idle``, because outputs may
        follow: while they come, and shortly.
        """
        request = self._send("shell", "execute_request", {**content, "allow_stdin": False})
        # the last message: the reply, or what came after it
        began, reply, last = time.monotonic(), dict[str, Any](), math.inf
        while last == math.inf or not (
            idle or self._over(last, QUIET) or self._over(began, seconds + QUIET)
        ):
            room = outputs.room + 2**16  # longer ones are not even parsed
            for channel, kind, body in self._receive(
                request, min(0.25, max(0.05, began + seconds - time.monotonic())), room
            ):
                if kind == TOO_LONG:
                    outputs.cut = True
                elif channel == "iopub":
                    outputs.add(kind, body)
                    idle = idle or (kind == "status" and body.get("execution_state") == "idle")
                elif kind == "execute_reply" and last == math.inf:
                    reply, last = body, time.monotonic()
                last = last if last == math.inf else time.monotonic()
            if last == math.inf and self._over(began, seconds):
                self._too_late(request)
        return reply

    def _over(self, since: float, seconds: float) -> bool:
        """Return whether so many seconds have passed in which nobody else had the processor."""
        passed = time.monotonic() - since  # asked at each message, so the account comes last
        return passed >= seconds and left(passed, seconds, lambda: self.waited(since)) <= 0

    def _send(self, channel: str, kind: str, content: dict[str, Any]) -> str:
        message = self.session.msg(kind, content=content)
        try:
            self.session.send(self._sockets[channel], message)
        except zmq.ZMQError:
            self.kill()
            raise Dead(self.reason() or "It took no more messages.") from None
        return str(message["header"]["msg_id"])

    def _receive(
        self, request: str, seconds: float, room: int = 0
    ) -> list[tuple[str, str, dict[str, Any]]]:
        """Return the messages that answer ``request`` and arrive within some seconds; raise
        :class:`Dead` if none can come any more.

        An output of more than ``room`` bytes is not read: it becomes a message of the kind
        :data:`TOO_LONG`.
        """
        events = dict(self._poller.poll(int(seconds * 1000)))
        if not events and self.ended():
            events = dict(self._poller.poll(50))  # what it sent before it ended
            if not events:
                raise Dead(self.reason())
        found: list[tuple[str, str, dict[str, Any]]] = []
        until, taken = time.monotonic() + 0.25, 0
        for channel in ("iopub", "shell"):
            while self._sockets[channel] in events and time.monotonic() < until and taken < AT_ONCE:
                try:
                    frames = self._sockets[channel].recv_multipart(zmq.NOBLOCK)
                except zmq.ZMQError:
                    break
                size = sum(map(len, frames))
                if channel == "iopub" and size > room:
                    found.append((channel, TOO_LONG, {}))
                elif message := _read(frames, request):
                    found.append((channel, *message))
                    taken += size
        if self._sockets["end"] in events and self._sockets["shell"] not in events:
            self._check_connection()
        return found

    def _check_connection(self) -> None:
        """Raise :class:`Dead` with the reason if the connection is closed. ZeroMQ reconnects,
        unless a message was too long.
        """
        happened = set()
        while self._sockets["end"].poll(50):
            happened.add(recv_monitor_message(self._sockets["end"])["event"])
        if zmq.EVENT_DISCONNECTED not in happened:
            if self.ended():  # before it took a connection: ZeroMQ would try for ever
                raise Dead(self.reason())
            return
        if self.ended(1.0):  # a process that ends closes its connections first
            raise Dead(self.reason())
        self.kill()
        closed = zmq.EVENT_CONNECT_RETRIED in happened
        raise Dead(
            self.reason()
            or (
                "It closed its connection."
                if closed
                else f"It answered with more than {LIMIT // 2**20} MB."
            )
        )

    def _too_late(self, request: str) -> None:
        """Interrupt the kernel, and kill it if it does not answer. Raise :class:`Late`, or
        :class:`Dead` with the reason of its end.
        """
        self._send("control", "interrupt_request", {})
        until = time.monotonic() + GRACE
        while time.monotonic() < until:
            if any(kind == "execute_reply" for _, kind, _ in self._receive(request, 0.1)):
                raise Late(alive=True)
        self.kill()
        if reason := self.reason():
            raise Dead(reason)
        raise Late(alive=False)


def _read(frames: list[bytes], request: str) -> tuple[str, dict[str, Any]] | None:
    """Return kind and content of a message if it is one and answers ``request``. Its signature says
    nothing: see above.
    """
    if len(frames) > FRAMES or DELIM not in frames:
        return None
    parts = frames[frames.index(DELIM) + 2 :]
    if sum(part.count(b"[") + part.count(b"{") for part in parts) > 2 * LISTS:
        return None
    try:
        header, parent = json.loads(parts[0]), json.loads(parts[1])
        if parent["msg_id"] != request or not isinstance(header["msg_type"], str):
            return None
        content = json.loads(parts[3])
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, MemoryError):
        return None
    return (header["msg_type"], content) if isinstance(content, dict) else None


class Outputs:
    """The outputs of a cell, rebuilt from plain text and images, up to ``room`` bytes: no HTML,
    scripts, metadata or widgets.
    """

    def __init__(self, room: int = OUTPUT) -> None:
        self.cells: list[NotebookNode] = []
        self.room = self._whole = room
        self.cut = False  # whether there was more to show

    def finished(self) -> list[NotebookNode]:
        """Return all outputs, with a line in place of those that exceed the limit."""
        full = CELL_FULL if self._whole == OUTPUT else NOTEBOOK_FULL
        return (
            [*self.cells, new_output("stream", name="stdout", text=full)]
            if self.cut
            else self.cells
        )

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Add the output in a message of the kernel, as far as it is allowed and there is room."""
        if kind == "clear_output":
            self.cells.clear()
            self.room, self.cut = self._whole, False
        elif kind in ("stream", "error", "display_data", "execute_result") and not self.room:
            self.cut = True
        elif kind == "stream":
            self._stream(
                "stderr" if content.get("name") == "stderr" else "stdout",
                self._text(content.get("text")),
            )
        elif kind == "error":
            lines = content.get("traceback")
            shown = [self._text(line) for line in lines[:200]] if isinstance(lines, list) else []
            name = self._text(content.get("ename"))[:200]
            name = f"{name} of the answer" if name in OURS else name
            self._show(error(name, self._text(content.get("evalue"))[:2000], shown))
        elif (
            kind in ("display_data", "execute_result")
            and isinstance(content.get("data"), dict)
            and (data := self._data(content["data"]))
        ):
            count = {"execution_count": None} if kind == "execute_result" else {}
            self._show(new_output(kind, data=data, metadata={}, **count))

    def _show(self, output: NotebookNode) -> None:
        self.cells.append(output)
        self.room = max(0, self.room - PIECE)

    def _text(self, value: Any) -> str:
        """Return as much of a text as there is room for, counted in bytes of a file."""
        text = writable(value[: self.room]) if isinstance(value, str) else ""
        self.cut = self.cut or (isinstance(value, str) and len(value) > self.room)
        self.room = max(0, self.room - len(json.dumps(text, ensure_ascii=False).encode()))
        return text

    def _stream(self, name: str, text: str) -> None:
        last = self.cells[-1] if self.cells else None
        if last and last.output_type == "stream" and last.name == name:
            last.text += text
        elif text:
            self._show(new_output("stream", name=name, text=text))

    def _data(self, bundle: dict[str, Any]) -> dict[str, str]:
        data = {"text/plain": self._text(bundle["text/plain"])} if "text/plain" in bundle else {}
        for kind in IMAGES:
            image = bundle.get(kind)
            if isinstance(image, str) and len(image) > self.room:
                self.cut = True
            elif isinstance(image, str) and re.fullmatch(r"[A-Za-z0-9+/=\n]+", image):
                data[kind] = image
                self.room -= len(image)
        return data


def writable(text: str) -> str:
    """Return ``text`` without lone surrogates, which no encoding can write."""
    return text.encode("utf-8", "replace").decode()


def error(name: str, message: str, lines: list[str] | None = None) -> NotebookNode:
    """Return the output of a cell that failed."""
    shown = [writable(line) for line in lines or [f"{name}: {message}"]]
    return new_output("error", ename=writable(name), evalue=writable(message), traceback=shown)
