"""Honest work with habits: what students write, run and leave behind, which must cost nothing that it does not deserve."""
# ruff: noqa: B028, F821, F841, RUF059 - an attacker's and a student's style, and names that exist in the notebook alone

from __future__ import annotations

from .assignment import ALL, NOTHING, RIGHT, but, points
from .handin import HandIn, answer, case, extra

# --- controls -------------------------------------------------------------------------------------------------------------------


@case(ALL)
def everything(hand: HandIn) -> None:
    """Answer everything."""
    hand.right()


@case(NOTHING)
def nothing(hand: HandIn) -> None:
    """Hand in as handed out."""


@case(ALL)
def victim(hand: HandIn) -> None:
    """Answer everything, and be the one whose work others try to read, copy and spoil."""
    hand.right()


@case(ALL, student="honest-äöü Åß")
def student_with_umlauts(hand: HandIn) -> None:
    """Have umlauts and a space in one's name."""
    hand.right()


@case(points("relax", "explain", tau_plain=0, stats_partial=6, device_test=0))
def half(hand: HandIn) -> None:
    """Answer one problem, confuse another, do half of a third, leave the rest."""
    hand.right("relax", "explain").answer(tau="def time_constant(C, g):\n    return g / C")
    hand.answer(stats="def spike_statistics(times):\n    return 1 / np.diff(times).mean(), 0.0")


@answer("relax")
def input_changed():
    """Compute the right potentials, but in place: the test on it says so."""

    def relax(V, E, t, tau):
        V -= E
        V *= np.exp(-t / tau)
        V += E
        return V


@answer("spikes")
def own_generator():
    """Draw from a generator of one's own instead of the one that is given."""

    def bernoulli_spikes(rate, dt, n, rng):
        return (np.random.default_rng().random(n) < rate * dt).astype(int)


@answer("stats", points("tau", "relax", "device", "spikes", "explain", stats_partial=10))
def sample_deviation():
    """Use the deviation of a sample where that of all was asked for: half of the points."""

    def spike_statistics(times):
        intervals = np.diff(times)
        return 1 / intervals.mean(), intervals.std(ddof=1) / intervals.mean() if len(times) > 4 else (1 / 6) ** 0.5


@answer("tau")
def not_finished():
    """Leave the function without a return."""

    def time_constant(C, g):
        result = C / g


# --- values of other kinds ------------------------------------------------------------------------------------------------------


@answer("relax", ALL)
def list_returned():
    """Return nested lists instead of an array."""

    def relax(V, E, t, tau):
        return (E + (np.asarray(V) - E) * np.exp(-t / tau)).tolist()


@answer("stats", ALL)
def named_tuple_returned():
    """Return a named tuple of zero-dimensional arrays."""
    from typing import NamedTuple

    class Statistics(NamedTuple):
        rate: float
        cv: float

    def spike_statistics(times):
        intervals = np.diff(times)
        return Statistics(np.array(1 / intervals.mean()), np.array(intervals.std() / intervals.mean()))


@answer("stats", ALL)
def array_instead_of_tuple():
    """Return an array of two numbers where a tuple was asked for."""

    def spike_statistics(times):
        intervals = np.diff(times)
        return np.array([1 / intervals.mean(), intervals.std() / intervals.mean()])


@answer("relax", ALL)
def memory_laid_out_otherwise():
    """Return arrays in Fortran's order, of the other byte order, and as reversed views."""

    def relax(V, E, t, tau):
        result = E + (np.asarray(V) - E) * np.exp(-t / tau)
        return np.asfortranarray(result[::-1]).astype(">f8")[::-1]


@answer("spikes", ALL)
def truth_values_returned():
    """Return spikes as a list of Python's whole numbers made from truth values."""

    def bernoulli_spikes(rate, dt, n, rng):
        return [int(spike) for spike in rng.random(n) < rate * dt]


@answer("tau", ALL)
def result_printed_too():
    """Print the result, and return it as a NumPy number."""

    def time_constant(C, g):
        if g <= 0:
            raise ValueError(f"g is {g}")
        print("tau is", C / g, "s")
        return np.float64(C) / np.float64(g)


@answer("relax", ALL)
def subclass_with_methods():
    """Return an array of a class of one's own, with attributes and methods besides."""

    class Potentials(np.ndarray):
        unit = "V"

        def in_mV(self):
            return self * 1e3

    def relax(V, E, t, tau):
        return (E + (np.asarray(V) - E) * np.exp(-t / tau)).view(Potentials)


@answer("stats", ALL)
def list_with_methods():
    """Return a list of a class of one's own."""

    class Statistics(list):
        def rate(self):
            return self[0]

    def spike_statistics(times):
        intervals = np.diff(times)
        return Statistics([1 / intervals.mean(), intervals.std() / intervals.mean()])


@answer("spikes", ALL)
def queue_returned():
    """Return spikes in a queue."""
    from collections import deque

    def bernoulli_spikes(rate, dt, n, rng):
        return deque((rng.random(n) < rate * dt).astype(int).tolist())


@answer("relax", but("relax"))
def one_row_forgotten():
    """Leave the result without a value: an honest mistake, and no more than that."""

    def relax(V, E, t, tau):
        return (E + (np.asarray(V) - E) * np.exp(-t / tau))[:0]


@answer("stats", ALL)
def input_sorted():
    """Sort, scale and shift the times in place, where nobody asks that they stay."""

    def spike_statistics(times):
        times.sort()
        times -= times[0]
        intervals = np.diff(times)
        return 1 / intervals.mean(), intervals.std() / intervals.mean()


@answer("device", ALL)
def counts_every_call():
    """Keep count of all calls in the object: nothing may be asked twice."""

    class Memristor:
        def __init__(self, G=0.0):
            self.G, self.calls = G, 0

        def pulse(self, n):
            self.calls += 1
            self.G = min(max(self.G + n, 0.0), 10.0)

        def read(self):
            self.calls += 1
            return self.G


@answer("tau", ALL)
def text_that_is_half_a_sign():
    """Leave half a sign (a lone surrogate) in what is printed, said and kept."""
    mark = "\ud83d"
    print(mark)

    def time_constant(C, g):
        print(mark)
        if g <= 0:
            raise ValueError(mark)
        return C / g


# --- callables of other kinds ---------------------------------------------------------------------------------------------------


@answer("tau", ALL)
def lambda_and_partial():
    """Answer with a partial of a lambda."""
    from functools import partial

    def refuse():
        raise ValueError("g must be positive")

    time_constant = partial(lambda scale, C, g: scale * C / g if g > 0 else refuse(), 1.0)


@answer("relax", ALL)
def callable_object():
    """Answer with an object that can be called."""

    class Relax:
        def __call__(self, V, E, t, tau):
            return E + (np.asarray(V) - E) * np.exp(-t / tau)

    relax = Relax()


@answer("relax", ALL)
def decorated():
    """Answer with a decorated function that keeps what it computed."""
    import functools

    def logged(function):
        @functools.wraps(function)
        def inner(*args, **named):
            inner.calls.append(function.__name__)
            return function(*args, **named)

        inner.calls = []
        return inner

    @logged
    def relax(V, E, t, tau):
        return E + (np.asarray(V) - E) * np.exp(-t / tau)


@answer("relax", ALL)
def compiled():
    """Answer with a function that Numba compiles."""
    import numba

    @numba.njit
    def relax(V, E, t, tau):
        return E + (V - E) * np.exp(-t / tau)


@answer("device", ALL)
def dataclass_with_slots():
    """Write the class as a dataclass with slots, properties and annotations."""
    from dataclasses import dataclass

    @dataclass(slots=True)
    class Memristor:
        G: float = 0.0

        def pulse(self, n: int) -> None:
            self.G = float(np.clip(self.G + n, 0.0, 10.0))

        def read(self) -> float:
            return self.G


@answer("device", ALL)
def inherited():
    """Write the class with a parent, a class attribute and super()."""

    class Device:
        G_max = 10.0

        def __init__(self, G=0.0):
            self.G = G

        def read(self):
            return self.G

    class Memristor(Device):
        def __init__(self, G=0.0):
            super().__init__(G)

        def pulse(self, n):
            self.G = max(0.0, min(self.G_max, self.G + n))

        def __eq__(self, other):
            return self.G == other.G

        def __repr__(self):
            return f"<Memristor {self.G} µS>"


# --- what a notebook remembers ----------------------------------------------------------------------------------------------------


@case(ALL)
def helpers_in_cells_between(hand: HandIn) -> None:
    """Use constants and helper functions from cells of one's own, and one problem's function in another."""
    hand.right().extra("SCALE = 1.0\n\n\ndef decay(x):\n    return np.exp(-x)", before="relax")
    hand.answer(relax="def relax(V, E, t, tau):\n    return SCALE * (E + (V - E) * decay(time_constant(t, tau)))")
    hand.extra("CEILING = 10.0", before="device-test")
    hand.answer(device=RIGHT["device"].replace("10.0)", "CEILING)"))


@answer("tau", ALL)
def state_between_calls():
    """Count calls in a global variable and keep earlier results in a dictionary."""
    calls, known = 0, {}

    def time_constant(C, g):
        global calls
        calls += 1
        if not g > 0:
            raise ValueError("g must be positive")
        return known.setdefault((C, g), C / g)


@extra("relax")
def builtins_shadowed():
    """Use names for one's own variables that tests need: list, set, abs, score, math, call, expect; no answer uses these."""
    list, set, sum, abs, score, call, expect, right, before, a, b = range(11)
    math = {"mark": 1.3}


@extra("relax")
def numpy_set_up():
    """Change how NumPy prints, rounds off, warns and seeds, and make warnings errors."""
    import warnings

    np.set_printoptions(precision=2, suppress=True)
    np.seterr(over="raise", invalid="raise")
    np.random.seed(1)
    warnings.simplefilter("error")


@case(ALL)
def names_reset(hand: HandIn) -> None:
    """Clear all names with %reset, and import anew in the answers that follow."""
    hand.right().extra("%reset -f", before="relax")
    hand.answer(relax="import math\nimport numpy as np\n\n\n" + RIGHT["relax"])


@case(ALL)
def module_beside_the_notebook(hand: HandIn) -> None:
    """Import a module of one's own from the folder, under a name that a grader might use too."""
    hand.right().file("checking.py", "def ratio(a, b):\n    return a / b\n")
    hand.file("tools/__init__.py", "from checking import ratio\n")
    hand.answer(tau="from tools import ratio\n\n\n" + RIGHT["tau"].replace("C / g", "ratio(C, g)"))


@case(ALL)
def data_beside_the_notebook(hand: HandIn) -> None:
    """Read data from the folder, by a path from here, and write and read some in the same place."""
    hand.right().file("data/g max.csv", "G\n10.0\n")
    hand.extra('ceiling = float(np.loadtxt("data/g max.csv", skiprows=1))\nnp.save("ceiling.npy", ceiling)', before="device")
    hand.answer(device=RIGHT["device"].replace("10.0)", 'float(np.load("ceiling.npy")))'))


@extra("relax")
def folder_changed():
    """Make a folder and work there from then on."""
    import os

    os.makedirs("results", exist_ok=True)
    os.chdir("results")


@answer("relax", ALL)
def pool_of_threads():
    """Compute in a pool of threads."""
    from concurrent.futures import ThreadPoolExecutor

    def relax(V, E, t, tau):
        with ThreadPoolExecutor(4) as pool:
            return np.array(list(pool.map(lambda row: E + (row - E) * np.exp(-t / tau), np.asarray(V))))


@extra("relax")
def thread_left_running():
    """Leave a thread running that never ends by itself, as an animation does."""
    import threading
    import time

    def animate():
        for _ in range(1200):
            time.sleep(0.1)

    threading.Thread(target=animate).start()


@extra("relax")
def much_memory():
    """Hold 300 MB for a while."""
    large = np.ones((40, 1_000_000))
    total = large.sum()


# --- noise ----------------------------------------------------------------------------------------------------------------------


@answer("relax", ALL)
def warnings_shown():
    """Cause warnings of Python, NumPy and logging, and write to stderr, in a right answer."""
    import logging
    import sys
    import warnings

    def relax(V, E, t, tau):
        warnings.warn("careful")
        warnings.warn("old", DeprecationWarning)
        np.log(np.zeros(1)), np.zeros(1) / 0
        logging.warning("relaxing %d values", np.size(V))
        print("relaxing", file=sys.stderr)
        return E + (np.asarray(V) - E) * np.exp(-t / tau)


@answer("tau", ALL)
def progress_shown():
    """Show progress that rewrites its line on stderr, as progress bars do."""
    import sys

    def time_constant(C, g):
        for step in range(50):
            sys.stderr.write(f"\r{step * 2:3d} %|{'#' * step}")
            sys.stderr.flush()
        if not g > 0:
            raise ValueError
        return C / g


@answer("relax", ALL)
def much_printed():
    """Print three thousand lines on each call."""

    def relax(V, E, t, tau):
        for step in range(3000):
            print("step", step, V)
        return E + (np.asarray(V) - E) * np.exp(-t / tau)


@answer("relax", ALL)
def figures_drawn():
    """Draw and show figures, inside the function too."""
    import matplotlib.pyplot as plt

    def relax(V, E, t, tau):
        result = E + (np.asarray(V) - E) * np.exp(-t / tau)
        figure, ax = plt.subplots()
        ax.plot(np.ravel(V), label="V $\\tau$")
        ax.legend()
        plt.show()
        return result


@case(ALL)
def magics(hand: HandIn) -> None:
    """Use magics and commands: %%time, %matplotlib, %load_ext, !ls, %pip, !pip install, %timeit, ?help."""
    hand.right().answer(imports="%matplotlib inline\n%load_ext autoreload\n%autoreload 2\n" + hand.cell("imports").source)
    hand.answer(tau="%%time\n" + RIGHT["tau"], relax=RIGHT["relax"] + "\n\n\n%timeit -n 1 -r 1 relax(np.ones(3), 0.0, 1.0, 1.0)\n!ls")
    hand.extra("!pip install --quiet numpy\n%pip --version\nfiles = !ls\nnp.clip?", before="stats")


@case(ALL)
def backend_that_is_missing(hand: HandIn) -> None:
    """Ask for matplotlib's backends that are not there, in a cell of its own."""
    for name in "widget", "qt", "notebook":
        hand.right().extra(f"%matplotlib {name}\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", before="relax")


@case(ALL)
def backend_that_is_missing_before_an_answer(hand: HandIn) -> None:
    """Ask for windows and widgets to draw into on top of answers and of the imports, and draw."""
    hand.right().answer(imports="%matplotlib widget\nimport math\nimport numpy as np\nimport matplotlib.pyplot as plt")
    drawing = "    plt.figure()\n    plt.plot([1, 2])\n    plt.show(block=True)\n    return"
    hand.answer(relax="%matplotlib qt\n" + RIGHT["relax"].replace("    return", drawing))
    hand.answer(stats="import matplotlib\nmatplotlib.use('TkAgg')\n" + RIGHT["stats"].replace("    return", drawing))


@case(ALL)
def input_left_in(hand: HandIn) -> None:
    """Leave input() behind a right answer and in a cell of one's own."""
    hand.right().answer(tau=RIGHT["tau"] + '\n\n\nC = float(input("C in F: "))')
    hand.extra('name = input("Who are you?")', before="tau")


@case(ALL)
def exit_at_the_end(hand: HandIn) -> None:
    """End the notebook with exit()."""
    hand.right().extra("exit()")


@case(ALL)
def exit_in_the_middle(hand: HandIn) -> None:
    """Leave quit() and sys.exit() in cells of one's own between the problems."""
    hand.right().extra("quit()", before="relax")
    hand.extra("import sys\nsys.exit(0)", before="device")


@case(ALL)
def exit_behind_an_answer(hand: HandIn) -> None:
    """Write exit() behind a right answer, in its cell: it was defined before."""
    hand.right().answer(stats=RIGHT["stats"] + "\n\n\nexit()")


@case(ALL)
def crash_late(hand: HandIn) -> None:
    """Crash the kernel in a last cell of one's own, all tests being passed."""
    hand.right().extra("import ctypes\nctypes.string_at(0)")


@case(but("relax", "stats"))
def failures_of_many_kinds(hand: HandIn) -> None:
    """Raise while a cell is defined, and inside a function; the other problems do not suffer."""
    hand.right().answer(relax="def relax(V, E, t, tau):\n    return V * undefined", stats="intervals = np.diff(times)")
    hand.extra("assert False, 'my own test'", before="device")
    hand.extra("raise KeyboardInterrupt", before="device")


@answer("relax", ALL)
def slow():
    """Take a second a call."""
    import time

    def relax(V, E, t, tau):
        time.sleep(1)
        return E + (np.asarray(V) - E) * np.exp(-t / tau)


@answer("device", ALL)
def deep_but_right():
    """Recurse two thousand times, having lifted the limit."""
    import sys

    sys.setrecursionlimit(10_000)

    def steps(G, n):
        return G if n == 0 else steps(G, n - 1)

    class Memristor:
        def __init__(self, G=0.0):
            self.G = G

        def pulse(self, n):
            self.G = steps(min(max(self.G + n, 0.0), 10.0), 2000)

        def read(self):
            return self.G


@case(ALL)
def awaiting(hand: HandIn) -> None:
    """Await at the top of an answer's cell."""
    hand.right().answer(tau="import asyncio\n\nawait asyncio.sleep(0.01)\n\n\n" + RIGHT["tau"])


@case(but("tau"))
def coroutine(hand: HandIn) -> None:
    """Write a coroutine where a function was asked for."""
    hand.right().answer(tau="async def time_constant(C, g):\n    return C / g")


@case(ALL)
def spelling(hand: HandIn) -> None:
    """Write with Greek names, tabs, semicolons, trailing spaces, type hints and line joins."""
    hand.right().answer(
        tau="def time_constant(C: float, g: float) -> float:\n"
        '\tif not g > 0: raise ValueError("γ")\n\tτ = \\\n\t\tC / g;   \n\treturn τ   \n\n\n\n',
        stats="def spike_statistics(times):\n    Δt = np.diff(times)\n    μ, σ = Δt.mean(), Δt.std()\n    return (1 / μ, σ / μ)",
    )


@case(ALL)
def stub_left_below(hand: HandIn) -> None:
    """Write the answer above the line that raises NotImplementedError, and leave that where it was."""
    stub, mark = hand.cell("tau").source, "    # YOUR CODE HERE"
    hand.right().answer(tau=stub.replace(mark, f"    if not g > 0:\n        raise ValueError\n    return C / g\n{mark}"))


@case(ALL)
def library_used(hand: HandIn) -> None:
    """Use SciPy, the standard library and this course's own units."""
    hand.right().answer(relax="from scipy.integrate import solve_ivp\nfrom neurolib.units import mV, ms\n\n\n" + RIGHT["relax"])
    hand.extra("neuron_tau = 20 * ms\nsolve_ivp(lambda t, V: -V / neuron_tau, (0, neuron_tau), [1 * mV]).y[0, -1]", before="stats")
