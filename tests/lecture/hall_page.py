"""A lecture of three questions on a small Tornado server in a process of its own, and its wall: one
page that steers ``wall.js`` as the pages of a lecture do.

``python -m tests.lecture.hall_page`` serves it and prints the address of the wall.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from neurolib.lecture.hall import Hall, handlers, server
from neurolib.widgets.judging import Curve

ROOT = Path(__file__).parents[2]
CURRENTS = np.linspace(100, 600, 51)
RATES = np.sqrt(np.clip(CURRENTS - 200, 0, None)) * 9.5
F_I = Curve(CURRENTS, RATES, "current (pA)", "rate (Hz)", (0, 200))
QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "guess",
        "key": "2.2 the f–I curve from 100 pA to 600 pA",
        "asks": {"what": "The <em>f</em>–<em>I</em> curve from 100 pA to 600 pA"} | F_I.asks(),
        "answer": "Found: a curve of at most <strong>190 Hz</strong>. The curve is steepest just "
        "above the rheobase.",
        "found": [float(each) for each in RATES],
        "right": None,
    },
    {
        "kind": "guess",
        "key": "2.3 the mean lateness of the first spike, with a tick of 1 ms",
        "asks": {"what": "The mean lateness of the first spike", "unit": "ms"},
        "answer": "Found: <strong>0.5 ms</strong>. The report is late by half a tick on average.",
        "found": None,
        "right": 0.5,
        "wrong": {"Every spike is late by a whole tick.": 1.0, "No spike is late.": 0.0},
    },
    {
        "kind": "guess",
        "key": "2.7 the lag of the peak",
        "asks": {
            "what": "The lag of the peak",
            "choices": ["(a) at −7 ms", "(b) at +7 ms", "(c) at both"],
        },
        "answer": "Found: <strong>(b)</strong> at +7 ms. A lag is positive where <em>j</em> comes "
        "after <em>i</em>.",
        "found": None,
        "right": "b",
    },
]
WALL = """<!doctype html>
<html lang="en" data-hall><head><meta charset="utf-8"><title>Wall</title>
<meta name="color-scheme" content="light dark"><meta name="neurolib-token" content="{token}">
<link rel="icon" href="data:,"><link rel="stylesheet" href="wall-page.css">
<script type="module" src="hall/wall.js"></script></head>
<body><main><h1>A lecture</h1><section class="guess" data-key=""><p>The question</p></section></main></body></html>
"""
LOOKS = """:root { color-scheme: light dark; color: #1d2125; background: #fff; }
@media (prefers-color-scheme: dark) { :root { color: #e4e7ea; background: #14171a; } }
body { margin: 0; font-family: system-ui, "DejaVu Sans", sans-serif; } h1 { font-size: 34px; }
main { display: flex; flex-direction: column; box-sizing: border-box; height: 100vh; padding: 0 40px 24px; } section { flex: 1; min-height: 0; }"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:"
)


class WallPage(RequestHandler):
    """The page of the wall, which has the token of the lecture."""

    def get(self) -> None:
        self.set_header("Content-Security-Policy", POLICY)
        self.write(WALL.replace("{token}", self.settings["hall"].token))


class Looks(RequestHandler):
    """Its style sheet."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/css")
        self.write(LOOKS)


def application(hall: Hall, base: str = "") -> Application:
    """Return the server's application: the hall, and a page for the wall."""
    own = [(rf"{base}/wall", WallPage), (rf"{base}/wall-page.css", Looks)]
    return Application([*own, *handlers(hall, base)], hall=hall)


@dataclass(frozen=True)
class Served:
    """A lecture that is served: its address, ending in a slash, and its token."""

    url: str
    token: str


async def _serve(base: str, keep: str) -> None:
    hall = Hall(keep=Path(keep) if keep else None)
    sockets = bind_sockets(0, "127.0.0.1")
    server(application(hall, base)).add_sockets(sockets)
    url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}{base}/"
    print(json.dumps({"url": url, "token": hall.token}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until it is closed


@contextmanager
def served(base: str = "", keep: str = "") -> Iterator[Served]:
    """Serve a lecture in a process of its own, which ends with the block."""
    command = [sys.executable, "-m", "tests.lecture.hall_page", base, keep]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        try:
            yield Served(**json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()
            process.wait(600)


if __name__ == "__main__":
    asyncio.run(_serve(*(sys.argv[1:] or ["", ""])))
