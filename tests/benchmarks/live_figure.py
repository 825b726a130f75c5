"""Print how long the key of a slider, or of a point in the axes, takes to change the pixels of each
live figure, and what it costs Python.

It runs in real JupyterLab in headless Chromium, and prints how large each chapter is saved, too.

Run: python tests/benchmarks/live_figure.py [keys] [CHAPTER.ipynb …] all chapters, unless some are
named

The time runs from the key event, as the browser stamps it, until the canvas holds other pixels
("changed"), and until the next animation frame begins, with which they reach the screen ("shown").
After each painting the whole canvas is copied and compared. "CPU" is the time of a processor that
the kernel takes for a key. Then the slider moves to and fro for three seconds, an input event at
each animation frame as under a mouse, and distinct pictures are counted. (Playwright's own mouse
moves only about ten times a second here, and would measure itself.)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

import numpy as np  # noqa: E402
import psutil  # noqa: E402
from conftest import CHROMIUM, FLAGS, count_cells, isolated  # noqa: E402

from neurolib.bootstrap import settings  # noqa: E402
from tests.browser.notebooks import run_all  # noqa: E402
from tests.ports import free_port  # noqa: E402

CHAPTERS = sorted((ROOT / "course").glob("[1-9]-*/[0-9]*.ipynb"))

WATCH = """(canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  const pixels = () => {
    copy.clearRect(0, 0, canvas.width, canvas.height);
    copy.drawImage(canvas, 0, 0);
    return new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  };
  const differ = (a, b) => {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return true;
    return false;
  };
  let before = pixels();
  window.keyed = null;
  window.changed = [];
  window.shown = [];
  window.pictures = 0;
  addEventListener("keydown", (event) => (window.keyed = event.timeStamp), true);
  const painted = () => {
    const time = performance.now();
    const now = pixels();
    if (!differ(now, before)) return;
    before = now;
    window.pictures += 1;
    if (window.keyed === null) return;
    const key = window.keyed;
    window.keyed = null;
    window.changed.push(time - key);
    requestAnimationFrame(() => window.shown.push(performance.now() - key));
  };
  const context = canvas.getContext("2d");
  context.clearRect = (...box) => {
    CanvasRenderingContext2D.prototype.clearRect.apply(context, box);
    queueMicrotask(painted); // when the painting that starts here is done
  };
}"""


DRAG = """(slider) => new Promise((resolve) => {
  const start = performance.now();
  window.pictures = 0;
  slider.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  const move = () => {
    const t = (performance.now() - start) / 1000;
    slider.value = slider.max * (0.5 - 0.35 * Math.cos(1.5 * t));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    if (t < 3) return requestAnimationFrame(move);
    slider.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    resolve(window.pictures);
  };
  move();
})"""


def measure(
    page: Any, figure: Any, slider: Any, keys: int, used: Callable[[], float]
) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Return the two delays in ms of ``keys`` single key presses, the kernel's ms of a processor
    for one, and the pictures a second of a drag.
    """
    # no: up and down, in a plane
    across = slider.evaluate("slider => slider === slider.parentElement.querySelector('input')")
    slider.focus()
    figure.locator("canvas").evaluate(WATCH)
    ways = ("ArrowRight", "ArrowLeft") if across else ("ArrowUp", "ArrowDown")
    if slider.evaluate("slider => slider.value >= slider.max / 2"):
        ways = ways[::-1]
    for i in range(keys + 5):
        if i == 5:  # the first few compile and fill caches
            page.evaluate("() => { changed = []; shown = [] }")
            before = used()
        # to and fro, so that a slider of a few stops moves at each key
        page.keyboard.press(ways[i // 4 % 2])
        time.sleep(0.25)
    cost = 1e3 * (used() - before) / keys
    delays = [np.array(page.evaluate(name)) for name in ("changed", "shown")]
    return delays[0], delays[1], cost, slider.evaluate(DRAG) / 3


def kernels(server: psutil.Process) -> float:
    """Return the seconds of a processor that a server's kernels have taken so far."""
    times = [child.cpu_times() for child in server.children(recursive=True)]
    return sum(each.user + each.system for each in times)


def saved(page: Any, file: Path) -> float:
    """Save the notebook that is open, with its outputs, and return the size of its file in MB."""
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save Notebook", exact=True).click()
    for _ in range(300):
        time.sleep(0.2)
        if '"output_type"' in (text := file.read_text(encoding="utf-8")) and '"widgets"' in text:
            return file.stat().st_size / 1e6
    sys.exit(f"{file.name} was not saved")


def told(delays: np.ndarray) -> str:
    """Write the median and the 95th percentile."""
    return (
        f"{np.median(delays):4.0f} /{np.quantile(delays, 0.95):4.0f}"
        if len(delays)
        else "   – /   –"
    )


def measure_all(page: Any, keys: int, used: Callable[[], float]) -> None:
    """Measure every slider of every live figure on the page, and print a line for each."""
    everything: list[list[np.ndarray]] = [[], []]
    figures = page.locator(".neurolib-live")
    for i in range(figures.count()):
        sliders = figures.nth(i).get_by_role("slider")
        for j in range(sliders.count()):
            sliders.nth(j).scroll_into_view_if_needed()
            time.sleep(1)
            changed, shown, cost, rate = measure(page, figures.nth(i), sliders.nth(j), keys, used)
            everything[0].append(changed)
            everything[1].append(shown)
            name = f"figure {i + 1}, {sliders.nth(j).get_attribute('name')}"
            print(
                f"{name:<40} {told(changed)}  {told(shown)}  {cost:5.0f}  {rate:10.0f}", flush=True
            )
    if everything[0]:
        print(
            f"{'all':<40} {told(np.concatenate(everything[0]))}  "
            f"{told(np.concatenate(everything[1]))}",
            flush=True,
        )


def main() -> None:
    """Serve the chapters, run each, and measure."""
    numbers, named = (
        [word for word in sys.argv[1:] if word.isdigit()],
        [Path(word) for word in sys.argv[1:] if not word.isdigit()],
    )
    keys, chapters = int(numbers[0]) if numbers else 40, named or CHAPTERS
    if not CHROMIUM:
        sys.exit("Chromium is missing; install it with: apt install chromium")
    from playwright.sync_api import sync_playwright

    sizes: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work, home, url = (
            Path(folder, "work"),
            Path(folder, "home"),
            f"http://127.0.0.1:{(port := free_port())}/",
        )
        work.mkdir()
        home.mkdir()
        for chapter in chapters:
            shutil.copy(chapter, work)
        options = (
            f"--no-browser --port={port} --allow-root --IdentityProvider.token= "
            f"--ServerApp.root_dir={work}"
        ).split()
        settings.write(Path(folder, "settings"))  # as in the course's own environment
        options.append(f"--LabApp.app_settings_dir={folder}/settings")
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=work,
            env=isolated(home),
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(url + "api")
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            print(
                f"median / p95 in ms of {keys} keys             changed       shown    "
                f"CPU  pictures/s"
            )
            for chapter in chapters:
                page = chromium.new_page(viewport={"width": 1400, "height": 1000})
                count_cells(page)
                page.set_default_timeout(600_000)  # some chapters run for minutes
                run_all(page, f"{url}doc/tree/{chapter.name}?reset")
                time.sleep(2)
                print(
                    f"{chapter.stem}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
                    flush=True,
                )
                sizes[chapter.stem] = saved(page, work / chapter.name)
                measure_all(page, keys, partial(kernels, psutil.Process(server.pid)))
                page.close()
            chromium.close()
            print(
                "\n".join(
                    [
                        "MB saved after a run",
                        *(f"{size:4.1f}  {name}" for name, size in sizes.items()),
                    ]
                )
            )
        finally:
            server.terminate()
            server.wait(20)


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    sys.exit("JupyterLab did not start")


if __name__ == "__main__":
    main()
