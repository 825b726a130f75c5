"""Print how long a slider's key takes to change the pixels of the live figure, in real JupyterLab in headless Chromium.

Run: python tests/benchmarks/live_figure.py [keys]

The time runs from the key event, as the browser stamps it, until the canvas holds other pixels ("changed"), and until the
next animation frame begins, with which they reach the screen ("shown"). After each painting the whole canvas is copied and
compared. Then the mouse drags the slider to and fro, and distinct pictures are counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

import numpy as np  # noqa: E402
from conftest import CHROMIUM, FLAGS, free_port, isolated  # noqa: E402

CELL = """
from neurolib import AdEx, simulate
from neurolib.model import Quantity
from neurolib.units import mV, ms, nA, pA
from neurolib.widgets import Knob, View, explore

def draw(axes, run):
    axes[0].plot(run.t / ms, run.V / mV)
    axes[0].set(ylim=(-80, 20), xlim=(0, 500), ylabel="V (mV)")
    axes[1].plot(run.t / ms, run.w / pA)
    axes[1].set(ylim=(0, 900), ylabel="w (pA)", xlabel="time (ms)")

view = View(
    compute=lambda neuron, I: simulate(neuron, I=I, duration=500*ms, dt=DT),
    draw=draw,
    caption=lambda neuron, run: f"{len(run.spikes)} spikes in 500 ms.",
    grid={"nrows": 2, "sharex": True},
)
explore(AdEx.pattern("adapting"), view, [Knob("I", Quantity("pA", "input current", 0, 2*nA, (100*pA, 1*nA)), 500*pA), "tau_w"])
"""

WATCH = """() => {
  const canvas = document.querySelector(".neurolib-live canvas");
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


def notebook(cell: str) -> str:
    """Return the JSON of a notebook of one cell."""
    code = {"cell_type": "code", "id": "figure", "metadata": {}, "source": cell, "outputs": [], "execution_count": None}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"cells": [code], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def measure(page: Any, keys: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the two delays in ms of ``keys`` single key presses, and the pictures a second of a drag."""
    slider = page.locator(".neurolib-live input[type=range]").first
    slider.focus()
    page.evaluate(WATCH)
    for i in range(keys + 10):
        if i == 10:  # the first few compile and fill caches
            page.evaluate("() => { changed = []; shown = [] }")
        page.keyboard.press("ArrowRight" if i // 20 % 2 == 0 else "ArrowLeft")
        time.sleep(0.25)
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, y)
    page.mouse.down()
    page.evaluate("() => { pictures = 0 }")
    start = time.perf_counter()
    while (t := time.perf_counter() - start) < 4:
        page.mouse.move(box["x"] + box["width"] * (0.5 - 0.35 * np.cos(1.5 * t)), y)
        time.sleep(0.016)
    pictures = page.evaluate("pictures")
    page.mouse.up()
    return np.array(page.evaluate("changed")), np.array(page.evaluate("shown")), pictures / t


def main() -> None:
    keys = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    if not CHROMIUM:
        sys.exit("Chromium is missing; install it with: apt install chromium")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work, home, url = Path(folder, "work"), Path(folder, "home"), f"http://127.0.0.1:{(port := free_port())}/"
        work.mkdir()
        home.mkdir()
        steps = {"0.1 ms": "0.1*ms", "0.01 ms": "0.01*ms"}
        for i, dt in enumerate(steps.values()):
            (work / f"{i}.ipynb").write_text(notebook(CELL.replace("DT", dt)), encoding="utf-8")
        options = f"--no-browser --port={port} --allow-root --IdentityProvider.token= --ServerApp.root_dir={work}".split()
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], cwd=work, env=isolated(home), stderr=subprocess.DEVNULL)
        try:
            _wait(url + "api")
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for i, step in enumerate(steps):
                page = chromium.new_page(viewport={"width": 1400, "height": 1000})
                page.goto(f"{url}doc/tree/{i}.ipynb?reset")
                page.locator(".jp-Notebook .jp-CodeCell").first.click()
                page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
                page.keyboard.press("Shift+Enter")
                page.wait_for_selector(".neurolib-live canvas", timeout=60_000)
                time.sleep(3)
                changed, shown, rate = measure(page, keys)
                parts = [
                    f"{word} median {np.median(delays):.0f} ms, p95 {np.quantile(delays, 0.95):.0f} ms"
                    for word, delays in (("changed", changed), ("shown", shown))
                ]
                print(f"AdEx, 500 ms in steps of {step}, {len(changed)} keys: {'; '.join(parts)}; drag {rate:.0f} pictures/s", flush=True)
                page.close()
            chromium.close()
            print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
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
