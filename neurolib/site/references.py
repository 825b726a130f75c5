"""Connected text: each equation, figure, chapter, section, problem and lab that a sentence names
becomes a link to its place, and so does the first use of a glossary term in a chapter. What a link
leads to is kept as a preview, which ``references.js`` shows beside the link.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from .markup import Page, plain, spoken

MARK = re.compile(r"<!--.*?-->|<[^>]+>|[^<]+|<", re.DOTALL)
NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
VOID = frozenset("area br col hr img input link meta source wbr".split())
# where no link is set: what is a link or a button already, what is copied, what is drawn
APART = frozenset("a button code h1 h2 h3 h4 h5 h6 math pre script style summary svg".split())
SPACE = r"(?:\s|&nbsp;|\u00a0)+"
ITEM = r"\(?L?\d+(?:\.\d+)?\)?(?!\d|\.\d)"
KINDS = "equation figure chapter section problem lab".split()
NAMED = re.compile(
    rf"\b({'|'.join(KINDS)})(s?){SPACE}({ITEM}(?:(?:,{SPACE}(?:and{SPACE})?|"
    rf"{SPACE}(?:and|or|to){SPACE}|–){ITEM})*)(?![\w%])",
    re.IGNORECASE,
)
# "chapter 5, section 3", "section 4 of lab 2": whose section it is
BEFORE = re.compile(rf"\b(chapter|lab){SPACE}(\d+),?{SPACE}(?:and{SPACE})?$", re.IGNORECASE)
AFTER = re.compile(rf"{SPACE}(?:of|in){SPACE}(chapter|lab){SPACE}(\d+)", re.IGNORECASE)
# of a book or a paper, not of this course
ELSEWHERE = re.compile(
    rf"{SPACE}(?:of|in){SPACE}(?:their|the{SPACE}(?:book|paper|supplement|report)|"
    rf"[A-Z][\w’'-]+{SPACE}(?:et{SPACE}al|and{SPACE}[A-Z]|\())"
)
# "(2.1)": an equation, and in a summary an objective
BARE = re.compile(r"(?<![\w.])\((L?\d+\.\d+)\)")
TITLE = re.compile(r"(?:(Lab) )?(\d+) · (.*)", re.DOTALL)
PROBLEM = re.compile(r"(L?\d+\.\d+) · (.*)", re.DOTALL)
# words that are used in their common meaning, too, and that only their own chapter links
COMMON = frozenset(
    "arm bootstrap bus capacity core crossover decade dose driver exploratory forming hop "
    "invariant leakage load mapping mesh packet parallel pedestal power priming replay "
    "reproduction retention router selector spike sweep synapse throughput washout".split()
)
WORDS_OF_PREVIEW = 60


@dataclass(frozen=True)
class Place:
    """Where a link leads, and its preview: HTML for the eye, and words for a screen reader."""

    href: str
    shown: str
    says: str


@dataclass
class Places:
    """What can be named: kind and number → place. A number of a chapter is "2", of a lab "L2"."""

    known: dict[tuple[str, str], Place] = field(default_factory=dict)
    # chapters and labs whose pages are in the site, and those that the course has
    here: set[str] = field(default_factory=set)
    course: set[str] = field(default_factory=set)
    terms: dict[str, Term] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)

    def add(self, kind: str, number: str, place: Place) -> None:
        """Note a place; a number that stands for two places is a fault."""
        if (first := self.known.setdefault((kind, number), place)) is not place:
            self.twice.append(
                f"{kind} {number} is both in {first.href} and in {place.href}; give one of them "
                f"another number."
            )

    def previews(self) -> dict[str, dict[str, list[str]]]:
        """Return the previews: page → address within the site → HTML and words."""
        found: dict[str, dict[str, list[str]]] = {}
        for place in [*self.known.values(), *(term.place for term in self.terms.values())]:
            page = place.href.partition("#")[0]
            found.setdefault(page, {})[place.href] = [place.shown, place.says]
        return found


@dataclass(frozen=True)
class Term:
    """A term of the glossary, what it looks like in a text, and the chapter that introduces it."""

    words: str
    also: str
    meaning: str
    chapter: str
    place: Place
    pattern: re.Pattern[str]

    @property
    def heading(self) -> str:
        """The term with its other names."""
        return f"{self.words} ({self.also})" if self.also else self.words


def chapter_of(title: str) -> str:
    """Return the number of a chapter or a lab by the title of its page: "2", "L5"; nothing for
    another page.
    """
    found = TITLE.fullmatch(title)
    return f"{'L' if found[1] else ''}{found[2]}" if found else ""


def collect(pages: Mapping[str, Page], sets: Mapping[str, Page], course: Iterable[str]) -> Places:
    """Return all places of the chapters and labs in ``pages`` and the problem sets in ``sets``,
    both by their addresses; ``course`` names the chapters and labs that there are.
    """
    places = Places(course=set(course))
    for href, page in pages.items():
        if number := chapter_of(page.title):
            places.here.add(number)
            _chapter(places, href, page, number)
    for href, page in sets.items():
        for anchor, words in page.headings:
            if found := PROBLEM.fullmatch(plain(words)):
                place = _heading(href, page, anchor, f"Problem {found[1]}", found[2])
                places.add("problem", found[1], place)
    return places


def _chapter(places: Places, href: str, page: Page, number: str) -> None:
    lab = number.startswith("L")
    kind, bare = ("lab", number[1:]) if lab else ("chapter", number)
    name = f"{'Lab' if lab else 'Chapter'} {bare}"
    title = _heading(href, page, "", name, page.title.partition(" · ")[2])
    places.add(kind, bare, title)
    for anchor, words in page.headings:
        found = re.match(r"(\d+) · (.*)", plain(words), re.DOTALL)
        if found and anchor in {part for part, _ in page.parts}:
            section = f"{name}, section {found[1]}"
            place = _heading(href, page, anchor, section, re.sub(r"^\s*\d+ · ", "", words))
            places.add("section", f"{number}.{found[1]}", place)
    for tag, (anchor, formula, latex, heading) in page.equations.items():
        shown = f"<p><b>Equation ({tag})</b> {html.escape(name)} › {heading}</p>{formula}"
        says = f"Equation {tag}, {name}, {plain(heading)}. In LaTeX: {latex}"
        places.add("equation", tag, Place(f"{href}#{anchor}", shown, says))
    for tag, (anchor, caption, cell, alt) in page.numbered.items():
        picture = f"pictures/gallery/{PurePosixPath(href).stem}-{cell}.svg"
        image = f'<img data-src="{picture}" alt="{html.escape(alt)}">'
        shown = f"{image}<p>{_short(caption)}</p>"
        places.add("figure", tag, Place(f"{href}#{anchor}", shown, plain(_short(caption))))


def _heading(href: str, page: Page, anchor: str, name: str, title: str) -> Place:
    """Return a place that is shown by its title and the first sentence beneath it."""
    first = _first_sentence(page.firsts.get(anchor or page.headings[0][0], ""))
    shown = f"<p><b>{name}</b> {title}</p>" + (f"<p>{first}</p>" if first else "")
    says = f"{name}: {plain(title)}. {plain(first)}".strip()
    return Place(f"{href}#{anchor}" if anchor else href, shown, says)


def _first_sentence(text: str) -> str:
    """Return the first sentence of a paragraph in HTML, without its links."""
    text = re.sub(r"</?a\b[^>]*>", "", text)
    for end in re.finditer(r"[.?!:](?=\s+(?:[A-Z<]|$))", text):
        part = text[: end.end()]
        opened = [tag.lower() for tag in re.findall(r"<([a-zA-Z]\w*)\b[^>]*>", part)]
        closed = [tag.lower() for tag in re.findall(r"</([a-zA-Z]\w*)>", part)]
        if sorted(tag for tag in opened if tag not in VOID) == sorted(closed):
            return part
    return text


def _short(caption: str) -> str:
    """Return the first words of a caption, without links, up to the end of a word."""
    caption = re.sub(r"</?a\b[^>]*>", "", caption)
    if len(plain(caption).split()) <= WORDS_OF_PREVIEW:
        return caption
    return _first_sentence(caption.replace(". ", "\0 ", 1)).replace("\0", ".")


def glossary(text: str, href: str, places: Places) -> str:
    """Return the page of the glossary with an anchor at each of its terms, and note the terms."""

    def row(match: re.Match[str]) -> str:
        cells = re.findall(r"<td[^>]*>(.*?)</td>", match[0], re.DOTALL)
        term, also, meaning, chapter = (each.strip() for each in cells)
        words = plain(term)
        anchor = "term-" + (re.sub(r"[^\w]+", "-", words.lower()).strip("-") or "symbol")
        shown = f"<p><b>{term}</b>{f' ({also})' if also else ''}: {meaning}</p>"
        place = Place(f"{href}#{anchor}", shown, plain(f"{term}: {meaning}"))
        names = [words, *filter(None, re.split(r",\s*", plain(also)))]
        places.terms[words] = Term(
            words, plain(also), spoken(meaning), plain(chapter), place, _pattern(names)
        )
        return match[0].replace("<tr>", f'<tr id="{anchor}">', 1)

    head, opening, rest = text.partition('id="terms"')
    table, closing, symbols = rest.partition("</table>")
    rows = re.sub(r"<tr>(?:\s*<td[^>]*>.*?</td>\s*){4}</tr>", row, table, flags=re.DOTALL)
    return head + opening + rows + closing + symbols


def objectives(text: str, href: str, places: Places) -> str:
    """Return the page of a chapter with an anchor at each of its objectives, and note them."""

    def row(match: re.Match[str]) -> str:
        number, can = match[1], match[2].strip()
        shown = f"<p><b>Objective {number}</b> You can {can}.</p>"
        address = f"{href}#objective-{number}"
        places.add("objective", number, Place(address, shown, plain(shown)))
        return match[0].replace("<tr>", f'<tr id="objective-{number}">', 1)

    head, opening, rest = text.partition('<h2 id="objectives">')
    table, closing, after = rest.partition("</table>")
    cells = r"<tr>\s*<td[^>]*>(L?\d+\.\d+)</td>\s*<td[^>]*>(.*?)</td>"
    return head + opening + re.sub(cells, row, table, flags=re.DOTALL) + closing + after


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a term and its other names: a small letter at the start also as a capital
    one, a plural too.
    """
    found = []
    for name in sorted(names, key=len, reverse=True):
        words = SPACE.join(re.escape(html.escape(each, quote=False)) for each in name.split())
        if re.fullmatch(r"[a-z][a-z].*", name):
            words = f"[{name[0]}{name[0].upper()}]{words[1:]}(?:s|es)?"
        found.append(words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(found)})(?![\w-])")


# ---- setting the links ---------------------------------------------------------------------------


@dataclass
class Connected:
    """What was done to the pages: how many names are links, and what names nothing."""

    named: int = 0
    links: int = 0
    terms: int = 0
    faults: list[str] = field(default_factory=list)
    # sentences that name what the site has not been given to build
    unbuilt: int = 0


class Connector:
    """Sets the links of one page; ``chapter`` is what "section 3" belongs to where no chapter is
    named, and ``terms`` says whether terms of the glossary are linked.
    """

    def __init__(
        self,
        places: Places,
        connected: Connected,
        href: str,
        chapter: str = "",
        terms: bool = False,
    ) -> None:
        self.places, self.connected, self.href, self.chapter = places, connected, href, chapter
        self.terms = {
            words: term
            for words, term in places.terms.items()
            if terms and (words not in COMMON or term.chapter == chapter)
        }
        longest = sorted(self.terms.values(), key=lambda term: -len(term.words))
        names = [term.pattern.pattern for term in longest]
        self.any_term = re.compile("|".join(names) or "(?!)")

    def page(self, text: str) -> str:
        """Return the HTML of a page with its links."""
        text = re.sub(
            r'(<script type="application/json">)(.*?)(</script>)',
            lambda match: match[1] + self._data(match[2]) + match[3],
            text,
            flags=re.DOTALL,
        )
        return "".join(self._pieces(text))

    def _data(self, text: str) -> str:
        """Return what a widget says, with links in its answer."""
        data = json.loads(text)
        if data.get("kind") != "guess":
            return text
        data["answer"] = "".join(self._pieces(data["answer"], counts=False))
        return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")

    def _pieces(self, text: str, counts: bool = True) -> Iterator[str]:
        closed: list[str] = []  # tags within which no link is set
        caption, own, title = False, False, ""
        for match in MARK.finditer(text):
            piece = match[0]
            if piece.startswith("<"):
                name = found[1].lower() if (found := NAME.match(piece)) else ""
                ends = piece.startswith("</")
                if name in APART:
                    if ends and closed:
                        closed.pop()
                    elif not ends and not piece.endswith("/>"):
                        closed.append(name)
                if name == "h2" and not ends:
                    title = text[match.end() : text.find("</h2", match.end())]
                caption = name == "figcaption" and not ends if name else caption
                own = 'class="number"' in piece  # beside the equation itself
                yield piece
                continue
            if closed or own or not piece.strip():
                yield piece
                continue
            yield self._text(piece, caption, title, counts)
            caption = False

    def _text(self, text: str, caption: bool, title: str, counts: bool) -> str:
        """Return words beneath the heading ``title`` with their links; the number at the start of a
        caption is its own.
        """
        found, at = list[str](), 0
        reading = title.startswith(("Further reading", "Other sources", "Sources of"))
        bare = "objective" if title == "Summary" else "equation"
        for match in NAMED.finditer(text):
            if reading and self._of_a_book(text, match):
                continue
            if caption and not text[: match.start()].strip() and match[1] == "Figure":
                continue
            found.append(self._bare(text[at : match.start()], bare, counts))
            found.append(self._named(text, match, counts))
            at = match.end()
        return "".join([*found, self._bare(text[at:], bare, counts)])

    def _bare(self, text: str, kind: str, counts: bool) -> str:
        """Return words in which a number in brackets is a link, if it names something: it may be a
        value.
        """
        found, at = [], 0
        for match in BARE.finditer(text):
            if (kind, match[1]) in self.places.known:
                found.append(self._terms(text[at : match.start()]))
                found.append(self._link(kind, match[1], "", match[0], counts))
                at = match.end()
        return "".join([*found, self._terms(text[at:])])

    def _of_a_book(self, text: str, match: re.Match[str]) -> bool:
        """In a list of books and papers, only what stands for a place of this course is linked."""
        return match[1].lower() in ("chapter", "section", "figure", "equation") and not re.match(
            rf"{SPACE}of{SPACE}(?:this{SPACE}course|(?:chapter|lab){SPACE}\d)", text[match.end() :]
        )

    def _named(self, text: str, match: re.Match[str], counts: bool) -> str:
        """Return one name with its numbers, each of them a link."""
        kind, several, listed = match[1].lower(), match[2] == "s", match[3]
        if ELSEWHERE.match(text[match.end() :]):
            return match[0]
        items = list(re.finditer(ITEM, listed))
        if not several:  # "section 3, 10 000 neurons" has one number
            more = [item for item in items[1:2] if re.search(r"\bor\b", listed[: item.start()])]
            items = items[:1] + more * (len(items) == 2)
        whose = self._whose(text, match) if kind == "section" else ""
        pieces, at = [text[match.start() : match.start(3)]], 0
        for item in items:
            pieces.append(listed[at : item.start()])
            before = "".join(pieces) if item is items[0] else ""
            words = before + item[0]
            if item is items[0]:
                pieces.clear()
            if item[0].endswith(")") and not item[0].startswith("("):  # of the sentence around
                words, after = words[:-1], ")"
            else:
                after = ""
            pieces += [self._link(kind, item[0].strip("()"), whose, words, counts), after]
            at = item.end()
        return "".join([*pieces, listed[at:]])

    def _whose(self, text: str, match: re.Match[str]) -> str:
        """Return the chapter or the lab of a section that is named."""
        found = BEFORE.search(text[: match.start()]) or AFTER.match(text[match.end() :])
        if not found:
            return self.chapter
        return f"{'L' if found[1].lower() == 'lab' else ''}{found[2]}"

    def _link(self, kind: str, number: str, whose: str, words: str, counts: bool) -> str:
        """Return the link of one number, or the words as they are."""
        if kind in ("equation", "figure", "objective", "problem"):
            if "." not in number:
                return words  # of a paper: those of this course have two numbers
            chapter, key = number.partition(".")[0], number
        elif "." in number:
            return words
        elif kind == "section":
            if not whose:
                return words
            chapter, key = whose, f"{whose}.{number}"
        else:
            key = number.removeprefix("L")
            chapter = f"{'L' if kind == 'lab' else ''}{key}"
        self.connected.named += counts
        place = self.places.known.get((kind, key))
        if place:
            self.connected.links += counts
            return f'<a class="ref" href="{html.escape(self._address(place.href))}">{words}</a>'
        if chapter in self.places.course and (
            chapter not in self.places.here or (kind == "problem" and not self._has_set(chapter))
        ):
            self.connected.unbuilt += counts
        elif counts:
            name = f"{'lab' if whose.startswith('L') else 'chapter'} {whose.lstrip('L')}"
            of = f" of {name}" if whose else ""
            self.connected.faults.append(
                f"{self.href}: “{plain(words)}”{of} names nothing; expected the number of "
                f"{'an' if kind == 'equation' else 'a'} {kind} of this course."
            )
        return words

    def _has_set(self, chapter: str) -> bool:
        return any(
            kind == "problem" and number.partition(".")[0] == chapter
            for kind, number in self.places.known
        )

    def _address(self, href: str) -> str:
        page, _, anchor = href.partition("#")
        if page == self.href and anchor:
            return f"#{anchor}"
        return "../" * self.href.count("/") + href

    def _terms(self, text: str) -> str:
        """Return words in which each term that is used for the first time is a link."""
        found, at = [], 0
        for match in self.any_term.finditer(text) if self.terms else ():
            term = next(
                (each for each in self.terms.values() if each.pattern.fullmatch(match[0])), None
            )
            if term is None:
                continue
            del self.terms[term.words]
            self.connected.terms += 1
            address = html.escape(self._address(term.place.href))
            found += [text[at : match.start()], f'<a class="term" href="{address}">{match[0]}</a>']
            at = match.end()
        return "".join([*found, text[at:]])


def script(previews: Mapping[str, Any], page: str) -> str:
    """Return the file with the previews of what lies on a page."""
    data = json.dumps(previews, ensure_ascii=False, separators=(",", ":"))
    return f"neurolibArrived({json.dumps(f'previews {page}')}, {data})\n"
