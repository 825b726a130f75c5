"""The docstrings of the verbs that users type most: what Shift-Tab shows first, in the form of
numpydoc.

A docstring begins with one sentence on one line, and has a section for the parameters (name, type
and shape, default; beneath, meaning and unit), for what is returned, and for what is raised.

Models are found by their exports. What each class and each of its methods says begins with a
sentence, keeps the width and names the errors that it raises.
"""

from __future__ import annotations

import inspect
import re
from pkgutil import resolve_name

import pytest

import neurolib
from neurolib import ParameterError, devices, energy, neurons, plasticity
from neurolib.energy import PriceList
from neurolib.site.reference import docs

WIDTH = 100
VERBS = (
    "network:Network.population",
    "network:Network.poisson",
    "network:Network.spikes",
    "network:Network.project",
    "network:Network.remove",
    "engines:Clocked",
    "engines.engine:Engine.run",
    "engines.engine:Engine.stream",
    "engines.engine:Engine.start",
    "engines.engine:Engine.explain",
    "engines.session:Session.run",
    "engines.session:Session.set",
    "engines.session:Session.store",
    "engines.session:Session.restore",
    "engines.session:Session.so_far",
    "engines.session:Session.forget",
    "engines.session:Session.normalise",
    "recording:NetworkRun.spikes",
    "recording:NetworkRun.trains",
    "recording:NetworkRun.rates",
    "recording:NetworkRun.V",
    "recording:NetworkRun.state",
    "recording:NetworkRun.pairs",
    "recording:NetworkRun.weights",
    "recording:NetworkRun.snapshots",
    "recording:NetworkRun.save",
    "recording:NetworkRun.repeat",
    "recording:load",
    "analysis:simulate",
    "analysis:f_i_curve",
    "replication:replicate",
    "sweeping:sweep",
    "energy:Ledger.bill",
    "energy:compare",
    "energy:crossover",
    "applications.bills.network_bill:bill_network",
    "applications.bills.network_bill:bill_nir",
    "plasticity:STDP.window",
    "plasticity:STDP.drift",
    "plasticity.timing:SpikeTiming.apply",
    "plasticity.timing:SpikeTiming.pairs",
    "plasticity:BCM.step",
    "devices.continuous:Continuous.simulate",
    "devices.pulsed:Pulsed.pulse",
    "devices.device:Device.set_conductance",
    "crossbar:Crossbar",
    "crossbar:Crossbar.fresh",
    "crossbar:Crossbar.program",
    "crossbar:Crossbar.read",
    "crossbar:Crossbar.disturb",
    "crossbar:Crossbar.update",
    "crossbar:Crossbar.update_batch",
    "trains:poisson",
    "trains:poisson_dead_time",
    "trains:gamma",
    "codes:population_rate",
    "codes:psth",
    "codes:spike_triggered_average",
    "codes:autocorrelation",
    "codes:spectrum",
    "codes:correlogram",
    "codes:cross_covariance",
    "codes:mutual_information",
    "codes:vector_strength",
    "codes:rayleigh",
    "plasticity:RewardSTDP.credit",
    "plasticity:TsodyksMarkram.efficacy",
    "plasticity:TsodyksMarkram.delivered",
    "plasticity:Vogels.drift",
    "neurons:AdaptiveLIF.lift",
    "neurons:LIF.cv",
    "noise:additive_weight_noise",
    "noise:multiplicative_weight_noise",
    "applications:forward_transfer",
    "applications:path_integral",
)
# return nothing
NOTHING = "network:Network.remove", "engines.session:Session.set", "engines.session:Session.restore"
NOTHING += (
    "engines.session:Session.forget",
    "engines.session:Session.normalise",
    "recording:NetworkRun.save",
    "crossbar:Crossbar.disturb",
)
SECTION = re.compile(
    r"^(Parameters|Returns|Raises)\n-+\n(.*?)(?=^\w+\n-+\n|\Z)", re.MULTILINE | re.DOTALL
)
KINDS = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def faults(verb, thing):
    """Say what a docstring lacks, sentence by sentence."""
    text = inspect.getdoc(thing) or ""
    first, _, rest = text.partition("\n")
    if not (re.match(r"[A-Z].*\.$", first) and not rest.split("\n")[0].strip()):
        yield f"its first line is no sentence: {first!r}"
    indent = 4 * (1 + verb.count(".", verb.index(":")))
    yield from (
        f"a line of {len(line) + indent} columns: {line}"
        for line in text.splitlines()
        if len(line) + indent > WIDTH + 3 * (line == first)
    )
    sections = dict(SECTION.findall(text))
    wanted = [name for name in inspect.signature(thing).parameters.values() if name.name != "self"]
    listed = re.findall(
        r"^(\S+) : (.+)\n((?:    .*\n?)+)", sections.get("Parameters", ""), re.MULTILINE
    )
    if [name for name, *_ in listed] != [KINDS.get(each.kind, "") + each.name for each in wanted]:
        yield (
            f"its parameters are {', '.join(name for name, *_ in listed) or 'none'}; "
            f"expected those of its signature"
        )
    for each, (name, kind, words) in zip(wanted, listed, strict=False):
        default = None if each.default is each.empty else each.default
        said = re.search(r", default (.+)$", kind)
        if (each.default is not each.empty) != bool(said):
            yield f"{name}: its default is {default!r}, and the list says {said and said[1]}"
        if said and not same(said[1], default):
            yield f"{name}: its default is {default!r}, not {said[1]}"
        if not re.match(r"    (?:[A-Z]|``|\").*\.\n?$", words, re.DOTALL):
            yield f"{name}: {words.strip()!r} is no sentence"
    if ("Returns" in sections) == (verb in NOTHING or inspect.isclass(thing)):
        yield "its section of what it returns is missing, or there is one too many"
    if (
        not re.search(r"^\w+Error\n    \S", sections.get("Raises", ""), re.MULTILINE)
        and verb != "engines.engine:Engine.explain"
    ):
        yield "it does not say what it raises"


def same(said, default):
    """Return whether a default is written as it is: None, True, a number and its unit, a word in
    quotes, or the name of a price list.
    """
    if isinstance(default, PriceList):
        return default is getattr(energy, said, None)
    found = re.fullmatch(r"(-?[\d.]+) ?([a-zA-Z]*)", said)
    if found and isinstance(default, int | float) and not isinstance(default, bool):
        unit = getattr(neurolib.units, found[2]) if found[2] else 1
        return default == pytest.approx(float(found[1]) * unit)
    return said in (repr(default), f'"{default}"')


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_says_what_it_takes_gives_and_refuses(verb):
    assert list(faults(verb, resolve_name(f"neurolib.{verb}"))) == []


# --- models: what each exported class and each of its methods says, found by its export -----------

ROOMS = devices, neurons, plasticity
MODELS = [getattr(room, name) for room in ROOMS for name in room.__all__]
SAID = re.compile(r"^Raises\n-+\n|\b(?:Raises|Refuse|refuse)|, or (?:say|refuse)", re.MULTILINE)


def documented(model):
    """Yield (name, thing) of a model, of its own public methods and properties, and of those of its
    bases in the same room; kernels have their equations in the docstring of the class.
    """
    yield model.__name__, model
    room = model.__module__.split(".")[1]
    for base in model.__mro__:
        if base.__module__.startswith(f"neurolib.{room}."):
            for name, stands in vars(base).items():
                thing = getattr(stands, "fget", None) or getattr(stands, "__func__", stands)
                if (
                    name[0] != "_"
                    and inspect.isfunction(thing)
                    and not isinstance(stands, staticmethod)
                ):
                    yield f"{base.__name__}.{name}", thing


def faults_of_a_model(name, thing):
    """Say what the docstring of a model, or of one of its methods, lacks."""
    text = inspect.cleandoc(
        vars(thing)["__doc__"] if inspect.isclass(thing) else thing.__doc__ or ""
    )
    first = " ".join(text.partition("\n\n")[0].split())
    if not re.match(r"[A-Z0-9−].*\.$", first):
        yield f"it does not begin with a sentence: {first!r}"
    prose = re.sub(r"^\.\. math::\n\n(?: +.*\n?|\n)*", "", text, flags=re.MULTILINE)
    indent = 4 * (1 + name.count("."))
    yield from (
        f"a line of {len(line) + indent} columns: {line}"
        for line in prose.splitlines()
        if len(line) + indent > WIDTH
    )
    raises = r"^\s+raise ParameterError"
    if (
        inspect.isfunction(thing)
        and re.search(raises, inspect.getsource(thing), re.MULTILINE)
        and not SAID.search(text)
    ):
        yield "it does not say what it raises"


@pytest.mark.parametrize("model", MODELS)
def test_a_model_and_its_methods_say_what_they_are_and_refuse(model):
    found = {name: list(faults_of_a_model(name, thing)) for name, thing in documented(model)}
    assert not {name: said for name, said in found.items() if said}


def test_a_fault_of_a_new_model_is_found():
    class Vague:
        """vague device
        without a sentence
        """

        def pulse(self, w):
            if w:
                raise ParameterError("no")

        def silent(self):
            pass

    Vague.pulse.__doc__ = f"Return {'it ' * 40}."
    Vague.__module__ = Vague.pulse.__module__ = "neurolib.devices.vague"
    said = [fault for name, thing in documented(Vague) for fault in faults_of_a_model(name, thing)]
    assert [fault.split(":")[0] for fault in said] == [
        "it does not begin with a sentence",
        "a line of 136 columns",
        "it does not say what it raises",
        "it does not begin with a sentence",
    ]


def test_what_is_missing_is_found():
    def verb(a, b=1, *, c="x"):
        """Return something."""

    assert len(list(faults("m:verb", verb))) == 3
    verb.__doc__ = (
        "Return it\n\nParameters\n----------\na : float\n    A number, s.\nb : int, "
        "default 2\n    Another.\nc : str\n    a word\n\n"
        "Returns\n-------\nfloat\n    It.\n\nRaises\n------\nParameterError\n    Never.\n"
    )
    said = " | ".join(faults("m:verb", verb))
    assert "first line is no sentence" in said and "b: its default is 1, not 2" in said
    assert (
        "c: its default is 'x', and the list says None" in said
        and "'a word' is no sentence" in said
    )


def test_the_site_shows_a_section_as_a_list():
    shown = docs(
        "Run it.\n\nParameters\n----------\ndt : float, default 0.1 ms\n    Length of a "
        "tick,\n    s.\n\nReturns\n-------\nRun\n    The run."
    )
    assert shown == (
        "Run it.\n\n**Parameters**\n\n- `dt`, float, default 0.1 ms: Length of a tick, "
        "s.\n\n**Returns**\n\n- `Run`: The run."
    )
