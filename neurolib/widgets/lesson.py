"""What a chapter says beside its figures: a prediction next to what was found, a function's own equations, and what is done."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.display import Markdown

from ..model import Model, ParameterError

RIGHT, NEAR = 0.05, 0.35  # parts of the true value
TICKS = Path(".progress.json")


def compare(prediction: Any, found: float | str, unit: str = "", because: str = "") -> Markdown:
    """Return a sentence that sets a prediction beside what was found, kind either way; ``...`` is a prediction not yet made.

    ``found`` is a number in ``unit``, or the letter of the right choice; ``because`` is added in any case. Used in every chapter.
    """
    answer = found if isinstance(found, str) else _quantity(found, unit, 3)
    if prediction is ... or prediction is None:
        verdict = f"Found: **{answer}**. (No prediction yet: put yours in place of the dots above, and run both cells again.)"
    elif isinstance(found, str):
        right = _letter(prediction) == _letter(found)
        verdict = f"You chose {_letter(prediction)}{f', and **{answer}** it is' if right else f'; it is **{answer}**'}."
    else:
        verdict = _verdict(prediction, float(found), answer, unit)
    return Markdown(f"{verdict} {because}".strip())


def equations(thing: Callable[..., Any], *tags: int) -> Markdown:
    """Return the first sentence and the equations of a function or a model, as its docstring has them; with ``tags``, only these.

    A function without equations of its own shows those of its module that its docstring names, as in "equations (1) and (2)".
    """
    doc, found = inspect.getdoc(thing) or "", vars(Model)["equations"].__func__
    first = doc.split("\n\n")[0].replace("\n", " ").replace("``", "`")
    has = found(thing) or {tag: text for tag, text in found(inspect.getmodule(thing)).items() if f"({tag})" in doc}
    unknown = [tag for tag in tags if tag not in has]
    if unknown:
        raise ParameterError(f"{thing.__name__} has no equation ({unknown[0]}); it has {', '.join(f'({tag})' for tag in has)}.")
    shown = [] if tags else [f"**{thing.__name__}** — {first}"]
    return Markdown("\n\n".join([*shown, *(f"$${has[tag]}$$" for tag in tags or has)]))


def progress(steps: Sequence[str], file: Path = TICKS) -> ipywidgets.VBox:
    """Return a box to tick for each step; what is ticked is kept in ``file``, beside the notebook, and nowhere else."""
    done = _ticked(file)
    boxes = [ipywidgets.Checkbox(step in done, description=step, indent=False, layout=ipywidgets.Layout(width="auto")) for step in steps]
    count = ipywidgets.HTML()

    def say(_: Any = None) -> None:
        ticked = [box.description for box in boxes if box.value]
        count.value = f"{len(ticked)} of {len(boxes)} done"
        if _ is not None:
            try:
                file.write_text(json.dumps(ticked, indent=1, ensure_ascii=False), encoding="utf-8")
            except OSError as problem:
                count.value = f"Not kept: {file} could not be written ({problem.strerror})."

    for box in boxes:
        box.observe(say, "value")
    say()
    return ipywidgets.VBox([*boxes, count])


def _ticked(file: Path) -> set[str]:
    """Return the steps that were ticked before; a file that is missing or not ours counts as none."""
    try:
        return set(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return set()


def _verdict(prediction: Any, found: float, answer: str, unit: str) -> str:
    try:
        guess = float(prediction)
    except (TypeError, ValueError):
        return f"Found: **{answer}**. Your prediction, {prediction!r}, is not a number; expected one{f' in {unit}' if unit else ''}."
    said = f"You predicted {_quantity(guess, unit, 4)}"
    if not math.isfinite(guess):
        return f"{said}; found: **{answer}**."
    error = abs(guess - found) / (abs(found) or 1)
    if error <= RIGHT:
        return f"{said}, and **{answer}** it is: well judged."
    if error <= NEAR:
        return f"{said}; found: **{answer}**. Close: what makes the difference?"
    return f"{said}; found: **{answer}**. A gap worth a minute: which step of your reasoning does it point to?"


def _quantity(value: float, unit: str, digits: int) -> str:
    return f"{value:.{digits}g}{'' if unit in ('', '°') else ' '}{unit}".replace("-", "−")


def _letter(choice: Any) -> str:
    return str(choice).strip().strip("()").lower()
