"""The pages of a lecture: what is written, and who gets it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import RequestHandler
from typer.testing import CliRunner

from neurolib.bootstrap import ROOT, Stop
from neurolib.lecture import serving
from neurolib.lecture.serving import HALL, application
from neurolib.lecture.slides import all_of, chapters, title_of, write
from neurolib.site.build import build, faults
from neurolib.site.running import run
from tests.site.small_site import small_site

__all__ = ["small_site"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def root(small_site: tuple[Path, Any]) -> Path:
    return small_site[0].parent


@pytest.fixture(scope="module")
def pages(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("lecture")
    counts = write(chapters(root).values(), out, root / "build" / "site-cache")
    assert list(counts) == ["1-charging"] and counts["1-charging"] > 8
    return out


def test_a_folder_is_whole_and_loads_nothing_from_elsewhere(pages: Path) -> None:
    assert faults(pages) == []
    names = {path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()}
    assert {"1-charging.html", "lecture.css", "lecture.js", "theme.js"} < names
    films = re.findall(r'data-film="([^"]+)"', (pages / "1-charging.html").read_text("utf-8"))
    frames = {path.name for path in (pages / "frames").iterdir()}
    assert len(films) == 3 and frames == {f"{name}.projected.js" for name in films}


def test_a_prediction_is_what_the_site_has(pages: Path, root: Path) -> None:
    text = (pages / "1-charging.html").read_text("utf-8")
    found = re.findall(
        r'<section class="guess"[^>]*data-key="([^"]+)"[^>]*>.*?<script type="application/json">(.*?)</script>',
        text,
        re.DOTALL,
    )
    ran = run(chapters(root)["1-charging"], root / "build" / "site-cache")
    kept = [ran.kept(f"guess-{k}") for k in range(3)]
    assert [json.loads(data) for _, data in found] == kept
    assert [key for key, _ in found] == [each["key"] for each in kept]


def test_screens_of_the_site_have_figures_of_their_own_and_its_pages_link_to_them(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, known = tmp_path / "site", chapters(root)
    monkeypatch.setattr("neurolib.lecture.slides.chapters", lambda: known)
    assert build(site, root=root, slides=all_of)["faults"] == []
    own, frames = (
        {path.name.split(".")[1] for path in (folder / "frames").iterdir()}
        for folder in (site / "slides", site)
    )
    assert own == {"projected"} and frames == {"wide", "narrow"}, "no page loads those of the wall"
    page = (site / "1-principles" / "1-charging.html").read_text("utf-8")
    assert re.search(r'<a href="../slides/1-charging.html">\d+ screens</a>', page)
    assert "slides/" not in (site / "index.html").read_text("utf-8")
    text = (site / "slides" / "1-charging.html").read_text("utf-8")
    assert 'data-root="../"' in text
    for name in re.findall(r'data-film="([^"]+)"', text):
        assert (site / "slides" / "frames" / f"{name}.projected.js").is_file()


def test_titles(root: Path) -> None:
    assert title_of(chapters()["2-the-language-of-spikes"]) == "2 · The language of spikes"


# ---- the server ---------------------------------------------------------------------------------

PATIENCE = {"connect_timeout": 600.0, "request_timeout": 600.0}  # s; a loaded machine is slow


class Phone(RequestHandler):
    """Stands in for the page of the hall."""

    def get(self) -> None:
        self.write("the page for phones")


@pytest.fixture
def ask(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """``ask("/", host="localhost")`` asks a server for a page; ``hall`` says whether it has one."""
    module = types.SimpleNamespace(handlers=lambda hall: [("/hall", Phone)])

    def ask(
        path: str, host: str = "", hall: bool = False, away: bool = False, key: str = "sesame"
    ) -> tuple[int, str]:
        async def go() -> tuple[int, str]:
            own = types.SimpleNamespace(token="t<o>ken") if hall else None
            monkeypatch.setitem(sys.modules, HALL, module)
            server = HTTPServer(application(tmp_path, "sesame", own, root), xheaders=away)
            socket, port = bind_unused_port()
            server.add_socket(socket)
            named = host.partition(":")[2] or 80 if host else port
            headers = {
                "Host": host or f"127.0.0.1:{port}",
                "Cookie": f"neurolib-lecture-{named}={key}",
            } | ({"X-Real-Ip": "192.168.1.7"} if away else {})
            request = HTTPRequest(
                f"http://127.0.0.1:{port}{path}",
                headers=headers,
                follow_redirects=False,
                **PATIENCE,
            )
            answer = await AsyncHTTPClient().fetch(request, raise_error=False)
            server.stop()
            return answer.code, answer.headers.get("Location") or answer.body.decode()

        with ThreadPoolExecutor(1) as pool:  # a browser's own loop may run in this thread
            return pool.submit(lambda: asyncio.run(go())).result()

    return ask


def test_the_lecturers_machine_gets_the_screens(ask: Callable[..., tuple[int, str]]) -> None:
    code, page = ask("/")
    assert code == 200 and '<a href="1-charging.html">1 · Charging</a>' in page
    code, page = ask("/1-charging.html")
    assert code == 200 and "data-hall" not in page and "neurolib-token" not in page
    assert ask("/1-charging.html", host="localhost:80")[0] == 200
    code, script = ask("/lecture.js")
    assert code == 200 and "BroadcastChannel" in script
    assert ask("/2-nothing.html")[0] == ask("/../pyproject.toml")[0] == 404


def test_a_hall_gets_its_token_from_the_page(ask: Callable[..., tuple[int, str]]) -> None:
    code, page = ask("/1-charging.html", hall=True)
    assert code == 200 and "<html data-hall " in page
    assert '<meta name="neurolib-token" content="t&lt;o&gt;ken">' in page


def test_phones_and_other_names_get_no_screens(ask: Callable[..., tuple[int, str]]) -> None:
    for path in "/1-charging.html", "/lecture.js":
        for more in {"away": True}, {"host": "evil.example"}:
            code, words = ask(path, hall=True, **more)
            assert code == 403 and "token" not in words and words.startswith("The screens of this")
    assert ask("/", hall=True, away=True) == (302, "/hall")
    assert ask("/hall", hall=True, away=True) == (200, "the page for phones")


def test_who_shares_the_machine_gets_no_screens_without_the_key(
    ask: Callable[..., tuple[int, str]],
) -> None:
    for path in "/", "/1-charging.html", "/lecture.js", "/1-charging.html?key=sesam", "/?key=":
        for key in "", "sesam", "ä":
            code, words = ask(path, hall=True, key=key)
            assert code == 403 and words.startswith("This address lacks the key"), (path, key)
            assert "token" not in words
    assert ask("/1-charging.html?key=sesame", key="") == (302, "/1-charging.html")
    assert ask("/1-charging.html?key=sesame", key="", away=True)[0] == 403
    assert ask("/hall", hall=True, key="") == (200, "the page for phones")


def test_the_key_is_kept_where_no_script_reads_it(root: Path, tmp_path: Path) -> None:
    async def go() -> str:
        server = HTTPServer(application(tmp_path, "sesame", None, root))
        socket, port = bind_unused_port()
        server.add_socket(socket)
        request = HTTPRequest(
            f"http://127.0.0.1:{port}/?key=sesame", follow_redirects=False, **PATIENCE
        )
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        server.stop()
        return str(answer.headers["Set-Cookie"])

    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(lambda: asyncio.run(go())).result()
    assert "=sesame" in said and "HttpOnly" in said and "SameSite=Lax" in said


SERVE = """
import signal
import sys
from pathlib import Path
from neurolib.lecture.serving import serve
# what runs the tests in the background lets its processes ignore Ctrl+C, and their children, too
signal.signal(signal.SIGINT, signal.default_int_handler)
serve("1", None, True, False, root=Path(sys.argv[1]))
"""
BROWSER = """#!/bin/sh
# a browser that notes how it was started, and what it was told to open
printf '%s\\n' "$*" > "$0.started"
stat -c %a "${1#file://}" > "$0.mode"
cp "${1#file://}" "$0.page"
: > "$0.done"
"""


@pytest.mark.skipif(os.name == "nt", reason="the browser of this test is a shell script")
def test_who_shares_the_machine_does_not_see_the_key_while_the_browser_starts(
    root: Path, tmp_path: Path
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(root)],
        cwd=ROOT,
        env=os.environ | {"BROWSER": str(browser), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            said = ""
            while "Ctrl+C" not in said:
                said += (line := process.stdout.readline())
                assert line, said
            address, key = re.search(r"(http://\S+\?key=(\S+))", said).groups()
            while not (tmp_path / "browser.done").exists():
                assert process.poll() is None
                time.sleep(0.05)
        finally:
            process.send_signal(signal.SIGINT)
    started = (tmp_path / "browser.started").read_text()
    assert key not in started and started.startswith("file://")
    assert (tmp_path / "browser.mode").read_text() == "600\n"
    assert f'content="0;url={address}"' in (tmp_path / "browser.page").read_text()
    assert not Path(started.strip().removeprefix("file://")).exists(), "it is gone with the lecture"


def test_preparing_shows_its_cells_and_stops_with_a_sentence(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, int, int]] = []
    cache = tmp_path / "cache"
    write([next(iter(chapters(root).values()))], tmp_path, cache, show=lambda *of: told.append(of))
    assert [n for _, n, _ in told] == sorted(n for _, n, _ in told) and told[-1][1] == told[-1][2]

    def interrupted(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "write", interrupted)
    with pytest.raises(Stop, match="Stopped before 1-charging was prepared") as stop:
        serving.serve("1", None, False, False, say=lambda line: None, root=root)
    assert stop.value.code == 130


# ---- the command --------------------------------------------------------------------------------


def test_the_commands_help_fits_a_screen_and_errors_are_sentences(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from neurolib import cli

    shown = CliRunner(env={"COLUMNS": "80"}).invoke(cli.app, ["lecture", "--help"]).output
    assert len(shown.splitlines()) <= 40 and "shows all keys" in " ".join(shown.split())
    monkeypatch.setattr(sys, "argv", ["neurolib", "lecture", "languge"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert "Did you mean 2-the-language-of-spikes?" in capsys.readouterr().err
