"""The page of a class, the wall of its chips and the page of its guesses in a browser: nothing
loads, nobody is kept out, they fit a phone and paper.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neurolib.classroom.guesses import Prediction
from neurolib.classroom.reports import chips, guesses
from neurolib.classroom.reports.chips import LINES, Shown, Wall
from neurolib.classroom.reports.guesses import Bar, Class, Guessed
from neurolib.classroom.reports.page import written
from tests.classroom.reports.test_page import made

pytestmark = pytest.mark.slow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A page with every part."""
    found = made()
    asked = Prediction("2.1 the rate", "2.1", "the rate of $V$", "Hz", ())
    bars = [Bar("less than half", 3, False), Bar("within 5 %", 9, True)]
    few = Prediction("2.2 the lag", "2.2", "the lag", "ms", ())
    found.guessed = Class(
        "ps2-spikes", [Guessed(asked, 12, "42 Hz", bars), Guessed(few, 2)], 12, []
    )
    path = tmp_path / "class.html"
    path.write_text(written(found, "https://example.edu/course"), encoding="utf-8")
    return path


def test_the_page_of_a_class_loads_nothing_and_keeps_nobody_out(
    file: Path,
    page: Any,
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Path],
) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    for scheme in "light", "dark":
        page.emulate_media(color_scheme=scheme)
        page.goto(file.as_uri())
        assert page.errors == [] and set(requests) == {file.as_uri()}
        assert page.evaluate("getComputedStyle(document.querySelector('.cards')).display") == "grid"
        colours = page.evaluate(
            "['.right', '.wrong'].map((name) => getComputedStyle(document.querySelector("
            "`.curves ${name}`)).stroke)"
        )
        assert len({*colours, "none"}) == 3
        found = barriers(page)
        assert not found, "\n".join(map(str, found))
        page.errors.clear()  # axe-core asks for style sheets, which no file may
        requests.clear()
        screenshot(page, f"class-{scheme}")
    for width in 1920, 390, 320:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        screenshot(page, f"class-{width}")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not barriers(page)


def made_page(what: str) -> str:
    """The wall of chips, with or without names, or the page of guesses."""
    if what == "guesses":
        asked = Prediction("2.1 the rate", "2.1", "the rate of $V$", "Hz", ())
        bars = [Bar("less than half", 3, False), Bar("within 5 %", 9, True)]
        few = Prediction("2.2 the lag", "2.2", "the lag", "ms", ())
        guessed = [Guessed(asked, 12, "42 Hz", bars), Guessed(few, 2)]
        return guesses.page(Class("ps2-spikes", guessed, 12, []))
    level = bytes(k % 10 for k in range(LINES * LINES))
    off = [[0.4, -0.9, 1.2], [0.1, 12.0, -0.3]]
    shown = [
        Shown("adalovelace", 123_456, level, level[:LINES], 93.2, 4, 3, 60.0, 1.2e-6, off),
        Shown("bohrniels", None, bytes(len(level)), bytes(LINES), 0.0, 0, 0, 0.0, 0.0, []),
    ]
    return chips.page(Wall("lab1-chip", shown, []), what == "chips with names")


@pytest.mark.parametrize("what", ["chips", "chips with names", "guesses"])
def test_a_page_about_a_class_loads_nothing_and_keeps_nobody_out(
    what: str,
    tmp_path: Path,
    page: Any,
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Path],
) -> None:
    file = tmp_path / "page.html"
    file.write_text(made_page(what), encoding="utf-8")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url[:200]))
    for scheme in "light", "dark":
        page.emulate_media(color_scheme=scheme)
        page.goto(file.as_uri())
        assert page.errors == []
        assert {each for each in requests if not each.startswith("data:")} == {file.as_uri()}
        found = barriers(page)
        assert not found, "\n".join(map(str, found))
        page.errors.clear()  # axe-core asks for style sheets, which no file may
        requests.clear()
        screenshot(page, f"{what.replace(' ', '-')}-{scheme}")
    for width in 390, 320:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    page.emulate_media(media="print", color_scheme="dark")
    assert not barriers(page)
