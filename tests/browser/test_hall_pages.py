"""The phone's page and the wall in a real Chromium: drawing with a thumb and with keys, a network
that goes and comes back, small screens, themes, and nobody kept out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.browser.conftest import open_page
from tests.lecture.hall_network import network
from tests.lecture.hall_page import QUESTIONS, Served, served

pytestmark = pytest.mark.slow
CURVE, NUMBER, CHOICE = QUESTIONS
OPEN = "question => neurolibHall.open(question, document.querySelector('section'))"
REVEAL = "neurolibHall.reveal(document.querySelector('section'))"
CLOSE = "neurolibHall.close(document.querySelector('section'))"


@pytest.fixture
def lecture() -> Iterator[Served]:
    with served() as found:
        yield found


@pytest.fixture
def phone(browser: Any) -> Iterator[Callable[..., Any]]:
    """``phone(width)`` is the page of a phone."""
    with ExitStack() as opened:

        def make(width: int = 360, **options: Any) -> Any:
            made = opened.enter_context(
                open_page(browser, has_touch=True, is_mobile=True, **options)
            )
            made.set_viewport_size({"width": width, "height": 700})
            return made

        yield make


@pytest.fixture
def wall(lecture: Served, page: Any) -> Any:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{lecture.url}wall")
    page.wait_for_function("globalThis.neurolibHall")
    return page


def draw(page: Any) -> None:
    """Draw a curve from the left end to the right with one finger."""
    box = page.locator("svg.plane").bounding_box()
    left, right = (box["x"] + box["width"] * part / 360 for part in (56, 348))
    page.mouse.move(left, box["y"] + 0.8 * box["height"])
    page.mouse.down()
    page.mouse.move(right, box["y"] + 0.2 * box["height"], steps=25)
    page.mouse.up()


def test_a_thumb_draws_and_the_wall_shows_it_at_the_reveal(
    lecture: Served, wall: Any, phone: Callable[..., Any], screenshot: Callable[[Any, str], Any]
) -> None:
    from playwright.sync_api import expect

    one = phone()
    one.goto(f"{lecture.url}hall")
    expect(one.get_by_text("The next question appears here by itself.")).to_be_visible()
    wall.evaluate(OPEN, CURVE)
    expect(wall.get_by_role("img", name="QR code of the address below")).to_be_visible()
    expect(wall.locator(".hall-address")).to_have_text(re.sub("^http://", "", f"{lecture.url}hall"))
    expect(wall.locator(".hall-count")).to_have_text("0 answers")
    one.get_by_role("button", name="Send").click()
    expect(one.get_by_role("alert")).to_contain_text("Nothing is drawn yet")
    draw(one)
    one.get_by_role("button", name="Send").click()
    expect(one.locator(".answer")).to_contain_text("Your curve has arrived.")
    expect(wall.locator(".hall-count")).to_have_text("1 answer")
    curves = wall.locator(".hall-curves path")
    expect(curves).to_have_count(1)
    expect(curves.first).to_be_hidden()
    screenshot(wall, "hall-wall-open")
    wall.keyboard.press("h")
    expect(curves.first).to_be_visible()
    assert not wall.locator("path.found").get_attribute("d"), "the result is not on the wall yet"
    wall.keyboard.press("h")
    expect(curves.first).to_be_hidden()
    one.get_by_role("button", name="Change my answer").click()
    before = curves.first.get_attribute("d")
    draw(one)
    one.get_by_role("button", name="Send").click()
    expect(one.locator(".answer")).to_contain_text("Your curve has arrived.")
    expect(curves).to_have_count(1)  # it counts once
    wall.evaluate(REVEAL)
    expect(wall.locator(".hall-said")).to_contain_text("of 1 curve")
    expect(curves.first).to_be_visible()
    assert before
    expect(one.locator(".answer")).to_contain_text("Your curve (dashed) is")
    expect(one.get_by_role("button", name="Change my answer")).to_be_hidden()
    assert one.locator("path.found").get_attribute("d")
    screenshot(wall, "hall-wall-reveal")
    screenshot(one, "hall-phone-reveal")
    assert wall.errors == one.errors == []


def test_a_curve_is_drawn_and_sent_by_keys_alone(
    lecture: Served, wall: Any, phone: Callable[..., Any]
) -> None:
    from playwright.sync_api import expect

    wall.evaluate(OPEN, CURVE)
    one = phone()
    one.goto(f"{lecture.url}hall")
    plane = one.get_by_role("slider", name="Draw rate (Hz) against current (pA)")
    plane.wait_for()
    one.keyboard.press("Tab")
    expect(plane).to_be_focused()
    for k in range(60):
        one.keyboard.press("ArrowRight")
        if k % 5 == 0:
            one.keyboard.press("ArrowUp")
    expect(plane).to_have_attribute("aria-valuetext", re.compile("current .pA. 600: rate .Hz. 1"))
    one.keyboard.press("Tab")
    one.keyboard.press("Enter")
    expect(one.locator(".answer")).to_contain_text("Your curve has arrived.")
    again = one.get_by_role("button", name="Change my answer")
    expect(again).to_be_focused()
    one.keyboard.press("Enter")
    expect(plane).to_be_focused()
    assert one.locator("path.own").get_attribute("d"), "what was sent is there to be changed"


@pytest.mark.parametrize("way", ["gone", "silent"])
def test_a_phone_that_loses_its_network_keeps_its_answer_and_sends_it_when_it_is_back(
    way: str,
    lecture: Served,
    wall: Any,
    phone: Callable[..., Any],
    screenshot: Callable[[Any, str], Any],
) -> None:
    from playwright.sync_api import expect

    with network(lecture.url) as between:
        one = phone()
        one.goto(f"{between.url}hall")
        wall.evaluate(OPEN, NUMBER)
        field = one.get_by_role("textbox")
        field.fill("0.7 ms")
        one.get_by_role("button", name="Send").click()
        expect(wall.locator(".hall-count")).to_have_text("1 answer")
        one.get_by_role("button", name="Change my answer").click()
        between.set(way)
        field.fill("0.4 ms")
        one.get_by_role("button", name="Send").click()
        expect(one.locator(".answer")).to_contain_text("Your answer waits on this phone")
        expect(one.locator(".net")).to_contain_text("No connection to the lecture")
        screenshot(one, f"hall-phone-{way}")
        between.set("up")
        expect(one.locator(".net")).to_have_text("Connected")
        expect(one.locator(".answer")).to_contain_text("Your answer has arrived: 0.4 ms.")
        expect(wall.locator(".hall-count")).to_have_text("1 answer")
        # an answer that comes after the reveal does not count, and the phone says so
        one.get_by_role("button", name="Change my answer").click()
        between.set(way)
        field.fill("9 ms")
        one.get_by_role("button", name="Send").click()
        expect(one.locator(".answer")).to_contain_text("Your answer waits on this phone")
        wall.evaluate(REVEAL)
        wall.locator(".hall-said p").first.wait_for()  # the server has shown it, too
        between.set("up")
        expect(one.locator(".answer")).to_contain_text(
            "Your last answer came after the result was shown, so it does not count. "
            "You predicted 0.4 ms. Found: 0.5 ms."
        )
        one.reload()
        expect(one.locator(".answer")).to_contain_text("You predicted 0.4 ms. Found: 0.5 ms.")
        # one that comes when the wall shows another question, or none, is not lost in silence either
        other = phone()  # which hears from the server what the wall shows
        other.goto(f"{lecture.url}hall")
        for following in (CURVE, None):
            wall.evaluate(CLOSE)
            wall.evaluate(OPEN, CHOICE | {"key": f"before {following and following['key']}"})
            one.get_by_role("button", name="(a)").wait_for()
            between.set(way)
            one.get_by_role("button", name="(a)").click()
            expect(one.locator(".answer")).to_contain_text("Your answer waits on this phone")
            wall.evaluate(CLOSE)
            if following:
                wall.evaluate(OPEN, following)
                other.locator("svg.plane").wait_for()
            else:
                other.get_by_text("The next question appears here by itself.").wait_for()
            between.set("up")
            expect(one.locator(".wait")).to_contain_text("Your last answer came too late")
            if following:
                expect(one.locator("svg.plane")).to_be_visible()


def test_a_phone_that_is_away_says_so_within_some_seconds(
    lecture: Served, phone: Callable[..., Any]
) -> None:
    from playwright.sync_api import expect

    with network(lecture.url) as between:
        one = phone()
        one.goto(f"{between.url}hall")
        expect(one.locator(".net")).to_have_text("Connected")
        between.set("silent")
        expect(one.locator("body[data-away]")).to_be_visible()  # nobody has sent anything
        between.set("up")
        expect(one.locator(".net")).to_have_text("Connected")


def test_phone_and_wall_behind_a_proxy_that_takes_a_prefix_away(
    lecture: Served, page: Any, phone: Callable[..., Any]
) -> None:
    from playwright.sync_api import expect

    with network(lecture.url, "/user/ada/proxy/8899") as hub:
        page.goto(f"{hub.url}wall")
        page.wait_for_function("globalThis.neurolibHall")
        page.evaluate(OPEN, NUMBER)
        address = re.sub("^http://", "", f"{hub.url}hall")
        expect(page.locator(".hall-address")).to_have_text(address)
        one = phone()
        one.goto(f"{hub.url}hall/")  # one slash too many
        one.get_by_role("textbox").fill("0.4")
        one.get_by_role("button", name="Send").click()
        expect(page.locator(".hall-count")).to_have_text("1 answer")
        assert one.url == f"{hub.url}hall"
        cookie = one.context.cookies()[0]
        assert cookie["path"] == "/user/ada/proxy/8899" and cookie["httpOnly"]
        assert page.errors == one.errors == []


def test_a_lecture_that_begins_anew_takes_its_phones_along(phone: Callable[..., Any]) -> None:
    from playwright.sync_api import expect

    with served() as first, network(first.url) as between:
        one = phone()
        one.goto(f"{between.url}hall")
        expect(one.locator(".net")).to_have_text("Connected")
        between.set("gone")
        expect(one.locator(".net")).to_contain_text("No connection to the lecture")
        with served() as second:  # with a key of its own, so that old sessions are none of it
            between.to = ("127.0.0.1", int(second.url.split(":")[2].split("/")[0]))
            between.set("up")
            expect(one.locator(".net")).to_have_text("Connected")


def test_the_wall_shows_formulas_and_shows_its_answers_again(
    lecture: Served, wall: Any, phone: Callable[..., Any], screenshot: Callable[[Any, str], Any]
) -> None:
    from playwright.sync_api import expect

    question = NUMBER | {
        "asks": {"what": "The voltage", "unit": "mV"},
        "answer": "Found: <strong>−40 mV</strong>.",
        "right": -40.0,
        "wrong": {"The voltage is $I/g_L$ <b>.": 30.0, "The threshold holds it.": -50.0},
    }
    wall.evaluate("addEventListener('neurolib-hall', ({ detail }) => (globalThis.told = detail))")
    wall.evaluate(OPEN, question)
    screenshot(wall, "hall-wall-number-open")
    for typed in ("30", "−38,5", "1e99"):
        one = phone()
        one.goto(f"{lecture.url}hall")
        one.get_by_role("textbox").fill(typed)
        one.get_by_role("button", name="Send").click()
        one.get_by_role("button", name="Change my answer").wait_for()
    wall.evaluate(REVEAL)
    said = wall.locator(".hall-said")
    expect(said).to_contain_text("The voltage is I/gL <b>.")
    expect(said).to_contain_text("1 of 3 answers is within 5 mV of the result.")
    dots = wall.locator(".hall-dots")
    expect(dots).to_contain_text("the band marks 5 mV around the result")
    expect(dots).to_contain_text("1 above →")
    expect(dots).to_contain_text("20")  # the axis still tells the other answers apart
    screenshot(wall, "hall-wall-number")
    told = wall.evaluate("told")  # to the presenter's window
    assert told["count"] == 3 and told["lines"][0].startswith("1 of 3 answers")
    wall.evaluate("document.querySelector('section').dataset.revealed = ''")
    wall.evaluate(CLOSE)
    assert wall.evaluate("told") is None
    expect(wall.locator(".hall-wall")).to_have_count(0)
    wall.evaluate(OPEN, question)
    expect(said).to_contain_text("1 of 3 answers is within 5 mV of the result.")
    expect(dots).to_contain_text("1 above →")
    assert wall.errors == []


def test_typing_is_not_disturbed_by_what_arrives(
    lecture: Served, wall: Any, phone: Callable[..., Any]
) -> None:
    from playwright.sync_api import expect

    wall.evaluate(OPEN, NUMBER)
    one = phone()
    one.goto(f"{lecture.url}hall")
    field = one.get_by_role("textbox")
    field.fill("0.")
    one.evaluate("dispatchEvent(new Event('online'))")  # the page asks what is open
    one.wait_for_timeout(500)
    expect(field).to_have_value("0.")
    field.fill("0.3 Hz")
    field.press("Enter")
    expect(one.get_by_role("alert")).to_contain_text("is in Hz; expected a number in ms")
    expect(field).to_have_value("0.3 Hz")
    field.fill("0.3")
    expect(one.locator(".error")).to_have_text("")  # it was about what stood there before
    field.press("Enter")
    expect(one.locator(".answer")).to_contain_text("Your answer has arrived: 0.3 ms.")
    one.get_by_role("button", name="Change my answer").click()
    expect(field).to_have_value("0.3")
    one.evaluate("dispatchEvent(new Event('online'))")
    one.wait_for_timeout(500)
    expect(field).to_be_visible()  # it stays open while somebody changes it


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 430])
def test_nobody_is_kept_out(
    theme: str,
    width: int,
    lecture: Served,
    browser: Any,
    phone: Callable[..., Any],
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Any],
) -> None:
    """No barrier on the phone and on the wall, before, while and after a question is answered."""
    with open_page(browser, color_scheme=theme, bypass_csp=True) as wall:
        wall.set_viewport_size({"width": 1280, "height": 720})
        wall.goto(f"{lecture.url}wall")
        one = phone(width, color_scheme=theme, bypass_csp=True)
        one.goto(f"{lecture.url}hall")

        def look(state: str) -> None:
            one.wait_for_timeout(400)
            for each, name in ((one, "phone"), (wall, "wall")):
                assert barriers(each) == [], f"{name}, {state}"
                assert each.errors == []
            assert one.evaluate("document.documentElement.scrollWidth") <= width, state
            small = one.evaluate(
                """() => [...document.querySelectorAll("button, input")].filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 40).length"""
            )
            assert not small, f"too small for a thumb, {state}"
            screenshot(one, f"hall-phone-{width}-{theme}-{state}")

        look("waiting")
        for name, question in zip(("curve", "number", "choice"), QUESTIONS, strict=True):
            wall.evaluate(OPEN, question)
            one.locator(".neurolib-guess").wait_for()
            look(f"{name}-asked")
            if name == "curve":
                draw(one)
            elif name == "number":
                one.get_by_role("textbox").fill("0.4")
            if name == "choice":
                one.get_by_role("button", name="(a)").click()
            else:
                one.get_by_role("button", name="Send").click()
            one.get_by_role("button", name="Change my answer").wait_for()
            look(f"{name}-sent")
            wall.evaluate(REVEAL)
            wall.locator(".hall-said").wait_for()
            look(f"{name}-revealed")
            wall.evaluate(CLOSE)
            one.get_by_text("The next question appears here by itself.").wait_for()
