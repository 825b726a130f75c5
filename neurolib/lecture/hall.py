"""The guesses of a lecture hall: phones answer the question that the wall shows, and the wall shows
all answers.

A phone has no name. It has a session: a random token that this server has signed, in a cookie that
no script reads. A session counts once in each question; its last answer before the reveal counts.
Answers live in this process alone and end with it, unless the teacher names a file to keep them in.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import re
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psutil
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..model import ParameterError
from . import qr
from .hall_question import Question

HERE = Path(__file__).parent
WIDGETS = HERE.parent / "widgets"
COOKIE = "neurolib-hall"
TOKEN_LASTS = 12 * 3600  # s, for which a phone keeps its token
SEATS = 2000  # sessions
CONNECTIONS = 3 * SEATS // 2
TABS = 3  # open connections of a session; a further one closes the oldest
QUESTIONS = 500  # of a lecture
LARGEST = 16_384  # bytes of a phone's message: a curve of 200 points takes 2,000
LARGEST_OF_WALL = 1_000_000
STRANGERS = 20  # connections to the wall's controls, of other machines, that have shown no token
THIS_MACHINE = {"127.0.0.1", "::1"}  # this machine, whose walls no stranger keeps out
PATIENCE = 40  # refusals for haste, after which a connection is closed
TOGETHER = 0.1  # s, for which answers are collected before they go to the wall
BEAT = 20  # s between two pings, which find phones that have gone
FILES = 4096  # descriptors: a connection takes one, and some systems allow 256
SPARE = 64  # descriptors that no connection takes
Message = dict[str, Any]
Later = Callable[[float, Callable[[], None]], Any]

TOO_FAST = "That was too fast, so it is not counted: wait a second and send your answer again."
NOT_OPEN = "This question is not open any more. The page shows the one that is."
SHOWN = "The answer is on the wall already, so an answer cannot be given or changed any more."
UNREADABLE = "This is no answer that the page can send: reload the page and answer again."


class Listener(Protocol):
    """A connection to a page: a phone or the wall."""

    def send(self, message: Message) -> None:
        """Send a message, or drop it where the page has gone."""

    def leave(self, code: int, why: str) -> None:
        """Close the connection, and say why."""


@dataclass
class Allowance:
    """What may be done ``burst`` times at once and ``rate`` times per second in the long run."""

    rate: float
    burst: float
    left: float = field(default=-1.0)
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Take one if one is left."""
        left = self.burst if self.left < 0 else self.left + self.rate * (now - self.at)
        self.left, self.at = min(self.burst, left), now
        if self.left < 1:
            return False
        self.left -= 1
        return True


@dataclass
class Seat:
    """A session: the phone's open connections, and how fast it may speak and come back."""

    seen: float
    messages: Allowance = field(default_factory=lambda: Allowance(2, 12))
    arrivals: Allowance = field(default_factory=lambda: Allowance(1, 15))
    connections: list[Phone] = field(default_factory=list)


@dataclass(eq=False)
class Phone:
    """A connection of a session."""

    session: str
    listener: Listener
    messages: Allowance = field(default_factory=lambda: Allowance(2, 8))
    refused: int = 0


class Hall:
    """All questions of a lecture and their answers, the phones in the hall, and the wall.

    ``address`` is where phones find the page, as in "http://192.168.1.20:8899/hall"; where it is
    empty, the wall's own page names it, as behind a proxy. ``keep`` is a file for the questions
    and answers of the lecture; without it nothing is written, and
    :class:`~neurolib.model.ParameterError` is raised where it exists or cannot be written.
    ``clock`` returns seconds, and ``later(seconds, call)`` calls later.
    """

    def __init__(
        self,
        address: str = "",
        keep: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        later: Later | None = None,
    ) -> None:
        self.address, self.keep = address, keep
        if keep is not None:
            _reserve(keep)
        self.token = secrets.token_urlsafe(24)  # of the lecture: whoever has it steers the wall
        self._clock, self._later = clock, later or _later
        self._key = secrets.token_bytes(32)  # signs sessions
        self._questions: dict[str, Question] = {}
        self._now: Question | None = None
        self._seats: dict[str, Seat] = {}
        self._newcomers: dict[str, Allowance] = {}  # by address
        self._walls: list[Listener] = []
        self.strangers = 0  # connections of other machines to the wall's controls, without a token
        self._fresh: dict[int, Any] = {}  # answers that the wall does not have yet

    # ---- sessions -------------------------------------------------------------------------------

    def new_session(self) -> str:
        """Return a token for a phone. Nothing is kept of it until the phone connects."""
        token = secrets.token_urlsafe(18)
        return f"{token}.{self._signed(token)}"

    def _signed(self, token: str) -> str:
        return hmac.new(self._key, token.encode(), hashlib.sha256).hexdigest()[:32]

    def knows(self, session: str) -> bool:
        """Did this hall give out that token?"""
        token, _, signature = session.partition(".")
        return hmac.compare_digest(signature.encode(), self._signed(token).encode())

    def admit(self, session: str, address: str = "") -> str:
        """Return a sentence where a phone may not connect now, and nothing where it may.

        A hall full of phones may share one address, so an address has a generous allowance of new
        sessions; each session has its own of connections.
        """
        now = self._clock()
        if not self.knows(session):
            return "This session is none of this lecture: reload the page."
        if session not in self._seats:
            if not self._newcomers.setdefault(address, Allowance(10, 400)).take(now):
                return "Too many phones arrive at once: this page tries again by itself."
            if len(self._newcomers) > SEATS:
                del self._newcomers[next(iter(self._newcomers))]
            if len(self._seats) >= SEATS and not self._free_a_seat():
                return f"The hall is full: {SEATS} phones have answered."
            self._seats[session] = Seat(now)
        seat = self._seats[session]
        if not seat.arrivals.take(now):
            return "This phone comes back too often: this page tries again by itself."
        if sum(len(each.connections) for each in self._seats.values()) >= CONNECTIONS:
            return f"The hall is full: {CONNECTIONS} pages are open."
        return ""

    def _free_a_seat(self) -> bool:
        """Forget the session that was seen first of those that have no page open and gave no
        answer.
        """
        free = [
            (seat.seen, session)
            for session, seat in self._seats.items()
            if not seat.connections
            and not any(session in each.answers for each in self._questions.values())
        ]
        if free:
            del self._seats[min(free)[1]]
        return bool(free)

    # ---- phones ---------------------------------------------------------------------------------

    def connect(self, session: str, listener: Listener) -> Phone:
        """Seat a phone that was admitted, and tell it what the wall shows."""
        phone, now = Phone(session, listener), self._clock()
        seat = self._seats.setdefault(session, Seat(now))  # it may have been freed since
        seat.seen = now
        seat.connections.append(phone)
        for old in seat.connections[:-TABS]:
            old.listener.leave(4409, "This page is open in another tab.")
        del seat.connections[:-TABS]
        listener.send(self._shown_to(session))
        return phone

    def disconnect(self, phone: Phone) -> None:
        """Note that a phone has gone; its answers stay."""
        seat = self._seats.get(phone.session)  # it may have been freed since
        if seat is not None and phone in seat.connections:
            seat.connections.remove(phone)

    def receive(self, phone: Phone, text: str | bytes) -> None:
        """Take a message of a phone: an answer, or the wish to hear again what the wall shows."""
        now, seat = self._clock(), self._seats.get(phone.session)
        if seat is None or phone.refused > PATIENCE:  # what was on its way when a page was closed
            return
        # both are asked, so that a second connection of a session wins nothing
        if not (phone.messages.take(now) & seat.messages.take(now)):
            phone.refused += 1
            if phone.refused > PATIENCE:
                phone.listener.leave(4429, TOO_FAST)
            elif phone.refused % 10 == 1:  # one sentence for a burst
                phone.listener.send({"refused": TOO_FAST})
            return
        try:
            message = _read(text)
        except ValueError as problem:
            phone.listener.send({"refused": str(problem)})
            return
        if "ping" in message:  # a page asks whether the network is still there
            phone.listener.send({"pong": True})
            return
        if "guess" not in message:
            phone.listener.send(self._shown_to(phone.session))
            return
        named = message.get("id")  # by which the page knows which of its messages is meant
        named = named if isinstance(named, int) and abs(named) < 1e9 else None
        try:
            self.answer(phone.session, message.get("number"), message["guess"])
        except ParameterError as problem:
            phone.listener.send({"refused": str(problem), "id": named})
            return
        for each in seat.connections:  # other tabs of the same phone show it too
            taken = {"taken": named} if each is phone else {}
            each.listener.send(self._shown_to(phone.session) | taken)

    def answer(self, session: str, number: Any, guess: Any) -> None:
        """Keep the answer of a session to the question with this number; a
        :class:`~neurolib.model.ParameterError` says why it does not count.
        """
        question = self._now
        if question is None or isinstance(number, bool) or number != question.number:
            raise ParameterError(NOT_OPEN)
        if question.revealed:
            raise ParameterError(SHOWN)
        place, value = question.take(session, guess)
        if not self._fresh:
            self._later(TOGETHER, self._flush)
        self._fresh[place] = value

    def _shown_to(self, session: str) -> Message:
        """Return what a phone shows now."""
        message: Message = {"question": None, "kept": self.keep is not None}
        if self._now is not None:
            message["question"] = self._now.public()
            message |= {"revealed": self._now.revealed, "said": self._now.own(session)}
        return message

    def _tell_phones(self) -> None:
        for session, seat in self._seats.items():
            for phone in seat.connections:
                phone.listener.send(self._shown_to(session))

    # ---- the wall -------------------------------------------------------------------------------

    def steers(self, token: Any) -> bool:
        """Is this the lecture's own token?"""
        if not isinstance(token, str):
            return False
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def join(self, wall: Listener, here: str = "") -> None:
        """Give a wall the address of the page for phones, and what is open. ``here`` is that
        address as the wall's page sees it.
        """
        if wall not in self._walls:
            self._walls.append(wall)
        address = self.address or here[:200]
        wall.send(
            {"address": address, "qr": ["".join(map(str, row)) for row in qr.modules(address)]}
        )
        self._tell_wall(wall)

    def part(self, wall: Listener) -> None:
        """Note that a wall has gone; its question stays open."""
        if wall in self._walls:
            self._walls.remove(wall)

    def steer(self, wall: Listener, message: Message) -> None:
        """Do what the wall asks for: open, reveal or close a question. Two windows of one lecture
        may ask for the same.
        """
        try:
            if "open" in message:
                self.open(message["open"])
            elif "reveal" in message:
                self.reveal(message["reveal"])
            elif "close" in message:
                self.close(message["close"])
        except ParameterError as problem:
            wall.send({"refused": str(problem)})

    def open(self, given: Any) -> None:
        """Show a question to the phones; one that was open before has its answers still."""
        key = given.get("key") if isinstance(given, dict) else None
        known = self._questions.get(key) if isinstance(key, str) else None
        if known is None:
            if len(self._questions) >= QUESTIONS:
                raise ParameterError(f"A lecture has at most {QUESTIONS} questions.")
            known = Question.of(len(self._questions) + 1, given)
            self._questions[known.key] = known
        if known is not self._now:
            self._flush()
            self._now = known
            self._tell_phones()
        self._tell_walls()

    def reveal(self, key: Any) -> None:
        """Show the answer and what the hall has answered; no answer changes any more."""
        question = self._now
        if question is None or question.key != key:
            raise ParameterError("This question is not open, so its answer cannot be shown.")
        if not question.revealed:
            self._flush()
            question.revealed = True
            self._write()
            self._tell_phones()
        self._tell_walls()

    def close(self, key: Any) -> None:
        """Leave a question; what it was answered is kept for when the wall comes back to it."""
        if self._now is not None and self._now.key == key:
            self._flush()
            self._now = None
            self._write()
            self._tell_phones()
            self._tell_walls()

    def _tell_walls(self) -> None:
        for wall in self._walls:
            self._tell_wall(wall)

    def _tell_wall(self, wall: Listener) -> None:
        question = self._now
        if question is None:
            wall.send({"key": None})
            return
        message: Message = {
            "key": question.key,
            "answers": question.spread(),
            "count": len(question.answers),
            "whole": True,
        }
        if question.revealed:
            message["summary"] = question.summary()
        wall.send(message)

    def _flush(self) -> None:
        """Send the wall the answers that came since the last time."""
        fresh, self._fresh = self._fresh, {}
        if fresh and self._now is not None:
            message = {
                "key": self._now.key,
                "answers": [[place, value] for place, value in fresh.items()],
                "count": len(self._now.answers),
            }
            for wall in self._walls:
                wall.send(message)

    # ---- what is kept ---------------------------------------------------------------------------

    def _write(self) -> None:
        """Write questions and answers to the teacher's file, if there is one."""
        if self.keep is None:
            return
        text = json.dumps(
            [each.kept() for each in self._questions.values() if each.answers],
            indent=1,
            ensure_ascii=False,
        )
        part = self.keep.with_name(self.keep.name + ".part")
        try:
            part.write_text(text + "\n", encoding="utf-8")
            os.replace(part, self.keep)
        except OSError as problem:  # the lecture goes on, and the next question tries again
            for wall in self._walls:
                wall.send({"refused": f"{self.keep} could not be written: {problem.strerror}."})


def _reserve(file: Path) -> None:
    """Make the teacher's file, so that a lecture does not end before somebody sees that it cannot
    be written; refuse one that is there, whose answers would be lost.
    """
    try:
        with file.open("x", encoding="utf-8") as made:
            made.write("[]\n")
    except FileExistsError:
        raise ParameterError(
            f"{file} exists already, and its answers would be lost: name another file."
        ) from None
    except OSError as problem:
        raise ParameterError(
            f"{file} cannot be written ({problem.strerror}): name another file."
        ) from None


def _later(seconds: float, call: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(seconds, call)


def _read(text: str | bytes) -> Message:
    """Return a message of a phone; a sentence where it is none."""
    if isinstance(text, bytes):
        raise ValueError(UNREADABLE)
    if len(text) > LARGEST:
        raise ValueError(
            f"The message has {len(text)} characters; expected at most {LARGEST}. "
            f"Your earlier answer still counts."
        )
    try:
        message = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ValueError(UNREADABLE) from None
    if not isinstance(message, dict):
        raise ValueError(UNREADABLE)
    return message


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _allow_many_files() -> int:
    """Allow as many connections as the hall has seats, where the system lets a person raise that;
    return how many descriptors this process may have.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
        return FILES if soft == resource.RLIM_INFINITY else soft
    return FILES


# ---- the network --------------------------------------------------------------------------------


def lan_addresses() -> list[str]:
    """Return the addresses of this machine at which phones may find it, the most likely first.

    No packet is sent: the first is the address of the interface that leads out, where there is
    one. Addresses of virtual interfaces, and those that lead nowhere, are left out.
    """
    found = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address for documentation (RFC 5737)
        found.append(str(probe.getsockname()[0]))
    stats = psutil.net_if_stats()
    for name, each in psutil.net_if_addrs().items():
        virtual = re.match(r"(lo|docker|br-|veth|virbr|vmnet|vbox|utun|tun)", name, re.IGNORECASE)
        if virtual or (name in stats and not stats[name].isup):
            continue
        found += [one.address for one in each if one.family == socket.AF_INET]
    unusable = re.compile(r"127\.|169\.254\.|0\.")
    return list(dict.fromkeys(each for each in found if not unusable.match(each)))


def said_of(address: str, others: Sequence[str] = ()) -> str:
    """Return what the terminal says of the hall: where phones find it, and what to do if they
    cannot.
    """
    port = re.search(r":(\d+)", address.split("//")[-1])
    if "//127.0.0.1" in address:
        return (
            "This machine is in no network, so no phone reaches it. Join the network of the hall, "
            "or "
            "switch on a hotspot, and start the lecture again. Nobody needs the internet for this."
        )
    also = f" This machine also has the address {', '.join(others)}." if others else ""
    return (
        f"Phones open {address} or scan the QR code on the wall.\n"
        f"If phones cannot reach it: they must be in the same network as this machine.{also}\n"
        f"- Many networks of universities keep their devices apart (client isolation). Then switch "
        f"on a hotspot, on this machine or on a phone, let everybody join it, and start the "
        f"lecture "
        f"again.\n"
        f"- A firewall on this machine must let port {port[1] if port else 'of the page'} "
        f"through.\n"
        f"Nobody needs the internet for this."
    )


class Server(HTTPServer):
    """A server that strangers may knock at: it takes small requests alone, waits for nobody for
    long, and keeps some descriptors for itself.
    """

    most = FILES

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Take a connection, if there is room. The system gives the lowest free descriptor, so a
        high one says that nearly all are in use.
        """
        if stream.socket.fileno() >= self.most - SPARE:
            stream.close()
        else:
            super().handle_stream(stream, address)


def server(application: Application) -> Server:
    """Return a server for an application with :func:`handlers`."""
    made = Server(
        application,
        max_header_size=LARGEST,
        max_body_size=LARGEST,
        idle_connection_timeout=30,
        body_timeout=10,
    )
    made.most = _allow_many_files()
    return made


# ---- pages --------------------------------------------------------------------------------------

ASSETS = {
    "phone.js": HERE / "phone.js",
    "phone.css": HERE / "phone.css",
    "wall.js": HERE / "wall.js",
    "wall.css": HERE / "wall.css",
    "guessing.js": WIDGETS / "guessing.js",
    "guessing.css": WIDGETS / "guessing.css",
}
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
HOST = re.compile(r"[\w.\[\]:-]+")


def handlers(hall: Hall, base: str = "") -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
    """Return the routes of the hall for a Tornado application; ``base`` is what comes before
    ``/hall`` where the application itself has a prefix.

    All addresses within the pages are relative, so that a proxy may put a prefix before them.
    """
    shared = {"hall": hall}
    return [
        (rf"{base}/hall", PhonePage, shared),
        (rf"{base}/hall/", OneSlashTooMany, {}),
        (rf"{base}/hall/phone", PhoneSocket, shared),
        (rf"{base}/hall/wall", WallSocket, shared),
        (rf"{base}/hall/([a-z]+\.(?:js|css))", Asset, {}),
    ]


class Silent(RequestHandler):
    """A request that leaves no line in the terminal: addresses of phones are nobody's business, and
    a flood would fill it.
    """

    def _log(self) -> None:
        """Log no request."""

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log what is our own mistake, and no refusal."""
        if not isinstance(value, HTTPError):
            super().log_exception(typ, value, tb)


class Guarded(Silent):
    """A page or a file that no other site may frame, and whose type is what it says."""

    def set_default_headers(self) -> None:
        """Set what all answers have."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in a sentence what is wrong, without the machine's own words."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}: this page has nothing here.\n")


class PhonePage(Guarded):
    """The page that a phone opens; it gives the phone its session."""

    def initialize(self, hall: Hall) -> None:
        """Take the hall."""
        self.hall = hall

    def get(self) -> None:
        """Send the page, and a token where the phone has none of this lecture."""
        host = self.request.host if HOST.fullmatch(self.request.host) else ""
        sockets = f" ws://{host} wss://{host}" if host else ""  # 'self' is not enough everywhere
        self.set_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self'; style-src 'self'; "
            f"connect-src 'self'{sockets}; "
            f"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        if not self.hall.knows(self.get_cookie(COOKIE) or ""):
            forwarded = self.request.headers.get("X-Forwarded-Proto", "")
            self.set_cookie(
                COOKIE,
                self.hall.new_session(),
                path=None,  # type: ignore[arg-type]  # the page's own folder, behind any prefix
                max_age=TOKEN_LASTS,
                httponly=True,
                samesite="Lax",
                secure=self.request.protocol == "https" or forwarded.startswith("https"),
            )
        self.write((HERE / "phone.html").read_text(encoding="utf-8"))


class OneSlashTooMany(Guarded):
    """Leads ``/hall/`` to ``/hall``, behind any prefix."""

    def get(self) -> None:
        """Send the phone there."""
        self.set_status(302)
        self.set_header("Location", "../hall")


class Asset(Guarded):
    """A script or a style sheet."""

    def get(self, name: str) -> None:
        """Send the file."""
        if name not in ASSETS:
            raise HTTPError(404)
        self.set_header("Content-Type", TYPES[Path(name).suffix])
        self.set_header("Cache-Control", "no-cache")
        self.write(ASSETS[name].read_text(encoding="utf-8"))


class Socket(Silent, WebSocketHandler):
    """A WebSocket of the hall, as a :class:`Listener`."""

    def initialize(self, hall: Hall) -> None:
        """Take the hall."""
        self.hall = hall

    @property
    def ping_interval(self) -> float:
        """How often a page is asked whether it is still there."""
        return BEAT

    def check_origin(self, origin: str) -> bool:
        """May a page of this origin connect? Only one of this server; a proxy in front of it may
        have written the name under which pages know it into X-Forwarded-Host, which no page can.
        """
        host = origin.partition("//")[2].lower()
        named = self.request.headers.get("X-Forwarded-Host", "")
        known = self.request.host.lower(), named.split(",")[0].strip().lower()
        return bool(host) and host in known  # the origin of a sandboxed frame is "null"

    def send(self, message: Message) -> None:
        """Send a message, or drop it where the page has gone."""
        with suppress(WebSocketClosedError):
            self.write_message(json.dumps(message))  # in ASCII, which any text has a form in

    def leave(self, code: int, why: str) -> None:
        """Close the connection, and say why."""
        self.close(code, why)


class PhoneSocket(Socket):
    """The connection of a phone."""

    phone: Phone | None = None

    @property
    def max_message_size(self) -> int:
        """Beyond this Tornado closes the connection; from LARGEST on a sentence refuses."""
        return 4 * LARGEST

    def prepare(self) -> None:
        """Refuse who has no session of this lecture, comes too often, or finds the hall full."""
        session, remote = self.get_cookie(COOKIE) or "", self.request.remote_ip or ""
        if problem := self.hall.admit(session, remote):
            self.set_status(403 if not self.hall.knows(session) else 429)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(problem + "\n")

    def open(self, *args: str, **kwargs: str) -> None:
        """Seat the phone."""
        self.set_nodelay(True)
        self.phone = self.hall.connect(self.get_cookie(COOKIE) or "", self)

    async def on_message(self, message: str | bytes) -> None:
        """Take a message. Who is too fast is also read more slowly, so that a flood stays in its
        own connection.
        """
        if self.phone is None:
            return
        refused = self.phone.refused
        self.hall.receive(self.phone, message)
        if self.phone.refused > refused:
            await asyncio.sleep(0.1)

    def on_close(self) -> None:
        """Note that the phone has gone."""
        if self.phone is not None:
            self.hall.disconnect(self.phone)


class WallSocket(Socket):
    """The connection of the wall. Its first message must bring the lecture's token."""

    trusted = False
    counted = False  # among the strangers

    @property
    def max_message_size(self) -> int:
        """A question with its answer may be long, a token not."""
        return LARGEST_OF_WALL

    def prepare(self) -> None:
        """Refuse who comes from another machine while many others have shown no token."""
        if self._is_strange() and self.hall.strangers >= STRANGERS:
            self.set_status(429)
            self.finish("Too many pages want to be the wall.\n")

    def _is_strange(self) -> bool:
        return self.request.remote_ip not in THIS_MACHINE

    def open(self, *args: str, **kwargs: str) -> None:
        """Wait for the token, but not for long."""
        self.set_nodelay(True)
        if self._is_strange():
            self.counted = True
            self.hall.strangers += 1
        asyncio.get_running_loop().call_later(10, self._expect)

    def _expect(self) -> None:
        if not self.trusted:
            self.leave(4403, "No token came.")

    def _discount(self) -> None:
        self.hall.strangers -= self.counted
        self.counted = False

    def on_message(self, message: str | bytes) -> None:
        """Let the wall steer, if it has shown the token."""
        try:
            read = json.loads(message)
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict):
            self.leave(4400, "A message of the wall could not be read.")
        elif self.trusted:
            self.hall.steer(self, read)
        elif self.hall.steers(read.get("token")):
            self.trusted = True
            self._discount()
            self.hall.join(self, str(read.get("here", "")))
        else:
            self.leave(4403, "Only the lecture's own page steers the wall.")

    def on_close(self) -> None:
        """Note that the wall has gone."""
        self._discount()
        self.hall.part(self)
