r"""A model of neurons from its equations as text: read, checked for units, and written as kernels.

A text is arithmetic on names, and nothing else: its syntax tree is read node by node, a kernel is
written from what was understood, and everything else is refused. So no text runs code of its own.

Each quantity has a dimension: the powers of V, A and s in its unit. A derivative has that of its
variable over s; both sides of a sum, a comparison and a reset have one; an exponent and what
``exp`` takes have none. The number 0 has any.
"""

from __future__ import annotations

import ast
import contextlib
import copyreg
import inspect
import keyword
import math
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field
from functools import lru_cache, reduce
from typing import Any, NamedTuple

import numpy as np

from .. import _jit, units
from ..model import ParameterError, Quantity, meant, untyped
from .checks import no_refractory

Dimension = tuple[float, float, float]  # powers of V, A and s
NUMBER: Dimension = (0.0, 0.0, 0.0)
DIMENSIONS: dict[str, Dimension] = {
    "": NUMBER,
    "V": (1.0, 0.0, 0.0),
    "A": (0.0, 1.0, 0.0),
    "s": (0.0, 0.0, 1.0),
    "S": (-1.0, 1.0, 0.0),
    "Ohm": (1.0, -1.0, 0.0),
    "F": (-1.0, 1.0, 1.0),
    "Hz": (0.0, 0.0, -1.0),
}
UNITS = {dimension: unit for unit, dimension in DIMENSIONS.items()}
MEANINGS = "number voltage current time conductance resistance capacitance rate".split()
KINDS = "equations", "spike", "rest", "reset"  # of texts
OF_NUMBERS = "exp", "expm1", "exprel", "log", "sin", "cos", "sinh", "cosh", "tanh"
FUNCTIONS = *OF_NUMBERS, "sqrt", "abs", "min", "max"
# 1/(k + 1)!, of the series of exprel
C1, C2, C3, C4, C5, C6, C7 = (1.0 / math.factorial(k + 1) for k in range(1, 8))
C8, C9, C10, C11, C12, C13 = (1.0 / math.factorial(k + 1) for k in range(8, 14))
LENGTHS = "m", "cm", "mm", "um", "nm", "cm2"
AREA = (
    " A text has no lengths, and I is in A: choose the area of the neuron and type parameters of "
    "all of it; 1e-4 cm² turn 1 µA/cm² into 100 pA, 1 µF/cm² into 100 pF and 1 mS/cm² into 100 nS."
)
LARGEST = 10_000  # characters of a text
HIGHEST, WIDE = 0.5, 1e3  # V; how much more and less than its usual value another parameter may be
PLAIN = Quantity("", "value without a unit", -1e300, 1e300)
NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
DERIVATIVE = re.compile(r"d([A-Za-z]\w*)\s*/\s*dt\s*=(?!=)(.*)", re.ASCII | re.DOTALL)
ASSIGNED = re.compile(r"([A-Za-z]\w*)\s*([-+*/]?)=(?!=)(.*)", re.ASCII | re.DOTALL)


def exprel(x: Any) -> Any:
    r"""Return (e^x - 1)/x with a relative error below 1e-14.

    Where the difference would lose digits, it is the series

    .. math::

        \frac{e^x - 1}{x} = \sum_{k=0}^\infty \frac{x^k}{(k + 1)!} \tag{1}

    up to k = 13. Plain arithmetic and one exponential, so that a compiled loop computes several
    neurons at once, which it could not with ``np.expm1``.
    """
    near = np.abs(x) < 0.5
    y, far = np.where(near, x, 0.0), np.where(near, 1.0, x)
    high = C8 + y * (C9 + y * (C10 + y * (C11 + y * (C12 + y * C13))))
    low = 1.0 + y * (
        C1 + y * (C2 + y * (C3 + y * (C4 + y * (C5 + y * (C6 + y * (C7 + y * high))))))
    )
    return np.where(near, low, (np.exp(far) - 1.0) / far)  # (1)


def times(a: Dimension, b: Dimension, sign: int = 1) -> Dimension:
    """Return the dimension of a product, or with ``sign`` -1 that of a quotient."""
    return (a[0] + sign * b[0], a[1] + sign * b[1], a[2] + sign * b[2])


def unit_of(dimension: Dimension) -> str:
    """Write the unit of a dimension, as "V/s"."""
    if dimension in UNITS:
        return UNITS[dimension].replace("Hz", "1/s")
    up, down = (
        [u if p == 1 else f"{u}**{p:g}" for u, p in zip("VAs", powers, strict=True) if p > 0]
        for powers in (dimension, times(NUMBER, dimension, -1))
    )
    below = f"({'*'.join(down)})" if len(down) > 1 else "".join(down)
    return f"{'*'.join(up) or 1}/{below}".removesuffix("/")


def lines(text: Any, what: str) -> list[str]:
    """Return the lines of a text, between which stand ``;`` or a new line outside brackets."""
    if not isinstance(text, str) or len(text) > LARGEST:
        raise ParameterError(
            f"from_equations' {what} is {text!r:.60}; expected a text of at most {LARGEST} letters."
        )
    found = [""]
    for part in re.split(r"[;\n]", re.sub("#.*", "", text)):
        if found[-1].count("(") > found[-1].count(")"):
            found[-1] += f" {part.strip()}"
        elif part.strip():
            found.append(part.strip())
    return found[1:]


class Line(NamedTuple):
    """A line that was read: what it sets, how it was typed, and to which tree."""

    name: str
    typed: str
    tree: ast.expr

    @property
    def names(self) -> set[str]:
        """The names in it."""
        return {each.id for each in ast.walk(self.tree) if isinstance(each, ast.Name)}


class Reader:
    """Reads texts of a model, and knows the dimension of each name that may stand in them."""

    def __init__(self, model: str) -> None:
        self.model, self.place = model, ""
        self.known: dict[str, Dimension] = {}
        self.plain: dict[str, float] = {}  # parameters that were given as numbers without a unit
        self.bare: dict[str, str] = {}  # lines that give a name a value without a unit
        self.below: dict[str, str] = {}  # lines that define a name further down
        self.divisors: set[str] = set()

    def refused(self, why: str) -> ParameterError:
        """Return the refusal of a line."""
        return ParameterError(f"{self.model}, {self.place!r:.200}: {why}")

    def parsed(self, text: str) -> ast.expr:
        """Return the tree of a text."""
        try:
            return ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError):
            why = f"{text.strip()!r:.80} is no arithmetic; expected it as in (E_L - V)/tau."
            raise self.refused(why) from None

    def expect(self, node: ast.expr, wanted: Dimension, what: str) -> ast.expr:
        """Return the tree of what has a unit, or refuse it."""
        tree, found = self.quantity(node)
        if found not in (None, wanted):
            raise self._differs([node], found, wanted, f"{what}, which {_has(wanted)}")
        return tree

    def alike(self, one: ast.expr, other: ast.expr, where: str) -> tuple[Any, Any, Any]:
        """Return the trees of two of one unit, and their dimension, or refuse them."""
        (left, a), (right, b) = self.quantity(one), self.quantity(other)
        if a is not None and b is not None and a != b:
            first = f"as {ast.unparse(one)!r:.80} has {where}, which {_has(a)}"
            raise self._differs([other, one], b, a, f"the same unit {first}")
        return left, right, a if b is None else b

    def _differs(self, nodes: list[ast.expr], found: Any, wanted: Any, what: str) -> ParameterError:
        """Return the refusal of the first node, which has not the unit that was expected, as of the
        second one, and what to type.
        """
        names = [each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)]
        less, more = times(found, wanted, -1), times(wanted, found, -1)
        advice = f"Multiply it by a quantity in {unit_of(more)}."
        if less in UNITS and less != DIMENSIONS["Hz"]:
            advice = f"Divide it by a quantity in {unit_of(less)}."
        for name in sorted(set(names) & set(self.bare))[:1]:
            advice = f"{name} has no unit by its line {self.bare[name]!r:.60}: type one there."
        for name in sorted(set(names) & set(self.plain))[:1]:
            typed = self._typed(name, [more, less], nodes, wanted)
            advice = f"{name} is a number without a unit; type {typed}."
        for name in sorted(set(names) & set(self.known)):
            if _is_unit(name) and DIMENSIONS[units.base(name)] != self.known[name]:
                advice = f"The unit {name} is hidden by {name} of the model: rename {name} there."
        shown = f"{ast.unparse(nodes[0])!r:.80} {_has(found)}; expected {what}"
        return self.refused(f"{shown}. {advice}")

    def _typed(
        self, name: str, missing: list[Dimension], nodes: list[ast.expr], wanted: Dimension
    ) -> str:
        """Return how to type a parameter that was given without a unit: the one that makes the
        units of ``nodes`` fit, as in ``tau='20*ms'``.
        """
        before, self.plain, value = self.plain, {}, self.plain[name]
        text = "it in quotes, with its unit, as in tau='20*ms'"
        for dimension in missing:
            self.known[name] = dimension
            with contextlib.suppress(ParameterError):
                found = [self.quantity(node)[1] for node in nodes]
                if dimension in UNITS and len({*found, *([wanted] * (len(nodes) == 1))}) == 1:
                    shown = units.show(value, UNITS[dimension], 6).replace(" ", "*")
                    text = f"{name}='{shown.replace('µ', 'u').replace('Ω', 'Ohm')}'"
                    break
        self.known[name], self.plain = NUMBER, before
        return text

    def quantity(self, node: ast.expr) -> tuple[ast.expr, Dimension | None]:
        """Return the tree of a kernel for one of a text, and its dimension, ``None`` of 0."""
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                if abs(value) > 1e308:
                    raise self.refused("a number is too large; expected at most 1e308.")
                return ast.Constant(float(value)), NUMBER if value else None
            case ast.Name(id=name):
                return self._named(name)
            case ast.UnaryOp(ast.USub() | ast.UAdd() as op, inside):
                tree, dimension = self.quantity(inside)
                return ast.UnaryOp(op, tree), dimension
            case ast.BinOp(one, ast.Add() | ast.Sub() as op, other):
                left, right, dimension = self.alike(one, other, "beside it")
                return ast.BinOp(left, op, right), dimension
            case ast.BinOp(one, ast.Mult() | ast.Div() as op, other):
                (left, a), (right, b) = self.quantity(one), self.quantity(other)
                sign = -1 if isinstance(op, ast.Div) else 1
                if sign < 0:
                    self._divide(right)
                return ast.BinOp(left, op, right), times(a or NUMBER, b or NUMBER, sign)
            case ast.BinOp(one, ast.Pow(), other):
                return self._power(one, other)
            case ast.Call(ast.Name("min" | "max" as name), [one, other], []):
                left, right, dimension = self.alike(one, other, f"in {name}")
                return _numpy(f"{name}imum", left, right), dimension
            case ast.Call(ast.Name("abs" | "sqrt" as name), [one], []):
                tree, a = self.quantity(one)
                half = a and (a[0] / 2, a[1] / 2, a[2] / 2)
                return _numpy(name, tree), half if name == "sqrt" else a
            case ast.Call(ast.Name(name), [one], []) if name in OF_NUMBERS:
                inside = self.expect(one, NUMBER, f"what {name} takes")
                if name == "exprel":
                    return ast.Call(ast.Name(name), [inside], []), NUMBER
                return _numpy(name, inside), NUMBER
            case ast.IfExp(test, one, other):
                left, right, dimension = self.alike(one, other, "in the other case")
                return _numpy("where", self.condition(test), left, right), dimension
        raise self.refused(
            f"{ast.unparse(node)!r:.80} is not allowed; expected names, numbers, + - * / **, "
            f"{', '.join(FUNCTIONS)} of one value or two, and a if V > V_T else b."
        )

    def condition(self, node: ast.expr) -> ast.expr:
        """Return the tree of a kernel for a comparison, or for several."""
        match node:
            case ast.Compare(one, [ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as op], [other]):
                left, right, _ = self.alike(one, other, "beside it")
                return ast.Compare(left, [op], [right])
            case ast.BoolOp(op, values):
                sign = ast.BitAnd() if isinstance(op, ast.And) else ast.BitOr()
                trees = map(self.condition, values)
                return reduce(lambda one, other: ast.BinOp(one, sign, other), trees)
        raise self.refused(
            f"{ast.unparse(node)!r:.80} is no condition; expected a comparison by <, <=, > or >=, "
            f"as in V >= V_T, or several with 'and' or 'or' between them."
        )

    def _named(self, name: str) -> tuple[ast.expr, Dimension]:
        if name in self.known:
            return ast.Name(name), self.known[name]
        if name in self.below:
            hidden = f" (The unit {name} is hidden by it.)" if _is_unit(name) else ""
            line = f"move its line {self.below[name]!r:.60} up"
            raise self.refused(f"{name} is defined below; {line}.{hidden}")
        if _is_unit(name):
            return ast.Constant(units.factor(name)), DIMENSIONS[units.base(name)]
        hints = {
            "t": " A current in time is I=(times, values) in net.population.",
            "xi": " A current of noise is noise=sigma in net.population.",
            **dict.fromkeys(LENGTHS, AREA),
        }
        has = f"has {', '.join(self.known)} here" if self.known else "has none here"
        raise self.refused(
            f"{name!r:.60} is no unit and no name of the model, which {has}. Type a parameter as "
            f"an argument, as in tau='20*ms'.{hints.get(name, meant(name, self.known))}"
        )

    def _power(self, one: ast.expr, other: ast.expr) -> tuple[ast.expr, Dimension | None]:
        (base, a), exponent = self.quantity(one), self.expect(other, NUMBER, "an exponent")
        try:
            power = float(ast.literal_eval(other))
        except ValueError:
            power = np.nan
        if a in (None, NUMBER):
            dimension = NUMBER
        elif np.isnan(power):
            why = f"{ast.unparse(one)!r:.80} {_has(a)}; expected a number as its exponent, or V/mV."
            raise self.refused(why)
        else:
            dimension = (power * a[0], power * a[1], power * a[2])
        if power != np.rint(power) or abs(power) > 16:
            return _numpy("power", base, exponent), dimension
        if power < 0:
            self._divide(base)
        return ast.BinOp(base, ast.Pow(), ast.Constant(int(power))), dimension  # by products

    def _divide(self, tree: ast.expr) -> None:
        """Keep the names by which a text divides, but in a sum: their parameters cannot be 0."""
        parts = list(ast.walk(tree))
        if not any(isinstance(each, (ast.Add, ast.Sub, ast.Call)) for each in parts):
            self.divisors |= {each.id for each in parts if isinstance(each, ast.Name)}


def _has(dimension: Any) -> str:
    return f"is in {unit_of(dimension)}" if dimension not in (None, NUMBER) else "has no unit"


def _is_unit(name: str) -> bool:
    """Return whether a name is that of a unit that a text may have."""
    known = name in units.__all__ and name not in units.FUNCTIONS
    return known and units.base(name) in DIMENSIONS


def _numpy(name: str, *inside: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(ast.Name("np"), name), list(inside), [])


# --- the lines of a model -------------------------------------------------------------------------


class Texts(Reader):
    """The texts of a model, read in the order in which they depend on one another."""

    def __init__(
        self,
        model: str,
        texts: Mapping[str, list[str]],
        known: dict[str, Any],
        plain: dict[str, float],
    ) -> None:
        super().__init__(model)
        self.parameters = tuple(known)
        self.known, self.plain = known, plain
        found = [DERIVATIVE.fullmatch(text) for text in texts["equations"]]
        names = [each[1] for each in found if each]
        # the voltage comes first, whatever the order of the text
        self.state = tuple(sorted(names, key=lambda name: name != "V"))
        if "V" not in names or len(set(names)) < len(names):
            has = ", ".join(names) or "nothing"
            raise ParameterError(
                f"{model}'s equations are of {has}; expected one of each variable, and dV/dt = … "
                f"of the voltage V."
            )
        self.rest = [self._set(text) for text in texts["rest"]]
        if sorted(line.name for line in self.rest) != sorted(names):
            raise ParameterError(
                f"{model}'s rest is {'; '.join(texts['rest'])!r:.80}; expected a line for each of "
                f"{', '.join(self.state)}, as in V = -65*mV, which also says its unit."
            )
        self.known["I"] = DIMENSIONS["A"]
        pairs = list(zip(texts["equations"], found, strict=True))
        read = [(text, ASSIGNED.fullmatch(text)) for text, derivative in pairs if not derivative]
        self.below = {assigned[1]: text for text, assigned in read if assigned}
        self.defined = [self._set(text) for text, derivative in pairs if not derivative]
        self.slopes: dict[str, Line] = {}
        for self.place, derivative in pairs:
            if derivative:
                name, right = derivative.groups()
                wanted = times(self.known[name], DIMENSIONS["s"], -1)
                tree = self.expect(self.parsed(right), wanted, f"d{name}/dt")
                self.slopes[name] = Line(f"_d{name}", self.place, tree)
        self.place = " ".join(texts["spike"])
        self.spike = Line("_spike", self.place, self.condition(self.parsed(self.place)))
        self.reset = [self._set(text, reset=True) for text in texts["reset"]]

    def _set(self, text: str, reset: bool = False) -> Line:
        """Read a line that gives a value to a name: a new one, or in a reset a state variable."""
        self.place, found = text, ASSIGNED.fullmatch(text)
        name = found[1] if found else ""
        if not found or (name not in self.state if reset else found[2] or name in self.known):
            has = f"one of {', '.join(self.state)}" if reset else "a name that has no value yet"
            raise self.refused(f"expected {has}, and its value, as in V = -65*mV.")
        self.below.pop(name, None)
        right = f"{name} {found[2]} ({found[3]})" if found[2] else found[3]
        wanted = self.known.get(name, DIMENSIONS["V"] if name == "V" else None)
        if wanted:
            tree = self.expect(self.parsed(right), wanted, name)
        else:
            expect_name(self.model, name)
            tree, wanted = self.quantity(self.parsed(right))
            if wanted in (None, NUMBER) and not Line(name, text, tree).names:
                self.bare[name] = text
        self.known[name] = wanted or NUMBER
        return Line(name, text, tree)

    def kernel(self, name: str, first: tuple[str, ...], body: list[Line], end: list[str]) -> Any:
        """Return a function of ``first``, and of the parameters and definitions that it needs."""
        needed = set().union(*(line.names for line in body))
        for line in reversed(self.defined):
            if line.name in needed:
                needed |= line.names
                body = [line, *body]
        if "I" in needed and "I" not in first:
            self.place = body[-1].typed
            raise self.refused("it depends on I; expected this of equations alone.")
        arguments = ", ".join([*first, *(each for each in self.parameters if each in needed)])
        inside = "".join(f"    {line.name} = {ast.unparse(line.tree)}\n" for line in body)
        text = f"def {name}({arguments}):\n{inside}    return {', '.join(end)}\n"
        values = {"np": np, "exprel": exprel, "__name__": __name__}
        return staticmethod(_jit.generated(text, name, **values))


def expect_name(model: str, name: str, taken: type | None = None) -> None:
    """Refuse what cannot be the name of a parameter or of a state variable."""
    if (
        not NAME.fullmatch(name)
        or name in (*FUNCTIONS, "I", "G", "np", "t", "dt")
        or keyword.iskeyword(name)
        or hasattr(taken, name)
    ):
        raise ParameterError(f"{model} cannot have the name {name!r:.60}; type another one.")


# --- parameters and the class ---------------------------------------------------------------------


def value_of(model: str, name: str, given: Any) -> tuple[float, Dimension]:
    """Return the value of a parameter and its dimension: of a number, of a text with its unit, or
    of what ``param`` returned.
    """
    reader = Reader(model)
    reader.place = f"{name} = {given}"
    if isinstance(given, float):
        return given, NUMBER
    if isinstance(given, tuple):
        unit = given[1].unit or untyped(given[1].meaning) or "1"
        unit = unit.replace("²", "**2").replace("³", "**3")
        return given[0], reader.quantity(reader.parsed(unit))[1] or NUMBER
    tree, dimension = reader.quantity(reader.parsed(given))
    value = np.nan
    with np.errstate(all="ignore"), contextlib.suppress(ArithmeticError, TypeError):
        text = f"def value(): return {ast.unparse(tree)}"
        value = float(_jit.generated(text, "value", np=np, exprel=exprel)())
    if not np.isfinite(value):
        raise reader.refused("expected a finite number with its unit, as in '20*ms'.")
    return value, dimension or NUMBER


def quantity_of(
    read: Reader, name: str, given: Any, value: float, dimension: Dimension
) -> Quantity:
    """Return the range of a parameter, and the unit in which it is shown."""
    if isinstance(given, tuple):
        quantity: Quantity = given[1]
        return quantity
    known = dimension in UNITS
    unit = UNITS.get(dimension, "")
    typed = [each for each in re.findall(r"[A-Za-z]\w*", str(given)) if units.base(each) == unit]
    unit = typed[0] if len(typed) == 1 else unit
    size = abs(value) or units.factor(unit)
    high = max(HIGHEST, size) if dimension == DIMENSIONS["V"] else WIDE * size
    low = 0.0 if dimension == DIMENSIONS["s"] else -high
    if name in read.divisors:
        read.place = f"{name} = {given}"
        if not value:
            raise read.refused("an equation divides by it; expected another value than 0.")
        low, high = sorted((np.sign(value) * size / WIDE, np.sign(value) * high))
    meaning = MEANINGS[list(UNITS).index(dimension)] if known else f"value, {unit_of(dimension)}"
    return Quantity(unit, meaning, float(low), float(high))


class Given(NamedTuple):
    """What a model is made from: see :func:`made`."""

    base: type
    name: str
    typed: tuple[str, ...]
    given: tuple[tuple[str, Any], ...]


class Written(type):
    """The class of models that were made from texts, from which a pickle makes them again."""


def _again(model: Any) -> Any:
    texts = vars(model).get("_texts")
    return (made, texts) if texts else model.__qualname__


copyreg.pickle(Written, _again)


@lru_cache(maxsize=256)
def made(base: type, name: str, typed: tuple[str, ...], given: tuple[tuple[str, Any], ...]) -> Any:
    """Return the class of a model, the same one for the same texts and parameters."""
    texts = {kind: lines(text, kind) for kind, text in zip(KINDS, typed, strict=True)}
    plain = {key: value for key, value in given if isinstance(value, float)}
    try:
        values = {key: value_of(name, key, value) for key, value in given}
        read = Texts(name, texts, {key: dimension for key, (_, dimension) in values.items()}, plain)
        slopes, state = [read.slopes[each] for each in read.state], [*read.state, ""]
        kernels = {
            "flow": read.kernel(
                "flow", (*read.state, "I"), slopes, [x.name for x in slopes] + [""]
            ),
            "fires": read.kernel("fires", read.state, [read.spike], ["_spike"]),
            "reset": read.kernel("reset", read.state, read.reset, state),
            "start": read.kernel("start", (), read.rest, state),
        }
    except RecursionError:
        raise ParameterError(f"{name} has texts with too many brackets; use fewer.") from None
    parts = [*read.defined, *slopes, read.spike, *read.reset, *read.rest]
    for key in values:
        if key == "t_ref" and values[key][1] != DIMENSIONS["s"]:
            raise ParameterError(f"{name}'s t_ref is no time; expected one, as in t_ref='2*ms'.")
        if key == "t_ref" and all(line.name != "V" for line in read.reset):
            raise ParameterError(no_refractory(name))
        if key != "t_ref" and all(key not in line.names for line in parts):
            raise ParameterError(f"{name}'s {key} is given, and no text uses it; leave it out.")
    flow, start = kernels["flow"], kernels.pop("start")
    of_flow = list(inspect.signature(flow).parameters)[len(slopes) + 1 :]
    of_start = list(inspect.signature(start).parameters)

    def rest(self: Any) -> tuple[float, ...]:
        """Return the state from which a run starts."""
        try:
            return tuple(map(float, start(*(getattr(self, each) for each in of_start))))
        except (ArithmeticError, TypeError):  # of a complex number
            raise ParameterError(f"{name}'s rest, {typed[2]!r:.80}, is no number here.") from None

    def check(self: Any) -> None:
        """Refuse parameters with which the equations have no value at rest."""
        slope, y = np.array(np.nan), rest(self)
        with np.errstate(all="ignore"), contextlib.suppress(ArithmeticError, TypeError):
            p = (getattr(self, each) for each in of_flow)
            slope = np.array(flow(*y, 0.0, *p), dtype=float)
        if not np.isfinite(slope).all():
            raise ParameterError(
                f"{name}'s equations have no finite value at rest, {typed[2]!r:.80}; expected a "
                f"state where none divides by 0."
            )

    fields = {
        key: field(
            default=values[key][0],
            metadata={"quantity": quantity_of(read, key, value, *values[key])},
        )
        for key, value in given
    }
    shown = [*texts["equations"], *texts["spike"], *texts["reset"]]
    shown = [rf"    \texttt{{{text}}} \tag{{{k}}}" for k, text in enumerate(shown, 1)]
    equations = "\n".join(shown).replace("_", r"\_")
    body = {
        "__module__": __name__,
        "__doc__": f"{name}, a neuron from equations as text.\n\n.. math::\n\n{equations}\n",
        "__annotations__": dict.fromkeys(fields, float),
        "state": read.state,
        "rest": rest,
        "check": check,
        "_texts": Given(base, name, typed, given),
    }
    return dataclass(frozen=True, repr=False)(Written(name, (base,), body | fields | kernels))


def model(base: type, name: Any, typed: tuple[Any, ...], parameters: Mapping[str, Any]) -> Any:
    """Return the class of a model, or refuse a name or a value that it cannot have."""
    if not isinstance(name, str) or not NAME.fullmatch(name) or keyword.iskeyword(name):
        what = f"from_equations' name is {name!r:.60}"
        raise ParameterError(f"{what}; expected the name of a class, as in 'Izhikevich'.")
    given: list[tuple[str, Any]] = []
    for key, value in parameters.items():
        expect_name(name, key, base)
        if isinstance(value, Field) and "quantity" in value.metadata:
            given.append((key, (value.default, value.metadata["quantity"])))
        elif isinstance(value, str) and len(value) <= LARGEST:
            given.append((key, value))
        elif isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
            given.append((key, PLAIN.number(value, f"{name}'s {key}")))
        else:
            raise ParameterError(
                f"{name}'s {key} is {value!r:.60}; expected a number, a text with its unit, as in "
                f"{key}='20*ms', or param(…)."
            )
    texts = (*typed[:3], "" if typed[3] is None else typed[3])
    for text, kind in zip(texts, KINDS, strict=True):
        lines(text, kind)
    return made(base, name, texts, tuple(given))
