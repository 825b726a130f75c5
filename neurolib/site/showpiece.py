r"""A balanced network of 400 neurons that runs in a page on both engines at once.

It is the network of N. Brunel, J. Computational Neuroscience 8:183 (2000),
doi:10.1023/A:1008925309027, at the size of a page: 320 excitatory and 80 inhibitory neurons, each
with 32 excitatory and 8 inhibitory inputs from the others, delta synapses of J and -gJ and one
delay, and private Poisson input. The reader sets the rate of the input, J, g and the delay while it
runs, and makes a neuron fire by a click.

**The engines are those of the library.** :func:`machines` lays the network out as
:class:`~neurolib.EventDriven` and :class:`~neurolib.Clocked` do, puts their tables into one array
(:mod:`.memory`), and compiles their loops, :func:`~neurolib.engines.events.loop.run_events` and
:func:`~neurolib.engines.clocked.numba_steps.run_steps`, to WebAssembly. What stands here is only
what a page needs besides: :func:`advance` feeds input for some ticks, lets the loop run, and
counts. All times are whole ticks and all synapses are jumps, so both engines give the same spikes,
and they differ in what they had to do for them.

**Counts and joules** are those of :mod:`~neurolib.engines.operations` and of the price lists of
chapter 1, :data:`~neurolib.energy.TEACHING` and :data:`~neurolib.energy.TEACHING_CLOCKED`; a test
compares them with the ledger of a run in Python.

**Input.** In each tick each neuron receives an input with the probability :math:`p = r\,\Delta t`.
The random number of the tick k and the neuron j is a hash of 400 k + j (G. L. Steele Jr., D. Lea
and C. H. Flood, OOPSLA 2014:453, doi:10.1145/2660193.2660195), so both engines draw the same input,
and so can Python.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .. import _jit, style
from ..energy import TEACHING, TEACHING_CLOCKED, Ledger, PriceList
from ..engines import Clocked, EventDriven
from ..engines.clocked import numba_steps
from ..engines.clocked.numba_steps import CompiledSteps
from ..engines.events import loop as event_loop
from ..engines.events.events import Events
from ..engines.events.loop import schedule_arrival
from ..engines.layout import MASKED, in_continuous_time, in_steps, lay_out, with_room
from ..engines.learning import learning
from ..figures.chance import mixed
from ..network import Network
from ..neurons import LIF
from ..units import ms, mV, nS, pF, show
from . import memory, webassembly

N_E, N_I = 320, 80
N = N_E + N_I
INPUTS_E, INPUTS_I = 32, 8  # of each neuron, from the others
TICK = 0.1 * ms
SEED = 1  # of the connections and of the voltages at the start
INPUT_WEIGHT, CLICK_WEIGHT = 1 * mV, 100 * mV  # V rises by so much at an input, and at a click
NEURON = LIF(
    C=200 * pF, g_L=10 * nS, E_L=-70 * mV, V_T=-50 * mV, V_R=-60 * mV, t_ref=2 * ms
)  # tau is 20 ms
HOPS = 5  # routers that a spike passes, as in chapter 1

# Places among the parameters of a kernel. Neurons that were clicked stand from CLICKED on.
TICKS, PROBABILITY, WEIGHT, G, DELAY, RESTART, INPUT_SEED, CLICKS, CLICKED = range(9)
MOST_CLICKS = 16
# Places at the head of the results; the cursors of the synapse groups stand from CURSORS on.
NOW, NEW, SPIKES, INPUTS, EVENTS, UPDATES, FULL, NEXT, CURSORS = range(9)
HEAD = 12
MOST_TICKS = 50  # of one call
ROOM = 2000  # spikes of one call
# spikes for which a list has room: those of a call, and those that are on their way
ROOMS = (4000, 2 * N * MOST_TICKS, 4 * MOST_CLICKS)


class Setting(NamedTuple):
    """What the reader sets, in SI units and ticks."""

    rate: float = 900.0
    weight: float = 0.9 * mV
    g: float = 5.0
    delay: int = 15


DEFAULT = Setting()


def network(
    setting: Setting = DEFAULT, inputs: Any = None, clicks: Any = None
) -> tuple[Network, Any, Any]:
    """Return the network and its two populations. ``inputs`` and ``clicks`` are (ticks, neurons)
    of spikes from outside, each of which arrives a tick later.
    """
    net = Network()
    populations: list[Any] = [
        net.population(NEURON, n, V="uniform", name=name)
        for n, name in ((N_E, "excitatory"), (N_I, "inhibitory"))
    ]
    spans = (0, N_E), (N_E, N)
    for name, given, weight in (("input", inputs, INPUT_WEIGHT), ("clicks", clicks, CLICK_WEIGHT)):
        ticks, who = given if given is not None else ([], [])
        source = net.spikes((np.multiply(ticks, TICK), who), n=N, name=name)
        for population, (low, high) in zip(populations, spans, strict=True):
            each = np.arange(high - low)
            net.project(source[low:high], population, weight=weight, delay=TICK, pairs=(each, each))
    weights = setting.weight, -setting.g * setting.weight
    for sender, weight, degree in zip(populations, weights, (INPUTS_E, INPUTS_I), strict=True):
        for target in populations:
            net.project(sender, target, weight=weight, delay=setting.delay * TICK, in_degree=degree)
    return net, populations[0], populations[1]


# --- what a page needs beside the loop ------------------------------------------------------------


def uniform(seed, k):  # type: ignore[no-untyped-def]
    """Return the k-th random number from 0 to 1 of a seed: SplitMix64. For arrays, too."""
    return mixed(np.uint64(seed) + k)


def inputs_of(seed: int, probability: float, ticks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the (ticks, neurons) of the input in these ticks, as :func:`advance` draws them."""
    k = np.asarray(ticks)[:, None] * N + np.arange(N)
    at, who = np.nonzero(uniform(seed, k.astype(np.uint64)) < probability)
    return np.asarray(ticks)[at], who


def advance(p, data, out):  # type: ignore[no-untyped-def]
    """Let some ticks pass. ``out`` holds the head, the new spikes (ticks and neurons), V of all
    neurons, and the tables of the loop, of which ``data`` is the image at the start.
    """
    head, when, who = out[:HEAD], out[HEAD : HEAD + ROOM], out[HEAD + ROOM : HEAD + 2 * ROOM]
    V, tables = out[HEAD + 2 * ROOM : HEAD + 2 * ROOM + N], out[HEAD + 2 * ROOM + N :]
    s = view(tables)
    if p[RESTART] > 0:
        for i in range(len(data)):
            tables[i] = data[i]
        for i in range(HEAD):
            head[i] = 0.0
        set_delay(p[DELAY], s)
    forget(s)
    set_weights(p[WEIGHT], -p[G] * p[WEIGHT], s)
    spikes, first, n = s.spikes, s.spikes.count[0], len(s.groups)
    for b in range(n):
        head[CURSORS + b] = s.groups[b].cursor
    now = int(head[NOW])
    until = now + int(p[TICKS])
    head[INPUTS] += feed(p, now, until, s)
    head[FULL] = pass_time(until, head, s)
    for b in range(n):  # what arrived
        group = s.groups[b]
        for h in range(int(head[CURSORS + b]), group.cursor):
            row = group.row0 + spikes.who[spikes.start[group.sender] + h]
            head[EVENTS] += s.synapses.rows[row + 1] - s.synapses.rows[row]
    head[NOW], head[NEW] = until, spikes.count[0] - first
    head[SPIKES] += head[NEW]
    for h in range(min(ROOM, spikes.count[0] - first)):
        when[h] = spikes.when[spikes.start[0] + first + h]
        who[h] = spikes.who[spikes.start[0] + first + h]
    resting, h = 0, spikes.count[0] - 1
    while h >= 0 and spikes.when[spikes.start[0] + h] + s.blocks[0].refractory > until:
        resting, h = resting + 1, h - 1
    head[UPDATES] = updates(head, resting)
    for i in range(N):
        V[i] = voltage(i, until, s)


def forget(s):  # type: ignore[no-untyped-def]
    """Forget the spikes that nothing reads again."""
    spikes = s.spikes
    for k in range(len(spikes.count)):
        n = spikes.count[k]
        for b in range(len(s.groups)):
            if s.groups[b].sender == k:
                n = min(n, s.groups[b].cursor)
        if k == 0:
            n = min(n, s.blocks[0].released)
            s.blocks[0].released -= n
        for b in range(len(s.groups)):
            if s.groups[b].sender == k:
                s.groups[b].cursor -= n
        for h in range(spikes.start[k], spikes.start[k] + spikes.count[k] - n):
            spikes.when[h], spikes.who[h] = spikes.when[h + n], spikes.who[h + n]
        spikes.count[k] -= n


def set_weights(excitatory, inhibitory, s):  # type: ignore[no-untyped-def]
    """Give the synapses between neurons their weights: those of the first senders are
    excitatory.
    """
    weights, rows = s.synapses.weights, s.synapses.rows
    if weights[0] == excitatory and weights[len(weights) - 1] == inhibitory:
        return
    for b in range(len(s.groups)):
        group = s.groups[b]
        if group.weight_shift >= 0:
            low = rows[group.row0] - group.weight_shift
            middle = rows[group.row0 + N_E] - group.weight_shift
            high = rows[group.row0 + N] - group.weight_shift
            for e in range(low, high):
                weights[e] = excitatory if e < middle else inhibitory


def feed(p, now, until, s):  # type: ignore[no-untyped-def]
    """Let neurons that were clicked, and the input of the ticks from ``now`` on, send their spikes;
    return how many there are.
    """
    spikes, count = s.spikes, 0
    for c in range(min(int(p[CLICKS]), MOST_CLICKS)):
        send(now, int(p[CLICKED + c]), 2, s)
        count += 1
    for k in range(now, until):
        for j in range(N):
            if uniform(p[INPUT_SEED], np.uint64(k * N + j)) < p[PROBABILITY]:
                send(k, j, 1, s)
                count += 1
    for b in range(len(s.groups)):
        if s.groups[b].cursor < spikes.count[s.groups[b].sender]:
            expect_arrival(b, s)
    return count


def send(t, j, k, s):  # type: ignore[no-untyped-def]
    """Let the member j of the sender k send a spike."""
    spikes = s.spikes
    h = spikes.start[k] + spikes.count[k]
    if spikes.count[k] < spikes.room[k]:
        spikes.when[h], spikes.who[h] = t, j
        spikes.count[k] += 1


# what differs between the loops, and is put in place by `machines`
view = _jit.open_name("view")
set_delay = _jit.open_name("set_delay")
expect_arrival = _jit.open_name("expect_arrival")
pass_time = _jit.open_name("pass_time")
updates = _jit.open_name("updates")
voltage = _jit.open_name("voltage")
run_events = _jit.open_name("run_events")
run_steps = _jit.open_name("run_steps")


def set_delay_of_events(delay, s):  # type: ignore[no-untyped-def]
    """Give the synapses between neurons their delay, before the first spike."""
    for b in range(len(s.groups)):
        if s.groups[b].weight_shift >= 0:
            s.groups[b].delay = delay


def expect_arrival_of_events(b, s):  # type: ignore[no-untyped-def]
    """Compute when the next spike arrives through a group that waited for none."""
    if s.groups[b].next_arrival == np.inf:
        schedule_arrival(b, s)


def pass_time_of_events(until, head, s):  # type: ignore[no-untyped-def]
    """Process the events up to a tick; return what table is full."""
    return run_events(float(until), s)


def updates_of_events(head, resting):  # type: ignore[no-untyped-def]
    """Return how often a neuron was updated: at arrivals, at spikes, at ends of refractory
    times.
    """
    return head[EVENTS] + head[SPIKES] + head[SPIKES] - resting


def voltage_of_events(i, now, s):  # type: ignore[no-untyped-def]
    """Return V of a neuron, by its closed form."""
    block, a = s.blocks[0], s.flat[i]
    if a == MASKED:
        return RESET
    return REST + a * np.exp((s.clock[0].frame_start - now) / block.tau)


def set_delay_of_steps(delay, s):  # type: ignore[no-untyped-def]
    """Give the synapses between neurons their delay, before the first spike."""
    for b in range(len(s.groups)):
        if s.groups[b].weight_shift >= 0:
            s.groups[b].behind = int(delay)


def expect_arrival_of_steps(b, s):  # type: ignore[no-untyped-def]
    """Do nothing: each step looks for arrivals."""


def pass_time_of_steps(until, head, s):  # type: ignore[no-untyped-def]
    """Take the steps up to a tick; return whether a list of spikes is full."""
    head[NEXT] = run_steps(int(head[NEXT]), until, s)
    return head[NEXT] <= until


def updates_of_steps(head, resting):  # type: ignore[no-untyped-def]
    """Return how often a neuron was updated: each at every tick."""
    return head[NOW] * N


def voltage_of_steps(i, now, s):  # type: ignore[no-untyped-def]
    """Return V of a neuron as the loop recorded it: the loop itself stands at the next tick."""
    return s.values[i, 0]


RESET, REST = NEURON.V_R, NEURON.E_L


# --- the two machines -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Machine:
    """A kernel that lets time pass on one engine, the image of its tables, its results by name, and
    what its operations cost: joules for each count, and the power that is always taken.
    """

    kernel: Callable[..., Any]
    image: np.ndarray
    joules: dict[str, float]

    @property
    def out(self) -> dict[str, int]:
        """The lengths of the results."""
        return {"head": HEAD, "when": ROOM, "who": ROOM, "V": N, "tables": len(self.image)}


@lru_cache(maxsize=1)
def machines() -> dict[str, Machine]:
    """Return the event-driven and the clocked machine; Numba lays their tables out."""
    net, *_ = network()
    span = 1.0  # of the layout, which has no other meaning here
    events = Events(in_continuous_time(lay_out(net, SEED, span), span), compiled=True)
    steps = CompiledSteps(
        in_steps(lay_out(net, SEED, span), TICK, round(span / TICK)),
        "RK4",
        [(0, i) for i in range(N)],
        np.zeros((N, 1)),
    )
    for group in events.s.groups:
        group["next_arrival"] = np.inf
    own = learning.kernels(None)
    of_events = {
        "run_events": _jit.plain(event_loop.run_events, {**own, "QUIESCENT": True}),
        "schedule_arrival": schedule_arrival,
    }
    forms = dict.fromkeys(("CONDUCTING", "STAGED", "RELAXING", "LIMITED", "DRIVEN"), False)
    of_steps = {
        "run_steps": _jit.plain(
            numba_steps.run_steps, {**own, **forms, "LEAPING": True, "INTEGRATING": False}
        )
    }
    parts = {
        "event-driven": (events, of_events, "events", TEACHING),
        "clocked": (steps, of_steps, "steps", TEACHING_CLOCKED),
    }
    names = "set_delay", "expect_arrival", "pass_time", "updates", "voltage"
    made = {}
    for name, (simulation, loops, ending, prices) in parts.items():
        image, find = memory.packed(_emptied(simulation.s))
        different = {each: globals()[f"{each}_of_{ending}"] for each in names}
        different = {each: _jit.plain(function, loops) for each, function in different.items()}
        kernel = _jit.plain(advance, {**different, "view": find})
        made[name] = Machine(kernel, image, joules(prices))
    return made


def _emptied(s: Any) -> Any:
    """Return tables whose lists of spikes are empty and have the room that a page needs, and whose
    weights are still to be set.
    """
    s.spikes.count[:] = 0
    s.synapses.weights[:] = 0.0
    return s._replace(spikes=with_room(s.spikes, np.array(ROOMS)))


def joules(prices: PriceList) -> dict[str, float]:
    """Return what one of each count costs at the prices of a list, J, and its power, W."""
    counts = "neuron update", "synaptic event", "spike"

    def total(name: str) -> float:
        ledger = Ledger({(each, "page"): int(each == name) for each in counts}, 1.0)
        return float(ledger.routed(HOPS).bill(prices).total)

    static = total("")
    return {name: total(name) - static for name in counts} | {"power": static}


# --- what the page gets ---------------------------------------------------------------------------

SLIDERS = (
    {
        "name": "rate", "symbol": "r", "meaning": "input rate", "unit": "Hz",
        "scale": 1.0, "low": 0, "high": 2000, "step": 20, "digits": 0,
    },
    {
        "name": "weight", "symbol": "J", "meaning": "weight", "unit": "mV",
        "scale": mV, "low": 0.1, "high": 2.0, "step": 0.05, "digits": 2,
    },
    {
        "name": "g", "symbol": "g", "meaning": "inhibition", "unit": "",
        "scale": 1.0, "low": 1, "high": 9, "step": 0.1, "digits": 1,
    },
    {
        "name": "delay", "symbol": "d", "meaning": "delay (restarts)", "unit": "ms",
        "scale": ms, "low": 0.5, "high": 5.0, "step": 0.1, "digits": 1,
    },
)  # fmt: skip
PRESETS = {
    "irregular": DEFAULT,
    "bursts": Setting(rate=600, weight=2.0 * mV, g=6.0, delay=10),
    "slow bursts": Setting(rate=600, weight=2.0 * mV, g=5.0, delay=50),
    "sparse": Setting(rate=640, weight=0.9 * mV, g=6.0),
}
STILL = 250 * ms  # of the picture for pages that do not compute


def script() -> str:
    """Return the script with all that the page computes with: modules, tables, the drawing."""
    made, here = machines(), Path(__file__).parent
    binaries = webassembly.modules([each.kernel for each in made.values()])
    numbers = b"".join(each.image.tobytes() for each in made.values())
    packed = gzip.compress(b"".join([numbers, *binaries]), 9, mtime=0)
    own = [
        {
            "name": name,
            "joules": each.joules,
            "out": each.out,
            "image": len(each.image),
            "module": len(binary),
        }
        for (name, each), binary in zip(made.items(), binaries, strict=True)
    ]
    names = "TICKS PROBABILITY WEIGHT G DELAY RESTART INPUT_SEED CLICKS CLICKED".split()
    heads = "NOW NEW SPIKES INPUTS EVENTS UPDATES FULL".split()
    about = {
        "n": N, "n_e": N_E, "tick": TICK, "seed": SEED, "most_clicks": MOST_CLICKS,
        "rest": REST, "threshold": NEURON.V_T,
        "places": {name: globals()[name] for name in names},
        "heads": {name: globals()[name] for name in heads},
        "sliders": SLIDERS, "machines": own,
        "presets": [
            {"name": name, "set": {**each._asdict(), "delay": each.delay * TICK}}
            for name, each in PRESETS.items()
        ],
    }  # fmt: skip
    parts = [
        f"const {name} = (() => {{\n"
        + (here / f"{name}.js").read_text(encoding="utf-8").replace("export default", "return")
        + "})();\n"
        for name in ("compute", "showpiece")
    ]
    return (
        "(() => {\n"
        + "".join(parts)
        + f"const about = {json.dumps(about, ensure_ascii=False)};\n"
        + f'const packed = "{base64.b64encode(packed).decode()}";\n'
        + UNPACK
        + "})();\n"
    )


UNPACK = """neurolibArrived("showpiece", async (element) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const all = await new Response(stream).arrayBuffer(), modules = [];
  let at = 0;
  for (const each of about.machines) {
    each.image = new Float64Array(all, at, each.image);
    at += each.image.byteLength;
  }
  for (const each of about.machines) {
    modules.push(await compute.compile(new Uint8Array(all, at, each.module)));
    at += each.module;
  }
  return showpiece(element, about, modules, compute);
});
"""


def figure(source: str = "", chapter: str = "") -> str:
    """Return the figure as the page has it before a script runs, and where none does: a picture of
    a run in Python, with its text. ``source`` is where the script is, ``chapter`` where the prices
    are explained.
    """
    setting = PRESETS["irregular"]
    ticks = np.arange(round(STILL / TICK))
    net, *populations = network(setting, inputs_of(SEED, setting.rate * TICK, ticks))
    runs = [engine.run(net, STILL, seed=SEED) for engine in (EventDriven(), Clocked(TICK))]
    bills = [
        run.ledger.routed(HOPS).bill(prices).total
        for run, prices in zip(runs, (TEACHING, TEACHING_CLOCKED), strict=True)
    ]
    paths, first, spikes = [], 0, 0
    for population, colour in zip(populations, (style.BLUE, style.VERMILLION), strict=True):
        when, who = runs[0].spikes(population)
        spikes += len(when)
        x, y = 880 * when / STILL, 300 - 0.75 * (who + first + 1)
        strokes = "".join(f"M{a:.1f} {b:.1f}v1" for a, b in zip(x, y, strict=True))
        paths.append(f'<path d="{strokes}" stroke="{style.adaptive(colour)}" stroke-width="1.5"/>')
        first += population.n
    rate = spikes / N / STILL
    updates = [run.ledger.count("neuron update") for run in runs]
    words = (
        f"{N} neurons for {STILL / ms:.0f} ms, a row for each and a stroke for each spike: "
        f"{N_E} excitatory ones below, {N_I} inhibitory ones above."
    )
    caption = (
        f"A balanced network of {N} neurons: each receives excitation, inhibition and random "
        f"input, and fires irregularly, at {rate:.1f} Hz on average. The event-driven engine of "
        f"this course updated neurons {updates[0]:,} times for these {spikes:,} spikes, the "
        f"clocked engine {updates[1]:,} times. At the prices of chapter 1 an event-driven machine "
        f"takes {show(bills[0], 'J')}, and a clocked one without clock gating takes "
        f"{show(bills[1], 'J')}."
    )
    if chapter:
        caption = caption.replace("chapter 1", f'<a href="{chapter}">chapter 1</a>')
    data = f' data-script="{source}"' if source else ""
    data += f' data-chapter="{chapter}"' if chapter else ""
    return (
        f'<figure class="showpiece"{data}>\n<svg viewBox="0 0 880 300" role="img" '
        f'aria-label="{words}" fill="none">{"".join(paths)}</svg>\n'
        f"<figcaption>{caption}</figcaption>\n</figure>\n"
    )
