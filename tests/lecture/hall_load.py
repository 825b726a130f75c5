"""How long a curve takes from a phone to the wall, in a hall of 200 phones.

``python -m tests.lecture.hall_load`` serves a lecture in a process of its own, opens its wall in a
real Chromium that shows the curves as they come, and lets 200 simulated phones send a curve each:
first within three seconds, as a hall does after "now send it", then all at once. The time of a
curve runs from the moment at which its phone sends the last point to the frame in which Chromium
has drawn it. Phones, server and wall share the machine, so the figures are those of a laptop that
does all three.

Options: the number of phones, and the number of rounds.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import Any

import numpy as np

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.lecture.hall_page import CURRENTS, QUESTIONS, Served, served
from tests.lecture.hall_phones import Phone

# Notes for each curve of the wall when it was first painted; a curve is known by its first point.
WATCH = """() => {
  window.seen = {};
  const high = 310, top = 10, bottom = 52;
  const note = () => {
    const found = [...document.querySelectorAll(".hall-curves path")].map((path) => path.getAttribute("d"));
    requestAnimationFrame(() => setTimeout(() => {
      const now = (performance.timeOrigin + performance.now()) / 1000;
      for (const d of found) {
        const y = Number(/^M[\\d.]+ ([\\d.]+)/.exec(d)[1]);
        const first = Math.round((200 * (high - bottom - y)) / (high - top - bottom) * 100);
        window.seen[first] ??= now;
      }
    }));
  };
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["d"] });
}"""


def curve(k: int) -> list[float]:
    """Return the curve of the phone ``k``; its first point names it."""
    rng = np.random.default_rng(k)
    height, at = rng.uniform(60, 200), rng.uniform(150, 400)
    y = height * np.clip((CURRENTS - at) / (600 - at), 0, None) ** rng.uniform(0.3, 1.2)
    return [k / 100, *(float(f"{each:.6g}") for each in y[1:])]


async def gather(lecture: Served, phones: int) -> list[Phone]:
    """Let all phones come at once."""
    hall = [Phone(k + 1) for k in range(phones)]
    began = time.time()
    await asyncio.gather(*(each.come(lecture.url) for each in hall))
    print(f"all phones had come after {time.time() - began:.1f} s")
    return hall


async def play(hall: list[Phone], spread: float, wall: Any, key: str) -> dict[str, Any]:
    """Let all phones answer a question; return the seconds of each part."""
    question = QUESTIONS[0] | {"key": key}
    await wall.evaluate(
        "question => neurolibHall.open(question, document.querySelector('section'))", question
    )
    await wall.keyboard.press("h")
    await wall.evaluate(WATCH)
    while not all(each.number for each in hall):
        await asyncio.sleep(0.05)
    rng = np.random.default_rng(7)
    sent = await asyncio.gather(
        *(each.answer(curve(each.k), rng.uniform(0, spread)) for each in hall)
    )
    for _ in range(600):
        seen = {int(k): at for k, at in (await wall.evaluate("window.seen")).items()}
        if len(seen) >= len(hall):
            break
        await asyncio.sleep(0.05)
    delays = [seen[each.k] - at for each, (at, _) in zip(hall, sent, strict=True)]
    await wall.evaluate("neurolibHall.close(document.querySelector('section'))")
    while any(each.number for each in hall):
        await asyncio.sleep(0.02)
    return {"wall": delays, "confirmed": [took for _, took in sent]}


async def measure(phones: int, rounds: int) -> None:
    """Print the figures of all rounds."""
    from playwright.async_api import async_playwright

    with served() as lecture:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page(viewport={"width": 1280, "height": 720})
            await page.goto(f"{lecture.url}wall")
            load = os.getloadavg()[0]
            print(f"{phones} phones, a wall in Chromium, {os.cpu_count()} cores, load {load:.1f}")
            hall = await gather(lecture, phones)
            for number in range(rounds):
                for name, spread in (("within 3 s", 3.0), ("all at once", 0.0)):
                    key = f"{number} {name}"
                    found = await play(hall, spread, page, key)
                    wall, confirmed = (np.array(found[each]) for each in ("wall", "confirmed"))
                    print(
                        f"{name:11}: last point to wall p50 {np.median(wall):.3f} s, "
                        f"p95 {np.quantile(wall, 0.95):.3f} s, longest {wall.max():.3f} s; "
                        f"confirmed on the phone p95 {np.quantile(confirmed, 0.95):.3f} s"
                    )
            await browser.close()


def main() -> None:
    """Measure with the numbers of the command line."""
    phones, rounds = (int(each) for each in (sys.argv[1:] + ["200", "3"][len(sys.argv) - 1 :]))
    if not CHROMIUM:
        sys.exit("Chromium is missing; install it with: apt install chromium")
    asyncio.run(measure(phones, rounds))


if __name__ == "__main__":
    main()
