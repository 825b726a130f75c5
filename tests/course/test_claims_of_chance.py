"""What a text says about chance is an n of N: a result "in all networks" names at least twelve
runs.

Three networks once ended their rhythm under a control "in all three networks"; of twenty-one,
thirteen did. Each visible sentence of the notebooks, in Markdown and in the words that code prints,
is searched for words that speak of every run: *in all networks*, *never*, *null result*, *two of
three runs*. Such a sentence needs an n of N with N of at least 12 in its paragraph, as `replicate`
gives it, or a line in the table below, which says why chance plays no part in it. A line stands for
one phrase in one cell: another phrase there needs a line of its own, and a line without its phrase
has to go.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.course.notebooks import NOTEBOOKS, ROOT, read

LEAST = 12
SETS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
FEW = "two three four five six seven eight nine ten eleven".split()
MANY = "twelve", "twenty-four"
RUNS = r"(?:networks?|runs?|seeds?|chips?|trials?|draws?|lives|splits?|simulations?)"
WORDS = r"(?:[\w-]+[ -]){0,2}?"
OF_THESE = r"(?: of)?(?: the| these| those| our| its)?"
PHRASES = (
    rf"\b(?:(?:in|on|of|from) (?:every|no|none|any|most)|(?:in|on) each|all){OF_THESE} "
    rf"{WORDS}{RUNS}\b",
    rf"\ball (?:{'|'.join((*FEW, *MANY))}|\d+) {WORDS}pairs\b",
    rf"\b(?:\d+|{'|'.join(FEW)}|all|none|most) (?:out )?of (?:the |these |our )?"
    rf"(?:[1-9]|1[01]|{'|'.join(FEW)}) {WORDS}(?:{RUNS}|pairs)\b",
    r"\bnull results?\b",
)
EVER = r"\b(?:always|never|no difference|no advantage|no gain|ends? the rhythm|survives?)\b"
COUNT = rf"(?:[\w}}]+) of (?:these |the |our )?(\d+|{'|'.join(MANY)})\b"

REASONS = {
    "shown": "a statement about the very runs, chips or curves that are shown or named beside it",
    "sure": "a result without chance: a formula, a proof, or a program without random numbers",
    "plan": "a question, a rule, a definition or an instruction",
    "counted": "repeats in words what is counted as n of N in another paragraph of the section",
    "source": "a fact about real chips or about a published work",
}
WITHOUT_CHANCE = """
0:chips-figure | three of the seven chips | source
0:predict-fetch | all chips | source
0:summary | of any network | plan
1:floor-check | in every run | shown
1:floor-measure | always | plan
1:price-seen | null result | sure
ps1:1-3-verdict | always | shown
ps1:1-3-verdict | always | shown
ps1:1-3-verdict | always | shown
2:latency-check | never | sure
2:rate-seen | null result | sure
2:timing-seen | null result | sure
3:live-window | all 20 pairs | sure
3:synchrony | null result | sure
4:null-read | null result | sure
5:null-why | null result | counted
5:null-why | null result | counted
5:setup | on each split | plan
5:take-along | null result | counted
6:devices-lesson | null result | counted
7:bill-table | null result | sure
7:choose-words | on each of the three chips | source
7:jitter-check | survives | sure
7:null-words | null result | sure
7:precision | on every chip | sure
7:summary | of most recent chips | source
8:concept-forgetting | never | sure
8:scenarios-words | never | sure
8:scenarios-words | null result | counted
9:concept-judge | all of your networks | plan
9:concept-judge | ends the rhythm | plan
9:control-lesson | ends the rhythm | counted
9:delay-ask | end the rhythm | plan
9:delay-ask | end the rhythm | plan
9:delay-ask | ends the rhythm | plan
9:delay-ask | null result | plan
9:delay-table | end the rhythm | shown
9:dose-check | null result | sure
lab1:concept-prelab | on each chip | source
lab1:concept-prelab | on each chip | source
lab2:costs | always | plan
lab2:fault-figure | on every chip | sure
lab3:overturn | null result | shown
lab4:shift | all runs | shown
lab4:summary | null result | shown
lab4:tasks-remedy | all other seeds | plan
lab5:concept-switch | all trials | sure
lab5:judge | all twelve networks | plan
lab5:live-answers | always | plan
lab5:live-switch | all trials | sure
lab5:live-switch-answers | all trials | sure
lab5:register | all networks | plan
lab5:switch-real | all twelve pairs | sure
lab5:title | end the rhythm | counted
lab5:title | of most networks | counted
lab6:blank-factor-ask | on each chip | plan
lab6:tolerance-answers | all runs | sure
lab6:tolerance-answers | survives | sure
ps2:2-7-task | in every trial | plan
ps5:5-3-task | never | sure
ps5:5-5-task | all draws | plan
ps6:6-5-task | all these networks | plan
ps6:6-5-verdict | all 32 pairs | plan
ps9:9-5-task | ends the rhythm | plan
ps9:9-5-task | in each network | plan
ps9:9-5-task | three of four networks | plan
ps9:9-5-task | two of three treated networks | plan
lab4:L4-4-task | all runs | shown
lab5:L5-4-judge | 9 of 10 networks | plan
lab6:L6-3-task | all chips | plan
"""


def pieces(cell: Any) -> Iterator[str]:
    """Yield the paragraphs of a cell: of Markdown, or of the strings in its code."""
    texts = [cell.source] if cell.cell_type == "markdown" else strings(ast.parse(cell.source))
    for text in texts:
        yield from re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.|\|) )", text)


def strings(tree: ast.AST) -> Iterator[str]:
    """Yield each string of a program; what is put into an f-string stands in braces."""
    inside: set[int] = set()  # parts of an f-string, and how its numbers are written
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            inside |= {id(getattr(part, "format_spec", None)) for part in node.values}
        if id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(map(_shown, node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _shown(part: ast.expr) -> str:
    """Return the words of an f-string, or the code of what is put into it, in braces."""
    if isinstance(part, ast.FormattedValue):
        return f"{{{ast.unparse(part.value)}}}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def is_counted(paragraph: str) -> bool:
    """Return whether a paragraph has an n of N with N of at least 12, written or printed."""
    if "n_of_N" in paragraph:  # of a `Count`, which has at least twelve runs
        return True
    found = re.findall(COUNT, paragraph)
    return any(each in MANY or (each.isdigit() and int(each) >= LEAST) for each in found)


def claims(paragraph: str) -> list[str]:
    """Return the phrases of a paragraph that speak of every run, or of a few, without an n of N."""
    if is_counted(paragraph):
        return []
    found = []
    for sentence in re.split(r"(?<=[.?!:])\s+", paragraph):
        phrases = [*PHRASES, *[EVER] * bool(re.search(rf"\b{RUNS}\b", sentence, re.IGNORECASE))]
        for phrase in phrases:
            found += [each[0].lower() for each in re.finditer(phrase, sentence, re.IGNORECASE)]
    return found


def said() -> Counter[tuple[str, str]]:
    """Return (notebook:cell, phrase) → how often it stands there without an n of N."""
    found: Counter[tuple[str, str]] = Counter()
    for path in [*NOTEBOOKS, *SETS]:
        for cell in read(path).cells:
            if cell.cell_type == "markdown" or (cell.cell_type == "code" and path not in SETS):
                name = f"{path.stem.split('-')[0]}:{cell.id}"
                found.update((name, claim) for piece in pieces(cell) for claim in claims(piece))
    return found


def listed() -> Counter[tuple[str, str]]:
    """Return the table: (notebook:cell, phrase) → how often."""
    found: Counter[tuple[str, str]] = Counter()
    for line in WITHOUT_CHANCE.strip().splitlines():
        name, phrase, reason = (part.strip() for part in line.split("|"))
        assert reason in REASONS, f"{line}: the reason is one of {', '.join(REASONS)}"
        found[name, phrase] += 1
    return found


def test_a_claim_of_chance_is_an_n_of_at_least_twelve():
    missing = sorted((said() - listed()).elements())
    assert not missing, (
        f"{missing}: count it with `replicate` on fresh seeds and write n of N in the same "
        f"paragraph, say less, or give it a line in WITHOUT_CHANCE with one of these "
        f"reasons: {REASONS}"
    )


def test_the_table_has_no_line_without_its_phrase():
    gone = sorted((listed() - said()).elements())
    assert not gone, f"{gone}: no longer there, or counted now; take the line out"


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("The control ends the rhythm in all three networks.", "all three networks"),
        (
            "Six of the seven shift the balance towards the second eye, in every run.",
            "in every run",
        ),
        ("The fixed order gives a **null result** at this strength.", "null result"),
        (
            "The accuracy dips within the first steps in each of the six runs.",
            "in each of the six runs",
        ),
        ("The order parameter was lower in 9 of 10 networks.", "9 of 10 networks"),
        ("It ends the rhythm in {ended} of 8 networks.", "ends the rhythm"),
        ("The rhythm never returns in these networks.", "never"),
        ("It is lower in all eight pairs.", "all eight pairs"),
    ],
)
def test_a_claim_without_its_count_is_found(sentence, phrase):
    assert phrase in claims(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "In 9 of 12 networks (47 % to 91 %), the control ends the rhythm.",
        "The control ends the rhythm in {ended['together'].n_of_N} networks.",
        "All twelve pairs agree: {count} of 12 differences are negative.",
        "The memory never fades if nothing is learnt.",
        "Means of three runs, with their standard errors.",
    ],
)
def test_a_count_or_a_sentence_without_runs_passes(sentence):
    assert claims(sentence) == []


def test_words_that_code_prints_are_read_too():
    code = 'say(f"In {n:.1f} of 8 networks"); say("one" "\\n\\ntwo")'
    assert [*strings(ast.parse(code))] == ["In {n} of 8 networks", "one\n\ntwo"]
