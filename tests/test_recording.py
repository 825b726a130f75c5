"""A run as a file and as a table: what is asked of it after reading is what was asked before."""

import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest

import neurolib
from neurolib.energy import LOIHI
from neurolib.engines import Clocked, EventDriven
from neurolib.model import ParameterError
from neurolib.network import Network
from neurolib.neurons import LIF
from neurolib.plasticity import STDP
from neurolib.recording import FORM, NetworkRun
from neurolib.units import Hz, ms, mV

KEPT = {
    "net",
    "engine",
    "seed",
    "duration",
    "sent",
    "counts",
    "samples",
    "step",
    "states",
    "learned",
    "filmed",
    "note",
    "arrays",
}


def ran(engine):
    net = Network()
    drive, cells = net.poisson(30, 40 * Hz), net.population(LIF(), 8, V="uniform")
    net.population(LIF(), 2, name="silent")
    net.project(drive, cells, lambda rng, n: rng.uniform(2, 4, n) * mV, 1 * ms, in_degree=10)
    net.project(drive, cells, 2 * mV, 1 * ms, 0.5, plasticity=STDP(), name="learning")
    return engine.run(net, 0.3, seed=7, record={cells: [0, 3]}, snapshots=4)


def test_a_file_keeps_every_field_of_a_run():
    """Who adds a field decides what a file makes of it: of the engine that could repeat the run,
    how the run was made, as tests/engines/test_repetition.py shows.
    """
    assert {field.name for field in fields(NetworkRun)} == KEPT | {"by"}


@pytest.mark.parametrize("engine", [Clocked(dt=0.1 * ms), EventDriven()])
def test_a_run_comes_back_from_its_file(engine, tmp_path):
    run = ran(engine)
    run.save(tmp_path / "one.run")
    back = neurolib.load(tmp_path / "one.run")
    assert (
        repr(back) == repr(run)
        and repr(back.net) == repr(run.net)
        and len(run.spikes("LIF")[0]) > 10
    )
    for group in run.net.groups:
        assert np.array_equal(back.spikes(group.name), run.spikes(group)) and np.array_equal(
            back.rates(group.name), run.rates(group)
        )
        assert all(
            np.array_equal(a, b)
            for a, b in zip(back.trains(group.name), run.trains(group), strict=True)
        )
    for projection in run.net.projections:
        assert np.array_equal(back.pairs(projection.name), run.pairs(projection))
        assert np.array_equal(back.weights(projection.name), run.weights(projection))
    assert np.array_equal(back.V("LIF"), run.V("LIF")) and np.array_equal(back.t, run.t)
    for a, b in zip(back.snapshots("learning"), run.snapshots("learning"), strict=True):
        assert np.array_equal(a, b)
    assert (
        dict(back.counts) == dict(run.counts)
        and back.ledger.bill(LOIHI).total == run.ledger.bill(LOIHI).total
    )
    with pytest.raises(ParameterError, match="No voltage of silent was recorded"):
        back.V("silent")
    back.save(tmp_path / "two.run")
    assert repr(neurolib.load(str(tmp_path / "two.run"))) == repr(run), "and once more"


def test_a_file_that_is_no_run_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    np.savez(tmp_path / "newer.npz", head=np.array('{"form": "neurolib run, form 9"}'))
    np.save(tmp_path / "array.npy", np.zeros(3))
    (tmp_path / "text").write_text("no zip")
    (tmp_path / "empty").write_bytes(b"")
    ran(EventDriven()).save(tmp_path / "cut")
    (tmp_path / "cut").write_bytes((tmp_path / "cut").read_bytes()[:500])
    for name in "other.npz", "text", "empty", "array.npy", "cut":
        with pytest.raises(
            ParameterError, match="holds no run: .*; expected a file that run.save wrote"
        ):
            neurolib.load(tmp_path / name)
    with pytest.raises(
        ParameterError,
        match=f"is of another form, 'neurolib run, form 9'; this version of the library reads "
        f"'{FORM}'",
    ):
        neurolib.load(tmp_path / "newer.npz")
    with pytest.raises(
        FileNotFoundError, match="There is no file .*none; expected one that run.save wrote"
    ):
        neurolib.load(tmp_path / "none")
    with pytest.raises(
        IsADirectoryError, match="is a folder; expected the name of a file, as in 'run.npz'"
    ):
        neurolib.load(tmp_path)


def test_a_run_is_saved_into_a_folder_that_is_there(tmp_path):
    run = ran(EventDriven())
    with pytest.raises(
        FileNotFoundError,
        match=r"There is no folder .*none for run.npz; make it first: "
        r"pathlib.Path\('.*none'\).mkdir",
    ):
        run.save(tmp_path / "none" / "run.npz")
    with pytest.raises(IsADirectoryError, match="is a folder; expected the name of a file"):
        run.save(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_file_is_read_without_the_engines(tmp_path):
    ran(EventDriven()).save(tmp_path / "one")
    code = (
        f"import sys, neurolib; print(neurolib.load({str(tmp_path / 'one')!r})); "
        f"print('neurolib.engines' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.startswith("Run of a network on EventDriven(): 300 ms, seed 7") and said.endswith(
        "False\n"
    )
