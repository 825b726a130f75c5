"""The reference of the library, written from its docstrings: signatures, equations, parameters,
methods.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

from markupsafe import escape

import neurolib

from ..model import Model, is_symbol, latex
from .markup import Page, coloured, written

ROOMS = (  # file, title, modules
    ("neurons", "Neurons", ("neurons", "neurons.neuron")),
    ("plasticity", "Learning rules", ("plasticity", "plasticity.timing")),
    (
        "devices",
        "Memory devices",
        ("devices", "devices.device", "devices.continuous", "devices.pulsed", "devices.mixing"),
    ),
    ("crossbar", "Crossbars", ("crossbar",)),
    (
        "networks",
        "Networks, engines and runs",
        ("network", "connections", "engines", "recording", "analysis", "replication", "sweeping"),
    ),
    ("trains", "Spike trains, codes and noise", ("trains", "codes", "noise")),
    ("energy", "Energy", ("energy",)),
    (
        "silicon",
        "Applications: silicon",
        ("applications.chip.silicon", "applications.chip.routing"),
    ),
    (
        "bills",
        "Applications: bills",
        (
            "applications.bills.nir",
            "applications.bills.nir_area",
            "applications.bills.network_bill",
            "applications.bills.claim",
        ),
    ),
    (
        "learning",
        "Applications: learning",
        (
            "applications.learning.digits",
            "applications.learning.continual",
            "applications.learning.memories",
        ),
    ),
    (
        "medicine",
        "Applications: rhythms and medicine",
        ("applications.medicine.synchrony", "applications.medicine.medicine"),
    ),
    ("figures", "Figures", ("plot", "style", "widgets")),
    ("models", "Models and units", ("model", "units")),
)
ROLE = re.compile(r":(\w+):`(~?)([^`<]*?)(?:\s*<[^`]*>)?`")
DOI = re.compile(r"(?:\*\*)?\bdoi:(10\.\d{4,}/[^\s;,)]*[^\s;,).])")
KINDS = (type, staticmethod, classmethod, property, cached_property)


def rooms() -> Iterator[tuple[str, str, list[tuple[ModuleType, list[tuple[str, Any]]]]]]:
    """Yield each page of the reference: its file, its title, and its modules with the names to be
    described.
    """
    seen: set[int] = set()
    for file, title, modules in ROOMS:
        found = []
        for name in modules:
            module = importlib.import_module(f"neurolib.{name}")
            named = [(each, thing) for each, thing in _public(module) if id(thing) not in seen]
            seen |= {id(thing) for _, thing in named}
            found.append((module, named))
        yield file, title, found


def _public(module: ModuleType) -> list[tuple[str, Any]]:
    """Return the classes and functions of a module that are public: those that it or the library
    names, and all of an application.
    """
    exported = getattr(module, "__all__", None) or [
        name for name, each in vars(module).items() if _home(each) == module.__name__
    ]
    known = (
        exported
        if hasattr(module, "__all__") or ".applications." in module.__name__
        else dir(neurolib)
    )
    found = [
        (name, getattr(module, name))
        for name in exported
        if not name.startswith("_") and name in known
    ]
    return [
        (name, each)
        for name, each in found
        if (inspect.isclass(each) or callable(each)) and _home(each).startswith("neurolib")
    ]


def _home(thing: Any) -> str:
    return (
        str(getattr(thing, "__module__", "") or "")
        if inspect.isclass(thing) or inspect.isroutine(thing)
        else ""
    )


def page(
    title: str,
    modules: list[tuple[ModuleType, list[tuple[str, Any]]]],
    page: Page,
    link: Callable[[str], str],
) -> str:
    """Return a page of the reference as HTML."""

    def told(text: str) -> str:
        return written(docs(text), page, link)

    text = written(f"# {title}", page, link)
    for module, named in modules:
        if not named:
            continue
        text += written(f"## {module.__name__}", page, link) + told(inspect.getdoc(module) or "")
        for name, thing in named:
            page.texts.append((name, f"{module.__name__}.{name}", []))
            page.parts.append((name, f"<code>{name}</code>"))
            text += (
                f'<section class="entry">\n<h3 '
                f'id="{name}">{name}</h3>\n{coloured(_typed(name, thing))}'
            )
            text += (
                told(inspect.getdoc(thing) or "")
                + _parameters(thing, page, link)
                + _members(thing, told)
                + "</section>\n"
            )
    return text


def docs(text: str) -> str:
    """Return a docstring as Markdown."""
    found = []
    for block in re.split(r"\n\s*\n(?=\S)", text):
        if block.startswith(".. math::"):
            found.append(_equations(block.removeprefix(".. math::")))
        elif block.startswith(".. code-block::"):
            language, _, code = block.removeprefix(".. code-block::").partition("\n")
            found.append(f"```{language.strip()}\n{textwrap.dedent(code).strip()}\n```")
        elif block.startswith(">>>"):
            found.append(f"```python\n{block}\n```")
        elif re.match(r"\w+\n-+\n", block):
            found.append(_section(block))
        else:
            found.append(_prose(block))
    return "\n\n".join(found)


def _section(block: str) -> str:
    """Return a section of a docstring, such as its parameters, as a list under its title."""
    title, _, *lines = block.splitlines()
    entries: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith(" "):
            entries[-1][1].append(line.strip())
        else:
            entries.append((line, []))
    shown = []
    for head, words in entries:
        name, colon, kind = head.partition(" : ")
        typed = f"`{name}`{', ' * bool(colon)}{_prose(kind)}"
        shown.append(f"- {typed}{': ' * bool(words)}{_prose(' '.join(words))}")
    return f"**{title}**\n\n" + "\n".join(shown)


def _equations(block: str) -> str:
    """Return the equations of a block, each by itself where it has a number of its own."""
    lines = [
        " ".join(line.strip().removesuffix("\\\\").split())
        for line in block.splitlines()
        if line.strip()
    ]
    parts = (
        re.findall(r".+?(?:\\tag\{\w+\}|$)", " ".join(lines))
        if any("\\tag" in line for line in lines)
        else lines
    )
    return "\n\n".join(f"$${part.strip()}$$" for part in parts)


def _prose(text: str) -> str:
    """Return a paragraph: names as code, formulas between dollars, and nothing else of it a sign of
    Markdown.
    """
    lines: list[str] = []

    def keep(shown: str) -> str:
        lines.append(shown)
        return f"\0{len(lines) - 1}\0"

    text = re.sub(r":math:`(.*?)`", lambda match: keep(f"${match[1]}$"), text, flags=re.DOTALL)
    text = re.sub(r"``(.+?)``", lambda match: keep(f"`{match[1]}`"), text, flags=re.DOTALL)
    text = ROLE.sub(
        lambda match: keep(f"`{match[3].split('.')[-1] if match[2] else match[3].lstrip('.')}`"),
        text,
    )
    text = DOI.sub(lambda match: keep(f"[doi:{match[1]}](https://doi.org/{match[1]})"), text)
    # a title, or a strong word
    text = re.sub(
        r"(?<![\w*])\*\*?(?=\S)[^*]+(?<=\S)\*\*?(?![\w*])", lambda match: keep(match[0]), text
    )
    text = re.sub(r"([*_<>$])", r"\\\1", text)
    return re.sub(r"\0(\d+)\0", lambda match: lines[int(match[1])], text)


def _typed(name: str, thing: Any) -> str:
    """Return what a reader types to call a thing, with its defaults as its source has them."""
    if inspect.isclass(thing) and issubclass(thing, Model):
        try:
            return repr(thing())
        except Exception:  # a model with parameters that have no default
            return f"{name}(…)"
    call = thing.__init__ if inspect.isclass(thing) and "__init__" in vars(thing) else thing
    try:
        node = ast.parse(textwrap.dedent(inspect.getsource(call))).body[0]
    except (TypeError, OSError, SyntaxError):
        return name
    if isinstance(node, ast.FunctionDef):
        return f"{name}({_arguments(node)})"
    fields = [each for each in getattr(node, "body", []) if isinstance(each, ast.AnnAssign)]
    shown = [
        (
            each,
            ""
            if each.value is None or isinstance(each.value, ast.Call)
            else f"={ast.unparse(each.value)}",
        )
        for each in fields
    ]
    typed = [
        ast.unparse(each.target) + default
        for each, default in shown
        if not ast.unparse(each.annotation).startswith("ClassVar")
    ]
    return f"{name}({', '.join(typed)})" if typed else name


def _arguments(node: ast.FunctionDef) -> str:
    """Return the arguments of a function as it was typed, without their types."""
    for each in [
        *node.args.args,
        *node.args.posonlyargs,
        *node.args.kwonlyargs,
        node.args.vararg,
        node.args.kwarg,
    ]:
        if each:
            each.annotation = None
    node.args.args = [each for each in node.args.args if each.arg not in ("self", "cls")]
    return ast.unparse(node.args).replace(" * ", "*")


def _parameters(thing: Any, page: Page, link: Callable[[str], str]) -> str:
    """Return the table of a model's parameters: symbol, name, meaning, default and range."""
    if not (is_dataclass(thing) and isinstance(thing, type) and issubclass(thing, Model)):
        return ""
    model: type[Model] = thing
    rows = []
    for name, quantity in model.quantities().items():
        default = next(field.default for field in model._parameters() if field.name == name)
        shown = quantity.shown(default) if isinstance(default, (int, float)) else ""
        symbol = f"${latex(name)}$" if is_symbol(name) else ""
        low, high = quantity.shown(quantity.low), quantity.shown(quantity.high)
        rows.append(f"| {symbol} | `{name}` | {quantity.words} | {shown} | {low} to {high} |")
    rows += [
        f"|  | `{name}` | {choice.meaning} |  | {', '.join(choice.words)} |"
        for name, choice in model.choices().items()
    ]
    head = "| symbol | name | meaning | default | range |\n|:--|:--|:--|--:|:--|\n"
    return written(head + "\n".join(rows), page, link) if rows else ""


def _members(thing: Any, told: Callable[[str], str]) -> str:
    """Return the public methods and properties of a class, with what they say."""
    if not inspect.isclass(thing):
        return ""
    found = []
    for name, member in vars(thing).items():
        shown = (
            not name.startswith("_")
            and name != "check"
            and (inspect.isroutine(member) or isinstance(member, KINDS))
        )
        if not shown or not (says := inspect.getdoc(member)):
            continue
        bare = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
        typed = _typed(name, bare) if inspect.isfunction(bare) else name
        found.append(f"<dt><code>{escape(typed)}</code></dt>\n<dd>{told(says)}</dd>\n")
    return f"<dl>\n{''.join(found)}</dl>\n" if found else ""
