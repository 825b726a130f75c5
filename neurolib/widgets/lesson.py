"""The words beside a chapter's figures: equations with their symbols, and blanks to fill."""

from __future__ import annotations

import inspect
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from IPython import get_ipython
from IPython.display import Markdown

from .. import units
from ..model import Model, ParameterError, latex
from ..units import quantity
from .formula import named, symbols
from .guessing import keep, kept, place
from .live import _has_reader

SAID: set[str] = set()  # explanations that this kernel has shown already


@dataclass(frozen=True)
class Asked:
    """What a blank asks: the name of the value, what is right, its unit, and how near it must
    be.
    """

    what: str
    right: Any
    unit: str
    rtol: float


# the blanks that were checked last, for a page without Python (neurolib.site.blanks)
ASKED: deque[Asked] = deque(maxlen=16)


def equation(number: str, thing: Any, tag: int, /, **meanings: str) -> Markdown:
    """Return equation ``tag`` of a model, function or module under the chapter's ``number``, and
    one line for each of its symbols.

    ``equation("2.1", LIF, 1, V="membrane voltage (V)", I="input current (A)")``: parameters of the
    model are named by their own metadata, everything else by a keyword; a keyword with the name of
    a parameter replaces its meaning. ``V_inf`` is typed for V∞, ``Delta_t`` for Δt, ``I_bar`` for a
    mean, ``A_plus``, ``t_star``, ``I_k`` for any I with a running index, ``lambda_`` for λ.
    """
    if not re.fullmatch(r"L?\d+\.\d+", number):
        raise ParameterError(
            f"equation's number is {number!r}; expected chapter and equation, as in "
            f'"2.1", or lab and equation, as in "L2.1".'
        )
    text = _chosen(thing, tag).replace(f"\\tag{{{tag}}}", f"\\tag{{{number}}}")
    return Markdown("\n\n".join([f"$${text}$$", *_legend(number, thing, text, meanings)]))


class _OnBlank(Markdown):
    """What is said to a blank: it does not wait for a guess, as other outputs do (guessing.css)."""

    def _repr_markdown_(self) -> str:
        return f'{self.data} <span class="neurolib-blank"></span>'


def filled(value: Any, right: Any, what: str, unit: str = "", rtol: float = 1e-3) -> Markdown:
    """Return a sentence that says whether a blank is filled in rightly, and where not, how far off
    it is, without the answer.

    ``value`` and ``right`` are numbers or arrays, in SI where ``unit`` is one of the units that can
    be typed. ``value`` may be a function without arguments that returns it, as in ``filled(lambda:
    rate(300*pA), LIF().rate(300*pA), "the rate at 300 pA", "Hz")``, so that a blank that still
    holds dots raises no error. In a student's notebook a blank that is right is kept under
    ``what``, beside the guesses, for the objectives on the course's map.
    """
    ASKED.append(Asked(what, right, unit, rtol))
    if callable(value):
        try:
            value = value()
        except Exception as problem:  # whatever a student's lines do
            if not re.search(r"ellipsis|NoneType|Ellipsis", str(problem)):
                return _OnBlank(
                    f"Not yet: {what}: your lines stop with {type(problem).__name__} ({problem})."
                )
            value = ...
    if (
        value is None
        or value is ...
        or (isinstance(value, (tuple, list)) and any(each is ... or each is None for each in value))
    ):
        advice = _once(" (Put your lines in place of the dots above, and run both cells again.)")
        return _OnBlank(f"Not filled in yet: {what}.{advice}")
    try:
        got, true = np.asarray(value, dtype=float), np.asarray(right, dtype=float)
    except (TypeError, ValueError):
        return _OnBlank(
            f"Not yet: {what}: got {value!r:.60}; expected "
            f"{'numbers' if np.ndim(right) else 'a number'}."
        )
    if got.shape != true.shape:
        return _OnBlank(f"Not yet: {what}: got {_shape(got)}; expected {_shape(true)}.")
    if np.allclose(got, true, rtol, 1e-9 * float(np.max(np.abs(true), initial=0)) or 1e-12):
        _keep(what)
        return _OnBlank(praise(ASKED[-1]))
    return _OnBlank(f"Not yet: {what}: {_distance(got, true)}")


def praise(blank: Asked) -> str:
    """Return the sentence to a blank that is filled in rightly."""
    true, unit = np.asarray(blank.right, dtype=float), blank.unit
    scale = units.factor(unit) if hasattr(units, unit) else 1.0
    shown = quantity(float(true) / scale, unit) if true.ndim == 0 else f"all {true.size} values"
    return f"Right: {blank.what}, {shown}."


def _keep(what: str) -> None:
    """Keep that a blank is filled in, where a student works: not in a test, and not where nbconvert
    runs the notebook.
    """
    if (
        getattr(get_ipython(), "kernel", None)
        and _has_reader()
        and f"blank {what}" not in kept(place())
    ):
        keep(place(), f"blank {what}", {"kind": "Blank"})


def _once(words: str) -> str:
    """Return these words the first time in a kernel, and nothing from then on."""
    new = words not in SAID
    SAID.add(words)
    return words if new else ""


def _chosen(thing: Any, tag: int) -> str:
    """Return the equation with this tag of a model, function or module; else of its module, if its
    docstring names it.
    """
    doc, found = inspect.getdoc(thing) or "", vars(Model)["equations"].__func__
    thing = type(thing) if isinstance(thing, Model) else thing
    has = found(thing) or {
        number: text
        for number, text in found(inspect.getmodule(thing)).items()
        if f"({number})" in doc
    }
    if tag not in has:
        raise ParameterError(
            f"{_title(thing)} has no equation ({tag}); it has "
            f"{', '.join(f'({number})' for number in has) or 'none'}."
        )
    return str(has[tag])


def _title(thing: Any) -> str:
    return str(getattr(thing, "__name__", type(thing).__name__))


def _legend(number: str, thing: Any, text: str, given: Mapping[str, str]) -> list[str]:
    """Return a list with a line for each symbol of an equation; refuse where one is named by
    nothing, or a name is not there.
    """
    words = {_typed(name): meaning for name, meaning in given.items()}
    parameters = _parameters(thing)
    found = symbols(text, words)
    lines, used, missing = [], set(), []
    for name, written in found.items():
        by = name if name in parameters else named(name, words)
        if by is None:
            missing.append(name)
        elif by not in used:
            used.add(by)
            lines.append(f"- ${written}$: {words.get(by) or parameters[by]}")
    if missing:
        add = ", ".join(f'{name}_="…"' if name == "lambda" else f'{name}="…"' for name in missing)
        raise ParameterError(
            f"Equation ({number}) has symbols that nothing names: "
            f"{', '.join(f'${found[name]}$' for name in missing)}. "
            f'Add their meaning and unit, {add}, as in V="membrane voltage (V)".'
        )
    if extra := [name for name in words if name not in used]:
        raise ParameterError(
            f"Equation ({number}) has no symbol {extra[0]}; those without a name of "
            f"their own are {', '.join(found)}."
        )
    return ["\n".join(lines)] if lines else []


def _typed(name: str) -> str:
    """Bring a keyword to the form that :mod:`formula` uses: ``A2_plus`` to ``A_2_plus``,
    ``lambda_`` to ``lambda``.
    """
    return re.sub(r"(?<=[A-Za-z])(?=\d)", "_", name.rstrip("_"))


def _parameters(thing: Any) -> dict[str, str]:
    """Return the meaning of each parameter of a model, with its value, by the name of its
    symbol.
    """
    model = thing if isinstance(thing, type) else type(thing)
    if not issubclass(model, Model):
        return {}
    found = {}
    for name, q in model.quantities().items():
        symbol = _typed(name)
        if [symbol] == list(symbols(latex(name))):  # not c2c, which no equation writes so
            found[symbol] = (
                f"{q.words} ({q.shown(getattr(thing, name))} "
                f"{'by default' if thing is model else 'here'})"
            )
    return found


def _shape(array: np.ndarray) -> str:
    return (
        "one number"
        if array.ndim == 0
        else f"{array.size} numbers"
        if array.ndim == 1
        else f"an array of shape {array.shape}"
    )


def _distance(got: np.ndarray, right: np.ndarray) -> str:
    """Describe how far off a value is, in classes too coarse to compute the right value from."""
    if not np.isfinite(got).all():
        return "not finite everywhere."
    if (got[right == 0] != 0).any():
        return "not 0 where it should be."
    ratio = got[right != 0] / right[right != 0]
    power = np.log10(np.abs(ratio[0])) if ratio[0] else 0.0
    if (
        abs(power) > 0.5
        and abs(power - round(power)) < 1e-3
        and np.allclose(ratio, ratio[0], rtol=1e-3)
    ):
        return f"off by a factor of {quantity(10.0 ** round(power))}: are the units right?"
    if (ratio < 0).all():
        return "the wrong sign."
    side = (
        "too large"
        if (ratio >= 1).all()
        else "too small"
        if (ratio <= 1).all()
        else "too large here and too small there"
    )
    worst = float(np.max(np.maximum(np.abs(ratio), 1 / np.maximum(np.abs(ratio), 1e-300))))
    by = "more than a factor of 2"
    if worst <= 2:
        by = "less than 10 %" if worst < 1.1 else "up to a factor of 2"
    return f"{side}, by {by}."
