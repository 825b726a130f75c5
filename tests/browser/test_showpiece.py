"""The network of the home page in a real browser: it runs from the disk, gives the spikes of a run
in Python, and stays a picture where it may not run.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurolib import Clocked, EventDriven
from neurolib.energy import TEACHING, TEACHING_CLOCKED
from neurolib.site import showpiece, webassembly
from neurolib.site.showpiece import Setting
from neurolib.units import show
from tests.browser.notebooks import pause, pixels
from tests.site.small_site import small_site

__all__ = ["small_site"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(webassembly.obstacle()), reason=webassembly.obstacle() or "none"),
]

STRICT = "default-src 'none'; script-src 'self'{}; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


@pytest.fixture
def still(small_site: tuple[Path, Any], page: Any) -> Any:
    """The home page, from the disk, of a reader who prefers that nothing moves by itself."""
    page.emulate_media(reduced_motion="reduce")
    page.goto((small_site[0] / "index.html").as_uri())
    page.locator(".showpiece").scroll_into_view_if_needed()
    page.locator(".piece").wait_for()
    return page


def in_python(setting: Setting, clicks: Any = None, ticks: int = 4800) -> tuple[str, list[str]]:
    """Return how many spikes both engines fire in Python, and the joules of each."""
    inputs = showpiece.inputs_of(showpiece.SEED, setting.rate * showpiece.TICK, np.arange(ticks))
    net, *populations = showpiece.network(setting, inputs, clicks)
    bills, spikes = [], set()
    for engine, prices in (
        (EventDriven(), TEACHING),
        (Clocked(showpiece.TICK), TEACHING_CLOCKED),
    ):
        run = engine.run(net, ticks * showpiece.TICK, seed=showpiece.SEED)
        spikes.add(sum(len(run.spikes(each)[0]) for each in populations))
        bills.append(show(run.ledger.routed(showpiece.HOPS).bill(prices).total, "J", 3))
    assert len(spikes) == 1
    return f"{spikes.pop():,}", bills


def test_it_gives_the_spikes_and_the_bill_of_a_run_in_python(
    still: Any, screenshot: Any, barriers: Any
) -> None:
    from playwright.sync_api import expect

    piece = still.locator(".piece")
    caption, energy = piece.locator(".caption"), piece.locator(".did tr").last
    spikes, bills = in_python(Setting())
    expect(caption).to_contain_text(f"Both engines have fired the same {spikes} spikes in 0.48 s.")
    for each in bills:
        expect(energy).to_contain_text(each)
    seen = pixels(piece.locator(".spikes"))
    slider = piece.get_by_role("slider", name="input rate")
    slider.focus()
    for _ in range(7):
        still.keyboard.press("ArrowRight")
    spikes, bills = in_python(Setting(rate=1040))
    expect(caption).to_contain_text(f"the same {spikes} spikes in 0.48 s.")
    assert pixels(piece.locator(".spikes")) != seen
    piece.get_by_role("button", name="bursts", exact=True).click()
    spikes, _ = in_python(showpiece.PRESETS["bursts"])
    expect(caption).to_contain_text(f"the same {spikes} spikes in 0.48 s.")
    expect(piece.get_by_role("button", name="bursts", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    # a click and a key each make a neuron fire, and let 20 ms pass
    neuron = piece.get_by_role("slider", name=re.compile("Neuron"))
    neuron.focus()
    still.keyboard.press("ArrowUp")
    still.keyboard.press("Enter")
    clicks = np.array([4800]), np.array([20])
    spikes, _ = in_python(showpiece.PRESETS["bursts"], clicks, 5000)
    expect(caption).to_contain_text(f"the same {spikes} spikes in 0.50 s.")
    screenshot(still, "showpiece")
    assert still.errors == []
    for theme in "light", "dark":
        still.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        assert barriers(still, ".piece") == [], theme


@pytest.mark.exhaustive
def test_it_plays_while_it_is_seen(small_site: tuple[Path, Any], page: Any) -> None:
    from playwright.sync_api import expect

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((small_site[0] / "index.html").as_uri())
    page.locator(".showpiece").scroll_into_view_if_needed()
    caption = page.locator(".piece .caption")
    expect(caption).to_contain_text(
        re.compile(r"in (0\.49|0\.[5-9]\d|[1-9]\d*\.\d\d) s")
    )  # from 0.48 s
    page.evaluate("document.body.style.paddingBottom = '4000px'; scrollTo(0, 6000)")
    expect(page.locator(".piece")).not_to_be_in_viewport()
    pause(page, 500)
    before = caption.inner_text()
    page.wait_for_timeout(1000)
    assert caption.inner_text() == before
    page.locator(".piece").scroll_into_view_if_needed()
    expect(caption).not_to_have_text(before)
    page.get_by_role("button", name="Pause").click()
    before = caption.inner_text()
    page.wait_for_timeout(500)
    assert caption.inner_text() == before
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.errors == []


class Quiet(SimpleHTTPRequestHandler):
    """Serves files under a content security policy, and logs nothing."""

    policy = ""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def served(folder: Path, policy: str) -> Iterator[str]:
    """Serve a folder on this machine."""
    handler = type("Handler", (Quiet,), {"policy": policy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/index.html"
    finally:
        server.shutdown()


@pytest.mark.exhaustive
@pytest.mark.parametrize("allowed", [True, False])
def test_it_needs_one_word_of_the_strictest_policy_and_else_stays_a_picture(
    allowed: bool, small_site: tuple[Path, Any], page: Any
) -> None:
    policy = STRICT.format(" 'wasm-unsafe-eval'" if allowed else "")
    with served(small_site[0], policy) as address:
        page.goto(address)
        page.locator(".showpiece").scroll_into_view_if_needed()
        if allowed:
            page.locator(".piece .caption").wait_for()
            assert page.errors == []
            return
        page.wait_for_timeout(1500)
        assert page.locator(".showpiece > svg").is_visible()
        assert "400 neurons" in page.locator(".showpiece > svg").get_attribute("aria-label")


@pytest.mark.exhaustive
def test_without_scripts_the_picture_stands_with_its_text(
    small_site: tuple[Path, Any], browser: Any
) -> None:
    from tests.browser.conftest import open_page

    with open_page(browser, java_script_enabled=False) as page:
        page.goto((small_site[0] / "index.html").as_uri())
        assert page.locator(".showpiece > svg").is_visible()
        assert "the clocked engine" in page.locator(".showpiece figcaption").inner_text()
