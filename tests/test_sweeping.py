"""A function at all points of a grid: the same table by every executor, results that outlive a
process that is killed, points that fail, and what is refused.
"""

import concurrent.futures as cf
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import warnings
from functools import partial
from multiprocessing import get_context

import numpy as np
import pytest

import neurolib
from neurolib import LIF, Clocked, EventDriven, Network, ParameterError, sweep
from neurolib.sweeping import _fingerprint
from neurolib.units import Hz, ms, mV, nA, s


def rates(weight, seed):
    net = Network()
    pre, post = net.poisson(20, 50 * Hz), net.population(LIF(), 5)
    net.project(pre, post, weight=weight, delay=1 * ms)
    run = EventDriven().run(net, 0.5 * s, seed=seed)
    return {"rates": run.rates(post), "spikes": len(run.spikes(post)[0])}


GRID = {"weight": [1 * mV, 2 * mV], "seed": range(3)}


def same(one, other):
    assert list(one.columns) == list(other.columns) and one.title == other.title
    for name, column in one.columns.items():
        assert column.dtype == other[name].dtype and np.array_equal(column, other[name])


def test_a_table_has_a_row_for_each_point_and_an_array_has_an_axis_for_each_parameter():
    found = sweep(rates, GRID)
    assert len(found) == 6 and found["seed"].tolist() == [0, 1, 2] * 2
    assert found["rates"].shape == (6, 5) and found.on_grid("rates").shape == (2, 3, 5)
    for k, (weight, seed) in enumerate(zip(found["weight"], found["seed"], strict=True)):
        alone = rates(weight, seed)
        assert np.array_equal(found["rates"][k], alone["rates"])
        assert found["spikes"][k] == alone["spikes"] and found["spikes"].dtype.kind == "i"
    assert found.on_grid("spikes")[1].mean() > found.on_grid("spikes")[0].mean()
    with pytest.raises(ValueError, match="read-only"):
        found["spikes"][0] = 0


def test_a_printed_table_leaves_out_rows_in_the_middle():
    text = repr(sweep(lambda n: n**2, {"n": range(100)})).splitlines()
    assert text[0] == "Sweep of <lambda> over n (100): 100 points"
    assert len(text) == 23 and text[12].split() == ["…", "…"] and text[-1].split() == ["99", "9801"]


def executors():
    yield "threads", lambda: cf.ThreadPoolExecutor(2)
    yield "processes", lambda: cf.ProcessPoolExecutor(2)
    yield "spawned", lambda: cf.ProcessPoolExecutor(1, mp_context=get_context("spawn"))


@pytest.mark.parametrize(("kind", "made"), [*executors()])
def test_every_executor_gives_the_same_table(kind, made, tmp_path):
    function = LIF().rate if kind == "spawned" else rates  # a test is no module to be imported
    grid = {"I": [0.3 * nA, 0.4 * nA, 0.5 * nA]} if kind == "spawned" else GRID
    with made() as pool:
        same(sweep(function, grid, pool, keep=tmp_path / "all.jsonl"), sweep(function, grid))
    again = sweep(function, grid, keep=tmp_path / "all.jsonl")
    assert again.title.endswith("of them from all.jsonl")
    again = sweep(function, grid, cf.ThreadPoolExecutor(1), keep=tmp_path / "all.jsonl")
    for name, column in sweep(function, grid).columns.items():
        assert np.array_equal(again[name], column) and again[name].dtype == column.dtype


def test_the_executor_of_a_dask_client_gives_the_same_table():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        same(sweep(rates, GRID, client.get_executor()), sweep(rates, GRID))


# --- kept results ---------------------------------------------------------------------------------

KILLED = """
    import sys, time
    from concurrent.futures import ThreadPoolExecutor
    from neurolib import sweep

    def slow(a, b):
        with open("calls", "a") as calls:
            calls.write(f"{a} {b}\\n")
        time.sleep(0.05 if a < 3 or sys.argv[2] == "again" else 900)  # until it is ended
        return {"sum": a + 0.1 * b, "both": [a, b]}

    pool = ThreadPoolExecutor(2) if sys.argv[1] == "pool" else None
    print(sweep(slow, {"a": range(4), "b": range(5)}, pool, keep="kept.jsonl").title)
"""


@pytest.mark.parametrize("where", ["here", "pool"])
def test_after_a_kill_no_finished_point_is_computed_again(where, tmp_path):
    """The process is ended by SIGKILL after several points, and begun again."""
    (tmp_path / "program.py").write_text(textwrap.dedent(KILLED))
    command = [sys.executable, "program.py", where]
    paths = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(neurolib.__file__))}
    begun = subprocess.Popen([*command, "first"], cwd=tmp_path, env=paths)
    kept = tmp_path / "kept.jsonl"
    until = time.monotonic() + 900
    while not (kept.exists() and kept.read_bytes().count(b"\n") >= 6):
        assert begun.poll() is None and time.monotonic() < until
        time.sleep(0.01)
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    finished = [json.loads(line)["point"] for line in kept.read_bytes().split(b"\n")[1:-1]]
    (tmp_path / "calls").rename(tmp_path / "calls before")
    again = subprocess.run(
        [*command, "again"], cwd=tmp_path, env=paths, capture_output=True, text=True
    )
    assert f"20 points, {len(finished)} of them from kept.jsonl" in again.stdout, again.stderr
    called = (tmp_path / "calls").read_text().split("\n")[:-1]
    assert len(called) == 20 - len(finished) and len(finished) >= 5
    assert not set(called) & {f"{point['a']} {point['b']}" for point in finished}


def power(x, exponent=2):
    return x**exponent


def test_a_line_that_was_being_written_is_dropped(tmp_path):
    kept = tmp_path / "kept.jsonl"
    whole = sweep(power, {"x": [0.1, 0.2, 0.3]}, keep=kept)
    data = kept.read_bytes()
    for cut in 0, 5, data.index(b"\n"), len(data) - 1, len(data) - 30:
        kept.write_bytes(data[:cut])
        again = sweep(power, {"x": [0.1, 0.2, 0.3]}, keep=kept)
        assert np.array_equal(again["result"], whole["result"])
        assert sorted(kept.read_bytes().splitlines()) == sorted(data.splitlines())


def test_a_file_gives_back_each_kind_of_result_bit_for_bit(tmp_path):
    values = {
        "numbers": [0.1 + 0.2, 1e-320, float("inf"), -0.0],
        "whole": [1, -(2**60), 3, 4],
        "truth": [True, False, np.True_, False],
        "texts": ["a", "µ\n", "", '"'],
        "arrays": [np.float32([0.1, k]) for k in range(4)],
        "empty": [np.empty((0, 3))] * 4,
        "nothing": [None, 1.5, "x", np.arange(3)],
        "lengths": [[1], [1, 2], (), (0.5,)],
    }
    for keep in (tmp_path / "a.jsonl", tmp_path / "a.jsonl"):
        found = sweep(
            lambda k: {name: each[k] for name, each in values.items()}, {"k": range(4)}, keep=keep
        )
        assert found["numbers"].tobytes() == np.array(values["numbers"]).tobytes()
        assert found["whole"].tolist() == values["whole"] and found["truth"].dtype == bool
        assert found["texts"].tolist() == values["texts"]
        assert found["arrays"].dtype == np.float32 and found["arrays"][3, 0] == np.float32(0.1)
        assert found["empty"].shape == (4, 0, 3)
        assert found["nothing"][0] is None and found["nothing"][3].tolist() == [0, 1, 2]
        assert [len(each) for each in found["lengths"]] == [1, 2, 0, 1]
    assert found.title.endswith("4 of them from a.jsonl")


def test_a_larger_grid_computes_the_new_points_alone(tmp_path):
    calls = []

    def called(x, neuron):
        calls.append(x)
        return x

    grid = {"x": [1, np.int64(2)], "neuron": [LIF()]}
    sweep(called, grid, keep=tmp_path / "k.jsonl")
    calls.clear()
    found = sweep(called, grid | {"x": np.arange(4)}, keep=tmp_path / "k.jsonl")
    assert calls == [0, 3] and found["result"].tolist() == [0, 1, 2, 3]


FACTOR = 3.0


def helped(x):
    return FACTOR * power(x)


def test_results_of_a_function_that_changed_are_refused(tmp_path, monkeypatch):
    sweep(helped, {"x": [1, 2]}, keep=tmp_path / "k.jsonl")
    assert sweep(helped, {"x": [1, 2]}, keep=tmp_path / "k.jsonl").title.endswith("k.jsonl")
    before = _fingerprint(helped)
    for name, value in ("FACTOR", 4.0), ("power", _cube):
        with monkeypatch.context() as changed:
            changed.setitem(helped.__globals__, name, value)
            assert _fingerprint(helped) != before
            with pytest.raises(ParameterError, match="as it was before it, something that it uses"):
                sweep(helped, {"x": [1, 2]}, keep=tmp_path / "k.jsonl")
    assert _fingerprint(partial(power, exponent=3)) != _fingerprint(partial(power, exponent=2))
    assert _fingerprint(lambda x: x in {"a", "b", "c"}) != _fingerprint(lambda x: x in {"a", "b"})
    with pytest.raises(ParameterError, match="it is of 'helped'"):
        sweep(power, {"x": [1, 2]}, keep=tmp_path / "k.jsonl")


def _cube(x):
    return x**3


@pytest.mark.parametrize(
    "text",
    [
        b"notes\nof mine\n",
        b"[1, 2]\n",
        b"{}\n",
        b"notes",
        b'{"form": "neurolib sweep, form 1", "function": "power"}\n',
        b"\x80\x04K\x01.\n",
    ],
)
def test_a_file_of_something_else_is_refused_and_stays_as_it_is(text, tmp_path):
    (tmp_path / "k.jsonl").write_bytes(text)
    with pytest.raises(ParameterError, match=r"is no file of (this|a) sweep.*delete it"):
        sweep(power, {"x": [1, 2]}, keep=tmp_path / "k.jsonl")
    assert (tmp_path / "k.jsonl").read_bytes() == text


def test_a_broken_line_in_the_middle_is_refused_by_its_number(tmp_path):
    sweep(power, {"x": [1, 2]}, keep=tmp_path / "k.jsonl")
    lines = (tmp_path / "k.jsonl").read_bytes().splitlines()
    (tmp_path / "k.jsonl").write_bytes(b"\n".join([lines[0], lines[1][:20], lines[2], b""]))
    with pytest.raises(ParameterError, match="by its line 2"):
        sweep(power, {"x": [1, 2]}, keep=tmp_path / "k.jsonl")


# --- what fails -----------------------------------------------------------------------------------


def fails(x, y):
    if x == y:
        raise ZeroDivisionError("of my own")
    return 1 / (x - y)


def test_a_point_that_fails_is_named_and_the_others_go_on(tmp_path):
    for pool in None, cf.ThreadPoolExecutor(2), cf.ProcessPoolExecutor(2):
        with pytest.warns(
            UserWarning, match="2 of 4 points failed: x=.*ZeroDivisionError: of my own"
        ):
            found = sweep(fails, {"x": [1, 2], "y": [1, 2]}, pool, keep=tmp_path / "k.jsonl")
        assert found.failed == {
            0: "x=1, y=1 failed: ZeroDivisionError: of my own",
            3: "x=2, y=2 failed: ZeroDivisionError: of my own",
        }
        assert np.array_equal(found["result"], [np.nan, -1, 1, np.nan], equal_nan=True)
        assert "2 without a result" in found.title and "x=2, y=2 failed" in repr(found)


def test_a_function_that_fails_everywhere_fails_with_its_own_error():
    with pytest.raises(RuntimeError, match="All 1 points of the sweep failed: x=1, y=1 failed"):
        sweep(fails, {"x": [1], "y": [1]})


def dies(x):
    if x == 3:
        time.sleep(0.2)
        os._exit(1)
    return x


def test_a_process_that_dies_ends_the_sweep_and_what_is_kept_stays(tmp_path):
    with (
        cf.ProcessPoolExecutor(1) as pool,
        pytest.raises(RuntimeError, match="has died, with 3 of 5 points done"),
    ):
        sweep(dies, {"x": range(5)}, pool, keep=tmp_path / "k.jsonl")
    assert len((tmp_path / "k.jsonl").read_text().splitlines()) == 4


def test_an_interrupt_returns_what_was_computed(tmp_path):
    def interrupted(x):
        if x == 2:
            raise KeyboardInterrupt
        return x

    with pytest.warns(UserWarning, match="Interrupted: 2 of 4 points are done"):
        found = sweep(interrupted, {"x": range(4)}, keep=tmp_path / "k.jsonl")
    assert np.array_equal(found["result"], [0, 1, np.nan, np.nan], equal_nan=True)
    assert found.failed[3] == "x=3 was not computed: interrupted."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((3, {"x": [1]}), "expected a function of the grid's parameters"),
        ((power, [1, 2]), "expected the values of each parameter by name"),
        ((power, {}), "expected the values of each parameter by name"),
        ((power, {1: [1]}), "expected the values of each parameter by name"),
        ((power, {"x": 3}), "expected a list of values"),
        ((power, {"x": "abc"}), "expected a list of values"),
        ((power, {"x": {1, 2}}), "expected a list of values"),
        ((power, {"x": np.array(3.0)}), "expected a list of values"),
        ((power, {"x": []}), "is empty"),
        ((power, {"x": range(2000), "exponent": range(2000)}), "expected at most 1,000,000"),
        ((power, {"y": [1]}), "does not take the parameters y"),
        ((power, {"exponent": [1]}), "does not take the parameters exponent"),
        ((power, {"x": [1]}, 3), "expected one of concurrent.futures"),
        ((lambda x: {"x": x}, {"x": [1]}), "a parameter and a result with the name x"),
        ((power, {"x": [1]}, None, 3), "expected the name of a file"),
        ((power, {"x": [1]}, None, "/no/such/folder/k"), "in a folder that is there"),
        ((power, {"x": [1]}, None, "/tmp"), "in a folder that is there"),
        ((power, {"x": [object()]}, None, "k.jsonl"), "cannot find x=<object"),
        ((lambda x: LIF(), {"x": [1]}, None, "k.jsonl"), "cannot write result=LIF"),
        ((lambda x: 1j, {"x": [1]}, None, "k.jsonl"), "cannot write result=1j"),
        ((lambda x: x, {"x": [1]}, cf.ProcessPoolExecutor(1)), "define it by def in a file"),
    ],
)
def test_what_is_no_sweep_is_refused(arguments, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError) as refused:
        sweep(*arguments)
    assert sentence in str(refused.value)


def test_a_pool_that_is_shut_down_is_refused():
    pool = cf.ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(ParameterError, match="takes no work"):
        sweep(power, {"x": [1]}, pool)


def test_objects_are_kept_as_they_are_where_there_is_no_file():
    def ran(seed):
        net = Network()
        net.population(LIF(), 2, I=1 * nA)
        return Clocked(dt=0.1 * ms).run(net, 10 * ms, seed=seed)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = sweep(ran, {"seed": range(2)})
    assert [run.seed for run in found["result"]] == [0, 1]
    with pytest.raises(ParameterError, match=r"no column 'rate'; it has seed, result\."):
        found["rate"]
