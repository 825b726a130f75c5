"""A notebook as one page, in a real browser, opened from the disk without any network: the figure
that computes gives the numbers of Python, and nobody is kept out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurolib.site import single, webassembly
from tests.browser.conftest import open_page
from tests.browser.notebooks import pause, pixels
from tests.site.paper import CHART, MODEL, paper

pytestmark = pytest.mark.slow

MOVE = """(slider, stop) => {
  slider.value = stop;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the notebook."""
    if why := webassembly.obstacle():
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("paper")
    single.write(paper(folder), folder / "paper.html")
    return folder / "paper.html"


@pytest.fixture
def shown(written: Path, page: Any) -> Any:
    """The page in the browser; what it asks for besides itself is an error."""
    page.on(
        "request",
        lambda request: (
            None
            if request.url == written.as_uri() or request.url.startswith("data:")
            else page.errors.append(f"asked for {request.url}")
        ),
    )
    page.goto(written.as_uri())
    for figure in page.locator(".live").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".neurolib-live").wait_for()
    return page


@lru_cache
def figure() -> Any:
    """The same figure in Python."""
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(f"{MODEL}\n{CHART.replace('explore(', 'figure = explore(')}", space)
    return space["figure"]


def test_a_moved_figure_says_what_python_says(
    shown: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    place = shown.locator(".computes").first
    caption, seen = place.locator(".caption"), pixels(place)
    rng = np.random.default_rng(20261201)
    words = {"f_0": "frequency of the resonance", "Q": "quality"}
    for _ in range(12):
        stops = {
            name: int(rng.integers(len(slider.stops))) for name, slider in figure().sliders.items()
        }
        answer, _buffers = figure().answer({"set": stops})
        for name, stop in stops.items():
            place.get_by_role("slider", name=words[name]).evaluate(MOVE, stop)
        expect(caption).to_have_text(answer["caption"])
    assert pixels(place) != seen
    # the other one moves between its pictures
    other = shown.locator(".live:not(.computes)")
    before = other.locator(".caption").inner_text()
    other.get_by_role("slider").focus()
    shown.keyboard.press("End")
    expect(other.locator(".caption")).not_to_have_text(before)
    screenshot(shown, "single-page")
    assert shown.errors == []


def test_nobody_is_kept_out_and_nothing_is_wider_than_a_phone(
    shown: Any, barriers: Callable[..., list[Any]], screenshot: Callable[[Any, str], Path]
) -> None:
    for theme in "light", "dark":
        shown.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        pause(shown, 200)
        assert shown.errors == []
        assert barriers(shown) == [], theme
        shown.errors.clear()  # axe-core asks for style sheets, which no file may
        screenshot(shown, f"single-page-{theme}")
    shown.set_viewport_size({"width": 390, "height": 844})
    shown.reload()
    for each in shown.locator(".live").all():
        each.scroll_into_view_if_needed()
        each.locator(".neurolib-live").wait_for()
    pause(shown, 300)
    shown.wait_for_function("document.documentElement.scrollWidth === 390")


def test_without_scripts_the_pictures_stand_with_their_text(written: Path, browser: Any) -> None:
    with open_page(browser, java_script_enabled=False) as page:
        page.goto(written.as_uri())
        assert page.locator(".computes svg").first.is_visible()
        assert "The amplitude is highest" in page.locator(".computes figcaption").inner_text()
