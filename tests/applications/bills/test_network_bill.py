"""The bill of any network and the map of the claim: closed forms, the two ledgers they stand for,
and the published cross-over.
"""

import json
import math
from pathlib import Path

import nir
import numpy as np
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

from neurolib import cli, energy, style
from neurolib.applications.bills.claim import Claim, claim_map, flips, verdict
from neurolib.applications.bills.network_bill import LISTS, bill_network, bill_nir, price_of
from neurolib.applications.chip.silicon import (
    break_even_rate,
    count_bits,
    layer_shares,
    memory_break_even,
    quantised_layer,
    spiking_layer,
)
from neurolib.bootstrap import Stop
from neurolib.energy import CMOS_7NM, CMOS_45NM, Price, PriceList
from neurolib.model import ParameterError
from neurolib.units import ms, pJ
from neurolib.widgets import View, explore
from neurolib.widgets.claim_figure import draw_claim

DT = 1 * ms


def lif(n):
    return nir.LIF(np.full(n, 20 * ms), np.ones(n), np.zeros(n), np.ones(n), np.zeros(n))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return a model of two layers with an LI behind them, and an input of 12 trains, on disk."""
    folder, rng = tmp_path_factory.mktemp("nir"), np.random.default_rng(3)
    readout = nir.LI(np.full(3, 20 * ms), np.ones(3), np.zeros(3))
    first, second, third = (rng.normal(0.006, 0.008, shape) for shape in ((8, 12), (5, 8), (3, 5)))
    graph = nir.NIRGraph.from_list(
        nir.Affine(first, np.full(8, 0.4)),
        lif(8),
        nir.Linear(second),
        lif(5),
        nir.Linear(third),
        readout,
    )
    graph.metadata = {"spike_area": 1.0}  # as NIR's equations have it
    nir.write(folder / "model.nir", graph)
    step, who = np.nonzero(rng.random((32, 12)) < 0.2)
    np.savez(folder / "events.npz", times=step * DT, indices=who, duration=32 * DT)
    return folder / "model.nir", folder / "events.npz", (step, who)


@pytest.fixture(scope="module")
def found(files):
    return bill_nir(files[0], files[1], DT)


def test_every_price_list_is_asked_and_its_leaves_add_up_to_the_total(found, files):
    assert {each.name for each in LISTS} >= {
        "Loihi",
        "TrueNorth",
        "SpiNNaker",
        "CMOS 45 nm",
    } and len(found.bills) == len(LISTS) == 7
    assert all(
        getattr(energy, name) in LISTS
        for name in ("TEACHING", "TEACHING_CLOCKED", "TRUENORTH_SWEEP")
    )
    for each in (found, bill_nir(files[0], files[1], DT, engine="events")):
        for bill in each.bills:
            if not bill.missing:
                assert math.fsum(leaf.joules for leaf in bill.leaves) == pytest.approx(
                    bill.total, rel=1e-12
                )
                assert bill.interval[0] <= bill.total <= bill.interval[1]
    assert (
        list(found.refusals) == ["CMOS 45 nm"]
        and "no price for clock tick, which the run counted 32 times"
        in found.refusals["CMOS 45 nm"]
    )


def test_the_counts_are_those_of_the_run_but_an_li_checks_no_threshold(found):
    assert (
        found.ledger.count("threshold check") == (8 + 5) * 32
        and found.ledger.count("neuron update") == (8 + 5 + 3) * 32
    )
    assert found.run.counts["threshold check", "li"] == 3 * 32
    assert found.traffic == 2 * (8 + 5 + 3) * 32
    assert (
        sum(found.run.counts[key] for key in found.run.counts if key[0] == "synaptic event")
        == found.ledger.count("synaptic event")
        > 0
    )


def test_input_density_is_that_of_the_file(found, files):
    _, who = files[2]
    assert (
        found.steps == 32
        and found.rate == pytest.approx(len(who) / (12 * 32))
        and found.density == len(np.unique(who)) / 12
    )


def test_each_layer_is_billed_as_spikes_and_as_numbers_of_as_many_bits(found):
    assert [layer.name for layer in found.layers] == ["lif", "lif_1", "li"]
    counts = np.bincount(found.run.spikes("lif")[1], minlength=8)[None, :]
    layer = found.layers[1]
    assert layer.spiking.total == spiking_layer(counts, 5, 32).bill(CMOS_45NM).total
    assert layer.quantised.total == quantised_layer(counts, 5, 32).bill(CMOS_45NM).total
    for name, spiking, quantised, claim in found.layers:
        E_s, E_q = claim.costs()
        assert (claim.n * E_s, claim.n * E_q) == pytest.approx(
            (spiking.total, quantised.total), rel=1e-12
        ), name
    assert found.whole[0] == pytest.approx(
        sum(layer.spiking.total for layer in found.layers), rel=1e-12
    )
    assert count_bits(32) == 6 and "numbers of 6 bits" in str(found)


def test_the_report_is_whole_and_its_json_has_no_nan(found):
    text = str(found)
    for words in (
        "SpiNNaker",
        "refused",
        "Input: ",
        "Membranes: 1024 words",
        "break-even",
        "flip",
        "nothing learns",
    ):
        assert words in text
    plain = json.loads(json.dumps(found.plain(), allow_nan=False))
    assert plain["joules"]["CMOS 45 nm"] is None and set(plain["layers"]) == {"lif", "lif_1", "li"}


def test_the_command_says_what_the_function_says_and_refuses_with_a_sentence(
    files, found, tmp_path
):
    said = CliRunner().invoke(
        cli.app,
        [
            "bill",
            str(files[0]),
            "--input",
            str(files[1]),
            "--dt",
            "1e-3",
            "--json",
            str(tmp_path / "bill.json"),
        ],
    )
    assert said.exit_code == 0 and said.output.strip() == found.text(command=True).strip()
    assert json.loads((tmp_path / "bill.json").read_text(encoding="utf-8"))["steps"] == 32
    wrong = CliRunner().invoke(cli.app, ["bill", str(files[1]), "--input", str(files[1])])
    assert (
        isinstance(wrong.exception, Stop)
        and "is no file that nir" in str(wrong.exception)
        and wrong.exception.code == 2
    )
    crowded = CliRunner().invoke(
        cli.app, ["bill", str(files[0]), "--input", str(files[1]), "--engine", "clock"]
    )
    assert "engine is 'clock'; expected 'clocked' or 'events'" in str(crowded.exception)


def test_more_spikes_than_steps_are_no_counts(files, tmp_path):
    np.savez(
        tmp_path / "crowded.npz",
        times=np.linspace(0, 1, 50) * ms,
        indices=np.zeros(50, int),
        duration=0.004,
    )
    with pytest.raises(
        ParameterError,
        match="fires 50 times in 4 time steps; expected one spike a step at most: a smaller dt",
    ):
        bill_nir(files[0], tmp_path / "crowded.npz", DT)


# The claim


def test_spyxs_published_cross_over():
    """5.99 % of input density, the mean over T = 5 to 10 of what fetching weights alone allows,
    against a dense competitor.
    """
    rates = []
    for T in range(5, 11):
        point = Claim(
            n=1e9, m=6400, T=T, E_a=0.0, E_x=0.0, b_w=8, b_q=count_bits(T), competitor="dense"
        )
        # what is left is reading the inputs
        assert point.break_even == pytest.approx(memory_break_even(T), rel=1e-3)
        rates.append(point.break_even)
    assert 100 * np.mean(rates) == pytest.approx(5.99, abs=0.005)


@pytest.mark.parametrize(
    ("n", "m", "T", "b_w", "b_s", "word"),
    [
        (256, 128, 8, 8, 32, 20),
        (64, 10, 6, 8, 32, 100),
        (700, 33, 3, 4, 16, 7),
        (64, 10, 1, 16, 8, 20),
    ],
)
def test_a_claim_is_the_break_even_of_chapter_6(n, m, T, b_w, b_s, word):
    values = {
        "int32 add": 0.1 * pJ,
        "int8 multiply": 0.3 * pJ,
        "word read": word * pJ,
        "word written": word * pJ,
    }
    prices = PriceList(
        "its own",
        tuple(
            Price(part, value, "One.", "Teaching choice.", "assumed")
            for part, value in values.items()
        ),
    )
    point = Claim.measured(
        s=0.3, d=0.3, T=T, n=n, m=m, b_w=b_w, b_s=b_s, E_w=word * pJ, E_a=0.1 * pJ, E_x=0.3 * pJ
    )
    assert point.d == pytest.approx(0.3, rel=1e-12)
    of_chapter_6 = break_even_rate(0.3, T, *layer_shares(n, m, T, prices, b_w, b_s))
    assert point.break_even == pytest.approx(of_chapter_6, rel=1e-12)


def test_a_claim_is_its_printed_equations():
    """Off the default in each parameter, with weights of the numbers of their own, dense or not."""
    rng = np.random.default_rng(8)
    for competitor in ("skips zeros", "dense") * 6:
        n, m, T, b_w, b_q, b_s = (
            int(rng.integers(low, high))
            for low, high in ((5, 900), (3, 200), (1, 30), (2, 17), (1, 9), (6, 33))
        )
        s, f, E_w, E_a, E_x = rng.uniform(
            (0.01, 0.01, 5e-12, 0.05e-12, 0.1e-12), (0.4, 1, 90e-12, 0.5e-12, 3e-12)
        )
        point = Claim(
            n=n,
            m=m,
            T=T,
            s=s,
            b_w=b_w,
            b_q=b_q,
            b_s=b_s,
            f=f,
            E_w=E_w,
            E_a=E_a,
            E_x=E_x,
            competitor=competitor,
        )
        w_r, w_q, w_s, w_b = (
            math.ceil(k / 64) for k in (m * b_w, m * b_q, m * b_s, n * T.bit_length())
        )
        d, net = (
            1 - (1 - s) ** T if competitor == "skips zeros" else 1.0,
            2 * f * T * w_s - w_b - w_s,
        )
        assert point.costs()[0] == pytest.approx(
            T * s * (m * E_a + w_r * E_w) + 2 * f * T * w_s * E_w / n, rel=1e-12
        )
        assert point.costs()[1] == pytest.approx(
            d * (m * (E_a + E_x) + w_q * E_w) + (w_b + w_s) * E_w / n, rel=1e-12
        )
        rate = (d * (m * (E_a + E_x) + w_q * E_w) - net * E_w / n) / (T * (m * E_a + w_r * E_w))
        assert point.break_even == pytest.approx(max(rate, 0), rel=1e-9, abs=1e-15)
        word = (d * m * (E_a + E_x) - T * s * m * E_a) / (T * s * w_r - d * w_q + net / n)
        assert point.word_break_even == (pytest.approx(word, rel=1e-9) if word >= 0 else math.inf)


def test_at_its_closed_forms_a_claim_costs_the_same_either_way():
    point = Claim.measured(s=0.02, d=0.14, T=8, n=4096, m=64)
    at_rate = Claim.measured(s=point.break_even, d=point.d, T=8, n=4096, m=64)
    assert 0 < point.break_even and at_rate.ratio() == pytest.approx(1.0, rel=1e-12)
    assert math.isfinite(point.word_break_even) and point.ratio(
        E_w=point.word_break_even
    ) == pytest.approx(1.0, rel=1e-12)


def test_the_map_is_the_claim_and_the_point_lies_in_it():
    point = Claim(n=4096, m=64, T=8, s=0.01)
    for x, y in (("s", "E_w"), ("T", "b_w"), ("s", "T")):
        found = claim_map(point, x, y, 31)
        assert (
            found.ratio.shape == (len(found.y[1]), len(found.x[1]))
            and np.isfinite(found.ratio).all()
        )
        for name, values in (found.x, found.y):
            assert values[0] <= getattr(point, name) <= values[-1]
        i, j = 3, 5
        one = Claim(
            **{"n": 4096, "m": 64, "T": 8, "s": 0.01} | {x: found.x[1][j], y: found.y[1][i]}
        )
        assert found.ratio[i, j] == pytest.approx(one.ratio(), rel=1e-12)
    with pytest.raises(
        ParameterError, match="claim_map's x and y are 's', 's'; expected two of E_w, b_w, T, s"
    ):
        claim_map(point, "s", "s")


@pytest.mark.parametrize(
    "point",
    [
        Claim(n=4096, m=64, T=8, s=0.01),
        Claim(s=0.3),
        Claim(n=64, m=64, T=4, s=0.02, competitor="dense"),
        Claim(n=4096, m=64, T=700, s=0.0001),
    ],
)
def test_a_flip_flips_and_less_does_not(point):
    wins, turning = point.ratio() < 1, flips(point)
    assert turning
    for name, value, factor, words in turning:
        if name == "competitor":
            assert (
                Claim(
                    **{key: getattr(point, key) for key in point.quantities()}, competitor=value
                ).ratio()
                < 1
            ) != wins
            continue
        now = getattr(point, name)
        assert words and value == pytest.approx(factor * now)
        whole = bool(point.quantities()[name].step)
        beyond, before = (
            (value, value + np.sign(now - value))
            if whole
            else (now + 1.0001 * (value - now), now + 0.9999 * (value - now))
        )
        assert (point.ratio(**{name: beyond}) < 1) != wins, name
        assert (point.ratio(**{name: before}) < 1) == wins, name
    assert (
        abs(math.log(turning[0].factor))
        <= min(abs(math.log(flip.factor)) for flip in turning if flip.name != "competitor") + 1e-9
    )
    assert turning[0].words in verdict(point)


def test_the_flip_of_memory_is_its_closed_form():
    point = Claim(n=4096, m=64, T=8, s=0.01)
    assert next(flip for flip in flips(point) if flip.name == "E_w").value == pytest.approx(
        point.word_break_even, rel=1e-6
    )


def test_silence_costs_the_membranes_and_what_makes_no_sense_is_refused():
    silent = Claim(s=0.0)
    assert silent.d == 0 and silent.costs()[0] == pytest.approx(2 * 8 * 64 * 20 * pJ / 256)
    with pytest.raises(
        ParameterError, match="d = 0.9 with s = 0.05 in 8 steps; expected 0 to s times T"
    ):
        Claim.measured(s=0.05, d=0.9, T=8)
    with pytest.raises(ParameterError, match="Claim.T"):
        Claim(T=2.5)
    with pytest.raises(ParameterError, match="so that spikes cost nothing"):
        _ = Claim(E_a=0.0, E_w=0.0).break_even
    assert Claim(s=0.0, E_w=0.0).ratio() == 1.0


@pytest.mark.parametrize(("x", "y"), [("s", "E_w"), ("T", "b_w"), ("b_w", "s")])
def test_the_figure_shows_the_point_the_border_and_both_winners(x, y):
    point = Claim(n=4096, m=64, T=8, s=0.02, f=0.1)
    figure = Figure()
    ax = figure.subplots()
    draw_claim(ax, claim_map(point, x, y, 61))
    here = [getattr(point, name) / point.quantities()[name].factor for name in (x, y)]
    assert np.ravel(ax.lines[-1].get_data()).tolist() == here
    assert {"spikes win", "numbers win"} <= {text.get_text() for text in ax.texts}
    for text in ax.texts:
        if text.get_text().endswith(" win"):
            X, Y = text.get_position()
            values = {
                name: value * point.quantities()[name].factor for name, value in ((x, X), (y, Y))
            }
            assert (point.ratio(**values) < 1) == (text.get_text() == "spikes win"), (
                "each name stands on its own ground"
            )
    assert verdict(point) in style.alt(figure) and "spikes win on" in style.alt(figure)


def test_the_map_lives_from_frame_to_frame_and_its_axes_stay():
    """Labels of contours go with their lines, and limits of a logarithmic axis are the same numbers
    in every frame.
    """
    view = View(
        lambda point: claim_map(point, "s", "E_w", 31),
        draw_claim,
        lambda point, found: verdict(point),
    )
    figure = explore(Claim(n=1024, m=64, T=10, s=0.03), view, ["s", "E_w", "T", "f"])
    before = figure.canvas._signature()
    for move in {"T": 6}, {"f": 0.1}, {"s": 0.005}, {"E_w": 200 * pJ}:
        figure.set(**move)
        assert not figure.error and figure.caption == verdict(figure.model)
        assert figure.canvas._signature() == before
        compile(figure.code, "code", "exec")  # whatever the lengths of its lines
    assert sum(text.get_text().endswith(" win") for text in figure.figure.axes[0].texts) == 2


def test_a_map_with_one_winner_has_no_border():
    figure = Figure()
    draw_claim(figure.subplots(), claim_map(Claim(n=8, m=8, T=500), "s", "E_w", 21))
    assert {text.get_text() for text in figure.axes[0].texts if "win" in text.get_text()} == {
        "numbers win"
    }


def test_a_technology_takes_the_place_of_45_nm_everywhere(found, files):
    """The run is the same; its layers, its membranes and its list for CMOS are paid for at 7 nm."""
    small = bill_nir(files[0], files[1], DT, technology=CMOS_7NM)
    assert (
        dict(small.ledger.counts) == dict(found.ledger.counts)
        and len(small.bills) == len(found.bills) == 7
    )
    assert CMOS_7NM not in LISTS and CMOS_45NM in LISTS and "CMOS 7 nm" not in str(found)
    names = [[bill.prices.name for bill in each.bills] for each in (found, small)]
    assert [name.replace("CMOS 45 nm", "CMOS 7 nm") for name in names[0]] == names[
        1
    ] and "CMOS 45 nm" in names[0]
    for one, other in zip(found.layers, small.layers, strict=True):
        for old, new in (one.spiking, other.spiking), (one.quantised, other.quantised):
            assert (
                new.total == pytest.approx(old.ledger.bill(CMOS_7NM).total, rel=1e-12)
                and new.total < old.total
            )
        claim = other.claim
        assert (claim.E_w, claim.E_a, claim.E_x) == pytest.approx(
            (8.5 * pJ, 0.03 * pJ, 0.07 * pJ), rel=1e-12
        )
        assert (claim.s, claim.d) == (one.claim.s, one.claim.d)
        E_s, E_q = claim.costs()
        assert (claim.n * E_s, claim.n * E_q) == pytest.approx(
            (other.spiking.total, other.quantised.total), rel=1e-12
        )
    assert "at 7 nm" in str(small) and "45 nm" not in str(small) and "at 45 nm" in str(found)
    with pytest.raises(ParameterError, match="technology is .*expected CMOS_45NM or CMOS_7NM"):
        bill_nir(files[0], files[1], DT, technology=energy.LOIHI)
    command = ["bill", str(files[0]), "--input", str(files[1]), "--dt", "1e-3", "--nm"]
    assert (
        CliRunner().invoke(cli.app, [*command, "7"]).output.strip()
        == small.text(command=True).strip()
    )
    refused = CliRunner().invoke(cli.app, [*command, "14"]).exception
    assert (
        isinstance(refused, Stop)
        and refused.code == 2
        and "14 nm; there are price lists for 45 nm and 7 nm" in str(refused)
    )


def test_a_layer_that_feeds_itself_is_said_to_need_more_than_one_pass(files, tmp_path):
    np.savez(
        tmp_path / "events.npz",
        times=np.arange(1, 20) * 1e-4,
        indices=np.arange(19) % 12,
        duration=0.003,
    )
    bill = bill_nir(
        Path(__file__).parents[1] / "from_nir" / "braille_snntorch.nir",
        tmp_path / "events.npz",
        0.1 * ms,
        area=0.1 * ms,
    )
    assert "lif1.lif leads back to itself" in str(bill) and "lif2 leads back" not in str(bill)


# What a list of prices holds for, what it lacks, and the competitor's passes


def test_a_list_that_does_not_hold_for_the_network_is_left_out_of_the_table(found, files):
    """Two lists of TrueNorth are a factor of thousands apart: the one that holds at 20 Hz and 128
    synapses says so in the table.
    """
    busy = found.network
    assert busy["rate"] == pytest.approx(
        len(found.run.spikes("lif")[0]) / 13 / 0.032
        + len(found.run.spikes("lif_1")[0]) / 13 / 0.032
    )
    assert busy["fan-in"] == pytest.approx((8 * 12 + 5 * 8 + 3 * 5) / 16) and busy["tick"] == DT
    assert (
        set(found.left_out) == {"TrueNorth"}
        and "synapses of each neuron, here 9.44" in found.left_out["TrueNorth"]
    )
    (row,) = [line for line in str(found).splitlines() if line.startswith("TrueNorth ")]
    assert "left out" in row and found.left_out["TrueNorth"] in row and " J" not in row
    plain = found.plain()
    assert (
        plain["joules"]["TrueNorth"] is None
        and plain["left out"] == found.left_out
        and plain["joules"]["SpiNNaker"]
    )
    fine = bill_nir(files[0], files[1], 0.5 * DT)
    assert fine.left_out["SpiNNaker"] == "holds with a time step of 1 ms, here 500 µs"
    events = bill_nir(files[0], files[1], DT, engine="events")
    assert (
        events.left_out["SpiNNaker"]
        == events.left_out["Loihi"]
        == "counts time steps, and this run has none"
    )


def test_a_price_that_a_list_lacks_can_be_given(files, found):
    tick = Price("clock tick", 5 * pJ, "one step of the clock", "a guess", "assumed")
    paid = bill_nir(files[0], files[1], DT, prices=[tick])
    assert not paid.refusals and "no price" not in str(paid)
    own = next(bill for bill in paid.bills if bill.prices.name == "CMOS 45 nm, clock tick at 5 pJ")
    assert own.total == found.ledger.bill(CMOS_45NM.adding(tick)).total
    others = [
        [bill.total for bill in each.bills if bill.prices.name in ("Loihi", "SpiNNaker")]
        for each in (paid, found)
    ]
    assert others[0] == others[1], "where a list has a price, or includes it, that holds"
    with pytest.raises(
        ParameterError,
        match="price for 'clock tik', which this run did not count; .* Did you mean 'clock tick'",
    ):
        bill_nir(files[0], files[1], DT, prices=[Price("clock tik", 0.0, "?", "me", "assumed")])
    with pytest.raises(ParameterError, match="prices is .*; expected prices, as in"):
        bill_nir(files[0], files[1], DT, prices=tick)


def test_advice_fits_where_it_is_read(files, found):
    assert (
        "Type it in prices, as in prices=[Price('clock tick', 0*pJ, definition, source, 'assumed')]"
        in str(found)
    )
    command = ["bill", str(files[0]), "--input", str(files[1]), "--dt", "1e-3"]
    said = CliRunner().invoke(cli.app, command).output
    assert (
        'Type --price "clock tick=0" if it is free' in said
        and "Price(" not in said
        and "--passes N" in said
    )
    paid = CliRunner().invoke(cli.app, [*command, "--price", "clock tick=5 pJ"]).output
    assert "CMOS 45 nm, clock tick at 5 pJ" in paid and "refused" not in paid
    wrong = CliRunner().invoke(cli.app, [*command, "--price", "clock tick"])
    assert (
        "expected what is counted and its energy" in str(wrong.exception)
        and wrong.exception.code == 2
    )
    asked = CliRunner().invoke(
        cli.app,
        [
            "bill",
            str(Path(__file__).parents[1] / "from_nir" / "lif_norse.nir"),
            "--input",
            str(files[1]),
        ],
    )
    assert (
        "Type --area 0.0001 for such a file, or --area 1" in str(asked.exception)
        and asked.exception.code == 2
    )


@pytest.mark.parametrize(
    ("words", "joules"),
    [
        ("clock tick=0", 0.0),
        ("clock tick = 5 pJ", 5e-12),
        ("hop=2*nJ", 2e-9),
        ("hop=1e-12", 1e-12),
        ("hop=3J", 3.0),
    ],
)
def test_a_price_is_read_from_words(words, joules):
    if joules > 1e-3:
        with pytest.raises(ParameterError, match="The price of hop"):
            price_of(words)
    else:
        assert (
            price_of(words).value == pytest.approx(joules, rel=1e-15)
            and price_of(words).kind == "assumed"
        )


@pytest.mark.parametrize(
    "words", ["hop", "=3", "hop=", "hop=-1", "hop=nan", "hop=3 parsec", "hop=pJ"]
)
def test_words_that_are_no_price_are_refused(words):
    with pytest.raises(ParameterError):
        price_of(words)


def test_numbers_pass_once_over_each_window(found, files):
    """The counts of each window are a picture of their own; spikes cost the same however the run is
    divided.
    """
    four = bill_nir(files[0], files[1], DT, passes=4)
    assert (
        four.whole[0] == pytest.approx(found.whole[0], rel=1e-12)
        and four.whole[1] > 2 * found.whole[1]
    )
    t, who = found.run.spikes("lif")
    windows = np.array(
        [
            np.bincount(who[(t > 8 * k * DT + 1e-9) & (t <= 8 * (k + 1) * DT + 1e-9)], minlength=8)
            for k in range(4)
        ]
    )
    assert (
        four.layers[1].quantised.total == quantised_layer(windows, 5, 8).bill(CMOS_45NM).total
        and windows.sum() == len(t) > 10
    )
    assert (
        four.layers[1].claim.d == pytest.approx((windows > 0).mean())
        and four.layers[1].claim.T == 8
    )
    assert "numbers of 4 bits, in 4 passes, each over the counts of 8 time steps" in str(
        four
    ) and "for each input of a pass" in str(four)
    assert "in one pass over the counts of the whole run" in str(found) and "type passes=N" in str(
        found
    )
    with pytest.raises(
        ParameterError,
        match="passes is 5, and 32 time steps are no 5 equal windows; expected a divisor, as in 4",
    ):
        bill_nir(files[0], files[1], DT, passes=5)


def test_what_was_assumed_to_read_a_file_is_said(found, files):
    assert (
        "a spike of the area 1 (as the metadata of the file say), a reset to v_reset (a reset by subtraction"
        in str(found)
    )
    assert "Assumed" not in str(bill_network(found.run.net, 0.032, DT))
