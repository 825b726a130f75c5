"""The pages of a lecture with an open hall keep nobody out: the wall from screen to screen, and the
phone in each of its states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import open_page
from tests.browser.test_hall_pages import draw
from tests.browser.test_lecture import place
from tests.lecture.hall_given import Given, given
from tests.lecture.hall_network import network
from tests.site.small_site import small_site

__all__ = ["small_site"]

pytestmark = pytest.mark.slow


@pytest.fixture
def served(small_site: tuple[Path, Any], tmp_path: Path) -> Iterator[Given]:
    with given(small_site[0].parent, tmp_path / "lecture") as lecture:
        yield lecture


@pytest.fixture(params=["light", "dark"])
def opened(request: pytest.FixtureRequest, browser: Any) -> Iterator[Callable[..., Any]]:
    """``opened(width, height)`` is a page in one of the two themes."""
    with ExitStack() as stack:

        def make(width: int, height: int, **more: Any) -> Any:
            options = {"color_scheme": request.param, "reduced_motion": "reduce"} | more
            page = stack.enter_context(open_page(browser, bypass_csp=True, **options))
            page.set_viewport_size({"width": width, "height": height})
            return page

        yield make


def test_the_wall_of_an_open_hall_keeps_nobody_out(
    served: Given,
    opened: Callable[..., Any],
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Any],
) -> None:
    from playwright.sync_api import expect

    wall, phone = opened(1366, 768), opened(390, 780, has_touch=True, is_mobile=True)
    wall.goto(served.screens("1-charging"))
    wall.wait_for_function("globalThis.neurolibHall")
    phone.goto(served.phones)
    for n in range(3):  # the screens with a number, with choices and with a curve
        place(wall, "guess", n)
        expect(wall.locator(".here .hall-join svg")).to_be_visible()
        assert barriers(wall) == [], f"question {n}, open"
        phone.locator(".neurolib-guess").wait_for()
        if n == 1:
            phone.get_by_role("button", name="(a)").click()
        else:
            if n == 0:
                phone.get_by_role("textbox").fill("30")
            else:
                draw(phone)
            phone.get_by_role("button", name="Send").click()
        expect(wall.locator(".here .hall-count b")).to_have_text("1")
        if n == 2:
            wall.keyboard.press("h")
            expect(wall.locator(".here .hall-curves path")).to_be_visible()
            assert barriers(wall) == [], "the curves as they come"
        wall.keyboard.press("ArrowRight")
        wall.locator(".here .hall-said p").first.wait_for()
        screenshot(wall, f"lecture-hall-{n}-shown")
        assert barriers(wall) == [], f"question {n}, answered"
    for kind in "figure", "live", "concept":
        place(wall, kind)
        if kind == "live":
            wall.locator(".here .neurolib-live").wait_for()
        assert barriers(wall) == [], kind
    for key, name in (("o", "All screens"), ("?", "Keys")):
        wall.keyboard.press(key)
        wall.get_by_role("dialog", name=name).wait_for()
        assert barriers(wall) == [], name
        wall.keyboard.press("Escape")
    assert wall.errors == phone.errors == []


@pytest.mark.parametrize("width", [320, 430])
def test_the_phone_keeps_nobody_out_in_any_of_its_states(
    width: int,
    served: Given,
    opened: Callable[..., Any],
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Any],
) -> None:
    from playwright.sync_api import expect

    wall = opened(1366, 768)
    wall.goto(served.screens("1-charging"))
    wall.wait_for_function("globalThis.neurolibHall")
    with network(served.phones.removesuffix("hall")) as between:
        phone = opened(width, 700, has_touch=True, is_mobile=True)
        phone.goto(f"{between.url}hall")

        def look(state: str) -> None:
            phone.wait_for_timeout(300)
            assert barriers(phone) == [], state
            assert phone.evaluate("document.documentElement.scrollWidth") <= width, state
            screenshot(phone, f"phone-{width}-{state}")

        phone.get_by_text("The next question appears here by itself.").wait_for()
        look("waiting")
        place(wall, "guess", 0)
        field = phone.get_by_role("textbox")
        phone.get_by_role("button", name="Send").click()
        expect(phone.get_by_role("alert")).to_contain_text("Nothing is typed yet")
        look("refused")
        field.fill("30")
        look("typing")
        phone.get_by_role("button", name="Send").click()
        phone.get_by_role("button", name="Change my answer").wait_for()
        look("sent")
        phone.get_by_role("button", name="Change my answer").click()
        between.set("gone")
        expect(phone.locator(".net")).to_contain_text("No connection to the lecture")
        look("lost")
        field.fill("25")
        phone.get_by_role("button", name="Send").click()
        expect(phone.locator(".answer")).to_contain_text("Your answer waits on this phone")
        look("lost-with-an-answer")
        between.set("up")
        expect(phone.locator(".net")).to_have_text("Connected")
        wall.keyboard.press("ArrowRight")
        phone.locator("body[data-revealed] .answer p").first.wait_for()
        look("shown")
        place(wall, "guess", 2)
        phone.locator("svg.plane").wait_for()
        draw(phone)
        look("drawing")
        phone.get_by_role("button", name="Send").click()
        phone.get_by_role("button", name="Change my answer").wait_for()
        look("drawn")
        wall.keyboard.press("Home")
        phone.get_by_text("Look at the wall.").wait_for()
        look("between-questions")
        between.set("gone")  # the lecture is over
        expect(phone.locator(".net")).to_contain_text("No connection to the lecture")
        look("over")
