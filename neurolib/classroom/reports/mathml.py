"""LaTeX as MathML, which browsers show without a script, for the pages of :mod:`.safe_html`.

The converter's HTML is not used, because it quotes no text and knows links and styles. What it
understands is written anew: a short list of elements and attributes, and all text escaped. So
nothing in a formula is a link, a name or a script, and nothing leaves its line.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from latex2mathml.commands import FUNCTIONS
from latex2mathml.converter import convert_to_element
from markupsafe import escape

LONGEST = 2000  # characters; the formulas of the course have at most 200
# a few definitions could fill the memory
DEFINES = re.compile(r"\\(?:newcommand|newenvironment|def|DeclareMathOperator)(?![A-Za-z])")
ELEMENTS = frozenset(
    "mi mn mo mtext mspace mrow mfrac msqrt mroot msub msup msubsup munder mover "
    "munderover mtable mtr mtd mstyle mphantom".split()
)
PARTS = dict.fromkeys("mfrac mroot msub msup munder mover".split(), 2)
PARTS |= dict.fromkeys(("msubsup", "munderover"), 3)
KINDS = {"mpadded": "mrow"}  # a padded element could lie over another part of the page
FLAGS = dict.fromkeys(
    "displaystyle fence largeop movablelimits separator stretchy".split(), "true|false"
)
SIZES = dict.fromkeys("lspace maxsize minsize rspace".split(), r"[0-3]?(\.\d+)?em")
WORDS = {
    "columnalign": "left|center|right",
    "form": "prefix|infix|postfix",
    "linethickness": "0",
    "mathvariant": "normal",
}
ATTRIBUTES = (
    FLAGS | SIZES | WORDS | {"scriptlevel": "[0-3]", "width": r"-0?\.\d+em|[0-2]?(\.\d+)?em"}
)
NOTHING = "(?!)"
CAPITAL = re.compile("[Α-Ω]")
# one letter of \mathrm, as the converter writes it and no other letter
UPRIGHT = re.compile("&#x000(?:[46][1-9A-F]|[57][0-9A]);")
SPACES = {
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
    # names that browsers have given up
    "thinmathspace": "0.167em",
    "thickmathspace": "0.278em",
}
THIN = '<mspace width="0.167em"></mspace>'


def mathml(latex: str, block: bool = False) -> str:
    """Return a formula as MathML; nothing if the converter does not understand it, or if it has no
    place in a formula.
    """
    if len(latex) > LONGEST or DEFINES.search(latex):
        return ""
    try:
        inside = "".join(
            map(_element, convert_to_element(latex, display="block" if block else "inline"))
        )
    except Exception:  # it has a class of errors for each mistake, and some mistakes have none
        return ""
    return f'<math display="{"block" if block else "inline"}">{inside}</math>'


def _element(element: Any) -> str:
    """One element with all that it holds."""
    tag, text = KINDS.get(element.tag, element.tag), _text(element)
    if tag not in ELEMENTS or len(element) != PARTS.get(tag, len(element)):
        raise ValueError(tag)
    attributes = {
        name: SPACES.get(value, value)
        for name, value in element.attrib.items()
        if tag == "mspace" or name != "width"
    }
    if tag == "mi" and (CAPITAL.fullmatch(text) or _is_upright(element)):
        attributes["mathvariant"] = "normal"  # upright, as LaTeX sets it
    if tag in ("mi", "mo") and len(text) == 1:
        tag = "mi" if text in "∞∅" else "mo" if unicodedata.category(text) == "Sm" else tag
    if tag == "mo" and text.isalpha() and len(text) > 1:
        attributes |= {"lspace": "0em", "rspace": "0.167em"}
    kept = "".join(
        f' {name}="{value}"'
        for name, value in attributes.items()
        if re.fullmatch(ATTRIBUTES.get(name, NOTHING), value)
    )
    return f"<{tag}{kept}>{escape(text)}{_row(element)}</{tag}>"


def _row(parent: Any) -> str:
    """What an element holds: upright letters as one word, and a thin space after the name of a
    function.
    """
    written: list[str] = []
    word = ""
    for number, child in enumerate(parent):
        after = parent[number + 1 : number + 2]
        if _is_upright(child) and parent.tag in ("mrow", "mstyle", "math"):
            word += _text(child)
            if not any(map(_is_upright, after)):
                written.append(f'<mi mathvariant="normal">{escape(word)}</mi>')
                word = ""
            continue
        written.append(_element(child))
        if _names_a_function(child) and parent.tag not in PARTS:  # whose parts are counted
            written += [
                THIN for element in after if element.tag in ("mi", "mn", "mfrac", "msub", "msup")
            ]
    return "".join(written)


def _is_upright(element: Any) -> bool:
    """Whether an element is a letter, or a part of a word, that LaTeX sets upright."""
    return element.tag == "mi" and (
        element.get("mathvariant") == "normal" or UPRIGHT.fullmatch(element.text or "") is not None
    )


def _names_a_function(element: Any) -> bool:
    """Whether an element is a name such as *sin*, with an index or without."""
    first = element[0] if element.tag in ("msub", "msup") else element
    return first.tag == "mi" and f"\\{first.text}" in FUNCTIONS


def _text(element: Any) -> str:
    """What an element says, without signs that cannot be seen, such as those that turn the
    direction of reading.
    """
    text = re.sub(
        r"&#x([0-9A-Fa-f]{1,5});", lambda found: chr(int(found[1], 16)), element.text or ""
    )
    text = "".join(sign for sign in text if not unicodedata.category(sign).startswith("C"))
    return text.replace("-", "−") if element.tag == "mo" else text
