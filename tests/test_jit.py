"""The binder: kernels in place of open names in a loop and in all that it calls, compiled or not,
and a cache that is never stale.
"""

import os
import subprocess
import sys

import numpy as np
import pytest

from neurolib import LIF, STDP, AdEx, EventDriven, Network, TripletSTDP, TsodyksMarkram, _jit
from neurolib._jit import hidden, prefetch_element
from neurolib.engines.clocked import integrators
from neurolib.engines.events import events
from neurolib.engines.events import loop as event_loop
from neurolib.plasticity import RewardSTDP
from neurolib.units import ms, mV

needs_numba = pytest.mark.skipif(
    not _jit.enabled(), reason="Numba is not installed or is switched off"
)

slope = _jit.open_name("slope")
TWICE = False


def step(x, h):
    return x + h * slope(x)


def share(x):
    return 2.0 * x


def walk(x, h, n):
    for _ in range(n):
        x = step(x, h)
    if TWICE:
        x = share(x)
    return x


def alone(x):
    return share(x) + 1.0


def decay(x):
    return -x


def growth(x):
    return share(x)


def look(array):
    total = 0.0
    for i in range(len(array)):
        prefetch_element(array, i)
        total += hidden(array[i])
    return total


def test_an_open_name_that_nobody_bound_is_told_by_its_name():
    with pytest.raises(
        TypeError,
        match="slope is a model's own kernel; bind the loop that calls it to a model first",
    ):
        walk(1.0, 0.1, 1)


def test_uncompiled_functions_call_each_other_with_the_kernels_in_place():
    for kernel, factor in (decay, 0.9), (growth, 1.2):
        loop = _jit.plain(walk, {"slope": kernel})
        assert loop(1.0, 0.1, 3) == pytest.approx(factor**3) and loop.__qualname__ == "walk"
    assert _jit.plain(walk, {"slope": decay, "TWICE": True})(1.0, 0.1, 1) == pytest.approx(1.8)
    assert _jit.plain(alone, {"slope": decay}) is alone  # there is nothing to put in place
    assert step.__globals__["slope"] is slope and TWICE is False  # and nothing was changed


def test_switched_off_a_bound_loop_is_the_plain_one(monkeypatch):
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    assert _jit.bind(walk, {"slope": decay}, "decay")(1.0, 0.1, 2) == pytest.approx(0.81)
    assert _jit.kernel(decay) is decay


@needs_numba
def test_compiled_loops_are_those_of_their_kernels_and_constants():
    for kernel, factor in (decay, 0.9), (growth, 1.2):
        for twice in False, True:
            loop = _jit.bind(walk, {"slope": kernel, "TWICE": twice}, "test", cache=False)
            assert (
                loop(1.0, 0.1, 3) == pytest.approx(factor**3 * (1 + twice))
                and str(twice) in loop.py_func.__qualname__
            )


@needs_numba
def test_a_loop_has_the_same_name_whatever_was_bound_before_so_that_it_is_compiled_once():
    def bound(quiescent):
        return _jit.bind(
            event_loop.run_events, {"QUIESCENT": quiescent}, "LIF", **_jit.LEAN
        ).__qualname__

    first = bound(False), bound(True)
    assert (bound(True), bound(False)) == first[::-1]


def test_a_kernel_of_another_module_is_another_one():
    """A model that moves into a notebook does not meet the code that was compiled for its file,
    which may be gone.
    """
    moved = _jit.with_globals(decay)
    assert _jit._fingerprint({"slope": moved}) == _jit._fingerprint({"slope": decay})
    moved.__module__ = "__main__"
    assert _jit._fingerprint({"slope": moved}) != _jit._fingerprint({"slope": decay})


@needs_numba
def test_a_loop_that_was_bound_while_numba_was_off_is_not_taken_for_the_compiled_one(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(_jit, "enabled", lambda: False)
        assert not hasattr(integrators.loop(AdEx(), integrators.run_one), "py_func")
    assert hasattr(integrators.loop(AdEx(), integrators.run_one), "py_func")


@needs_numba
def test_prefetching_and_hiding_change_no_value():
    values = np.arange(5.0)
    assert look(values) == 10.0 == _jit.bind(look, {}, "look", cache=False)(values)


MODULE = """
from neurolib import _jit

slope = _jit.open_name("slope")
LIMIT = {limit}

def inner(x):
    return {inner}

def walk(x):
    return min(slope(inner(x)), LIMIT)

def kernel(x):
    return x * {factor}
"""
SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import loops
from neurolib import _jit
bound = _jit.bind(loops.walk, {"slope": loops.kernel}, "test")
print(bound(1.0), sum(bound.stats.cache_hits.values()))
"""


@needs_numba
def test_a_fresh_process_finds_the_code_again_and_a_changed_callee_constant_or_kernel_does_not_meet_stale_code(
    tmp_path,
):
    stamp, lines = 1_700_000_000, []
    for inner, factor, limit in (
        ("x + 1.0", 3, 99),
        ("x + 1.0", 3, 99),
        ("x + 2.0", 3, 99),
        ("x + 2.0", 5, 99),
        ("x + 2.0", 5, 14),
    ):
        (tmp_path / "loops.py").write_text(MODULE.format(inner=inner, factor=factor, limit=limit))
        os.utime(tmp_path / "loops.py", (stamp, stamp))  # Numba itself sees no change
        environment = {
            **os.environ,
            "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path)],
            capture_output=True,
            text=True,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
        lines.append(done.stdout.split())
    assert lines == [["6.0", "0"], ["6.0", "1"], ["9.0", "0"], ["15.0", "0"], ["14.0", "0"]]


LONG = """
import math, sys
from neurolib import _jit

slope = _jit.open_name("slope")

@_jit.not_inlined
def long(x):
    for _ in range(3):
LINES
    return x

def walk(x):
    return long(x) + 1.0

def half(x):
    return 0.5 * x

def double(x):
    return 2.0 * x

if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(_jit.bind(walk, {"slope": globals()[name]}, "test", **_jit.LEAN)(0.7))
""".replace("LINES", "        x = math.sin(x) + slope(x) / (1.0 + x * x)\n" * 40)


@needs_numba
def test_loops_of_two_kernels_from_two_caches_do_not_take_each_others_callees(tmp_path):
    (tmp_path / "long.py").write_text(LONG)
    found = {}
    for names in ("half",), ("double",), ("half", "double"):
        environment = {
            **os.environ,
            "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            [sys.executable, str(tmp_path / "long.py"), *names],
            capture_output=True,
            text=True,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
        found[names] = done.stdout.split()
    assert (
        found["half", "double"] == found["half",] + found["double",]
        and len({*found["half", "double"]}) == 2
    )


COLD = """
import sys
from neurolib import LIF, STDP, EventDriven, Network
from neurolib.units import Hz, ms, mV
from neurolib.engines.engine import Engine

{first}
net, engine = Network(), EventDriven()
pre, post = net.poisson(1000, 15 * Hz), net.population(LIF(), 20)
net.project(pre, post, 0.3 * mV, 1 * ms, plasticity=STDP())
for _ in range({runs}):
    run = engine.run(net, 1.5, seed=1)
    print(engine.explain().split(".")[0], "numba" in sys.modules)
print(run.spikes(post)[0].tobytes().hex())
"""


def cold(cache, first="", runs=1):
    code = COLD.format(first=first, runs=runs)
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache), "NEUROLIB_NUMBA": "1"},
    ).stdout
    return said.splitlines()


@needs_numba
def test_a_short_run_does_not_wait_for_the_compiler_and_has_the_same_spikes(tmp_path):
    """A first run with an empty cache took 10 s of the processor for 1 s of work."""
    story, spikes = cold(tmp_path / "empty")
    assert "because compiling its loop, which Numba's cache does not have yet" in story
    assert story.endswith("False") and not (tmp_path / "empty").exists()
    warm = cold(tmp_path / "filled", "import numba")
    assert "on the compiled path" in warm[0] and warm[-1] == spikes and len(spikes) > 1000
    assert "on the compiled path" in cold(tmp_path / "filled")[0], "which the cache has now"


@pytest.mark.exhaustive
@needs_numba
def test_runs_that_are_long_together_are_compiled(tmp_path):
    *stories, _ = cold(tmp_path / "empty", runs=6)
    paths = ["compiled" if "on the compiled path" in each else "plain" for each in stories]
    assert paths[0] == "plain" and paths[-1] == "compiled" and paths == sorted(paths, reverse=True)


@needs_numba
def test_what_the_cache_has_is_known_by_name(tmp_path, monkeypatch):
    folder = tmp_path / "events_1"
    folder.mkdir()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    assert not _jit.kept(event_loop.run_events, "LIF")
    kept = f"loop.run_events_LIF_True_0123456789ab_{_jit.NAMING}-180.{version}.nbi"
    (folder / kept).touch()
    assert _jit.kept(event_loop.run_events, "LIF")
    assert not _jit.kept(event_loop.run_events, "LIF-TraceLearner")
    assert not _jit.kept(event_loop.run_events, "AdEx")
    (folder / kept).rename(folder / kept.replace(version, "py27"))
    assert not _jit.kept(event_loop.run_events, "LIF")


class Asked(EventDriven):
    """The engine, which asks for a cached loop and takes the plain path in any case."""

    def _takes_compiled_path(self, shown, seconds, obstacle, plain, kept):
        assert obstacle is None
        self.found = kept()
        return False


def found(rule):
    """Return whether the engine finds a cached loop for a network that learns by a rule."""
    net, engine = Network(), Asked()
    post = net.population(LIF(), 1)
    net.project(net.spikes([[1 * ms]]), post, 1 * mV, delay=1 * ms, plasticity=rule)
    engine._job(net, 2 * ms, 0, {}, 0)
    return engine.found


@needs_numba
@pytest.mark.parametrize("rule", [None, STDP(), RewardSTDP(reward=1.0), TsodyksMarkram()])
def test_the_cached_loop_of_a_rule_is_found_and_no_loop_of_another_kind(
    rule, tmp_path, monkeypatch
):
    """That of a rule with terminals was never found, and passed for that of a network that does not
    learn.
    """
    folder = tmp_path / "events_1"
    folder.mkdir()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    rules = None, STDP(), TripletSTDP(), RewardSTDP(reward=1.0), TsodyksMarkram()
    assert not any(map(found, rules))
    loop = events.compiled_loop(type(rule) if rule else None, False).py_func
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    (folder / f"loop.{loop.__qualname__}-51.{version}.nbi").touch()
    # STDP and TripletSTDP have one kind of learner, and share the loop but for their kernels
    alike = [getattr(each, "learner", None) is getattr(rule, "learner", None) for each in rules]
    assert list(map(found, rules)) == alike
