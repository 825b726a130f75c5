"""Describe a run as data, so that it can be run again from a file: bit for bit, or with a sentence
on what differs.

A description has no code. It names the verbs of :class:`~neurolib.network.Network` by which each
part was added, with their arguments: numbers, words, arrays, and models by their public names and
parameters. What a seed drew by a function of one's own stands there as the values that were drawn.
Models of one's own are named, too, and their classes are given when the file is read. Whoever reads
a description calls those verbs, which check every argument.
"""

from __future__ import annotations

import inspect
import platform
import sys
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from .. import __version__, _jit
from ..connections import TRIED, Drawn
from ..crossbar import Crossbar
from ..crossbar.crossbar import OPTIONS
from ..model import Model, ParameterError, param
from ..network import Network, Poisson, Population, Projection, Replay
from ..neurons.neuron import Neuron
from ..trains import RateInTime
from ..units import show

VERBS = "population", "poisson", "spikes", "project"
PLAIN = bool, int, float, str, type(None)


class Undescribed(Exception):
    """A part of a network that no description can hold; the sentence says which."""


def versions() -> dict[str, str]:
    """Return the versions of what computes, by name."""
    try:
        numba = version("numba") if _jit.enabled() else "not used"
    except PackageNotFoundError:
        numba = "of unknown version"
    return {
        "neurolib": __version__,
        "NumPy": np.__version__,
        "Numba": numba,
        "Python": platform.python_version(),
        "the machine": f"{platform.system()} {platform.machine()}",
    }


# --- describing -----------------------------------------------------------------------------------


def _numbers(part: Any, which: Any, seed: int) -> np.ndarray:
    """Return the numbers of the neurons or synapses of a part that are recorded."""
    if not isinstance(part, Projection) or not isinstance(which, (str, slice)):
        return np.asarray(which)
    some = slice(None) if isinstance(which, str) else which
    return np.arange(len(part.pairs(seed)[0]))[some]


def describe(engine: Any, run: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return what a file needs to repeat a run of this engine: a description that JSON can hold,
    and arrays by the names that stand in it; or the sentence on why there is none.
    """
    record, snapshots = engine._asked
    parts = *run.net.groups, *run.net.projections
    text = Describer(run.net, run.seed, run.duration)
    try:
        return {
            "versions": versions(),
            "engine": text.value(engine),
            "path": engine._path,
            "calls": [text.call(part) for part in parts],
            "record": [
                [parts.index(part), name, text.value(_numbers(part, which, run.seed))]
                for part, variables in record.items()
                for name, which in variables.items()
            ],
            "snapshots": snapshots,
        }, text.arrays
    except Undescribed as failed:
        return {"cannot": str(failed)}, {}


class Describer:
    """Turns the parts of a network into data, and collects the ``arrays`` that these name."""

    def __init__(self, net: Any, seed: int, duration: float) -> None:
        self.net, self.seed, self.duration = net, seed, duration
        self.arrays: dict[str, np.ndarray] = {}
        self.own: dict[str, type] = {}

    def value(self, value: Any) -> Any:
        """Return a value as JSON holds it."""
        if isinstance(value, (np.generic, np.ndarray)) and value.ndim == 0:
            value = value.item()
        if type(value) in PLAIN:
            return value
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            name = f"net {len(self.arrays)}"
            self.arrays[name] = value
            return {"array": name}
        if isinstance(value, (tuple, list)):
            return {"list": [self.value(each) for each in value]}
        if isinstance(value, (Model, Crossbar)) or hasattr(value, "_pieces"):
            return self.model(value)
        raise Undescribed(f"it has {value!r:.60}, of which a file keeps no description")

    def model(self, model: Any) -> dict[str, Any]:
        """Return a model, a crossbar or an engine by its name and parameters."""
        kind = type(model)
        if texts := vars(kind).get("_texts"):
            given = {name: self.given(value) for name, value in texts.given}
            described = {"name": texts.name, "typed": [*texts.typed], "given": given}
            parameters = {name: self.value(getattr(model, name)) for name in kind.quantities()}
            return {"equations": described, "parameters": parameters}
        if isinstance(model, Model):
            names = [field.name for field in fields(kind) if field.init]
        else:
            names = [*inspect.signature(kind).parameters]
            names = [*names[:-1], *OPTIONS] if isinstance(model, Crossbar) else names
        own = public(kind.__name__) is not kind
        if own and self.own.setdefault(kind.__name__, kind) is not kind:
            raise Undescribed(f"two classes of its models have the name {kind.__name__}")
        parameters = {name: self.value(getattr(model, name)) for name in names}
        return {"model": kind.__name__, "own": own, "parameters": parameters}

    def given(self, value: Any) -> Any:
        """Return the value of a parameter of a model from text: of ``param``, its arguments."""
        if isinstance(value, tuple):
            default, quantity = value
            return {"param": self.value((default, *vars(quantity).values()))}
        return value

    def call(self, part: Any) -> dict[str, Any]:
        """Return the verb that adds a part to a network, and its arguments."""
        if isinstance(part, Population):
            verb, arguments = "population", self.population(part)
        elif isinstance(part, Poisson):
            rate: Any = part.rate
            rate = rate.steps(self.duration) if isinstance(rate, RateInTime) else rate
            verb, arguments = "poisson", {"n": part.n, "rate": rate, "order": part.order}
        elif isinstance(part, Replay):
            verb, arguments = "spikes", {"times": (part.times, part.indices), "n": part.n}
        elif isinstance(part, Projection):
            verb, arguments = "project", self.projection(part)
        else:
            raise Undescribed(f"it has {part!r:.60}, of which a file keeps no description")
        described = {name: self.value(each) for name, each in arguments.items()}
        if isinstance(part, Projection):
            described |= {name: self.end(part, name) for name in ("pre", "post")}
            described |= {
                name: self.drawn(part, values)
                for name in ("weight", "delay")
                if isinstance(values := getattr(part, name), Drawn)
            }
        return {"verb": verb, "number": part.number, "arguments": described | {"name": part.name}}

    def population(self, part: Population) -> dict[str, Any]:
        """Return the arguments by which a population was added."""
        drive = part.drive
        driven = (
            {"I": part.I}
            if drive is None
            else {"I": (drive.times, drive.values), "noise": drive.noise}
        )
        at_start = {"V": part.V, **part.others}
        return {"neuron": part.neuron, "n": part.n, **at_start, **driven, **part.own}

    def projection(self, part: Projection) -> dict[str, Any]:
        """Return the arguments by which a projection was added, but its ends and what is drawn."""
        rule, act = part.connections, part.synapse
        arguments = {
            "weight": 0.0 if isinstance(part.weight, Drawn) else part.weight,
            "delay": 0.0 if isinstance(part.delay, Drawn) else part.delay,
            "probability": rule.probability,
            "pairs": rule.given,
            "in_degree": rule.in_degree,
            "out_degree": rule.out_degree,
            "autapses": bool(rule.autapses),
            "synapse": act.kind,
            "plasticity": part.plasticity,
            "w_max": part.w_max,
            "crossbar": part.crossbar,
            "initial": 0.0 if part.initial is None else part.initial[np.asarray(rule.targets)],
        }
        if callable(rule.probability):  # the pairs that it gave
            pairs = rule.places(*part.pairs(self.seed))
            arguments |= {"probability": 1.0, "pairs": pairs, "autapses": True}
        # twice the largest weight is the usual one, which may be beyond those that one may type
        usual = part.w_max is not None and not isinstance(part.weight, Drawn)
        if usual and part.w_max == 2 * np.max(part.weight, initial=0.0):
            del arguments["w_max"]
        used = {"exponential": ("tau",), "conductance": ("tau", "E_rev")}.get(act.kind, ())
        return arguments | {name: getattr(act, name) for name in used}

    def end(self, part: Projection, name: str) -> dict[str, Any]:
        """Return the group, and the members, at one end of a projection."""
        members = part.connections.senders if name == "pre" else part.connections.targets
        group = self.net.groups.index(getattr(part, name))
        if isinstance(members, range):
            return {"group": group, "members": [members.start, members.stop, members.step]}
        return {"group": group, "members": self.value(np.array(members))}

    def drawn(self, part: Projection, values: Drawn) -> dict[str, Any]:
        """Return what the seed of the run drew; where it drew nothing, a few values as they would
        be.
        """
        i, j = part.pairs(self.seed)
        found = part.each(values, i, j, self.seed) if len(i) else values(_trial(), TRIED)
        return {"drawn": self.value(np.asarray(found)), "by": str(values).removeprefix("drawn by ")}


def _trial() -> np.random.Generator:
    return np.random.default_rng(0)


def public(name: Any) -> Any:
    """Return what ``neurolib`` offers by this name, or ``None``."""
    neurolib = sys.modules[__name__.partition(".")[0]]
    return getattr(neurolib, name) if isinstance(name, str) and name in neurolib.__all__ else None


# --- making again ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class AsDrawn:
    """Stands for a function that drew one value for each synapse: the values that it drew."""

    values: np.ndarray
    __name__: str

    def __call__(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return the values; for the trial of :class:`~neurolib.connections.Drawn`, some of
        them.
        """
        if n not in (len(self.values), TRIED):
            raise ParameterError(
                f"This file has {len(self.values)} drawn values for {n} synapses; expected as many."
            )
        return np.resize(self.values, n)


class Maker:
    """Makes a network again from its description, by the verbs that one types."""

    def __init__(self, saved: Any) -> None:
        self.data, self.arrays, self.net = saved.data, saved.arrays, Network()
        self.models = {kind.__name__: kind for kind in saved.models}
        for call in self.data["calls"]:
            if call["verb"] not in VERBS:
                raise ValueError(f"a network has no verb {call['verb']!r:.40}")
            arguments = {str(name): self.value(each) for name, each in call["arguments"].items()}
            part = getattr(self.net, call["verb"])(**arguments)
            if not isinstance(call["number"], int) or not 0 <= call["number"] < 2**31:
                raise ValueError(f"the number of {part.name} is {call['number']!r:.40}")
            # of its random numbers, which parts that were removed had moved on
            object.__setattr__(part, "number", call["number"])

    def value(self, value: Any) -> Any:
        """Return the value that a description holds."""
        if isinstance(value, PLAIN):
            return value
        if "array" in value:
            return self.arrays[value["array"]]
        if "list" in value:
            return tuple(self.value(each) for each in value["list"])
        if "drawn" in value:
            return AsDrawn(np.ravel(self.value(value["drawn"])), str(value["by"]))
        if "group" in value:
            group = self.net.groups[value["group"]]
            if isinstance(value["members"], dict):
                return group[self.value(value["members"])]
            members = slice(*value["members"])
            return group if members == slice(0, group.n, 1) else group[members]
        return self.model(value)

    def model(self, value: Any) -> Any:
        """Return a model, a crossbar or an engine."""
        if "equations" in value:
            text = value["equations"]
            given = {
                str(key): param(*self.value(each["param"])) if isinstance(each, dict) else each
                for key, each in text["given"].items()
            }
            equations, spike, rest, reset = text["typed"]
            written = Neuron.from_equations(equations, spike, rest, reset, text["name"], **given)
            return written(
                **{str(key): self.value(each) for key, each in value["parameters"].items()}
            )
        name, own = value["model"], value["own"]
        kind = self.models.get(name) if own else public(name)
        if own and kind is None:
            raise ParameterError(
                f"This run has the model {name!s:.60}, which is not one of neurolib's, so its "
                f"class "
                f'is not in the file; type load("run.npz", models=[{name!s:.60}]).'
            )
        if not (
            isinstance(kind, type)
            and (issubclass(kind, (Model, Crossbar)) or hasattr(kind, "_pieces"))
        ):
            raise ValueError(f"neurolib has no model {name!r:.60}")
        return kind(**{str(key): self.value(each) for key, each in value["parameters"].items()})


def repeat_saved(saved: Any, run: Any) -> Repetition:
    """Make the network of a run that was read from a file, run it again, and compare."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is to be said of the network was said by the run
            maker = Maker(saved)
            engine, net = maker.value(saved.data["engine"]), maker.net
            record: dict[Any, Any] = {}
            for group, name, which in saved.data["record"]:
                part = (*net.groups, *net.projections)[group]
                record.setdefault(part, {})[name] = maker.value(which)
        then = {str(name): str(each) for name, each in saved.data["versions"].items()}
        engine._asked, engine._path = (record, saved.data["snapshots"]), saved.data["path"]
        made: Repetition = engine._repeat(run, net, then)
    except ParameterError:
        raise
    except Exception as failed:  # a file of a stranger may hold anything
        raise ParameterError(
            f"{saved.path} does not say how its run was made: {type(failed).__name__}, "
            f"{failed!s:.80}."
        ) from failed
    return made


# --- running again --------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False, eq=False)
class Repetition:
    """What ``run.repeat()`` found: true where all is equal bit for bit.

    ``verdict`` says it in a sentence. ``spikes`` are those of the run, and ``differing`` of them
    have no equal in the repetition; ``versions`` has (then, now) of all that is of another version
    now, by name; ``again`` is the other run.
    """

    title: str
    verdict: str
    agrees: bool
    spikes: int
    differing: int
    versions: dict[str, tuple[str, str]]
    again: Any

    def __bool__(self) -> bool:
        return self.agrees

    def __repr__(self) -> str:
        return f"{self.title}\n  {self.verdict}"


def repeat(engine: Any, run: Any, net: Any, then: Mapping[str, str]) -> Repetition:
    """Run a network again as this engine ran it, on the same path, and compare the two runs."""
    other, (record, snapshots) = engine._alike(), engine._asked
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = other.run(net, run.duration, run.seed, record, snapshots=snapshots)
    pairs = list(zip(run.net.groups, again.net.groups, strict=True))
    counts = [
        Counter(zip(*map(np.ndarray.tolist, each.spikes(group)), strict=True))
        for pair in pairs
        for each, group in zip((run, again), pair, strict=True)
    ]
    spikes = sum(each.total() for each in counts[::2])
    missing = [(one - two).total() for one, two in zip(counts[::2], counts[1::2], strict=True)]
    more = sum((two - one).total() for one, two in zip(counts[::2], counts[1::2], strict=True))
    now = versions()
    changed = {
        name: (was, now.get(name, "none")) for name, was in then.items() if now.get(name) != was
    }
    if other._path != engine._path:
        changed["the path"] = engine._path, other._path
    others = _unequal(run, again)
    return Repetition(
        f"{run.engine}, repeated: {show(run.duration, 's')}, seed {run.seed}",
        _verdict(spikes, sum(missing), more, others, changed),
        not (any(missing) or more or others),
        spikes,
        sum(missing),
        changed,
        again,
    )


def _unequal(run: Any, again: Any) -> list[str]:
    """Return the names of what differs beside the spikes: states, weights, and cells of arrays."""
    ours, theirs = (
        {(p.name, name): values for (p, name), values in each.states.items()}
        for each in (run, again)
    )
    found = [f"{name} of {p}" for p, name in ours if not same(ours[p, name], theirs.get((p, name)))]
    for one, two in zip(run.net.projections, again.net.projections, strict=True):
        if not all(map(same, run.pairs(one), again.pairs(two))):
            found.append(f"the synapses of {one.name}")
        elif not same(run.weights(one), again.weights(two)):
            found.append(f"the weights of {one.name}")
        elif one in run.arrays and not same(
            run.arrays[one].conductances, again.arrays[two].conductances
        ):
            found.append(f"the conductances of {one.name}")
    return found + ["the counts"] * (dict(run.counts) != dict(again.counts))


def same(one: Any, two: Any) -> bool:
    """Return whether two arrays are equal bit for bit."""
    return two is not None and np.array_equal(one, two, equal_nan=one.dtype.kind == "f")


def _verdict(
    spikes: int, missing: int, more: int, others: list[str], changed: Mapping[str, tuple[str, str]]
) -> str:
    """Say in a sentence what differs, and of which version."""
    other = ", ".join(f"{name} was {was} and is {now}" for name, (was, now) in changed.items())
    if missing or more:
        what = (
            f"{missing} of {spikes} spikes have no equal in the repetition, which has {more} others"
        )
    elif others:
        what = f"All {spikes} spikes are equal, but not {', '.join(others)}"
    else:
        what = (
            f"All is equal bit for bit: {spikes} spike{'' if spikes == 1 else 's'}, and what was "
            f"recorded, learned and counted"
        )
        return f"{what}." + (f" Other versions changed nothing: {other}." if other else "")
    return f"{what}. " + (
        f"Of another version: {other}."
        if other
        else "No version is another one: the processor may round in another way, or a class of "
        "one's own has changed."
    )
