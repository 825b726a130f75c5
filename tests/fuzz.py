"""Every public verb of the library, called with one bad value at a time: who answers with a
sentence, and who does not.

Run ``python -m tests.fuzz`` for the table (about a minute), ``python -m tests.fuzz plot energy``
for some areas, with ``-v`` for every case that is no good. The exit code is 1 if more than 0.2 % of
the cases end in a raw error or in silent nonsense, or if any NaN comes out. A case is one argument
of one call, all others good. Where it ends:

- *sentence*: an exception that the library raises itself, on a line with ``raise``;
- *accepted*: a result, for a value that may mean something there (a number in range, an array that broadcasts, a documented word);
- *raw*: an exception from somewhere else; *nonsense*: a result for a value that can mean nothing there, as a string for a current;
- *NaN*: a result that holds a NaN where the good call holds none; *warning*: a warning of NumPy; *slow*: more than six seconds of processor time.
"""

from __future__ import annotations

import argparse
import inspect
import linecache
import signal
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, suppress
from typing import Any

import numpy as np

from neurolib import ParameterError
from tests.fuzz_calls import MAY_BE, PLACE, calls

AREAS = (
    "network",
    "neurons",
    "plasticity",
    "devices",
    "crossbar",
    "codes",
    "energy",
    "plot",
    "units",
    "applications",
)
ENDS = "sentence", "accepted", "raw", "nonsense", "NaN", "warning", "slow"
LIMIT = 0.002  # of the cases: raw errors, and silent nonsense
LONGEST = 6  # s of processor time


class Slow(BaseException):
    """A call took too long; no handler of the library catches it."""


def bad_values(good: Any) -> Iterator[tuple[str, Any, bool]]:
    """Yield (name, value, whether it may be accepted) of all that is tried in place of a good
    value.
    """
    number, array = (
        isinstance(good, (int, float)) and not isinstance(good, bool),
        isinstance(good, (np.ndarray, list, tuple)),
    )
    any_number = number or array or callable(good) or good is None
    # text: words, or a list of them
    text, flag, numbers = isinstance(good, str), isinstance(good, bool), False
    if array:
        text = all(isinstance(each, str) for each in good)
        with suppress(ValueError):
            numbers = np.asarray(good).dtype.kind in "iuf" and np.size(good) > 0
    yield "nan", float("nan"), False
    yield "inf", float("inf"), False
    yield "-1", -1, any_number
    yield "0", 0, any_number or flag
    yield "'x'", "x", text
    yield "None", None, good is None
    yield "True", True, flag
    yield "object", object(), False
    yield "list of nothing", [], array
    yield "list of words", ["a", "b"], array and text
    yield "empty array", np.empty(0), array
    yield "dictionary", {}, isinstance(good, Mapping)
    yield "shape (2, 3, 4)", np.zeros((2, 3, 4)), any_number
    yield "complex", 1 + 1j, False
    if number:
        yield "× 1000", good * 1000, True
        yield "/ 1000", good / 1000, True
        yield "- itself", -good, True
        yield "and a half", good + (0.5 if abs(good) >= 1 else 0.5 * good), True
        yield "as text", str(good), False
        yield "as a list", [good, good], True
    if numbers:
        values = np.array(good, dtype=float)
        for name, one in ("a nan in it", np.nan), ("an inf in it", np.inf):
            spoiled = values.copy()
            spoiled.flat[-1] = one
            yield name, spoiled, False
        yield "as text", np.asarray(good).astype(str), False
        yield "× 1000", values * 1000, True
        yield "negative", -values, True
        yield "one short", values[:-1], True
        yield "one number", float(values.flat[0]), True
        yield "ragged", [[1.0, 2.0], [1.0]], not isinstance(good, np.ndarray)
        yield "as complex", values + 1j, False
    if array and not numbers:
        yield "one of them nan", [*good[:-1], float("nan")], False
        yield "one of them a word", [*good[:-1], "x"], text
        yield "one short", good[:-1], True
    if callable(good) and not isinstance(good, type):
        yield "returns nothing", lambda *a: None, False
        yield "returns nan", lambda *a: float("nan"), False
        yield "takes too much", lambda a, b, c, d, e: 0.0, False


# --- one case -------------------------------------------------------------------------------------


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """Raise :class:`Slow` in the block after so many seconds of processor time, or twenty times as
    many on the clock: the machine may be busy with other things.
    """

    def stop(*_: Any) -> None:
        raise Slow

    before = {sent: signal.signal(sent, stop) for sent in (signal.SIGPROF, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(20 * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        for sent, handler in before.items():
            signal.signal(sent, handler)


def holds_nan(found: Any, depth: int = 3) -> bool:
    """Return whether there is a NaN in what a call returned, or in what it holds."""
    if isinstance(found, (float, complex)):
        return found != found
    if isinstance(found, np.ndarray):
        return found.dtype.kind in "fc" and bool(np.isnan(found).any())
    if depth == 0 or isinstance(found, (str, bytes, int, type(None), type)):
        return False
    if isinstance(found, Mapping):
        return any(holds_nan(value, depth - 1) for value in found.values())
    if isinstance(found, (list, tuple)):
        return any(holds_nan(value, depth - 1) for value in found)
    held = getattr(found, "__dict__", {})
    own = type(found).__module__.startswith("neurolib")
    return own and any(holds_nan(value, depth - 1) for value in held.values())


def is_sentence(error: BaseException) -> bool:
    """Return whether the library raised an exception itself, on purpose and in words."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    line = linecache.getline(frame.filename, frame.lineno or 0).strip()
    own = (
        "/neurolib/" in frame.filename
        and line.startswith("raise ")
        and type(error).__name__ in line
    )
    # no such file
    return (
        isinstance(error, ParameterError)
        or own
        or (isinstance(error, OSError) and error.filename == "x")
    )


def ends(
    make: Callable[[], tuple[Callable[..., Any], dict[str, Any]]],
    name: str,
    value: Any,
    may: bool,
    clean: bool,
) -> tuple[str, str]:
    """Return how a call with one bad value ends, and what it said."""
    call, arguments = make()
    arguments[name] = value
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            with chdir(PLACE), no_longer_than(LONGEST):  # a file's name may be among the values
                found = call(**arguments)
        except Slow:
            return "slow", ""
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            return ("sentence" if is_sentence(error) else "raw"), said[:160].replace("\n", " ")
    if clean and holds_nan(found):
        return "NaN", f"{found!r:.100}"
    if not may:
        return "nonsense", f"{found!r:.100}".replace("\n", " ")
    if any(issubclass(one.category, RuntimeWarning) for one in warned):
        return "warning", str(warned[-1].message)
    return "accepted", ""


def tries(
    verb: str, make: Callable[[], tuple[Callable[..., Any], dict[str, Any]]]
) -> Iterator[tuple[str, str, Any, bool, bool]]:
    """Yield (argument, name of the bad value, value, whether it may be accepted, whether the good
    call is free of NaN) for a call.
    """
    call, arguments = make()
    for parameter in inspect.signature(call).parameters.values():
        if parameter.default is not parameter.empty:
            arguments.setdefault(parameter.name, parameter.default)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        good_call, good_arguments = make()
        clean = not holds_nan(good_call(**good_arguments))
    for argument, good in arguments.items():
        for name, value, may in bad_values(good):
            if name == "None" and _is_default(call, argument, None):
                continue
            may = (
                may
                or (verb, argument, name) in MAY_BE
                or (verb, argument, "") in MAY_BE
                or ("", argument, name) in MAY_BE
            )
            yield argument, name, value, may, clean


def cases(
    areas: Any = AREAS, half: int | None = None
) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield (area, verb, argument, bad value, end, what was said) of every case, or of every second
    one: 0 or 1.
    """
    n = 0
    for area, verb, make in calls():
        if area not in areas:
            continue
        for argument, name, value, may, clean in tries(verb, make):
            n += 1
            if half is None or n % 2 == half:
                yield area, verb, argument, name, *ends(make, argument, value, may, clean)


def _is_default(call: Any, argument: str, value: Any) -> bool:
    parameter = inspect.signature(call).parameters.get(argument)
    return parameter is not None and parameter.default is value


# --- the table ------------------------------------------------------------------------------------


def table(counts: Mapping[str, Counter[str]]) -> str:
    """Return how the cases of each area ended, and all of them."""
    whole = Counter[str]()
    for each in counts.values():
        whole += each
    lines = ["| Area | " + " | ".join(ENDS) + " | cases |", "|--" * (len(ENDS) + 2) + "|"]
    for area, each in [*counts.items(), ("all", whole)]:
        lines.append(
            f"| {area} | " + " | ".join(str(each[end]) for end in ENDS) + f" | {each.total()} |"
        )
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Print the table, and return 1 where too much is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz",
        description="Call every public function with one bad value at a time, and print how each "
        "call ends. It takes about a minute.",
    )
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"one of {', '.join(AREAS)}")
    parser.add_argument("-v", action="store_true", help="print each case that ends badly")
    given = parser.parse_args(words)
    if unknown := set(given.areas) - set(AREAS):
        parser.error(f"there is no area {', '.join(sorted(unknown))}; type {', '.join(AREAS)}")
    areas = [area for area in AREAS if area in given.areas] or list(AREAS)
    counts: dict[str, Counter[str]] = {area: Counter() for area in areas}
    begun = time.process_time()
    for area, verb, argument, name, end, said in cases(areas):
        counts[area][end] += 1
        if given.v and end not in ("sentence", "accepted"):
            print(f"{end:9} {verb}({argument}={name}): {said}", flush=True)
    whole = sum(counts.values(), Counter[str]())
    verbs = sum(area in areas for area, *_ in calls())
    print(table(counts))
    print(f"{verbs} verbs, {whole.total()} cases, {time.process_time() - begun:.0f} CPU s")
    shares = {end: whole[end] / whole.total() for end in ("raw", "nonsense")}
    print(
        ", ".join(f"{end}: {share:.2%}" for end, share in shares.items()),
        f"(at most {LIMIT:.1%}); NaN: {whole['NaN']} (none)",
    )
    return int(max(shares.values()) > LIMIT or whole["NaN"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
