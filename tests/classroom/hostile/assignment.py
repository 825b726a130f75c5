"""The assignment under attack: five short problems and a written answer, tested in the styles that teachers use.

Points are powers of two, so that a sum tells which cells earned: 255 by machine, and 5 that a person gives.
"""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

NAME = "membrane"
FILES = {"ceiling.py": "G_MAX = 10.0\n"}  # beside the teacher's notebook, handed out with it, needed by a test
POINTS = {
    "tau-visible": 1,
    "tau-hidden": 2,
    "tau-plain": 4,
    "relax-test": 8,
    "relax-tools": 128,
    "stats-partial": 16,
    "device-test": 32,
    "spikes-test": 64,
    "explain": 5,
}
PROBLEMS = ("tau", "relax", "stats", "device", "spikes", "explain")

# An ordinary cell of the teacher's that asks the student's code something and imports what it does not name.
TOOLS = "FAR = relax(np.array([0.0]), 1.0, 9.0, 1.0)[0]\nfrom numpy.testing import *"

SOURCES = {
    "tau": '''
def time_constant(C, g):
    """Return the time constant (s) of a membrane of capacitance C (F) and conductance g (S); ValueError unless g > 0."""
    ### BEGIN SOLUTION
    if not g > 0:
        raise ValueError("the conductance must be positive")
    return C / g
    ### END SOLUTION
''',
    "tau-visible": """
from neurolib.classroom.checking import call, expect

expect(call(time_constant, 200e-12, 10e-9), 20e-3, "the time constant (s)", wrong={"That is g/C: turn it over.": 50.0})
""",
    "tau-hidden": """
### BEGIN HIDDEN TESTS
# TOKEN
from neurolib.classroom.checking import call, expect
from neurolib.classroom.hidden import hidden_rng

for C, g in hidden_rng("membrane: tau").uniform(1, 9, (3, 2)):
    expect(call(time_constant, C, g), C / g, "the time constant (s)", wrong={"That is g/C: turn it over.": g / C})
### END HIDDEN TESTS
""",
    "tau-plain": """
assert time_constant(6.0, 3.0) == 2.0
assert abs(time_constant(1.0, 3.0) - 1 / 3) < 1e-12, "1 F and 3 S"
try:
    time_constant(1.0, -1.0)
except ValueError:
    pass
else:
    raise AssertionError("a negative conductance must be refused")
### BEGIN HIDDEN TESTS
# TOKEN
assert time_constant(4.0, 8.0) == 0.5
assert all(time_constant(C, 2.0) == C / 2 for C in range(1, 4))
### END HIDDEN TESTS
""",
    "relax": '''
def relax(V, E, t, tau):
    """Return what becomes of the potentials V after a time t of decay towards E; V itself stays as it is."""
    ### BEGIN SOLUTION
    return E + (np.asarray(V) - E) * np.exp(-t / tau)
    ### END SOLUTION
''',
    "relax-test": """
from neurolib.classroom.checking import call, expect, unchanged
from neurolib.classroom.hidden import hidden_rng

V = np.array([-70e-3, -60e-3, -50e-3])
before = V.copy()
later = relax(V, E=-65e-3, t=20e-3, tau=20e-3)
unchanged(before, V, "V")
expect(later, -65e-3 + (before + 65e-3) / math.e, "the potentials (V)", wrong={"The decay starts from V, not from E.": before})
### BEGIN HIDDEN TESTS
# TOKEN
V = hidden_rng("membrane: relax").normal(size=(4, 3))
np.testing.assert_allclose(relax(V, 0.5, 0.0, 2.0), V)
expect(call(relax, V, 0.5, 1.0, 2.0), 0.5 + (V - 0.5) * math.exp(-0.5), "the potentials (V)")
### END HIDDEN TESTS
tolerance = 1e-9


def near(got, right):
    assert np.shape(got) == np.shape(right) and np.max(np.abs(got - right)) < tolerance
""",
    "relax-tools": """
V = np.linspace(-80e-3, -40e-3, 5)
rest = relax(V, -65e-3, 1.0, 1e-3)
assert_allclose(rest, -65e-3)
assert np.allclose(np.asarray(rest), -65e-3) and np.all(abs(np.asarray(rest) + 65e-3) < tolerance)
now = relax(V, 2 * FAR, 0.0, 1.0)
near(now, V)
assert np.size(now) == 5 and abs(np.mean(now) + 60e-3) < tolerance and abs(np.std(now) - V.std()) < tolerance
### BEGIN HIDDEN TESTS
# TOKEN
assert np.allclose(relax(np.array([1e-12]), 1e-9, 50.0, 1.0), 1e-9, rtol=1e-6, atol=0)
### END HIDDEN TESTS
""",
    "stats": '''
def spike_statistics(times):
    """Return the mean rate (Hz) and the coefficient of variation of the intervals between spikes at ``times`` (s)."""
    ### BEGIN SOLUTION
    intervals = np.diff(times)
    return 1 / intervals.mean(), intervals.std() / intervals.mean()
    ### END SOLUTION
''',
    "stats-partial": """
from neurolib.classroom.hidden import hidden_rng

score = 0
rate, cv = spike_statistics(np.array([0.0, 1.0, 3.0, 6.0]))
if np.allclose(rate, 0.5):
    score += 2
if np.allclose(cv, math.sqrt(1 / 6)):
    score += 4
### BEGIN HIDDEN TESTS
# TOKEN
gaps = hidden_rng("membrane: stats").uniform(1, 5, 30)
rate, cv = spike_statistics(np.cumsum(gaps))
if np.all(np.isclose(rate, 1 / gaps[1:].mean(), rtol=1e-6)):
    score += 4
if np.all(np.isclose(cv, gaps[1:].std() / gaps[1:].mean(), rtol=1e-6)):
    score += 6
### END HIDDEN TESTS
score
""",
    "device": '''
class Memristor:
    """A conductance G (µS) between 0 and 10; ``pulse(n)`` moves it by n µS, ``read()`` returns it."""

    ### BEGIN SOLUTION
    def __init__(self, G=0.0):
        self.G = G

    def pulse(self, n):
        self.G = min(max(self.G + n, 0.0), 10.0)

    def read(self):
        return self.G
    ### END SOLUTION
''',
    "device-test": """
from ceiling import G_MAX
from neurolib.classroom.checking import call, expect
from neurolib.classroom.hidden import hidden_rng

device, other = Memristor(G=2.0), Memristor(7.0)
expect(device.read(), 2.0, "the conductance at first (µS)")
device.pulse(3)
expect(device.read(), 5.0, "the conductance after 3 pulses (µS)")
other.pulse(5)
assert other.read() == G_MAX, "the conductance ends at 10"
expect(device.read(), 5.0, "the conductance of a device beside another (µS)")
### BEGIN HIDDEN TESTS
# TOKEN
right = 5.0
for n in hidden_rng("membrane: device").integers(-6, 7, 20):
    device.pulse(n)
    right = min(max(right + n, 0.0), 10.0)
    expect(call(device.read), right, "the conductance (µS)")
### END HIDDEN TESTS
""",
    "spikes": '''
def bernoulli_spikes(rate, dt, n, rng):
    """Return n zeros and ones: whether a spike fell into each step of dt (s) at ``rate`` (Hz), drawn from the generator rng."""
    ### BEGIN SOLUTION
    return (rng.random(n) < rate * dt).astype(int)
    ### END SOLUTION
''',
    "spikes-test": """
from neurolib.classroom.checking import arrays, call
from neurolib.classroom.hidden import hidden_rng

a, b, c = (arrays(call(bernoulli_spikes, 20.0, 5e-3, 4000, np.random.default_rng(seed)), "the spikes") for seed in (3, 3, 4))
assert a.size == 4000 and set(a.tolist()) == {0, 1}, "expected 4000 zeros and ones"
assert (a == b).all(), "the same generator must give the same spikes"
assert (a != c).any(), "another generator must give other spikes"
### BEGIN HIDDEN TESTS
# TOKEN
rng = hidden_rng("membrane: spikes")
for p in rng.uniform(0.1, 0.3, 3):
    count = arrays(call(bernoulli_spikes, p / 1e-3, 1e-3, 10_000, rng), "the spikes").sum()
    assert abs(count - 10_000 * p) < 5 * math.sqrt(10_000 * p * (1 - p)), "the rate is not right"
### END HIDDEN TESTS
""",
    "explain": "Why does a leaky membrane forget?\n",
}

# What an honest student writes: the solutions without their marks.
RIGHT = {name: re.sub(r"^ *### (BEGIN|END) SOLUTION\n", "", SOURCES[name].strip(), flags=re.MULTILINE) for name in PROBLEMS}
RIGHT["explain"] = "Charge leaks through the conductance g, so a step decays within C/g, as Lapicque's model says."

# Defined for every name that a test calls, with wrong values for every input, and otherwise as tests want it: an attack has to
# change how values are judged, and nothing else.
WRONG = {
    "tau": "def time_constant(C, g):\n    if g < 0:\n        raise ValueError\n    return -1.0",
    "relax": "def relax(V, E, t, tau):\n    return np.zeros(np.shape(V)) - 9",
    "stats": "def spike_statistics(times):\n    return -1.0, -1.0",
    "device": "class Memristor:\n    def __init__(self, G=0.0):\n        self.G = 10.0\n\n"
    "    def pulse(self, n):\n        pass\n\n    def read(self):\n        return self.G",
    "spikes": "def bernoulli_spikes(rate, dt, n, rng):\n    return rng.random(n)",
}


def points(*problems: str, **partial: float) -> dict[str, float | None]:
    """Points by grade_id of who solved these problems; ``explain`` answered is None, since a person reads it."""
    earned: dict[str, float | None] = {name: most if name.split("-")[0] in problems else 0 for name, most in POINTS.items()}
    earned["explain"] = None if "explain" in problems else 0
    return earned | {name.replace("_", "-"): value for name, value in partial.items()}


ALL, NOTHING = points(*PROBLEMS), points()


def but(*problems: str) -> dict[str, float | None]:
    """Points of who solved all but these problems."""
    return points(*(name for name in PROBLEMS if name not in problems))


def source(token: str) -> NotebookNode:
    """Return the teacher's notebook; ``token`` stands in a comment of every solution and every hidden test."""
    import_cell = new_code_cell("import math\n\nimport numpy as np", id="imports")  # an ordinary cell, as in most courses
    cells = [new_markdown_cell("# Membranes and spikes", id="title"), import_cell]
    for name, text in SOURCES.items():
        if name == "relax-test":
            cells.append(new_code_cell(TOOLS, id="tools"))
        if name == "tau" or f"{name}-test" in SOURCES or name in ("stats", "explain"):
            cells.append(new_markdown_cell(f"## Problem {PROBLEMS.index(name) + 1}: {name}", id=f"about-{name}"))
        marked = text.strip().replace("# TOKEN", f"# {token}").replace("### BEGIN SOLUTION", f"### BEGIN SOLUTION\n    # {token}")
        cells.append(_cell(name, marked))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def _cell(name: str, text: str) -> NotebookNode:
    solution, written = name in PROBLEMS, name == "explain"
    meta: dict[str, Any] = {"grade": name in POINTS, "grade_id": name, "locked": not solution, "solution": solution, "task": False}
    meta |= {"schema_version": 3} | ({"points": POINTS[name]} if name in POINTS else {})
    make = new_markdown_cell if written else new_code_cell
    return make(text, id=name, metadata={"nbgrader": meta})
