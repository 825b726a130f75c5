"""Drives each live figure of a built site in Chromium, and compares its words with those of Python.

``python -m tests.site.driven SITE`` opens the home page, all chapters and all labs from the disk,
without any network. Each figure that computes is set to ten random places of its whole space by
the controls of the page: a preset at half of the places, then one of several points that can be
taken, then all sliders, then a click where a click changes the figure. At each place the caption,
the alternative text and the code have to be those that the same figure gives in Python. A row for
each figure says at how many places they are, the median time from the last event to the new
caption, and the size of the figure's file.

``--seed 5`` repeats the places of an earlier run. ``--only NAMES`` and ``--without NAMES`` choose
figures, such as ``2-lif-live``. Where ``NEUROLIB_AXE`` names the file ``axe.min.js``, axe-core
looks at each page, light and dark. The program fails where a word differs, where a page reports an
error or asks another host for something, and where axe-core finds a violation.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Collection
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from tests.browser.conftest import CHROMIUM, FADED, FLAGS, RULES, open_page
from tests.course.charts import BEFORE, charted

PLACES = 10
# their cells train networks before the figure is there
LAST = "lab2-live-bill", "lab5-live-analysis", "8-split-live", "lab4-live-luck"
WORDS = "caption", "alt", "code"
NAMES = """(film) => {  // the sliders of a figure
  const inputs = document.querySelectorAll(`[data-film="${film}"] .neurolib-live input[type=range]`);
  return [...inputs].map(({ name, max }) => [name, Number(max) + 1]);
}"""
PRESSED = """(film) => {  // the sliders of the handle that is pressed
  const handle = document.querySelector(`[data-film="${film}"] .handle`);
  return [...handle.querySelectorAll("input")].map(({ name }) => name);
}"""
MOVE = """async ([film, preset, stops, taken, press, wanted]) => {  // the words there, and ms from the last event to a new caption
  const root = document.querySelector(`[data-film="${film}"] .neurolib-live`), moves = [];
  const words = () => ({
    caption: root.querySelector(".caption").textContent.replaceAll("\\u00a0", " "),
    alt: root.querySelector(".plot").getAttribute("aria-label"),
    code: root.querySelector("pre").textContent,
    error: root.hasAttribute("data-error"),
  });
  const there = (now) => now.error === wanted.error && (now.error || ["caption", "alt", "code"].every((key) => now[key] === wanted[key]));
  const turn = () => new Promise((done) => setTimeout(done));
  if (preset !== null) {
    const button = [...root.querySelectorAll(".presets button")].find((each) => each.textContent === preset);
    moves.push(() => button.click());
  }
  if (taken !== null) moves.push(() => root.querySelectorAll(".handle")[taken].dispatchEvent(new FocusEvent("focusin", { bubbles: true })));
  for (const [name, stop] of Object.entries(stops)) {
    const input = [...root.querySelectorAll("input[type=range]")].find((each) => each.name === name);
    moves.push(() => {
      input.value = stop;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  if (press) moves.push(() => root.querySelector(".handle input").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
  const last = moves.pop();
  moves.forEach((move) => move());  // at once, as from several fingers
  await turn();
  const before = words().caption, from = performance.now();
  let changed = from;
  const watch = new MutationObserver(() => (changed = performance.now()));
  watch.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  last();
  do await turn();
  while (!there(words()) && performance.now() - changed < 20000);
  watch.disconnect();
  const now = words();
  return { ...now, ms: now.caption === before ? null : changed - from };
}"""


def name_of(film: str, page: Path) -> str:
    """Return the name in :data:`BEFORE` of the figure that a page calls ``film``."""
    stem = page.stem
    number = stem if stem == "index" else stem.split("-", 1)[0]
    return f"{number}-{film.removeprefix(f'{stem}-')}"


class Driven:
    """What a drive through the site has found so far."""

    def __init__(self, site: Path, seed: int) -> None:
        self.site, self.seed = site, seed
        self.failures = list[str]()
        self.figures = self.equal = 0
        self.seen = set[str]()

    def fail(self, sentence: str) -> None:
        """Keep a failure, and print it."""
        self.failures.append(sentence)
        print(f"  {sentence}", flush=True)

    def figure(self, page: Any, film: str, name: str, where: str) -> None:
        """Move one figure to its places, and print its row."""
        self.figures += 1
        try:
            same, refused, times = self.moved(page, film, name)
        except Exception as problem:  # a row of its own, and the drive goes on
            first = str(problem).strip().splitlines() or [""]
            print(f"{where:<48}{name:<22}{f'0 of {PLACES}':>10}", flush=True)
            self.fail(f"{name}: {type(problem).__name__}: {first[0]}")
            return
        self.equal += same == PLACES
        size = (self.site / "frames" / f"{film}.figure.js").stat().st_size / 1e3
        time = f"{median(times):.1f}" if times else "none"
        row = f"{where:<48}{name:<22}{f'{same} of {PLACES}':>10}{time:>10}{size:>8.0f}"
        print(row + (f"  ({refused} refused by both)" if refused else ""), flush=True)

    def moved(self, page: Any, film: str, name: str) -> tuple[int, int, list[float]]:
        """Return at how many places a figure has the words of Python, at how many of these both
        refuse the values, and the milliseconds of each new caption.
        """
        place = page.locator(f'[data-film="{film}"]')
        place.scroll_into_view_if_needed()
        place.locator(".neurolib-live").wait_for()
        with redirect_stdout(StringIO()):  # what cells print
            figure = charted(name)
        figure.answer({"reset": True})
        sliders = dict(page.evaluate(NAMES, film))
        points = {k: each.sets for k, each in enumerate(figure.view.handles) if each.sets}
        unseen = {each for sets in points.values() for each in sets}  # by a point alone
        expected = {
            each: len(slider.stops) for each, slider in figure.sliders.items() if each not in unseen
        }
        if sliders != expected:
            self.fail(f"{name}: the page has the sliders {sliders}; Python has {expected}.")
        rng = np.random.default_rng([self.seed, *name.encode()])
        same, refused, times = 0, 0, list[float]()
        for k in range(PLACES):
            presets = list(figure.presets)
            preset = str(rng.choice(presets)) if presets and k % 2 else None
            stops = {each: int(rng.integers(n)) for each, n in sliders.items() if n > 1}
            taken = int(rng.choice(list(points))) if points else None
            sets = {} if taken is None else points[taken]
            chosen = {each: figure.sliders[each].nearest(value) for each, value in sets.items()}
            press = bool(figure.view.press) and k % 2 == 0
            wish = {"set": stops | chosen} | ({"preset": preset} if preset else {})
            frame = figure.answer(wish)[0]
            if press:
                at = {each: stops[each] for each in page.evaluate(PRESSED, film)}
                frame = figure.answer({"press": [at]})[0]
            error = bool(frame["error"])
            wanted = {each: "" if error else str(frame[each]) for each in WORDS} | {"error": error}
            wanted["caption"] = str(wanted["caption"]).replace("\N{NO-BREAK SPACE}", " ")
            if not error:
                wanted["alt"] = f"{frame['alt']} {frame['caption']}"
            found = page.evaluate(MOVE, [film, preset, stops, taken, press, wanted])
            ms = found.pop("ms")
            if ms is not None:
                times.append(ms)
            if error and found["error"]:
                same, refused = same + 1, refused + 1
            elif found == wanted:
                same += 1
            else:
                wrong = [each for each in found if found[each] != wanted[each]]
                lines = [f"{each}: {found[each]!r}; Python: {wanted[each]!r}" for each in wrong]
                said = frame["error"] and f" Python refuses: {frame['error']}"
                self.fail(
                    f"{name} at {preset or ''} {stops | chosen}:{said} " + "\n    ".join(lines)
                )
        return same, refused, times

    def axe(self, page: Any, where: str) -> None:
        """Let axe-core look at a page, light and dark."""
        page.evaluate(Path(os.environ["NEUROLIB_AXE"]).read_text(encoding="utf-8"))
        for scheme in "light", "dark":
            page.emulate_media(color_scheme=scheme)
            page.evaluate(FADED)
            for rule in page.evaluate(RULES, ""):
                self.fail(f"axe-core, {where}, {scheme}: {rule}")
        page.emulate_media(color_scheme="light")

    def page(self, browser: Any, path: Path, chosen: Collection[str], last: bool) -> None:
        """Drive the figures of one page, those of :data:`LAST` or all others."""
        where = str(path.relative_to(self.site).with_suffix(""))
        with open_page(browser, offline=True, color_scheme="light") as page:

            def outside(request: Any) -> None:
                if not request.url.startswith(("file:", "data:", "blob:")):
                    page.errors.append(f"asked for {request.url}")

            page.on("request", outside)
            page.goto(path.as_uri())
            everything = page.get_by_role("button", name="Always show everything")
            if everything.count():
                everything.first.click()
            films = page.locator(".live.computes").evaluate_all(
                "(all) => all.map((each) => each.dataset.film)"
            )
            for film in films:
                name = name_of(film, path)
                self.seen.add(name)
                if name not in BEFORE and not last:
                    self.fail(f"{where}: tests.course.charts.BEFORE has no {name}.")
                if name in chosen and (name in LAST) == last:
                    self.figure(page, film, name, where)
            for error in page.errors:
                self.fail(f"{where}: {error}")
            if not last and os.environ.get("NEUROLIB_AXE"):
                self.axe(page, where)  # it asks for style sheets once more, which a disk refuses


def main(site: Path, seed: int, chosen: Collection[str]) -> int:
    """Print the rows; return 1 if anything failed."""
    from playwright.sync_api import sync_playwright

    found = Driven(site, seed)
    pages = [site / "index.html"]
    for part in "1-principles", "2-applications", "3-hands-on":
        pages += sorted((site / part).glob("*.html"))
    print(f"Places are drawn with --seed {seed}.")
    print(f"{'page':<48}{'figure':<22}{'equal':>10}{'ms':>10}{'kB':>8}", flush=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path in pages:
            found.page(browser, path, chosen, last=False)
        for path in pages:
            text = path.read_text(encoding="utf-8")
            if any(name in chosen and name.split("-", 1)[1] in text for name in LAST):
                found.page(browser, path, chosen, last=True)
        browser.close()
    for name in sorted(set(chosen) - found.seen):
        found.fail(f"{name} is on no page, or does not compute there.")
    print(f"{found.equal} of {found.figures} figures say what Python says at {PLACES} places each.")
    if found.failures:
        print(f"{len(found.failures)} failures, which stand above.")
    return int(bool(found.failures))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("site", type=Path)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--only", nargs="*", default=list(BEFORE), metavar="NAME")
    parser.add_argument("--without", nargs="*", default=[], metavar="NAME")
    typed = parser.parse_args()
    wanted = [name for name in typed.only if name not in typed.without]
    if unknown := {*typed.only, *typed.without} - set(BEFORE):
        parser.error(f"no live figure has the name {', '.join(sorted(unknown))}")
    if not CHROMIUM:
        parser.error("Chromium is missing; install it with: apt install chromium")
    sys.exit(main(typed.site.resolve(), typed.seed, wanted))
