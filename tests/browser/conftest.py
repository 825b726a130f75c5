"""A real JupyterLab server and a real Chromium; `page.errors` holds what the browser's console
complained about.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from neurolib.bootstrap import settings
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
PATIENCE = 300_000  # ms; a loaded machine is slow, and nothing here is timed
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync"]


def isolated(home: Path, **more: str) -> dict[str, str]:
    """An environment whose HOME, settings and caches lie in ``home``, and whose PATH finds this
    Python's own tools.
    """
    for name in "config", "data", "runtime", "ipython":
        (home / name).mkdir(parents=True, exist_ok=True)
    dropped = re.compile("JUPYTER|IPYTHON|PYTEST|NEUROLIB")
    env = {name: value for name, value in os.environ.items() if not dropped.match(name)}
    return env | {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        **more,
    }


@contextmanager
def server(root: Path, place: Path, command: list[str] | None = None, **more: str) -> Iterator[str]:
    """Serve the folder ``root`` by a JupyterLab whose HOME, settings and log lie in ``place``; give
    its address, ending in a slash.
    """
    port, log = free_port(), place / "jupyterlab.log"
    env = isolated(place / "home", **more)
    settings.write(place / "settings")  # as in the course's own environment
    settings.extend(place / "home" / "config")
    options = [
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--allow-root",
        "--IdentityProvider.token=",
    ]
    options += [f"--ServerApp.root_dir={root}", f"--LabApp.app_settings_dir={place / 'settings'}"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*(command or [sys.executable, "-m", "jupyterlab"]), *options],
            cwd=root,
            env=env,
            stdout=said,
            stderr=said,
        )
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(6000):
            try:
                urllib.request.urlopen(url + "api", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert process.poll() is None, (
                    f"JupyterLab did not start:\n{log.read_text(errors='replace')[-3000:]}"
                )
                time.sleep(0.05)
        else:
            pytest.fail(f"JupyterLab did not answer:\n{log.read_text(errors='replace')[-3000:]}")
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def jupyterlab(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """``jupyterlab(root, **environment)`` starts a server of the test's own on the folder ``root``
    and returns its address.
    """
    with ExitStack() as started:
        numbers = itertools.count()

        def start(root: Path, command: list[str] | None = None, **more: str) -> str:
            return started.enter_context(
                server(root, tmp_path / f"jupyterlab{next(numbers)}", command, **more)
            )

        yield start


@dataclass(frozen=True)
class Desk:
    """The folder of one test on the JupyterLab that all tests of a worker share."""

    url: str
    work: Path
    own: Path  # JupyterLab's folder of what a person has set

    def set(self, plugin: str, **values: Any) -> None:
        """Set in the settings of a plugin such as ``@jupyterlab/notebook-extension:tracker`` what a
        person may set, for this test.
        """
        package, name = plugin.split(":")
        path = self.own / "user-settings" / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")

    def doc(self, path: str) -> str:
        """Return the address of a notebook by itself."""
        return f"{self.url}doc/tree/{self.work.name}/{path}"

    def tab(self, path: str) -> str:
        """Return the address of a notebook in a tab, beside the files."""
        return f"{self.url}lab/tree/{self.work.name}/{path}"


@pytest.fixture(scope="session")
def common_jupyterlab(
    browser: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """One JupyterLab for all tests that need no other settings, where there is a browser: its
    address, and where its files lie.
    """
    place = tmp_path_factory.mktemp("jupyterlab")
    (place / "root").mkdir()
    with server(place / "root", place) as url:
        yield url, place


@contextmanager
def open_desk(url: str, place: Path) -> Iterator[Desk]:
    """Make a folder on the server in ``place``, without settings and open tabs of earlier; its
    kernels end with its use.
    """
    own = place / "home" / "config" / "lab"
    shutil.rmtree(own, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix="work-", dir=place / "root"))
    try:
        yield Desk(url, work, own)
    finally:
        end_kernels(url, work.name)


@pytest.fixture
def desk(common_jupyterlab: tuple[str, Path]) -> Iterator[Desk]:
    """A new folder on that server."""
    with open_desk(*common_jupyterlab) as desk:
        yield desk


def end_kernels(url: str, folder: str) -> None:
    """End the kernels of the notebooks in a folder of a server, with their sessions."""
    with urllib.request.urlopen(url + "api/sessions") as answer:
        sessions = [each["id"] for each in json.load(answer) if each["path"].startswith(folder)]
    for session in sessions:
        same = {"Cookie": "_xsrf=1", "X-XSRFToken": "1"}  # the server asks that the two are equal
        urllib.request.urlopen(
            urllib.request.Request(f"{url}api/sessions/{session}", method="DELETE", headers=same)
        ).close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    if not CHROMIUM:
        message = "Chromium is missing; install it with: apt install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def count_cells(page: Any) -> None:
    """Let ``page.cells`` be the number of cells that the page has sent to a kernel."""
    page.cells = 0

    def sent(frame: str | bytes) -> None:
        page.cells += b"execute_request" in (frame.encode() if isinstance(frame, str) else frame)

    page.on("websocket", lambda socket: socket.on("framesent", sent))


@contextmanager
def open_page(browser: Any, **options: Any) -> Iterator[Any]:
    """Open a page of 1400×900 with cookies of its own; ``.errors`` lists the console's errors and
    exceptions, and ``.cells`` counts the cells that were sent to a kernel.
    """
    context = browser.new_context(viewport={"width": 1400, "height": 900}, **options)
    page = context.new_page()
    page.errors = []
    page.on(
        "console",
        lambda message: page.errors.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    count_cells(page)
    page.set_default_timeout(PATIENCE)
    try:
        yield page
    finally:
        context.close()


@pytest.fixture
def new_page(browser: Any, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """``new_page()`` is a fresh page, as :func:`open_page` makes it."""
    pages = []
    with ExitStack() as opened:

        def make() -> Any:
            pages.append(opened.enter_context(open_page(browser)))
            return pages[-1]

        yield make
        for number, page in enumerate(pages):
            page.screenshot(path=tmp_path / f"last-seen-{number}.png")  # where a failed test stood


@pytest.fixture
def page(new_page: Callable[[], Any]) -> Any:
    """One such page."""
    return new_page()


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Any, str], Path]:
    """``screenshot(page, "name")`` keeps a PNG in the folder ``NEUROLIB_SCREENSHOTS``, or with the
    test's other files.
    """
    folder = Path(os.environ.get("NEUROLIB_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)

    def keep(page: Any, name: str) -> Path:
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        return path

    return keep


FAINT = """(within) => {  // words with less than 4.5 to 1 against the ground behind them
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const light = (...colours) => {  // of colours one over the other, in whatever way CSS writes them
    const all = colours.join();
    if (known.has(all)) return known.get(all);
    for (const colour of ["white", ...colours]) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    known.set(all, 0.2126 * r + 0.7152 * g + 0.0722 * b);
    return known.get(all);
  };
  const found = [];
  for (const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walk.nextNode(); ) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, style, textarea, mjx-assistive-mml")) continue;
    if (within && !element.closest(within)) continue;
    const behind = [];
    for (let each = element; each; each = each.parentElement) behind.unshift(getComputedStyle(each).backgroundColor);
    const [a, b] = [light(...behind), light(...behind, getComputedStyle(element).color)];
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) found.push(walk.currentNode.data.trim().slice(0, 60));
  }
  return found;
}"""
# until what fades has faded; what goes round without end is not waited for
FADED = """() => Promise.allSettled(document.getAnimations()
  .filter((each) => each.playState !== "paused" && each.effect.getComputedTiming().endTime < Infinity)
  .map((each) => each.finished))"""
UNREACHED = """() => [...document.querySelectorAll("pre")].filter((pre) => pre.scrollHeight > pre.clientHeight + 1 && pre.tabIndex < 0).length"""
RULES = """(within) => axe.run(within ? { include: [[within]] } : document).then((found) => found.violations.map((rule) => [rule.id, ...rule.nodes.map((node) => node.html.slice(0, 160))]))"""


@pytest.fixture
def barriers() -> Callable[..., list[Any]]:
    """``barriers(page)`` lists what keeps people out: no main part, pale words, blocks that no key
    can scroll, pictures without words.

    ``within`` is a selector of the parts that are ours, where the page is not. The violations that
    axe-core finds come with it where ``NEUROLIB_AXE`` names its file ``axe.min.js``.
    """

    def look(page: Any, within: str = "") -> list[Any]:
        page.evaluate(FADED)
        found = [f"pale: {words}" for words in page.evaluate(FAINT, within)]
        inside = page.locator(within) if within else page
        found += ["no main part"] * (not within and page.locator("main").count() != 1)
        found += ["a block that no key can scroll"] * (0 if within else page.evaluate(UNREACHED))
        found += ["a picture without words"] * inside.locator(
            "img:not([alt]), img[alt=''], img[alt='a figure']"
        ).count()
        if axe := os.environ.get("NEUROLIB_AXE"):
            page.evaluate(Path(axe).read_text(encoding="utf-8"))
            found += page.evaluate(RULES, within)
        return found

    return look
