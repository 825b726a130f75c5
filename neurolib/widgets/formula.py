"""The symbols of a formula in LaTeX, so that each of them can be named beneath it.

A symbol has a name that can be typed in Python: ``\\tau_m`` is ``tau_m``, ``V_\\infty`` ``V_inf``,
``\\bar I`` ``I_bar``, ``\\Delta t`` ``Delta_t``, ``A_+`` ``A_plus``, ``t^*`` ``t_star``. Numbers,
operators, units, functions of fixed meaning, the index of a sum and the d of a derivative or an
integral are no symbols.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

GREEK = set(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa "
    "lambda mu nu xi rho sigma tau upsilon phi varphi chi"
    " psi omega Gamma Delta Theta Lambda Xi Phi Psi Omega".split()
)
# a derivative is no new symbol
ACCENTS = {"\\bar": "bar", "\\hat": "hat", "\\tilde": "tilde", "\\dot": "", "\\ddot": ""}
BOLD = {"\\mathbf", "\\boldsymbol", "\\vec", "\\mathcal"}
UPRIGHT = {"\\mathrm", "\\text", "\\mathsf", "\\operatorname"}
FRACTIONS = {"\\frac", "\\dfrac", "\\tfrac"}
DERIVATIVES = {"\\dot", "\\ddot"}
TRANSPOSED = (["T"], ["\\top"], ["\\mathsf", "T"], ["\\mathsf", "{", "T", "}"])
NEIGHBOUR = re.compile(r"[a-z][+-]\d")  # I_{k+1}: shown as I_k, where that occurs too
LABELS = {
    "+": "plus", "-": "minus", "*": "star", "\\pm": "pm", "\\mp": "pm", "\\infty": "inf",
    "\\max": "max", "\\min": "min",
    "\\uparrow": "up", "\\downarrow": "down", "\\jmath": "j",
}  # fmt: skip


def symbols(formula: str, words: Iterable[str] = ()) -> dict[str, str]:
    """Return the symbols of a formula in the order in which they first occur, as name → LaTeX.

    ``words`` are names of more than one letter that the formula may hold, such as ``CV``: otherwise
    that would be C times V.
    """
    longer = {word.split("_")[0] for word in words} - GREEK
    known = "".join(
        f"{word}|"
        for word in sorted(longer, key=len, reverse=True)
        if len(word) > 1 and word.isalpha()
    )
    formula = re.sub(r"\\(tag|begin|end|hspace)\{.*?\}|\\textstyle", "", formula)
    tokens = re.findall(rf"\\[A-Za-z]+|\\.|{known}\d+(?:\.\d+)?|\S", formula)
    reader = _Reader("\\int" in tokens, longer)
    reader.read(tokens)
    return reader.found


def named(symbol: str, names: Collection[str]) -> str | None:
    """Return which of ``names`` names this symbol: the same, or one with another running index
    (``t_k`` for ``t_1``).
    """
    if symbol in names:
        return symbol
    family = _family(symbol, r"\d")
    return next((name for name in names if "#" in family and _family(name) == family), None)


def _family(name: str, also: str = "(?!)") -> str:
    """Put # for each running index of a name: a letter from i to n, or two of them."""
    stem, *parts = name.split("_")
    return "_".join(
        [
            stem,
            *dict.fromkeys(
                "#" if re.fullmatch(rf"(?!in)[i-n]{{1,2}}\d?|{also}", part) else part
                for part in parts
            ),
        ]
    )


@dataclass(frozen=True)
class _Symbol:
    """A symbol in a row of tokens: its name, its LaTeX, where it ends, and its exponents, which are
    no part of it.
    """

    name: str
    latex: str
    end: int
    exponents: tuple[list[str], ...]


class _Reader:
    """Goes through tokens from left to right and notes the symbols."""

    def __init__(self, integral: bool, words: Collection[str]) -> None:
        self.integral, self.words, self.found = integral, words, dict[str, str]()

    def read(self, tokens: list[str]) -> None:
        i = 0
        while i < len(tokens):
            token = tokens[i]
            if token in FRACTIONS:
                above, i = _argument(tokens, i + 1)
                below, i = _argument(tokens, i)
                self.fraction(above, below)
            elif (
                token in ("d", "\\,")
                and self.integral
                and tokens[i : i + 2][-1] == "d"
                and _starts(tokens, i + 2)
            ):
                i += 2  # \, dt
            elif _starts(tokens, i) or self.is_word(tokens, i):
                i = self.symbol(tokens, i)
            elif token in UPRIGHT or (
                token == "_" and tokens[i - 1 : i] != ["\\int"]
            ):  # words; what a sum runs over
                i = _argument(tokens, i + 1)[1]
            else:
                i += 1

    def fraction(self, above: list[str], below: list[str]) -> None:
        if above and below[1:] and {above[0], below[0]} <= {"d", "\\partial"}:  # a derivative
            # that by t is time needs no saying
            above, below = above[1:], below[1:] if below[1:] != ["t"] else []
            above = above[_argument(above, 1)[1] :] if above[:1] == ["^"] else above
        self.read(above)
        self.read(below)

    def is_word(self, tokens: list[str], i: int) -> bool:
        return tokens[i] in self.words or (
            tokens[i] == "\\mathrm" and "".join(_argument(tokens, i + 1)[0]) in self.words
        )

    def symbol(self, tokens: list[str], i: int) -> int:
        """Note the symbol at ``i``, and what its exponents hold; return where it ends."""
        symbol = _symbol(tokens, i)
        before = self.found.get(symbol.name, "")
        euler = symbol.latex == "e" and symbol.exponents
        gamma = symbol.latex == "\\Gamma" and tokens[symbol.end : symbol.end + 1] == ["("]
        if not euler and not gamma and (not before or NEIGHBOUR.search(before)):
            self.found[symbol.name] = symbol.latex
        for inside in symbol.exponents:
            self.read(inside)
        return symbol.end


def _symbol(tokens: list[str], i: int) -> _Symbol:
    token = tokens[i]
    if token == "\\Delta" and _starts(tokens, i + 1):
        inner = _symbol(tokens, i + 1)
        return _Symbol(f"Delta_{inner.name}", f"\\Delta {inner.latex}", inner.end, inner.exponents)
    end = i + 1
    name = latex = token
    if token in ACCENTS or token in BOLD or token == "\\mathrm":
        inside, end = _argument(tokens, end)
        inner = _symbol(inside, 0)
        name = "_".join(
            filter(
                None, [inner.name if token != "\\mathrm" else "".join(inside), ACCENTS.get(token)]
            )
        )
        latex = inner.latex if token in DERIVATIVES else f"{token}{{{_join(inside)}}}"
    labels: list[str] = []
    exponents: list[list[str]] = []
    while tokens[end : end + 1] and tokens[end] in "_^'":
        if tokens[end] == "'":
            end += 1
            if tokens[end : end + 1] != ["("]:  # f'(x) is a derivative of f
                labels, latex = [*labels, "prime"], latex + "'"
            continue
        inside, after = _argument(tokens, end + 1)
        if tokens[end] == "_" or (len(inside) == 1 and inside[0] in LABELS):
            joined = _join(inside)
            labels += _labels(inside)
            latex += f"{tokens[end]}{joined if len(inside) == 1 else f'{{{joined}}}'}"
        elif not (inside in TRANSPOSED and (token in BOLD or inside != ["T"])):
            exponents.append(inside)
        end = after
    return _Symbol(
        "_".join([LABELS.get(name, name.removeprefix("\\")), *labels]), latex, end, tuple(exponents)
    )


def _starts(tokens: list[str], i: int) -> bool:
    """Does a symbol begin here? A letter, a Greek one, either of them with an accent or in bold."""
    token = tokens[i] if i < len(tokens) else ""
    micro = token == "\\mu" and tokens[i + 1 : i + 2] == ["\\mathrm"]
    return (
        bool(re.fullmatch(r"[A-Za-z]", token))
        or (token[1:] in GREEK and not micro)
        or token in ACCENTS
        or token in BOLD
    )


def _argument(tokens: list[str], i: int) -> tuple[list[str], int]:
    """Return the tokens of the argument at ``i``, without its braces, and where it ends."""
    if tokens[i : i + 1] and (tokens[i] in ACCENTS or tokens[i] in BOLD or tokens[i] in UPRIGHT):
        end = _argument(tokens, i + 1)[1]
        return tokens[i:end], end
    if tokens[i : i + 1] != ["{"]:
        return tokens[i : i + 1], i + 1
    depth, end = 1, i + 1
    while depth and end < len(tokens):
        depth += {"{": 1, "}": -1}.get(tokens[end], 0)
        end += 1
    return tokens[i + 1 : end - 1], end


def _labels(inside: list[str]) -> list[str]:
    """Return the parts of an index: ``{s,k+1}`` gives s and k, ``{\\mathrm{ref}}`` ref, ``+``
    plus.
    """
    if len(inside) == 1 and inside[0] in LABELS:
        return [LABELS[inside[0]]]
    parts, i = [""], 0
    while i < len(inside):
        token, end = inside[i], i + 1
        if token in UPRIGHT:
            word, end = _argument(inside, end)
            parts[-1] += "".join(word)
        elif token in "+-":  # the next one, the one before
            end += 1
        elif token == ",":
            parts.append("")
        elif token in ACCENTS:
            symbol = _symbol(inside, i)
            parts[-1], end = parts[-1] + symbol.name, symbol.end
        elif token in LABELS or token[1:] in GREEK or token.isalnum():
            parts[-1] += LABELS.get(token, token.removeprefix("\\"))
        i = end
    return [part for part in parts if part]


def _join(tokens: list[str]) -> str:
    pairs = zip(["", *tokens], tokens, strict=False)
    return "".join(
        f" {token}" if before[:1] == "\\" and before[-1].isalpha() and token[0].isalpha() else token
        for before, token in pairs
    )
