"""The switch for Numba, and the binder, which puts a model's kernels into a loop and all that it
calls, compiled or not.

A loop is an ordinary function that calls others by their names; undecorated, they simply call each
other. A name that a model fills in (``flow``, ``fires`` …) is an :func:`open_name`. :func:`bind`
rebuilds the loop with the model's kernels in place of the open names, and with other functions and
constants in place of those that a module has under their names, and compiles it, callees first.
Numba files compiled code under a function's qualified name, so that name carries the model and a
hash of the loop, of its kernels and of all callees: a fresh process finds the code again, and a
changed function never meets stale code. :func:`exp` stands in such loops for ``np.exp``.

Set ``NEUROLIB_NUMBA=0`` to run the same functions uncompiled.
"""

from __future__ import annotations

import dis
import hashlib
import importlib.util
import inspect
import os
import re
import sys
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

Function = Callable[..., Any]

# Numba's options for a loop that allocates nothing and so needs no reference counts
LEAN: dict[str, Any] = {"_nrt": False}
# and for functions that only such loops call
INNER: dict[str, Any] = {**LEAN, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
NAMING = 3  # of the callees of a loop; a new number leaves all cached code behind
NOT_INLINED: set[str] = set()  # qualified names of functions that are called rather than inlined
# and of those in which a product and the sum that it goes into are rounded once
FUSED: set[str] = set()


@lru_cache(maxsize=1)
def enabled() -> bool:
    """Return whether loops are compiled: Numba is installed and ``NEUROLIB_NUMBA`` is not 0."""
    return (
        os.environ.get("NEUROLIB_NUMBA", "1") != "0"
        and importlib.util.find_spec("numba") is not None
    )


def open_name(name: str) -> Function:
    """Return a placeholder for a model's kernel, which :func:`bind` replaces by the kernel."""

    def unbound(*arguments: Any) -> Any:
        raise TypeError(
            f"{name} is a model's own kernel; bind the loop that calls it to a model first."
        )

    unbound.__qualname__ = name
    return unbound


def not_inlined(function: Function) -> Function:
    """Mark a function that compiled loops call instead of inlining, because it is long and seldom
    needed.
    """
    NOT_INLINED.add(f"{function.__module__}.{function.__qualname__}")
    return function


def fused(function: Function) -> Function:
    """Mark a function in which compiled code rounds a product and the sum that it goes into once,
    where the processor can.
    """
    FUSED.add(f"{function.__module__}.{function.__qualname__}")
    return function


def bind(
    loop: Function, kernels: Mapping[str, Any], label: str, cache: bool = True, **options: Any
) -> Function:
    """Return ``loop`` and all that it calls with ``kernels`` in place of these names, compiled if
    :func:`enabled`.

    ``label`` names the result, for the cache. A kernel is a function, compiled or not, or a
    constant. Numba's ``options`` are for the loop; where it is :data:`LEAN`, its callees are, too.
    """
    if not enabled():
        return plain(loop, kernels)
    import numba

    inner = INNER if "_nrt" in options else {}
    made: dict[Function, Function] = {}
    bound = _rebuilt(
        loop,
        {
            name: _compiled(value, kernels, inner, made)
            for name, value in _called(loop, kernels).items()
        },
    )
    functions = {
        name: value
        for name, value in bound.__globals__.items()
        if name in _called(loop, kernels) and callable(value)
    }
    constants = "".join(
        f"_{value}" for name, value in sorted(kernels.items()) if not callable(value)
    )
    hashed = {
        loop.__name__: bound,
        **{name: value for name, value in kernels.items() if callable(value)},
    }
    named = f"{label}{constants}_{_fingerprint(hashed)}"
    # a linker takes equal names, from two caches, for one function, so each loop's callees carry
    # its hash
    for callee in made.values():
        if (function := getattr(callee, "py_func", None)) is not None:
            function.__qualname__ = f"{function.__qualname__}_{named}"
    bound.__qualname__ = f"{loop.__qualname__}_{named}_{NAMING}"
    usual = {
        "cache": cache and all(map(_closed, functions.values())),
        "error_model": "numpy",
        "forceinline": not cache,
    }
    return numba.njit(bound, **{**usual, **options})


def kept(loop: Function, label: str) -> bool:
    """Return whether Numba's cache has a loop that was compiled with this label, whatever its
    constants, by the names of its files: Numba is not loaded for that.
    """
    source = Path(loop.__code__.co_filename)
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        folders = [*Path(chosen).glob("*")]
    else:
        users = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "numba"
        folders = [source.parent / "__pycache__", *users.glob("*")]
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    name = re.compile(
        rf"{source.stem}\.{loop.__qualname__}_{re.escape(label)}(_[^_]+)*_[0-9a-f]{{12}}"
        rf"_{NAMING}-\d+\.{python}t?\.nbi"
    )
    return any(
        name.fullmatch(file.name)
        for folder in folders
        if folder.is_dir()
        for file in folder.iterdir()
    )


def plain(loop: Function, kernels: Mapping[str, Any]) -> Any:
    """Return ``loop`` and all that it calls with ``kernels`` in place of these names,
    uncompiled.
    """
    return _plain(loop, kernels, {})


def kernel(function: Function, **options: Any) -> Function:
    """Return one function compiled (by Numba's ``options``) if :func:`enabled`, else as it is."""
    if not enabled():
        return function
    import numba

    return numba.njit(function, **{"error_model": "numpy", "forceinline": True, **options})


def with_globals(function: Function, **values: Any) -> Any:
    """Return a function that finds these values under these names of its module."""
    return _rebuilt(function, values)


def on_scalars(kernel: Function, exp: Any) -> Any:
    """Return a kernel for a loop over scalars, with all that it calls: ``np.exp`` is ``exp``,
    ``np.minimum`` and ``np.maximum`` compare, ``np.where`` is :func:`chosen`.
    """
    numpy = types.ModuleType("numpy")
    own = {"exp": exp, "minimum": min, "maximum": max, "where": inner(chosen)}
    numpy.__dict__.update(vars(np) | own)
    return with_globals(
        kernel,
        np=numpy,
        **{name: on_scalars(value, exp) for name, value in _called(kernel, {}).items()},
    )


def generated(text: str, name: str, **values: Any) -> Function:
    """Return the function of this name that a text defines and that reads ``values``: Numba must
    see the length of each tuple.
    """
    exec(text, values)
    made: Function = values[name]
    return made


def chosen(condition: Any, one: Any, other: Any) -> Any:
    """Return one of two scalars."""
    return one if condition else other


@lru_cache(maxsize=64)
def inner(function: Function) -> Any:
    """Return a function compiled with all that it calls, for loops that allocate nothing."""
    return _compiled(function, {}, INNER, {})


def _loaded(function: Any) -> dict[str, None]:
    """Return the global names that a function reads, in order; names of attributes are not among
    them.
    """
    return dict.fromkeys(
        i.argval for i in dis.get_instructions(function) if i.opname == "LOAD_GLOBAL"
    )


def _called(function: Function, kernels: Mapping[str, Any]) -> dict[str, Any]:
    """Return the global names that are to be bound in a function: names of kernels, and plain
    functions that it calls.
    """
    found = {
        name: kernels[name] if name in kernels else function.__globals__.get(name)
        for name in _loaded(function)
    }
    return {
        name: value
        for name, value in found.items()
        if name in kernels or isinstance(value, types.FunctionType)
    }


def _rebuilt(function: Any, values: Mapping[str, Any]) -> Any:
    """Return a copy of a function with ``values`` as globals."""
    bound = types.FunctionType(
        function.__code__,
        {**function.__globals__, **values},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    bound.__module__, bound.__qualname__ = function.__module__, function.__qualname__
    return bound


def _plain(
    function: Function, kernels: Mapping[str, Any], made: dict[Function, Function]
) -> Function:
    """Return a function whose kernels, and those of all that it calls, are in place; the function
    itself if there are none.
    """
    if function not in made:
        parts = {
            name: value if name in kernels else _plain(value, kernels, made)
            for name, value in _called(function, kernels).items()
        }
        changed = any(
            name in kernels or value is not function.__globals__.get(name)
            for name, value in parts.items()
        )
        made[function] = _rebuilt(function, parts) if changed else function
    return made[function]


def _compiled(
    function: Any, kernels: Mapping[str, Any], inner: dict[str, Any], made: dict[Function, Function]
) -> Any:
    """Return a function as a compiled loop calls it: a constant or compiled function as it is,
    others compiled, callees first.
    """
    if not isinstance(function, types.FunctionType):
        return function
    if function in INTRINSICS:  # one for all loops, so not among those that get a loop's name
        return INTRINSICS[function]()
    if function not in made:
        parts = {
            name: _compiled(value, kernels, inner, made)
            for name, value in _called(function, kernels).items()
        }
        rebuilt = _rebuilt(function, parts)
        name = f"{function.__module__}.{function.__qualname__}"
        options = (
            inner
            | ({"forceinline": False} if name in NOT_INLINED else {})
            | ({"fastmath": {"contract"}} if name in FUSED else {})
        )
        made[function] = kernel(rebuilt, **options)
    return made[function]


def prefetch_element(array: Any, i: Any) -> None:
    """Prefetch ``array[i]`` into the fastest cache, in compiled code; do nothing otherwise."""


def hidden(x: Any) -> Any:
    """Return a float, and hide its value from the compiler."""
    return x


@lru_cache(maxsize=1)
def _prefetch_element() -> Function:
    """Return :func:`prefetch_element` for compiled loops."""
    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.extending import intrinsic

    def prefetch_element(typing, array, i):  # type: ignore[no-untyped-def]
        def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
            place = builder.bitcast(builder.gep(data, [arguments[1]]), cgutils.voidptr_t)
            kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, *[ir.IntType(32)] * 3])
            function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
            # to read, keep, data
            builder.call(
                function, [place, *(ir.Constant(ir.IntType(32), number) for number in (0, 3, 1))]
            )
            return context.get_dummy_value()

        return types.void(array, i), code

    made: Any = intrinsic(prefetch_element)
    made.py_func = prefetch_element  # for the fingerprint
    return made


@lru_cache(maxsize=1)
def _hidden() -> Function:
    """Return :func:`hidden` for compiled loops."""
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    def hidden(typing, x):  # type: ignore[no-untyped-def]
        def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            bits, real = ir.IntType(64), ir.DoubleType()
            # in a register of any machine
            same = ir.InlineAsm(ir.FunctionType(bits, [bits]), "", "=r,0")
            given = builder.bitcast(arguments[0], bits)
            return builder.bitcast(
                builder.call(same, [given], attrs=("readnone", "nounwind")), real
            )

        return types.float64(types.float64), code

    made: Any = intrinsic(hidden)
    made.py_func = hidden  # for the fingerprint
    return made


INTRINSICS: dict[Function, Callable[[], Function]] = {
    prefetch_element: _prefetch_element,
    hidden: _hidden,
}


def _outside(function: Function) -> dict[str, Any]:
    """Return what a kernel reads beyond its arguments: values of its module and of the functions
    around it.
    """
    plain = getattr(function, "py_func", function)
    found, loaded = inspect.getclosurevars(plain), _loaded(plain)
    return {
        **{name: value for name, value in found.globals.items() if name in loaded},
        **found.nonlocals,
    }


def _closed(function: Function) -> bool:
    """Return whether all that a kernel reads is in its fingerprint, so that compiled code may be
    kept for another process.
    """
    return all(
        isinstance(value, (int, float, str, types.ModuleType))
        or (callable(value) and hasattr(value, "__qualname__") and _closed(value))
        for value in _outside(function).values()
        if not isinstance(value, types.BuiltinFunctionType)
    )


def _fingerprint(kernels: Mapping[str, Function]) -> str:
    """Hash the bytecode of kernels, their constants, and what they read outside, following the
    functions among it.

    Numba's file of a compiled loop asks for the modules of its kernels, so a kernel of another
    module is another kernel.
    """
    digest = hashlib.sha256()
    for name, function in sorted(kernels.items()):
        plain = getattr(function, "py_func", function)
        code = plain.__code__
        constants = [c for c in code.co_consts if not isinstance(c, types.CodeType)]
        outside = _outside(plain)
        inner = {
            key: value
            for key, value in outside.items()
            if hasattr(getattr(value, "py_func", value), "__code__")
        }
        marks = [
            f"{plain.__module__}.{plain.__qualname__}" in each for each in (NOT_INLINED, FUSED)
        ]
        values = sorted(
            (key, repr(value))
            for key, value in outside.items()
            if isinstance(value, (int, float, str))
        )
        identity = (
            name,
            plain.__module__,
            plain.__qualname__,
            marks,
            code.co_code,
            constants,
            code.co_names,
            values,
            _fingerprint(inner),
        )
        digest.update(repr(identity).encode())
    return digest.hexdigest()[:12]


# --- an exponential for compiled loops ------------------------------------------------------------

LOG2E = 1.4426950408889634
# ln 2 in two parts, the first of which has few bits
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
# 1.5 · 2^52: a sum with it is rounded to a whole number, which stands in its last bits
ROUND = 6755399441055744.0 + 1023
# Coefficients of e^r from r² on, interpolated at 12 Chebyshev nodes: off by 2e-17 at most. Those of
# Taylor need one power more.
C2, C3, C4, C5, C6 = (
    0.5000000000000019,
    0.1666666666666668,
    0.0416666666664881,
    0.008333333333319601,
    0.0013888888952314775,
)
C7, C8, C9 = 0.00019841269890047113, 2.4801485482328084e-05, 2.7557240918578656e-06
C10, C11 = 2.763263963919186e-07, 2.511003760607976e-08


@fused
def exp(x: Any) -> Any:
    r"""Return e to the power of x, a float, with a relative error below 1e-15; of an x below -708
    or above 709, that of the limit.

    .. math::

        e^x = 2^n e^r, \quad n = \mathrm{round}(x / \ln 2), \quad |r| \le \tfrac12 \ln 2 \tag{1}

    with a polynomial for :math:`e^r`: plain arithmetic without a branch. A bare constant would be
    loaded by two instructions in every iteration of a loop; a product with a hidden 1 is computed
    once, before it.
    """
    one = hidden(1.0)
    x = max(min(x, 709.0 * one), -708.0 * one)
    t = x * (LOG2E * one) + ROUND * one
    n = t - ROUND * one
    r = (x - n * (LN2_HIGH * one)) - n * (LN2_LOW * one)
    r2 = r * r
    r4 = r2 * r2
    low = (one + r) + r2 * (C2 * one + r * (C3 * one))
    middle = (C4 * one + r * (C5 * one)) + r2 * (C6 * one + r * (C7 * one))
    high = (C8 * one + r * (C9 * one)) + r2 * (C10 * one + r * (C11 * one))
    power = np.float64(t).view(np.int64) << 52  # n + 1023 becomes the exponent of a float: 2^n
    return ((low + r4 * middle) + (r4 * r4) * high) * np.int64(power).view(np.float64)  # (1)
