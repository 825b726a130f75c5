"""N. Brunel's network through the public API: rates beside the mean field, in twelve lines (tests/benchmarks/brunel.py)."""

from pathlib import Path

import pytest

pytest.importorskip("scipy")
PROGRAM = Path(__file__).parents[1] / "benchmarks" / "brunel.py"


@pytest.fixture
def brunel(monkeypatch):
    """The program, for 2500 neurons with half as many inputs, twice as strong."""
    monkeypatch.syspath_prepend(str(PROGRAM.parent))
    import brunel

    monkeypatch.setattr(brunel, "J", 2 * brunel.J)
    monkeypatch.setattr(brunel, "C", brunel.C // 2)
    return brunel


def test_the_network_its_run_and_its_theory_take_twelve_lines():
    text = PROGRAM.read_text(encoding="utf-8")
    lines = text.split("# twelve lines\n")[1].split("\n\n\n")[0].splitlines()
    assert len(lines) <= 12 and "mean_field" in lines[-1] and max(map(len, lines)) <= 140


def test_the_asynchronous_irregular_regime_has_the_rate_of_the_mean_field(brunel):
    pytest.importorskip("numba")
    g, eta, _ = brunel.REGIMES["AI"]
    rate, theory, cv, _ = brunel.row(g, eta, n=2500, T=0.3)
    assert rate == pytest.approx(theory, rel=0.1) and 30 < theory < 50 and cv > 0.4


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "irregular"), [("SR", False), ("fast", True)])
def test_in_synchrony_the_rate_is_near_the_mean_field_too(brunel, name, irregular):
    pytest.importorskip("numba")
    g, eta, _ = brunel.REGIMES[name]
    rate, theory, cv, varies = brunel.row(g, eta, n=2500, T=0.5)
    assert rate == pytest.approx(theory, rel=0.1) and (cv > 0.7) == irregular and varies > 0.5
