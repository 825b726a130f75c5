"""The reference solutions of ps0-frame beside the library's price lists, beside known answers
(science.md B3), and beside chapter 0.
"""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib.energy import CMOS_45NM, Ledger, Price, conversion
from neurolib.units import nJ, ns, pJ, s, uS

PRICES = CMOS_45NM.adding(
    Price("cell read", 0.2**2 * 12.5 * uS * 100 * ns, "One cell.", "Ohm's law.", "assumed"),
    conversion(8),
)


@pytest.fixture(scope="module")
def set_0():
    """The set's notebook."""
    (path,) = (Path(__file__).parents[2] / "solutions").glob("ps0-*/*.ipynb")
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def solved(set_0):
    """What the reference solutions define."""
    space = {}
    for cell in set_0.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            exec(cell.source, space)
    return space


@pytest.fixture(scope="module")
def layer_energy(solved):
    """The function of the reference solution of 0.1."""
    return solved["layer_energy"]


def prices(word=0.0):
    names = {
        "multiply": "int8 multiply",
        "add": "int8 add",
        "cell": "cell read",
        "conversion": "conversion",
    }
    return {"word": word} | {name: PRICES[component].value for name, component in names.items()}


def test_the_layer_of_the_chapter(layer_energy):
    fetch, compute, in_place = layer_energy(256, 256, 8, 1.0, prices())
    assert fetch == 0 and compute == pytest.approx(256**2 * 0.23 * pJ, rel=1e-12)  # E17
    # E22 to E25
    assert in_place == pytest.approx(
        2 * 3.2768 * nJ, rel=1e-12
    ) and in_place / 256**2 == pytest.approx(0.1 * pJ, rel=1e-12)
    fetch, _, _ = layer_energy(256, 256, 8, 1.0, prices(word=PRICES["word read"].high))
    assert fetch == pytest.approx((256**2 + 2 * 256) / 8 * 100 * pJ, rel=1e-12)


def test_the_sums_are_bills_of_counts(layer_energy):
    n_in, n_out, bits, activity = 48, 20, 16, 0.25
    active, word = 12, PRICES["word read"].value
    sums = layer_energy(n_in, n_out, bits, activity, prices(word))
    moved = {
        ("word read", "weights"): active * n_out // 4,
        ("word read", "inputs"): active // 4,
        ("word written", "outputs"): n_out // 4,
    }
    done = {(name, "layer"): active * n_out for name in ("int8 multiply", "int8 add")}
    stayed = {("cell read", "array"): active * n_out, ("conversion", "columns"): n_out}
    ends = {key: n for key, n in moved.items() if key[1] != "weights"}
    for got, counts in zip(sums, (moved, done, stayed | ends), strict=True):
        assert got == pytest.approx(Ledger(counts, 1 * s).bill(PRICES).total, rel=1e-12)


def test_the_example_and_the_picture_say_what_the_solution_gives(set_0, layer_energy):
    (task,) = (cell.source for cell in set_0.cells if cell.id == "0-1-task")
    by_hand = {
        "word": 16 * pJ,
        "multiply": 0.8 * pJ,
        "add": 0.1 * pJ,
        "cell": 0.05 * pJ,
        "conversion": 2 * pJ,
    }
    fetch, compute, in_place = (E / pJ for E in layer_energy(12, 5, 20, 0.25, by_hand))
    assert f"gives {fetch:.4g} pJ, {compute:.4g} pJ and {in_place:.4g} pJ" in task
    (picture,) = (cell.source for cell in set_0.cells if cell.id == "0-1-picture")
    space = {"np": np, "nJ": nJ}
    exec(
        "\n".join(
            line for line in picture.splitlines() if line.startswith(("activities", "known"))
        ),
        space,
    )
    sums = np.array([layer_energy(256, 256, 8, a, prices(100 * pJ)) for a in space["activities"]])
    assert space["known"] == pytest.approx(
        np.array([sums[:, 0] + sums[:, 1], sums[:, 2]]), rel=5e-4
    )


def source(set_0, name):
    (found,) = (cell.source for cell in set_0.cells if cell.id == name)
    return found


def test_each_machine_is_described_and_no_two_are_alike(set_0, solved):
    letters = re.findall(r"^\| ([A-Z]) \|", source(set_0, "0-2-task"), re.MULTILINE)
    rows = [solved["classify"](letter) for letter in letters]
    assert letters == list("ABCDEF") and len(set(rows)) == 6
    assert all(set(row[:4]) <= {0, 1} and row[4] in (0, 1, 2) for row in rows)
    # the example is none of them
    assert (0, 0, 0, 0, 2) not in rows and "`(0, 0, 0, 0, 2)`" in source(set_0, "0-2-task")


def test_the_properties_of_the_machines_are_independent(solved):
    """Both ways round: what the chapter says of event-driven and asynchronous is not to be guessed
    from the other number.
    """
    rows = [solved["classify"](letter) for letter in "ABCDEF"]
    assert {(row[1], row[2]) for row in rows} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert {(row[0], row[3]) for row in rows} == {(1, 0), (1, 1), (0, 1)} and {
        row[4] for row in rows
    } == {0, 1, 2}
    # without a common step there is none to name
    assert all((row[1] == 1) == (row[4] == 0) for row in rows)


def test_no_constant_answer_passes_a_test_of_the_hidden_machines(solved):
    for column in zip(*(solved["classify"](letter) for letter in "CDEF"), strict=True):
        assert len(set(column)) > 1


def test_the_source_that_a_student_sees_names_the_machines_a_and_b_alone(set_0):
    tests = [
        cell.source
        for cell in set_0.cells
        if cell.id.startswith("0-2-") and cell.cell_type == "code" and cell.metadata.nbgrader.grade
    ]
    seen = [
        re.sub(r"### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", "", text, flags=re.DOTALL)
        for text in tests
    ]
    assert len(tests) == 6 and set(re.findall(r"[Mm]achine ([A-F])\b", "".join(seen))) == {"A", "B"}


def test_the_model_answer_has_the_energies_of_the_chapter_and_the_length_that_is_asked(
    set_0, layer_energy
):
    text = source(set_0, "0-2-wall")
    fetch, compute, _ = layer_energy(256, 256, 8, 1.0, prices(PRICES["word read"].high))
    weights = fetch - 512 * 100 * pJ / 8  # without inputs and outputs
    answer, scheme = text.split("*A model answer.*")[1].split("*Mark scheme.*")
    for words in f"{weights / 256**2 / pJ:.3g} pJ", f"{compute / 256**2 / pJ:.2g} pJ":
        assert words in answer and words in scheme
    assert f"{weights / nJ:.3g} nJ" in scheme and f"{compute / nJ:.3g} nJ" in scheme
    assert 60 <= len(answer.split()) <= 100 and "Explain in 60 to 100 words" in text
    assert (
        sum(map(int, re.findall(r"^\| (\d+) \|", text, re.MULTILINE)))
        == 10
        == sum(map(int, re.findall(r"\*\*(\d)\*\*:", scheme)))
    )
