"""Blanks on a page without Python: what is asked, and that JavaScript judges as the notebook does."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurolib import units
from neurolib.site import blanks
from neurolib.units import V, mV, nJ, s
from neurolib.widgets import filled, lesson

SCRIPT = Path(blanks.__file__).with_name("questions.js")
NODE = shutil.which("node")
JUDGE = """
const { cases } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const judged = new Function(process.argv[1] + "; return judgeBlank")();
console.log(JSON.stringify(cases.map(([blank, typed]) => judged(blank, typed))));
"""


def asked(right: Any, what: str = "the value", unit: str = "", rtol: float = 1e-3) -> Any:
    return blanks.asked(lesson.Asked(what, right, unit, rtol))


def judge(cases: list[tuple[Any, str]]) -> list[dict[str, Any]]:
    """Return what the page says to each typed answer."""
    done = subprocess.run(
        [str(NODE), "-e", JUDGE, SCRIPT.read_text(encoding="utf-8")],
        input=json.dumps({"cases": cases}),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def test_what_a_cell_asked_is_written_once(tmp_path: Path) -> None:
    lesson.ASKED.clear()
    filled(..., 1.1 * nJ, "the energy of one spike", "nJ")
    filled(lambda: 2 * s, 2 * s, "the wait", "s")
    blanks.keep("cell", str(tmp_path))
    found = json.loads((tmp_path / "cell.json").read_text(encoding="utf-8"))
    first, second = found["blanks"]
    assert (first["what"], first["unit"], first["scale"], first["n"]) == (
        "the energy of one spike",
        "nJ",
        1e-9,
        1,
    )
    data = json.loads(base64.b64decode(first["packed"]))
    assert data["values"] == [1.1 * nJ]
    assert data["right"] == "Right: the energy of one spike, 1.1 nJ."
    assert second["what"] == "the wait"
    blanks.keep("next", str(tmp_path))
    assert not (tmp_path / "next.json").exists()


def test_what_nobody_types_is_not_asked() -> None:
    assert "packed" not in asked(np.ones(7)) and "packed" in asked(np.ones(6))
    assert "packed" not in asked([True, False])
    assert "packed" not in asked([1.0, np.nan])
    assert "packed" not in asked("a word")


CASES = (
    (300.0, "", [299.9, 200.0, 400.0, 310.0, 900.0, -300.0, 3e5, 0.3, 1e3]),
    (-0.07 * V, "mV", [-0.07, -0.05, 0.07, -70.0, -0.071, 0.0]),
    ([0.0, 2.0, 3.0], "V/s", [[0, 2, 3], [1, 2, 3], [0, 4, 6], [0, 1, 6], [0, 2e3, 3e3]]),
    ((8192, 8.192e-7, 1.5e-8), "", [[8192, 8.192e-7, 1.5e-8], [8000, 8e-7, 1.4e-8]]),
    (1.1 * nJ, "nJ", [1.1e-9, 1.1, 1.1e-12, 2e-9]),
)


@pytest.mark.skipif(not NODE, reason="node is not installed")
def test_the_page_judges_a_value_as_the_notebook_does() -> None:
    cases, expected = [], []
    for right, unit, answers in CASES:
        scale = units.factor(unit) if hasattr(units, unit) else 1.0
        for answer in answers:
            typed = ", ".join(repr(each / scale) for each in np.ravel(answer).tolist())
            cases.append((asked(right, "the value", unit), typed))
            expected.append(filled(np.asarray(answer, dtype=float), right, "the value", unit).data)
    got = [each["said"] for each in judge(cases)]
    assert got == expected
    assert sum(each.startswith("Right") for each in expected) == 5


@pytest.mark.skipif(not NODE, reason="node is not installed")
def test_random_values_get_the_sentence_of_the_notebook() -> None:
    rng = np.random.default_rng(20261201)
    cases, expected = [], []
    for _ in range(200):
        size = int(rng.integers(1, 4))
        right = rng.normal(size=size) * 10.0 ** rng.integers(-9, 9)
        answer = right * rng.choice([1, 1.0005, 1.05, 1.6, 5, -1, 10, 1e-3, 1e6], size=size)
        if rng.random() < 0.5:
            answer = right * rng.choice([1e-6, 1e-3, 0.1, 10, 1e3, 1e7])
        known = right[0] if size == 1 else right
        cases.append((asked(known), ", ".join(repr(each) for each in answer.tolist())))
        expected.append(filled(answer[0] if size == 1 else answer, known, "the value").data)
    assert [each["said"] for each in judge(cases)] == expected


@pytest.mark.skipif(not NODE, reason="node is not installed")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-70", "Right: the value, −70 mV."),
        ("−70 mV", "Right: the value, −70 mV."),
        ("-0.07 V", "Right: the value, −70 mV."),
        ("-7e1*mV", "Right: the value, −70 mV."),
        ("-70 ms", "“-70 ms” is in ms; type a number in mV, as in 12."),
        ("seventy", "“seventy” is not a number; type a number in mV, as in 12."),
        ("", "Nothing is typed yet."),
        ("-70,0", "“-70,0” has a comma: type a decimal point"),
    ],
)
def test_a_value_is_read_with_its_unit(typed: str, said: str) -> None:
    (got,) = judge([(asked(-70 * mV, "the value", "mV"), typed)])
    assert got["said"].startswith(said)


@pytest.mark.skipif(not NODE, reason="node is not installed")
def test_three_digits_are_enough_and_a_number_is_not_missing() -> None:
    third = asked(1 / 3)
    pair = asked([1.0, 2.0], "both")
    got = judge([(third, "0.333"), (third, "0.33"), (third, "1/3"), (pair, "1"), (pair, "1; 2")])
    assert [each.get("right", False) for each in got] == [True, False, True, False, True]
    assert got[3]["said"] == "Not yet: both: got one number; expected 2."
