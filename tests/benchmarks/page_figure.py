"""Print how long a key takes to change the pixels of each figure that computes in a page, and what
the page loads for it.

Run: python tests/benchmarks/page_figure.py SITE [keys]

``SITE`` is a folder that ``neurolib site`` has written. Every slider of every such figure is pressed
in headless Chromium, from the disk and without a network; times are measured as in
``live_figure.py``, and "CPU" is the time in which the page computes and draws one picture, as its
own clock says.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(Path(__file__).parent)]

import numpy as np  # noqa: E402
from conftest import CHROMIUM, FLAGS  # noqa: E402
from live_figure import WATCH, told  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402


def main(site: Path, keys: int = 24) -> int:
    """Measure all figures of a site that compute; return how many are slower than 16 ms."""
    slow, medians = 0, list[float]()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.route("http*://**", lambda route: route.abort())
        print("figure                                   slider     changed ms   shown ms    kB")
        for path in sorted(site.rglob("*.html")):
            if 'class="live computes"' not in path.read_text(encoding="utf-8"):
                continue
            page.goto(path.as_uri())
            for place in page.locator(".live.computes").all():
                name = place.get_attribute("data-film") or ""
                size = (site / "frames" / f"{name}.figure.js").stat().st_size / 1e3
                place.scroll_into_view_if_needed()
                place.locator(".neurolib-live canvas").wait_for()
                place.locator("canvas").evaluate(WATCH)
                for slider in place.locator(".sliders input").all():
                    slider.focus()
                    last = slider.evaluate("slider => slider.value >= slider.max / 2")
                    for k in range(keys + 5):
                        if k == 5:
                            page.evaluate("() => { changed = []; shown = [] }")
                        page.keyboard.press(
                            "ArrowLeft" if last == (k // 4 % 2 == 0) else "ArrowRight"
                        )
                        time.sleep(0.1)
                    changed, shown = (np.array(page.evaluate(x)) for x in ("changed", "shown"))
                    slider_name = slider.get_attribute("name")
                    print(
                        f"{name:<40} {slider_name:<10} {told(changed)}  {told(shown)} {size:5.0f}"
                    )
                    medians += [float(np.median(changed))] if len(changed) else []
                    slow += len(changed) > 0 and float(np.median(changed)) > 16
        browser.close()
    if medians:
        print(f"{len(medians)} sliders; median {np.median(medians):.1f} ms, largest {max(medians):.1f} ms; "
              f"{slow} slower than 16 ms")  # fmt: skip
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:3])))
