"""Measures in Chromium what a picture of the home page's network takes.

``python -m tests.site.pictures SITE`` opens ``SITE/index.html`` from the disk, lets each setting
play for some seconds, and prints CPU milliseconds per picture: those of scripts, and those of the
page's thread as a whole. It asserts nothing, because another program may take the processor.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

COUNT = """() => {
  window.pictures = 0;
  const asked = requestAnimationFrame;
  window.requestAnimationFrame = (then) => asked((time) => { window.pictures++; then(time); });
}"""
SECONDS = 5


def metrics(session: Any) -> dict[str, float]:
    """Return the seconds that Chromium has spent so far, by name."""
    found = session.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] for each in found}


def main(site: str) -> int:
    """Print a row for each setting and each of two widths."""
    from playwright.sync_api import sync_playwright

    print(f"{'setting':<14}{'width':>6}{'pictures':>10}{'script ms':>11}{'thread ms':>11}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for width in 1300, 390:
            page = browser.new_page(viewport={"width": width, "height": 1000})
            page.goto(Path(site, "index.html").resolve().as_uri())
            page.evaluate(COUNT)
            page.locator(".showpiece").scroll_into_view_if_needed()
            page.locator(".piece").wait_for()
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable")
            for preset in page.locator(".piece .presets button").all():
                preset.click()
                page.wait_for_timeout(500)
                before, first = metrics(session), page.evaluate("pictures")
                page.wait_for_timeout(1000 * SECONDS)
                after, n = metrics(session), page.evaluate("pictures") - first
                spent = [
                    1e3 * (after[name] - before[name]) / n
                    for name in ("ScriptDuration", "TaskDuration")
                ]
                print(
                    f"{preset.inner_text():<14}{width:>6}{n:>10}{spent[0]:>11.2f}{spent[1]:>11.2f}"
                )
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
