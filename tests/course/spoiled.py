"""Whether a text gives away the answer of a prediction: its number, in the spellings that people
use.
"""

from __future__ import annotations

import re
from math import floor, isclose, log10

from neurolib import units

KNOWN = {
    units.written(name): name
    for name, value in vars(units).items()
    if isinstance(value, float) and not name.startswith("_")
}
KNOWN |= {name: name for name in list(KNOWN.values())}
NUMBER = re.compile(
    r"(?<![\w.\\])(?P<digits>\d{1,3}(?:[ "
    r"\u2009\u202f\u00a0,]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
    r"(?:\s?(?:×|\\times|\\cdot)\s?10(?:\^\{?(?P<power>[−-]?\d+)\}?|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)))?"
    r"[ \u00a0\u202f]?\*?(?P<unit>[A-Za-zµΩ%°][A-Za-zµΩ°/²]*)?"
)
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
WORDS = {
    0.5: "half|halves|halved", 0.25: "a quarter|one quarter", 1 / 3: "a third|one third", 2 / 3: "two thirds", 0.1: "a tenth|one tenth",
    2: "twice|doubles?|doubled|two times|factor of two", 3: "three times|triples?|factor of three", 4: "four times|factor of four",
    5: "five times|factor of five", 10: "ten times|tenfold|factor of ten", 100: "a hundred times|factor of a hundred",
    1000: "a thousand times|factor of a thousand",
}  # fmt: skip
ELSEWHERE = (
    r"\\tag\{.*?\}|https?://\S+|\]\(.*?\)|(?:[Ee]quations?|[Ff]igures?|[Ss]ections?|[Cc]hapters?|[Pp]roblems?|[Pp]art)\s*\(?L?[\d.]+\)?"
    r"|\(L?\d\.\d+\)|^##+ \d+ ·|^\*\d:\d\d · .*\*$"
)


def spoiled(answer: str, text: str, code: bool = False) -> str:
    """Return the words of ``text`` that give away an ``answer`` such as "41.7 Hz", "67 %", "3.5" or
    "b"; nothing if none do.

    A number of one or two plain digits counts only with its unit or in a phrase ("a factor of 2"),
    for such numbers are everywhere; any other counts wherever it stands, rounded to two or three
    digits.
    """
    if re.fullmatch(r"\(?[a-z]\)?", answer):
        letter = answer.strip("()")
        found = re.search(
            rf"(?:answer is|right is|it is) "
            rf"\(?\*{{0,2}}{letter}\b|\({letter}\)\*{{0,2}} is (?:right|true|correct)",
            text,
        )
        return found[0] if found else ""
    match = NUMBER.search(answer)
    if not match:
        return ""
    value, unit = (
        _value(match),
        answer[match.end("raised") if match["raised"] else match.end("digits") :].strip(),
    )
    text = re.sub(ELSEWHERE, " ", text, flags=re.MULTILINE)
    text = re.sub(r"\\mathrm\{(.*?)\}", r"\1", re.sub(r"(?<=\d)_(?=\d)|\$|\\[,;! ]", "", text))
    for found in NUMBER.finditer(text):
        if _gives_away(value, unit, found, text, code):
            return text[max(0, found.start() - 25) : found.end() + 15].replace("\n", " ").strip()
    phrase = next(
        (
            words
            for number, words in WORDS.items()
            if unit in ("", "%") and isclose(value / (100 if unit else 1), number, rel_tol=0.005)
        ),
        None,
    )
    found = re.search(rf"\b(?:{phrase})\b", text, re.IGNORECASE) if phrase and not code else None
    return found[0] if found else ""


def _value(match: re.Match[str]) -> float:
    power = match["power"] or (match["raised"] or "0").translate(RAISED)
    return float(re.sub(r"[ \u2009\u202f\u00a0,]", "", match["digits"])) * 10.0 ** int(
        power.replace("−", "-")
    )


def _gives_away(value: float, unit: str, found: re.Match[str], text: str, code: bool) -> bool:
    other, number = found["unit"] or "", _value(found)
    if other in KNOWN or other in ("%", "°"):
        if unit in KNOWN and other in KNOWN and units.base(KNOWN[unit]) == units.base(KNOWN[other]):
            return _same(number * units.factor(KNOWN[other]) / units.factor(KNOWN[unit]), value)
        if other == unit:
            return _same(number, value)
        return other == "%" and not unit and _same(number / 100, value)  # 67 % of what is 0.67
    if unit and other and (other.rstrip("s") == unit.split()[0].rstrip("s")):
        return _same(number, value)
    if unit == "%" and _same(100 * number, value) and number < 1:
        return True
    if not _same(number, value):
        return False
    digits = re.sub(r"[ ,\u202f\u00a0\u2009]", "", found["digits"])
    significant = len(digits.replace(".", "").strip("0"))
    if significant > 2 or (significant == 2 and ("." in digits or len(digits) > 3)):
        return True
    before, after = (
        text[max(0, found.start() - 12) : found.start()],
        text[found.end("digits") : found.end("digits") + 8],
    )
    in_phrase = re.search(r"(?:factor of|by a factor|by|times|×) ?$", before) or re.match(
        r" ?(?:times|×|-?fold)", after
    )
    return not unit and not code and bool(in_phrase)


def _same(number: float, value: float) -> bool:
    """Are two numbers equal, or one the other rounded to two or three digits?"""
    if value == 0 or number == 0:
        return number == value
    rounded = [round(value, digits - 1 - floor(log10(abs(value)))) for digits in (2, 3)]
    return any(isclose(number, each, rel_tol=1e-9) for each in rounded) or isclose(
        number, value, rel_tol=0.004
    )
