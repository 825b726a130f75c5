"""The site in a real browser, opened from the disk: figures that move without Python, predictions,
the map, search, themes, a phone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.notebooks import pause, pixels
from tests.site.small_site import small_site

__all__ = ["small_site"]

pytestmark = pytest.mark.slow

MEASURE = """async () => {  // pictures of the page from the key to the new words of the figure
  const slider = document.querySelector(".neurolib-live .sliders input"), caption = document.querySelector(".neurolib-live .caption");
  const counts = [];
  for (let k = 0; k < 20; k++) {
    const before = caption.textContent, to = k % 2 ? slider.max : slider.min;
    let count = 0;
    slider.value = to;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => {
      const look = () => ((count += 1), caption.textContent !== before ? done() : requestAnimationFrame(look));
      requestAnimationFrame(look);
    });
    counts.push(count);
    await new Promise((done) => setTimeout(done, 50));
  }
  return counts.sort((a, b) => a - b)[10];
}"""

# The way of a mouse from a link over the text beside it to its preview, at once: who takes longer
# than a moment has left.
ACROSS = """box => [box.parentElement, box].forEach((each) =>
  each.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" })))"""


@pytest.fixture
def visit(small_site: tuple[Path, Any], page: Any) -> Callable[[str], Any]:
    """``visit("1-principles/1-charging.html")`` opens a page; whatever it asks of another host is
    an error.
    """

    def outside(request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            page.errors.append(f"asked for {request.url}")

    page.on("request", outside)

    def go(path: str) -> Any:
        file, hash, anchor = path.partition("#")
        page.goto((small_site[0] / file).as_uri() + hash + anchor)
        return page

    return go


def test_a_live_figure_moves_without_python(
    visit: Callable[[str], Any], screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    figure = page.locator(".neurolib-live").first
    figure.scroll_into_view_if_needed()
    caption = figure.locator(".caption")
    expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
    seen = pixels(figure)
    slider = figure.get_by_role("slider", name="membrane time constant")
    slider.focus()
    page.keyboard.press("End")
    # an error is recorded, too
    expect(caption).to_have_text(re.compile(r"Charging\.tau_m is too long"))
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "50 ms")
    expect(caption).to_have_text("After 100 ms the voltage is 8.65 mV.")
    assert pixels(figure) != seen
    figure.get_by_role("button", name="tall").click()
    expect(caption).to_have_text("After 100 ms the voltage is 19.87 mV.")
    expect(figure.get_by_role("button", name="tall")).to_have_attribute("aria-pressed", "true")
    figure.get_by_role("button", name="Reset").click()
    expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
    figure.get_by_role("button", name="Show the code").click()
    expect(figure.locator("pre")).to_contain_text("model = Charging(tau_m=20*ms)")
    figure.get_by_role("button", name="Step", exact=True).click()
    expect(caption).to_have_text("After 100 ms the voltage is 11.92 mV.")
    assert page.evaluate(MEASURE) <= 3
    expect(page.locator(".recorded").first).to_contain_text("Recorded: this figure moves between")
    screenshot(page, "site-live")
    assert page.errors == []


@pytest.mark.exhaustive
def test_two_sliders_move_together_and_neither_is_stuck(visit: Callable[[str], Any]) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    figure = page.locator(".neurolib-live").first
    figure.scroll_into_view_if_needed()
    tau, step = (
        figure.get_by_role("slider", name=name)
        for name in ("membrane time constant", "height of the step")
    )
    step.focus()
    page.keyboard.press("Home")
    expect(step).to_have_attribute("aria-valuetext", "0 mV")
    tau.focus()
    for _ in range(3):
        before = int(tau.input_value())
        page.keyboard.press("ArrowRight")
        expect(tau).not_to_have_js_property("value", str(before))
        pause(page, 100)
    # it went on, and the other stayed near
    assert int(tau.input_value()) > 3 and int(step.input_value()) <= 1


@pytest.mark.exhaustive
def test_a_stream_plays_and_a_point_can_be_taken(visit: Callable[[str], Any]) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    stream, point = (page.locator(".live").nth(k) for k in (1, 2))
    stream.scroll_into_view_if_needed()
    stream.get_by_role("button", name="Step").click()
    expect(stream.locator(".caption")).to_have_text("Walked 2 steps.")
    stream.get_by_role("button", name="Play").click()
    expect(stream.locator(".caption")).to_have_text("Walked 5 steps.")
    expect(stream.get_by_role("button", name="Play")).to_be_visible()  # it has stopped at the end
    point.scroll_into_view_if_needed()
    point.get_by_role("slider", name="place along x").focus()
    page.keyboard.press("ArrowRight")
    expect(point.locator(".caption")).to_have_text("The point is at 6, 4.")
    page.keyboard.press("ArrowUp")
    expect(point.locator(".caption")).to_have_text("The point is at 6, 6.")
    assert page.errors == []


@pytest.mark.exhaustive
def test_a_prediction_is_typed_chosen_or_drawn_and_kept(visit: Callable[[str], Any]) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    number, choice, curve = (page.locator(".neurolib-guess").nth(k) for k in range(3))
    expect(number).not_to_contain_text("Found")
    expect(choice).to_be_hidden()  # what comes after may show the answer
    number.get_by_role("textbox").fill("twelve")
    number.get_by_role("button", name="Guess", exact=True).click()
    expect(number.get_by_role("alert")).to_have_text("Type a number in ms, as in 12.")
    number.get_by_role("textbox").fill("12 ms")
    page.keyboard.press("Enter")
    expect(number).to_contain_text("You predicted 12 ms. Found: 20 ms. It is C over gL.")
    choice.get_by_role("button", name="(a) falls").click()
    expect(choice).to_contain_text("You chose (a). Found: (b) rises. It rises.")
    curve.get_by_role("button", name="Guess", exact=True).click()
    expect(curve.get_by_role("alert")).to_have_text(
        "Draw the curve from one end of the axis to the other."
    )
    curve.get_by_role("slider").focus()
    for _ in range(200):
        page.keyboard.press("ArrowRight")
    curve.get_by_role("button", name="Guess", exact=True).click()
    expect(curve).to_contain_text("Found: a curve of at most 9.93 mV. It saturates.")
    drawn = curve.locator("svg[data-done]").inner_html()
    page.reload()
    again = page.locator(".neurolib-guess").nth(2).locator("svg[data-done]")
    expect(again).to_be_visible()
    assert again.inner_html() == drawn, "the guess was shown as it was drawn"
    expect(page.locator(".neurolib-guess").nth(0)).to_contain_text("You predicted 12 ms.")
    # figures come alive and move what is below
    page.locator(".neurolib-guess").nth(0).get_by_role("button", name="Guess again").press("Enter")
    expect(page.locator(".neurolib-guess").nth(0)).not_to_contain_text("Found")
    assert page.errors == []


@pytest.mark.exhaustive
def test_the_rest_of_a_section_waits_for_the_guess_but_not_for_who_wants_to_read(
    visit: Callable[[str], Any],
) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    last = page.get_by_text("tau is 20 ms")
    expect(last).to_be_hidden()
    page.get_by_role("button", name="Show it now").first.click()
    expect(page.locator(".neurolib-guess").nth(1)).to_be_visible()
    expect(last).to_be_hidden()  # two more predictions come before it
    visit("1-principles/1-charging.html#cell-code")
    page.reload()
    expect(last).to_be_visible()  # a link leads into it
    visit("index.html")
    visit("1-principles/1-charging.html")
    page.get_by_role("button", name="Always show everything").first.click()
    expect(last).to_be_visible()
    page.reload()
    expect(last).to_be_visible()
    assert page.errors == []


@pytest.mark.exhaustive
def test_map_search_and_theme(
    visit: Callable[[str], Any], screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    page = visit("index.html")
    page.get_by_role("checkbox", name="Chapter 1 · Charging: done").check()
    page.reload()
    expect(page.get_by_role("checkbox", name="Chapter 1 · Charging: done")).to_be_checked()
    expect(page.locator(".neurolib-map")).to_contain_text(
        "1 of 2 done; your ticks stay in this browser"
    )
    page.locator(".neurolib-map").get_by_role("link", name="Charging").click()
    expect(page).to_have_title("1 · Charging · Neuromorphic computing")
    # a field that offers places while one types
    page.get_by_role("combobox", name="Search the course").fill("refractory LIF")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("places for “refractory LIF”")
    page.get_by_role("link", name=re.compile("LIF$")).first.click()
    expect(page).to_have_url(re.compile("reference/neurons.html#LIF"))
    background = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Theme: as the system").click()
    page.get_by_role("button", name="Theme: light").click()
    assert page.evaluate(background) != light
    page.reload()
    assert page.evaluate(background) != light  # it is kept
    screenshot(page, "site-dark")
    assert page.errors == []


def test_the_search_answers_while_one_types(
    visit: Callable[[str], Any], barriers: Callable[..., list[Any]]
) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    page.get_by_role("slider").first.focus()
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search the course")
    expect(field).to_be_focused()
    page.keyboard.type("time const")
    options = page.get_by_role("listbox", name="Places found").get_by_role("option")
    # a term of the glossary, then what the chapter says
    expect(options.nth(0)).to_contain_text("Glossary › membrane time constant (tau)")
    expect(options.nth(1)).to_contain_text("1 · Charging")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    for word in options.nth(1).locator(".excerpt").inner_text().strip("… ").split()[:1]:
        assert word in page.locator("main").inner_text().split()  # no torn word
    assert page.errors == []
    assert barriers(page) == []
    page.errors.clear()
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("time const")
    page.keyboard.type("ant")
    expect(options.nth(0)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("glossary.html#term-membrane-time-constant"))


def test_a_name_in_a_sentence_shows_what_it_leads_to(
    visit: Callable[[str], Any],
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Path],
) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    preview = page.get_by_role("tooltip")
    equation = page.get_by_role("link", name="equation (1.1)", exact=True)
    equation.hover()
    expect(preview.locator("math")).to_be_visible()
    link, shown = equation.bounding_box(), preview.bounding_box()
    # it does not cover its line, and stays while the mouse goes to it
    assert shown["y"] >= link["y"] + link["height"] or shown["y"] + shown["height"] <= link["y"]
    preview.evaluate(ACROSS)
    page.mouse.move(shown["x"] + 20, shown["y"] + shown["height"] / 2)
    page.wait_for_timeout(500)
    expect(preview).to_be_visible()
    expect(equation).to_have_accessible_description(re.compile(r"^Equation 1\.1, Chapter 1, "))
    for theme in "light", "dark":
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        assert barriers(page) == [], theme
        page.errors.clear()  # axe-core asks for style sheets, which no file may
    screenshot(page, "site-preview")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.mouse.move(5, 5)
    equation.focus()
    page.keyboard.press("Tab")
    figure = page.get_by_role("link", name="Figure 1.1", exact=True)
    expect(figure).to_be_focused()
    expect(preview.locator("svg")).to_be_visible()
    expect(preview).to_contain_text("A membrane charges")
    page.keyboard.press("Tab")  # a term of the glossary
    expect(preview).to_contain_text("membrane time constant (tau): how fast it charges")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("glossary.html#term-membrane-time-constant"))
    assert page.errors == []


@pytest.mark.exhaustive
def test_a_finger_follows_the_link_and_sees_no_preview(
    visit: Callable[[str], Any], page: Any
) -> None:
    from playwright.sync_api import expect

    visit("1-principles/1-charging.html")
    link = page.get_by_role("link", name="equation (1.1)", exact=True)
    link.evaluate(
        """link => {
        for (const kind of ["pointerover", "pointerdown", "pointerup"])
            link.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerType: "touch" }));
        link.click();
    }"""
    )
    page.wait_for_timeout(500)
    expect(page.get_by_role("tooltip")).to_be_hidden()
    expect(page).to_have_url(re.compile("#equation-1.1$"))


def test_a_blank_and_a_question_are_answered_without_python(
    visit: Callable[[str], Any], barriers: Callable[..., list[Any]]
) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    field = page.get_by_role("textbox", name=re.compile("the voltage after a short and a long"))
    said = page.locator(".blank [role=status]")
    field.fill("20, 44")
    page.keyboard.press("Enter")
    expect(said).to_have_text(
        "Not yet: the voltage after a short and a long time: too large, by less than 10 %."
    )
    field.fill("20, 0.04 V")
    page.locator(".blank").get_by_role("button", name="Check").click()
    expect(said).to_have_text("Right: the voltage after a short and a long time, all 2 values.")
    page.locator("summary", has_text="(a) The time constant.").click()
    expect(page.locator(".concept [role=status]")).to_contain_text(
        "You chose (a) first, and that is wrong."
    )
    page.locator("summary", has_text="(b) The final voltage.").click()
    expect(page.get_by_text("Right, because the current doubles.")).to_be_visible()
    page.reload()
    expect(said).to_contain_text("Right: ")
    expect(page.locator(".concept [role=status]")).to_contain_text("You chose (a) first")
    assert page.errors == []
    assert barriers(page) == []
    page.errors.clear()
    page.get_by_role("button", name="Ask me again").click()
    expect(page.locator(".concept [role=status]")).to_be_empty()
    page.locator("summary", has_text="(b) The final voltage.").click()
    expect(page.locator(".concept [role=status]")).to_contain_text("and that is right.")


def test_a_page_offers_its_notebook_and_says_how_to_cite_it(visit: Callable[[str], Any]) -> None:
    from playwright.sync_api import expect

    page = visit("1-principles/1-charging.html")
    link = page.get_by_role("link", name="Download this notebook")
    expect(link).to_have_attribute("href", "../notebooks/course/1-principles/1-charging.ipynb")
    page.get_by_text("How to cite").click()
    page.get_by_role("button", name="Copy the BibTeX entry").click()
    expect(page.locator(".cite [role=status]")).to_have_text(re.compile("Copied|Selected"))
    assert page.errors == []


PAGES = (
    "index.html",
    "exercises/ps1-energy.html",
    "reference/neurons.html",
    "gallery.html",
    "guide/coming-from.html",
)


def one_and(*others: str) -> list[Any]:
    """The page of the chapter, and others that ``--all`` asks for."""
    return [
        "1-principles/1-charging.html",
        *(pytest.param(path, marks=pytest.mark.exhaustive) for path in others),
    ]


@pytest.mark.parametrize("path", one_and(*PAGES, "times.html", "search.html"))
def test_nobody_is_kept_out(
    path: str, visit: Callable[[str], Any], barriers: Callable[..., list[Any]]
) -> None:
    page = visit("index.html")
    for theme in "light", "dark":
        page.evaluate("theme => localStorage.setItem('neurolib:theme', theme)", theme)
        visit(path)
        for figure in page.locator(".live").all():
            figure.scroll_into_view_if_needed()
            figure.locator(".neurolib-live").wait_for()
        pause(page, 300)
        assert page.errors == []
        assert barriers(page) == [], theme
        page.errors.clear()  # axe-core asks for style sheets, which no file may


@pytest.mark.parametrize("path", one_and(*PAGES))
def test_nothing_is_wider_than_a_phone(
    path: str, visit: Callable[[str], Any], page: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(path)
    for figure in page.locator(".live").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".neurolib-live").wait_for()
    pause(page, 300)
    page.wait_for_function("document.documentElement.scrollWidth === 390")
    screenshot(page, f"site-phone-{Path(path).stem}")


@pytest.mark.exhaustive
@pytest.mark.skipif(
    "NEUROLIB_SITE" not in os.environ,
    reason="NEUROLIB_SITE names no folder into which neurolib site wrote",
)
def test_the_whole_site_keeps_nobody_out_and_asks_no_other_host(
    page: Any, barriers: Callable[..., list[Any]]
) -> None:
    """All pages of a site that was built: building it takes longer than all tests together."""
    out = Path(os.environ["NEUROLIB_SITE"]).resolve()
    asked: list[str] = []
    page.on(
        "request",
        lambda request: (
            asked.append(request.url)
            if not request.url.startswith(("file:", "data:", "blob:"))
            else None
        ),
    )
    found = {}
    for path in sorted(out.rglob("*.html")):
        page.goto(path.as_uri())
        if (always := page.get_by_role("button", name="Always show everything").first).is_visible():
            always.click()  # what waits for a guess too, on all pages from now on
        for figure in page.locator(".live").all():
            figure.scroll_into_view_if_needed()
            figure.locator(".neurolib-live").wait_for()
        pause(page, 200)
        assert page.errors == [], path
        found[path.relative_to(out).as_posix()] = barriers(page)
        page.errors.clear()  # axe-core asks for style sheets, which no file may
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert asked == []
