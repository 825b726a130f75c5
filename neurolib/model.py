"""What every model is: a frozen dataclass of named quantities, and pure kernels beneath equations
written once.

A kernel is a static method whose arguments are symbols: the state, the input, then parameters by
name. Its arithmetic carries the number of its equation as a comment, ``# (1)``; the class docstring
holds that equation in LaTeX with ``\\tag{1}``. A test keeps the two sets equal.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, TypeVar

import numpy as np

from . import units
from .units import ParameterError as ParameterError

__all__ = ["Model", "ParameterError", "Quantity", "Source", "Words", "param", "word"]

T = TypeVar("T", bound="Model")


_UNTYPED = re.compile(r"(.*), (\S*/\S*|eV|A)")


def close(value: Any, words: Iterable[str], cutoff: float = 0.4) -> str | None:
    """Return the one of some ``words`` that is most similar to ``value``, if any is similar."""
    found = (
        difflib.get_close_matches(value, list(words), 1, cutoff) if isinstance(value, str) else []
    )
    return found[0] if found else None


def meant(value: Any, words: Iterable[str], cutoff: float = 0.4) -> str:
    """Return the end of a refusal, `` Did you mean 'STDP'?``, or nothing where no word is like
    ``value``.
    """
    word = close(value, words, cutoff)
    return f" Did you mean {word!r}?" if word else ""


def generator(
    rng: Any,
    verb: str,
    why: str = "; expected a NumPy random generator, as in np.random.default_rng(1)",
) -> np.random.Generator:
    """Return ``rng`` if it is a NumPy random generator, or raise :class:`ParameterError` about the
    argument of ``verb``.
    """
    if isinstance(rng, np.random.Generator):
        return rng
    raise ParameterError(f"{verb}'s rng is {rng!r:.60}{why}.")


def needs(module: str, verb: str, package: str = "", extra: str = "") -> Any:
    """Return a module of another package, or say what to type where this Python has none.

    ``package`` is its name where it is another; ``extra`` is the extra of this library that has it,
    with all else that is needed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        package = package or module.split(".")[0]
        wanted = f'"neurolib-course[{extra}]"' if extra else package
        sentence = (
            f"{verb} needs {package}, which this Python does not have; type pip install {wanted}."
        )
        raise ModuleNotFoundError(sentence, name=missing.name) from None


def expect(value: Any, kind: Any, name: str, expected: str) -> Any:
    """Return ``value`` if it is of a ``kind``, a class or several, or raise :class:`ParameterError`
    about what is called ``name``.
    """
    if isinstance(value, kind):
        return value
    raise ParameterError(f"{name} is {value!r:.60}; expected {expected}.")


def untyped(meaning: str) -> str:
    """Return the unit without a name at the end of a meaning, as ``1/V`` of "steepness, 1/V"."""
    found = _UNTYPED.fullmatch(meaning)
    return found[2] if found else ""


def is_empty(value: Any) -> bool:
    """Return whether a value is a list, a tuple or an array of nothing."""
    return (
        value.size == 0
        if isinstance(value, np.ndarray)
        else isinstance(value, (list, tuple)) and not value
    )


def expect_progress(progress: Any) -> None:
    """Refuse what cannot be called with two times."""
    try:
        fits = progress is None or (
            callable(progress) and bool(inspect.signature(progress).bind(0.0, 1.0))
        )
    except TypeError:
        fits = False
    except ValueError:  # a built-in that does not say what it takes
        fits = True
    if not fits:
        raise ParameterError(
            f"run's progress is {progress!r:.60}; expected a function of two times, as "
            f"in progress=print."
        )


def read_only(*parts: Any) -> None:
    """Let nothing write into the arrays that objects hold, alone, in a tuple or in a dictionary:
    what was made of them would not follow.
    """
    for value in (value for part in parts for value in vars(part).values()):
        for array in (
            value.values()
            if isinstance(value, dict)
            else value
            if isinstance(value, tuple)
            else (value,)
        ):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False


def flag(value: Any, name: str) -> bool:
    """Return ``value`` if it is a truth value, or raise :class:`ParameterError` about what is
    called ``name``.
    """
    return bool(expect(value, (bool, np.bool_), name, "True or False"))


def over_time(function: Callable[[Any], Any], t: np.ndarray, name: str) -> np.ndarray:
    """Return the values of a function at the times ``t``, asked for at once if it takes arrays,
    else one by one.
    """
    try:
        values = np.asarray(function(t))
        if values.shape == t.shape:
            return values
    except (TypeError, ValueError):  # a scalar function, as with `if t < 0.1`
        pass
    try:
        return np.array([function(instant) for instant in t])
    except (TypeError, ValueError) as failed:
        raise ParameterError(
            f"{name} is a function that failed: {failed}; expected one of a time in s, "
            f"as in lambda t: 1*t."
        ) from failed


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


# relative: what rounding may leave beyond a bound, as of 3 * 0.1 beyond 0.3; it is taken for the
# bound
EDGE = 1e-13


@dataclass(frozen=True)
class Quantity:
    """A named quantity: its unit of display, meaning, permitted range and, where sliders use it, a
    teaching range and a step (SI).
    """

    unit: str
    meaning: str
    low: float
    high: float
    teaching: tuple[float, float] | None = None
    # between two stops of a slider, such as 1 for whole numbers; None: some round one
    step: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no quantity, where it is made: a unit without a name, words for numbers, a
        range from high to low.
        """
        title = f"The quantity {self.meaning!r:.60}"
        try:
            units.factor(self.unit)
        except ParameterError:
            hint = units.hint(self.unit) if isinstance(self.unit, str) else ""
            raise ParameterError(
                f"{title} has the unit {self.unit!r:.60}; expected the name of a unit in quotes, "
                f"as in 'mV', or '' for none.{hint}"
            ) from None
        expect(self.meaning, str, "A quantity's meaning", 'words, as in "membrane capacitance"')
        ranges = {"range": (self.low, self.high)} | (
            {} if self.teaching is None else {"teaching range": self.teaching}
        )
        for name, ends in ranges.items():
            if not (
                isinstance(ends, tuple)
                and len(ends) == 2
                and all(map(_is_number, ends))
                and ends[0] <= ends[1]
            ):
                raise ParameterError(
                    f"{title} has the {name} {ends!r:.60}; expected two numbers in SI, "
                    f"the lower one first."
                )
        if self.step is not None and not (_is_number(self.step) and self.step > 0):
            raise ParameterError(
                f"{title} has the step {self.step!r:.60}; expected a number above 0, or None."
            )

    @property
    def factor(self) -> float:
        """SI value of the display unit."""
        return units.factor(self.unit)

    @property
    def words(self) -> str:
        """The meaning as Markdown: without its unit, and what it names, as in "time after which G_a
        holds", in LaTeX.
        """
        return re.sub(
            r"\b[A-Za-z]+_\w+\b",
            lambda match: f"${latex(match[0])}$",
            _UNTYPED.sub(r"\1", self.meaning),
        )

    def shown(self, value: float) -> str:
        """Write an SI value in the unit of display; a unit that has no name to be typed stands at
        the end of the meaning.
        """
        unit = untyped(self.meaning) or self.unit
        return units.quantity(value / self.factor, unit, 6)

    def number(self, value: Any, name: str) -> float:
        """Return ``value`` as a float, or raise :class:`ParameterError` about the quantity called
        ``name``.
        """
        # as most numbers are: the rest takes ten times as long
        fits = isinstance(value, float) and self.low <= value <= self.high
        return float(value) if fits else float(self._checked(value, name, scalar=True))

    def whole(self, value: Any, name: str) -> int:
        """Return ``value`` as an int, or raise :class:`ParameterError`, also for a number that is
        not whole.
        """
        number = self.number(value, name)
        if number != int(number):
            raise ParameterError(
                f"{name} ({self.meaning}) is {number:g}; expected a whole number, as in "
                f"{round(number)}."
            )
        return int(number)

    def array(self, value: Any, name: str) -> np.ndarray:
        """Return ``value`` as a float array of any shape, or raise :class:`ParameterError`."""
        return self._checked(value, name, scalar=False)

    def within(self, value: Any, name: str) -> Any:
        """Return a float or an array of numbers as it is where all is in range, for verbs that are
        called often; else as :meth:`array`.
        """
        if isinstance(value, float):
            fits = self.low <= value <= self.high
        else:
            known = type(value) is np.ndarray and value.dtype.kind in "if" and value.size > 0
            fits = known and bool(value.min() >= self.low and value.max() <= self.high)
        return value if fits else self.array(value, name)

    def _checked(self, value: Any, name: str, scalar: bool) -> np.ndarray:
        title = f"{name} ({self.meaning})"
        example = self._typed(
            self.teaching[0] if self.teaching else max(self.low, min(self.high, self.factor))
        )
        try:
            if np.ma.is_masked(value):
                raise ParameterError(
                    f"{title} is a masked array with masked values; type "
                    f"value.compressed() to leave them out."
                )
            raw = np.asarray(value)
            if raw.dtype.kind not in "iuf" and raw.size:
                raise TypeError
            array = raw.astype(float)
        except ParameterError:
            raise
        except (TypeError, ValueError):
            raise ParameterError(
                f"{title} is {value!r}, which is not a number; type a number with its "
                f"unit, as in {example}."
            ) from None
        if scalar and array.ndim:
            raise ParameterError(
                f"{title} is an array of shape {array.shape}; expected one number, as in {example}."
            )
        if array.size == 0:
            raise ParameterError(
                f"{title} is empty; expected at least one value, as in [{example}]."
            )
        low, high = self.low - EDGE * abs(self.low), self.high + EDGE * abs(self.high)
        bad = array[~((array >= low) & (array <= high))]
        if bad.size:
            raise ParameterError(self._sentence(title, float(bad.flat[0])))
        return np.asarray(np.clip(array, self.low, self.high))

    def _sentence(self, title: str, value: float) -> str:
        given, low, high = (
            units.show(number, self.unit) for number in (value, self.low, self.high)
        )
        message = f"{title} is {given}; expected {low} to {high}."
        usual = self.teaching or (self.low, self.high)
        if self.factor != 1 and abs(value) >= 0.05 and usual[0] <= value * self.factor <= usual[1]:
            message += f" Is a unit missing, as in {value:g}*{self.unit}?"
        return message

    def _typed(self, value: float) -> str:
        """Python that gives ``value`` back exactly, in the display unit: ``20*ms``."""
        if not self.unit:
            return repr(value)
        rounded = (float(f"{value / self.factor:.{digits}g}") for digits in range(1, 17))
        text = f"{next((r for r in rounded if r * self.factor == value), value / self.factor):.15g}"
        return text if self.factor == 1 else f"{text}*{self.unit}"


SEED = Quantity("", "seed of all that is random, a whole number", 0, 2**53)


def param(
    default: float,
    unit: str,
    meaning: str,
    low: float,
    high: float,
    teaching: tuple[float, float] | None = None,
    step: float | None = None,
) -> Any:
    """Declare a model parameter (a dataclass field): default, ranges and step in SI, ``unit`` the
    one it is shown in.
    """
    quantity = Quantity(unit, meaning, low, high, teaching, step)
    quantity.number(default, "param's default")
    return field(default=default, metadata={"quantity": quantity})


@dataclass(frozen=True)
class Words:
    """A named choice among words: its meaning, and the words."""

    meaning: str
    words: tuple[str, ...]

    def word(self, value: Any, name: str) -> str:
        """Return ``value`` if it is one of the words, or raise :class:`ParameterError` about the
        choice called ``name``.
        """
        if isinstance(value, str) and value in self.words:
            return value
        expected = f"expected one of {', '.join(map(repr, self.words))}.{meant(value, self.words)}"
        raise ParameterError(f"{name} ({self.meaning}) is {value!r:.60}; {expected}")


def word(default: str, meaning: str, words: tuple[str, ...]) -> Any:
    """Declare a parameter of a model that is one of some ``words`` (a dataclass field)."""
    return field(default=default, metadata={"words": Words(meaning, words)})


class Model:
    """Base of every model: validation, ``repr`` that can be typed back, and display in
    notebooks.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]  # every model is a dataclass

    def __new__(cls: type[T], *args: Any, **named: Any) -> T:
        """Refuse a parameter that the model does not have, and say which it has; and a model that
        is no frozen dataclass.
        """
        if "__dataclass_fields__" not in vars(cls) and any(
            isinstance(value, Field) for value in vars(cls).values()
        ):
            raise TypeError(
                f"{cls.__name__} has parameters, and is no dataclass; type "
                f"@dataclass(frozen=True, repr=False) above its class."
            )
        if (made := getattr(cls, "__dataclass_params__", None)) and not made.frozen:
            raise TypeError(
                f"{cls.__name__} is a dataclass that is not frozen, so that its "
                f"parameters could change "
                "during a run; type @dataclass(frozen=True, repr=False) above its class."
            )
        parameters = cls._parameters()
        # neither quantities nor choices
        own = {f.name for f in fields(cls) if f.init and not f.metadata}
        known, placed = [f.name for f in parameters], [f.name for f in parameters if not f.kw_only]
        for name in named:
            if name not in known and name not in own:
                hint = f" Did you mean {like}?" if (like := close(name, known)) else ""
                raise ParameterError(
                    f"{cls.__name__} has no parameter {name}; it has {', '.join(known)}.{hint}"
                )
        if len(args) > len(placed):
            others = " Type the others with their names." if len(placed) < len(known) else ""
            raise ParameterError(
                f"{cls.__name__} takes {len(placed)} parameters, {', '.join(placed)}; "
                f"{len(args)} were given.{others}"
            )
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for name, quantity in self.quantities().items():
            object.__setattr__(
                self, name, quantity.number(getattr(self, name), f"{type(self).__name__}.{name}")
            )
        for name, choice in self.choices().items():
            object.__setattr__(
                self, name, choice.word(getattr(self, name), f"{type(self).__name__}.{name}")
            )
        self.check()

    def check(self) -> None:
        """Raise :class:`ParameterError` where parameters, each in its range, do not fit
        together.
        """

    def misplaced(
        self,
        name: str,
        relation: str,
        other: str,
        example: str = "",
        shown: Callable[..., str] = units.show,
    ) -> ParameterError:
        """Return the refusal of a parameter that is not ``relation``, "less than" or "more than",
        some ``other`` one.
        """
        known = self.quantities()
        one, two = (
            f"{type(self).__name__}.{each} ({known[each].meaning})" for each in (name, other)
        )
        value, limit = (shown(getattr(self, each), known[each].unit) for each in (name, other))
        return ParameterError(
            f"{one} is {value}; expected {relation} {two}, "
            f"{limit}{example and f', as in {example}'}."
        )

    @classmethod
    def _parameters(cls) -> list[Field[Any]]:
        """Return the parameters as the model takes them: those that models share, which are given
        by name alone, come last.
        """
        return sorted((f for f in fields(cls) if f.metadata), key=lambda f: f.kw_only is True)

    @classmethod
    def quantities(cls) -> dict[str, Quantity]:
        """Return the parameters in order, as name → :class:`Quantity`."""
        return {
            f.name: f.metadata["quantity"] for f in cls._parameters() if "quantity" in f.metadata
        }

    @classmethod
    def choices(cls) -> dict[str, Words]:
        """Return the parameters that are words in order, as name → :class:`Words`."""
        return {f.name: f.metadata["words"] for f in cls._parameters() if "words" in f.metadata}

    def values(self, kernel: Callable[..., Any], *given: str) -> tuple[float, ...]:
        """Return the parameter values that ``kernel`` asks for by name, after its arguments named
        in ``given``.
        """
        return tuple(
            float(getattr(self, name))
            for name in inspect.signature(kernel).parameters
            if name not in given
        )

    def __repr__(self) -> str:
        inside = [
            f"{name}={q._typed(getattr(self, name))}" for name, q in self.quantities().items()
        ]
        inside += [f"{name}={getattr(self, name)!r}" for name in self.choices()]
        return f"{type(self).__name__}({', '.join(inside)})"

    @classmethod
    def equations(cls) -> dict[int, str]:
        """Return the LaTeX of the class docstring, by tag."""
        blocks = re.findall(
            r"\.\. math::\n\n((?:[ \t]+\S.*\n)+)", textwrap.dedent(inspect.getdoc(cls) or "") + "\n"
        )
        lines = [
            " ".join(line.strip().removesuffix("\\\\") for line in block.splitlines())
            for block in blocks
        ]
        return {
            int(tag): text.strip()
            for line in lines
            for text, tag in re.findall(r"(.*?\\tag\{(\d+)\})", line)
        }

    def _repr_markdown_(self) -> str:
        first = (
            (inspect.getdoc(type(self)) or "")
            .split("\n\n")[0]
            .replace("\n", " ")
            .replace("``", "`")
        )
        equations = "\n\n".join(f"$${text}$$" for text in self.equations().values())
        rows = "\n".join(
            (
                f"| {f'${latex(name)}$' if is_symbol(name) else f'`{name}`'} | {q.words} | "
                f"{q.shown(getattr(self, name))} |"
            )
            for name, q in self.quantities().items()
        )
        rows += "".join(
            f"\n| {name} | {choice.meaning} | {getattr(self, name)} |"
            for name, choice in self.choices().items()
        )
        return (
            f"**{type(self).__name__}** — {first}\n\n{equations}\n\n| symbol | meaning | "
            f"value |\n|:--|:--|--:|\n{rows}\n"
        )


_GREEK = {
    "alpha",
    "beta",
    "gamma",
    "delta",
    "Delta",
    "eta",
    "theta",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "rho",
    "sigma",
    "tau",
    "phi",
    "omega",
}
_SIGNS = {"plus": "+", "minus": "-"}


def is_symbol(name: str) -> bool:
    """Return whether a name is a symbol, as ``V_T``, ``A2_plus`` and ``tau_m`` are, rather than a
    word, as ``per_decade`` is.
    """
    stem = name.partition("_")[0]
    return stem in _GREEK or re.fullmatch(r"[A-Za-z]\d?", stem) is not None


def latex(name: str) -> str:
    """Write a parameter in LaTeX: ``tau_theta`` gives ``\\tau_{\\theta}``, ``A2_plus`` ``A_2^+``,
    ``V_peak`` ``V_{\\mathrm{peak}}``.
    """
    stem, _, index = name.partition("_")
    stem = f"\\{stem}" if stem in _GREEK else stem
    if index in _SIGNS:
        return (
            f"{stem[:-1]}_{stem[-1]}^{_SIGNS[index]}"
            if stem[-1].isdigit()
            else f"{stem}_{_SIGNS[index]}"
        )
    if index in _GREEK:
        return f"{stem}_{{\\{index}}}"
    if not index:
        return stem
    return f"{stem}_{{{index}}}" if len(index) == 1 else f"{stem}_{{\\mathrm{{{index}}}}}"


@dataclass(frozen=True)
class Source:
    """The source of a library function, shown in a notebook as highlighted code."""

    function: Callable[..., Any]

    def __str__(self) -> str:
        return textwrap.dedent(inspect.getsource(self.function))

    def _repr_markdown_(self) -> str:
        return f"```python\n{self}```"
