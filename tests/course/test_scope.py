"""Each public name of the library is used: in a chapter, a lab, a set, the guide, the README, or an
example of course/examples.ipynb.

A name without a use is taught, gets an example, or leaves the library. Names that nobody types,
because they are what something returns or what a class of one's own derives from, stand in
WITHOUT_USE with the reason. Run `python -m tests.course.test_scope` to print where each name is
used.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import sys
from functools import cache
from textwrap import dedent
from types import ModuleType

import pytest

import neurolib
from neurolib import units
from neurolib.crossbar import Crossbar
from neurolib.engines.engine import Engine
from neurolib.engines.session import Session
from neurolib.network import Network
from neurolib.recording import NetworkRun, Run
from tests.course.notebooks import COURSE, NOTEBOOKS, ROOT

PACKAGE = ROOT / "neurolib"
TOOLS = "bootstrap", "classroom", "site"  # commands; each option of theirs is in the guide
VERBS = Network, Engine, Session, NetworkRun, Run, Crossbar  # each of their methods is a verb

RETURNED = "what a function returns; it is used by its attributes"
BASE = "models of one's own derive from it, or from a class that derives from it"
DRAWN = "the program beside a live figure imports it"
ALIVE = "a live figure shows the same; this draws a run, or a response, of one's own"
SHARED = "the other figures of the library are made with it"
WITHOUT_USE = {
    "neurolib.Continuous": BASE,
    "neurolib.SpikeTiming": BASE,
    "neurolib.applications.History": RETURNED,
    "neurolib.applications.Task": RETURNED,
    "neurolib.applications.chip.Entry": RETURNED,
    "neurolib.applications.chip.OutOfTime": "an error, which says all that there is to say",
    "neurolib.applications.chip.Program": "the form of what a student writes",
    "neurolib.applications.chip.READING": DRAWN,
    "neurolib.applications.chip.Result": RETURNED,
    "neurolib.applications.chip.Task": RETURNED,
    "neurolib.applications.chip.WRITING": DRAWN,
    "neurolib.applications.learning.Epoch": RETURNED,
    "neurolib.applications.learning.EventPixel": "the pixel of the moving edges, which another one may replace",
    "neurolib.applications.learning.FallingLIF": RETURNED,
    "neurolib.applications.learning.Pass": RETURNED,
    "neurolib.applications.learning.spike_time_closed": "the closed form beside the exact spike times, to compare with",
    "neurolib.applications.medicine.Effect": RETURNED,
    "neurolib.connections.Connections": RETURNED,
    "neurolib.connections.View": RETURNED,
    "neurolib.crossbar.SynapticArray": RETURNED,
    "neurolib.currents.Drive": RETURNED,
    "neurolib.energy.Bill": RETURNED,
    "neurolib.energy.Condition": "price lists are made with it",
    "neurolib.energy.Figure": "price lists are made with it",
    "neurolib.energy.MissingPrice": "an error: ledger.bill raises it",
    "neurolib.energy.Row": RETURNED,
    "neurolib.energy.Comparison": RETURNED,
    "neurolib.model.Source": "the metadata of a parameter, as Quantity is",
    "neurolib.model.Words": "the metadata of a parameter, as Quantity is",
    "neurolib.model.word": "models declare a parameter that is one of several words with it",
    "neurolib.network.Group": RETURNED,
    "neurolib.network.Poisson": RETURNED,
    "neurolib.network.Population": RETURNED,
    "neurolib.network.Projection": RETURNED,
    "neurolib.network.Replay": RETURNED,
    "neurolib.network.Synapse": RETURNED,
    "neurolib.plot.phase_plane": ALIVE,
    "neurolib.plot.population": ALIVE,
    "neurolib.recording.NetworkRun": RETURNED,
    "neurolib.recording.Run": RETURNED,
    "neurolib.recording.SavedArray": RETURNED,
    "neurolib.style.adaptive": SHARED,
    "neurolib.style.alt": SHARED,
    "neurolib.style.html": SHARED,
    "neurolib.style.resize": SHARED,
    "neurolib.style.svg": SHARED,
    "neurolib.style.wrap_titles": SHARED,
    "neurolib.trains.PoissonTrains": "the sources of a network draw their spikes with it",
    "neurolib.units.base": SHARED,
    "neurolib.units.factor": SHARED,
    "neurolib.units.written": SHARED,
    "neurolib.widgets.LiveFigure": RETURNED,
    "Crossbar.centred": "the cells and the pulses of a crossbar ask it",
    "Crossbar.zero_in_networks": "the synapses of a network ask it",
}


# a whole set
UNITS = {
    f"neurolib.units.{name}"
    for name in units.__all__
    if isinstance(getattr(units, name), float | int)
}


# --- what is public -------------------------------------------------------------------------------


def modules() -> list[str]:
    """Return the names of the modules that say by ``__all__`` what is public."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(ROOT).with_suffix("").parts
        if inside[1] not in TOOLS and re.search(
            r"^__all__\b", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            found.append(".".join(inside[:-1] if inside[-1] == "__init__" else inside))
    return ["neurolib", *found]


def key(value: object, place: str) -> object:
    """Return by what a name is known wherever it is imported from: numbers and words are known by
    their place.
    """
    return id(value) if isinstance(value, type | ModuleType) or callable(value) else place


@cache
def public() -> dict[object, str]:
    """Return the public names of the library, the shortest of each thing, by what it is known by."""
    found: dict[object, str] = {}
    for name in modules():
        module = importlib.import_module(name)
        for each in module.__all__:
            found.setdefault(key(getattr(module, each), f"{name}.{each}"), f"{name}.{each}")
    return found


# --- where it is used -----------------------------------------------------------------------------


@cache
def programs() -> dict[str, str]:
    """Return the code of each notebook and of the examples of each page of the guide."""
    found = {}
    for path in [*NOTEBOOKS, *sorted((ROOT / "solutions").glob("*/*.ipynb"))]:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found[path.stem] = "\n\n".join(
            "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"
        )
    for path in [ROOT / "README.md", *sorted((COURSE / "guide").glob("*.md"))]:
        examples = re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
        found[path.stem] = "\n\n".join(map(dedent, examples))
    return found


@cache
def used(program: str) -> tuple[set[object], set[str]]:
    """Return what a program uses of the library, and the names of all attributes that it asks for."""
    names: dict[str, ModuleType] = {}  # of the library
    keys: set[object] = set()
    tree = ast.parse(program)
    # of a page of the guide: what it defines may be in the library by now
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "neurolib":
            module = importlib.import_module(str(node.module))
            keys.add(id(module))
            for alias in node.names:
                value = getattr(module, alias.name, None)
                value = (
                    importlib.import_module(f"{node.module}.{alias.name}")
                    if value is None
                    else value
                )
                keys.add(key(value, f"{node.module}.{alias.name}"))
                if isinstance(value, ModuleType):
                    names[alias.asname or alias.name] = value
        elif (
            isinstance(node, ast.ImportFrom) and node.level
        ):  # of a file that becomes part of the library
            written = {alias.name for alias in node.names} | classes
            keys |= {each for each, name in public().items() if name.rpartition(".")[2] in written}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "neurolib":
                    names[alias.asname or "neurolib"] = importlib.import_module(
                        alias.name if alias.asname else "neurolib"
                    )
    asked = {ast.unparse(node): node for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for whole in sorted(asked, key=len):  # a module before what is asked of it
        owner, _, name = whole.rpartition(".")
        if (module := names.get(owner)) is not None:
            value = getattr(module, name, None)
            keys.add(key(value, f"{module.__name__}.{name}"))
            if isinstance(value, ModuleType):
                names[whole] = value
    return keys, {node.attr for node in asked.values()}


@cache
def uses() -> dict[str, list[str]]:
    """Return for each public name the programs that use it."""
    found: dict[str, list[str]] = {name: [] for name in public().values()}
    for place, program in programs().items():
        for each in used(program)[0]:
            if each in public():
                found[public()[each]].append(place)
    return found


def methods(owner: type) -> list[str]:
    """Return the verbs and properties of a class."""
    return [
        name
        for name, value in vars(owner).items()
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    ]


def say_unused(names: set[str]) -> None:
    """Fail with the names that nothing uses, all of them and nothing else."""
    if names:
        pytest.fail(
            f"Nothing uses {', '.join(sorted(names))}. Show each in course/examples.ipynb or in a "
            "program of the guide, or take it out of the library with its tests.",
            pytrace=False,
        )


# --- the rule -------------------------------------------------------------------------------------


def test_each_public_name_is_used_or_has_a_reason():
    unused = {name for name, places in uses().items() if not places and name not in UNITS}
    say_unused(unused - set(WITHOUT_USE))


def test_a_reason_is_given_only_to_a_name_that_has_no_use():
    asked = set().union(*(used(program)[1] for program in programs().values()))
    known = uses() | {
        f"{owner.__name__}.{name}": [name] * (name in asked)
        for owner in VERBS
        for name in methods(owner)
    }
    assert {name for name in WITHOUT_USE if known.get(name, True)} == set(), (
        "take the line out of WITHOUT_USE"
    )


@pytest.mark.parametrize("owner", VERBS, ids=lambda owner: owner.__name__)
def test_each_verb_is_used(owner):
    asked = set().union(*(used(program)[1] for program in programs().values()))
    unused = {
        name
        for name in set(methods(owner)) - asked
        if f"{owner.__name__}.{name}" not in WITHOUT_USE
    }
    say_unused({f"{owner.__name__}.{name}" for name in unused})


def test_a_use_is_found_however_a_name_is_imported():
    program = (
        "import neurolib as nl\nfrom neurolib import codes\nfrom neurolib.units import "
        "ms\nfrom neurolib.energy import compare as same\n"
    )
    program += "nl.LIF()\ncodes.fano([1*ms], 1, 1)\nledger.crossover()"
    keys, attributes = used(program)
    from neurolib import energy

    assert {
        id(neurolib.LIF),
        id(codes := neurolib.codes),
        id(codes.fano),
        id(energy.compare),
        "neurolib.units.ms",
    } <= keys
    assert id(energy.crossover) not in keys and "crossover" in attributes
    assert len(public()) > 150 and len(programs()) > 35


def test_a_class_that_the_guide_shows_as_a_file_of_the_library_is_used():
    shown = "from ..model import param\n\n\nclass AdEx(Neuron):\n    pass\n"
    assert id(neurolib.AdEx) in used(shown)[0]
    own = shown.replace("from ..model", "from neurolib")  # of a reader
    assert id(neurolib.AdEx) not in used(own)[0]


def test_what_nothing_uses_is_said_whole():
    names = {f"neurolib.neurons.Neuron{k}" for k in range(40)}
    with pytest.raises(pytest.fail.Exception) as failed:
        say_unused(names)
    assert all(name in str(failed.value) for name in names)
    say_unused(set())


if __name__ == "__main__":
    for name, places in sorted(uses().items()):
        sys.stdout.write(f"{name}: {', '.join(places) or WITHOUT_USE.get(name, 'no use')}\n")
