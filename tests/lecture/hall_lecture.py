"""A whole lecture on a chapter, given in Chromium to a hall of 30 phones, of which 10 drop out and
come back.

``python -m tests.lecture.hall_lecture [CHAPTER [FOLDER]]`` starts ``neurolib lecture`` as a teacher
does, goes through all screens with the right arrow key, lets all phones answer each prediction, and
keeps pictures of the wall and of the phones in the folder. Two phones are pages in Chromium, one of
them behind a network that goes silent; 28 are simulated. At each prediction every third phone drops
out: half of these before they answer, half after it; all come back before the result is shown, find
their own answer, and count once. The program prints what the wall says, and ends with an error
where an answer was lost or counted twice, or where a page complained.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.lecture.hall_network import network
from tests.lecture.hall_phones import Phone
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
SIMULATED, PAGES = 28, 2
SHOWN = """() => {
  const screen = document.querySelector(".screen.here"), wall = screen.querySelector(".hall-wall");
  const question = screen.querySelector(".guess script");
  return {
    kind: screen.dataset.kind, steps: Number(screen.dataset.steps), at: document.querySelector(".now").textContent,
    question: wall && question && JSON.parse(question.textContent),
    fits: [screen.querySelector(".body"), ...screen.querySelectorAll(".hall-said, .hall-join, .hall-plot")].every(
      ({ scrollHeight, clientHeight, scrollWidth, clientWidth }) => scrollHeight <= clientHeight + 1 && scrollWidth <= clientWidth + 1),
  };
}"""


def guess_of(question: dict[str, Any], rng: np.random.Generator) -> Any:
    """Return what somebody in a hall may answer."""
    asks, found, right = question["asks"], question["found"], question.get("right")
    if "plane" in asks:
        low, high = asks["plane"]["limits"]
        y = np.array(found) * rng.lognormal(0, 0.4)
        at = np.arange(len(y)) + rng.uniform(-4, 4)  # shifted, and held at the end
        y = np.interp(at, np.arange(len(y)), y) + rng.normal(0, 0.05) * (high - low)
        return [float(f"{each:.6g}") for each in np.clip(y, low, high)]
    if "choices" in asks:
        return "abcdefgh"[rng.integers(len(asks["choices"]))] if rng.random() < 0.6 else right
    if (wrong := list(question.get("wrong", {}).values())) and rng.random() < 0.3:
        return f"{rng.choice(wrong):.3g}"
    return f"{right * rng.lognormal(0, 0.6):.3g}"


async def draw(page: Any, rng: np.random.Generator) -> None:
    """Draw a rising curve with a thumb."""
    box = await page.locator("svg.plane").bounding_box()
    xs = box["x"] + box["width"] * np.linspace(56, 349, 30) / 360
    ys = box["y"] + box["height"] * (0.84 - 0.7 * np.linspace(0, 1, 30) ** rng.uniform(0.4, 2))
    await page.mouse.move(xs[0], ys[0])
    await page.mouse.down()
    for x, y in zip(xs, ys, strict=True):
        await page.mouse.move(x, y)
    await page.mouse.up()


async def answer(page: Any, question: dict[str, Any], rng: np.random.Generator) -> None:
    """Answer on a page as a person does."""
    await page.locator(".neurolib-guess").wait_for()
    asks = question["asks"]
    if "choices" in asks:
        letter = "abcdefgh"[rng.integers(len(asks["choices"]))]
        await page.get_by_role("button", name=f"({letter})").click()
    else:
        if "plane" in asks:
            await draw(page, rng)
        else:
            await page.get_by_role("textbox").fill(str(guess_of(question, rng)))
        await page.get_by_role("button", name="Send").click()


async def ask(
    hall: list[Phone], pages: list[Any], question: dict[str, Any], url: str, between: Any, turn: int
) -> None:
    """Let everybody answer a question, while every third phone drops out and comes back."""
    rng = np.random.default_rng(100 + turn)
    number = turn + 1
    leaving = [phone for phone in hall if phone.k % 3 == turn % 3][:9]
    early, late = leaving[::2], leaving[1::2]
    await asyncio.gather(*(phone.wait_for(number) for phone in hall))
    for phone in early:
        phone.drop()
    staying = [phone for phone in hall if phone not in early]
    given = {phone.k: guess_of(question, rng) for phone in hall}
    await asyncio.gather(*(each.answer(given[each.k], rng.uniform(0, 1)) for each in staying))
    for phone in late:
        phone.drop()
    await answer(pages[0], question, rng)
    if turn % 2:
        between.set("silent")  # the second page answers while it has no network
    await answer(pages[1], question, rng)
    if turn % 2:
        await pages[1].get_by_text("Your answer waits on this phone").wait_for()
    await asyncio.gather(*(phone.come(url) for phone in leaving))
    assert all("guess" in phone.shown["said"] for phone in late), "an answer was lost"
    assert not any("guess" in phone.shown["said"] for phone in early)
    await asyncio.gather(*(phone.answer(given[phone.k]) for phone in early))
    between.set("up")
    for page in pages:
        await page.get_by_role("button", name="Change my answer").wait_for()
        await page.get_by_text(re.compile("^Your (answer|curve) has arrived")).wait_for()


async def lecture(url: str, chapter: str, key: str, folder: Path, between: Any) -> int:
    """Go through all screens; return how many predictions there were."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        complaints: list[str] = []

        async def page(to: str, width: int, height: int, **more: Any) -> Any:
            context = await browser.new_context(viewport={"width": width, "height": height}, **more)
            made = await context.new_page()
            made.set_default_timeout(60_000)
            made.on("pageerror", lambda error: complaints.append(f"{to}: {error}"))
            made.on(
                "console",
                lambda said: complaints.append(said.text) if said.type == "error" else None,
            )
            made.on(
                "request",
                lambda sent: (
                    complaints.append(f"asked for {sent.url}")
                    if not re.match(r"(https?|ws)://127\.0\.0\.1:|data:|blob:", sent.url)
                    else None
                ),
            )
            await made.goto(to)
            return made

        wall = await page(f"{url}{chapter}.html?key={key}", 1280, 720)
        touch = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}
        pages = [
            await page(f"{url}hall", 390, 780, color_scheme="dark", **touch),
            await page(f"{between.url}hall", 360, 700, **touch),
        ]
        hall = [Phone(k) for k in range(SIMULATED)]
        await asyncio.gather(*(phone.come(url) for phone in hall))
        turn, screens, before = 0, 0, ""
        while (shown := await wall.evaluate(SHOWN))["at"] != before:
            before = shown["at"]
            screens += 1
            if question := shown["question"]:
                name = f"{turn + 1:02}"
                await ask(hall, pages, question, url, between, turn)
                everybody = wall.locator(".screen.here .hall-count b")
                await wall.wait_for_function(
                    f"document.querySelector('.screen.here .hall-count b').textContent >= {SIMULATED + PAGES}"
                )
                counted = await everybody.inner_text()
                fits = (await wall.evaluate(SHOWN))["fits"]
                await wall.screenshot(path=folder / f"{name}-wall-open.png")
                for k, each in enumerate(pages):
                    await each.screenshot(path=folder / f"{name}-phone{k}-open.png")
                if "plane" in question["asks"]:
                    await wall.keyboard.press("h")
                    await wall.wait_for_timeout(300)
                    await wall.screenshot(path=folder / f"{name}-wall-curves.png")
                await wall.keyboard.press("ArrowRight")
                await wall.locator(".screen.here .hall-said p").first.wait_for()
                for each in pages:
                    await each.locator("body[data-revealed] .answer p").first.wait_for()
                await wall.wait_for_timeout(500)
                fits = fits and (await wall.evaluate(SHOWN))["fits"]
                await wall.screenshot(path=folder / f"{name}-wall-revealed.png")
                for k, each in enumerate(pages):
                    await each.screenshot(path=folder / f"{name}-phone{k}-revealed.png")
                said = await wall.locator(".screen.here .hall-said p").all_inner_texts()
                print(
                    f"{shown['at']:>9} {question['key']}\n{'':10}{counted} answers. {' '.join(said[:-1])}"
                )
                if not fits:
                    complaints.append(
                        f"the screen of {question['key']} is too small for what it shows"
                    )
                assert int(counted) == SIMULATED + PAGES, "a phone counted twice"
                turn += 1
                await wall.keyboard.press("ArrowRight")
            else:
                for _ in range(shown["steps"] + 1):
                    await wall.keyboard.press("ArrowRight")
            await wall.wait_for_timeout(60)
        await browser.close()
    print(f"{screens} screens, {turn} predictions, {SIMULATED + PAGES} phones")
    for complaint in dict.fromkeys(complaints):
        print(f"complaint: {complaint}")
    expected = re.compile(
        "WebSocket connection|ERR_|Failed to load resource"
    )  # of the silent network
    return sum(not expected.search(each) for each in complaints)


def main() -> None:
    """Give the lecture."""
    chapter, folder = (sys.argv[1:] + ["2", tempfile.mkdtemp()][len(sys.argv) - 1 :])[:2]
    Path(folder).mkdir(parents=True, exist_ok=True)
    port, kept = free_port(), Path(folder) / "kept.json"
    start = "from neurolib.cli import main; main()"
    command = [sys.executable, "-c", start, "lecture", chapter, "--no-browser", "--hall"]
    with subprocess.Popen(
        [*command, f"--port={port}", f"--keep={kept}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout
            said = []
            while not said or "Ctrl+C" not in said[-1]:
                said.append(process.stdout.readline())
                assert said[-1], f"the lecture did not start: {''.join(said)}"
            print("".join(said))
            name = re.search(r"/([\w-]+)\.html\?key=(\S+)", "".join(said))
            assert name
            url = f"http://127.0.0.1:{port}/"
            with network(url) as between:
                faults = asyncio.run(lecture(url, name[1], name[2], Path(folder), between))
        finally:
            process.terminate()
    found = json.loads(kept.read_text(encoding="utf-8"))
    print(f"kept: {len(found)} questions, {sum(len(each['answers']) for each in found)} answers")
    print(f"pictures: {folder}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
