"""Serves the screens of a lecture to the machine on which it is given, and the hall's page to the
phones, on Jupyter Server's own Tornado.
"""

from __future__ import annotations

import asyncio
import html
import importlib
import importlib.util
import os
import re
import secrets
import webbrowser
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler

from ..bootstrap import ROOT, Stop
from ..lab import free_port
from ..model import ParameterError
from ..site.running import Show
from .slides import chapters, find, title_of, write

FIRST_PORT = 8899
READ = 60  # s, after which the browser has read the file that leads it to the screens
HALL = "neurolib.lecture.hall"
HERE = {"127.0.0.1", "::1"}
NAMES = {"127.0.0.1", "localhost", "[::1]"}
COOKIE = "neurolib-lecture"
NO_KEY = (
    "This address lacks the key of the lecture, so it shows no screens. Open the address that the "
    "terminal has printed, which ends with the key. If you are in the lecture hall, open "
    "{address}\n"
)
NOT_HERE = (
    "The screens of this lecture are shown on the machine that serves them alone. If you are in "
    "the lecture hall, open {address}"
)


class Own(RequestHandler):
    """What only the lecturer gets: the screens have the answers in them. The lecturer's browser
    runs on this machine, and has the key that the terminal prints: others may share the machine.
    """

    def prepare(self) -> None:
        """Send everybody else to the page for phones, or away; keep the key in a cookie."""
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "SAMEORIGIN")
        self.set_header("Cache-Control", "no-cache")
        name = re.sub(r":\d+$", "", self.request.host)
        words = NOT_HERE
        if self.request.remote_ip in HERE and name in NAMES:
            if self._is_key(self.get_query_argument("key", "")):
                self.set_cookie(
                    self._cookie(), self.settings["key"], httponly=True, samesite="Lax", path="/"
                )
                self.redirect(self.request.path)
                return
            if self._is_key(self.get_cookie(self._cookie()) or ""):
                return
            words = NO_KEY
        elif self.settings["hall"] is not None and self.request.path == "/":
            self.redirect("/hall")
            return
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(words.format(address=f"{self.request.protocol}://{self.request.host}/hall"))

    def _cookie(self) -> str:
        """Return the name of the cookie: a browser sends cookies of one port to all others."""
        port = re.search(r":(\d+)$", self.request.host)
        return f"{COOKIE}-{port[1] if port else 80}"

    def _is_key(self, given: str) -> bool:
        return secrets.compare_digest(
            given.encode("utf-8", "replace"), str(self.settings["key"]).encode()
        )


class List(Own):
    """The list of chapters."""

    def get(self) -> None:
        """Send it."""
        links = "".join(
            f'<li><a href="{name}.html">{html.escape(title_of(path))}</a></li>'
            for name, path in chapters(self.settings["root"]).items()
        )
        self.write(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Lectures</title>'
            '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
            '<body style="font:1.4rem/1.8 system-ui,sans-serif;max-width:44rem;margin:3rem auto">'
            f"<main><h1>Lectures</h1><ul style='list-style:none;padding:0'>{links}</ul>"
            "<p>A chapter "
            "that was not shown before is run first, which takes one to three minutes.</p></main>"
        )


class Screens(Own):
    """The page of one chapter."""

    async def get(self, name: str) -> None:
        """Send it with what connects it to the hall; run the chapter first where that is needed."""
        path = chapters(self.settings["root"]).get(name)
        if path is None:
            raise HTTPError(404)
        prepare = self.settings["write"]
        await asyncio.get_running_loop().run_in_executor(None, prepare, path)
        page = (self.settings["out"] / f"{name}.html").read_text(encoding="utf-8")
        if (hall := self.settings["hall"]) is not None:
            token = html.escape(getattr(hall, "token", ""))
            page = page.replace("<html ", "<html data-hall ", 1)
            page = page.replace(
                "<head>", f'<head>\n<meta name="neurolib-token" content="{token}">', 1
            )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(page)


class Files(Own, StaticFileHandler):
    """The style sheet, the scripts and the records."""


def application(out: Path, key: str, hall: Any = None, root: Path = ROOT) -> Application:
    """Return the server's application: the chapters, written into ``out`` when they are asked for,
    and the hall, if there is one. Only who has the ``key`` gets the screens.
    """
    written: set[Path] = set()

    def prepare(path: Path) -> None:
        if path not in written:
            write([path], out, root / "build" / "site-cache")
            written.add(path)

    routes: list[Any] = [
        (r"/", List),
        (r"/([\w-]+)\.html", Screens),
        (r"/((?:frames/)?[\w.-]+\.(?:js|css))", Files, {"path": str(out)}),
    ]
    if hall is not None:
        routes += importlib.import_module(HALL).handlers(hall)
    return Application(routes, out=out, key=key, hall=hall, root=root, write=prepare)


def leading_to(address: str, file: Path) -> str:
    """Write a page that leads to ``address`` and that only its owner can read, and return its own
    address: while a browser starts, everybody on the machine sees what it was told to open.
    """
    file.unlink(missing_ok=True)  # one that another lecture has left may be open to others
    secret = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(secret, "w", encoding="utf-8") as page:
        page.write(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Lecture</title>'
            f'<meta http-equiv="refresh" content="0;url={html.escape(address)}">'
            f'<p><a href="{html.escape(address)}">The lecture</a></p></html>\n'
        )
    return file.resolve().as_uri()


def serve(
    chapter: str | None,
    wanted: int | None,
    browser: bool,
    in_hall: bool = True,
    keep: Path | None = None,
    say: Callable[[str], None] = print,
    root: Path = ROOT,
    progress: Callable[[], AbstractContextManager[Show]] = lambda: nullcontext(lambda *of: None),
) -> None:
    """Serve a chapter, or the list of all, until Ctrl+C. ``progress`` shows which cell of a chapter
    runs that is prepared.
    """
    path = find(chapter, root) if chapter else None
    port = free_port(wanted, FIRST_PORT)
    out = root / "build" / "lecture"
    here = f"http://127.0.0.1:{port}/"
    if path:
        say(
            f"Preparing {path.stem}; a chapter that was not shown before takes one to "
            "three minutes."
        )
        try:
            with progress() as show:
                write([path], out, root / "build" / "site-cache", show=show)
        except KeyboardInterrupt:
            raise Stop(f"Stopped before {path.stem} was prepared.", 130) from None
        here += f"{path.stem}.html"
    key = secrets.token_urlsafe(18)
    here += f"?key={key}"
    hall, words = _hall(port, keep) if in_hall else (None, "")
    say(f"The lecture is at\n  {here}\n{words}To stop it, press Ctrl+C here.")
    sockets = bind_sockets(port, "0.0.0.0" if hall is not None else "127.0.0.1")
    way = out / f"open-{port}.html"

    async def run() -> None:
        served = application(out, key, hall, root)
        server = (
            HTTPServer(served) if hall is None else importlib.import_module(HALL).server(served)
        )
        server.add_sockets(sockets)
        if browser:
            out.mkdir(parents=True, exist_ok=True)
            loop = asyncio.get_running_loop()
            loop.run_in_executor(None, webbrowser.open, leading_to(here, way))
            loop.call_later(READ, lambda: way.unlink(missing_ok=True))
        await asyncio.Event().wait()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        say("\nThe lecture has ended.")
    finally:
        way.unlink(missing_ok=True)


def _hall(port: int, keep: Path | None) -> tuple[Any, str]:
    """Return the hall and what the terminal says of it, if this course has one."""
    if importlib.util.find_spec(HALL) is None:
        return None, ""
    module = importlib.import_module(HALL)
    addresses = module.lan_addresses() or ["127.0.0.1"]
    address = f"http://{addresses[0]}:{port}/hall"
    try:
        hall = module.Hall(address, keep)
    except ParameterError as problem:
        raise Stop(str(problem), 2) from None
    return hall, f"{module.said_of(address, addresses[1:])}\n"
