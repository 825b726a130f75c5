"""A queue for servers that start: a few at a time, in the order of logins, and each waiting page
shows its place.

A lecture begins, and a hundred students log in within a minute. If a hundred servers start at
once, each takes a hundred times as long, those that take longer than the hub's limit are stopped
and start again, and the hub itself answers late. If two start at a time on two cores, the first
student works after three seconds and nobody's start is stopped.

``queued(Spawner)`` makes a spawner of any kind wait its turn. It uses nothing but JupyterHub's
documented hooks, so it runs in the hub's environment, where the course is not installed.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from typing import Any

from traitlets import Integer

LOOK = 0.25  # s between two looks whether a server that starts is ready
TELL = 1.0  # s between two looks whether a waiting page has a new place to show
HOLD = 30.0  # s for which a start keeps its place, or five times as long as starts take
SMOOTH = 0.2  # weight of the last start in the mean time of a start


class Starts:
    """Who starts and who waits: ``at_once`` may start together, the others wait in order."""

    def __init__(self) -> None:
        self.starting: set[Any] = set()
        self.waiting: dict[Any, asyncio.Event] = {}  # in order of arrival
        self.seconds = 0.0  # that a start takes, on average
        self._watching: set[asyncio.Task[None]] = set()

    async def turn(self, spawner: Any, at_once: int) -> None:
        """Return when it is this spawner's turn; from then on it counts as starting until it is no
        longer pending.
        """
        if self.waiting or len(self.starting) >= at_once:
            self.waiting[spawner] = gate = asyncio.Event()
            try:
                await gate.wait()
            except asyncio.CancelledError:  # the student pressed Stop, or the hub ends
                if spawner not in self.waiting:  # its turn had come in the same moment
                    self._leave(spawner, at_once)
                raise
            finally:
                self.waiting.pop(spawner, None)
        else:
            self.starting.add(spawner)
        watch = asyncio.create_task(self._watch(spawner, at_once))
        self._watching.add(watch)
        watch.add_done_callback(self._watching.discard)

    async def _watch(self, spawner: Any, at_once: int) -> None:
        """Let the next one start when this one is ready or has failed."""
        began = time.monotonic()
        longest = max(HOLD, 5 * self.seconds)  # nobody stops the queue by a start that never ends
        while spawner.pending == "spawn" and time.monotonic() - began < longest:
            await asyncio.sleep(LOOK)
        if spawner.ready:
            took = time.monotonic() - began
            self.seconds += (took - self.seconds) * (SMOOTH if self.seconds else 1)
        self._leave(spawner, at_once)

    def _leave(self, spawner: Any, at_once: int) -> None:
        self.starting.discard(spawner)
        free = at_once - len(self.starting)
        for following in list(itertools.islice(self.waiting, max(free, 0))):
            self.starting.add(following)
            self.waiting.pop(following).set()

    def place(self, spawner: Any) -> int:
        """Return the place in the queue, from 1 on; 0 for a server that starts."""
        return next((n for n, one in enumerate(self.waiting, 1) if one is spawner), 0)


STARTS = Starts()  # of this hub


def queued(spawner_class: type) -> type:
    """Return a class of spawners like this one, which start in turn."""

    class Queued(spawner_class):  # type: ignore[misc]
        """A spawner that waits its turn, and says its place to the waiting page."""

        at_once = Integer(
            2, min=1, help="How many servers start at the same time: one for each core."
        ).tag(config=True)

        async def run_pre_spawn_hook(self) -> None:
            """Wait for the turn. This time does not count for ``start_timeout``."""
            await STARTS.turn(self, self.at_once)
            found = super().run_pre_spawn_hook()
            if hasattr(found, "__await__"):
                await found

        async def progress(self) -> AsyncIterator[dict[str, Any]]:
            """Yield the place in the queue each time it changes, and then what this kind of spawner
            says of a start.
            """
            shown = None
            while (place := STARTS.place(self)) or shown is None:
                if place and place != shown:
                    yield {"progress": 5, "message": sentence(place, self.at_once)}
                shown = place
                if place:
                    await asyncio.sleep(TELL)
            yield {"progress": 30, "message": "Your server starts now."}
            async for event in super().progress():
                yield event

    Queued.__name__ = Queued.__qualname__ = f"Queued{spawner_class.__name__}"
    return Queued


def sentence(place: int, at_once: int) -> str:
    """Return what a waiting page shows at this place of the queue."""
    of = len(STARTS.waiting)
    said = f"Many of you are logging in. Your place in the queue is {place} of {of}."
    if not STARTS.seconds:
        return said
    seconds = STARTS.seconds * (place / at_once + 1)
    about = f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
    return f"{said} Your server will be ready in about {about}."
