"""What the tests of the hub share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def no_loop_of_a_browser() -> Iterator[None]:
    """Let these tests run loops of their own after tests of the browser in the same process.

    Playwright's loop only waits then, but it is still marked as the one that runs in this thread.
    """
    waiting = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(waiting)
