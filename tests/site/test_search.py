"""What the search of the site finds: it is run in Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "neurolib" / "site" / "search.js"
# as in the index: page, anchor, title of the page, heading, its paragraphs, their anchors
PLACES = [
    ["glossary.html", "term-memristor", "Glossary", "memristor", "A resistor with a memory.", []],
    ["1-a/1-energy.html", "race", "1 · Energy", "2 The energy of a spike", "One spike takes 20 pJ.", []],
    ["1-a/1-energy.html", "clock", "1 · Energy", "3 Clocks", "A clock takes energy without spikes.", []],
    ["1-a/4-matter.html", "film", "4 · Matter", "1 A film", "In a memristor, charge moves.", []],
    ["1-a/4-matter.html", "bias", "4 · Matter", "2 A bias", "The bias is a voltage.", []],
]  # fmt: skip
FIND = """
const [source, places, queries] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const parts = "return { find, loadIndex };";
const made = new Function("root", "bring", `${source}\\n${parts}`)("", async () => places);
made.loadIndex().then((index) =>
  console.log(JSON.stringify(queries.map((query) => made.find(index, query).map(({ anchor }) => anchor)))));
"""

pytestmark = pytest.mark.skipif(
    not shutil.which("node") and not os.environ.get("CI"), reason="there is no Node"
)


def found(*queries: str) -> list[list[str]]:
    """Return the anchors that the search finds for each query, the best first."""
    given = json.dumps([SCRIPT.read_text(encoding="utf-8"), PLACES, queries])
    done = subprocess.run(
        ["node", "-e", FIND], input=given, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_plural_finds_the_singular_and_a_singular_the_plural() -> None:
    many, one, bias = found("Memristors", "memristor", "bias")
    assert many == one == ["term-memristor", "film"] and bias == ["bias"]


def test_a_question_finds_what_it_is_about() -> None:
    question, all_words = found("How much energy does a spike take?", "energy spike")
    assert question == all_words and question[0] == "race"


def test_where_no_place_has_all_the_words_most_of_them_are_enough() -> None:
    most, none = found("energy of spikes in a zebrafish", "zebrafish")
    assert most[0] == "race" and none == []


def test_words_that_only_ask_are_looked_for_where_there_is_nothing_else() -> None:
    (only,) = found("without")
    assert only == ["clock"]
    assert found("", "?!") == [[], []]
