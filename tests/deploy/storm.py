"""A lecture begins: many students log in at the same time to the hub of ``deploy/``.

    python tests/deploy/storm.py --students 50 --at-once 2 --queue 30 --within 20

It starts a class of its own on this machine (as root, in a mount namespace, on loopback alone),
lets everybody log in within some seconds, waits until each has a server, opens each student's page,
runs one cell for some, and prints one table. It ends by itself, and everything that it started ends
with it. The exit code is 0 only if nobody was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from classroom import Classroom, Student, memory, missing, running

CHAPTER = """
from neurolib import LIF, AdEx, Clocked, EventDriven, Network, STDP, plot, simulate
from neurolib.units import ms, mV, Hz, pA
import matplotlib.pyplot as plt
figure, ax = plt.subplots()
plot.voltage(ax, simulate(AdEx.pattern("adapting"), I=500*pA, duration=500*ms))
net = Network()
pre, post = net.poisson(100, rate=20*Hz), net.population(LIF(), 2)
net.project(pre, post, weight=0.6*mV, delay=1*ms, probability=1.0, plasticity=STDP())
for engine in Clocked(dt=0.1*ms), EventDriven():
    run = engine.run(net, 2.0, seed=1)
print("done")
"""  # what a kernel of chapter 3 loads: the library, both engines, learning and a figure


@dataclass
class Storm:
    """What a storm showed."""

    students: int
    at_once: int
    queue: int
    within: float
    ready: list[float] = field(default_factory=list)  # s from the login to a page that answers
    lost: list[str] = field(default_factory=list)
    places: int = 0  # most places that one waiting page showed
    told: int = 0  # students who saw a place in the queue
    refused: int = 0  # times that the queue was full
    answers: list[float] = field(default_factory=list)  # s of the hub's login page meanwhile
    still: float = 0.0  # longest s for which the hub's loop stood still
    own: float = 0.0  # and of these, while no other program kept it from a processor
    late: list[list[float]] = field(default_factory=list)  # when, how long, and of its own
    idle: list[dict[str, float]] = field(default_factory=list)  # MB of each server
    kernels: list[dict[str, float]] = field(default_factory=list)  # MB of each kernel
    cpu: float = 0.0  # s of a processor of all servers, from start to ready
    seconds: float = 0.0  # of the whole storm
    load: float = 0.0  # of the machine when it began

    def table(self) -> str:
        """Return the figures as lines."""

        def middle(values: list[float]) -> str:
            if not values:
                return "–"
            return f"{statistics.median(values):.2f} (at most {max(values):.2f})"

        rows = [
            ("students, starts at once, places in the queue",
             f"{self.students}, {self.at_once}, {self.queue}"),
            ("all logged in within, s", f"{self.within:g}"),
            ("load of the machine before", f"{self.load:.1f}"),
            ("lost", f"{len(self.lost)} {' '.join(self.lost)[:300]}".strip()),
            ("from login to a page, s", middle(self.ready)),
            ("the whole storm, s", f"{self.seconds:.0f}"),
            ("saw a place in the queue", f"{self.told} of {self.students}"),
            ("most places on one waiting page", f"{self.places}"),
            ("times that the queue was full", f"{self.refused}"),
            ("hub's login page meanwhile, s", middle(self.answers)),
            ("hub's loop stood still at most, s", f"{self.still:.2f}"),
            ("of its own, without waiting for a processor, s", f"{self.own:.2f}"),
            ("processor of one start, s", f"{self.cpu / max(self.students, 1):.2f}"),
            ("idle server, PSS in MB", middle([each["Pss"] for each in self.idle])),
            ("idle server, RSS in MB", middle([each["Rss"] for each in self.idle])),
            ("kernel of a chapter, PSS in MB", middle([each["Pss"] for each in self.kernels])),
            ("kernel of a chapter, RSS in MB", middle([each["Rss"] for each in self.kernels])),
            ("kernel of a chapter, data in MB", middle([each["Data"] for each in self.kernels])),
        ]  # fmt: skip
        return "\n".join(f"| {name} | {value} |" for name, value in rows)


async def one(
    room: Classroom, name: str, wait: float, storm: Storm, browsers: list[Student]
) -> None:
    """Log in after a while, wait for the server as a browser does, and open the page."""
    await asyncio.sleep(wait)
    began = time.monotonic()
    student = await Student(room, name).__aenter__()
    browsers.append(student)
    try:
        await student.login()
        await student.start()
        status, text = await student.page("/lab")
        assert status == 200 and "jupyter-config-data" in text, (status, text[:300])
        storm.ready.append(time.monotonic() - began)
    except Exception as error:
        storm.lost.append(f"{name}: {type(error).__name__} {' '.join(str(error).split())[:200]}")
    shown = [place for said in student.places if (place := re.search(r"queue is (\d+) of", said))]
    storm.told += bool(shown)
    storm.places = max(storm.places, len(shown))
    storm.refused += student.refused


async def watch(room: Classroom, storm: Storm) -> None:
    """Ask for the hub's login page all the time, as somebody does who comes later."""
    async with Student(room, "nobody") as visitor:
        while True:
            began = time.monotonic()
            async with visitor.session.get(f"{room.url}/hub/login") as page:
                await page.read()
            storm.answers.append(time.monotonic() - began)
            await asyncio.sleep(0.5)


async def blow(
    room: Classroom, names: list[str], storm: Storm, kernels: int, rng: random.Random
) -> None:
    """Let everybody come, then measure the servers and some kernels."""
    browsers: list[Student] = []
    began = time.monotonic()
    watching = asyncio.create_task(watch(room, storm))
    await asyncio.gather(
        *(one(room, name, rng.uniform(0, storm.within), storm, browsers) for name in names)
    )
    storm.seconds = time.monotonic() - began
    watching.cancel()
    await asyncio.sleep(3)
    for name in names:
        for pid in room.servers(name):
            storm.idle.append(memory(pid))
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            storm.cpu += sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")
    for student in browsers[:kernels]:
        number = await student.kernel("course/storm.ipynb")
        assert "done" in await student.run(number, CHAPTER, 300)
        storm.kernels += [memory(pid) for pid in room.processes(student.name, "ipykernel")]
    for student in browsers:
        await student.session.close()


def storm(students: int, at_once: int, queue: int, within: float, kernels: int, seed: int) -> Storm:
    """Start the class, let the storm blow, stop everything; return what was seen."""
    names = [f"student{n}" for n in range(students)]
    seen = Storm(students, at_once, queue, within, load=os.getloadavg()[0])
    with tempfile.TemporaryDirectory(prefix="storm-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        place.chmod(0o755)
        limits = {"NEUROLIB_HUB_AT_ONCE": str(at_once), "NEUROLIB_HUB_QUEUE": str(queue)}
        with running(place, names, **limits) as room:
            asyncio.run(blow(room, names, seen, kernels, random.Random(seed)))
            still = room.still()
            seen.still, seen.own, seen.late = still["longest"], still["own"], still["late"]
            if seen.lost:
                print(room.said(), file=sys.stderr)
    return seen


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--students", type=int, default=50, help="at most 200")
    words.add_argument("--at-once", type=int, default=2)
    words.add_argument("--queue", type=int, default=500)
    words.add_argument("--within", type=float, default=20.0, help="s in which all log in")
    words.add_argument("--kernels", type=int, default=2, help="of how many a cell is run")
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--json", type=Path, help="write the figures to this file, too")
    asked = words.parse_args()
    if not 0 < asked.students <= 200:
        sys.exit("--students is from 1 to 200: more is no test of one machine.")
    if why := missing():
        sys.exit(f"The storm cannot blow here: {why}.")
    seen = storm(
        asked.students, asked.at_once, asked.queue, asked.within, asked.kernels, asked.seed
    )
    print(seen.table())
    if asked.json:
        asked.json.write_text(json.dumps(asdict(seen), indent=1), encoding="utf-8")
    sys.exit(bool(seen.lost))


if __name__ == "__main__":
    main()
