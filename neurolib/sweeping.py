"""Compute a function at all points of a grid of parameters: here or by any executor, with a bar,
with a file that keeps each result as it comes, and with a table as the result.

The file has one line of JSON for each point. It holds numbers, text and arrays, and no code. A
sweep that was stopped, even by force, finds there what it has computed, and goes on with the rest.
A line is written whole or, where the computer stopped within it, dropped and computed again.
"""

from __future__ import annotations

import hashlib
import inspect
import itertools
import json
import os
import pickle
import warnings
from collections.abc import Callable, Iterable, Mapping, Set, Sized
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    ProcessPoolExecutor,
    as_completed,
)
from dataclasses import dataclass, field
from functools import partial
from math import prod
from os import PathLike
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from .model import Model, ParameterError, expect, meant
from .progress import track

__all__ = ["sweep"]

FORM = "neurolib sweep, form 1"  # of a file
MOST = 1_000_000  # points
SHOWN = 20  # rows of a printed table
PLAIN = bool, int, float, str, type(None)  # what a file keeps beside arrays of numbers


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """The table of a sweep: a row for each point, the last parameter of the grid changing fastest.

    ``sweep[name]`` is a column, one value (or array) a point: of a parameter, of "result", or of a
    key where the function returned dictionaries. ``grid`` has the values of each parameter, and
    ``failed`` a sentence for each row that has no result. Such a row has NaN in columns of numbers,
    and ``None`` in others. ``columns`` has all columns by name, as ``pandas.DataFrame`` takes them.
    """

    title: str
    grid: dict[str, tuple[Any, ...]]
    columns: dict[str, np.ndarray]
    failed: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return prod(map(len, self.grid.values()))

    def __getitem__(self, name: str) -> np.ndarray:
        """Return a column by its name."""
        if isinstance(name, str) and name in self.columns:
            return self.columns[name]
        raise ParameterError(
            f"This sweep has no column {name!r:.60}; it has {', '.join(self.columns)}."
            f"{meant(name, self.columns)}"
        )

    def on_grid(self, name: str = "result") -> np.ndarray:
        """Return a column with one axis for each parameter of the grid, in their order, and the
        axes of each value behind them.
        """
        column = self[name]
        return column.reshape(*map(len, self.grid.values()), *column.shape[1:])

    def __repr__(self) -> str:
        rows, half = range(len(self)), SHOWN // 2
        some = [*rows] if len(rows) <= SHOWN else [*rows[:half], *rows[-half:]]
        cells = [[_cell(column[k]) for column in self.columns.values()] for k in some]
        if len(some) < len(rows):
            cells.insert(half, ["…"] * len(self.columns))
        widths = [max(map(len, column)) for column in zip(self.columns, *cells, strict=True)]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in (self.columns, *cells)
        ]
        sentences = list(self.failed.values())
        more = [f"and {len(sentences) - 3} more"] if len(sentences) > 3 else []
        return "\n  ".join([self.title, *lines, *sentences[:3], *more])


def sweep(
    function: Callable[..., Any],
    grid: Mapping[str, Iterable[Any]],
    executor: Executor | None = None,
    keep: str | PathLike[str] | None = None,
) -> Sweep:
    """Compute a function at all points of a grid of parameters, and return a table.

    If this takes longer than a second, a bar in the notebook shows how many points are done. If
    the function fails at a point, the sweep goes on with the others; ``failed`` names each such
    point, and a warning at the end names the first. After an interrupt (Ctrl-C, or the stop
    button), the sweep returns what was computed. Used in labs 2 and 4.

    >>> from neurolib import LIF
    >>> from neurolib.units import nA, pF
    >>> def rate(C, I):
    ...     return LIF(C=C).rate(I)
    >>> found = sweep(rate, {"C": [200*pF, 250*pF], "I": [0.3*nA, 0.4*nA, 0.5*nA]})
    >>> found
    Sweep of rate over C (2) and I (3): 6 points
            C      I  result
        2e−10  3e−10   63.04
        2e−10  4e−10   98.92
        2e−10  5e−10     129
      2.5e−10  3e−10   51.74
      2.5e−10  4e−10    82.4
      2.5e−10  5e−10   108.8
    >>> found.on_grid().shape
    (2, 3)

    Parameters
    ----------
    function : callable
        Takes the parameters by their names, and returns a number, a text, an array or any other
        object, or a dictionary of them, each of which becomes a column. What is random in it should
        be drawn from a seed that is one of the parameters: then the table is the same with each
        executor.
    grid : dict
        Values of each parameter, by name, as in ``{"rate": [10*Hz, 20*Hz], "seed": range(12)}``.
    executor : concurrent.futures.Executor, default None
        Where points are computed, several at a time: a ``ProcessPoolExecutor()``, a
        ``ThreadPoolExecutor()``, or ``client.get_executor()`` of a Dask client. ``None`` computes
        them here, one after the other. A pool of processes needs a function that is defined in a
        file.
    keep : str or path, default None
        File, as in "rates.jsonl", to which each result is added as it comes. If the file is there,
        the points in it are not computed again; those that failed are. One sweep at a time writes
        to a file. A changed function is refused, as far as this can be seen: by its own code, the
        functions of its module that it calls, and the numbers and texts that these read.

    Returns
    -------
    Sweep
        The table: ``found["result"]`` is a column, ``found.on_grid()`` has an axis for each
        parameter, and ``found.columns`` has all columns by name.

    Raises
    ------
    ParameterError
        For a grid that does not fit the function, a file of another sweep, and results that a file
        cannot keep.
    RuntimeError
        If the function fails at each point, or a process of the executor has died.
    """
    points = _points(function, grid)
    kept = None if keep is None else _Kept(keep, function, points)
    results: dict[int, dict[str, Any]] = {} if kept is None else kept.read()
    before, failed = len(results), dict[int, str]()
    todo = [k for k in range(len(points)) if k not in results]
    arriving = (
        _here(function, points, todo)
        if executor is None
        else _elsewhere(function, points, todo, executor)
    )
    try:
        for _ in track(todo, "Sweeping"):
            k, outcome, error = next(arriving)
            if error is None:
                results[k] = _named(outcome, points[k])
                if kept is not None:
                    kept.add(k, results[k])
            else:
                failed[k] = _failure(points, k, error, len(results))
        _tell(failed, len(results), len(points))
    except KeyboardInterrupt:
        done = f"{len(results)} of {len(points)} points are done, and are returned."
        warnings.warn(f"Interrupted: {done}", stacklevel=2)
        missing = [k for k in todo if k not in results and k not in failed]
        failed |= {k: f"{_shown(points[k])} was not computed: interrupted." for k in missing}
    finally:
        arriving.close()
        if kept is not None:
            kept.file.close()
    title = f", {before} of them from {kept.path.name}" if kept is not None and before else ""
    title += f", {len(failed)} without a result" if failed else ""
    return _table(function, grid, points, results, failed, title)


def _failure(points: Any, k: int, error: BaseException, done: int) -> str:
    """Return the sentence on a point at which the function failed; where a process has died, there
    is nobody to compute the others.
    """
    if isinstance(error, BrokenExecutor):
        raise RuntimeError(
            f"A process of sweep's executor has died, with {done} of {len(points)} points done: "
            f'{error} Sweep again with a new executor; with keep="sweep.jsonl" it goes on from '
            f"what is done."
        ) from error
    return f"{_shown(points[k])} failed: {type(error).__name__}: {error}"


def _tell(failed: Mapping[int, str], done: int, number: int) -> None:
    """Warn of points that failed, or refuse to return a table of nothing else."""
    if failed:
        first = failed[min(failed)]
        if not done:
            raise RuntimeError(f"All {number} points of the sweep failed: {first}")
        warnings.warn(f"{len(failed)} of {number} points failed: {first}", stacklevel=3)


def _table(
    function: Any, grid: Any, points: Any, results: Any, failed: dict[int, str], more: str
) -> Sweep:
    """Return the table of what was computed."""
    over = " and ".join(f"{name} ({len(values)})" for name, values in grid.items())
    columns = {name: _column([point[name] for point in points]) for name in grid}
    for name in dict.fromkeys(name for k in sorted(results) for name in results[k]):
        columns[name] = _column(
            [results.get(k, {}).get(name, _MISSING) for k in range(len(points))]
        )
    return Sweep(
        f"Sweep of {_name(function)} over {over}: {len(points)} points{more}",
        {name: tuple(values) for name, values in grid.items()},
        columns,
        dict(sorted(failed.items())),
    )


# --- points ---------------------------------------------------------------------------------------


def _points(function: Any, grid: Any) -> list[dict[str, Any]]:
    """Return every point of the grid, or refuse it."""
    expect(function, Callable, "sweep's function", "a function of the grid's parameters")
    example = 'as in {"rate": [10*Hz, 20*Hz], "seed": range(12)}'
    if not isinstance(grid, Mapping) or not grid or not all(isinstance(n, str) for n in grid):
        raise ParameterError(
            f"sweep's grid is {grid!r:.60}; expected the values of each parameter by name, "
            f"{example}."
        )
    for name, values in grid.items():
        wrong = isinstance(values, (str, bytes, Mapping, Set)) or not isinstance(values, Sized)
        if wrong or getattr(values, "ndim", 1) == 0:
            raise ParameterError(
                f"sweep's grid[{name!r}] is {values!r:.60}; expected a list of values, {example}."
            )
        if not len(values):
            raise ParameterError(f"sweep's grid[{name!r}] is empty; expected one value or more.")
    number = prod(len(values) for values in grid.values())
    if number > MOST:
        raise ParameterError(f"sweep's grid has {number:.3g} points; expected at most {MOST:,}.")
    try:
        inspect.signature(function).bind(**dict.fromkeys(grid))
    except TypeError as failed:
        raise ParameterError(
            f"sweep's function {_name(function)}{inspect.signature(function)} does not take the "
            f"parameters {', '.join(grid)} of the grid: {failed}."
        ) from None
    except ValueError:  # a built-in that does not say what it takes
        pass
    return [dict(zip(grid, each, strict=True)) for each in itertools.product(*grid.values())]


def _name(function: Any) -> str:
    """Return the name of a function."""
    function = function.func if isinstance(function, partial) else function
    return str(getattr(function, "__name__", type(function).__name__))


def _shown(point: Mapping[str, Any]) -> str:
    """Write a point as one types it."""
    return ", ".join(f"{name}={_item(value)!r:.40}" for name, value in point.items())


# --- computing ------------------------------------------------------------------------------------


def _here(function: Any, points: Any, todo: list[int]) -> Any:
    """Yield the outcome or the error of one point after the other."""
    for k in todo:
        try:
            outcome, error = function(**points[k]), None
        except Exception as failed:  # a function of one's own may fail in any way
            outcome, error = None, failed
        yield k, outcome, error


def _elsewhere(function: Any, points: Any, todo: list[int], executor: Any) -> Any:
    """Yield the outcome or the error of each point, as an executor computes them."""
    if not isinstance(executor, Executor):
        raise ParameterError(
            f"sweep's executor is {executor!r:.60}; expected one of concurrent.futures, as in "
            f"ProcessPoolExecutor(), or client.get_executor() of a Dask client."
        )
    if isinstance(executor, ProcessPoolExecutor):
        try:
            pickle.dumps(function)
        except Exception as failed:  # PicklingError, AttributeError or TypeError, as it comes
            raise ParameterError(
                f"A pool of processes cannot take the function {_name(function)} ({failed}); "
                f"define it by def in a file, or use a ThreadPoolExecutor."
            ) from None
    futures: dict[Any, int] = {}
    try:
        for k in todo:
            futures[executor.submit(partial(function, **points[k]))] = k
        for future in as_completed(futures):
            try:
                error = future.exception()
            except CancelledError as cancelled:
                error = cancelled
            yield futures[future], None if error else future.result(), error
    except BrokenExecutor as broken:  # by a point while others were handed in
        yield todo[0], None, broken
    except RuntimeError as closed:
        raise ParameterError(f"sweep's executor takes no work: {closed}.") from None
    finally:
        for future in futures:
            future.cancel()


def _item(value: Any) -> Any:
    """Return a number of NumPy as one of Python, and lists of numbers as arrays."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return value.item()
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        try:
            array = np.asarray(value)
        except ValueError:  # of several lengths
            return value
        return array if array.dtype.kind in "biuf" else value
    return value


def _named(outcome: Any, point: Any) -> dict[str, Any]:
    """Return the results at a point by the names of their columns."""
    several = isinstance(outcome, Mapping) and all(isinstance(name, str) for name in outcome)
    results = dict(outcome) if several else {"result": outcome}
    for name in results:
        if name in point:
            raise ParameterError(
                f"sweep has a parameter and a result with the name {name}, at {_shown(point)}; "
                f"expected another name for one of them."
            )
    return {name: _item(value) for name, value in results.items()}


_MISSING: Any = object()


def _column(values: list[Any]) -> np.ndarray:
    """Return a column: an array of numbers or texts where all are alike, else of objects."""
    there = [_item(value) for value in values if value is not _MISSING]
    arrays = [
        np.asarray(value) for value in there if isinstance(value, (*PLAIN, complex, np.ndarray))
    ]
    alike = len(arrays) == len(values) or {each.dtype.kind for each in arrays} <= set("biufc")
    alike &= len(arrays) == len(there) > 0 and len({each.shape for each in arrays}) == 1
    kinds = {"text" if each.dtype.kind == "U" else each.dtype.kind in "biufc" for each in arrays}
    if alike and kinds in ({True}, {"text"}):
        made = np.array(arrays)
        column = made
        if len(there) < len(values):
            kind = np.promote_types(made.dtype, float)
            column = np.full((len(values), *made.shape[1:]), np.nan, dtype=kind)
            column[[value is not _MISSING for value in values]] = made
    else:
        column = np.empty(len(values), dtype=object)
        for k, value in enumerate(values):
            column[k] = None if value is _MISSING else _item(value)
    column.flags.writeable = False
    return column


def _cell(value: Any) -> str:
    """Write a value in a table."""
    if isinstance(value, np.ndarray):
        return f"array {value.shape}"
    if isinstance(value, (float, np.floating)):
        return f"{value:.4g}".replace("-", "−")
    return f"{value!s:.40}".split("\n")[0]


# --- the file -------------------------------------------------------------------------------------


class _Kept:
    """The file of a sweep: a line that says of which function, and a line for each point."""

    def __init__(self, path: Any, function: Any, points: Any) -> None:
        expect(path, (str, PathLike), "sweep's keep", 'the name of a file, as in "sweep.jsonl"')
        self.path = Path(path)
        if not self.path.parent.is_dir() or self.path.is_dir():
            raise ParameterError(
                f"sweep's keep is {str(path)!r}; expected the name of a file in a folder that "
                f'is there, as in "sweep.jsonl".'
            )
        self.head = {"form": FORM, "function": _name(function), "hash": _fingerprint(function)}
        self.keys = [self._key(point) for point in points]

    def _key(self, point: Any) -> str:
        """Return the text by which a point is found again."""
        texts = {}
        for name, value in point.items():
            value = _item(value)
            value = value.tolist() if isinstance(value, np.ndarray) else value
            texts[name] = value if isinstance(value, PLAIN) else repr(value)
            if " at 0x" in str(texts[name]):
                raise ParameterError(
                    f"sweep's keep cannot find {name}={value!r:.60} again; expected numbers, "
                    f"texts or models as the values of a grid that is kept."
                )
        return json.dumps(texts)

    def read(self) -> dict[int, dict[str, Any]]:
        """Return the results that are there, and open the file to add others."""
        first = json.dumps(self.head).encode() + b"\n"
        data = self.path.read_bytes() if self.path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]  # what follows was being written when all stopped
        if not whole and not first.startswith(data):
            raise ParameterError(f"{self.path} is no file of a sweep; {self._other()}")
        found, known = {}, ""
        for number, line in enumerate(whole.splitlines()):
            try:
                read = json.loads(line, object_hook=_array)
                if number:
                    found[json.dumps(read["point"])] = dict(read["results"])
                    continue
                if (read["form"], read["function"]) != (FORM, self.head["function"]):
                    raise ValueError(f"it is of {read['function']!r:.40}, {read['form']!r:.40}")
                known = read["hash"]
            except (ValueError, TypeError, KeyError) as failed:
                raise ParameterError(
                    f"{self.path} is no file of this sweep, by its line {number + 1} ({failed}); "
                    f"{self._other()}"
                ) from None
        if whole and known != self.head["hash"]:
            raise ParameterError(
                f"{self.path} has results of {self.head['function']} as it was before it, "
                f"something that it uses, or Python changed; {self._other()}"
            )
        self.file = self.path.open("r+b" if data else "wb")
        self.file.truncate(len(whole))
        self.file.seek(len(whole))
        if not whole:
            self._write(first)
        return {k: found[key] for k, key in enumerate(self.keys) if key in found}

    def _other(self) -> str:
        return 'delete it, or give another name, as in keep="sweep-2.jsonl".'

    def add(self, k: int, results: dict[str, Any]) -> None:
        """Add the results at a point."""
        for name, value in results.items():
            if (
                not isinstance(value, PLAIN)
                and getattr(value, "dtype", np.dtype("O")).kind not in "biuf"
            ):
                raise ParameterError(
                    f"sweep's keep cannot write {name}={value!r:.60}; expected results that are "
                    f"numbers, texts or arrays of numbers, or dictionaries of them."
                )
        line = {"point": json.loads(self.keys[k]), "results": results}
        self._write(json.dumps(line, default=_written).encode() + b"\n")

    def _write(self, line: bytes) -> None:
        """Write a line that is there even if the computer stops."""
        self.file.write(line)
        self.file.flush()
        os.fsync(self.file.fileno())


def _written(array: np.ndarray) -> dict[str, Any]:
    """Return an array as JSON has it."""
    return {"array": array.ravel().tolist(), "shape": array.shape, "dtype": array.dtype.str}


def _array(read: dict[str, Any]) -> Any:
    """Return the array of which :func:`_written` told."""
    if read.keys() != {"array", "shape", "dtype"}:
        return read
    return np.array(read["array"], dtype=read["dtype"]).reshape(read["shape"])


def _fingerprint(function: Any) -> str:
    """Hash what a function computes: its bytecode, the functions of its module that it calls, and
    the numbers, texts and models that these read outside.
    """
    digest, seen, todo = hashlib.sha256(), set[CodeType](), [function]
    while todo:
        one = todo.pop(0)
        if isinstance(one, partial):
            values = [*enumerate(one.args), *sorted(one.keywords.items())]
            digest.update(repr([each for each in values if isinstance(each[1], PLAIN)]).encode())
            one = one.func
        one = one if hasattr(one, "__code__") else getattr(one, "__func__", type(one).__call__)
        code = getattr(one, "__code__", None)
        if code is None or code in seen:
            continue
        seen.add(code)
        outside = inspect.getclosurevars(one)
        reads = sorted({**outside.globals, **outside.nonlocals}.items())
        todo += [value for _, value in reads if getattr(value, "__module__", 0) == one.__module__]
        values = [
            (name, repr(value)) for name, value in reads if isinstance(value, (*PLAIN, Model))
        ]
        digest.update(repr((_bytecode(code), values, one.__defaults__)).encode())
    return digest.hexdigest()[:12]


def _bytecode(code: CodeType) -> tuple[Any, ...]:
    """Return the bytecode of a function and of those within it, with names and constants."""
    constants = [
        _bytecode(each)
        if isinstance(each, CodeType)
        else sorted(map(repr, each))
        if isinstance(each, frozenset)
        else repr(each)
        for each in code.co_consts
    ]
    return code.co_code, code.co_names, constants
