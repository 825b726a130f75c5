"""Which screens a chapter has, and what its presenter reads beside each.

The rules look at the form that all chapters share, so that no notebook has to be written for a
lecture:

- A heading begins a screen with its first two sentences.
- A sentence with a term in bold and an equation go onto a screen, at most two sentences on each.
- A paragraph that begins with **Predict.** is a screen of its own, and the guess that asks it comes
  onto this screen, before all figures that answer it.
- A figure with a caption, a live figure, a short table, a list whose items begin in bold or which
  a projected sentence announces with a colon, the lines of a derivation and a concept question are
  a screen each.
- All else is a note on the screen that its cell makes or, if it makes none, on the one before.

A cell with the tag ``lecture:skip`` makes no screen and gives notes alone; one with the tag
``lecture:code`` shows its code on a screen.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import escape

from ..bootstrap import Stop
from ..site.markup import FALLBACK, FIGURE, Page, coloured, plain, written

SKIP, CODE, CONCEPT = "lecture:skip", "lecture:code", "concept"
# what a paragraph of this first word is to a class
TO_NOTES = re.compile(
    r"\*\*(Fill in|How to work|You need|Time|Problem set|Now practise|Write)\b[^*]*\*\*"
)
# words in bold that are no terms: of buttons, and of the lines of a figure
NO_TERM = re.compile(
    r"\W*(Play|Step|Reset|Sound|Show the code|Fill in|Predict\.|Move it\.|Check yourself\.|"
    r"(Light |Dark )?"
    r"(Orange|Blue|Green|Red|Grey|Black|Purple|Pink|Yellow)|Dotted|Dashed|Solid|Dots|Lines?|Bands?|"
    r"Left|Right|Top|Middle|Bottom|Short strokes)\W*"
)
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
CITED = re.compile(r",?\s*\[doi:[^\]]*\]\((?:[^()\s]|\([^()\s]*\))*\)")
LINKED = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
WHOLE = re.compile(  # what no sentence ends within
    r"\$[^$]+\$|`[^`]+`|\[[^\]]*\]\((?:[^()\s]|\([^()\s]*\))*\)|"
    r"\b(?:et al|e\.g|i\.e|vs|cf|Eq|Fig|no)\."
)
ENDS = re.compile(r"(?<=[.!?])([”\")*]*)\s+(?=[\"“(*]*[A-ZÄÖÜ\ue000-\uf8ff])")
LEANS = re.compile(
    r"\W*(This|These|That|Those|It|They|Its|Their|Here|Then|Therefore|However|Such|In this|Both|"
    r"But|"
    r"One|Another|The other|The result|The second|Below|Above|He|She|Also)\b"
)
POINTS_BACK = re.compile(
    r"^[^*]*\b(this|these|such) (?!is\b|means\b)[a-z]", re.IGNORECASE
)  # before its term
BLOCK = re.compile(r"<details>.*?</details>|```.*?```|\$\$.*?\$\$", re.DOTALL)
CHOICE = re.compile(r"<details><summary>\((\w)\) (.*?)</summary>(.*?)</details>", re.DOTALL)
CLOCK = re.compile(r"\*(\d+:\d\d) · (\d+) minutes?\*")
HEADING = re.compile(r"\*\*[^*]+\*\*[.:]?")  # of a table that a cell has left
# a space at which no line ends: within a number, and between a number and its unit
SPACE = re.compile(
    r"(?<=\d) (?=\d{3}\b|(?:[mµnpkMGf]?(?:s|V|A|J|W|S|F|Hz|m|Ω|B)|rad|spikes|neurons|%|°)(?![\w]))"
)
# with the signs that stay on its line
FORMULA = re.compile(r"\(?<math\b(?:(?!</math>).)*</math>[.,;:?!)]*", re.DOTALL)
# of a table: the first cell of a row, and one of numbers alone, as in 76 % (57 to 91 %)
CELL = re.compile(
    r"(<tr[^>]*>\s*<t[dh][^>]*>|<td[^>]*>(?=(?:[\d.%()−+±\s]|\bto\b)+<))([^<]*)(?=</t[dh]>)"
)
NUMBER = re.compile(r"Figure (L?\d+\.\d+)\.")
GUESSES, MOVES, DRAWS = (
    re.compile(rf"\b{name}\(") for name in ("guess", "explore", r"style\.caption")
)
LAST = ("Summary", "What is not known", "Further reading", "Next")

# The measures of a screen of 1280 by 720, in lines of its text and of its lists, and in letters.
ROOM, WIDE = 10.5, 54
SPARE = 2.0  # lines by which a screen may be too full: its letters get a little smaller
ITEMS, LIST = 12.0, 68
CAPTION = 98  # letters of a line of a caption
SHORT = 26  # letters of a name or a number in a table that stay in one line
POINT = 190  # letters of an item of a list that are projected, if its first sentence has no more


@dataclass
class Screen:
    """One screen: what is projected, as HTML whose ``data-step`` says at which key a piece appears,
    the notes beside it, and the answer to its question.
    """

    kind: str
    section: str
    cell: str
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    answer: str = ""
    title: str = ""  # in plain words, for the overview
    at: str = ""  # when the plan of the chapter reaches it
    steps: int = 0
    figure: str = ""  # its number
    guess: str = ""  # its key
    lines: float = 0.0
    sentences: int = 0

    @property
    def words(self) -> str:
        """What it says, without marks."""
        return plain(" ".join(self.body))


@dataclass
class Block:
    """A piece of Markdown: a heading, a paragraph, a list, a table, a formula, or a folded text."""

    kind: str
    text: str
    level: int = 0


def blocks(source: str) -> Iterator[Block]:
    """Yield the pieces of a Markdown cell, in order."""
    at = 0
    for found in BLOCK.finditer(source):
        yield from _plain_blocks(source[at : found.start()])
        kind = {"<": "details", "`": "code", "$": "formula"}[found[0][0]]
        yield Block(kind, found[0])
        at = found.end()
    yield from _plain_blocks(source[at:])


def _plain_blocks(source: str) -> Iterator[Block]:
    source = re.sub(
        r"^((?!\s*(?:- |\d+\. )|\|).*\S.*)\n(?=- |1\. )", r"\1\n\n", source, flags=re.MULTILINE
    )
    for part in re.split(r"\n\s*\n|\n(?=#+ )", source):
        text = part.strip("\n")
        if not text.strip():
            continue
        if heading := re.match(r"(#+) (.*)", text):
            yield Block("heading", heading[2], len(heading[1]))
            yield from _plain_blocks(text[heading.end() :])
        elif re.match(r"\s*(- |\d+\. )", text):
            yield Block("listed", text, int(text.lstrip()[0] != "-"))
        elif text.startswith("|"):
            yield Block("table", text)
        else:
            yield Block("paragraph", text)


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph in Markdown; a heading that runs into its paragraph stays
    with the sentence behind it.
    """
    kept: list[str] = []

    def put_away(found: re.Match[str]) -> str:
        kept.append(found[0])
        return chr(0xE000 + len(kept) - 1)

    text = WHOLE.sub(put_away, " ".join(paragraph.split()))
    text = ENDS.sub(lambda end: f"{end[1]}\n", text)
    found: list[str] = []
    for sentence in text.split("\n"):
        whole = re.sub(r"[\ue000-\uf8ff]", lambda sign: kept[ord(sign[0]) - 0xE000], sentence)
        if found and re.fullmatch(r"\*\*[^*]+\*\*[.:]?", found[-1]):
            found[-1] += f" {whole}"
        else:
            found.append(whole)
    return found


def essential(sentence: str) -> bool:
    """Return whether a sentence names a term: it has words in bold that are no button's, and no
    line's of a figure.
    """
    return any(not NO_TERM.fullmatch(each) for each in BOLD.findall(sentence))


def items(text: str) -> list[str]:
    """Return the items of a list in Markdown."""
    found = re.split(r"^\s{0,2}(?:- |\d+\. )", text, flags=re.MULTILINE)
    return [" ".join(each.split()) for each in found if each.strip()]


def lines(text: str, wide: float = WIDE) -> float:
    """Return how many lines a text takes on a screen."""
    return float(-(-length(text) // wide)) or 1.0


def length(text: str) -> int:
    """Return how many letters a text in Markdown shows, of a formula its signs alone."""
    shown = re.sub(r"\\[a-zA-Z]+|[{}$^_*]", "", _projected(text))
    return len(plain(shown))


def _projected(text: str) -> str:
    """Return Markdown as it is projected: a source keeps its author and year, and nothing leads
    away from the screen.
    """
    text = re.sub(r"\s*\(\s*\)", "", CITED.sub("", text))
    return re.sub(r"\s+([.,;])", r"\1", LINKED.sub(r"\1", text))


class Chapter:
    """Makes the screens of a chapter, cell by cell; ``film(cell)`` names the record of a live
    figure, and ``larger(cell)`` is a still figure with larger letters.
    """

    def __init__(
        self,
        kept: Callable[[str], dict[str, Any]],
        film: Callable[[str], str],
        larger: Callable[[str], str],
    ) -> None:
        self.kept, self.film, self.larger = kept, film, larger
        self.screens: list[Screen] = []
        self.title = self.section = self.name = self.at = ""
        self.open: Screen | None = None  # takes another sentence or equation
        self.asked: Screen | None = None  # a prediction that waits for its guess
        self.questions: list[str] = []
        self.before: list[str] = []  # sentences of the paragraph before, none of them projected yet
        self.cell: Any = None
        self.bare: Screen | None = None  # ends with an equation whose symbols may be explained next
        self.begins = False  # the next paragraph is the first of a section

    # ---- screens and notes ----------------------------------------------------------------------

    def screen(self, kind: str, title: str = "", *body: str, **more: Any) -> Screen:
        """Begin a screen."""
        self.close()
        made = Screen(kind, self.section, self.cell.id, list(body), title=title, at=self.at, **more)
        self.screens.append(made)
        return made

    def close(self) -> None:
        """End the screen that takes sentences."""
        self.open = self.bare = None
        self.before = []

    @property
    def announces(self) -> bool:
        """Whether the screen that takes sentences ends with one that leads to what follows."""
        return bool(self.open and self.open.words.endswith(":"))

    def announced(self) -> list[str]:
        """Take that sentence, as HTML, from the screen if this says something before it."""
        said = self.open.body if self.open and self.announces else []
        return [said.pop()] if sum(each.startswith("<p>") for each in said) > 1 else []

    def note(self, text: str) -> None:
        """Give the presenter HTML to read beside the last screen."""
        if self.screens and text.strip():
            self.screens[-1].notes.append(text)

    def html(self, text: str, projected: bool = False) -> str:
        """Return Markdown as HTML, for a screen or for the notes."""
        link = lambda url: ""  # noqa: E731 the pages of the course are not beside the screens
        return written(_projected(text) if projected else text, Page(), link).strip()

    def inline(self, text: str) -> str:
        """Return a sentence as HTML, for a screen."""
        shown = self.html(text, True)
        shown = FORMULA.sub(r'<span class="together">\g<0></span>', shown)
        return re.sub(r"^<p>(.*)</p>$", r"\1", _unbroken(shown), flags=re.DOTALL)

    def say(self, text: str) -> None:
        """Put a sentence onto the screen that takes sentences, or onto a new one."""
        size = lines(text)
        most = 3 if text.startswith("**Repair") else 2  # what is repaired stands where it broke
        if self.open is None or self.open.sentences >= most or self.open.lines + size + 0.6 > ROOM:
            self.open = self.screen("text", _short(plain(self.inline(text))))
        self.open.body.append(f"<p>{self.inline(text)}</p>")
        self.open.sentences += 1
        self.open.lines += size + 0.6

    # ---- Markdown -------------------------------------------------------------------------------

    def markdown(self, cell: Any) -> None:
        """Take in a cell of text."""
        tags = cell.metadata.get("tags", [])
        if CONCEPT in tags:
            self.concept(cell.source)
            return
        for block in blocks(cell.source):
            if SKIP in tags and block.kind != "heading":
                self.note(self.html(block.text))
            else:
                getattr(self, block.kind)(block)

    def heading(self, block: Block) -> None:
        """Begin a chapter, a section, or a part of one."""
        shown = self.inline(block.text)
        self.asked, self.questions = None, []
        if block.level == 1:
            self.title = plain(shown)
        if block.level <= 2:
            self.section = "" if block.level == 1 else plain(shown)
            self.name = self.section
        kind = {1: "title", 2: "section"}.get(block.level, "part")
        number, _, rest = shown.rpartition(" · ")
        number, rest = (number, rest) if re.fullmatch(r"L?\d+", number) else ("", shown)
        badge = f'<span class="badge">{number}</span>' if number else ""
        self.begins = self.section not in ("Objectives", *LAST)
        if self.section == "Further reading" and block.level == 2:
            self.close()
            return
        made = self.screen(kind, plain(shown), f"<h2>{badge}{rest}</h2>")
        made.lines = 3 + lines(rest, 34)
        if self.begins or self.section == "Next":
            self.open = made
            self.begins = True

    def paragraph(self, block: Block) -> None:
        """Take in a paragraph: a question, a note, or sentences of which some are projected."""
        text = block.text
        if clock := CLOCK.fullmatch(text.strip()):
            self.at = clock[1]
            if self.screens:  # a chapter may begin with it
                self.screens[-1].at = clock[1]
            self.note(f"<p><em>The plan: {clock[1]} into the chapter, {clock[2]} minutes.</em></p>")
        elif text.startswith("**Predict.**"):
            self.predict(text)
        elif text.startswith("**Move it.**"):
            self.close()
            rest = text.removeprefix("**Move it.**").strip()
            self.questions = [""]
            if rest:
                self.note(self.html(rest))
        elif text.startswith("**Resting place.**"):
            said = sentences(text.removeprefix("**Resting place.**").strip())
            self.screen(
                "rest", "Resting place", "<h2>Resting place</h2>", f"<p>{self.inline(said[0])}</p>"
            )
            self.note(self.html(text))
        elif (
            TO_NOTES.match(text)
            or self.section in ("Objectives", "Further reading")
            or self.section in LAST[:2]
        ):
            self.note(self.html(text))
        else:
            self.prose(sentences(text))

    def prose(self, said: list[str]) -> None:
        """Project the essential sentences of a paragraph, and note all of it."""
        first, self.begins = self.begins, False
        chosen: list[int] = []
        if first:
            room = ROOM - (self.open.lines if self.open else 0)
            both = len(said) > 1 and sum(lines(each) + 0.6 for each in said[:2]) <= room
            chosen = [0, 1] if both else [0]
        for k, sentence in enumerate(said):
            if not essential(sentence) or k in chosen:
                continue
            leans = k > 0 and k - 1 not in chosen and _leans(sentence)
            if leans and lines(f"{said[k - 1]} {sentence}") <= 6:
                chosen.append(k - 1)
            chosen.append(k)
        spoken: list[str] = []
        for k, sentence in enumerate(said):
            if k in chosen:
                self.say(sentence)
            spoken.append(
                f'<span class="projected">{self._spoken(sentence)}</span>'
                if k in chosen
                else self._spoken(sentence)
            )
        self.note(f"<p>{' '.join(spoken)}</p>")
        # what leads to an equation: the last sentence, with the one that it leans on
        self.before = [] if chosen and chosen[-1] >= len(said) - 2 else said[-1:]
        if self.before and len(said) > 1 and _leans(said[-1]) and len(said) - 2 not in chosen:
            self.before = [" ".join(said[-2:])]

    def _spoken(self, sentence: str) -> str:
        return re.sub(r"^<p>(.*)</p>$", r"\1", self.html(sentence), flags=re.DOTALL)

    def formula(self, block: Block) -> None:
        """Project an equation, with the sentence that leads to it."""
        self.equation(block.text, "")

    def equation(self, formula: str, legend: str) -> None:
        """Project an equation and what its symbols mean, with the sentence that leads to it."""
        meanings = [re.sub(r" (by default|here)\)$", ")", each) for each in items(legend)]
        pairs = (meanings[k : k + 2] for k in range(0, len(meanings), 2))
        tall = 2.6 + 0.75 * sum(max(lines(each, 42) for each in pair) for pair in pairs)
        lead, self.before = self.before, []
        if leads := bool(lead and lines(lead[0]) <= 4 and not (self.open and not self.open.lines)):
            if self.open is None or self.open.lines + lines(lead[0]) + tall + 0.6 > ROOM:
                self.close()
            self.say(lead[0])
        # a legend has smaller letters, and what leads to it stays with it
        room = ROOM + SPARE if leads or self.announces else ROOM
        if self.open is None or self.open.lines + tall > room:
            carried = self.announced()
            self.open = self.screen("text", f"Equation {_tag(formula)}".strip(), *carried)
            self.open.lines = sum(lines(plain(each)) + 0.6 for each in carried)
        shown = _legend([self.inline(each) for each in meanings])
        self.open.body.append(f'<div class="equation">{self.html(formula)}{shown}</div>')
        self.open.lines += tall
        self.begins, self.bare = False, None if meanings else self.open
        self.open.sentences = 2  # the next sentence is about something else

    def listed(self, block: Block) -> None:
        """Take in a list: questions to a live figure, points to be made one by one, or a note."""
        found = items(block.text)
        if self.questions:
            self.questions += found
            return
        if self.bare and all(re.match(r"\$[^$]+\$:? ", each) for each in found):
            made, self.bare = self.bare, None
            shown = _legend([self.inline(each) for each in found])
            made.body[-1] = made.body[-1].removesuffix("</div>") + f"{shown}</div>"
            made.lines += 0.75 * -(-len(found) // 2)
            return
        points = sum(bool(BOLD.match(each)) for each in found)
        if self.section == "Further reading":
            return
        if self.announces or self.section in LAST or points > len(found) / 2:
            self.points(found, "ol" if block.level else "ul")
        else:
            self.note(self.html(block.text))

    def points(
        self, found: list[str], tag: str = "ul", title: str = "", kind: str = "list"
    ) -> None:
        """Project the items of a list on as many screens as they need, about as many on each; they
        appear one by one, but for objectives. A sentence that announces them goes with them.
        """
        heading = title or (self.section if self.section in LAST else "")
        begun, last = None, self.screens[-1] if self.screens else None
        if heading:
            above = [f"<h2>{escape(heading)}</h2>"]
            begun = last if self.section in LAST and last and last.kind == "section" else None
        else:
            above = self.announced()
            begun = self.open if self.open and self.announces and self.open.kind == "text" else None
        led = 2.0 if heading else sum(lines(plain(each)) + 0.6 for each in above)
        led = begun.lines if begun and not heading else led
        shown = [_point(each) for each in found]
        sizes = [lines(each, LIST) + 0.5 for each in shown]
        number = 0
        for count in _shared(sizes, ITEMS - led):
            named = heading or _short(plain(self.inline(shown[number])))
            made, begun = begun or self.screen(kind, named, *above), None
            above = above if heading else []
            made.kind, made.lines = kind, sum(sizes[number : number + count])
            for k in range(count):
                start = f' start="{number + 1}"' if tag == "ol" and number else ""
                step = 0 if self.section == "Objectives" else k  # the first one is there at once
                made.body.append(
                    f'<{tag} class="points" data-step="{step}"{start}>'
                    f"<li>{self.inline(shown[number])}</li></{tag}>"
                )
                made.steps = step
                if shown[number] != found[number]:
                    made.notes.append(f"<p>{self._spoken(found[number])}</p>")
                number += 1
        self.close()

    def table(self, block: Block) -> None:
        """Project a short table; a longer one is a note."""
        if self.section == "Objectives":
            named = [row.strip("| ").split("|")[1].strip() for row in block.text.splitlines()[2:]]
            self.points(named, title="After this chapter you can")
            for screen in self.screens:
                if screen.kind == "section" and screen.section == "Objectives":
                    self.screens.remove(screen)
                    break
            return
        rows = block.text.strip().splitlines()
        wide = max(len(plain(self.html(_projected(row)))) for row in rows)
        shown = self.html(block.text, True)
        self.put_table(shown, len(rows) - 1, wide, sum(map(len, rows)))

    def put_table(self, shown: str, rows: int, wide: int, size: int) -> None:
        """Project a table in HTML if it can be read from afar."""
        if rows <= 9 and wide <= 130 and size <= 1100:
            lead = self.before[-1:] if self.before and lines(self.before[-1]) <= 3 else []
            made = self.screen("table", "Table")
            made.body += [f"<p>{self.inline(each)}</p>" for each in lead]
            made.body.append(CELL.sub(_in_one_line, _unbroken(shown)))
        else:
            self.note(shown)

    def code(self, block: Block) -> None:
        """Note a piece of code."""
        self.note(self.html(block.text))

    def details(self, block: Block) -> None:
        """Take in a folded text: a derivation appears line by line, all else is a note."""
        found = re.search(r"<summary>(.*?)</summary>(.*)</details>", block.text, re.DOTALL)
        if not found:
            self.note(self.html(block.text))
            return
        summary, inside = found[1], found[2].strip()
        steps = list(blocks(inside))
        if summary.startswith("Derivation") and [each.kind for each in steps] == ["listed"]:
            self.note(f"<p><strong>{summary}</strong></p>{self.html(inside)}")
            self.points(items(inside), "ol", title="Derivation", kind="derivation")
        else:
            self.note(f"<p><strong>{summary}</strong></p>{self.html(inside)}")

    # ---- questions ------------------------------------------------------------------------------

    def predict(self, text: str) -> None:
        """Begin the screen of a prediction."""
        asked = text.removeprefix("**Predict.**").strip()
        made = self.screen("question", _short(plain(self.inline(asked))))
        long = " long" if lines(asked) > 6 else ""
        made.body.append(
            f'<p class="lead">Predict</p><p class="asked{long}">{self.inline(asked)}</p>'
        )
        self.asked = made

    def guess(self, what: dict[str, Any], name: str) -> None:
        """Put the field of a guess onto the screen that asks for it."""
        asks = what.get("asks", {})
        if self.asked is None:
            self.predict(asks.get("what", name))
        made, self.asked = self.asked or self.screens[-1], None
        made.kind, made.guess, made.cell = "guess", what.get("key", name), self.cell.id
        made.answer, made.steps = what.get("answer", ""), 1
        data = json.dumps(what, ensure_ascii=False).replace("<", "\\u003c")
        kind = "plane" if "plane" in asks else "choices" if "choices" in asks else "number"
        still = _question(asks) if asks else ""
        made.body.append(
            f'<section class="guess" data-kind="{kind}" data-key="{escape(made.guess)}" '
            f'aria-label="Prediction">'
            f'{still}<script type="application/json">{data}</script></section>'
        )

    def concept(self, source: str) -> None:
        """Project a concept question with its choices; then the right one and its reason."""
        choices = CHOICE.findall(source)
        found = (
            k for k, (_, _, reason) in enumerate(choices) if re.match(r"Right\b", reason.strip())
        )
        if (right := next(found, None)) is None:
            raise Stop(
                f"The question in the cell {self.cell.id} has {len(choices)} choices and no right "
                f"one. Write each as <details><summary>(a) words</summary>, a blank line, its "
                f"reason, and </details>, and let the reason of the right one begin with “Right”."
            )
        asked = source[: source.index("<details>")].replace("**Check yourself.**", "").strip()
        made = self.screen("concept", _short(plain(self.inline(asked))))
        size = lines(asked) + sum(lines(words, LIST) + 0.4 for _, words, _ in choices)
        size += max(lines(reason, LIST) for _, _, reason in choices)
        made.steps = 1
        shown = [
            f'<div class="ask{" long" if size > ROOM - 1.5 else ""}">'
            f'<p class="lead">Check yourself</p>'
        ]
        shown += [self.html(asked, True), '<ul class="choices">']
        for k, (letter, words, reason) in enumerate(choices):
            shown.append(
                f'<li{" data-right" if k == right else ""}><button type="button"><b>{letter}</b> '
                f'<span>{self.inline(words)}</span></button><div class="reason">'
                f"{self.html(reason.strip(), True)}</div></li>"
            )
            self.note(
                f"<p><strong>({letter})</strong> {self._spoken(words)}</p>"
                f"{self.html(reason.strip())}"
            )
        made.body.append("".join(shown) + "</ul></div>")
        letter, words, reason = choices[right]
        made.answer = (
            f"<strong>({letter})</strong> {self.inline(words)} {self.inline(reason.strip())}"
        )

    # ---- code -----------------------------------------------------------------------------------

    def run(self, cell: Any) -> None:
        """Take in a cell of code with what it left."""
        tags = cell.metadata.get("tags", [])
        what = self.kept(cell.id)
        if what.get("kind") == "guess" or GUESSES.search(cell.source):
            self.guess(what, cell.id)
            return
        folded = "hide-input" in tags or cell.metadata.get("jupyter", {}).get("source_hidden")
        if not folded:
            if CODE in tags:
                self.screen("code", "Code", coloured(cell.source))
            else:
                self.note(coloured(cell.source))
        if SKIP in tags:
            return
        pages = [output.get("data", {}).get("text/html", "") for output in cell.outputs]
        if what.get("kind") == "live" or (
            MOVES.search(cell.source) and not DRAWS.search(cell.source)
        ):
            self.live(cell, next(iter(pages), ""), what)
            return
        drawn = 0
        for output in cell.outputs:
            data = output.get("data", {})
            if page := data.get("text/html"):
                drawn += self.shown(page)
            elif text := data.get("text/markdown"):
                self.printed(text)
        if not drawn and (number := NUMBER.search(cell.source)) and DRAWS.search(cell.source):
            self.figure("", f"Figure {number[1]}.", "")  # of a notebook that was not run

    def shown(self, page: str) -> bool:
        """Take in a page that a cell left: a figure, or a table."""
        caption = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", page, re.DOTALL)
        picture = re.search(r"<svg.*?</svg>", page, re.DOTALL)
        if picture:
            larger = self.larger(self.cell.id) if caption else ""
            self.figure(larger or picture[0], caption[1] if caption else "", page)
            return bool(caption)
        page = FALLBACK.sub("", page)
        if rows := re.findall(r"<tr.*?</tr>", page, re.DOTALL):
            self.put_table(page, len(rows), max(len(plain(row)) for row in rows), len(plain(page)))
        else:
            self.note(page)
        return False

    def figure(self, picture: str, caption: str, page: str) -> None:
        """Project a figure as large as it can be; the words under it are as many as leave it so."""
        found = (
            FIGURE.match(plain(caption)) if picture else re.match(r"(Figure L?\d+\.\d+)\.", caption)
        )
        number = found[1] if found else ""
        said = re.split(r"(?<=[.!?])\s+(?=<strong>|[A-Z“(]|<i>)", caption.strip())
        if number and said and plain(said[0]) == f"{number}.":
            said = said[1:]
        words = "".join(f"{each} " for each in _fitting(said, _aspect(picture)))
        made = self.screen(
            "figure", f"{number}: {_short(plain(said[0] if said else ''))}".strip(": ")
        )
        made.figure = number.removeprefix("Figure ")
        label = f"<strong>{number}</strong> " if number else ""
        words = re.sub(rf"^{re.escape(number)}\.\s*", "", words) if number else words
        made.body.append(
            f'<figure class="still">{_large(picture)}<figcaption>{label}{_unbroken(words.strip())}'
            f"</figcaption></figure>"
        )
        self.note(f"<p>{caption}</p>")

    def live(self, cell: Any, page: str, what: dict[str, Any]) -> None:
        """Project a live figure, and before it the questions that are asked of it."""
        asked = [each for each in self.questions if each]
        self.questions = []
        if asked:
            self.points(asked, "ol", title="What do you expect?")
        made = self.screen("live", "Live figure")
        picture = re.search(r"<svg.*?</svg>", page, re.DOTALL)
        caption = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", page, re.DOTALL)
        kind = "live" if what.get("why", "recorded") else "live computes"
        made.body.append(
            f'<div class="{kind}" data-film="{escape(self.film(cell.id))}"><figure class="still">'
            f"{_large(picture[0]) if picture else ''}<figcaption>{caption[1] if caption else ''}"
            f"</figcaption></figure></div>"
        )
        for number, each in enumerate(asked, 1):
            self.note(f"<p>{number}. {self._spoken(each)}</p>")

    def printed(self, text: str) -> None:
        """Take in Markdown that a cell left."""
        if "neurolib-blank" in text:
            return
        found = list(blocks(text))
        if found and found[0].kind == "formula":
            for k, block in enumerate(found):
                if block.kind == "formula":
                    legend = (
                        found[k + 1].text
                        if k + 1 < len(found) and found[k + 1].kind == "listed"
                        else ""
                    )
                    self.equation(block.text, legend)
                elif block.kind != "listed":
                    self.note(self.html(block.text))
            return
        for block in found:
            if block.kind == "paragraph" and HEADING.fullmatch(block.text.strip()):
                self.note(self.html(block.text))
                self.before = [block.text.strip()]  # it names the table behind it
            else:
                getattr(self, block.kind)(block)


def screens(
    notebook: Any,
    kept: Callable[[str], dict[str, Any]] = lambda cell: {},
    film: Callable[[str], str] = lambda cell: cell,
    larger: Callable[[str], str] = lambda cell: "",
) -> tuple[str, list[Screen]]:
    """Return the title of a chapter and its screens; of a notebook that was not run, the screens
    without what its cells would leave.
    """
    chapter = Chapter(kept, film, larger)
    for cell in notebook.cells:
        chapter.cell = cell
        if cell.cell_type == "markdown":
            chapter.markdown(cell)
        elif cell.cell_type == "code":
            chapter.run(cell)
    return chapter.title, [
        each for each in chapter.screens if each.words or each.kind in ("live", "figure", "guess")
    ]


def _shared(sizes: list[float], room: float) -> list[int]:
    """Return how many of some items stand on each screen: as few screens as the room allows, and
    as full as each other.
    """
    # of the first n items: the number of screens, the sum of their squared heights, the counts
    best: list[tuple[int, float, list[int]]] = [(0, 0.0, [])]
    for end in range(1, len(sizes) + 1):
        tries = []
        for begin in range(end):
            height = sum(sizes[begin:end])
            if height <= room or end - begin == 1:
                screens, squares, counts = best[begin]
                tries.append((screens + 1, squares + height**2, [*counts, end - begin]))
        best.append(min(tries))
    return best[-1][2]


def _point(item: str) -> str:
    """Return what of an item is projected: its first sentences, and the first in any case."""
    said = sentences(item)
    count = next((n for n in range(len(said), 1, -1) if length(" ".join(said[:n])) <= POINT), 1)
    return " ".join(said[:count])


def _short(text: str) -> str:
    return text if len(text) < 70 else f"{text[:70].rsplit(' ', 1)[0]} …"


def _unbroken(shown: str) -> str:
    """Return HTML in which no line ends within a number, or between a number and its unit."""
    return SPACE.sub("\N{NO-BREAK SPACE}", shown)


def _in_one_line(cell: re.Match[str]) -> str:
    """Return a cell; if it is short, with spaces at which no line ends."""
    words = cell[2].strip()
    return cell[1] + (words.replace(" ", "\N{NO-BREAK SPACE}") if len(words) <= SHORT else cell[2])


def _leans(sentence: str) -> bool:
    """Return whether a sentence needs the one before it to be understood."""
    return bool(LEANS.match(sentence) or POINTS_BACK.match(sentence))


def _legend(meanings: list[str]) -> str:
    """Return what the symbols of an equation mean, as a list."""
    text = "".join(f"<li>{each}</li>" for each in meanings)
    return f'<ul class="legend">{text}</ul>' if text else ""


def _tag(formula: str) -> str:
    found = re.search(r"\\tag\{(.*?)\}", formula)
    return f"({found[1]})" if found else ""


def _aspect(picture: str) -> float:
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    return float(box[1]) / float(box[2]) if box else 2.0


def _fitting(said: list[str], aspect: float) -> list[str]:
    """Return as many sentences of a caption as leave the figure as wide as the screen, or nearly,
    and one at least.
    """
    best = said[:1]
    for count in range(2, len(said) + 1):
        tall = 32 * -(-len(plain(" ".join(said[:count]))) // CAPTION)
        if 560 - tall < 0.86 * min(1216 / aspect, 528):
            break
        best = said[:count]
    return best


def _large(picture: str) -> str:
    """Return a picture that takes the size of the screen."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    ratio = f"--ratio:{_aspect(picture):.4f};" if box else ""
    return re.sub(
        r'style="[^"]*"',
        f'style="{ratio}fill:currentColor;stroke-linejoin:round"',
        picture,
        count=1,
    )


def _question(asks: dict[str, Any]) -> str:
    """Return a question as a page without scripts shows it."""
    choices = "".join(f"<li>{html.escape(each)}</li>" for each in asks.get("choices", ()))
    listed = f'<ul class="plain">{choices}</ul>' if choices else ""
    return f'<div class="without"><p>{asks.get("what", "")}</p>{listed}</div>'
