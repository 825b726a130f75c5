"""A lecture in a real browser, opened from the disk: keys, reveals, the two windows in step, and no
screen that is too small for its words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neurolib.bootstrap import ROOT
from neurolib.lecture.slides import chapters, write
from tests.site.small_site import small_site

__all__ = ["small_site"]

pytestmark = pytest.mark.slow

SIZES = [(1920, 1080), (1366, 768), (1024, 768)]
# what of the screen that is shown does not fit, and its smallest letters, on a screen of 1280 by 720
LOOK = """() => {
  const screen = document.querySelector(".screen.here"), body = screen.querySelector(".body"), box = body.getBoundingClientRect();
  const unit = Math.min(innerWidth / 1280, innerHeight / 720), out = [];
  if (document.scrollingElement.scrollHeight > innerHeight + 1) out.push("the page scrolls");
  if (body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1) out.push("the body overflows");
  for (const each of body.querySelectorAll("*")) {
    if (each.closest(".handles, math, .question, svg *") || !each.checkVisibility()) continue;
    const { top, bottom, left, right, width } = each.getBoundingClientRect();
    if (width && (bottom > box.bottom + 2 || top < box.top - 2 || left < -1 || right > innerWidth + 1)) out.push(`${each.tagName} ${each.className} lies outside`);
  }
  let least = Infinity;
  for (const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT); walk.nextNode(); ) {
    const each = walk.currentNode.parentElement;
    if (walk.currentNode.data.trim() && each.checkVisibility() && !each.closest("svg, math, sub, sup, script, .question")) least = Math.min(least, parseFloat(getComputedStyle(each).fontSize) / unit);
  }
  if (least < 23.9) out.push(`letters of ${least.toFixed(1)}`);
  const plot = body.querySelector(".neurolib-live .plot svg"); // its letters have nine points: 18 pixels on a screen of 1366 by 768
  if (plot) {
    const letters = (9 * plot.getBoundingClientRect().width) / plot.viewBox.baseVal.width / unit;
    if (letters < 16.86) out.push(`letters of ${letters.toFixed(1)} in a live figure`);
  }
  return out.map((each) => `${screen.id} ${screen.dataset.kind}: ${each}`);
}"""
WHERE = """() => [location.hash, ...document.querySelectorAll(".here .ahead, .here[data-answered], .here [data-revealed]")].map(String).join() + document.querySelectorAll(".here .ahead").length + document.querySelectorAll(".here[data-answered], .here [data-revealed]").length"""


def drive(page: Any, shown: Callable[[Any], None]) -> list[int]:
    """Press PageDown from the first to the last screen; call ``shown`` at each step, and return the
    screens that were seen.
    """
    seen = [1]
    for _ in range(3000):
        page.wait_for_function(
            "document.querySelector('.here .live') === null || document.querySelector('.here .neurolib-live')"
        )
        shown(page)
        before = page.evaluate(WHERE)
        page.keyboard.press("PageDown")
        if page.evaluate(WHERE) == before:
            return seen
        at = int(page.evaluate("location.hash.slice(1)"))
        if at != seen[-1]:
            seen.append(at)
    raise AssertionError("no last screen")


@pytest.fixture(scope="module")
def folder(small_site: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root, out = small_site[0].parent, tmp_path_factory.mktemp("lecture")
    write(chapters(root).values(), out, root / "build" / "site-cache")
    return out


@pytest.fixture
def lecture(folder: Path, page: Any) -> Any:
    """The lecture of the small course, opened from the disk."""
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:", "blob:"))
            else page.errors.append(f"asked for {request.url}")
        ),
    )
    page.goto((folder / "1-charging.html").as_uri())
    return page


def place(page: Any, kind: str, n: int = 0) -> int:
    """Go to the n-th screen of a kind, by its number and Enter."""
    numbers = page.evaluate(
        "(kind) => [...document.querySelectorAll(`.screen[data-kind='${kind}']`)].map((each) => Number(each.id.slice(1)))",
        kind,
    )
    jump(page, numbers[n])
    return int(numbers[n])


def jump(page: Any, number: int) -> None:
    """Go to a screen by its number, which the page forgets where its Enter comes seconds later."""
    for _ in range(100):
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
        if page.evaluate("location.hash") == f"#{number}":
            return
    raise AssertionError(f"it does not come to screen {number}")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_screen_fits(lecture: Any, size: tuple[int, int]) -> None:
    lecture.set_viewport_size({"width": size[0], "height": size[1]})
    found: list[str] = []
    seen = drive(lecture, lambda page: found.extend(page.evaluate(LOOK)))
    assert seen == list(range(1, lecture.locator(".screen").count() + 1))
    assert found == [] and lecture.errors == []


def test_keys_of_a_presenter_and_of_a_remote(lecture: Any) -> None:
    def at() -> int:
        return int(lecture.evaluate("location.hash.slice(1)"))

    last = lecture.locator(".screen").count()
    for key, number in [("End", last), ("Home", 1), (" ", 2), ("ArrowLeft", 1), ("PageDown", 2)]:
        lecture.keyboard.press(key)
        assert at() == number, key
    lecture.keyboard.press("PageUp")
    assert at() == 1
    lecture.keyboard.press("b")
    assert lecture.locator("body[data-black]").count() == 1
    lecture.keyboard.press("Escape")
    assert lecture.locator("body[data-black]").count() == 0
    dark = "getComputedStyle(document.body).backgroundColor"
    before = lecture.evaluate(dark)
    lecture.keyboard.press("d")
    assert lecture.evaluate(dark) != before
    place(lecture, "figure")
    width = "document.querySelector('.here svg').getBoundingClientRect().width"
    before = lecture.evaluate(width)
    lecture.keyboard.press("z")
    assert lecture.evaluate(width) > before
    assert not lecture.locator(".here figcaption").is_visible()
    lecture.keyboard.press("ArrowLeft")
    lecture.keyboard.press("ArrowRight")
    assert lecture.evaluate(width) == before
    lecture.keyboard.press("Home")
    lecture.keyboard.press("?")
    assert lecture.get_by_role("dialog", name="Keys").is_visible()
    lecture.keyboard.press("ArrowRight")
    assert at() == 1, "behind a dialog nothing moves"
    lecture.keyboard.press("Escape")
    lecture.keyboard.press("o")
    overview = lecture.get_by_role("dialog", name="All screens")
    assert overview.locator("a").count() == last
    overview.locator("a").nth(3).click()
    assert at() == 4 and not overview.is_visible()
    lecture.reload()
    assert at() == 4, "the address keeps the screen"
    assert lecture.errors == []


def test_a_slider_keeps_its_arrows_and_the_remote_moves_on(lecture: Any) -> None:
    from playwright.sync_api import expect

    number = place(lecture, "live")
    live = lecture.locator(".here .neurolib-live")
    expect(live.locator(".caption")).to_have_text("After 100 ms the voltage is 9.93 mV.")
    slider = live.get_by_role("slider", name="membrane time constant")
    slider.focus()
    lecture.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "30 ms")
    expect(live.locator(".caption")).not_to_have_text("After 100 ms the voltage is 9.93 mV.")
    assert lecture.evaluate("location.hash") == f"#{number}"
    lecture.keyboard.press("Escape")
    lecture.keyboard.press("ArrowRight")
    assert lecture.evaluate("location.hash") == f"#{number + 1}"
    lecture.keyboard.press("ArrowLeft")
    slider.focus()
    lecture.keyboard.press("PageDown")
    assert lecture.evaluate("location.hash") == f"#{number + 1}"
    # the picture and the points that are painted over it have one size, larger than in a notebook
    lecture.keyboard.press("PageUp")
    sizes = lecture.evaluate(
        "['svg', 'canvas'].map((each) => document.querySelector(`.here .plot ${each}`).getBoundingClientRect().width)"
    )
    assert abs(sizes[0] - sizes[1]) < 1 and sizes[0] > 845
    assert lecture.errors == []


def test_a_point_is_taken_where_it_is_shown(lecture: Any) -> None:
    from playwright.sync_api import expect

    place(lecture, "live", 2)
    live = lecture.locator(".here .neurolib-live")
    expect(live.locator(".caption")).to_contain_text("The point is at")
    live.locator(".field").scroll_into_view_if_needed()  # it stands still
    box = live.locator(".field").bounding_box()
    for x, y in (8, 2), (2, 6):
        at = box["x"] + box["width"] * x / 10, box["y"] + box["height"] * (1 - y / 10)
        lecture.mouse.click(*at)
        expect(live.locator(".caption")).to_have_text(f"The point is at {x}, {y}.")
        ring = live.locator(".handle").bounding_box()
        middle = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
        assert max(abs(a - b) for a, b in zip(at, middle, strict=True)) < 2
    assert lecture.errors == []


def test_words_keep_the_room_that_they_once_needed(lecture: Any) -> None:
    """A caption of more lines makes the picture smaller once, and never covers the sliders."""
    lecture.set_viewport_size({"width": 1280, "height": 720})
    place(lecture, "live")
    caption, stage = lecture.locator(".here .caption"), lecture.locator(".here .stage")
    caption.wait_for()
    first, before = stage.bounding_box()["height"], caption.inner_text()
    caption.evaluate("(each) => (each.textContent = 'word '.repeat(70))")
    lecture.wait_for_function(f"document.querySelector('.here .stage').offsetHeight < {first - 20}")
    assert [each for each in lecture.evaluate(LOOK) if "in a live figure" not in each] == []
    sliders = lecture.locator(".here .sliders").bounding_box()
    assert caption.bounding_box()["height"] > 150
    assert caption.bounding_box()["y"] + caption.bounding_box()["height"] <= sliders["y"] + 1
    smaller = stage.bounding_box()["height"]
    caption.evaluate("(each, text) => (each.textContent = text)", before)
    lecture.wait_for_timeout(200)
    assert stage.bounding_box()["height"] == smaller


def test_words_stand_beside_a_picture_that_is_tall(lecture: Any) -> None:
    lecture.set_viewport_size({"width": 1366, "height": 768})
    place(lecture, "live")
    live, stage = lecture.locator(".here .neurolib-live"), lecture.locator(".here .stage")
    live.get_by_role("slider", name="membrane time constant").focus()
    lecture.keyboard.press("ArrowRight")
    lecture.locator(".here .stage[data-ghost]").wait_for()
    assert live.get_attribute("data-beside") is None
    live.locator(".plot").evaluate("(each) => (each.style.aspectRatio = '333 / 245')")
    lecture.locator(".here .neurolib-live[data-beside]").wait_for()
    picture, words, sliders = (
        each.bounding_box() for each in (stage, live.locator(".caption"), live.locator(".sliders"))
    )
    assert picture["x"] + picture["width"] < words["x"] == sliders["x"]
    assert picture["height"] > 560 and words["y"] + words["height"] <= sliders["y"]
    assert [each for each in lecture.evaluate(LOOK) if "in a live figure" not in each] == []


def test_a_prediction_holds_its_answer_and_tells_the_hall(lecture: Any) -> None:
    from playwright.sync_api import expect

    lecture.evaluate(
        "globalThis.calls = []; globalThis.neurolibHall = Object.fromEntries(['open', 'reveal', 'close'].map((name) => [name, (...words) => calls.push([name, typeof words[0] === 'object' && words[0].key || words[0].dataset.key])]))"
    )
    number = place(lecture, "guess")
    answer = lecture.locator(".here .answer")
    expect(answer).to_have_text("")
    lecture.keyboard.press("ArrowRight")
    assert lecture.evaluate("location.hash") == f"#{number}"
    expect(answer).to_contain_text("Found: 20 ms.")
    lecture.keyboard.press("ArrowRight")
    key = "1.1 the time constant"
    assert lecture.evaluate("calls.slice(0, 3)") == [["open", key], ["reveal", key], ["close", key]]
    # a presenter who guesses sees the answer at once, and the next key moves on
    lecture.locator(".here .choices button").nth(1).click()
    expect(lecture.locator(".here .answer")).to_contain_text("You chose (b).")
    assert lecture.locator(".here .choices [data-right]").inner_text() == "(b) rises"
    lecture.keyboard.press("ArrowRight")
    assert lecture.evaluate("location.hash") == f"#{number + 2}"
    assert lecture.errors == []


def test_what_was_answered_is_there_again_and_the_overview_gives_no_answer(lecture: Any) -> None:
    lecture.evaluate(
        "globalThis.calls = []; globalThis.neurolibHall = Object.fromEntries(['open', 'reveal', 'close'].map((name) => [name, (...words) => calls.push([name, words.at(-1).dataset.revealed !== undefined])]))"
    )
    number = place(lecture, "guess")
    for key in "ArrowRight", "ArrowRight", "ArrowLeft":
        lecture.keyboard.press(key)
    assert lecture.evaluate("location.hash") == f"#{number}"
    assert lecture.evaluate("calls.at(-1)") == ["open", True]
    lecture.keyboard.press("Home")
    jump(lecture, number)
    lecture.keyboard.press("ArrowRight")  # what was shown needs no further key
    assert lecture.evaluate("location.hash") == f"#{number + 1}"
    place(lecture, "concept")
    lecture.locator(".here .choices button").first.click()
    lecture.keyboard.press("ArrowRight")
    lecture.keyboard.press("o")
    overview = lecture.get_by_role("dialog", name="All screens")
    assert overview.locator(".preview [data-answered], .preview [data-open]").count() == 0
    assert overview.locator(".preview .reason:visible, .preview .answer:visible").count() == 0
    assert lecture.errors == []


def test_space_moves_on_after_a_click_and_presses_what_keys_have_reached(lecture: Any) -> None:
    number = place(lecture, "live")
    lecture.locator(".here .presets button").first.click()
    lecture.keyboard.press(" ")
    assert lecture.evaluate("location.hash") == f"#{number + 1}"
    number = place(lecture, "concept")
    choice = lecture.locator(".here .choices > li").first
    choice.get_by_role("button").click()
    assert choice.get_attribute("data-open") is not None
    lecture.keyboard.press(" ")
    assert choice.get_attribute("data-open") is not None
    assert lecture.locator(".here[data-answered]").count() == 1
    choice.get_by_role("button").focus()
    lecture.keyboard.press(" ")
    assert choice.get_attribute("data-open") is None
    assert lecture.evaluate("location.hash") == f"#{number}" and lecture.errors == []
    with lecture.context.expect_page() as opened:
        lecture.keyboard.press("s")
    presenter = opened.value
    presenter.get_by_role("button", name="Reset").click()
    presenter.keyboard.press(" ")
    lecture.wait_for_function(f"location.hash === '#{number + 1}'")


def test_the_words_for_grey_lines_and_the_caption_have_room(lecture: Any) -> None:
    place(lecture, "live")
    live = lecture.locator(".here .neurolib-live")
    live.get_by_role("slider", name="membrane time constant").focus()
    lecture.keyboard.press("ArrowRight")
    lecture.locator(".here .stage[data-ghost]").wait_for()
    apart = """() => {
      const stage = document.querySelector(".here .stage"), caption = document.querySelector(".here .neurolib-live .caption");
      const { height } = getComputedStyle(stage, "::after");
      return caption.getBoundingClientRect().top - stage.getBoundingClientRect().bottom - parseFloat(height);
    }"""
    assert lecture.evaluate(apart) >= 0


def test_two_windows_are_in_step(lecture: Any, barriers: Callable[..., list[Any]]) -> None:
    from playwright.sync_api import expect

    with lecture.context.expect_page() as opened:
        lecture.keyboard.press("s")
    presenter = opened.value
    errors: list[str] = []
    presenter.on("pageerror", lambda error: errors.append(str(error)))
    desk = presenter.locator(".desk")
    expect(desk).to_have_attribute("data-at", "1")
    number = place(lecture, "guess")
    expect(desk).to_have_attribute("data-at", str(number))
    expect(presenter.locator(".speech")).to_contain_text("Found: 20 ms.")
    assert "Found" not in lecture.locator(".here .body").inner_text()
    lecture.evaluate(
        "dispatchEvent(new CustomEvent('neurolib-hall', { detail: { count: 3, lines: ['One is <b>near</b>.'] } }))"
    )
    expect(presenter.locator(".hall-says")).to_have_text(re.compile(r"3 answers\s*One is near\."))
    presenter.keyboard.press("PageDown")
    expect(desk).to_have_attribute("data-step", "1")
    expect(presenter.locator(".hall-says")).to_be_visible()
    lecture.evaluate("dispatchEvent(new CustomEvent('neurolib-hall', { detail: null }))")
    expect(presenter.locator(".hall-says")).to_have_count(0)
    presenter.keyboard.press("PageDown")
    expect(desk).to_have_attribute("data-at", str(number + 1))
    assert lecture.evaluate("location.hash") == f"#{number + 1}"
    presenter.keyboard.press("b")
    expect(presenter.locator(".current")).to_contain_text("the wall is black")
    assert lecture.locator("body[data-black]").count() == 1
    assert re.match(r"\d:\d\d:\d\d", presenter.locator(".passed").inner_text())
    assert barriers(presenter) == []
    assert errors == lecture.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_out(
    lecture: Any, barriers: Callable[..., list[Any]], scheme: str
) -> None:
    lecture.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found: list[Any] = []
    drive(lecture, lambda page: found.extend(barriers(page)))
    assert found == []


def test_without_scripts_the_screens_stand_below_each_other(folder: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "1-charging.html").as_uri())
    boxes = [each.bounding_box() for each in page.locator(".screen").all()]
    assert all(
        one["y"] + one["height"] <= other["y"] + 1
        for one, other in zip(boxes, boxes[1:], strict=False)
    )
    assert "Figure 1.1" in page.locator("main").inner_text()
    assert page.locator("[data-key]").first.inner_text() == "The time constant"
    context.close()


# what runs and records all chapters takes half an hour: NEUROLIB_LECTURE=all drives them all
TWO = ["0-why-neuromorphic", "2-the-language-of-spikes"]
DRIVEN = chapters() if os.environ.get("NEUROLIB_LECTURE") == "all" else TWO


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", DRIVEN)
def test_a_chapter_from_the_first_to_the_last_screen(
    name: str,
    page: Any,
    tmp_path: Path,
    barriers: Callable[..., list[Any]],
) -> None:
    write([chapters()[name]], tmp_path, ROOT / "build" / "site-cache")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.emulate_media(reduced_motion="reduce")  # what is fading in is pale
    page.goto((tmp_path / f"{name}.html").as_uri())
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    presenter, found, looked = opened.value, [], set()

    def look(page: Any) -> None:
        at = page.evaluate("location.hash.slice(1)")
        presenter.wait_for_selector(f'.desk[data-at="{at}"]')
        found.extend(page.evaluate(LOOK))
        if at not in looked:
            looked.add(at)
            own = list(page.errors)
            found.extend(barriers(page))
            page.errors[:] = own  # axe-core asks for style sheets, which no file may
        assert presenter.locator(".speech .inside").inner_text().strip()

    seen = drive(page, look)
    assert seen == list(range(1, page.locator(".screen").count() + 1)) and len(seen) > 25
    assert found == [] and page.errors == []
